//! Lists of any length.

use serde_json::{Value, json};

use super::post;
use super::run::client;
use crate::batch::{BatchReport, BatchTask, Counts};
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::testing::{ScriptedTransport, block_on};
use crate::transport::TransportErrorKind;

fn run(
    script: &ScriptedTransport,
    action: &str,
    document: &Value,
    task: BatchTask<'_>,
) -> Option<Result<BatchReport<Value>, Error>> {
    let catalog = post();
    block_on(catalog.get(action).unwrap().run_batch(&client(&catalog, script.clone()), document, task))
}

fn letters(references: &[&str]) -> Value {
    let letters: Vec<Value> = references.iter().map(|it| json!({"reference": it, "to": "Jane"})).collect();
    json!({ "body": letters })
}

#[test]
fn a_list_is_split_and_every_item_has_an_outcome() {
    let script = ScriptedTransport::new()
        .reply(
            201,
            json!({"data": [{"id": 2, "reference": "b"}, {"id": 1, "reference": "a", "code": "x1y2"}]}),
        )
        .reply(201, json!({"data": [{"id": 3, "reference": "c"}]}));
    let report =
        run(&script, "letters.create", &letters(&["a", "b", "c"]), BatchTask::new()).unwrap().unwrap();
    let report = serde_json::to_value(&report).unwrap();
    assert_eq!(
        report["outcomes"],
        json!([
            {"done": {"id": 1, "reference": "a", "code": "[redacted]"}},
            {"done": {"id": 2, "reference": "b"}},
            {"done": {"id": 3, "reference": "c"}},
        ])
    );
    let bodies: Vec<usize> =
        script.requests().iter().map(|request| request.json().unwrap().as_array().unwrap().len()).collect();
    assert_eq!(bodies, [2, 1]);
}

#[test]
fn a_list_of_the_query_is_split_too() {
    let script = ScriptedTransport::new().reply_empty(204).reply_empty(204);
    let document = json!({"query": {"id:in": [1, 2, 3]}});
    let report = run(&script, "letters.delete", &document, BatchTask::new()).unwrap().unwrap();
    assert_eq!(report.counts().done, 3);
    let targets: Vec<String> = script.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/7/letters?id:in=1,2", "/7/letters?id:in=3"]);
}

#[test]
fn an_unknown_outcome_is_looked_up() {
    let script = ScriptedTransport::new()
        .fail(TransportErrorKind::Timeout, true)
        .reply(200, json!({"data": [{"id": 1, "reference": "a"}]}));
    let task = BatchTask::new().reconcile();
    let report = run(&script, "letters.create", &letters(&["a", "b"]), task).unwrap().unwrap();
    assert_eq!(script.requests()[1].target, "/7/letters?reference:in=a,b");
    let report = serde_json::to_value(&report).unwrap();
    assert_eq!(report["outcomes"][0], json!({"done": {"id": 1, "reference": "a"}}));
    assert!(report["outcomes"][1].get("unknown").is_some(), "{report}");
}

#[test]
fn violations_are_at_the_locations_of_the_whole_list() {
    let catalog = post();
    let action = catalog.get("letters.create").unwrap();
    let mut document = letters(&["a", "b", "c", "a"]);
    document["body"][2]["to"] = json!("");
    let violations = action.validate_batch(&document).unwrap_err();
    assert_eq!(
        violations.to_string(),
        "body[2].to: \"\" has 0 characters; 1 to 40 are allowed\n\
         body[3].reference: \"a\" is the `reference` of body[0] too"
    );
    assert_eq!(violations.iter().map(|it| it.index()).collect::<Vec<_>>(), [Some(2), Some(3)]);
    let query = json!({"query": {"id:in": [1, 2, 3, 3, "x"]}});
    let violations = catalog.get("letters.delete").unwrap().validate_batch(&query).unwrap_err();
    assert_eq!(violations[0].path(), "query.id:in[4]");
    assert_eq!(action.validate_batch(&letters(&["a", "b", "c"])), Ok(2));
    assert_eq!(catalog.get("letters.get").unwrap().validate_batch(&json!({"path": {"id": 1}})), Ok(1));
}

#[test]
fn nothing_is_sent_of_a_list_that_is_wrong() {
    let script = ScriptedTransport::new();
    let error =
        run(&script, "letters.create", &letters(&["a", "b", "a"]), BatchTask::new()).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(run(&script, "letters.get", &json!({"path": {"id": 1}}), BatchTask::new()).is_none());
    assert_eq!(script.requests().len(), 0);
}

#[test]
fn an_empty_list_sends_nothing() {
    let script = ScriptedTransport::new();
    let report = run(&script, "letters.create", &json!({"body": []}), BatchTask::new()).unwrap().unwrap();
    assert_eq!(report.counts(), Counts::default());
}
