//! The transport over reqwest: HTTP/1.1, rustls with ring, the certificates that the operating
//! system trusts.

use std::time::Duration;

use ::reqwest::{Client, ClientBuilder, redirect, retry};
use bytes::{Bytes, BytesMut};
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Request, Response, StatusCode};
use rustls::ClientConfig;

use super::setup::{TransportSetupError, system_tls};
use super::{
    Limits, Transport, TransportError, TransportErrorKind, TransportFuture, WaitFuture, always_has_length,
};

/// How long name, network and TLS may take together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a connection is kept for the next request. Servers close theirs after a minute or so;
/// one that we close first cannot be closed under a request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Sends requests over reqwest.
///
/// - Redirects are not followed: they would carry the credentials to another host.
/// - Nothing is sent twice, with one exception that no server can see: hyper takes another
///   connection if an idle one turns out to be closed before a byte of the request was written.
/// - Proxies named by the environment or the system are not used; [`with`](Self::with) sets one.
/// - A body is decompressed as it comes, and given up at the limit of decompressed bytes.
/// - TLS is rustls with ring; certificates are checked against those that the system trusts.
///
/// Clones share one pool of connections. It needs a Tokio runtime with its I/O and time drivers.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: Client,
}

impl ReqwestTransport {
    /// The transport as it is described above.
    ///
    /// # Errors
    /// The system has no certificates that can be read.
    pub fn new() -> Result<Self, TransportSetupError> {
        Self::with(|builder| builder)
    }

    /// The same, with settings of your own: a proxy, a connect timeout.
    ///
    /// Redirects and retries stay off, whatever is set.
    ///
    /// ```no_run
    /// use actiongen_runtime::{ReqwestTransport, reqwest::Proxy};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let proxy = Proxy::https("http://proxy.example:3128")?;
    /// let transport = ReqwestTransport::with(|builder| builder.proxy(proxy))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The system has no certificates that can be read, or the settings contradict each other.
    pub fn with(settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Self, TransportSetupError> {
        Self::with_tls(system_tls()?, settings)
    }

    /// The same, with TLS of your own: certificates that the system does not know, or does not have.
    ///
    /// # Errors
    /// The settings contradict each other.
    pub fn with_tls(
        tls: ClientConfig,
        settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Result<Self, TransportSetupError> {
        let builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT);
        let client = settings(builder)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .build()
            .map_err(TransportSetupError::new)?;
        Ok(Self { client })
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, mut request: Request<Bytes>, limits: Limits) -> TransportFuture<'_> {
        Box::pin(async move {
            if request.body().is_empty() && always_has_length(request.method()) {
                request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            let request = ::reqwest::Request::try_from(request);
            let mut request = request.map_err(|error| {
                TransportError::new(TransportErrorKind::Other, false).with_source(plain(error))
            })?;
            *request.timeout_mut() = Some(limits.timeout);
            let response = self.client.execute(request).await.map_err(before_the_head)?;
            receive(response, limits.max_body).await
        })
    }

    fn wait(&self, time: Duration) -> WaitFuture<'_> {
        Box::pin(tokio::time::sleep(time))
    }

    fn alarm(&self, time: Duration) -> Option<WaitFuture<'_>> {
        Some(self.wait(time))
    }
}

/// Takes the body piece by piece, and no more of it than is allowed.
async fn receive(mut response: ::reqwest::Response, max: usize) -> Result<Response<Bytes>, TransportError> {
    let status = response.status();
    let too_large = || TransportError::new(TransportErrorKind::TooLarge, true).with_status(status);
    // What the head promises may be a compressed length: enough to refuse, not to allocate.
    if response
        .content_length()
        .is_some_and(|length| usize::try_from(length).map_or(true, |length| length > max))
    {
        return Err(too_large());
    }
    let headers = std::mem::take(response.headers_mut());
    let mut body = BytesMut::new();
    while let Some(piece) = response.chunk().await.map_err(|error| in_the_body(error, status))? {
        if piece.len() > max - body.len() {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    let mut whole = Response::new(body.freeze());
    *whole.status_mut() = status;
    *whole.headers_mut() = headers;
    Ok(whole)
}

fn before_the_head(error: ::reqwest::Error) -> TransportError {
    // An overall timeout while connecting is not told apart: in doubt, something was sent.
    let (kind, sent) = if error.is_connect() {
        (TransportErrorKind::Connect, false)
    } else if error.is_builder() {
        (TransportErrorKind::Other, false)
    } else if error.is_timeout() {
        (TransportErrorKind::Timeout, true)
    } else {
        (TransportErrorKind::Interrupted, true)
    };
    TransportError::new(kind, sent).with_source(plain(error))
}

fn in_the_body(error: ::reqwest::Error, status: StatusCode) -> TransportError {
    let kind = if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::Interrupted };
    TransportError::new(kind, true).with_status(status).with_source(plain(error))
}

/// Without the address: what a query holds is not for every log.
fn plain(error: ::reqwest::Error) -> ::reqwest::Error {
    error.without_url()
}
