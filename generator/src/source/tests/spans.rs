//! Every piece of the tree stands where it says.

use crate::diagnostics::{Problems, render};
use crate::source::{At, Kind, Node, Sources, Style, from_texts};

fn read(text: &str) -> Sources {
    let mut problems = Problems::new();
    let sources = from_texts([("s/service.yaml", text)], &mut problems);
    assert!(problems.is_empty(), "{}", render(&problems, &sources, false));
    sources
}

fn root(sources: &Sources) -> At<'_> {
    sources.files()[0].at().expect("is YAML")
}

fn written(sources: &Sources, at: At<'_>) -> String {
    sources.text(at.span()).to_owned()
}

#[test]
fn spans_are_bytes_of_what_was_written() {
    let text = "\
Zoë: über
# ein Kommentar: größer
日本: {email:in: \"a\\tß\", 'x': [1, {é: ~}, ]}
block: |
  Zeile ä
  Zeile ö

list:
  - first: ü # c
    second: >-
      ein
      Text
  -   third
empty:
nested:
    deep:
        - [a, b]
last: [multi,
  line]
";
    let sources = read(text);
    let at = root(&sources);
    let table = [
        (at.key("Zoë"), "über"),
        (at.key("日本"), "{email:in: \"a\\tß\", 'x': [1, {é: ~}, ]}"),
        (at.path(&["日本", "email:in"]), "\"a\\tß\""),
        (at.path(&["日本", "x"]), "[1, {é: ~}, ]"),
        (at.path(&["日本", "x"]).item(0), "1"),
        (at.path(&["日本", "x"]).item(1).key("é"), "~"),
        (at.key("block"), "Zeile ä\n  Zeile ö"),
        (at.key("list").item(0).key("first"), "ü"),
        (at.key("list").item(0).key("second"), "ein\n      Text"),
        (at.key("list").item(0), "first: ü # c\n    second: >-\n      ein\n      Text"),
        (at.key("list").item(1), "third"),
        (at.key("empty"), ""),
        (at.key("nested"), "deep:\n        - [a, b]"),
        (at.path(&["nested", "deep"]), "- [a, b]"),
        (at.key("last"), "[multi,\n  line]"),
    ];
    for (at, expected) in table {
        assert_eq!(written(&sources, at), expected);
    }
    assert_eq!(sources.text(at.key("日本").key_name("x")), "'x'");
    assert_eq!(sources.text(at.key("日本").name()), "日本");
    let empty = at.key("empty").span();
    assert_eq!(&text[..empty.start as usize].lines().last(), &Some("empty:"), "behind the colon");
    assert_eq!(at.path(&["日本", "email:in"]).scalar().map(|s| s.text.as_str()), Some("a\tß"));
    assert_eq!(
        at.key("block").scalar().map(|s| (s.text.as_str(), s.style)),
        Some(("Zeile ä\nZeile ö\n", Style::Literal))
    );
}

#[test]
fn a_step_that_leads_nowhere_stays() {
    let sources = read("a: {b: 1}\n");
    let at = root(&sources);
    assert!(at.has("a") && !at.has("b"));
    assert_eq!(at.key("zzz").span(), at.span());
    assert_eq!(at.path(&["a", "zzz", "b"]).span(), at.key("a").span());
    assert_eq!(at.key("a").item(3).span(), at.key("a").span());
    assert_eq!(at.key("a").key_name("zzz"), at.key("a").name());
    assert!(at.get("zzz").is_none());
}

/// The tree without places.
fn shape(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar(scalar) => format!("{:?}", scalar.text),
        Kind::List(items) => {
            let items: Vec<String> = items.iter().map(shape).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|entry| format!("{:?}: {}", entry.key.text, shape(&entry.value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// A3 and A4.
#[test]
fn mark_and_line_endings_change_nothing() {
    let text = "a: |\n  one\n\n  two\nb: \"x\n  y\"\nc: {d: [é, 2],\n  e: f}\n# end\ng: >\n  one\n  two\n";
    let expected = shape(root(&read(text)).node());
    assert_eq!(
        expected,
        "{\"a\": \"one\\n\\ntwo\\n\", \"b\": \"x y\", \"c\": {\"d\": [\"é\", \"2\"], \"e\": \"f\"}, \"g\": \"one two\\n\"}"
    );
    for other in [
        text.replace('\n', "\r\n"),
        text.replace('\n', "\r"),
        format!("\u{FEFF}{text}"),
        format!("\u{FEFF}{}", text.replace('\n', "\r\n")),
    ] {
        let sources = read(&other);
        assert_eq!(shape(root(&sources).node()), expected);
        assert_eq!(sources.files()[0].text, text);
    }
}

#[test]
fn wire_names_need_no_quotes() {
    let sources = read(
        "q: {id:in: 1, date_created:max: 2, _authentication: 3, X-Desk-Token: s, 5xx: 4, 401: 5}\nbase: https://a.b/c/{d}\nb: 3..250\n",
    );
    assert_eq!(
        shape(root(&sources).node()),
        "{\"q\": {\"id:in\": \"1\", \"date_created:max\": \"2\", \"_authentication\": \"3\", \"X-Desk-Token\": \"s\", \"5xx\": \"4\", \"401\": \"5\"}, \
         \"base\": \"https://a.b/c/{d}\", \"b\": \"3..250\"}"
    );
}

#[test]
fn one_document_may_have_its_markers() {
    let sources = read("# c\n---\na: b\n...\n# d\n");
    assert_eq!(shape(root(&sources).node()), "{\"a\": \"b\"}");
}
