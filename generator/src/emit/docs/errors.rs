//! `errors.md`, and the table of errors of an action.

use actiongen_runtime::ErrorKind;
use serde::Serialize;

use super::deviation::{self, DeviationRow};
use super::headings::Headings;
use super::types::{TypeName, TypeSection, Types};
use crate::emit::direction::Direction;
use crate::model::{Api, Effect, ErrorRule, Statuses, Type};

/// The headings that stand in the template.
const HEADINGS: [&str; 5] = ["Errors", "Statuses", "Kinds", "The body of an error", "Source and deviations"];

/// The page on errors.
#[derive(Serialize)]
pub struct ErrorsPage {
    title: String,
    rows: Vec<ErrorRow>,
    kinds: Vec<KindRow>,
    /// Where the messages of an answer stand: the first place that is there.
    messages_at: Vec<String>,
    body: Option<TypeName>,
    types: Vec<TypeSection>,
    deviations: Vec<DeviationRow>,
}

/// A row for a status, or for an answer that is well and not what was asked for.
#[derive(Serialize)]
pub struct ErrorRow {
    status: Option<String>,
    kind: &'static str,
    /// The kind of the statuses of the row that leave no doubt, where the others do: 501, 505 and 507.
    undoubted: Option<&'static str>,
    /// The steps at which it leaves doubt.
    unknown_at: Vec<String>,
    /// What the spec says: what it means, and what to do about it.
    doc: Option<String>,
    meaning: &'static str,
    /// What to do, where the spec does not say.
    advice: Option<&'static str>,
}

#[derive(Serialize)]
struct KindRow {
    name: &'static str,
    meaning: &'static str,
    advice: &'static str,
}

impl ErrorsPage {
    /// The page of a service.
    pub fn new(api: &Api) -> Self {
        let headings = Headings::with(&HEADINGS);
        let body = api.error_body.map(|id| {
            let home = &api.resources[api.type_def(id).resource];
            let mut types = Types::new(api, home, headings);
            let name = types.name(&Type::Named(id), Direction::Returned);
            (name, types.sections(), types)
        });
        let deviations = deviation::of_errors(api, body.as_ref().map(|(_, _, types)| types));
        let (body, types) = match body {
            Some((name, sections, _)) => (Some(name), sections),
            None => (None, Vec::new()),
        };
        Self {
            title: api.title.clone(),
            rows: api.errors.iter().map(|rule| ErrorRow::new(rule, None)).collect(),
            kinds: ErrorKind::ALL
                .into_iter()
                .map(|kind| KindRow { name: kind.name(), meaning: meaning(kind), advice: advice(kind) })
                .collect(),
            messages_at: api.messages_at.iter().map(|place| place.join(".")).collect(),
            body,
            types,
            deviations,
        }
    }
}

impl ErrorRow {
    /// The row of a rule, for an action with that effect.
    pub fn new(rule: &ErrorRule, effect: Option<Effect>) -> Self {
        let status = match rule.statuses {
            Statuses::One(status) => status.to_string(),
            Statuses::Class(class) => format!("{class}xx"),
        };
        let status_number = match rule.statuses {
            Statuses::One(status) => status,
            Statuses::Class(class) => class * 100,
        };
        let is_unknown =
            effect == Some(Effect::Once) && actiongen_runtime::Effect::Once.leaves_doubt(status_number);
        let kind = if is_unknown { ErrorKind::UnknownOutcome } else { rule.kind };
        let advice = (is_unknown || rule.doc.is_none()).then(|| advice(kind));
        let is_class = matches!(rule.statuses, Statuses::Class(_));
        Self {
            status: Some(status),
            kind: kind.name(),
            undoubted: (is_unknown && is_class).then(|| rule.kind.name()),
            unknown_at: Vec::new(),
            doc: rule.doc.clone(),
            meaning: meaning(kind),
            advice,
        }
    }

    /// The row of a rule for an action made of steps, of which these must not be made twice.
    pub fn of_steps(rule: &ErrorRule, once: &[String]) -> Self {
        let of_once = Self::new(rule, Some(Effect::Once));
        let is_unknown = of_once.kind != rule.kind.name();
        let unknown_at = if is_unknown { once.to_vec() } else { Vec::new() };
        Self { undoubted: None, unknown_at, ..Self::new(rule, None) }
    }

    /// The row of an answer that is read well and holds another number of items than was looked for.
    pub fn of_answer(kind: ErrorKind, meaning: &'static str) -> Self {
        Self {
            status: None,
            kind: kind.name(),
            undoubted: None,
            unknown_at: Vec::new(),
            doc: None,
            meaning,
            advice: Some(advice(kind)),
        }
    }

    /// The row of the same after a call that changed something, with that effect.
    pub fn of_change(kind: ErrorKind, effect: Effect) -> Self {
        let advice = match effect {
            Effect::Once => advice(ErrorKind::UnknownOutcome),
            Effect::Safe | Effect::Idempotent => "Check what the call names. It may be sent again.",
        };
        Self {
            status: None,
            kind: kind.name(),
            undoubted: None,
            unknown_at: Vec::new(),
            doc: None,
            meaning: "The answer holds another number of items than the call asked for.",
            advice: Some(advice),
        }
    }
}

/// What a kind of error means.
fn meaning(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Invalid => "The request breaks a bound or a rule.",
        ErrorKind::Unauthorized => "The credentials are missing or wrong.",
        ErrorKind::Forbidden => "The credentials do not allow the action.",
        ErrorKind::NotFound => "What the request names does not exist.",
        ErrorKind::Ambiguous => "What the request names exists more than once.",
        ErrorKind::Conflict => "The request contradicts what is stored.",
        ErrorKind::TooLarge => "The request, or its answer, is larger than is allowed.",
        ErrorKind::RateLimited => "Too many requests came in too short a time.",
        ErrorKind::Unavailable => "The API does not serve at the moment.",
        ErrorKind::Timeout => "No answer came in time.",
        ErrorKind::Connection => "There was no connection, or it broke.",
        ErrorKind::UnknownOutcome => "The request may or may not have been carried out.",
        _ => "The answer is none that is documented.",
    }
}

/// What to do about it.
fn advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Invalid => "Correct the values that the messages name, then send it again.",
        ErrorKind::Unauthorized => "Check the credentials.",
        ErrorKind::Forbidden => "Give the credentials one of the scopes of the action.",
        ErrorKind::NotFound => "Check what the request names.",
        ErrorKind::Ambiguous => "Name it by something that only one thing has.",
        ErrorKind::Conflict => "Read what is stored, then decide again.",
        ErrorKind::TooLarge => "Send less, or ask for less, at once.",
        ErrorKind::RateLimited => "Wait, then send it again.",
        ErrorKind::Unavailable => "Try again later.",
        ErrorKind::Timeout | ErrorKind::Connection => "Try again.",
        ErrorKind::UnknownOutcome => "Look whether it happened before you send it again.",
        _ => "Read the body of the answer, which the error keeps.",
    }
}

#[cfg(test)]
mod tests {
    use actiongen_runtime::ErrorKind;

    use super::{ErrorRow, advice, meaning};
    use crate::model::{Effect, ErrorRule, Statuses};

    #[test]
    fn every_kind_has_words_of_its_own() {
        let words: std::collections::BTreeSet<_> = ErrorKind::ALL.into_iter().map(meaning).collect();
        assert_eq!(words.len(), ErrorKind::ALL.len());
        assert!(ErrorKind::ALL.into_iter().all(|kind| advice(kind).ends_with('.')));
    }

    #[test]
    fn a_create_that_the_server_broke_off_is_unknown() {
        let rule =
            |statuses| ErrorRule { statuses, kind: ErrorKind::Unavailable, doc: None, deviation: None };
        let table = [
            (Statuses::Class(5), Some(Effect::Once), "unknown_outcome"),
            (Statuses::One(503), Some(Effect::Once), "unknown_outcome"),
            (Statuses::One(501), Some(Effect::Once), "unavailable"),
            (Statuses::One(429), Some(Effect::Once), "unavailable"),
            (Statuses::Class(5), Some(Effect::Idempotent), "unavailable"),
            (Statuses::Class(5), None, "unavailable"),
        ];
        for (statuses, effect, kind) in table {
            assert_eq!(ErrorRow::new(&rule(statuses), effect).kind, kind, "{statuses:?} {effect:?}");
        }
        // Not all of a class leave doubt.
        let undoubted = |statuses| ErrorRow::new(&rule(statuses), Some(Effect::Once)).undoubted;
        assert_eq!(undoubted(Statuses::Class(5)), Some("unavailable"));
        assert_eq!(undoubted(Statuses::One(503)), None);
    }

    #[test]
    fn a_step_that_is_made_once_is_in_doubt_where_others_are_not() {
        let once = ["created".to_owned()];
        for (statuses, unknown_at) in [(Statuses::Class(5), &once[..]), (Statuses::One(404), &[])] {
            let rule = ErrorRule { statuses, kind: ErrorKind::Unavailable, doc: None, deviation: None };
            let row = ErrorRow::of_steps(&rule, &once);
            assert_eq!((row.kind, &row.unknown_at[..]), ("unavailable", unknown_at), "{statuses:?}");
        }
    }
}
