//! The client and its transports against a real server on this machine: each test over each transport.

mod over;
mod server;
mod tls;
#[cfg(feature = "blocking")]
mod ureq;

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use actiongen_runtime::{
    BaseUrl, Call, Client, Connect, Effect, Endpoint, Error, ErrorKind, Method, Origin, Retry, Service,
    Transport, TransportErrorKind,
};
use over::{Over, over_each};
use serde_json::{Value, json};
use server::{Act, Server, answer};

over_each! {
    a_request_arrives_as_it_was_written,
    the_target_is_sent_byte_by_byte,
    documented_failures_keep_all_they_say,
    html_and_nothing_are_no_lists,
    redirects_are_not_followed,
    a_body_over_the_cap_is_given_up,
    a_body_without_end_is_given_up_and_the_connection_closed,
    compressed_bodies_are_counted_as_they_come_out,
    silence_ends_in_time,
    nobody_listening_means_nothing_sent,
    a_handshake_that_fails_sends_nothing,
    a_connection_that_closes_after_the_request_leaves_doubt,
    a_connection_that_is_reused_sends_each_request_once,
    answers_that_are_no_http_are_survived,
    bodies_are_sent_with_their_length_and_only_then,
    empty_bodies_are_never_unpacked,
    a_body_without_length_ends_with_the_connection_and_not_with_a_break,
    a_connection_closed_while_idle_costs_no_request_twice,
}

static SHOP: LazyLock<Service> = LazyLock::new(|| {
    Service::new("shop", "https://api.example.com/stores/{store}")
        .error(413, ErrorKind::TooLarge)
        .error(422, ErrorKind::Invalid)
        .error_class(5, ErrorKind::Unavailable)
        .messages_at(&["errors"])
        .messages_at(&["title"])
        // One attempt, so that a test sees what one answer does.
        .retry(Retry { max_attempts: 1, ..Retry::default() })
});

fn endpoint(action: &str, method: Method, effect: Effect) -> Endpoint {
    Endpoint::new(&SHOP, action, method, "/v3/customers", effect).success(200, &["data"])
}

static CREATE: LazyLock<Endpoint> =
    LazyLock::new(|| endpoint("customers.create", Method::POST, Effect::Once));
static LIST: LazyLock<Endpoint> = LazyLock::new(|| endpoint("customers.list", Method::GET, Effect::Safe));
static DELETE: LazyLock<Endpoint> =
    LazyLock::new(|| endpoint("customers.delete", Method::DELETE, Effect::Idempotent));

struct Connection(BaseUrl);

impl Connect for Connection {
    fn origin(&self) -> Origin {
        Origin::new(&self.0).fill("store", "abc").header("X-Desk-Token", "s3cret-token")
    }
}

fn client(over: Over, url: &str) -> Client {
    client_over(over.transport(), url)
}

fn client_over(transport: Arc<dyn Transport>, url: &str) -> Client {
    let url = BaseUrl::parse(&format!("{url}/stores/{{store}}"), &["store"]).unwrap();
    Client::new(&SHOP, &Connection(url), transport).with_timeout(Duration::from_secs(10))
}

fn create(body: &Value) -> Call<'_, Vec<Value>> {
    Call::list(&CREATE).body(body)
}

fn list() -> Call<'static, Vec<Value>> {
    Call::list(&LIST)
}

/// Creates a customer on a server that does this; what came of it, and the server.
async fn created(over: Over, act: Act) -> (Result<Vec<Value>, Error>, Server) {
    let server = Server::start(vec![act]);
    let body = json!([{"email": "jane@example.com"}]);
    let result = client(over, &server.url).send(create(&body)).await;
    (result, server)
}

async fn listed(over: Over, act: Act) -> (Result<Vec<Value>, Error>, Server) {
    let server = Server::start(vec![act]);
    let result = client(over, &server.url).send(list()).await;
    (result, server)
}

const JSON: &str = "content-type: application/json\r\n";

async fn a_request_arrives_as_it_was_written(over: Over) {
    let body = json!([{"email": "zoë@example.com"}]);
    let server = Server::start(vec![Act::Write(answer("200 OK", JSON, br#"{"data":[{"id":1}]}"#))]);
    let created = client(over, &server.url).send(create(&body)).await.unwrap();
    assert_eq!(created, [json!({"id": 1})]);
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "POST /stores/abc/v3/customers");
    assert_eq!(seen.body, serde_json::to_vec(&body).unwrap());
    for (name, value) in [
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("x-desk-token", "s3cret-token"),
        ("accept-encoding", "gzip"),
    ] {
        assert_eq!(seen.header(name), Some(value));
    }
    assert!(seen.header("user-agent").unwrap().starts_with("actiongen-runtime/"));
}

async fn the_target_is_sent_byte_by_byte(over: Over) {
    struct Query;
    impl actiongen_runtime::ToQuery for Query {
        fn to_query(&self, query: &mut actiongen_runtime::Query) {
            query.joined("id:in", &vec![1, 2]);
            query.value("name", "a b&c=d/e+f'%é@:,");
        }
    }
    impl actiongen_runtime::Validate for Query {
        fn validate(&self, _: &mut actiongen_runtime::Check<'_>) {}
    }
    let server = Server::start(vec![Act::Write(answer("204 No Content", "", b""))]);
    client(over, &server.url).send(Call::nothing(&DELETE).query(&Query)).await.unwrap();
    assert_eq!(
        server.seen()[0].line(),
        "DELETE /stores/abc/v3/customers?id:in=1,2&name=a%20b%26c%3Dd/e%2Bf%27%25%C3%A9@:%2C"
    );
}

async fn documented_failures_keep_all_they_say(over: Over) {
    let body =
        br#"{"status":422,"title":"Missing Required Fields","errors":{"name":"Please provide a name."}}"#;
    let headers = "content-type: application/json\r\nX-Request-Id: r-1\r\n";
    let (result, _server) =
        created(over, Act::Write(answer("422 Unprocessable Entity", headers, body))).await;
    let error = result.unwrap_err();
    let answered = error.answer().unwrap();
    assert_eq!((error.kind(), answered.title()), (ErrorKind::Invalid, Some("Missing Required Fields")));
    assert_eq!(answered.messages()[0].field.as_deref(), Some("name"));
    assert_eq!((answered.body(), answered.request_id()), (&body[..], Some("r-1")));

    for (body, media) in [(&b""[..], ""), (b"<html>s3cret-token</html>", "content-type: text/html\r\n")] {
        let (result, _server) = created(over, Act::Write(answer("413 Payload Too Large", media, body))).await;
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::TooLarge, 413));
        assert!(!format!("{error} {error:?}").contains("s3cret-token"));
    }
}

async fn html_and_nothing_are_no_lists(over: Over) {
    for (body, kept) in [(&b"<html>hello</html>"[..], "<html>hello"), (b"", "the body is empty")] {
        let (result, server) =
            created(over, Act::Write(answer("200 OK", "content-type: text/html\r\n", body))).await;
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownOutcome);
        assert!(matches!(error, Error::Unexpected(_)) && error.to_string().contains(kept), "{error}");
        assert_eq!(server.seen().len(), 1);
    }
    let (result, _server) = listed(over, Act::Write(answer("200 OK", "", b""))).await;
    assert_eq!(result.unwrap(), Vec::<Value>::new());
    let (result, _server) =
        listed(over, Act::Write(answer("502 Bad Gateway", "content-type: text/html\r\n", b"<html>"))).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Unavailable);
}

async fn redirects_are_not_followed(over: Over) {
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let other = Server::start(vec![Act::Write(answer("200 OK", JSON, br#"{"data":[]}"#))]);
        let location = format!("location: {}/elsewhere\r\n", other.url);
        let (result, server) = listed(over, Act::Write(answer(status, &location, b""))).await;
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unexpected);
        assert!(error.to_string().contains("redirects are not followed"), "{error}");
        assert_eq!((server.seen().len(), other.seen().len()), (1, 0));
    }
}

async fn a_body_over_the_cap_is_given_up(over: Over) {
    let fits = br#"{"data":["12345678"]}"#;
    for (max, is_ok) in [(fits.len(), true), (fits.len() - 1, false)] {
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n15\r\n{\"data\":[\"12345678\"]}\r\n0\r\n\r\n";
        for act in [answer("200 OK", JSON, fits), chunked.to_vec()] {
            let server = Server::start(vec![Act::Write(act)]);
            let result = client(over, &server.url).with_max_body(max).send(list()).await;
            assert_eq!(result.is_ok(), is_ok, "{max}");
            if let Err(error) = result {
                assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::TooLarge, 200));
            }
        }
    }
}

async fn a_body_without_end_is_given_up_and_the_connection_closed(over: Over) {
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let mut piece = b"4000\r\n".to_vec();
    piece.extend([b' '; 0x4000]);
    piece.extend(b"\r\n");
    let server = Server::start(vec![Act::Endless(head, piece)]);
    let result = client(over, &server.url).with_max_body(1 << 20).send(list()).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::TooLarge);
    assert!(server.wait_until_left());
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn compressed_bodies_are_counted_as_they_come_out(over: Over) {
    let headers = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    let (result, _server) =
        listed(over, Act::Write(answer("200 OK", headers, &gzip(br#"{"data":[7]}"#)))).await;
    assert_eq!(result.unwrap(), [json!(7)]);

    let bomb = gzip(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000);
    let server = Server::start(vec![Act::Write(answer("200 OK", headers, &bomb))]);
    let result = client(over, &server.url).with_max_body(1 << 20).send(list()).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::TooLarge);

    let (result, _server) = listed(over, Act::Write(answer("200 OK", headers, b"not gzip"))).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Connection);
}

async fn silence_ends_in_time(over: Over) {
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"data\":[".to_vec();
    for (said, status) in [(Vec::new(), None), (half, Some(200))] {
        for (endpoint, kind) in [(&LIST, ErrorKind::Timeout), (&CREATE, ErrorKind::UnknownOutcome)] {
            let server = Server::start(vec![Act::Stall(said.clone())]);
            let call: Call<'_, Vec<Value>> = Call::list(endpoint);
            let client = client(over, &server.url).with_timeout(Duration::from_millis(300));
            let begun = Instant::now();
            let error = client.send(call).await.unwrap_err();
            assert!(begun.elapsed() < Duration::from_secs(8), "the server alone would stall longer");
            assert_eq!((error.kind(), error.status().map(|s| s.as_u16())), (kind, status));
            let Error::NotAnswered(none) = &error else { panic!("{error:?}") };
            assert_eq!((none.transport().kind(), none.sent()), (TransportErrorKind::Timeout, true));
            assert!(server.wait_until_left());
            assert_eq!(server.seen().len(), 1);
        }
    }
}

async fn nobody_listening_means_nothing_sent(over: Over) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let body = json!([]);
    let error = client(over, &url).send(create(&body)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    let Error::NotAnswered(none) = &error else { panic!("{error:?}") };
    assert_eq!((none.transport().kind(), none.sent()), (TransportErrorKind::Connect, false));
    assert_eq!(
        error.to_string(),
        "customers.create has no answer: no connection could be made. Nothing was sent."
    );
    assert!(std::error::Error::source(&error).is_some());
}

async fn a_handshake_that_fails_sends_nothing(over: Over) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::Write as _;
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    });
    let body = json!([]);
    let error = client(over, &url).send(create(&body)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    let Error::NotAnswered(none) = &error else { panic!("{error:?}") };
    assert_eq!((none.transport().kind(), none.sent()), (TransportErrorKind::Connect, false));
}

async fn a_connection_that_closes_after_the_request_leaves_doubt(over: Over) {
    for said in [&b""[..], b"HTTP/1.1 20", b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"data\":"] {
        let (result, server) = created(over, Act::WriteAndClose(said.to_vec())).await;
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownOutcome);
        assert!(error.to_string().contains("It may have been carried out"), "{error}");
        assert_eq!(server.seen().len(), 1, "it was sent again");
        let (result, server) = listed(over, Act::WriteAndClose(said.to_vec())).await;
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Connection);
        assert_eq!(server.seen().len(), 1, "it was sent again");
    }
}

async fn a_connection_that_is_reused_sends_each_request_once(over: Over) {
    let ok = || answer("200 OK", JSON, br#"{"data":[]}"#);
    // The second request comes over the same connection, and gets no answer.
    let server = Server::start(vec![Act::Write(ok()), Act::WriteAndClose(Vec::new()), Act::Write(ok())]);
    let client = client(over, &server.url);
    let body = json!([]);
    assert!(client.send(create(&body)).await.is_ok());
    assert_eq!(client.send(create(&body)).await.unwrap_err().kind(), ErrorKind::UnknownOutcome);
    assert_eq!(server.seen().len(), 2, "it was sent again");
    // One that the server closed while it was idle is not used for the next.
    assert!(client.send(create(&body)).await.is_ok());
    assert_eq!(server.seen().len(), 3);
}

async fn answers_that_are_no_http_are_survived(over: Over) {
    for said in [&b"\0\xff\r\n\r\n"[..], b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"] {
        let (result, _server) = listed(over, Act::WriteAndClose(said.to_vec())).await;
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Connection);
    }
    for status in ["599 Odd", "999 Odd", "304 Not Modified"] {
        let (result, _server) = listed(over, Act::WriteAndClose(answer(status, "", b""))).await;
        assert_eq!(result.unwrap_err().status().unwrap().as_str(), &status[..3]);
    }
}

async fn bodies_are_sent_with_their_length_and_only_then(over: Over) {
    // The server reads one connection at a time. A pool that has not got its connection back yet would open another one.
    let ok = || Act::WriteAndClose(answer("204 No Content", "connection: close\r\n", b""));
    let body = json!({"why": "none"});
    static GET: LazyLock<Endpoint> = LazyLock::new(|| endpoint("customers.get", Method::GET, Effect::Safe));
    static PUT: LazyLock<Endpoint> =
        LazyLock::new(|| endpoint("customers.update", Method::PUT, Effect::Idempotent));
    let endpoints = [&GET, &CREATE, &PUT, &DELETE];
    let server = Server::start(endpoints.iter().flat_map(|_| [ok(), ok()]).collect());
    let client = client(over, &server.url);
    for endpoint in endpoints {
        client.send(Call::nothing(endpoint)).await.unwrap();
        client.send(Call::nothing(endpoint).body(&body)).await.unwrap();
    }
    let text = serde_json::to_vec(&body).unwrap();
    for (endpoint, seen) in endpoints.iter().zip(server.seen().chunks(2)) {
        let method = &endpoint.method;
        let empty = matches!(*method, Method::POST | Method::PUT).then_some("0");
        assert_eq!((seen[0].header("content-length"), &seen[0].body[..]), (empty, &b""[..]), "{method}");
        assert_eq!(seen[1].header("content-length"), Some(text.len().to_string().as_str()), "{method}");
        assert_eq!(seen[1].body, text, "{method}");
        assert!(seen.iter().all(|seen| seen.header("transfer-encoding").is_none()), "{method}");
    }
}

async fn empty_bodies_are_never_unpacked(over: Over) {
    for status in ["204 No Content", "200 OK"] {
        let server = Server::start(vec![Act::Write(answer(status, "content-encoding: gzip\r\n", b""))]);
        client(over, &server.url).send(Call::nothing(&DELETE)).await.unwrap();
    }
}

async fn a_body_without_length_ends_with_the_connection_and_not_with_a_break(over: Over) {
    let said = b"HTTP/1.1 200 OK\r\n\r\n{\"data\":[]}".to_vec();
    let (result, _server) = listed(over, Act::WriteAndClose(said.clone())).await;
    assert_eq!(result.unwrap(), Vec::<Value>::new());

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut stream, _) = listener.accept().unwrap();
        // What was not read when it is dropped makes a reset of the close.
        stream.read_exact(&mut [0; 8]).unwrap();
        stream.write_all(&said).unwrap();
    });
    let error = client(over, &url).send(list()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
}

async fn a_connection_closed_while_idle_costs_no_request_twice(over: Over) {
    let ok = || Act::WriteAndClose(answer("200 OK", JSON, br#"{"data":[]}"#));
    let server = Server::start((0..30).map(|_| ok()).collect());
    let client = client(over, &server.url);
    let body = json!([]);
    for _ in 0..20 {
        let before = server.seen().len();
        let result = client.send(create(&body)).await;
        let carried_out = server.seen().len() - before;
        match result {
            Ok(_) => assert_eq!(carried_out, 1),
            // The server closed after the look at the connection, and before the request was there.
            Err(error) => assert!(error.kind() == ErrorKind::UnknownOutcome && carried_out <= 1, "{error:?}"),
        }
    }
}
