//! Actions as tools for model APIs.

use serde_json::{Map, Value};

use super::parts::{Part, parts};
use super::schema::{self, PropertyNames};
use super::{Action, Catalog};

/// What a model API needs to offer an action as a tool, and the way from the model's arguments to the input document.
///
/// Every name has at most 64 ASCII letters, digits, `_` and `-`: `id:in` reads `id_in` here.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ToolSchema {
    /// The name of the tool; see [`Action::tool_name`].
    pub name: String,
    /// What the action does, in Markdown.
    pub description: String,
    /// The JSON Schema of the arguments: an object with the parts of the input document.
    pub schema: Value,
    catalog: Catalog,
    index: usize,
    way_back: PropertyNames,
}

impl Action<'_> {
    /// The action as a tool for model APIs.
    #[must_use]
    pub fn tool_schema(self) -> ToolSchema {
        let names = PropertyNames::accepted(self);
        let mut schema = schema::input(self, &names);
        // Which draft it is, is settled by the API that takes it.
        schema.shift_remove("$schema");
        let description = match &self.doc {
            Some(doc) => format!("{}\n\n{}", self.summary.trim(), doc.trim()),
            None => self.summary.trim().to_owned(),
        };
        ToolSchema {
            name: self.tool_name().to_owned(),
            description,
            schema: Value::Object(schema),
            catalog: self.catalog.clone(),
            index: self.index,
            way_back: names.way_back(),
        }
    }
}

impl ToolSchema {
    /// The input document that the arguments are: the same value, with the names of the description.
    ///
    /// Nothing is checked here: [`Action::validate`] and [`Action::run`] do.
    #[must_use]
    pub fn to_document(&self, arguments: &Value) -> Value {
        let Value::Object(arguments) = arguments else { return arguments.clone() };
        let action = Action { catalog: &self.catalog, index: self.index };
        let mut document = arguments.clone();
        for (name, _, part) in parts(action) {
            if let Some(value) = document.get_mut(name) {
                *value = self.part(value, part, action);
            }
        }
        Value::Object(document)
    }

    fn part(&self, value: &Value, part: Part<'_>, action: Action<'_>) -> Value {
        let types = action.types();
        let fields = |values: &Map<String, Value>, fields| self.way_back.rename_fields(values, fields, types);
        match (part, value) {
            (Part::Body(body), value) => self.way_back.rename(value, &body.schema, types),
            (Part::Fields(path), Value::Object(values)) => fields(values, path),
            (Part::Record(record), Value::Object(values)) => {
                fields(values, types.record(record).map_or(&[], |record| &record.fields))
            }
            (_, value) => value.clone(),
        }
    }
}
