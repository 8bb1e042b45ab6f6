//! An action file.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::{FieldOrType, Free, Ordered, RawText, Reject, Rule, Sample, Stability, TypeDecl, words};

/// `actions/<resource>/<name>.yaml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["title", "summary"], "anyOf" = [{"required": ["endpoint"]}, {"required": ["steps"]}]))]
pub struct ActionFile {
    /// The name for people.
    pub title: Option<String>,
    /// What it does, in one sentence.
    pub summary: Option<String>,
    /// What there is to know about it, in Markdown.
    pub doc: Option<String>,
    /// Where the facts come from: a URL, or the name of a document.
    pub source: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
    /// Method and path under the base URL of the service: `POST /v3/customers`.
    #[schemars(schema_with = "words::endpoint")]
    pub endpoint: Option<String>,
    /// The fields of the path: exactly the `{names}` of the endpoint.
    pub path: Option<Ordered<FieldOrType>>,
    /// The parameters of the query.
    pub query: Option<Ordered<FieldOrType>>,
    /// The headers of the request.
    pub headers: Option<Ordered<FieldOrType>>,
    /// The body of the request: a type, or a field.
    pub body: Option<FieldOrType>,
    /// What an action made of steps is given.
    pub input: Option<Ordered<FieldOrType>>,
    /// What comes back.
    pub returns: Option<Returns>,
    /// What a status means here, where the service's table does not say it.
    #[schemars(schema_with = "words::statuses")]
    pub errors: Option<Ordered<ErrorEntry>>,
    /// OAuth scopes; any one is enough.
    pub scopes: Option<Vec<String>>,
    /// Whether the action changes nothing. By the method unless said.
    pub safe: Option<bool>,
    /// Whether twice is as good as once. By the method unless said.
    pub idempotent: Option<bool>,
    /// Whether it destroys something: `true`, or `all` where a call that names nothing is meant.
    pub destructive: Option<Destructive>,
    /// How a list longer than one call takes is sent.
    pub batch: Option<Batch>,
    /// How to find out whether a create with an unknown outcome happened.
    pub reconcile: Option<Reconcile>,
    /// One of the service's pagination schemes.
    pub paginate: Option<String>,
    /// Conditions across the fields of the query or the input.
    pub rules: Option<Vec<Rule>>,
    /// The calls of an action that is made of others.
    pub steps: Option<Ordered<Step>>,
    /// What an action made of steps gives.
    pub output: Option<Ordered<Free>>,
    /// Examples that must pass, by name.
    pub samples: Option<Ordered<Sample>>,
    /// Input documents that must be refused.
    pub rejects: Option<Vec<Reject>>,
    /// Questions and answers beyond those that follow from the spec.
    pub faq: Option<Vec<Question>>,
    /// Ids of actions that go with it.
    pub related: Option<Vec<String>>,
    /// `stable` unless said.
    pub stability: Option<Stability>,
    /// What to use instead, and why.
    pub deprecated: Option<Deprecated>,
    /// What the source has and this file leaves out: name to reason.
    pub omits: Option<Ordered<String>>,
    /// Types of this action alone.
    pub types: Option<Ordered<TypeDecl>>,
}

/// What comes back: one entry, or one for each status that succeeds.
#[derive(Clone, Debug)]
pub struct Returns {
    /// The entries, first to last.
    pub entries: Vec<ReturnEntry>,
    /// Whether they stand in a list.
    pub listed: bool,
}

/// A status that succeeds, and where its value stands.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["status"]))]
pub struct ReturnEntry {
    /// The HTTP status.
    #[schemars(schema_with = "words::status")]
    pub status: Option<u16>,
    /// Where the value stands in the answer: `data`, `data.0`.
    pub at: Option<String>,
    /// Where a partial success keeps its errors.
    pub errors_at: Option<String>,
    /// The type of the value. None, where the answer has no body.
    #[serde(rename = "type")]
    #[schemars(schema_with = "words::type_expr")]
    pub type_: Option<String>,
    /// What there is to know about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

impl<'de> Deserialize<'de> for Returns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;

        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Returns;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of `status`, `at` and `type`, or a list of these")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                let entries = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(Returns { entries, listed: true })
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, map: D) -> Result<Self::Value, D::Error> {
                let entry = ReturnEntry::deserialize(map)?;
                Ok(Returns { entries: vec![entry], listed: false })
            }
        }

        deserializer.deserialize_newtype_struct("OrMap", OneOrMany)
    }
}

impl JsonSchema for Returns {
    fn schema_name() -> Cow<'static, str> {
        "Returns".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let entry = generator.subschema_for::<ReturnEntry>();
        json_schema!({
            "description": "What comes back: one entry, or one for each status that succeeds.",
            "anyOf": [entry, {"type": "array", "items": entry}],
        })
    }
}

/// What a status of an error means.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ErrorEntry {
    /// The kind of the error. By the status unless said.
    #[schemars(schema_with = "words::error_kind")]
    pub kind: Option<String>,
    /// What it means and what to do about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// Whether an action destroys something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destructive {
    /// `false`.
    No,
    /// `true`: it destroys what it names.
    Named,
    /// `all`: a call that names nothing is meant.
    All,
}

impl<'de> Deserialize<'de> for Destructive {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FlagOrAll;

        impl Visitor<'_> for FlagOrAll {
            type Value = Destructive;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false or `all`")
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
                Ok(if flag { Destructive::Named } else { Destructive::No })
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                match text {
                    "all" => Ok(Destructive::All),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }
        }

        deserializer.deserialize_any(FlagOrAll)
    }
}

impl JsonSchema for Destructive {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Destructive".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"enum": [true, false, "all"]})
    }
}

/// How a list longer than one call takes is sent.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["concurrency"]))]
pub struct Batch {
    /// How many calls of the action may be under way at once: a whole number from 1. It holds for calls that are made
    /// one by one, too.
    pub concurrency: Option<RawText>,
    /// The list of the query that is cut: `over: id:in`. Unless said, the body is.
    pub over: Option<String>,
    /// The most items of one call, where the upper end of `items` does not say it.
    pub most: Option<RawText>,
    /// The field that tells items apart, in the request and in the answer. Unless said, the `key` of `reconcile`, or
    /// `id` where both sides have it.
    pub key: Option<String>,
    /// What there is to know about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// How to find out whether a create with an unknown outcome happened.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["key", "using", "with"]))]
pub struct Reconcile {
    /// The field that names an item: a text or a whole number that every item has.
    pub key: Option<String>,
    /// The id of the action that looks items up. It changes nothing, and gives a list.
    pub using: Option<String>,
    /// The request of that action; a bare word is a field of the item. Where the key stands in a list, as in
    /// `{query: {email:in: [email]}}`, one look-up is for many items; otherwise each has its own.
    pub with: Option<Free>,
    /// What there is to know about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// A call of an action made of steps.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["call"]))]
pub struct Step {
    /// The id of the action that is called.
    pub call: Option<String>,
    /// Its request; a bare word is a reference.
    pub with: Option<Free>,
    /// How many items must come back, where a list does.
    pub expect: Option<Expect>,
    /// The step is left out where this is present.
    pub unless: Option<String>,
    /// The step is left out where this is absent.
    pub only_if: Option<String>,
    /// What there is to know about it.
    pub doc: Option<String>,
}

/// How many items a step must give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// None fails as `not_found`, several as `ambiguous`.
    One,
    /// Several fail as `ambiguous`.
    AtMostOne,
    /// Any fails as `conflict`.
    None,
    /// Every page is read.
    Many,
}

/// A question and its answer.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["question", "answer"]))]
pub struct Question {
    /// The question.
    pub question: Option<String>,
    /// Its answer, in Markdown.
    pub answer: Option<String>,
}

/// What to use instead of a deprecated action.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Deprecated {
    /// The id of the action to use instead.
    #[serde(rename = "use")]
    pub use_: Option<String>,
    /// Why.
    pub doc: Option<String>,
}
