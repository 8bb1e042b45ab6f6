//! Promises G1 to G8, G14 and G17, and D8 for batches: lists of any length, call by call.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use acceptance::server::{Request, decoded};
use acceptance::unruly::{Fault, Reply, Shop, Unruly};
use bigcommerce_actions::customers::{CustomerChanges, DeleteQuery, NewCustomer};
use bigcommerce_actions::products::{CreateQuery, NewProduct, ProductType};
use bigcommerce_actions::{BatchReport, Error, ErrorKind, ItemOutcome};
use serde_json::{Value, json};

use crate::caller::{Kind, callers, jane};

/// So many customers, each with an email of its own.
fn many(count: usize) -> Vec<NewCustomer> {
    (0..count).map(|number| jane(&format!("c{number}@example.com"))).collect()
}

/// The emails of the customers of a request.
fn emails(request: &Request) -> Vec<String> {
    let body = request.json();
    let customers = body.as_array().cloned().unwrap_or_default();
    customers.iter().map(|customer| customer["email"].as_str().unwrap_or_default().to_owned()).collect()
}

/// What each item came to, in a letter: done, refused, unknown, not sent.
fn letters<O>(report: &BatchReport<O>) -> String {
    let letter = |outcome: &ItemOutcome<O>| match outcome {
        ItemOutcome::Done(_) => 'd',
        ItemOutcome::Refused(_) => 'r',
        ItemOutcome::Unknown(_) => 'u',
        ItemOutcome::NotSent(_) => 'n',
    };
    report.outcomes().iter().map(letter).collect()
}

/// A shop behind a server, which a function may stand before.
fn shop(before: impl Fn(&Shop, &Request) -> Option<Reply> + Send + Sync + 'static) -> (Arc<Shop>, Unruly) {
    let shop = Arc::new(Shop::new());
    let server = Unruly::start({
        let shop = Arc::clone(&shop);
        move |request| before(&shop, request).unwrap_or_else(|| shop.answer(request))
    });
    (shop, server)
}

/// D8. A list with a mistake in it is refused before anything is sent, with the place in the caller's list.
#[test]
fn d8_a_batch_with_a_mistake_sends_nothing() {
    let (_, server) = shop(|_, _| None);
    for caller in callers(&server) {
        let mut customers = many(25);
        customers[17].first_name.clear();
        let error = caller.create_batch(&customers).expect_err("a mistake");
        let violations = error.violations().expect("it is refused");
        assert_eq!(violations[0].path(), "body[17].first_name", "{}", caller.name);
        assert_eq!((server.hits(), server.connections()), (0, 0), "{}", caller.name);
    }
}

/// G1. A list of any length is cut into calls of ten, no more of them than are needed; order and count are kept.
#[test]
fn g1_lists_are_cut_into_as_few_calls_as_hold_them() {
    for (count, calls) in [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (25, 3)] {
        for kind in Kind::ALL {
            let (shop, server) = shop(|_, _| None);
            let caller = kind.caller(&server);

            let customers = many(count);
            let report = caller.create_batch(&customers).expect("a good list");
            let done = report.into_result().unwrap_or_else(|error| panic!("{count}: {error}"));
            assert_eq!(server.hits(), calls, "{count}");
            let wanted: Vec<_> = customers.iter().map(|customer| Some(customer.email.clone())).collect();
            assert_eq!(done.into_iter().map(|customer| customer.email).collect::<Vec<_>>(), wanted);
            let sent: Vec<String> = server.requests().iter().flat_map(emails).collect();
            assert_eq!(
                (sent.len(), sent.iter().collect::<BTreeSet<_>>().len(), shop.created()),
                (count, count, count)
            );
        }
    }
}

/// Whether this email is among the customers of a request.
fn has(request: &Request, email: &str) -> bool {
    request.method == "POST" && emails(request).iter().any(|known| known == email)
}

/// G2. Where the second of three calls is turned down the report says what came of each item, and hides nothing of the
/// others.
#[test]
fn g2_a_call_that_is_refused_hides_nothing() {
    let refuse = |_: &Shop, request: &Request| {
        let no = json!({"status": 422, "title": "No.", "errors": {"3.email": "in use"}});
        has(request, "c13@example.com").then(|| Reply::json(422, &no))
    };
    for kind in Kind::ALL {
        let (created, server) = shop(refuse);
        let caller = kind.caller(&server);

        let report = caller.create_batch(&many(25)).expect("a good list");
        assert_eq!(letters(&report), "ddddddddddrrrrrrrrrrddddd", "{}", caller.name);
        let (index, error) = report.refused().nth(3).expect("ten are refused");
        assert_eq!((index, error.status, error.messages[0].text.as_str()), (13, Some(422), "in use"));
        assert!(report.refused().filter(|(_, error)| !error.messages.is_empty()).count() == 1, "{report:?}");
        assert_eq!(created.created(), 15);
        let error = report.into_result().expect_err("ten are not done");
        assert_eq!(error.report().counts().done, 15);
    }
    // On wish nothing more is sent, and that is what is said.
    for kind in Kind::ALL {
        let (created, server) = shop(refuse);
        let caller = kind.caller(&server);

        let customers = many(25);
        let mut batch = caller.client.customers().create_batch(&customers).stop_at_first_failure();
        let report = caller.run(batch.send()).expect("a good list");
        assert_eq!(letters(&report), "ddddddddddrrrrrrrrrrnnnnn");
        assert_eq!((created.created(), server.hits()), (10, 2));
    }
}

/// G3. Where the outcome of a call is unknown its items are unknown, and not refused; a look-up finds those that exist, and
/// nothing is created again by itself.
#[test]
fn g3_a_call_with_an_unknown_outcome_is_told_as_that() {
    for (fault, exist) in [(Fault::CloseAfter, true), (Fault::StatusBefore(502), false)] {
        for kind in Kind::ALL {
            let (created, server) = shop(move |shop, request| {
                has(request, "c13@example.com").then(|| fault.reply(|| shop.answer(request)))
            });
            let caller = kind.caller(&server);

            let customers = many(25);
            let mut batch = caller.client.customers().create_batch(&customers);
            let report = caller.run(batch.send()).expect("a good list");
            assert_eq!(letters(&report), "dddddddddduuuuuuuuuuddddd", "{fault:?}");
            assert_eq!(server.hits(), 3, "{fault:?}: a create was sent again");

            let report = caller.run(batch.reconcile(report)).expect("the same list");
            assert!(report.is_complete() == exist, "{fault:?}: {report}");
            assert_eq!(report.not_found().count(), if exist { 0 } else { 10 }, "{fault:?}");
            let posts = server.requests().iter().filter(|request| request.method == "POST").count();
            assert_eq!(posts, 3, "{fault:?}: looking sent a create");
            assert_eq!(created.created(), if exist { 25 } else { 15 }, "{fault:?}");
        }
    }
}

/// G4. A refusal that names no item is that of the whole call. On wish the call is sent again in halves until the item at
/// fault is alone, which is safe only after a definite refusal.
#[test]
fn g4_a_refusal_without_an_index_is_that_of_the_whole_call() {
    let refuse = |_: &Shop, request: &Request| {
        let no = json!({"status": 422, "title": "No.", "errors": {"email": "in use"}});
        has(request, "c3@example.com").then(|| Reply::json(422, &no))
    };
    for kind in Kind::ALL {
        let (created, server) = shop(refuse);
        let caller = kind.caller(&server);

        let report = caller.create_batch(&many(10)).expect("a good list");
        assert_eq!((letters(&report).as_str(), server.hits(), created.created()), ("rrrrrrrrrr", 1, 0));
        assert!(report.refused().all(|(_, error)| error.others == 9), "{report:?}");
    }
    for kind in Kind::ALL {
        let (created, server) = shop(refuse);
        let caller = kind.caller(&server);

        let customers = many(10);
        let mut batch = caller.client.customers().create_batch(&customers).one_by_one_after_refusal();
        let report = caller.run(batch.send()).expect("a good list");
        assert_eq!((letters(&report).as_str(), created.created()), ("dddrdddddd", 9));
    }
    // What nobody knows the outcome of is never taken apart and sent again.
    for kind in Kind::ALL {
        let (created, server) = shop(|shop, request| {
            has(request, "c3@example.com").then(|| Fault::StatusAfter(500).reply(|| shop.answer(request)))
        });
        let caller = kind.caller(&server);

        let customers = many(10);
        let mut batch = caller.client.customers().create_batch(&customers).one_by_one_after_refusal();
        let report = caller.run(batch.send()).expect("a good list");
        assert_eq!((letters(&report).as_str(), server.hits(), created.created()), ("uuuuuuuuuu", 1, 10));
    }
}

/// G5. Answers are matched by email and not by where they stand; what is missing is unknown, and what is too much is told.
#[test]
fn g5_answers_are_matched_by_what_they_are() {
    type Change = fn(&mut Vec<Value>);
    let table: [(&str, Change, &str, usize); 4] = [
        ("in another order", |data| data.reverse(), "dddd", 0),
        ("one too few", |data| drop(data.remove(1)), "dudd", 0),
        ("one too many", |data| data.insert(0, json!({"id": 99, "email": "who@example.com"})), "dddd", 1),
        ("one twice", |data| data.insert(0, data[2].clone()), "ddud", 2),
    ];
    for (what, change, expected, unmatched) in table {
        let server = Unruly::start(move |request| {
            let customers = emails(request).into_iter().enumerate();
            let mut data: Vec<Value> =
                customers.map(|(index, email)| json!({"id": index + 1, "email": email})).collect();
            change(&mut data);
            Reply::json(200, &json!({"data": data}))
        });
        for caller in callers(&server) {
            let report = caller.create_batch(&many(4)).expect("a good list");
            assert_eq!(letters(&report), expected, "{what}, {}: {report:?}", caller.name);
            for (index, customer) in report.done() {
                let email = format!("c{index}@example.com");
                assert_eq!(customer.email.as_deref(), Some(email.as_str()), "{what}");
            }
            let told: usize = report.remarks().iter().map(|remark| remark.unmatched.len()).sum();
            assert_eq!(told, unmatched, "{what}: {report:?}");
        }
    }
}

/// G6. A partial success gives both: what was done, and what is said of the part that failed.
#[test]
fn g6_a_partial_success_has_both_parts() {
    let body = json!({"data": [{"id": 7, "name": "Mug"}], "errors": {"status": 207, "title": "No image."}, "meta": {}});
    for kind in Kind::ALL {
        let server = Unruly::always(Reply::json(207, &body));
        let caller = kind.caller(&server);

        let product = NewProduct::new("Mug", ProductType::Physical, 1.0, 9);
        let products = caller.client.products();
        let partial = caller.run(products.create(&product, &CreateQuery::new())).expect("a part succeeded");
        assert_eq!((partial.value.id, partial.is_complete()), (7, false));
        assert_eq!(partial.errors.expect("a part failed")["title"], "No image.");
    }
}

/// G7. An email that is in the list twice is told before anything is sent, with both places.
#[test]
fn g7_the_same_email_twice_is_told_before_anything_is_sent() {
    let (_, server) = shop(|_, _| None);
    for caller in callers(&server) {
        let mut customers = many(25);
        customers[21].email = customers[4].email.clone();
        let error = caller.create_batch(&customers).expect_err("the same twice");
        let text = error.violations().expect("it is refused").to_string();
        assert!(text.contains("body[21]") && text.contains("body[4]"), "{}: {text}", caller.name);
        assert_eq!(server.hits(), 0, "{}", caller.name);
    }
}

/// G8. Calls that are too large are sent in smaller ones, never in the same size again; one item alone is refused.
#[test]
fn g8_calls_that_are_too_large_become_smaller() {
    for (most, expected) in [(3, "d"), (1, "d"), (0, "r")] {
        for kind in Kind::ALL {
            let (created, server) = shop(move |_, request| {
                (emails(request).len() > most).then(|| Reply::json(413, &json!({"title": "Too many."})))
            });
            let caller = kind.caller(&server);

            let report = caller.create_batch(&many(25)).expect("a good list");
            assert_eq!(letters(&report), expected.repeat(25), "at most {most}");
            assert_eq!(created.created(), if most == 0 { 0 } else { 25 });
            let requests = server.requests();
            let refused = requests.iter().map(|request| emails(request).len()).filter(|size| *size > most);
            let sizes: BTreeMap<usize, usize> = refused.fold(BTreeMap::new(), |mut sizes, size| {
                *sizes.entry(size).or_default() += 1;
                sizes
            });
            // Alone there is nothing left to make smaller.
            assert!(sizes.iter().all(|(size, times)| *times == 1 || *size == 1), "at most {most}: {sizes:?}");
        }
    }
}

/// G14. A hundred updates at once are three under way at most, as the platform asks, and not one after the other.
#[test]
fn g14_no_more_calls_are_under_way_than_the_platform_takes() {
    for kind in Kind::ALL {
        let slow = Reply::json(200, &json!({"data": [{"id": 7}]})).after(Duration::from_millis(10));
        let server = Unruly::always(slow);
        let caller = kind.caller(&server);
        let results = caller.at_once(100, |client| async move {
            client.customers().update(&[CustomerChanges::new(7).company("Acme")]).await
        });
        let failed: Vec<&Error> = results.iter().filter_map(|result| result.as_ref().err()).collect();
        assert!(failed.is_empty(), "{failed:?}");
        assert_eq!((server.hits(), server.most_in_flight()), (100, 3), "{}", caller.name);
    }
}

/// G17. What is looked for is looked for in as many requests as addresses of a sane length take, each item once.
#[test]
fn g17_look_ups_are_cut_into_addresses_that_can_be_sent() {
    for kind in Kind::ALL {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let server = Unruly::start({
            let asked = Arc::clone(&asked);
            move |request| {
                let filter = request.target.split(['?', '&']).find_map(|pair| pair.strip_prefix("email:in="));
                let emails = filter.unwrap_or_default().split(',').map(decoded);
                asked.lock().expect("nothing panics with it").extend(emails);
                Reply::json(200, &json!({"data": []}))
            }
        });
        let caller = kind.caller(&server);

        let long = |number| jane(&format!("{}+{number}@example.com", "é".repeat(60)));
        let customers: Vec<NewCustomer> = (0..500).map(long).collect();
        let looked = caller.run(caller.client.customers().create_reconcile(&customers)).expect("a good list");
        assert_eq!(looked.not_found().count(), 500);
        let wanted: Vec<String> = customers.iter().map(|customer| customer.email.clone()).collect();
        assert_eq!(*asked.lock().expect("nothing panics with it"), wanted);
        let longest = server.requests().iter().map(|request| request.target.len()).max();
        assert!(longest < Some(4_000), "{longest:?}");
        assert!(server.hits() < 200, "{} requests", server.hits());
    }
}

/// G17. So are IDs that are to be deleted: each is named once, in addresses of a sane length.
#[test]
fn g17_ids_to_delete_are_cut_into_addresses_that_can_be_sent() {
    for kind in Kind::ALL {
        let server = Unruly::always(Reply::empty(204));
        let caller = kind.caller(&server);

        let query = DeleteQuery::new(1_000_000_000..1_000_000_500);
        let report = caller.run(caller.client.customers().delete_batch(&query).send()).expect("good IDs");
        assert_eq!(letters(&report), "d".repeat(500));
        let requests = server.requests();
        let named: Vec<i64> = requests
            .iter()
            .flat_map(|request| request.target.split_once("id:in=").map_or("", |(_, ids)| ids).split(','))
            .filter_map(|id| id.parse().ok())
            .collect();
        assert_eq!(named, query.id_in);
        let longest = requests.iter().map(|request| request.target.len()).max();
        assert!(longest < Some(4_000) && requests.len() < 20, "{longest:?} in {} requests", requests.len());
    }
}

/// G3. A look-up that is answered with nothing at all says nothing: it is not taken for “there is none”.
#[test]
fn g3_a_look_up_without_an_answer_cannot_tell() {
    for reply in [Reply::empty(200), Reply::text(200, "text/html", "<html>Sign in</html>"), Reply::empty(503)]
    {
        for kind in Kind::ALL {
            let server = Unruly::always(reply.clone());
            let caller = kind.caller(&server);

            let customers = many(2);
            let looked =
                caller.run(caller.client.customers().create_reconcile(&customers)).expect("a good list");
            assert_eq!(looked.could_not_tell().count(), 2, "{reply:?}");
            let (_, error) = looked.could_not_tell().next().expect("two");
            assert!(error.kind != Some(ErrorKind::NotFound), "{reply:?}");
        }
    }
}
