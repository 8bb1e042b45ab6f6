//! Every sample and every reject of the BigCommerce specs, as data: samples over a real socket, rejects through the
//! readers of input documents.

use acceptance::block_on;
use acceptance::server::{Answer, Server};
use acceptance::tree;
use actiongen::diagnostics::{Problems, render};
use actiongen::lower::lower;
use actiongen::model::{Action, Api, Call, Sample};
use actiongen::source::read;
use bigcommerce_actions::{Client, Connection, catalog};
use serde_json::{Value, json};

fn api() -> Api {
    let mut problems = Problems::new();
    let sources = read(&tree::workspace().join("spec"), &mut problems);
    let apis = lower(&sources, &mut problems);
    let api = apis.into_iter().find(|api| api.name == "bigcommerce");
    api.unwrap_or_else(|| panic!("the specs have mistakes\n{}", render(&problems, &sources, false)))
}

#[test]
fn the_catalogue_has_every_action() {
    let api = api();
    let specified: Vec<_> = api.actions().map(|(_, action)| action.id.as_str()).collect();
    let offered: Vec<_> = catalog().actions().iter().map(|action| action.id.as_str()).collect();
    assert_eq!(offered, specified);
}

#[test]
fn samples_are_sent_and_read_as_the_spec_says() {
    let api = api();
    for (_, action) in api.actions() {
        assert!(!action.samples.is_empty(), "{} has a sample", action.id);
        for sample in &action.samples {
            run(action, sample);
        }
    }
}

fn run(action: &Action, sample: &Sample) {
    let case = format!("{}, sample `{}`", action.id, sample.name);
    let mut answers: Vec<Answer> = sample.calls.iter().map(answer).collect();
    if action.paginate().is_some() {
        // `run` reads every page, and a sample shows one.
        answers.push(Answer::empty(204));
    }
    let server = Server::start(answers);
    let connection = Connection::new("abc123", "a-token").expect("a store and a token");
    let connection = connection.with_base_url(&server.url()).expect("an address of the loopback");
    let client = Client::new(connection).expect("TLS can be set up");
    let offered = catalog().get(&action.id).unwrap_or_else(|| panic!("{case}: it is not in the catalogue"));
    let result = block_on(offered.run(&client, &Value::Object(sample.input.clone())));

    let requests = server.requests();
    assert!(requests.len() >= sample.calls.len(), "{case}: {} requests", requests.len());
    for (request, call) in requests.iter().zip(&sample.calls) {
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            (call.method.as_str(), call.target.as_str()),
            "{case}"
        );
        let body = if request.body.is_empty() { None } else { Some(numbers_by_value(request.json())) };
        assert_eq!(body, call.body.clone().map(numbers_by_value), "{case}: the body");
    }

    if let Some(kind) = sample.fails {
        let error = result.expect_err(&case);
        assert_eq!(error.kind(), kind, "{case}");
        return;
    }
    if !sample.calls.iter().all(|call| call.answered) {
        // Nothing is said of the answer: what counts is what was sent.
        return;
    }
    let value = result.unwrap_or_else(|error| panic!("{case}: {error}"));
    let shown = offered.samples.iter().find(|shown| shown.name == sample.name).expect(&case);
    let expected = shown.output.clone().unwrap_or(Value::Null);
    assert_eq!(numbers_by_value(value), numbers_by_value(expected), "{case}: the value");
}

fn answer(call: &Call) -> Answer {
    match &call.response {
        Some(body) => Answer::json(call.status, body),
        None => Answer::empty(call.status),
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

#[test]
fn rejects_are_refused_for_their_reason() {
    for (_, action) in api().actions() {
        let offered = catalog().get(&action.id).unwrap_or_else(|| panic!("{} is not there", action.id));
        for reject in &action.rejects {
            let document = Value::Object(reject.input.clone());
            let case = format!("{}, reject `{}: {}`", action.id, reject.place, reject.rule);
            let violations = offered.validate(&document).expect_err(&case);
            let found: Vec<_> =
                violations.iter().map(|violation| (violation.path(), violation.rule().name())).collect();
            assert!(found.contains(&(reject.place.as_str(), reject.rule.as_str())), "{case}: {found:?}");
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
