//! The schemas of actions as files. What stands in them is the runtime's: a program that reads the catalogue derives the
//! same.

use actiongen_runtime::catalog::Catalog;
use serde_json::{Map, Value as Json, json};

use crate::output::{HEADER, OutputSet, SCHEMA_KEY};

/// The path of a schema of an action, `input` or `output`, by its id.
pub fn path(id: &str, part: &str) -> String {
    format!("schema/{}.{part}.json", id.replacen('.', "/", 1))
}

/// Adds the schemas of all actions of a catalogue.
pub fn emit(catalog: &Catalog, out: &mut OutputSet) {
    for action in catalog.actions() {
        out.add(&path(&action.id, "input"), text(action.input_schema()));
        out.add(&path(&action.id, "output"), text(action.output_schema()));
    }
}

/// A schema as the text of a file.
fn text(schema: Json) -> String {
    let mut file = Map::from_iter([(SCHEMA_KEY.to_owned(), json!(HEADER))]);
    if let Json::Object(keywords) = schema {
        file.extend(keywords);
    }
    format!("{:#}\n", Json::Object(file))
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::emit;
    use crate::emit::{catalog, fixture};
    use crate::output::{HEADER, OutputSet, SCHEMA_KEY};

    #[test]
    fn an_action_has_a_schema_of_its_input_and_of_its_output() {
        let catalog = catalog::catalog(&fixture::api());
        let mut out = OutputSet::new();
        emit(&catalog, &mut out);
        let input = out.get("schema/customers/create.input.json").unwrap();
        assert!(input.starts_with(&format!("{{\n  \"{SCHEMA_KEY}\": \"{HEADER}\"")));
        let mut read: Json = serde_json::from_str(input).unwrap();
        read.as_object_mut().unwrap().remove(SCHEMA_KEY);
        let create = catalog.get("customers.create").unwrap();
        assert_eq!(read, create.input_schema());
        let output = out.get("schema/customers/create.output.json").unwrap();
        assert!(output.contains("\"title\": \"Create customers: output\""));
    }
}
