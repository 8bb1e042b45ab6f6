//! Actions: what is sent, what comes back, and what people need to know.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::steps::{Expression, StepsDescription};
use super::types::{Field, Type, TypeRef};
use super::{is_false, present};
use crate::endpoint::{Effect, ErrorRule, Paging, Success};
use crate::kind::ErrorKind;

/// An action: one request, or steps that call other actions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ActionDescription {
    /// Its id: `customers.create`.
    pub id: String,
    /// The name for people.
    pub title: String,
    /// What it does, in one sentence.
    pub summary: String,
    /// What else there is to know about it, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// The method and the path, where it is one request: `POST /v3/customers`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The OAuth scopes, any one of which is enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// What sending it twice can do.
    pub effect: Effect,
    /// What it destroys, if it destroys something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destructive: Option<Destructive>,
    /// What to use instead, if it should not be used any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Deprecation>,
    /// Whether it may change in a breaking way.
    #[serde(default, skip_serializing_if = "is_false")]
    pub beta: bool,
    /// What it is given, where it is one request.
    #[serde(default, skip_serializing_if = "Request::is_empty")]
    pub request: Request,
    /// The statuses that are successes; the first also stands for any other 2xx except 207.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub success: Vec<Success>,
    /// The type of the value of a success; nothing where only the status counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Type>,
    /// What the value of a success is, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_doc: Option<String>,
    /// What statuses mean here, before the table of the service.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorRule>,
    /// How its pages follow each other, if it has pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// How many calls of it may be under way at once, if the service says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// How a list that is longer than one call takes is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchDescription>,
    /// How to find out what a create with an unknown outcome did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconcile: Option<ReconcileDescription>,
    /// The calls of other actions, where it consists of steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<StepsDescription>,
    /// Examples that pass.
    pub samples: Vec<Sample>,
}

impl ActionDescription {
    /// An action of which only the names and the effect are known.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        title: impl Into<String>,
        summary: impl Into<String>,
        effect: Effect,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            summary: summary.into(),
            doc: None,
            endpoint: None,
            scopes: Vec::new(),
            effect,
            destructive: None,
            deprecated: None,
            beta: false,
            request: Request::default(),
            success: Vec::new(),
            response: None,
            response_doc: None,
            errors: Vec::new(),
            paging: None,
            concurrency: None,
            batch: None,
            reconcile: None,
            steps: None,
            samples: Vec::new(),
        }
    }

    /// The resource, which is the first half of the id: `customers`.
    #[must_use]
    pub fn resource(&self) -> &str {
        self.id.split_once('.').map_or("", |(resource, _)| resource)
    }

    /// Whether it may succeed in part, so that its result has errors beside the value.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.success.iter().any(|success| success.errors_at.is_some())
    }
}

/// The parts of a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Request {
    /// The parameters of the path, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<Field>,
    /// The record of the query parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<TypeRef>,
    /// The body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

impl Request {
    fn is_empty(&self) -> bool {
        self.path.is_empty() && self.query.is_none() && self.body.is_none()
    }
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Its type.
    pub schema: Type,
    /// What it is, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// What sending an action by mistake destroys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Destructive {
    /// What it names.
    Named,
    /// Everything; it names nothing.
    All,
}

/// Why an action should not be used any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deprecation {
    /// The id of the action to use instead.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub use_instead: Option<String>,
    /// Why, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// How a list that is longer than one call takes is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchDescription {
    /// The list that is split.
    pub over: BatchOver,
    /// The most items of one call; unless given, all items go into one call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<usize>,
    /// How many calls may be under way at once.
    pub concurrency: u32,
    /// The field by which items of the request and of the response are matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// The list that a batch splits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchOver {
    /// The body: a list, or one item a call.
    Body,
    /// A list of the query.
    Query(String),
}

/// How to look up what a create with an unknown outcome may have created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReconcileDescription {
    /// The id of the action that looks items up: it is safe, and returns a list of records with the key.
    pub action: String,
    /// The record of an item: the body, or an item of it. References begin at `item`.
    pub item: TypeRef,
    /// The field by which items are matched.
    pub key: String,
    /// How many items one look-up is for.
    pub lookup: Lookup,
    /// The parameters of the path of the look-up, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<Expression>,
    /// The query of the look-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<Expression>,
}

/// How many items one look-up is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lookup {
    /// One: path and query are those of an item.
    One,
    /// Several: a list of the query takes their keys.
    Many {
        /// The query parameter that takes the keys. In the query it is a list of one reference, the key.
        parameter: String,
        /// The most keys that it takes, if the service says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_items: Option<usize>,
    },
}

/// An example of an action. A secret reads `<its_name>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Its name.
    pub name: String,
    /// What it shows, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// The input document.
    pub input: Value,
    /// What the action returns, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub output: Option<Value>,
    /// The kind of the error that occurs instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fails: Option<ErrorKind>,
}
