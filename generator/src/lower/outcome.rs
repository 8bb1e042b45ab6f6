//! The answer of a sample: what the caller gets of it, and whether that is what the sample says.

use actiongen_runtime::ErrorKind;
use serde_json::Value as Json;

use super::samples::Bench;
use super::value::{Checker, Direction};
use crate::diagnostics::{Code, Problems};
use crate::model::{Action, Call, Effect, Endpoint, Returns, Sample, Statuses, Success, Type};
use crate::source::At;
use crate::{spec, wire};

impl Bench<'_, '_> {
    /// The answer of a sample against what the action returns, and what the caller gets of it.
    pub fn outcome(
        &self,
        endpoint: &Endpoint,
        sample: &Sample,
        written: &spec::Sample,
        at: At<'_>,
        problems: &mut Problems,
    ) {
        let call = &sample.calls[0];
        if !call.answered {
            return;
        }
        let place = if written.calls.is_some() { at.key("calls").item(0) } else { at };
        match (success(endpoint, call), sample.fails) {
            (None, None) => no_success(call, place, problems),
            (Some(_), Some(kind)) => is_success(call, kind, at, problems),
            (None, Some(kind)) => other_kind(kind_of(self.action, call.status), call, kind, at, problems),
            (Some(success), None) => {
                self.errors(&endpoint.returns, sample, success, at, place, problems);
                let value = self.value(endpoint, success, call, &sample.name, place, problems);
                if let (Some((value, at_value)), Some(output), Some(ty)) =
                    (value, &sample.output, &endpoint.returns.ty)
                {
                    let read = |value| wire::sent(&self.api.types, ty, value);
                    if read(output) != read(value) {
                        problems
                            .error(
                                Code::SampleOutcome,
                                at.key("output").span(),
                                "the caller gets something else",
                            )
                            .also(at_value.span(), "this is what the caller gets")
                            .help("drop `output`: it follows from the answer");
                    }
                }
            }
        }
    }

    /// The value in the answer of a successful call, and where it stands. What cannot be read is reported.
    pub fn value<'c, 'p>(
        &self,
        endpoint: &Endpoint,
        success: &Success,
        call: &'c Call,
        sample: &str,
        place: At<'p>,
        problems: &mut Problems,
    ) -> Option<(&'c Json, At<'p>)> {
        let place = place.key("response");
        let Some(ty) = &endpoint.returns.ty else {
            let has_body = call.response.as_ref().is_some_and(|response| !response.is_null());
            if has_body && success.errors_at.is_none() {
                problems
                    .error(Code::SampleOutcome, place.span(), "the action reads no answer")
                    .help("drop `response`, or say its type in `returns`");
            }
            return None;
        };
        let keys: Vec<&str> = success.at.iter().map(String::as_str).collect();
        let Some(value) = call.found_at(&success.at) else {
            if !matches!(ty, Type::List(_)) {
                problems
                    .error(Code::SampleOutcome, place.span(), "the answer lacks the value")
                    .label(format!("nothing stands at `{}`", success.at.join(".")))
                    .help("complete the answer, or correct `at`");
            }
            return None;
        };
        let at_value = place.path(&keys);
        let shown = match keys.as_slice() {
            [] => "response".to_owned(),
            keys => format!("response.{}", keys.join(".")),
        };
        for finding in Checker::new(&self.api.types, Direction::Returned).value(ty, value, at_value, &shown) {
            problems
                .error(
                    Code::SampleOutcome,
                    finding.span,
                    format!("the answer of `{sample}` cannot be read: {}", finding.place),
                )
                .label(finding.message)
                .help("correct the answer, or the type that is returned");
        }
        Some((value, at_value))
    }

    /// The errors that the caller gets beside the value, against what the sample says of them.
    fn errors(
        &self,
        returns: &Returns,
        sample: &Sample,
        success: &Success,
        at: At<'_>,
        place: At<'_>,
        problems: &mut Problems,
    ) {
        let Some(said) = &sample.errors else { return };
        let span = at.key("errors").span();
        let Some(errors_at) = &success.errors_at else {
            problems
                .error(Code::NoEffect, span, format!("an answer with {} has no errors", success.status))
                .help("drop `errors`, or say with `errors_at` in `returns` where the answer keeps them");
            return;
        };
        match returns.errors_of(&sample.calls[0]) {
            None => {
                problems
                    .error(Code::SampleOutcome, span, "the caller gets no errors")
                    .label(format!("there are none at `{}` of the answer", errors_at.join(".")))
                    .help("complete the answer, or drop `errors`");
            }
            Some(found) if found != *said => {
                let keys: Vec<&str> = errors_at.iter().map(String::as_str).collect();
                problems
                    .error(Code::SampleOutcome, span, "the caller gets other errors")
                    .also(place.key("response").path(&keys).span(), "these are what the caller gets")
                    .help("drop `errors`: they follow from the answer");
            }
            Some(_) => {}
        }
    }
}

/// How the answer of a call is read, if it is a success.
pub fn success<'e>(endpoint: &'e Endpoint, call: &Call) -> Option<&'e Success> {
    let successes = &endpoint.returns.successes;
    let is_2xx = (200..300).contains(&call.status);
    successes
        .iter()
        .find(|success| success.status == call.status)
        .filter(|success| is_2xx || call.found_at(&success.at).is_some())
        .or_else(|| is_2xx.then_some(&successes[0]))
}

/// A sample that should succeed, and gets an error.
pub fn no_success(call: &Call, place: At<'_>, problems: &mut Problems) {
    problems
        .error(Code::SampleOutcome, place.key("status").span(), format!("{} is no success", call.status))
        .help("say which kind of error the caller gets: `fails: invalid`");
}

/// A sample that should fail, and does not.
fn is_success(call: &Call, kind: ErrorKind, at: At<'_>, problems: &mut Problems) {
    problems
        .error(Code::SampleOutcome, at.key("fails").span(), format!("{} is a success", call.status))
        .label(format!("the caller does not get `{}`", kind.name()))
        .help("drop `fails`, or give the status of an error");
}

/// A sample that should fail, and fails in another way.
pub fn other_kind(expected: ErrorKind, call: &Call, kind: ErrorKind, at: At<'_>, problems: &mut Problems) {
    if expected != kind {
        problems
            .error(
                Code::SampleOutcome,
                at.key("fails").span(),
                format!("{} is another kind of error", call.status),
            )
            .label(format!("the caller gets `{}`", expected.name()))
            .help("correct `fails`, or the kind in the table of errors");
    }
}

/// The kind of the error that the caller of an action gets of a status that is no success.
pub fn kind_of(action: &Action, status: u16) -> ErrorKind {
    if action.effect == Effect::Once && actiongen_runtime::Effect::Once.leaves_doubt(status) {
        return ErrorKind::UnknownOutcome;
    }
    let rules = || action.errors.iter().map(|error| &error.rule);
    rules()
        .find(|rule| rule.statuses == Statuses::One(status))
        .or_else(|| rules().find(|rule| rule.statuses == Statuses::Class(status / 100)))
        .map_or(ErrorKind::Unexpected, |rule| rule.kind)
}
