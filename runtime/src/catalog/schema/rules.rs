//! The rules of a record as keywords of JSON Schema.
//!
//! Each rule is a schema of its own, described by its words. What no keyword can express is in the words alone: a
//! schema never rejects what the client would send.

use serde_json::{Value, json};

use super::{Object, PropertyNames};
use crate::catalog::description::{Condition, Record, RuleDescription, RuleKind, Then, Type};
use crate::catalog::words;

/// What a rule asks of an object, as far as JSON Schema can express it.
pub(super) fn schema(rule: &RuleDescription, record: &Record, names: &PropertyNames) -> Object {
    let mut description = format!("{}.", words::capitalised(&words::rule(&rule.rule, record, names)));
    if let Some(doc) = &rule.doc {
        description = format!("{description} {doc}");
    }
    let mut schema = Object::from_iter([("description".to_owned(), json!(description))]);
    let all =
        |fields: &[String]| -> Vec<String> { fields.iter().map(|it| names.get(it).to_owned()).collect() };
    let each = |fields: &[String]| -> Vec<Value> {
        fields.iter().map(|field| json!({"required": [names.get(field)]})).collect()
    };
    match &rule.rule {
        RuleKind::ExactlyOne(fields) => {
            schema.insert("oneOf".to_owned(), Value::Array(each(fields)));
        }
        RuleKind::AtLeastOne(fields) => {
            schema.insert("anyOf".to_owned(), Value::Array(each(fields)));
        }
        RuleKind::AtMostOne(fields) => match fields.as_slice() {
            [_, _] => drop(schema.insert("not".to_owned(), json!({"required": all(fields)}))),
            _ => {
                let mut one_of = each(fields);
                one_of.push(json!({"not": {"anyOf": each(fields)}}));
                schema.insert("oneOf".to_owned(), Value::Array(one_of));
            }
        },
        RuleKind::AllOrNone(fields) => {
            let needs = fields.iter().map(|field| {
                let others = fields.iter().filter(|other| *other != field);
                (names.get(field).to_owned(), others.map(|other| names.get(other)).collect())
            });
            schema.insert("dependentRequired".to_owned(), Value::Object(needs.collect()));
        }
        RuleKind::IfPresent { field, then } => {
            schema.insert("dependentRequired".to_owned(), json!({names.get(field): all(then)}));
        }
        RuleKind::If { condition, then } => {
            schema.insert("if".to_owned(), met(std::slice::from_ref(condition), record, names));
            let then = match then {
                Then::Present(fields) => json!({"required": all(fields)}),
                Then::Met(conditions) => met(conditions, record, names),
            };
            schema.insert("then".to_owned(), then);
        }
        // No keyword compares one value with another.
        RuleKind::Equal(_) => {}
    }
    schema
}

/// An object in which the fields are present and have their values.
fn met(conditions: &[Condition], record: &Record, names: &PropertyNames) -> Value {
    let properties = conditions.iter().map(|condition| {
        let value = match condition.values.as_slice() {
            [value] => json!({"const": value}),
            values => json!({"enum": values}),
        };
        let schema = match record.field(&condition.field).map(|field| &field.schema) {
            Some(Type::Array(_)) => json!({"type": "array", "contains": value}),
            _ => value,
        };
        (names.get(&condition.field).to_owned(), schema)
    });
    let properties: Object = properties.collect();
    let required: Vec<&String> = properties.keys().collect();
    json!({"required": required, "properties": properties})
}

/// Whether an object without any field breaks the rule.
pub(super) fn rejects_nothing_present(rule: &RuleKind) -> bool {
    matches!(rule, RuleKind::ExactlyOne(_) | RuleKind::AtLeastOne(_))
}
