//! Descriptions that hold themselves, or grow without end when they are written out.

use serde_json::{Map, Value, json};

use crate::{accepts, field, record, ty, with_body};

/// Types that each hold all of them.
fn entangled(count: usize) -> Value {
    let name = |index: usize| format!("things.T{index}");
    let fields: Vec<Value> = (0..count).map(|index| field(&format!("f{index}"), ty(&name(index)))).collect();
    let types = (0..count).map(|index| (name(index), record(json!(fields))));
    Value::Object(types.collect::<Map<_, _>>())
}

#[test]
fn a_type_that_holds_itself_is_one_definition_and_entered_once() {
    let types = json!({"things.Node": record(json!([
        field("next", ty("things.Node")),
        field("all", json!({"type": "map", "values": {"type": "array", "items": ty("things.Node")}})),
    ]))});
    let catalog = with_body(ty("things.Node"), types);
    let action = catalog.get("things.do").unwrap();
    let schema = action.input_schema();
    assert_eq!(schema["$defs"].as_object().unwrap().len(), 1);
    assert!(accepts(&schema, &json!({"body": {"next": {"next": {}}, "all": {"a": [{"next": {}}]}}})));
    let locations: Vec<_> = action.inputs().into_iter().map(|row| row.location).collect();
    assert_eq!(locations, ["body", "body.next", "body.all"]);
    let tool = action.tool_schema();
    let arguments = json!({"body": {"next": {"next": {"next": {}}}}});
    assert_eq!(tool.to_document(&arguments), arguments);
}

#[test]
fn types_that_hold_each_other_have_an_end() {
    let catalog = with_body(ty("things.T0"), entangled(40));
    let action = catalog.get("things.do").unwrap();
    assert_eq!(action.input_schema()["$defs"].as_object().unwrap().len(), 40);
    assert_eq!(action.output_schema()["$defs"].as_object().unwrap().len(), 40);
    assert!(action.inputs().len() <= 20_001);
}

#[test]
fn a_chain_of_types_ends_where_documents_do() {
    let last = 5_000;
    let name = |index: usize| format!("things.T{index}");
    let link = |index: usize| {
        let schema = if index == last { json!({"type": "string"}) } else { ty(&name(index + 1)) };
        (name(index), record(json!([field("x", schema)])))
    };
    let catalog = with_body(ty(&name(0)), Value::Object((0..=last).map(link).collect()));
    let action = catalog.get("things.do").unwrap();
    let deepest = action.inputs().into_iter().map(|row| row.location.matches('.').count()).max();
    assert_eq!(deepest, Some(128));
    assert_eq!(action.input_schema()["$defs"].as_object().unwrap().len(), last + 1);
}

#[test]
fn a_union_that_holds_itself_in_a_list_has_an_end() {
    let types = json!({"things.Tree": {"any_of": {"alternatives": [
        {"name": "Leaf", "schema": {"type": "string"}, "mark": "json_type"},
        {"name": "Branch", "schema": {"type": "array", "items": ty("things.Tree")}, "mark": "json_type"},
    ]}}});
    let catalog = with_body(ty("things.Tree"), types);
    let action = catalog.get("things.do").unwrap();
    assert!(accepts(&action.input_schema(), &json!({"body": [["a"], "b"]})));
    assert!(!accepts(&action.input_schema(), &json!({"body": [[1]]})));
    assert_eq!(action.inputs().len(), 1);
}
