//! What is YAML and still not what its author meant, or not what every reader would see.

use super::pasted;
use super::{FileId, Kind, Node, Scalar, Span, Style, quote, syntax};
use crate::diagnostics::{Code, Problems};

/// Refuses characters that YAML does not allow. Whether there were none.
pub(super) fn check_characters(file: FileId, text: &str, problems: &mut Problems) -> bool {
    let bad = text.char_indices().find(|(_, c)| {
        let c = *c;
        (c.is_control() && !matches!(c, '\n' | '\t' | '\u{85}'))
            || matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
    });
    let Some((at, c)) = bad else { return true };
    let name = match c {
        '\0' => " (NUL)",
        '\u{1b}' => " (escape)",
        '\u{FEFF}' => " (a byte order mark, which may stand at the beginning only)",
        _ => "",
    };
    let span = Span::new(file, offset(at), offset(at + c.len_utf8()));
    problems
        .error(
            Code::ControlCharacter,
            span,
            format!("the character U+{:04X}{name} is not allowed in YAML", u32::from(c)),
        )
        .help(format!("delete it; if it is meant, write it in double quotes as `\\u{:04x}`", u32::from(c)));
    false
}

/// What a text that is YAML may still not have.
pub(super) fn check_tree(file: FileId, text: &str, root: &Node, problems: &mut Problems) {
    let mut lines = Vec::new();
    walk(text, root, &mut lines, problems);
    if !text.contains('\t') {
        return;
    }
    // Both go through the text from its beginning to its end.
    let mut lines = lines.into_iter().peekable();
    let mut start = 0;
    for line in text.split('\n') {
        while lines.next_if(|span| span.end as usize <= start).is_some() {}
        let inside = lines.peek().is_some_and(|span| (span.start as usize) < start);
        if !inside {
            if let Some(problem) = syntax::leading_tabs(file, line, start) {
                problems.push(problem);
            }
        }
        start += line.len() + 1;
    }
}

/// Looks at every scalar; collects the places of texts that may go over several lines.
fn walk(text: &str, node: &Node, lines: &mut Vec<Span>, problems: &mut Problems) {
    match &node.kind {
        Kind::Scalar(scalar) if pasted::value(text, scalar, problems) => node.refuse(),
        Kind::Scalar(scalar) => match scalar.style {
            Style::Plain => {
                check_comment(text, scalar, problems);
                check_dashes(text, scalar, problems);
            }
            Style::Literal | Style::Folded => {
                // From the line ending before its first line on, so that this line counts as inside.
                let start = text[..node.span.start as usize].rfind('\n').unwrap_or(0);
                lines.push(Span::new(node.span.file, offset(start), node.span.end));
            }
            Style::Single | Style::Double => {
                if text[node.span.range()].contains('\n') {
                    lines.push(node.span);
                }
            }
        },
        Kind::List(items) => {
            for item in items {
                walk(text, item, lines, problems);
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                if pasted::key(text, &entry.key, problems) {
                    entry.value.refuse();
                }
            }
            pasted::stray_parts(text, entries);
            for entry in entries.iter().filter(|entry| !entry.value.is_refused()) {
                walk(text, &entry.value, lines, problems);
            }
        }
    }
}

/// `See issue #12`: a comment starts after a blank, but nobody writes a comment like that.
fn check_comment(text: &str, scalar: &Scalar, problems: &mut Problems) {
    if scalar.text.is_empty() {
        return;
    }
    let rest = &text[scalar.span.end as usize..];
    let line = rest.split('\n').next().unwrap_or(rest);
    let Some(comment) = line.strip_prefix(" #") else {
        return;
    };
    if !comment.starts_with(char::is_alphanumeric) {
        return;
    }
    let end = scalar.span.end + offset(line.trim_end().len());
    let whole = Span::new(scalar.span.file, scalar.span.start, end);
    let cut = Span::new(scalar.span.file, scalar.span.end + 1, end);
    problems
        .warning(Code::CutByComment, cut, "the text ends before this")
        .label("a comment, because a space stands before the `#`")
        .replace(whole, quote(&text[whole.range()]), "if it belongs to the text, quote it")
        .help("if it is a comment, put a space behind the `#`");
}

/// A line with a dash that is indented deeper than the text above it is more of that text.
fn check_dashes(text: &str, scalar: &Scalar, problems: &mut Problems) {
    let written = &text[scalar.span.range()];
    let mut at = 0;
    for line in written.split_inclusive('\n') {
        let word = line.trim_start_matches(' ');
        if at > 0 && word.starts_with("- ") {
            let from = at + line.len() - word.len();
            problems
                .error(
                    Code::NeedsQuotes,
                    scalar.span.part(from, from + word.trim_end().len()),
                    "a list item that is read as part of the text above it",
                )
                .also(scalar.span.part(0, written.find('\n').unwrap_or(0)), "this text goes on")
                .help("indent it like the items it belongs to; if it is part of the text, quote the text");
        }
        at += line.len();
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
