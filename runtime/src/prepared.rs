//! A request that can be sent again as it is.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, Request};

use crate::endpoint::Endpoint;
use crate::handle::Handle;

/// A request of which nobody knows whether it was carried out, without the credentials.
///
/// [`Client::resend`](crate::Client::resend) sends it again, byte by byte. Whether that is wise is for the caller to find out
/// before: look whether the first one was carried out.
///
/// Its `Debug` does not show what is sent.
#[derive(Clone)]
pub struct PreparedRequest {
    endpoint: Handle<Endpoint>,
    request: Request<Bytes>,
}

impl PreparedRequest {
    /// The request, without those headers that every request of its client carries.
    pub(crate) fn new(
        endpoint: Handle<Endpoint>,
        mut request: Request<Bytes>,
        credentials: &HeaderMap,
    ) -> Self {
        for name in credentials.keys() {
            request.headers_mut().remove(name);
        }
        Self { endpoint, request }
    }

    /// The endpoint that it goes to.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    pub(crate) const fn handle(&self) -> &Handle<Endpoint> {
        &self.endpoint
    }

    /// The id of the action: `customers.create`.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.endpoint.action
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// Path and query: `/v3/customers?limit=50`.
    #[must_use]
    pub fn target(&self) -> &str {
        self.request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str)
    }

    /// The body as it was sent, secrets of the caller's data included.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.request.body()
    }

    pub(crate) const fn request(&self) -> &Request<Bytes> {
        &self.request
    }
}

impl PartialEq for PreparedRequest {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&self.request, &other.request);
        (self.action(), a.method(), a.uri(), a.headers(), a.body())
            == (other.action(), b.method(), b.uri(), b.headers(), b.body())
    }
}

impl Eq for PreparedRequest {}

impl fmt::Debug for PreparedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedRequest")
            .field("action", &self.action())
            .field("method", self.method())
            .field("bytes", &self.body().len())
            .finish_non_exhaustive()
    }
}
