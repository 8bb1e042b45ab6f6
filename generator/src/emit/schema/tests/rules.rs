//! The schema of each rule against every document there is: it refuses what breaks the rule, and nothing else.

use serde_json::{Value as Json, json};

use super::super::rules::schema;
use crate::emit::fixture;
use crate::model::{Condition, Record, Rule, RuleKind, Then, TypeKind};

/// As much of JSON Schema as the rules use.
fn accepts(schema: &Json, value: &Json) -> bool {
    let all = |key: &str, holds: &dyn Fn(&Json) -> bool| -> bool {
        schema[key].as_array().is_none_or(|list| list.iter().all(holds))
    };
    let count = |key: &str| -> Option<usize> {
        Some(schema[key].as_array()?.iter().filter(|inner| accepts(inner, value)).count())
    };
    let has = |name: &Json| name.as_str().is_some_and(|name| value.get(name).is_some());
    let has_all = |names: &Json| names.as_array().is_some_and(|names| names.iter().all(has));
    let properties = schema["properties"].as_object().into_iter().flatten();
    let needs = schema["dependentRequired"].as_object().into_iter().flatten();
    let contains =
        |inner: &Json| value.as_array().is_some_and(|items| items.iter().any(|item| accepts(inner, item)));
    all("required", &has)
        && count("oneOf").is_none_or(|count| count == 1)
        && count("anyOf").is_none_or(|count| count > 0)
        && schema.get("not").is_none_or(|inner| !accepts(inner, value))
        && schema.get("const").is_none_or(|only| only == value)
        && schema["enum"].as_array().is_none_or(|values| values.contains(value))
        && schema.get("contains").is_none_or(contains)
        && schema["type"].as_str().is_none_or(|word| word == "array" && value.is_array())
        && properties
            .into_iter()
            .all(|(name, inner)| value.get(name).is_none_or(|value| accepts(inner, value)))
        && needs.into_iter().all(|(name, others)| value.get(name).is_none() || has_all(others))
        && schema.get("if").is_none_or(|when| !accepts(when, value) || accepts(&schema["then"], value))
}

/// Every document of three fields, each of which is absent, null, or one of its values.
fn documents() -> Vec<Json> {
    let words = [None, Some(json!(null)), Some(json!("x")), Some(json!("y"))];
    let lists = [None, Some(json!(null)), Some(json!([])), Some(json!(["z", "x"]))];
    let mut documents = Vec::new();
    for a in &words {
        for b in &words {
            for c in &lists {
                let fields = [("a", a), ("b", b), ("c", c)];
                let present = fields.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
                documents.push(present.map(|(name, value)| (name.to_owned(), value)).collect());
            }
        }
    }
    documents
}

#[test]
fn a_rule_as_a_schema_refuses_what_breaks_it() {
    let text = || fixture::text(..);
    let fields = vec![
        fixture::field("a", text()),
        fixture::field("b", text()),
        fixture::field("c", fixture::list(text(), None)),
    ];
    let record = Record { fields, rules: Vec::new() };
    let is = |field: usize, values: &[&str]| Condition {
        field,
        values: values.iter().map(|value| json!(value)).collect(),
    };
    let on_a = |then: Then| RuleKind::If { condition: is(0, &["x"]), then };

    let has = |document: &Json, name: &str| document.get(name).is_some();
    let count =
        move |document: &Json, names: &[&str]| names.iter().filter(|name| has(document, name)).count();
    type Holds = Box<dyn Fn(&Json) -> bool>;
    let table: [(RuleKind, Holds); 12] = [
        (RuleKind::ExactlyOne(vec![0, 1]), Box::new(move |it| count(it, &["a", "b"]) == 1)),
        (RuleKind::ExactlyOne(vec![0, 1, 2]), Box::new(move |it| count(it, &["a", "b", "c"]) == 1)),
        (RuleKind::AtLeastOne(vec![0, 2]), Box::new(move |it| count(it, &["a", "c"]) > 0)),
        (RuleKind::AtMostOne(vec![0, 1]), Box::new(move |it| count(it, &["a", "b"]) < 2)),
        (RuleKind::AtMostOne(vec![0, 1, 2]), Box::new(move |it| count(it, &["a", "b", "c"]) < 2)),
        (
            RuleKind::AllOrNone(vec![0, 1, 2]),
            Box::new(move |it| matches!(count(it, &["a", "b", "c"]), 0 | 3)),
        ),
        (
            RuleKind::IfPresent { field: 0, then: vec![1, 2] },
            Box::new(move |it| !has(it, "a") || count(it, &["b", "c"]) == 2),
        ),
        (on_a(Then::Present(vec![1])), Box::new(move |it| it["a"] != "x" || has(it, "b"))),
        (on_a(Then::Met(vec![is(1, &["x", "y"])])), Box::new(|it| it["a"] != "x" || it["b"].is_string())),
        (
            on_a(Then::Met(vec![is(1, &["y"]), is(2, &["x"])])),
            Box::new(|it| it["a"] != "x" || it["b"] == "y" && it["c"] == json!(["z", "x"])),
        ),
        (
            RuleKind::If { condition: is(2, &["x", "w"]), then: Then::Present(vec![0]) },
            Box::new(move |it| it["c"] != json!(["z", "x"]) || has(it, "a")),
        ),
        // What no keyword can say refuses nothing.
        (RuleKind::Equal(vec![0, 1]), Box::new(|_| true)),
    ];
    for (kind, holds) in table {
        let rule = Rule { kind, doc: None, deviation: None };
        let schema = Json::Object(schema(&rule, &record));
        for document in documents() {
            assert_eq!(accepts(&schema, &document), holds(&document), "{schema}\n{document}");
        }
    }
}

#[test]
fn a_query_without_which_a_rule_is_broken_is_required() {
    let mut api = fixture::api();
    let find = |api: &crate::model::Api| {
        let resource = &api.resources[1];
        let action = resource.actions.iter().find(|action| action.name == "list").unwrap().clone();
        (resource.clone(), action)
    };
    let (_, action) = find(&api);
    let id = action.endpoint().and_then(|endpoint| endpoint.query).unwrap();
    for (kind, required) in
        [(RuleKind::AtMostOne(vec![0, 1]), Json::Null), (RuleKind::AtLeastOne(vec![0, 1]), json!(["query"]))]
    {
        if let TypeKind::Record(record) = &mut api.types[id.0].kind {
            record.rules = vec![Rule { kind, doc: Some("So it is.".to_owned()), deviation: None }];
        }
        let (resource, action) = find(&api);
        let schema = super::input(&resource, &action, &api);
        assert_eq!(schema["required"], required);
        let described = schema["properties"]["query"]["allOf"][0]["description"].as_str();
        assert!(described.is_some_and(|text| text.ends_with(". So it is.")), "{schema}");
    }
}
