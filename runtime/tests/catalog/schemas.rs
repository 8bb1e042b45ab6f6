//! The whole text of two schemas, and what the parts of a document and of a result become.

use serde_json::{Value, json};

use crate::shop;

fn input(id: &str) -> Value {
    shop().get(id).unwrap().input_schema()
}

fn output(id: &str) -> Value {
    shop().get(id).unwrap().output_schema()
}

#[test]
fn an_input_is_closed_and_bounded() {
    assert_eq!(format!("{:#}\n", input("customers.create")), include_str!("expected/create.input.json"));
}

#[test]
fn an_output_is_open() {
    assert_eq!(format!("{:#}\n", output("customers.create")), include_str!("expected/create.output.json"));
}

#[test]
fn a_query_is_required_if_a_field_of_it_is() {
    assert_eq!(input("customers.list").get("required"), None);
    assert_eq!(input("customers.get")["required"], json!(["path"]));
    let limit = &input("customers.list")["properties"]["query"]["properties"]["limit"];
    assert_eq!(
        *limit,
        json!({"title": "Limit", "type": "integer", "minimum": 1, "maximum": 250, "default": 50})
    );
}

#[test]
fn a_query_is_required_if_a_rule_rejects_an_empty_one() {
    let schema = input("customers.delete");
    assert_eq!(schema["required"], json!(["query"]));
    assert_eq!(
        schema["properties"]["query"]["allOf"][0]["description"],
        "Give exactly one of `id:in` and `email`."
    );
}

#[test]
fn the_input_of_steps_is_required_even_if_no_field_of_it_is() {
    let schema = input("customers.find");
    assert_eq!(schema["required"], json!(["input"]));
    assert_eq!(schema["properties"]["input"]["title"], "Input");
    assert_eq!(
        schema["properties"]["input"]["properties"]["email"],
        json!({"title": "Email", "type": "string"})
    );
}

#[test]
fn an_item_of_a_list_that_is_separated_by_commas_has_none() {
    let items = &input("customers.list")["properties"]["query"]["properties"]["name:in"]["items"];
    assert_eq!(items["pattern"], "^[^,]*$");
}

#[test]
fn a_deprecated_action_has_deprecated_schemas() {
    assert_eq!(input("customers.get")["deprecated"], true);
    assert_eq!(output("customers.get")["deprecated"], true);
    assert_eq!(output("customers.list").get("deprecated"), None);
}

#[test]
fn a_list_with_pages_returns_one_page() {
    let schema = output("customers.list");
    assert_eq!(schema["type"], "object");
    assert_eq!(
        schema["properties"],
        json!({
            "items": {"title": "Items", "type": "array", "items": {"$ref": "#/$defs/Customer"}},
            "next": {
                "title": "Next",
                "description": "The value of `query.after` that asks for the next page. Null on the last page.",
                "type": ["string", "null"],
            },
        })
    );
    assert_eq!(schema["required"], json!(["items", "next"]));
    assert!(schema["$defs"]["Customer"].is_object());
}

#[test]
fn a_partial_result_has_errors_beside_the_value() {
    let schema = output("customers.import");
    assert_eq!(
        schema["properties"]["value"],
        json!({"title": "Value", "type": "array", "items": {"type": "integer"}})
    );
    assert!(schema["properties"]["errors"]["description"].is_string());
    assert_eq!(schema["required"], json!(["value"]));
}

#[test]
fn steps_return_the_record_of_their_output() {
    let schema = output("customers.find");
    assert_eq!(schema["$ref"], "#/$defs/FindOutput");
    assert_eq!(
        schema["$defs"]["FindOutput"]["properties"]["id"],
        json!({"title": "ID", "description": "The ID.", "type": "integer"})
    );
}

#[test]
fn an_action_without_a_value_returns_null() {
    assert_eq!(output("customers.delete")["type"], "null");
}

#[test]
fn a_secret_of_a_response_is_a_string_and_has_no_default_or_example() {
    let customer = &output("customers.get")["$defs"]["Customer"];
    assert_eq!(customer["properties"]["token"], json!({"title": "Token", "type": "string"}));
    assert_eq!(customer["required"], json!(["id", "token"]));
}

#[test]
fn a_tagged_union_has_its_tag_in_each_variant() {
    let schema = input("customers.import");
    let variants = &schema["$defs"]["Payment"]["oneOf"];
    assert_eq!(variants[0]["title"], "Card");
    assert_eq!(variants[0]["description"], "Paid by card.");
    assert_eq!(variants[0]["required"], json!(["paid_by", "number"]));
    assert_eq!(variants[0]["properties"]["paid_by"], json!({"title": "Paid by", "const": "card"}));
    assert_eq!(variants[1]["properties"]["paid_by"]["const"], "cash");
    let names: Vec<_> = variants[1]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["paid_by", "amount"], "the tag comes first");
}
