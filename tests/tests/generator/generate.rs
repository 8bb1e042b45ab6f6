//! What the program does to a folder: nothing where nothing changed, what a change asks for and no more, and the
//! exit status and the words of `check`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use acceptance::cargo::Run;
use acceptance::tree;
use tempfile::TempDir;

use crate::{actiongen, contributing};

/// A clone of what the generator reads and writes: the specs, and the crate that it makes of them.
struct Clone {
    folder: TempDir,
}

impl Clone {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        for name in ["spec", "generated"] {
            tree::copy(&tree::workspace().join(name), &folder.path().join(name));
        }
        let clone = Self { folder };
        // Whether what is committed is fresh is another test's business.
        clone.run("generate").success();
        clone
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, command: &str) -> Run {
        actiongen(self.path(), &[command])
    }

    /// The generated files as text, by path.
    fn generated(&self) -> BTreeMap<String, String> {
        let files = tree::files(&self.path().join("generated")).into_iter();
        files.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("a text"))).collect()
    }
}

/// Fails with the names of the files that differ, come or go.
fn same<T: PartialEq>(found: &BTreeMap<String, T>, expected: &BTreeMap<String, T>) {
    let names = found.keys().chain(expected.keys());
    let differ: Vec<&String> = names.filter(|name| found.get(*name) != expected.get(*name)).collect();
    assert!(differ.is_empty(), "these files are not the same: {differ:?}");
}

#[test]
fn nothing_is_written_where_nothing_changed() {
    let clone = Clone::new();
    let before = tree::times(&clone.path().join("generated"));
    let run = clone.run("generate").success();
    same(&tree::times(&clone.path().join("generated")), &before);
    assert!(run.stdout.contains("0 files written"), "{}", run.stdout);
    clone.run("check").success();
}

#[test]
fn where_a_spec_lies_and_who_reads_it_changes_no_byte() {
    // Another folder, called from elsewhere, into nothing: the same bytes.
    let clone = Clone::new();
    let elsewhere = tempfile::tempdir().expect("a folder for the test");
    let manifest = "bigcommerce/Cargo.toml";
    let text = tree::read(&tree::workspace().join("generated").join(manifest));
    tree::write(&elsewhere.path().join("deep/out").join(manifest), text);
    let spec = clone.path().join("spec");
    let spec = spec.to_str().expect("a path in UTF-8");
    actiongen(elsewhere.path(), &["generate", "--spec", spec, "--out", "deep/out"]).success();
    let made = tree::files(&elsewhere.path().join("deep/out"));
    let others = tree::files(&clone.path().join("generated"));
    for (path, bytes) in &made {
        assert!(others.get(path) == Some(bytes), "{path} differs");
    }
    assert!(made.len() > 10, "{:?}", made.keys());
}

/// The lines that a file lost and got, in pairs.
fn changed_lines<'a>(old: &'a str, new: &'a str) -> Vec<(&'a str, &'a str)> {
    assert_eq!(old.lines().count(), new.lines().count(), "lines came or went");
    old.lines().zip(new.lines()).filter(|(old, new)| old != new).collect()
}

#[test]
fn a_bound_changes_its_own_lines_in_every_type_that_has_the_field() {
    let clone = Clone::new();
    let before = clone.generated();
    let types = clone.path().join("spec/bigcommerce/types/customers.yaml");
    tree::edit(
        &types,
        "length: ..255\n        doc: The code of the tax exempt category of the customer.",
        "length: ..191\n        doc: The code of the tax exempt category of the customer.",
    );

    let check = clone.run("check").exit(1);
    let run = clone.run("generate").success();
    clone.run("check").success();

    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, new) in clone.generated() {
        let lines = changed_lines(&before[&path], &new).into_iter();
        for (old, new) in lines {
            assert_eq!(old.replace("255", "191"), new, "{path}: something else changed");
            let kind = match path.rsplit('.').next() {
                Some("rs") if new.trim().starts_with(r#"check.chars("tax_exempt_category","#) => "validator",
                Some("rs") if new.trim().starts_with("///") && new.contains("191 characters") => "rustdoc",
                Some("md") if new.starts_with('|') && new.contains("tax_exempt_category") => "row",
                Some("json") if new.trim().trim_end_matches(',') == r#""maxLength": 191"# => "schema",
                Some("json") if new.trim().trim_end_matches(',') == r#""max_length": 191"# => "catalogue",
                _ => panic!("{path}: nobody expects this change\n- {old}\n+ {new}"),
            };
            *kinds.entry(kind).or_default() += 1;
        }
        if before[&path] != new {
            let name = path.trim_start_matches("bigcommerce/");
            assert!(check.stdout.contains(name), "{path} was not called stale\n{}", check.stdout);
            assert!(run.stdout.contains(name), "{path} was not said to be written\n{}", run.stdout);
        }
    }
    // `Customer` is what comes back and has no validator; `NewCustomer` and `CustomerChanges` are sent.
    assert_eq!(kinds["validator"], 2, "{kinds:?}");
    assert_eq!(kinds["rustdoc"], 3, "{kinds:?}");
    assert!(kinds["row"] >= 2, "{kinds:?}");
    assert!(kinds["schema"] >= 2, "{kinds:?}");
    assert_eq!(kinds["catalogue"], 3, "{kinds:?}");
}

#[test]
fn check_shows_what_was_edited_by_hand_and_generate_puts_it_right() {
    let clone = Clone::new();
    let before = clone.generated();
    let file = clone.path().join("generated/bigcommerce/src/customers/types/new_customer.rs");
    let edited = tree::read(&file).replacen("3..=250", "3..=9999", 1);
    tree::write(&file, &edited);
    let check = clone.run("check").exit(1);
    assert!(
        check.stdout.contains("src/customers/types/new_customer.rs differs from what the specs say"),
        "{}",
        check.stdout
    );
    assert!(check.stdout.contains("3..=9999"), "the difference is shown\n{}", check.stdout);
    assert!(check.stdout.contains("actiongen generate"), "the repair is named\n{}", check.stdout);
    assert_eq!(tree::read(&file), edited, "check changes nothing");
    clone.run("generate").success();
    same(&clone.generated(), &before);
}

#[test]
fn mistakes_write_nothing_and_exit_with_1() {
    let clone = Clone::new();
    let before = tree::times(&clone.path().join("generated"));
    let types = clone.path().join("spec/bigcommerce/types/customers.yaml");
    tree::edit(
        &types,
        "length: ..255, doc: The company of the customer.",
        "length: 255..1, doc: The company of the customer.",
    );
    for command in ["check", "generate"] {
        let run = clone.run(command).exit(1);
        assert!(run.stderr.contains("spec/bigcommerce/types/customers.yaml:"), "{}", run.stderr);
    }
    same(&tree::times(&clone.path().join("generated")), &before);
    assert_eq!(actiongen(clone.path(), &["generat"]).code, Some(2));
    assert_eq!(actiongen(clone.path(), &["print", "customers.crate"]).exit(1).stdout, "");
}

#[test]
fn an_action_that_goes_takes_its_files_along_and_leaves_what_is_not_ours() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let case = tree::workspace().join("tests/specs/good/statuses");
    tree::copy(&case, &folder.path().join("spec/jobs"));
    let out = folder.path().join("generated/jobs");
    let manifest = tree::read(&tree::workspace().join("generated/bigcommerce/Cargo.toml"));
    tree::write(&out.join("Cargo.toml"), manifest);
    actiongen(folder.path(), &["generate"]).success();
    let is_about = |path: &str| path.contains("stop_all");
    let with: Vec<String> = tree::files(&out).into_keys().filter(|path| is_about(path)).collect();
    assert!(with.iter().any(|path| path.starts_with("docs/")), "{with:?}");
    assert!(with.iter().any(|path| path.starts_with("schema/")), "{with:?}");
    assert!(tree::read(&out.join("src/jobs/mod.rs")).contains("stop_all"));

    let ours_is_not = out.join("docs/jobs/notes.md");
    tree::write(&ours_is_not, "Written by hand.\n");
    fs::remove_file(folder.path().join("spec/jobs/actions/jobs/stop_all.yaml")).expect("the action is there");
    let check = actiongen(folder.path(), &["check"]).exit(1);
    for path in &with {
        assert!(check.stdout.contains(path), "{path} is no longer generated\n{}", check.stdout);
    }
    actiongen(folder.path(), &["generate"]).success();
    for (path, bytes) in tree::files(&out) {
        assert!(!String::from_utf8_lossy(&bytes).contains("stop_all"), "{path} still has the action");
        assert!(!is_about(&path), "{path} is still there");
    }
    assert_eq!(tree::read(&ours_is_not), "Written by hand.\n");
}

#[test]
fn an_action_is_added_by_one_file_as_contributing_says() {
    let clone = Clone::new();
    let (path, yaml) = contributing::example();
    let name = path.strip_prefix("spec/bigcommerce/actions/").and_then(|path| path.strip_suffix(".yaml"));
    let (resource, action) = name.and_then(|name| name.split_once('/')).expect("the path of an action");
    let before: Vec<String> = clone.generated().into_keys().collect();
    tree::write(&clone.path().join(&path), yaml);
    let run = clone.run("generate").success();
    assert_eq!(run.stderr, "", "no mistake and no warning");
    let new: Vec<String> = clone.generated().into_keys().filter(|path| !before.contains(path)).collect();
    for expected in [
        format!("bigcommerce/docs/{resource}/{action}.md"),
        format!("bigcommerce/schema/{resource}/{action}.input.json"),
        format!("bigcommerce/schema/{resource}/{action}.output.json"),
    ] {
        assert!(new.contains(&expected), "{expected} is not among {new:?}");
    }
}
