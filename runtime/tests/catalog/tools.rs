//! Actions as tools for model APIs, which accept few characters in names.

use serde_json::{Value, json};

use crate::{action, catalog, field, record, shop, ty, with_body, with_request};

fn is_accepted(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// The names of all properties in a schema.
fn properties(schema: &Value, into: &mut Vec<String>) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, value) in keywords {
                if let ("properties", Value::Object(properties)) = (keyword.as_str(), value) {
                    into.extend(properties.keys().cloned());
                }
                properties(value, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, into)),
        _ => {}
    }
}

#[test]
fn a_tool_name_has_no_dot_and_leads_back_to_its_action() {
    let shop = shop();
    let create = shop.get("customers.create").unwrap();
    assert_eq!(create.tool_name(), "customers_create");
    assert_eq!(shop.by_tool_name("customers_create").unwrap().id, "customers.create");
    assert!(shop.by_tool_name("customers.create").is_none());
}

#[test]
fn tool_names_are_unique_and_accepted_whatever_the_ids_are() {
    let long = |end: &str| format!("{}.{end}", "x".repeat(80));
    let ids = ["a.b_c", "a_b.c", "a.b.c", "a.b_c_2", "é.ß", &long("one"), &long("two"), "", "."];
    let actions: Vec<Value> = ids.iter().map(|id| action(id, json!({}), None)).collect();
    let catalog = catalog(json!(actions), json!({}));
    let names: Vec<&str> = catalog.actions().map(|action| action.tool_name()).collect();
    assert_eq!(names[..5], ["a_b_c", "a_b_c_2", "a_b_c_3", "a_b_c_2_2", "___"]);
    for (index, name) in names.iter().enumerate() {
        assert!(is_accepted(name), "{name}");
        assert!(!names[..index].contains(name), "{name} twice");
        assert_eq!(catalog.by_tool_name(name).unwrap().id, ids[index]);
    }
    assert_eq!(names[6], format!("{}_2", "x".repeat(62)));
}

#[test]
fn a_tool_has_what_a_model_api_asks_for() {
    let shop = shop();
    let tool = shop.get("customers.create").unwrap().tool_schema();
    assert_eq!(tool.name, "customers_create");
    assert_eq!(tool.description, "Create up to 10 customers.\n\nA customer can have **many** addresses.");
    assert_eq!(tool.schema["type"], "object");
    let plain = shop.get("customers.create").unwrap().input_schema();
    assert_eq!(tool.schema["$defs"], plain["$defs"], "nothing here needs another name");
}

#[test]
fn a_parameter_with_a_colon_gets_another_name_and_its_own_back() {
    let shop = shop();
    let tool = shop.get("customers.list").unwrap().tool_schema();
    let names: Vec<_> =
        tool.schema["properties"]["query"]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["id_in", "name_in", "limit", "after"]);
    assert_eq!(tool.schema["properties"]["query"]["properties"]["name_in"]["items"]["pattern"], "^[^,]*$");
    assert_eq!(
        tool.to_document(&json!({"query": {"id_in": [1], "limit": 2}})),
        json!({"query": {"id:in": [1], "limit": 2}})
    );
    let document = json!({"query": {"id:in": [1]}});
    assert_eq!(tool.to_document(&document), document, "a name of the document is kept");
}

#[test]
fn names_that_would_be_equal_get_a_suffix() {
    let text = || json!({"type": "string"});
    let query = record(json!([field("id:in", text()), field("id_in", text()), field("id.in", text())]));
    let catalog = with_request(json!({"query": {"name": "things.Query"}}), json!({"things.Query": query}));
    let tool = catalog.get("things.do").unwrap().tool_schema();
    let names: Vec<_> =
        tool.schema["properties"]["query"]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["id_in_2", "id_in", "id_in_3"]);
    assert_eq!(
        tool.to_document(&json!({"query": {"id_in": "a", "id_in_2": "b", "id_in_3": "c"}})),
        json!({"query": {"id_in": "a", "id:in": "b", "id.in": "c"}})
    );
}

/// Things of every kind that hold properties, each with a name that has to be another.
fn nested() -> crate::Catalog {
    let text = || json!({"type": "string"});
    let types = json!({
        "things.Thing": {"record": {
            "fields": [
                {"name": "a:b", "label": "A", "schema": ty("things.Inner"), "required": true,
                    "example": {"c:d": "x"}, "default": {"c:d": "y"}},
                field("list:", json!({"type": "array", "items": ty("things.Inner")})),
                field("map:", json!({"type": "map", "values": ty("things.Inner")})),
                field("any:", json!({"type": "json"})),
                field("either:", ty("things.Either")),
                field("tagged:", ty("things.Tagged")),
            ],
            "rules": [{"rule": {"if_present": {"field": "list:", "then": ["map:"]}}}],
        }},
        "things.Inner": record(json!([field("c:d", text())])),
        "things.Either": {"any_of": {"alternatives": [
            {"name": "Marked", "schema": ty("things.Marked"), "mark": {"fields": ["m:n"]}},
            {"name": "Map", "schema": {"type": "map", "values": ty("things.Inner")}, "mark": "json_type"},
        ]}},
        "things.Marked": record(json!([field("m:n", ty("things.Inner"))])),
        "things.Tagged": {"tagged": {"tag": "kind:", "variants": [
            {"value": "inner", "record": {"name": "things.Inner"}},
            {"value": "marked", "record": {"name": "things.Marked"}},
        ]}},
    });
    with_body(ty("things.Thing"), types)
}

#[test]
fn every_property_of_a_tool_is_accepted() {
    let catalog = nested();
    let mut names = Vec::new();
    properties(&catalog.get("things.do").unwrap().tool_schema().schema, &mut names);
    assert!(names.len() > 8);
    for name in names {
        assert!(is_accepted(&name), "{name}");
    }
}

#[test]
fn arguments_lead_back_to_a_document_at_every_depth() {
    let catalog = nested();
    let action = catalog.get("things.do").unwrap();
    let document = json!({"body": {
        "a:b": {"c:d": "x"},
        "list:": [{"c:d": "x"}, {}],
        "map:": {"c_d": {"c:d": "x"}, "a_b": {}},
        "any:": {"c_d": {"a_b": 1}},
        "either:": {"m:n": {"c:d": "x"}},
        "tagged:": {"kind:": "marked", "m:n": {"c:d": "x"}},
    }});
    let arguments = json!({"body": {
        "a_b": {"c_d": "x"},
        "list_": [{"c_d": "x"}, {}],
        "map_": {"c_d": {"c_d": "x"}, "a_b": {}},
        "any_": {"c_d": {"a_b": 1}},
        "either_": {"m_n": {"c_d": "x"}},
        "tagged_": {"kind_": "marked", "m_n": {"c_d": "x"}},
    }});
    action.validate(&document).unwrap();
    let tool = action.tool_schema();
    assert!(crate::accepts(&tool.schema, &arguments));
    assert_eq!(tool.to_document(&arguments), document);

    let map = json!({"body": {"a_b": {}, "either_": {"c_d": {"c_d": "x"}}}});
    assert_eq!(
        tool.to_document(&map)["body"]["either:"],
        json!({"c_d": {"c:d": "x"}}),
        "keys of maps are no names"
    );
}

#[test]
fn examples_and_defaults_of_a_tool_have_its_names() {
    let catalog = nested();
    let schema = catalog.get("things.do").unwrap().tool_schema().schema;
    let property = &schema["$defs"]["Thing"]["properties"]["a_b"];
    assert_eq!(property["examples"], json!([{"c_d": "x"}]));
    assert_eq!(property["default"], json!({"c_d": "y"}));
}

#[test]
fn arguments_of_another_shape_are_left_for_validation_to_report() {
    let catalog = nested();
    let action = catalog.get("things.do").unwrap();
    let tool = action.tool_schema();
    for arguments in
        [json!(null), json!([1]), json!({"body": 7}), json!({"body": {"list_": {"c_d": 1}}, "x": 1})]
    {
        assert!(action.validate(&tool.to_document(&arguments)).is_err());
    }
    let both = json!({"body": {"a_b": {"c_d": "x"}, "a:b": {"c:d": "y"}}});
    let document = tool.to_document(&both);
    assert_eq!(document["body"]["a:b"], json!({"c:d": "y"}));
    assert!(document["body"].get("a_b").is_some(), "nothing is lost");
}

#[test]
fn a_tool_outlives_its_catalog() {
    let tool = shop().get("customers.list").unwrap().tool_schema();
    assert_eq!(tool.to_document(&json!({"query": {"id_in": []}})), json!({"query": {"id:in": []}}));
}
