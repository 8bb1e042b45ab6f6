//! Where the spec departs from its source: every such note that a page's action reaches, with its place. What holds for
//! every action stands on the pages of the service.

use serde::Serialize;

use super::types::{Types, fields_of};
use crate::model::{
    Action, Api, ErrorRule, Field, Input, Record, Rule, RuleKind, Statuses, TypeDef, TypeKind, Value,
};

/// A note on a departure.
#[derive(Serialize)]
pub struct DeviationRow {
    /// Where it holds, one place at least.
    places: Vec<String>,
    text: String,
}

/// The notes of an action and of all that its page shows.
pub fn rows(action: &Action, types: &Types<'_>, api: &Api) -> Vec<DeviationRow> {
    let mut rows = Rows(Vec::new());
    rows.add(&action.id, &action.deviation);
    for (place, input) in action.inputs() {
        match input {
            Input::Fields(fields) => rows.fields(place, fields),
            Input::Record(id) => rows.definition(place, api.type_def(id)),
            Input::Value(_) => {}
        }
    }
    if let Some(endpoint) = action.endpoint() {
        rows.add("body", &endpoint.body.as_ref().and_then(|body| body.deviation.clone()));
        rows.add("batch", &endpoint.batch.as_ref().and_then(|batch| batch.deviation.clone()));
        rows.add("reconcile", &endpoint.reconcile.as_ref().and_then(|look_up| look_up.deviation.clone()));
        for success in &endpoint.returns.successes {
            rows.add(&format!("status {}", success.status), &success.deviation);
        }
    }
    rows.types(types);
    for error in action.errors.iter().filter(|error| error.own) {
        rows.error(&error.rule);
    }
    for sample in &action.samples {
        rows.add(&format!("sample {}", sample.name), &sample.deviation);
    }
    rows.0
}

/// The notes on what a client is made of.
pub fn of_connection(api: &Api) -> Vec<DeviationRow> {
    let mut rows = Rows(Vec::new());
    for field in &api.connection {
        rows.add(&field.name, &field.deviation);
    }
    rows.0
}

/// The notes on sending again, and on the quota.
pub fn of_failures(api: &Api) -> Vec<DeviationRow> {
    let mut rows = Rows(Vec::new());
    rows.add("retry", &api.retry.deviation);
    rows.add("limits", &api.rate_limit.as_ref().and_then(|limit| limit.deviation.clone()));
    rows.0
}

/// The notes on the errors that hold for every action, and on the types of their bodies.
pub fn of_errors(api: &Api, types: Option<&Types<'_>>) -> Vec<DeviationRow> {
    let mut rows = Rows(Vec::new());
    for rule in &api.errors {
        rows.error(rule);
    }
    if let Some(types) = types {
        rows.types(types);
    }
    rows.0
}

struct Rows(Vec<DeviationRow>);

impl Rows {
    fn add(&mut self, place: &str, deviation: &Option<String>) {
        let Some(text) = deviation else { return };
        let place = place.to_owned();
        // What several fields owe to one cause is said once.
        match self.0.iter_mut().find(|row| row.text == *text) {
            Some(row) => row.places.push(place),
            None => self.0.push(DeviationRow { places: vec![place], text: text.clone() }),
        }
    }

    fn error(&mut self, rule: &ErrorRule) {
        let status = match rule.statuses {
            Statuses::One(status) => format!("status {status}"),
            Statuses::Class(class) => format!("status {class}xx"),
        };
        self.add(&status, &rule.deviation);
    }

    fn types(&mut self, types: &Types<'_>) {
        for definition in types.reached() {
            self.definition(&types.own_name(definition), definition);
        }
        for (name, scalar) in types.reached_scalars() {
            self.add(&name, &scalar.deviation);
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
                self.add(&rule_place(place, rule, record), &rule.deviation);
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

/// Where a rule holds: its word does not tell it from another of the record, what it is about does.
fn rule_place(place: &str, rule: &Rule, record: &Record) -> String {
    let fields = match &rule.kind {
        RuleKind::If { condition, .. } => vec![condition.field],
        RuleKind::IfPresent { field, .. } => vec![*field],
        kind => kind.fields(),
    };
    let names: Vec<_> = fields.into_iter().map(|field| record.fields[field].wire.as_str()).collect();
    format!("{place}: {} ({})", rule.kind.word(), names.join(", "))
}
