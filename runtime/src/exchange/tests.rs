//! The core with a made-up clock: what it sends, how long it waits, and what it ends in.

use std::sync::LazyLock;

use http::HeaderValue;
use serde_json::Value;

use super::*;
use crate::base_url::BaseUrl;
use crate::endpoint::{Endpoint, Service};
use crate::kind::ErrorKind;
use crate::retry::{RateLimit, Retry, TimeUnit, WaitHeader};

static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    Service::new("shop", "https://api.example.com")
        .error_class(4, ErrorKind::Invalid)
        .error(429, ErrorKind::RateLimited)
        .error_class(5, ErrorKind::Unavailable)
        .retry(Retry {
            max_attempts: 4,
            retry_after: vec![
                WaitHeader::new("x-reset-ms", TimeUnit::Milliseconds),
                WaitHeader::new("x-wait", TimeUnit::Seconds),
            ],
            ..Retry::default()
        })
        .rate_limit(RateLimit {
            remaining: "x-left".to_owned(),
            limit: None,
            reset: Some(WaitHeader::new("x-reset-ms", TimeUnit::Milliseconds)),
        })
});

fn endpoint(method: Method, effect: Effect) -> Endpoint {
    Endpoint::new(&SERVICE, "things.act", method, "/things", effect)
}

static GET: LazyLock<Endpoint> =
    LazyLock::new(|| endpoint(Method::GET, Effect::Safe).success(200, &["data"]));
static PUT: LazyLock<Endpoint> =
    LazyLock::new(|| endpoint(Method::PUT, Effect::Idempotent).success(200, &["data"]));
static POST: LazyLock<Endpoint> =
    LazyLock::new(|| endpoint(Method::POST, Effect::Once).success(200, &["data"]));
static DELETE: LazyLock<Endpoint> =
    LazyLock::new(|| endpoint(Method::DELETE, Effect::Idempotent).success(204, &[]));

type Answer = Result<Response<Bytes>, TransportError>;

fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Answer {
    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        response.headers_mut().append(*name, HeaderValue::from_static(value));
    }
    Ok(response)
}

fn good() -> Answer {
    answer(200, &[], r#"{"data": "done"}"#)
}

fn status(status: u16) -> Answer {
    answer(status, &[], "")
}

fn broken(kind: TransportErrorKind, sent: bool) -> Answer {
    Err(TransportError::new(kind, sent))
}

/// A play: the terms of a client, and a clock that only waits put forward.
struct Play {
    policy: RetryPolicy,
    budget: RetryBudget,
    common: Common,
    origin: Origin,
    now: Instant,
    /// How long an attempt takes.
    attempt: Duration,
}

/// What came of a call.
struct Came<T> {
    sent: usize,
    waits: Vec<u128>,
    timeouts: Vec<u128>,
    result: Result<T, Error>,
}

impl Play {
    fn new() -> Self {
        let url = BaseUrl::parse(&SERVICE.base_url, &[]).unwrap();
        Self {
            policy: RetryPolicy::of(&SERVICE.retry).jitter(false),
            budget: RetryBudget::default(),
            common: Common::default(),
            origin: Origin::new(&url).header("X-Desk-Token", "s3cret-token"),
            now: Instant::now(),
            attempt: Duration::ZERO,
        }
    }

    fn with(self, change: impl FnOnce(RetryPolicy) -> RetryPolicy) -> Self {
        Self { policy: change(self.policy), ..self }
    }

    fn call<T>(&mut self, call: &Call<'_, T>, answers: impl IntoIterator<Item = Answer>) -> Came<T> {
        let terms = Terms {
            policy: self.policy,
            budget: &self.budget,
            limits: Limits::default(),
            common: &self.common,
            origin: &self.origin,
        };
        let request = call.to_request(&self.origin).unwrap();
        let mut exchange = Exchange::new(call, request.clone(), terms, self.now);
        let mut answers = answers.into_iter();
        let mut came = Came { sent: 0, waits: Vec::new(), timeouts: Vec::new(), result: Err(nothing()) };
        loop {
            match exchange.next(self.now) {
                Next::Send(limits) => {
                    let again = exchange.request();
                    assert_eq!(
                        (again.method(), again.uri(), again.body()),
                        (request.method(), request.uri(), request.body())
                    );
                    came.sent += 1;
                    came.timeouts.push(limits.timeout.as_millis());
                    self.now += self.attempt;
                    exchange.answered(self.now, answers.next().expect("an attempt too many"));
                }
                Next::Wait(time) => {
                    assert!(!time.is_zero(), "a loop without a wait");
                    came.waits.push(time.as_millis());
                    self.now += time;
                }
                Next::Finish(result) => {
                    came.result = result;
                    return came;
                }
            }
        }
    }

    fn get(&mut self, answers: impl IntoIterator<Item = Answer>) -> Came<Value> {
        self.call(&Call::value(&GET), answers)
    }

    fn post(&mut self, answers: impl IntoIterator<Item = Answer>) -> Came<Value> {
        self.call(&Call::value(&POST).body("a thing"), answers)
    }
}

fn nothing() -> Error {
    Error::NotSent(Box::new(NotSent::new("none".into(), Duration::ZERO, Duration::ZERO)))
}

/// The policy, line by line: what came first, and whether each kind of action is sent again after it.
#[test]
fn what_may_be_sent_again() {
    use TransportErrorKind::{Connect, Interrupted, Other, Timeout, TooLarge};
    type Line = (&'static str, fn() -> Answer, [bool; 3]);
    let lines: &[Line] = &[
        ("no connection", || broken(Connect, false), [true, true, true]),
        ("a timeout before anything was sent", || broken(Timeout, false), [true, true, true]),
        ("429 with headers", || answer(429, &[("x-reset-ms", "1500")], ""), [true, true, true]),
        ("429 without headers", || status(429), [true, true, true]),
        ("500", || status(500), [true, true, false]),
        ("502", || status(502), [true, true, false]),
        ("503", || status(503), [true, true, false]),
        ("504", || status(504), [true, true, false]),
        ("a timeout", || broken(Timeout, true), [true, true, false]),
        ("a reset", || broken(Interrupted, true), [true, true, false]),
        (
            "a body that broke off",
            || Err(TransportError::new(Interrupted, true).with_status(StatusCode::OK)),
            [true, true, false],
        ),
        (
            "a 503 whose body broke off",
            || Err(TransportError::new(Interrupted, true).with_status(StatusCode::SERVICE_UNAVAILABLE)),
            [true, true, false],
        ),
        ("what cannot be read", || answer(200, &[], "<html>"), [false; 3]),
        ("an answer that is too large", || broken(TooLarge, true), [false; 3]),
        ("what the transport cannot do", || broken(Other, false), [false; 3]),
        ("a redirect", || status(302), [false; 3]),
        ("501", || status(501), [false; 3]),
        ("505", || status(505), [false; 3]),
        ("507", || status(507), [false; 3]),
        ("400", || status(400), [false; 3]),
        ("401", || status(401), [false; 3]),
        ("403", || status(403), [false; 3]),
        ("404", || status(404), [false; 3]),
        ("409", || status(409), [false; 3]),
        ("413", || status(413), [false; 3]),
        ("422", || status(422), [false; 3]),
        ("423", || status(423), [false; 3]),
        ("599", || status(599), [false; 3]),
    ];
    for (line, first, again) in lines {
        for (endpoint, again) in [&GET, &PUT, &POST].into_iter().zip(again) {
            let came = Play::new().call(&Call::<Value>::value(endpoint), [first(), good()]);
            assert_eq!(came.sent, if *again { 2 } else { 1 }, "{line}: {}", endpoint.method);
            assert_eq!(came.result.is_ok(), *again, "{line}: {}", endpoint.method);
        }
    }
}

#[test]
fn a_request_that_must_be_carried_out_once_ends_in_doubt() {
    use TransportErrorKind::{Interrupted, Timeout};
    let doubts = [
        status(500),
        status(503),
        status(599),
        broken(Timeout, true),
        broken(Interrupted, true),
        answer(200, &[], ""),
        answer(201, &[], r#"{"data":"#),
    ];
    for first in doubts {
        let shown = format!("{first:?}");
        let came = Play::new().post([first]);
        let error = came.result.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnknownOutcome, 1), "{shown}");
        assert!(!error.is_retryable(), "{shown}");
        let request = error.request().expect("the request is kept");
        assert_eq!(
            (request.action(), request.target(), &request.body()[..]),
            ("things.act", "/things", &b"\"a thing\""[..])
        );
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        assert!(request.request().headers().get("x-desk-token").is_none());
    }
    // Who knows better may say so.
    let came = Play::new().with(|policy| policy.resend_unknown(true)).post([status(503), good()]);
    assert_eq!((came.sent, came.result.is_ok()), (2, true));
}

#[test]
fn backoff_doubles_until_the_attempts_are_spent() {
    let came = Play::new().get([(); 4].map(|()| status(503)));
    assert_eq!((came.sent, &came.waits[..]), (4, &[500, 1_000, 2_000][..]));
    let error = came.result.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.is_retryable()), (ErrorKind::Unavailable, 4, true));
    assert!(error.to_string().ends_with("It was sent 4 times."), "{error}");
    let one = Play::new().with(|policy| policy.attempts(1)).get([status(503)]);
    assert_eq!((one.sent, one.waits.len()), (1, 0));
}

#[test]
fn the_server_names_the_wait_and_the_longer_one_counts() {
    let table: [(&[(&str, &str)], u128); 7] = [
        (&[("x-reset-ms", "1500")], 1_500),
        (&[("x-reset-ms", "1500"), ("x-wait", "15")], 15_000),
        (&[("x-reset-ms", "15000"), ("x-wait", "1")], 15_000),
        (&[("x-reset-ms", "abc"), ("x-wait", "2")], 2_000),
        (&[("x-reset-ms", "-5"), ("x-wait", "1e3")], 500),
        (&[("x-reset-ms", "")], 500),
        (&[], 500),
    ];
    for (headers, wait) in table {
        let came = Play::new().post([answer(429, headers, ""), good()]);
        assert_eq!((came.sent, &came.waits[..]), (2, &[wait][..]), "{headers:?}");
        let came = Play::new().get([answer(503, headers, ""), good()]);
        assert_eq!((came.sent, &came.waits[..]), (2, &[wait][..]), "{headers:?}");
    }
    // Zero is no wait: what was refused would be refused again. Ours is waited in its place.
    let came = Play::new().get([(); 4].map(|()| answer(429, &[("x-wait", "0")], "")));
    assert_eq!((came.sent, &came.waits[..]), (4, &[500, 1_000, 2_000][..]));
    assert_eq!(came.result.unwrap_err().kind(), ErrorKind::RateLimited);
}

#[test]
fn a_wait_beyond_the_deadline_fails_at_once_and_is_told() {
    for (wait, told) in [("400", "6 min 40 s"), ("1000000000000000000", "16666666666666666 min 40 s")] {
        let headers = [("x-wait", wait)];
        let came = Play::new().get([answer(429, &headers.map(|(name, _)| (name, wait)), "")]);
        let error = came.result.unwrap_err();
        assert_eq!((came.sent, came.waits.len(), error.kind()), (1, 0, ErrorKind::RateLimited));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(wait.parse().unwrap())));
        assert!(error.to_string().contains(told), "{error}");
    }
    // What nobody can mean keeps nobody else back.
    let mut play = Play::new();
    assert!(play.get([answer(429, &[("x-wait", "1000000000000000000")], "")]).result.is_err());
    let came = play.get([good()]);
    assert_eq!((came.sent, came.waits.len(), came.result.is_ok()), (1, 0, true));
    let mut short = Play::new().with(|policy| policy.deadline(Duration::from_secs(10)));
    short.attempt = Duration::from_secs(6);
    let came = short.get([status(503), status(503)]);
    // What is left is the most that an attempt may take.
    assert_eq!((came.sent, &came.timeouts[..]), (2, &[10_000, 3_500][..]));
    assert!(came.result.unwrap_err().to_string().contains("Its time was up"));
}

#[test]
fn the_next_call_waits_for_the_quota() {
    let mut play = Play::new();
    assert!(
        play.get([answer(200, &[("x-left", "0"), ("x-reset-ms", "2500")], r#"{"data": 1}"#)]).result.is_ok()
    );
    let came = play.get([good()]);
    assert_eq!((&came.waits[..], came.result.is_ok()), (&[2_500][..], true));
    // Not even a call without retries is sent into a refusal.
    let mut play = Play::new().with(|policy| policy.attempts(1).deadline(Duration::from_secs(1)));
    assert!(
        play.get([answer(200, &[("x-left", "0"), ("x-reset-ms", "2500")], r#"{"data": 1}"#)]).result.is_ok()
    );
    let came = play.get([]);
    let error = came.result.unwrap_err();
    assert_eq!((came.sent, error.kind(), error.attempts()), (0, ErrorKind::RateLimited, 0));
    assert_eq!(error.retry_after(), Some(Duration::from_millis(2_500)));
    assert!(error.is_retryable());
    assert_eq!(
        error.to_string(),
        "things.act was not sent: the quota of requests is used up for 2.5 s, and the call has 1 s left. Wait, then send it again."
    );
}

#[test]
fn a_refusal_that_goes_on_ends_with_the_attempts() {
    let came = Play::new().get([(); 4].map(|()| answer(429, &[("x-wait", "3")], "")));
    assert_eq!((came.sent, &came.waits[..]), (4, &[3_000, 3_000, 3_000][..]));
    let error = came.result.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(3))));
}

#[test]
fn a_service_that_is_down_is_left_alone() {
    let mut play = Play::new();
    play.budget = RetryBudget::new(4);
    let sent: Vec<_> = (0..4).map(|_| play.get([(); 4].map(|()| status(503))).sent).collect();
    // Three retries, the one that is left, and then none.
    assert_eq!(sent, [4, 2, 1, 1]);
    let error = play.get([status(503)]).result.unwrap_err();
    assert!(error.to_string().contains("too many retries failed"), "{error}");
    // Calls that succeed fill it again.
    for _ in 0..5 {
        assert!(play.get([good()]).result.is_ok());
    }
    assert_eq!(play.get([status(503), good()]).sent, 2);
    // Waiting where the server asks for it costs nothing.
    play.budget = RetryBudget::new(0);
    assert_eq!(play.get([answer(429, &[("x-wait", "1")], ""), good()]).sent, 2);
}

#[test]
fn what_is_gone_after_a_doubt_was_deleted() {
    use TransportErrorKind::Timeout;
    let call: Call<'_, ()> = Call::nothing(&DELETE);
    let came = Play::new().call(&call, [broken(Timeout, true), status(404)]);
    assert_eq!((came.sent, came.result.is_ok()), (2, true));
    let came = Play::new().call(&call, [status(404)]);
    assert_eq!((came.sent, came.result.unwrap_err().status()), (1, Some(StatusCode::NOT_FOUND)));
    // Nothing was done by an attempt that was refused.
    let came = Play::new().call(&call, [status(429), status(404)]);
    assert!(came.result.is_err());
    // A change of what is gone is not done.
    let came: Came<Value> = Play::new().call(&Call::value(&PUT), [broken(Timeout, true), status(404)]);
    assert!(came.result.is_err());
}

#[test]
fn an_attempt_that_is_given_up_leaves_the_count() {
    let play = Play::new();
    let call: Call<'_, Value> = Call::value(&GET);
    let terms = Terms {
        policy: play.policy,
        budget: &play.budget,
        limits: Limits::default(),
        common: &play.common,
        origin: &play.origin,
    };
    let mut exchange = Exchange::new(&call, call.to_request(&play.origin).unwrap(), terms, play.now);
    assert!(matches!(exchange.next(play.now), Next::Send(..)));
    drop(exchange);
    let mut play = play;
    assert!(
        play.get([answer(200, &[("x-left", "1"), ("x-reset-ms", "9000")], r#"{"data": 1}"#)]).result.is_ok()
    );
    assert!(play.get([good()]).waits.is_empty(), "the one that is left may go");
}

#[test]
fn a_doubt_is_not_forgotten() {
    use TransportErrorKind::{Connect, Timeout};
    // Sent twice by somebody who wanted it so; whatever the second attempt came to, the first may have been carried out.
    let lasts: [fn() -> Answer; 4] = [
        || broken(Connect, false),
        || status(422),
        || status(409),
        || answer(429, &[("x-wait", "1000")], ""),
    ];
    for last in lasts {
        let shown = format!("{:?}", last());
        let mut play = Play::new().with(|policy| policy.resend_unknown(true).attempts(2));
        let error = play.post([broken(Timeout, true), last()]).result.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnknownOutcome, 2), "{shown}");
        assert!(error.request().is_some() && !error.is_retryable(), "{shown}");
    }
    let mut play = Play::new().with(|policy| policy.attempts(2));
    let error = play.get([broken(Timeout, true), broken(Connect, false)]).result.unwrap_err();
    assert_eq!(
        (error.kind(), error.is_in_doubt(), error.is_retryable()),
        (ErrorKind::Connection, true, true)
    );
    assert!(!error.to_string().contains("Nothing was sent"), "{error}");
}

#[test]
fn a_refusal_is_not_paid_for_and_a_retry_that_succeeds_is_given_back() {
    let mut play = Play::new();
    play.budget = RetryBudget::new(0);
    assert_eq!(play.get([status(429), good()]).sent, 2);
    play.budget = RetryBudget::new(1);
    for _ in 0..20 {
        assert!(play.get([status(503), good()]).result.is_ok());
    }
    assert_eq!(play.budget.left(), 1);
}

#[test]
fn settings_without_end_do_no_harm() {
    let mut play =
        Play::new().with(|policy| policy.longest_named_wait(Duration::MAX).deadline(Duration::MAX));
    assert_eq!(play.get([answer(429, &[("x-wait", "500")], ""), good()]).waits, [500_000]);
}
