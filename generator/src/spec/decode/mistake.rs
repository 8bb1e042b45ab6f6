//! What can be wrong with a value, and the words for it.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::{Place, key};
use crate::diagnostics::{Code, Problem, nearest};
use crate::source::{Kind, Node, Resolved, Scalar, Style, quote};
use crate::spec::foreign;

/// Why decoding stopped.
#[derive(Debug)]
pub(super) enum Fault {
    /// It has been reported.
    Told,
    /// It is still to be reported, at the innermost place that sees it.
    Mistake(Box<Mistake>),
}

/// What is wrong with a value.
#[derive(Debug)]
pub(super) enum Mistake {
    /// A map lacks a key.
    Missing(&'static str),
    /// A word that is none of these.
    UnknownWord(&'static [&'static str]),
    /// Something else was expected.
    WrongKind(String),
    /// A number that is not whole was given where a whole one is expected.
    NotWhole,
    /// A whole number beyond these ends.
    Beyond { smallest: String, largest: String },
    /// A number that JSON does not have.
    NotInJson,
    /// A value is needed, and there is none.
    Empty,
    /// The same where null could be one.
    Nothing,
    /// A text is needed, and YAML takes this for something else.
    NotText,
    /// Something that a type has to say itself.
    Other(String),
}

impl From<Mistake> for Fault {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(Box::new(mistake))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value cannot be decoded")
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Mistake::Other(message.to_string()).into()
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Mistake::WrongKind(expected.to_string()).into()
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Mistake::WrongKind(expected.to_string()).into()
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Mistake::UnknownWord(expected).into()
    }

    fn missing_field(field: &'static str) -> Self {
        Mistake::Missing(field).into()
    }
}

impl Mistake {
    pub(super) fn into_problem(self, place: Place<'_>) -> Problem {
        let node = place.node;
        match self {
            Self::Missing(key) => key::missing(place, &[key], false),
            Self::UnknownWord(known) => match node.scalar() {
                Some(scalar) => unknown_word(scalar, known),
                None => wrong_kind(place, &format!("one of {}", list(known, "or"))),
            },
            Self::WrongKind(expected) => wrong_kind(place, &expected),
            Self::NotWhole => not_whole(node),
            Self::Beyond { smallest, largest } => {
                let mut problem =
                    Problem::new(Code::NumberTooLarge, node.span, format!("{} does not fit", written(node)));
                problem.label(format!("{smallest} to {largest} is possible here"));
                problem
            }
            Self::NotInJson => {
                let mut problem = Problem::new(
                    Code::NumberTooLarge,
                    node.span,
                    format!("{} is not a number that JSON has", written(node)),
                );
                if let Some(scalar) = node.scalar() {
                    problem.replace(node.span, scalar.quoted(), "if it is a text, quote it");
                }
                problem
            }
            Self::Empty => empty(place),
            Self::Nothing => nothing(place),
            Self::NotText => not_text(place),
            Self::Other(message) => Problem::new(Code::BadValue, node.span, message),
        }
    }
}

/// A word where one of a few is expected.
pub(super) fn unknown_word(scalar: &Scalar, known: &[&str]) -> Problem {
    let message = format!("unknown word `{}`", scalar.text);
    let mut problem = Problem::new(Code::UnknownWord, scalar.span, message);
    match nearest(&scalar.text, known) {
        Some(word) => problem.meant(scalar.span, &scalar.text, word, known),
        None => problem.help(format!("the words known here are {}", list(known, "and"))),
    };
    problem
}

fn wrong_kind(place: Place<'_>, expected: &str) -> Problem {
    let node = place.node;
    if is_nothing(node) {
        return empty(place);
    }
    let mut problem =
        Problem::new(Code::WrongKind, node.span, format!("expected {expected}, found {}", found(node)));
    let help = match place.key {
        Some(key) => foreign::value(&key.text, node, expected),
        None => foreign::item(node, expected),
    };
    if let Some(help) = help {
        problem.help(help);
        return problem;
    }
    match (&node.kind, expected) {
        (Kind::Scalar(scalar), LIST) => {
            let item = match scalar.style {
                Style::Plain if !scalar.text.contains([',', '[', ']', '{', '}']) => scalar.text.clone(),
                _ => scalar.quoted(),
            };
            let one = scalar.style == Style::Plain && !scalar.text.contains([' ', ',', '[', ']', '{', '}']);
            problem.repair(one, node.span, format!("[{item}]"), "a list of one");
        }
        (Kind::Scalar(scalar), BOOL) => match scalar.text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "1" => {
                problem.repair(true, node.span, "true", "write");
            }
            "false" | "no" | "off" | "n" | "0" => {
                problem.repair(true, node.span, "false", "write");
            }
            _ => {}
        },
        (Kind::Scalar(scalar), WHOLE | NUMBER) if scalar.style != Style::Plain => {
            let bare = Scalar { style: Style::Plain, ..scalar.clone() };
            if matches!(bare.resolve(), Resolved::Int(_) | Resolved::Float(_)) {
                problem.repair(true, node.span, bare.text, "write it without quotes");
            }
        }
        (Kind::List(items), TEXT) => {
            if let [one] = items.as_slice() {
                if let Some(scalar) = one.scalar() {
                    problem.replace(node.span, scalar.text.clone(), "there is one value, not a list");
                }
            }
        }
        (Kind::Map(entries), TEXT) => {
            if let [one] = entries.as_slice() {
                if let Some(value) = one.value.scalar() {
                    let text = format!("{}: {}", one.key.text, value.text);
                    problem.replace(node.span, quote(&text), "if it is one text, quote it");
                }
            }
        }
        (Kind::Scalar(scalar), MAP) if scalar.style == Style::Plain => {
            if let Some((key, value)) = scalar.text.split_once(':') {
                if !key.contains(' ') && !value.is_empty() {
                    let text = format!("{key}: {}", value.trim_start());
                    // In the line of another key, a map needs its braces.
                    let text = match place.key {
                        Some(_) => format!("{{{text}}}"),
                        None => text,
                    };
                    problem.replace(node.span, text, "put a space behind the colon");
                }
            }
        }
        _ => {}
    }
    problem
}

/// What is expected, in words. Decoding and the repairs above must agree on them.
pub(super) const LIST: &str = "a list";
pub(in crate::spec) const MAP: &str = "a map of keys and values";
pub(super) const TEXT: &str = "a text";
pub(super) const BOOL: &str = "`true` or `false`";
pub(in crate::spec) const WHOLE: &str = "a whole number";
pub(super) const NUMBER: &str = "a number";
pub(in crate::spec) const SCALAR: &str = "a single value";

fn not_whole(node: &Node) -> Problem {
    let mut problem =
        Problem::new(Code::NotWhole, node.span, format!("{} is not a whole number", written(node)));
    let whole = match node.scalar().map(Scalar::resolve) {
        // Within 2^53 every whole number is exact.
        Some(Resolved::Float(value)) if value.fract() == 0.0 && value.abs() < 9.0e15 => {
            Some(format!("{value:.0}"))
        }
        _ => None,
    };
    match whole {
        Some(whole) => problem.repair(true, node.span, whole, "write"),
        None => problem.label("a whole number is expected here"),
    };
    problem
}

fn empty(place: Place<'_>) -> Problem {
    let node = place.node;
    let written = node.scalar().map_or("", |scalar| scalar.text.as_str());
    match place.key {
        Some(key) if written.is_empty() => {
            let mut problem =
                Problem::new(Code::EmptyValue, key.span, format!("the key `{}` has no value", key.text));
            problem.help("give it one, or delete the key");
            problem
        }
        Some(key) => {
            let mut problem = Problem::new(
                Code::EmptyValue,
                node.span,
                format!("the key `{}` has an empty value: `{written}`", key.text),
            );
            problem.help("give it a value, or delete the key; if a text is meant, quote it");
            problem
        }
        None => {
            let mut problem = Problem::new(Code::EmptyValue, node.span, "an item without a value");
            problem.help("give it one, or delete it");
            problem
        }
    }
}

/// What stands empty where any value may stand.
fn nothing(place: Place<'_>) -> Problem {
    let message = match place.key {
        Some(key) => format!("the key `{}` has no value", key.text),
        None => "an item without a value".to_owned(),
    };
    let span = place.key.map_or(place.node.span, |key| key.span);
    let mut problem = Problem::new(Code::EmptyValue, span, message);
    problem.help("give it one, or delete it; if null is meant, write `null`");
    problem
}

fn not_text(place: Place<'_>) -> Problem {
    let node = place.node;
    let written = written(node);
    let Some(scalar) = node.scalar() else {
        return Problem::new(Code::WrongKind, node.span, format!("expected {TEXT}"));
    };
    let what = match scalar.resolve() {
        Resolved::Bool(_) => "a truth value",
        Resolved::Null => "no value at all",
        _ => "a number",
    };
    let mut problem = Problem::new(
        Code::NotText,
        node.span,
        format!("YAML takes {written} for {what}, and a text is expected"),
    );
    if let Some(help) = place.key.and_then(|key| foreign::no_text(&key.text)) {
        problem.help(help);
        return problem;
    }
    let lost = match scalar.resolve() {
        Resolved::Int(value) if value.to_string() != scalar.text => Some(format!("it would become {value}")),
        Resolved::Float(value) if value.to_string() != scalar.text => {
            Some(format!("it would become {value}"))
        }
        _ => None,
    };
    if let Some(lost) = lost {
        problem.why(lost);
    }
    // Where nothing is written, or `~`, nothing may have been meant.
    let certain = scalar.resolve() != Resolved::Null;
    problem.repair(certain, node.span, scalar.quoted(), "quote it");
    problem
}

/// A text that older readers take for something else.
pub(super) fn older(scalar: &Scalar, reading: &str) -> Problem {
    let mut problem = Problem::new(
        Code::OlderYaml,
        scalar.span,
        format!("readers of older YAML take `{}` for {reading}", scalar.text),
    );
    problem.repair(true, scalar.span, scalar.quoted(), "quote it");
    problem
}

/// Nothing is written, neither as value nor as `null`.
fn is_nothing(node: &Node) -> bool {
    node.scalar().is_some_and(|scalar| scalar.resolve() == Resolved::Null)
}

/// The scalar as it stands in the file.
fn written(node: &Node) -> String {
    node.scalar().map_or_else(String::new, |scalar| format!("`{}`", scalar.text))
}

/// A value in words, short.
fn found(node: &Node) -> String {
    match &node.kind {
        Kind::List(_) => LIST.to_owned(),
        Kind::Map(_) => "a map".to_owned(),
        Kind::Scalar(scalar) => match scalar.resolve() {
            Resolved::Null => "nothing".to_owned(),
            Resolved::Bool(value) => format!("`{value}`"),
            Resolved::Int(_) | Resolved::BigInt | Resolved::Float(_) => {
                format!("the number {}", scalar.text)
            }
            Resolved::Text => {
                let line = scalar.text.lines().next().unwrap_or_default();
                if scalar.text.chars().count() > 40 || line != scalar.text {
                    TEXT.to_owned()
                } else {
                    format!("the text `{line}`")
                }
            }
        },
    }
}

/// `a, b and c`, each as it is written.
pub(super) fn list(words: &[&str], and: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {and} {last}", rest.join(", ")),
    }
}
