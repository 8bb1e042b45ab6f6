//! What else is read in place of a value, where a spec says so: a number in a text, a text that is a number, an empty
//! text for nothing.
//!
//! In a catalogue the `accepts` of a field says it. In generated types the functions
//! here do, as `#[serde(deserialize_with = "…")]`; they take what any of the words allows, since answers are read
//! leniently.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::presence::Presence;
use crate::secret::Secret;

/// What else is read in place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accepts {
    /// A text that holds the number, or `true` or `false`.
    String,
    /// A number: its digits for a text, 1 and 0 for true and false.
    Number,
    /// The empty text, which stands for nothing.
    Empty,
}

/// Whether a text is a whole number: digits, perhaps after a minus. It may be too large for any type.
#[must_use]
pub fn is_whole_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number that a text is, if it is one as JSON writes it.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    // What stands around a number of JSON is skipped by its reader, and is none here.
    let is_bare = text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit());
    is_bare.then(|| serde_json::from_str(text).ok()).flatten()
}

/// The truth value that a text is.
#[must_use]
pub fn truth(text: &str) -> Option<bool> {
    text.parse().ok()
}

/// Reads a number, a truth value or a text, whichever type of JSON it comes as.
///
/// # Errors
/// What is neither the type nor can stand for it.
pub fn scalar<'de, T: Scalar, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(from)?;
    T::read(raw.get()).map_err(without_position)
}

/// The same, where an empty text stands for nothing.
///
/// # Errors
/// As [`scalar`].
pub fn scalar_or_empty<'de, T: Scalar + Default, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(from)?;
    if raw.get() == EMPTY { Ok(T::default()) } else { T::read(raw.get()).map_err(without_position) }
}

/// Reads a value of any type, where an empty text stands for nothing.
///
/// # Errors
/// What does not fit the type.
pub fn or_empty<'de, T: DeserializeOwned + Default, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(from)?;
    if raw.get() == EMPTY {
        Ok(T::default())
    } else {
        serde_json::from_str(raw.get()).map_err(without_position)
    }
}

/// An empty text, as JSON.
const EMPTY: &str = "\"\"";

/// The reader around tells the place, which is another one than in the piece that was read here.
pub(crate) fn without_position<E: Error>(error: serde_json::Error) -> E {
    let text = error.to_string();
    E::custom(text.rfind(" at line ").map_or(text.as_str(), |end| &text[..end]))
}

/// A number, a truth value, a text, or what holds one of them.
pub trait Scalar: Sized {
    /// Reads the value from its JSON.
    ///
    /// # Errors
    /// What is neither the type nor can stand for it.
    fn read(json: &str) -> Result<Self, serde_json::Error>;
}

/// The text, if the JSON is one.
fn text(json: &str) -> Option<String> {
    if json.starts_with('"') { serde_json::from_str(json).ok() } else { None }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl Scalar for $number {
            fn read(json: &str) -> Result<Self, serde_json::Error> {
                let parsed = text(json).filter(|text| is_whole_number(text)).and_then(|text| text.parse().ok());
                parsed.map_or_else(|| serde_json::from_str(json), Ok)
            }
        }
    )*};
}

whole_numbers!(i32, i64);

impl Scalar for f64 {
    fn read(json: &str) -> Result<Self, serde_json::Error> {
        text(json).and_then(|text| number(&text)).map_or_else(|| serde_json::from_str(json), Ok)
    }
}

impl Scalar for bool {
    fn read(json: &str) -> Result<Self, serde_json::Error> {
        match json {
            "1" => Ok(true),
            "0" => Ok(false),
            _ => text(json).and_then(|text| truth(&text)).map_or_else(|| serde_json::from_str(json), Ok),
        }
    }
}

impl Scalar for String {
    fn read(json: &str) -> Result<Self, serde_json::Error> {
        // A number as it was written: 1.50 is not 1.5.
        let is_number = json.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        if is_number { Ok(json.to_owned()) } else { serde_json::from_str(json) }
    }
}

impl<T: Scalar> Scalar for Option<T> {
    fn read(json: &str) -> Result<Self, serde_json::Error> {
        if json == "null" { Ok(None) } else { T::read(json).map(Some) }
    }
}

impl<T: Scalar> Scalar for Presence<T> {
    fn read(json: &str) -> Result<Self, serde_json::Error> {
        if json == "null" { Ok(Self::Null) } else { T::read(json).map(Self::Value) }
    }
}

impl<T: Scalar> Scalar for Secret<T> {
    fn read(json: &str) -> Result<Self, serde_json::Error> {
        T::read(json).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Order {
        #[serde(deserialize_with = "scalar")]
        id: Option<i32>,
        #[serde(deserialize_with = "scalar_or_empty")]
        customer: Presence<i64>,
        #[serde(deserialize_with = "scalar_or_empty")]
        weight: Option<f64>,
        #[serde(deserialize_with = "scalar")]
        paid: bool,
        #[serde(deserialize_with = "scalar")]
        zip: String,
        #[serde(deserialize_with = "or_empty")]
        lines: Option<Vec<i64>>,
    }

    #[test]
    fn one_type_comes_as_another() {
        let table = [
            ("{}", Order::default()),
            (r#"{"id":"789"}"#, Order { id: Some(789), ..Order::default() }),
            (r#"{"id":-7}"#, Order { id: Some(-7), ..Order::default() }),
            (r#"{"id":null,"customer":null}"#, Order { customer: Presence::Null, ..Order::default() }),
            (r#"{"customer":"","weight":"","lines":""}"#, Order::default()),
            (r#"{"customer":"-1"}"#, Order { customer: Presence::Value(-1), ..Order::default() }),
            (r#"{"weight":"1.50"}"#, Order { weight: Some(1.5), ..Order::default() }),
            (r#"{"weight":2}"#, Order { weight: Some(2.0), ..Order::default() }),
            (r#"{"paid":1}"#, Order { paid: true, ..Order::default() }),
            (r#"{"paid":"true"}"#, Order { paid: true, ..Order::default() }),
            (r#"{"zip":62704.10}"#, Order { zip: "62704.10".into(), ..Order::default() }),
            (r#"{"zip":"\u0061"}"#, Order { zip: "a".into(), ..Order::default() }),
            (r#"{"lines":[1]}"#, Order { lines: Some(vec![1]), ..Order::default() }),
        ];
        for (json, order) in table {
            assert_eq!(serde_json::from_str::<Order>(json).unwrap(), order, "{json}");
            if !json.contains(".10") {
                let value: serde_json::Value = serde_json::from_str(json).unwrap();
                assert_eq!(serde_json::from_value::<Order>(value).unwrap(), order, "{json}");
            }
        }
    }

    #[test]
    fn what_stands_for_nothing_is_refused() {
        for (json, message) in [
            (r#"{"id":""}"#, r#"invalid type: string "", expected i32"#),
            (r#"{"id":"3000000000"}"#, r#"invalid type: string "3000000000", expected i32"#),
            (r#"{"id":" 1"}"#, r#"invalid type: string " 1", expected i32"#),
            (r#"{"weight":"1e"}"#, r#"invalid type: string "1e", expected f64"#),
            (r#"{"paid":2}"#, "invalid type: integer `2`, expected a boolean"),
            (r#"{"zip":true}"#, "invalid type: boolean `true`, expected a string"),
            (r#"{"lines":" "}"#, r#"invalid type: string " ", expected a sequence"#),
        ] {
            let error = serde_json::from_str::<Order>(json).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{message} at line 1 ")), "{error}");
        }
    }

    #[test]
    fn numbers_in_texts() {
        for text in ["0", "-1", "007", "99999999999999999999"] {
            assert!(is_whole_number(text), "{text}");
        }
        for text in ["", "-", "+1", "1.0", " 1", "1 ", "٣"] {
            assert!(!is_whole_number(text), "{text}");
        }
        for (text, value) in
            [("0", Some(0.0)), ("-1.5e3", Some(-1500.0)), ("1.", None), (".5", None), ("007", None)]
        {
            assert_eq!(number(text), value, "{text}");
        }
        for text in ["", "-", "+1", " 1", "1 ", "1\n", "1e999", "NaN", "Infinity", "0x10"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
