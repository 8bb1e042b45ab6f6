//! Texts that need quotes, or whose quotes end too early or never.

use super::super::outline::{indent_of, line_of, value_end};
use super::super::quote;
use super::Broken;
use crate::diagnostics::{Code, Problem};

impl Broken<'_> {
    /// A `:` where no key may end.
    pub(super) fn colon(&self) -> Problem {
        let (start, _) = line_of(self.text, self.at);
        let before = &self.text[start..self.at];
        let word = before.trim_start();
        let alone = !word.is_empty() && !word.starts_with(['{', '[', '-']) && !word.contains(": ");
        if alone && start > 0 {
            // The line begins with what looks like a key, so the text before it goes on into this line.
            return if self.outline.in_brackets() {
                self.next_key()
            } else {
                self.deeper_than_text(start + indent_of(before))
            };
        }
        let colon = self.span(self.at, self.at + 1);
        let mut problem = Problem::new(Code::NeedsQuotes, colon, "a `: ` inside a text without quotes");
        problem
            .label("YAML takes this for the end of a key")
            .why("a text with a colon and a space has to stand in quotes");
        if let Some(plain) = self.outline.plain.filter(|plain| *plain >= start) {
            let end = value_end(self.text, plain, self.outline.in_brackets());
            let value = self.span(plain, end.max(self.at));
            // `Note: it is new` may have been meant as a key and its value; words with a blank are no key.
            let certain = !self.outline.in_brackets() && self.text[plain..self.at].contains(' ');
            problem.repair(certain, value, quote(&self.text[value.range()]), "quote the text");
            let words = &self.text[plain..self.at];
            if let (true, Some(blank)) = (self.outline.in_brackets(), words.rfind(' ')) {
                problem.replace(
                    self.span(plain + blank, plain + blank),
                    ",",
                    format!("if `{}` is a key of its own, put a comma before it", &words[blank + 1..]),
                );
            }
        }
        problem
    }

    /// More text behind the quote that closes a text.
    pub(super) fn after_quote(&self) -> Problem {
        let (line, line_end) = line_of(self.text, self.at);
        let Some((start, end)) = self.outline.quoted else {
            return self.other("text after a quote");
        };
        let rest = &self.text[self.at..value_end(self.text, self.at, true).max(self.at)];
        let another = rest.starts_with(['"', '\'', '{', '[']) || rest.contains(": ");
        if start >= line && self.outline.in_brackets() && end < self.at && another {
            return self.comma_after(end);
        }
        if start < line {
            // It goes over several lines, so more likely it should have been closed in the first.
            let mut problem = self.open_quote(start);
            problem.also(self.span(end.max(1) - 1, end), "closed only by this one, which was meant to open");
            return problem;
        }
        let sign = self.sign(start);
        let rest_end = value_end(self.text, self.at, self.outline.in_brackets()).max(self.after(self.at));
        let mut problem =
            Problem::new(Code::NeedsQuotes, self.span(self.at, rest_end), "more text behind a closing quote");
        problem.label("nothing may follow here");
        problem.also(self.span(end - 1, end), "this quote closes the text");
        let rest = &self.text[self.at..line_end];
        let closing = rest.match_indices(sign).map(|(at, _)| self.at + at).find(|at| {
            let after = self.text[at + 1..line_end].trim_start();
            after.is_empty()
                || after.starts_with('#')
                || self.outline.in_brackets() && after.starts_with([',', '}', ']'])
        });
        match closing {
            Some(closing) => {
                let inner = &self.text[start + 1..closing];
                problem.replace(
                    self.span(start, closing + 1),
                    quote(inner),
                    "if it is one text, write its quotes so that they do not end it",
                );
            }
            None if !self.outline.in_brackets() => {
                let whole = self.span(start, rest_end);
                problem.replace(
                    whole,
                    quote(&self.text[whole.range()]),
                    "if it is one text, quote all of it",
                );
            }
            None => {
                problem.help("put a comma in, or quote all of it");
            }
        }
        problem
    }

    pub(super) fn open_quote(&self, start: usize) -> Problem {
        let sign = self.text[start..].chars().next().unwrap_or('"');
        let mut problem = Problem::new(
            Code::Unclosed,
            self.span(start, start + sign.len_utf8()),
            "this quote is not closed",
        );
        problem.label("opened here");
        problem.help(format!(
            "put a `{sign}` at the end of the text; lines after the first have to be indented"
        ));
        problem
    }

    /// A backslash in double quotes that stands for nothing.
    pub(super) fn escape(&self) -> Problem {
        let start = self.at;
        let (_, end) = line_of(self.text, start);
        let line = &self.text[start..end];
        let mut chars = line.char_indices().skip(1);
        let mut bad = None;
        let mut close = None;
        while let Some((at, c)) = chars.next() {
            if c == '"' {
                close = Some(at);
                break;
            }
            if c == '\\' {
                let next = chars.next();
                let known = |c: char| "0abt\tnvfre \"/\\N_LPxuU".contains(c);
                if bad.is_none() && !next.is_some_and(|(_, c)| known(c) && !"xuU".contains(c)) {
                    bad = Some((at, next.map_or(at + 1, |(at, c)| at + c.len_utf8())));
                }
            }
        }
        let (from, to) = bad.unwrap_or((0, 1));
        let written = &line[from..to];
        let mut problem = Problem::new(
            Code::NeedsQuotes,
            self.span(start + from, start + to),
            format!("`{written}` means nothing in double quotes"),
        );
        problem.why(
            "in double quotes a backslash begins a sign such as `\\n`; in single quotes it is a backslash",
        );
        match close {
            Some(close) => {
                let inner = &line[1..close];
                let fixed = if inner.contains('\'') {
                    format!("\"{}\"", inner.replace('\\', "\\\\"))
                } else {
                    format!("'{inner}'")
                };
                problem.replace(self.span(start, start + close + 1), fixed, "write");
            }
            None => {
                problem.help("use single quotes");
            }
        }
        problem
    }

    /// A text that begins with a character which means something else in YAML.
    pub(super) fn starts_with_sign(&self, at: usize) -> Problem {
        let sign = self.text[at..].chars().next().unwrap_or(' ');
        let means = match sign {
            '@' | '`' => "which YAML keeps for itself",
            '%' => "which stands for a directive in YAML",
            '!' => "which stands for a tag in YAML",
            '&' => "which stands for an anchor in YAML",
            '*' => "which stands for an alias in YAML",
            '|' | '>' => "after which a block of text begins in the next line",
            '-' => "which stands for an item of a list",
            '?' => "which stands for a key in YAML",
            ',' => "which separates values",
            _ => "which means something else in YAML",
        };
        let end = value_end(self.text, at, self.outline.in_brackets()).max(at + sign.len_utf8());
        let value = self.span(at, end);
        let code = if sign == '*' { Code::Alias } else { Code::NeedsQuotes };
        let mut problem = Problem::new(
            code,
            self.span(at, at + sign.len_utf8()),
            if sign == '`' {
                format!("a text without quotes cannot start with a backtick, {means}")
            } else {
                format!("a text without quotes cannot start with `{sign}`, {means}")
            },
        );
        let certain = matches!(sign, '@' | '`' | '%') && !self.outline.in_brackets();
        problem.repair(certain, value, quote(&self.text[value.range()]), "quote the text");
        problem
    }

    /// `{name} and more`: brackets at the beginning of what was meant as a text.
    pub(super) fn text_after_bracket(&self, open: usize) -> Problem {
        let sign = self.sign(open);
        let end = value_end(self.text, self.at, self.outline.in_brackets());
        let value = self.span(open, end.max(self.at));
        let mut problem = Problem::new(
            Code::NeedsQuotes,
            self.span(self.at, value.end as usize),
            "more text behind a closing bracket",
        );
        problem
            .label("nothing may follow here")
            .also(self.span(open, open + 1), format!("a value that starts with `{sign}` is a {}", kind(sign)))
            .replace(value, quote(&self.text[value.range()]), "if it is a text, quote it");
        problem
    }
}

fn kind(bracket: &str) -> &'static str {
    if bracket == "[" { "list" } else { "map" }
}
