//! Messages by their exact text.

use super::{Code, Place, Problems, render, summary, to_json_lines};
use crate::source::{Sources, Span, from_texts};

/// Each problem in one line, for tables: code, place, headline, repairs.
pub(crate) fn brief(problems: &Problems, sources: &Sources) -> String {
    let mut out = String::new();
    for problem in problems.sorted() {
        let place = problem.span().map_or_else(
            || "file".to_owned(),
            |span| {
                let at = sources.file(span.file).position(span.start);
                format!("{}:{}", at.line, at.column)
            },
        );
        out.push_str(&format!("{} {place} {}", problem.code, problem.message));
        for help in &problem.help {
            if let Some(replacement) = &help.replacement {
                out.push_str(&format!(" | {} -> {}", sources.text(replacement.span), replacement.text));
            }
        }
        out.push('\n');
    }
    out
}

/// A service and one file of types; the place of the first text that is looked for in it.
struct Case {
    sources: Sources,
    problems: Problems,
}

const TYPES: &str = "shop/types/customers.yaml";

impl Case {
    fn new(types: &str) -> Self {
        let mut problems = Problems::new();
        let sources = from_texts(
            [("shop/service.yaml", "spec: 1\nretry: {attempts: 5}\n"), (TYPES, types)],
            &mut problems,
        );
        assert!(problems.is_empty(), "{}", render(&problems, &sources, false));
        Self { sources, problems }
    }

    fn span(&self, needle: &str) -> Span {
        self.span_in(TYPES, needle)
    }

    fn span_in(&self, path: &str, needle: &str) -> Span {
        let file = self.sources.by_path(path).expect("is there");
        let at = file.text.find(needle).expect("stands in the file");
        let offset = |at: usize| u32::try_from(at).expect("is small");
        Span::new(file.id, offset(at), offset(at + needle.len()))
    }

    #[track_caller]
    fn shows(&self, expected: &str) {
        let shown = render(&self.problems, &self.sources, false);
        assert_eq!(shown, expected, "\n{shown}");
    }
}

#[test]
fn a_message_has_headline_place_excerpt_reason_and_repair() {
    let mut case = Case::new(
        "types:\n  Customer:\n    fields:\n      email: {type: string, length: 255..3, doc: \"The email …\"}\n",
    );
    let span = case.span("255..3");
    case.problems
        .error(Code::MinAboveMax, span, "the minimum is larger than the maximum")
        .label("255 is larger than 3")
        .why("no email could ever be valid, so every call would be refused")
        .replace(span, "3..255", "swap the two ends");
    case.shows(
        r#"error[E0301]: the minimum is larger than the maximum
  --> shop/types/customers.yaml:4:37
   |
 4 |       email: {type: string, length: 255..3, doc: "The email …"}
   |                                     ^^^^^^ 255 is larger than 3
   |
   = why: no email could ever be valid, so every call would be refused
   = help: swap the two ends: `length: 3..255`

1 error
"#,
    );
}

#[test]
fn places_of_one_line_share_it() {
    let mut case = Case::new("types:\n  A: {length: 3..5, default: x, doc: Name}\n");
    let (length, default, doc) = (case.span("3..5"), case.span("x,"), case.span("doc"));
    case.problems
        .error(Code::BadValue, default.part(0, 1), "the default breaks the bound")
        .label("1 character")
        .also(length, "the bound is set here")
        .also(doc, "");
    case.shows(
        r#"error[E0109]: the default breaks the bound
  --> shop/types/customers.yaml:2:30
   |
 2 |   A: {length: 3..5, default: x, doc: Name}
   |               ----           ^  ---
   |               |              |
   |               |              1 character
   |               the bound is set here

1 error
"#,
    );
}

#[test]
fn lines_far_apart_are_cut_and_neighbours_kept() {
    let text = "types:\n  A:\n    doc: one\n    length: 3\n    range: 4\n    doc2: five\n    x: 1\n    y: 2\n    z: 3\n    w: 4\n";
    let mut case = Case::new(text);
    let (a, b, c) = (case.span("A"), case.span("length"), case.span("w"));
    case.problems
        .error(Code::BadValue, b, "three places")
        .label("here")
        .also(c, "far below")
        .also(a, "above, with one line between");
    case.shows(
        "error[E0109]: three places
   --> shop/types/customers.yaml:4:5
    |
  2 |   A:
    |   - above, with one line between
  3 |     doc: one
  4 |     length: 3
    |     ^^^^^^ here
...
 10 |     w: 4
    |     - far below

1 error
",
    );
}

#[test]
fn other_files_come_below() {
    let mut case = Case::new("types:\n  A: {scope: x}\n");
    let (here, there) = (case.span("x"), case.span_in("shop/service.yaml", "attempts"));
    case.problems
        .error(Code::BadValue, here, "no such scope")
        .also(there, "the service stands here")
        .help("add it\nor take another");
    case.shows(
        r#"error[E0109]: no such scope
  --> shop/types/customers.yaml:2:14
   |
 2 |   A: {scope: x}
   |              ^
  ::: shop/service.yaml:2:9
   |
 2 | retry: {attempts: 5}
   |         -------- the service stands here
   |
   = help: add it
           or take another

1 error
"#,
    );
}

#[test]
fn carets_stand_below_wide_letters_and_tabs() {
    let mut case = Case::new("types: {\"日本\": 1, Zoë: 2,\t\"🎉\": 3, last: 4}\n");
    for needle in ["1", "2", "3", "4"] {
        let span = case.span(needle);
        case.problems.error(Code::BadValue, span, needle);
    }
    case.shows(
        "error[E0109]: 1
  --> shop/types/customers.yaml:1:15
   |
 1 | types: {\"日本\": 1, Zoë: 2,    \"🎉\": 3, last: 4}
   |                 ^

error[E0109]: 2
  --> shop/types/customers.yaml:1:23
   |
 1 | types: {\"日本\": 1, Zoë: 2,    \"🎉\": 3, last: 4}
   |                         ^

error[E0109]: 3
  --> shop/types/customers.yaml:1:31
   |
 1 | types: {\"日本\": 1, Zoë: 2,    \"🎉\": 3, last: 4}
   |                                     ^

error[E0109]: 4
  --> shop/types/customers.yaml:1:40
   |
 1 | types: {\"日本\": 1, Zoë: 2,    \"🎉\": 3, last: 4}
   |                                              ^

4 errors
",
    );
}

#[test]
fn line_endings_and_mark_do_not_move_a_place() {
    let lf = "types:\n  Zoë: {length: 3}\n  B: {length: 4}\n";
    let expected = r#"error[E0109]: here
  --> shop/types/customers.yaml:3:15
   |
 3 |   B: {length: 4}
   |               ^

1 error
"#;
    for text in [lf.to_owned(), lf.replace('\n', "\r\n"), lf.replace('\n', "\r"), format!("\u{FEFF}{lf}")] {
        let mut case = Case::new(&text);
        let span = case.span("4");
        case.problems.error(Code::BadValue, span, "here");
        case.shows(expected);
    }
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let text =
        format!("types: {{doc: \"{}\", length: 9..3, more: \"{}\"}}\n", "a ".repeat(100), "b ".repeat(100));
    let mut case = Case::new(&text);
    let span = case.span("9..3");
    case.problems.error(Code::MinAboveMax, span, "cut").label("here");
    let before = format!("{}\", length: ", "a ".repeat(100));
    let before = &before[before.len() - 40..];
    let after = format!(", more: \"{}", "b ".repeat(100));
    let after = &after[..76];
    case.shows(&format!(
        "error[E0301]: cut
  --> shop/types/customers.yaml:1:226
   |
 1 | …{before}9..3{after}…
   |                                          ^^^^ here

1 error
"
    ));
}

#[test]
fn a_place_at_the_end_of_a_file_is_shown() {
    let mut case = Case::new("types: {}\n");
    let file = case.sources.by_path(TYPES).expect("is there").id;
    case.problems.error(Code::Unclosed, Span::new(file, 10, 10), "end").label("here");
    case.problems.error(Code::Syntax, Span::new(file, 7, 10), "over the end of a line");
    case.shows(
        "error[E0005]: over the end of a line
  --> shop/types/customers.yaml:1:8
   |
 1 | types: {}
   |        ^^

error[E0013]: end
  --> shop/types/customers.yaml:2:1
   |
 2 |
   | ^ here

2 errors
",
    );
}

#[test]
fn files_and_folders_have_no_excerpt() {
    let mut case = Case::new("types: {}\n");
    let file = case.sources.by_path(TYPES).expect("is there").id;
    case.problems.error(Code::EmptyFile, file, "the file says nothing").help("delete it");
    case.problems.warning(Code::FileNotRead, Place::Path("spec/x.yml".into()), "not read");
    case.shows(
        "warning[W0001]: not read
  --> spec/x.yml

error[E0003]: the file says nothing
  --> shop/types/customers.yaml
   = help: delete it

1 error, 1 warning
",
    );
}

#[test]
fn a_repair_that_needs_several_lines_has_them() {
    let mut case = Case::new("types:\n  A: {doc: x}\n");
    let span = case.span("x");
    case.problems
        .error(Code::BadValue, span, "long")
        .replace(span, "|\n  one\n  two", "write")
        .replace(span, "y", "did you mean `y`?")
        .replace(span, "", "delete it");
    case.shows(
        "error[E0109]: long
  --> shop/types/customers.yaml:2:12
   |
 2 |   A: {doc: x}
   |            ^
   |
   = help: write:
           doc: |
             one
             two
   = help: did you mean `y`?
   = help: delete it

1 error
",
    );
}

#[test]
fn nothing_that_was_read_reaches_the_terminal_raw() {
    let mut case = Case::new("types:\n  A: {doc: \"x\u{202E}y\"}\n");
    let span = case.span("\"x\u{202E}y\"");
    case.problems.error(Code::BadValue, span, "a key \u{1b}[31mred").label("\u{7}");
    let shown = render(&case.problems, &case.sources, false);
    assert!(shown.contains("a key \\u{1b}[31mred") && shown.contains("x\u{FFFD}y"), "{shown}");
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown}");
}

#[test]
fn colour_adds_nothing_but_colour() {
    let mut case = Case::new("types:\n  A: {doc: x}\n");
    let (x, doc) = (case.span("x"), case.span("doc"));
    case.problems.error(Code::BadValue, x, "here").label("this").also(doc, "that").why("so").help("do");
    let coloured = render(&case.problems, &case.sources, true);
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').expect("an escape ends").1;
    }
    plain.push_str(rest);
    assert_ne!(coloured, plain);
    assert_eq!(plain, render(&case.problems, &case.sources, false));
}

#[test]
fn the_summary_counts() {
    let mut problems = Problems::new();
    assert_eq!(summary(&problems), "no errors");
    problems.warning(Code::OlderYaml, Place::Path("a".into()), "");
    assert_eq!(summary(&problems), "1 warning");
    problems.error(Code::EmptyFile, Place::Path("a".into()), "");
    problems.error(Code::EmptyFile, Place::Path("b".into()), "");
    assert_eq!(summary(&problems), "2 errors, 1 warning");
}

#[test]
fn machines_get_the_same_with_offsets_on_disk() {
    let mut case = Case::new("\u{FEFF}types:\r\n  Zoë: {length: 9..3}\r\n");
    let (bound, key) = (case.span("9..3"), case.span("length"));
    case.problems
        .error(Code::MinAboveMax, bound, "the minimum is larger than the maximum")
        .label("9 is larger than 3")
        .also(key, "the bound")
        .why("none fits")
        .replace(bound, "3..9", "swap the two ends");
    case.problems
        .warning(Code::OlderYaml, key, "so be it")
        .repair(true, Span::new(key.file, key.end, key.end), "s", "put it in")
        .help("or not");
    case.problems.warning(Code::FileNotRead, Place::Path("spec/x.yml".into()), "not read");
    case.problems.error(Code::EmptyFile, bound.file, "nothing");
    let lines = to_json_lines(&case.problems, &case.sources);
    let expected = [
        r#"{"code":"W0001","severity":"warning","message":"not read","file":"spec/x.yml","spans":[],"notes":[],"help":[]}"#,
        r#"{"code":"E0003","severity":"error","message":"nothing","file":"shop/types/customers.yaml","spans":[],"notes":[],"help":[]}"#,
        concat!(
            r#"{"code":"W0101","severity":"warning","message":"so be it","file":"shop/types/customers.yaml","spans":["#,
            r#"{"file":"shop/types/customers.yaml","line":2,"column":9,"end_line":2,"end_column":15,"byte_start":20,"byte_end":26,"label":"","primary":true}],"#,
            r#""notes":[],"help":[{"text":"put it in","replacement":"#,
            r#"{"file":"shop/types/customers.yaml","line":2,"column":15,"end_line":2,"end_column":15,"byte_start":26,"byte_end":26,"text":"s","certain":true}},"#,
            r#"{"text":"or not","replacement":null}]}"#,
        ),
        concat!(
            r#"{"code":"E0301","severity":"error","message":"the minimum is larger than the maximum","file":"shop/types/customers.yaml","spans":["#,
            r#"{"file":"shop/types/customers.yaml","line":2,"column":17,"end_line":2,"end_column":21,"byte_start":28,"byte_end":32,"label":"9 is larger than 3","primary":true},"#,
            r#"{"file":"shop/types/customers.yaml","line":2,"column":9,"end_line":2,"end_column":15,"byte_start":20,"byte_end":26,"label":"the bound","primary":false}],"#,
            r#""notes":["none fits"],"help":[{"text":"swap the two ends","replacement":"#,
            r#"{"file":"shop/types/customers.yaml","line":2,"column":17,"end_line":2,"end_column":21,"byte_start":28,"byte_end":32,"text":"3..9","certain":false}}]}"#,
        ),
    ];
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
    let on_disk = "\u{FEFF}types:\r\n  Zoë: {length: 9..3}\r\n";
    assert_eq!(&on_disk[28..32], "9..3");
}
