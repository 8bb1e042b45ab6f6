//! What a look-up of a whole list said.

use std::fmt;

use serde::Serialize;

use super::outcome::{ItemError, LookedUp, UnknownItem};
use super::report::BatchReport;
use super::{Batch, ItemOutcome};
use crate::error::Error;

/// What there is of the items of a list: found, not found, or not to be told. Nothing was sent but look-ups.
///
/// Generated code makes one: `client.customers().create_reconcile(&customers)`.
#[must_use = "it says which items there are"]
pub struct Reconciled<'a, I, O> {
    batch: Batch<'a, I, O>,
    report: BatchReport<O>,
}

/// What there is of an item.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Existing<'r, O> {
    /// There is one with its key. That does not say who made it.
    Found(&'r O),
    /// There is none, or none yet: how soon an API shows what it wrote is seldom documented.
    NotFound,
    /// The look-up failed, or its answer leaves it open.
    CouldNotTell(&'r ItemError),
}

impl<'a, I, O> Reconciled<'a, I, O> {
    pub(super) const fn new(batch: Batch<'a, I, O>, report: BatchReport<O>) -> Self {
        Self { batch, report }
    }

    /// What there is of each item, in the order of the list.
    pub fn items(&self) -> impl Iterator<Item = Existing<'_, O>> {
        self.report.outcomes().iter().map(|outcome| match outcome {
            ItemOutcome::Done(value) => Existing::Found(value),
            ItemOutcome::Unknown(UnknownItem { looked_up: LookedUp::NotFound, .. }) => Existing::NotFound,
            ItemOutcome::Unknown(UnknownItem { looked_up: LookedUp::CouldNotTell(error), .. }) => {
                Existing::CouldNotTell(error)
            }
            ItemOutcome::Unknown(UnknownItem { error, .. })
            | ItemOutcome::Refused(error)
            | ItemOutcome::NotSent(error) => Existing::CouldNotTell(error),
        })
    }

    /// What was found, by the index in the list.
    pub fn found(&self) -> impl Iterator<Item = (usize, &O)> {
        self.report.done()
    }

    /// The indices of what was not found.
    pub fn not_found(&self) -> impl Iterator<Item = usize> {
        self.report.not_found().map(|(item, _)| item)
    }

    /// What could not be told, by the index in the list, and why.
    pub fn could_not_tell(&self) -> impl Iterator<Item = (usize, &ItemError)> {
        self.items().enumerate().filter_map(|(item, existing)| match existing {
            Existing::CouldNotTell(error) => Some((item, error)),
            _ => None,
        })
    }

    /// The same as a report, in which what was found is done and the rest unknown.
    pub fn into_report(self) -> BatchReport<O> {
        self.report
    }
}

impl<I, O> Reconciled<'_, I, O>
where
    I: Clone + Serialize + Send + Sync,
    O: Serialize + Send + 'static,
{
    /// Sends what was not found, and nothing else: the caller's decision, with the limits of
    /// [`Batch::send_not_found`].
    ///
    /// # Errors
    /// As [`Batch::send`].
    pub async fn send_not_found(mut self) -> Result<BatchReport<O>, Error> {
        self.batch.send_not_found(self.report).await
    }
}

impl<I, O: fmt::Debug> fmt::Debug for Reconciled<'_, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconciled").field("batch", &self.batch).field("report", &self.report).finish()
    }
}
