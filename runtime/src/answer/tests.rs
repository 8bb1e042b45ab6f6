use std::sync::LazyLock;

use http::Method;
use serde::Deserialize;

use super::*;
use crate::base_url::BaseUrl;
use crate::endpoint::Service;
use crate::partial::Partial;
use crate::transport::TransportErrorKind;

static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    Service::new("shop", "https://api.example.com")
        .error(401, ErrorKind::Unauthorized)
        .error(422, ErrorKind::Invalid)
        .error_class(5, ErrorKind::Unavailable)
        .messages_at(&["errors"])
        .messages_at(&["title"])
});

fn endpoint(effect: Effect) -> Endpoint {
    Endpoint::new(&SERVICE, "things.act", Method::POST, "/things", effect).success(200, &["data"])
}

static READ: LazyLock<Endpoint> = LazyLock::new(|| endpoint(Effect::Safe));
static PUT: LazyLock<Endpoint> = LazyLock::new(|| endpoint(Effect::Idempotent));
static CREATE: LazyLock<Endpoint> = LazyLock::new(|| endpoint(Effect::Once));
static ROOT: LazyLock<Endpoint> = LazyLock::new(|| {
    Endpoint::new(&SERVICE, "things.act", Method::GET, "/things", Effect::Safe)
        .success(200, &[])
        .success(422, &["data"])
});

#[derive(Debug, PartialEq, Deserialize)]
struct Thing {
    id: i64,
}

fn origin() -> Origin {
    let url = BaseUrl::parse(&SERVICE.base_url, &[]).unwrap();
    Origin::new(&url).header("X-Desk-Token", "s3cret-token")
}

fn response(status: u16, body: &str) -> Result<Response<Bytes>, TransportError> {
    let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    Ok(response)
}

fn list(endpoint: &'static LazyLock<Endpoint>, status: u16, body: &str) -> Result<Vec<Thing>, Error> {
    Call::list(endpoint).outcome(&origin(), response(status, body))
}

fn value(endpoint: &'static LazyLock<Endpoint>, status: u16, body: &str) -> Result<Thing, Error> {
    Call::value(endpoint).outcome(&origin(), response(status, body))
}

#[test]
fn successes_are_read() {
    let things = r#"{"data":[{"id":1,"more":{}}],"meta":{}}"#;
    for status in [200, 201, 202, 299] {
        assert_eq!(list(&CREATE, status, things).unwrap(), [Thing { id: 1 }], "{status}");
    }
    assert_eq!(value(&CREATE, 200, r#"{"data":{"id":2}}"#).unwrap(), Thing { id: 2 });
    for (status, body) in [(200, ""), (204, ""), (204, "gone"), (200, "<html>")] {
        assert!(Call::nothing(&CREATE).outcome(&origin(), response(status, body)).is_ok());
    }
}

#[test]
fn a_partial_success_keeps_its_errors() {
    static IMPORT: LazyLock<Endpoint> = LazyLock::new(|| {
        Endpoint::new(&SERVICE, "things.import", Method::POST, "/things", Effect::Once)
            .success(200, &["data"])
            .partial_success(207, &["data"], &["meta", "errors"])
    });
    let list = |status, body: &str| -> Result<Partial<Vec<Thing>>, Error> {
        Call::partial_list(&IMPORT).outcome(&origin(), response(status, body))
    };
    let errors = r#"{"data":[{"id":1}],"meta":{"errors":[{"title":"s3cret-token is no shelf"}]}}"#;
    let partial = list(207, errors).unwrap();
    assert_eq!(partial.value, [Thing { id: 1 }]);
    assert_eq!(partial.errors, Some(serde_json::json!([{"title": "[redacted] is no shelf"}])));
    // The whole success has its errors nowhere, whatever its body holds.
    assert!(list(200, errors).unwrap().is_complete());
    assert!(list(201, errors).unwrap().is_complete());
    for body in [r#"{"data":[]}"#, r#"{"data":[],"meta":{"errors":[]}}"#, r#"{"meta":null}"#] {
        assert_eq!(list(207, body).unwrap(), Partial::new(vec![], None), "{body}");
    }
    assert_eq!(list(207, "<html>").unwrap_err().kind(), ErrorKind::UnknownOutcome);
    assert_eq!(list(207, r#"{"data":[],"meta":[]}"#).unwrap_err().kind(), ErrorKind::UnknownOutcome);

    let one: Partial<Thing> = Call::partial(&IMPORT)
        .outcome(&origin(), response(207, r#"{"data":{"id":1},"meta":{"errors":{"2":"no"}}}"#))
        .unwrap();
    assert_eq!(one.into_complete().unwrap_err().errors, Some(serde_json::json!({"2": "no"})));
    let nothing = |body| Call::partial_nothing(&IMPORT).outcome(&origin(), response(207, body)).unwrap();
    assert!(nothing("").is_complete());
    assert!(!nothing(r#"{"meta":{"errors":"no"}}"#).is_complete());
}

#[test]
fn nothing_where_a_list_should_be_is_the_empty_list() {
    for body in ["{}", r#"{"data":null}"#, r#"{"data":[]}"#, r#"{"meta":{}}"#] {
        assert_eq!(list(&CREATE, 200, body).unwrap(), [], "{body}");
        assert_eq!(list(&READ, 200, body).unwrap(), [], "{body}");
    }
    assert_eq!(list(&READ, 204, "").unwrap(), []);
    assert_eq!(list(&READ, 200, " \r\n").unwrap(), []);
    assert_eq!(list(&CREATE, 204, "").unwrap_err().kind(), ErrorKind::UnknownOutcome);
    assert_eq!(list(&PUT, 204, "").unwrap_err().kind(), ErrorKind::Unexpected);
}

#[test]
fn successes_that_cannot_be_read_keep_everything() {
    let table = [
        ("<html>oops</html>", None, "expected value"),
        ("null", None, "invalid type: null"),
        ("[]", None, "invalid type: sequence"),
        ("\u{feff}{}", None, "expected value"),
        (r#"{"data":[{"id":1},{"id":"x"}]}"#, Some("data[1].id"), "invalid type: string \"x\", expected i64"),
        (r#"{"data":[{}]}"#, Some("data[0]"), "missing field `id`"),
        (r#"{"data":[{"id":1}"#, Some("data[0]"), "EOF"),
    ];
    for (body, path, reason) in table {
        for (endpoint, kind) in [
            (&READ, ErrorKind::Unexpected),
            (&PUT, ErrorKind::Unexpected),
            (&CREATE, ErrorKind::UnknownOutcome),
        ] {
            let error = list(endpoint, 200, body).unwrap_err();
            assert_eq!((error.kind(), error.status()), (kind, Some(StatusCode::OK)), "{body}");
            let Error::Unexpected(answer) = &error else { panic!("{error:?}") };
            assert_eq!(answer.body_text(), body);
            assert!(answer.reason().contains(reason), "{body}: {}", answer.reason());
            assert_eq!(answer.path().filter(|_| path.is_some()), path, "{body}");
            let doubt = error.to_string().contains("It may have been carried out");
            assert_eq!(doubt, kind == ErrorKind::UnknownOutcome, "{error}");
        }
    }
    let error = value(&READ, 200, "{}").unwrap_err();
    assert!(error.to_string().contains("at data: there is nothing there"), "{error}");
    let error = value(&READ, 204, "").unwrap_err().to_string();
    assert!(error.ends_with("which was not expected: the body is empty"), "{error}");
    assert!(list(&ROOT, 200, "null").is_err());
}

#[test]
fn a_long_body_is_shown_in_part() {
    let body = format!("<html>\u{1b}[2J{}s3cret-token{}", "x".repeat(300), "é".repeat(10_000));
    let error = list(&READ, 200, &body).unwrap_err();
    let text = format!("{error}\n{error:?}");
    assert!(error.to_string().chars().count() < 800, "{error}");
    assert!(!text.contains("s3cret-token") && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn failures_have_the_kind_that_the_spec_says() {
    use ErrorKind::{Invalid, Unauthorized, Unavailable, Unexpected, UnknownOutcome};
    for (status, safe, once) in [
        (401, Unauthorized, Unauthorized),
        (422, Invalid, Invalid),
        (500, Unavailable, UnknownOutcome),
        (503, Unavailable, UnknownOutcome),
        (599, Unavailable, UnknownOutcome),
        (501, Unavailable, Unavailable),
        (505, Unavailable, Unavailable),
        (507, Unavailable, Unavailable),
        (404, Unexpected, Unexpected),
        (302, Unexpected, Unexpected),
        (304, Unexpected, Unexpected),
        (207, Unexpected, UnknownOutcome),
        (100, Unexpected, UnknownOutcome),
        (303, Unexpected, UnknownOutcome),
        (499, Unexpected, UnknownOutcome),
        (999, Unexpected, UnknownOutcome),
    ] {
        for (endpoint, kind) in [(&READ, safe), (&PUT, safe), (&CREATE, once)] {
            let error = list(endpoint, status, r#"{"title":"T"}"#).unwrap_err();
            assert_eq!(error.kind(), kind, "{status}");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            let documented = matches!(error, Error::Answered(_));
            assert_eq!(documented, SERVICE_DOCUMENTS.contains(&status), "{status}");
            assert_eq!(error.answer().is_some(), documented);
        }
    }
}

const SERVICE_DOCUMENTS: [u16; 8] = [401, 422, 500, 501, 503, 505, 507, 599];

#[test]
fn a_failure_can_be_a_declared_success_if_its_place_is_there() {
    assert_eq!(list(&ROOT, 422, r#"{"data":[{"id":1}]}"#).unwrap(), [Thing { id: 1 }]);
    let error = list(&ROOT, 422, r#"{"errors":{"a":"b"}}"#).unwrap_err();
    assert_eq!(error.answer().unwrap().messages()[0].text, "b");
}

#[test]
fn no_answer_leaves_doubt_only_where_twice_is_not_once() {
    use TransportErrorKind::{Connect, Interrupted, Timeout, TooLarge};
    for (kind, sent, safe, once) in [
        (Connect, false, ErrorKind::Connection, ErrorKind::Connection),
        (Timeout, false, ErrorKind::Timeout, ErrorKind::Timeout),
        (Timeout, true, ErrorKind::Timeout, ErrorKind::UnknownOutcome),
        (Interrupted, true, ErrorKind::Connection, ErrorKind::UnknownOutcome),
        (TooLarge, true, ErrorKind::TooLarge, ErrorKind::UnknownOutcome),
    ] {
        for (endpoint, expected) in [(&READ, safe), (&CREATE, once)] {
            let call: Call<'_, Vec<Thing>> = Call::list(endpoint);
            let error = TransportError::new(kind, sent).with_source("a cause");
            let error = call.outcome(&origin(), Err(error)).unwrap_err();
            assert_eq!(error.kind(), expected, "{kind:?}");
            assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "a cause");
            let Error::NotAnswered(none) = &error else { panic!("{error:?}") };
            assert_eq!(none.sent(), sent);
        }
    }
}

#[test]
fn a_refusal_whose_text_broke_off_is_a_refusal() {
    let broken = |status| {
        let status = StatusCode::from_u16(status).unwrap();
        let error = TransportError::new(TransportErrorKind::TooLarge, true).with_status(status);
        let call: Call<'_, Vec<Thing>> = Call::list(&CREATE);
        call.outcome(&origin(), Err(error)).unwrap_err()
    };
    assert!(matches!(broken(422), Error::Answered(_)));
    assert_eq!(broken(422).kind(), ErrorKind::Invalid);
    assert_eq!(broken(503).kind(), ErrorKind::UnknownOutcome);
    assert!(matches!(broken(200), Error::NotAnswered(_)));
    assert_eq!(broken(200).status(), Some(StatusCode::OK));
}

static BY_CURSOR: LazyLock<Endpoint> =
    LazyLock::new(|| endpoint(Effect::Safe).cursor_pages("after", &["meta", "end"]));
static BY_NUMBER: LazyLock<Endpoint> =
    LazyLock::new(|| endpoint(Effect::Safe).numbered_pages("page", 1, Some(&["meta", "pages"])));
static BY_COUNT: LazyLock<Endpoint> =
    LazyLock::new(|| endpoint(Effect::Safe).numbered_pages("page", 1, None));

#[test]
fn pages_name_the_next() {
    type Row<'a> = (&'static LazyLock<Endpoint>, Option<&'a str>, &'a str, Option<&'a str>);
    let table: [Row<'_>; 13] = [
        (&BY_CURSOR, None, r#"{"data":[{"id":1}],"meta":{"end":"abc"}}"#, Some("abc")),
        (&BY_CURSOR, None, r#"{"data":[],"meta":{"end":"abc"}}"#, Some("abc")),
        (&BY_CURSOR, None, r#"{"data":[{"id":1}],"meta":{"end":null}}"#, None),
        (&BY_CURSOR, None, r#"{"data":[{"id":1}],"meta":{"end":""}}"#, None),
        (&BY_CURSOR, None, r#"{"data":[{"id":1}]}"#, None),
        (&BY_CURSOR, None, "", None),
        (&BY_NUMBER, None, r#"{"data":[{"id":1}],"meta":{"pages":2}}"#, Some("2")),
        (&BY_NUMBER, Some("2"), r#"{"data":[{"id":1}],"meta":{"pages":2}}"#, None),
        (&BY_NUMBER, Some("2"), r#"{"data":[{"id":1}]}"#, Some("3")),
        (&BY_NUMBER, None, r#"{"data":[],"meta":{"pages":9}}"#, None),
        (&BY_COUNT, Some("7"), r#"{"data":[{"id":1}]}"#, Some("8")),
        (&BY_COUNT, Some("7"), r#"{"data":[]}"#, None),
        (&READ, None, r#"{"data":[{"id":1}],"meta":{"end":"abc"}}"#, None),
    ];
    for (endpoint, page, body, next) in table {
        let mut call: Call<'_, Page<Thing>> = Call::page(endpoint);
        if let Some(page) = page {
            assert!(call.turn_to(page));
        }
        let page = call.outcome(&origin(), response(200, body)).unwrap();
        assert_eq!(page.next.as_deref(), next, "{body}");
    }
}
