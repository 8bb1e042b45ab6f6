//! One message to the author of a spec, and the collection of all of them.

use std::collections::{HashMap, HashSet};

use super::certainty::unmistakable;
use super::{Code, Severity};
use crate::source::{FileId, Span};

/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A file or folder that was not read, by the path that people know it by.
    Path(String),
    /// A file as a whole.
    File(FileId),
    /// A stretch of a file.
    Span(Span),
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

impl From<FileId> for Place {
    fn from(file: FileId) -> Self {
        Self::File(file)
    }
}

/// A repair: a sentence, and where there is one the text that does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// What to do, without a full stop.
    pub text: String,
    /// What to put in place of what.
    pub replacement: Option<Replacement>,
}

/// The text that does a repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What it takes the place of; empty where something is only put in.
    pub span: Span,
    /// What stands there then.
    pub text: String,
    /// Whether nothing else can have been meant, so that it may be done unasked. Anything else is an offer.
    pub certain: bool,
}

/// A mistake, or something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of mistake.
    pub code: Code,
    /// The headline: what is wrong, in the author's words, without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// A remark on the place itself; may be empty.
    pub label: String,
    /// Other places that matter, each with a remark.
    pub also: Vec<(Span, String)>,
    /// What would follow from the mistake, or why it is one.
    pub why: Vec<String>,
    /// How to put it right.
    pub help: Vec<Help>,
}

impl Problem {
    /// A problem with a headline and nothing else.
    pub fn new(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place: place.into(),
            label: String::new(),
            also: Vec::new(),
            why: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Error or warning.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The stretch of text, if the problem is that precise.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match self.place {
            Place::Span(span) => Some(span),
            Place::Path(_) | Place::File(_) => None,
        }
    }

    /// The file, if it was among those read.
    #[must_use]
    pub fn file(&self) -> Option<FileId> {
        match self.place {
            Place::Span(span) => Some(span.file),
            Place::File(file) => Some(file),
            Place::Path(_) => None,
        }
    }

    /// Says at the place itself what is wrong with it.
    pub fn label(&mut self, text: impl Into<String>) -> &mut Self {
        self.label = text.into();
        self
    }

    /// Shows a second place, where the cause stands.
    pub fn also(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.also.push((span, text.into()));
        self
    }

    /// Says what would follow.
    pub fn why(&mut self, text: impl Into<String>) -> &mut Self {
        self.why.push(text.into());
        self
    }

    /// Says what to do.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help.push(Help { text: text.into(), replacement: None });
        self
    }

    /// Says what to do, with the text that does it when it is put in place of `span`. It is an offer: something else
    /// may have been meant.
    pub fn replace(
        &mut self,
        span: Span,
        replacement: impl Into<String>,
        text: impl Into<String>,
    ) -> &mut Self {
        self.repair(false, span, replacement, text)
    }

    /// The same; where it is `certain` that nothing else was meant, `check --fix` does it.
    pub fn repair(
        &mut self,
        certain: bool,
        span: Span,
        replacement: impl Into<String>,
        text: impl Into<String>,
    ) -> &mut Self {
        let replacement = Replacement { span, text: replacement.into(), certain };
        self.help.push(Help { text: text.into(), replacement: Some(replacement) });
        self
    }

    /// Asks whether `near` was meant by the `word` at `span`. `known` are all the words that the language has there.
    /// For names that a spec makes itself there is [`replace`](Self::replace): what is missing may be a declaration.
    pub fn meant(&mut self, span: Span, word: &str, near: &str, known: &[&str]) -> &mut Self {
        let certain = unmistakable(word, near, known);
        self.repair(certain, span, near, format!("did you mean `{near}`?"))
    }
}

/// How many errors of one file are told, and how many warnings. Nobody reads more, and a file can be made
/// that has hundreds of thousands.
pub const MAX_PER_FILE: usize = 100;

/// All problems of one run. The same code at the same place is kept once; of a file, at most
/// [`MAX_PER_FILE`] errors and as many warnings, and a remark that there are more.
#[derive(Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
    seen: HashSet<(Code, Place)>,
    per_file: HashMap<(FileId, Severity), usize>,
    /// Takes the words of a problem that is not kept.
    dropped: Option<Problem>,
}

impl Problems {
    /// None so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reports an error. More can be said on what this returns.
    pub fn error(&mut self, code: Code, place: impl Into<Place>, message: impl Into<String>) -> &mut Problem {
        debug_assert_eq!(code.severity(), Severity::Error, "{code}");
        self.push(Problem::new(code, place, message))
    }

    /// Reports a warning. More can be said on what this returns.
    pub fn warning(
        &mut self,
        code: Code,
        place: impl Into<Place>,
        message: impl Into<String>,
    ) -> &mut Problem {
        debug_assert_eq!(code.severity(), Severity::Warning, "{code}");
        self.push(Problem::new(code, place, message))
    }

    /// Takes a problem that was made elsewhere.
    pub fn push(&mut self, problem: Problem) -> &mut Problem {
        let new = self.seen.insert((problem.code, problem.place.clone()));
        if !new || !self.is_wanted(&problem) {
            return self.dropped.insert(problem);
        }
        let index = self.list.len();
        self.list.push(problem);
        &mut self.list[index]
    }

    /// Whether the file of a problem has room for it. The first one that has not leaves a remark.
    fn is_wanted(&mut self, problem: &Problem) -> bool {
        let Some(file) = problem.file() else {
            return true;
        };
        let severity = problem.severity();
        let count = self.per_file.entry((file, severity)).or_default();
        *count += 1;
        if *count == MAX_PER_FILE + 1 {
            let (code, what) = match severity {
                Severity::Error => (Code::TooManyProblems, "mistakes"),
                Severity::Warning => (Code::TooManyWarnings, "warnings"),
            };
            let message = format!("more than {MAX_PER_FILE} {what} in this file");
            let mut remark = Problem::new(code, file, message);
            remark.help("the rest is told when some of these are gone");
            self.list.push(remark);
        }
        *count <= MAX_PER_FILE
    }

    /// Whether anything stops generation.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// How many errors there are.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many warnings there are.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All problems, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }

    /// All problems, by file and place: first those of paths that were not read.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut sorted: Vec<&Problem> = self.list.iter().collect();
        sorted.sort_by(|a, b| Self::order(a).cmp(&Self::order(b)));
        sorted
    }

    fn order(problem: &Problem) -> impl Ord + '_ {
        let path = match &problem.place {
            Place::Path(path) => path.as_str(),
            Place::File(_) | Place::Span(_) => "",
        };
        (problem.file(), path, problem.span(), problem.code)
    }

    fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|problem| problem.severity() == severity).count()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(file: u32, start: u32, end: u32) -> Span {
        Span::new(FileId(file), start, end)
    }

    #[test]
    fn one_cause_at_one_place_is_told_once() {
        let mut problems = Problems::new();
        problems.error(Code::MinAboveMax, span(0, 3, 5), "first").help("swap");
        problems.error(Code::MinAboveMax, span(0, 3, 5), "again").help("never shown");
        problems.error(Code::UnknownKey, span(0, 3, 5), "another code");
        problems.error(Code::MinAboveMax, span(0, 3, 6), "another place");
        problems.warning(Code::OlderYaml, span(0, 3, 6), "a warning");
        assert_eq!((problems.errors(), problems.warnings()), (3, 1));
        let first = problems.iter().next().expect("there are some");
        assert_eq!((first.message.as_str(), first.help.len()), ("first", 1));
    }

    #[test]
    fn order_is_by_file_and_place() {
        let mut problems = Problems::new();
        problems.error(Code::UnknownKey, span(1, 0, 1), "e");
        problems.error(Code::UnknownKey, span(0, 9, 10), "d");
        problems.warning(Code::OlderYaml, span(0, 2, 3), "c");
        problems.error(Code::EmptyFile, FileId(0), "b");
        problems.error(Code::Unreadable, Place::Path("spec".into()), "a");
        let order: Vec<&str> = problems.sorted().iter().map(|p| p.message.as_str()).collect();
        assert_eq!(order, ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn a_flood_from_one_file_is_cut() {
        let mut problems = Problems::new();
        for n in 0..1_000 {
            problems.warning(Code::OlderYaml, span(0, n, n + 1), "a warning");
        }
        assert!(!problems.has_errors());
        assert_eq!(problems.warnings(), MAX_PER_FILE + 1);
        problems.error(Code::UnknownKey, span(0, 0, 1), "an error has its own room");
        problems.error(Code::UnknownKey, span(1, 0, 1), "so has another file");
        assert_eq!((problems.errors(), problems.warnings()), (2, MAX_PER_FILE + 1));
    }

    #[test]
    fn warnings_do_not_stop_generation() {
        let mut problems = Problems::new();
        problems.warning(Code::OlderYaml, span(0, 0, 1), "a warning");
        assert!(!problems.has_errors() && !problems.is_empty());
    }
}
