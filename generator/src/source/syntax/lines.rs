//! Lines that are indented wrongly, or are no `key: value`.

use super::super::outline::{indent_of, key_column, line_of, value_end};
use super::super::{FileId, Span};
use super::Broken;
use crate::diagnostics::{Code, Problem};

impl Broken<'_> {
    /// A tab that indents the line at which the parser gave up, or the one below it.
    pub(super) fn tab(&self) -> Option<Problem> {
        let (start, end) = line_of(self.text, self.at);
        let next = (end + 1).min(self.text.len());
        [start, next].into_iter().find_map(|start| {
            let (start, end) = line_of(self.text, start);
            leading_tabs(self.file, &self.text[start..end], start)
        })
    }

    pub(super) fn tab_after_sign(&self) -> Problem {
        let before = self.text[..self.at].trim_end_matches('\t').len();
        let tabs = self.span(before, self.at);
        let mut problem = Problem::new(Code::TabIndent, tabs, "a tab stands where a space separates");
        problem.repair(true, tabs, " ", "put a space in its place");
        problem
    }

    /// A key that is indented deeper than the one above it, whose value is a text.
    pub(super) fn deeper_than_text(&self, key: usize) -> Problem {
        let name = &self.text[key..self.at];
        let mut problem = Problem::new(
            Code::Syntax,
            self.span(key, self.at),
            format!("`{name}` is indented like a part of the text above it"),
        );
        problem.label("read as text, so there can be no `:` after it");
        let above = self.text[..key].trim_end();
        let (start, end) = line_of(self.text, above.len());
        let line = &self.text[start..end];
        let column = key_column(line);
        problem.also(self.span(start + column, end), "this text goes on in the next line");
        let blanks = " ".repeat(column);
        let (line_start, _) = line_of(self.text, key);
        problem.replace(
            self.span(line_start, key),
            blanks,
            "indent both lines alike if both are keys; quote the text if not",
        );
        problem
    }

    /// A line that is neither a key with a colon nor part of a text.
    pub(super) fn no_colon(&self) -> Problem {
        let above = self.text[..self.at].trim_end();
        let (start, end) = line_of(self.text, above.len());
        let line = &self.text[start..end];
        let from = start + indent_of(line);
        let to = value_end(self.text, from, false).max(self.after(from)).min(self.text.len());
        let written = &self.text[from..to];
        let mut problem = Problem::new(Code::Syntax, self.span(from, to), "a key without a `:`");
        problem.label("every line of a map is `key: value`");
        match written.split_once(':') {
            Some((key, value)) if !key.contains(' ') => problem.replace(
                self.span(from, to),
                format!("{key}: {value}"),
                "put a space behind the colon",
            ),
            _ => problem.help(
                "put the colon in; if it goes on with the text above, indent it deeper than that text's key",
            ),
        };
        problem
    }

    pub(super) fn comment(&self) -> Problem {
        let (_, end) = line_of(self.text, self.at);
        let from = self.text[self.at..end].find('#').map_or(self.at, |at| self.at + at);
        let mut problem = Problem::new(
            Code::Syntax,
            self.span(from, end.max(self.after(from)).min(self.text.len())),
            "a comment in the middle of a text",
        );
        problem
            .label("the text goes on in the next line")
            .help("move the comment above the text; if it belongs to the text, quote the text");
        problem
    }

    /// A `#` right behind a value.
    pub(super) fn close_comment(&self) -> Problem {
        let (line, end) = line_of(self.text, self.at);
        let sign = self.text[line..end].rfind('#').map_or(self.at, |at| line + at);
        let mut problem = Problem::new(
            Code::Syntax,
            self.span(sign, end.max(self.after(sign))),
            "a `#` right behind a value",
        );
        problem
            .replace(self.span(sign, sign), " ", "put a space before it if a comment is meant")
            .help("if it belongs to the text, quote the text");
        problem
    }

    /// The first line of a block of text, where something before it announced a deeper one.
    pub(super) fn block_start(&self) -> Problem {
        let (start, end) = line_of(self.text, self.at);
        let from = start + indent_of(&self.text[start..end]);
        let mut problem = Problem::new(
            Code::Syntax,
            self.span(from, end.max(self.after(from))),
            "a block of text stands less deep than it announces",
        );
        problem
            .why("spaces in an empty line before the text, or a digit behind the `|`, say how deep it stands")
            .help("delete those spaces, or the digit");
        problem
    }

    pub(super) fn mixed(&self, what: &str) -> Problem {
        let end = value_end(self.text, self.at, false).max(self.after(self.at)).min(self.text.len());
        let mut problem = Problem::new(Code::Syntax, self.span(self.at, end), what);
        problem.why("a value is a list or a map, not both").help("indent it like the lines it belongs to");
        problem
    }

    /// A line whose indentation fits none of the open blocks.
    pub(super) fn indentation(&self) -> Problem {
        let (start, end) = line_of(self.text, self.at);
        let line = &self.text[start..end];
        let indent = indent_of(line);
        let from = start + indent;
        let to = value_end(self.text, from, false).max(from).min(end);
        let mut problem = Problem::new(
            Code::Syntax,
            self.span(from, to.max(from)),
            "the indentation fits none of the lines above",
        );
        problem.label(format!("indented by {}", blanks(indent)));
        let mut fits: Vec<String> = Vec::new();
        let mut lowest = usize::MAX;
        let mut goes_with_one = false;
        for above in self.text[..start].lines().rev() {
            let word = above.trim_start();
            let depth = indent_of(above);
            if word.is_empty() || word.starts_with('#') || depth >= lowest {
                continue;
            }
            lowest = depth;
            goes_with_one |= depth == indent;
            let name = word.split(": ").next().unwrap_or(word).trim_end_matches(':');
            fits.push(format!("{} to go with `{}`", blanks(depth), short(name)));
            if depth == 0 || fits.len() == 4 {
                break;
            }
        }
        if goes_with_one {
            return match &line[indent..] {
                word if word.starts_with("- ") => self.mixed("a list item stands among keys"),
                _ => self.no_key(from, to),
            };
        }
        if !fits.is_empty() {
            problem.help(format!("use {}", fits.join(", or ")));
        }
        problem
    }

    pub(super) fn no_key(&self, from: usize, to: usize) -> Problem {
        let mut problem = Problem::new(Code::Syntax, self.span(from, to), "a key is expected here");
        problem.help("a key is `name: value`; a text of several lines is best written as a block after `|`");
        problem
    }

    pub(super) fn after_the_end(&self) -> Problem {
        let end = value_end(self.text, self.at, false).max(self.after(self.at)).min(self.text.len());
        let mut problem = Problem::new(
            Code::Syntax,
            self.span(self.at, end),
            "more text after the end of the file's only value",
        );
        problem.help("a spec file is one map: lines of `key: value`");
        problem
    }
}

/// The tab in the indentation of a line that says something. `start` is the line's first byte.
pub(in crate::source) fn leading_tabs(file: FileId, line: &str, start: usize) -> Option<Problem> {
    let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
    let tab = line[..blank].find('\t')?;
    if blank == line.len() || line[blank..].starts_with('#') {
        return None;
    }
    let tabs = line[tab..blank].len() - line[tab..blank].trim_start_matches('\t').len();
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let span = Span::new(file, offset(start + tab), offset(start + tab + tabs));
    let mut problem = Problem::new(Code::TabIndent, span, "a tab stands where spaces indent");
    problem
        .label(if tabs == 1 { "a tab".to_owned() } else { format!("{tabs} tabs") })
        .why("editors show a tab in different widths, so YAML does not count it as indentation")
        .help("use two spaces for each step");
    Some(problem)
}

fn blanks(n: usize) -> String {
    match n {
        1 => "1 space".to_owned(),
        n => format!("{n} spaces"),
    }
}

fn short(name: &str) -> String {
    if name.chars().count() <= 30 {
        name.to_owned()
    } else {
        let mut cut: String = name.chars().take(29).collect();
        cut.push('…');
        cut
    }
}
