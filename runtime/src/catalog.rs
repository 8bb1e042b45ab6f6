//! Actions as data: every action of a service by its id, with what a program needs to offer it, and the way to run it.
//!
//! A workflow engine has the name of an action and JSON. A [`Catalog`] tells it what there is and what each action
//! wants to be given; [`Action::run`] takes an input document and gives JSON, through the same generated types and
//! the same checks as the typed functions. [`bind`](crate::bind) fills in references to upstream data before that.
//!
//! Nothing here knows a service: a generated crate brings the texts, which it embeds, and an [`Entry`] an action.

mod about;

use std::fmt;
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::about::{About, ConnectionField, Deprecation, Destructive, Field, Rule, Sample, Step};
use crate::audience::Audience;
use crate::batch::{BatchReport, BatchTask};
use crate::error::Error;
use crate::nearest::nearest;
use crate::violation::Violations;

/// The actions of a service; `C` is the client that runs them.
pub struct Catalog<C: 'static> {
    service: String,
    title: String,
    connection: Vec<ConnectionField>,
    base_url: ConnectionField,
    actions: Vec<Action<C>>,
}

/// The part of `catalog.json` that is read.
#[derive(Deserialize)]
struct Text {
    service: String,
    title: String,
    connection: Vec<ConnectionField>,
    base_url: ConnectionField,
    actions: Vec<About>,
}

impl<C> Catalog<C> {
    /// The catalogue that a generated crate embeds: the text of its `catalog.json`, and how each action is run.
    ///
    /// An action without an entry is left out: its resource is switched off.
    ///
    /// # Panics
    ///
    /// If the text is no catalogue: the generated crate is broken.
    #[must_use]
    pub fn new(text: &str, entries: &[&'static [Entry<C>]]) -> Self {
        let text: Text = match serde_json::from_str(text) {
            Ok(text) => text,
            Err(error) => unreachable!("the catalogue of a generated crate cannot be read: {error}"),
        };
        let entry = |id: &str| entries.iter().copied().flatten().find(|entry| entry.id == id);
        let actions = text.actions.into_iter();
        let actions = actions.filter_map(|about| Some(Action { entry: entry(&about.id)?, about }));
        Self {
            actions: actions.collect(),
            service: text.service,
            title: text.title,
            connection: text.connection,
            base_url: text.base_url,
        }
    }

    /// The name of the service: `library`.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The service's name for people.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What a client is made of: the fields of its connection.
    #[must_use]
    pub fn connection(&self) -> &[ConnectionField] {
        &self.connection
    }

    /// The address of the service, which may be overridden.
    #[must_use]
    pub const fn base_url(&self) -> &ConnectionField {
        &self.base_url
    }

    /// Every action, by resource and name.
    #[must_use]
    pub fn actions(&self) -> &[Action<C>] {
        &self.actions
    }

    /// The action with this id: `customers.create`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Action<C>> {
        self.actions.iter().find(|action| action.id == id)
    }

    /// The id that comes nearest to one that there is not.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.actions.iter().map(|action| action.id.as_str()))
    }
}

impl<C> fmt::Debug for Catalog<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("service", &self.service)
            .field("actions", &self.actions)
            .finish_non_exhaustive()
    }
}

/// An action: what there is to know about it ([`About`], to which it derefs), and the way to run it.
pub struct Action<C: 'static> {
    about: About,
    entry: &'static Entry<C>,
}

impl<C> Action<C> {
    /// Checks an input document, as [`run`](Self::run) does first.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its place.
    pub fn validate(&self, document: &Value) -> Result<(), Violations> {
        (self.entry.validate)(document)
    }

    /// Checks an input document, performs the action, and gives the answer as JSON.
    ///
    /// The answer is what the typed function gives, null where there is nothing to give. Of a list with pages that is
    /// every item of every page; of a document that names a page, by its number or cursor, the items of that page. A
    /// secret in it reads `[redacted]`: JSON is passed on and logged, so who needs the secret calls the typed function.
    /// A number is as exact as a [`Value`] holds it.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where the document breaks a bound: nothing was sent. Otherwise as the typed function.
    pub fn run<'r>(&self, client: &'r C, document: &'r Value) -> Running<'r> {
        (self.entry.run)(client, document)
    }

    /// Whether it takes a list of any length, by [`run_batch`](Self::run_batch).
    #[must_use]
    pub const fn takes_batches(&self) -> bool {
        self.entry.batch.is_some()
    }

    /// Checks an input document whose list may be longer than one call takes, as [`run_batch`](Self::run_batch) does first,
    /// and says how many calls it takes; as [`validate`](Self::validate) where the action takes no such list.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its place.
    pub fn validate_batch(&self, document: &Value) -> Result<usize, Violations> {
        match &self.entry.batch {
            Some(batch) => (batch.validate)(document),
            None => self.validate(document).map(|()| 1),
        }
    }

    /// Performs the action for a list of any length: cuts it, sends it, and reports what came of every item. Nothing where
    /// the action takes no such list.
    ///
    /// What the report has of answers is JSON as [`run`](Self::run) gives it.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`], and nothing was sent: where the document breaks a bound, two items have one key, or the task
    /// goes on with the report of another list.
    pub fn run_batch<'r>(
        &self,
        client: &'r C,
        document: &'r Value,
        task: BatchTask<'r>,
    ) -> Option<RunningBatch<'r>> {
        let batch = self.entry.batch.as_ref()?;
        Some((batch.run)(client, document, task))
    }

    /// The JSON Schema of its input document, draft 2020-12.
    #[must_use]
    pub const fn input_schema(&self) -> &'static str {
        self.entry.input_schema
    }

    /// The JSON Schema of what it gives.
    #[must_use]
    pub const fn output_schema(&self) -> &'static str {
        self.entry.output_schema
    }

    /// Its page of the docs, in Markdown.
    #[must_use]
    pub const fn docs(&self) -> &'static str {
        self.entry.docs
    }
}

impl<C> Deref for Action<C> {
    type Target = About;

    fn deref(&self) -> &About {
        &self.about
    }
}

impl<C> fmt::Debug for Action<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Action").field(&self.about.id).finish()
    }
}

/// An action being run. It does nothing until it is awaited.
pub type Running<'r> = Pin<Box<dyn Future<Output = Result<Value, Error>> + Send + 'r>>;

/// A batch being run. It does nothing until it is awaited.
pub type RunningBatch<'r> = Pin<Box<dyn Future<Output = Result<BatchReport<Value>, Error>> + Send + 'r>>;

/// How an action is run for a list of any length.
pub struct BatchEntry<C: 'static> {
    /// Reads an input document and checks it, however long its list is; says how many calls that takes.
    pub validate: fn(&Value) -> Result<usize, Violations>,
    /// Reads such a document, and does what the task says.
    pub run: for<'r> fn(&'r C, &'r Value, BatchTask<'r>) -> RunningBatch<'r>,
}

impl<C> fmt::Debug for BatchEntry<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchEntry").finish_non_exhaustive()
    }
}

/// How an action is run, and the texts that belong to it. Generated crates have one an action.
pub struct Entry<C: 'static> {
    /// The id of the action.
    pub id: &'static str,
    /// The schema of its input document.
    pub input_schema: &'static str,
    /// The schema of its answer.
    pub output_schema: &'static str,
    /// Its page of the docs.
    pub docs: &'static str,
    /// Reads an input document and checks it.
    pub validate: fn(&Value) -> Result<(), Violations>,
    /// Reads an input document, performs the action, and writes the answer with [`answer`].
    pub run: for<'r> fn(&'r C, &'r Value) -> Running<'r>,
    /// How it is run for a list of any length, where it takes one.
    pub batch: Option<BatchEntry<C>>,
}

impl<C> fmt::Debug for Entry<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Entry").field(&self.id).finish()
    }
}

/// An answer as JSON, with `[redacted]` for its secrets.
///
/// # Panics
///
/// If a type refuses to be written. No generated type does.
pub fn answer<T: Serialize>(value: &T) -> Value {
    match Audience::Program.served(|| serde_json::to_value(value)) {
        Ok(value) => value,
        Err(error) => unreachable!("an answer that was read cannot be written: {error}"),
    }
}

#[cfg(test)]
mod tests;
