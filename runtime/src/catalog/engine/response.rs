//! Reading responses by their described types: unknown fields are ignored, and no digit of a decimal is lost.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::Value;
use serde_json::value::RawValue;

use super::json_type::{self, JsonType};
use super::value::{DynamicValue, RecordValue};
use crate::accepts::{Accepts, Scalar, without_position};
use crate::answer::{Body, read_list, read_nothing, read_page, read_value};
use crate::as_int;
use crate::catalog::description::{
    Access, ActionDescription, Field, Record, Tagged, Type, TypeKind, Types, Union,
};
use crate::decimal::Decimal;
use crate::json::{Misread, Seed};
use crate::partial::Partial;

/// What a response gives: its value, and what is beside it.
pub(crate) struct Response<'d> {
    /// The value; null where only the status counts.
    pub(crate) value: DynamicValue<'d>,
    /// The cursor or number of the next page, if the list has one.
    pub(crate) next: Option<String>,
    /// The errors of a partial success.
    pub(crate) errors: Option<Value>,
}

/// Reads the body of a success of an action.
pub(crate) fn read<'d>(
    action: &'d ActionDescription,
    types: &'d Types,
    body: &Body<'_>,
) -> Result<Response<'d>, Misread> {
    let (value, next) = match &action.response {
        None => {
            read_nothing(body)?;
            (DynamicValue::Null, None)
        }
        Some(Type::Array(array)) => {
            let seed = ItemsOf(ReadAs { ty: &array.items, types });
            match action.paging {
                Some(_) => {
                    let page = read_page(body, seed)?;
                    (DynamicValue::Array(page.items), page.next)
                }
                None => (DynamicValue::Array(read_list(body, seed)?), None),
            }
        }
        Some(ty) => (read_value(body, ReadAs { ty, types })?, None),
    };
    // Empty errors are none, as for typed code.
    let errors = if action.is_partial() { Partial::new((), body.errors()?).errors } else { None };
    Ok(Response { value, next, errors })
}

/// Reads a value of a type.
#[derive(Clone, Copy)]
pub(crate) struct ReadAs<'d> {
    pub(crate) ty: &'d Type,
    pub(crate) types: &'d Types,
}

/// Reads a list of values of a type.
#[derive(Clone, Copy)]
pub(crate) struct ItemsOf<'d>(pub(crate) ReadAs<'d>);

impl<'d> Seed for ReadAs<'d> {
    type Output = DynamicValue<'d>;
}

impl<'d> Seed for ItemsOf<'d> {
    type Output = Vec<DynamicValue<'d>>;
}

impl<'de, 'd> DeserializeSeed<'de> for ItemsOf<'d> {
    type Value = Vec<DynamicValue<'d>>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, 'd> Visitor<'de> for ItemsOf<'d> {
    type Value = Vec<DynamicValue<'d>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self.0)? {
            items.push(item);
        }
        Ok(items)
    }
}

impl<'de, 'd> DeserializeSeed<'de> for ReadAs<'d> {
    type Value = DynamicValue<'d>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        let Self { ty, types } = self;
        Ok(match ty {
            Type::String(_) | Type::Date | Type::DateTime { .. } => {
                DynamicValue::String(String::deserialize(from)?)
            }
            Type::Boolean { as_integer: true } => {
                DynamicValue::Boolean { value: as_int::deserialize(from)?, as_integer: true }
            }
            Type::Boolean { as_integer: false } => {
                DynamicValue::Boolean { value: bool::deserialize(from)?, as_integer: false }
            }
            Type::Integer(_) => DynamicValue::Integer(i64::deserialize(from)?),
            Type::Int32(_) => DynamicValue::Integer(i32::deserialize(from)?.into()),
            Type::Number(_) => DynamicValue::Number(f64::deserialize(from)?),
            Type::Decimal(ty) => {
                DynamicValue::Decimal { value: Decimal::deserialize(from)?, as_number: ty.as_number }
            }
            Type::Json => DynamicValue::Json(Value::deserialize(from)?),
            Type::Array(array) => {
                DynamicValue::Array(ItemsOf(Self { ty: &array.items, types }).deserialize(from)?)
            }
            Type::Map { values } => from.deserialize_map(MapOf(Self { ty: values, types }))?,
            Type::Ref(reference) => {
                let Some(definition) = types.definition(reference) else {
                    return Err(D::Error::custom("the description has no such type"));
                };
                match &definition.kind {
                    TypeKind::Record(record) => {
                        let reader = RecordReader { record, name: definition.short_name(), types };
                        DynamicValue::Record(from.deserialize_map(reader)?)
                    }
                    TypeKind::Enum(values) if values.iter().all(|value| value.value.is_i64()) => {
                        DynamicValue::Integer(i64::deserialize(from)?)
                    }
                    TypeKind::Enum(_) => DynamicValue::String(String::deserialize(from)?),
                    TypeKind::AnyOf(union) => {
                        let value = Value::deserialize(from)?;
                        read_union(union, value, types, definition.holds_secret)
                    }
                    TypeKind::Tagged(tagged) => {
                        let value = Value::deserialize(from)?;
                        read_tagged(tagged, value, types, definition.holds_secret)
                            .map_err(D::Error::custom)?
                    }
                }
            }
        })
    }
}

struct MapOf<'d>(ReadAs<'d>);

impl<'de, 'd> Visitor<'de> for MapOf<'d> {
    type Value = DynamicValue<'d>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = BTreeMap::new();
        while let Some(key) = map.next_key()? {
            values.insert(key, map.next_value_seed(self.0)?);
        }
        Ok(DynamicValue::Map(values))
    }
}

struct RecordReader<'d> {
    record: &'d Record,
    name: &'d str,
    types: &'d Types,
}

impl<'de, 'd> Visitor<'de> for RecordReader<'d> {
    type Value = RecordValue<'d>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut read = RecordValue::new(self.record);
        let mut seen = vec![false; self.record.fields.len()];
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            // What is only sent is not read, whatever a response says.
            let is_it = |field: &Field| field.name == key && field.access != Some(Access::Write);
            let index = self.record.fields.iter().position(is_it);
            let Some((index, field)) = index.and_then(|index| Some((index, self.record.fields.get(index)?)))
            else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if std::mem::replace(&mut seen[index], true) {
                return Err(A::Error::custom(format!("duplicate field `{key}`")));
            }
            read.fields[index] = map.next_value_seed(FieldReader { field, types: self.types })?;
        }
        for (index, field) in self.record.fields.iter().enumerate() {
            if seen[index] || !field.required || field.access == Some(Access::Write) {
                continue;
            }
            if !field.nullable {
                return Err(A::Error::custom(format!("missing field `{}`", field.name)));
            }
            // A required field that may be null reads as null where it is absent.
            read.fields[index] = Some(DynamicValue::Null);
        }
        Ok(read)
    }
}

/// Reads the value of a field; nothing where null stands for an absent value.
struct FieldReader<'d> {
    field: &'d Field,
    types: &'d Types,
}

impl<'de, 'd> DeserializeSeed<'de> for FieldReader<'d> {
    type Value = Option<DynamicValue<'d>>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        let Field { required, nullable, access, secret, accepts, schema, .. } = self.field;
        let seed = ReadAs { ty: schema, types: self.types };
        let is_plain = *required && !*nullable && *access != Some(Access::Write);
        let mut is_empty = false;
        let read = if !accepts.is_empty() {
            let raw = Box::<RawValue>::deserialize(from)?;
            match raw.get() {
                "null" if !is_plain => None,
                "\"\"" if accepts.contains(&Accepts::Empty) => {
                    is_empty = true;
                    None
                }
                raw => Some(read_lenient(seed, raw).map_err(without_position)?),
            }
        } else if is_plain {
            Some(seed.deserialize(from)?)
        } else {
            from.deserialize_option(OptionOf(seed))?
        };
        let read = match read {
            // An empty string is as good as an absent value.
            None if *nullable && (*required || !is_empty) => Some(DynamicValue::Null),
            read => read,
        };
        Ok(read.map(|value| if *secret { DynamicValue::Secret(Box::new(value)) } else { value }))
    }
}

/// Reads a scalar from whichever JSON type may replace its own.
fn read_lenient<'d>(seed: ReadAs<'d>, raw: &str) -> Result<DynamicValue<'d>, serde_json::Error> {
    Ok(match seed.ty {
        Type::String(_) => DynamicValue::String(String::read(raw)?),
        Type::Integer(_) => DynamicValue::Integer(i64::read(raw)?),
        Type::Int32(_) => DynamicValue::Integer(i32::read(raw)?.into()),
        Type::Number(_) => DynamicValue::Number(f64::read(raw)?),
        Type::Boolean { as_integer: false } => {
            DynamicValue::Boolean { value: bool::read(raw)?, as_integer: false }
        }
        _ => seed.deserialize(&mut serde_json::Deserializer::from_str(raw))?,
    })
}

struct OptionOf<'d>(ReadAs<'d>);

impl<'de, 'd> Visitor<'de> for OptionOf<'d> {
    type Value = Option<DynamicValue<'d>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("option")
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(from).map(Some)
    }
}

/// A value of no known alternative is kept. It is hidden as a whole where an alternative has a secret.
fn unknown<'d>(value: Value, holds_secret: bool) -> DynamicValue<'d> {
    let value = DynamicValue::Json(value);
    if holds_secret { DynamicValue::Secret(Box::new(value)) } else { value }
}

fn read_union<'d>(union: &'d Union, value: Value, types: &'d Types, holds_secret: bool) -> DynamicValue<'d> {
    let selected = json_type::select(union, &value, types);
    let read = selected.and_then(|it| Some((it, ReadAs { ty: &it.schema, types }.deserialize(&value).ok()?)));
    match read {
        Some((alternative, read)) => DynamicValue::Alternative(alternative, Box::new(read)),
        None => unknown(value, holds_secret),
    }
}

fn read_tagged<'d>(
    tagged: &'d Tagged,
    value: Value,
    types: &'d Types,
    holds_secret: bool,
) -> Result<DynamicValue<'d>, serde_json::Error> {
    let is_object = JsonType::of(&value) == Some(JsonType::Object);
    let tag = value.get(&tagged.tag).and_then(Value::as_str);
    let variant = tagged.variants.iter().find(|variant| is_object && tag == Some(variant.value.as_str()));
    let Some((variant, record)) = variant.and_then(|it| Some((it, types.record(&it.record)?))) else {
        return Ok(unknown(value, holds_secret));
    };
    let name = variant.record.name.rsplit('.').next().unwrap_or_default();
    let mut read = Deserializer::deserialize_map(&value, RecordReader { record, name, types })?;
    read.tag = Some((&tagged.tag, &variant.value));
    Ok(DynamicValue::Record(read))
}
