//! The service, its resources, and what holds for every action.

use actiongen_runtime::ErrorKind;

use super::{Action, ActionKind, ActionRef, Call, Endpoint, RateLimit, Retry, Text, TypeDef, TypeId};

/// A whole service: everything that an emitter needs.
#[derive(Clone, Debug)]
pub struct Api {
    /// The name of the service: the folder of its spec.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// What it is, in one sentence.
    pub summary: Option<String>,
    /// What there is to know about it, in Markdown.
    pub doc: Option<String>,
    /// Where the facts come from.
    pub source: Option<String>,
    /// Where every path begins; `{names}` are fields of the connection.
    pub base_url: String,
    /// What a client is made of.
    pub connection: Vec<ConnectionField>,
    /// The OAuth scopes.
    pub scopes: Vec<Scope>,
    /// What statuses mean.
    pub errors: Vec<ErrorRule>,
    /// The type of an error's body.
    pub error_body: Option<TypeId>,
    /// Where an error's messages stand; the first place that is there.
    pub messages_at: Vec<Vec<String>>,
    /// When a request is sent again.
    pub retry: Retry,
    /// How answers tell what is left of the quota, if they do.
    pub rate_limit: Option<RateLimit>,
    /// The schemes of pagination.
    pub pagination: Vec<PagingScheme>,
    /// The resources, in the order of their names.
    pub resources: Vec<Resource>,
    /// The types of all resources.
    pub types: Vec<TypeDef>,
}

impl Api {
    /// A type by its id.
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// An action by its places.
    pub fn action(&self, place: ActionRef) -> &Action {
        &self.resources[place.resource].actions[place.action]
    }

    /// The endpoint that a call of a sample of this action goes to, and the action that has it.
    pub fn called<'a>(&'a self, action: &'a Action, call: &Call) -> Option<(&'a Action, &'a Endpoint)> {
        match &action.kind {
            ActionKind::Endpoint(endpoint) => Some((action, endpoint)),
            ActionKind::Steps(steps) => {
                let called = self.action(steps.calls.get(call.step?)?.action);
                Some((called, called.endpoint()?))
            }
        }
    }

    /// All actions with their resources, in order.
    pub fn actions(&self) -> impl Iterator<Item = (&Resource, &Action)> {
        self.resources
            .iter()
            .flat_map(|resource| resource.actions.iter().map(move |action| (resource, action)))
    }
}

/// A resource: types and actions that belong together.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its name: a module, a chapter, the first half of an action's id.
    pub name: String,
    /// The Rust type that holds its actions.
    pub handle: String,
    /// The name for people.
    pub title: String,
    /// What it is, in Markdown.
    pub doc: Option<String>,
    /// Where the facts come from.
    pub source: Option<String>,
    /// Its types, in order; those made for queries last.
    pub types: Vec<TypeId>,
    /// Its actions, in the order of their names.
    pub actions: Vec<Action>,
    /// The places of the other resources whose types it names.
    pub uses: Vec<usize>,
}

/// A field of the connection.
#[derive(Clone, Debug)]
pub struct ConnectionField {
    /// Its name.
    pub name: String,
    /// Its name in Rust, not yet escaped where it is a keyword.
    pub rust: String,
    /// The name for people.
    pub label: String,
    /// What bounds it.
    pub text: Text,
    /// Whether it is redacted wherever it could be printed.
    pub secret: bool,
    /// Where it goes.
    pub credential: Credential,
    /// What it means.
    pub doc: Option<String>,
    /// A value that shows what is meant.
    pub example: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// Where a field of the connection goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Into the base URL.
    BaseUrl,
    /// Into a header of every request.
    Header(String),
}

/// An OAuth scope.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Its name.
    pub name: String,
    /// What it allows.
    pub doc: String,
}

/// What a status means.
#[derive(Clone, Debug)]
pub struct ErrorRule {
    /// The status, or a class of them.
    pub statuses: Statuses,
    /// The kind of the error.
    pub kind: ErrorKind,
    /// What it means and what to do about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// A status or a class of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statuses {
    /// One: 404.
    One(u16),
    /// A class: 5 for 500 to 599.
    Class(u16),
}

/// A scheme of pagination with a name.
#[derive(Clone, Debug)]
pub struct PagingScheme {
    /// Its name.
    pub name: String,
    /// How it walks.
    pub paging: Paging,
    /// The parameters that it adds to a query.
    pub parameters: Vec<super::Field>,
}

/// How a scheme of pagination walks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paging {
    /// By cursor.
    Cursor {
        /// The parameter that carries it.
        send: String,
        /// Where the answer has the next one.
        read: Vec<String>,
    },
    /// By page number.
    Page {
        /// The parameter that carries it.
        send: String,
        /// The number of the first page.
        first: i64,
        /// Where the answer has the number of the last page; without it, an empty page ends.
        last_at: Option<Vec<String>>,
    },
}

impl Paging {
    /// The parameter that says which page is wanted.
    pub fn parameter(&self) -> &str {
        match self {
            Self::Cursor { send, .. } | Self::Page { send, .. } => send,
        }
    }
}
