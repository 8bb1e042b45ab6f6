//! A condition across the fields of a record, of a query or of an input.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Value as Json, json};

use super::{Free, Ordered};

/// One entry of `rules`: one of the words that name a rule, and what goes with it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename = "a rule", deny_unknown_fields, default)]
pub struct Rule {
    /// One of these fields is present, no more.
    pub exactly_one: Option<Vec<String>>,
    /// One of these fields is present, or more.
    pub at_least_one: Option<Vec<String>>,
    /// None of these fields is present, or one.
    pub at_most_one: Option<Vec<String>>,
    /// All of these fields are present, or none.
    pub all_or_none: Option<Vec<String>>,
    /// The field whose presence asks for others.
    pub if_present: Option<String>,
    /// The field whose value asks for others, and the value.
    #[serde(rename = "if")]
    pub if_: Option<Ordered<Values>>,
    /// What `if_present` or `if` asks for.
    pub then: Option<Then>,
    /// Those of these fields that are present are equal.
    pub equal: Option<Vec<String>>,
    /// Why, for the docs and the message.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// What `if` compares a field with: a value, or a list of values of which any will do.
#[derive(Clone, Debug)]
pub struct Values {
    /// The values, one at least unless the list is empty.
    pub values: Vec<Free>,
    /// Whether they stand in a list.
    pub listed: bool,
}

/// What a rule asks for.
#[derive(Clone, Debug)]
pub enum Then {
    /// These fields are present.
    Fields(Vec<String>),
    /// These fields have these values.
    Values(Ordered<Values>),
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Free::deserialize(deserializer)?.0 {
            serde_yaml::Value::Sequence(items) => {
                Self { values: items.into_iter().map(Free).collect(), listed: true }
            }
            value => Self { values: vec![Free(value)], listed: false },
        })
    }
}

impl<'de> Deserialize<'de> for Then {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrMap;

        impl<'de> Visitor<'de> for ListOrMap {
            type Value = Then;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of fields, or a map from field to value")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Then::Fields)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Ordered::deserialize(MapAccessDeserializer::new(map)).map(Then::Values)
            }
        }

        deserializer.deserialize_any(ListOrMap)
    }
}

impl JsonSchema for Rule {
    fn schema_name() -> Cow<'static, str> {
        "Rule".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let field = json!({"type": "string"});
        let fields = json!({"type": "array", "items": field, "minItems": 2, "uniqueItems": true});
        let then = json!({"type": "array", "items": field, "minItems": 1, "uniqueItems": true});
        let scalar = json!({"type": ["string", "integer", "boolean"]});
        let value = json!({"anyOf": [scalar, {"type": "array", "items": scalar, "minItems": 1}]});
        let values = json!({"type": "object", "additionalProperties": value, "minProperties": 1});
        let mut one_value = values.clone();
        one_value["maxProperties"] = json!(1);
        let word = |description: &str, schema: Json| {
            let mut schema = schema;
            schema["description"] = description.into();
            schema
        };
        let text = json!({"type": "string"});
        let one = |words: &[&str]| json!({"type": "object", "required": words});
        json_schema!({
            "description": "A condition across fields.",
            "type": "object",
            "properties": {
                "exactly_one": word("One of these fields is present, no more.", fields.clone()),
                "at_least_one": word("One of these fields is present, or more.", fields.clone()),
                "at_most_one": word("None of these fields is present, or one.", fields.clone()),
                "all_or_none": word("All of these fields are present, or none.", fields.clone()),
                "if_present": word("Where this field is present, those of `then` are too.", field),
                "if": word("Where the field has the value, or one of the values, what `then` says holds. A field that is a list has to contain it.", one_value),
                "then": word("What `if_present` or `if` asks for: fields that are present, or values that they have.", json!({"anyOf": [then, values]})),
                "equal": word("Those of these fields that are present are equal.", fields),
                "doc": word("Why, for the docs and the message.", text.clone()),
                "deviation": word("Where the spec departs from its source, and why.", text),
            },
            "additionalProperties": false,
            "oneOf": [
                one(&["exactly_one"]),
                one(&["at_least_one"]),
                one(&["at_most_one"]),
                one(&["all_or_none"]),
                one(&["if_present", "then"]),
                one(&["if", "then"]),
                one(&["equal"]),
            ],
        })
    }
}
