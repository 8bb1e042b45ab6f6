//! Promise E9: certificates that do not prove whom a client talks to.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actiongen_runtime::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use actiongen_runtime::rustls::{self, ClientConfig, RootCertStore, ServerConfig};
use actiongen_runtime::{ErrorKind, ReqwestTransport, TransportErrorKind};
use bigcommerce_actions::{Client, Error};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};

use crate::caller::{connection, one, quick, runtime};

/// Who signs certificates.
struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no name");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("a certificate").der().clone();
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    /// A certificate for this host, good for these years.
    fn sign(&self, host: &str, from: i32, to: i32) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("a name");
        (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(to, 1, 1));
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate").der().clone();
        (certificate, PrivateKeyDer::Pkcs8(key.serialize_der().into()))
    }

    /// A transport that trusts this authority, and no other.
    fn trusted(&self) -> ReqwestTransport {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).expect("a root");
        let tls = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
        let tls = tls.expect("versions").with_root_certificates(roots).with_no_client_auth();
        ReqwestTransport::with_tls(tls, |builder| builder).expect("a transport")
    }
}

type Identity = (CertificateDer<'static>, PrivateKeyDer<'static>);

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A server behind TLS; its address, and how many requests it has read.
fn serve((certificate, key): Identity) -> (String, Arc<AtomicUsize>) {
    let config = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    let config = config.expect("versions").with_no_client_auth().with_single_cert(vec![certificate], key);
    let config = Arc::new(config.expect("a certificate and its key"));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port of the loopback address");
    let url = format!("https://{}", listener.local_addr().expect("the address of a bound socket"));
    let read = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&read);
    std::thread::spawn(move || {
        for stream in listener.incoming().filter_map(Result::ok) {
            let Ok(tls) = rustls::ServerConnection::new(Arc::clone(&config)) else { return };
            let mut stream = rustls::StreamOwned::new(tls, stream);
            if matches!(stream.read(&mut [0; 4096]), Ok(read) if read > 0) {
                count.fetch_add(1, Ordering::SeqCst);
                let body = r#"{"data":[{"id":7}]}"#;
                let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}", body.len());
                // A client that left is no matter of the server's.
                let _ = stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes());
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    (url, read)
}

/// E9. A certificate that is expired, not good yet, for another host, by an authority that is not trusted or by nobody is
/// an error before anything is sent, with the system's certificates as with those that a program names.
#[test]
fn e9_certificates_that_prove_nothing_are_refused() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let runtime = runtime();
    let create = |url: &str, transport: ReqwestTransport| {
        let client = Client::with_transport(connection(url), transport).with_retry(quick());
        runtime.block_on(client.customers().create(&one()))
    };
    let (url, read) = serve(ours.sign("127.0.0.1", 2020, 2090));
    assert_eq!(create(&url, ours.trusted()).expect("a good certificate")[0].id, 7);
    assert_eq!(read.load(Ordering::SeqCst), 1);

    let system = || ReqwestTransport::new().expect("the certificates of the system");
    for (what, identity, transport) in [
        ("expired", ours.sign("127.0.0.1", 2020, 2021), ours.trusted()),
        ("not good yet", ours.sign("127.0.0.1", 2089, 2090), ours.trusted()),
        ("of another host", ours.sign("api.example.com", 2020, 2090), ours.trusted()),
        ("of another authority", theirs.sign("127.0.0.1", 2020, 2090), ours.trusted()),
        ("unknown to the system", ours.sign("127.0.0.1", 2020, 2090), system()),
        ("an authority's own", self_signed(), system()),
    ] {
        let (url, read) = serve(identity);
        let error = create(&url, transport).expect_err(what);
        let Error::NotAnswered(none) = &error else { panic!("{what}: {error:?}") };
        assert_eq!((none.transport().kind(), none.sent()), (TransportErrorKind::Connect, false), "{what}");
        assert_eq!(error.kind(), ErrorKind::Connection, "{what}");
        assert_eq!(read.load(Ordering::SeqCst), 0, "{what}: a request arrived");
    }
}

fn self_signed() -> Identity {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("a name");
    let certificate = params.self_signed(&key).expect("a certificate").der().clone();
    (certificate, PrivateKeyDer::Pkcs8(key.serialize_der().into()))
}
