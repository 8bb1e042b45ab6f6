//! `new`: what it writes has holes that `check` names, and once they are filled in it passes, generates Rust that
//! compiles, and runs its samples.

use std::path::Path;

use acceptance::cargo::Nested;
use acceptance::tree;

use crate::actiongen;

/// The keys without a value in a file, in order, with the lines that they stand in, counted from 1.
fn holes(text: &str) -> Vec<(String, usize)> {
    let hole = |(at, line): (usize, &str)| {
        let (key, rest) = line.split_once(':')?;
        let is_hole = rest.trim_start().starts_with("# ") && !key.trim_start().starts_with('#');
        // A map below it is its value.
        let deeper = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
        let next = text.lines().skip(at + 1).find(|line| !line.trim().is_empty());
        let is_map = next.is_some_and(|next| deeper(next) > deeper(line));
        (is_hole && !is_map).then(|| (key.trim_start_matches([' ', '-']).to_owned(), at + 1))
    };
    text.lines().enumerate().filter_map(hole).collect()
}

/// Fills in the holes of a file, in order; a key that is given nothing is deleted.
fn fill(path: &Path, values: &[(&str, &str)]) {
    let text = tree::read(path);
    let holes = holes(&text);
    let keys: Vec<&str> = holes.iter().map(|(key, _)| key.as_str()).collect();
    let expected: Vec<&str> = values.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, expected, "the holes of {}", path.display());
    let mut filled = String::new();
    for (at, line) in text.lines().enumerate() {
        match holes.iter().position(|(_, hole)| *hole == at + 1) {
            Some(hole) if values[hole].1.is_empty() => continue,
            Some(hole) => {
                let (key, _) = line.split_once(':').expect("a hole has a key");
                filled.push_str(&format!("{key}: {}", values[hole].1));
            }
            None => filled.push_str(line),
        }
        filled.push('\n');
    }
    tree::write(path, filled);
}

#[test]
fn what_new_writes_is_filled_in_and_runs() {
    let nested = Nested::new("new", "generated/library");
    let at = nested.folder();
    let run = actiongen(at, &["new", "service", "library"]).success();
    assert!(run.stdout.contains("Add \"generated/library\" to the `members`"), "{}", run.stdout);
    // A new service needs nothing to be filled in.
    let run = actiongen(at, &["generate"]).success();
    assert_eq!(run.stderr, "", "no mistake and no warning");

    for id in ["books.create", "books.list", "desk.look_up"] {
        actiongen(at, &["new", id]).success();
    }
    let spec = at.join("spec/library");
    let paths = [
        "actions/books/create.yaml",
        "actions/books/list.yaml",
        "actions/desk/look_up.yaml",
        "types/books.yaml",
    ];

    // Every hole is named in one run, and nothing else is told.
    let check = actiongen(at, &["check"]).exit(1);
    let mut places: Vec<String> = Vec::new();
    for path in paths {
        let holes = holes(&tree::read(&spec.join(path)));
        assert!(!holes.is_empty(), "{path} has no hole");
        places.extend(holes.iter().map(|(_, line)| format!("spec/library/{path}:{line}:")));
    }
    for place in &places {
        assert!(check.stderr.contains(place), "{place} is not named\n{}", check.stderr);
    }
    let told = check.stderr.lines().filter(|line| line.starts_with("error") || line.starts_with("warning"));
    assert!(
        told.clone().all(|line| line.starts_with("error[E0105]") || line.ends_with("errors")),
        "{}",
        check.stderr
    );
    assert_eq!(told.count(), places.len(), "{}", check.stderr);

    // What nobody can know but who writes it, is asked.
    let text = tree::read(&spec.join(paths[0]));
    for question in ["idempotent: true", "# reconcile: {key: …, using: books.list", "batch: {concurrency: 1}"]
    {
        assert!(text.contains(question), "{question} is not asked\n{text}");
    }

    fill(
        &spec.join(paths[0]),
        &[
            ("summary", "Put books on the shelf."),
            ("source", "https://library.example/docs#create"),
            ("endpoint", "POST /v1/books"),
            ("items", "1..10"),
            ("status", "201"),
            ("at", "data"),
            ("body", "[{title: Emma}]"),
            ("status", "201"),
            ("response", "{data: [{id: 7, title: Emma}]}"),
        ],
    );
    fill(
        &spec.join(paths[1]),
        &[
            ("summary", "Return books."),
            ("source", ""),
            ("endpoint", "GET /v1/books"),
            ("query", "{title: {type: string, doc: Only books of this title.}}"),
            ("at", "data"),
            ("query", "{title: Emma}"),
            ("response", "{data: [{id: 7, title: Emma}]}"),
        ],
    );
    fill(
        &spec.join(paths[2]),
        &[
            ("summary", "Look up the book of a title."),
            ("source", ""),
            ("input", "{title: {type: string, required: true, doc: The title on the cover.}}"),
            ("call", "books.list"),
            ("with", "{query: {title: title}}\n    expect: one"),
            ("input", "{title: Emma}"),
            ("sends", "GET /v1/books?title=Emma"),
            ("status", "200"),
            ("response", "{data: [{id: 7, title: Emma}]}"),
        ],
    );
    fill(
        &spec.join(paths[3]),
        &[
            ("source", "The desk of the library."),
            ("doc", "A book on the shelf."),
            (
                "fields",
                "{id: {type: int, required: true, doc: Its number.}, title: {type: string, doc: Its title.}}",
            ),
            ("fields", "{title: {required: true}}"),
        ],
    );
    let run = actiongen(at, &["generate"]).success();
    assert_eq!(run.stderr, "", "no mistake and no warning");
    // With every feature; the others of the runtime are those that tests have anyway.
    let run = nested.cargo(&["test", "--offline", "--all-features"]).success();
    for action in ["books::create", "books::list", "desk::look_up"] {
        assert!(run.stdout.contains(action), "the samples of {action} are not run\n{}", run.stdout);
    }

    // The next action of a resource knows what the others have in common; its types are there.
    actiongen(at, &["new", "books.add_rare"]).success();
    let text = tree::read(&spec.join("actions/books/add_rare.yaml"));
    for line in ["  type: list<NewBook>", "  status: 201", "  at: data", "  type: list<Book>"] {
        assert!(text.lines().any(|known| known == line), "{line:?} is not in\n{text}");
    }
    assert!(!text.contains("types:"), "{text}");
    assert!(
        tree::read(&spec.join(paths[3])).contains("title: {required: true}"),
        "an existing file was touched"
    );
}
