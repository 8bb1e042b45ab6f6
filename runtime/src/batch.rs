//! Lists of any length: cut into calls, sent under a cap, and answered for item by item.
//!
//! What a batch sends is a [`BatchCall`]; how it is sent is decided in `run.rs`, what an error means for the items of a
//! call in `verdict.rs`. Nothing here knows a status that `verdict.rs` does not, and nothing here sends on its own a
//! create that may have been carried out.

mod call;
mod fingerprint;
mod journal;
mod key;
mod lines;
mod lookup;
mod maker;
mod outcome;
mod reconciled;
mod report;
mod run;
mod task;
mod together;
mod verdict;

use std::fmt;

use serde::Serialize;

pub use self::call::BatchCall;
pub use self::journal::{Journal, JournalFile};
pub use self::lookup::{LookUp, found_as};
pub use self::outcome::{ItemError, ItemOutcome, LookedUp, UnknownItem};
pub use self::reconciled::{Existing, Reconciled};
pub use self::report::{BatchError, BatchReport, Counts, Remark};
pub use self::task::BatchTask;

use self::journal::not_its_turn;
use self::lookup::Told;
use self::run::{Run, picked};
use crate::client::Client;
use crate::endpoint::Effect;
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::violation::{Rule, Violation};

/// How many calls in a row may fail for no fault of their items, unless a batch is told otherwise.
const GIVE_UP_AFTER: usize = 10;

/// A list of any length, about to be sent.
///
/// Generated code makes one: `client.customers().create_batch(&customers)`. The list is checked as a whole before anything
/// is sent. Then it is cut into calls, which go out under the cap that the action has, and an outcome is reported for
/// every item, in the order of the list; see [`BatchReport`].
///
/// Every call is sent again as often as the client's policy allows. Where a call fails for good the others still go out,
/// unless the credentials are refused, or [`give_up_after`](Self::give_up_after) calls in a row fail for no fault of their
/// items.
///
/// Dropping a future of it sends nothing more. What was under way may be carried out all the same, and nobody is told;
/// a [`journal`](Self::journal) knows what that was.
#[must_use = "nothing is sent until `send` is awaited"]
pub struct Batch<'a, I, O> {
    client: Client,
    call: BatchCall<'a, I, O>,
    options: Options<'a, O>,
    /// Whether the list was sent, as a whole or in part.
    is_sent: bool,
}

/// How a batch is sent.
struct Options<'a, O> {
    concurrency: Option<usize>,
    narrow_down: bool,
    stop_at_first_failure: bool,
    give_up_after: usize,
    progress: Option<Box<dyn FnMut(Progress) + Send + 'a>>,
    journal: Option<Box<dyn Journal<O> + 'a>>,
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// All items of the list.
    pub total: usize,
    /// Those that were carried out.
    pub done: usize,
    /// Those that were turned down for good.
    pub refused: usize,
    /// Those that may have been carried out.
    pub unknown: usize,
    /// Those that wait for their call.
    pub left: usize,
    /// The calls that were answered, or failed.
    pub calls: usize,
}

impl Client {
    /// A batch of these calls.
    pub fn batch<'a, I, O>(&self, call: BatchCall<'a, I, O>) -> Batch<'a, I, O> {
        Batch {
            client: self.clone(),
            call,
            options: Options {
                concurrency: None,
                narrow_down: false,
                stop_at_first_failure: false,
                give_up_after: GIVE_UP_AFTER,
                progress: None,
                journal: None,
            },
            is_sent: false,
        }
    }
}

impl<'a, I, O> Batch<'a, I, O> {
    /// At most so many items a call. More than the action takes cannot be set.
    pub fn most(mut self, items: usize) -> Self {
        self.call = self.call.most(items);
        self
    }

    /// At most so many calls under way at once. More than the action allows cannot be set.
    pub const fn concurrency(mut self, calls: usize) -> Self {
        self.options.concurrency = Some(if calls == 0 { 1 } else { calls });
        self
    }

    /// Where a call of several items is turned down for what is in it, sends it again in halves until the item at fault
    /// is alone. It is off unless set: an API that turns a call down after having carried out a part of it would be sent
    /// that part again.
    pub const fn one_by_one_after_refusal(mut self) -> Self {
        self.options.narrow_down = true;
        self
    }

    /// Sends nothing more once an item is anything but done, or a call succeeded in part only.
    pub const fn stop_at_first_failure(mut self) -> Self {
        self.options.stop_at_first_failure = true;
        self
    }

    /// Sends nothing more once so many calls in a row had no answer, or one that tells of a trouble of the service; 10
    /// unless set. `usize::MAX` never gives up.
    pub const fn give_up_after(mut self, calls: usize) -> Self {
        self.options.give_up_after = if calls == 0 { 1 } else { calls };
        self
    }

    /// Tells how far the batch is, after each call.
    pub fn on_progress(mut self, tell: impl FnMut(Progress) + Send + 'a) -> Self {
        self.options.progress = Some(Box::new(tell));
        self
    }

    /// Tells what goes out before it does, and what came of it, so that a program that was killed can go on with the
    /// truth; see [`JournalFile`].
    pub fn journal(mut self, journal: impl Journal<O> + 'a) -> Self {
        self.options.journal = Some(Box::new(journal));
        self
    }
}

impl<'a, I, O> Batch<'a, I, O>
where
    I: Clone + Serialize + Send + Sync,
    O: Serialize + Send + 'static,
{
    /// Sends the list, and says what came of each item. An empty list is no call.
    ///
    /// # Errors
    /// Only [`Error::Refused`], and then nothing was sent: what breaks a bound, and every item whose key another one has
    /// too, each with its place in the list. So is a batch that was sent before, also where its future was dropped: what
    /// became of it is in its report, or its journal, which [`resume`](Self::resume) goes on from. Whatever fails later is
    /// in the report.
    pub async fn send(&mut self) -> Result<BatchReport<O>, Error> {
        if self.is_sent {
            let message =
                "this batch was sent before; go on from its report or its journal, or make another batch";
            return Err(refused(message));
        }
        self.call.violations().into_result()?;
        let all: Vec<_> = (0..self.call.items.len()).collect();
        let outcomes = all.iter().map(|_| ItemOutcome::NotSent(not_its_turn())).collect();
        let report = self.report(outcomes);
        Ok(self.run(report, &all).await)
    }

    /// Goes on with a report of the same list: sends what was not sent. Where the action does no harm twice, what is
    /// unknown is sent too.
    ///
    /// # Errors
    /// As [`send`](Self::send); also where the report is of another list.
    pub async fn resume(&mut self, report: BatchReport<O>) -> Result<BatchReport<O>, Error> {
        let is_harmless = self.call.endpoint.effect != Effect::Once;
        self.send_those(report, |outcome| outcome.is_not_sent() || (is_harmless && outcome.is_unknown()))
            .await
    }

    /// Looks for the items that are unknown, by their keys, and sends nothing again. One that is found is done, with what
    /// was found. That there is one with its key does not say who made it.
    ///
    /// One that is not found, or of which the look-up cannot tell, stays unknown and says so:
    /// [`UnknownItem::looked_up`].
    ///
    /// # Errors
    /// Where the report is of another list. A look-up that fails is in the report.
    pub async fn reconcile(&mut self, mut report: BatchReport<O>) -> Result<BatchReport<O>, Error> {
        self.check(&report)?;
        let unknown: Vec<_> = report.unknown().map(|(item, _)| item).collect();
        let runs = match &self.call.look_up {
            Some(look_up) => look_up.runs(self.call.items, &unknown),
            None => vec![unknown],
        };
        // A look-up that is not recorded can be made again.
        let begun = self.options.journal.as_mut().map(|journal| journal.begin(&report));
        let is_recorded = begun.is_some_and(|begun| begun.is_ok());
        let mut failed = None;
        for run in runs {
            let told = self.told(&run, &mut failed).await;
            let settled = settle_told(&mut report, run.into_iter().zip(told).collect());
            if let (Some(journal), true) = (&mut self.options.journal, is_recorded) {
                let outcomes = settled.iter().filter_map(|item| Some((*item, report.outcomes().get(*item)?)));
                let _ = journal.settled(&outcomes.collect::<Vec<_>>());
            }
        }
        Ok(report)
    }

    /// Sends again what [`reconcile`](Self::reconcile) did not find, and nothing else. This is the caller's decision: how
    /// soon an API shows what it wrote is seldom documented, and an item that is on its way would be carried out twice.
    /// Look again after a while first.
    ///
    /// # Errors
    /// As [`resume`](Self::resume).
    pub async fn send_not_found(&mut self, report: BatchReport<O>) -> Result<BatchReport<O>, Error> {
        let is_not_found = |outcome: &ItemOutcome<O>| matches!(outcome, ItemOutcome::Unknown(item) if item.looked_up == LookedUp::NotFound);
        self.send_those(report, is_not_found).await
    }

    /// Looks for every item of the list, as if all of them were unknown. Nothing is sent.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn look_up(mut self) -> Result<Reconciled<'a, I, O>, Error> {
        self.call.violations().into_result()?;
        let error = ItemError::new(Some(ErrorKind::UnknownOutcome), "it was looked for, and not sent");
        let unknown = |_| ItemOutcome::Unknown(UnknownItem::new(error.clone()));
        let report = self.report((0..self.call.items.len()).map(unknown).collect());
        let report = self.reconcile(report).await?;
        Ok(Reconciled::new(self, report))
    }

    async fn send_those(
        &mut self,
        report: BatchReport<O>,
        is_wanted: impl Fn(&ItemOutcome<O>) -> bool,
    ) -> Result<BatchReport<O>, Error> {
        self.check(&report)?;
        self.call.violations().into_result()?;
        let outcomes = report.outcomes().iter().enumerate();
        let wanted: Vec<_> =
            outcomes.filter(|(_, outcome)| is_wanted(outcome)).map(|(item, _)| item).collect();
        Ok(self.run(report, &wanted).await)
    }

    async fn run(&mut self, report: BatchReport<O>, wanted: &[usize]) -> BatchReport<O> {
        self.is_sent = true;
        Run::new(&self.client, &self.call, &mut self.options, report, wanted).run().await
    }

    fn report(&self, outcomes: Vec<ItemOutcome<O>>) -> BatchReport<O> {
        BatchReport::new(&*self.call.endpoint.action, self.fingerprint(), outcomes)
    }

    fn fingerprint(&self) -> String {
        self.call.fingerprint(self.client.origin())
    }

    fn check(&self, report: &BatchReport<O>) -> Result<(), Error> {
        let action = &self.call.endpoint.action;
        let message = if report.action() != &**action {
            format!("the report is of {}, and this is {action}", report.action())
        } else if report.len() != self.call.items.len() || report.input() != self.fingerprint() {
            "the report is of another list, or of another address".to_owned()
        } else {
            return Ok(());
        };
        Err(refused(message))
    }

    /// What a look-up says of some items. One that nobody may make is not made again.
    async fn told(&mut self, run: &[usize], failed: &mut Option<ItemError>) -> Vec<Told<O>> {
        let same = |error: &ItemError| run.iter().map(|_| Told::CouldNotTell(error.clone())).collect();
        if let Some(error) = failed {
            return same(error);
        }
        let Some(look_up) = &self.call.look_up else {
            return same(&ItemError::new(None, "the action has no way to look for what it did"));
        };
        let (told, error) = look_up.told(&self.client, picked(self.call.items, run)).await;
        let is_final = |error: &Error| matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::Forbidden);
        if error.is_some_and(|error| is_final(&error)) {
            *failed = told.iter().find_map(|told| match told {
                Told::CouldNotTell(error) => Some(error.clone()),
                _ => None,
            });
        }
        told
    }
}

/// A report that does not belong to what it is to be gone on with.
fn refused(message: impl Into<String>) -> Error {
    let fields = vec!["report".to_owned(), "body".to_owned()];
    Error::Refused(Violation::new("report", Rule::Equal { fields }, message).into())
}

/// Puts what a look-up said into a report, and gives the items that it said something of.
fn settle_told<O>(report: &mut BatchReport<O>, told: Vec<(usize, Told<O>)>) -> Vec<usize> {
    let mut settled = Vec::new();
    for (item, told) in told {
        let Some(place) = report.outcome_mut(item) else { continue };
        match (told, &mut *place) {
            (Told::Found(value), _) => *place = ItemOutcome::Done(value),
            (Told::NotFound, ItemOutcome::Unknown(unknown)) => unknown.looked_up = LookedUp::NotFound,
            (Told::CouldNotTell(error), ItemOutcome::Unknown(unknown)) => {
                unknown.looked_up = LookedUp::CouldNotTell(error);
            }
            _ => {}
        }
        settled.push(item);
    }
    settled
}

impl<I, O> fmt::Debug for Batch<'_, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("client", &self.client)
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests;
