//! A file of named types, and the five kinds of a type.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::field::{Access, Encode};
use super::{FieldOrType, Free, Ordered, RawText, Rule, words};

/// `types/<resource>.yaml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TypesFile {
    /// Where the facts come from: a URL, or the name of a document.
    pub source: Option<String>,
    /// What the resource is, in Markdown.
    pub doc: Option<String>,
    /// The types, by name.
    pub types: Option<Ordered<TypeDecl>>,
}

/// A named type: a record, an enum, a union, a tagged union, or a scalar with a name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("oneOf" = [{"type": "object", "required": ["fields"]}, {"type": "object", "required": ["enum"]}, {"type": "object", "required": ["any_of"]}, {"type": "object", "required": ["tagged_by", "variants"]}, {"type": "object", "required": ["type"]}]))]
pub struct TypeDecl {
    /// What it is, in a sentence or more.
    pub doc: Option<String>,
    /// Where the facts come from, if not from the source of the file.
    pub source: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
    /// Why the type should not be used any more.
    pub deprecated: Option<String>,
    /// A record: its fields, in order.
    #[schemars(schema_with = "words::fields")]
    pub fields: Option<Ordered<FieldOrType>>,
    /// The record whose fields `same` and single keys are taken from.
    #[schemars(schema_with = "words::type_name")]
    pub like: Option<String>,
    /// Conditions across the fields of a record.
    pub rules: Option<Vec<Rule>>,
    /// An enum: its values, or a map from value to meaning.
    #[serde(rename = "enum")]
    pub enum_: Option<EnumValues>,
    /// A union: its types, tried in order, or a map from Rust variant to type.
    pub any_of: Option<Alternatives>,
    /// A union decided by this field.
    pub tagged_by: Option<String>,
    /// The records by value of the tag.
    pub variants: Option<Ordered<VariantOrType>>,
    /// A scalar with a name: its type.
    #[serde(rename = "type")]
    #[schemars(schema_with = "words::type_expr")]
    pub type_: Option<String>,
    /// Characters of a string.
    pub length: Option<RawText>,
    /// Bounds of a number.
    pub range: Option<RawText>,
    /// The shape of a text.
    #[schemars(schema_with = "words::format")]
    pub format: Option<String>,
    /// An anchored regular expression.
    pub pattern: Option<String>,
    /// How the value travels.
    pub encode: Option<Encode>,
    /// In which direction it travels.
    pub access: Option<Access>,
    /// Whether the value is redacted wherever it could be printed.
    pub secret: Option<bool>,
    /// The Rust name, where the key will not do.
    pub rust: Option<String>,
}

/// The values of an enum.
#[derive(Clone, Debug)]
pub enum EnumValues {
    /// Texts or whole numbers.
    List(Vec<Free>),
    /// Each with its meaning.
    Map(Ordered<EnumValue>),
}

/// What a value of an enum means.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EnumValue {
    /// Its meaning.
    pub doc: Option<String>,
    /// The Rust variant, where the one made by rule will not do.
    pub rust: Option<String>,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// A value's meaning alone, or a map.
struct EnumValueOrDoc(EnumValue);

impl<'de> Deserialize<'de> for EnumValueOrDoc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DocOrMap;

        impl<'de> Visitor<'de> for DocOrMap {
            type Value = EnumValueOrDoc;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("what the value means, or a map of `doc`, `rust` and `deprecated`")
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(EnumValueOrDoc(EnumValue { doc: Some(text.to_owned()), ..EnumValue::default() }))
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, map: D) -> Result<Self::Value, D::Error> {
                EnumValue::deserialize(map).map(EnumValueOrDoc)
            }
        }

        deserializer.deserialize_newtype_struct("OrMap", DocOrMap)
    }
}

impl<'de> Deserialize<'de> for EnumValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrMap;

        impl<'de> Visitor<'de> for ListOrMap {
            type Value = EnumValues;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of values, or a map from value to meaning")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(EnumValues::List)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let values: Ordered<EnumValueOrDoc> = Ordered::deserialize(MapAccessDeserializer::new(map))?;
                Ok(EnumValues::Map(values.map(|value| value.0)))
            }
        }

        deserializer.deserialize_any(ListOrMap)
    }
}

impl JsonSchema for EnumValues {
    fn schema_name() -> Cow<'static, str> {
        "EnumValues".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let meaning = generator.subschema_for::<EnumValue>();
        json_schema!({
            "description": "A list of values, or a map from value to meaning.",
            "anyOf": [
                {"type": "array", "items": {"type": ["string", "integer"]}},
                {"type": "object", "additionalProperties": {"anyOf": [{"type": "string"}, meaning]}},
            ],
        })
    }
}

/// A record of a tagged union.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["type"]))]
pub struct Variant {
    /// The record.
    #[serde(rename = "type")]
    #[schemars(schema_with = "words::type_name")]
    pub type_: Option<String>,
    /// What it is.
    pub doc: Option<String>,
    /// The Rust variant, where the one made by rule will not do.
    pub rust: Option<String>,
}

/// A record of a tagged union, or only its type: `stored_card: StoredCard`.
#[derive(Clone, Debug)]
pub struct VariantOrType(pub Variant);

impl<'de> Deserialize<'de> for VariantOrType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TypeOrMap;

        impl<'de> Visitor<'de> for TypeOrMap {
            type Value = VariantOrType;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a type, or a map of `type`, `doc` and `rust`")
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(VariantOrType(Variant { type_: Some(text.to_owned()), ..Variant::default() }))
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, map: D) -> Result<Self::Value, D::Error> {
                Variant::deserialize(map).map(VariantOrType)
            }
        }

        deserializer.deserialize_newtype_struct("OrMap", TypeOrMap)
    }
}

impl JsonSchema for VariantOrType {
    fn schema_name() -> Cow<'static, str> {
        "VariantOrType".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A record, or a map of `type`, `doc` and `rust`.",
            "anyOf": [words::type_name(generator), generator.subschema_for::<Variant>()],
        })
    }
}

/// The types of a union.
#[derive(Clone, Debug)]
pub enum Alternatives {
    /// The Rust variants are named by rule.
    List(Vec<String>),
    /// From Rust variant to type.
    Map(Ordered<String>),
}

impl<'de> Deserialize<'de> for Alternatives {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrMap;

        impl<'de> Visitor<'de> for ListOrMap {
            type Value = Alternatives;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of types, or a map from Rust variant to type")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Alternatives::List)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Ordered::deserialize(MapAccessDeserializer::new(map)).map(Alternatives::Map)
            }
        }

        deserializer.deserialize_any(ListOrMap)
    }
}

impl JsonSchema for Alternatives {
    fn schema_name() -> Cow<'static, str> {
        "Alternatives".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let alternative = words::type_expr(generator);
        json_schema!({
            "description": "A list of types, tried in order, or a map from Rust variant to type.",
            "anyOf": [
                {"type": "array", "items": alternative},
                {"type": "object", "additionalProperties": alternative},
            ],
        })
    }
}
