//! Types of values: what a field, a parameter or a body may be.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{is_false, present};
use crate::accepts::Accepts;
use crate::bounds::{Items, Length};
use crate::format::Format;
use crate::pattern::Pattern;

/// The type of a value, with its bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Type {
    /// A string.
    String(StringType),
    /// A boolean.
    Boolean {
        /// Whether it travels as 1 or 0.
        #[serde(default, skip_serializing_if = "is_false")]
        as_integer: bool,
    },
    /// An integer of 64 bits.
    Integer(NumberBounds),
    /// An integer of 32 bits.
    Int32(NumberBounds),
    /// A floating-point number.
    Number(NumberBounds),
    /// An exact decimal number.
    Decimal(DecimalType),
    /// A day: `2026-02-28`.
    Date,
    /// A date and time with an offset.
    DateTime {
        /// Whether it travels as RFC 2822; as RFC 3339 otherwise.
        #[serde(default, skip_serializing_if = "is_false")]
        rfc2822: bool,
    },
    /// Any JSON value, null included.
    Json,
    /// A list.
    Array(Box<ArrayType>),
    /// An object with arbitrary keys, all of whose values have one type.
    Map {
        /// The type of the values.
        values: Box<Type>,
    },
    /// A named type.
    Ref(TypeRef),
}

impl Type {
    /// The reference that it is, or that its items or values are.
    #[must_use]
    pub fn leaf_ref(&self) -> Option<&TypeRef> {
        match self {
            Self::Ref(reference) => Some(reference),
            Self::Array(array) => array.items.leaf_ref(),
            Self::Map { values } => values.leaf_ref(),
            _ => None,
        }
    }
}

/// A reference to a named type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeRef {
    /// Its name: `customers.NewCustomer`.
    pub name: String,
    /// Its index in [`Types`](super::Types), once the description was resolved.
    #[serde(skip)]
    pub(crate) index: usize,
}

impl TypeRef {
    /// A reference that is not resolved yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), index: usize::MAX }
    }
}

/// What bounds a string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StringType {
    /// The fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<usize>,
    /// The most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// Its shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// A regular expression that it matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
}

impl StringType {
    /// Whether every string fits.
    #[must_use]
    pub fn is_unbounded(&self) -> bool {
        *self == Self::default()
    }

    /// The bound on its length, if there is one.
    #[must_use]
    pub fn length(&self) -> Option<Length> {
        count(self.min_length, self.max_length, Length::new)
    }
}

fn count<C>(min: Option<usize>, max: Option<usize>, new: fn(usize, Option<usize>) -> Option<C>) -> Option<C> {
    match (min, max) {
        (None, None) => None,
        (min, max) => new(min.unwrap_or(0), max),
    }
}

/// What bounds a number. Each bound is a JSON number, or a string of digits where JSON numbers lose some.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NumberBounds {
    /// The least value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    /// Every value is above this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<String>,
    /// The greatest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<String>,
    /// Every value is below this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<String>,
}

/// An exact decimal number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DecimalType {
    /// Its bounds.
    #[serde(skip_serializing_if = "is_default")]
    pub bounds: NumberBounds,
    /// Whether it is sent as a JSON number; as a string otherwise.
    #[serde(skip_serializing_if = "is_false")]
    pub as_number: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A list: its items and what bounds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArrayType {
    /// The type of an item.
    pub items: Type,
    /// The fewest items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<usize>,
    /// The most items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<usize>,
    /// Whether no two items may be equal.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// How it is written in a query.
    #[serde(default, skip_serializing_if = "ListStyle::is_repeated")]
    pub style: ListStyle,
}

impl ArrayType {
    /// The bound on the number of items, if there is one.
    #[must_use]
    pub fn count(&self) -> Option<Items> {
        count(self.min_items, self.max_items, Items::new)
    }
}

/// How a list is written in a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListStyle {
    /// One parameter for each item: `a=1&a=2`.
    #[default]
    Repeated,
    /// One parameter, separated by commas: `a=1,2`.
    Comma,
}

impl ListStyle {
    fn is_repeated(&self) -> bool {
        *self == Self::Repeated
    }
}

/// A named type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TypeDefinition {
    /// Its name: `customers.NewCustomer`. In JSON it is the key.
    #[serde(skip)]
    pub name: String,
    /// What it is, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Why it should not be used any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// What it consists of.
    #[serde(flatten)]
    pub kind: TypeKind,
    /// Whether a value of it may have a secret inside, once the description was resolved.
    #[serde(skip)]
    pub(crate) holds_secret: bool,
}

impl TypeDefinition {
    /// A named type.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        doc: Option<String>,
        deprecated: Option<String>,
        kind: TypeKind,
    ) -> Self {
        Self { name: name.into(), doc, deprecated, kind, holds_secret: false }
    }

    /// The name without the resource: `NewCustomer`.
    #[must_use]
    pub fn short_name(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }
}

/// What a named type consists of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeKind {
    /// Fields.
    Record(Record),
    /// One of several values: all strings, or all integers.
    Enum(Vec<EnumValue>),
    /// One of several types.
    AnyOf(Union),
    /// One of several records, selected by the value of a field.
    Tagged(Tagged),
}

/// An object with known fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// Conditions across fields. They bind requests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleDescription>,
}

impl Record {
    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A field of a record, or a parameter of a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in JSON, in a query or in a path.
    pub name: String,
    /// The name for people.
    pub label: String,
    /// The type of its value.
    pub schema: Type,
    /// Whether it must be present.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Whether null is a value.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// In which direction it travels, if only in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Whether it must not be shown.
    #[serde(default, skip_serializing_if = "is_false")]
    pub secret: bool,
    /// What else is read in the place of its value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepts: Vec<Accepts>,
    /// What the API takes where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub default: Option<Value>,
    /// What it means, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// A value that shows what is meant.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub example: Option<Value>,
    /// What an empty input box shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Why it should not be used any more; empty where no reason is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
}

/// The only direction in which a field travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Only responses have it.
    Read,
    /// Only requests have it.
    Write,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumValue {
    /// The value: a string or an integer.
    pub value: Value,
    /// What it means, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Why it should not be used any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
}

/// One of several types: the first alternative whose mark a value has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Union {
    /// The alternatives, in order.
    pub alternatives: Vec<Alternative>,
}

/// An alternative of a union.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// Its name.
    pub name: String,
    /// The type of its values.
    pub schema: Type,
    /// What distinguishes it from later alternatives.
    pub mark: Mark,
}

/// What distinguishes an alternative from later ones of the same JSON type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// No later alternative has its JSON type.
    JsonType,
    /// The string has its shape: a date, a format, a pattern, or a value of an enum.
    Shape,
    /// The object has these fields, which later alternatives lack.
    Fields(Vec<String>),
}

/// One of several records, selected by the value of a field that none of them has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tagged {
    /// The name of the field: a string.
    pub tag: String,
    /// The records, in order.
    pub variants: Vec<Variant>,
}

/// A record of a tagged union.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The value of the tag that selects it.
    pub value: String,
    /// The record.
    pub record: TypeRef,
    /// What it is, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// A condition across the fields of a record. A field is present where the document has it, even if it is null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleDescription {
    /// What it asks for.
    pub rule: RuleKind,
    /// Why, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// What a rule asks for. Fields are given by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Exactly one field is present.
    ExactlyOne(Vec<String>),
    /// One or more fields are present.
    AtLeastOne(Vec<String>),
    /// At most one field is present.
    AtMostOne(Vec<String>),
    /// All fields are present, or none.
    AllOrNone(Vec<String>),
    /// Other fields are present where a field is.
    IfPresent {
        /// The field.
        field: String,
        /// The other fields.
        then: Vec<String>,
    },
    /// Something holds where a field has a value.
    If {
        /// The field and its values.
        condition: Condition,
        /// What holds.
        then: Then,
    },
    /// The fields that are present are equal.
    Equal(Vec<String>),
}

/// A field has one of some values; a list has one of them among its items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field.
    pub field: String,
    /// The values.
    pub values: Vec<Value>,
}

/// What holds where a condition is met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// These fields are present.
    Present(Vec<String>),
    /// These conditions are met.
    Met(Vec<Condition>),
}
