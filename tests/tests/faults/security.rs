//! Promises E: where a client goes, what it carries along, and what it shows of it.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex, Once, PoisonError};
use std::time::Duration;

use acceptance::server::decoded;
use acceptance::unruly::{Reply, Unruly};
use actiongen_runtime::{
    BaseUrl, Call, Connect, Effect, Endpoint, ErrorKind, Method, NoAnswer, ReqwestTransport, Service,
    TransportErrorKind, UreqTransport,
};
use bigcommerce_actions::customers::ListQuery;
use bigcommerce_actions::workflow::GetOrderInput;
use bigcommerce_actions::{Client, Connection, Error};
use serde_json::{Value, json};

use crate::caller::{Caller, Kind, Settings, TOKEN, callers, connection, jane, one, runtime};

/// E1. An address that is not this machine's has to be https: the token would travel in the open.
#[test]
fn e1_only_this_machine_is_reached_without_tls() {
    let with = |url: &str| Connection::new("abc123", TOKEN).expect("a store and a token").with_base_url(url);
    for url in [
        "http://api.bigcommerce.com/stores/{store_hash}",
        "http://127.0.0.1.example.com/",
        "http://localhost.example.com/",
        "http://127.0.0.1@example.com/",
        "http://0.0.0.0/",
        "http://[::2]/",
        "http://169.254.169.254/",
        "ftp://localhost",
        "file:///etc/passwd",
        "",
        "/stores",
        "https://{host}/",
        "https://user:pass@example.com/",
    ] {
        assert!(with(url).is_err(), "{url:?} is taken");
    }
    for url in ["https://api.example.com/", "http://127.0.0.1:80/", "http://localhost/", "http://[::1]:8080/"]
    {
        with(url).unwrap_or_else(|violations| panic!("{url}: {violations}"));
    }
}

/// Fails if a redirect to this place is followed.
fn redirected(location: impl Fn(&Unruly) -> String) {
    for code in [300, 301, 302, 303, 307, 308] {
        let other = Unruly::always(Reply::json(200, &json!({"data": [{"id": 7}]})));
        let server = Unruly::always(Reply::empty(code).header("location", &location(&other)));
        for (index, caller) in callers(&server).iter().enumerate() {
            let error = caller.list(&ListQuery::new()).expect_err(caller.name);
            assert!(matches!(error, Error::Unexpected(_)), "{}: {code}: {error:?}", caller.name);
            assert_eq!(
                (error.kind(), error.status().map(|s| s.as_u16())),
                (ErrorKind::Unexpected, Some(code))
            );
            let error = caller.create(&one()).expect_err(caller.name);
            assert!(matches!(error, Error::Unexpected(_)), "{}: {code}: {error:?}", caller.name);
            assert_eq!((server.hits(), other.hits(), other.connections()), (2 + 2 * index, 0, 0), "{code}");
        }
    }
}

/// E2. A redirect to another host is not followed: that host sees no request, and so no token.
#[test]
fn e2_redirects_to_another_host_are_not_followed() {
    redirected(|other| format!("{}/stores/abc123/v3/customers", other.url()));
    redirected(|other| other.url().replace("http:", ""));
}

/// E3. A redirect to an address of another kind is not followed either, be it without TLS or on the same host.
#[test]
fn e3_redirects_that_change_the_scheme_are_not_followed() {
    redirected(|other| other.url().replace("http:", "https:"));
    redirected(|_| "/stores/abc123/v3/customers?page=2".to_owned());
}

/// E4. A token that no header can hold is refused when the connection is made, in words without the token.
#[test]
fn e4_tokens_that_no_header_holds_are_refused() {
    for token in ["", " ", " qwz-1", "qwz-1 ", "qwz\r\nx: 1", "qwz\n1", "qwz\0-1", "qẃz-1", "qwz\t1\u{7f}"]
    {
        let violations = Connection::new("abc123", token).expect_err(token);
        let text = format!("{violations} {violations:?}");
        assert!(text.contains("access_token"), "{token:?}: {text}");
        assert!(token.trim().is_empty() || !text.contains(token.trim()), "{token:?}: {text}");
    }
}

/// E5. A store hash is letters and digits: nothing in it can lead elsewhere.
#[test]
fn e5_store_hashes_cannot_lead_elsewhere() {
    for store in [
        "",
        " ",
        ".",
        "..",
        "a/../b",
        "a/b",
        "a\\b",
        "a?x=",
        "a#",
        "a%2f..",
        "a:b",
        "a@b",
        "a\r\nb",
        "a\0",
        "ａｂｃ",
        "é",
        "abc\n",
    ] {
        let violations = Connection::new(store, TOKEN).expect_err(store);
        assert!(violations.to_string().contains("store_hash"), "{store:?}: {violations}");
    }
}

static SHOP: LazyLock<Service> = LazyLock::new(|| Service::new("shop", "https://api.example.com"));

static THING: LazyLock<Endpoint> = LazyLock::new(|| {
    Endpoint::new(&SHOP, "things.get", Method::GET, "/things/{name}/parts", Effect::Safe).success(200, &[])
});

/// A client of a service whose paths have texts in them.
struct Anywhere(BaseUrl);

impl Connect for Anywhere {
    fn origin(&self) -> actiongen_runtime::Origin {
        actiongen_runtime::Origin::new(&self.0)
    }
}

/// E6. A text in a path is one segment, whatever it is made of; what can be none is refused.
#[test]
fn e6_texts_in_paths_are_one_segment() {
    let server = Unruly::always(Reply::json(200, &json!({})));
    let url = BaseUrl::parse(&server.url(), &[]).expect("an address of the loopback");
    let transport = Arc::new(ReqwestTransport::new().expect("TLS can be set up"));
    let client = actiongen_runtime::Client::new(&SHOP, &Anywhere(url), transport);
    let runtime = runtime();
    let mut sent = Vec::new();
    for name in ["../x", "a/b", "%2e%2e", "a?b", "a#b", "a b", "é", "a%2fb", "\\", "...", "a\r\nb", ";x"] {
        let call: Call<'_, Value> = Call::value(&THING).path("name", name);
        runtime.block_on(client.send(call)).unwrap_or_else(|error| panic!("{name:?}: {error}"));
        sent.push(name);
    }
    let requests = server.requests();
    assert_eq!(requests.len(), sent.len());
    for (request, name) in requests.iter().zip(sent) {
        let segments: Vec<&str> = request.target.split('/').collect();
        assert_eq!((segments.len(), segments[1], segments[3]), (4, "things", "parts"), "{}", request.target);
        assert_eq!(decoded(segments[2]), name, "{}", request.target);
    }
    for name in ["", ".", ".."] {
        let call: Call<'_, Value> = Call::value(&THING).path("name", name);
        assert!(matches!(runtime.block_on(client.send(call)), Err(Error::Refused(_))), "{name:?}");
    }
    assert_eq!(server.hits(), 12);
}

/// E7. What stands in a filter is what the server sees, whatever characters it has; a comma inside an item, which no
/// server could tell from one between two, is refused.
#[test]
fn e7_filters_arrive_as_they_were_given() {
    let server = Unruly::always(Reply::json(200, &json!({"data": []})));
    let values =
        ["a&b=c", "d+e", "#f", "100%", "%2C", "a b", "é漢😀", "line\nbreak", "\"\\", "?;/:@", "=", "+"];
    for caller in callers(&server) {
        caller.list(&ListQuery::new().company_in(values)).expect("an empty list");
        let target = server.requests().pop().expect("a request").target;
        let (_, query) = target.split_once('?').expect("a query");
        assert!(!query.contains('&') && query.matches('=').count() == 1, "{query}");
        let (key, found) = query.split_once('=').expect("a value");
        assert_eq!(decoded(key), "company:in");
        assert_eq!(found.split(',').map(decoded).collect::<Vec<_>>(), values, "{query}");

        let before = server.hits();
        let error = caller.list(&ListQuery::new().company_in(["a,b"])).expect_err("a comma");
        let violations = error.violations().expect("it is refused");
        assert_eq!(violations[0].path(), "query.company:in[0]");
        assert_eq!(server.hits(), before);
    }
}

/// Everything that any crate of this program has logged.
struct Log(Mutex<String>);

static LOG: Log = Log(Mutex::new(String::new()));

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push_str(&format!("{} {}\n", record.target(), record.args()));
    }

    fn flush(&self) {}
}

/// E8. The token is in no log, however much is logged, of none of the crates below the client.
#[test]
fn e8_the_token_is_in_no_log() {
    static SET: Once = Once::new();
    SET.call_once(|| {
        log::set_logger(&LOG).expect("no other logger in this program");
        log::set_max_level(log::LevelFilter::Trace);
    });
    // One of its own: the other tests of this program log too.
    let token = "tok-of-the-log-77";
    let nobody = Unruly::script([]).url();
    for kind in Kind::ALL {
        // What the server says is logged by the crates below the blocking client, at this level and no other, so what it
        // is told here are no secrets.
        let echo = if kind == Kind::Async { token } else { "no echo" };
        let server = Unruly::script([
            Reply::json(200, &json!({"data": [{"id": 7}]})).header("x-request-id", echo),
            Reply::json(401, &json!({"title": echo})),
            Reply::json(200, &json!({"title": echo})),
            Reply::nothing().then_close(),
        ]);
        for url in [&server.url(), &nobody] {
            let connection = Connection::new("abc123", token).expect("a store and a token");
            let connection = connection.with_base_url(url).expect("an address of the loopback");
            let caller = kind.caller_to(connection, Settings::default());
            let _ = (0..4).map(|_| caller.create(&one())).collect::<Vec<_>>();
        }
        assert_eq!(server.requests()[0].header("x-auth-token"), Some(token));
    }
    let lines = LOG.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(lines.contains("reqwest") && lines.contains("ureq"), "nothing was logged, so nothing was tested");
    let shown: Vec<&str> = lines.lines().filter(|line| line.contains(token)).collect();
    assert!(shown.is_empty(), "{shown:?}");
}

/// How far a call came before it failed.
fn unanswered(error: &Error) -> (TransportErrorKind, bool) {
    let Error::NotAnswered(none) = error else { panic!("it was answered: {error:?}") };
    let none: &NoAnswer = none;
    (none.transport().kind(), none.sent())
}

/// E10. A name that does not exist, a port where nobody listens, and a TLS handshake that fails or never ends are
/// connections that could not be made: nothing was sent, so not even a create leaves doubt.
#[test]
fn e10_connections_that_cannot_be_made_send_nothing() {
    let silent = Unruly::always(Reply::nothing().then_stall());
    let no_tls = Unruly::always(Reply::raw(b"HTTP/1.1 400 Bad Request\r\n\r\n").then_close());
    let nobody = Unruly::script([]).url();
    let tls = |url: String| url.replace("http:", "https:");
    let short = Duration::from_millis(500);
    for (what, url) in [
        ("no such name", "https://nobody.invalid".to_owned()),
        ("nobody listens", nobody),
        ("no handshake", tls(no_tls.url())),
        ("an endless handshake", tls(silent.url())),
    ] {
        let hasty = ReqwestTransport::with(|builder| builder.connect_timeout(short));
        let patient = UreqTransport::with(|builder| builder.timeout_connect(Some(short)));
        for caller in [
            Caller::on(hasty.expect("TLS can be set up"), connection(&url), Settings::default()),
            Caller::over(patient.expect("TLS can be set up"), connection(&url), Settings::default()),
        ] {
            let name = caller.name;
            let error = caller.create(&one()).expect_err(what);
            let far = unanswered(&error);
            assert_eq!(far, (TransportErrorKind::Connect, false), "{name}: {what}: {error:?}");
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connection, 3), "{name}: {what}");
            assert!(error.to_string().contains("Nothing was sent"), "{name}: {what}: {error}");
        }
    }
}

/// E12. What each kind of method returns may be awaited on another thread.
#[test]
fn e12_the_future_of_every_kind_of_method_is_send() {
    fn is_send<T: Send>(_: T) {}
    fn is_shared<T: Clone + Send + Sync + 'static>() {}
    is_shared::<Client>();
    is_shared::<bigcommerce_actions::blocking::Client>();
    let server = Unruly::always(Reply::empty(503));
    let client = Client::new(connection(&server.url())).expect("TLS can be set up");
    let (customers, query) = ([jane("a@b.co")], ListQuery::new());
    is_send(client.customers().create(&customers));
    is_send(client.customers().list(&query));
    is_send(client.customers().list_stream(&query));
    is_send(client.customers().list_stream(&query).try_collect());
    is_send(client.customers().create_batch(&customers).send());
    is_send(client.customers().create_reconcile(&customers));
    is_send(client.workflow().get_order(&GetOrderInput::new(149)));
    assert_eq!(server.hits(), 0, "nothing is sent before a future is awaited");
}

/// E12. A client is shared between threads and works on a runtime of one thread; all its clones stand on one pool of
/// connections.
#[test]
fn e12_clones_are_shared_between_threads() {
    let server = Unruly::always(Reply::json(200, &json!({"data": [{"id": 7}]})));
    let client = Client::new(connection(&server.url())).expect("TLS can be set up");
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            std::thread::spawn(move || acceptance::block_on(client.customers().list(&ListQuery::new())))
        })
        .collect();
    let ids: BTreeSet<i32> = threads
        .into_iter()
        .flat_map(|thread| thread.join().expect("it ends well").expect("a list").items)
        .map(|c| c.id)
        .collect();
    assert_eq!((ids, server.hits()), (BTreeSet::from([7]), 4));
    let on_one_thread = acceptance::block_on(async {
        client.customers().list(&ListQuery::new()).await?;
        client.clone().customers().list(&ListQuery::new()).await
    });
    assert_eq!(on_one_thread.expect("a list").items.len(), 1);
    assert_eq!(server.hits(), 6);
}
