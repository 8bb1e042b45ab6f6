//! The description of a service as data: what `catalog.json` holds, and what the engine executes.
//!
//! Everything here is read from JSON, so nothing is trusted until [`Description::read`] has resolved and checked it.
//! Afterwards every name leads to a type, a field or an action, and every bound can be met.

mod action;
mod check;
mod steps;
mod types;

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub use self::action::{
    ActionDescription, BatchDescription, BatchOver, Body, Deprecation, Destructive, Lookup,
    ReconcileDescription, Request, Sample,
};
pub(crate) use self::check::split_endpoint;
pub use self::steps::{
    Expect, Expression, FieldExpression, Guard, NamedReference, Reference, StepDescription, StepsDescription,
    TemplatePart,
};
pub use self::types::{
    Access, Alternative, ArrayType, Condition, DecimalType, EnumValue, Field, ListStyle, Mark, NumberBounds,
    Record, RuleDescription, RuleKind, StringType, Tagged, Then, Type, TypeDefinition, TypeKind, TypeRef,
    Union, Variant,
};
use crate::endpoint::{At, ErrorRule};
use crate::retry::{RateLimit, Retry};

/// The version of the format that this library reads and writes.
pub const FORMAT: u32 = 1;

/// A whole service: its connection, its types and its actions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// Who wrote the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated_by: Option<String>,
    /// The version of the format; [`FORMAT`].
    pub format: u32,
    /// The name of the service: `library`.
    pub service: String,
    /// The name for people.
    pub title: String,
    /// The fields of a connection.
    pub connection: Vec<ConnectionField>,
    /// The address of the service; `{names}` in its default are fields of the connection.
    pub base_url: BaseUrlDescription,
    /// What statuses mean, where an action does not say otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorRule>,
    /// Where the body of an error has its messages: the first location that exists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages_at: Vec<At>,
    /// When requests are sent again.
    #[serde(default)]
    pub retry: Retry,
    /// How responses report what is left of the caller's quota, if they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
    /// Every action, by resource and name.
    pub actions: Vec<ActionDescription>,
    /// The named types: `customers.NewCustomer`.
    pub types: Types,
}

/// A field of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionField {
    /// Its name.
    pub name: String,
    /// The name for people.
    pub label: String,
    /// The environment variable that programs read it from.
    pub variable: String,
    /// Where it goes.
    #[serde(rename = "in")]
    pub location: CredentialLocation,
    /// Whether it must not be shown.
    #[serde(default, skip_serializing_if = "is_false")]
    pub secret: bool,
    /// What bounds it.
    #[serde(default, skip_serializing_if = "StringType::is_unbounded")]
    pub schema: StringType,
    /// What it means, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// Where a field of the connection goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialLocation {
    /// Into the base URL, in the place of its `{name}`.
    BaseUrl,
    /// Into a header of every request.
    Header(String),
}

/// The address of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseUrlDescription {
    /// The environment variable that programs read it from.
    pub variable: String,
    /// The address unless another is given.
    pub default: String,
}

/// The named types of a service, in order, each by its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Types {
    definitions: Vec<TypeDefinition>,
    by_name: HashMap<String, usize>,
}

/// Why a catalogue cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogError {
    location: String,
    message: String,
}

impl CatalogError {
    pub(crate) fn new(location: impl Into<String>, message: impl Into<String>) -> Self {
        Self { location: location.into(), message: message.into() }
    }

    /// Where it is: `actions[3] (customers.create)`, `types.customers.NewCustomer`.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }

    /// What is wrong, as a sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.location.as_str() {
            "" => write!(f, "this catalog cannot be read: {}", self.message),
            location => write!(f, "this catalog cannot be read: {location}: {}", self.message),
        }
    }
}

impl std::error::Error for CatalogError {}

pub(crate) fn is_false(flag: &bool) -> bool {
    !flag
}

/// Reads a value that is there, which may be null.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}
