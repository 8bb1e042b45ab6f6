//! Reading a decimal from text or number without losing a digit.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use super::Decimal;

/// The name by which serde_json is asked for the text of a value instead of the value.
///
/// It is what `serde_json::value::RawValue` asks for itself. A deserializer that does not know it
/// gives the value as usual, so that at worst a number comes as `f64`; a test watches over it.
const RAW: &str = "$serde_json::private::RawValue";

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal, as text or number")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Decimal, A::Error> {
        match map.next_key::<Cow<'_, str>>()? {
            Some(key) if key == RAW => {}
            _ => return Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
        }
        let raw: Cow<'_, str> = map.next_value()?;
        if raw.starts_with('"') {
            let text: Cow<'_, str> = serde_json::from_str(&raw).map_err(de::Error::custom)?;
            self.visit_str(&text)
        } else {
            // Whatever else JSON has here (a list, true) is no decimal either.
            self.visit_str(&raw)
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Decimal, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        Decimal::new(text).map_err(|_| E::invalid_value(de::Unexpected::Other("another value"), &self))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Decimal, E> {
        Ok(number.into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Decimal, E> {
        Ok(number.into())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Decimal, E> {
        Decimal::try_from(number).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const LONG: &str = "12345678901234567890.12345678901234567890";

    #[test]
    fn text_and_numbers_keep_every_digit() {
        for document in [LONG.to_owned(), format!("\"{LONG}\"")] {
            let from_text: Decimal = serde_json::from_str(&document).unwrap();
            let from_bytes: Decimal = serde_json::from_slice(document.as_bytes()).unwrap();
            assert_eq!(from_text.as_str(), LONG);
            assert_eq!(from_bytes.as_str(), LONG);
        }
        assert_eq!(serde_json::from_str::<Decimal>("1.50").unwrap().as_str(), "1.50");
        assert_eq!(serde_json::from_str::<Decimal>(r#""\u0031""#).unwrap().as_str(), "1");
    }

    #[test]
    fn values_and_other_deserializers_do_too_as_far_as_they_can() {
        let read = |value| serde_json::from_value::<Decimal>(value).map(|d| d.to_string());
        assert_eq!(read(json!(1.5)).unwrap(), "1.5");
        assert_eq!(read(json!("0.10")).unwrap(), "0.10");
        assert_eq!(read(json!(u64::MAX)).unwrap(), u64::MAX.to_string());
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Buffered {
            One(Decimal),
        }
        let Buffered::One(decimal) = serde_json::from_str("2.5").unwrap();
        assert_eq!(decimal.as_str(), "2.5");
    }

    #[test]
    fn options_and_lists() {
        let list: Vec<Option<Decimal>> = serde_json::from_str(r#"[1, null, "2.0"]"#).unwrap();
        assert_eq!(list, [Some(1.into()), None, Some(2.into())]);
    }

    #[test]
    fn anything_else_is_an_error() {
        for document in ["[]", "{}", "true", "null", r#""""#, r#""1,5""#, r#"{"a":1}"#] {
            assert!(serde_json::from_str::<Decimal>(document).is_err(), "{document}");
            let value: serde_json::Value = serde_json::from_str(document).unwrap();
            assert!(serde_json::from_value::<Decimal>(value).is_err(), "{document}");
        }
    }
}
