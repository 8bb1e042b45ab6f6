//! What is made of the specs in `specs/good`, and of the action that CONTRIBUTING.md adds, compiles and does what they say:
//! one crate with a module for each, without a warning of rustc; every sample and every reject run as a test; a catalogue
//! whose samples pass; and no test that came out of somebody's text.
//!
//! What clippy and rustdoc say of that crate, and of the modules that a build script includes, is exhaustive.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use acceptance::cargo::Nested;
use acceptance::cases::cases;
use acceptance::generator::{generate_service, generate_texts};
use acceptance::tree;
use actiongen::engine::Layout;

use crate::contributing;

/// The files of each service, by the name of its module.
fn services(layout: Layout) -> BTreeMap<String, BTreeMap<String, String>> {
    let cases = cases("specs/good").into_iter();
    let service =
        |name: String, folder: &Path| (name.clone(), generate_service(&name, folder, layout).files());
    cases.map(|case| service(case.name, &case.folder)).collect()
}

/// BigCommerce with the action that CONTRIBUTING.md adds, and no other.
fn contributed() -> BTreeMap<String, String> {
    let (path, action) = contributing::example();
    // The action that goes with it is not there.
    let action: String =
        action.lines().filter(|line| !line.starts_with("related:")).map(|line| format!("{line}\n")).collect();
    let service = tree::read(&tree::workspace().join("spec/bigcommerce/service.yaml"));
    let types =
        |name: &str| tree::read(&tree::workspace().join(format!("spec/bigcommerce/types/{name}.yaml")));
    let spec = [
        (path.trim_start_matches("spec/").to_owned(), action),
        ("bigcommerce/service.yaml".to_owned(), service),
        // The body of an error is a type of all services.
        ("bigcommerce/types/common.yaml".to_owned(), types("common")),
        ("bigcommerce/types/common_v2.yaml".to_owned(), types("common_v2")),
    ];
    generate_texts(spec.iter().map(|(path, text)| (path, text))).files()
}

/// The package `good_specs`, with these dependencies and features.
fn manifest(folder: &Path, runtime: &[&str], features: &BTreeSet<String>) {
    let all: Vec<String> = features.iter().map(|name| format!("{name:?}")).collect();
    let each: String = features.iter().map(|name| format!("{name} = []\n")).collect();
    let manifest = format!(
        "[package]\nname = \"good_specs\"\nversion = \"0.0.0\"\nedition.workspace = true\npublish = false\n\n\
         [features]\ndefault = [{}]\n{each}\n\
         [dependencies]\nactiongen-runtime = {{ workspace = true, features = {runtime:?} }}\n\
         serde.workspace = true\nserde_json.workspace = true\n\n\
         [lints.rust]\nwarnings = \"deny\"\n",
        all.join(", "),
    );
    tree::write(&folder.join("Cargo.toml"), manifest);
}

/// A workspace with a crate of all the services, as they are in crates of their own.
fn crates(name: &str) -> Nested {
    let nested = Nested::new(name, "good_specs");
    let folder = nested.folder().join("good_specs");
    let mut features: BTreeSet<String> =
        ["blocking", "catalog", "deserialize", "reqwest", "testing"].map(str::to_owned).into();
    let mut root = "//! A module for each good spec.\n".to_owned();
    let mut tests = TESTS.to_owned();
    let mut services = services(Layout::Crate);
    services.insert("contributed".to_owned(), contributed());
    for (name, files) in services {
        for (path, text) in files {
            if let Some((resource, _)) = path.strip_prefix("src/").and_then(|path| path.split_once('/')) {
                features.insert(resource.to_owned());
            }
            match path.strip_prefix("tests/samples/") {
                Some(path) => {
                    let service = if name == "contributed" { "bigcommerce" } else { &name };
                    let text = text.replace(&format!("{service}_actions"), &format!("good_specs::{name}"));
                    let text = text.replace("\"../../schema/", &format!("\"../../../{name}/schema/"));
                    tree::write(&folder.join("tests/samples").join(&name).join(path), text);
                }
                None => tree::write(&folder.join(&name).join(path), text),
            }
        }
        root.push_str(&format!(
            "\n/// The case `{name}`.\n#[path = \"../{name}/src/lib.rs\"]\npub mod {name};\n"
        ));
        tests.push_str(&format!(
            "\nmod {name} {{\n    #[path = \"main.rs\"]\n    mod samples;\n\n    #[test]\n    fn catalogue() {{\n        \
             super::samples_pass(good_specs::{name}::catalog());\n        \
             let _ = good_specs::{name}::testing::from_samples();\n    }}\n}}\n"
        ));
    }
    tree::write(&folder.join("src/lib.rs"), root);
    tree::write(&folder.join("tests/samples/main.rs"), tests);
    manifest(&folder, RUNTIME, &features);
    nested
}

/// The features of the runtime that it has in the tests of the workspace, so that what it needs is compiled already.
const RUNTIME: &[&str] = &["blocking", "cli", "reqwest", "testing", "tracing"];

#[test]
fn what_is_generated_compiles_and_passes_its_own_tests() {
    let run = crates("good_specs").cargo(&["test", "--offline"]).success();
    for expected in ["contributed::samples::customer_groups::get", "contributed::catalogue"] {
        assert!(run.stdout.contains(&format!("test {expected} ... ok")), "{expected}\n{}", run.stdout);
    }
    let in_docs = run.stdout.lines().find(|line| line.starts_with("test ") && line.contains(" (line "));
    assert_eq!(in_docs, None, "a text of a spec is run as a test");
}

#[test]
#[ignore = "exhaustive"]
fn clippy_and_rustdoc_have_nothing_to_say() {
    let nested = crates("good_specs_linted");
    nested.cargo(&["clippy", "--offline", "--quiet", "--all-targets", "--", "-D", "warnings"]).success();
    let denied = r#"build.rustdocflags=["-Dwarnings"]"#;
    nested.cargo(&["doc", "--offline", "--quiet", "--no-deps", "--config", denied]).success();
}

#[test]
#[ignore = "exhaustive"]
fn clippy_has_nothing_to_say_of_what_build_scripts_include() {
    let nested = Nested::new("good_specs_included", "good_specs");
    let folder = nested.folder().join("good_specs");
    let mut root =
        "//! A module for each good spec.\n#![forbid(unsafe_code)]\n#![warn(missing_docs)]\n".to_owned();
    for (name, files) in services(Layout::BuildScript) {
        for (path, text) in files {
            tree::write(&folder.join("src").join(&name).join(path), text);
        }
        root.push_str(&format!("\n/// The case `{name}`.\n#[path = \"{name}/mod.rs\"]\npub mod {name};\n"));
    }
    tree::write(&folder.join("src/lib.rs"), root);
    // It needs no feature of the runtime.
    manifest(&folder, &[], &BTreeSet::new());
    nested.cargo(&["clippy", "--offline", "--quiet", "--", "-D", "warnings"]).success();
}

/// What the catalogue says of its samples can be read, and passes.
const TESTS: &str = r#"//! The samples and rejects of every good spec, and its catalogue.

use actiongen_runtime::Bound;
use actiongen_runtime::catalog::Catalog;

fn samples_pass(catalog: &Catalog) {
    for action in catalog.actions() {
        let inputs = action.inputs();
        // What replaces a secret is shorter or longer than a secret may be.
        let is_secret = |path: &str| {
            let place: String = path.split(|c: char| c.is_ascii_digit()).collect();
            inputs.iter().any(|input| input.secret && input.location == place)
        };
        for sample in &action.samples {
            // Braces in a sample are text.
            let document = Bound::literal(sample.input.clone());
            let violations = action.validate(&document).err().unwrap_or_default();
            let violations: Vec<_> = violations.iter().filter(|violation| !is_secret(violation.path())).collect();
            assert!(violations.is_empty(), "{}, sample `{}`: {violations:?}", action.id, sample.name);
        }
        for schema in [action.input_schema(), action.output_schema()] {
            assert!(schema.is_object(), "{}", action.id);
        }
    }
}
"#;
