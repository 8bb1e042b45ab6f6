//! Examples of a call: those that must pass, and those that must be refused.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Free, words};

/// An example of a call that must pass.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sample {
    /// The fields of the path.
    pub path: Option<Free>,
    /// The parameters of the query.
    pub query: Option<Free>,
    /// The headers.
    pub headers: Option<Free>,
    /// The body.
    pub body: Option<Free>,
    /// The input of an action made of steps.
    pub input: Option<Free>,
    /// The calls that are made, and their answers.
    pub calls: Option<Vec<Call>>,
    /// Where there is one call: the status of its answer.
    #[schemars(schema_with = "words::status")]
    pub status: Option<u16>,
    /// Where there is one call: the body of its answer.
    pub response: Option<Free>,
    /// What the caller gets.
    pub output: Option<Free>,
    /// The errors of a partial success.
    pub errors: Option<Free>,
    /// The kind of the error that the caller gets instead.
    #[schemars(schema_with = "words::outcome_kind")]
    pub fails: Option<String>,
    /// What it shows.
    pub doc: Option<String>,
    /// Where it departs from its source, and why.
    pub deviation: Option<String>,
}

/// A call of a sample, and its answer.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Call {
    /// Method and exact target: `GET /v3/customers?id:in=4,5`.
    pub sends: Option<String>,
    /// The body that is sent.
    pub body: Option<Free>,
    /// The status of the answer.
    #[schemars(schema_with = "words::status")]
    pub status: Option<u16>,
    /// The body of the answer.
    pub response: Option<Free>,
}

/// An input document that must be refused.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["because"]))]
pub struct Reject {
    /// The fields of the path.
    pub path: Option<Free>,
    /// The parameters of the query.
    pub query: Option<Free>,
    /// The headers.
    pub headers: Option<Free>,
    /// The body.
    pub body: Option<Free>,
    /// The input of an action made of steps.
    pub input: Option<Free>,
    /// The violation, `place: rule`: `body[0].email: length`.
    pub because: Option<String>,
    /// What it shows.
    pub doc: Option<String>,
    /// Where it departs from its source, and why.
    pub deviation: Option<String>,
}
