//! Performing an action.

use std::io::Write;
use std::sync::Arc;

use super::batch::{self, Batching};
use super::document::{self, Document};
use super::environment::Variables;
use super::{Fault, Input, Status};
use crate::catalog::description::Type;
use crate::catalog::{Action, Catalog};
use crate::client::Client;
use crate::error::Error;
use crate::transport::{ReqwestTransport, Transport};
use crate::violation::Rule;

/// How much of a list is printed.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Pages {
    /// Print every item of a list, on all of its pages, as one JSON list
    #[arg(long, conflicts_with_all = ["report", "reconcile", "send_not_found", "one_by_one"])]
    all: bool,
    /// Print so many items of a list at most, on as many pages as that takes, as one JSON list
    #[arg(long, value_name = "ITEMS", conflicts_with_all = ["report", "reconcile", "send_not_found", "one_by_one"])]
    limit: Option<usize>,
}

impl Pages {
    /// The most items that are printed; nothing where the action is run once, for one page.
    pub(super) fn max_items(self, action: Action<'_>) -> Result<Option<usize>, Fault> {
        if !self.all && self.limit.is_none() {
            return Ok(None);
        }
        if action.is_partial() || !matches!(action.response, Some(Type::Array(_))) {
            return Err(Fault::call(format!(
                "{} does not return a list: leave out `--all` and `--limit`",
                action.id
            )));
        }
        Ok(Some(self.limit.unwrap_or(usize::MAX)))
    }
}

/// Performs an action, and prints what it gives.
pub(super) fn run(
    action: Action<'_>,
    input: &Input,
    pages: Pages,
    batching: &Batching,
    catalog: &Catalog,
    out: &mut dyn Write,
) -> Result<Status, Fault> {
    let max_items = pages.max_items(action)?;
    let document = document::document(input)?;
    if max_items.is_none() && batch::is_wanted(action, batching, &document)? {
        return batch::run(action, &document, batching, catalog, out);
    }
    let document = checked(action, document)?;
    let transport = ReqwestTransport::new().map_err(|error| Fault::call(error.to_string()))?;
    let client = client(catalog, &Variables::read(catalog)?, Arc::new(transport))?;
    let response = match max_items {
        None => runtime()?.block_on(action.run(&client, document.get())),
        Some(max_items) => {
            runtime()?.block_on(action.run_all(&client, document.get(), max_items)).map(Into::into)
        }
    };
    let response = response.map_err(|error| failed(&error))?;
    serde_json::to_writer_pretty(&mut *out, &response).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(Status::Done)
}

/// The input document, once it is one that the action takes. It is asked for before a connection is wanted: what is wrong
/// with the document is wrong without one.
pub(super) fn checked(action: Action<'_>, document: Document) -> Result<Document, Fault> {
    action.validate(document.get()).map_err(|violations| failed(&Error::Refused(violations)))?;
    Ok(document)
}

/// A client over a transport, with the connection of the environment.
pub(super) fn client(
    catalog: &Catalog,
    variables: &Variables,
    transport: Arc<dyn Transport>,
) -> Result<Client, Fault> {
    Ok(catalog.client(&variables.connect(catalog)?, transport))
}

/// An async runtime on this thread.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Fault> {
    let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
    built.map_err(|error| Fault::call(format!("the async runtime could not be started: {error}")))
}

/// An error as its sentence, with what was behind it.
pub(super) fn failed(error: &Error) -> Fault {
    let mut sentence = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        sentence.push_str(&format!("\n  because: {cause}"));
        source = cause.source();
    }
    let Error::Refused(violations) = error else { return Fault::call(sentence) };
    if violations.iter().any(|violation| violation.rule() == &Rule::Reference) {
        sentence.push_str(
            "\nnote: `--context` names the upstream data; with `--literal-braces` such text is sent as it is",
        );
    }
    Fault::data(sentence)
}
