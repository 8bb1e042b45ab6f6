//! Promises F1 to F7, F17, F18 and G15: waits, ends of patience, and what is said of outcomes that nobody knows.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use acceptance::tree;
use acceptance::unruly::{Fault, Quota, Reply, Shop, Unruly};
use bigcommerce_actions::customers::{Customer, ListQuery};
use bigcommerce_actions::{Error, ErrorKind, RetryBudget, RetryPolicy};

use crate::caller::{Kind, Settings, TOKEN, Way, callers, callers_with, one, quick};
use crate::clock::clocked;
use crate::policy::good;

const RESET: &str = "X-Rate-Limit-Time-Reset-Ms";
const LEFT: &str = "X-Rate-Limit-Requests-Left";
const AFTER: &str = "X-Retry-After";

/// A server that says no once, with these headers, and a good answer after that.
fn busy_once(headers: &[(&str, &str)]) -> Unruly {
    let busy = headers.iter().fold(Reply::empty(429), |reply, (name, value)| reply.header(name, value));
    Unruly::script([busy, good(), good(), good()])
}

/// F1. After a 429 that names 1,500 milliseconds, so long is waited at least, and it is sent once more.
#[test]
fn f1_the_named_wait_is_waited() {
    for kind in Kind::ALL {
        let server = busy_once(&[(RESET, "1500")]);
        let (caller, clock) = clocked(kind, &server, Settings::default());
        caller.call(Way::Post).unwrap_or_else(|error| panic!("{}: {error}", caller.name));
        assert_eq!(server.hits(), 2, "{}", caller.name);
        assert!(clock.waited() >= Duration::from_millis(1_500), "{:?}", clock.waits());
        assert!(clock.waited() < Duration::from_millis(3_000), "{:?}", clock.waits());
    }
}

/// F2. Where both headers name a wait the longer one counts, each in its own unit.
#[test]
fn f2_the_longer_of_two_waits_counts() {
    for (reset, after, seconds) in
        [("15000", "2", 15), ("200", "15", 15), ("15000", "15", 15), ("15", "0", 0)]
    {
        for kind in Kind::ALL {
            let server = busy_once(&[(RESET, reset), (AFTER, after)]);
            let (caller, clock) = clocked(kind, &server, Settings::default());
            caller.call(Way::Get).unwrap_or_else(|error| panic!("{}: {error}", caller.name));
            let waited = clock.waited().as_secs_f64();
            let expected = f64::from(seconds)..f64::from(seconds) + 2.0;
            assert!(expected.contains(&waited), "{kind:?}: {reset} {after}: {waited}");
        }
    }
}

/// F3. A wait that is no number, negative, far too long or nothing at all is survived: with a wait of our own, or by
/// failing at once with what was named. There is no attempt without a wait before it, and other calls are not kept back
/// by what nobody can mean.
#[test]
fn f3_nonsense_in_headers_is_survived() {
    let texts = [
        "",
        "abc",
        "-1",
        "1e3",
        "1.5",
        " ",
        "0",
        "00",
        "0x10",
        "+5",
        "１５",
        "Wed, 21 Oct 2065 07:28:00 GMT",
        "1000000000000000000",
        "18446744073709551615",
        "99999999999999999999999",
    ];
    for text in texts {
        for headers in [
            vec![(RESET, text)],
            vec![(AFTER, text)],
            vec![(RESET, text), (AFTER, text)],
            vec![(AFTER, "1"), (AFTER, text)],
        ] {
            for kind in Kind::ALL {
                let server = busy_once(&headers);
                let (caller, clock) = clocked(kind, &server, Settings::default());
                let result = caller.call(Way::Get);
                match &result {
                    Ok(()) => {
                        assert_eq!(server.hits(), 2, "{headers:?}");
                        assert!(clock.waited() > Duration::ZERO, "{headers:?}: sent again at once");
                        assert!(clock.waited() < Duration::from_secs(60), "{headers:?}: {:?}", clock.waits());
                    }
                    Err(error) => {
                        assert_eq!((server.hits(), error.kind()), (1, ErrorKind::RateLimited), "{headers:?}");
                        assert!(error.retry_after() > Some(Duration::from_secs(300)), "{headers:?}: {error}");
                        assert!(clock.waits().is_empty(), "{headers:?}");
                    }
                }
                let hits = server.hits();
                caller.call(Way::Get).unwrap_or_else(|error| panic!("{headers:?}: the next call: {error}"));
                assert_eq!(server.hits(), hits + 1);
            }
        }
    }
}

/// F4. A 429 that never ends is given up after the last attempt, or at once where the deadline comes first; the error has
/// what the server said last.
#[test]
fn f4_refusals_without_end_are_given_up() {
    let seconds = Duration::from_secs;
    for (policy, attempts) in [
        (quick(), 3),
        (RetryPolicy::off(), 1),
        (quick().deadline(seconds(5)), 1),
        (quick().attempts(100).deadline(seconds(25)), 3),
        (quick().longest_named_wait(seconds(5)), 1),
    ] {
        for kind in Kind::ALL {
            let server = Unruly::always(Reply::empty(429).header(RESET, "10000").header(LEFT, "0"));
            let (caller, clock) = clocked(kind, &server, Settings { policy, ..Settings::default() });
            let error = caller.call(Way::Post).expect_err("never");
            assert_eq!(
                (error.kind(), server.hits()),
                (ErrorKind::RateLimited, attempts),
                "{policy:?}: {error}"
            );
            assert_eq!(error.attempts() as usize, attempts);
            let named = error.retry_after().expect("it was named");
            assert!((seconds(9)..seconds(13)).contains(&named), "{policy:?}: {named:?}");
            assert!(error.is_retryable(), "{error}");
            assert!(clock.waited() <= policy.deadline, "{policy:?}: {:?}", clock.waits());
        }
    }
}

/// F5. Where an answer says that nothing is left, the next call waits for the quota, whoever makes it, and however the
/// server writes its headers.
#[test]
fn f5_the_quota_is_waited_for() {
    for (left, reset) in [(LEFT.to_owned(), RESET.to_owned()), (LEFT.to_lowercase(), RESET.to_uppercase())] {
        for kind in Kind::ALL {
            let server = Unruly::script([good().header(&left, "0").header(&reset, "2000"), good(), good()]);
            let (caller, clock) = clocked(kind, &server, Settings::default());
            caller.call(Way::Get).expect("the first");
            assert!(clock.waits().is_empty());
            let clone = caller.client.clone().with_retry(RetryPolicy::off());
            caller.run(clone.customers().list(&ListQuery::new())).expect("the second, by a clone");
            assert!(clock.waited() >= Duration::from_secs(2), "{:?}", clock.waits());
            caller.call(Way::Get).expect("the third");
            assert_eq!(server.hits(), 3);
        }
    }
}

/// F6. A create that is answered with a server error reached the server once, and nobody claims to know what became of it;
/// a list is asked for again.
#[test]
fn f6_a_create_with_a_server_error_is_unknown() {
    for status in [500, 503, 504] {
        let server = Unruly::always(Reply::empty(status));
        for (index, caller) in callers(&server).iter().enumerate() {
            let before = server.hits();
            let error = caller.call(Way::Post).expect_err("a server error");
            assert_eq!((error.kind(), server.hits() - before), (ErrorKind::UnknownOutcome, 1), "{index}");
            let error = caller.call(Way::Get).expect_err("a server error");
            assert_eq!((error.kind(), server.hits() - before), (ErrorKind::Unavailable, 4), "{index}");
            assert_eq!(error.attempts(), 3);
        }
    }
}

/// F7. A create that was carried out, and whose answer was lost in any way, reached the server once and made one customer.
/// The error has the request, which can be sent again as it is once somebody has looked.
#[test]
fn f7_a_create_whose_answer_is_lost_is_one_customer() {
    let faults = Fault::ALL.into_iter().filter(|fault| !format!("{fault:?}").contains("Before"));
    for fault in faults.filter(|fault| *fault != Fault::BusyWithoutHeaders) {
        let shop = Arc::new(Shop::taking_doubles());
        let failing = Arc::new(AtomicUsize::new(0));
        let server = Unruly::start({
            let (shop, failing) = (Arc::clone(&shop), Arc::clone(&failing));
            move |request| match failing.load(Ordering::SeqCst) {
                0 => fault.reply(|| shop.answer(request)),
                _ => shop.answer(request),
            }
        });
        let settings = Settings { timeout: Duration::from_millis(600), ..Settings::default() };
        for caller in callers_with(&server, settings) {
            failing.store(0, Ordering::SeqCst);
            let (hits, created) = (server.hits(), shop.created());
            let error = caller.create(&one()).expect_err("the answer is lost");
            assert_eq!(error.kind(), ErrorKind::UnknownOutcome, "{fault:?}: {error}");
            assert_eq!((server.hits() - hits, shop.created() - created), (1, 1), "{fault:?}");
            assert!(error.to_string().contains("may have been carried out"), "{fault:?}: {error}");

            let request = error.request().expect("the request that can be sent again");
            assert_eq!(
                (request.method().as_str(), request.target()),
                ("POST", "/stores/abc123/v3/customers")
            );
            assert!(!format!("{request:?} {error:?}").contains(TOKEN), "{request:?}");
            failing.store(1, Ordering::SeqCst);
            let again: Vec<Customer> = caller.run(caller.client.resend(request)).expect("it was sent again");
            assert_eq!((again.len(), shop.created() - created), (1, 2), "{fault:?}");
            let [.., first, second] = &server.requests()[..] else { panic!("two requests") };
            let without_length = |headers: &[(String, String)]| headers.to_vec();
            assert_eq!(
                (&first.body, without_length(&first.headers)),
                (&second.body, without_length(&second.headers))
            );
        }
    }
}

/// F17. A service that is down for long empties the budget of retries that all calls share: after that each call is one
/// request, until things go well again.
#[test]
fn f17_a_service_that_is_down_is_left_alone() {
    let server = Unruly::always(Reply::text(503, "text/html", "<html>Maintenance</html>"));
    for kind in Kind::ALL {
        let (policy, budget) = (quick().attempts(5), RetryBudget::new(10));
        let caller = kind.caller_with(&server, Settings { policy, budget, ..Settings::default() });
        let before = server.hits();
        for call in 0..50 {
            let error = caller.call(Way::Get).expect_err("it is down");
            assert_eq!(error.kind(), ErrorKind::Unavailable);
            assert!(call < 10 || error.attempts() == 1, "call {call} was sent {} times", error.attempts());
        }
        assert_eq!(server.hits() - before, 50 + 10, "{}", caller.name);
    }
}

/// F18. The time of day, which may jump, is asked for nowhere: waits are measured by a clock that only goes forward.
#[test]
fn f18_no_wait_is_measured_by_the_time_of_day() {
    let sources = tree::files(&tree::workspace().join("runtime/src"));
    let asking: Vec<&String> = sources
        .iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("SystemTime"))
        .map(|(path, _)| path)
        .collect();
    assert!(asking.is_empty(), "{asking:?}");
    assert!(sources.keys().any(|path| path == "exchange.rs"));
}

/// G15. A hundred calls at once, under a quota that another program uses too, all succeed: none starves, and they do not
/// come back as a herd.
#[test]
fn g15_many_calls_share_a_quota_with_others() {
    let quota = Arc::new(Quota::new(20, Duration::from_millis(250)));
    let shop = Arc::new(Shop::new());
    let calls = Arc::new(AtomicUsize::new(0));
    let server = Unruly::start({
        let (quota, shop, calls) = (Arc::clone(&quota), Arc::clone(&shop), Arc::clone(&calls));
        move |request| {
            // The other program makes a call for every third of ours.
            if calls.fetch_add(1, Ordering::SeqCst) % 3 == 0 {
                quota.used_elsewhere(1);
            }
            quota.guard(|| shop.answer(request))
        }
    });
    let policy = quick().attempts(12).deadline(Duration::from_secs(60));
    for caller in callers_with(&server, Settings { policy, ..Settings::default() }) {
        let before = server.hits();
        let results =
            caller.at_once(100, |client| async move { client.customers().list(&ListQuery::new()).await });
        let failed: Vec<&Error> = results.iter().filter_map(|result| result.as_ref().err()).collect();
        assert!(failed.is_empty(), "{} failed: {}", failed.len(), failed[0]);
        // The first hundred know of no quota yet.
        assert!(server.hits() - before <= 100 + 2 * 100, "{} requests for 100 calls", server.hits() - before);
    }
}
