//! What a program that holds JSON wants of a batch: the calls of [`Batch`](super::Batch) as data.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::report::BatchReport;
use super::{Batch, Journal, Progress, refused};
use crate::error::Error;

/// What is to be done with a list of any length; see [`catalog::Action::run_batch`](crate::catalog::Action::run_batch).
#[derive(Default)]
pub struct BatchTask<'r> {
    before: Option<BatchReport<Value>>,
    sends_not_found: bool,
    reconciles: bool,
    narrows_down: bool,
    stops_at_first_failure: bool,
    progress: Option<Box<dyn FnMut(Progress) + Send + 'r>>,
    journal: Option<Box<dyn Journal<Value> + 'r>>,
}

impl<'r> BatchTask<'r> {
    /// Send the list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Go on with this report, as [`Batch::resume`] does.
    #[must_use]
    pub fn resume(self, report: BatchReport<Value>) -> Self {
        Self { before: Some(report), ..self }
    }

    /// First send what the report says was not found; see [`Batch::send_not_found`]. Without a report to go on from, this
    /// is refused.
    #[must_use]
    pub fn send_not_found(self) -> Self {
        Self { sends_not_found: true, ..self }
    }

    /// At the end look for what is unknown; see [`Batch::reconcile`].
    #[must_use]
    pub fn reconcile(self) -> Self {
        Self { reconciles: true, ..self }
    }

    /// See [`Batch::one_by_one_after_refusal`].
    #[must_use]
    pub fn one_by_one_after_refusal(self) -> Self {
        Self { narrows_down: true, ..self }
    }

    /// See [`Batch::stop_at_first_failure`].
    #[must_use]
    pub fn stop_at_first_failure(self) -> Self {
        Self { stops_at_first_failure: true, ..self }
    }

    /// See [`Batch::on_progress`].
    #[must_use]
    pub fn on_progress(self, tell: impl FnMut(Progress) + Send + 'r) -> Self {
        Self { progress: Some(Box::new(tell)), ..self }
    }

    /// See [`Batch::journal`].
    #[must_use]
    pub fn journal(self, journal: impl Journal<Value> + 'r) -> Self {
        Self { journal: Some(Box::new(journal)), ..self }
    }

    /// Does it with a batch. Generated code calls this.
    ///
    /// # Errors
    /// As [`Batch::send`] and [`Batch::resume`].
    pub async fn run<'a, I>(self, batch: Batch<'a, I, Value>) -> Result<BatchReport<Value>, Error>
    where
        'r: 'a,
        I: Clone + Serialize + Send + Sync,
    {
        let mut batch = batch;
        if self.narrows_down {
            batch = batch.one_by_one_after_refusal();
        }
        if self.stops_at_first_failure {
            batch = batch.stop_at_first_failure();
        }
        if let Some(tell) = self.progress {
            batch.options.progress = Some(tell);
        }
        if let Some(journal) = self.journal {
            batch.options.journal = Some(journal);
        }
        let report = match self.before {
            None if self.sends_not_found => return Err(refused("there is no report to go on from")),
            None => batch.send().await?,
            Some(report) if self.sends_not_found => {
                let report = batch.send_not_found(report).await?;
                batch.resume(report).await?
            }
            Some(report) => batch.resume(report).await?,
        };
        if self.reconciles { batch.reconcile(report).await } else { Ok(report) }
    }
}

impl fmt::Debug for BatchTask<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchTask")
            .field("resumes", &self.before.is_some())
            .field("sends_not_found", &self.sends_not_found)
            .field("reconciles", &self.reconciles)
            .finish_non_exhaustive()
    }
}
