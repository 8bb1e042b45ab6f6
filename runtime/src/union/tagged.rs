//! Objects that say by a field what they are: read on the fly where that field comes first, as it mostly does.

use std::vec;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess};
use serde_json::{Map, Value};

/// An object whose tag has been read, and of the rest only what stood before it.
#[derive(Debug)]
pub struct Tagged<A> {
    name: &'static str,
    tag: Option<Value>,
    before: Vec<(String, Value)>,
    rest: A,
}

/// Reads an object up to its tag.
///
/// # Errors
/// What is not JSON.
pub fn tagged<'de, A: MapAccess<'de>>(mut map: A, name: &'static str) -> Result<Tagged<A>, A::Error> {
    let mut before = Vec::new();
    let mut tag = None;
    while let Some(key) = map.next_key::<String>()? {
        let value: Value = map.next_value()?;
        if key == name {
            tag = Some(value);
            break;
        }
        before.push((key, value));
    }
    Ok(Tagged { name, tag, before, rest: map })
}

impl<'de, A: MapAccess<'de>> Tagged<A> {
    /// The tag, if there is one and it is a text.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_ref().and_then(Value::as_str)
    }

    /// Reads the object, without its tag, as a type.
    ///
    /// # Errors
    /// What is not JSON, or does not fit.
    pub fn read<T: Deserialize<'de>>(self) -> Result<T, A::Error> {
        let fields = Fields { before: self.before.into_iter(), value: None, rest: self.rest };
        T::deserialize(MapAccessDeserializer::new(fields))
    }

    /// Reads the object whole, with its tag.
    ///
    /// # Errors
    /// What is not JSON.
    pub fn whole(mut self) -> Result<Value, A::Error> {
        let mut fields = Map::from_iter(self.before);
        if let Some(tag) = self.tag {
            fields.insert(self.name.to_owned(), tag);
        }
        while let Some((key, value)) = self.rest.next_entry()? {
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}

/// The fields that were read already, and then those that were not.
struct Fields<A> {
    before: vec::IntoIter<(String, Value)>,
    value: Option<Value>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Fields<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.before.next() {
            Some((key, value)) => {
                self.value = Some(value);
                seed.deserialize(key.into_deserializer()).map(Some)
            }
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value).map_err(A::Error::custom),
            None => self.rest.next_value_seed(seed),
        }
    }
}
