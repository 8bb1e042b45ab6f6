use std::sync::LazyLock;

use http::Method;
use serde_json::{Value, json};

use super::*;
use crate::base_url::BaseUrl;
use crate::bounds::Items;
use crate::endpoint::{Effect, Service};
use crate::secret::Secret;

static SERVICE: LazyLock<Service> =
    LazyLock::new(|| Service::new("shop", "https://api.example.com/stores/{store}"));

static UPDATE: LazyLock<Endpoint> = LazyLock::new(|| {
    let path = "/v3/{kind}/customers/{id}/x";
    Endpoint::new(&SERVICE, "customers.update", Method::PUT, path, Effect::Idempotent).success(200, &["data"])
});

struct ListQuery {
    ids: Vec<String>,
    limit: Option<i64>,
}

impl Validate for ListQuery {
    fn validate(&self, check: &mut Check<'_>) {
        check.range("limit", &self.limit, 1..=250);
    }
}

impl ToQuery for ListQuery {
    fn to_query(&self, query: &mut Query) {
        query.joined("id:in", &self.ids);
        query.value("limit", &self.limit);
    }
}

fn origin() -> Origin {
    let url = BaseUrl::parse(&SERVICE.base_url, &["store"]).unwrap();
    Origin::new(&url).fill("store", "abc").header("X-Desk-Token", "s3cret")
}

fn call<'b>() -> Call<'b, Value> {
    Call::value(&UPDATE).path("kind", "a").path("id", &7_i64)
}

#[test]
fn a_request_is_what_was_said() {
    let body = vec![json!({"email": "é"})];
    let query = ListQuery { ids: vec!["a b".into(), "c/d".into()], limit: Some(250) };
    let request = call().query(&query).body(&body).to_request(&origin()).unwrap();
    assert_eq!(request.method(), Method::PUT);
    assert_eq!(
        request.uri(),
        "https://api.example.com/stores/abc/v3/a/customers/7/x?id:in=a%20b,c/d&limit=250"
    );
    assert_eq!(request.body(), r#"[{"email":"é"}]"#);
    let header = |name: &str| request.headers()[name].to_str().unwrap();
    assert_eq!(header("accept"), "application/json");
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("user-agent"), MAKER);
    assert_eq!(header("x-desk-token"), "s3cret");
    assert!(request.headers()["x-desk-token"].is_sensitive());
}

#[test]
fn no_body_no_content_type_no_question_mark() {
    let request = call().query(&ListQuery { ids: vec![], limit: None }).to_request(&origin()).unwrap();
    assert!(request.uri().query().is_none() && request.body().is_empty());
    assert!(!request.headers().contains_key("content-type"));
}

#[test]
fn path_values_are_one_segment() {
    for (value, segment) in [
        ("../x", "..%2Fx"),
        ("a/b", "a%2Fb"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("a?b#c", "a%3Fb%23c"),
        ("é ,", "%C3%A9%20%2C"),
    ] {
        let request = Call::<Value>::value(&UPDATE).path("kind", value).path("id", &1_i64);
        let request = request.to_request(&origin()).unwrap();
        assert_eq!(request.uri().path(), format!("/stores/abc/v3/{segment}/customers/1/x"));
    }
    for value in ["", ".", ".."] {
        let call = Call::<Value>::value(&UPDATE).path("kind", value);
        assert_eq!(call.violations()[0].path(), "path.kind");
        assert_eq!(call.into_violations()[0].rule(), &Rule::Segment);
    }
}

#[test]
fn everything_wrong_is_told_at_once_and_nothing_is_sent() {
    let body: [f64; 2] = [f64::NAN, 1.0];
    let query = ListQuery { ids: vec!["a,b".into()], limit: Some(251) };
    let mut call = call().query(&query);
    call.check().items("body", &body[..], Items::from(..=1));
    let call = call.body(&body).header("X-Note", "a\nb");
    let Err(Error::Refused(violations)) = call.to_request(&origin()) else { panic!("it was sent") };
    let found: Vec<_> = violations.iter().map(|v| format!("{} {}", v.path(), v.rule())).collect();
    assert_eq!(
        found,
        [
            "query.limit range",
            "query.id:in[0] comma",
            "body items",
            "body[0] finite",
            "headers.X-Note header"
        ]
    );
    let error = Error::Refused(violations).to_string();
    assert!(error.starts_with("the request was not sent, for 5 reasons:\n- query.limit: 251"), "{error}");
}

#[test]
fn headers_are_sent_as_they_are_and_left_out_if_absent() {
    let call = call().header("X-Note", "a, b/é").header("X-None", &None::<String>);
    assert_eq!(call.violations()[0].path(), "headers.X-Note");
    let call = Call::<Value>::value(&UPDATE).path("kind", "a").path("id", &7_i64);
    let request =
        call.header("X-Note", "a, b/%").header("X-None", &None::<String>).to_request(&origin()).unwrap();
    assert_eq!(request.headers()["x-note"], "a, b/%");
    assert!(!request.headers().contains_key("x-none"));
}

#[test]
fn what_was_forgotten_or_cannot_be_written_is_refused() {
    let refused = |result: Result<Request<Bytes>, Error>| match result {
        Err(Error::Refused(violations)) => violations[0].to_string(),
        other => panic!("{other:?}"),
    };
    let call: Call<'_, Value> = Call::value(&UPDATE).path("kind", "a");
    assert_eq!(refused(call.to_request(&origin())), "path.id: this is required");
    let body = std::collections::HashMap::from([(vec![1], 2)]);
    let text = refused(self::call().body(&body).to_request(&origin()));
    assert_eq!(text, "body: this cannot be written as JSON: key must be a string");
    let long = ListQuery { ids: vec!["x".repeat(70_000)], limit: None };
    assert!(refused(self::call().query(&long).to_request(&origin())).contains("cannot be sent"));
    let url = BaseUrl::parse(&SERVICE.base_url, &["store"]).unwrap();
    assert!(refused(self::call().to_request(&Origin::new(&url))).contains("{store}"));
}

#[test]
fn debug_shows_no_value() {
    let body = json!({"password": Secret::<String>::from("hunter22")});
    let query = ListQuery { ids: vec!["hunter22".into()], limit: None };
    let text = format!("{:?} {:?}", call().query(&query).body(&body), origin());
    assert!(!text.contains("hunter22") && !text.contains("s3cret"), "{text}");
    assert!(text.contains("customers.update"));
}

#[test]
fn calls_are_send() {
    fn send<T: Send>(_: &T) {}
    send(&call());
}
