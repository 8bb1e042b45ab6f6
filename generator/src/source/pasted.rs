//! What comes along when text is pasted from a web page or a word processor: quotes that are none to YAML, and characters
//! that nobody sees.

use super::{Entry, Scalar, Span, Style, quote};
use crate::diagnostics::{Code, Problems};

/// Quotes of typography: where one opens, what closes it.
const QUOTES: &[(char, &[char])] = &[
    ('“', &['”', '“']),
    ('”', &['”']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('‘', &['’', '‘']),
    ('’', &['’']),
    ('‚', &['‘', '’']),
];

/// Refuses a key that is not what it looks like. Whether it was refused.
pub(super) fn key(text: &str, key: &Scalar, problems: &mut Problems) -> bool {
    let hidden = |c: char| is_hidden(c) || is_turn(c) || is_joiner(c) || is_space(c);
    if key.style == Style::Plain && key.text.starts_with(|c| closing(c).is_some()) {
        quotes(text, key, key.span, problems);
        return true;
    }
    unseen(text, key.span, hidden, problems)
}

/// Refuses a value that is not what it looks like. Whether it was refused.
pub(super) fn value(text: &str, scalar: &Scalar, problems: &mut Problems) -> bool {
    if unseen(text, scalar.span, is_hidden, problems) {
        return true;
    }
    if scalar.style != Style::Plain {
        return false;
    }
    let written = &text[scalar.span.range()];
    let trimmed = written.trim_matches(is_space);
    if trimmed.len() < written.len() && !trimmed.is_empty() {
        return unseen(text, scalar.span, is_space, problems);
    }
    match enclosed(text, scalar) {
        Some(whole) => {
            quotes(text, scalar, whole, problems);
            true
        }
        None => backslashes(text, scalar, problems),
    }
}

/// Leaves out what follows a comma inside of such quotes: it has been told of as part of the text before it.
pub(super) fn stray_parts(text: &str, entries: &[Entry]) {
    let mut end = 0;
    for entry in entries {
        if entry.key.span.start < end {
            entry.value.refuse();
        } else if let Some(whole) = entry.value.scalar().and_then(|value| enclosed(text, value)) {
            end = whole.end;
        }
    }
}

/// The stretch from a quote of typography at the beginning of a value without quotes to the one that closes it, if the
/// value ends there or would not end before it.
fn enclosed(text: &str, scalar: &Scalar) -> Option<Span> {
    if scalar.style != Style::Plain {
        return None;
    }
    let open = scalar.text.chars().next()?;
    let closers = closing(open)?;
    let start = scalar.span.start as usize;
    let line = text[start..].split('\n').next()?;
    let from = open.len_utf8();
    let close = from + line[from..].find(closers)?;
    let end = close + line[close..].chars().next()?.len_utf8();
    let behind = line[end..].trim_start();
    let ends = behind.is_empty() || behind.starts_with([',', '}', ']', '#']);
    let to = u32::try_from(start + end).ok()?;
    ends.then(|| Span::new(scalar.span.file, scalar.span.start, to))
}

fn quotes(text: &str, scalar: &Scalar, whole: Span, problems: &mut Problems) {
    let written = &text[whole.range()];
    let bare = written.trim_matches(|c| QUOTES.iter().any(|(open, close)| c == *open || close.contains(&c)));
    let first = scalar.text.chars().next().unwrap_or_default();
    let problem = problems.error(Code::NeedsQuotes, whole, format!("`{first}` is no quote in YAML"));
    problem.label("the quotes of web pages and word processors are part of the text");
    if is_word(bare) {
        problem.replace(whole, bare, "write it without quotes");
    } else {
        problem.replace(whole, quote(bare), "quote it with `\"`");
        problem.help("if they belong to the text, put `\"` around all of it");
    }
}

/// A single word needs no quotes.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
}

/// A line that ends with a backslash, as in a shell.
fn backslashes(text: &str, scalar: &Scalar, problems: &mut Problems) -> bool {
    let written = &text[scalar.span.range()];
    let mut lines = written.split('\n');
    let Some(line) = lines.find(|line| line.trim_end().ends_with('\\')) else {
        return false;
    };
    let at = line.as_ptr() as usize - written.as_ptr() as usize + line.trim_end().len() - 1;
    problems
        .error(Code::NeedsQuotes, scalar.span.part(at, at + 1), "a backslash ends the line")
        .label("it would be part of the text")
        .help("delete it: a text without quotes goes on in the next line by itself; if it is meant, quote the text");
    true
}

/// Reports the first character of a kind in a stretch. Whether there is one.
fn unseen(text: &str, span: Span, kind: impl Fn(char) -> bool, problems: &mut Problems) -> bool {
    let written = &text[span.range()];
    let Some((at, c)) = written.char_indices().find(|(_, c)| kind(*c)) else {
        return false;
    };
    let number = u32::from(c);
    let problem = problems.error(
        Code::ControlCharacter,
        span.part(at, at + c.len_utf8()),
        format!("the character U+{number:04X} ({}) is not allowed here", name(c)),
    );
    problem.label("nobody sees it, and it would be part of the text");
    if is_space(c) {
        problem.help("write an ordinary space, or none");
    } else {
        problem.help(format!("delete it; if it is meant, write it in double quotes as `\\u{number:04x}`"));
    }
    true
}

fn closing(open: char) -> Option<&'static [char]> {
    QUOTES.iter().find(|(first, _)| *first == open).map(|(_, close)| *close)
}

/// What has no width and no meaning in a text.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')
}

/// What turns the direction of writing around. A text in Hebrew or Arabic may need it, a name on the wire does not; a
/// message shows it as a sign of its own.
fn is_turn(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What some scripts and signs need between letters.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Spaces that are none to YAML.
fn is_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

fn name(c: char) -> &'static str {
    match c {
        '\u{a0}' | '\u{202f}' => "a non-breaking space",
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' | '\u{2060}' => "a space without width",
        '\u{200c}' | '\u{200d}' => "a joiner without width",
        c if is_space(c) => "a space of another width",
        _ => "a mark of the direction of writing",
    }
}
