//! What statuses of errors mean.

use actiongen_runtime::ErrorKind;

use super::{prose, type_expr};
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{ErrorRule, Statuses};
use crate::source::At;
use crate::spec;

/// `401: {kind: unauthorized, doc: …}`, in the order of the spec.
pub fn statuses(
    entries: &spec::Ordered<spec::ErrorEntry>,
    at: At<'_>,
    problems: &mut Problems,
) -> Vec<ErrorRule> {
    let rules = entries.iter().filter_map(|(key, entry)| {
        let place = at.key(key);
        let Some(statuses) = parse_statuses(key) else {
            let problem = problems.error(
                Code::BadStatus,
                at.key_name(key),
                format!("`{key}` is no status of an error"),
            );
            match nearest(key, ["body", "messages_at"]) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("write a status from 300 to 599, or a class: `4xx`, `5xx`"),
            };
            return None;
        };
        let kind = match &entry.kind {
            Some(word) => error_kind(word, place.key("kind"), problems)?,
            None => default_kind(statuses),
        };
        Some(ErrorRule {
            statuses,
            kind,
            doc: prose::text(entry.doc.as_deref()),
            deviation: prose::text(entry.deviation.as_deref()),
        })
    });
    rules.collect()
}

pub fn parse_statuses(key: &str) -> Option<Statuses> {
    if let Some(class) = key.strip_suffix("xx") {
        return class.parse().ok().filter(|class| (3..=5).contains(class)).map(Statuses::Class);
    }
    key.parse().ok().filter(|status| (300..=599).contains(status)).map(Statuses::One)
}

/// The kinds that a table of errors may name: `unknown_outcome` is for the client to find out.
fn error_kind(word: &str, at: At<'_>, problems: &mut Problems) -> Option<ErrorKind> {
    let kinds = ErrorKind::ALL.into_iter().filter(|kind| *kind != ErrorKind::UnknownOutcome);
    named_kind(word, &kinds.collect::<Vec<_>>(), at, problems)
}

/// The kinds that a caller can get.
pub fn outcome_kind(word: &str, at: At<'_>, problems: &mut Problems) -> Option<ErrorKind> {
    named_kind(word, &ErrorKind::ALL, at, problems)
}

fn named_kind(word: &str, kinds: &[ErrorKind], at: At<'_>, problems: &mut Problems) -> Option<ErrorKind> {
    let known: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    let found = kinds.iter().copied().find(|kind| kind.name() == word);
    if found.is_none() {
        let problem = problems.error(Code::UnknownWord, at.span(), format!("`{word}` is no kind of error"));
        match nearest(word, known.iter().copied()) {
            Some(near) => problem.meant(at.span(), word, near, &known),
            None => problem.help(format!("the kinds are {}", type_expr::quoted(&known))),
        };
    }
    found
}

/// What a status means where nobody says it.
pub fn default_kind(statuses: Statuses) -> ErrorKind {
    match statuses {
        Statuses::One(400 | 422) => ErrorKind::Invalid,
        Statuses::One(401) => ErrorKind::Unauthorized,
        Statuses::One(403) => ErrorKind::Forbidden,
        Statuses::One(404 | 410) => ErrorKind::NotFound,
        Statuses::One(409) => ErrorKind::Conflict,
        Statuses::One(413) => ErrorKind::TooLarge,
        Statuses::One(429) => ErrorKind::RateLimited,
        Statuses::One(500..=599) | Statuses::Class(5) => ErrorKind::Unavailable,
        Statuses::One(_) | Statuses::Class(_) => ErrorKind::Unexpected,
    }
}
