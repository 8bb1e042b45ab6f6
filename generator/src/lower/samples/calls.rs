//! The calls of a sample: what the server replies, and what is sent, compared with what the sample says of it.

use actiongen_runtime::bytes::Bytes;
use serde_json::Value as Json;

use super::SampleCheck;
use super::trial::{Sent, Trial};
use crate::diagnostics::{Code, Problems};
use crate::lower::document::json;
use crate::model::{Call, Endpoint, Steps};
use crate::source::At;
use crate::spec;

/// What a sample says of a call.
pub struct Reply<'a> {
    /// The request, if it is said.
    sends: Option<String>,
    /// The body of the request, if it is said.
    sent_body: Option<Json>,
    /// The status of the response, if it is said.
    pub status: Option<u16>,
    /// The body of the response, if there is one.
    pub response: Option<Json>,
    /// Where all of this is.
    pub at: At<'a>,
}

impl<'a> Reply<'a> {
    fn new(call: &spec::Call, at: At<'a>, problems: &mut Problems) -> Option<Self> {
        let free = |value: &Option<spec::Free>, key, problems: &mut Problems| match value {
            Some(value) => json(&value.0, at.key(key), problems).map(Some),
            None => Some(None),
        };
        let sent_body = free(&call.body, "body", problems);
        let response = free(&call.response, "response", problems);
        Some(Self {
            sends: call.sends.clone(),
            sent_body: sent_body?,
            status: call.status,
            response: response?,
            at,
        })
    }

    /// Whether the sample says what the server replies.
    pub fn is_said(&self) -> bool {
        self.status.is_some() || self.response.is_some()
    }

    /// The body of the response as it comes.
    pub fn body(&self) -> Bytes {
        self.response.as_ref().map(|response| Bytes::from(response.to_string())).unwrap_or_default()
    }
}

impl SampleCheck<'_, '_> {
    /// What a sample says of its calls; nothing where JSON cannot say it, which is reported.
    pub fn replies<'a>(
        &self,
        written: &spec::Sample,
        at: At<'a>,
        problems: &mut Problems,
    ) -> Option<Vec<Reply<'a>>> {
        let Some(calls) = &written.calls else {
            let call = spec::Call {
                status: written.status,
                response: written.response.clone(),
                ..spec::Call::default()
            };
            return Reply::new(&call, at, problems).map(|reply| vec![reply]);
        };
        for (key, given) in [("status", written.status.is_some()), ("response", written.response.is_some())] {
            if given {
                problems
                    .error(Code::NoEffect, at.key_name(key), format!("`{key}` stands beside `calls`"))
                    .help("move it into the call");
            }
        }
        let place = at.key("calls");
        let calls = calls.iter().enumerate();
        let replies = calls.map(|(index, call)| Reply::new(call, place.item(index), problems));
        // All of them are looked at, so that every mistake is reported.
        let replies: Vec<_> = replies.collect();
        replies.into_iter().collect()
    }

    /// The status of a success of each step.
    pub fn first_statuses(&self, steps: &Steps) -> Vec<u16> {
        let status = |endpoint: &Endpoint| endpoint.returns.successes[0].status;
        let called = steps.calls.iter().map(|step| self.api.action(step.action).endpoint());
        called.map(|endpoint| endpoint.map_or(200, status)).collect()
    }

    /// The endpoint that a request went to.
    pub fn endpoint_of(&self, step: Option<usize>) -> Option<&Endpoint> {
        match (self.action.steps(), step) {
            (None, _) => self.action.endpoint(),
            (Some(steps), step) => self.api.action(steps.calls.get(step?)?.action).endpoint(),
        }
    }

    /// The calls that were made, each compared with what the sample says of it.
    pub fn calls(
        &self,
        name: &str,
        trial: &Trial,
        replies: &[Reply<'_>],
        at: At<'_>,
        problems: &mut Problems,
    ) -> Option<Vec<Call>> {
        let mut calls = Vec::new();
        for (index, sent) in trial.requests.iter().enumerate() {
            let endpoint = self.endpoint_of(sent.step)?;
            let reply = replies.get(index);
            if let Some(reply) = reply {
                compare(sent, reply, problems);
                self.unread_response(endpoint, sent, reply, problems);
            }
            calls.push(Call {
                step: sent.step,
                method: endpoint.method,
                target: sent.target.clone(),
                body: sent.body.clone(),
                status: sent.status,
                response: reply.and_then(|reply| reply.response.clone()),
                answered: reply.is_some_and(Reply::is_said),
            });
        }
        for index in trial.requests.len().max(1)..replies.len() {
            let span = at.key("calls").item(index).span();
            match self.action.steps() {
                Some(_) => problems
                    .error(Code::SendsDiffers, span, format!("the sample `{name}` does not make this call"))
                    .help("drop it, or correct the input or the answers before it"),
                None => problems
                    .error(Code::NoEffect, span, "a second call, of an action that makes one")
                    .help("drop it"),
            };
        }
        Some(calls)
    }

    /// A response that nobody reads claims something that is not so.
    fn unread_response(&self, endpoint: &Endpoint, sent: &Sent, reply: &Reply<'_>, problems: &mut Problems) {
        let has_errors = endpoint.returns.success_of(sent.status).errors_at.is_some();
        let is_success = (200..300).contains(&sent.status);
        let has_body = reply.response.as_ref().is_some_and(|response| !response.is_null());
        if endpoint.returns.ty.is_none() && has_body && is_success && !has_errors {
            problems
                .error(Code::SampleOutcome, reply.at.key("response").span(), "the action reads no answer")
                .help("drop `response`, or say its type in `returns`");
        }
    }
}

/// Compares a request with what the sample says of it.
fn compare(sent: &Sent, reply: &Reply<'_>, problems: &mut Problems) {
    let line = format!("{} {}", sent.method, sent.target);
    if reply.sends.as_ref().is_some_and(|sends| *sends != line) {
        let span = reply.at.key("sends").span();
        problems
            .error(Code::SendsDiffers, span, "the sample sends something else")
            .label(format!("it sends `{line}`"))
            .why("`sends` is the exact target: parameters in the order of the spec, everything but unreserved characters, `:`, `@`, `/` and the joining comma percent-encoded")
            .replace(span, crate::source::quote(&line), "write");
    }
    let Some(said) = &reply.sent_body else { return };
    let difference = match &sent.body {
        Some(body) => difference(said, body).map(|place| format!("it differs at `body{place}`")),
        None => Some("it sends none".to_owned()),
    };
    if let Some(difference) = difference {
        problems
            .error(Code::SendsDiffers, reply.at.key("body").span(), "the sample sends another body")
            .label(difference)
            .help("drop `body` here: it follows from the input");
    }
}

/// Where two values differ first; nothing where they do not. The values may be secret, and are not shown.
pub fn difference(one: &Json, other: &Json) -> Option<String> {
    match (one, other) {
        (Json::Object(one), Json::Object(other)) => one.keys().chain(other.keys()).find_map(|key| {
            let below = match (one.get(key), other.get(key)) {
                (Some(one), Some(other)) => difference(one, other)?,
                _ => String::new(),
            };
            Some(format!(".{key}{below}"))
        }),
        (Json::Array(one), Json::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(index, (one, other))| Some(format!("[{index}]{}", difference(one, other)?)))
        }
        // JSON does not tell 4 and 4.0 apart.
        (Json::Number(one), Json::Number(other)) if one.as_f64() == other.as_f64() => None,
        (one, other) => (one != other).then(String::new),
    }
}
