//! The catalog of a small service, which is read at run time as any other: nothing of it was generated.

#[cfg(feature = "testing")]
mod batch;
#[cfg(feature = "testing")]
mod hostile;
mod references;
#[cfg(feature = "testing")]
mod run;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Catalog;
use crate::origin::Connect;

pub(crate) const POST: &str = include_str!("../../tests/data/post.catalog.json");

pub(crate) fn post() -> Catalog {
    Catalog::read(POST).unwrap()
}

/// What is wrong with a document, a line each.
fn reported(action: &str, document: &Value) -> String {
    let catalog = post();
    let verdict = catalog.get(action).unwrap().validate(document);
    verdict.map_or_else(|violations| violations.to_string(), |()| String::new())
}

/// A loose letter to Jane with more fields.
fn loose(more: Value) -> Value {
    let mut document = json!({"body": {"to": "Jane"}});
    if let (Some(body), Value::Object(more)) = (document["body"].as_object_mut(), more) {
        body.extend(more);
    }
    document
}

#[test]
fn a_catalog_says_what_there_is() {
    let catalog = post();
    assert_eq!((catalog.service(), catalog.title()), ("post", "Post"));
    assert_eq!(catalog.actions().len(), 8);
    assert_eq!(catalog.get("letters.send").unwrap().title, "Send a Letter");
    assert!(catalog.get("letters.sent").is_none());
    assert_eq!(catalog.nearest("letters.sent"), Some("letters.send"));
    let takes_batches: Vec<&str> =
        catalog.actions().filter(|it| it.takes_batches()).map(|it| it.description().id.as_str()).collect();
    assert_eq!(takes_batches, ["letters.create", "letters.delete"]);
}

#[test]
fn a_catalog_that_is_written_is_read_as_it_was() {
    let text = serde_json::to_string(post().description()).unwrap();
    let again = Catalog::read(&text).unwrap();
    assert_eq!(again.description(), post().description());
}

#[test]
fn the_parts_of_a_document_are_checked() {
    let table = [
        ("letters.send", json!({"body": {"to": "Jane"}}), ""),
        ("letters.send", json!([]), "expected an object, found a list"),
        ("letters.send", json!({}), "body: this is required"),
        ("letters.send", loose(json!({})), ""),
        (
            "letters.send",
            json!({"body": {"to": "Jane"}, "query": {}}),
            "query: there is no such part; a document has `body`",
        ),
        ("letters.get", json!({}), "path.id: this is required"),
        ("letters.get", json!({"path": {"id": 0}}), "path.id: 0 is out of range; it must be at least 1"),
        ("letters.get", json!({"path": {"id": "7"}}), "path.id: expected a whole number, found text"),
        (
            "letters.get",
            json!({"pth": {"id": 7}}),
            "path.id: this is required\npth: there is no such part; did you mean `path`?",
        ),
        ("letters.list", json!({}), ""),
        ("letters.list", json!({"query": []}), "query: expected an object, found a list"),
        (
            "letters.list",
            json!({"query": {"reference:in": ["a", "b,c"]}}),
            "query.reference:in[1]: \"b,c\" holds a comma, which would make two items of it",
        ),
        ("desk.send_once", json!({}), "input: this is required"),
        ("desk.send_once", json!({"input": {"reference": "r"}}), "input.to: this is required"),
        (
            "desk.send_once",
            json!({"input": {"reference": "", "to": "Jane"}}),
            "input.reference: \"\" has 0 characters; 1 to 20 are allowed",
        ),
        ("letters.create", json!({"body": []}), "body: the list has 0 items; 1 to 2 are allowed"),
    ];
    for (action, document, expected) in table {
        assert_eq!(reported(action, &document), expected, "{action} {document}");
    }
}

#[test]
fn types_and_bounds_are_checked() {
    let table = [
        (json!({"to": ""}), "body.to: \"\" has 0 characters; 1 to 40 are allowed"),
        (json!({"to": 5}), "body.to: expected text, found a number"),
        (json!({"to": null}), "body.to: null is not a value here; expected text"),
        (json!({"postage": "99999999999999999999.99"}), ""),
        (
            json!({"postage": "99999999999999999999.991"}),
            "body.postage: 99999999999999999999.991 is out of range; it must be 0.01 to 99999999999999999999.99",
        ),
        (json!({"postage": 0.01}), ""),
        (json!({"postage": "1,5"}), "body.postage: \"1,5\" is not a decimal number such as 19.90"),
        (json!({"copies": "10"}), ""),
        (json!({"copies": "11"}), "body.copies: 11 is out of range; it must be 1 to 10"),
        (json!({"copies": 1.5}), "body.copies: expected a whole number, found a number with a fraction"),
        (json!({"weight": 0}), "body.weight: 0 is out of range; it must be more than 0"),
        (json!({"is_urgent": 1}), "body.is_urgent: expected true or false, found a number"),
        (json!({"on": null}), ""),
        (json!({"on": "2026-02-30"}), "body.on: \"2026-02-30\" is not a date such as 2026-02-28"),
        (json!({"pin": "123"}), "body.pin: the value has 3 characters; 4 to 8 are allowed"),
        (json!({"status": "sending"}), "body.status: \"sending\" is not one of \"queued\" or \"sent\""),
        (
            json!({"status": "send"}),
            "body.status: \"send\" is not one of \"queued\" or \"sent\"; did you mean \"sent\"?",
        ),
        (json!({"tags": []}), "body.tags: the list has 0 items; 1 to 3 are allowed"),
        (json!({"tags": ["a", "b", "a"]}), "body.tags[2]: this repeats the item at [0]"),
        (
            json!({"labels": {"a": "small", "b": "larger"}}),
            "body.labels.b: \"larger\" has 6 characters; at most 5 are allowed",
        ),
        (
            json!({"address": {"street": "Main", "country_code": "us"}}),
            "body.address.country_code: \"us\" does not match the pattern ^[A-Z]{2}$",
        ),
        (json!({"extra": [1, {"any": null}]}), ""),
        (json!({"sent_at": "2026-01-01T00:00:00Z"}), "body.sent_at: only the API sets this; leave it out"),
        (
            json!({"colour": 1, "subjct": 2}),
            "body.colour: there is no such field\nbody.subjct: there is no such field",
        ),
    ];
    for (more, expected) in table {
        assert_eq!(reported("letters.send", &loose(more.clone())), expected, "{more}");
    }
}

#[test]
fn a_value_of_a_union_is_checked_as_the_alternative_that_it_is() {
    let table = [
        (json!({"content": "2026-02-28"}), ""),
        (json!({"content": "Hello"}), ""),
        (json!({"content": ["Hello", "again"]}), ""),
        (json!({"content": ["Hello", 1]}), "body.content[1]: expected text, found a number"),
        (
            json!({"content": true}),
            "body.content: expected a date, text, a list or an object, found true or false",
        ),
        (
            json!({"content": {"number": 3_000_000_000_i64}}),
            "body.content.number: 3000000000 is out of range; it must be -2147483648 to 2147483647",
        ),
        (json!({"content": {"number": 1, "content": {"number": 2, "content": "x"}}}), ""),
        (json!({"content": {"number": 1, "content": {}}}), "body.content.content.number: this is required"),
        (json!({"delivery": {"by": "courier", "name": "Ann"}}), ""),
        (json!({"delivery": {"by": "courier"}}), "body.delivery.name: this is required"),
        (
            json!({"delivery": {"name": "Ann"}}),
            "body.delivery.by: this is required; it says what the rest is",
        ),
        (
            json!({"delivery": {"by": "curier"}}),
            "body.delivery.by: \"curier\" is not one of \"courier\" or \"pickup\"; did you mean \"courier\"?",
        ),
        (json!({"delivery": {"by": "pickup", "name": "Ann"}}), "body.delivery.name: there is no such field"),
    ];
    for (more, expected) in table {
        assert_eq!(reported("letters.send", &loose(more.clone())), expected, "{more}");
    }
}

#[test]
fn rules_across_fields_are_checked() {
    let address = json!({"street": "Main"});
    let table = [
        (
            json!({"address": address, "office": "a"}),
            "body: give at most one of `address` and `office`; both are there. A letter has one destination.",
        ),
        // The address was rejected itself; the rule says nothing new.
        (json!({"address": {}, "office": "a"}), "body.address.street: this is required"),
        (json!({"pin_again": "1234"}), "body: with `pin_again`, give `pin` too; `pin` is missing"),
        (
            json!({"pin": "1234", "pin_again": "1235"}),
            "body: `pin` and `pin_again` must be equal; they differ",
        ),
        (json!({"status": "sent"}), "body: if `status` is `sent`, give `on`; `on` is missing"),
        (json!({"status": "sent", "on": null}), ""),
        (
            json!({"tags": ["a", "express"]}),
            "body: if `tags` has `express` in it, `is_urgent` must be `true`",
        ),
        (json!({"tags": ["express"], "is_urgent": true}), ""),
    ];
    for (more, expected) in table {
        assert_eq!(reported("letters.send", &loose(more.clone())), expected, "{more}");
    }
}

#[test]
fn a_document_may_not_be_nested_without_end() {
    let mut content = json!("x");
    for _ in 0..200 {
        content = json!({"number": 1, "content": content});
    }
    let catalog = post();
    let violations =
        catalog.get("letters.send").unwrap().validate(&loose(json!({"content": content}))).unwrap_err();
    let messages: Vec<&str> = violations.iter().map(|it| it.message()).collect();
    // The two fields of the first form that is too deep; what is in it is not looked at.
    assert_eq!(messages, ["this is nested more than 128 levels deep"; 2]);
}

#[test]
fn a_violation_has_the_segments_of_its_location() {
    use crate::path::PathSegment::{Index, Key};
    let catalog = post();
    let document = json!({"body": [{"reference": "a", "to": "b"}, {"reference": "c"}]});
    let violations = catalog.get("letters.create").unwrap().validate(&document).unwrap_err();
    assert_eq!(violations[0].index(), Some(1));
    assert_eq!(violations[0].segments(), [Key("body".to_owned()), Index(1), Key("to".to_owned())]);
}

#[test]
fn a_connection_is_checked() {
    let catalog = post();
    let connect = |values: &[(&str, &str)], base_url: Option<&str>| {
        let values: BTreeMap<_, _> =
            values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        match catalog.connect(&values, base_url) {
            Ok(connection) => connection.origin().address().unwrap(),
            Err(violations) => violations.to_string(),
        }
    };
    let both = [("office", "a b"), ("token", "t0ken-abc")];
    assert_eq!(connect(&both, None), "https://post.example/a%20b");
    assert_eq!(connect(&both, Some("http://localhost:1/x")), "http://localhost:1/x");
    assert!(connect(&both, Some("http://elsewhere.example")).contains("would send credentials in the clear"));
    assert_eq!(
        connect(&[("office", "1"), ("tokn", "x")], None),
        "tokn: there is no such field of a connection\ntoken: this is required"
    );
    let header = connect(&[("office", "1"), ("token", "s3cret\n")], None);
    assert!(header.starts_with("token: ") && !header.contains("s3cret"), "{header}");
    let values = both.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    assert!(!format!("{:?}", catalog.connect(&values, None)).contains("t0ken"));
}
