//! TLS: who is trusted, and that nothing is sent to who is not.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use actiongen_runtime::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use actiongen_runtime::rustls::{RootCertStore, ServerConfig, ServerConnection, Stream, crypto::ring};
use actiongen_runtime::{Error, ErrorKind, TransportErrorKind};
use serde_json::json;

use crate::over::{Over, over_each, trusting};
use crate::server::answer;
use crate::{JSON, client_over, create};

over_each! {
    a_certificate_that_is_trusted_carries_requests,
    a_certificate_that_is_not_trusted_gets_nothing,
}

/// A server on this machine with a certificate of its own.
struct Server {
    url: String,
    certificate: CertificateDer<'static>,
    /// What came in the clear, after TLS.
    came: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let certificate = CertificateDer::from(made.cert.der().to_vec());
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into())
            .unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let came = Arc::<Mutex<Vec<u8>>>::default();
        let record = Arc::clone(&came);
        thread::spawn(move || {
            while let Ok((mut socket, _)) = listener.accept() {
                let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut stream = Stream::new(&mut connection, &mut socket);
                let mut piece = [0; 4096];
                // Each request of the tests ends with its body, which is `[]`.
                while let Ok(count @ 1..) = stream.read(&mut piece) {
                    record.lock().unwrap().extend_from_slice(&piece[..count]);
                    if record.lock().unwrap().ends_with(b"\r\n\r\n[]") {
                        let _ = stream.write_all(&answer("200 OK", JSON, br#"{"data":[]}"#));
                    }
                }
            }
        });
        Self { url, certificate, came }
    }
}

async fn a_certificate_that_is_trusted_carries_requests(over: Over) {
    let server = Server::start();
    let mut roots = RootCertStore::empty();
    roots.add(server.certificate.clone()).unwrap();
    let client = client_over(over.with_tls(trusting(roots)), &server.url);
    let body = json!([]);
    for _ in 0..3 {
        assert!(client.send(create(&body)).await.unwrap().is_empty());
    }
    let came = String::from_utf8(server.came.lock().unwrap().clone()).unwrap();
    assert_eq!(came.matches("POST /stores/abc/v3/customers HTTP/1.1\r\n").count(), 3);
    assert_eq!(came.matches("x-desk-token: s3cret-token\r\n").count(), 3);
}

async fn a_certificate_that_is_not_trusted_gets_nothing(over: Over) {
    let server = Server::start();
    let body = json!([]);
    let error = client_over(over.with_system_tls(), &server.url).send(create(&body)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    let Error::NotAnswered(none) = &error else { panic!("{error:?}") };
    assert_eq!((none.transport().kind(), none.sent()), (TransportErrorKind::Connect, false));
    assert!(server.came.lock().unwrap().is_empty());
}
