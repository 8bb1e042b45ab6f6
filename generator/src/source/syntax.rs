//! What the YAML parser says when it gives up, in words that help.

use super::{FileId, Node, Span};
use crate::diagnostics::{Code, Problems};

/// Reports that a text is not YAML. `at` is where the parser gave up, `info` what it said.
pub(super) fn report(file: FileId, text: &str, at: u32, info: &str, problems: &mut Problems) {
    let end =
        text[at as usize..].chars().next().map_or(at, |c| at + u32::try_from(c.len_utf8()).unwrap_or(1));
    problems.error(Code::Syntax, Span::new(file, at, end), format!("this is not YAML: {info}"));
}

/// Reports an alias, or a text that begins like one.
pub(super) fn alias(span: Span, text: &str, problems: &mut Problems) {
    problems
        .error(Code::Alias, span, format!("`{text}` is an alias, and specs have none"))
        .why("a plain text cannot start with `*`, which stands for an alias in YAML")
        .help("write the value out; if it is a text, quote it");
}

/// What a text that is YAML may still not have.
pub(super) fn check_lines(_file: FileId, _text: &str, _root: Option<&Node>, _problems: &mut Problems) {}
