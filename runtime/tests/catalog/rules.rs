//! The schema of each rule against every document there is: it rejects what breaks the rule, and nothing else.

use serde_json::{Value, json};

use crate::{Validator, field, ty, with_body};

/// Every document of three fields, each of which is absent or one of its values.
fn documents() -> Vec<Value> {
    let words = [None, Some(json!("x")), Some(json!("y"))];
    let lists = [None, Some(json!([])), Some(json!(["z", "x"]))];
    let mut documents = Vec::new();
    for a in &words {
        for b in &words {
            for c in &lists {
                let fields = [("a:in", a), ("b", b), ("c", c)];
                let present = fields.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
                documents.push(present.map(|(name, value)| (name.to_owned(), value)).collect());
            }
        }
    }
    documents
}

fn rules() -> Vec<Value> {
    let is = |field: &str, values: &[&str]| json!({"field": field, "values": values});
    vec![
        json!({"exactly_one": ["a:in", "b"]}),
        json!({"exactly_one": ["a:in", "b", "c"]}),
        json!({"at_least_one": ["a:in", "c"]}),
        json!({"at_most_one": ["a:in", "b"]}),
        json!({"at_most_one": ["a:in", "b", "c"]}),
        json!({"all_or_none": ["a:in", "b"]}),
        json!({"all_or_none": ["a:in", "b", "c"]}),
        json!({"if_present": {"field": "a:in", "then": ["b", "c"]}}),
        json!({"if": {"condition": is("a:in", &["x"]), "then": {"present": ["b"]}}}),
        json!({"if": {"condition": is("a:in", &["x"]), "then": {"met": [is("b", &["x", "y"])]}}}),
        json!({"if": {"condition": is("a:in", &["x"]), "then": {"met": [is("b", &["y"]), is("c", &["x"])]}}}),
        json!({"if": {"condition": is("c", &["x", "w"]), "then": {"present": ["a:in"]}}}),
    ]
}

fn with_rule(rule: &Value) -> crate::Catalog {
    let text = || json!({"type": "string"});
    let fields =
        [field("a:in", text()), field("b", text()), field("c", json!({"type": "array", "items": text()}))];
    let thing = json!({"record": {"fields": fields, "rules": [{"rule": rule, "doc": "So it is."}]}});
    with_body(ty("things.Thing"), json!({"things.Thing": thing}))
}

#[test]
fn a_rule_as_a_schema_rejects_what_the_client_rejects() {
    for rule in rules() {
        let catalog = with_rule(&rule);
        let action = catalog.get("things.do").unwrap();
        let schema = Validator::new(&action.input_schema());
        let tool = Validator::new(&action.tool_schema().schema);
        let mut verdicts = Vec::new();
        for body in documents() {
            let document = json!({ "body": body });
            let is_valid = action.validate(&document).is_ok();
            assert_eq!(schema.accepts(&document), is_valid, "{rule}\n{document}");
            let arguments: Value =
                serde_json::from_str(&document.to_string().replace("a:in", "a_in")).unwrap();
            assert_eq!(tool.accepts(&arguments), is_valid, "{rule}\n{arguments}");
            verdicts.push(is_valid);
        }
        assert!(verdicts.contains(&true) && verdicts.contains(&false), "{rule}");
    }
}

#[test]
fn a_rule_that_no_keyword_expresses_rejects_nothing_and_is_described() {
    let catalog = with_rule(&json!({"equal": ["a:in", "b"]}));
    let action = catalog.get("things.do").unwrap();
    let schema = action.input_schema();
    let validator = Validator::new(&schema);
    assert!(documents().iter().all(|body| validator.accepts(&json!({ "body": body }))));
    assert_eq!(
        schema["$defs"]["Thing"]["allOf"][0],
        json!({"description": "`a:in` and `b` must be equal. So it is."})
    );
    assert_eq!(
        action.tool_schema().schema["$defs"]["Thing"]["allOf"][0]["description"],
        "`a_in` and `b` must be equal. So it is.",
        "a model knows the names of its tool alone"
    );
}
