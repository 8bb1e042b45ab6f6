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

/// How many types JSON Schema has, without `integer`.
const ALL_TYPES: usize = 6;

/// Adds the schemas of the three kinds of files.
pub fn emit(out: &mut OutputSet) {
    for (name, title, schema) in [
        ("service.schema.json", "A service", schema_of::<ServiceFile>()),
        ("types.schema.json", "The types of a resource", schema_of::<TypesFile>()),
        ("action.schema.json", "An action", schema_of::<ActionFile>()),
    ] {
        out.add(name, text(title, schema));
    }
}

fn schema_of<T: JsonSchema>() -> Schema {
    // Editors know draft 7 best.
    SchemaSettings::draft07().into_generator().into_root_schema_for::<T>()
}

fn text(title: &str, schema: Schema) -> String {
    let mut document = Map::new();
    document.insert(SCHEMA_KEY.to_owned(), Value::from(HEADER));
    for (key, value) in schema.as_object().into_iter().flatten() {
        let value = if key == "title" { Value::from(title) } else { without_null(value.clone()) };
        document.insert(key.clone(), value);
    }
    // A map of texts and numbers can always be written.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema without what it says of null. The types have an `Option` at each key that may be left out, and a key
/// that is there has a value: an editor that offers null for it, or takes an empty one, leads astray.
fn without_null(schema: Value) -> Value {
    match schema {
        Value::Array(items) => items.into_iter().map(without_null).collect(),
        Value::Object(entries) => {
            let entries = entries.into_iter().filter(|(key, value)| {
                let is_width =
                    key == "format" && value.as_str().is_some_and(|format| format.starts_with("uint"));
                !is_width && (key != "default" || !value.is_null())
            });
            let mut schema = Map::new();
            for (key, value) in entries {
                match (key.as_str(), value) {
                    // Where anything may stand, null may.
                    ("type", Value::Array(types)) if types.len() < ALL_TYPES => {
                        let mut types: Vec<Value> = types.into_iter().filter(|ty| ty != "null").collect();
                        let ty = if types.len() == 1 { types.remove(0) } else { types.into() };
                        schema.insert(key, ty);
                    }
                    ("enum", Value::Array(values)) => {
                        schema.insert(key, values.into_iter().filter(|value| !value.is_null()).collect());
                    }
                    ("anyOf", Value::Array(forms)) => {
                        let is_null = |form: &Value| form.get("type").is_some_and(|ty| ty == "null");
                        let mut forms: Vec<Value> =
                            forms.into_iter().filter(|form| !is_null(form)).map(without_null).collect();
                        match (forms.len(), forms.pop()) {
                            (1, Some(Value::Object(form))) => {
                                // What is said at the place of its use counts.
                                for (key, value) in form {
                                    schema.entry(key).or_insert(value);
                                }
                            }
                            (_, last) => {
                                forms.extend(last);
                                schema.insert(key, forms.into());
                            }
                        }
                    }
                    (_, value) => {
                        schema.insert(key, without_null(value));
                    }
                }
            }
            if let Some(Value::Array(words)) = schema.get("oneOf") {
                // Said of the whole, by which an editor knows that a value follows the key.
                if words.iter().all(|word| word.get("type").is_some_and(|ty| ty == "string")) {
                    schema.insert("type".to_owned(), "string".into());
                }
            }
            schema.into()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::emit;
    use crate::output::OutputSet;

    #[test]
    fn a_schema_knows_the_words_of_its_file() {
        let mut set = OutputSet::new();
        emit(&mut set);
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
