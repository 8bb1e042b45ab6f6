//! What a call tells: which events there are, and that no secret is in them.

use std::fmt;
use std::sync::{Arc, LazyLock, Mutex};

use http::{HeaderValue, Method, Response};
use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::base_url::BaseUrl;
use crate::call::Call;
use crate::client::Client;
use crate::endpoint::{Effect, Endpoint, Service};
use crate::origin::{Connect, Origin};
use crate::retry::{RateLimit, Retry};
use crate::testing::{ScriptedTransport, block_on};

static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    Service::new("shop", "https://api.example.com/{store}").rate_limit(RateLimit {
        remaining: "x-left".to_owned(),
        limit: None,
        reset: Retry::default().retry_after.pop(),
    })
});

static CREATE: LazyLock<Endpoint> = LazyLock::new(|| {
    Endpoint::new(&SERVICE, "things.create", Method::POST, "/things", Effect::Once).success(200, &["data"])
});

struct Connection;

impl Connect for Connection {
    fn origin(&self) -> Origin {
        let url = BaseUrl::parse(&SERVICE.base_url, &["store"]).unwrap();
        Origin::new(&url).fill("store", "hash-of-the-store").header("X-Desk-Token", "s3cret-token")
    }
}

/// Keeps a line for each span and event.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&match field.name() {
            "message" => format!(" {value:?}"),
            name => format!(" {name}={value:?}"),
        });
    }
}

impl Lines {
    fn add(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Line)) {
        let mut line = Line(metadata.level().to_string());
        record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.add(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn a_call_tells_its_way_and_no_secret() {
    let mut refused = Response::new("s3cret-token".into());
    *refused.status_mut() = http::StatusCode::TOO_MANY_REQUESTS;
    refused.headers_mut().insert("retry-after", HeaderValue::from_static("2"));
    refused.headers_mut().insert("x-left", HeaderValue::from_static("7"));
    let script = ScriptedTransport::new().then(Ok(refused)).reply(503, json!({"title": "s3cret-token"}));
    let client = Client::new(&SERVICE, &Connection, Arc::new(script));
    let client = client.clone().with_retry(client.retry_policy().jitter(false));
    let call: Call<'_, Value> = Call::value(&CREATE).body("a password");
    let lines = Lines::default();
    let result = tracing::subscriber::with_default(lines.clone(), || block_on(client.send(call)));
    assert!(result.is_err());
    let lines = lines.0.lock().unwrap().join("\n");
    let expected = "\
DEBUG action=\"things.create\" method=POST path=\"/things\"
DEBUG sending attempt=1
DEBUG answered attempt=1 status=429 quota_left=7
INFO waiting attempts=1 wait_ms=2000
DEBUG sending attempt=2
DEBUG answered attempt=2 status=503
WARN nobody knows whether this was carried out kind=\"unknown_outcome\" status=503 attempts=2";
    assert_eq!(lines, expected);
    for secret in ["s3cret", "hash-of", "password"] {
        assert!(!lines.contains(secret), "{lines}");
    }
}
