//! The typed way and the data way agree: structs with their generated validators, and the engine with the description of
//! the same action, say the same about every document that a typed value can hold, and send the same bytes.

use std::collections::BTreeSet;

use acceptance::documents::Maker;
use actiongen_runtime::testing::{ScriptedTransport, TypedCall, block_on};
use bigcommerce_actions::{Client, Connection, RetryPolicy, Violations, catalog};
use serde_json::Value;

use crate::oracle::Oracle;

/// Every action as a typed call of an input document, as it is generated.
mod typed {
    include!("../../../generated/bigcommerce/tests/samples/typed.rs");
}

/// What only reading a document can find: a typed value cannot be wrong in these ways.
const OF_READING: [&str; 6] = ["required", "unknown", "type", "null", "enum", "depth"];

/// How many documents of each number of slips are compared for each action.
const DOCUMENTS: usize = 60;

fn typed_call(id: &str, document: &Value) -> Option<TypedCall> {
    let (_, read) = typed::ACTIONS.iter().find(|(action, _)| *action == id).expect("it is in the table");
    read(document).ok()
}

fn lines(violations: &Violations) -> Vec<String> {
    violations.iter().map(|it| format!("{} [{}] {}", it.path(), it.rule().name(), it.message())).collect()
}

/// What the data way sends for a document: the first request, and nothing is answered.
fn sent(id: &str, document: &Value) -> (String, String, Vec<u8>) {
    let script = ScriptedTransport::new();
    let connection = Connection::new("abc123", "a-token").expect("a store and a token");
    let client = Client::with_transport(connection, script.clone()).with_retry(RetryPolicy::off());
    let action = catalog().get(id).expect("it is in the catalog");
    let _ = block_on(action.run(&client, document));
    let request = script.requests().into_iter().next().expect("a request");
    let target = request.target.strip_prefix("/stores/abc123").expect("the store").to_owned();
    (request.method.to_string(), target, request.body.to_vec())
}

/// Nothing where both ways agree about a document; otherwise what each of them says.
fn difference(id: &str, document: &Value) -> Option<String> {
    let by_engine = catalog().get(id).expect("it is in the catalog").validate(document).err();
    let shown = || document.to_string().chars().take(2_000).collect::<String>();
    let is_of_reading = |violations: &Violations| {
        violations.iter().any(|violation| OF_READING.contains(&violation.rule().name()))
    };
    let Some(call) = typed_call(id, document) else {
        // No typed value can hold it; then the engine must have found out why.
        return by_engine
            .is_none()
            .then(|| format!("{id}: {}\ntyped: cannot be read\nengine: accepts it\n", shown()));
    };
    let by_engine = by_engine.unwrap_or_default();
    if is_of_reading(&by_engine) {
        // Serde reads null for an absent value, and an open enum holds what only a response may bring.
        return None;
    }
    if lines(&by_engine) != lines(&call.violations) {
        return Some(format!(
            "{id}: {}\ntyped:  {:?}\nengine: {:?}\n",
            shown(),
            lines(&call.violations),
            lines(&by_engine)
        ));
    }
    let request = call.request.filter(|_| by_engine.is_empty())?;
    let (sent_method, sent_target, sent_body) = sent(id, document);
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let typed = (request.method.to_string(), request.target, body);
    let engine = (sent_method, sent_target, String::from_utf8_lossy(&sent_body).into_owned());
    (typed != engine).then(|| format!("{id}: {}\ntyped sends  {typed:?}\nengine sends {engine:?}\n", shown()))
}

#[test]
fn every_action_has_both_ways() {
    let typed: BTreeSet<&str> = typed::ACTIONS.iter().map(|(id, _)| *id).collect();
    let described: BTreeSet<&str> =
        catalog().actions().map(|action| action.description().id.as_str()).collect();
    assert_eq!(typed, described);
}

#[test]
fn every_sample_sends_the_same_bytes_both_ways() {
    let mut compared = 0;
    for action in catalog().actions() {
        for sample in &action.samples {
            let difference = difference(&action.id, &sample.input);
            assert_eq!(difference, None, "sample `{}`", sample.name);
            compared += 1;
        }
    }
    assert!(compared > 150, "{compared} samples are too few");
}

#[test]
fn mutated_documents_are_judged_the_same_both_ways() {
    let mut differences = Vec::new();
    let (mut accepted, mut rejected) = (0, 0);
    for (number, action) in catalog().actions().enumerate() {
        let oracle = Oracle::of(&action.id);
        for (round, slips) in [0, 1, 3].into_iter().enumerate() {
            let mut maker = Maker::new(&oracle.schema, 9_000 + 100 * number as u64 + round as u64, slips, 40);
            for _ in 0..DOCUMENTS {
                let document = maker.make();
                match action.validate(&document) {
                    Ok(()) => accepted += 1,
                    Err(_) => rejected += 1,
                }
                differences.extend(difference(&action.id, &document));
            }
        }
    }
    let shown: String = differences.iter().take(5).map(String::as_str).collect();
    assert!(differences.is_empty(), "{} differences\n{shown}", differences.len());
    assert!(
        accepted > 2_000 && rejected > 2_000,
        "{accepted} accepted, {rejected} rejected: too few of one kind"
    );
}

/// The verdicts of the generated readers that the engine replaced, word for word: `tests/golden/violations.jsonl` was
/// written by them.
#[test]
fn documents_are_judged_as_by_the_readers_before_the_engine() {
    let golden = include_str!("../../golden/violations.jsonl");
    let mut compared = 0;
    for line in golden.lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let action = catalog().get(case["id"].as_str().expect("an id")).expect("it is in the catalog");
        let violations = action.validate(&case["document"]).expect_err("it was rejected");
        let found = serde_json::to_value(&violations).expect("JSON");
        assert_eq!(found, case["violations"], "{}: {}", case["id"], case["document"]);
        compared += 1;
    }
    assert_eq!(compared, 326);
}
