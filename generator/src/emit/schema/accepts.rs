//! What else an input document may have in place of a value, in the words of JSON Schema.

use serde_json::{Map, Value as Json, json};

use super::bounds;
use crate::model::{Accepts, Field, Type};

/// The schema of a field with what stands for its value.
pub fn accepting(mut schema: Map<String, Json>, field: &Field) -> Map<String, Json> {
    let has_empty = field.accepts(Accepts::Empty);
    let whole = "-?[0-9]+";
    let number = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?";
    match &field.ty {
        Type::Int(_) | Type::Int32(_) | Type::Number(_) if field.accepts(Accepts::String) => {
            let digits = if matches!(field.ty, Type::Number(_)) { number } else { whole };
            let own = schema.get("type").cloned().unwrap_or_default();
            schema.insert("type".to_owned(), json!([own, "string"]));
            let pattern = if has_empty { format!("^({digits})?$") } else { format!("^{digits}$") };
            bounds::pattern(&mut schema, &pattern);
            return schema;
        }
        Type::Bool { .. } => {
            let mut values = vec![json!(true), json!(false)];
            if field.accepts(Accepts::String) {
                values.extend([json!("true"), json!("false")]);
            }
            if field.accepts(Accepts::Number) {
                values.extend([json!(1), json!(0)]);
            }
            if has_empty {
                values.push(json!(""));
            }
            return match field.accepts.is_empty() {
                true => schema,
                false => Map::from_iter([("enum".to_owned(), Json::Array(values))]),
            };
        }
        Type::Text(_) if field.accepts(Accepts::Number) => {
            schema.insert("type".to_owned(), json!(["string", "number"]));
        }
        _ => {}
    }
    match has_empty {
        true => Map::from_iter([("anyOf".to_owned(), json!([schema, {"const": ""}]))]),
        false => schema,
    }
}
