//! A mistake in a spec gives its message: each folder in `specs/bad` has a spec and, in `expected.txt`, everything
//! that its author is told. `UPDATE_EXPECTED=1 cargo test -p acceptance --test generator diagnostics` writes those files anew;
//! read each of them before you commit it.

use acceptance::cases::{Case, cases};
use acceptance::generator::generate_service;
use acceptance::tree;
use actiongen::engine::Layout;

fn messages(case: &Case) -> String {
    generate_service("library", &case.folder, Layout::Crate).messages
}

#[test]
fn each_mistake_gives_its_message() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut wrong = Vec::new();
    for case in cases("specs/bad") {
        let expected = case.folder.join("expected.txt");
        let messages = messages(&case);
        if update {
            tree::write(&expected, messages);
        } else if !expected.is_file() || tree::read(&expected) != messages {
            wrong.push(format!("=== {}\n{messages}", case.name));
        }
    }
    assert!(
        wrong.is_empty(),
        "these messages are not the expected ones; if they are better, run with UPDATE_EXPECTED=1\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_spec_with_an_error_generates_nothing() {
    for case in cases("specs/bad") {
        let generated = generate_service("library", &case.folder, Layout::Crate);
        let has_errors = generated.messages.contains("error[");
        assert_eq!(generated.services.is_empty(), has_errors, "{}: errors and files", case.name);
    }
}

/// Where each message of a case points, in order: file, line and column.
fn places(name: &str) -> Vec<String> {
    let case = cases("specs/bad").into_iter().find(|case| case.name == name);
    let messages = messages(&case.unwrap_or_else(|| panic!("there is no case {name}")));
    let places = messages.lines().filter_map(|line| line.trim_start().strip_prefix("--> "));
    places.map(str::to_owned).collect()
}

#[test]
fn five_mistakes_in_one_file_give_five_messages_in_one_run() {
    let file = "library/actions/books/add.yaml";
    let expected = [(3, 1), (4, 11), (6, 30), (15, 37), (16, 26)];
    let expected: Vec<String> =
        expected.iter().map(|(line, column)| format!("{file}:{line}:{column}")).collect();
    assert_eq!(places("five_mistakes"), expected);
}

#[test]
fn mistakes_in_several_files_are_told_in_one_run() {
    let files: Vec<String> = places("two_files")
        .into_iter()
        .map(|place| place.split(':').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(files, ["library/actions/books/get.yaml", "library/types/books.yaml"]);
}

#[test]
fn the_same_mistakes_give_the_same_text_in_every_notation() {
    // A byte order mark and the line breaks of another system change no place and no excerpt.
    let case =
        cases("specs/bad").into_iter().find(|case| case.name == "five_mistakes").expect("the case is there");
    let other = tempfile::tempdir().expect("a folder for the test");
    for (path, bytes) in tree::files(&case.folder) {
        let text = String::from_utf8(bytes).expect("a text").replace('\n', "\r\n");
        tree::write(&other.path().join(path), format!("\u{feff}{text}"));
    }
    let other = generate_service("library", other.path(), Layout::Crate);
    assert_eq!(other.messages, messages(&case));
}
