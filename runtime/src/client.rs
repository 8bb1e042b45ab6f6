//! Sending calls: a thin loop around the core, which decides what to do; see `exchange.rs`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::endpoint::Service;
use crate::error::Error;
use crate::exchange::{Common, Exchange, Next, Terms};
use crate::gates::Gates;
use crate::handle::Handle;
use crate::origin::{Connect, Origin};
use crate::policy::{RetryBudget, RetryPolicy};
use crate::prepared::PreparedRequest;
use crate::trace;
use crate::transport::{Limits, Transport};

/// How many pages of a list are asked for at most, unless a client is told otherwise.
const MAX_PAGES: usize = 10_000;

/// What a generated client stands on.
///
/// Clones are cheap. They share the transport, the quota of the service and the budget of retries; settings belong to each
/// clone, so that a call with settings of its own is made by a clone: `client.clone().with_timeout(time).send(call)`.
#[derive(Clone)]
pub struct Client {
    service: Handle<Service>,
    origin: Arc<Origin>,
    transport: Arc<dyn Transport>,
    shared: Arc<Shared>,
    budget: RetryBudget,
    policy: RetryPolicy,
    limits: Limits,
    max_pages: usize,
}

/// What all clones of a client share, whatever their settings.
#[derive(Default)]
struct Shared {
    common: Common,
    gates: Gates,
}

impl Client {
    /// A client of a service, over a connection.
    #[must_use]
    pub fn new(
        service: impl Into<Handle<Service>>,
        connection: &impl Connect,
        transport: Arc<dyn Transport>,
    ) -> Self {
        let service = service.into();
        Self {
            origin: Arc::new(connection.origin()),
            transport,
            shared: Arc::default(),
            budget: RetryBudget::default(),
            policy: RetryPolicy::of(&service.retry),
            limits: Limits::default(),
            max_pages: MAX_PAGES,
            service,
        }
    }

    /// When and how often requests are sent again; what the service says unless set.
    #[must_use]
    pub const fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// How many retries may fail, those of all clones together; 100 unless set.
    #[must_use]
    pub fn with_retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// The policy of retries, to change it from there.
    #[must_use]
    pub const fn retry_policy(&self) -> RetryPolicy {
        self.policy
    }

    /// How long an attempt may take, to the last byte of its answer; 30 seconds unless set.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// The most bytes of an answer's body, after decompression; 32 MiB unless set.
    #[must_use]
    pub const fn with_max_body(mut self, bytes: usize) -> Self {
        self.limits.max_body = bytes;
        self
    }

    /// The most pages that are asked for of one list; 10,000 unless set.
    #[must_use]
    pub const fn with_max_pages(mut self, pages: usize) -> Self {
        self.max_pages = pages;
        self
    }

    /// The service that is called.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// Where requests go, and what they carry.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Sends a call, and sends it again where that does no harm and may help; see [`RetryPolicy`].
    ///
    /// Waits for the quota of the service, and for its turn where the service caps how many calls of an action are under way.
    ///
    /// Dropping the future ends the wait; what was sent by then may still be carried out.
    ///
    /// # Errors
    /// See [`Error`]. A call with violations is refused, and nothing is sent.
    pub async fn send<T>(&self, call: Call<'_, T>) -> Result<T, Error> {
        let request = call.to_request(&self.origin)?;
        self.carry(&call, request, &mut None).await
    }

    /// As [`send`](Self::send), but lets the service judge the bounds: for the day on which it relaxes one.
    ///
    /// # Errors
    /// Those of [`send`](Self::send); [`Error::Refused`] only where the request cannot be sent at all.
    pub async fn send_unchecked<T>(&self, call: Call<'_, T>) -> Result<T, Error> {
        let request = call.to_request_unchecked(&self.origin)?;
        self.carry(&call, request, &mut None).await
    }

    /// Sends a request of an unknown outcome again, byte by byte, with the credentials of this client. What the answer has
    /// where the action's value stands is read as a `T`; a `serde_json::Value` takes anything.
    ///
    /// Look before whether the first one was carried out: this may do it twice.
    ///
    /// # Errors
    /// Those of [`send`](Self::send); [`Error::Refused`] where the request was made for another address.
    pub async fn resend<T: DeserializeOwned>(&self, request: &PreparedRequest) -> Result<T, Error> {
        self.send(Call::prepared(request)).await
    }

    /// Carries a request from its first attempt to its end: a loop around the [`Exchange`], which decides. The answer that
    /// a value was read from goes to `answer`, where someone wants it.
    pub(crate) async fn carry<T>(
        &self,
        call: &Call<'_, T>,
        request: Request<Bytes>,
        answer: &mut Option<Response<Bytes>>,
    ) -> Result<T, Error> {
        let result = trace::call(call.endpoint(), async {
            let mut exchange = Exchange::new(call, request, self.terms(), self.transport.now());
            loop {
                let left = exchange.left(self.transport.now());
                let leave = self.shared.gates.enter(call.endpoint(), self.transport.alarm(left)).await;
                match exchange.next(self.transport.now()) {
                    Next::Send(limits) => {
                        trace::sending(exchange.attempts());
                        let result = self.transport.send(exchange.request(), limits).await;
                        drop(leave);
                        let status = result.as_ref().ok().map(|response| response.status().as_u16());
                        *answer = result.as_ref().ok().cloned();
                        exchange.answered(self.transport.now(), result);
                        trace::answered(exchange.attempts(), status, self.shared.common.quota_left());
                    }
                    Next::Wait(time) => {
                        drop(leave);
                        trace::waiting(exchange.attempts(), time);
                        self.transport.wait(time).await;
                    }
                    Next::Finish(result) => return result,
                }
            }
        });
        let result = result.await;
        if let Err(error) = &result {
            trace::failed(error);
        }
        result
    }

    fn terms(&self) -> Terms<'_> {
        Terms {
            policy: self.policy,
            budget: &self.budget,
            limits: self.limits,
            common: &self.shared.common,
            origin: &self.origin,
        }
    }

    /// As [`send`](Self::send), and keeps what came, for who may find fault with what was read from it.
    pub(crate) async fn send_keeping<T>(&self, call: &Call<'_, T>) -> Result<(T, Response<Bytes>), Error> {
        let request = call.to_request(&self.origin)?;
        let mut response = None;
        let value = self.carry(call, request, &mut response).await?;
        Ok((value, response.unwrap_or_default()))
    }

    pub(crate) const fn max_pages(&self) -> usize {
        self.max_pages
    }
}

impl AsRef<Self> for Client {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.service.name)
            .field("origin", &self.origin)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests;
