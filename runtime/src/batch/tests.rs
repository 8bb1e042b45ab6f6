mod journal;
mod shop;

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use self::shop::{Mood, Shop};
use super::*;
use crate::base_url::BaseUrl;
use crate::call::Call;
use crate::check::Check;
use crate::endpoint::{Endpoint, Service};
use crate::origin::{Connect, Origin};
use crate::page::Page;
use crate::query::{Query, ToQuery};
use crate::retry::Retry;
use crate::testing::block_on;
use crate::transport::{Limits, Transport, TransportError, TransportErrorKind, TransportFuture, WaitFuture};
use crate::validate::Validate;

static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    Service::new("shop", "https://api.example.com")
        .error_class(4, ErrorKind::Invalid)
        .error_class(5, ErrorKind::Unavailable)
        .error(401, ErrorKind::Unauthorized)
        .error(413, ErrorKind::TooLarge)
        .messages_at(&["errors"])
        .retry(Retry { max_attempts: 1, ..Retry::default() })
});

static CREATE: LazyLock<Endpoint> = LazyLock::new(|| write("customers.create", Method::POST, Effect::Once));
static UPDATE: LazyLock<Endpoint> =
    LazyLock::new(|| write("customers.update", Method::PUT, Effect::Idempotent));
static LIST: LazyLock<Endpoint> = LazyLock::new(|| {
    Endpoint::new(&SERVICE, "customers.list", Method::GET, "/customers", Effect::Safe)
        .success(200, &["data"])
        .cursor_pages("after", &["next"])
});

fn write(action: &str, method: Method, effect: Effect) -> Endpoint {
    let endpoint = Endpoint::new(&SERVICE, action, method, "/customers", effect);
    endpoint.success(200, &["data"]).partial_success(207, &["data"], &["errors"])
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct New {
    email: String,
}

impl Validate for New {
    fn validate(&self, check: &mut Check<'_>) {
        check.chars("email", &self.email, 3..=20);
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Customer {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    id: usize,
}

struct Emails(Vec<String>);

impl ToQuery for Emails {
    fn to_query(&self, query: &mut Query) {
        query.joined("email:in", &self.0);
    }
}

impl Validate for Emails {
    fn validate(&self, _: &mut Check<'_>) {}
}

fn create(body: &[New]) -> Call<'_, Vec<Customer>> {
    let mut call = Call::list(&CREATE);
    call.check().items("body", body, 1..=10);
    call.body(body)
}

fn update(body: &[New]) -> Call<'_, Vec<Customer>> {
    Call::list(&UPDATE).body(body)
}

fn look(items: &[New]) -> Call<'static, Page<Customer>> {
    Call::page(&LIST).query(&Emails(items.iter().map(|item| item.email.clone()).collect()))
}

fn creates(items: &[New]) -> BatchCall<'_, New, Customer> {
    let look_up = LookUp::many_pages("email", Some(4), look, Some);
    BatchCall::list(&CREATE, items, create).most(10).key("email").look_up(look_up)
}

fn updates(items: &[New]) -> BatchCall<'_, New, Customer> {
    BatchCall::list(&UPDATE, items, update).most(10).key("email").concurrency(3)
}

fn customers(count: usize) -> Vec<New> {
    (0..count).map(|index| New { email: format!("{index}@example.com") }).collect()
}

struct Connection;

impl Connect for Connection {
    fn origin(&self) -> Origin {
        Origin::new(&BaseUrl::parse(&SERVICE.base_url, &[]).expect("the address is a good one"))
    }
}

struct Elsewhere;

impl Connect for Elsewhere {
    fn origin(&self) -> Origin {
        Origin::new(&BaseUrl::parse("https://api.example.org", &[]).expect("the address is a good one"))
    }
}

fn refusal() -> Value {
    json!({"errors": {"email": "no"}})
}

/// `D` done, `R` refused, `U` unknown, `N` not sent, each with how many of them stand in a row: `10D 2U`.
fn shape<O>(report: &BatchReport<O>) -> String {
    let letters = report.outcomes().iter().map(|outcome| match outcome {
        ItemOutcome::Done(_) => 'D',
        ItemOutcome::Refused(_) => 'R',
        ItemOutcome::Unknown(_) => 'U',
        ItemOutcome::NotSent(_) => 'N',
    });
    let mut runs: Vec<(char, usize)> = Vec::new();
    for letter in letters {
        match runs.last_mut() {
            Some((last, count)) if *last == letter => *count += 1,
            _ => runs.push((letter, 1)),
        }
    }
    runs.iter().map(|(letter, count)| format!("{count}{letter}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn g1_a_list_is_cut_and_nothing_is_lost() {
    for (items, sizes) in
        [(0, &[][..]), (1, &[1]), (10, &[10]), (11, &[10, 1]), (20, &[10, 10]), (25, &[10, 10, 5])]
    {
        let shop = Shop::new(|_, _| Mood::Well);
        let items = customers(items);
        let report = block_on(shop.client().batch(creates(&items)).send()).unwrap();
        assert_eq!(shop.sizes(), sizes);
        let done = report.into_result().unwrap();
        let emails: Vec<_> = done.iter().map(|customer| customer.email.clone().unwrap()).collect();
        assert_eq!(emails, items.iter().map(|item| item.email.clone()).collect::<Vec<_>>());
        let sent: Vec<_> = shop.state.lock().unwrap().calls.concat();
        assert_eq!(sent, emails, "each is sent once, in order");
    }
}

#[test]
fn g2_g3_what_fails_hides_nothing() {
    let unreadable = || Mood::Answers(200, json!("?"));
    type ByCall = fn(usize) -> Mood;
    let table: [(&str, ByCall, &str, usize); 9] = [
        ("refused", |call| if call == 1 { Mood::Says(422, refusal()) } else { Mood::Well }, "10D 10R 5D", 3),
        ("broken", |call| if call == 1 { Mood::Breaks } else { Mood::Well }, "10D 10U 5D", 3),
        (
            "server error",
            |call| if call == 1 { Mood::Says(500, json!({})) } else { Mood::Well },
            "10D 10U 5D",
            3,
        ),
        (
            "never carried out",
            |call| if call == 1 { Mood::Says(501, json!({})) } else { Mood::Well },
            "10D 10R 5D",
            3,
        ),
        ("no connection", |call| if call == 1 { Mood::Gone } else { Mood::Well }, "10D 10N 5D", 3),
        (
            "too many requests",
            |call| if call == 1 { Mood::Says(429, json!({})) } else { Mood::Well },
            "10D 10N 5D",
            3,
        ),
        (
            "redirected",
            |call| if call == 1 { Mood::Says(302, json!({})) } else { Mood::Well },
            "10D 10R 5D",
            3,
        ),
        ("not allowed", |call| if call == 1 { Mood::Says(401, json!({})) } else { Mood::Well }, "10D 15N", 2),
        (
            "partly",
            |call| {
                if call == 1 {
                    Mood::Answers(
                        207,
                        json!({"data": [{"email": "12@example.com", "id": 3}], "errors": ["no"]}),
                    )
                } else {
                    Mood::Well
                }
            },
            "10D 2U 1D 7U 5D",
            3,
        ),
    ];
    for (name, mood, expected, calls) in table {
        let shop = Shop::new(move |call, _| mood(call));
        let items = customers(25);
        let report = block_on(shop.client().batch(creates(&items)).send()).unwrap();
        assert_eq!((shape(&report).as_str(), shop.sizes().len()), (expected, calls), "{name}");
        let counts = report.counts();
        assert_eq!(counts.total(), 25, "{name}");
        let error = report.into_result().unwrap_err();
        assert_eq!(error.report().counts(), counts, "{name}");
    }
    // What does no harm twice may have been done all the same.
    for (mood, expected) in [
        ((|| Mood::Says(503, json!({}))) as fn() -> Mood, "3U"),
        (|| Mood::Says(501, json!({})), "3R"),
        (|| Mood::Answers(200, json!("?")), "3U"),
        (|| Mood::Breaks, "3U"),
    ] {
        let items = customers(3);
        let report = block_on(Shop::new(move |_, _| mood()).client().batch(updates(&items)).send()).unwrap();
        assert_eq!(shape(&report), expected);
    }
    let shop = Shop::new(move |_, _| unreadable());
    let items = customers(3);
    let report = block_on(shop.client().batch(creates(&items)).send()).unwrap();
    assert_eq!(shape(&report), "3U", "a success that cannot be read was one");
}

#[test]
fn the_report_says_what_went_wrong_with_each() {
    let says = |call| match call {
        0 => Mood::Says(
            422,
            json!({"errors": {"0.email": "is taken", "2.email": "is odd", "limit": "is low"}}),
        ),
        _ => Mood::Says(422, json!({"errors": {"email": "is taken"}})),
    };
    let shop = Shop::new(move |call, _| says(call));
    let items = customers(12);
    let report = block_on(shop.client().batch(creates(&items)).send()).unwrap();
    let messages: Vec<Vec<String>> = report
        .refused()
        .map(|(_, error)| {
            let told = error.messages.iter();
            told.map(|message| format!("{}: {}", message.field.as_deref().unwrap_or_default(), message.text))
                .collect()
        })
        .collect();
    assert_eq!(messages[0], ["email: is taken", "limit: is low"]);
    assert_eq!(messages[1], ["limit: is low"]);
    assert_eq!(messages[2], ["email: is odd", "limit: is low"]);
    assert_eq!(messages[11], ["email: is taken"]);
    let (item, error) = report.refused().last().unwrap();
    assert_eq!((item, error.kind, error.status, error.others), (11, Some(ErrorKind::Invalid), Some(422), 1));
    assert_eq!(
        report.to_string(),
        "customers.create, 12 items: 0 done, 12 refused. The first that is not done is item 0: customers.create was \
         answered with 422 Unprocessable Entity: 0.email: is taken; 2.email: is odd; limit: is low"
    );
}

#[test]
fn g4_the_item_at_fault_is_found_where_that_is_asked_for() {
    let mood = |_: usize, emails: &[String]| match emails.iter().any(|email| email == "7@example.com") {
        true => Mood::Says(422, refusal()),
        false => Mood::Well,
    };
    let items = customers(10);
    let shop = Shop::new(mood);
    let report = block_on(shop.client().batch(creates(&items)).send()).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes()), ("10R", vec![10]));

    let shop = Shop::new(mood);
    let report = block_on(shop.client().batch(creates(&items)).one_by_one_after_refusal().send()).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes()), ("7D 1R 2D", vec![10, 5, 5, 3, 2, 1, 2]));
    assert_eq!(report.refused().next().map(|(_, error)| error.others), Some(0));

    // What may have been carried out is not sent again.
    for mood in [|| Mood::Breaks, || Mood::Says(500, json!({})), || Mood::Gone, || Mood::Says(401, json!({}))]
    {
        let shop = Shop::new(move |_, _| mood());
        let _ = block_on(shop.client().batch(creates(&items)).one_by_one_after_refusal().send()).unwrap();
        assert_eq!(shop.sizes(), [10]);
    }
}

#[test]
fn g5_answers_are_matched_by_key_alone() {
    let customer = |email: Value| json!({"email": email, "id": 1});
    let table = [
        ("fewer", json!([customer(json!("1@example.com"))]), "1U 1D 1U", 0),
        (
            "more",
            json!([
                customer(json!("9@example.com")),
                customer(json!("2@example.com")),
                customer(json!("0@example.com")),
                customer(json!("1@example.com"))
            ]),
            "3D",
            1,
        ),
        ("another case", json!([customer(json!("0@EXAMPLE.com"))]), "1D 2U", 0),
        (
            "nearly twice",
            json!([customer(json!("0@EXAMPLE.com")), customer(json!("0@example.com"))]),
            "1D 2U",
            1,
        ),
        ("twice", json!([customer(json!("0@example.com")), customer(json!("0@example.com"))]), "3U", 2),
        ("none with a key", json!([{"id": 1}, {"id": 2}, {"id": 3}]), "3U", 3),
        ("none", json!([]), "3U", 0),
    ];
    for (name, data, expected, unmatched) in table {
        let shop = Shop::new(move |_, _| Mood::Answers(200, json!({"data": data})));
        let items = customers(3);
        let report = block_on(shop.client().batch(creates(&items)).send()).unwrap();
        assert_eq!(shape(&report), expected, "{name}");
        let surplus: usize = report.remarks().iter().map(|remark| remark.unmatched.len()).sum();
        assert_eq!(surplus, unmatched, "{name}");
        for (item, customer) in report.done() {
            assert!(
                customer.email.as_ref().is_some_and(|email| email.eq_ignore_ascii_case(&items[item].email))
            );
        }
    }
    // An answer without a key can only be that of the one item that was sent.
    let shop = Shop::new(|_, _| Mood::Answers(200, json!({"data": [{"id": 1}]})));
    let report = block_on(shop.client().batch(creates(&customers(1))).send()).unwrap();
    assert_eq!(shape(&report), "1D");
}

#[test]
fn answers_without_a_key_are_counted() {
    let table = [(2, 2, "2D", 2), (1, 1, "1D", 0), (2, 1, "2U", 1), (1, 2, "1U", 2)];
    for (items, values, expected, unmatched) in table {
        let data: Vec<_> = (0..values).map(|id| json!({"id": id})).collect();
        let shop = Shop::new(move |_, _| Mood::Answers(200, json!({"data": data})));
        let items = customers(items);
        let call = BatchCall::<New, Option<Customer>>::unkeyed_list(&CREATE, &items, |body| {
            Call::list(&CREATE).body(body)
        })
        .most(10);
        let report = block_on(shop.client().batch(call).send()).unwrap();
        assert_eq!(shape(&report), expected, "{} items, {values} values", items.len());
        assert_eq!(report.remarks().iter().map(|remark| remark.unmatched.len()).sum::<usize>(), unmatched);
        let own = report.done().filter(|(_, value)| value.is_some()).count();
        assert_eq!(own, usize::from(items.len() == 1 && values == 1));
    }
}

#[test]
fn g6_both_lists_of_a_partial_success_are_there() {
    let answer = json!({"data": [{"email": "1@example.com", "id": 7}], "errors": ["0 is odd"]});
    let shop = Shop::new(move |_, _| Mood::Answers(207, answer.clone()));
    let items = customers(2);
    let call = BatchCall::<New, Customer>::partial_list(&CREATE, &items, |body| {
        Call::partial_list(&CREATE).body(body)
    })
    .key("email");
    let report = block_on(shop.client().batch(call).send()).unwrap();
    assert_eq!(shape(&report), "1U 1D");
    assert_eq!(report.remarks()[0].errors, Some(json!(["0 is odd"])));
    assert!(report.unknown().next().is_some_and(|(_, item)| item.error.text.contains("0 is odd")));
}

#[test]
fn errors_are_not_hidden_behind_what_is_done() {
    let items = customers(2);
    let call = |items| {
        BatchCall::<New, Customer>::partial_list(&CREATE, items, |body| {
            Call::partial_list(&CREATE).body(body)
        })
        .key("email")
    };
    let data = json!([{"email": "0@example.com", "id": 7}, {"email": "1@example.com", "id": 8}]);
    for (errors, is_complete) in [(json!(["1 has no address"]), false), (json!([]), true), (json!({}), true)]
    {
        let answer = json!({"data": data, "errors": errors});
        let shop = Shop::new(move |_, _| Mood::Answers(207, answer.clone()));
        let report = block_on(shop.client().batch(call(&items)).send()).unwrap();
        assert_eq!((shape(&report).as_str(), report.is_complete()), ("2D", is_complete), "{errors}");
        assert_eq!(report.to_string().contains("1 has no address"), !is_complete, "{report}");
        match report.into_result() {
            Ok(done) => assert!(is_complete && done.len() == 2),
            Err(error) => assert!(!is_complete && error.report().remarks()[0].errors == Some(errors)),
        }
    }
}

#[test]
fn g7_d8_the_whole_list_is_checked_before_anything_is_sent() {
    let mut items = customers(25);
    items[3].email = "a".to_owned();
    items[17].email = "b".to_owned();
    items[23].email = "5@example.com".to_owned();
    let shop = Shop::new(|_, _| Mood::Well);
    let error = block_on(shop.client().batch(creates(&items)).send()).unwrap_err();
    let told: Vec<_> = error.violations().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            r#"body[3].email: "a" has 1 character; 3 to 20 are allowed"#,
            r#"body[17].email: "b" has 1 character; 3 to 20 are allowed"#,
            r#"body[23].email: "5@example.com" is the `email` of body[5] too"#,
        ]
    );
    assert_eq!(error.violations().unwrap()[2].rule(), &Rule::Unique { first: 5 });
    assert!(shop.sizes().is_empty());
}

#[test]
fn g8_what_is_too_large_is_never_sent_again_as_large() {
    for (room, expected) in [(4, "20D"), (10, "20D"), (0, "20R")] {
        let shop = Shop::new(move |_, emails| match emails.len() > room {
            true => Mood::Says(413, json!({})),
            false => Mood::Well,
        });
        let items = customers(20);
        let report = block_on(shop.client().batch(creates(&items)).send()).unwrap();
        assert_eq!(shape(&report), expected, "room for {room}");
        let sizes = shop.sizes();
        let too_large: Vec<_> = sizes.iter().filter(|size| **size > room && **size > 1).collect();
        let mut fewer = too_large.clone();
        fewer.dedup();
        assert_eq!(too_large, fewer, "room for {room}: {sizes:?}");
        assert!(too_large.windows(2).all(|pair| pair[0] > pair[1]), "room for {room}: {sizes:?}");
    }
}

#[test]
fn g14_the_cap_holds_and_is_used() {
    for (asked, most) in [(None, 3), (Some(2), 2), (Some(9), 3), (Some(0), 1)] {
        let shop = Shop::new(|_, _| Mood::Well);
        let items = customers(100);
        let mut batch = shop.client().batch(updates(&items));
        if let Some(calls) = asked {
            batch = batch.concurrency(calls);
        }
        let report = block_on(batch.send()).unwrap();
        assert_eq!((shape(&report).as_str(), shop.state.lock().unwrap().most_under_way), ("100D", most));
    }
}

#[test]
fn a_service_in_trouble_is_left_alone() {
    let items = customers(200);
    for (mood, expected) in
        [((|| Mood::Says(503, json!({}))) as fn() -> Mood, "40U 160N"), (|| Mood::Gone, "200N")]
    {
        let shop = Shop::new(move |_, _| mood());
        let report = block_on(shop.client().batch(creates(&items)).give_up_after(4).send()).unwrap();
        assert_eq!((shape(&report).as_str(), shop.sizes().len()), (expected, 4));
        assert!(report.not_sent().last().is_some_and(|(_, error)| error.text.contains("4 calls in a row")));
    }
    // A good answer in between, and the count starts again.
    let shop = Shop::new(|call, _| if call % 4 == 3 { Mood::Well } else { Mood::Breaks });
    let report = block_on(shop.client().batch(creates(&items)).give_up_after(4).send()).unwrap();
    assert_eq!((report.counts().done, report.counts().unknown), (50, 150));
}

#[test]
fn it_stops_at_the_first_failure_where_it_is_told_to() {
    let shop = Shop::new(|call, _| if call == 1 { Mood::Says(422, refusal()) } else { Mood::Well });
    let items = customers(40);
    let report = block_on(shop.client().batch(creates(&items)).stop_at_first_failure().send()).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes().len()), ("10D 10R 20N", 2));
    // A call that succeeds, and says nothing of some of its items.
    for status in [200, 207] {
        let answer = json!({"data": [{"email": "3@example.com", "id": 3}]});
        let shop = Shop::new(move |_, _| Mood::Answers(status, answer.clone()));
        let report = block_on(shop.client().batch(creates(&items)).stop_at_first_failure().send()).unwrap();
        assert_eq!((shape(&report).as_str(), shop.sizes().len()), ("3U 1D 6U 30N", 1), "{status}");
        let (_, error) = report.not_sent().next().unwrap();
        assert!(error.text.contains("stop at the first failure"), "{error}");
    }
    let answer = json!({"data": [{"email": "0@example.com", "id": 3}], "errors": ["no"]});
    let shop = Shop::new(move |_, _| Mood::Answers(207, answer.clone()));
    let call = BatchCall::<New, Customer>::partial_list(&CREATE, &items, |body| {
        Call::partial_list(&CREATE).body(body)
    });
    let report =
        block_on(shop.client().batch(call.most(1).key("email")).stop_at_first_failure().send()).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes().len()), ("1D 39N", 1), "its errors are a failure");
}

#[test]
fn a_report_is_kept_and_gone_on_from() {
    let shop = Shop::new(|call, _| if call == 1 { Mood::Says(401, json!({})) } else { Mood::Well });
    let items = customers(25);
    let report = block_on(shop.client().batch(creates(&items)).send()).unwrap();
    assert_eq!(shape(&report), "10D 15N");
    let text = serde_json::to_string(&report).unwrap();
    let read: BatchReport<Customer> = serde_json::from_str(&text).unwrap();
    assert_eq!(read, report);
    let report = block_on(shop.client().batch(creates(&items)).resume(read)).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes()), ("25D", vec![10, 10, 10, 5]));

    let others = customers(24);
    let error = block_on(shop.client().batch(creates(&others)).resume(report.clone())).unwrap_err();
    assert!(error.to_string().contains("another list"), "{error}");
    // The same list, and another shop.
    let elsewhere = Client::new(&SERVICE, &Elsewhere, Arc::new(shop.clone()));
    let error = block_on(elsewhere.batch(creates(&items)).resume(report.clone())).unwrap_err();
    assert!(error.to_string().contains("another address"), "{error}");
    let mut others = customers(25);
    others[4].email = "x@example.com".to_owned();
    for error in [
        block_on(shop.client().batch(creates(&others)).resume(report.clone())).unwrap_err(),
        block_on(shop.client().batch(updates(&items)).resume(report)).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    assert_eq!(shop.sizes().len(), 4);
}

#[test]
fn a_batch_is_sent_once() {
    let shop = Shop::new(|call, _| if call == 0 { Mood::Gone } else { Mood::Well });
    let items = customers(5);
    let mut batch = shop.client().batch(creates(&items));
    let report = block_on(batch.send()).unwrap();
    let error = block_on(batch.send()).unwrap_err();
    assert!(error.to_string().contains("was sent before"), "{error}");
    let report = block_on(batch.resume(report)).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes().len()), ("5D", 2));

    let mut batch = shop.client().batch(creates(&items));
    {
        let mut sending = std::pin::pin!(batch.send());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(sending.as_mut().poll(&mut context).is_pending());
    }
    assert!(block_on(batch.send()).is_err(), "nobody knows what became of it");

    // What was refused before anything was sent can be tried again.
    let twice = [items[0].clone(), items[0].clone()];
    let mut batch = shop.client().batch(creates(&twice));
    for _ in 0..2 {
        let error = block_on(batch.send()).unwrap_err();
        assert!(error.to_string().contains("body[1].email"), "{error}");
    }
}

#[test]
fn what_is_unknown_is_sent_again_only_where_that_does_no_harm() {
    let items = customers(5);
    let breaks = |call, _: &[String]| if call == 0 { Mood::Breaks } else { Mood::Well };
    let shop = Shop::new(breaks);
    let report = block_on(shop.client().batch(creates(&items)).send()).unwrap();
    let report = block_on(shop.client().batch(creates(&items)).resume(report)).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes().len()), ("5U", 1));
    let report = block_on(shop.client().batch(creates(&items)).send_not_found(report)).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes().len()), ("5U", 1), "nobody looked");

    // An update that does no harm twice.
    let shop = Shop::new(breaks);
    let report = block_on(shop.client().batch(updates(&items)).send()).unwrap();
    let before = shop.sizes().len();
    let report = block_on(shop.client().batch(updates(&items)).resume(report)).unwrap();
    assert_eq!(shape(&report), "5D");
    assert!(shop.sizes().len() >= before);
}

#[test]
fn what_was_unknown_is_not_taken_for_untouched() {
    let items = customers(30);
    let unknown = |endpoint: fn(&[New]) -> BatchCall<'_, New, Customer>, items: &[New]| {
        let report = block_on(Shop::new(|_, _| Mood::Breaks).client().batch(endpoint(items)).send()).unwrap();
        assert_eq!(shape(&report), "30U");
        report
    };
    type Again = fn(usize) -> Mood;
    let moods: [(Again, &str, &str); 4] = [
        (|_| Mood::Gone, "30U", "30U"),
        (|_| Mood::Says(401, json!({})), "30U", "30U"),
        (|_| Mood::Says(422, refusal()), "30U", "30R"),
        (
            |call| if call == 0 { Mood::Says(413, json!({})) } else { Mood::Says(401, json!({})) },
            "30U",
            "30U",
        ),
    ];
    for (mood, created, updated) in moods {
        let shop = Shop::new(move |call, _| mood(call));
        let report = unknown(creates, &items);
        let report = block_on(shop.client().batch(creates(&items)).reconcile(report)).unwrap();
        let report = block_on(shop.client().batch(creates(&items)).send_not_found(report)).unwrap();
        assert_eq!(shape(&report), created);
        let report = unknown(updates, &items);
        let report = block_on(shop.client().batch(updates(&items)).resume(report)).unwrap();
        assert_eq!(shape(&report), updated);
    }
}

#[test]
fn how_a_list_is_cut_does_not_make_it_another() {
    let shop = Shop::new(|call, _| if call == 1 { Mood::Says(401, json!({})) } else { Mood::Well });
    let items = customers(25);
    let report = block_on(shop.client().batch(creates(&items)).send()).unwrap();
    let report = block_on(shop.client().batch(creates(&items)).most(7).resume(report)).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes()), ("25D", vec![10, 10, 7, 7, 1]));
}

#[test]
fn reconcile_looks_and_sends_nothing() {
    // The first call is carried out and not answered, the second neither.
    let shop = Shop::new(|call, _| match call {
        0 => Mood::Breaks,
        1 => Mood::Says(500, json!({})),
        _ => Mood::Well,
    });
    let items = customers(23);
    let client = shop.client();
    let report = block_on(client.batch(creates(&items)).send()).unwrap();
    assert_eq!(shape(&report), "20U 3D");
    let report = block_on(client.batch(creates(&items)).reconcile(report)).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes().len()), ("10D 10U 3D", 3));
    assert_eq!(report.not_found().map(|(item, _)| item).collect::<Vec<_>>(), (10..20).collect::<Vec<_>>());
    let looked: Vec<_> =
        shop.state.lock().unwrap().look_ups.iter().map(|keys| keys.split(',').count()).collect();
    assert_eq!(looked, [4, 4, 4, 4, 4]);
    let text = serde_json::to_string(&report).unwrap();
    let report: BatchReport<Customer> = serde_json::from_str(&text).unwrap();
    let report = block_on(client.batch(creates(&items)).send_not_found(report)).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes()), ("23D", vec![10, 10, 3, 10]));
    let calls = shop.state.lock().unwrap().calls.concat();
    assert_eq!(calls.len() - 10, 23, "only those that were not found went out again");
}

#[test]
fn a_look_up_that_cannot_tell_says_so() {
    let items = customers(3);
    let look_up = |data: Value, status: u16| {
        let client = Client::new(
            &SERVICE,
            &Connection,
            Arc::new(crate::testing::ScriptedTransport::new().reply(status, json!({"data": data}))),
        );
        let reconciled = block_on(client.batch(creates(&items)).look_up()).unwrap();
        let told = reconciled.items().map(|existing| match existing {
            Existing::Found(customer) => format!("found {}", customer.id),
            Existing::NotFound => "not found".to_owned(),
            Existing::CouldNotTell(error) => error.text.clone(),
        });
        told.collect::<Vec<_>>()
    };
    let found = json!([
        {"email": "2@EXAMPLE.com", "id": 5}, {"email": "0@example.com", "id": 6}, {"email": "0@example.com", "id": 7},
    ]);
    assert_eq!(look_up(found, 200), ["there are 2 with its `email`", "not found", "found 5"]);
    // One that nobody asked for may be one that was, in other letters.
    for stranger in [json!({"id": 8}), json!({"email": " 1@example.com", "id": 9})] {
        let found = json!([stranger, {"email": "0@example.com", "id": 6}]);
        let doubt = "there is none with exactly its `email`, but 1 that nobody asked for";
        assert_eq!(look_up(found, 200), ["found 6", doubt, doubt]);
    }
    // Nothing where the list should be is not the empty list.
    let nothing = look_up(json!(null), 200);
    assert!(nothing.iter().all(|text| text.starts_with("the look-up failed")), "{nothing:?}");
    let failed = look_up(json!([]), 404);
    assert!(
        failed.iter().all(|text| text.starts_with("the look-up failed: customers.list was answered")),
        "{failed:?}"
    );
}

#[test]
fn what_was_not_found_is_sent_by_those_who_say_so() {
    let shop = Shop::new(|_, _| Mood::Well);
    shop.state.lock().unwrap().stored.insert("1@example.com".to_owned());
    let items = customers(6);
    let reconciled = block_on(shop.client().batch(creates(&items)).look_up()).unwrap();
    assert!(shop.sizes().is_empty());
    assert_eq!(reconciled.found().map(|(item, _)| item).collect::<Vec<_>>(), [1]);
    assert_eq!(reconciled.not_found().collect::<Vec<_>>(), [0, 2, 3, 4, 5]);
    assert_eq!(reconciled.could_not_tell().count(), 0);
    let report = block_on(reconciled.send_not_found()).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes()), ("6D", vec![5]));
}

#[test]
fn single_creates_have_a_look_up_too() {
    fn one(item: &New) -> Call<'_, Customer> {
        let mut call = Call::value(&CREATE);
        call.check().nested("body", item);
        call.body(item)
    }
    let script = crate::testing::ScriptedTransport::new()
        .reply(200, json!({"data": [{"email": "0@example.com", "id": 5}]}))
        .reply(200, json!({"data": []}))
        .reply(200, json!({"data": {"email": "1@example.com", "id": 6}}));
    let client = Client::new(&SERVICE, &Connection, Arc::new(script.clone()));
    fn call(items: &[New]) -> BatchCall<'_, New, Customer> {
        BatchCall::value(&CREATE, items, one).key("email").look_up(LookUp::pages(
            "email",
            |item| look(std::slice::from_ref(item)),
            Some,
        ))
    }
    let items = customers(2);
    let reconciled = block_on(client.batch(call(&items)).look_up()).unwrap();
    let report = block_on(reconciled.send_not_found()).unwrap();
    let ids: Vec<_> = report.into_result().unwrap().into_iter().map(|customer| customer.id).collect();
    assert_eq!(ids, [5, 6]);
    assert_eq!(script.requests()[2].json(), Some(json!({"email": "1@example.com"})));

    let mut items = items;
    items[1].email.clear();
    let error = block_on(client.batch(call(&items)).send()).unwrap_err();
    assert_eq!(error.violations().unwrap()[0].path(), "body[1].email");
}

#[test]
fn progress_is_told_after_each_call() {
    let told = Mutex::new(Vec::new());
    let shop = Shop::new(|call, _| if call == 1 { Mood::Says(413, json!({})) } else { Mood::Well });
    let items = customers(25);
    let mut batch = shop.client().batch(creates(&items)).on_progress(|progress| {
        told.lock().unwrap().push((progress.done, progress.left, progress.calls));
        assert_eq!(progress.total, 25);
    });
    let _ = block_on(batch.send()).unwrap();
    drop(batch);
    let told = told.into_inner().unwrap();
    assert_eq!(told, [(10, 15, 1), (10, 15, 2), (15, 10, 3), (20, 5, 4), (25, 0, 5)]);
}

/// Remembers, and fails when it is told to.
#[derive(Clone, Default)]
struct Notes {
    lines: Arc<Mutex<Vec<String>>>,
    room: usize,
}

impl Notes {
    fn note(&self, line: String) -> io::Result<()> {
        let mut lines = self.lines.lock().unwrap();
        if lines.len() >= self.room {
            return Err(io::Error::other("the disk is full"));
        }
        lines.push(line);
        Ok(())
    }
}

impl Journal<Customer> for Notes {
    fn sending(&mut self, items: &[usize]) -> io::Result<()> {
        self.note(format!("sending {}", items.len()))
    }

    fn settled(&mut self, outcomes: &[(usize, &ItemOutcome<Customer>)]) -> io::Result<()> {
        self.note(format!("settled {}", outcomes.len()))
    }
}

#[test]
fn what_the_journal_does_not_take_is_not_sent() {
    let items = customers(30);
    for (room, expected, sent) in [(0, "30N", 0), (1, "10D 20N", 1), (2, "10D 20N", 1), (99, "30D", 3)] {
        let shop = Shop::new(|_, _| Mood::Well);
        let notes = Notes { room, ..Notes::default() };
        let report = block_on(shop.client().batch(creates(&items)).journal(notes.clone()).send()).unwrap();
        assert_eq!((shape(&report).as_str(), shop.sizes().len()), (expected, sent), "room for {room}");
    }
}

#[test]
fn what_is_dropped_sends_nothing_more() {
    let shop = Shop::new(|_, _| Mood::Well);
    let items = customers(100);
    let mut batch = shop.client().batch(creates(&items));
    {
        let mut sending = std::pin::pin!(batch.send());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        while shop.sizes().len() < 3 {
            assert!(sending.as_mut().poll(&mut context).is_pending());
        }
    }
    assert_eq!(shop.sizes().len(), 3);
}

#[test]
fn batches_and_their_futures_cross_threads() {
    fn is_send<T: Send>(_: &T) {}
    let shop = Shop::new(|_, _| Mood::Well);
    let items = customers(1);
    let mut batch = shop.client().batch(creates(&items));
    is_send(&batch);
    is_send(&batch.send());
    is_send(&batch.look_up());
}

#[test]
fn nothing_is_sent_of_what_was_not_found_without_a_report() {
    let shop = Shop::new(|_, _| Mood::Well);
    let items = customers(2);
    let task = BatchTask::new().send_not_found();
    let error = block_on(task.run(shop.client().batch(creates(&items).into_json()))).unwrap_err();
    assert!(error.to_string().contains("there is no report to go on from"), "{error}");
    assert!(shop.sizes().is_empty());
}

#[test]
fn json_for_values_is_what_the_catalogue_gives() {
    let shop = Shop::new(|_, _| Mood::Well);
    let items = customers(2);
    let report = block_on(shop.client().batch(creates(&items).into_json()).send()).unwrap();
    assert_eq!(report.done().next(), Some((0, &json!({"email": "0@example.com", "id": 1}))));
}
