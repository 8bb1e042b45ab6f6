//! An action made of others: a straight line of calls, and the values that go from one to the next.

use serde_json::Value as Json;

use super::{Type, TypeId};

/// A straight line of calls.
#[derive(Clone, Debug)]
pub struct Steps {
    /// The record of the input.
    pub input: TypeId,
    /// The calls, in order.
    pub calls: Vec<Step>,
    /// The record of the output.
    pub output: TypeId,
    /// What each field of the output is, in the order of its fields.
    pub values: Vec<Expr>,
}

/// One call of an action made of others.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name in the spec.
    pub name: String,
    /// Its name in Rust, not yet escaped where it is a keyword.
    pub rust: String,
    /// The action that is called, which has an endpoint.
    pub action: ActionRef,
    /// Whether the call is made at all; always where there is none.
    pub guard: Option<Guard>,
    /// The fields of the path, in its order.
    pub path: Vec<Expr>,
    /// The record of the query.
    pub query: Option<Expr>,
    /// The body.
    pub body: Option<Expr>,
    /// How many items of the list that comes back are taken; none where no list does.
    pub expect: Option<Expect>,
    /// What the step gives; none where there is nothing to refer to.
    pub ty: Option<Type>,
    /// What there is to know about it.
    pub doc: Option<String>,
}

impl Step {
    /// Whether there may be no value after the step: it was left out, or found nothing and that is well.
    pub fn is_optional(&self) -> bool {
        self.guard.is_some() || self.expect == Some(Expect::AtMostOne)
    }
}

/// An action by the places of its resource and of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionRef {
    /// The place of the resource in [`Api::resources`](super::Api::resources).
    pub resource: usize,
    /// The place of the action in [`Resource::actions`](super::Resource::actions).
    pub action: usize,
}

/// When a step is made.
#[derive(Clone, Debug)]
pub struct Guard {
    /// What decides.
    pub on: Reference,
    /// Whether it has to be present; absent otherwise.
    pub present: bool,
}

/// How many items a step takes from the list that comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Exactly one: none fails as `not_found`, several as `ambiguous`.
    One,
    /// One or none: several fail as `ambiguous`.
    AtMostOne,
    /// None: any fails as `conflict`.
    None,
    /// All of them, on every page.
    Many,
}

impl Expect {
    /// All of them, with their words in a spec.
    pub const ALL: [(&'static str, Self); 4] =
        [("one", Self::One), ("at_most_one", Self::AtMostOne), ("none", Self::None), ("many", Self::Many)];
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A field of the input, or what a step gave.
    Reference(Reference),
    /// A fixed value of this type.
    Const(Json, Type),
    /// The first that is present, all of one type.
    FirstOf(Vec<Reference>),
    /// A text with values in it.
    Text(Vec<TextPart>),
    /// Whether something is present.
    IsPresent(Reference),
    /// The names of those that are present.
    NamesPresent(Vec<(String, Reference)>),
    /// A record. It is left out where all of its values are.
    Record {
        /// Its type.
        ty: TypeId,
        /// The places of its fields, each with its value.
        fields: Vec<(usize, Expr)>,
        /// What has to be present for the record to be there at all.
        only_if: Option<Reference>,
    },
    /// A list. An item that is absent is left out; so is the list, where all of them are.
    List(Vec<Expr>, Type),
}

impl Expr {
    /// Whether any reference in it is of a kind.
    pub fn any(&self, is_it: &impl Fn(&Reference) -> bool) -> bool {
        match self {
            Self::Reference(reference) | Self::IsPresent(reference) => is_it(reference),
            Self::Const(..) => false,
            Self::FirstOf(references) => references.iter().any(is_it),
            Self::Text(parts) => {
                parts.iter().any(|part| matches!(part, TextPart::Reference(reference) if is_it(reference)))
            }
            Self::NamesPresent(names) => names.iter().any(|(_, reference)| is_it(reference)),
            Self::Record { fields, only_if, .. } => {
                only_if.as_ref().is_some_and(is_it) || fields.iter().any(|(_, value)| value.any(is_it))
            }
            Self::List(items, _) => items.iter().any(|item| item.any(is_it)),
        }
    }
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub enum TextPart {
    /// Text that stands as it is.
    Literal(String),
    /// A value.
    Reference(Reference),
}

/// The way to a value.
#[derive(Clone, Debug)]
pub struct Reference {
    /// As it is written: `found.id`.
    pub text: String,
    /// Where it begins.
    pub root: Root,
    /// The fields below, each with the record that it belongs to.
    pub path: Vec<(TypeId, usize)>,
    /// The type that it leads to.
    pub ty: Type,
    /// Whether the value is redacted wherever it could be printed.
    pub secret: bool,
    /// Whether there may be nothing at its end.
    pub optional: bool,
    /// The places in its path of the fields that may be absent though what has them is there.
    pub unsure: Vec<usize>,
}

/// Where a reference begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// A field of the input, by its place.
    Input(usize),
    /// A step, by its place.
    Step(usize),
}
