//! For a truth value that travels as 1 or 0: `#[serde(with = "as_int")]`.
//!
//! It is read from `true` and `false` too. It serves `bool`, and `Option`, [`Presence`], `Vec` and maps of it.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::presence::Presence;

/// Writes the truth values in a value as 1 and 0.
///
/// # Errors
/// What the serializer reports.
pub fn serialize<T: AsInt, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    value.serialize_int(to)
}

/// Reads them back, from 1 and 0 or from `true` and `false`.
///
/// # Errors
/// What is none of these.
pub fn deserialize<'de, T: AsInt, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    T::deserialize_int(from)
}

/// A truth value, or what holds truth values.
pub trait AsInt: Sized {
    /// Writes the truth values as 1 and 0.
    ///
    /// # Errors
    /// What the serializer reports.
    fn serialize_int<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;

    /// Reads them back.
    ///
    /// # Errors
    /// What is neither 1 nor 0 nor a truth value.
    fn deserialize_int<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error>;
}

impl AsInt for bool {
    fn serialize_int<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u8(u8::from(*self))
    }

    fn deserialize_int<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Truth)
    }
}

impl<T: AsInt> AsInt for Option<T> {
    fn serialize_int<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Written).serialize(to)
    }

    fn deserialize_int<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Option::<Read<T>>::deserialize(from)?.map(|read| read.0))
    }
}

impl<T: AsInt> AsInt for Presence<T> {
    fn serialize_int<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.value().map(Written).serialize(to)
    }

    fn deserialize_int<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize_int(from)?.map_or(Self::Null, Self::Value))
    }
}

impl<T: AsInt> AsInt for Vec<T> {
    fn serialize_int<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter().map(Written))
    }

    fn deserialize_int<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Vec::<Read<T>>::deserialize(from)?.into_iter().map(|read| read.0).collect())
    }
}

impl<T: AsInt> AsInt for BTreeMap<String, T> {
    fn serialize_int<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(key, value)| (key, Written(value))))
    }

    fn deserialize_int<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let read = BTreeMap::<String, Read<T>>::deserialize(from)?;
        Ok(read.into_iter().map(|(key, read)| (key, read.0)).collect())
    }
}

struct Written<'w, T>(&'w T);

impl<T: AsInt> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_int(to)
    }
}

struct Read<T>(T);

impl<'de, T: AsInt> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize_int(from).map(Self)
    }
}

struct Truth;

impl Visitor<'_> for Truth {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1, 0, true or false")
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<bool, E> {
        Ok(flag)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<bool, E> {
        match number {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(E::invalid_value(de::Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<bool, E> {
        match number {
            0 | 1 => Ok(number == 1),
            _ => Err(E::invalid_value(de::Unexpected::Signed(number), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Flags {
        #[serde(with = "crate::as_int")]
        on: bool,
        #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::as_int")]
        seen: Option<bool>,
        #[serde(default, skip_serializing_if = "Presence::is_absent", with = "crate::as_int")]
        paid: Presence<bool>,
        #[serde(default, with = "crate::as_int")]
        days: Vec<bool>,
        #[serde(default, with = "crate::as_int")]
        by_name: BTreeMap<String, bool>,
    }

    #[test]
    fn they_are_written_as_numbers_and_read_from_both() {
        let flags = Flags {
            on: true,
            seen: Some(false),
            paid: Presence::Null,
            days: vec![true, false],
            by_name: BTreeMap::from([("a".to_owned(), true)]),
        };
        let text = r#"{"on":1,"seen":0,"paid":null,"days":[1,0],"by_name":{"a":1}}"#;
        assert_eq!(serde_json::to_string(&flags).unwrap(), text);
        assert_eq!(serde_json::from_str::<Flags>(text).unwrap(), flags);
        let words = r#"{"on":true,"seen":false,"paid":null,"days":[true,false],"by_name":{"a":true}}"#;
        assert_eq!(serde_json::from_str::<Flags>(words).unwrap(), flags);
        let one: Flags = serde_json::from_str(r#"{"on":0,"paid":1}"#).unwrap();
        assert_eq!(one, Flags { paid: Presence::Value(true), ..Flags::default() });
    }

    #[test]
    fn other_numbers_are_refused() {
        for text in ["2", "-1", "1.0", "\"1\"", "null", "[]"] {
            let error = serde_json::from_str::<Flags>(&format!("{{\"on\":{text}}}")).unwrap_err().to_string();
            assert!(error.contains("expected 1, 0, true or false"), "{error}");
        }
    }
}
