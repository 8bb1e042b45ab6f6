//! Catalogs from strangers: whatever one holds, reading and running it ends, and nothing panics.

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::sync::Arc;

use serde_json::{Value, json};

use super::POST;
use crate::batch::BatchTask;
use crate::catalog::Catalog;
use crate::testing::{ScriptedTransport, block_on};

/// What takes the place of each value of a catalog in turn.
fn replacements() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("{"),
        json!("{x}/\u{0}\u{202e}é"),
        json!("letters.Content"),
        json!("letters.list"),
        json!([]),
        json!([[]]),
        json!({}),
        json!({"type": "ref", "name": "letters.Letter"}),
        json!({"const": 5}),
    ]
}

/// The locations of all values.
fn pointers(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{index}"), into);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                pointers(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), into);
            }
        }
        _ => {}
    }
}

fn without(catalog: &Value, pointer: &str) -> Option<Value> {
    let mut catalog = catalog.clone();
    let (parent, key) = pointer.rsplit_once('/')?;
    match catalog.pointer_mut(parent)? {
        Value::Array(items) => drop(items.remove(key.parse().ok()?)),
        Value::Object(fields) => drop(fields.remove(&key.replace("~1", "/").replace("~0", "~"))?),
        _ => return None,
    }
    Some(catalog)
}

/// Does everything that can be done with a catalog; the responses are of one of several kinds.
fn use_up(catalog: &Catalog, kind: usize) {
    let values: BTreeMap<String, String> =
        catalog.connection().iter().map(|field| (field.name.clone(), "abc".to_owned())).collect();
    // One action at a time: what it is given and returns is derived from types that the others share.
    if let Some(action) = catalog.actions().nth(kind % catalog.actions().len().max(1)) {
        let _ = (action.output_schema(), action.inputs(), action.input_rules());
        let tool = action.tool_schema();
        let _ = tool.to_document(&action.input_schema());
        assert_eq!(catalog.by_tool_name(&tool.name).map(|it| it.id.clone()), Some(action.id.clone()));
    }
    let Ok(connection) = catalog.connect(&values, None) else { return };
    for action in catalog.actions() {
        let sample =
            action.description().samples.first().map_or_else(|| json!({}), |sample| sample.input.clone());
        let list = json!({"body": [{"reference": "a", "to": "b"}, {"reference": "c", "to": "d"}]});
        for document in [sample, list] {
            let _ = action.validate(&document);
            let _ = action.validate_draft(&document);
            let _ = action.validate_batch(&document);
            let replies = [
                json!({"data": [{"id": 1, "reference": "a"}], "next": "n"}),
                json!({"data": {"postage": 1, "content": {"number": 1}, "when": ""}}),
                json!([]),
            ];
            let reply = &replies[kind % replies.len()];
            let client = || {
                let script = ScriptedTransport::new();
                let statuses = if kind % 2 == 0 { [200, 207, 503] } else { [201, 503, 200] };
                let script =
                    statuses.into_iter().fold(script, |script, status| script.reply(status, reply.clone()));
                catalog.client(&connection, Arc::new(script))
            };
            let _ = block_on(action.run(&client(), &document));
            let _ = block_on(action.run_all(&client(), &document, 2));
            let _ = block_on(action.run_batch(&client(), &document, BatchTask::new().reconcile()));
        }
    }
}

/// Each value of a catalog is left out, and replaced by a few others: by all of them if `CATALOG_CHANGES` is `all`.
#[test]
fn a_catalog_that_was_tampered_with_is_rejected_or_works() {
    let catalog: Value = serde_json::from_str(POST).unwrap();
    let mut all = Vec::new();
    pointers(&catalog, "", &mut all);
    let replacements = replacements();
    let few = match std::env::var("CATALOG_CHANGES").as_deref() {
        Ok("all") => replacements.len(),
        _ => 1,
    };
    let (mut rejected, mut accepted, mut panicked) = (0, 0, Vec::new());
    let mut read = |changed: Value, what: String| {
        let read = catch_unwind(|| match Catalog::read(&changed.to_string()) {
            Ok(catalog) => {
                use_up(&catalog, what.len());
                true
            }
            Err(error) => {
                assert!(!error.message().is_empty());
                false
            }
        });
        match read {
            Ok(true) => accepted += 1,
            Ok(false) => rejected += 1,
            Err(_) => panicked.push(what),
        }
    };
    for (index, pointer) in all.iter().enumerate() {
        for replacement in replacements.iter().cycle().skip(index * few % replacements.len()).take(few) {
            let mut changed = catalog.clone();
            if let Some(value) = changed.pointer_mut(pointer) {
                *value = replacement.clone();
                read(changed, format!("{pointer} = {replacement}"));
            }
        }
        if let Some(changed) = without(&catalog, pointer) {
            read(changed, format!("without {pointer}"));
        }
    }
    assert!(panicked.is_empty(), "{panicked:#?}");
    assert!(rejected > 200 && accepted > 200, "{rejected} rejected, {accepted} accepted");
}

#[test]
fn text_that_is_no_catalog_is_an_error() {
    for text in
        ["", "{", "[]", "null", "\u{0}", "{\"format\": 1}", &"[".repeat(100_000), &POST[..POST.len() / 2]]
    {
        assert!(Catalog::read(text).is_err());
    }
    let newer = POST.replacen("\"format\": 1", "\"format\": 2", 1);
    let error = Catalog::read(&newer).unwrap_err();
    assert_eq!(error.location(), "format");
    assert_eq!(
        error.to_string(),
        "this catalog cannot be read: format: format 2 is not supported; this library reads format 1"
    );
}

#[test]
fn what_cannot_be_run_is_rejected_with_its_location() {
    let table = [
        (
            r#""call": "letters.create""#,
            r#""call": "letters.crate""#,
            "actions.desk.send_once",
            "there is no action `letters.crate`",
        ),
        (
            r#""name": "letters.Receipt"}"#,
            r#""name": "letters.Reciept"}"#,
            "actions.letters.send",
            "there is no type `letters.Reciept`",
        ),
        (
            r#""endpoint": "GET /letters/{id}""#,
            r#""endpoint": "GET /letters/{nr}""#,
            "actions.letters.get",
            "differ",
        ),
        (
            r#""min_length": 1, "max_length": 40"#,
            r#""min_length": 41, "max_length": 40"#,
            "types.",
            "`min_length` is above `max_length`",
        ),
        (
            r#""pattern": "^[A-Z]{2}$""#,
            r#""pattern": "^[A-Z""#,
            "types.letters.Address",
            "the pattern is no regular expression",
        ),
        (
            r#"["address", "office"]"#,
            r#"["address", "place"]"#,
            "types.letters.LooseLetter",
            "a rule names an unknown field `place`",
        ),
        (
            r#""guard": {"absent": ["found"]}"#,
            r#""guard": {"absent": ["fund"]}"#,
            "actions.desk.send_once",
            "`fund` refers to nothing",
        ),
        (
            r#""id": "letters.get""#,
            r#""id": "letters.list""#,
            "actions.letters.list",
            "this id is used twice",
        ),
    ];
    for (before, after, location, message) in table {
        let changed = POST.replacen(before, after, 1);
        assert_ne!(changed, POST, "{before}");
        let error = Catalog::read(&changed).unwrap_err();
        assert!(error.location().starts_with(location) && error.message().contains(message), "{error}");
    }
}
