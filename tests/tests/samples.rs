//! Every sample and every reject of the BigCommerce specs, through the generated code: samples over a real socket,
//! rejects through the readers of input documents.

use std::fmt::Debug;

use acceptance::block_on;
use acceptance::server::{Answer, Server};
use acceptance::tree;
use actiongen::diagnostics::{Problems, render};
use actiongen::lower::lower;
use actiongen::model::{Action, Api, Sample};
use actiongen::source::read;
use bigcommerce_actions::customers::documents;
use bigcommerce_actions::{Client, Connection, Error, Violations};
use serde::Serialize;
use serde_json::{Value, json};

/// Reads an input document and says what is wrong with it; or performs the action, where there is a client.
type Perform = fn(&Value, Option<&Client>) -> Result<Value, Error>;

/// The actions whose samples are performed here. Those of the others run in memory, in the tests that are generated.
const ACTIONS: [(&str, Perform); 4] = [
    ("customers.create", |document, client| {
        let body = documents::create(document)?;
        value(client.map(|client| block_on(client.customers().create(&body))))
    }),
    ("customers.list", |document, client| {
        let query = documents::list(document)?;
        value(client.map(|client| block_on(client.customers().list_page(&query)).map(|page| page.items)))
    }),
    ("customers.update", |document, client| {
        let body = documents::update(document)?;
        value(client.map(|client| block_on(client.customers().update(&body))))
    }),
    ("customers.delete", |document, client| {
        let query = documents::delete(document)?;
        value(client.map(|client| block_on(client.customers().delete(&query))))
    }),
];

fn value<T: Serialize + Debug>(result: Option<Result<T, Error>>) -> Result<Value, Error> {
    let value = result.transpose()?;
    Ok(serde_json::to_value(&value).unwrap_or_else(|error| panic!("{value:?} is no JSON: {error}")))
}

fn api() -> Api {
    let mut problems = Problems::new();
    let sources = read(&tree::workspace().join("spec"), &mut problems);
    let apis = lower(&sources, &mut problems);
    let api = apis.into_iter().find(|api| api.name == "bigcommerce");
    api.unwrap_or_else(|| panic!("the specs have mistakes\n{}", render(&problems, &sources, false)))
}

fn perform(action: &Action) -> Option<Perform> {
    ACTIONS.iter().find(|(id, _)| *id == action.id).map(|(_, perform)| *perform)
}

#[test]
fn samples_are_sent_and_read_as_the_spec_says() {
    let api = api();
    let mut performed = 0;
    for (_, action) in api.actions() {
        let Some(perform) = perform(action) else { continue };
        for sample in &action.samples {
            run(action, sample, perform);
            performed += 1;
        }
    }
    assert!(performed >= ACTIONS.len(), "each of these actions has a sample");
}

fn run(action: &Action, sample: &Sample, perform: Perform) {
    let case = format!("{}, sample `{}`", action.id, sample.name);
    let [call] = sample.calls.as_slice() else { panic!("{case}: an endpoint is called once") };
    let answer = match &call.response {
        Some(body) => Answer::json(call.status, body),
        None => Answer::empty(call.status),
    };
    let server = Server::start([answer]);
    let connection = Connection::new("abc123", "a-token").expect("a store and a token");
    let connection = connection.with_base_url(&server.url()).expect("an address of the loopback");
    let client = Client::new(connection).expect("TLS can be set up");
    let result = perform(&Value::Object(sample.input.clone()), Some(&client));

    let request = server.request();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        (call.method.as_str(), call.target.as_str()),
        "{case}"
    );
    let body = if request.body.is_empty() { None } else { Some(numbers_by_value(request.json())) };
    let expected = call.body.as_ref().or_else(|| sample.input.get("body")).cloned().map(numbers_by_value);
    assert_eq!(body, expected, "{case}: the body");

    match sample.fails {
        Some(kind) => {
            let error = result.expect_err(&case);
            assert_eq!(error.kind(), kind, "{case}");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(call.status), "{case}");
        }
        None => {
            let value = result.unwrap_or_else(|error| panic!("{case}: {error}"));
            assert_eq!(
                numbers_by_value(value),
                numbers_by_value(output(action, sample)),
                "{case}: the value"
            );
        }
    }
}

/// The same JSON with every number that is whole written as one: `42.0` and `42` are one number, and serde keeps them
/// apart.
fn numbers_by_value(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => json!(float as i64),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(numbers_by_value).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, numbers_by_value(value))).collect()
        }
        other => other,
    }
}

/// What the caller gets: what the sample says, or what stands in the answer where the action looks for it.
fn output(action: &Action, sample: &Sample) -> Value {
    if let Some(output) = &sample.output {
        return output.clone();
    }
    let call = &sample.calls[0];
    let returns = &action.endpoint.returns;
    let success = returns
        .successes
        .iter()
        .find(|success| success.status == call.status)
        .expect("a status that succeeds");
    let value =
        success.at.iter().fold(call.response.clone().unwrap_or(Value::Null), |value, part| {
            match part.parse::<usize>() {
                Ok(index) => value[index].clone(),
                Err(_) => value[part].clone(),
            }
        });
    match returns.ty {
        Some(_) => value,
        None => json!(null),
    }
}

#[test]
fn rejects_are_refused_for_their_reason() {
    let api = api();
    for (_, action) in api.actions() {
        let Some(perform) = perform(action) else { continue };
        for reject in &action.rejects {
            let document = Value::Object(reject.input.clone());
            let case = format!("{}, reject `{}: {}`", action.id, reject.place, reject.rule);
            let error = perform(&document, None).map(drop).expect_err(&case);
            let violations: &Violations = error.violations().unwrap_or_else(|| panic!("{case}: {error}"));
            let found: Vec<_> =
                violations.iter().map(|violation| (violation.path(), violation.rule().name())).collect();
            assert_eq!(found, [(reject.place.as_str(), reject.rule.as_str())], "{case}");
        }
    }
}

#[test]
fn every_sample_has_a_generated_test() {
    let root = tree::workspace().join("generated/bigcommerce/tests/samples");
    let tests = tree::files(&root);
    for (resource, action) in api().actions() {
        let about = tests.iter().filter(|(path, _)| path.contains(&resource.name));
        let text: String = about.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
        for sample in &action.samples {
            let name = sample.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
            assert!(text.contains(&name), "{}, sample `{}`", action.id, sample.name);
        }
    }
}
