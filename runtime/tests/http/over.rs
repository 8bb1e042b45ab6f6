//! The transports that the tests are run over.

use std::sync::Arc;

#[cfg(feature = "blocking")]
use actiongen_runtime::UreqTransport;
use actiongen_runtime::rustls::{ClientConfig, RootCertStore, crypto::ring};
use actiongen_runtime::{ReqwestTransport, Transport};

/// A transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    Reqwest,
    #[cfg(feature = "blocking")]
    Ureq,
}

impl Over {
    /// A transport that trusts nobody: the certificates of the system take long to read, and most tests use none.
    pub fn transport(self) -> Arc<dyn Transport> {
        self.with_tls(trusting(RootCertStore::empty()))
    }

    /// A transport that trusts whom the system trusts.
    pub fn with_system_tls(self) -> Arc<dyn Transport> {
        match self {
            Self::Reqwest => Arc::new(ReqwestTransport::new().unwrap()),
            #[cfg(feature = "blocking")]
            Self::Ureq => Arc::new(UreqTransport::new().unwrap()),
        }
    }

    pub fn with_tls(self, tls: ClientConfig) -> Arc<dyn Transport> {
        match self {
            Self::Reqwest => Arc::new(ReqwestTransport::with_tls(tls, |builder| builder).unwrap()),
            #[cfg(feature = "blocking")]
            Self::Ureq => Arc::new(UreqTransport::with_tls(tls, |builder| builder)),
        }
    }
}

/// TLS that trusts these roots.
pub fn trusting(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// Makes a test for each transport of async functions that take one.
macro_rules! over_each {
    ($($name:ident,)*) => {
        mod over_reqwest {
            $(
                // A thread of its own for connections, which close while the test waits.
                #[tokio::test(flavor = "multi_thread")]
                async fn $name() {
                    super::$name(crate::over::Over::Reqwest).await;
                }
            )*
        }

        #[cfg(feature = "blocking")]
        mod over_ureq {
            $(
                #[test]
                fn $name() {
                    actiongen_runtime::block_on(super::$name(crate::over::Over::Ureq));
                }
            )*
        }
    };
}

pub(crate) use over_each;
