//! Input documents: read, checked, and made into calls.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::bounds::check_value;
use super::reader::{Reader, References};
use super::response::{self, Response};
use super::value::{DynamicValue, RecordValue};
use crate::answer::Read;
use crate::call::Call;
use crate::catalog::Action;
use crate::path::Part;
use crate::steps::validate_at;
use crate::violation::Violations;

/// What replaces a part that was left out: it is its fields that may be required.
static EMPTY: LazyLock<Value> = LazyLock::new(|| Value::Object(Map::new()));

/// The input document of an action.
#[derive(Debug, Default)]
pub(crate) struct Document<'d> {
    /// The parameters of the path, in its order.
    pub(crate) path: Vec<Option<DynamicValue<'d>>>,
    /// The query.
    pub(crate) query: Option<RecordValue<'d>>,
    /// The body.
    pub(crate) body: Option<DynamicValue<'d>>,
    /// The input of an action that consists of steps.
    pub(crate) input: Option<RecordValue<'d>>,
}

impl<'d> Document<'d> {
    /// Reads a document, and reports what could not be read.
    pub(crate) fn read(action: Action<'d>, document: &Value, references: References) -> (Self, Violations) {
        let (types, description) = (action.types(), action.description());
        let mut reader = Reader::new(types, references);
        let mut read = Self::default();
        let Some(parts) = document.as_object() else {
            reader.no_document(document);
            return (read, reader.into_violations());
        };
        let part = |name: &str| parts.get(name).unwrap_or(&EMPTY);
        let mut known = Vec::new();
        if let Some(steps) = &description.steps {
            known.push("input");
            match (parts.get("input"), types.record(&steps.input)) {
                (Some(input), Some(record)) => read.input = Some(reader.part_record("input", input, record)),
                (None, _) => reader.missing_part("input"),
                (_, None) => {}
            }
        }
        if !description.request.path.is_empty() {
            known.push("path");
            read.path = reader.part_fields("path", part("path"), &description.request.path);
        }
        if let Some(body) = &description.request.body {
            known.push("body");
            read.body = Some(reader.part("body", parts.get("body"), &body.schema));
        }
        if let Some(record) = description.request.query.as_ref().and_then(|query| types.record(query)) {
            known.push("query");
            read.query = Some(reader.part_record("query", part("query"), record));
        }
        for key in parts.keys().filter(|key| !known.contains(&key.as_str())) {
            reader.unknown_part(key, &known);
        }
        (read, reader.into_violations())
    }

    /// What is wrong with the bounds and the rules of a document of one call.
    pub(crate) fn violations(&self, action: Action<'d>) -> Violations {
        match &self.input {
            Some(input) => validate_at("input", input),
            None if action.steps.is_some() => Violations::new(),
            None => self.call(action).into_violations(),
        }
    }

    /// The call of the document.
    pub(crate) fn call<'v>(&'v self, action: Action<'d>) -> Call<'v, Response<'d>> {
        let call = call(action, &self.path, self.query.as_ref());
        match (&self.body, &action.request.body) {
            (Some(body), Some(described)) => {
                let mut call = call;
                check_value(body, &described.schema, &mut call.check().step(Part::Key("body")));
                call.body(body)
            }
            _ => call,
        }
    }
}

/// A call without a body.
pub(crate) fn call<'v, 'd: 'v>(
    action: Action<'d>,
    path: &[Option<DynamicValue<'d>>],
    query: Option<&RecordValue<'d>>,
) -> Call<'v, Response<'d>> {
    let types = action.types();
    let description = action.description();
    let read = move |body: &crate::answer::Body<'_>| response::read(description, types, body);
    let mut call = Call::new(action.endpoint(), Read::Closure(Box::new(read)));
    let fields = || description.request.path.iter().zip(path);
    for (field, value) in fields() {
        if let Some(value) = value {
            let mut check = call.check();
            let mut part = check.step(Part::Key("path"));
            check_value(value, &field.schema, &mut part.step(Part::Key(&field.name)));
        }
    }
    for (field, value) in fields() {
        if let Some(value) = value.as_ref().filter(|value| value.is_readable()) {
            call = call.path(field.name.as_str(), value);
        }
    }
    match query {
        Some(query) => call.query(query),
        None => call,
    }
}
