//! Actions as data: everything a program needs to offer the actions of a service, and to run them from JSON.
//!
//! A [`Catalog`] is read from a `catalog.json`: that of a generated crate, which embeds it, or any other, at run time.
//! It runs actions through the same [`Client`], checks and errors as typed code; no code is generated or compiled for
//! it. Workflow engines, the command line and agents use this way; programs in Rust that know the action at compile time
//! use the typed functions, whose structs the compiler checks.
//!
//! ```
//! use actiongen_runtime::catalog::Catalog;
//! use serde_json::json;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let text = include_str!("../../tests/data/post.catalog.json");
//! let catalog = Catalog::read(text)?;
//! let action = catalog.get("letters.send").ok_or("there is no such action")?;
//! let violations = action.validate(&json!({"body": {"too": "Jane"}})).unwrap_err();
//! assert_eq!(violations[1].to_string(), "body.too: there is no such field; did you mean `to`?");
//! # Ok(())
//! # }
//! ```

mod connection;
pub mod description;
mod direction;
mod engine;
mod input_document;
mod inputs;
mod names;
mod parts;
mod schema;
mod tool;
mod types;
mod words;

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};

pub use self::connection::CatalogConnection;
use self::description::{ActionDescription, CatalogError, ConnectionField, Description, Type, Types};
use self::engine::{Document, DynamicValue, Response};
pub use self::input_document::InputDocument;
pub use self::inputs::{InputField, InputRule};
use self::names::ToolNames;
pub use self::tool::ToolSchema;
use crate::batch::{BatchReport, BatchTask};
use crate::client::Client;
use crate::endpoint::{Endpoint, Paging, Service};
use crate::error::Error;
use crate::handle::Handle;
use crate::nearest::nearest;
use crate::page::Page;
use crate::violation::Violations;

/// The actions of a service. Clones are cheap: they share the description.
#[derive(Clone)]
pub struct Catalog {
    inner: Arc<Inner>,
}

struct Inner {
    description: Description,
    service: Arc<Service>,
    /// The endpoint of each action, or of none where it consists of steps.
    endpoints: Vec<Option<Arc<Endpoint>>>,
    by_id: HashMap<String, usize>,
    tool_names: OnceLock<ToolNames>,
}

impl Catalog {
    /// Reads the text of a `catalog.json`.
    ///
    /// # Errors
    /// What is wrong with it: it is no JSON, has another format, or describes something that could not be run.
    pub fn read(text: &str) -> Result<Self, CatalogError> {
        Description::read(text).map(Self::of)
    }

    /// The catalog that a generated crate embeds.
    ///
    /// # Panics
    /// If the text is no catalog: the generated crate is broken.
    #[doc(hidden)]
    #[must_use]
    pub fn embedded(text: &str) -> Self {
        match Self::read(text) {
            Ok(catalog) => catalog,
            Err(error) => unreachable!("{error}"),
        }
    }

    /// A catalog of a description that was built in memory.
    ///
    /// # Errors
    /// What could not be run.
    pub fn new(description: Description) -> Result<Self, CatalogError> {
        description.resolve().map(Self::of)
    }

    fn of(description: Description) -> Self {
        let service = Arc::new(Service {
            name: description.service.clone(),
            base_url: description.base_url.default.clone(),
            errors: description.errors.clone(),
            messages_at: description.messages_at.clone(),
            retry: description.retry.clone(),
            rate_limit: description.rate_limit.clone(),
        });
        let endpoint = |action: &ActionDescription| {
            let (method, path) = description::split_endpoint(action.endpoint.as_deref()?)?;
            Some(Arc::new(Endpoint {
                action: action.id.as_str().into(),
                service: Arc::clone(&service).into(),
                method,
                path: path.to_owned(),
                effect: action.effect,
                success: action.success.clone(),
                errors: action.errors.clone(),
                paging: action.paging.clone(),
                concurrency: action.concurrency,
            }))
        };
        let endpoints = description.actions.iter().map(endpoint).collect();
        let by_id =
            description.actions.iter().enumerate().map(|(index, it)| (it.id.clone(), index)).collect();
        Self {
            inner: Arc::new(Inner { description, service, endpoints, by_id, tool_names: OnceLock::new() }),
        }
    }

    /// The description that it was read from.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.inner.description
    }

    /// The name of the service: `library`.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.inner.description.service
    }

    /// The service's name for people.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.inner.description.title
    }

    /// The fields of a connection.
    #[must_use]
    pub fn connection(&self) -> &[ConnectionField] {
        &self.inner.description.connection
    }

    /// Every action, by resource and name.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = Action<'_>> {
        (0..self.inner.description.actions.len()).map(|index| Action { catalog: self, index })
    }

    /// The action with this id: `customers.create`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Action<'_>> {
        self.inner.by_id.get(id).map(|index| Action { catalog: self, index: *index })
    }

    /// The action with this [tool name](Action::tool_name): `customers_create`.
    #[must_use]
    pub fn by_tool_name(&self, name: &str) -> Option<Action<'_>> {
        let index = self.tool_names().index(name)?;
        Some(Action { catalog: self, index })
    }

    fn tool_names(&self) -> &ToolNames {
        self.inner.tool_names.get_or_init(|| ToolNames::new(&self.inner.description.actions))
    }

    /// The id that comes nearest to one that does not exist.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.inner.description.actions.iter().map(|action| action.id.as_str()))
    }

    pub(crate) fn service_handle(&self) -> Handle<Service> {
        Arc::clone(&self.inner.service).into()
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog").field("service", &self.service()).finish_non_exhaustive()
    }
}

/// An action: its [description](ActionDescription), to which it derefs, and the way to run it.
#[derive(Clone, Copy)]
pub struct Action<'c> {
    catalog: &'c Catalog,
    index: usize,
}

impl<'c> Action<'c> {
    /// The catalog that it belongs to.
    #[must_use]
    pub fn catalog(self) -> &'c Catalog {
        self.catalog
    }

    /// What there is to know about it.
    #[must_use]
    pub fn description(self) -> &'c ActionDescription {
        &self.catalog.inner.description.actions[self.index]
    }

    /// Its name for model APIs, which take no dots: `customers_create`. No other action of the catalog has it.
    ///
    /// It has at most 64 ASCII letters, digits, `_` and `-`, and depends on nothing but the ids of the actions, in their
    /// order.
    #[must_use]
    pub fn tool_name(self) -> &'c str {
        self.catalog.tool_names().name(self.index)
    }

    /// Checks an input document, as [`run`](Self::run) does first: a JSON value, or one that was [bound](crate::bind).
    ///
    /// # Errors
    /// Everything that is wrong with it, with locations. In a JSON value a reference to upstream data is wrong, rule
    /// `reference`; see [`InputDocument`].
    pub fn validate<'v>(self, document: impl Into<InputDocument<'v>>) -> Result<(), Violations> {
        let (read, mut violations) = document.into().read(self);
        violations.extend(read.violations(self));
        violations.into_result()
    }

    /// Checks a draft of an input document, which still has references to upstream data: `{{trigger.email}}`.
    ///
    /// A string that is a reference, or has one in it, counts as present, and its type and bounds are not judged. Whatever
    /// does not depend on a reference is checked as [`validate`](Self::validate) does.
    ///
    /// # Errors
    /// Everything that is wrong with it whatever the references lead to, with locations.
    pub fn validate_draft(self, document: &Value) -> Result<(), Violations> {
        self.validate(InputDocument::draft(document))
    }

    /// Checks an input document, performs the action, and returns the result as JSON.
    ///
    /// The JSON is what the [output schema](Self::output_schema) describes: the value of the response, null where there
    /// is none. A list that has pages is one page, `{"items": […], "next": …}`: `next` is the value of the paging parameter
    /// of the query that asks for the next page, and null on the last one. A result that may be partial is
    /// `{"value": …, "errors": …}`, without errors where everything succeeded. Secrets read `[redacted]`, since JSON is
    /// passed on and logged.
    ///
    /// # Errors
    /// [`Error::Refused`] if something is wrong with the document: nothing was sent. Otherwise as the typed function.
    pub async fn run<'v>(
        self,
        client: &impl AsRef<Client>,
        document: impl Into<InputDocument<'v>>,
    ) -> Result<Value, Error> {
        self.run_with_progress(client, document, |_| ()).await
    }

    /// As [`run`](Self::run), and passes the name of each step to `progress` before the step runs: for a display or a
    /// test. Steps that are skipped have no progress, and neither have actions without steps.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn run_with_progress<'v>(
        self,
        client: &impl AsRef<Client>,
        document: impl Into<InputDocument<'v>>,
        mut progress: impl FnMut(&str) + Send,
    ) -> Result<Value, Error> {
        let client = client.as_ref();
        let read = self.read(document)?;
        if let Some(steps) = &self.description().steps {
            read.violations(self).into_result()?;
            return engine::run_steps(client, self, steps, read, &mut progress).await;
        }
        let response = client.send(read.call(self)).await?;
        Ok(self.output(response))
    }

    /// Runs a list that has pages to its end, and returns its items: `max_items` of them at most.
    ///
    /// # Errors
    /// As [`run`](Self::run); an action without pages is run once, and its items are returned.
    pub async fn run_all<'v>(
        self,
        client: &impl AsRef<Client>,
        document: impl Into<InputDocument<'v>>,
        max_items: usize,
    ) -> Result<Vec<Value>, Error> {
        let client = client.as_ref();
        let mut items = Vec::new();
        if self.description().paging.is_none() {
            match self.run(client, document).await? {
                Value::Array(all) => items.extend(all),
                other => items.push(other),
            }
            items.truncate(max_items);
            return Ok(items);
        }
        let read = self.read(document)?;
        let mut stream = client.stream(self.pages(&read));
        while items.len() < max_items {
            match stream.next().await {
                Some(item) => items.push(item?),
                None => break,
            }
        }
        Ok(items)
    }

    fn pages<'v>(self, document: &'v Document<'c>) -> crate::call::Call<'v, Page<Value>> {
        engine::pages(self, document)
            .map(|page| Page::new(page.items.iter().map(DynamicValue::to_output).collect(), page.next))
    }

    /// Whether it takes a list of any length, with [`run_batch`](Self::run_batch).
    #[must_use]
    pub fn takes_batches(self) -> bool {
        engine::takes_batches(self)
    }

    /// Checks an input document whose list may be longer than one call takes, as [`run_batch`](Self::run_batch) does
    /// first, and returns how many calls it takes; as [`validate`](Self::validate) where the action takes no such list.
    ///
    /// # Errors
    /// Everything that is wrong with it, with locations.
    pub fn validate_batch<'v>(self, document: impl Into<InputDocument<'v>>) -> Result<usize, Violations> {
        if !self.takes_batches() {
            return self.validate(document).map(|()| 1);
        }
        let (read, mut violations) = document.into().read(self);
        let Some(batch) = engine::batch(self, &read) else {
            return violations.into_result().map(|()| 1);
        };
        violations.extend(batch.violations());
        violations.into_result().map(|()| batch.calls())
    }

    /// Performs the action for a list of any length: splits it, sends it, and reports the outcome of every item. Nothing
    /// where the action takes no such list.
    ///
    /// # Errors
    /// [`Error::Refused`], and nothing was sent: if something is wrong with the document, two items have the same key,
    /// or the task continues the report of another list.
    pub async fn run_batch<'v>(
        self,
        client: &impl AsRef<Client>,
        document: impl Into<InputDocument<'v>>,
        task: BatchTask<'_>,
    ) -> Option<Result<BatchReport<Value>, Error>> {
        if !self.takes_batches() {
            return None;
        }
        let read = match self.read(document) {
            Ok(read) => read,
            Err(error) => return Some(Err(error)),
        };
        let batch = engine::batch(self, &read)?;
        Some(task.run(client.as_ref().batch(batch)).await)
    }

    /// The document, if everything in it can be read. Its bounds are checked by its call.
    fn read<'v>(self, document: impl Into<InputDocument<'v>>) -> Result<Document<'c>, Error> {
        let (read, mut violations) = document.into().read(self);
        if !violations.is_empty() {
            violations.extend(read.violations(self));
            return Err(Error::Refused(violations));
        }
        Ok(read)
    }

    fn output(self, response: Response<'c>) -> Value {
        let value = response.value.to_output();
        if self.description().paging.is_some() {
            let number = || response.next.as_deref()?.parse::<i64>().ok().filter(|_| self.numbers_pages());
            let next = number().map_or_else(|| json!(response.next), Value::from);
            return json!({"items": value, "next": next});
        }
        match (self.description().is_partial(), response.errors) {
            (false, _) => value,
            (true, None) => json!({ "value": value }),
            (true, Some(errors)) => json!({"value": value, "errors": errors}),
        }
    }

    /// Whether the parameter that asks for a page is an integer; a string otherwise.
    pub(crate) fn numbers_pages(self) -> bool {
        let query = self.description().request.query.as_ref().and_then(|query| self.types().record(query));
        let parameter = self.description().paging.as_ref().map(Paging::parameter);
        let field = parameter.and_then(|parameter| query?.field(parameter));
        field.is_some_and(|field| matches!(field.schema, Type::Integer(_) | Type::Int32(_)))
    }

    pub(crate) fn types(self) -> &'c Types {
        &self.catalog.inner.description.types
    }

    /// Another action of the same catalog.
    pub(crate) fn other(self, id: &str) -> Option<Self> {
        self.catalog.get(id)
    }

    /// The endpoint that it calls. An action that consists of steps has none, and nobody asks it for one.
    pub(crate) fn endpoint(self) -> Handle<Endpoint> {
        match self.catalog.inner.endpoints.get(self.index).and_then(Option::as_ref) {
            Some(endpoint) => Arc::clone(endpoint).into(),
            None => Arc::new(Endpoint::new(
                self.catalog.service_handle(),
                &self.description().id,
                http::Method::GET,
                "/",
                self.description().effect,
            ))
            .into(),
        }
    }
}

impl Deref for Action<'_> {
    type Target = ActionDescription;

    fn deref(&self) -> &ActionDescription {
        self.description()
    }
}

impl fmt::Debug for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Action").field(&self.description().id).finish()
    }
}

#[cfg(test)]
pub(crate) mod tests;
