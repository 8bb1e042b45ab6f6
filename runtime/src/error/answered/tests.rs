use std::sync::LazyLock;

use bytes::Bytes;
use http::HeaderMap;

use super::*;

static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    Service::new("shop", "https://shop.example").messages_at(&["errors"]).messages_at(&["title"])
});

fn answer(status: u16, body: impl Into<Bytes>) -> ErrorAnswer {
    let mut redaction = Redaction::default();
    redaction.add("s3cret/token");
    let status = StatusCode::from_u16(status).unwrap();
    let received =
        Received::new("customers.create".into(), status, &HeaderMap::new(), body.into(), &redaction);
    ErrorAnswer::new(received, ErrorKind::Invalid, &SERVICE, &redaction)
}

/// The messages, as `field: text`.
fn messages(body: &'static str) -> Vec<String> {
    let line = |message: &Message| match &message.field {
        Some(field) => format!("{field}: {}", message.text),
        None => message.text.clone(),
    };
    answer(422, body).messages().iter().map(line).collect()
}

#[test]
fn bodies_of_every_shape_are_understood() {
    let table: [(&str, &[&str]); 20] = [
        (
            r#"{"status":422,"title":"Missing","errors":{"name":"Please provide a name.","a":"b"}}"#,
            &["name: Please provide a name.", "a: b"],
        ),
        (r#"{"errors":{"0.email":["taken","too long"]}}"#, &["0.email: taken", "0.email: too long"]),
        (r#"{"errors":{"address":{"city":"too long"}}}"#, &["address.city: too long"]),
        (r#"{"errors":["one","two"]}"#, &["one", "two"]),
        (r#"{"errors":"one"}"#, &["one"]),
        (r#"{"errors":[{"status":422,"title":"T","errors":{"a":"b"}}]}"#, &["a: b"]),
        (r#"{"errors":[{"field":"email","message":"taken"}]}"#, &["email: taken"]),
        (r#"{"errors":{},"title":"T"}"#, &["T"]),
        (r#"{"errors":null,"title":"T"}"#, &["T"]),
        (r#"{"title":"T"}"#, &["T"]),
        (r#"[{"status":400,"message":"The field 'email' is invalid."}]"#, &["The field 'email' is invalid."]),
        (r#"{"code":401,"message":"no"}"#, &["no"]),
        (r#"{"error":{"message":"no"}}"#, &["no"]),
        (r#"{"email":["taken"]}"#, &["email: taken"]),
        (r#"{"status":500}"#, &[]),
        (r#""text""#, &["text"]),
        ("You are not allowed.\r\n", &["You are not allowed."]),
        ("<html><body>Bad gateway</body></html>", &[]),
        ("", &[]),
        ("null", &[]),
    ];
    for (body, expected) in table {
        assert_eq!(messages(body), expected, "{body}");
        assert_eq!(answer(422, body).body_text(), body);
    }
}

#[test]
fn prints_as_a_sentence() {
    let text = answer(422, r#"{"title":"Missing Fields","errors":{"name":"Please provide a name."}}"#);
    assert_eq!(
        text.to_string(),
        "customers.create was answered with 422 Unprocessable Entity: Missing Fields; name: Please provide a name."
    );
    assert_eq!(text.title(), Some("Missing Fields"));
    assert_eq!(answer(502, "<html>").to_string(), "customers.create was answered with 502 Bad Gateway");
    assert_eq!(
        answer(599, r#"{"title":"T"}"#).to_string(),
        "customers.create was answered with 599 <unknown status code>: T"
    );
}

#[test]
fn credentials_that_are_echoed_are_removed() {
    let bodies = [
        r#"{"title":"bad s3cret/token","errors":{"s3cret\/token":"s3cret/token"}}"#,
        r#"{"title":"bad s3cret\u002ftoken","errors":{"a":"s3cr\u0065t/token"}}"#,
        "no such token: s3cret/token",
    ];
    for body in bodies {
        let answer = answer(401, body);
        let texts = format!("{answer} {answer:?} {:?} {:?}", answer.messages(), answer.title());
        assert!(!texts.contains("s3cret/token"), "{texts}");
        assert!(texts.contains("[redacted]"), "{texts}");
    }
}

#[test]
fn huge_and_hostile_bodies_are_bounded() {
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    assert_eq!(answer(422, deep).messages(), []);
    let many: Vec<String> = (0..10_000).map(|n| format!("\"{n}\"")).collect();
    let many = answer(422, format!("[{}]", many.join(",")));
    assert_eq!(many.messages().len(), MAX_MESSAGES);
    assert!(many.body().len() <= 64 * 1024);
    let long = answer(422, format!("\"{}\"", "é\\n".repeat(100_000)));
    assert!(long.messages()[0].text.chars().count() <= MAX_TEXT + 1);
    assert!(!long.to_string().contains('\n'));
    assert_eq!(answer(422, vec![0xff, 0xfe, 0x00]).body(), [0xff, 0xfe, 0x00]);
    let debug = format!("{:?}", answer(422, "x".repeat(60_000)));
    assert!(debug.len() < 3_000, "{}", debug.len());
}
