//! Promises D9 and F8 to F16: what becomes of each thing that a server can answer with.

use std::time::{Duration, Instant};

use acceptance::unruly::{Fault, Reply, Shop, Unruly};
use bigcommerce_actions::customers::{CustomerChanges, DeleteQuery, ListQuery};
use bigcommerce_actions::{Error, ErrorKind, RetryPolicy};
use serde_json::json;

use crate::caller::{Caller, Settings, TOKEN, callers, callers_with, jane, one};

/// What a create came to on a server that gives this answer to everything, with each client; and that it was sent once.
fn created(reply: &Reply, settings: Settings, judge: impl Fn(&str, Error)) {
    let server = Unruly::always(reply.clone());
    for (index, caller) in callers_with(&server, settings.clone()).iter().enumerate() {
        let error = caller.create(&one()).expect_err(caller.name);
        assert_eq!(server.hits(), index + 1, "{}: a create was sent again", caller.name);
        judge(caller.name, error);
    }
}

/// What a list came to on a server that gives this answer to everything, with each client.
fn listed(reply: &Reply, settings: Settings, judge: impl Fn(&str, Error)) {
    let server = Unruly::always(reply.clone());
    for caller in callers_with(&server, settings.clone()) {
        judge(caller.name, caller.list(&ListQuery::new()).expect_err(caller.name));
    }
}

fn usual() -> Settings {
    Settings::default()
}

fn status(error: &Error) -> Option<u16> {
    error.status().map(|status| status.as_u16())
}

/// D9. An answer with values, fields or words that nobody knew of is read; one that lacks what it has to have is an error
/// with the place.
#[test]
fn d9_answers_are_read_or_told_apart_by_place() {
    let read = [
        json!({"id": 7, "unheard_of": {"a": [1]}}),
        json!({"id": 7, "email": null, "addresses": null}),
        json!({"id": 7, "addresses": [{"address_type": "houseboat"}]}),
    ];
    for customer in read {
        let server = Unruly::always(Reply::json(200, &json!({"data": [customer]})));
        for caller in callers(&server) {
            let customers =
                caller.list(&ListQuery::new()).unwrap_or_else(|error| panic!("{customer}: {error}"));
            assert_eq!(customers[0].id, 7);
        }
    }
    let misread = [
        (json!({"data": [{"email": "a@b.co"}]}), "data[0]"),
        (json!({"data": [{"id": 7}, {"id": "7"}]}), "data[1].id"),
        (json!({"data": [{"id": null}]}), "data[0].id"),
        (json!({"data": [{"id": 7, "addresses": [{"id": 1}, {"id": "x"}]}]}), "data[0].addresses[1].id"),
        (json!({"data": [[]]}), "data[0]"),
        (json!({"data": {"id": 7}}), "data"),
    ];
    for (body, place) in misread {
        listed(&Reply::json(200, &body), usual(), |name, error| {
            let Error::Unexpected(answer) = &error else { panic!("{name}: {body}: {error:?}") };
            assert!(answer.path().is_some_and(|path| path.starts_with(place)), "{name}: {body}: {error}");
        });
    }
}

/// F8. A pooled connection that the server closes while it is idle, or at the very moment at which it is used, carries a
/// create at most once.
#[test]
fn f8_idle_connections_that_close_carry_a_create_at_most_once() {
    let shop = std::sync::Arc::new(Shop::taking_doubles());
    let server = Unruly::start({
        let shop = std::sync::Arc::clone(&shop);
        // Closed without a word after each answer: the client finds out when it finds out.
        move |request| shop.answer(request).then_close()
    });
    for caller in callers(&server) {
        let before = shop.created();
        let (mut created, mut unknown) = (0, 0);
        for round in 0..60 {
            match caller.create(&[jane(&format!("{}-{round}@example.com", caller.name))]) {
                Ok(_) => created += 1,
                Err(error) => {
                    assert!(
                        matches!(error.kind(), ErrorKind::UnknownOutcome | ErrorKind::Connection),
                        "{error}"
                    );
                    unknown += usize::from(error.kind() == ErrorKind::UnknownOutcome);
                }
            }
            // From at once to long enough for the news to arrive.
            std::thread::sleep(Duration::from_micros(50 * round));
        }
        let processed = shop.created() - before;
        assert!((created..=created + unknown).contains(&processed), "{created} {unknown} {processed}");
    }
    let emails = shop.emails();
    let distinct: std::collections::BTreeSet<_> = emails.values().collect();
    assert_eq!(distinct.len(), emails.len(), "a customer was created twice");
}

/// F9. A success whose body ends early, or cannot be taken apart, is an error of its own; a create is not sent again, and
/// nobody claims to know what became of it.
#[test]
fn f9_bodies_that_are_cut_or_garbled_are_errors() {
    let gzip = || Reply::gzip(200, br#"{"data":[{"id":7}]}"#);
    let broken = [
        Reply::json(200, &json!({"data": [{"id": 7}]})).cut(9),
        Reply::chunked(200, &[br#"{"data":["#], false).then_close(),
        Fault::BadChunk.reply(Reply::nothing),
        Fault::BadGzip.reply(Reply::nothing),
        gzip().cut(20),
    ];
    for reply in broken {
        created(&reply, usual(), |name, error| {
            assert_eq!(
                (error.kind(), status(&error)),
                (ErrorKind::UnknownOutcome, Some(200)),
                "{name} {reply:?}"
            );
        });
        listed(&reply, usual(), |name, error| {
            assert_eq!(
                (error.kind(), status(&error)),
                (ErrorKind::Connection, Some(200)),
                "{name} {reply:?}"
            );
        });
    }
    let server = Unruly::always(gzip());
    for caller in callers(&server) {
        assert_eq!(caller.list(&ListQuery::new()).expect("it is packed well").len(), 1);
    }
}

/// F10. A success with HTML, nothing, null, a list or a byte order mark where an object should be is an error that shows
/// the status, the media type and the beginning of the body, made safe to print.
#[test]
fn f10_successes_that_are_no_answer_say_what_came() {
    let page = format!("<html>\u{1b}[31m\u{202e}{}</html>", "x".repeat(5_000));
    let bodies = [
        ("text/html", page.as_str()),
        ("application/json", ""),
        ("application/json", "null"),
        ("application/json", "[]"),
        ("application/json", "\u{feff}nonsense"),
        ("application/json", "7"),
    ];
    for (media, body) in bodies {
        created(&Reply::text(200, media, body), usual(), |name, error| {
            assert_eq!(
                (error.kind(), status(&error)),
                (ErrorKind::UnknownOutcome, Some(200)),
                "{name}: {body}"
            );
            let Error::Unexpected(answer) = &error else { panic!("{name}: {error:?}") };
            assert_eq!(answer.content_type(), Some(media));
            assert_eq!(answer.body(), body.as_bytes());
            let text = error.to_string();
            assert!(
                text.len() < 1_000 && !text.contains(['\u{1b}', '\u{202e}', '\u{feff}']),
                "{name}: {text}"
            );
            assert!(body.is_empty() || text.contains(media), "{name}: {text}");
        });
    }
    // A mark before good JSON is no reason to lose the answer.
    let marked = Reply::text(200, "application/json", "\u{feff}{\"data\":[{\"id\":7}]}");
    let server = Unruly::always(marked);
    for caller in callers(&server) {
        match caller.create(&one()) {
            Ok(customers) => assert_eq!(customers[0].id, 7),
            Err(error) => assert_eq!(error.kind(), ErrorKind::UnknownOutcome, "{}", caller.name),
        }
    }
}

/// F11. Errors with HTML, without a body, and with messages of any shape keep their status and their body; that a body
/// cannot be read hides nothing.
#[test]
fn f11_errors_of_any_shape_keep_status_and_body() {
    let bodies = [
        ("text/html", "<html>Bad gateway</html>"),
        ("text/plain", ""),
        ("application/json", r#"{"title":"T","errors":{"email":"taken"}}"#),
        ("application/json", r#"{"title":"T","errors":{"a":{"b":["first",{"c":"second"}]}}}"#),
        ("application/json", r#"{"title":"T","errors":["one","two"]}"#),
        ("application/json", r#"{"title":"T","errors":[]}"#),
        ("application/json", r#"{"title":"T"}"#),
        ("application/json", r#"[{"status":422,"message":"m"}]"#),
        ("application/json", "{\"title\":"),
        ("application/json", "null"),
    ];
    for code in [400, 404, 409, 413, 422, 502] {
        for (media, body) in bodies {
            created(&Reply::text(code, media, body), usual(), |name, error| {
                let Error::Answered(answer) = &error else { panic!("{name}: {code} {body}: {error:?}") };
                assert_eq!((answer.status().as_u16(), answer.body()), (code, body.as_bytes()), "{name}");
                let kind = if code == 502 { ErrorKind::UnknownOutcome } else { answer.kind() };
                assert_eq!(error.kind(), kind, "{name}: {code} {body}");
                if body.contains("taken") {
                    let message = &answer.messages()[0];
                    assert_eq!((message.field.as_deref(), message.text.as_str()), (Some("email"), "taken"));
                }
            });
        }
    }
}

/// F12. A body without end, a large one, and a small one that unpacks to a large one are given up at the limit, and the
/// connection is closed.
#[test]
fn f12_large_bodies_are_given_up_and_left() {
    let bomb = Reply::gzip(200, &vec![b' '; 64 << 20]);
    let large = Reply::promising(200, 1 << 30, b"{").then_stall();
    for (reply, leaves) in [(Reply::endless(200), true), (large, true), (bomb, false)] {
        let server = Unruly::always(reply);
        for caller in callers(&server) {
            let error = caller.list(&ListQuery::new()).expect_err(caller.name);
            assert_eq!((error.kind(), status(&error)), (ErrorKind::TooLarge, Some(200)), "{}", caller.name);
            // The bomb is small on the wire: it may have come to its end before it was given up.
            assert!(!leaves || server.wait_until_left(), "{}: the connection was kept", caller.name);
        }
    }
}

/// F13. A body that comes a byte at a time, silence after the head, and silence before it end when the time for an attempt
/// is up; what was written of the answer so far does not put that off.
#[test]
fn f13_slow_answers_end_in_time() {
    let settings = Settings { timeout: Duration::from_millis(500), policy: RetryPolicy::off(), ..usual() };
    let slow = [
        (Reply::dripping(200, Duration::from_millis(50)), Some(200)),
        (Reply::promising(200, 100, b"{\"data\":[").then_stall(), Some(200)),
        (Reply::promising(200, 100, b"").then_stall(), Some(200)),
        (Reply::nothing().then_stall(), None),
        (Reply::raw(b"HTTP/1.1 20").then_stall(), None),
    ];
    for (reply, code) in slow {
        let begun = Instant::now();
        created(&reply, settings.clone(), |name, error| {
            assert_eq!(
                (error.kind(), status(&error)),
                (ErrorKind::UnknownOutcome, code),
                "{name}: {reply:?}"
            );
        });
        assert!(begun.elapsed() >= settings.timeout, "it was given up too early");
        let server = Unruly::always(reply.clone());
        for caller in callers_with(&server, settings.clone()) {
            let error = caller.update(&[CustomerChanges::new(7).company("A")]).expect_err(caller.name);
            assert_eq!(
                (error.kind(), status(&error)),
                (ErrorKind::Timeout, code),
                "{}: {reply:?}",
                caller.name
            );
            assert!(server.wait_until_left(), "{}: {reply:?}", caller.name);
        }
    }
}

/// F14. A success other than the one that is declared is read as the declared one; one that means something else is not.
#[test]
fn f14_other_successes_are_read_as_the_declared_one() {
    let data = json!({"data": [{"id": 7}]});
    let delete = |caller: &Caller| caller.delete(&DeleteQuery::new([7]));
    // A 204 has no body, so what follows its head is not of it.
    let with_body = Reply::raw(b"HTTP/1.1 204 Scripted\r\ncontent-length: 2\r\n\r\n{}").then_close();
    for reply in [with_body, Reply::empty(204), Reply::empty(200), Reply::json(200, &data)] {
        let server = Unruly::always(reply.clone());
        for caller in callers(&server) {
            delete(&caller).unwrap_or_else(|error| panic!("{}: {reply:?}: {error}", caller.name));
        }
    }
    let server = Unruly::always(Reply::json(201, &data));
    for caller in callers(&server) {
        assert_eq!(caller.create(&one()).expect("created")[0].id, 7);
    }
    // Some of it failed, and nothing in the description of the action says how that is told.
    created(&Reply::json(207, &data), usual(), |name, error| {
        let Error::Unexpected(answer) = &error else { panic!("{name}: {error:?}") };
        assert_eq!((error.kind(), status(&error)), (ErrorKind::UnknownOutcome, Some(207)), "{name}");
        assert_eq!(answer.body(), data.to_string().as_bytes());
    });
}

/// F15. Statuses that are no answer to what was asked are survived.
#[test]
fn f15_odd_statuses_are_errors_and_no_panics() {
    for code in [304, 499, 505, 507, 599, 600, 999] {
        created(&Reply::empty(code).then_close(), usual(), |name, error| {
            assert_eq!(status(&error), Some(code), "{name}: {error}");
            // Only where the server says that it did not do it, it is certain that it did not.
            let refused = matches!(code, 304 | 505 | 507);
            assert_eq!(error.kind() == ErrorKind::UnknownOutcome, !refused, "{name}: {error}");
        });
    }
    // What is provisional is passed over; what is no status at all is no answer.
    let continued = [
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n".as_slice(),
        b"HTTP/1.1 200 OK\r\ncontent-length: 19\r\n\r\n{\"data\":[{\"id\":7}]}".as_slice(),
    ];
    let server = Unruly::always(Reply::raw(&continued.concat()));
    for caller in callers(&server) {
        assert_eq!(caller.create(&one()).expect("the answer after them")[0].id, 7, "{}", caller.name);
    }
    for bytes in
        [&b"HTTP/1.1 99 Low\r\n\r\n"[..], b"HTTP/1.1 1000 High\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0\0"]
    {
        created(&Reply::raw(bytes).then_close(), usual(), |name, error| {
            assert_eq!((error.kind(), status(&error)), (ErrorKind::UnknownOutcome, None), "{name}: {error}");
        });
    }
    // A protocol that was never asked for.
    let switched = b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
    created(&Reply::raw(switched).then_close(), usual(), |name, error| {
        assert_eq!(error.kind(), ErrorKind::UnknownOutcome, "{name}: {error}");
    });
}

/// F16. 401 and 403 are not sent again, are kinds of their own, and show no token, not even one that the server echoes.
#[test]
fn f16_refused_credentials_are_told_once_and_without_the_token() {
    for (code, kind) in [(401, ErrorKind::Unauthorized), (403, ErrorKind::Forbidden)] {
        let echo = json!({"title": format!("{TOKEN} is wrong"), "errors": {TOKEN: TOKEN}});
        for reply in [Reply::json(code, &echo), Reply::text(code, "text/html", TOKEN), Reply::empty(code)] {
            let reply = reply.header("x-request-id", TOKEN);
            created(&reply, usual(), |name, error| {
                assert_eq!(error.kind(), kind, "{name}");
                let body = error.answer().map(|answer| answer.body_text().into_owned());
                let texts = format!("{error} {error:?} {body:?}");
                assert!(!texts.contains(TOKEN), "{name}: {texts}");
            });
            let server = Unruly::always(reply);
            for caller in callers(&server) {
                let before = server.hits();
                assert_eq!(caller.list(&ListQuery::new()).expect_err(caller.name).kind(), kind);
                assert_eq!(server.hits() - before, 1, "{}: it was sent again", caller.name);
            }
        }
    }
}
