//! A value that must not be printed.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::audience::Audience;

/// What stands where a secret would.
pub(crate) const REDACTED: &str = "[redacted]";

/// A password or token: it is sent, and never shown.
///
/// `Debug` and `Display` print `[redacted]`; serialising writes the value, since that is how it
/// travels. What an action gives as data (see [`catalog`](crate::catalog)) is no request, and has
/// `[redacted]` in its place.
///
/// ```
/// use actiongen_runtime::Secret;
/// let password: Secret<String> = "hunter22".into();
/// assert_eq!(format!("{password:?} {password}"), "[redacted] [redacted]");
/// assert_eq!(password.expose(), "hunter22");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value. Whoever calls this answers for where it goes.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T: Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Audience::now() {
            Audience::Server => self.0.serialize(serializer),
            _ => serializer.serialize_str(REDACTED),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn travels_as_itself() {
        let secret: Secret<String> = serde_json::from_str("\"abc\"").unwrap();
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"abc\"");
        assert_eq!(secret, "abc".into());
        assert_eq!(secret.into_exposed(), "abc");
    }

    #[test]
    fn stays_hidden_inside_other_values() {
        let text = format!("{:#?}", Some(vec![Secret::<String>::from("hunter22")]));
        assert!(text.contains(REDACTED) && !text.contains("hunter22"));
    }
}
