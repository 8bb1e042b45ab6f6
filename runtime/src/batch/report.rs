//! What came of a batch, item by item, in the order of the caller's list.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::outcome::{ItemError, ItemOutcome, LookedUp, UnknownItem};
use crate::snippet::one_line;

/// What came of a batch: an outcome for every item of the caller's list, in its order. Nothing is hidden by what came
/// later.
///
/// It can be kept: written as JSON and read again, it is what [`Batch::resume`](super::Batch::resume) and
/// [`Batch::reconcile`](super::Batch::reconcile) go on from. What it holds of an answer is written as it came, secrets
/// included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "some items may be refused, unknown or not sent"]
pub struct BatchReport<O> {
    action: String,
    /// What the list was, so that the report of one list is not gone on from with another.
    input: String,
    outcomes: Vec<ItemOutcome<O>>,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<Remark>,
}

/// What an answer had besides the values of its items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Remark {
    /// The items of the call, by their indices in the caller's list.
    pub items: Vec<usize>,
    /// The errors of a partial success, as the API says them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Value>,
    /// Values that belong to no item, or not to a certain one; a secret in them reads `[redacted]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmatched: Vec<Value>,
}

/// How many items came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Counts {
    /// Carried out.
    pub done: usize,
    /// Turned down for good.
    pub refused: usize,
    /// Perhaps carried out.
    pub unknown: usize,
    /// Not carried out, and free to be sent.
    pub not_sent: usize,
}

impl Counts {
    pub(crate) fn add<O>(&mut self, outcome: &ItemOutcome<O>) {
        *self.of(outcome) += 1;
    }

    pub(crate) fn replace<O>(&mut self, before: &ItemOutcome<O>, after: &ItemOutcome<O>) {
        *self.of(before) -= 1;
        *self.of(after) += 1;
    }

    const fn of<O>(&mut self, outcome: &ItemOutcome<O>) -> &mut usize {
        match outcome {
            ItemOutcome::Done(_) => &mut self.done,
            ItemOutcome::Refused(_) => &mut self.refused,
            ItemOutcome::Unknown(_) => &mut self.unknown,
            ItemOutcome::NotSent(_) => &mut self.not_sent,
        }
    }

    /// All items.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.done + self.refused + self.unknown + self.not_sent
    }
}

impl fmt::Display for Counts {
    /// `23 done, 1 refused, 1 unknown`: those that are not 0, and the done ones in any case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} done", self.done)?;
        let others = [(self.refused, "refused"), (self.unknown, "unknown"), (self.not_sent, "not sent")];
        others
            .iter()
            .filter(|(count, _)| *count > 0)
            .try_for_each(|(count, word)| write!(f, ", {count} {word}"))
    }
}

impl<O> BatchReport<O> {
    pub(crate) fn new(action: impl Into<String>, input: String, outcomes: Vec<ItemOutcome<O>>) -> Self {
        Self { action: action.into(), input, outcomes, remarks: Vec::new() }
    }

    pub(crate) fn input(&self) -> &str {
        &self.input
    }

    pub(crate) fn outcome_mut(&mut self, item: usize) -> Option<&mut ItemOutcome<O>> {
        self.outcomes.get_mut(item)
    }

    pub(crate) fn remark(&mut self, remark: Remark) {
        self.remarks.push(remark);
    }

    /// The id of the action: `customers.create`.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether there are no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// What came of each item, in the order of the caller's list.
    #[must_use]
    pub fn outcomes(&self) -> &[ItemOutcome<O>] {
        &self.outcomes
    }

    /// What came of each item, on its own.
    #[must_use]
    pub fn into_outcomes(self) -> Vec<ItemOutcome<O>> {
        self.outcomes
    }

    /// What was carried out, by the index in the caller's list, with what the API gave.
    pub fn done(&self) -> impl Iterator<Item = (usize, &O)> {
        self.picked(|outcome| match outcome {
            ItemOutcome::Done(value) => Some(value),
            _ => None,
        })
    }

    /// What was turned down for good, by the index in the caller's list.
    pub fn refused(&self) -> impl Iterator<Item = (usize, &ItemError)> {
        self.picked(|outcome| match outcome {
            ItemOutcome::Refused(error) => Some(error),
            _ => None,
        })
    }

    /// What may have been carried out, by the index in the caller's list.
    pub fn unknown(&self) -> impl Iterator<Item = (usize, &UnknownItem)> {
        self.picked(|outcome| match outcome {
            ItemOutcome::Unknown(unknown) => Some(unknown),
            _ => None,
        })
    }

    /// What was looked for, and not found, by the index in the caller's list: a part of [`unknown`](Self::unknown).
    pub fn not_found(&self) -> impl Iterator<Item = (usize, &UnknownItem)> {
        self.unknown().filter(|(_, unknown)| unknown.looked_up == LookedUp::NotFound)
    }

    /// What was not carried out and can be sent as it is, by the index in the caller's list, with the reason.
    pub fn not_sent(&self) -> impl Iterator<Item = (usize, &ItemError)> {
        self.picked(|outcome| match outcome {
            ItemOutcome::NotSent(error) => Some(error),
            _ => None,
        })
    }

    fn picked<'r, T: 'r>(
        &'r self,
        pick: impl Fn(&'r ItemOutcome<O>) -> Option<T>,
    ) -> impl Iterator<Item = (usize, T)> {
        let outcomes = self.outcomes.iter().enumerate();
        outcomes.filter_map(move |(item, outcome)| Some((item, pick(outcome)?)))
    }

    /// What answers had besides the values of the items: errors of partial successes, and values that no item was
    /// matched with.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// How many items came to what.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.outcomes.iter().for_each(|outcome| counts.add(outcome));
        counts
    }

    /// Whether every item is done, and no call succeeded in part only: an API may say that a part failed, and still answer
    /// with a value for every item. Errors that were said once stay in the [`remarks`](Self::remarks), whatever is done
    /// about them later.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let are_done = self.outcomes.iter().all(|outcome| matches!(outcome, ItemOutcome::Done(_)));
        are_done && self.errors().next().is_none()
    }

    /// The errors of partial successes.
    fn errors(&self) -> impl Iterator<Item = &Value> {
        self.remarks.iter().filter_map(|remark| remark.errors.as_ref())
    }

    /// What the API gave for each item, if the report [is complete](Self::is_complete).
    ///
    /// # Errors
    /// The report itself, if it is not.
    pub fn into_result(self) -> Result<Vec<O>, BatchError<O>> {
        if !self.is_complete() {
            return Err(BatchError(Box::new(self)));
        }
        let done = self.outcomes.into_iter().filter_map(|outcome| match outcome {
            ItemOutcome::Done(value) => Some(value),
            _ => None,
        });
        Ok(done.collect())
    }
}

impl<O> fmt::Display for BatchReport<O> {
    /// `customers.create, 25 items: 23 done, 1 refused, 1 unknown. The first that is not done is item 4: …`; where all are
    /// done, the first errors of a partial success.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items = if self.len() == 1 { "item" } else { "items" };
        write!(f, "{}, {} {items}: {}.", self.action, self.len(), self.counts())?;
        match self.outcomes.iter().enumerate().find_map(|(item, outcome)| Some((item, outcome.error()?))) {
            Some((item, error)) => write!(f, " The first that is not done is item {item}: {error}"),
            None => self.errors().next().map_or(Ok(()), |errors| {
                let errors = one_line(&errors.to_string(), 500);
                write!(f, " A call succeeded in part only; the errors of its items are: {errors}")
            }),
        }
    }
}

/// A batch that is not complete, by [`BatchReport::into_result`].
#[derive(Debug)]
pub struct BatchError<O>(Box<BatchReport<O>>);

impl<O> BatchError<O> {
    /// What came of every item.
    pub const fn report(&self) -> &BatchReport<O> {
        &self.0
    }

    /// The report, to go on from.
    pub fn into_report(self) -> BatchReport<O> {
        *self.0
    }
}

impl<O> fmt::Display for BatchError<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<O: fmt::Debug> std::error::Error for BatchError<O> {}
