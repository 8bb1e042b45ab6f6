//! The answer of a sample: what the caller gets of it, and whether that is what the sample says.

use super::samples::Bench;
use super::value::{Checker, Direction};
use super::wire;
use crate::diagnostics::{Code, Problems};
use crate::model::{Effect, Sample, Statuses, Success, Type};
use crate::source::At;
use crate::spec;

impl Bench<'_, '_> {
    /// The answer of a sample against what the action returns, and what the caller gets of it.
    pub fn outcome(&self, sample: &Sample, written: &spec::Sample, at: At<'_>, problems: &mut Problems) {
        let call = &sample.calls[0];
        if !call.answered {
            return;
        }
        let place = if written.calls.is_some() { at.key("calls").item(0) } else { at };
        let returns = &self.action.endpoint.returns;
        let success = returns
            .successes
            .iter()
            .find(|success| success.status == call.status)
            .filter(|success| (200..300).contains(&call.status) || call.found_at(&success.at).is_some())
            .or_else(|| (200..300).contains(&call.status).then_some(&returns.successes[0]));
        match (success, sample.fails) {
            (None, None) => {
                problems
                    .error(
                        Code::SampleOutcome,
                        place.key("status").span(),
                        format!("{} is no success", call.status),
                    )
                    .help("say which kind of error the caller gets: `fails: invalid`");
            }
            (Some(_), Some(kind)) => {
                problems
                    .error(
                        Code::SampleOutcome,
                        at.key("fails").span(),
                        format!("{} is a success", call.status),
                    )
                    .label(format!("the caller does not get `{}`", kind.name()))
                    .help("drop `fails`, or give the status of an error");
            }
            (None, Some(kind)) => {
                let expected = self.kind_of(call.status);
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
            (Some(success), None) => {
                self.errors(sample, success, at, place, problems);
                let Some(ty) = &returns.ty else {
                    let has_body = call.response.as_ref().is_some_and(|response| !response.is_null());
                    if has_body && success.errors_at.is_none() {
                        problems
                            .error(
                                Code::SampleOutcome,
                                place.key("response").span(),
                                "the action reads no answer",
                            )
                            .help("drop `response`, or say its type in `returns`");
                    }
                    return;
                };
                let place = place.key("response");
                let keys: Vec<&str> = success.at.iter().map(String::as_str).collect();
                let found = call.found_at(&success.at);
                let Some(value) = found else {
                    if !matches!(ty, Type::List(_)) {
                        problems
                            .error(Code::SampleOutcome, place.span(), "the answer lacks the value")
                            .label(format!("nothing stands at `{}`", success.at.join(".")))
                            .help("complete the answer, or correct `at`");
                    }
                    return;
                };
                let at_value = place.path(&keys);
                let shown = if keys.is_empty() {
                    "response".to_owned()
                } else {
                    format!("response.{}", keys.join("."))
                };
                for finding in
                    Checker::new(&self.api.types, Direction::Returned).value(ty, value, at_value, &shown)
                {
                    problems
                        .error(
                            Code::SampleOutcome,
                            finding.span,
                            format!("the answer of `{}` cannot be read: {}", sample.name, finding.place),
                        )
                        .label(finding.message)
                        .help("correct the answer, or the type that is returned");
                }
                if let Some(output) = &sample.output {
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

    /// The errors that the caller gets beside the value, against what the sample says of them.
    fn errors(&self, sample: &Sample, success: &Success, at: At<'_>, place: At<'_>, problems: &mut Problems) {
        let Some(said) = &sample.errors else { return };
        let span = at.key("errors").span();
        let Some(errors_at) = &success.errors_at else {
            problems
                .error(Code::NoEffect, span, format!("an answer with {} has no errors", success.status))
                .help("drop `errors`, or say with `errors_at` in `returns` where the answer keeps them");
            return;
        };
        match self.action.endpoint.returns.errors_of(&sample.calls[0]) {
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

    fn kind_of(&self, status: u16) -> actiongen_runtime::ErrorKind {
        if self.action.effect == Effect::Once && actiongen_runtime::Effect::Once.leaves_doubt(status) {
            return actiongen_runtime::ErrorKind::UnknownOutcome;
        }
        let rules = || self.action.errors.iter().map(|error| &error.rule);
        rules()
            .find(|rule| rule.statuses == Statuses::One(status))
            .or_else(|| rules().find(|rule| rule.statuses == Statuses::Class(status / 100)))
            .map_or(actiongen_runtime::ErrorKind::Unexpected, |rule| rule.kind)
    }
}
