//! For a decimal that travels as a JSON number: `#[serde(with = "decimal::as_number")]`.
//!
//! The number has exactly the digits of the decimal. It serves [`Decimal`], and `Option`,
//! [`Presence`], `Vec` and maps of it.

use std::collections::BTreeMap;

use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Decimal, compare};
use crate::audience::Audience;
use crate::presence::Presence;

/// Writes the decimals in a value as numbers.
///
/// # Errors
/// What the serializer reports.
pub fn serialize<T: AsNumber + ?Sized, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    value.serialize_number(to)
}

/// Reads them back, from text or number; the same as without `with`.
///
/// # Errors
/// What is no decimal.
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    T::deserialize(from)
}

/// A decimal, or what holds decimals.
pub trait AsNumber {
    /// Writes the decimals as numbers.
    ///
    /// # Errors
    /// What the serializer reports.
    fn serialize_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;
}

impl AsNumber for Decimal {
    fn serialize_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // A `Value` holds a float, which would lose digits of it.
        let is_float =
            || self.0.parse::<f64>().is_ok_and(|it| it.is_finite() && compare(self, &it.to_string()).is_eq());
        if Audience::now() == Audience::Program && !is_float() {
            return self.0.serialize(to);
        }
        RawValue::from_string(self.0.clone()).map_err(S::Error::custom)?.serialize(to)
    }
}

impl<T: AsNumber> AsNumber for Option<T> {
    fn serialize_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => to.serialize_some(&Number(value)),
            None => to.serialize_none(),
        }
    }
}

impl<T: AsNumber> AsNumber for Presence<T> {
    fn serialize_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.value().map(Number).serialize(to)
    }
}

impl<T: AsNumber> AsNumber for Vec<T> {
    fn serialize_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter().map(Number))
    }
}

impl<T: AsNumber> AsNumber for BTreeMap<String, T> {
    fn serialize_number<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(key, value)| (key, Number(value))))
    }
}

struct Number<'n, T>(&'n T);

impl<T: AsNumber> Serialize for Number<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_number(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Price {
        #[serde(with = "crate::decimal::as_number")]
        price: Decimal,
        #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::decimal::as_number")]
        sale: Option<Decimal>,
        #[serde(default, skip_serializing_if = "Presence::is_absent", with = "crate::decimal::as_number")]
        cost: Presence<Decimal>,
        #[serde(default, with = "crate::decimal::as_number")]
        steps: Vec<Decimal>,
    }

    #[test]
    fn every_digit_is_sent() {
        let price = Price {
            price: Decimal::new("12345678901234567890.10").unwrap(),
            sale: Some(Decimal::new("0.50").unwrap()),
            cost: Presence::Null,
            steps: vec![1.into()],
        };
        let text = serde_json::to_string(&price).unwrap();
        assert_eq!(text, r#"{"price":12345678901234567890.10,"sale":0.50,"cost":null,"steps":[1]}"#);
        assert_eq!(serde_json::from_str::<Price>(&text).unwrap(), price);
        assert_eq!(serde_json::to_value(&price).unwrap()["sale"], 0.5);
    }

    #[test]
    fn a_program_is_given_text_where_a_number_would_lose_digits() {
        let given = |text: &str| {
            let price = Price {
                price: Decimal::new(text).unwrap(),
                sale: None,
                cost: Presence::Absent,
                steps: Vec::new(),
            };
            crate::audience::to_program_json(&price)["price"].clone()
        };
        for (text, number) in
            [("0.1", 0.1), ("19.90", 19.9), ("1e3", 1000.0), ("-1234567890.125", -1_234_567_890.125)]
        {
            assert_eq!(given(text).as_f64(), Some(number), "{text}");
        }
        for text in ["12345678901234567890.10", "0.1000000000000000001", "1e400", "1e-400"] {
            assert_eq!(given(text), text);
        }
    }
}
