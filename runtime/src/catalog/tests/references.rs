//! References to upstream data in the documents of actions.

use serde_json::{Value, json};

use super::{loose, post, reported};
use crate::bind::{Bound, bind};
use crate::violation::Rule;

/// What is wrong with a draft, a line each.
fn draft(more: Value) -> String {
    let catalog = post();
    let verdict = catalog.get("letters.send").unwrap().validate_draft(&loose(more));
    verdict.map_or_else(|violations| violations.to_string(), |()| String::new())
}

#[test]
fn a_document_that_was_not_bound_is_rejected() {
    let first = "is a reference to upstream data that was not replaced: bind the document first";
    let table = [
        (json!({"to": "Dear {{trigger.name}}"}), format!("body.to: `{{{{trigger.name}}}}` {first}")),
        (
            json!({"copies": "{{ trigger.copies? }}"}),
            format!("body.copies: `{{{{trigger.copies?}}}}` {first}"),
        ),
        (json!({"content": ["a", "{{x}}"]}), format!("body.content[1]: `{{{{x}}}}` {first}")),
        (json!({"delivery": {"by": "{{x}}"}}), format!("body.delivery.by: `{{{{x}}}}` {first}")),
        (json!({"delivery": "{{x}}"}), format!("body.delivery: `{{{{x}}}}` {first}")),
        (json!({"labels": {"{{key}}": "{{x}}"}}), format!("body.labels.{{{{key}}}}: `{{{{x}}}}` {first}")),
        (json!({"extra": {"a": [1, {"b": "x{{x}}"}]}}), format!("body.extra.a[1].b: `{{{{x}}}}` {first}")),
        // What a secret holds is not shown.
        (json!({"pin": "{{1234}}"}), format!("body.pin: the value has {}", &first[3..])),
    ];
    for (more, expected) in table {
        assert_eq!(reported("letters.send", &loose(more.clone())), expected, "{more}");
    }
    for (action, document, location) in [
        ("letters.send", json!("{{document}}"), ""),
        ("letters.send", json!({"body": "{{letter}}"}), "body"),
        ("letters.list", json!({"query": "{{query}}"}), "query"),
        ("letters.get", json!({"path": "{{path}}"}), "path"),
        ("letters.get", json!({"path": {"id": "{{id}}"}}), "path.id"),
        ("desk.send_once", json!({"input": "{{input}}"}), "input"),
    ] {
        let catalog = post();
        let violations = catalog.get(action).unwrap().validate(&document).unwrap_err();
        assert_eq!(
            (violations[0].path(), violations[0].rule(), violations.len()),
            (location, &Rule::Reference, 1)
        );
    }
}

#[test]
fn braces_that_hold_no_path_are_text() {
    for text in ["{{", "}}", "{{}}", "{{{a}}}", "{{ . }}", "a {{ b", "{a}", "{{\"a\" b}}"] {
        assert_eq!(reported("letters.send", &loose(json!({"to": text}))), "", "{text}");
    }
}

#[test]
fn braces_in_a_bound_document_are_text() {
    let catalog = post();
    let action = catalog.get("letters.send").unwrap();
    let context = json!({"trigger": {"name": "{{trigger.name}}", "template": {"text": "Dear {{name}}"}}});
    let document = loose(json!({
        "to": "{{trigger.name}}",
        "extra": "{{trigger.template}}",
        "content": "{{\"{{\"}}literal}}",
        "office": "{{trigger.office?}}",
    }));
    let bound = bind(&document, &context).unwrap();
    assert_eq!(
        *bound,
        json!({"body": {
            "to": "{{trigger.name}}",
            "extra": {"text": "Dear {{name}}"},
            "content": "{{literal}}",
        }})
    );
    assert_eq!(action.validate(&bound), Ok(()));
    // As plain JSON nobody knows any more that it was bound.
    assert!(action.validate(&bound.into_value()).is_err());
    assert_eq!(action.validate(&Bound::literal(loose(json!({"to": "{{name}}"})))), Ok(()));
}

#[test]
fn a_draft_is_judged_by_what_does_not_depend_on_references() {
    let table = [
        (json!({"to": "{{trigger.name}}"}), ""),
        // Any type and any bound may come true, also of what the reference is only a part of.
        (
            json!({"copies": "{{x}}", "weight": "{{x}}", "is_urgent": "{{x}}", "postage": "{{x}}", "on": "{{x}}", "pin": "{{x}}"}),
            "",
        ),
        (json!({"office": "no host: {{x}}", "status": "{{x}}", "content": "{{x}}", "extra": "{{x}}"}), ""),
        (json!({"address": "{{x}}"}), ""),
        (json!({"delivery": {"by": "{{x}}", "anything": 1}}), ""),
        (json!({"tags": ["{{x}}", "{{x}}"]}), ""),
        // Everything else is judged.
        (json!({"to": "{{x}}", "copies": 11}), "body.copies: 11 is out of range; it must be 1 to 10"),
        (json!({"copie": "{{x}}"}), "body.copie: there is no such field; did you mean `copies`?"),
        (json!({"tags": ["{{a}}", "b", "c", "d"]}), "body.tags: the list has 4 items; 1 to 3 are allowed"),
        (json!({"address": {"country_code": "{{x}}"}}), "body.address.street: this is required"),
        (json!({"sent_at": "{{x}}"}), "body.sent_at: only the API sets this; leave it out"),
    ];
    for (more, expected) in table {
        assert_eq!(draft(more.clone()), expected, "{more}");
    }
}

#[test]
fn a_rule_of_a_draft_is_judged_where_no_reference_decides_it() {
    let table = [
        // A reference is present, whatever it leads to.
        (
            json!({"address": "{{x}}", "office": "{{y}}"}),
            "body: give at most one of `address` and `office`; both are there. A letter has one destination.",
        ),
        (json!({"pin_again": "{{x}}"}), "body: with `pin_again`, give `pin` too; `pin` is missing"),
        (json!({"status": "sent", "on": "{{x}}"}), ""),
        // One that is optional may turn out to be absent.
        (json!({"address": "{{x?}}", "office": "{{y}}"}), ""),
        (json!({"pin_again": "{{x?}}"}), ""),
        (json!({"tags": ["{{a?}}", "b", "c", "d"]}), ""),
        // Nobody knows its value.
        (json!({"pin": "{{x}}", "pin_again": "1234"}), ""),
        (json!({"status": "{{x}}"}), ""),
        (json!({"tags": ["express"], "is_urgent": "{{x}}"}), ""),
        (json!({"tags": ["{{x}}"]}), ""),
        (
            json!({"tags": ["express", "{{x}}"]}),
            "body: if `tags` has `express` in it, `is_urgent` must be `true`",
        ),
    ];
    for (more, expected) in table {
        assert_eq!(draft(more.clone()), expected, "{more}");
    }
}
