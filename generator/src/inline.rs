//! A text as a piece of a line of Markdown: whatever it holds, it shows as it is and never becomes markup.
//!
//! Here is what both messages and targets need. Links, blocks and pages are the business of the targets.

use std::borrow::Cow;

/// A text of one line. Line breaks become spaces.
pub fn text(data: &str) -> String {
    let mut out = String::with_capacity(data.len() + 8);
    let shown = shown(data);
    for word in shown.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        escape(word, out.is_empty(), &mut out);
    }
    // At the end of a heading, the one would be lost and the other would end its attributes.
    if let Some(last @ ('#' | '}')) = out.chars().next_back() {
        out.pop();
        out.push('\\');
        out.push(last);
    }
    out
}

/// A code span.
///
/// A table splits its row at `|` before it looks for code, so a text that has one is escaped instead.
pub fn code(data: &str) -> String {
    match data.contains('|') {
        true => text(data),
        false => code_span(data),
    }
}

/// A code span outside of tables.
pub fn code_span(data: &str) -> String {
    let data: String = shown(data).chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if data.is_empty() {
        return data;
    }
    let ticks = "`".repeat(longest_run(&data, '`') + 1);
    let needs_space = data.starts_with(['`', ' ']) || data.ends_with(['`', ' ']);
    let space = if needs_space { " " } else { "" };
    format!("{ticks}{space}{data}{space}{ticks}")
}

/// Escapes what could be markup. `is_first` tells that a paragraph or a cell may begin here.
pub fn escape(text: &str, is_first: bool, out: &mut String) {
    let mut before: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((index, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        let in_word = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let is_markup = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '{' | '~' | '$' => true,
            '_' => !in_word,
            '&' => after.is_some_and(|after| after.is_alphanumeric() || after == '#'),
            '#' | '+' | '-' | '=' | '>' | ':' => is_first && index == 0,
            '.' | ')' => is_first && index > 0 && text[..index].bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// The text without control characters but line breaks, and without those that turn the direction of text round.
pub fn shown(text: &str) -> Cow<'_, str> {
    match text.chars().all(|c| c == '\n' || is_shown(c)) {
        true => Cow::Borrowed(text),
        false => {
            let text =
                text.replace("\r\n", "\n").replace(['\t', '\r', '\u{2028}', '\u{2029}', '\u{85}'], " ");
            Cow::Owned(text.chars().filter(|c| *c == '\n' || is_shown(*c)).collect())
        }
    }
}

/// Not a control character, nor one that turns the direction of a text round.
pub fn is_shown(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{061C}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}'
        )
}

/// How many of a character stand in a row at most.
pub fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{code, text};

    #[test]
    fn a_text_stays_text() {
        let table = [
            ("plain", "plain"),
            ("first_name", "first_name"),
            ("_start and end_", "\\_start and end\\_"),
            ("a | b", "a \\| b"),
            ("two\nlines", "two lines"),
            ("  spaces\t ", "spaces"),
            ("<script>", "\\<script>"),
            ("![x](http://evil)", "!\\[x\\](http://evil)"),
            ("`run", "\\`run"),
            ("ends in \\", "ends in \\\\"),
            ("&amp; & b", "\\&amp; & b"),
            ("# title ##", "\\# title #\\#"),
            ("- item", "\\- item"),
            ("a - b", "a - b"),
            ("1. item", "1\\. item"),
            ("v1.2", "v1.2"),
            ("{{ 7*7 }}", "\\{\\{ 7\\*7 }\\}"),
            ("{% include 'x' %}", "\\{% include 'x' %\\}"),
            ("title {#id}", "title \\{#id\\}"),
            ("a\u{202E}b\u{0}c", "abc"),
            ("", ""),
        ];
        for (data, markdown) in table {
            assert_eq!(text(data), markdown, "{data:?}");
        }
    }

    #[test]
    fn code_stays_code() {
        let table = [
            ("id:in", "`id:in`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("a``b`", "``` a``b` ```"),
            ("ends in \\", "`ends in \\`"),
            ("a|b", "a\\|b"),
            ("two\nlines", "`two lines`"),
            ("<b>", "`<b>`"),
            ("", ""),
        ];
        for (data, markdown) in table {
            assert_eq!(code(data), markdown, "{data:?}");
        }
    }
}
