//! What a crate has and a build script has not, of the specs in `specs/good`: the catalogue compiles without a warning,
//! reads what stands beside it, and every sample in it passes. One crate with a module for each.

use std::collections::BTreeSet;
use std::fs;

use acceptance::cargo::{cargo, copy_lock, target};
use acceptance::cases::cases;
use acceptance::generator::generate_service;
use acceptance::tree;
use actiongen::engine::Layout;

#[test]
fn the_catalogue_of_every_good_spec_has_its_samples() {
    let folder = target().join("good_crates");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    }
    let mut features = BTreeSet::new();
    let mut root = "//! A module for each good spec.\n".to_owned();
    let mut tests = TEST.to_owned();
    for case in cases("specs/good") {
        let name = &case.name;
        for (path, text) in generate_service(name, &case.folder, Layout::Crate).files() {
            if let Some((resource, _)) = path.strip_prefix("src/").and_then(|path| path.split_once('/')) {
                if resource != "blocking" {
                    features.insert(resource.to_owned());
                }
            }
            if !path.starts_with("tests/") {
                tree::write(&folder.join(name).join(path), text);
            }
        }
        root.push_str(&format!(
            "\n/// The case `{name}`.\n#[path = \"../{name}/src/lib.rs\"]\npub mod {name};\n"
        ));
        tests.push_str(&format!(
            "\n#[test]\nfn {name}() {{\n    samples_pass(good_crates::{name}::catalog());\n    let _ = good_crates::{name}::testing::from_samples();\n}}\n"
        ));
    }
    tree::write(&folder.join("src/lib.rs"), root);
    tree::write(&folder.join("tests/catalog.rs"), tests);
    let runtime = tree::workspace().join("runtime");
    let runtime = runtime.to_str().expect("a path in UTF-8").replace('\\', "/");
    let all: Vec<String> = features.iter().map(|name| format!("{name:?}")).collect();
    let features: String = features.iter().map(|name| format!("{name} = []\n")).collect();
    let manifest = format!(
        "[package]\nname = \"good_crates\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [features]\ndefault = [\"blocking\", \"testing\", {}]\nblocking = [\"actiongen-runtime/blocking\"]\nreqwest = []\n\
         testing = []\n{features}\n\
         [dependencies]\nactiongen-runtime = {{ path = {runtime:?}, features = [\"testing\"], default-features = false }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\n\
         [lints.rust]\nwarnings = \"deny\"\n\n[workspace]\n",
        all.join(", ")
    );
    tree::write(&folder.join("Cargo.toml"), manifest);
    copy_lock(&folder);
    cargo(&folder, &["clippy", "--offline", "--quiet", "--", "-D", "warnings"]).success();
    cargo(&folder, &["test", "--offline", "--test", "catalog"]).success();
}

/// What the catalogue says of its samples can be read, and passes.
const TEST: &str = r#"//! The samples of each catalogue pass.

use actiongen_runtime::catalog::Catalog;

fn samples_pass<C>(catalog: &Catalog<C>) {
    for action in catalog.actions() {
        // What stands for a secret is shorter or longer than a secret may be.
        let is_secret = |path: &str| {
            let place: String = path.split(|c: char| c.is_ascii_digit()).collect();
            action.inputs.iter().any(|input| input.secret && input.place == place)
        };
        for sample in &action.samples {
            let violations = action.validate(&sample.input).err().unwrap_or_default();
            let violations: Vec<_> = violations.iter().filter(|violation| !is_secret(violation.path())).collect();
            assert!(violations.is_empty(), "{}, sample `{}`: {violations:?}", action.id, sample.name);
        }
        for text in [action.input_schema(), action.output_schema()] {
            serde_json::from_str::<serde_json::Value>(text).expect("a schema is JSON");
        }
        assert!(action.docs().contains(&action.id), "{}", action.id);
    }
}
"#;
