//! Values of described types: what typed code holds in structs, held here by description.
//!
//! A value is written exactly as generated code writes it: fields in their declared order, decimals with every digit,
//! secrets for the server alone.

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use crate::audience::{Audience, to_program_json};
use crate::catalog::description::{Alternative, ListStyle, Record, Type};
use crate::decimal::{self, Decimal};
use crate::query::{Query, QueryText, QueryValue, ToQuery};
use crate::secret::REDACTED;

/// A value of a described type.
#[derive(Clone, PartialEq)]
pub(crate) enum DynamicValue<'d> {
    /// What could not be read; the reason was reported.
    Invalid,
    /// A reference in a draft, or text that has one: present, with an unknown value.
    Reference {
        /// Whether it may turn out to be absent.
        may_be_absent: bool,
    },
    /// Null, where it is a value.
    Null,
    /// A boolean.
    Boolean {
        value: bool,
        /// Whether it travels as 1 or 0.
        as_integer: bool,
    },
    /// An integer.
    Integer(i64),
    /// A floating-point number.
    Number(f64),
    /// An exact decimal.
    Decimal {
        value: Decimal,
        /// Whether it is sent as a JSON number.
        as_number: bool,
    },
    /// A string, a date, a date and time, or a value of an enum of strings.
    String(String),
    /// Any JSON; in a response also a value that fits no alternative of a union.
    Json(Value),
    /// A list.
    Array(Vec<DynamicValue<'d>>),
    /// An object with arbitrary keys.
    Map(BTreeMap<String, DynamicValue<'d>>),
    /// An object with known fields.
    Record(RecordValue<'d>),
    /// A value of a union.
    Alternative(&'d Alternative, Box<DynamicValue<'d>>),
    /// A value that is shown to the server alone.
    Secret(Box<DynamicValue<'d>>),
}

/// An object with known fields.
#[derive(Clone, PartialEq)]
pub(crate) struct RecordValue<'d> {
    pub(crate) record: &'d Record,
    /// The field that selected the record, and its value, if it is a variant of a tagged union.
    pub(crate) tag: Option<(&'d str, &'d str)>,
    /// The value of each field, in the order of the record.
    pub(crate) fields: Vec<Option<DynamicValue<'d>>>,
    /// Which fields were rejected, are missing, or were probably misspelt: rules about them say nothing new.
    pub(crate) suspect: Vec<usize>,
}

impl<'d> DynamicValue<'d> {
    /// The same without the wrappers of a secret and of a union.
    pub(crate) fn inner(&self) -> &Self {
        match self {
            Self::Secret(inner) | Self::Alternative(_, inner) => inner.inner(),
            other => other,
        }
    }

    /// Whether it has a value: it could be read, and is no reference.
    pub(crate) fn is_readable(&self) -> bool {
        !matches!(self.inner(), Self::Invalid | Self::Reference { .. })
    }

    /// Whether it is a reference, or has one inside, so that it cannot be compared.
    pub(crate) fn has_reference(&self) -> bool {
        match self.inner() {
            Self::Reference { .. } => true,
            Self::Array(items) => items.iter().any(Self::has_reference),
            Self::Map(values) => values.values().any(Self::has_reference),
            Self::Record(record) => record.fields.iter().flatten().any(Self::has_reference),
            _ => false,
        }
    }

    /// Whether it is a reference that may turn out to be absent.
    pub(crate) fn may_be_absent(&self) -> bool {
        matches!(self.inner(), Self::Reference { may_be_absent: true })
    }

    /// The items, if it is a list.
    pub(crate) fn items(&self) -> Option<&[Self]> {
        match self {
            Self::Secret(inner) => inner.items(),
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The value as a document has it: as it is read, not as it travels.
    pub(crate) fn to_document(&self) -> Value {
        match self {
            Self::Invalid | Self::Reference { .. } | Self::Null => Value::Null,
            Self::Boolean { value, .. } => Value::Bool(*value),
            Self::Integer(number) => Value::from(*number),
            Self::Number(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
            Self::Decimal { value, .. } => Value::String(value.to_string()),
            Self::String(text) => Value::String(text.clone()),
            Self::Json(value) => value.clone(),
            Self::Array(items) => items.iter().map(Self::to_document).collect(),
            Self::Map(values) => {
                Value::Object(values.iter().map(|(key, value)| (key.clone(), value.to_document())).collect())
            }
            Self::Record(record) => Value::Object(
                record
                    .tag
                    .map(|(name, value)| (name.to_owned(), Value::from(value)))
                    .into_iter()
                    .chain(record.present().map(|(name, value)| (name.to_owned(), value.to_document())))
                    .collect(),
            ),
            Self::Alternative(_, inner) | Self::Secret(inner) => inner.to_document(),
        }
    }

    /// The value as text inside other text, if it is a scalar.
    pub(crate) fn to_text(&self) -> Option<String> {
        match self.inner() {
            Self::Boolean { value, .. } => Some(value.to_string()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Number(number) => Some(number.to_string()),
            Self::Decimal { value, .. } => Some(value.to_string()),
            Self::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// The value as JSON for programs: secrets read `[redacted]`.
    pub(crate) fn to_output(&self) -> Value {
        to_program_json(self)
    }
}

impl<'d> RecordValue<'d> {
    pub(crate) fn new(record: &'d Record) -> Self {
        Self { record, tag: None, fields: vec![None; record.fields.len()], suspect: Vec::new() }
    }

    /// The value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&DynamicValue<'d>> {
        let index = self.record.fields.iter().position(|field| field.name == name)?;
        self.fields.get(index)?.as_ref()
    }

    /// The fields that are present, with their names.
    pub(crate) fn present(&self) -> impl Iterator<Item = (&'d str, &DynamicValue<'d>)> {
        let fields = self.record.fields.iter().zip(&self.fields);
        fields.filter_map(|(field, value)| Some((field.name.as_str(), value.as_ref()?)))
    }
}

impl Serialize for DynamicValue<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Invalid | Self::Reference { .. } => Err(S::Error::custom("this has no value")),
            Self::Null => to.serialize_unit(),
            Self::Boolean { value, as_integer: true } => to.serialize_u8(u8::from(*value)),
            Self::Boolean { value, as_integer: false } => to.serialize_bool(*value),
            Self::Integer(number) => to.serialize_i64(*number),
            Self::Number(number) => to.serialize_f64(*number),
            Self::Decimal { value, as_number: true } => decimal::as_number::serialize(value, to),
            Self::Decimal { value, as_number: false } => value.serialize(to),
            Self::String(text) => to.serialize_str(text),
            Self::Json(value) => value.serialize(to),
            Self::Array(items) => {
                let mut list = to.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Map(values) => to.collect_map(values),
            Self::Record(record) => record.serialize(to),
            Self::Alternative(_, inner) => inner.serialize(to),
            Self::Secret(inner) => match Audience::now() {
                Audience::Server => inner.serialize(to),
                _ => to.serialize_str(REDACTED),
            },
        }
    }
}

impl Serialize for RecordValue<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        if let Some((name, value)) = self.tag {
            map.serialize_entry(name, value)?;
        }
        for (name, value) in self.present() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl QueryValue for DynamicValue<'_> {
    fn write(&self, out: &mut QueryText<'_>) {
        match self {
            Self::Boolean { value, as_integer: true } => out.display(u8::from(*value)),
            Self::Boolean { value, as_integer: false } => out.display(value),
            Self::Integer(number) => out.display(number),
            Self::Number(number) => out.display(number),
            Self::Decimal { value, .. } => out.display(value),
            Self::String(text) => out.text(text),
            Self::Json(value) => out.display(value),
            Self::Alternative(_, inner) => inner.write(out),
            Self::Secret(inner) => match Audience::now() {
                Audience::Server => inner.write(out),
                _ => REDACTED.write(out),
            },
            // A query has no null, and a description no lists or objects in the place of one value.
            Self::Invalid
            | Self::Reference { .. }
            | Self::Null
            | Self::Array(_)
            | Self::Map(_)
            | Self::Record(_) => {}
        }
    }

    fn is_absent(&self) -> bool {
        !self.is_readable() || matches!(self.inner(), Self::Null)
    }
}

impl ToQuery for RecordValue<'_> {
    fn to_query(&self, query: &mut Query) {
        for (field, value) in self.record.fields.iter().zip(&self.fields) {
            let Some(value) = value else { continue };
            match (&field.schema, value.items()) {
                (Type::Array(array), Some(items)) if array.style == ListStyle::Comma => {
                    query.joined(&field.name, items);
                }
                (_, Some(items)) => query.repeated(&field.name, items),
                (_, None) => query.value(&field.name, value),
            }
        }
    }
}

impl fmt::Debug for DynamicValue<'_> {
    /// Shows what it is, not what it holds: that may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynamicValue").finish_non_exhaustive()
    }
}

impl fmt::Debug for RecordValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.present().map(|(name, _)| name)).finish()
    }
}
