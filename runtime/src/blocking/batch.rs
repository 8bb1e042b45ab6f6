//! A list of any length, sent on this thread.

use std::fmt;
use std::ops::Deref;

use serde::Serialize;

use crate::batch::{BatchReport, Journal, Progress};
use crate::block_on::block_on;
use crate::error::Error;

/// A [`Batch`](crate::Batch) whose methods wait.
///
/// Over a transport that does its work while it is polled, as the one over ureq does, calls go out one after the other,
/// whatever cap is set.
pub struct Batch<'a, I, O>(crate::Batch<'a, I, O>);

impl<'a, I, O> From<crate::Batch<'a, I, O>> for Batch<'a, I, O> {
    fn from(batch: crate::Batch<'a, I, O>) -> Self {
        Self(batch)
    }
}

impl<'a, I, O> Batch<'a, I, O> {
    /// As [`Batch::most`](crate::Batch::most).
    #[must_use]
    pub fn most(self, items: usize) -> Self {
        Self(self.0.most(items))
    }

    /// As [`Batch::concurrency`](crate::Batch::concurrency).
    #[must_use]
    pub fn concurrency(self, calls: usize) -> Self {
        Self(self.0.concurrency(calls))
    }

    /// As [`Batch::one_by_one_after_refusal`](crate::Batch::one_by_one_after_refusal).
    #[must_use]
    pub fn one_by_one_after_refusal(self) -> Self {
        Self(self.0.one_by_one_after_refusal())
    }

    /// As [`Batch::stop_at_first_failure`](crate::Batch::stop_at_first_failure).
    #[must_use]
    pub fn stop_at_first_failure(self) -> Self {
        Self(self.0.stop_at_first_failure())
    }

    /// As [`Batch::give_up_after`](crate::Batch::give_up_after).
    #[must_use]
    pub fn give_up_after(self, calls: usize) -> Self {
        Self(self.0.give_up_after(calls))
    }

    /// As [`Batch::on_progress`](crate::Batch::on_progress).
    #[must_use]
    pub fn on_progress(self, tell: impl FnMut(Progress) + Send + 'a) -> Self {
        Self(self.0.on_progress(tell))
    }

    /// As [`Batch::journal`](crate::Batch::journal).
    #[must_use]
    pub fn journal(self, journal: impl Journal<O> + 'a) -> Self {
        Self(self.0.journal(journal))
    }
}

impl<'a, I, O> Batch<'a, I, O>
where
    I: Clone + Serialize + Send + Sync,
    O: Serialize + Send + 'static,
{
    /// As [`Batch::send`](crate::Batch::send).
    ///
    /// # Errors
    /// Those of the twin.
    pub fn send(&mut self) -> Result<BatchReport<O>, Error> {
        block_on(self.0.send())
    }

    /// As [`Batch::resume`](crate::Batch::resume).
    ///
    /// # Errors
    /// Those of the twin.
    pub fn resume(&mut self, report: BatchReport<O>) -> Result<BatchReport<O>, Error> {
        block_on(self.0.resume(report))
    }

    /// As [`Batch::reconcile`](crate::Batch::reconcile).
    ///
    /// # Errors
    /// Those of the twin.
    pub fn reconcile(&mut self, report: BatchReport<O>) -> Result<BatchReport<O>, Error> {
        block_on(self.0.reconcile(report))
    }

    /// As [`Batch::send_not_found`](crate::Batch::send_not_found).
    ///
    /// # Errors
    /// Those of the twin.
    pub fn send_not_found(&mut self, report: BatchReport<O>) -> Result<BatchReport<O>, Error> {
        block_on(self.0.send_not_found(report))
    }

    /// As [`Batch::look_up`](crate::Batch::look_up).
    ///
    /// # Errors
    /// Those of the twin.
    pub fn look_up(self) -> Result<Reconciled<'a, I, O>, Error> {
        block_on(self.0.look_up()).map(Reconciled)
    }
}

impl<I, O> fmt::Debug for Batch<'_, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A [`Reconciled`](crate::Reconciled), with all that it says, and a
/// [`send_not_found`](Self::send_not_found) that waits.
#[must_use = "it says which items there are"]
pub struct Reconciled<'a, I, O>(crate::Reconciled<'a, I, O>);

impl<'a, I, O> From<crate::Reconciled<'a, I, O>> for Reconciled<'a, I, O> {
    fn from(reconciled: crate::Reconciled<'a, I, O>) -> Self {
        Self(reconciled)
    }
}

impl<'a, I, O> Deref for Reconciled<'a, I, O> {
    type Target = crate::Reconciled<'a, I, O>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<I, O> Reconciled<'_, I, O> {
    /// As [`Reconciled::into_report`](crate::Reconciled::into_report).
    pub fn into_report(self) -> BatchReport<O> {
        self.0.into_report()
    }
}

impl<I, O> Reconciled<'_, I, O>
where
    I: Clone + Serialize + Send + Sync,
    O: Serialize + Send + 'static,
{
    /// As [`Reconciled::send_not_found`](crate::Reconciled::send_not_found).
    ///
    /// # Errors
    /// Those of the twin.
    pub fn send_not_found(self) -> Result<BatchReport<O>, Error> {
        block_on(self.0.send_not_found())
    }
}

impl<I, O: fmt::Debug> fmt::Debug for Reconciled<'_, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
