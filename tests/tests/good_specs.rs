//! What is made of the specs in `specs/good` compiles wherever it is included and does what they say: one crate with a
//! module for each, without a warning of rustc, clippy or rustdoc; every sample and every reject run as a test; and no
//! test that came out of somebody's text.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use acceptance::cargo::{cargo, copy_lock, target};
use acceptance::cases::cases;
use acceptance::generator::generate_service;
use acceptance::tree;
use actiongen::engine::Layout;

/// The crate, written once.
fn good_specs() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = target().join("good_specs");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        }
        let mut root = "//! A module for each good spec.\n#![forbid(unsafe_code)]\n#![warn(missing_docs)]\n".to_owned();
        let mut tests = "//! The samples and rejects of every good spec.\n\n".to_owned();
        for case in cases("specs/good") {
            for (path, text) in generate_service(&case.name, &case.folder, Layout::BuildScript).files() {
                tree::write(&folder.join("src").join(&case.name).join(path), text);
            }
            for (path, text) in generate_service(&case.name, &case.folder, Layout::Crate).files() {
                let Some(path) = path.strip_prefix("tests/samples/") else { continue };
                let text = text.replace(&format!("{}_actions", case.name), &format!("good_specs::{}", case.name));
                tree::write(&folder.join("tests/samples").join(&case.name).join(path), text);
            }
            tests.push_str(&format!("#[path = \"samples/{0}/main.rs\"]\nmod {0};\n", case.name));
            root.push_str(&format!("\n/// The case `{0}`.\n#[path = \"{0}/mod.rs\"]\npub mod {0};\n", case.name));
        }
        tree::write(&folder.join("src/lib.rs"), root);
        tree::write(&folder.join("tests/samples.rs"), tests);
        let runtime = tree::workspace().join("runtime");
        let runtime = runtime.to_str().expect("a path in UTF-8").replace('\\', "/");
        let manifest = format!(
            "[package]\nname = \"good_specs\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\nactiongen-runtime = {{ path = {runtime:?}, default-features = false }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\n\
             [dev-dependencies]\nactiongen-runtime = {{ path = {runtime:?}, features = [\"testing\"], default-features = false }}\n\n\
             [workspace]\n"
        );
        tree::write(&folder.join("Cargo.toml"), manifest);
        copy_lock(&folder);
        folder
    })
}

#[test]
fn rustc_and_clippy_have_nothing_to_say() {
    cargo(good_specs(), &["clippy", "--offline", "--quiet", "--all-targets", "--", "-D", "warnings"])
        .success();
}

#[test]
fn samples_pass_and_rejects_are_refused() {
    cargo(good_specs(), &["test", "--offline", "--test", "samples"]).success();
}

#[test]
fn rustdoc_has_nothing_to_say() {
    let denied = r#"build.rustdocflags=["-Dwarnings"]"#;
    cargo(good_specs(), &["doc", "--offline", "--quiet", "--no-deps", "--config", denied]).success();
}

#[test]
fn no_text_of_a_spec_is_run_as_a_test() {
    let run = cargo(good_specs(), &["test", "--offline", "--doc"]).success();
    assert!(run.stdout.contains("0 passed"), "there is a test in the docs\n{}", run.stdout);
}
