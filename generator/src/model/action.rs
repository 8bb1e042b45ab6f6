//! An action: what is sent, what comes back, and what people are told of it.

use actiongen_runtime::ErrorKind;
use serde_json::Value as Json;

use super::{Batch, ErrorRule, Field, Reconcile, Steps, Type, TypeId};

/// An action.
#[derive(Clone, Debug)]
pub struct Action {
    /// The second half of its id, and the name of its function.
    pub name: String,
    /// Its id: `customers.create`.
    pub id: String,
    /// The name for people.
    pub title: String,
    /// What it does, in one sentence.
    pub summary: String,
    /// What there is to know about it, in Markdown.
    pub doc: Option<String>,
    /// Where the facts come from.
    pub source: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
    /// What it does: one request, or calls of other actions.
    pub kind: ActionKind,
    /// OAuth scopes, any one of which is enough.
    pub scopes: Vec<String>,
    /// What sending it twice can do.
    pub effect: Effect,
    /// What sending it by mistake can do.
    pub destructive: Destructive,
    /// What statuses mean here.
    pub errors: Vec<ErrorDoc>,
    /// Examples that pass.
    pub samples: Vec<Sample>,
    /// Input documents that are refused.
    pub rejects: Vec<Reject>,
    /// Questions and answers.
    pub faq: Vec<Question>,
    /// Ids of actions that go with it.
    pub related: Vec<String>,
    /// Whether it may change in a breaking way.
    pub beta: bool,
    /// What to use instead.
    pub deprecated: Option<Deprecation>,
    /// What the source has and the spec leaves out: name and reason.
    pub omits: Vec<(String, String)>,
}

impl Action {
    /// The request and its answer, where it is one.
    pub fn endpoint(&self) -> Option<&Endpoint> {
        match &self.kind {
            ActionKind::Endpoint(endpoint) => Some(endpoint),
            ActionKind::Steps(_) => None,
        }
    }

    /// The calls that it is made of, where it is.
    pub fn steps(&self) -> Option<&Steps> {
        match &self.kind {
            ActionKind::Endpoint(_) => None,
            ActionKind::Steps(steps) => Some(steps),
        }
    }

    /// The place of its pagination scheme in [`Api::pagination`](super::Api::pagination).
    pub fn paginate(&self) -> Option<usize> {
        self.endpoint().and_then(|endpoint| endpoint.paginate)
    }
}

impl Action {
    /// The parts of its input document, each with its name.
    pub fn inputs(&self) -> Vec<(&'static str, Input<'_>)> {
        match &self.kind {
            ActionKind::Endpoint(endpoint) => {
                let path = (!endpoint.path_fields.is_empty())
                    .then_some(("path", Input::Fields(endpoint.path_fields.as_slice())));
                let query = endpoint.query.map(|query| ("query", Input::Record(query)));
                let body = endpoint.body.as_ref().map(|body| ("body", Input::Value(&body.ty)));
                path.into_iter().chain(query).chain(body).collect()
            }
            ActionKind::Steps(steps) => vec![("input", Input::Record(steps.input))],
        }
    }

    /// The value in what running it returns: the items of a page, the value of a partial success.
    pub fn value_in<'v>(&self, returned: &'v Json) -> &'v Json {
        let is_partial = self.endpoint().is_some_and(|endpoint| endpoint.returns.is_partial());
        let key = match (self.paginate(), is_partial) {
            (Some(_), _) => "items",
            (None, true) => "value",
            (None, false) => return returned,
        };
        returned.get(key).unwrap_or(returned)
    }

    /// The type of what its caller gets; none where there is nothing to get.
    pub fn output(&self) -> Option<Type> {
        match &self.kind {
            ActionKind::Endpoint(endpoint) => endpoint.returns.ty.clone(),
            ActionKind::Steps(steps) => Some(Type::Named(steps.output)),
        }
    }
}

/// A part of an input document.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// An object of these fields, which are no type of their own.
    Fields(&'a [Field]),
    /// An object of this type.
    Record(TypeId),
    /// A value of this type.
    Value(&'a Type),
}

/// What an action does.
#[derive(Clone, Debug)]
pub enum ActionKind {
    /// One request and its answer.
    Endpoint(Box<Endpoint>),
    /// Calls of other actions.
    Steps(Steps),
}

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path under the base URL of the service.
    pub path: Vec<PathPart>,
    /// The fields of the path, in its order.
    pub path_fields: Vec<Field>,
    /// The record of the query.
    pub query: Option<TypeId>,
    /// The body.
    pub body: Option<Body>,
    /// What comes back.
    pub returns: Returns,
    /// The place of its scheme in [`Api::pagination`](super::Api::pagination).
    pub paginate: Option<usize>,
    /// How a list longer than one call takes is sent.
    pub batch: Option<Batch>,
    /// How to find out whether a create with an unknown outcome happened.
    pub reconcile: Option<Reconcile>,
}

impl Endpoint {
    /// The method and the path: `POST /v3/customers`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method.as_str(), self.path_template())
    }

    /// The path with its `{names}`.
    pub fn path_template(&self) -> String {
        let parts = self.path.iter().map(|part| match part {
            PathPart::Literal(text) => text.clone(),
            PathPart::Field(index) => format!("{{{}}}", self.path_fields[*index].wire),
        });
        parts.collect()
    }
}

/// A piece of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// Text that stands as it is.
    Literal(String),
    /// The place of a field in [`Endpoint::path_fields`].
    Field(usize),
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
}

impl Method {
    /// All of them, with their names.
    pub const ALL: [(&'static str, Self); 5] = [
        ("GET", Self::Get),
        ("POST", Self::Post),
        ("PUT", Self::Put),
        ("PATCH", Self::Patch),
        ("DELETE", Self::Delete),
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its type.
    pub ty: Type,
    /// What it is.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// What comes back.
#[derive(Clone, Debug)]
pub struct Returns {
    /// The statuses that succeed; the first also stands for any other 2xx.
    pub successes: Vec<Success>,
    /// The type of the value; none where there is nothing to read.
    pub ty: Option<Type>,
}

impl Returns {
    /// What the value is, as the first status says it.
    pub fn doc(&self) -> Option<&str> {
        self.successes.first().and_then(|success| success.doc.as_deref())
    }

    /// Whether it may succeed in part, so that the caller gets errors beside the value.
    pub fn is_partial(&self) -> bool {
        self.successes.iter().any(|success| success.errors_at.is_some())
    }

    /// How an answer with this status is read: as declared, and any other as the first.
    pub fn success_of(&self, status: u16) -> &Success {
        self.successes.iter().find(|success| success.status == status).unwrap_or(&self.successes[0])
    }
}

/// A status that succeeds.
#[derive(Clone, Debug)]
pub struct Success {
    /// The status.
    pub status: u16,
    /// Where the value stands in the answer.
    pub at: Vec<String>,
    /// Where a partial success keeps its errors.
    pub errors_at: Option<Vec<String>>,
    /// What it means, or what the value is.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// What sending a request twice can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It changes nothing.
    Safe,
    /// Twice is as good as once.
    Idempotent,
    /// Twice does it twice.
    Once,
}

/// What sending a request by mistake can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destructive {
    /// Nothing that cannot be put right.
    No,
    /// It destroys what it names.
    Named,
    /// It destroys everything, and names nothing.
    All,
}

/// What a status means for an action.
#[derive(Clone, Debug)]
pub struct ErrorDoc {
    /// The rule, from the action or from the service.
    pub rule: ErrorRule,
    /// Whether the action says it; the service otherwise.
    pub own: bool,
}

/// The input document of an action: `path`, `query` and `body`, those that it has, or `input`.
pub type Document = serde_json::Map<String, Json>;

/// An example that passes.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub doc: Option<String>,
    /// Where it departs from its source, and why.
    pub deviation: Option<String>,
    /// The input document.
    pub input: Document,
    /// The calls that are made, and their answers. A sample of an endpoint has exactly one.
    pub calls: Vec<Call>,
    /// What the caller gets, as the catalogue returns it: secrets read `[redacted]`. Nothing where the action returns
    /// nothing, fails, or is not answered.
    pub output: Option<Json>,
    /// Whether the docs show the output beside the answer.
    pub shows_output: bool,
    /// Whether the docs show the errors of a partial success beside it.
    pub shows_errors: bool,
    /// The kind of the error that the caller gets instead.
    pub fails: Option<ErrorKind>,
}

/// A call of a sample.
#[derive(Clone, Debug)]
pub struct Call {
    /// The step that makes it, by its place, where the action is made of steps.
    pub step: Option<usize>,
    /// The method.
    pub method: Method,
    /// The exact target: path and query.
    pub target: String,
    /// The body that is sent.
    pub body: Option<Json>,
    /// The status of the answer.
    pub status: u16,
    /// The body of the answer.
    pub response: Option<Json>,
    /// Whether the spec says what comes back; made up from the first success otherwise.
    pub answered: bool,
}

/// An input document that is refused.
#[derive(Clone, Debug)]
pub struct Reject {
    /// The input document.
    pub input: Document,
    /// The place of the violation.
    pub place: String,
    /// The word of the rule.
    pub rule: String,
    /// What it shows.
    pub doc: Option<String>,
}

/// A question and its answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// The question.
    pub question: String,
    /// Its answer, in Markdown.
    pub answer: String,
}

/// What to use instead of a deprecated action.
#[derive(Clone, Debug)]
pub struct Deprecation {
    /// The id of the action to use instead.
    pub use_instead: Option<String>,
    /// Why.
    pub doc: Option<String>,
}
