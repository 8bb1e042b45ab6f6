//! JSON that is read strictly: of an object that has a key twice nobody knows which value was meant.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::path::{Part, Path};
use crate::violation::{Rule, Violation, Violations};

/// How many keys that are there twice are reported.
const MAX_REPORTED: usize = 100;

/// Reads a value, and reports the keys that an object has more than once.
///
/// # Errors
/// Where and why the bytes are no JSON.
pub(super) fn read(bytes: &[u8]) -> Result<(Value, Violations), serde_json::Error> {
    let duplicates = RefCell::new(Violations::new());
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { path: Path::ROOT, duplicates: &duplicates }.deserialize(&mut from)?;
    from.end()?;
    Ok((value, duplicates.into_inner()))
}

struct Strict<'p> {
    path: Path<'p>,
    duplicates: &'p RefCell<Violations>,
}

impl<'p> Strict<'p> {
    fn step(&'p self, part: Part<'p>) -> Self {
        Self { path: self.path.step(part), duplicates: self.duplicates }
    }

    #[cold]
    fn report(&self, key: &str) {
        let mut duplicates = self.duplicates.borrow_mut();
        if duplicates.len() < MAX_REPORTED {
            let path = self.path.step(Part::Key(key));
            duplicates.push(Violation::at(&path, Rule::Json, "this key is there more than once"));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self.step(Part::Index(items.len())))? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value_seed(self.step(Part::Key(&key)))?;
            if fields.contains_key(&key) {
                self.report(&key);
            }
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::read;

    #[test]
    fn every_value_is_read_as_serde_json_reads_it() {
        let texts = [
            "null",
            "[true, false, 1, -1, 18446744073709551615, 1.5, 1e300, \"é\\n\", {}]",
            r#" {"a": {"b": [{"c": 1}, {"c": 2}]}, "d": "x"} "#,
            "[1] x",
            "{\"a\": }",
            "",
        ];
        for text in texts {
            let expected: Option<Value> = serde_json::from_str(text).ok();
            let found = read(text.as_bytes()).ok().map(|(value, duplicates)| {
                assert!(duplicates.is_empty(), "{text}");
                value
            });
            assert_eq!(found, expected, "{text}");
        }
        assert!(read("[".repeat(100_000).as_bytes()).is_err(), "however deep it is");
    }

    #[test]
    fn a_key_that_is_there_twice_is_reported_with_its_location() {
        let text = r#"{"body": [{"email": "a", "x": 1, "email": "b"}], "body.a": 1, "body.a": 2}"#;
        let (value, duplicates) = read(text.as_bytes()).unwrap();
        assert_eq!(value["body.a"], json!(2));
        let paths: Vec<&str> = duplicates.iter().map(|violation| violation.path()).collect();
        assert_eq!(paths, ["body[0].email", "body.a"]);
        assert_eq!(duplicates[0].to_string(), "body[0].email: this key is there more than once");
        let many = format!("{{{}\"a\":1}}", "\"a\":1,".repeat(10_000));
        assert_eq!(read(many.as_bytes()).unwrap().1.len(), 100);
    }
}
