//! The transport over ureq: HTTP/1.1 on the thread of the caller, rustls with ring, the certificates that the operating
//! system trusts.

mod connect;
mod tls;
mod wire;

use std::fmt;
use std::io::{BufRead as _, BufReader, Read};
use std::thread;
use std::time::Duration;

use ::ureq::config::{Config, ConfigBuilder};
use ::ureq::typestate::AgentScope;
use ::ureq::unversioned::resolver::DefaultResolver;
use ::ureq::{Agent, AsSendBody, Body, Error, Timeout};
use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue, Request, Response};
use rustls::ClientConfig;

use super::setup::{TransportSetupError, system_tls};
use super::{
    Limits, Transport, TransportError, TransportErrorKind, TransportFuture, WaitFuture, always_has_length,
};

/// How long looking up the name may take, and again connecting and TLS together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a connection is kept for the next request: less than servers keep theirs, see [`Transport`].
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// How many connections are kept: as many as there are threads at work, in most programs.
const IDLE_CONNECTIONS: usize = 64;

/// The longest timeout that clocks can add to the time of now: 136 years.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

/// Sends requests over ureq, on the thread that polls: its futures are done when they are first polled.
///
/// - Redirects are not followed: they would carry the credentials to another host.
/// - Nothing is sent twice. A connection that the server has closed is noticed before it is used again; if the server
///   closes it at that very moment, the request fails as one that may have been sent.
/// - Proxies named by the environment are not used; [`with`](Self::with) sets one.
/// - A body is decompressed as it comes, and given up at the limit of decompressed bytes.
/// - TLS is rustls with ring; certificates are checked against those that the system trusts.
/// - Headers marked as sensitive, as all headers of an [`Origin`](crate::Origin) are, are written past ureq, which would log
///   them. What else goes over the wire it does log, through the crate `log` at the level `trace`: leave that level off for
///   `ureq_proto`.
///
/// Clones share one pool of connections. It needs no async runtime, and does not belong into one, since it holds up its
/// thread; see [`block_on`](crate::block_on).
#[derive(Clone)]
pub struct UreqTransport {
    agent: Agent,
}

impl UreqTransport {
    /// The transport as it is described above.
    ///
    /// # Errors
    /// The system has no certificates that can be read.
    pub fn new() -> Result<Self, TransportSetupError> {
        Self::with(|builder| builder)
    }

    /// The same, with settings of your own: a proxy, a connect timeout.
    ///
    /// Redirects stay off, whatever is set, and no status is an error.
    ///
    /// ```no_run
    /// use actiongen_runtime::{UreqTransport, ureq::Proxy};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let proxy = Proxy::new("http://proxy.example:3128")?;
    /// let transport = UreqTransport::with(|builder| builder.proxy(Some(proxy)))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The system has no certificates that can be read.
    pub fn with(
        settings: impl FnOnce(ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope>,
    ) -> Result<Self, TransportSetupError> {
        Ok(Self::with_tls(system_tls()?, settings))
    }

    /// The same, with TLS of your own: certificates that the system does not know, or does not have.
    #[must_use]
    pub fn with_tls(
        tls: ClientConfig,
        settings: impl FnOnce(ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope>,
    ) -> Self {
        let builder = Config::builder()
            .proxy(None)
            .timeout_resolve(Some(CONNECT_TIMEOUT))
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .max_idle_age(IDLE_TIMEOUT)
            .max_idle_connections(IDLE_CONNECTIONS)
            .max_idle_connections_per_host(IDLE_CONNECTIONS);
        let config = settings(builder)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .build();
        Self { agent: Agent::with_parts(config, connect::connector(tls), DefaultResolver::default()) }
    }

    fn exchange(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, TransportError> {
        let (mut head, body) = request.into_parts();
        head.headers.entry(ACCEPT_ENCODING).or_insert(const { HeaderValue::from_static("gzip") });
        let sending = wire::Sending::begin(&mut head.headers);
        let response = if always_has_length(&head.method) || !body.is_empty() {
            self.run(Request::from_parts(head, &body[..]), limits.timeout)
        } else {
            self.run(Request::from_parts(head, ::ureq::SendBody::none()), limits.timeout)
        };
        let response = response.map_err(|error| failed(error, sending.is_written()))?;
        receive(response, limits.max_body)
    }

    fn run(&self, request: Request<impl AsSendBody>, timeout: Duration) -> Result<Response<Body>, Error> {
        let request =
            self.agent.configure_request(request).timeout_global(Some(timeout.min(LONGEST))).build();
        self.agent.run(request)
    }
}

impl Transport for UreqTransport {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> TransportFuture<'_> {
        Box::pin(async move { self.exchange(request, limits) })
    }

    fn wait(&self, time: Duration) -> WaitFuture<'_> {
        Box::pin(async move { thread::sleep(time) })
    }
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // ureq's own would show the proxy, which may have a password.
        f.debug_struct("UreqTransport").finish_non_exhaustive()
    }
}

/// Takes the body piece by piece, and no more of it than is allowed.
fn receive(response: Response<Body>, max: usize) -> Result<Response<Bytes>, TransportError> {
    let (mut head, body) = response.into_parts();
    let status = head.status;
    let too_large = || TransportError::new(TransportErrorKind::TooLarge, true).with_status(status);
    let is_packed = is_gzip(&head.headers);
    // Of a packed body it is another length that is bound, and one that is not known yet.
    if !is_packed && body.content_length().is_some_and(|length| length > max as u64) {
        return Err(too_large());
    }
    let most = (max as u64).saturating_add(1);
    let mut body = BufReader::new(body.into_reader());
    let mut whole = Vec::new();
    let read = if is_packed {
        head.headers.remove(CONTENT_ENCODING);
        head.headers.remove(CONTENT_LENGTH);
        // A status without a body may name an encoding: nothing is no broken gzip.
        match body.fill_buf() {
            Ok([]) => Ok(0),
            Ok(_) => MultiGzDecoder::new(body).take(most).read_to_end(&mut whole),
            Err(error) => Err(error),
        }
    } else {
        body.take(most).read_to_end(&mut whole)
    };
    read.map_err(|error| failed(Error::from(error), true).with_status(status))?;
    if whole.len() > max {
        return Err(too_large());
    }
    let mut response = Response::new(Bytes::from(whole));
    *response.status_mut() = status;
    *response.headers_mut() = head.headers;
    Ok(response)
}

fn is_gzip(headers: &HeaderMap) -> bool {
    let encoding = headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes).unwrap_or_default();
    encoding.eq_ignore_ascii_case(b"gzip") || encoding.eq_ignore_ascii_case(b"x-gzip")
}

fn failed(error: Error, is_written: bool) -> TransportError {
    let kind = match &error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => TransportErrorKind::Connect,
        Error::Timeout(_) => TransportErrorKind::Timeout,
        _ if is_written => TransportErrorKind::Interrupted,
        // Found before anything was tried.
        Error::Http(_) | Error::BadUri(_) | Error::Protocol(_) | Error::RequireHttpsOnly(_) => {
            TransportErrorKind::Other
        }
        _ => TransportErrorKind::Connect,
    };
    let failed = TransportError::new(kind, is_written);
    match error {
        // They hold the address: what a query holds is not for every log.
        Error::BadUri(_) => failed.with_source("the address is none that can be connected to"),
        Error::RequireHttpsOnly(_) => failed.with_source("the address is not https, and nothing else may be"),
        error => failed.with_source(error),
    }
}
