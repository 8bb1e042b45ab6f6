//! What only the transport over ureq can tell, or has to.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actiongen_runtime::{Error, ErrorKind, TransportErrorKind, UreqTransport, block_on, ureq::Proxy};
use serde_json::json;

use crate::over::Over;
use crate::server::{Act, Server, answer};
use crate::{JSON, client, client_over, create};

#[test]
fn a_proxy_is_given_no_credentials() {
    let tunnel = Act::Write(b"HTTP/1.1 200 OK\r\n\r\n".to_vec());
    let proxy = Server::start(vec![tunnel, Act::Write(answer("200 OK", JSON, br#"{"data":[]}"#))]);
    let settings = Proxy::new(&proxy.url).unwrap();
    let transport = UreqTransport::with(|builder| builder.proxy(Some(settings))).unwrap();
    let body = json!([]);
    let client = client_over(Arc::new(transport), "http://127.0.0.1:9");
    assert!(block_on(client.send(create(&body))).unwrap().is_empty());
    let seen = proxy.seen();
    assert_eq!((seen[0].line(), seen[0].header("x-desk-token")), ("CONNECT 127.0.0.1:9", None));
    assert_eq!(seen[1].line(), "POST /stores/abc/v3/customers");
    assert_eq!(seen[1].header("x-desk-token"), Some("s3cret-token"));
}

#[test]
fn time_that_is_up_before_the_request_means_nothing_sent() {
    // It takes the connection, and says nothing of TLS.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let client = client(Over::Ureq, &url);
    let body = json!([]);
    for timeout in [Duration::ZERO, Duration::from_millis(200)] {
        let error = block_on(client.clone().with_timeout(timeout).send(create(&body))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        let Error::NotAnswered(none) = &error else { panic!("{error:?}") };
        assert_eq!((none.transport().kind(), none.sent()), (TransportErrorKind::Timeout, false));
    }
}

#[test]
fn the_longest_timeout_is_one() {
    let server = Server::start(vec![Act::Write(answer("200 OK", JSON, br#"{"data":[]}"#))]);
    let client = client(Over::Ureq, &server.url).with_timeout(Duration::MAX).with_max_body(usize::MAX);
    let body = json!([]);
    assert!(block_on(client.send(create(&body))).unwrap().is_empty());
}

#[test]
fn encodings_are_known_by_any_spelling() {
    for encoding in ["GZIP", "x-gzip"] {
        let headers = format!("content-type: application/json\r\ncontent-encoding: {encoding}\r\n");
        let body = crate::gzip(br#"{"data":[7]}"#);
        let server = Server::start(vec![Act::Write(answer("200 OK", &headers, &body))]);
        let listed = block_on(client(Over::Ureq, &server.url).send(crate::list()));
        assert_eq!(listed.unwrap(), [json!(7)]);
    }
}
