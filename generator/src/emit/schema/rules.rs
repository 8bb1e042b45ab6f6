//! The rules of a record as keywords of JSON Schema.
//!
//! Each rule is a schema of its own, described by its words. What no keyword can say is in the words alone: a schema
//! never refuses what the client would send.

use serde_json::{Map, Value as Json, json};

use super::Object;
use crate::model::{Condition, Record, Rule, RuleKind, Then, Type, TypeDef, TypeKind};
use crate::phrase;

/// What a rule asks of an object, as far as JSON Schema can say it.
pub fn schema(rule: &Rule, record: &Record) -> Object {
    let mut description = format!("{}.", phrase::capitalised(&phrase::rule(rule, record)));
    if let Some(doc) = &rule.doc {
        description = format!("{description} {doc}");
    }
    let mut schema = Map::from_iter([("description".to_owned(), json!(description))]);
    let wire = |field: &usize| record.fields[*field].wire.as_str();
    let names = |fields: &[usize]| -> Vec<&str> { fields.iter().map(wire).collect() };
    let each = |fields: &[usize]| -> Vec<Json> {
        fields.iter().map(|field| json!({"required": [wire(field)]})).collect()
    };
    match &rule.kind {
        RuleKind::ExactlyOne(fields) => {
            schema.insert("oneOf".to_owned(), Json::Array(each(fields)));
        }
        RuleKind::AtLeastOne(fields) => {
            schema.insert("anyOf".to_owned(), Json::Array(each(fields)));
        }
        RuleKind::AtMostOne(fields) => match fields.as_slice() {
            [_, _] => drop(schema.insert("not".to_owned(), json!({"required": names(fields)}))),
            _ => {
                let mut one_of = each(fields);
                one_of.push(json!({"not": {"anyOf": each(fields)}}));
                schema.insert("oneOf".to_owned(), Json::Array(one_of));
            }
        },
        RuleKind::AllOrNone(fields) => {
            let needs = fields.iter().map(|field| {
                let others = fields.iter().filter(|other| *other != field).map(wire);
                (wire(field).to_owned(), others.collect())
            });
            schema.insert("dependentRequired".to_owned(), Json::Object(needs.collect()));
        }
        RuleKind::IfPresent { field, then } => {
            schema.insert("dependentRequired".to_owned(), json!({wire(field): names(then)}));
        }
        RuleKind::If { condition, then } => {
            schema.insert("if".to_owned(), met(std::slice::from_ref(condition), record));
            let then = match then {
                Then::Present(fields) => json!({"required": names(fields)}),
                Then::Met(conditions) => met(conditions, record),
            };
            schema.insert("then".to_owned(), then);
        }
        // No keyword compares one value with another.
        RuleKind::Equal(_) => {}
    }
    schema
}

/// What an object is in which the fields are there and have their values.
fn met(conditions: &[Condition], record: &Record) -> Json {
    let properties = conditions.iter().map(|condition| {
        let field = &record.fields[condition.field];
        let value = match condition.values.as_slice() {
            [value] => json!({"const": value}),
            values => json!({"enum": values}),
        };
        let schema = match field.ty {
            Type::List(_) => json!({"type": "array", "contains": value}),
            _ => value,
        };
        (field.wire.clone(), schema)
    });
    let properties: Object = properties.collect();
    let required: Vec<&String> = properties.keys().collect();
    json!({"required": required, "properties": properties})
}

/// Whether an object with nothing in it breaks a rule.
pub fn refuse_nothing(definition: &TypeDef) -> bool {
    match &definition.kind {
        TypeKind::Record(record) => record
            .rules
            .iter()
            .any(|rule| matches!(rule.kind, RuleKind::ExactlyOne(_) | RuleKind::AtLeastOne(_))),
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tagged(_) => false,
    }
}
