//! Every sample and every reject of the BigCommerce specs, through the catalogue of the generated crate and so through
//! the same readers and functions that its users call: samples over a real socket, and in memory.

use acceptance::block_on;
use acceptance::server::{Answer, Server};
use acceptance::tree;
use actiongen::diagnostics::{Problems, render};
use actiongen::lower::lower;
use actiongen::model::{Action, Api, Call, Sample};
use actiongen::source::read;
use bigcommerce_actions::{Action as Runnable, Client, Connection, Error, RetryPolicy, catalog, testing};
use serde_json::{Value, json};

fn api() -> Api {
    let mut problems = Problems::new();
    let sources = read(&tree::workspace().join("spec"), &mut problems);
    let apis = lower(&sources, &mut problems);
    let api = apis.into_iter().find(|api| api.name == "bigcommerce");
    api.unwrap_or_else(|| panic!("the specs have mistakes\n{}", render(&problems, &sources, false)))
}

fn runnable(action: &Action) -> Runnable<'static> {
    catalog().get(&action.id).unwrap_or_else(|| panic!("{} is not in the catalogue", action.id))
}

fn connection() -> Connection {
    Connection::new("abc123", "a-token").expect("a store and a token")
}

fn case(action: &Action, sample: &Sample) -> String {
    format!("{}, sample `{}`", action.id, sample.name)
}

#[test]
fn every_action_has_a_sample_and_a_way_to_run_it() {
    let api = api();
    let ids: Vec<&str> = api.actions().map(|(_, action)| action.id.as_str()).collect();
    let known: Vec<&str> = catalog().actions().map(|action| action.description().id.as_str()).collect();
    assert_eq!(known, ids);
    for (_, action) in api.actions() {
        assert!(!action.samples.is_empty(), "{} has no sample", action.id);
    }
}

#[test]
fn samples_are_sent_and_read_as_the_spec_says() {
    let api = api();
    for (_, action) in api.actions() {
        for sample in &action.samples {
            over_a_socket(action, sample);
        }
    }
}

fn over_a_socket(action: &Action, sample: &Sample) {
    let case = case(action, sample);
    let answer = |call: &Call| match &call.response {
        Some(body) => Answer::json(call.status, body),
        None => Answer::empty(call.status),
    };
    let server = Server::start(sample.calls.iter().map(answer));
    let connection = connection().with_base_url(&server.url()).expect("an address of the loopback");
    let client = Client::new(connection).expect("TLS can be set up").with_retry(RetryPolicy::off());
    let document = Value::Object(sample.input.clone());
    let result = block_on(runnable(action).run(&client, &document));

    let requests = server.requests();
    let sent: Vec<_> =
        requests.iter().map(|request| (request.method.as_str(), request.target.as_str())).collect();
    let expected: Vec<_> =
        sample.calls.iter().map(|call| (call.method.as_str(), call.target.as_str())).collect();
    assert_eq!(sent, expected, "{case}");
    for (request, call) in requests.iter().zip(&sample.calls) {
        let body = (!request.body.is_empty()).then(|| request.json());
        let said = call.body.clone().map(|said| as_given(said, body.as_ref().unwrap_or(&Value::Null)));
        assert_eq!(body.map(numbers_by_value), said.map(numbers_by_value), "{case}: the body");
    }
    came_as_said(action, sample, result);
}

/// The samples of the catalogue pass, and in memory each is answered as over the wire.
#[test]
fn samples_of_the_catalogue_are_answered_in_memory() {
    let api = api();
    for (_, action) in api.actions() {
        let runnable = runnable(action);
        for (sample, shown) in action.samples.iter().zip(&runnable.description().samples) {
            let case = case(action, sample);
            assert_eq!(sample.name, shown.name, "{}", action.id);
            runnable.validate(&shown.input).unwrap_or_else(|violations| panic!("{case}: {violations}"));
            if sample.calls.iter().any(|call| !call.answered) {
                continue;
            }
            let transport = testing::from_samples().sample(&action.id, &sample.name);
            let client =
                Client::with_transport(connection(), transport.clone()).with_retry(RetryPolicy::off());
            let result = testing::block_on(runnable.run(&client, &shown.input));
            assert_eq!(transport.requests().len(), sample.calls.len(), "{case}");
            came_as_said(action, sample, result);
        }
    }
}

fn came_as_said(action: &Action, sample: &Sample, result: Result<Value, Error>) {
    let case = case(action, sample);
    if let Some(kind) = sample.fails {
        let error = result.expect_err(&case);
        assert_eq!(error.kind(), kind, "{case}");
    } else if sample.calls.iter().all(|call| call.answered) {
        let value = result.unwrap_or_else(|error| panic!("{case}: {error}"));
        let said = sample.output.clone().map(|said| as_given(said, &value));
        assert_eq!(
            numbers_by_value(value),
            numbers_by_value(said.unwrap_or(Value::Null)),
            "{case}: the value"
        );
    }
}

/// What the sample says, as it travels: a secret is not given to programs, and a number that may be a text is one number
/// however it was written.
fn as_given(said: Value, given: &Value) -> Value {
    match (said, given) {
        (Value::String(_), Value::String(given)) if given == "[redacted]" => json!(given),
        (Value::String(said), Value::Number(given)) if said.parse().ok() == given.as_f64() => json!(given),
        (Value::Array(said), Value::Array(given)) => {
            let rest = std::iter::repeat(&Value::Null);
            said.into_iter()
                .zip(given.iter().chain(rest))
                .map(|(said, given)| as_given(said, given))
                .collect()
        }
        (Value::Object(said), given) => {
            said.into_iter().map(|(key, said)| (key.clone(), as_given(said, &given[&key]))).collect()
        }
        (said, _) => said,
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
    let api = api();
    for (_, action) in api.actions() {
        for reject in &action.rejects {
            let document = Value::Object(reject.input.clone());
            let case = format!("{}, reject `{}: {}`", action.id, reject.place, reject.rule);
            let violations = runnable(action).validate(&document).expect_err(&case);
            let mut found = violations.iter().map(|violation| (violation.path(), violation.rule().name()));
            assert!(found.any(|found| found == (&reject.place, &reject.rule)), "{case}: {violations}");
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
            let name = format!("{:?}", sample.name);
            assert!(text.contains(&name), "{}, sample `{}`", action.id, sample.name);
        }
    }
}
