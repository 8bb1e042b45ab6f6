//! The JSON types by which values travel, and how they select an alternative of a union.

use serde_json::Value;

use crate::catalog::description::{Alternative, Mark, Type, TypeKind, Types, Union};
use crate::date::{Date, DateTime};
use crate::decimal::Decimal;

/// A type of JSON; null is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonType {
    String,
    Number,
    Boolean,
    Array,
    Object,
}

impl JsonType {
    const ALL: [Self; 5] = [Self::String, Self::Number, Self::Boolean, Self::Array, Self::Object];

    pub(crate) const fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::String(_) => Some(Self::String),
            Value::Number(_) => Some(Self::Number),
            Value::Bool(_) => Some(Self::Boolean),
            Value::Array(_) => Some(Self::Array),
            Value::Object(_) => Some(Self::Object),
        }
    }
}

/// The JSON types by which the values of a type travel.
pub(crate) fn of(ty: &Type, types: &Types) -> &'static [JsonType] {
    match ty {
        Type::String(_) | Type::Date | Type::DateTime { .. } => &[JsonType::String],
        Type::Boolean { .. } => &[JsonType::Boolean],
        Type::Integer(_) | Type::Int32(_) | Type::Number(_) => &[JsonType::Number],
        Type::Decimal(_) => &[JsonType::String, JsonType::Number],
        Type::Json => &JsonType::ALL,
        Type::Array(_) => &[JsonType::Array],
        Type::Map { .. } => &[JsonType::Object],
        Type::Ref(reference) => match types.definition(reference).map(|definition| &definition.kind) {
            Some(TypeKind::Enum(values)) if values.iter().all(|value| value.value.is_i64()) => {
                &[JsonType::Number]
            }
            Some(TypeKind::Enum(_)) => &[JsonType::String],
            Some(TypeKind::Record(_) | TypeKind::Tagged(_)) | None => &[JsonType::Object],
            // A union in a union is followed no deeper.
            Some(TypeKind::AnyOf(_)) => &JsonType::ALL,
        },
    }
}

/// What a value of a type is called where another was found: "a date", "text".
pub(crate) fn phrase(ty: &Type, types: &Types) -> String {
    match ty {
        Type::Date => "a date".to_owned(),
        Type::DateTime { .. } => "a date with a time".to_owned(),
        Type::String(bounds) => match (bounds.format, &bounds.pattern) {
            (Some(format), _) => format.phrase().to_owned(),
            (None, Some(pattern)) => format!("text that matches `{}`", pattern.as_str()),
            (None, None) => "text".to_owned(),
        },
        Type::Boolean { .. } => "true or false".to_owned(),
        Type::Integer(_) | Type::Int32(_) => "a whole number".to_owned(),
        Type::Number(_) => "a number".to_owned(),
        Type::Decimal(_) => "a number or text".to_owned(),
        Type::Json => "any value".to_owned(),
        Type::Array(_) => "a list".to_owned(),
        Type::Map { .. } => "an object".to_owned(),
        Type::Ref(reference) => match types.definition(reference).map(|definition| &definition.kind) {
            Some(TypeKind::Enum(values)) if values.iter().all(|value| value.value.is_i64()) => {
                "a whole number".to_owned()
            }
            Some(TypeKind::Enum(_)) => "text".to_owned(),
            _ => "an object".to_owned(),
        },
    }
}

/// The alternative that a value is: the only one of its JSON type, or the first of them whose mark it has.
///
/// One is selected, once: whatever is wrong with the value afterwards is wrong with that alternative.
pub(crate) fn select<'d>(union: &'d Union, value: &Value, types: &'d Types) -> Option<&'d Alternative> {
    let json = JsonType::of(value)?;
    let mut fitting = union.alternatives.iter().filter(|it| of(&it.schema, types).contains(&json));
    let first = fitting.next()?;
    let Some(second) = fitting.next() else { return Some(first) };
    let has_mark = |alternative: &&Alternative| match &alternative.mark {
        Mark::Fields(fields) if json == JsonType::Object => {
            fields.iter().all(|field| value.get(field).is_some())
        }
        _ => has_shape(&alternative.schema, value, types),
    };
    [first, second].into_iter().chain(fitting).find(has_mark)
}

/// Whether a string has the shape that a string of this type has; whatever is no string has.
fn has_shape(ty: &Type, value: &Value, types: &Types) -> bool {
    let Some(text) = value.as_str() else { return true };
    match ty {
        Type::Date => Date::new(text).is_valid(),
        Type::DateTime { rfc2822: false } => DateTime::new(text).is_valid(),
        Type::DateTime { rfc2822: true } => DateTime::new(text).is_rfc2822(),
        Type::Decimal(_) => Decimal::new(text).is_ok(),
        Type::String(bounds) => {
            bounds.format.is_none_or(|format| format.matches(text))
                && bounds.pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
        }
        Type::Ref(reference) => match types.definition(reference).map(|definition| &definition.kind) {
            Some(TypeKind::Enum(values)) => values.iter().any(|known| known.value.as_str() == Some(text)),
            _ => true,
        },
        _ => true,
    }
}
