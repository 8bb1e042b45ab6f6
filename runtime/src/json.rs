//! Reading one place of a JSON body, and finding the place where that failed.
//!
//! What stands around the place is skipped, not built.

mod locate;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// The type of a value in words.
pub(crate) const fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Why a body could not be read.
#[derive(Debug)]
pub(crate) struct Misread {
    /// Where: `data[0].id`; empty for the whole body.
    pub(crate) path: String,
    /// Why, in words.
    pub(crate) why: String,
}

/// Reads the value at a place; nothing if it is not there, or null.
///
/// The way to it has to be there as far as its kind goes: what should have a `data` is an object.
/// The whole body has to be JSON, so that one that was cut short is not taken for a whole one.
pub(crate) fn read_at<T: DeserializeOwned>(body: &[u8], at: &[String]) -> Result<Option<T>, Misread> {
    read_seed_at(body, at, PhantomData)
}

/// As [`read_at`], by a seed: for types that are described at run time.
pub(crate) fn read_seed_at<S: Seed>(
    body: &[u8],
    at: &[String],
    seed: S,
) -> Result<Option<S::Output>, Misread> {
    let mut from = serde_json::Deserializer::from_slice(body);
    let read = Seek { at, seed }.deserialize(&mut from);
    read.and_then(|value| from.end().map(|()| value)).map_err(|error| {
        let text = error.to_string();
        let why = text.rfind(" at line ").map_or(text.as_str(), |end| &text[..end]);
        Misread {
            path: locate::path(body, error.line(), error.column()),
            why: crate::snippet::one_line(why, 200),
        }
    })
}

/// The value at a place of a document.
pub(crate) fn value_at<'v>(document: &'v Value, at: &[String]) -> Option<&'v Value> {
    at.iter().try_fold(document, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        value => value.get(step),
    })
}

/// A seed that reads from any input, and more than once: of an object that has a key twice, the last one counts.
pub(crate) trait Seed: Copy + for<'de> DeserializeSeed<'de, Value = Self::Output> {
    /// What is read.
    type Output;
}

impl<T: DeserializeOwned> Seed for PhantomData<T> {
    type Output = T;
}

struct Seek<'a, S> {
    at: &'a [String],
    seed: S,
}

impl<'de, S: Seed> DeserializeSeed<'de> for Seek<'_, S> {
    type Value = Option<S::Output>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        if self.at.is_empty() { from.deserialize_option(Here(self.seed)) } else { from.deserialize_any(self) }
    }
}

/// The value here; null is none.
struct Here<S>(S);

impl<'de, S: Seed> Visitor<'de> for Here<S> {
    type Value = Option<S::Output>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(from).map(Some)
    }
}

impl<'de, S: Seed> Visitor<'de> for Seek<'_, S> {
    type Value = Option<S::Output>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at.first() {
            Some(step) => write!(f, "an object or list with `{step}`"),
            None => f.write_str("a value"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Some((step, rest)) = self.at.split_first() else {
            return Ok(None);
        };
        let mut found = None;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if key == step.as_str() {
                found = map.next_value_seed(OrNull(Seek { at: rest, seed: self.seed }))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let step = self.at.first().and_then(|step| step.parse::<usize>().ok());
        let (Some(index), Some(rest)) = (step, self.at.get(1..)) else {
            let found = serde::de::Unexpected::Seq;
            return Err(serde::de::Error::invalid_type(found, &self));
        };
        for _ in 0..index {
            if list.next_element::<IgnoredAny>()?.is_none() {
                return Ok(None);
            }
        }
        let found = list.next_element_seed(OrNull(Seek { at: rest, seed: self.seed }))?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(found.flatten())
    }
}

/// Lets null stand for anything on the way.
struct OrNull<'a, S>(Seek<'a, S>);

impl<'de, S: Seed> DeserializeSeed<'de> for OrNull<'_, S> {
    type Value = Option<S::Output>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_option(self)
    }
}

impl<'de, S: Seed> Visitor<'de> for OrNull<'_, S> {
    type Value = Option<S::Output>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type At = &'static [&'static str];

    fn read(body: &str, at: At) -> Result<Option<Vec<i64>>, String> {
        let at: Vec<String> = at.iter().map(|&step| step.to_owned()).collect();
        read_at(body.as_bytes(), &at).map_err(|misread| format!("{}: {}", misread.path, misread.why))
    }

    #[test]
    fn finds_the_place_and_skips_the_rest() {
        let table: [(&str, At, Option<Vec<i64>>); 12] = [
            ("[1,2]", &[], Some(vec![1, 2])),
            (r#"{"meta":{"data":[9]},"data":[1],"x":[{}]}"#, &["data"], Some(vec![1])),
            (r#"{"data":[[0],[1,2]]}"#, &["data", "1"], Some(vec![1, 2])),
            (r#"{"data":{"items":[]}}"#, &["data", "items"], Some(vec![])),
            (r#"{"d\u0061ta":[3]}"#, &["data"], Some(vec![3])),
            (r#"{"data":null}"#, &["data"], None),
            (r#"{"data":null}"#, &["data", "items"], None),
            (r#"{"other":1}"#, &["data"], None),
            (r#"{"data":[]}"#, &["data", "0"], None),
            ("{}", &["data"], None),
            ("null", &[], None),
            ("[[1]]", &["0"], Some(vec![1])),
        ];
        for (body, at, expected) in table {
            assert_eq!(read(body, at), Ok(expected), "{body} at {at:?}");
        }
    }

    #[test]
    fn says_where_it_failed() {
        let table: [(&str, At, &str); 10] = [
            (r#"{"data":[1,"x"]}"#, &["data"], "data[1]: invalid type: string \"x\", expected i64"),
            (r#"{"data":{"a":1}}"#, &["data"], "data: invalid type: map, expected a sequence"),
            ("[1]", &["data"], ": invalid type: sequence, expected an object or list with `data`"),
            ("null", &["data"], ": invalid type: null, expected an object or list with `data`"),
            (r#"{"data":[1"#, &["data"], "data[0]: EOF while parsing a list"),
            (r#"{"data":[1]"#, &["data"], "data: EOF while parsing an object"),
            (r#"{"data":[1]} x"#, &["data"], ": trailing characters"),
            ("<html>", &[], ": expected value"),
            ("\u{feff}[1]", &[], ": expected value"),
            ("", &[], ": EOF while parsing a value"),
        ];
        for (body, at, expected) in table {
            assert_eq!(read(body, at).unwrap_err(), expected, "{body}");
        }
    }
}
