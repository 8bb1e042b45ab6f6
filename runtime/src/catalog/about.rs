//! What there is to know about an action, as `catalog.json` says it.

use serde::Deserialize;
use serde_json::Value;

use crate::endpoint::Effect;

/// What there is to know about an action.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct About {
    /// Its id: `customers.create`.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// What it does, in one sentence.
    pub summary: String,
    /// What else there is to know about it, in Markdown.
    pub doc: Option<String>,
    /// Method and path, where it is one request: `POST /v3/customers`.
    pub endpoint: Option<String>,
    /// The calls of other actions that it is made of, in order, where it is.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// Whether what it gives comes in pages, each a request of its own.
    #[serde(default)]
    pub paged: bool,
    /// The scopes, any one of which is enough.
    pub scopes: Vec<String>,
    /// What sending it twice can do.
    pub effect: Effect,
    /// What sending it by mistake can destroy; nothing where it destroys nothing.
    pub destructive: Option<Destructive>,
    /// What to use instead, where it should not be used any more.
    pub deprecated: Option<Deprecation>,
    /// `beta` where it may change in a breaking way.
    pub stability: Option<String>,
    /// Everything that it can be given, the outer before the inner.
    pub inputs: Vec<Field>,
    /// What is asked across its inputs, besides what each of them asks.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Examples that pass.
    pub samples: Vec<Sample>,
}

/// A call of another action.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Step {
    /// Its name.
    pub name: String,
    /// The id of the action that it calls.
    pub call: String,
}

/// What sending an action by mistake destroys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Destructive {
    /// What it names.
    Named,
    /// Everything; it names nothing.
    All,
}

/// Why an action should not be used any more.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Deprecation {
    /// The id of the action to use instead.
    #[serde(rename = "use")]
    pub use_instead: Option<String>,
    /// Why, in Markdown.
    pub doc: Option<String>,
}

/// Something that an action can be given.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Field {
    /// Its place in the input document: `body[].email`, `query.id:in`, `body.prices.*`. `[]` stands for each item of a
    /// list, `*` for each key of a map.
    pub place: String,
    /// Its name for people.
    pub label: String,
    /// Its type in words: "text", "list of NewAddress".
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether it has to be there, where what holds it is.
    #[serde(default)]
    pub required: bool,
    /// Whether null is a value of it.
    #[serde(default)]
    pub nullable: bool,
    /// What bounds it, in words: "3 to 250 characters".
    pub bounds: Option<String>,
    /// The values that it can have, where they are listed.
    #[serde(default)]
    pub values: Vec<Value>,
    /// What the API takes where it is left out.
    pub default: Option<Value>,
    /// Whether it must not be shown.
    #[serde(default)]
    pub secret: bool,
    /// What it means, in Markdown.
    pub doc: Option<String>,
    /// A value that shows what is meant.
    pub example: Option<Value>,
    /// Why it should not be used any more; empty where nothing is said.
    pub deprecated: Option<String>,
}

/// A condition across inputs. A document that breaks it is refused before anything is sent.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Rule {
    /// The place of the object whose fields it is about, written as that of a [`Field`]: `input`, `body[]`.
    pub place: String,
    /// What it asks for, as a sentence in Markdown: "Give exactly one of `id` and `email`."
    pub rule: String,
    /// Why, in Markdown.
    pub doc: Option<String>,
}

/// An example of an action. What is secret reads as `<its_name>`.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Sample {
    /// Its name.
    pub name: String,
    /// What it shows, in Markdown.
    pub doc: Option<String>,
    /// The input document.
    pub input: Value,
    /// What the action gives, where that is known.
    pub output: Option<Value>,
    /// The kind of the error that comes instead.
    pub fails: Option<String>,
}

/// Something that a connection is made of.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct ConnectionField {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// The environment variable that programs read it from.
    pub variable: String,
    /// Whether it must not be shown.
    #[serde(default)]
    pub secret: bool,
    /// What it means, in Markdown.
    pub doc: Option<String>,
    /// What it is where it is left out; nothing where it cannot be.
    pub default: Option<String>,
}
