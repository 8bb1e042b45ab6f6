//! Unions in answers, read by one visitor: nothing is buffered to find out what a value is.
//!
//! A value that fits no alternative is kept, not refused: a service may add one.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
pub use serde::de::{MapAccess, SeqAccess};
use serde_json::Value;

mod tagged;

use crate::decimal::Decimal;

pub use tagged::{Tagged, tagged};

/// What a union makes of each JSON type; what it does not name is [`unknown`](Self::unknown).
///
/// ```
/// use actiongen_runtime::union::{self, Number, SeqAccess};
/// use serde::{Deserialize, Deserializer};
/// use serde_json::Value;
///
/// #[derive(Debug, PartialEq)]
/// enum FieldValue {
///     Text(String),
///     Number(f64),
///     List(Vec<String>),
///     Unknown(Value),
/// }
///
/// impl union::Read for FieldValue {
///     fn text(text: String) -> Self {
///         Self::Text(text)
///     }
///     fn number(number: Number) -> Self {
///         Self::Number(number.as_f64())
///     }
///     fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
///         union::items(list).map(|items| items.map_or_else(Self::Unknown, Self::List))
///     }
///     fn unknown(value: Value) -> Self {
///         Self::Unknown(value)
///     }
/// }
///
/// impl<'de> Deserialize<'de> for FieldValue {
///     fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
///         union::deserialize(from)
///     }
/// }
///
/// let read = |text| serde_json::from_str::<FieldValue>(text).unwrap();
/// assert_eq!(read("3"), FieldValue::Number(3.0));
/// assert_eq!(read(r#"["a"]"#), FieldValue::List(vec!["a".into()]));
/// assert_eq!(read(r#"["a", 1]"#), FieldValue::Unknown(serde_json::json!(["a", 1])));
/// ```
pub trait Read: Sized {
    /// A value that is none of the alternatives.
    fn unknown(value: Value) -> Self;

    /// Null.
    fn null() -> Self {
        Self::unknown(Value::Null)
    }

    /// True or false.
    fn bool(value: bool) -> Self {
        Self::unknown(value.into())
    }

    /// A number.
    fn number(number: Number) -> Self {
        Self::unknown(number.into())
    }

    /// A text.
    fn text(text: String) -> Self {
        Self::unknown(text.into())
    }

    /// A list; [`items`] reads one whose items are all of one type.
    ///
    /// # Errors
    /// What is not JSON.
    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(list)).map(Self::unknown)
    }

    /// An object; [`object`] reads it whole, and [`fit`] tries a type on it. [`tagged`] reads one
    /// that says by a field what it is.
    ///
    /// # Errors
    /// What is not JSON.
    fn object<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        object(map).map(Self::unknown)
    }
}

/// Reads a union.
///
/// # Errors
/// What is not JSON; that a value fits no alternative is no error.
pub fn deserialize<'de, T: Read, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    from.deserialize_any(Reader(PhantomData))
}

/// Reads a list of one type; if an item does not fit, the whole list as it is.
///
/// # Errors
/// What is not JSON.
pub fn items<'de, T, A>(list: A) -> Result<Result<Vec<T>, Value>, A::Error>
where
    T: DeserializeOwned,
    A: SeqAccess<'de>,
{
    let list = Value::deserialize(SeqAccessDeserializer::new(list))?;
    Ok(fit(&list).ok_or(list))
}

/// Reads a list whole.
///
/// # Errors
/// What is not JSON.
pub fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Value, A::Error> {
    Value::deserialize(SeqAccessDeserializer::new(list))
}

/// Reads an object whole.
///
/// # Errors
/// What is not JSON.
pub fn object<'de, A: MapAccess<'de>>(map: A) -> Result<Value, A::Error> {
    Value::deserialize(MapAccessDeserializer::new(map))
}

/// The value as a type, if it fits.
#[must_use]
pub fn fit<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// A JSON number as it was written: whole or with a fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Int(i64),
    /// A whole number beyond `i64`.
    Large(u64),
    /// Any other number.
    Float(f64),
}

impl Number {
    /// The nearest `f64`; whole numbers up to 2^53 are exact.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub const fn as_f64(self) -> f64 {
        match self {
            Self::Int(number) => number as f64,
            Self::Large(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    /// The number, if it is whole and fits.
    #[must_use]
    pub const fn as_i64(self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(number),
            Self::Large(_) | Self::Float(_) => None,
        }
    }

    /// The number, if it is whole and fits.
    #[must_use]
    pub fn as_i32(self) -> Option<i32> {
        self.as_i64().and_then(|number| number.try_into().ok())
    }

    /// The number as a decimal.
    #[must_use]
    pub fn as_decimal(self) -> Decimal {
        match self {
            Self::Int(number) => number.into(),
            Self::Large(number) => number.into(),
            // JSON has no other numbers than finite ones.
            Self::Float(number) => Decimal::try_from(number).unwrap_or_default(),
        }
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(number) => number.into(),
            Number::Large(number) => number.into(),
            Number::Float(number) => number.into(),
        }
    }
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: Read> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        Ok(T::null())
    }

    fn visit_none<E: de::Error>(self) -> Result<T, E> {
        Ok(T::null())
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        deserialize(from)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        Ok(T::bool(value))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        Ok(T::number(Number::Int(number)))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        Ok(T::number(i64::try_from(number).map_or(Number::Large(number), Number::Int)))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        Ok(T::number(Number::Float(number)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        Ok(T::text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<T, E> {
        Ok(T::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::object(map)
    }
}

#[cfg(test)]
mod tests;
