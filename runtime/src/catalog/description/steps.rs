//! Actions that call other actions: a sequence of calls, and the values that flow between them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::types::TypeRef;

/// A sequence of calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepsDescription {
    /// The record of the input.
    pub input: TypeRef,
    /// The calls, in order.
    pub calls: Vec<StepDescription>,
    /// The record of the output.
    pub output: TypeRef,
    /// The value of each field of the output, in the order of its fields.
    pub values: Vec<Expression>,
}

/// One call of another action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDescription {
    /// Its name.
    pub name: String,
    /// The id of the action that it calls, which is one request.
    pub call: String,
    /// When the call is made; always, unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Guard>,
    /// The parameters of the path, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<Expression>,
    /// The query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<Expression>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Expression>,
    /// How many items of a returned list the step takes; nothing where no list is returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
    /// What it is for, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// When a call is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// If the value is present.
    Present(Reference),
    /// If the value is absent.
    Absent(Reference),
}

/// How many items a step takes from the list that is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// A path to a value: `["input", "email"]`, or the name of a step and fields below it: `["found", "id"]`. In a look-up
/// it begins with `item`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(pub Vec<String>);

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expression {
    /// A field of the input, or what a step returned.
    Ref(Reference),
    /// A fixed value.
    Const(Value),
    /// The first value that is present.
    FirstOf(Vec<Reference>),
    /// A string with values in it.
    Template(Vec<TemplatePart>),
    /// Whether a value is present.
    IsPresent(Reference),
    /// The names of those values that are present.
    NamesPresent(Vec<NamedReference>),
    /// A record. It is absent where all of its values are.
    Record {
        /// Its fields and their values, in order.
        fields: Vec<FieldExpression>,
        /// A value that must be present for the record to be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only_if: Option<Reference>,
    },
    /// A list. Absent items are left out; it is absent where all of them are.
    List(Vec<Expression>),
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplatePart {
    /// Literal text.
    Text(String),
    /// A value.
    Ref(Reference),
}

/// A value with the name that is reported if it is present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedReference {
    /// The name.
    pub name: String,
    /// The value.
    #[serde(rename = "ref")]
    pub reference: Reference,
}

/// A field of a record and its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldExpression {
    /// The name of the field.
    pub name: String,
    /// Its value.
    pub value: Expression,
}
