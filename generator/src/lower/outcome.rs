//! The answer of a sample: what the caller gets of it, and whether that is what the sample says.

use serde_json::Value as Json;

use super::samples::Bench;
use super::value::{Checker, Direction};
use crate::diagnostics::{Code, Problems};
use crate::model::{Call, Effect, Sample, Statuses, Type};
use crate::source::At;
use crate::spec;

/// What stands at a place of an answer.
fn found_at<'c>(call: &'c Call, at: &[String]) -> Option<&'c Json> {
    at.iter().try_fold(call.response.as_ref()?, |value, key| match key.parse::<usize>() {
        Ok(index) => value.get(index),
        Err(_) => value.get(key),
    })
}

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
            .filter(|success| (200..300).contains(&call.status) || found_at(call, &success.at).is_some())
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
                let Some(ty) = &returns.ty else {
                    if call.response.as_ref().is_some_and(|response| !response.is_null()) {
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
                let found = found_at(call, &success.at);
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
                    if output != value {
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
