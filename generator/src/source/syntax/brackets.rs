//! Brackets that are not closed, and commas that are missing in them.

use super::super::outline::{indent_of, line_of, value_end};
use super::Broken;
use crate::diagnostics::{Code, Problem};

impl Broken<'_> {
    /// Something that looks like a key in a later line than its brackets: a comma is missing, or the bracket
    /// that ends them.
    pub(super) fn next_key(&self) -> Problem {
        let (start, _) = line_of(self.text, self.at);
        let indent = indent_of(&self.text[start..]);
        let Some(open) = self.outline.brackets.last() else {
            return self.other("an unexpected key");
        };
        let (open_line, open_end) = line_of(self.text, *open);
        if indent <= indent_of(&self.text[open_line..open_end]) {
            return self.open_bracket();
        }
        let above = self.text[..start].trim_end().len();
        let mut problem =
            Problem::new(Code::Syntax, self.span(above, above), "a comma is missing between two keys");
        problem.label("the comma should stand here");
        problem.also(self.span(start + indent, self.at), "so this is read as part of the text before");
        problem.replace(self.span(above, above), ",", "put it in");
        problem
    }

    /// Brackets that are still open where they should not be.
    pub(super) fn open_bracket(&self) -> Problem {
        let open = self.outline.brackets.last().copied().unwrap_or(self.at);
        let sign = self.sign(open);
        let close = if sign == "[" { "]" } else { "}" };
        let mut problem =
            Problem::new(Code::Unclosed, self.span(open, open + 1), format!("this `{sign}` is not closed"));
        problem.label("opened here");
        if self.at < self.text.trim_end().len() {
            let end = value_end(self.text, self.at, true).max(self.after(self.at));
            problem.also(self.span(self.at, end), "this would still be inside");
        }
        let (_, end) = line_of(self.text, open);
        match self.text[open..end].find(" #") {
            // The comment may have taken the bracket with it.
            Some(comment) => {
                problem.also(self.span(open + comment + 1, end), "this is a comment");
                problem.help(format!(
                    "put a `{close}` behind the last value; if the `#` belongs to a text, quote the text"
                ));
            }
            None => {
                problem.help(format!("put a `{close}` behind the last value"));
            }
        }
        problem
    }

    /// A closing bracket of the wrong kind.
    pub(super) fn wrong_bracket(&self) -> Problem {
        let close = self.sign(self.at);
        let Some(open) = self.outline.brackets.last().copied() else {
            return self.stray_bracket();
        };
        let sign = self.sign(open);
        let wanted = if sign == "[" { "]" } else { "}" };
        let here = self.span(self.at, self.at + 1);
        let mut problem =
            Problem::new(Code::Unclosed, here, format!("a `{close}` where a `{wanted}` is expected"));
        problem.also(self.span(open, open + 1), format!("the `{sign}` that is still open"));
        problem.help(format!("close it with `{wanted}` first"));
        problem
    }

    pub(super) fn stray_bracket(&self) -> Problem {
        let sign = self.sign(self.at);
        let mut problem = Problem::new(
            Code::Unclosed,
            self.span(self.at, self.at + 1),
            format!("a `{sign}` that closes nothing"),
        );
        problem.help("delete it; if it belongs to a text, quote the text");
        problem
    }

    pub(super) fn no_comma(&self) -> Problem {
        let (start, _) = line_of(self.text, self.at);
        if let Some(open) = self.outline.brackets.last().copied() {
            let (open_line, open_end) = line_of(self.text, open);
            let indent = indent_of(&self.text[start..]);
            if start > open && indent <= indent_of(&self.text[open_line..open_end]) {
                return self.open_bracket();
            }
        }
        if let Some((open, _)) = self.outline.closed.filter(|(_, close)| self.follows(*close)) {
            return self.text_after_bracket(open);
        }
        let end = value_end(self.text, self.at, true).max(self.after(self.at));
        let mut problem =
            Problem::new(Code::Syntax, self.span(self.at, end), "a comma is missing before this");
        problem.help("put a comma in; if it is one text with what stands before, quote it");
        problem
    }

    /// Two values in brackets with nothing but a space between them.
    pub(super) fn comma_after(&self, end: usize) -> Problem {
        let rest = value_end(self.text, self.at, true).max(self.after(self.at));
        let mut problem =
            Problem::new(Code::Syntax, self.span(self.at, rest), "a comma is missing before this");
        problem.replace(self.span(end, end), ",", "put a comma behind the text in quotes");
        problem
    }

    pub(super) fn nothing_before_comma(&self) -> Problem {
        let here = self.span(self.at, self.at + 1);
        if !self.outline.in_brackets() {
            return self.starts_with_sign(self.at);
        }
        let mut problem = Problem::new(Code::Syntax, here, "nothing stands before this comma");
        problem.replace(here, "", "delete it, or write the value; if the empty text is meant, write `\"\"`");
        problem
    }
}
