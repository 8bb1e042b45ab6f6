//! What single types and fields become in a schema.

use serde_json::{Value, json};

use crate::{Validator, accepts, field, record, ty, with_body};

#[test]
fn a_type_has_its_keywords() {
    let table = [
        (json!({"type": "boolean", "as_integer": true}), json!({"type": "boolean"})),
        (
            json!({"type": "int32", "minimum": "1", "exclusive_maximum": "9"}),
            json!({"type": "integer", "minimum": 1, "exclusiveMaximum": 9}),
        ),
        (
            json!({"type": "int32"}),
            json!({"type": "integer", "minimum": -2_147_483_648, "maximum": 2_147_483_647}),
        ),
        (
            json!({"type": "integer", "minimum": "9007199254740993"}),
            json!({"type": "integer", "minimum": 9_007_199_254_740_993_i64}),
        ),
        (json!({"type": "number", "maximum": "0.5"}), json!({"type": "number", "maximum": 0.5})),
        (json!({"type": "date"}), json!({"type": "string", "format": "date"})),
        (json!({"type": "date_time"}), json!({"type": "string", "format": "date-time"})),
        (
            json!({"type": "date_time", "rfc2822": true}),
            json!({
                "type": "string",
                "pattern": "^([A-Za-z]{3}, )?[0-9]{1,2} [A-Za-z]{3} [0-9]{4} [0-9]{2}:[0-9]{2}(:[0-9]{2})? ([+-][0-9]{4}|GMT|UT|Z)$",
            }),
        ),
        (json!({"type": "json"}), json!({})),
        (
            json!({"type": "string", "format": "country-2"}),
            json!({"type": "string", "pattern": "^[A-Za-z]{2}$"}),
        ),
        (
            json!({"type": "string", "format": "ip"}),
            json!({"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}),
        ),
        (
            json!({"type": "string", "format": "currency", "pattern": "^E"}),
            json!({"type": "string", "pattern": "^[A-Za-z]{3}$", "allOf": [{"pattern": "^E"}]}),
        ),
        (
            json!({"type": "array", "items": {"type": "json"}, "min_items": 2, "unique": true}),
            json!({"type": "array", "items": {}, "minItems": 2, "uniqueItems": true}),
        ),
        (
            json!({"type": "map", "values": {"type": "date"}}),
            json!({"type": "object", "additionalProperties": {"type": "string", "format": "date"}}),
        ),
    ];
    for (described, expected) in table {
        let catalog = with_body(described, json!({}));
        let mut schema = catalog.get("things.do").unwrap().input_schema()["properties"]["body"].take();
        assert_eq!(
            schema.as_object_mut().and_then(|schema| schema.shift_remove("title")),
            Some(json!("Body"))
        );
        assert_eq!(schema, expected);
    }
}

/// The schema of a field `x` in a request.
fn field_schema(mut field: Value, types: Value) -> Value {
    field["name"] = json!("x");
    field["label"] = json!("X");
    let mut all = json!({"things.Thing": record(json!([field]))});
    all.as_object_mut().unwrap().extend(types.as_object().unwrap().clone());
    let catalog = with_body(ty("things.Thing"), all);
    catalog.get("things.do").unwrap().input_schema()["$defs"]["Thing"]["properties"]["x"].take()
}

#[test]
fn null_is_a_value_of_a_nullable_field() {
    let status = json!({"things.Status": {"enum": [{"value": "new"}]}});
    let table = [
        (json!({"type": "date"}), json!({"title": "X", "type": ["string", "null"], "format": "date"})),
        (ty("things.Status"), json!({"title": "X", "anyOf": [{"$ref": "#/$defs/Status"}, {"type": "null"}]})),
        (
            json!({"type": "decimal"}),
            json!({
                "title": "X", "type": ["string", "number", "null"],
                "pattern": "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,6})?$",
            }),
        ),
        (json!({"type": "json"}), json!({"title": "X"})),
    ];
    for (schema, expected) in table {
        assert_eq!(field_schema(json!({"schema": schema, "nullable": true}), status.clone()), expected);
    }
}

/// What the schema of a field accepts is what the client reads in its place.
#[test]
fn what_may_replace_a_value_is_accepted_as_the_client_accepts_it() {
    let values = [
        json!(1),
        json!(0),
        json!(2),
        json!(1.5),
        json!(true),
        json!("true"),
        json!("yes"),
        json!("1"),
        json!("-1"),
        json!("01"),
        json!("1.5"),
        json!("1e3"),
        json!(""),
        json!(" "),
        json!(null),
        json!([]),
        json!("text"),
    ];
    let types = ["integer", "int32", "number", "boolean", "string"].map(|name| json!({ "type": name }));
    let words = [
        json!([]),
        json!(["string"]),
        json!(["number"]),
        json!(["empty"]),
        json!(["string", "empty"]),
        json!(["string", "number", "empty"]),
    ];
    for schema in &types {
        for accepted in &words {
            let thing = record(json!([{"name": "x", "label": "X", "schema": schema, "accepts": accepted}]));
            let catalog = with_body(ty("things.Thing"), json!({"things.Thing": thing}));
            let action = catalog.get("things.do").unwrap();
            let validator = Validator::new(&action.input_schema());
            for value in &values {
                let document = json!({"body": {"x": value}});
                assert_eq!(
                    validator.accepts(&document),
                    action.validate(&document).is_ok(),
                    "{schema} {accepted} {value}"
                );
            }
        }
    }
}

#[test]
fn a_value_of_an_enum_is_rejected_in_a_request_and_kept_in_a_response() {
    let types =
        json!({"things.Status": {"enum": [{"value": "new", "doc": "Not used yet."}, {"value": "old"}]}});
    let catalog = with_body(ty("things.Status"), types);
    let action = catalog.get("things.do").unwrap();
    let definition = |values: &str| json!({"title": "Status", "description": "- \"new\": Not used yet.", "type": "string", values: ["new", "old"]});
    assert_eq!(action.input_schema()["$defs"]["Status"], definition("enum"));
    assert_eq!(action.output_schema()["$defs"]["Status"], definition("examples"));
}

#[test]
fn a_field_travels_in_its_direction_alone() {
    let mut fields = ["both", "read", "write"].map(|name| field(name, json!({"type": "string"})));
    fields[1]["access"] = json!("read");
    fields[2]["access"] = json!("write");
    for field in &mut fields {
        field["required"] = json!(true);
    }
    let catalog = with_body(ty("things.Thing"), json!({"things.Thing": record(json!(fields))}));
    let action = catalog.get("things.do").unwrap();
    let (input, output) = (action.input_schema(), action.output_schema());
    let thing = &input["$defs"]["Thing"];
    assert_eq!(thing["required"], json!(["both", "write"]));
    assert_eq!(thing["properties"]["write"]["writeOnly"], true);
    assert_eq!(thing["additionalProperties"], false);
    let thing = &output["$defs"]["Thing"];
    assert_eq!(thing["required"], json!(["both", "read"]));
    assert_eq!(thing["properties"]["read"]["readOnly"], true);
    assert_eq!(thing.get("additionalProperties"), None);
}

#[test]
fn a_type_of_another_resource_keeps_its_whole_name() {
    let types = json!({
        "things.Thing": record(json!([field("a", ty("common.Money")), field("b", ty("Money"))])),
        "common.Money": record(json!([])),
        "Money": record(json!([])),
    });
    let catalog = with_body(ty("things.Thing"), types);
    let schema = catalog.get("things.do").unwrap().input_schema();
    let names: Vec<_> = schema["$defs"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["Thing", "common.Money", "Money"]);
}

#[test]
fn a_short_name_that_is_the_name_of_another_type_is_not_used() {
    let types = json!({
        "things.Thing": record(json!([field("other", ty("Thing"))])),
        "Thing": record(json!([field("text", json!({"type": "string"}))])),
    });
    let catalog = with_body(ty("things.Thing"), types);
    let schema = catalog.get("things.do").unwrap().input_schema();
    assert!(accepts(&schema, &json!({"body": {"other": {"text": "a"}}})));
    assert!(!accepts(&schema, &json!({"body": {"text": "a"}})));
}

#[test]
fn a_definition_is_titled_by_the_words_of_its_name() {
    let table = [
        ("things.NewCustomer", "New customer"),
        ("things.SKU", "SKU"),
        ("things.XMLFile", "XML file"),
        ("things.StoreUrl", "Store URL"),
        ("things.customer_group_id", "Customer group ID"),
        ("things.channel-ids", "Channel IDs"),
        ("things.Line2Text", "Line2 text"),
        ("things.A", "A"),
    ];
    for (name, title) in table {
        let catalog = with_body(ty(name), json!({name: record(json!([]))}));
        let schema = catalog.get("things.do").unwrap().input_schema();
        let titles = schema["$defs"].as_object().unwrap().values().map(|definition| &definition["title"]);
        assert_eq!(titles.collect::<Vec<_>>(), [title]);
    }
}

#[test]
fn a_reference_to_a_type_with_an_odd_name_leads_to_it() {
    let name = "odd.a/b~c d%25{é}#";
    let catalog = with_body(ty(name), json!({name: record(json!([]))}));
    let schema = catalog.get("things.do").unwrap().input_schema();
    assert!(accepts(&schema, &json!({"body": {}})), "{schema:#}");
    assert!(!accepts(&schema, &json!({"body": []})));
}
