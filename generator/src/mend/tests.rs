//! Repairs by the exact bytes of the file before and after them.

use super::*;
use crate::engine::{Layout, Options, compile};
use crate::source::Sources;

const PATH: &str = "library/types/books.yaml";

/// A file of types with what the whole line says of it.
fn checked(text: &str) -> (Sources, Problems) {
    let mut problems = Problems::new();
    let service = "spec: 1\ntitle: Library\nbase_url: https://api.library.example\n";
    let sources = from_texts([("library/service.yaml", service), (PATH, text)], &mut problems);
    compile(&sources, &mut problems, &Options::new(Layout::Crate));
    (sources, problems)
}

/// The file after one round of repairs.
fn round(text: &str) -> Mended {
    let (sources, problems) = checked(text);
    let file = sources.by_path(PATH).unwrap();
    let edits = edits(&problems).remove(&file.id).unwrap_or_default();
    mend(file, text, &edits)
}

/// The file when nothing certain is left.
fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..9 {
        let next = round(&text);
        if next.done.is_empty() {
            return text;
        }
        text = next.text;
    }
    panic!("there is no end: {text}");
}

fn fields(fields: &str) -> String {
    format!("types:\n  Book:\n    doc: A book.\n    fields:\n{fields}")
}

#[test]
fn what_is_certain_is_done_and_the_rest_stays() {
    for (before, after) in [
        // A word of the language with one slip, of another language, in another case.
        ("      a: {type: int, requried: true}\n", "      a: {type: int, required: true}\n"),
        ("      a: {type: integer}\n", "      a: {type: int}\n"),
        ("      a: {type: \"array<boolean>\"}\n", "      a: {type: list<bool>}\n"),
        ("      a: {type: string, format: Email}\n", "      a: {type: string, format: email}\n"),
        // A value that YAML takes for something else, or in another notation.
        ("      a: {type: int, label: 28001}\n", "      a: {type: int, label: \"28001\"}\n"),
        ("      a: {type: int, required: yes}\n", "      a: {type: int, required: true}\n"),
        ("      a: {type: string, length: 3-250}\n", "      a: {type: string, length: 3..250}\n"),
        ("      a: {type: int, accepts: string}\n", "      a: {type: int, accepts: [string]}\n"),
        (
            "      a: {type: int, doc: Red, or so to say}\n",
            "      a: {type: int, doc: \"Red, or so to say\"}\n",
        ),
        (
            "      a:\n        type: int\n        doc: See the note: it is new.\n",
            "      a:\n        type: int\n        doc: \"See the note: it is new.\"\n",
        ),
    ] {
        assert_eq!(mended(&fields(before)), fields(after));
    }
    for guess in [
        "      a: {type: string, length: 250..3}\n",
        "      a: {type: string, length: \"1,000\"}\n",
        "      a: {type: Bok}\n",
        "      a: {type: array}\n",
        "      a: {type: int, label: ~}\n",
        "      a: {type: string, doc: Email, unique}\n",
        "      a: {type: string, pattern: \"[A-Z]+\"}\n",
        "      a: {type: string, format: phone}\n",
    ] {
        assert_eq!(mended(&fields(guess)), fields(guess), "this may mean something else");
    }
}

#[test]
fn the_mark_the_line_endings_and_the_comments_stay() {
    let before = "\u{FEFF}# Bücher 📚\r\ntypes:\r\n  Book: # the only one\r\n    doc: Das Büchlein – 書.\r\n    fields:\r\n\
                  \u{20}     書: {type: integer,   lenght: 3}   # two spaces, 📚\r\n\r\n      b: {type: string, length: 1-3} # ü\r\n";
    let after = before.replace("integer", "int").replace("1-3", "1..3").replace("lenght", "length");
    assert_eq!(mended(before), after);
}

#[test]
fn two_repairs_of_a_line_are_done_in_one_round() {
    let mended = round(&fields("      a: {typ: string, length: 1 to 3, requried: yes} # and so on\n"));
    assert_eq!(mended.text, fields("      a: {type: string, length: 1 to 3, required: yes} # and so on\n"));
    assert_eq!(mended.done.len(), 2);
    let again = round(&mended.text);
    assert_eq!(again.text, fields("      a: {type: string, length: 1..3, required: true} # and so on\n"));
    assert_eq!(again.done.len(), 2);
    assert_eq!(round(&again.text).done, []);
}

#[test]
fn a_file_that_could_be_read_can_be_read_afterwards() {
    let text = fields("      a: {type: int, requried: true, required: true, accepts: string}\n");
    let mended = round(&text);
    assert_eq!(mended.refused.len(), 1);
    assert_eq!((mended.refused[0].text.as_str(), mended.refused[0].code), ("required", Code::UnknownKey));
    // What is right beside it is done all the same.
    assert_eq!(mended.text, text.replace("accepts: string", "accepts: [string]"));
}

#[test]
fn of_two_that_overlap_the_first_is_done() {
    let (sources, mut problems) = checked(&fields("      a: {type: int}\n"));
    let file = sources.by_path(PATH).unwrap();
    let at = |from: usize, to: usize| {
        let start = u32::try_from(file.text.find("type: int").unwrap()).unwrap();
        Span::new(file.id, start, start + 9).part(from, to)
    };
    for (span, text) in [(at(6, 9), "bool"), (at(0, 7), "x"), (at(9, 9), "32"), (at(0, 4), "type")] {
        problems.error(Code::BadValue, span, text).repair(true, span, text, "write");
    }
    let kept: Vec<String> = edits(&problems)[&file.id].iter().map(|edit| edit.text.clone()).collect();
    assert_eq!(kept, ["type", "bool", "32"]);
    assert_eq!(mend(file, &file.text, &edits(&problems)[&file.id]).text, fields("      a: {type: bool32}\n"));
}

#[test]
fn a_message_that_offers_two_ways_is_left_to_its_reader() {
    let (sources, mut problems) = checked(&fields("      a: {type: int}\n"));
    let file = sources.by_path(PATH).unwrap();
    let span = Span::new(file.id, 0, 5);
    problems.error(Code::BadValue, span, "x").repair(true, span, "a", "so").repair(true, span, "b", "or so");
    assert_eq!(edits(&problems), BTreeMap::new());
}
