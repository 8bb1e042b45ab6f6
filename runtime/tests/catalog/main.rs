//! What a catalog says of its actions: schemas, inputs, and tools for model APIs.
//!
//! The catalogs here were written by hand; those of services are compared with their checked-in files elsewhere.

mod hostile;
mod inputs;
mod rules;
mod schemas;
mod tools;
mod types;

use actiongen_runtime::catalog::Catalog;
use serde_json::{Value, json};

/// A shop, with one of everything that has a schema of its own.
fn shop() -> Catalog {
    Catalog::read(include_str!("../data/shop.catalog.json")).unwrap()
}

/// A catalog with one action, `things.do`, that is given a body.
fn with_body(schema: Value, types: Value) -> Catalog {
    with_request(json!({"body": {"schema": schema}}), types)
}

/// A catalog with one action, `things.do`, that is given a request and returns a body of the same type.
fn with_request(request: Value, types: Value) -> Catalog {
    let response = request.pointer("/body/schema").cloned();
    catalog(json!([action("things.do", request, response)]), types)
}

fn action(id: &str, request: Value, response: Option<Value>) -> Value {
    json!({
        "id": id, "title": "Do", "summary": "Does.", "endpoint": "POST /v1", "effect": "once", "request": request,
        "success": [{"status": 200}], "response": response, "samples": [],
    })
}

fn catalog(actions: Value, types: Value) -> Catalog {
    let text = json!({
        "format": 1, "service": "things", "title": "Things", "connection": [],
        "base_url": {"variable": "THINGS_BASE_URL", "default": "https://things.example"},
        "actions": actions, "types": types,
    });
    Catalog::read(&text.to_string()).unwrap()
}

/// A record of these fields.
fn record(fields: Value) -> Value {
    json!({"record": {"fields": fields}})
}

/// An optional field.
fn field(name: &str, schema: Value) -> Value {
    json!({"name": name, "label": name, "schema": schema})
}

/// A reference to a type.
fn ty(name: &str) -> Value {
    json!({"type": "ref", "name": name})
}

/// A schema as an independent validator understands it.
struct Validator {
    schemas: boon::Schemas,
    index: boon::SchemaIndex,
}

impl Validator {
    fn new(schema: &Value) -> Self {
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        compiler.add_resource("memory:schema", schema.clone()).unwrap();
        let index = compiler.compile("memory:schema", &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn accepts(&self, document: &Value) -> bool {
        self.schemas.validate(document, self.index).is_ok()
    }
}

/// Whether an independent validator accepts a document.
fn accepts(schema: &Value, document: &Value) -> bool {
    Validator::new(schema).accepts(document)
}
