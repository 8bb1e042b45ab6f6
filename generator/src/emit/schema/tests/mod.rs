//! The whole text of two schemas, and what single types become.

mod rules;

use actiongen_runtime::Format;
use serde_json::json;

use super::*;
use crate::emit::fixture;
use crate::model::{Presence, Range, Text};

fn schemas(action: &str) -> (Json, Json) {
    let api = fixture::api();
    let resource = &api.resources[1];
    let action = resource.actions.iter().find(|candidate| candidate.name == action).unwrap();
    (input(resource, action, &api), output(resource, action, &api))
}

#[test]
fn an_input_is_closed_and_bounded() {
    assert_eq!(text(&schemas("create").0), include_str!("create.input.json"));
}

#[test]
fn an_output_is_open() {
    assert_eq!(text(&schemas("create").1), include_str!("create.output.json"));
}

#[test]
fn a_query_is_required_with_its_fields() {
    let (input, _) = schemas("list");
    assert_eq!(input.get("required"), None);
    assert_eq!(
        input["properties"]["query"]["properties"]["limit"],
        json!({
            "type": "integer", "minimum": 1, "maximum": 250, "default": 50
        })
    );

    let (input, output) = schemas("get");
    assert_eq!(input["required"], json!(["path"]));
    assert_eq!(input["deprecated"], json!(true));
    assert_eq!(output["$ref"], json!("#/$defs/Customer"));
}

#[test]
fn what_joins_a_list_is_in_no_item() {
    let (input, _) = schemas("list");
    let items = &input["properties"]["query"]["properties"]["name:in"]["items"];
    assert_eq!(items["pattern"], json!("^[^,]*$"));
}

#[test]
fn nothing_comes_back_as_null() {
    let api = fixture::api();
    let output = output(&api.resources[1], &fixture::action("delete", "Delete"), &api);
    assert_eq!(output["type"], json!("null"));
}

#[test]
fn types_that_are_sent() {
    let text = |format, pattern: Option<&str>| {
        Type::Text(Text { length: None, format, pattern: pattern.map(str::to_owned) })
    };
    let table = [
        (Type::Bool { as_int: true }, json!({"type": "boolean"})),
        (
            Type::Int32(fixture::range("1", false, "9", true)),
            json!({"type": "integer", "minimum": 1, "exclusiveMaximum": 9}),
        ),
        (
            Type::Int32(Range::default()),
            json!({"type": "integer", "minimum": -2_147_483_648, "maximum": 2_147_483_647}),
        ),
        (Type::Date, json!({"type": "string", "format": "date"})),
        (Type::DateTime { rfc2822: false }, json!({"type": "string", "format": "date-time"})),
        (
            Type::DateTime { rfc2822: true },
            json!({
                "type": "string",
                "pattern": "^([A-Za-z]{3}, )?[0-9]{1,2} [A-Za-z]{3} [0-9]{4} [0-9]{2}:[0-9]{2}(:[0-9]{2})? ([+-][0-9]{4}|GMT|UT|Z)$"
            }),
        ),
        (Type::Json, json!({})),
        (text(Some(Format::Country2), None), json!({"type": "string", "pattern": "^[A-Za-z]{2}$"})),
        (
            text(Some(Format::Ip), None),
            json!({"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}),
        ),
        (
            text(Some(Format::Currency), Some("^E")),
            json!({"type": "string", "pattern": "^[A-Za-z]{3}$", "allOf": [{"pattern": "^E"}]}),
        ),
        (
            Type::Map(Box::new(Type::Date)),
            json!({
                "type": "object", "additionalProperties": {"type": "string", "format": "date"}
            }),
        ),
    ];
    let api = fixture::api();
    for (ty, schema) in table {
        let mut types = Types::new(&api.resources[1], Direction::Sent, &api);
        assert_eq!(Json::Object(types.of(&ty)), schema, "{ty:?}");
    }
}

#[test]
fn null_is_a_value_of_what_is_nullable() {
    let api = fixture::api();
    let table = [
        (Type::Date, json!({"type": ["string", "null"], "format": "date"})),
        (Type::Named(fixture::STATUS), json!({"anyOf": [{"$ref": "#/$defs/Status"}, {"type": "null"}]})),
        (Type::Json, json!({})),
    ];
    for (ty, schema) in table {
        let field = Field { presence: Presence::RequiredNullable, ..fixture::field("x", ty) };
        let mut types = Types::new(&api.resources[1], Direction::Sent, &api);
        assert_eq!(Json::Object(types.field(&field)), schema);
    }
}

#[test]
fn a_value_of_an_enum_is_refused_or_kept() {
    let api = fixture::api();
    let status = api.type_def(fixture::STATUS);
    let sent = Types::new(&api.resources[1], Direction::Sent, &api).definition(status);
    assert_eq!(sent["enum"], json!(["active", ""]));
    let returned = Types::new(&api.resources[1], Direction::Returned, &api).definition(status);
    assert_eq!(returned.get("enum"), None);
    assert_eq!(returned["examples"], json!(["active", ""]));
}
