//! Named types: records, enums and unions.

use serde_json::Value as Json;

use super::{Field, Rule, Type};

/// The place of a type in [`Api::types`](super::Api::types).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The place of its resource in [`Api::resources`](super::Api::resources).
    pub resource: usize,
    /// Its name in the spec.
    pub name: String,
    /// Its name in Rust.
    pub rust: String,
    /// What it is.
    pub doc: Option<String>,
    /// Where the facts come from.
    pub source: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// In which directions it travels.
    pub usage: Usage,
    /// What it is made of.
    pub kind: TypeKind,
}

/// Where a type is used; this decides what an emitter makes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// In the body of a request.
    pub body: bool,
    /// As the parameters of a query, or in one.
    pub query: bool,
    /// In an answer.
    pub answer: bool,
}

impl Usage {
    /// Whether it travels in a request.
    pub fn is_sent(self) -> bool {
        self.body || self.query
    }
}

/// What a named type is made of.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// Fields.
    Record(Record),
    /// One of several values.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// One of several records, told by a field.
    Tagged(Tagged),
}

/// A scalar with a name. It is no type of its own: what has it is a text, a number and so on.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// The resource that declares it.
    pub resource: String,
    /// Its name in the spec.
    pub name: String,
    /// What it is.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// A type made of fields.
#[derive(Clone, Debug)]
pub struct Record {
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// The conditions across them, in order. They bind what is sent.
    pub rules: Vec<Rule>,
}

/// A type with a list of values.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The values, in order: all texts or all whole numbers.
    pub values: Vec<EnumValue>,
}

impl Enum {
    /// Whether the values are whole numbers.
    pub fn is_int(&self) -> bool {
        matches!(self.values.first().map(|value| &value.value), Some(Value::Int(_)))
    }
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The value on the wire.
    pub value: Value,
    /// The Rust variant.
    pub rust: String,
    /// What it means.
    pub doc: Option<String>,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// A value of an enum on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
}

/// A type that is one of several.
#[derive(Clone, Debug)]
pub struct Union {
    /// The types, tried in order.
    pub alternatives: Vec<Alternative>,
}

/// One of the types of a union.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The Rust variant.
    pub rust: String,
    /// The type.
    pub ty: Type,
    /// The scalar with a name that the type is, or is a list or a map of.
    pub scalar: Option<Scalar>,
    /// How it is told from the later ones.
    pub tell: Tell,
}

/// A type that is one of several records, told by a field that none of them has.
#[derive(Clone, Debug)]
pub struct Tagged {
    /// The field that tells, on the wire: a text.
    pub tag: String,
    /// The records, in order.
    pub variants: Vec<Variant>,
}

impl Tagged {
    /// The variant that an object says that it is.
    pub fn told(&self, value: &Json) -> Option<&Variant> {
        let tag = value.get(&self.tag)?.as_str()?;
        self.variants.iter().find(|variant| variant.value == tag)
    }
}

/// One of the records of a tagged union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The value of the tag on the wire.
    pub value: String,
    /// The Rust variant.
    pub rust: String,
    /// The record.
    pub record: TypeId,
    /// What it is.
    pub doc: Option<String>,
}

impl Variant {
    /// The fields of its record.
    pub fn fields<'t>(&self, types: &'t [TypeDef]) -> &'t [Field] {
        match &types[self.record.0].kind {
            TypeKind::Record(record) => &record.fields,
            _ => &[],
        }
    }
}

/// How an alternative is told from the later ones of the same JSON type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tell {
    /// No later one has its JSON type.
    JsonType,
    /// The text has its shape: a date, a format, a pattern, or a value of an enum.
    Shape,
    /// The object has these fields, which the later ones lack.
    Fields(Vec<String>),
}
