//! `service.yaml`: what holds for every action of a service.

use schemars::JsonSchema;
use serde::Deserialize;

use super::action::ErrorEntry;
use super::field::Join;
use super::{Ordered, RawText, words};

/// `service.yaml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["spec", "base_url"]))]
pub struct ServiceFile {
    /// The version of the spec language: 1.
    #[schemars(schema_with = "words::version")]
    pub spec: Option<RawText>,
    /// The name for people.
    pub title: Option<String>,
    /// What the service is, in one sentence.
    pub summary: Option<String>,
    /// What there is to know about it, in Markdown.
    pub doc: Option<String>,
    /// Where the facts come from: a URL, or the name of a document.
    pub source: Option<String>,
    /// Where every path begins: `https://api.example.com/{account}`.
    pub base_url: Option<String>,
    /// What a client is made of: the fields of the base URL, and the credential.
    pub connection: Option<Ordered<ConnectionField>>,
    /// OAuth scopes: name to meaning.
    pub scopes: Option<Ordered<String>>,
    /// How lists stand in queries: `","` or `repeat`.
    pub lists: Option<Join>,
    /// What is sent again, and when.
    pub retry: Option<Retry>,
    /// What the platform says of the caller's quota.
    pub limits: Option<Limits>,
    /// What statuses mean, and where an error's messages stand.
    pub errors: Option<Errors>,
    /// Schemes of pagination, by name.
    pub pagination: Option<Ordered<Pagination>>,
}

/// A field of the connection.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConnectionField {
    /// `string`.
    #[serde(rename = "type")]
    pub type_: Option<String>,
    /// Every field of a connection is required; it may be said.
    pub required: Option<bool>,
    /// Characters, both ends included.
    pub length: Option<RawText>,
    /// The shape of the text.
    #[schemars(schema_with = "words::format")]
    pub format: Option<String>,
    /// An anchored regular expression.
    pub pattern: Option<String>,
    /// Whether it is redacted wherever it could be printed.
    pub secret: Option<bool>,
    /// Where a credential is sent.
    pub sent_as: Option<SentAs>,
    /// The name for people.
    pub label: Option<String>,
    /// What it means, in a sentence.
    pub doc: Option<String>,
    /// A value that shows what is meant.
    pub example: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
    /// The Rust name, where the one made by rule will not do.
    pub rust: Option<String>,
}

/// Where a credential is sent.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["header"]))]
pub struct SentAs {
    /// The name of a header.
    pub header: Option<String>,
}

/// What is sent again, and when.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Retry {
    /// How often a request is sent at most, the first time included; 3 unless said.
    pub attempts: Option<RawText>,
    /// The statuses after which it is sent again where twice does no harm: 500 to 599 but for 501, 505 and 507. 429 always
    /// is one.
    pub statuses: Option<Vec<u16>>,
    /// The shortest and the longest wait, each with its unit, `ms` or `s`: `500ms..30s`. Waits double from one to the other.
    pub wait: Option<RawText>,
    /// Headers that name a wait, with their unit: `ms` or `s`. Where several do, the longest wait counts.
    pub wait_headers: Option<Ordered<WaitUnit>>,
    /// What there is to know about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// The unit of a wait in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WaitUnit {
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
}

/// What the platform says of the caller's quota.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["left", "reset"]))]
pub struct Limits {
    /// The header with the calls that are left.
    pub left: Option<String>,
    /// The header with the calls of a window.
    pub quota: Option<String>,
    /// The header with the time until the next window.
    pub reset: Option<LimitReset>,
    /// What there is to know about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// The header with the time until the next window.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["header", "unit"]))]
pub struct LimitReset {
    /// Its name.
    pub header: Option<String>,
    /// Its unit.
    pub unit: Option<WaitUnit>,
}

/// What statuses mean: `401` or a class, `5xx`, to a kind; and where an error's messages stand.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    /// The type of an error's body.
    pub body: Option<String>,
    /// Where its messages stand; the first place that is there.
    pub messages_at: Option<Vec<String>>,
    /// The statuses.
    pub statuses: Ordered<ErrorEntry>,
}

/// A scheme of pagination: by cursor or by page number.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pagination {
    /// By cursor.
    pub cursor: Option<Cursor>,
    /// By page number.
    pub page: Option<PageNumber>,
    /// The parameter that sets the size of a page.
    pub size: Option<PageSize>,
    /// What there is to know about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// Pagination by cursor.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["send", "read"]))]
pub struct Cursor {
    /// The parameter that carries the cursor.
    pub send: Option<String>,
    /// Where the answer has the next one.
    pub read: Option<String>,
    /// What the parameter means.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// Pagination by page number.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["send"]))]
pub struct PageNumber {
    /// The parameter that carries the number.
    pub send: Option<String>,
    /// The number of the first page.
    pub first: Option<RawText>,
    /// Where the answer has the number of the last page; without it, an empty page ends.
    pub last_at: Option<String>,
    /// What the parameter means.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// The parameter that sets the size of a page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PageSize {
    /// The parameter.
    pub send: Option<String>,
    /// Its bounds.
    pub range: Option<RawText>,
    /// What the API takes when it is absent.
    pub default: Option<RawText>,
    /// What the parameter means.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

mod errors {
    //! `errors` mixes words with statuses as keys, which no derive can say.

    use std::borrow::Cow;
    use std::fmt;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use serde::Deserialize;
    use serde::de::{Deserializer, MapAccess, Visitor};

    use super::{ErrorEntry, Errors, Ordered};

    impl<'de> Deserialize<'de> for Errors {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Entries;

            impl<'de> Visitor<'de> for Entries {
                type Value = Errors;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("a map of `body`, `messages_at` and statuses")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                    let mut errors = Errors::default();
                    let mut statuses = Vec::new();
                    while let Some(key) = map.next_key::<String>()? {
                        match key.as_str() {
                            "body" => errors.body = Some(map.next_value()?),
                            "messages_at" => errors.messages_at = Some(map.next_value()?),
                            _ => statuses.push((key, map.next_value()?)),
                        }
                    }
                    errors.statuses = Ordered::from(statuses);
                    Ok(errors)
                }
            }

            deserializer.deserialize_map(Entries)
        }
    }

    impl JsonSchema for Errors {
        fn schema_name() -> Cow<'static, str> {
            "Errors".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let entry = generator.subschema_for::<ErrorEntry>();
            json_schema!({
                "description": "What statuses mean, and where an error's messages stand.",
                "type": "object",
                "properties": {
                    "body": {"description": "The type of an error's body.", "type": "string"},
                    "messages_at": {
                        "description": "Where its messages stand; the first place that is there.",
                        "type": "array",
                        "items": {"type": "string"},
                    },
                },
                "patternProperties": {"^([3-5][0-9][0-9]|[3-5]xx)$": entry},
                "additionalProperties": false,
            })
        }
    }
}
