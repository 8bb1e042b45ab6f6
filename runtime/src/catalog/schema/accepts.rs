//! What else an input document may have in place of a value, as keywords of JSON Schema.

use serde_json::{Value, json};

use super::{Object, bounds};
use crate::accepts::Accepts;
use crate::catalog::description::{Field, Type};

/// An integer, as text.
const INTEGER: &str = "-?[0-9]+";

/// A number, as text: as JSON writes it.
const NUMBER: &str = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?";

/// The schema of a field, with what may replace its value.
pub(super) fn accepting(mut schema: Object, field: &Field) -> Object {
    let accepts = |what| field.accepts.contains(&what);
    let has_empty = accepts(Accepts::Empty);
    match &field.schema {
        Type::Integer(_) | Type::Int32(_) | Type::Number(_) if accepts(Accepts::String) => {
            let digits = if matches!(field.schema, Type::Number(_)) { NUMBER } else { INTEGER };
            let own = schema.get("type").cloned().unwrap_or_default();
            schema.insert("type".to_owned(), json!([own, "string"]));
            let pattern = if has_empty { format!("^({digits})?$") } else { format!("^{digits}$") };
            bounds::pattern(&mut schema, &pattern);
            return schema;
        }
        Type::Boolean { .. } if !field.accepts.is_empty() => {
            let mut values = vec![json!(true), json!(false)];
            if accepts(Accepts::String) {
                values.extend([json!("true"), json!("false")]);
            }
            if accepts(Accepts::Number) {
                values.extend([json!(1), json!(0)]);
            }
            if has_empty {
                values.push(json!(""));
            }
            return Object::from_iter([("enum".to_owned(), Value::Array(values))]);
        }
        Type::String(_) if accepts(Accepts::Number) => {
            schema.insert("type".to_owned(), json!(["string", "number"]));
        }
        _ => {}
    }
    match has_empty {
        true => Object::from_iter([("anyOf".to_owned(), json!([schema, {"const": ""}]))]),
        false => schema,
    }
}
