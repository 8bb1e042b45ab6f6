//! The end of a sample: what the caller gets, and whether that is what the sample says.

use actiongen_runtime::{Error, ErrorKind, PathSegment, Rule, StepFailure, UnexpectedAnswer, Violation, Violations};
use serde_json::Value as Json;

use super::SampleCheck;
use super::calls::{Reply, difference};
use super::trial::{End, Trial};
use crate::diagnostics::{Code, Problem, Problems};
use crate::lower::document::json;
use crate::lower::finding::{show_key, span};
use crate::lower::statuses::outcome_kind;
use crate::lower::type_walk::TypeWalk;
use crate::model::Call;
use crate::source::At;
use crate::spec;

/// A sample that was run.
pub struct Seen<'s> {
    /// Its name.
    pub name: &'s str,
    /// What it says.
    pub written: &'s spec::Sample,
    /// Where it is.
    pub at: At<'s>,
    /// What came of it.
    pub trial: &'s Trial,
    /// What it says of its calls.
    pub replies: &'s [Reply<'s>],
    /// The calls that were made.
    pub calls: &'s [Call],
}

/// What a caller gets.
#[derive(Default)]
pub struct Outcome {
    /// What is returned, if something is.
    pub output: Option<Json>,
    /// The kind of the error.
    pub fails: Option<ErrorKind>,
}

impl Seen<'_> {
    /// The last call, and what the sample says of it.
    fn last(&self) -> Option<(&Call, Option<&Reply<'_>>)> {
        let last = self.calls.len().checked_sub(1)?;
        Some((&self.calls[last], self.replies.get(last)))
    }

    /// Where the last call is.
    fn last_at(&self) -> At<'_> {
        self.last().and_then(|(_, reply)| reply).map_or(self.at, |reply| reply.at)
    }
}

impl SampleCheck<'_, '_> {
    /// How a sample ended, against what it says.
    pub fn outcome(&self, seen: &Seen<'_>, problems: &mut Problems) -> Outcome {
        let fails = match &seen.written.fails {
            None => None,
            Some(word) => match outcome_kind(word, seen.at.key("fails"), problems) {
                Some(kind) => Some(kind),
                // What is no kind of error was reported.
                None => return Outcome::default(),
            },
        };
        match (&seen.trial.end, fails) {
            (End::Failed(error), fails) => {
                match (refused(error), fails) {
                    (Some((step, violations)), _) => self.refused_at_last(seen, step, violations, problems),
                    (None, None) => self.failed(seen, error, problems),
                    (None, Some(said)) if error.kind() != said => self.other_kind(seen, error, problems),
                    (None, Some(_)) => {}
                }
                unsaid(seen, problems);
            }
            (End::Returned(_), Some(said)) => self.succeeded(seen, said, problems),
            (End::Returned(value), None) => {
                self.compare_errors(seen, value, problems);
                self.compare_output(seen, value, problems);
                let is_something = self.action.output().is_some() || self.runs.is_partial();
                return Outcome { output: is_something.then(|| value.clone()), fails };
            }
            (End::Open, fails) => {
                if let Some(kind) = fails {
                    problems
                        .error(Code::SampleOutcome, seen.at.key("fails").span(), "nothing says what comes back")
                        .label(format!("whether the caller gets `{}` is not known", kind.name()))
                        .help("give the `status` and the `response` of the last call");
                }
                unsaid(seen, problems);
            }
        }
        Outcome { output: None, fails }
    }

    /// A request that the client refused after the input was accepted.
    fn refused_at_last(
        &self,
        seen: &Seen<'_>,
        step: Option<&str>,
        violations: &Violations,
        problems: &mut Problems,
    ) {
        let Some(violation) = violations.first() else { return };
        let what = match step {
            Some(step) => format!("the step `{step}` of the sample `{}`", seen.name),
            None => format!("the sample `{}`", seen.name),
        };
        let place = match violation.path() {
            "" => String::new(),
            path => format!(": {path}"),
        };
        problems
            .error(Code::SampleRefused, seen.at.name(), format!("{what} is refused{place}"))
            .label(violation.message())
            .help("correct the sample, or the bound of the input");
    }

    /// A sample that should succeed, and fails.
    fn failed(&self, seen: &Seen<'_>, error: &Error, problems: &mut Problems) {
        let kind = error.kind().name();
        let cause = cause(error);
        match cause {
            Some(Error::Unexpected(answer)) if answer.is_misread() => self.misread(seen, answer, problems),
            Some(Error::Answered(_) | Error::Unexpected(_)) if self.action.steps().is_none() => {
                let status = error.status().map_or(0, |status| status.as_u16());
                let at = seen.last_at().key("status");
                let message = match status {
                    200..=299 if status != 207 => format!("the sample `{}` fails", seen.name),
                    _ => format!("{status} is no success"),
                };
                let problem = problems.error(Code::SampleOutcome, at.span(), message);
                if let Some(Error::Unexpected(answer)) = cause {
                    problem.label(answer.reason());
                }
                problem.help(format!("say which kind of error the caller gets: `fails: {kind}`"));
            }
            _ => {
                problems
                    .error(Code::SampleOutcome, seen.at.name(), format!("the sample `{}` fails", seen.name))
                    .label(format!("the caller gets `{kind}`"))
                    .help(format!("say so: `fails: {kind}`"));
            }
        }
    }

    /// A response that cannot be read.
    fn misread(&self, seen: &Seen<'_>, answer: &UnexpectedAnswer, problems: &mut Problems) {
        let Some((call, Some(reply))) = seen.last() else { return };
        let path = answer.path().unwrap_or_default();
        let located = Violation::new(path, Rule::Json, answer.reason());
        let shown = match path {
            "" => "response".to_owned(),
            path if path.starts_with('[') => format!("response{path}"),
            path => format!("response.{path}"),
        };
        let span = match reply.at.get("response") {
            Some(response) => span(response, located.segments(), located.rule()),
            None => reply.at.key("status").span(),
        };
        let walk = self.walk_response(call, located.segments());
        let reason = match walk.as_ref().is_some_and(TypeWalk::is_secret) {
            true => "this is no value of its type",
            false => answer.reason(),
        };
        let problem = problems.error(
            Code::SampleOutcome,
            span,
            format!("the answer of `{}` cannot be read: {shown}", seen.name),
        );
        problem.label(reason);
        let field = walk.and_then(|walk| walk.field()).map(|(id, wire)| (id, wire.to_owned()));
        if let Some(places) = field.and_then(|field| self.types.places.get(&field)) {
            show_key(problem, places, "type");
        }
        problem.help("correct the answer, or what `returns` says of it");
    }

    /// Where a path into a response leads among the types of its value.
    fn walk_response(&self, call: &Call, segments: &[PathSegment]) -> Option<TypeWalk<'_>> {
        let returns = &self.endpoint_of(call.step)?.returns;
        let depth = returns.success_of(call.status).at.len();
        let below = segments.get(depth..).unwrap_or_default();
        Some(TypeWalk::of_value(returns.ty.as_ref()?, &self.api.types).along(below))
    }

    /// A sample that should fail in one way, and fails in another.
    fn other_kind(&self, seen: &Seen<'_>, error: &Error, problems: &mut Problems) {
        let kind = error.kind().name();
        let span = seen.at.key("fails").span();
        let status = error.status().filter(|_| self.action.steps().is_none());
        let message = match status {
            Some(status) => format!("{} is another kind of error", status.as_u16()),
            None => format!("the sample `{}` fails in another way", seen.name),
        };
        let problem = problems.error(Code::SampleOutcome, span, message);
        problem.label(format!("the caller gets `{kind}`"));
        match status {
            Some(_) => problem.help("correct `fails`, or the kind in the table of errors"),
            None => problem.replace(span, kind, "write"),
        };
    }

    /// A sample that should fail, and succeeds.
    fn succeeded(&self, seen: &Seen<'_>, said: ErrorKind, problems: &mut Problems) {
        let span = seen.at.key("fails").span();
        match (self.action.steps(), seen.last()) {
            (None, Some((call, _))) => problems
                .error(Code::SampleOutcome, span, format!("{} is a success", call.status))
                .label(format!("the caller does not get `{}`", said.name()))
                .help("drop `fails`, or give the status of an error"),
            _ => problems
                .error(Code::SampleOutcome, span, format!("the sample `{}` succeeds", seen.name))
                .help("drop `fails`, or correct the answers"),
        };
    }

    /// What is returned, against what the sample says of it.
    fn compare_output(&self, seen: &Seen<'_>, returned: &Json, problems: &mut Problems) {
        let at = seen.at.key("output");
        let Some(said) = seen.written.output.as_ref().and_then(|said| json(&said.0, at, problems)) else {
            return;
        };
        let returned = self.action.value_in(returned);
        if self.is_returned(&said, returned) {
            return;
        }
        let problem = problems.error(Code::SampleOutcome, at.span(), "the caller gets something else");
        problem.label(format!("it gets {returned}"));
        problem.help("correct `output`, or leave it out: it follows from the answers");
    }

    /// Whether this is the value that is returned, however it is written: `"7.50"` may stand for `7.50`.
    fn is_returned(&self, said: &Json, returned: &Json) -> bool {
        if difference(said, returned).is_none() {
            return true;
        }
        let schema = self.action.output().map(|ty| crate::describe::TypeNames::of(self.api).schema(&ty));
        let Some(schema) = schema else { return false };
        let types = &self.runs.catalog().description().types;
        let read = types.to_output(said, &schema);
        claims_no_more(said, returned) && read.is_ok_and(|read| difference(&read, returned).is_none())
    }

    /// The errors beside the value, against what the sample says of them.
    fn compare_errors(&self, seen: &Seen<'_>, returned: &Json, problems: &mut Problems) {
        let at = seen.at.key("errors");
        let Some(said) = seen.written.errors.as_ref().and_then(|said| json(&said.0, at, problems)) else {
            return;
        };
        let Some((call, _)) = seen.last() else { return };
        let success = self.action.endpoint().map(|endpoint| endpoint.returns.success_of(call.status));
        let Some(errors_at) = success.and_then(|success| success.errors_at.as_ref()) else {
            problems
                .error(Code::NoEffect, at.span(), format!("an answer with {} has no errors", call.status))
                .help("drop `errors`, or say with `errors_at` in `returns` where the answer keeps them");
            return;
        };
        match returned.get("errors") {
            None => {
                problems
                    .error(Code::SampleOutcome, at.span(), "the caller gets no errors")
                    .label(format!("there are none at `{}` of the answer", errors_at.join(".")))
                    .help("complete the answer, or drop `errors`");
            }
            Some(errors) if difference(errors, &said).is_some() => {
                let keys: Vec<&str> = errors_at.iter().map(String::as_str).collect();
                let place = seen.last_at().key("response").path(&keys);
                problems
                    .error(Code::SampleOutcome, at.span(), "the caller gets other errors")
                    .also(place.span(), "these are what the caller gets")
                    .help("drop `errors`: they follow from the answer");
            }
            Some(_) => {}
        }
    }
}

/// What a sample says that the caller gets, and nothing returns it.
fn unsaid<'p>(seen: &Seen<'_>, problems: &'p mut Problems) -> Option<&'p mut Problem> {
    let keys = [("output", seen.written.output.is_some()), ("errors", seen.written.errors.is_some())];
    let (key, _) = keys.into_iter().find(|(_, is_said)| *is_said)?;
    let problem = problems.error(Code::SampleOutcome, seen.at.key(key).span(), "the caller does not get this");
    Some(problem.help(format!("drop `{key}`, or say what every call answers")))
}

/// The error of a call, be it of a step.
fn cause(error: &Error) -> Option<&Error> {
    match error {
        Error::Step(stopped) => match stopped.failure() {
            StepFailure::Failed(cause) => Some(cause),
            _ => None,
        },
        other => Some(other),
    }
}

/// What the client refused to send, and the step that would have sent it.
fn refused(error: &Error) -> Option<(Option<&str>, &Violations)> {
    let step = match error {
        Error::Step(stopped) => Some(stopped.step()),
        _ => None,
    };
    Some((step, error.violations()?))
}

/// Whether every key that is said is returned too: what is unknown would be passed over when it is read.
fn claims_no_more(said: &Json, returned: &Json) -> bool {
    match (said, returned) {
        (Json::Object(said), Json::Object(returned)) => said.iter().all(|(key, value)| match returned.get(key) {
            Some(returned) => claims_no_more(value, returned),
            None => value.is_null(),
        }),
        (Json::Array(said), Json::Array(returned)) => {
            said.iter().zip(returned).all(|(said, returned)| claims_no_more(said, returned))
        }
        _ => true,
    }
}
