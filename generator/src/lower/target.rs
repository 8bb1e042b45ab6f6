//! The exact target of a request, made from an input document as the generated code makes it.

use actiongen_runtime::percent::{Part, encode};
use serde_json::Value as Json;

use crate::model::{Api, Document, Endpoint, PathPart, Type, TypeKind};

/// Path and query, percent-encoded.
pub fn of(api: &Api, endpoint: &Endpoint, input: &Document) -> String {
    let mut target = String::new();
    let path = input.get("path");
    for part in &endpoint.path {
        match part {
            PathPart::Literal(text) => target.push_str(text),
            PathPart::Field(index) => {
                let field = &endpoint.path_fields[*index];
                let value = path.and_then(|path| field.read(path.get(&field.wire)?));
                let value = match (&field.ty, value) {
                    (Type::Bool { as_int: true }, Some(Json::Bool(flag))) => Some(Json::from(u8::from(flag))),
                    (_, value) => value,
                };
                encode(&text(value.as_ref()), Part::Segment, &mut target);
            }
        }
    }
    let (Some(id), Some(query)) = (endpoint.query, input.get("query")) else { return target };
    let TypeKind::Record(record) = &api.type_def(id).kind else { return target };
    let mut separator = '?';
    let mut name = |target: &mut String, wire: &str| {
        target.push(separator);
        separator = '&';
        encode(wire, Part::Query, target);
        target.push('=');
    };
    for field in &record.fields {
        let value = query.get(&field.wire).and_then(|value| field.read(value));
        match (&field.ty, &value) {
            (_, None) => {}
            (Type::List(list), Some(Json::Array(items))) if list.joined => {
                for (index, item) in items.iter().enumerate() {
                    match index {
                        0 => name(&mut target, &field.wire),
                        _ => target.push(','),
                    }
                    encode(&text(Some(item)), Part::Query, &mut target);
                }
            }
            (Type::List(_), Some(Json::Array(items))) => {
                for item in items {
                    name(&mut target, &field.wire);
                    encode(&text(Some(item)), Part::Query, &mut target);
                }
            }
            (Type::Bool { as_int: true }, Some(Json::Bool(flag))) => {
                name(&mut target, &field.wire);
                target.push(if *flag { '1' } else { '0' });
            }
            (_, Some(value)) => {
                name(&mut target, &field.wire);
                encode(&text(Some(value)), Part::Query, &mut target);
            }
        }
    }
    target
}

fn text(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
