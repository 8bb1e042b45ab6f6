use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::SampleTransport;
use crate::testing::block_on;
use crate::transport::{Limits, Transport};

fn transport() -> SampleTransport {
    let samples = json!({"calls": [
        {"action": "books.create", "sample": "one", "method": "POST", "target": "/v1/books",
         "body": {"title": "Emma", "pin": "<pin>", "price": 12.5}, "status": 201, "response": {"id": 1}},
        {"action": "books.create", "sample": "taken", "method": "POST", "target": "/v1/books",
         "body": {"title": "Persuasion"}, "status": 409, "response": {"title": "Taken"}},
        {"action": "books.list", "sample": "none", "method": "GET", "target": "/v1/books?id:in=4,5&limit=2",
         "status": 404},
        {"action": "books.list", "sample": "some", "method": "GET", "target": "/v1/books?id:in=4,5&limit=2",
         "status": 200, "response": [4]},
        {"action": "books.get", "sample": "by key", "method": "GET", "target": "/v1/books/{key}?token=<token>",
         "status": 200, "response": {"id": 9}},
        {"action": "books.touch", "sample": "silent", "method": "PUT", "target": "/v1/books"},
    ]});
    SampleTransport::new(&samples.to_string())
}

/// The status and the body of the answer, or what the error says.
fn send(
    transport: &SampleTransport,
    method: &str,
    target: &str,
    body: Option<Value>,
) -> Result<(u16, Value), String> {
    let body = body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
    let request = Request::builder().method(method).uri(format!("https://a.example/base{target}")).body(body);
    let answer = block_on(transport.send(request.unwrap(), Limits::default()));
    let answer = answer.map_err(|error| error.to_string())?;
    let status: StatusCode = answer.status();
    Ok((status.as_u16(), serde_json::from_slice(answer.body()).unwrap_or(Value::Null)))
}

#[test]
fn a_request_of_a_sample_is_answered_by_it() {
    let transport = transport();
    let book = json!({"price": 12.5, "pin": "my own", "title": "Emma"});
    assert_eq!(send(&transport, "POST", "/v1/books", Some(book)), Ok((201, json!({"id": 1}))));
    assert_eq!(
        send(&transport, "POST", "/v1/books", Some(json!({"title": "Persuasion"}))),
        Ok((409, json!({"title": "Taken"})))
    );
    // The order of parameters does not count, and of two samples the one that succeeds answers.
    assert_eq!(send(&transport, "GET", "/v1/books?limit=2&id:in=4,5", None), Ok((200, json!([4]))));
    // Where a sample has a secret, any value does.
    assert_eq!(send(&transport, "GET", "/v1/books/my%20key?token=mine", None), Ok((200, json!({"id": 9}))));
    assert_eq!(transport.requests().len(), 4);
}

#[test]
fn the_sample_that_was_named_answers_first_and_once() {
    let transport = transport().sample("books.list", "none");
    let list = || send(&transport, "GET", "/v1/books?id:in=4,5&limit=2", None);
    assert_eq!(list(), Ok((404, Value::Null)));
    assert_eq!(list(), Ok((200, json!([4]))));
}

#[test]
fn what_stands_in_no_sample_is_told_with_the_nearest() {
    let transport = transport();
    let table = [
        (
            "POST",
            "/v1/books",
            Some(json!({"title": "Emma", "pin": 1})),
            "“one” of `books.create`, but that one has body.price",
        ),
        (
            "POST",
            "/v1/books",
            Some(json!({"title": "Emma", "pin": 1, "price": 12.51})),
            "“one” of `books.create`, but body.price is another there",
        ),
        (
            "GET",
            "/v1/books?id:in=4,5&limit=3",
            None,
            "“none” of `books.list`, but `limit` of the query differs",
        ),
        (
            "GET",
            "/v1/boks?id:in=4,5&limit=2",
            None,
            "`books.list`, but that one is GET /v1/books?id:in=4,5&limit=2",
        ),
        ("DELETE", "/v1/books", None, "no sample sends DELETE /base/v1/books; nearest comes"),
        ("PUT", "/v1/books", None, "the sample “silent” of `books.touch` does not say what is answered"),
    ];
    for (method, target, body, expected) in table {
        let error = send(&transport, method, target, body).unwrap_err();
        assert!(error.contains(expected), "{method} {target}: {error}");
        assert!(!error.contains("12.51"), "values may be secrets: {error}");
    }
}

#[test]
fn a_sample_that_there_is_not_is_told() {
    let error = send(&transport().sample("books.list", "non"), "GET", "/v1/books", None).unwrap_err();
    assert!(error.contains("`books.list` has no sample “non”, but “none”, “some”"), "{error}");
    let error = send(&transport().sample("book.list", "none"), "GET", "/v1/books", None).unwrap_err();
    assert!(error.contains("there is no sample of `book.list`"), "{error}");
}
