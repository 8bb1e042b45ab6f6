//! A field and the types of its value, each type with the bounds that it can have and no others.

use actiongen_runtime::{Accepts, Format, Items, Length};
use serde_json::Value as Json;

use super::{Scalar, TypeId};

/// A field of a record, of a path or of a query.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The name in Rust, not yet escaped where it is a keyword.
    pub rust: String,
    /// The name for people.
    pub label: String,
    /// The type of its value.
    pub ty: Type,
    /// Whether it must be there, and whether null is a value.
    pub presence: Presence,
    /// In which directions it travels.
    pub access: Access,
    /// Whether the value is redacted wherever it could be printed.
    pub secret: bool,
    /// What else is read in place of its value.
    pub accepts: Vec<Accepts>,
    /// Whether Rust needs a box here, since the type would hold itself.
    pub boxed: bool,
    /// What the API takes when the field is absent.
    pub default: Option<Json>,
    /// A value that shows what is meant.
    pub example: Option<Json>,
    /// What an empty input box shows.
    pub placeholder: Option<String>,
    /// What it means.
    pub doc: Option<String>,
    /// Why it should not be used any more; empty where nothing is said.
    pub deprecated: Option<String>,
    /// Whether it may change in a breaking way.
    pub beta: bool,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
    /// The scalar with a name that its type is, or is a list or a map of.
    pub scalar: Option<Scalar>,
}

impl Field {
    /// Whether an input document must have it.
    pub fn is_required_in_requests(&self) -> bool {
        self.presence.is_required() && self.access != Access::Read
    }

    /// Whether an answer must have it.
    pub fn is_required_in_answers(&self) -> bool {
        self.presence.is_required() && self.access != Access::Write
    }
}

/// Whether a field must be there, and whether null is a value of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always there, never null.
    Required,
    /// It may be left out.
    Optional,
    /// Always there; null is a value.
    RequiredNullable,
    /// It may be left out, and null is a value: three states.
    OptionalNullable,
}

impl Presence {
    /// From the two words of the spec.
    pub fn new(required: bool, nullable: bool) -> Self {
        match (required, nullable) {
            (true, false) => Self::Required,
            (false, false) => Self::Optional,
            (true, true) => Self::RequiredNullable,
            (false, true) => Self::OptionalNullable,
        }
    }

    /// Whether the field must be there.
    pub fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
    }

    /// Whether null is a value.
    pub fn is_nullable(self) -> bool {
        matches!(self, Self::RequiredNullable | Self::OptionalNullable)
    }
}

/// In which directions a field travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Sent and returned.
    Both,
    /// Returned, never sent.
    Read,
    /// Sent, never returned.
    Write,
}

/// The type of a value, with what bounds it.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A text.
    Text(Text),
    /// True or false.
    Bool {
        /// Whether it travels as 1 or 0.
        as_int: bool,
    },
    /// A whole number of 64 bits.
    Int(Range),
    /// A whole number of 32 bits.
    Int32(Range),
    /// A floating-point number.
    Number(Range),
    /// An exact decimal number.
    Decimal {
        /// Its bounds.
        range: Range,
        /// Whether it is sent as a JSON number; as text otherwise.
        as_number: bool,
    },
    /// A day.
    Date,
    /// A moment.
    DateTime {
        /// Whether it travels as RFC 2822; as RFC 3339 otherwise.
        rfc2822: bool,
    },
    /// Any JSON.
    Json,
    /// A list.
    List(Box<List>),
    /// A map from text.
    Map(Box<Type>),
    /// A record, an enum or a union.
    Named(TypeId),
}

impl Type {
    /// The type of the values in it, through lists and maps.
    pub fn leaf(&self) -> &Self {
        match self {
            Self::List(list) => list.item.leaf(),
            Self::Map(value) => value.leaf(),
            other => other,
        }
    }

    /// The named type that it is or holds.
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Self::Named(id) => Some(*id),
            Self::List(list) => list.item.named(),
            Self::Map(value) => value.named(),
            _ => None,
        }
    }
}

/// What bounds a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// How many characters it has.
    pub length: Option<Length>,
    /// Its shape.
    pub format: Option<Format>,
    /// An anchored regular expression, which the runtime can compile.
    pub pattern: Option<String>,
}

/// A list: its items and what bounds it.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The type of an item.
    pub item: Type,
    /// How many there are.
    pub items: Option<Items>,
    /// Whether they must differ.
    pub unique: bool,
    /// Whether one parameter of a query holds them all, joined by commas; one for each otherwise.
    pub joined: bool,
}

/// The bounds of a number. `lower` makes none that no number can meet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Range {
    /// The lower end.
    pub min: Option<Limit>,
    /// The upper end.
    pub max: Option<Limit>,
}

impl Range {
    /// Whether there is no bound.
    pub fn is_open(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// The number, in plain digits.
    pub value: String,
    /// Whether the number itself is left out.
    pub excluded: bool,
}
