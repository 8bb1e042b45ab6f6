//! A field: of a record, of a request or of a connection.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Visitor};

use super::{Free, RawText, words};

/// A field as a map of keys.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Field {
    /// The type: a word for a scalar, `list<T>`, `map<T>`, or the name of a type (`Customer`, `orders.Order`).
    #[serde(rename = "type")]
    #[schemars(schema_with = "words::type_expr")]
    pub type_: Option<String>,
    /// Whether the field must be there. False unless said.
    pub required: Option<bool>,
    /// Whether null is a value of the field.
    pub nullable: Option<bool>,
    /// What the API takes when the field is absent. Documented, never sent.
    pub default: Option<Free>,
    /// Characters of a string, both ends included: `3..250`, `..255`, `1..`, `2`.
    pub length: Option<RawText>,
    /// Bounds of a number: `0..100`; `0<..100` and `0..<100` leave an end out.
    pub range: Option<RawText>,
    /// How many items a list has: `1..10`.
    pub items: Option<RawText>,
    /// Whether the items of a list must differ.
    pub unique: Option<bool>,
    /// The shape of a text. It is checked, not whether what it names is there.
    #[schemars(schema_with = "words::format")]
    pub format: Option<String>,
    /// An anchored regular expression that a text must match: `^[A-Za-z0-9]+$`.
    pub pattern: Option<String>,
    /// How a list stands in a query, where it is not the service's way: `","` or `repeat`.
    pub join: Option<Join>,
    /// `read`: never sent. `write`: never returned.
    pub access: Option<Access>,
    /// Whether the value is redacted wherever it could be printed.
    pub secret: Option<bool>,
    /// How the value travels: `number` (a decimal), `int` (a bool as 1 or 0), `rfc2822` (a date-time).
    pub encode: Option<Encode>,
    /// What else is read: `string`, `number`, `empty`.
    pub accepts: Option<Vec<Accepts>>,
    /// The name for people. Made from the key unless said.
    pub label: Option<String>,
    /// What the field means, in a sentence.
    pub doc: Option<String>,
    /// A value that shows what is meant.
    pub example: Option<Free>,
    /// What an empty input box shows.
    pub placeholder: Option<String>,
    /// Why the field should not be used any more; `true` where there is nothing to say.
    pub deprecated: Option<DeprecatedField>,
    /// `stable` unless said.
    pub stability: Option<Stability>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
    /// The Rust name, where the one made by rule will not do.
    pub rust: Option<String>,
}

/// Why a field should not be used any more.
#[derive(Clone, Debug)]
pub enum DeprecatedField {
    /// `true` or `false`.
    Flag(bool),
    /// The reason.
    Because(String),
}

impl<'de> Deserialize<'de> for DeprecatedField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FlagOrText;

        impl Visitor<'_> for FlagOrText {
            type Value = DeprecatedField;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, or a text that says why")
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
                Ok(DeprecatedField::Flag(flag))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(DeprecatedField::Because(text.to_owned()))
            }
        }

        deserializer.deserialize_any(FlagOrText)
    }
}

impl JsonSchema for DeprecatedField {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "DeprecatedField".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["boolean", "string"]})
    }
}

/// How a list stands in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Join {
    /// One parameter, its items joined by commas.
    #[serde(rename = ",")]
    Comma,
    /// The parameter once for every item.
    #[serde(rename = "repeat")]
    Repeat,
}

/// In which direction a field travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Never sent.
    Read,
    /// Never returned.
    Write,
}

/// How a value travels, where there is a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Encode {
    /// A decimal as a JSON number; as text unless said.
    Number,
    /// A bool as 1 or 0.
    Int,
    /// A date-time as RFC 2822; as RFC 3339 unless said.
    Rfc2822,
}

/// What else is read in place of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Accepts {
    /// A text that holds the value.
    String,
    /// A number.
    Number,
    /// The empty text, which stands for an absent value.
    Empty,
}

/// How settled an action or a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stability {
    /// It will not change in a breaking way without a new major version.
    Stable,
    /// It may change.
    Beta,
}

/// A field, or only its type: `notes: string`.
#[derive(Clone, Debug)]
pub struct FieldOrType {
    /// The field; of a bare type, one with nothing but `type`.
    pub field: Field,
    /// Whether it was a bare type.
    pub bare: bool,
}

impl<'de> Deserialize<'de> for FieldOrType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrMap;

        impl<'de> Visitor<'de> for TextOrMap {
            type Value = FieldOrType;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a type, or a map of the keys of a field")
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                let field = Field { type_: Some(text.to_owned()), ..Field::default() };
                Ok(FieldOrType { field, bare: true })
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, map: D) -> Result<Self::Value, D::Error> {
                let field = Field::deserialize(map)?;
                Ok(FieldOrType { field, bare: false })
            }
        }

        deserializer.deserialize_newtype_struct("OrMap", TextOrMap)
    }
}

impl JsonSchema for FieldOrType {
    fn schema_name() -> Cow<'static, str> {
        "FieldOrType".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A type, or a map of the keys of a field.",
            "anyOf": [words::type_expr(generator), generator.subschema_for::<Field>()],
        })
    }
}
