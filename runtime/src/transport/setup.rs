//! Setting up a transport over the network: TLS as the system has it, and what can go wrong.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;

/// TLS with ring and the certificates that the system trusts.
pub(super) fn system_tls() -> Result<ClientConfig, TransportSetupError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_platform_verifier())
        .map(|builder| builder.with_no_client_auth())
        .map_err(TransportSetupError::new)
}

/// The transport could not be set up.
#[derive(Debug)]
pub struct TransportSetupError(Box<dyn StdError + Send + Sync>);

impl TransportSetupError {
    pub(super) fn new(source: impl StdError + Send + Sync + 'static) -> Self {
        Self(Box::new(source))
    }
}

impl fmt::Display for TransportSetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the HTTP transport could not be set up")
    }
}

impl StdError for TransportSetupError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}
