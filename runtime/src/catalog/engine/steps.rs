//! Running actions that consist of steps.

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::document::Document;
use super::expression::Scope;
use super::reader::{Reader, References};
use super::response::ReadAs;
use super::value::{DynamicValue, RecordValue};
use crate::catalog::Action;
use crate::catalog::description::{Expect, Guard, StepDescription, StepsDescription, Type, Types};
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::handle::Handle;
use crate::page::Page;
use crate::steps::Steps;
use crate::violation::Violations;

/// Runs the steps of an action one after the other, and returns its output as JSON for programs.
pub(crate) async fn run<'d>(
    client: &Client,
    action: Action<'d>,
    steps: &'d StepsDescription,
    document: Document<'d>,
    progress: &mut (dyn FnMut(&str) + Send),
) -> Result<Value, Error> {
    let mut done = Steps::new(&action.id);
    let mut scope = Scope::default();
    scope.insert("input", document.input.map(|input| DynamicValue::Record(filled_in(input, action.types()))));
    for step in &steps.calls {
        let runs = match &step.guard {
            None => true,
            Some(Guard::Present(reference)) => scope.is_present(reference),
            Some(Guard::Absent(reference)) => !scope.is_present(reference),
        };
        let value = match action.other(&step.call) {
            Some(called) if runs => {
                progress(&step.name);
                run_step(client, action, called, step, &scope, &mut done).await?
            }
            _ => None,
        };
        scope.insert(&step.name, value);
    }
    let Some(output) = action.types().record(&steps.output) else { return Ok(Value::Null) };
    let fields = output.fields.iter().zip(&steps.values);
    let values = fields.filter_map(|(field, value)| Some((field.name.clone(), scope.evaluate(value)?)));
    let values: Map<String, Value> = values.collect();
    // What the steps returned is as lenient as every response, so the output is read as one.
    let ty = Type::Ref(steps.output.clone());
    let read = ReadAs { ty: &ty, types: action.types() }.deserialize(&Value::Object(values));
    Ok(read.map_or(Value::Null, |output| output.to_output()))
}

/// The input with the defaults of the fields that are absent.
fn filled_in<'d>(mut input: RecordValue<'d>, types: &'d Types) -> RecordValue<'d> {
    for (field, value) in input.record.fields.iter().zip(&mut input.fields) {
        let (Some(default), None) = (&field.default, &value) else { continue };
        let mut reader = Reader::new(types, References::Text);
        let read = reader.part(&field.name, Some(default), &field.schema);
        if reader.into_violations().is_empty() {
            *value = Some(if field.secret { DynamicValue::Secret(Box::new(read)) } else { read });
        }
    }
    input
}

async fn run_step<'d>(
    client: &Client,
    action: Action<'d>,
    called: Action<'d>,
    step: &'d StepDescription,
    scope: &Scope<'d>,
    done: &mut Steps,
) -> Result<Option<DynamicValue<'d>>, Error> {
    let endpoint = called.endpoint();
    let (document, rejected) = request(called, step, scope);
    if !rejected.is_empty() {
        return done.value::<()>(&step.name, &endpoint, Err(Error::Refused(rejected))).map(|()| None);
    }
    let is_paged = called.paging.is_some();
    let call = || document.call(called).on_behalf_of(&action.id);
    let pages = || pages(called, &document).on_behalf_of(&action.id);
    match step.expect {
        None => {
            let response = client.send(call()).await.map(|response| response.value);
            done.value(&step.name, &endpoint, response).map(Some)
        }
        Some(expect) => {
            let items = match (expect, is_paged) {
                (Expect::Many, true) => client.all_pages(pages()).await,
                // Two items are enough to know that there is more than one.
                (_, true) => client.first_two(pages()).await,
                (_, false) => client.send(call()).await.map(|response| into_items(response.value)),
            };
            expected(expect, &step.name, &endpoint, items, done)
        }
    }
}

fn expected<'d>(
    expect: Expect,
    step: &str,
    endpoint: &Handle<Endpoint>,
    items: Result<Vec<DynamicValue<'d>>, Error>,
    done: &mut Steps,
) -> Result<Option<DynamicValue<'d>>, Error> {
    match expect {
        Expect::One => done.one(step, endpoint, items).map(Some),
        Expect::AtMostOne => done.at_most_one(step, endpoint, items),
        Expect::None => done.none(step, endpoint, items).map(|()| None),
        Expect::Many => done.list(step, endpoint, items).map(|items| Some(DynamicValue::Array(items))),
    }
}

/// The document of the called action, and what about its values could not be sent.
fn request<'d>(called: Action<'d>, step: &StepDescription, scope: &Scope<'d>) -> (Document<'d>, Violations) {
    let mut parts = Map::new();
    let path = called.request.path.iter().zip(&step.path);
    let path = path.filter_map(|(field, value)| Some((field.name.clone(), scope.evaluate(value)?)));
    let path: Map<String, Value> = path.collect();
    if !path.is_empty() {
        parts.insert("path".to_owned(), Value::Object(path));
    }
    for (name, expression) in [("query", &step.query), ("body", &step.body)] {
        if let Some(value) = expression.as_ref().and_then(|expression| scope.evaluate(expression)) {
            parts.insert(name.to_owned(), value);
        }
    }
    Document::read(called, &Value::Object(parts), References::Text)
}

/// The call of a list that has pages.
pub(crate) fn pages<'v, 'd>(
    action: Action<'d>,
    document: &'v Document<'d>,
) -> crate::call::Call<'v, Page<DynamicValue<'d>>> {
    document.call(action).map(|response| Page::new(into_items(response.value), response.next))
}

/// The items of a list.
pub(crate) fn into_items(value: DynamicValue<'_>) -> Vec<DynamicValue<'_>> {
    match value {
        DynamicValue::Array(items) => items,
        other => vec![other],
    }
}
