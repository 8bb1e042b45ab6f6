//! Every row of the table of changes, each on the smallest pair of specs that shows it: `specs/diff/library`, and the same
//! after an edit. What is told of all of them stands in `specs/diff/expected.txt`, which
//! `UPDATE_EXPECTED=1 cargo test -p acceptance --test generator diff` writes anew, like the table in `spec/CHANGES.md`; read both
//! before you commit them.

mod rows;

use std::collections::BTreeMap;
use std::fmt::Write;

use acceptance::cases::{Case, cases};
use acceptance::tree;
use actiongen::diagnostics::{Problems, render};
use actiongen::diff::{Bump, Kind, ServiceChanges, Weight, compare, table, to_json_lines};
use actiongen::lower::lower;
use actiongen::model::Api;
use actiongen::source::from_texts;

use self::rows::{Edit, Row, Side, rows};

type Files = BTreeMap<String, String>;

fn library() -> Files {
    let files = tree::files(&tree::workspace().join("tests/specs/diff/library"));
    files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("a text"))).collect()
}

fn edited(side: Side, edits: &[Edit]) -> Files {
    let mut files = library();
    for edit in edits.iter().filter(|edit| edit.side == side) {
        if edit.old.is_empty() {
            files.insert(edit.path.to_owned(), edit.new.to_owned());
        } else if edit.old == "*" {
            files.remove(edit.path).expect("the file is there");
        } else {
            let text = files.get_mut(edit.path).expect("the file is there");
            assert_eq!(text.matches(edit.old).count(), 1, "{} must have {:?} once", edit.path, edit.old);
            *text = text.replacen(edit.old, edit.new, 1);
        }
    }
    files
}

/// The models of a version, or what its author would be told.
fn apis(files: &Files) -> Result<Vec<Api>, String> {
    let name = |path: &String| match path.strip_prefix('/') {
        Some(other) => other.to_owned(),
        None => format!("library/{path}"),
    };
    let mut problems = Problems::new();
    let sources = from_texts(files.iter().map(|(path, text)| (name(path), text)), &mut problems);
    let apis = lower(&sources, &mut problems);
    match problems.has_errors() {
        true => Err(render(&problems, &sources, false)),
        false => Ok(apis),
    }
}

fn changes(edits: &[Edit]) -> Vec<ServiceChanges> {
    let side = |side: Side| apis(&edited(side, edits)).unwrap_or_else(|told| panic!("{side:?}: {told}"));
    compare(&side(Side::Old), &side(Side::New))
}

fn told(row: &Row) -> String {
    let mut text = format!("# {}\n", row.kind);
    for service in changes(row.edits) {
        for change in &service.changes {
            let _ = writeln!(
                text,
                "{} {} | {:?} | {}: {}",
                change.weight.as_str(),
                change.kind.word(),
                change.subject,
                change.place,
                change.message
            );
            for touch in &change.touches {
                let _ =
                    writeln!(text, "    in {} {}", touch.action.as_deref().unwrap_or("errors"), touch.place);
            }
        }
    }
    text
}

/// Compares a file with what it should be, or writes it anew.
fn matches_file(path: &str, text: &str) {
    let path = tree::workspace().join(path);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        tree::write(&path, text);
    }
    assert_eq!(tree::read(&path), text, "{}: if this is better, run with UPDATE_EXPECTED=1", path.display());
}

#[test]
fn each_row_is_a_pair_of_good_specs() {
    let wrong = rows().iter().flat_map(|row| {
        [Side::Old, Side::New].map(|side| match apis(&edited(side, row.edits)) {
            Ok(_) => String::new(),
            Err(told) => format!("{} {side:?}\n{told}\n", row.kind),
        })
    });
    let wrong: String = wrong.collect();
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn each_row_of_the_table_is_told() {
    let text: Vec<String> = rows().iter().map(told).collect();
    matches_file("tests/specs/diff/expected.txt", &text.join("\n"));
}

#[test]
fn each_kind_has_a_row_of_its_weight() {
    for row in rows() {
        let changes = changes(row.edits);
        let all: Vec<_> = changes.iter().flat_map(|service| &service.changes).collect();
        let found = all.iter().find(|change| change.kind.word() == row.kind);
        let found = found.unwrap_or_else(|| panic!("{}: it is not told: {all:?}", row.kind));
        assert_eq!(found.weight, row.weight, "{}", row.kind);
        let heaviest = all.iter().map(|change| change.weight).min();
        assert_eq!(heaviest, Some(row.weight), "{}: something else weighs more: {all:?}", row.kind);
        let bumps = changes.iter().map(ServiceChanges::bump).max();
        assert_eq!(bumps, Some(Bump::of(row.weight)), "{}", row.kind);
    }
    for kind in Kind::ALL {
        assert!(rows().iter().any(|row| row.kind == kind.word()), "no row shows {}", kind.word());
    }
}

#[test]
fn the_same_specs_have_no_changes() {
    let same = changes(&[]);
    assert_eq!(same.len(), 1);
    assert_eq!((same[0].changes.len(), same[0].bump()), (0, Bump::None));
}

#[test]
fn what_breaks_does_not_break_what_was_beta() {
    let edits = [
        rows::new("actions/books/draft.yaml", "length: ..9", "length: ..5"),
        rows::new(
            "types/books.yaml",
            "      fresh: {type: bool, stability: beta, doc: Whether it is new.}\n",
            "",
        ),
    ];
    let changes = changes(&edits);
    let told: Vec<_> = changes[0].changes.iter().map(|it| (it.kind, it.weight, it.beta)).collect();
    assert_eq!(
        told,
        [(Kind::RequestFieldRemoved, Weight::Feature, true), (Kind::BoundTightened, Weight::Feature, true)]
    );
    assert_eq!(changes[0].bump(), Bump::Minor);
}

#[test]
fn people_read_a_line_a_change() {
    let edits = [
        rows::new(
            "types/books.yaml",
            "      title: {type: string, length: 1..200, required: true, doc: The title on the \
            cover.}\n      pages: {type: int32, range: 1..,",
            "      title: {type: string, length: 1..200, \
            required: true, doc: What is on the cover.}\n      pages: {type: int32, range: 1.., deprecated: Count them.,",
        ),
        rows::new(
            "types/books.yaml",
            "range: 1..900, doc: How many pages",
            "range: 1..800, doc: How many leaves",
        ),
        rows::new("types/books.yaml", "doc: Who gave it.", "doc: Who brought it."),
        rows::new("actions/books/draft.yaml", "length: ..9", "length: ..5"),
        rows::new("service.yaml", "title: Library", "title: The Library"),
    ];
    let text = actiongen::diff::render(&changes(&edits));
    assert_eq!(
        text,
        "patch     library  another title – no program reads them\n\
         \n\
         feature   type books.Book  pages: deprecated: Count them – it works as before; compilers warn of it\n          \
         in books.add output, books.find output[], books.get output, books.list output[], 1 more\n\
         patch     type books.Book  title: another doc – no program reads them\n          \
         in books.add output, books.find output[], books.get output, books.list output[], 1 more\n\
         breaking  books.add  body[].pages: 1 to 800, was 1 to 900 – requests that were sent before are refused now\n\
         patch     books.add  other words in 2 places: body[].pages, body[].donor – no program reads them\n\
         feature   books.draft  body.name: at most 5 characters, was at most 9 characters – requests that were sent \
         before are refused now; but it was beta\n\
         \n\
         library: 1 breaking, 2 features, 4 patches – a major version: 1.2.3 becomes 2.0.0; below 1.0, 0.2.3 becomes \
         0.3.0\n"
    );
}

#[test]
fn each_change_has_all_its_parts_in_json() {
    let changes = changes(&[rows::new("types/books.yaml", "range: 1..900", "range: 1..800")]);
    let lines = to_json_lines(&changes);
    let [line] = lines.lines().collect::<Vec<_>>()[..] else { panic!("not one line: {lines}") };
    let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(
        line,
        serde_json::json!({
            "service": "library", "weight": "breaking", "kind": "bound_tightened", "beta": false, "resource": null,
            "action": "books.add", "type": "books.NewBook", "place": "body[].pages",
            "message": "1 to 800, was 1 to 900", "why": Kind::BoundTightened.why(), "touches": [],
        })
    );
}

#[test]
fn any_two_services_can_be_compared() {
    let service = |case: Case| -> Vec<Api> {
        let files = tree::files(&case.folder).into_iter().filter(|(path, _)| path.ends_with(".yaml"));
        apis(&files.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("a text"))).collect())
            .unwrap_or_else(|told| panic!("{}: {told}", case.name))
    };
    let services: Vec<Vec<Api>> = cases("specs/good").into_iter().map(service).collect();
    for (place, old) in services.iter().enumerate() {
        for (other, new) in services.iter().enumerate() {
            let changes = compare(old, new);
            let text = actiongen::diff::render(&changes);
            assert_eq!(changes[0].changes.is_empty(), place == other, "{text}");
        }
    }
}

#[test]
fn the_docs_have_the_table() {
    let path = "spec/CHANGES.md";
    let text = tree::read(&tree::workspace().join(path));
    let (head, rest) = text.split_once("<!-- table: begin -->\n").expect("the place where the table begins");
    let (_, tail) = rest.split_once("<!-- table: end -->").expect("the place where the table ends");
    matches_file(path, &format!("{head}<!-- table: begin -->\n{}\n<!-- table: end -->{tail}", table()));
}
