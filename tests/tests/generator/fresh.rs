//! What is committed is what the specs say: `generated/` and the editor schemas of the spec language.

use acceptance::generator::generate;
use acceptance::tree;
use actiongen::editor;
use actiongen::engine::Layout;
use actiongen::output::{Destination, OutputSet, REGENERATE, check};

#[test]
fn generated_files_are_fresh() {
    let root = tree::workspace();
    let generated = generate(&root.join("spec"), Layout::Crate);
    assert!(!generated.services.is_empty(), "the specs have mistakes\n{}", generated.messages);
    let mut stale = Vec::new();
    for service in &generated.services {
        let to =
            Destination::of_service(&root.join("generated"), &service.name).expect("the name of a folder");
        stale.extend(check(&service.files(), &to).unwrap_or_else(|error| panic!("{error}")));
    }
    let mut schemas = OutputSet::new();
    editor::emit(&mut schemas);
    let to = Destination::of_editor(&root.join("spec"));
    stale.extend(check(&schemas, &to).unwrap_or_else(|error| panic!("{error}")));
    let stale: Vec<String> = stale.iter().map(|file| format!("{file}\n{}", file.diff(20))).collect();
    assert!(stale.is_empty(), "stale; run `{REGENERATE}` and commit what it writes\n{}", stale.join("\n"));
}

#[test]
fn the_specs_give_no_message() {
    let generated = generate(&tree::workspace().join("spec"), Layout::Crate);
    assert_eq!(generated.messages, "", "no mistake and no warning");
}

/// The first line of a spec file, by which an editor knows its schema; the path says which.
fn modeline(path: &str) -> String {
    let depth = path.matches('/').count();
    let kind = match path.split('/').nth(1) {
        Some("actions") => "action",
        Some("types") => "types",
        _ => "service",
    };
    format!("# yaml-language-server: $schema={}schema/{kind}.schema.json", "../".repeat(depth))
}

#[test]
fn every_spec_names_its_schema() {
    let specs = tree::files(&tree::workspace().join("spec")).into_iter();
    let specs: Vec<_> = specs.filter(|(path, _)| path.ends_with(".yaml")).collect();
    assert!(specs.len() > 10, "{specs:?}");
    for (path, bytes) in specs {
        let text = String::from_utf8(bytes).expect("a text");
        assert_eq!(text.lines().next(), Some(modeline(&path).as_str()), "the first line of {path}");
    }
}
