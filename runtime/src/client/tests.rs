use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Waker};

use http::Method;
use serde_json::{Value, json};

use super::*;
use crate::base_url::BaseUrl;
use crate::endpoint::{Effect, Endpoint};
use crate::kind::ErrorKind;
use crate::page::Page;
use crate::testing::{ScriptedTransport, block_on};
use crate::transport::{TransportErrorKind, TransportFuture, WaitFuture};

static SERVICE: LazyLock<Service> = LazyLock::new(|| Service::new("shop", "https://api.example.com"));

static LIST: LazyLock<Endpoint> = LazyLock::new(|| {
    Endpoint::new(&SERVICE, "things.list", Method::GET, "/things", Effect::Safe)
        .success(200, &["data"])
        .cursor_pages("after", &["next"])
});

struct Connection;

impl Connect for Connection {
    fn origin(&self) -> Origin {
        let url = BaseUrl::parse(&SERVICE.base_url, &[]).expect("the address is a good one");
        Origin::new(&url).header("X-Desk-Token", "s3cret-token")
    }
}

fn client(script: &ScriptedTransport) -> Client {
    Client::new(&SERVICE, &Connection, Arc::new(script.clone()))
}

fn all(script: &ScriptedTransport, client: Client) -> (Result<Vec<Value>, Error>, Vec<String>) {
    let result = block_on(client.all_pages(Call::page(&LIST)));
    (result, script.requests().into_iter().map(|request| request.target).collect())
}

#[test]
fn a_refused_call_reaches_no_transport() {
    let script = ScriptedTransport::new().reply(200, json!({}));
    let mut call: Call<'_, Vec<Value>> = Call::list(&LIST);
    call.check().chars("body", "", 1..);
    let error = block_on(client(&script).send(call)).unwrap_err();
    assert_eq!((error.kind(), error.violations().map(|v| v.len())), (ErrorKind::Invalid, Some(1)));
    assert!(script.requests().is_empty());
}

#[test]
fn one_call_is_one_request_without_retries() {
    let script = ScriptedTransport::new().reply_empty(503).reply(200, json!({}));
    let call: Call<'_, Vec<Value>> = Call::list(&LIST);
    assert!(block_on(client(&script).with_retry(RetryPolicy::off()).send(call)).is_err());
    assert_eq!((script.requests().len(), script.remaining()), (1, 1));
}

#[test]
fn all_pages_are_read_in_order() {
    let script = ScriptedTransport::new()
        .reply(200, json!({"data": [1, 2], "next": "a b"}))
        .reply(200, json!({"data": [], "next": "c"}))
        .reply(200, json!({"data": [3]}));
    let (items, targets) = all(&script, client(&script));
    assert_eq!(items.unwrap(), [json!(1), json!(2), json!(3)]);
    assert_eq!(targets, ["/things", "/things?after=a%20b", "/things?after=c"]);
}

#[test]
fn pages_that_lead_in_a_circle_end() {
    for circle in [vec!["a", "a"], vec!["a", "b", "a"]] {
        let script = circle.iter().fold(ScriptedTransport::new(), |script, next| {
            script.reply(200, json!({"data": [1], "next": next}))
        });
        let (items, targets) = all(&script, client(&script));
        let error = items.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unexpected);
        assert!(error.to_string().contains("read already"), "{error}");
        assert_eq!(targets.len(), circle.len());
    }
}

#[test]
fn pages_without_end_end() {
    let script = (0..9).fold(ScriptedTransport::new(), |script, page| {
        script.reply(200, json!({"data": [1], "next": page.to_string()}))
    });
    let (items, targets) = all(&script, client(&script).with_max_pages(3));
    assert!(items.unwrap_err().to_string().contains("one more page"));
    assert_eq!(targets.len(), 3);
}

#[test]
fn a_page_that_fails_fails_the_list() {
    let script = ScriptedTransport::new()
        .reply(200, json!({"data": [1], "next": "a"}))
        .fail(TransportErrorKind::Timeout, true);
    let (items, _) = all(&script, client(&script).with_retry(RetryPolicy::off()));
    assert_eq!(items.unwrap_err().kind(), ErrorKind::Timeout);
}

#[test]
fn limits_reach_the_transport() {
    let script = ScriptedTransport::new().reply(200, json!({"data": ["x".repeat(100)]}));
    let call: Call<'_, Vec<Value>> = Call::list(&LIST);
    let error = block_on(client(&script).with_max_body(50).send(call)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[test]
fn nothing_shows_the_token() {
    let script = ScriptedTransport::new()
        .reply_text(200, "text/html", "<p>s3cret-token</p>")
        .reply(401, json!({"title": "bad token s3cret-token"}));
    let client = client(&script);
    let send = || block_on(client.send(Call::<Vec<Value>>::list(&LIST))).unwrap_err();
    let (unexpected, unauthorized) = (send(), send());
    let texts = format!("{client:?} {script:?} {unexpected} {unexpected:?} {unauthorized} {unauthorized:?}");
    assert!(!texts.contains("s3cret-token"), "{texts}");
    assert_eq!(script.requests()[0].header("X-Desk-Token"), Some("s3cret-token"));
}

#[test]
fn clients_and_their_futures_cross_threads() {
    fn crosses<T: Send + Sync + Clone>(_: &T) {}
    fn is_send<T: Send>(_: &T) {}
    let script = ScriptedTransport::new();
    let client = client(&script);
    crosses(&client);
    is_send(&client.send(Call::<Vec<Value>>::list(&LIST)));
    is_send(&client.all_pages(Call::<Page<Value>>::page(&LIST)));
}

/// A transport that never answers.
struct Silence;

impl Transport for Silence {
    fn send(&self, _: Request<Bytes>, _: Limits) -> TransportFuture<'_> {
        Box::pin(std::future::pending())
    }

    fn wait(&self, time: Duration) -> WaitFuture<'_> {
        Box::pin(async move { std::thread::sleep(time) })
    }

    fn alarm(&self, time: Duration) -> Option<WaitFuture<'_>> {
        Some(self.wait(time))
    }
}

static ONE_AT_ONCE: LazyLock<Endpoint> = LazyLock::new(|| {
    Endpoint::new(&SERVICE, "things.one", Method::GET, "/things", Effect::Safe)
        .success(200, &["data"])
        .concurrency(1)
});

#[test]
fn the_deadline_holds_for_those_who_wait_for_their_turn_too() {
    let client = Client::new(&SERVICE, &Connection, Arc::new(Silence));
    let mut first = pin!(client.send(Call::<Value>::value(&ONE_AT_ONCE)));
    let mut context = Context::from_waker(Waker::noop());
    // The first one is under way, and stays so.
    let hasty = client.clone().with_retry(RetryPolicy::off().deadline(Duration::from_millis(5)));
    assert!(first.as_mut().poll(&mut context).is_pending());
    let error = block_on(hasty.send(Call::<Value>::value(&ONE_AT_ONCE))).unwrap_err();
    assert!(matches!(error, Error::NotSent(_)), "{error:?}");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    assert_eq!(error.to_string(), "things.one was not sent: its time was up while it waited for its turn");
}

#[test]
fn a_request_goes_again_to_its_own_address_only() {
    struct Elsewhere;
    impl Connect for Elsewhere {
        fn origin(&self) -> Origin {
            let url = BaseUrl::parse("https://api.example.com.elsewhere.example", &[]).unwrap();
            Origin::new(&url).header("X-Desk-Token", "another-token")
        }
    }
    static CREATE: LazyLock<Endpoint> = LazyLock::new(|| {
        Endpoint::new(&SERVICE, "things.create", Method::POST, "/things", Effect::Once)
            .success(200, &["data"])
    });
    let script = ScriptedTransport::new().reply_empty(503).reply(200, json!({"data": 7}));
    let error = block_on(client(&script).send(Call::<Value>::value(&CREATE).body("a thing"))).unwrap_err();
    let request = error.request().expect("the request is kept");
    let elsewhere = Client::new(&SERVICE, &Elsewhere, Arc::new(script.clone()));
    let refused = block_on(elsewhere.resend::<Value>(request)).unwrap_err();
    assert!(matches!(refused, Error::Refused(_)), "{refused:?}");
    assert_eq!(script.requests().len(), 1);
    assert_eq!(block_on(client(&script).resend::<u8>(request)).unwrap(), 7);
    let [first, second] = &script.requests()[..] else { panic!("two requests") };
    assert_eq!((&first.target, &first.headers, &first.body), (&second.target, &second.headers, &second.body));
}
