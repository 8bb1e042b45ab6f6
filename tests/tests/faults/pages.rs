//! Promises G9 to G13 and G16: lists page by page, and what a list of IDs must not do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use acceptance::server::Request;
use acceptance::unruly::{Reply, Shop, Unruly};
use bigcommerce_actions::customers::{DeleteQuery, ListQuery};
use bigcommerce_actions::{ErrorKind, catalog, customer_attributes};
use serde_json::{Value, json};

use crate::caller::{Kind, callers};

fn page(ids: &[i64], next: Option<&str>) -> Reply {
    let data: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    let mut cursor = json!({"count": ids.len()});
    if let Some(next) = next {
        cursor["end_cursor"] = next.into();
    }
    Reply::json(200, &json!({"data": data, "meta": {"cursor_pagination": cursor}}))
}

/// What of a request's query asks for a page.
fn asked(request: &Request, name: &str) -> Option<String> {
    let (_, query) = request.target.split_once('?')?;
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// G9. A page that leads back to itself or to one before it, and pages that never end, end in an error and in few requests.
#[test]
fn g9_pages_that_lead_in_a_circle_end() {
    for circle in [vec!["a"], vec!["a", "b"], vec!["a", "b", "c"]] {
        let turn = AtomicUsize::new(0);
        let cursors = circle.clone();
        let server = Unruly::start(move |_| {
            page(&[1], Some(cursors[turn.fetch_add(1, Ordering::SeqCst) % cursors.len()]))
        });
        for caller in callers(&server) {
            let before = server.hits();
            let error = caller.list(&ListQuery::new()).expect_err("a circle");
            assert_eq!(error.kind(), ErrorKind::Unexpected, "{}: {error}", caller.name);
            assert!(
                server.hits() - before <= circle.len() + 2,
                "{}: {} requests",
                caller.name,
                server.hits() - before
            );
        }
    }
    let turn = AtomicUsize::new(0);
    let server = Unruly::start(move |_| page(&[], Some(&turn.fetch_add(1, Ordering::SeqCst).to_string())));
    for mut caller in callers(&server) {
        let before = server.hits();
        caller.set_max_pages(5);
        let error = caller.list(&ListQuery::new()).expect_err("empty pages without end");
        assert_eq!(
            (error.kind(), server.hits() - before),
            (ErrorKind::Unexpected, 5),
            "{}: {error}",
            caller.name
        );
    }
}

/// G9. So it is where pages are numbered and there are more of them each time.
#[test]
fn g9_pages_that_become_more_and_more_end() {
    let server = Unruly::start(|request| {
        let number: u64 = asked(request, "page").and_then(|page| page.parse().ok()).unwrap_or(1);
        Reply::json(
            200,
            &json!({
                "data": [{"id": number, "name": "a", "type": "string"}],
                "meta": {"pagination": {"current_page": number, "total_pages": number + 1}},
            }),
        )
    });
    for mut caller in callers(&server) {
        let before = server.hits();
        caller.set_max_pages(7);
        let error =
            caller.attributes(&customer_attributes::ListQuery::new()).expect_err("one more each time");
        assert_eq!(
            (error.kind(), server.hits() - before),
            (ErrorKind::Unexpected, 7),
            "{}: {error}",
            caller.name
        );
    }
}

/// G10. A link or a cursor that is the address of another host leads nowhere: only the cursor is used, as a value.
#[test]
fn g10_links_to_other_hosts_are_not_followed() {
    let other = Unruly::always(page(&[9], None));
    let evil = format!("{}/stores/abc123/v3/customers?after=2", other.url());
    let server = Unruly::start({
        let evil = evil.clone();
        move |request| match asked(request, "after") {
            Some(_) => page(&[2], None),
            None => Reply::json(
                200,
                &json!({
                    "data": [{"id": 1}],
                    "meta": {
                        "cursor_pagination": {"end_cursor": evil, "links": {"next": evil}},
                        "pagination": {"links": {"next": evil}},
                    },
                }),
            ),
        }
    });
    for caller in callers(&server) {
        let customers = caller.list(&ListQuery::new()).expect("two pages");
        assert_eq!(customers.iter().map(|customer| customer.id).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((other.hits(), other.connections()), (0, 0), "{}: the token left", caller.name);
        let requests = server.requests();
        let second = requests.last().and_then(|request| asked(request, "after")).expect("a cursor");
        assert_eq!(acceptance::server::decoded(&second), evil);
    }
}

/// A shop with customers, behind a server.
fn shop(customers: usize) -> (Arc<Shop>, Unruly) {
    let shop = Arc::new(Shop::new());
    for number in 0..customers {
        shop.add(&format!("{number}@example.com"));
    }
    let server = Unruly::start({
        let shop = Arc::clone(&shop);
        move |request| shop.answer(request)
    });
    (shop, server)
}

/// G11. Cursors are used where they are offered: a customer that is deleted between two pages takes none of the others out
/// of the list, and brings none twice.
#[test]
fn g11_what_is_deleted_between_two_pages_hides_nothing() {
    for kind in Kind::ALL {
        let (_, server) = shop(10);
        let caller = kind.caller(&server);

        let mut items = caller.client.customers().list_stream(&ListQuery::new().limit(3));
        let mut ids = Vec::new();
        while let Some(customer) = caller.run(items.next()) {
            ids.push(customer.expect("a customer").id);
            if ids.len() == 2 {
                caller.delete(&DeleteQuery::new([1, 3])).expect("two are deleted");
            }
        }
        assert_eq!(ids, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert!(server.requests().iter().all(|request| asked(request, "page").is_none()));
    }
}

/// G12. A page that fails is asked for again alone: those before it are not. Where it fails for good, another stream goes
/// on from there.
#[test]
fn g12_a_page_that_fails_is_asked_for_alone() {
    let shop = Arc::new(Shop::new());
    for number in 0..20 {
        shop.add(&format!("{number}@example.com"));
    }
    for kind in Kind::ALL {
        let failures = Arc::new(Mutex::new(1));
        let server = Unruly::start({
            let (shop, failures) = (Arc::clone(&shop), Arc::clone(&failures));
            move |request| {
                let mut failures = failures.lock().expect("nothing panics with it");
                if asked(request, "after").as_deref() == Some("12") && *failures > 0 {
                    *failures -= 1;
                    return Reply::empty(503);
                }
                shop.answer(request)
            }
        });
        let caller = kind.caller(&server);

        let customers = caller.list(&ListQuery::new().limit(2)).expect("all of them");
        assert_eq!((customers.len(), server.hits()), (20, 10 + 1), "a page was asked for again without need");

        *failures.lock().expect("nothing panics with it") = 3;
        let before = server.hits();
        let mut items = caller.client.customers().list_stream(&ListQuery::new().limit(2));
        let mut ids = Vec::new();
        let position = loop {
            match caller.run(items.next()).expect("it fails before its end") {
                Ok(customer) => ids.push(customer.id),
                Err(error) => {
                    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unavailable, 3));
                    break items.position().expect("the page that failed").to_owned();
                }
            }
        };
        assert_eq!((ids.len(), position.as_str()), (12, "12"));
        let mut rest = caller.client.customers().list_stream(&ListQuery::new().limit(2).after(position));
        while let Some(customer) = caller.run(rest.next()) {
            ids.push(customer.expect("the rest").id);
        }
        assert_eq!(ids, (1..=20).collect::<Vec<_>>());
        assert_eq!(server.hits() - before, 6 + 3 + 4);
    }
}

/// G13. A stream that is dropped asks for nothing more, and one that is not begun for nothing at all.
#[test]
fn g13_a_dropped_stream_asks_for_nothing_more() {
    for kind in Kind::ALL {
        let (_, server) = shop(20);
        let caller = kind.caller(&server);

        drop(caller.client.customers().list_stream(&ListQuery::new()));
        assert_eq!(server.hits(), 0);
        let mut items = caller.client.customers().list_stream(&ListQuery::new().limit(2));
        for _ in 0..2 {
            caller.run(items.next()).expect("an item").expect("a customer");
        }
        assert_eq!(server.hits(), 1, "the next page was asked for before an item of it was wanted");
        drop(items);
        assert_eq!(server.hits(), 1);
    }
}

/// G16. A delete without an ID is refused here, since an empty filter means something else in each version; the one that
/// deletes everybody is an action of its own, and says so by its name.
#[test]
fn g16_a_delete_without_ids_is_refused() {
    let (shop, server) = shop(3);
    for caller in callers(&server) {
        let error = caller.delete(&DeleteQuery::new(Vec::<i64>::new())).expect_err("no ID");
        assert_eq!(error.violations().map(|all| all[0].path().to_owned()).as_deref(), Some("query.id:in"));
        assert_eq!((server.hits(), shop.deleted()), (0, 0), "{}", caller.name);
    }
    let deleting: Vec<&str> = catalog()
        .actions()
        .map(|action| action.description().id.as_str())
        .filter(|id| id.starts_with("customers") && id.contains(".delete"))
        .collect();
    assert_eq!(deleting, ["customers.delete", "customers_v2.delete", "customers_v2.delete_all"]);
    for (action, document) in
        [("customers.delete", json!({"query": {"id:in": []}})), ("customers_v2.delete", json!({}))]
    {
        assert!(catalog().get(action).expect("an action").validate(&document).is_err(), "{action}");
    }
}
