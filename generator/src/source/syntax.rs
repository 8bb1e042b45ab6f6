//! What the YAML parser says when it gives up, in words that help. It gives up at the first thing that fits
//! nowhere, often far behind the mistake; here the mistake itself is looked for.

mod brackets;
mod lines;
mod quotes;

pub(super) use lines::leading_tabs;

use super::outline::{Outline, line_of};
use super::{FileId, Span, refusal};
use crate::diagnostics::{Code, Problem, Problems};

/// Reports that a text is not YAML. `at` is where the parser gave up, `info` what it said.
pub(super) fn report(file: FileId, text: &str, at: u32, info: &str, problems: &mut Problems) {
    let at = at as usize;
    let broken = Broken { file, text, at, outline: Outline::new(text, at) };
    problems.push(broken.problem(info));
}

struct Broken<'t> {
    file: FileId,
    text: &'t str,
    /// Where the parser gave up.
    at: usize,
    outline: Outline,
}

impl Broken<'_> {
    fn problem(&self, info: &str) -> Problem {
        if let Some(problem) = self.tab() {
            return problem;
        }
        let here = self.text.as_bytes().get(self.at).copied();
        let says = |words: &str| info.contains(words);
        if says("recursion limit") {
            return refusal::too_deep(self.span(self.at, self.at + 1));
        }
        if says("after double-quoted") {
            return self.after_quote();
        }
        if says("unknown escape") || says("hexadecimal") || says("escape code") {
            return self.escape();
        }
        if says("quoted scalar") {
            return self.open_quote(self.at);
        }
        if says("unknown anchor") || says("anchor or alias") {
            return self.starts_with_sign(self.at);
        }
        if says("misplaced bracket") {
            return self.stray_bracket();
        }
        if says("simple key expect") {
            return self.no_colon();
        }
        if says("followed by a valid YAML whitespace") && self.text[..self.at].ends_with('\t') {
            return self.tab_after_sign();
        }
        if says("comments must be separated") {
            return self.close_comment();
        }
        if says("directive") {
            return self.starts_with_sign(line_of(self.text, self.at).0);
        }
        if says("wrongly indented line") {
            return self.block_start();
        }
        if says("comment intercepting") {
            return self.comment();
        }
        if says("invalid indentation") && self.outline.in_brackets() {
            return self.open_bracket();
        }
        let flow = says("flow") || says("illegal placement") || says("node content");
        match here {
            Some(b':') if says("mapping values") || flow => self.colon(),
            None if self.outline.in_brackets() => self.open_bracket(),
            Some(b']' | b'}') if flow => self.wrong_bracket(),
            Some(b',') if says("node content") => self.nothing_before_comma(),
            _ if flow && self.outline.in_brackets() => self.no_comma(),
            Some(b'-') if says("expected key") => self.mixed("a list item stands among keys"),
            _ if says("expected '-'") => self.mixed("a key stands among list items"),
            _ if says("expected key") => match self.outline.closed {
                Some((open, close)) if self.follows(close) => self.text_after_bracket(open),
                _ => self.indentation(),
            },
            Some(b'@' | b'`' | b'%' | b'!' | b'&' | b'*' | b'|' | b'>' | b'-' | b'?' | b',') => {
                self.starts_with_sign(self.at)
            }
            _ if says("document start") => self.after_the_end(),
            _ => self.other(info),
        }
    }

    fn other(&self, info: &str) -> Problem {
        let next = self.text[self.at..].chars().next();
        let end = self.at + next.filter(|c| *c != '\n').map_or(0, char::len_utf8);
        Problem::new(Code::Syntax, self.span(self.at, end), format!("this is not YAML: {info}"))
    }

    /// Whether nothing but blanks stands between a byte and the place, in one line.
    fn follows(&self, byte: usize) -> bool {
        self.text.get(byte + 1..self.at).is_some_and(|between| between.chars().all(|c| c == ' ' || c == '\t'))
    }

    /// The byte behind the character at `at`.
    fn after(&self, at: usize) -> usize {
        let next = self.text.get(at..).and_then(|rest| rest.chars().next());
        at + next.map_or(0, char::len_utf8)
    }

    /// The character at `at`.
    fn sign(&self, at: usize) -> &str {
        self.text.get(at..self.after(at)).unwrap_or_default()
    }

    /// A stretch of the text; an end that would divide a character is moved behind it.
    fn span(&self, from: usize, to: usize) -> Span {
        let mut to = to.min(self.text.len());
        while !self.text.is_char_boundary(to) {
            to += 1;
        }
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.file, offset(from.min(to)), offset(to))
    }
}
