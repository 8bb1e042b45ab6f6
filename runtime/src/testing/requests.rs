//! Typed calls beside the requests of the samples: what the tests of a generated crate stand on.

use std::future::Future;

use serde::Deserialize;
use serde::de::{self, DeserializeOwned};
use serde_json::{Map, Value};

use super::samples::{SampleCall, calls};
use super::{Recorded, SampleTransport, block_on};
use crate::accepts::Scalar;
use crate::base_url::BaseUrl;
use crate::call::Call;
use crate::error::Error;
use crate::origin::Origin;
use crate::steps::validate_at;
use crate::validate::Validate;
use crate::violation::Violations;

/// The requests that the samples of an action send.
#[derive(Debug)]
pub struct SampleRequests {
    text: &'static str,
    action: &'static str,
    calls: Vec<SampleCall>,
}

impl SampleRequests {
    /// Where the requests go: nowhere. A client that [`performs`](Self::performs) a sample has to be set to it.
    pub const BASE_URL: &'static str = "https://samples.invalid";

    /// Those of an action, from the text of `samples.json`.
    ///
    /// # Panics
    ///
    /// If the text holds no samples.
    #[must_use]
    pub fn new(text: &'static str, action: &'static str) -> Self {
        let mut calls = calls(text);
        calls.retain(|call| call.action == action);
        Self { text, action, calls }
    }

    /// Asserts that a typed call is sent as the sample says: by its method, its target, and its body.
    ///
    /// # Panics
    ///
    /// If it is not, or if there is no such sample.
    #[track_caller]
    pub fn sends<T>(&self, sample: &str, call: Call<'_, T>) {
        match request(&call) {
            Ok(request) => self.compare(sample, &[request]),
            Err(error) => panic!("“{sample}” cannot be sent: {error}"),
        }
    }

    /// Asserts that an action made of steps sends the requests of the sample, where each is answered as the sample says.
    ///
    /// # Panics
    ///
    /// If it does not, or if there is no such sample.
    #[track_caller]
    pub fn performs<F>(&self, sample: &str, perform: impl FnOnce(SampleTransport) -> F)
    where
        F: Future + Send,
    {
        let transport = SampleTransport::new(self.text).sample(self.action, sample);
        // What comes of it is the business of other tests; of this one, what it sends.
        let _ = block_on(perform(transport.clone()));
        self.compare(sample, &transport.requests());
    }

    #[track_caller]
    fn compare(&self, sample: &str, sent: &[Recorded]) {
        let expected: Vec<&SampleCall> = self.calls.iter().filter(|call| call.sample == sample).collect();
        assert!(!expected.is_empty(), "`{}` has no sample “{sample}”", self.action);
        assert_eq!(sent.len(), expected.len(), "“{sample}”: the number of requests");
        for (sent, expected) in sent.iter().zip(expected) {
            assert!(
                expected.is_sent_to(sent),
                "“{sample}”: {} {} is sent, not {} {}",
                sent.method,
                sent.target,
                expected.method,
                expected.target
            );
            let body: Option<Value> =
                expected.body.as_ref().and_then(|body| serde_json::from_str(body.get()).ok());
            assert_eq!(sent.json(), body, "“{sample}”: the body");
        }
    }
}

/// What a typed call of an input document comes to: for tests that compare it with the document itself.
#[derive(Debug)]
#[non_exhaustive]
pub struct TypedCall {
    /// What is wrong with it.
    pub violations: Violations,
    /// The request as it would be sent, whatever bounds it breaks. There is none where no request can hold it, and none of
    /// an action made of steps.
    pub request: Option<Recorded>,
}

impl TypedCall {
    /// A call.
    #[must_use]
    pub fn new<T>(call: Call<'_, T>) -> Self {
        let request = request(&call).ok();
        Self { violations: call.into_violations(), request }
    }

    /// The input of an action made of steps.
    #[must_use]
    pub fn of_input(input: &(impl Validate + ?Sized)) -> Self {
        Self { violations: validate_at("input", input), request: None }
    }
}

/// How an input document of an action is read as a typed call. It fails where no typed value can hold the document.
pub type TypedAction = fn(&Value) -> Result<TypedCall, serde_json::Error>;

/// Asserts that the input document of every sample of a catalogue, the text of `catalog.json`, is read as the typed call that
/// sends the request of the sample.
///
/// # Panics
/// If one is not.
#[track_caller]
pub fn assert_documents(
    catalog: &str,
    samples: impl Fn(&'static str) -> SampleRequests,
    actions: &[(&'static str, TypedAction)],
) {
    #[derive(Deserialize)]
    struct Catalog {
        actions: Vec<Action>,
    }
    #[derive(Deserialize)]
    struct Action {
        id: String,
        samples: Vec<Sample>,
    }
    #[derive(Deserialize)]
    struct Sample {
        name: String,
        input: Value,
    }
    let catalog: Catalog = serde_json::from_str(catalog).expect("the catalogue of a generated crate");
    assert_eq!(catalog.actions.len(), actions.len(), "actions");
    for (action, (id, read)) in catalog.actions.iter().zip(actions) {
        assert_eq!(action.id, *id);
        let requests = samples(id);
        for Sample { name, input } in &action.samples {
            let typed = read(input).unwrap_or_else(|error| panic!("`{id}`, “{name}”: {error}"));
            if let Some(request) = typed.request {
                requests.compare(name, &[request]);
            }
        }
    }
}

/// The request of a call, sent to nobody.
fn request<T>(call: &Call<'_, T>) -> Result<Recorded, Error> {
    let url = BaseUrl::parse(SampleRequests::BASE_URL, &[]).map_err(Error::Refused)?;
    call.to_request_unchecked(&Origin::new(&url)).map(Recorded::new)
}

/// The `body` or `input` of a document, as its type.
///
/// # Errors
/// Where it is not there, or is not of that type.
pub fn part<T: DeserializeOwned>(document: &Value, name: &'static str) -> Result<T, serde_json::Error> {
    document.get(name).map_or_else(|| Err(de::Error::missing_field(name)), T::deserialize)
}

/// The `query` of a document, as its type; an empty one where there is none.
///
/// # Errors
/// Where it is not of that type.
pub fn query<T: DeserializeOwned>(document: &Value) -> Result<T, serde_json::Error> {
    T::deserialize(document.get("query").unwrap_or(&Value::Object(Map::new())))
}

/// A field of the `path` of a document, as its type.
///
/// # Errors
/// Where it is not there, or is not of that type.
pub fn path<T: DeserializeOwned>(document: &Value, name: &'static str) -> Result<T, serde_json::Error> {
    let fields = document.get("path").unwrap_or(&Value::Null);
    fields.get(name).map_or_else(|| Err(de::Error::missing_field(name)), T::deserialize)
}

/// As [`path`], of a field that accepts a scalar of another JSON type in the place of its own.
///
/// # Errors
/// Where it is not there, or cannot be read.
pub fn scalar_path<T: Scalar>(document: &Value, name: &'static str) -> Result<T, serde_json::Error> {
    let fields = document.get("path").unwrap_or(&Value::Null);
    fields.get(name).map_or_else(|| Err(de::Error::missing_field(name)), |value| T::read(&value.to_string()))
}
