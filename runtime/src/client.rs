//! Sending calls: a connection, a transport, and nothing between them but the call.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call::Call;
use crate::endpoint::Service;
use crate::error::Error;
use crate::origin::{Connect, Origin};
use crate::page::Page;
use crate::transport::{Limits, Transport};

/// How many pages [`Client::all_pages`] asks for at most, unless it is told otherwise.
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

    /// The most pages that one call of [`all_pages`](Self::all_pages) asks for; 10,000 unless set.
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

    /// Sends a call page by page, from the page that its query names to the last.
    ///
    /// # Errors
    /// Those of each page; what the pages before it had is dropped. A page that leads back to one
    /// that was read already, or one too many, is [`Error::Unexpected`], so that this ends.
    pub async fn all_pages<I>(&self, call: Call<'_, Page<I>>) -> Result<Vec<I>, Error> {
        self.pages_until(call, usize::MAX).await
    }

    /// As [`all_pages`](Self::all_pages), but asks for no further page once it has two items: enough to tell whether
    /// there is one item, and no more.
    ///
    /// # Errors
    /// Those of [`all_pages`](Self::all_pages).
    pub async fn first_two<I>(&self, call: Call<'_, Page<I>>) -> Result<Vec<I>, Error> {
        self.pages_until(call, 2).await
    }

    async fn pages_until<I>(&self, mut call: Call<'_, Page<I>>, enough: usize) -> Result<Vec<I>, Error> {
        let mut items = Vec::new();
        let mut asked = HashSet::new();
        loop {
            let request = call.to_request(&self.origin)?;
            let result = self.transport.send(request, self.limits).await;
            let response = result.as_ref().ok().cloned();
            let page = call.outcome(&self.origin, result)?;
            items.extend(page.items);
            let Some(next) = page.next.filter(|_| items.len() < enough) else {
                return Ok(items);
            };
            let trouble = if asked.len() + 1 >= self.max_pages {
                "it names one more page than a list may have"
            } else if !call.turn_to(&next) || !asked.insert(next) {
                "it leads back to a page that was read already"
            } else {
                continue;
            };
            let response = response.unwrap_or_default();
            return Err(call.unexpected(&self.origin, response, trouble));
        }
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
