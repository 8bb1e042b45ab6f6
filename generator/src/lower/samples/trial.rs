//! A sample in action: the client runs it over a transport that replies with what the sample says.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actiongen_runtime::bytes::Bytes;
use actiongen_runtime::catalog::Action;
use actiongen_runtime::http::header::CONTENT_TYPE;
use actiongen_runtime::http::{HeaderValue, Method, Request, Response};
use actiongen_runtime::{
    BaseUrl, Bound, Connect, Error, Limits, Origin, RetryPolicy, StatusCode, Transport, TransportError, TransportErrorKind,
    TransportFuture, WaitFuture, block_on,
};
use serde_json::Value as Json;

use super::calls::Reply;

/// What came of a sample.
pub struct Trial {
    /// The requests that were sent, in order.
    pub requests: Vec<Sent>,
    /// How it ended.
    pub end: End,
}

/// How a sample ended.
pub enum End {
    /// The caller gets this.
    Returned(Json),
    /// The caller gets an error.
    Failed(Error),
    /// The sample does not say what the server replied to the last request.
    Open,
}

/// A request that was sent.
pub struct Sent {
    /// The index of the step that sent it, if the action consists of steps.
    pub step: Option<usize>,
    /// The method.
    pub method: Method,
    /// Path and query, below the base URL.
    pub target: String,
    /// The body, if there is one.
    pub body: Option<Json>,
    /// The status of the response; without a response, the one that a success would have.
    pub status: u16,
}

/// Runs an action. `replies` answer its requests in order. Where one names no status, it is the first success of the
/// action or of its step: `statuses` has those of the steps.
pub fn run(action: Action<'_>, input: &Bound, replies: &[Reply<'_>], statuses: &[u16]) -> Trial {
    let steps = action.description().steps.as_ref().map(|steps| steps.calls.as_slice()).unwrap_or_default();
    let success = action.description().success.first().map_or(200, |success| success.status);
    let replies = replies.iter().map(|reply| reply.is_said().then(|| (reply.status, reply.body())));
    let transport = Replies {
        replies: replies.collect(),
        statuses: statuses.to_vec(),
        success,
        state: Arc::default(),
    };
    let state = Arc::clone(&transport.state);
    let client = action.catalog().client(&Nowhere, Arc::new(transport)).with_retry(RetryPolicy::off());
    let progress = |name: &str| locked(&state).step = steps.iter().position(|step| step.name == name);
    let result = block_on(action.run_with_progress(&client, input, progress));
    let mut state = locked(&state);
    let end = match result {
        _ if state.is_open => End::Open,
        Ok(value) => End::Returned(value),
        Err(error) => End::Failed(error),
    };
    Trial { requests: std::mem::take(&mut state.requests), end }
}

/// A transport that replies with a sample, and keeps what was sent.
struct Replies {
    replies: Vec<Option<(Option<u16>, Bytes)>>,
    statuses: Vec<u16>,
    success: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    step: Option<usize>,
    requests: Vec<Sent>,
    is_open: bool,
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // Nobody panics while holding it, and a record that did would be no less true.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Replies {
    fn reply(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let mut state = locked(&self.state);
        let reply = self.replies.get(state.requests.len()).cloned().flatten();
        let success = state.step.and_then(|step| self.statuses.get(step)).copied().unwrap_or(self.success);
        let status = reply.as_ref().and_then(|(status, _)| *status).unwrap_or(success);
        let (head, body) = request.into_parts();
        let sent = Sent {
            step: state.step,
            method: head.method,
            target: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            body: serde_json::from_slice(&body).ok(),
            status,
        };
        state.requests.push(sent);
        let Some((_, body)) = reply else {
            state.is_open = true;
            return Err(TransportError::new(TransportErrorKind::Other, false));
        };
        let mut response = Response::new(body);
        // What is no status is no success either.
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(response)
    }
}

impl Transport for Replies {
    fn send(&self, request: Request<Bytes>, _: Limits) -> TransportFuture<'_> {
        Box::pin(std::future::ready(self.reply(request)))
    }

    fn wait(&self, _: Duration) -> WaitFuture<'_> {
        Box::pin(std::future::ready(()))
    }
}

/// A connection to a server that nobody asks, and whose address has no path. It has no credentials, since a response
/// that happened to have one of them in it would be redacted.
struct Nowhere;

impl Connect for Nowhere {
    fn origin(&self) -> Origin {
        static ORIGIN: LazyLock<Origin> = LazyLock::new(|| match BaseUrl::parse("https://sample.invalid", &[]) {
            Ok(url) => Origin::new(&url),
            Err(violations) => unreachable!("{violations}"),
        });
        ORIGIN.clone()
    }
}
