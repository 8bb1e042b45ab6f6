//! A transport that answers from the samples of a service, for tests of code that uses its client.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::difference::{Difference, differences};
use super::{Recorded, within};
use crate::nearest::Folded;
use crate::transport::{Limits, Transport, TransportError, TransportErrorKind, TransportFuture, WaitFuture};

/// A transport that answers a request as the sample does that sends it: by method, path, query and body.
///
/// Where several samples send the same request, one of the action that was run answers, and of these the first one that
/// succeeds, unless [`sample`](Self::sample) names another. Where a sample has a secret, any value does. A request that stands in no sample fails without having
/// been sent, and the error names the sample that comes nearest.
///
/// Clones share the record, so keep one and give the other to the client.
#[derive(Clone)]
pub struct SampleTransport {
    calls: Arc<[Call]>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The places of the calls that come first, and have not been made yet.
    first: Vec<usize>,
    /// What was asked for and is not there.
    missing: Option<String>,
    requests: Vec<Recorded>,
}

#[derive(Deserialize)]
struct Samples {
    calls: Vec<Call>,
}

/// A call of a sample.
#[derive(Deserialize)]
struct Call {
    action: String,
    sample: String,
    method: String,
    target: String,
    body: Option<Value>,
    /// Nothing where the sample does not say what is answered.
    status: Option<u16>,
    response: Option<Value>,
}

impl SampleTransport {
    /// The transport of the samples that a generated crate embeds: the text of its `samples.json`.
    ///
    /// # Panics
    ///
    /// If the text holds no samples: the generated crate is broken.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let samples: Samples = match serde_json::from_str(text) {
            Ok(samples) => samples,
            Err(error) => unreachable!("the samples of a generated crate cannot be read: {error}"),
        };
        Self { calls: samples.calls.into(), state: Arc::default() }
    }

    /// From now on this sample answers before all others, each of its calls once.
    #[must_use]
    pub fn sample(self, action: &str, name: &str) -> Self {
        let is_wanted = |call: &Call| call.action == action && call.sample == name;
        let wanted = self.calls.iter().enumerate().filter(|(_, call)| is_wanted(call));
        let first: Vec<usize> = wanted.map(|(place, _)| place).collect();
        let missing = first.is_empty().then(|| {
            let known = self.calls.iter().filter(|call| call.action == action);
            let mut known: Vec<String> = known.map(|call| format!("“{}”", call.sample)).collect();
            known.dedup();
            match known.is_empty() {
                true => format!("there is no sample of `{action}`"),
                false => format!("`{action}` has no sample “{name}”, but {}", known.join(", ")),
            }
        });
        let mut state = self.lock();
        state.first = first;
        state.missing = missing;
        drop(state);
        self
    }

    /// What was sent so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.lock().requests.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panicked elsewhere does not make the record less true.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let mut state = self.lock();
        let sent = Recorded::new(request);
        state.requests.push(sent.clone());
        if let Some(missing) = &state.missing {
            return Err(missing.clone());
        }
        let place = self.place(&sent, &state.first)?;
        state.first.retain(|first| *first != place);
        self.calls[place].response()
    }

    /// The call that answers.
    fn place(&self, sent: &Recorded, first: &[usize]) -> Result<usize, String> {
        let found = self.calls.iter().enumerate().filter(|(_, call)| call.differs(sent).is_none());
        let best = found.max_by_key(|(place, call)| {
            let succeeds = call.status.is_some_and(|status| status < 400);
            let is_of_action = sent.action.as_deref() == Some(call.action.as_str());
            // Of two paths the longer one says more, and of two calls the earlier one comes first.
            (first.contains(place), is_of_action, call.target.len(), succeeds, usize::MAX - place)
        });
        best.map(|(place, _)| place).ok_or_else(|| self.nearest(sent))
    }

    /// What to say of a request that stands in no sample.
    fn nearest(&self, sent: &Recorded) -> String {
        let differences = self.calls.iter().filter_map(|call| Some((call, call.differs(sent)?)));
        let nearest = differences.min_by_key(|(_, difference)| difference.distance);
        let request = format!("no sample sends {} {}", sent.method, sent.target);
        match nearest {
            None => request,
            Some((Call { action, sample, .. }, Unlike { what, .. })) => {
                format!("{request}; nearest comes the sample “{sample}” of `{action}`, but {what}")
            }
        }
    }
}

/// How a request is not the one of a sample.
struct Unlike {
    what: String,
    distance: usize,
}

impl Call {
    fn response(&self) -> Result<Response<Bytes>, String> {
        let Some(status) = self.status else {
            return Err(format!(
                "the sample “{}” of `{}` does not say what is answered",
                self.sample, self.action
            ));
        };
        let body = self.response.as_ref().map(|response| Bytes::from(response.to_string()));
        let has_body = body.is_some();
        let mut response = Response::new(body.unwrap_or_default());
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if has_body {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(response)
    }

    /// How a request differs from this one; nothing if it does not. What differs earlier is further away.
    fn differs(&self, sent: &Recorded) -> Option<Unlike> {
        const FAR: usize = 1_000_000;
        let (path, query) = halves(&self.target);
        let (sent_path, sent_query) = halves(&sent.target);
        if !same_path(path, sent_path) || self.method != sent.method.as_str() {
            let what = format!("that one is {} {}", self.method, self.target);
            let request = format!("that one is {} {}", sent.method, sent.target);
            let distance = Folded::new(&what).slips(&Folded::new(&request));
            return Some(Unlike { what, distance: FAR + distance });
        }
        let parameters = differing_parameters(query, sent_query);
        if let Some(name) = parameters.first() {
            let what = format!("`{name}` of the query differs");
            return Some(Unlike { what, distance: parameters.len() * 1_000 });
        }
        let sent = sent.json();
        let (what, distance) = match (&self.body, &sent) {
            (None, None) => return None,
            (Some(_), None) => ("that one has a body".to_owned(), 500),
            (None, Some(_)) => ("that one has no body".to_owned(), 500),
            (Some(body), Some(sent)) => {
                let differences = differences("body", body, sent);
                let what = match differences.first()? {
                    Difference::Missing(place) => format!("that one has {place}"),
                    Difference::Added(place) => format!("that one has no {place}"),
                    Difference::Other(place) => format!("{place} is another there"),
                };
                (what, differences.len())
            }
        };
        Some(Unlike { what, distance })
    }
}

fn halves(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

/// Whether a path ends in that of a sample, below whatever address. A part between braces is a secret: any will do.
fn same_path(sample: &str, sent: &str) -> bool {
    let mut sent = sent.split('/').rev();
    let mut sample = sample.split('/').filter(|part| !part.is_empty()).rev();
    sample.all(|part| {
        let is_secret = part.starts_with('{') && part.ends_with('}');
        sent.next().is_some_and(|sent| is_secret || sent == part)
    })
}

/// The names of the parameters that are in one query alone, or with another value.
fn differing_parameters<'q>(sample: &'q str, sent: &'q str) -> Vec<&'q str> {
    let parameters = |query: &'q str| -> Vec<&'q str> {
        query.split('&').filter(|parameter| !parameter.is_empty()).collect()
    };
    fn name(parameter: &str) -> &str {
        parameter.split_once('=').map_or(parameter, |(name, _)| name)
    }
    let mut left = parameters(sent);
    let mut differing = Vec::new();
    for parameter in parameters(sample) {
        let secret = format!("{0}=<{0}>", name(parameter));
        let same = |sent: &&str| *sent == parameter || (parameter == secret && name(sent) == name(parameter));
        match left.iter().position(same) {
            Some(place) => drop(left.swap_remove(place)),
            None => differing.push(name(parameter)),
        }
    }
    differing.extend(left.into_iter().map(name));
    differing
}

impl Transport for SampleTransport {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> TransportFuture<'_> {
        Box::pin(async move {
            let response = self
                .answer(request)
                .map_err(|why| TransportError::new(TransportErrorKind::Other, false).with_source(why))?;
            within(limits, response)
        })
    }

    /// Passes at once: nothing here needs time.
    fn wait(&self, _: Duration) -> WaitFuture<'_> {
        Box::pin(std::future::ready(()))
    }
}

impl fmt::Debug for SampleTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SampleTransport")
            .field("calls", &self.calls.len())
            .field("requests", &self.requests())
            .finish()
    }
}

#[cfg(test)]
mod tests;
