//! What can be wrong with the keys of a map, and the words for it.

use super::Place;
use super::mistake::list;
use crate::diagnostics::{Code, Problem, nearest};
use crate::source::{Entry, Scalar, Span, Style, quote};
use crate::spec::foreign::{self, Instead};

/// Keys that are not there. The place of what a whole file lacks is the file.
pub(super) fn missing(place: Place<'_>, keys: &[&str], whole_file: bool) -> Problem {
    let (are, keys) = match keys {
        [key] => ("is", format!("key `{key}`")),
        keys => ("are", format!("keys {}", list(keys, "and"))),
    };
    let message = format!("the {keys} {are} missing");
    if whole_file {
        return Problem::new(Code::MissingKey, place.node.span.file, message);
    }
    let mut problem = Problem::new(Code::MissingKey, place.name(), message);
    problem.label(match place.key {
        Some(key) => format!("`{}` needs more than it has", key.text),
        None => "this needs more than it has".to_owned(),
    });
    problem
}

/// A key that nobody knows. `owner` is what the map describes, if its type says so; `entries` is all of the map.
pub(super) fn unknown_key(entry: &Entry, owner: Option<&str>, entries: &[Entry], known: &[&str]) -> Problem {
    let key = &entry.key;
    let name = &key.text;
    let message = match owner {
        Some(owner) => format!("unknown key `{name}` in {owner}"),
        None => format!("unknown key `{name}`"),
    };
    let mut problem = Problem::new(Code::UnknownKey, key.span, message);
    match (foreign::instead(entry, entries, known), nearest(name, known)) {
        (Some(Instead::Write(ours)), _) => problem.help(format!("here it is written `{ours}`")),
        (Some(Instead::Say(how)), _) => problem.help(how),
        (None, Some(word)) => problem.meant(key.span, name, word, known),
        (None, None) => problem.help(format!("the keys known here are {}", list(known, "and"))),
    };
    problem
}

/// A key that stands without a colon, or without a blank after it: `doc "x"`, `length:3`. `known` are the keys
/// that could be meant.
pub(super) fn no_colon(key: &Scalar, known: &[&str]) -> Option<Problem> {
    let end = key.text.find([' ', ':'])?;
    let (name, rest) = key.text.split_at(end);
    let rest = rest.trim_start_matches([' ', ':']);
    if key.style != Style::Plain || rest.is_empty() || !known.contains(&name) {
        return None;
    }
    let colon = key.text[end..].starts_with(':');
    let message = if colon {
        format!("no space stands behind the colon of `{name}`")
    } else {
        format!("no colon stands behind `{name}`")
    };
    let mut problem = Problem::new(Code::StrayKey, key.span, message);
    problem.label("YAML takes all of this for a key without a value");
    problem.repair(colon, key.span, format!("{name}: {rest}"), "write");
    Some(problem)
}

/// Keys of a one-line map that nobody wrote as keys. Behind a text they are the rest of it; else a list was
/// meant. `before` is the entry whose value stands before them.
pub(super) fn stray_keys(before: Option<&Entry>, stray: &[&Scalar]) -> Option<Problem> {
    let (first, last) = (stray.first()?, stray.last()?);
    let span = Span::new(first.span.file, first.span.start, last.span.end);
    let text = before.and_then(|entry| {
        let value = entry.value.scalar()?;
        (value.style == Style::Plain && !value.text.is_empty()).then_some((&entry.key, value))
    });
    let Some((key, value)) = text else {
        let message = match stray {
            [one] => format!("the key `{}` has no value", one.text),
            _ => "keys without values".to_owned(),
        };
        let mut problem = Problem::new(Code::StrayKey, span, message);
        problem.help("write `key: value`; if a list is meant, use `[` and `]`");
        return Some(problem);
    };
    let mut problem = Problem::new(Code::StrayKey, span, "a text that ends at a comma");
    problem.label("YAML takes this for a key without a value");
    problem.also(value.span, format!("the value of `{}` ends here", key.text));
    let whole = Span::new(span.file, value.span.start, span.end);
    let is_group =
        |key: &&Scalar| key.text.len() == 3 && key.text.bytes().all(|digit| digit.is_ascii_digit());
    if value.text.ends_with(|c: char| c.is_ascii_digit()) && stray.iter().all(is_group) {
        let groups: String = stray.iter().map(|key| key.text.as_str()).collect();
        problem.repair(false, whole, value.text.clone() + &groups, "write one number without a comma");
        return Some(problem);
    }
    let mut text = value.text.clone();
    for key in stray {
        text.push_str(", ");
        text.push_str(&key.text);
    }
    // A single word may be a key whose value was forgotten.
    let certain = stray.iter().all(|key| key.text.contains(' '));
    problem.repair(certain, whole, quote(&text), "if it is one text, quote it");
    Some(problem)
}
