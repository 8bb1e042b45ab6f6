//! A value of an input document or of an answer as it is read, and as it is sent: what stands for another value is that
//! value, and what is encoded in a way of its own is so encoded.

use actiongen_runtime::Decimal;
use serde_json::{Map, Value as Json};

use crate::model::{Field, Type, TypeDef, TypeKind};

/// The value as it is read.
pub fn read(types: &[TypeDef], ty: &Type, value: &Json) -> Json {
    Way { types, is_sent: false }.value(ty, value)
}

/// The value as it is sent, or as it is written again after it was read.
pub fn sent(types: &[TypeDef], ty: &Type, value: &Json) -> Json {
    Way { types, is_sent: true }.value(ty, value)
}

/// The values of an object as they are read; one that stands for nothing is not there.
pub fn fields_read(types: &[TypeDef], fields: &[Field], object: &Map<String, Json>) -> Map<String, Json> {
    Way { types, is_sent: false }.fields(fields, object)
}

struct Way<'t> {
    types: &'t [TypeDef],
    is_sent: bool,
}

impl Way<'_> {
    fn value(&self, ty: &Type, value: &Json) -> Json {
        match (ty, value) {
            (Type::Bool { as_int: true }, Json::Bool(flag)) if self.is_sent => Json::from(u8::from(*flag)),
            (Type::Bool { as_int: true }, Json::Number(number)) if !self.is_sent => match number.as_i64() {
                Some(flag @ (0 | 1)) => Json::Bool(flag == 1),
                _ => value.clone(),
            },
            (Type::Decimal { as_number: false, .. }, Json::Number(number)) if self.is_sent => {
                Json::String(number.to_string())
            }
            (Type::Decimal { as_number: true, .. }, Json::String(text)) if self.is_sent => as_number(text),
            (Type::List(list), Json::Array(items)) => {
                items.iter().map(|item| self.value(&list.item, item)).collect()
            }
            (Type::Map(of), Json::Object(entries)) => {
                let entries = entries.iter().map(|(key, value)| (key.clone(), self.value(of, value)));
                Json::Object(entries.collect())
            }
            (Type::Named(id), value) => match (&self.types[id.0].kind, value) {
                (TypeKind::Record(record), Json::Object(object)) => {
                    Json::Object(self.fields(&record.fields, object))
                }
                (TypeKind::Tagged(tagged), Json::Object(object)) => match tagged.told(value) {
                    // The tag is none of the fields, and stays.
                    Some(variant) => Json::Object(self.fields(variant.fields(self.types), object)),
                    None => value.clone(),
                },
                (TypeKind::Union(union), value) => match union.told(value, self.types) {
                    Some(alternative) => self.value(&alternative.ty, value),
                    None => value.clone(),
                },
                (_, value) => value.clone(),
            },
            (_, value) => value.clone(),
        }
    }

    fn fields(&self, fields: &[Field], object: &Map<String, Json>) -> Map<String, Json> {
        let mut kept = Map::new();
        for (key, value) in object {
            let value = match fields.iter().find(|field| field.wire == *key) {
                Some(field) => field.read(value).map(|value| self.value(&field.ty, &value)),
                None => Some(value.clone()),
            };
            kept.extend(value.map(|value| (key.clone(), value)));
        }
        kept
    }
}

/// A decimal as a number of JSON. What is none was refused elsewhere.
fn as_number(text: &str) -> Json {
    let number = Decimal::new(text).ok().and_then(|decimal| serde_json::from_str(decimal.as_str()).ok());
    number.unwrap_or_else(|| Json::from(text))
}
