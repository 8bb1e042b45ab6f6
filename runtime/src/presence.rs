//! A field that may be absent, null, or have a value: updates depend on the difference.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field that is optional and nullable.
///
/// Absent leaves what is stored alone, null clears it, a value sets it. In a struct it goes with
/// `#[serde(default, skip_serializing_if = "Presence::is_absent")]`.
///
/// There is no `From<Option<T>>`: whether `None` means absent or null is the caller's to say.
///
/// ```
/// use actiongen_runtime::Presence;
/// let channels: Presence<Vec<i64>> = [1, 2].into();
/// assert_eq!(channels.value(), Some(&vec![1, 2]));
/// assert!(Presence::<String>::default().is_absent());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Presence<T> {
    /// Not sent; not in the answer.
    #[default]
    Absent,
    /// Sent as `null`; `null` in the answer.
    Null,
    /// A value.
    Value(T),
}

impl<T> Presence<T> {
    /// Whether the field is left out.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the field is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    #[must_use]
    #[inline]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value itself, if there is one.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same with a reference to the value.
    #[must_use]
    pub const fn as_ref(&self) -> Presence<&T> {
        match self {
            Self::Absent => Presence::Absent,
            Self::Null => Presence::Null,
            Self::Value(value) => Presence::Value(value),
        }
    }

    /// The same with another value.
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Presence<U> {
        match self {
            Self::Absent => Presence::Absent,
            Self::Null => Presence::Null,
            Self::Value(value) => Presence::Value(to(value)),
        }
    }
}

impl<T> From<T> for Presence<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl From<&str> for Presence<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T, const N: usize> From<[T; N]> for Presence<Vec<T>> {
    fn from(items: [T; N]) -> Self {
        Self::Value(items.into())
    }
}

impl<T: Serialize> Serialize for Presence<T> {
    /// An absent field is to be skipped by `skip_serializing_if`; where that was forgotten it is
    /// written as `null`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Absent | Self::Null => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Presence<T> {
    /// `null` or a value; that a field is absent is what `#[serde(default)]` says.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Update {
        #[serde(default, skip_serializing_if = "Presence::is_absent")]
        notes: Presence<String>,
    }

    #[test]
    fn three_states_survive_the_round_trip() {
        let table = [
            ("{}", Presence::Absent),
            (r#"{"notes":null}"#, Presence::Null),
            (r#"{"notes":""}"#, Presence::Value(String::new())),
            (r#"{"notes":"x"}"#, "x".into()),
        ];
        for (text, notes) in table {
            let update = Update { notes };
            assert_eq!(serde_json::to_string(&update).unwrap(), text);
            assert_eq!(serde_json::from_str::<Update>(text).unwrap(), update);
        }
    }

    #[test]
    fn mapping_keeps_the_state() {
        assert_eq!(Presence::Value(2).map(|n| n + 1), Presence::Value(3));
        assert_eq!(Presence::<i64>::Null.map(|n| n + 1), Presence::Null);
        assert_eq!(Presence::<i64>::Absent.as_ref().into_value(), None);
    }
}
