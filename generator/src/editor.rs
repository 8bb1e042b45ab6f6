//! The JSON Schemas of the spec language itself, by which an editor completes and checks while a spec is typed.
//!
//! They are made of the types in [`spec`](crate::spec): a key and its meaning are said once. A spec file names its
//! schema in its first line: `# yaml-language-server: $schema=../schema/service.schema.json`.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

use crate::output::{HEADER, OutputSet, SCHEMA_KEY};
use crate::spec::{ActionFile, ServiceFile, TypesFile};

/// The folder among the specs that holds the schemas.
pub const FOLDER: &str = "schema";

/// The schemas of the three kinds of files.
#[must_use]
pub fn schemas() -> OutputSet {
    let mut set = OutputSet::new();
    for (name, title, schema) in [
        ("service.schema.json", "A service", schema_of::<ServiceFile>()),
        ("types.schema.json", "The types of a resource", schema_of::<TypesFile>()),
        ("action.schema.json", "An action", schema_of::<ActionFile>()),
    ] {
        set.add(name, text(title, schema));
    }
    set
}

fn schema_of<T: JsonSchema>() -> Schema {
    // Editors know draft 7 best.
    SchemaSettings::draft07().into_generator().into_root_schema_for::<T>()
}

fn text(title: &str, schema: Schema) -> String {
    let mut document = Map::new();
    document.insert(SCHEMA_KEY.to_owned(), Value::from(HEADER));
    for (key, value) in schema.as_object().into_iter().flatten() {
        let value = if key == "title" { Value::from(title) } else { value.clone() };
        document.insert(key.clone(), value);
    }
    // A map of texts and numbers can always be written.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::schemas;

    #[test]
    fn a_schema_knows_the_words_of_its_file() {
        let set = schemas();
        assert!(set.faults().is_empty(), "{:?}", set.faults());
        for (file, words) in [
            ("service.schema.json", &["base_url", "connection", "messages_at", "wait_headers"] as &[_]),
            (
                "types.schema.json",
                &["any_of", "like", "tagged_by", "placeholder", "exactly_one", "if_present"],
            ),
            ("action.schema.json", &["endpoint", "idempotent", "because", "only_if", "at_most_one"]),
        ] {
            let text = set.get(file).unwrap_or_default();
            for word in words {
                assert!(text.contains(&format!("\"{word}\": {{")), "{file} lacks `{word}`");
            }
        }
    }
}
