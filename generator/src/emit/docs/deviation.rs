//! Where the spec departs from its source: every such note that a page's action reaches, with its place.

use serde::Serialize;

use super::types::{Types, fields_of};
use crate::model::{Action, Api, Field, Input, Statuses, TypeDef, TypeKind, Value};

/// A note on a departure.
#[derive(Serialize)]
pub struct DeviationRow {
    place: String,
    text: String,
}

/// The notes of an action and of all that its page shows.
pub fn rows(action: &Action, types: &Types<'_>, api: &Api) -> Vec<DeviationRow> {
    let mut rows = Rows(Vec::new());
    rows.add("the action", &action.deviation);
    for field in &api.connection {
        rows.add(&format!("connection.{}", field.name), &field.deviation);
    }
    for (place, input) in action.inputs() {
        match input {
            Input::Fields(fields) => rows.fields(place, fields),
            Input::Record(id) => rows.definition(place, api.type_def(id)),
            Input::Value(_) => {}
        }
    }
    if let Some(endpoint) = action.endpoint() {
        rows.add("body", &endpoint.body.as_ref().and_then(|body| body.deviation.clone()));
        rows.add("returns", &endpoint.returns.deviation);
    }
    for definition in types.reached() {
        rows.definition(&types.own_name(definition), definition);
    }
    for error in &action.errors {
        let status = match error.rule.statuses {
            Statuses::One(status) => format!("status {status}"),
            Statuses::Class(class) => format!("status {class}xx"),
        };
        rows.add(&status, &error.rule.deviation);
    }
    for sample in &action.samples {
        rows.add(&format!("sample {}", sample.name), &sample.deviation);
    }
    rows.0
}

struct Rows(Vec<DeviationRow>);

impl Rows {
    fn add(&mut self, place: &str, deviation: &Option<String>) {
        if let Some(text) = deviation {
            self.0.push(DeviationRow { place: place.to_owned(), text: text.clone() });
        }
    }

    fn fields(&mut self, place: &str, fields: &[Field]) {
        for field in fields {
            self.add(&format!("{place}.{}", field.wire), &field.deviation);
        }
    }

    fn definition(&mut self, place: &str, definition: &TypeDef) {
        self.add(place, &definition.deviation);
        self.fields(place, fields_of(definition));
        if let TypeKind::Record(record) = &definition.kind {
            for rule in &record.rules {
                self.add(&format!("{place}: {}", rule.kind.word()), &rule.deviation);
            }
        }
        if let TypeKind::Enum(of) = &definition.kind {
            for value in &of.values {
                let name = match &value.value {
                    Value::Text(text) => text.clone(),
                    Value::Int(number) => number.to_string(),
                };
                self.add(&format!("{place}: {name}"), &value.deviation);
            }
        }
    }
}
