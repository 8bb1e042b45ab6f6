//! A value of an input document as it is sent, and of an answer as it is read: what stands for another value is that
//! value.

use actiongen_runtime::Decimal;
use serde_json::{Map, Value as Json};

use crate::model::{Field, Type, TypeDef, TypeKind};

/// The value as it is sent, or was read.
pub fn sent(types: &[TypeDef], ty: &Type, value: &Json) -> Json {
    match (ty, value) {
        (Type::Bool { as_int: true }, Json::Bool(flag)) => Json::from(u8::from(*flag)),
        (Type::Decimal { as_number: false, .. }, Json::Number(number)) => Json::String(number.to_string()),
        (Type::Decimal { as_number: true, .. }, Json::String(text)) => as_number(text),
        (Type::List(list), Json::Array(items)) => {
            items.iter().map(|item| sent(types, &list.item, item)).collect()
        }
        (Type::Map(of), Json::Object(entries)) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), sent(types, of, value)));
            Json::Object(entries.collect())
        }
        (Type::Named(id), value) => match (&types[id.0].kind, value) {
            (TypeKind::Record(record), Json::Object(object)) => fields(types, &record.fields, object),
            (TypeKind::Tagged(tagged), Json::Object(object)) => match tagged.told(value) {
                // The tag is none of the fields, and stays.
                Some(variant) => fields(types, variant.fields(types), object),
                None => value.clone(),
            },
            (TypeKind::Union(union), value) => match union.told(value, types) {
                Some(alternative) => sent(types, &alternative.ty, value),
                None => value.clone(),
            },
            (_, value) => value.clone(),
        },
        (_, value) => value.clone(),
    }
}

/// A decimal as a number of JSON. What is none was refused elsewhere.
fn as_number(text: &str) -> Json {
    let number = Decimal::new(text).ok().and_then(|decimal| serde_json::from_str(decimal.as_str()).ok());
    number.unwrap_or_else(|| Json::from(text))
}

fn fields(types: &[TypeDef], fields: &[Field], object: &Map<String, Json>) -> Json {
    let mut kept = Map::new();
    for (key, value) in object {
        let sent = match fields.iter().find(|field| field.wire == *key) {
            Some(field) => field.read(value).map(|value| sent(types, &field.ty, &value)),
            None => Some(value.clone()),
        };
        kept.extend(sent.map(|value| (key.clone(), value)));
    }
    Json::Object(kept)
}
