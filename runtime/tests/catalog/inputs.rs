//! What an action can be given, location by location.

use actiongen_runtime::catalog::{Action, InputField};
use serde_json::{Value, json};

use crate::{field, record, shop, ty, with_body, with_request};

fn row(action: Action<'_>, location: &str) -> InputField {
    let row = action.inputs().into_iter().find(|row| row.location == location);
    row.unwrap_or_else(|| panic!("there is no row {location}"))
}

fn locations(action: Action<'_>) -> Vec<String> {
    action.inputs().into_iter().map(|row| row.location).collect()
}

#[test]
fn the_outer_comes_before_the_inner_and_each_location_once() {
    let shop = shop();
    assert_eq!(
        locations(shop.get("customers.create").unwrap()),
        [
            "body",
            "body[].email",
            "body[].new_password",
            "body[].credit",
            "body[].channel_ids",
            "body[].addresses",
            "body[].addresses[].country_code",
            "body[].addresses[].inside",
            "body[].fields",
            "body[].status",
        ]
    );
    assert_eq!(
        locations(shop.get("customers.list").unwrap()),
        ["query.id:in", "query.name:in", "query.limit", "query.after"]
    );
    assert_eq!(locations(shop.get("customers.find").unwrap()), ["input.email"]);
}

#[test]
fn a_row_has_the_words_and_the_bounds_of_a_value() {
    let shop = shop();
    let create = shop.get("customers.create").unwrap();
    assert_eq!(
        serde_json::to_value(row(create, "body[].email")).unwrap(),
        json!({
            "location": "body[].email",
            "label": "Email",
            "type": "string",
            "required": true,
            "bounds": "3 to 250 characters; an email address",
            "doc": "Where to write to.",
            "schema": {
                "type": "string", "minLength": 3, "maxLength": 250, "format": "email",
                "pattern": "^[^@\\s\\x00-\\x1f\\x7f-\\x9f]+@[^@\\s\\x00-\\x1f\\x7f-\\x9f]+$",
            },
        })
    );
    assert_eq!(
        serde_json::to_value(row(create, "body[].channel_ids")).unwrap(),
        json!({
            "location": "body[].channel_ids",
            "label": "Channel IDs",
            "type": "array of integer",
            "required": false,
            "nullable": true,
            "bounds": "at least 1 item",
            "schema": {"type": ["array", "null"], "items": {"type": "integer"}, "minItems": 1},
        })
    );
    let body = row(create, "body");
    assert_eq!((body.label.as_str(), body.required), ("Body", true));
    assert_eq!(body.doc.as_deref(), Some("The customers to create."));
    let limit = row(shop.get("customers.list").unwrap(), "query.limit");
    assert_eq!(limit.default, Some(json!(50)));
    assert_eq!(row(create, "body[].credit").placeholder.as_deref(), Some("19.90"));
    assert_eq!(row(create, "body[].fields").deprecated.as_deref(), Some("Use addresses."));
}

#[test]
fn a_secret_is_marked_and_has_no_example() {
    let shop = shop();
    let password = row(shop.get("customers.create").unwrap(), "body[].new_password");
    assert!(password.secret);
    assert_eq!(password.example, None);
}

#[test]
fn an_enum_lists_its_values() {
    let shop = shop();
    let status = row(shop.get("customers.create").unwrap(), "body[].status");
    assert_eq!(status.type_name, "Status");
    assert_eq!(status.values, [json!("active"), json!("")]);
    let definition = json!({
        "title": "Status", "description": "What a customer is.\n\n- \"active\": Buys.", "type": "string",
        "enum": ["active", ""],
    });
    assert_eq!(status.schema, json!({"anyOf": [definition, {"type": "null"}]}));
}

#[test]
fn types_are_named_in_common_words() {
    let types = json!({"things.Thing": record(json!([])), "other.Other": {"enum": [{"value": 1}]}});
    let table = [
        (json!({"type": "string"}), "string"),
        (json!({"type": "boolean", "as_integer": true}), "boolean"),
        (json!({"type": "integer"}), "integer"),
        (json!({"type": "int32"}), "32-bit integer"),
        (json!({"type": "number"}), "number"),
        (json!({"type": "decimal"}), "decimal"),
        (json!({"type": "date"}), "date"),
        (json!({"type": "date_time"}), "date and time"),
        (json!({"type": "date_time", "rfc2822": true}), "date and time in RFC 2822 form"),
        (json!({"type": "json"}), "any JSON"),
        (json!({"type": "array", "items": ty("things.Thing")}), "array of Thing"),
        (
            json!({"type": "map", "values": {"type": "array", "items": ty("other.Other")}}),
            "map of array of Other",
        ),
    ];
    for (schema, name) in table {
        let catalog = with_body(schema, types.clone());
        assert_eq!(row(catalog.get("things.do").unwrap(), "body").type_name, name);
    }
}

#[test]
fn bounds_are_given_in_words() {
    let table = [
        (json!({"type": "string", "max_length": 255}), Some("at most 255 characters")),
        (json!({"type": "string", "min_length": 2, "max_length": 2}), Some("exactly 2 characters")),
        (json!({"type": "string", "pattern": "^[a-z]+$"}), Some("matches `^[a-z]+$`")),
        (json!({"type": "int32"}), None),
        (json!({"type": "integer", "minimum": "1", "maximum": "250"}), Some("1 to 250")),
        (json!({"type": "number", "exclusive_minimum": "0"}), Some("more than 0")),
        (
            json!({"type": "decimal", "bounds": {"exclusive_minimum": "0", "exclusive_maximum": "0.5"}}),
            Some("more than 0 and less than 0.5"),
        ),
        (
            json!({"type": "array", "items": {"type": "string", "max_length": 5}, "min_items": 1, "max_items": 3, "unique": true}),
            Some("1 to 3 items; no two alike; each at most 5 characters"),
        ),
        (
            json!({"type": "map", "values": {"type": "integer", "minimum": "1"}}),
            Some("each value at least 1"),
        ),
        (json!({"type": "date"}), None),
    ];
    for (schema, words) in table {
        let catalog = with_body(schema, json!({}));
        assert_eq!(row(catalog.get("things.do").unwrap(), "body").bounds.as_deref(), words);
    }
}

#[test]
fn the_schema_of_a_row_refers_to_nothing() {
    let types = json!({
        "things.Thing": record(json!([
            field("one", ty("things.Part")),
            field("many", json!({"type": "array", "items": ty("things.Part"), "max_items": 3})),
            field("either", ty("things.Either")),
        ])),
        "things.Part": record(json!([field("name", json!({"type": "string"}))])),
        "things.Either": {"any_of": {"alternatives": [
            {"name": "Text", "schema": {"type": "string", "max_length": 3}, "mark": "json_type"},
            {"name": "Part", "schema": ty("things.Part"), "mark": "json_type"},
            {"name": "Nested", "schema": {"type": "array", "items": ty("things.Either")}, "mark": "json_type"},
        ]}},
    });
    let catalog = with_body(ty("things.Thing"), types);
    let action = catalog.get("things.do").unwrap();
    assert_eq!(row(action, "body").schema, json!({"type": "object"}));
    assert_eq!(row(action, "body.one").schema, json!({"type": "object"}));
    assert_eq!(
        row(action, "body.many").schema,
        json!({"type": "array", "items": {"type": "object"}, "maxItems": 3})
    );
    assert_eq!(
        row(action, "body.either").schema,
        json!({"anyOf": [
            {"title": "Text", "type": "string", "maxLength": 3},
            {"type": "object"},
            {"title": "Nested", "type": "array", "items": {}},
        ]})
    );
    assert_eq!(row(action, "body.either.name").label, "name");
}

#[test]
fn values_of_a_map_are_rows_under_an_asterisk() {
    let shop = shop();
    let import = shop.get("customers.import").unwrap();
    assert_eq!(locations(import), ["body", "body.*.paid_by", "body.*.number", "body.*.amount"]);
    assert_eq!(row(import, "body").type_name, "map of Payment");
}

#[test]
fn a_tag_is_a_required_string_with_the_values_of_its_variants() {
    let shop = shop();
    let tag = row(shop.get("customers.import").unwrap(), "body.*.paid_by");
    assert_eq!((tag.label.as_str(), tag.type_name.as_str(), tag.required), ("Paid by", "string", true));
    assert_eq!(tag.values, [json!("card"), json!("cash")]);
    assert_eq!(tag.schema, json!({"type": "string", "enum": ["card", "cash"]}));
}

#[test]
fn what_a_response_alone_has_is_no_input() {
    let shop = shop();
    assert!(!locations(shop.get("customers.create").unwrap()).contains(&"body[].created".to_owned()));
}

#[test]
fn a_rule_is_a_sentence_with_its_location() {
    let shop = shop();
    let rules = |id: &str| -> Value { serde_json::to_value(shop.get(id).unwrap().input_rules()).unwrap() };
    assert_eq!(
        rules("customers.create"),
        json!([{
            "location": "body[]",
            "rule": "Give at most one of `channel_ids` and `addresses`.",
            "doc": "One is enough.",
        }])
    );
    assert_eq!(
        rules("customers.import"),
        json!([{"location": "body.*", "rule": "Where `paid_by` is `card`: with `amount`, give `number` too."}])
    );
    assert_eq!(rules("customers.get"), json!([]));
}

#[test]
fn a_rule_of_an_alternative_says_of_which() {
    let text = || json!({"type": "string"});
    let types = json!({
        "things.Either": {"any_of": {"alternatives": [
            {"name": "Pair", "schema": ty("things.Pair"), "mark": {"fields": ["a"]}},
            {"name": "Single", "schema": ty("things.Single"), "mark": "json_type"},
        ]}},
        "things.Pair": {"record": {
            "fields": [field("a", text()), field("b", text())],
            "rules": [{"rule": {"all_or_none": ["a", "b"]}}],
        }},
        "things.Single": record(json!([field("b", json!({"type": "integer"}))])),
    });
    let catalog = with_body(ty("things.Either"), types);
    let action = catalog.get("things.do").unwrap();
    assert_eq!(action.input_rules()[0].rule, "As `Pair`: give both `a` and `b`, or neither.");
    assert_eq!(row(action, "body.b").type_name, "string", "the first alternative speaks for both");
}

#[test]
fn a_location_is_the_path_of_a_violation() {
    let key = "a\n".repeat(100);
    let fields = json!([{"name": key, "label": "Odd", "schema": {"type": "integer"}}]);
    let catalog =
        with_request(json!({"query": {"name": "things.Query"}}), json!({"things.Query": record(fields)}));
    let action = catalog.get("things.do").unwrap();
    let violations = action.validate(&json!({"query": {key: "x"}})).unwrap_err();
    assert_eq!(action.inputs()[0].location, violations[0].path());
}
