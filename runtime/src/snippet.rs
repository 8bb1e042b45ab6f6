//! Values in messages: cut to a safe length, and harmless to print.
//!
//! A message never holds a copy of a huge value, nor a character that moves a terminal's cursor
//! or turns the direction of a line.

use std::fmt::{self, Write as _};

/// The most characters of a value that a message shows.
const SHOWN: usize = 40;

/// A value in quotes: `"USA"`, `"aaaa…"`.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

/// The same without the quotes, for a key.
pub(crate) struct Clipped<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", Clipped(self.0))
    }
}

impl fmt::Display for Clipped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.0.chars();
        for character in chars.by_ref().take(SHOWN) {
            write_safe(f, character)?;
        }
        if chars.next().is_some() {
            f.write_char('…')?;
        }
        Ok(())
    }
}

/// At most `limit` characters of a text from outside, on one line.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let mut chars = text.chars();
    for character in chars.by_ref().take(limit) {
        let _ = match character {
            '\n' | '\r' | '\t' => line.write_char(' '),
            other => write_safe(&mut line, other),
        };
    }
    if chars.next().is_some() {
        line.push('…');
    }
    line
}

fn write_safe(out: &mut impl fmt::Write, character: char) -> fmt::Result {
    if character.is_control() || is_invisible(character) {
        write!(out, "{}", character.escape_default())
    } else {
        out.write_char(character)
    }
}

/// Line and paragraph separators, zero-width characters, and what sets the direction of text.
const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut() {
        assert_eq!(Quoted("USA").to_string(), "\"USA\"");
        let exact = "é".repeat(40);
        assert_eq!(Quoted(&exact).to_string(), format!("\"{exact}\""));
        let longer = "é".repeat(41);
        assert_eq!(Quoted(&longer).to_string(), format!("\"{exact}…\""));
    }

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        let text = Quoted("a\u{1b}[31m\0\n\u{202e}b\u{2028}").to_string();
        assert_eq!(text, r#""a\u{1b}[31m\u{0}\n\u{202e}b\u{2028}""#);
        assert_eq!(one_line("a\r\nb\u{7}", 10), "a  b\\u{7}");
        assert_eq!(one_line("abcdef", 3), "abc…");
    }
}
