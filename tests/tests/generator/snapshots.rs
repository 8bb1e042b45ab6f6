//! What is made of each spec in `specs/good`: a snapshot for each case and target, to be read before it is accepted,
//! and all of them compiled, linted and run.

use std::collections::BTreeMap;

use acceptance::cases::{Case, cases};
use acceptance::generator::generate_service;
use acceptance::tree;
use actiongen::engine::Layout;

fn files(case: &Case, layout: Layout) -> BTreeMap<String, String> {
    generate_service(&case.name, &case.folder, layout).files()
}

/// The files that a case is about, one after the other.
fn text(files: &BTreeMap<String, String>, is_shown: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    for (path, content) in files.iter().filter(|(path, _)| is_shown(path)) {
        text.push_str(&format!("==== {path}\n{content}\n"));
    }
    text
}

fn check(target: &str, is_shown: impl Fn(&Case, &str) -> bool) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(tree::workspace().join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for case in cases("specs/good") {
            let files = files(&case, Layout::Crate);
            insta::assert_snapshot!(
                format!("{}.{target}", case.name),
                text(&files, |path| is_shown(&case, path))
            );
        }
    });
}

#[test]
fn good_specs_give_no_message() {
    let messages: Vec<String> = cases("specs/good")
        .iter()
        .map(|case| generate_service(&case.name, &case.folder, Layout::Crate).messages)
        .collect();
    let messages = messages.concat();
    assert!(messages.is_empty(), "neither a mistake nor a warning\n{messages}");
}

/// Files that say nearly the same for every service are shown for these cases alone.
const WHOLE: [&str; 5] = ["batches", "hostile_texts", "life_cycle", "retries", "secrets"];

fn is_whole(case: &Case) -> bool {
    WHOLE.contains(&case.name.as_str())
}

#[test]
fn rust() {
    check("rust", |case, path| match path.split('/').collect::<Vec<_>>()[..] {
        ["src", _, "documents.rs" | "dispatch.rs"] | ["src", "blocking", _] => is_whole(case),
        ["src", _, "types", "mod.rs"] => false,
        ["src", _, ..] if path.matches('/').count() > 1 => true,
        ["src", _] | ["tests", ..] => is_whole(case),
        _ => false,
    });
}

#[test]
fn docs() {
    check("docs", |case, path| match path.strip_prefix("docs/") {
        Some(path) => path.contains('/') || is_whole(case),
        None => false,
    });
}

#[test]
fn schema() {
    check("schema", |case, path| match path.strip_prefix("schema/") {
        Some(path) => path.contains('/') || is_whole(case),
        None => false,
    });
}

#[test]
fn no_page_and_no_schema_has_a_secret_of_a_sample() {
    let case =
        cases("specs/good").into_iter().find(|case| case.name == "secrets").expect("the case is there");
    for (path, content) in files(&case, Layout::Crate) {
        let is_for_readers = path.starts_with("docs/") || path.starts_with("schema/");
        assert!(!is_for_readers || !content.contains("hunter2hunter2"), "{path} shows a password\n{content}");
    }
}
