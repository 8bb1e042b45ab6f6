//! The types of JSON: by which of them the values of a type travel, and so how a union tells its alternatives apart.

use actiongen_runtime::{Date, DateTime, Decimal, Pattern};
use serde_json::Value as Json;

use super::{Alternative, Tell, Type, TypeDef, TypeKind, Union, Value};

/// A type of JSON that a value can have; null is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// A text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A list.
    List,
    /// An object.
    Object,
}

impl JsonType {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Number, Self::Bool, Self::List, Self::Object];

    /// The type of a value; none of null.
    pub fn of(value: &Json) -> Option<Self> {
        match value {
            Json::Null => None,
            Json::String(_) => Some(Self::Text),
            Json::Number(_) => Some(Self::Number),
            Json::Bool(_) => Some(Self::Bool),
            Json::Array(_) => Some(Self::List),
            Json::Object(_) => Some(Self::Object),
        }
    }
}

impl Type {
    /// The types of JSON by which its values travel.
    pub fn json_types(&self, types: &[TypeDef]) -> &'static [JsonType] {
        match self {
            Self::Text(_) | Self::Date | Self::DateTime { .. } => &[JsonType::Text],
            Self::Bool { .. } => &[JsonType::Bool],
            Self::Int(_) | Self::Int32(_) | Self::Number(_) => &[JsonType::Number],
            Self::Decimal { .. } => &[JsonType::Text, JsonType::Number],
            Self::Json => &JsonType::ALL,
            Self::List(_) => &[JsonType::List],
            Self::Map(_) => &[JsonType::Object],
            Self::Named(id) => match types.get(id.0).map(|def| &def.kind) {
                Some(TypeKind::Enum(values)) if values.is_int() => &[JsonType::Number],
                Some(TypeKind::Enum(_)) => &[JsonType::Text],
                Some(TypeKind::Record(_) | TypeKind::Tagged(_)) | None => &[JsonType::Object],
                // A union in a union is looked at no deeper than this: one that holds itself would never end.
                Some(TypeKind::Union(_)) => &JsonType::ALL,
            },
        }
    }

    /// Whether values of both travel by one type of JSON.
    pub fn shares_json_type(&self, other: &Self, types: &[TypeDef]) -> bool {
        let others = other.json_types(types);
        self.json_types(types).iter().any(|json| others.contains(json))
    }

    /// Whether a text has the shape that a text of this type has; whatever is no text has.
    fn has_shape(&self, value: &Json, types: &[TypeDef]) -> bool {
        let Some(text) = value.as_str() else { return true };
        match self {
            Self::Date => Date::new(text).is_valid(),
            Self::DateTime { rfc2822: false } => DateTime::new(text).is_valid(),
            Self::DateTime { rfc2822: true } => DateTime::new(text).is_rfc2822(),
            Self::Decimal { .. } => Decimal::new(text).is_ok(),
            Self::Text(bounds) => {
                let has_pattern = |pattern: &String| Pattern::matches_once(pattern, text).unwrap_or(true);
                bounds.format.is_none_or(|format| format.matches(text))
                    && bounds.pattern.as_ref().is_none_or(has_pattern)
            }
            Self::Named(id) => match &types[id.0].kind {
                TypeKind::Enum(values) => {
                    values.values.iter().any(|known| known.value == Value::Text(text.to_owned()))
                }
                _ => true,
            },
            _ => true,
        }
    }
}

impl Union {
    /// The alternatives that have the JSON type of a value.
    fn fitting<'u>(&'u self, value: &Json, types: &[TypeDef]) -> Vec<&'u Alternative> {
        let Some(json) = JsonType::of(value) else { return Vec::new() };
        let fits = |alternative: &&Alternative| alternative.ty.json_types(types).contains(&json);
        self.alternatives.iter().filter(fits).collect()
    }

    /// The alternative that a value is told to be, as generated code tells it: the only one of its JSON type, or the
    /// first of them that it has the mark of.
    pub fn told<'u>(&'u self, value: &Json, types: &[TypeDef]) -> Option<&'u Alternative> {
        let fitting = self.fitting(value, types);
        if let [only] = fitting.as_slice() {
            return Some(only);
        }
        fitting.into_iter().find(|alternative| match &alternative.tell {
            Tell::Fields(fields) if value.is_object() => {
                fields.iter().all(|field| value.get(field).is_some())
            }
            _ => alternative.ty.has_shape(value, types),
        })
    }
}
