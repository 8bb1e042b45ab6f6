//! A JSON Schema validator that is not ours, over the schemas that are published with the crate.

use std::fmt::Write as _;

use acceptance::tree;
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

/// The schema of an action's input, ready to judge documents.
pub struct Oracle {
    /// The schema as it is published.
    pub schema: Value,
    schemas: Schemas,
    index: SchemaIndex,
}

impl Oracle {
    /// Of an action by its ID: `customers.create`.
    pub fn of(action: &str) -> Self {
        let path = format!("generated/bigcommerce/schema/{}.input.json", action.replace('.', "/"));
        let schema: Value = serde_json::from_str(&tree::read(&tree::workspace().join(&path))).expect("JSON");
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        let url = format!("https://schemas.example/{path}");
        compiler.add_resource(&url, schema.clone()).expect("a resource");
        let mut schemas = Schemas::new();
        let index = compiler.compile(&url, &mut schemas);
        let index = index.unwrap_or_else(|error| panic!("{path} is no schema: {error}"));
        Self { schema, schemas, index }
    }

    /// What is wrong with a document; nothing if it is right.
    pub fn judge(&self, document: &Value) -> Option<String> {
        let error = self.schemas.validate(document, self.index).err()?;
        let mut words = String::new();
        let _ = write!(words, "{error:#}");
        Some(words)
    }
}
