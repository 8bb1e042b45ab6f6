//! Choices as `serde` sees them: a word, or a map of one key that carries something.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor};

use super::mistake::{Fault, Mistake};
use super::value::Value;
use super::{Context, Place};
use crate::source::{Entry, Scalar};

/// A word alone, read as a choice that carries nothing.
pub(super) struct Word<'a>(pub &'a Scalar);

impl<'a> Word<'a> {
    fn needs_value<T>(&self) -> Result<T, Fault> {
        let message = format!("`{}` needs a value: write `{{{0}: …}}`", self.0.text);
        Err(Mistake::Other(message).into())
    }
}

impl<'de, 'a> EnumAccess<'de> for Word<'a> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let name: StrDeserializer<'_, Fault> = self.0.text.as_str().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Fault> {
        self.needs_value()
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        self.needs_value()
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Fault> {
        self.needs_value()
    }
}

/// A map of one entry, read as a choice that carries something.
pub(super) struct Variant<'a, 'p> {
    pub entry: &'a Entry,
    pub context: &'a Context<'p>,
}

impl<'de> EnumAccess<'de> for Variant<'_, '_> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let name: StrDeserializer<'_, Fault> = self.entry.key.text.as_str().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'a, 'p> Variant<'a, 'p> {
    fn value(&self) -> Value<'a, 'p> {
        Value { place: self.place(), context: self.context }
    }

    fn place(&self) -> Place<'a> {
        Place::entry(self.entry)
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        self.value().wrong("a word alone")
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        self.context.decode(self.place(), seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        let told = |fault| self.context.told(self.place(), fault);
        self.value().deserialize_seq(visitor).map_err(told)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let told = |fault| self.context.told(self.place(), fault);
        self.value().deserialize_struct("", fields, visitor).map_err(told)
    }
}
