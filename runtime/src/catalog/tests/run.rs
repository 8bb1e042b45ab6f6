//! Running actions: what is sent, and what the response gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{loose, post};
use crate::catalog::Catalog;
use crate::client::Client;
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::testing::{SampleTransport, ScriptedTransport, block_on};
use crate::transport::Transport;

/// A client of the office 7.
pub(super) fn client(catalog: &Catalog, transport: impl Transport) -> Client {
    let values = BTreeMap::from([("office", "7"), ("token", "s3cret-token")]);
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    catalog.client(&catalog.connect(&values, None).unwrap(), Arc::new(transport))
}

fn run(script: &ScriptedTransport, action: &str, document: &Value) -> Result<Value, Error> {
    run_in(&post(), script, action, document)
}

fn run_in(
    catalog: &Catalog,
    script: &ScriptedTransport,
    action: &str,
    document: &Value,
) -> Result<Value, Error> {
    block_on(catalog.get(action).unwrap().run(&client(catalog, script.clone()), document))
}

/// The catalog with one place of it changed.
fn edited(pointer: &str, to: Value) -> Catalog {
    let mut json: Value = serde_json::from_str(super::POST).unwrap();
    *json.pointer_mut(pointer).unwrap() = to;
    Catalog::read(&json.to_string()).unwrap()
}

/// Method and target of every request.
fn sent(script: &ScriptedTransport) -> Vec<String> {
    script.requests().iter().map(|request| format!("{} {}", request.method, request.target)).collect()
}

#[test]
fn a_body_is_sent_as_its_types_say() {
    let script = ScriptedTransport::new().reply(200, json!({"data": {"postage": "1.10"}}));
    // The order of the type, whatever that of the document.
    let document = loose(json!({
        "pin": "1234",
        "labels": {"b": "2", "a": "1"},
        "copies": "3",
        "is_urgent": true,
        "postage": "1.10",
        "delivery": {"name": "Ann", "by": "courier"},
        "on": null,
        "weight": 2,
    }));
    assert_eq!(run(&script, "letters.send", &document).unwrap(), json!({"postage": "1.10"}));
    let request = &script.requests()[0];
    assert_eq!(
        std::str::from_utf8(&request.body).unwrap(),
        r#"{"to":"Jane","postage":"1.10","copies":3,"weight":2.0,"is_urgent":1,"on":null,"pin":"1234","delivery":{"by":"courier","name":"Ann"},"labels":{"a":"1","b":"2"}}"#
    );
    assert_eq!(
        (request.target.as_str(), request.header("x-post-token")),
        ("/7/letters/send", Some("s3cret-token"))
    );
    assert_eq!(request.action.as_deref(), Some("letters.send"));
}

#[test]
fn nothing_is_sent_of_a_document_that_is_wrong() {
    let script = ScriptedTransport::new();
    for document in [loose(json!({"copies": 11})), loose(json!({"to": "{{name}}"})), json!({})] {
        let error = run(&script, "letters.send", &document).unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error}");
    }
    assert_eq!(script.requests().len(), 0);
}

#[test]
fn parameters_are_encoded() {
    let script = ScriptedTransport::new()
        .reply(200, json!({"data": [], "next": null}))
        .reply(404, json!({"title": "No"}));
    let query = json!({"query": {"limit": 2, "reference:in": ["a b", "c&d"], "after": "x=y"}});
    assert_eq!(run(&script, "letters.list", &query).unwrap(), json!({"items": [], "next": null}));
    let error = run(&script, "letters.get", &json!({"path": {"id": 9}})).unwrap_err();
    assert_eq!((error.kind(), error.to_string().contains("No")), (ErrorKind::NotFound, true));
    assert_eq!(
        sent(&script),
        ["GET /7/letters?reference:in=a%20b,c%26d&limit=2&after=x%3Dy", "GET /7/letters/9"]
    );
}

#[test]
fn a_response_is_read_by_its_types() {
    let letter = json!({
        "id": 7,
        "reference": "r1",
        "code": "open sesame",
        "status": "lost",
        "unknown": [1],
    });
    let read = |script: ScriptedTransport| run(&script, "letters.get", &json!({"path": {"id": 7}}));
    // A secret is hidden, a value of an enum that nobody knows is kept, an unknown field is ignored.
    assert_eq!(
        read(ScriptedTransport::new().reply(200, letter)).unwrap(),
        json!({"id": 7, "reference": "r1", "code": "[redacted]", "status": "lost"})
    );
    let body = r#"{"id": 7, "reference": "r1", "postage": 123456789012345678.10}"#;
    let letter = read(ScriptedTransport::new().reply_text(200, "application/json", body)).unwrap();
    assert_eq!(letter["postage"], "123456789012345678.10", "as a number it would lose digits");
    let body = r#"{"id": 7, "reference": "r1", "postage": 1.10}"#;
    assert_eq!(
        read(ScriptedTransport::new().reply_text(200, "application/json", body)).unwrap()["postage"],
        1.1
    );
    let error = read(ScriptedTransport::new().reply(200, json!({"id": "7", "reference": "r1"}))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unexpected);
    assert!(error.to_string().contains("id"), "{error}");
    let error = read(ScriptedTransport::new().reply(200, json!({"id": 7}))).unwrap_err();
    assert!(error.to_string().contains("missing field `reference`"), "{error}");
}

#[test]
fn a_list_is_one_page_and_its_cursor() {
    let script =
        ScriptedTransport::new().reply(200, json!({"data": [{"id": 1, "reference": "a"}], "next": "c2"}));
    let page = run(&script, "letters.list", &json!({"query": {"limit": 1}})).unwrap();
    assert_eq!(page, json!({"items": [{"id": 1, "reference": "a"}], "next": "c2"}));
    assert_eq!(script.requests().len(), 1);
}

fn three_pages() -> ScriptedTransport {
    let letter = |id: i64| json!({"id": id, "reference": id.to_string()});
    ScriptedTransport::new()
        .reply(200, json!({"data": [letter(1), letter(2)], "next": "c2"}))
        .reply(200, json!({"data": [letter(3), letter(4)], "next": "c3"}))
        .reply(200, json!({"data": [letter(5)], "next": ""}))
}

fn run_all(script: &ScriptedTransport, action: &str, max_items: usize) -> Result<Vec<Value>, Error> {
    let catalog = post();
    let client = client(&catalog, script.clone());
    block_on(catalog.get(action).unwrap().run_all(&client, &json!({"query": {}}), max_items))
}

#[test]
fn all_items_are_read_up_to_a_limit() {
    // How many items are asked for, how many come, and how many requests that takes.
    for (max_items, items, requests) in
        [(usize::MAX, 5, 3), (5, 5, 3), (4, 4, 2), (3, 3, 2), (1, 1, 1), (0, 0, 0)]
    {
        let script = three_pages();
        assert_eq!(run_all(&script, "letters.list", max_items).unwrap().len(), items, "{max_items}");
        assert_eq!(script.requests().len(), requests, "{max_items}");
    }
    let script = three_pages();
    run_all(&script, "letters.list", usize::MAX).unwrap();
    assert_eq!(sent(&script), ["GET /7/letters", "GET /7/letters?after=c2", "GET /7/letters?after=c3"]);
}

#[test]
fn numbered_pages_end_with_the_last_number() {
    let script = ScriptedTransport::new()
        .reply(200, json!({"stamps": ["a", "b"], "pages": 2}))
        .reply(200, json!({"stamps": ["c"], "pages": 2}));
    assert_eq!(run_all(&script, "stamps.list", 10).unwrap(), ["a", "b", "c"]);
    assert_eq!(sent(&script), ["GET /7/stamps", "GET /7/stamps?page=2"]);
    let script = ScriptedTransport::new().reply(200, json!({"stamps": ["c"], "pages": 2}));
    let page = run(&script, "stamps.list", &json!({"query": {"page": 2}})).unwrap();
    assert_eq!(page, json!({"items": ["c"], "next": null}));
}

#[test]
fn the_next_page_is_asked_for_by_what_a_page_says() {
    let script = ScriptedTransport::new()
        .reply(200, json!({"stamps": ["a"], "pages": 2}))
        .reply(200, json!({"stamps": ["b"], "pages": 2}))
        .reply(200, json!({"data": [], "next": "c2"}))
        .reply(200, json!({"data": [], "next": ""}));
    for (action, parameter, expected) in
        [("stamps.list", "page", json!(2)), ("letters.list", "after", json!("c2"))]
    {
        let page = run(&script, action, &json!({})).unwrap();
        assert_eq!(page["next"], expected);
        let document = json!({"query": {parameter: page["next"]}});
        assert_eq!(run(&script, action, &document).unwrap()["next"], Value::Null);
    }
}

#[test]
fn a_page_that_leads_back_is_an_error_and_no_loop() {
    let page = json!({"data": [], "next": "c2"});
    let script = ScriptedTransport::new().reply(200, page.clone()).reply(200, page);
    let error = run_all(&script, "letters.list", 10).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unexpected);
}

#[test]
fn a_partial_success_has_its_errors_beside_the_value() {
    let document = json!({"body": [{"reference": "r1", "to": "Jane"}]});
    let letter = json!({"id": 1, "reference": "r1"});
    let script = ScriptedTransport::new()
        .reply(200, json!({"data": [letter]}))
        .reply(207, json!({"data": [], "errors": ["row 1"]}));
    assert_eq!(run(&script, "letters.import", &document).unwrap(), json!({"value": [letter]}));
    assert_eq!(run(&script, "letters.import", &document).unwrap(), json!({"value": [], "errors": ["row 1"]}));
}

#[test]
fn a_response_that_is_not_described_leaves_a_create_unknown() {
    let document = json!({"body": [{"reference": "r1", "to": "Jane"}]});
    for script in [
        // The action describes no partial success.
        ScriptedTransport::new().reply(207, json!({"data": []})),
        ScriptedTransport::new().reply(201, json!({"data": [{"id": "seven"}]})),
        ScriptedTransport::new().reply(503, json!({})),
    ] {
        assert_eq!(run(&script, "letters.create", &document).unwrap_err().kind(), ErrorKind::UnknownOutcome);
        assert_eq!(script.requests().len(), 1, "it is not sent again");
    }
    let script = ScriptedTransport::new().reply(409, json!({"errors": ["There is one."]}));
    let error = run(&script, "letters.create", &document).unwrap_err();
    assert_eq!((error.kind(), error.to_string().contains("There is one.")), (ErrorKind::Conflict, true));
}

#[test]
fn steps_run_as_their_guards_say() {
    let document = json!({"input": {"reference": "r1", "to": "Jane"}});
    let found = json!({"data": [{"id": 3, "reference": "r1"}]});
    let script = ScriptedTransport::new().reply(200, found);
    assert_eq!(
        run(&script, "desk.send_once", &document).unwrap(),
        json!({"id": 3, "was_created": false, "message": "Letter to Jane."})
    );
    let script = ScriptedTransport::new()
        .reply(200, json!({"data": []}))
        .reply(201, json!({"data": [{"id": 7, "reference": "r1"}]}));
    assert_eq!(
        run(&script, "desk.send_once", &document).unwrap(),
        json!({"id": 7, "was_created": true, "message": "Letter to Jane."})
    );
    assert_eq!(sent(&script), ["GET /7/letters?reference:in=r1", "POST /7/letters"]);
    assert_eq!(script.requests()[1].json(), Some(json!([{"reference": "r1", "to": "Jane"}])));
    assert!(script.requests().iter().all(|request| request.action.as_deref() == Some("desk.send_once")));
}

#[test]
fn a_step_that_fails_says_what_was_done() {
    let document = json!({"input": {"reference": "r1", "to": "Jane"}});
    let several = json!({"data": [{"id": 3, "reference": "r1"}, {"id": 4, "reference": "r1"}]});
    let error = run(&ScriptedTransport::new().reply(200, several), "desk.send_once", &document).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(error.to_string().contains("`found`"), "{error}");
    let script = ScriptedTransport::new().reply(200, json!({"data": []})).reply(422, json!({"title": "No"}));
    let error = run(&script, "desk.send_once", &document).unwrap_err();
    assert!(matches!(&error, Error::Step(_)), "{error}");
    assert_eq!(error.kind(), ErrorKind::Invalid);
}

#[test]
fn what_steps_pass_on_is_never_taken_for_a_reference() {
    let script = ScriptedTransport::new()
        .reply(200, json!({"data": []}))
        .reply(201, json!({"data": [{"id": 7, "reference": "{{r}}"}]}));
    let document = json!({"input": {"reference": "{{r}}", "to": "{{name}}"}});
    let bound = crate::bind::Bound::literal(document);
    let catalog = post();
    let output =
        block_on(catalog.get("desk.send_once").unwrap().run(&client(&catalog, script.clone()), &bound));
    assert_eq!(output.unwrap()["message"], "Letter to {{name}}.");
    assert_eq!(script.requests()[1].json(), Some(json!([{"reference": "{{r}}", "to": "{{name}}"}])));
}

#[test]
fn a_sample_of_the_action_that_is_run_answers() {
    let call = |action: &str, id: i64| {
        json!({
            "action": action, "sample": "one", "method": "GET", "target": "/letters?reference:in=r1",
            "status": 200, "response": {"data": [{"id": id, "reference": "r1"}]},
        })
    };
    // In either order.
    for calls in [
        json!([call("letters.list", 1), call("desk.send_once", 2)]),
        json!([call("desk.send_once", 2), call("letters.list", 1)]),
    ] {
        let catalog = post();
        let transport = SampleTransport::new(&json!({ "calls": calls }).to_string());
        let client = client(&catalog, transport);
        let run = |action: &str, document: Value| {
            block_on(catalog.get(action).unwrap().run(&client, &document)).unwrap()
        };
        let page = run("letters.list", json!({"query": {"reference:in": ["r1"]}}));
        assert_eq!(page["items"][0]["id"], 1);
        let output = run("desk.send_once", json!({"input": {"reference": "r1", "to": "Jane"}}));
        assert_eq!(output["id"], 2);
    }
}

#[test]
fn an_absent_input_has_its_default_in_steps() {
    let to = json!({"name": "to", "label": "To", "schema": {"type": "string"}, "nullable": true, "default": "Ann"});
    let catalog = edited("/types/desk.SendOnceInput/record/fields/1", to);
    for (input, message) in [
        (json!({"reference": "r1"}), Some("Letter to Ann.")),
        (json!({"reference": "r1", "to": "Jane"}), Some("Letter to Jane.")),
        // Null is given, and no name to write to.
        (json!({"reference": "r1", "to": null}), None),
    ] {
        let script = ScriptedTransport::new().reply(200, json!({"data": [{"id": 3, "reference": "r1"}]}));
        let output = run_in(&catalog, &script, "desk.send_once", &json!({ "input": input })).unwrap();
        assert_eq!(output.get("message").and_then(Value::as_str), message, "{input}");
    }
}

#[test]
fn progress_names_each_step_that_runs() {
    let document = json!({"input": {"reference": "r1", "to": "Jane"}});
    let found = json!({"data": [{"id": 3, "reference": "r1"}]});
    for (script, expected) in [
        (ScriptedTransport::new().reply(200, found.clone()), vec!["found"]),
        (
            ScriptedTransport::new().reply(200, json!({"data": []})).reply(201, found),
            vec!["found", "created"],
        ),
    ] {
        let catalog = post();
        let client = client(&catalog, script);
        let mut steps = Vec::new();
        let action = catalog.get("desk.send_once").unwrap();
        block_on(action.run_with_progress(&client, &document, |step| steps.push(step.to_owned()))).unwrap();
        assert_eq!(steps, expected);
    }
}

#[test]
fn empty_errors_of_a_partial_success_are_none() {
    let document = json!({"body": [{"reference": "r1", "to": "Jane"}]});
    for (errors, expected) in [
        (json!([]), json!({"value": []})),
        (json!({}), json!({"value": []})),
        (json!(["no"]), json!({"value": [], "errors": ["no"]})),
    ] {
        let script = ScriptedTransport::new().reply(207, json!({"data": [], "errors": errors}));
        assert_eq!(run(&script, "letters.import", &document).unwrap(), expected);
    }
}

#[test]
fn an_empty_string_that_counts_as_absent_is_no_null() {
    let status = json!({"type": "ref", "name": "letters.Status"});
    let when =
        json!({"name": "when", "label": "When", "schema": status, "nullable": true, "accepts": ["empty"]});
    let catalog = edited("/types/letters.Receipt/record/fields/2", when);
    for (when, expected) in [
        (json!(""), json!({"postage": "1.10"})),
        (json!(null), json!({"postage": "1.10", "when": null})),
        (json!("sent"), json!({"postage": "1.10", "when": "sent"})),
    ] {
        let script = ScriptedTransport::new().reply(200, json!({"data": {"postage": "1.10", "when": when}}));
        assert_eq!(run_in(&catalog, &script, "letters.send", &loose(json!({}))).unwrap(), expected);
    }
}

#[test]
fn a_success_that_cannot_be_read_differs_from_a_status_that_nobody_documents() {
    for (script, is_misread) in [
        (ScriptedTransport::new().reply(200, json!({"data": {}})), true),
        (ScriptedTransport::new().reply(207, json!({"data": {"postage": "1.10"}})), false),
        (ScriptedTransport::new().reply(302, json!({})), false),
    ] {
        let error = run(&script, "letters.send", &loose(json!({}))).unwrap_err();
        assert!(matches!(&error, Error::Unexpected(answer) if answer.is_misread() == is_misread), "{error}");
    }
}
