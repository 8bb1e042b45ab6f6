//! JSON Schemas of what actions are given and of what they return, draft 2020-12, each complete in itself.
//!
//! An input is closed and has every bound that JSON Schema can express; a schema never rejects what the client would
//! send. An output is open: a response may have fields, values and alternatives that nobody knows yet, and bounds are
//! for what is sent. The words are those of the description.

mod accepts;
mod bounds;
mod properties;
mod rules;
mod types;

use serde_json::{Map, Value, json};

pub(crate) use self::properties::PropertyNames;
pub(crate) use self::types::TypeSchemas;
use super::Action;
use super::description::{TypeKind, TypeRef, Types};
use super::direction::Direction;
use super::parts::{Part, parts};
use crate::endpoint::Paging;

type Object = Map<String, Value>;

impl Action<'_> {
    /// The JSON Schema of its input document, draft 2020-12.
    ///
    /// Labels are its `title`s. What no keyword can express, as that two fields are equal, is in a `description` alone,
    /// so [`validate`](Self::validate) may reject what the schema accepts.
    #[must_use]
    pub fn input_schema(self) -> Value {
        Value::Object(input(self, &PropertyNames::default()))
    }

    /// The JSON Schema of what [`run`](Self::run) returns, draft 2020-12.
    #[must_use]
    pub fn output_schema(self) -> Value {
        let names = PropertyNames::default();
        let mut types = TypeSchemas::new(self, Direction::Response, &names);
        let value = match (&self.steps, &self.response) {
            (Some(steps), _) => types.reference(&steps.output),
            (None, Some(ty)) => types.of(ty),
            (None, None) => Object::from_iter([("type".to_owned(), json!("null"))]),
        };
        let returned = match &self.paging {
            _ if self.steps.is_some() => value,
            Some(paging) => page(value, paging),
            None if self.is_partial() => partial(value),
            None => value,
        };
        let mut root = opening(self, "output", self.response_doc.as_deref());
        root.extend(returned);
        Value::Object(types.finish(root))
    }
}

/// The schema of the input document of an action, whose properties have these names.
pub(crate) fn input(action: Action<'_>, names: &PropertyNames) -> Object {
    let mut types = TypeSchemas::new(action, Direction::Request, names);
    let mut properties = Object::new();
    let mut required = Vec::new();
    for (name, label, part) in parts(action) {
        let (schema, is_required) = match part {
            Part::Fields(fields) => (types.object(fields), true),
            Part::Record(record) => {
                let schema = types.parameters(record);
                let is_required = name == "input"
                    || schema.contains_key("required")
                    || rejects_an_empty_object(record, action.types());
                (schema, is_required)
            }
            Part::Body(body) => (types::described(types.of(&body.schema), body.doc.as_deref()), true),
        };
        if is_required {
            required.push(json!(name));
        }
        properties.insert(name.to_owned(), Value::Object(types::titled(schema, label)));
    }
    let mut root = opening(action, "input", Some(&action.summary));
    root.insert("type".to_owned(), json!("object"));
    root.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        root.insert("required".to_owned(), Value::Array(required));
    }
    root.insert("additionalProperties".to_owned(), json!(false));
    types.finish(root)
}

fn opening(action: Action<'_>, part: &str, description: Option<&str>) -> Object {
    let mut root = Object::new();
    root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("title".to_owned(), json!(format!("{}: {part}", action.title)));
    if let Some(description) = description {
        root.insert("description".to_owned(), json!(description.trim()));
    }
    if action.deprecated.is_some() {
        root.insert("deprecated".to_owned(), json!(true));
    }
    root
}

/// One page of a list.
fn page(items: Object, paging: &Paging) -> Object {
    let next = format!(
        "The value of `query.{}` that asks for the next page. Null on the last page.",
        paging.parameter()
    );
    let ty = match paging {
        Paging::Cursor { .. } => "string",
        Paging::Page { .. } => "integer",
    };
    let next = json!({"title": "Next", "description": next, "type": [ty, "null"]});
    object(json!({"items": types::titled(items, "Items"), "next": next}), &["items", "next"])
}

/// The value of what may succeed in part, and the errors beside it.
fn partial(value: Object) -> Object {
    let errors = "The errors that the API reports for the part that failed. Absent if nothing failed.";
    let errors = json!({"title": "Errors", "description": errors});
    object(json!({"value": types::titled(value, "Value"), "errors": errors}), &["value"])
}

fn object(properties: Value, required: &[&str]) -> Object {
    Object::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), properties),
        ("required".to_owned(), json!(required)),
    ])
}

/// Whether an object without any field breaks a rule of the record.
fn rejects_an_empty_object(record: &TypeRef, types: &Types) -> bool {
    match types.definition(record).map(|definition| &definition.kind) {
        Some(TypeKind::Record(record)) => {
            record.rules.iter().any(|rule| rules::rejects_nothing_present(&rule.rule))
        }
        _ => false,
    }
}
