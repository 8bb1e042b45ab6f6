//! Sending calls: a connection, a transport, and nothing between them but the call.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Response;

use crate::call::Call;
use crate::endpoint::Service;
use crate::error::Error;
use crate::origin::{Connect, Origin};
use crate::transport::{Limits, Transport};

/// How many pages of a list are asked for at most, unless a client is told otherwise.
const MAX_PAGES: usize = 10_000;

/// What a generated client stands on. Clones are cheap and share the transport.
///
/// One attempt a call: nothing is sent twice.
#[derive(Clone)]
pub struct Client {
    service: &'static Service,
    origin: Arc<Origin>,
    transport: Arc<dyn Transport>,
    limits: Limits,
    max_pages: usize,
}

impl Client {
    /// A client of a service, over a connection.
    #[must_use]
    pub fn new(service: &'static Service, connection: &impl Connect, transport: Arc<dyn Transport>) -> Self {
        Self {
            service,
            origin: Arc::new(connection.origin()),
            transport,
            limits: Limits::default(),
            max_pages: MAX_PAGES,
        }
    }

    /// How long a call may take, to the last byte of its answer; 30 seconds unless set.
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
    pub const fn service(&self) -> &'static Service {
        self.service
    }

    /// Where requests go, and what they carry.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Sends a call, once.
    ///
    /// Dropping the future ends the wait; what was sent by then may still be carried out.
    ///
    /// # Errors
    /// See [`Error`]. A call with violations is refused, and nothing is sent.
    pub async fn send<T>(&self, call: Call<'_, T>) -> Result<T, Error> {
        let request = call.to_request(&self.origin)?;
        let result = self.transport.send(request, self.limits).await;
        call.outcome(&self.origin, result)
    }

    /// As [`send`](Self::send), and keeps what came, for who may find fault with what was read from it.
    pub(crate) async fn send_keeping<T>(&self, call: &Call<'_, T>) -> Result<(T, Response<Bytes>), Error> {
        let request = call.to_request(&self.origin)?;
        let result = self.transport.send(request, self.limits).await;
        let response = result.as_ref().ok().cloned();
        let value = call.outcome(&self.origin, result)?;
        Ok((value, response.unwrap_or_default()))
    }

    pub(crate) const fn max_pages(&self) -> usize {
        self.max_pages
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
