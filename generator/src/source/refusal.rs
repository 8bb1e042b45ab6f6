//! What YAML has and specs have not, in words.

use super::{FileId, Kind, MAX_DEPTH, MAX_NODES, Scalar, Span, quote};
use crate::diagnostics::{Code, Problem};

/// More values than a file may hold.
pub(super) fn too_many(file: FileId) -> Problem {
    let message = format!("the file holds more than {MAX_NODES} values");
    let mut problem = Problem::new(Code::TooLarge, file, message);
    problem.help("split it: types into one file a resource, actions into one file each");
    problem
}

/// Values inside each other, deeper than is read.
pub(super) fn too_deep(span: Span) -> Problem {
    let message = format!("more than {MAX_DEPTH} lists and maps inside each other");
    let mut problem = Problem::new(Code::TooDeep, span, message);
    problem.why("no spec needs that many, and the file is not read any further");
    problem
}

/// An alias, or a text that begins like one.
pub(super) fn alias(span: Span, text: &str) -> Problem {
    let message = format!("`{text}` is an alias, and specs have none");
    let mut problem = Problem::new(Code::Alias, span, message);
    problem
        .why("a plain text cannot start with `*`, which stands for an alias in YAML")
        .help("write the value out; if it is a text, quote it");
    problem
}

/// An anchor or a tag before a value. `text` is the whole of a text that may have been meant.
pub(super) fn property(span: Span, word: &str, text: Option<(Span, &str)>) -> Problem {
    let (code, name, why) = if word.starts_with('&') {
        let why = "a fact is said once: types are named, and `like` starts a record from another";
        (Code::Alias, "an anchor", why)
    } else {
        let why = "what a value is says the key under which it stands";
        (Code::Tag, "a tag", why)
    };
    let message = format!("`{word}` is {name}, and specs have none");
    let mut problem = Problem::new(code, span, message);
    problem.why(why).replace(span, "", "delete it");
    if let Some((whole, text)) = text {
        problem.replace(whole, quote(text), "if it belongs to a text, quote the text");
    }
    problem
}

/// A line with `%` before the document.
pub(super) fn directive(span: Span) -> Problem {
    let mut problem = Problem::new(Code::Tag, span, "a directive of YAML");
    problem.why("specs are YAML 1.2 without tags, so there is nothing to direct").help("delete the line");
    problem
}

/// More behind the end of the first document. `marker` is the line that divides the two.
pub(super) fn second_document(span: Span, marker: &str) -> Problem {
    let mut problem = Problem::new(Code::SecondDocument, span, "a second document in one file");
    problem
        .label("everything from here on would be left out")
        .help(format!("move it to a file of its own, or delete the `{marker}`"));
    problem
}

/// A list or a map where a key should be.
pub(super) fn key_not_text(span: Span, kind: &Kind) -> Problem {
    let (what, sign) = match kind {
        Kind::List(_) => ("a list", "[…]"),
        _ => ("a map", "{…}"),
    };
    let mut problem = Problem::new(Code::KeyNotText, span, format!("a key that is {what}"));
    problem
        .why("a key is a name, so it has to be a text")
        .help(format!("if a text with brackets is meant, quote it: `\"{sign}\"`"));
    problem
}

/// Nothing where a key should be.
pub(super) fn key_absent(span: Span) -> Problem {
    let mut problem = Problem::new(Code::KeyNotText, span, "a value without a key");
    problem
        .label("a name should stand before this")
        .help("write the key; if the empty text is meant, write `\"\"`");
    problem
}

/// `<<`
pub(super) fn merge_key(span: Span) -> Problem {
    let message = "`<<` merges another map into this one, and specs have no merging";
    let mut problem = Problem::new(Code::Alias, span, message);
    problem.help("write the keys out; a record that starts from another says `like: Name`");
    problem
}

/// A key that its map has already.
pub(super) fn repeated_key(key: &Scalar, first: Span) -> Problem {
    let message = format!("the key `{}` is given twice", key.text);
    let mut problem = Problem::new(Code::DuplicateKey, key.span, message);
    problem
        .label("given again here")
        .also(first, "first given here")
        .why("only one of the two could count, and nobody could tell which")
        .help("delete one of them, or rename it");
    problem
}
