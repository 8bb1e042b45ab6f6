//! The policy of retries, line by line: what is sent again after each outcome, in each way of calling. What is counted is
//! what reached the server.

use std::time::Duration;

use acceptance::unruly::{Fault, Reply, Unruly};
use bigcommerce_actions::{Error, ErrorKind};
use serde_json::json;

use crate::caller::{Kind, Settings, Way, callers_with, quick};

/// What an answer of any of the calls can be.
pub fn good() -> Reply {
    Reply::json(200, &json!({"data": [{"id": 7}], "meta": {}}))
}

/// What came of a call in a way, with each client, when this is the first thing that the server does and everything after
/// is good: how many requests there were, and the error, if it was one.
fn outcomes(reply: &Reply, way: Way, settings: &Settings) -> Vec<(usize, Option<Error>)> {
    let one = |kind: Kind| {
        let server = Unruly::script([reply.clone(), good(), good()]);
        let error = kind.caller_with(&server, settings.clone()).call(way).err();
        (server.hits(), error)
    };
    Kind::ALL.map(one).into()
}

/// Fails unless it was sent again, and went well then.
fn is_sent_again(reply: &Reply, way: Way, settings: &Settings) {
    for (hits, error) in outcomes(reply, way, settings) {
        assert!(error.is_none(), "{way:?} {reply:?}: {error:?}");
        assert_eq!(hits, 2, "{way:?} {reply:?}");
    }
}

/// Fails unless it was sent once, and ended in an error of this kind.
fn is_sent_once(reply: &Reply, way: Way, settings: &Settings, kind: Option<ErrorKind>) {
    for (hits, error) in outcomes(reply, way, settings) {
        let error = error.unwrap_or_else(|| panic!("{way:?} {reply:?}: no error"));
        assert_eq!((hits, error.attempts()), (1, 1), "{way:?} {reply:?}: {error}");
        assert!(kind.is_none_or(|kind| kind == error.kind()), "{way:?} {reply:?}: {error}");
        assert_eq!(error.request().is_some(), error.kind() == ErrorKind::UnknownOutcome, "{way:?}: {error}");
        // What nobody knows the outcome of is nothing to be made again by a loop.
        assert!(error.kind() != ErrorKind::UnknownOutcome || !error.is_retryable(), "{way:?}: {error}");
    }
}

fn impatient() -> Settings {
    Settings { timeout: Duration::from_millis(600), ..Settings::default() }
}

/// P1. Where no connection could be made nothing was sent, so everything is sent again.
#[test]
fn p1_no_connection_is_tried_again() {
    let nobody = Unruly::script([]);
    let settings = Settings { policy: quick(), ..Settings::default() };
    let callers = callers_with(&nobody, settings);
    drop(nobody);
    for caller in callers {
        for way in Way::ALL {
            let error = caller.call(way).expect_err("nobody listens");
            assert_eq!(
                (error.kind(), error.attempts()),
                (ErrorKind::Connection, 3),
                "{} {way:?}",
                caller.name
            );
            assert!(error.is_retryable(), "{} {way:?}", caller.name);
        }
    }
}

/// P2. A 429 that names a wait was refused before it was carried out: everything is sent again after it.
#[test]
fn p2_too_many_requests_with_a_wait_are_sent_again() {
    let reply = Reply::empty(429).header("X-Rate-Limit-Time-Reset-Ms", "20").header("X-Retry-After", "0");
    Way::ALL.iter().for_each(|way| is_sent_again(&reply, *way, &Settings::default()));
}

/// P3. A 429 that names no wait is sent again after one of our own.
#[test]
fn p3_too_many_requests_without_a_wait_are_sent_again() {
    Way::ALL.iter().for_each(|way| is_sent_again(&Reply::empty(429), *way, &Settings::default()));
}

/// P4. After 500, 502, 503 and 504 what does no harm twice is sent again, and a create is not: nobody knows whether it was
/// carried out. Those who know better can switch that off.
#[test]
fn p4_server_errors_are_tried_again_and_a_create_is_not() {
    let resending = Settings { policy: quick().resend_unknown(true), ..Settings::default() };
    for status in [500, 502, 503, 504] {
        let reply = Reply::text(status, "text/html", "<html>Sorry</html>");
        for way in Way::HARMLESS {
            is_sent_again(&reply, way, &Settings::default());
        }
        is_sent_once(&reply, Way::Post, &Settings::default(), Some(ErrorKind::UnknownOutcome));
        is_sent_again(&reply, Way::Post, &resending);
    }
}

/// P5. So it is where the time was up, the connection was reset, or closed, after something was sent.
#[test]
fn p5_lost_connections_are_tried_again_and_a_create_is_not() {
    for reply in [
        Reply::nothing().then_close(),
        Reply::nothing().then_reset(),
        Reply::nothing().then_stall(),
        Reply::raw(b"HTTP/1.1 20").then_close(),
    ] {
        for way in Way::HARMLESS {
            is_sent_again(&reply, way, &impatient());
        }
        is_sent_once(&reply, Way::Post, &impatient(), Some(ErrorKind::UnknownOutcome));
    }
}

/// P6. A success that is cut short or cannot be read was a success all the same: a create is not sent again, and the
/// customer probably exists. What only reads may be.
#[test]
fn p6_successes_that_are_lost_on_the_way_leave_a_create_in_doubt() {
    let garbled =
        [Fault::BadChunk, Fault::BadGzip, Fault::Html, Fault::Empty].map(|fault| fault.reply(Reply::nothing));
    for reply in garbled.iter().chain([&good().cut(5)]) {
        is_sent_once(reply, Way::Post, &Settings::default(), Some(ErrorKind::UnknownOutcome));
    }
    is_sent_again(&good().cut(5), Way::Get, &Settings::default());
}

/// P7. What was refused for good is not sent again by anybody.
#[test]
fn p7_refusals_are_final() {
    for status in [501, 505, 507, 400, 401, 403, 404, 405, 409, 413, 415, 422, 423] {
        for way in Way::ALL {
            is_sent_once(&Reply::json(status, &json!({"title": "No."})), way, &Settings::default(), None);
        }
    }
}

/// P8. A redirect is an end: it is neither followed nor sent again.
#[test]
fn p8_redirects_are_final() {
    for status in [300, 301, 302, 303, 304, 307, 308] {
        for way in Way::ALL {
            is_sent_once(&Reply::empty(status).header("location", "/"), way, &Settings::default(), None);
        }
    }
}

/// P9. A 404 for a delete is a success if an attempt before it may have been carried out, and a failure otherwise.
#[test]
fn p9_what_is_gone_after_a_doubt_was_deleted() {
    let gone = || Reply::json(404, &json!({"title": "Not found"}));
    for (first, is_success) in [
        (Some(Reply::nothing().then_close()), true),
        (Some(Reply::empty(503)), true),
        (Some(Reply::empty(429)), false),
        (None, false),
    ] {
        for kind in Kind::ALL {
            let server = Unruly::start({
                let first = std::sync::Mutex::new(first.clone());
                move |_| first.lock().expect("nothing panics with it").take().unwrap_or_else(gone)
            });
            let caller = kind.caller(&server);
            let result = caller.call(Way::Delete);
            assert_eq!(result.is_ok(), is_success, "{first:?}: {result:?}");
        }
    }
}
