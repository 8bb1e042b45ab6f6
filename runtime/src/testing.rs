//! For tests without a network: a transport that answers from a script, and one that answers from
//! the samples of a service.
//!
//! ```
//! use actiongen_runtime::testing::{ScriptedTransport, block_on};
//! use actiongen_runtime::{Limits, Transport};
//! use serde_json::json;
//!
//! let script = ScriptedTransport::new().reply(200, json!({"data": []}));
//! let request = http::Request::get("https://a.example/x?y=1").body(Default::default())?;
//! let response = block_on(script.send(request, Limits::default()))?;
//! assert_eq!(response.body(), r#"{"data":[]}"#);
//! assert_eq!(script.requests()[0].target, "/x?y=1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod difference;
mod requests;
mod samples;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use serde::Serialize;
use serde_json::Value;

pub use self::requests::{
    SampleRequests, TypedAction, TypedCall, assert_documents, part, path, query, scalar_path,
};
pub use self::samples::SampleTransport;
use crate::audience::to_program_json;
pub use crate::block_on::block_on;
use crate::transport::{
    ActionId, Limits, Transport, TransportError, TransportErrorKind, TransportFuture, WaitFuture,
};

/// A returned value as [`catalog::Action::run`](crate::catalog::Action::run) returns it: secrets read `[redacted]`.
///
/// ```
/// use actiongen_runtime::{Secret, testing};
/// assert_eq!(testing::output(&Secret::new("hunter2")), "[redacted]");
/// ```
#[must_use]
pub fn output<T: Serialize>(value: &T) -> Value {
    to_program_json(value)
}

/// A transport that answers from a script, in order, and records what was sent.
///
/// Clones share script and record, so keep one and give the other to the client. A request more
/// than the script has answers for fails, without having been sent.
///
/// Its clock is made up: a wait passes at once, and is recorded.
#[derive(Clone)]
pub struct ScriptedTransport {
    start: Instant,
    state: Arc<Mutex<State>>,
}

impl Default for ScriptedTransport {
    fn default() -> Self {
        Self { start: Instant::now(), state: Arc::default() }
    }
}

#[derive(Default)]
struct State {
    script: VecDeque<Result<Response<Bytes>, TransportError>>,
    requests: Vec<Recorded>,
    waits: Vec<Duration>,
    passed: Duration,
}

impl ScriptedTransport {
    /// An empty script.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Then answers with a status and JSON.
    #[must_use]
    pub fn reply(self, status: u16, body: impl Into<Value>) -> Self {
        self.reply_text(status, "application/json", body.into().to_string())
    }

    /// Then answers with a status and nothing else.
    #[must_use]
    pub fn reply_empty(self, status: u16) -> Self {
        self.reply_response(status, None, Bytes::new())
    }

    /// Then answers with a status, a media type and bytes of any kind.
    #[must_use]
    pub fn reply_text(self, status: u16, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        self.reply_response(status, Some(media_type), body.into())
    }

    fn reply_response(self, status: u16, media_type: Option<&'static str>, body: Bytes) -> Self {
        let mut response = Response::new(body);
        // A number that is no status answers as the broken server it would take to send it.
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Some(media_type) = media_type {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        }
        self.then(Ok(response))
    }

    /// Then fails; see [`TransportError::new`] for `sent`.
    #[must_use]
    pub fn fail(self, kind: TransportErrorKind, sent: bool) -> Self {
        self.then(Err(TransportError::new(kind, sent)))
    }

    /// Then answers, or fails, just so.
    #[must_use]
    pub fn then(self, result: Result<Response<Bytes>, TransportError>) -> Self {
        self.lock().script.push_back(result);
        self
    }

    /// What was sent so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.lock().requests.clone()
    }

    /// How long the client waited, wait by wait.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.lock().waits.clone()
    }

    /// How many answers were not asked for yet.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.lock().script.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panicked elsewhere does not make the record less true.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for ScriptedTransport {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> TransportFuture<'_> {
        Box::pin(async move {
            let mut state = self.lock();
            state.requests.push(Recorded::new(request));
            let response = state.script.pop_front().unwrap_or_else(|| {
                let error = TransportError::new(TransportErrorKind::Other, false);
                Err(error.with_source("the script has no answer left"))
            })?;
            within(limits, response)
        })
    }

    /// Passes at once: the made-up clock is put forward.
    fn wait(&self, time: Duration) -> WaitFuture<'_> {
        let mut state = self.lock();
        state.passed += time;
        state.waits.push(time);
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Instant {
        self.start + self.lock().passed
    }
}

/// The answer, unless its body is larger than is read.
fn within(limits: Limits, response: Response<Bytes>) -> Result<Response<Bytes>, TransportError> {
    match response.body().len() > limits.max_body {
        true => {
            let error = TransportError::new(TransportErrorKind::TooLarge, true);
            Err(error.with_status(response.status()))
        }
        false => Ok(response),
    }
}

impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptedTransport")
            .field("requests", &self.requests())
            .field("remaining", &self.remaining())
            .finish()
    }
}

/// A request that was sent. Credentials in it are there, and not shown by `Debug`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Recorded {
    /// The id of the action that was run, if a client sent the request.
    pub action: Option<String>,
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Path and query, as they stand in the request line.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, empty if there is none.
    pub body: Bytes,
}

impl Recorded {
    fn new(request: Request<Bytes>) -> Self {
        let (head, body) = request.into_parts();
        let target = head.uri.path_and_query();
        Self {
            action: head.extensions.get::<ActionId>().map(|action| action.as_str().to_owned()),
            method: head.method,
            url: head.uri.to_string(),
            target: target.map_or_else(String::new, ToString::to_string),
            headers: head.headers,
            body,
        }
    }

    /// The body as JSON, if it is.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The text of a header, if it is there.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
