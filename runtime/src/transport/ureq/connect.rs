//! How a connection is made: through a proxy if there is one, TCP, TLS if the address asks for it.

use std::cell::Cell;

use rustls::ClientConfig;
use ureq::Error;
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, SocksConnector, TcpConnector, Transport,
};

use super::tls::Tls;
use super::wire::Wire;

/// What makes the connections of a transport.
pub fn connector(tls: ClientConfig) -> impl Connector {
    Connections(
        ().chain(SocksConnector::default())
            .chain(ConnectProxyConnector::default())
            .chain(TcpConnector::default())
            .chain(Tls::new(tls)),
    )
}

thread_local! {
    static IS_CONNECTING: Cell<bool> = const { Cell::new(false) };
}

/// Makes connections on which requests are written.
///
/// A connection to a proxy is made while another is being made. What is written on it is no request of ours: it neither
/// counts as one nor may it be given credentials.
#[derive(Debug)]
struct Connections<C>(C);

impl<C: Connector> Connector for Connections<C> {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, Error> {
        let connecting = Connecting::begin();
        let Some(transport) = self.0.connect(details, chained)? else { return Ok(None) };
        let transport: Box<dyn Transport> = Box::new(transport);
        Ok(Some(if connecting.is_inner { transport } else { Box::new(Wire(transport)) }))
    }
}

/// While a connection is being made.
struct Connecting {
    is_inner: bool,
}

impl Connecting {
    fn begin() -> Self {
        Self { is_inner: IS_CONNECTING.replace(true) }
    }
}

impl Drop for Connecting {
    fn drop(&mut self) {
        IS_CONNECTING.set(self.is_inner);
    }
}
