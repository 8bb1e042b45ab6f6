use std::sync::{Arc, LazyLock};

use http::Method;
use serde_json::{Value, json};

use super::*;
use crate::base_url::BaseUrl;
use crate::endpoint::{Effect, Endpoint, Service};
use crate::kind::ErrorKind;
use crate::origin::{Connect, Origin};
use crate::testing::{ScriptedTransport, block_on};
use crate::transport::TransportErrorKind;

static SERVICE: LazyLock<Service> = LazyLock::new(|| Service::new("shop", "https://api.example.com"));

static BY_CURSOR: LazyLock<Endpoint> = LazyLock::new(|| list().cursor_pages("after", &["next"]));
static BY_NUMBER: LazyLock<Endpoint> = LazyLock::new(|| list().numbered_pages("page", 1, None));

fn list() -> Endpoint {
    // A page that fails is not asked for again by the client itself: these tests count requests.
    Endpoint::new(&SERVICE, "things.list", Method::GET, "/things", Effect::Once).success(200, &["data"])
}

struct Connection;

impl Connect for Connection {
    fn origin(&self) -> Origin {
        Origin::new(&BaseUrl::parse(&SERVICE.base_url, &[]).expect("the address is a good one"))
    }
}

fn client(script: &ScriptedTransport) -> Client {
    Client::new(&SERVICE, &Connection, Arc::new(script.clone()))
}

fn targets(script: &ScriptedTransport) -> Vec<String> {
    script.requests().into_iter().map(|request| request.target).collect()
}

fn three_pages() -> ScriptedTransport {
    ScriptedTransport::new()
        .reply(200, json!({"data": [1, 2], "next": "a b"}))
        .reply(200, json!({"data": [], "next": "c"}))
        .reply(200, json!({"data": [3]}))
}

#[test]
fn items_come_in_order_and_pages_when_they_are_wanted() {
    let script = three_pages();
    let mut items = client(&script).stream(Call::<Page<i64>>::page(&BY_CURSOR));
    assert!(targets(&script).is_empty());
    let next = |items: &mut ItemStream<'_, i64>| block_on(items.next()).map(Result::unwrap);
    assert_eq!((next(&mut items), items.position(), items.given_of_page()), (Some(1), None, 1));
    assert_eq!((next(&mut items), items.given_of_page(), targets(&script).len()), (Some(2), 2, 1));
    assert_eq!((next(&mut items), items.position(), items.given_of_page()), (Some(3), Some("c"), 1));
    assert_eq!((next(&mut items), next(&mut items)), (None, None));
    assert_eq!((items.position(), items.given_of_page()), (Some("c"), 1));
    assert_eq!(targets(&script), ["/things", "/things?after=a%20b", "/things?after=c"]);
}

#[test]
fn all_items_are_collected() {
    let script = three_pages();
    let items = client(&script).stream(Call::<Page<i64>>::page(&BY_CURSOR));
    assert_eq!(block_on(items.try_collect()).unwrap(), [1, 2, 3]);
    assert_eq!(script.remaining(), 0);

    let script = three_pages();
    let mut items = client(&script).stream(Call::<Page<i64>>::page(&BY_CURSOR));
    assert_eq!(block_on(items.next()).map(Result::unwrap), Some(1));
    assert_eq!(block_on(items.try_collect()).unwrap(), [2, 3], "what is left");

    let script = three_pages();
    let items = client(&script).with_max_pages(2).stream(Call::<Page<i64>>::page(&BY_CURSOR));
    assert_eq!(block_on(items.try_collect()).unwrap_err().kind(), ErrorKind::Unexpected);
    assert_eq!(targets(&script).len(), 2);
}

#[test]
fn no_page_is_requested_once_enough_items_were_given() {
    for (take, items, requests) in
        [(0, vec![], 0), (1, vec![1], 1), (2, vec![1, 2], 1), (3, vec![1, 2, 3], 3), (9, vec![1, 2, 3], 3)]
    {
        let script = three_pages();
        let stream = client(&script).stream(Call::<Page<i64>>::page(&BY_CURSOR)).take(take);
        assert_eq!(block_on(stream.try_collect()).unwrap(), items);
        assert_eq!(targets(&script).len(), requests, "take({take})");
    }
    let script = three_pages();
    let stream = client(&script).stream(Call::<Page<i64>>::page(&BY_CURSOR)).take(1).take(5);
    assert_eq!(block_on(stream.try_collect()).unwrap(), [1], "the smaller bound holds");
}

#[test]
fn it_is_a_stream() {
    let script = three_pages();
    let mut items = client(&script).stream(Call::<Page<i64>>::page(&BY_CURSOR));
    let mut read = Vec::new();
    while let Some(item) = block_on(poll_fn(|context| Pin::new(&mut items).poll_next(context))) {
        read.push(item.unwrap());
    }
    assert_eq!(read, [1, 2, 3]);
}

#[test]
fn g13_what_is_dropped_asks_for_nothing_more() {
    let script = three_pages();
    let mut items = client(&script).stream(Call::<Page<i64>>::page(&BY_CURSOR));
    assert!(block_on(items.next()).is_some());
    drop(items);
    assert_eq!((targets(&script).len(), script.remaining()), (1, 2));
}

#[test]
fn g12_a_page_that_fails_is_asked_for_again_and_those_before_it_are_not() {
    let script = ScriptedTransport::new()
        .reply(200, json!({"data": [1], "next": "2"}))
        .fail(TransportErrorKind::Timeout, true)
        .reply(200, json!({"data": [2]}));
    let mut items = client(&script).stream(Call::<Page<i64>>::page(&BY_CURSOR));
    assert_eq!(block_on(items.next()).map(Result::unwrap), Some(1));
    assert!(block_on(items.next()).is_some_and(|item| item.is_err()));
    assert!(block_on(items.next()).is_none(), "an error ends it");
    assert_eq!((items.position(), items.given_of_page()), (Some("2"), 0));
    items.try_again();
    assert_eq!(block_on(items.next()).map(Result::unwrap), Some(2));
    items.try_again();
    assert!(block_on(items.next()).is_none(), "there is nothing to try again");
    assert_eq!(targets(&script), ["/things", "/things?after=2", "/things?after=2"]);
}

#[test]
fn a_page_under_way_is_not_asked_for_twice() {
    let script = three_pages();
    let mut items = client(&script).stream(Call::<Page<i64>>::page(&BY_CURSOR));
    drop(items.next());
    assert!(targets(&script).is_empty(), "nothing was polled");
    assert_eq!(block_on(items.next()).map(Result::unwrap), Some(1));
    drop(items.next());
    assert_eq!(block_on(items.next()).map(Result::unwrap), Some(2));
}

#[test]
fn g9_pages_without_a_good_end_end_in_an_error() {
    let page = |next: &str| json!({"data": [1], "next": next});
    let table: [(&str, &[&str], usize, usize); 3] = [
        ("the same page", &["a", "a"], 10_000, 2),
        ("a circle", &["a", "b", "a"], 10_000, 3),
        ("too many", &["1", "2", "3", "4", "5"], 3, 3),
    ];
    for (name, pages, most, asked) in table {
        let script =
            pages.iter().fold(ScriptedTransport::new(), |script, next| script.reply(200, page(next)));
        let client = client(&script).with_max_pages(most);
        let mut items = client.stream(Call::<Page<Value>>::page(&BY_CURSOR));
        let mut read = 0;
        let error = loop {
            match block_on(items.next()).expect(name) {
                Ok(_) => read += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(
            (error.kind(), read, targets(&script).len()),
            (ErrorKind::Unexpected, asked, asked),
            "{name}"
        );
        items.try_again();
        assert!(block_on(items.next()).is_none(), "{name}");
        assert_eq!(targets(&script).len(), asked, "{name}");
    }
}

#[test]
fn g10_no_answer_leads_to_another_host() {
    let script = ScriptedTransport::new()
        .reply(200, json!({"data": [1], "next": "https://evil.example/?after=1", "links": {"next": "https://evil.example/"}}))
        .reply(200, json!({"data": []}));
    let mut items = client(&script).stream(Call::<Page<i64>>::page(&BY_CURSOR));
    while block_on(items.next()).is_some() {}
    let urls: Vec<_> = script.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(urls.len(), 2);
    assert!(urls.iter().all(|url| url.starts_with("https://api.example.com/things")), "{urls:?}");
}

#[test]
fn numbered_pages_are_named_by_their_numbers() {
    let script = ScriptedTransport::new().reply(200, json!({"data": [1]})).reply(200, json!({"data": []}));
    let mut items = client(&script).stream(Call::<Page<i64>>::page(&BY_NUMBER));
    assert_eq!(block_on(items.next()).map(Result::unwrap), Some(1));
    assert!(block_on(items.next()).is_none());
    assert_eq!(items.position(), Some("2"));
    assert_eq!(targets(&script), ["/things", "/things?page=2"]);
}

#[test]
fn it_crosses_threads() {
    fn is_send<T: Send>(_: &T) {}
    let mut items = client(&ScriptedTransport::new()).stream(Call::<Page<Value>>::page(&BY_CURSOR));
    is_send(&items);
    is_send(&items.next());
}
