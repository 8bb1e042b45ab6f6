//! Problems as people read them: headline, place, excerpt, reasons and repairs, in the layout of rustc.

use super::excerpt::{Excerpt, Mark};
use super::paint::{Paint, Style};
use super::width::printable;
use super::{Help, Place, Problem, Problems, Replacement, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};

/// All problems in the order of files and places, and a line that counts them. Empty if there are none.
#[must_use]
pub fn render(problems: &Problems, sources: &Sources, colour: bool) -> String {
    let mut out = String::new();
    for problem in problems.sorted() {
        out.push_str(&render_problem(problem, sources, colour));
        out.push('\n');
    }
    if !problems.is_empty() {
        let style = if problems.has_errors() { Style::Error } else { Style::Warning };
        out.push_str(&Paint { colour }.text(style, &summary(problems)));
        out.push('\n');
    }
    out
}

/// How many there are: `2 errors, 1 warning`.
#[must_use]
pub fn summary(problems: &Problems) -> String {
    let count = |n: usize, word: &str| match n {
        0 => None,
        1 => Some(format!("1 {word}")),
        n => Some(format!("{n} {word}s")),
    };
    let parts: Vec<String> = [count(problems.errors(), "error"), count(problems.warnings(), "warning")]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() { "no errors".to_owned() } else { parts.join(", ") }
}

/// One problem, ending in a line feed.
#[must_use]
pub fn render_problem(problem: &Problem, sources: &Sources, colour: bool) -> String {
    let style = match problem.severity() {
        Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
    };
    let gutter = gutter(problem, sources);
    let message = Message { problem, sources, paint: Paint { colour }, style, gutter };
    message.text()
}

/// Columns for the largest line number of a problem.
fn gutter(problem: &Problem, sources: &Sources) -> usize {
    let spans = problem.span().into_iter().chain(problem.also.iter().map(|(span, _)| *span));
    let line = spans.map(|span| sources.file(span.file).position(span.start).line).max().unwrap_or(1);
    line.to_string().len()
}

struct Message<'a> {
    problem: &'a Problem,
    sources: &'a Sources,
    paint: Paint,
    style: Style,
    gutter: usize,
}

impl Message<'_> {
    fn text(&self) -> String {
        let mut out = String::new();
        let head = format!("{}[{}]", self.problem.severity().as_str(), self.problem.code);
        let headline = format!(": {}", self.indented(&self.problem.message, 0));
        out.push_str(&self.paint.text(self.style, &head));
        out.push_str(&self.paint.text(Style::Strong, &headline));
        out.push('\n');
        match &self.problem.place {
            Place::Path(path) => self.arrow("-->", &printable(path), &mut out),
            Place::File(file) => {
                self.arrow("-->", &printable(&self.sources.file(*file).name), &mut out);
            }
            Place::Span(span) => self.excerpts(*span, &mut out),
        }
        if self.problem.span().is_none() {
            self.other_files(None, &mut out);
        }
        for why in &self.problem.why {
            self.note("why", why, &mut out);
        }
        for help in &self.problem.help {
            self.note("help", &self.help(help), &mut out);
        }
        out
    }

    fn excerpts(&self, span: Span, out: &mut String) {
        let file = self.sources.file(span.file);
        self.arrow("-->", &place(file, span), out);
        let own = Mark { span, label: &self.problem.label, primary: true };
        self.excerpt(file, Some(own), out);
        self.other_files(Some(span.file), out);
        if !(self.problem.why.is_empty() && self.problem.help.is_empty()) {
            self.excerpt_of(file).empty(out);
        }
    }

    /// The places that explain the problem and stand in other files than it does.
    fn other_files(&self, own: Option<FileId>, out: &mut String) {
        let mut shown: Vec<FileId> = own.into_iter().collect();
        for (span, _) in &self.problem.also {
            if !shown.contains(&span.file) {
                shown.push(span.file);
                let file = self.sources.file(span.file);
                self.arrow(":::", &place(file, *span), out);
                self.excerpt(file, None, out);
            }
        }
    }

    /// All places in one file.
    fn excerpt(&self, file: &SourceFile, own: Option<Mark<'_>>, out: &mut String) {
        let mut marks: Vec<Mark<'_>> = own.into_iter().collect();
        let also = self.problem.also.iter().filter(|(span, _)| span.file == file.id);
        marks.extend(also.map(|(span, label)| Mark { span: *span, label, primary: false }));
        self.excerpt_of(file).write(&marks, out);
    }

    fn excerpt_of<'s>(&self, file: &'s SourceFile) -> Excerpt<'s> {
        Excerpt { file, gutter: self.gutter, paint: self.paint, style: self.style }
    }

    fn arrow(&self, arrow: &str, place: &str, out: &mut String) {
        let indent = " ".repeat(self.gutter + 1);
        let arrow = self.paint.text(Style::Frame, arrow);
        out.push_str(&format!("{indent}{arrow} {place}\n"));
    }

    fn note(&self, kind: &str, text: &str, out: &mut String) {
        let indent = " ".repeat(self.gutter + 1);
        let sign = self.paint.text(Style::Frame, "=");
        let word = self.paint.text(Style::Strong, &format!("{kind}:"));
        // Further lines stand below the first letter.
        let text = self.indented(text, self.gutter + kind.len() + 6);
        out.push_str(&format!("{indent} {sign} {word} {text}\n"));
    }

    fn indented(&self, text: &str, by: usize) -> String {
        printable(text).replace('\n', &format!("\n{}", " ".repeat(by)))
    }

    /// The sentence, and behind it the text that does it.
    fn help(&self, help: &Help) -> String {
        let Some(Replacement { span, text: replacement, .. }) = &help.replacement else {
            return help.text.clone();
        };
        // What is only put in or taken out is said by the sentence; so is a word that it names.
        let told = help.text.contains(&format!("`{replacement}`"));
        if told || replacement.is_empty() || span.start == span.end {
            return help.text.clone();
        }
        let key = key_before(self.sources.file(span.file), *span);
        if replacement.contains('\n') {
            format!("{}:\n{key}{replacement}", help.text)
        } else {
            format!("{}: `{key}{replacement}`", help.text)
        }
    }
}

/// `file:line:column`
fn place(file: &SourceFile, span: Span) -> String {
    let at = file.position(span.start);
    format!("{}:{}:{}", printable(&file.name), at.line, at.column)
}

/// The key right before a value, as far as it is in the same line: `length: `. A repair reads better with it.
fn key_before(file: &SourceFile, span: Span) -> &str {
    let line = file.line_range(file.position(span.start).line);
    let before = &file.text[line.start as usize..span.start as usize];
    let Some(key) = before.trim_end_matches(' ').strip_suffix(':') else {
        return "";
    };
    let start = key.rfind([' ', ',', '{', '[', '"', '\'']).map_or(0, |at| at + 1);
    if start == key.len() || key.len() + 1 == before.len() { "" } else { &before[start..] }
}
