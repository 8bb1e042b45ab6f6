//! A node as `serde` sees it.

use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::choice::{Variant, Word};
use super::mistake::{self, Fault, Mistake};
use super::parts::{Entries, Items};
use super::{Context, Place, key};
use crate::source::{Entry, Kind, Node, Resolved, Scalar};

/// The newtype that takes a scalar as it was written.
const RAW_TEXT: &str = "RawText";

/// What a type calls itself that is a map or something shorter. As a map it is decoded by its struct, which knows its keys.
const OR_MAP: &str = "OrMap";

/// A node to be decoded.
#[derive(Clone, Copy)]
pub(super) struct Value<'a, 'p> {
    pub(super) place: Place<'a>,
    pub(super) context: &'a Context<'p>,
}

impl<'a> Value<'a, '_> {
    pub(super) fn wrong<T>(self, expected: &str) -> Result<T, Fault> {
        Err(Mistake::WrongKind(expected.to_owned()).into())
    }

    fn scalar(self, expected: &str) -> Result<&'a Scalar, Fault> {
        match self.place.node.scalar() {
            Some(scalar) => Ok(scalar),
            None => self.wrong(expected),
        }
    }

    fn text(self) -> Result<&'a str, Fault> {
        let scalar = self.scalar(mistake::TEXT)?;
        match scalar.resolve() {
            Resolved::Text => {
                if let Some(reading) = scalar.older_reading() {
                    self.context.warn(mistake::older(scalar, reading));
                }
                Ok(&scalar.text)
            }
            Resolved::Null if scalar.text.is_empty() => Err(Mistake::Empty.into()),
            _ => Err(Mistake::NotText.into()),
        }
    }

    /// A whole number of at most 64 bits with either sign.
    fn whole(self, smallest: i128, largest: i128) -> Result<i128, Fault> {
        let scalar = self.scalar(mistake::WHOLE)?;
        let beyond = || Mistake::Beyond { smallest: smallest.to_string(), largest: largest.to_string() };
        let value = match scalar.resolve() {
            Resolved::Int(value) => i128::from(value),
            Resolved::BigInt => scalar.text.parse().map_err(|_| beyond())?,
            Resolved::Float(_) => return Err(Mistake::NotWhole.into()),
            _ => return self.wrong(mistake::WHOLE),
        };
        if (smallest..=largest).contains(&value) { Ok(value) } else { Err(beyond().into()) }
    }

    fn number(self) -> Result<f64, Fault> {
        let scalar = self.scalar(mistake::NUMBER)?;
        let value = match scalar.resolve() {
            Resolved::Int(_) | Resolved::BigInt => scalar.text.parse().unwrap_or(f64::INFINITY),
            Resolved::Float(value) => value,
            _ => return self.wrong(mistake::NUMBER),
        };
        if value.is_finite() { Ok(value) } else { Err(Mistake::NotInJson.into()) }
    }

    fn items(self) -> Result<&'a [Node], Fault> {
        match &self.place.node.kind {
            Kind::List(items) => Ok(items),
            _ => self.wrong(mistake::LIST),
        }
    }

    fn entries(self) -> Result<&'a [Entry], Fault> {
        match &self.place.node.kind {
            Kind::Map(entries) => Ok(entries),
            _ => self.wrong(mistake::MAP),
        }
    }

    /// Refuses what nobody knows before the type sees it: all of it at once.
    fn refuse_unknown(self, entries: &[Entry], name: &str, known: &[&str]) {
        let owner = Some(name).filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
        let mut stray: Vec<&Scalar> = Vec::new();
        let mut before: Option<&Entry> = None;
        for entry in entries {
            if known.contains(&entry.key.text.as_str()) || entry.value.is_refused() {
                self.tell_stray(before, &mut stray);
                before = Some(entry);
                continue;
            }
            entry.value.refuse();
            // Without even a colon, nobody meant it as a key of its own.
            let colon = entry.value.span.end > entry.key.span.end;
            let slip = if colon { None } else { key::no_colon(&entry.key, known) };
            if !colon && slip.is_none() && before.is_some() {
                stray.push(&entry.key);
                continue;
            }
            self.tell_stray(before, &mut stray);
            before = Some(entry);
            let problem = slip.unwrap_or_else(|| key::unknown_key(entry, owner, entries, known));
            self.context.report(problem);
        }
        self.tell_stray(before, &mut stray);
    }

    /// The same for a map of any keys: what stands without a colon behind a text was meant as part of it.
    fn refuse_stray(self, entries: &[Entry]) {
        let mut stray: Vec<&Scalar> = Vec::new();
        let mut before: Option<&Entry> = None;
        for entry in entries.iter().filter(|entry| !entry.value.is_refused()) {
            let colon = entry.value.span.end > entry.key.span.end;
            if colon {
                self.tell_stray(before, &mut stray);
                before = Some(entry);
            } else {
                entry.value.refuse();
                stray.push(&entry.key);
            }
        }
        self.tell_stray(before, &mut stray);
    }

    fn tell_stray(self, before: Option<&Entry>, stray: &mut Vec<&Scalar>) {
        if let Some(problem) = key::stray_keys(before, stray) {
            self.context.report(problem);
        }
        stray.clear();
    }
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ty;)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            let value = self.whole(i128::from(<$type>::MIN), i128::from(<$type>::MAX))?;
            match <$type>::try_from(value) {
                Ok(value) => visitor.$visit(value),
                Err(_) => self.wrong(mistake::WHOLE),
            }
        })+
    };
}

impl<'de> Deserializer<'de> for Value<'_, '_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.place.node.kind {
            Kind::List(items) => visitor.visit_seq(Items::new(self, items)),
            Kind::Map(entries) => {
                self.refuse_stray(entries);
                visitor.visit_map(Entries::new(self, entries))
            }
            Kind::Scalar(scalar) => match scalar.resolve() {
                // Nothing at all is something that its author has yet to write, or has lost.
                Resolved::Null if scalar.text.is_empty() => {
                    let null: Result<V::Value, Fault> = visitor.visit_unit();
                    Err(if null.is_ok() { Mistake::Nothing } else { Mistake::Empty }.into())
                }
                Resolved::Null => visitor.visit_unit(),
                Resolved::Bool(value) => visitor.visit_bool(value),
                Resolved::Int(value) => visitor.visit_i64(value),
                Resolved::BigInt => match scalar.text.parse() {
                    Ok(value) => visitor.visit_u64(value),
                    Err(_) => Err(Mistake::NotInJson.into()),
                },
                Resolved::Float(value) if value.is_finite() => visitor.visit_f64(value),
                Resolved::Float(_) => Err(Mistake::NotInJson.into()),
                Resolved::Text => visitor.visit_str(&scalar.text),
            },
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.scalar(mistake::BOOL)?.resolve() {
            Resolved::Bool(value) => visitor.visit_bool(value),
            _ => self.wrong(mistake::BOOL),
        }
    }

    whole_numbers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    /// A key with nothing behind it is refused by whatever type it has. One that takes anything takes a null that is
    /// written.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == OR_MAP && !matches!(self.place.node.kind, Kind::Map(_)) {
            return self.deserialize_any(visitor);
        }
        if name != RAW_TEXT {
            return visitor.visit_newtype_struct(self);
        }
        let scalar = self.scalar(mistake::SCALAR)?;
        if scalar.resolve() == Resolved::Null && scalar.text.is_empty() {
            return Err(Mistake::Empty.into());
        }
        visitor.visit_newtype_struct(StrDeserializer::new(&scalar.text))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let items = self.items()?;
        visitor.visit_seq(Items::new(self, items))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let entries = self.entries()?;
        self.refuse_stray(entries);
        visitor.visit_map(Entries::new(self, entries))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let entries = self.entries()?;
        self.refuse_unknown(entries, name, fields);
        visitor.visit_map(Entries::new(self, entries))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if let Kind::Map(entries) = &self.place.node.kind {
            if let [entry] = entries.as_slice() {
                if entry.value.is_refused() {
                    self.place.node.refuse();
                    return Err(Fault::Told);
                }
                if !variants.contains(&entry.key.text.as_str()) {
                    let problem = mistake::unknown_word(&entry.key, variants);
                    self.context.report(problem);
                    self.place.node.refuse();
                    return Err(Fault::Told);
                }
                return visitor.visit_enum(Variant { entry, context: self.context });
            }
        }
        let Some(scalar) = self.place.node.scalar() else {
            return self.wrong(&format!("one of {}", mistake::list(variants, "or")));
        };
        if scalar.resolve() == Resolved::Null && scalar.text.is_empty() {
            return Err(Mistake::Empty.into());
        }
        if !variants.contains(&scalar.text.as_str()) {
            return Err(Mistake::UnknownWord(variants).into());
        }
        visitor.visit_enum(Word(scalar))
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.place.node.scalar().map(Scalar::resolve) {
            Some(Resolved::Null) => visitor.visit_unit(),
            _ => self.wrong("nothing"),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 bytes byte_buf unit_struct identifier }
}
