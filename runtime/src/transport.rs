//! What carries a request to a server and brings the answer: the one place that does I/O and knows the time.

#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(any(feature = "blocking", feature = "reqwest"))]
mod setup;
#[cfg(feature = "blocking")]
mod ureq;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
#[cfg(any(feature = "blocking", feature = "reqwest"))]
use http::Method;
use http::{Request, Response, StatusCode};

#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
#[cfg(any(feature = "blocking", feature = "reqwest"))]
pub use self::setup::TransportSetupError;
#[cfg(feature = "blocking")]
pub use self::ureq::UreqTransport;

/// Carries one request, once.
///
/// An implementation must not follow redirects, must not send a request again on its own, must
/// stop at the limits, and must not log a header or a body.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and waits for the whole answer. Dropping the future ends the wait; what
    /// was sent by then may still be carried out.
    fn send(&self, request: Request<Bytes>, limits: Limits) -> TransportFuture<'_>;

    /// Lets this much time pass: between two attempts, or until the quota is there again.
    fn wait(&self, time: Duration) -> WaitFuture<'_>;

    /// Goes off after this time, while something else is awaited. None, as here, where waiting blocks the thread: then nobody
    /// who waits for a turn among the calls under way is called away from it.
    fn alarm(&self, time: Duration) -> Option<WaitFuture<'_>> {
        let _ = time;
        None
    }

    /// The time by which waits are measured; it never goes back. The clock of the machine, unless it is a made-up one.
    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// The id of the action that is run: `customers.create`. Every request that a [`Transport`] is given has it among its
/// [extensions](http::Extensions), which never leave the program: for tests and logs.
///
/// For an action that consists of steps it is the id of that action, where the steps are run by a
/// [catalog](crate::catalog); elsewhere that of the action that a step calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionId(pub(crate) Arc<str>);

impl ActionId {
    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What [`Transport::wait`] gives.
pub type WaitFuture<'t> = Pin<Box<dyn Future<Output = ()> + Send + 't>>;

/// What [`Transport::send`] gives.
pub type TransportFuture<'t> =
    Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 't>>;

/// Whether a request of this method has a length even without a body: there are servers that insist on one.
#[cfg(any(feature = "blocking", feature = "reqwest"))]
fn always_has_length(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> TransportFuture<'_> {
        (**self).send(request, limits)
    }

    fn wait(&self, time: Duration) -> WaitFuture<'_> {
        (**self).wait(time)
    }

    fn alarm(&self, time: Duration) -> Option<WaitFuture<'_>> {
        (**self).alarm(time)
    }

    fn now(&self) -> Instant {
        (**self).now()
    }
}

/// How long to wait for an answer, and how much of it to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// From the start to the last byte of the answer.
    pub timeout: Duration,
    /// The most bytes of a body, after decompression.
    pub max_body: usize,
}

impl Limits {
    /// So long, and so much.
    #[must_use]
    pub const fn new(timeout: Duration, max_body: usize) -> Self {
        Self { timeout, max_body }
    }
}

impl Default for Limits {
    /// 30 seconds and 32 MiB.
    fn default() -> Self {
        Self::new(Duration::from_secs(30), 32 * 1024 * 1024)
    }
}

/// Why a transport has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be made: name, network, or TLS.
    Connect,
    /// The time was up.
    Timeout,
    /// The connection broke, or the answer was no HTTP, or was cut short.
    Interrupted,
    /// The answer is larger than the limit.
    TooLarge,
    /// Something else.
    Other,
}

/// No answer, or not a whole one.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    sent: bool,
    status: Option<StatusCode>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// No answer; `sent` says whether any byte of the request may have been written. In doubt, yes.
    #[must_use]
    pub const fn new(kind: TransportErrorKind, sent: bool) -> Self {
        Self { kind, sent, status: None, source: None }
    }

    /// What was behind it. Its text must not hold a credential.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The head of the answer had come, with this status, when its body failed.
    #[must_use]
    pub const fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// Why there is no answer.
    #[must_use]
    pub const fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether any byte of the request may have been written.
    #[must_use]
    pub const fn sent(&self) -> bool {
        self.sent
    }

    /// The status, if the head of the answer had come.
    #[must_use]
    pub const fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection could be made",
            TransportErrorKind::Timeout => "the time was up",
            TransportErrorKind::Interrupted => "the connection broke before the answer was whole",
            TransportErrorKind::TooLarge => "the answer is larger than the limit",
            // Its kind says nothing, so what was behind it does.
            TransportErrorKind::Other => match &self.source {
                Some(source) => return write!(f, "the transport failed: {source}"),
                None => "the transport failed",
            },
        })
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.source.as_deref()?;
        match self.kind {
            TransportErrorKind::Other => source.source(),
            _ => Some(source),
        }
    }
}
