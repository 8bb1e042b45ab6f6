use serde_json::{Value, json};

use super::{MAX_INSERTED, Unbound, Unresolved, unbound};
use crate::violation::Rule;

fn bind(input: &Value, context: &Value) -> Result<Value, Unresolved> {
    super::bind(input, context).map(super::Bound::into_value)
}

fn context() -> Value {
    json!({
        "trigger": {
            "company": "Doe Enterprises",
            "text": "{{trigger.company}}",
            "id": 7,
            "amount": 43.15,
            "big": 9_007_199_254_740_993_i64,
            "vip": true,
            "none": null,
            "items": [{"name": "first"}, {"name": "second"}],
            "address": {"city": "Springfield"},
            "0": "zero",
            "first.name": "Jane",
            "a}}b": "braces",
            "a\"b": "quote",
            "Größe": "XL",
            "two words": "both",
        },
        "": {"": "empty"},
    })
}

#[test]
fn a_reference_alone_keeps_its_type() {
    let context = context();
    let table = [
        ("{{trigger.company}}", json!("Doe Enterprises")),
        ("{{ trigger.company }}", json!("Doe Enterprises")),
        ("{{trigger.id}}", json!(7)),
        ("{{trigger.amount}}", json!(43.15)),
        ("{{trigger.big}}", json!(9_007_199_254_740_993_i64)),
        ("{{trigger.vip}}", json!(true)),
        ("{{trigger.none}}", json!(null)),
        ("{{trigger.items}}", json!([{"name": "first"}, {"name": "second"}])),
        ("{{trigger.address}}", json!({"city": "Springfield"})),
        ("{{trigger.items.0.name}}", json!("first")),
        ("{{trigger.items[1].name}}", json!("second")),
        ("{{trigger.items[1]}}", json!({"name": "second"})),
        ("{{trigger.0}}", json!("zero")),
        ("{{trigger[0]}}", json!("zero")),
        (r#"{{trigger["first.name"]}}"#, json!("Jane")),
        (r#"{{trigger["a}}b"]}}"#, json!("braces")),
        (r#"{{trigger["a\"b"]}}"#, json!("quote")),
        (r#"{{["trigger"]["address"].city}}"#, json!("Springfield")),
        (r#"{{[""][""]}}"#, json!("empty")),
        ("{{trigger.Größe}}", json!("XL")),
        ("{{trigger.two words}}", json!("both")),
    ];
    for (input, expected) in table {
        assert_eq!(bind(&json!(input), &context), Ok(expected), "{input}");
    }
}

#[test]
fn inside_text_it_becomes_text() {
    let context = context();
    let table = [
        ("{{trigger.company}}!", "Doe Enterprises!"),
        (" {{trigger.id}}", " 7"),
        ("{{trigger.id}}{{trigger.id}}", "77"),
        ("no. {{trigger.id}} for {{trigger.amount}}: {{trigger.vip}}", "no. 7 for 43.15: true"),
        ("Größe: {{trigger.Größe}} ✓", "Größe: XL ✓"),
        // What was inserted is data.
        ("a {{trigger.text}} b", "a {{trigger.company}} b"),
    ];
    for (input, expected) in table {
        assert_eq!(bind(&json!(input), &context), Ok(json!(expected)), "{input}");
    }
}

#[test]
fn what_was_inserted_is_never_evaluated() {
    let context = json!({"a": "{{b}}", "b": "{{a}}", "open": "{{", "close": "b}}", "list": ["{{b}}"]});
    assert_eq!(bind(&json!("{{a}}"), &context), Ok(json!("{{b}}")));
    assert_eq!(bind(&json!("{{list}}"), &context), Ok(json!(["{{b}}"])));
    // Two halves do not make a reference.
    assert_eq!(bind(&json!("{{open}}{{close}}"), &context), Ok(json!("{{b}}")));
}

#[test]
fn unclosed_braces_and_everything_else_is_text() {
    let table =
        ["", "{", "{{", "}}", "{{trigger.id", "{{trigger.id}", "{trigger.id}", "} }", "a {{ b", "{{[\"}}"];
    for input in &table[..9] {
        assert_eq!(bind(&json!(input), &context()), Ok(json!(input)), "{input}");
    }
    // A quote that does not end hides no braces: they close what was opened, and that is no path.
    assert!(bind(&json!(table[9]), &context()).is_err());
}

#[test]
fn keys_and_other_values_are_untouched() {
    let input = json!({"{{trigger.id}}": [1, null, true, {"a": "{{trigger.id}}"}]});
    assert_eq!(bind(&input, &context()), Ok(json!({"{{trigger.id}}": [1, null, true, {"a": 7}]})));
}

#[test]
fn every_reference_that_leads_nowhere_is_reported_with_its_location() {
    let input = json!({
        "input": {"company": "{{trigger.compny}}", "note": "{{trigger.none}} and {{nobody}}", "id": "{{trigger.id}}"},
        "body": [{"a": "{{trigger.items.2.name}}"}, {"id:in": "x{{trigger.address}}"}],
    });
    let unresolved = bind(&input, &context()).unwrap_err();
    assert_eq!(
        unresolved.to_string(),
        "input.company: `{{trigger.compny}}` leads nowhere: `trigger` has no `compny`; did you mean `company`?\n\
         input.note: `{{trigger.none}}` leads to null, which cannot be inside text\n\
         input.note: `{{nobody}}` leads nowhere: the upstream data has no `nobody`\n\
         body[0].a: `{{trigger.items.2.name}}` leads nowhere: `trigger.items` has no item 2, only 2\n\
         body[1].id:in: `{{trigger.address}}` leads to an object, which cannot be inside text"
    );
    assert!(unresolved.violations().iter().all(|violation| violation.rule() == &Rule::Reference));
}

#[test]
fn paths_that_are_none() {
    let table = [
        ("{{trigger?.id}}", "a `?` is only at the end of a path"),
        ("{{trigger.id??}}", "a `?` is only at the end of a path"),
        ("{{?}}", "a part of the path is empty"),
        ("{{\"a\".id}}", "nothing can follow a text in quotes"),
        ("{{\"a\"?}}", "nothing can follow a text in quotes"),
        ("{{\"a}}", "a quote is not closed"),
        ("{{\"\\x\"}}", "the text in quotes is no JSON string"),
        ("{{}}", "a part of the path is empty"),
        ("{{ . }}", "a part of the path is empty"),
        ("{{trigger..id}}", "a part of the path is empty"),
        ("{{trigger.}}", "a part of the path is empty"),
        ("{{{trigger.id}}}", "it is no path"),
        ("{{trigger[id]}}", "in brackets stands an index"),
        ("{{trigger.items[01]}}", "in brackets stands an index"),
        ("{{trigger[0}}", "a bracket is not closed"),
        ("{{trigger[\"id\"}}", "a bracket is not closed"),
        ("{{trigger[\"id\"]id}}", "a dot is missing"),
        ("{{trigger.id.more}}", "`trigger.id` is a number, which has no `more`"),
        ("{{trigger.items.first}}", "`trigger.items` is a list, and `first` is no index"),
        ("{{trigger.items.00}}", "`00` is no index"),
        ("{{trigger.items[\"0\"]}}", "`0` is no index"),
        ("{{trigger.items.99999999999999999999}}", "is no index"),
    ];
    for (input, why) in table {
        let unresolved = bind(&json!({"a": input}), &context()).unwrap_err();
        assert!(unresolved.to_string().contains(why), "{input}: {unresolved}");
        assert_eq!(unresolved.violations()[0].path(), "a");
    }
}

#[test]
fn an_optional_reference_that_leads_nowhere_is_left_out() {
    let context = context();
    let table = [
        (json!({"a": "{{trigger.fax?}}", "b": 1}), json!({"b": 1})),
        (json!({"a": "{{ trigger.fax ? }}"}), json!({})),
        (json!({"a": "{{trigger.none?}}"}), json!({})),
        (json!({"a": "{{trigger.none.deeper?}}"}), json!({})),
        (json!({"a": "{{trigger.items[7].name?}}"}), json!({})),
        (json!({"a": ["{{trigger.id}}", "{{trigger.fax?}}", "c"]}), json!({"a": [7, "c"]})),
        (json!({"a": {"b": "{{trigger.fax?}}"}}), json!({"a": {}})),
        (json!({"a": "Fax: {{trigger.fax?}}."}), json!({"a": "Fax: ."})),
        (json!({"a": "{{trigger.fax?}}{{trigger.none?}}"}), json!({"a": ""})),
        (json!({"a": "{{trigger.id?}}", "b": "no. {{trigger.id?}}"}), json!({"a": 7, "b": "no. 7"})),
        (json!({"a": "{{trigger[\"fax?\"]?}}"}), json!({})),
    ];
    for (input, expected) in table {
        assert_eq!(bind(&input, &context), Ok(expected), "{input}");
    }
    let whole = bind(&json!("{{trigger.fax?}}"), &context).unwrap_err();
    assert!(whole.to_string().contains("the whole document cannot be left out"), "{whole}");
    let inside = bind(&json!({"a": "x{{trigger.items?}}"}), &context).unwrap_err();
    assert!(inside.to_string().contains("leads to a list, which cannot be inside text"), "{inside}");
}

#[test]
fn text_in_quotes_is_inserted_as_it_is() {
    let context = context();
    let table = [
        (r#"{{"{{"}}"#, "{{"),
        (r#"{{"{{"}}trigger.id}}"#, "{{trigger.id}}"),
        (r#"Dear {{ "{{name}}" }}, no. {{trigger.id}}"#, "Dear {{name}}, no. 7"),
        (r#"{{"a \"b\" \u00e9"}}"#, "a \"b\" é"),
        (r#"{{""}}"#, ""),
    ];
    for (input, expected) in table {
        assert_eq!(bind(&json!(input), &context), Ok(json!(expected)), "{input}");
    }
}

#[test]
fn a_reference_is_found_where_bind_would_replace_one() {
    let found = |text| unbound(text).map(|Unbound { text, may_be_absent }| (text, may_be_absent));
    assert_eq!(found("{{a.b}}"), Some(("a.b", false)));
    assert_eq!(found("x {{ a? }}"), Some(("a?", false)), "the text is there in any case");
    assert_eq!(found("{{a?}}"), Some(("a?", true)));
    assert_eq!(found("{{\"{{\"}}"), Some(("\"{{\"", false)));
    assert_eq!(found("{{}} {{a}}"), Some(("a", false)));
    for text in ["", "a", "{{", "{{}}", "{{a", "{{{a}}}", "{a}"] {
        assert_eq!(found(text), None, "{text}");
    }
}

#[test]
fn references_cannot_multiply_data_without_limit() {
    let text = "x".repeat(MAX_INSERTED / 4);
    let context = json!({"large": text, "many": vec![0; MAX_INSERTED / 64], "nested": [[[{"a": text}]]]});
    for reference in ["{{large}}", "a{{large}}", "{{many}}", "{{nested}}"] {
        let input = json!([reference, reference, reference]);
        assert!(bind(&input, &context).is_ok(), "{reference}");
        let input = json!({ "body": vec![reference; 1_000] });
        let error = bind(&input, &context).unwrap_err();
        assert_eq!(error.violations().len(), 1, "{reference}");
        assert!(error.violations()[0].index().is_some_and(|index| (3..5).contains(&index)), "{error}");
        assert!(
            error.to_string().ends_with("the references of this document lead to more than 16 MiB of data")
        );
    }
    // What the document itself holds does not count.
    let input = json!([text, text, text, text, text, "{{large}}"]);
    assert!(bind(&input, &context).is_ok());
}

/// Texts of all kinds, put together from pieces that matter: nothing panics, and what has no `{{` stays as it is.
#[test]
fn no_text_is_too_odd() {
    let pieces = ["{{", "}}", "{", "}", "[\"", "\"]", "\\", ".", "a", "é", "0", "[", "]", " "];
    let context = json!({"a": {"a": "x", "0": [1]}, "0": 3});
    let mut seed = 7_u32;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..8 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
        }
        let bound = bind(&json!(text), &context);
        if !text.contains("{{") {
            assert_eq!(bound, Ok(json!(text)));
        }
    }
}
