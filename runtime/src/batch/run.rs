//! One run of a batch: which items go out next, and what came of them.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;

use serde::Serialize;

use super::call::BatchCall;
use super::journal::not_its_turn;
use super::key::{Claims, Found, key_of};
use super::maker::{Answer, Values};
use super::outcome::{ItemError, ItemOutcome, UnknownItem};
use super::report::{BatchReport, Counts, Remark};
use super::together::{Boxed, Together};
use super::verdict::Verdict;
use super::{Options, Progress};
use crate::audience::to_program_json;
use crate::client::Client;
use crate::endpoint::Effect;
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::snippet::one_line;

const FIRST_FAILURE: &str = "the batch was to stop at the first failure";

/// One run of a batch.
pub(super) struct Run<'r, 'a, I, O> {
    client: &'r Client,
    call: &'r BatchCall<'a, I, O>,
    options: &'r mut Options<'a, O>,
    report: BatchReport<O>,
    counts: Counts,
    calls: usize,
    queue: VecDeque<Vec<usize>>,
    /// How many items are in the queue.
    left: usize,
    /// The most items of a call: fewer, once so many were too many.
    limit: usize,
    /// How many calls in a row told of a trouble of the service.
    troubles: usize,
    /// Why nothing more is sent.
    stop: Option<ItemError>,
}

/// A call that ended: its items, and what came.
type Ended<O> = (Vec<usize>, Result<Answer<O>, Error>);

impl<'r, 'a, I, O> Run<'r, 'a, I, O>
where
    I: Clone + Serialize + Send + Sync,
    O: Serialize + Send + 'static,
{
    /// A run over these items of a report.
    pub(super) fn new(
        client: &'r Client,
        call: &'r BatchCall<'a, I, O>,
        options: &'r mut Options<'a, O>,
        report: BatchReport<O>,
        wanted: &[usize],
    ) -> Self {
        let limit = call.most;
        Self {
            client,
            call,
            options,
            counts: report.counts(),
            report,
            calls: 0,
            queue: wanted.chunks(limit).map(<[usize]>::to_vec).collect(),
            left: wanted.len(),
            limit,
            troubles: 0,
            stop: None,
        }
    }

    /// Sends what is wanted, and says what came of everything.
    pub(super) async fn run(mut self) -> BatchReport<O> {
        if let Some(Err(error)) = self.options.journal.as_mut().map(|journal| journal.begin(&self.report)) {
            self.stop_without_journal(&error);
        }
        let mut under_way = Together::new();
        loop {
            while under_way.len() < self.concurrency() {
                let Some(items) = self.next_items() else { break };
                under_way.push(self.sent(items));
            }
            let Some((items, result)) = under_way.next().await else { break };
            self.calls += 1;
            self.settle(items, result);
            self.tell_progress();
        }
        let why = self.stop.take().unwrap_or_else(not_its_turn);
        for item in std::mem::take(&mut self.queue).into_iter().flatten() {
            // What was unknown before stays so.
            if self.report.outcomes().get(item).is_some_and(ItemOutcome::is_not_sent) {
                self.put(item, ItemOutcome::NotSent(why.clone()));
            }
        }
        self.report
    }

    fn concurrency(&self) -> usize {
        self.options.concurrency.map_or(self.call.concurrency, |calls| calls.min(self.call.concurrency))
    }

    /// The items of the next call, once the journal has them.
    fn next_items(&mut self) -> Option<Vec<usize>> {
        if self.stop.is_some() {
            return None;
        }
        let mut items = self.queue.pop_front()?;
        if items.len() > self.limit {
            self.queue.push_front(items.split_off(self.limit));
        }
        if let Some(Err(error)) = self.options.journal.as_mut().map(|journal| journal.sending(&items)) {
            self.stop_without_journal(&error);
            self.queue.push_front(items);
            return None;
        }
        self.left -= items.len();
        Some(items)
    }

    fn sent(&self, indices: Vec<usize>) -> Boxed<'r, Ended<O>> {
        let (client, call) = (self.client, self.call);
        Box::pin(async move {
            let items = picked(call.items, &indices);
            let result = call.maker.send(client, &items).await;
            (indices, result)
        })
    }

    fn settle(&mut self, items: Vec<usize>, result: Result<Answer<O>, Error>) {
        let error = match result {
            Ok(answer) => {
                self.troubles = 0;
                let in_part =
                    answer.errors.is_some().then(|| ItemError::new(None, "the call succeeded in part"));
                let outcomes = self.spread(&items, answer);
                let failed = outcomes.iter().find_map(|(_, outcome)| outcome.error().cloned()).or(in_part);
                self.record(outcomes);
                if let (Some(error), true) = (failed, self.options.stop_at_first_failure) {
                    self.stop_since(error.kind, &error, FIRST_FAILURE);
                }
                return;
            }
            Err(error) => error,
        };
        let verdict = Verdict::of(&error);
        let kind = Some(error.kind());
        if items.len() > 1 {
            let is_too_large = verdict == Verdict::TooLarge;
            if is_too_large {
                self.limit = self.limit.min(items.len() / 2);
            }
            if is_too_large || (self.options.narrow_down && verdict.may_be_one_item(&error)) {
                return self.halve(items, &error);
            }
        }
        self.troubles = if verdict.is_trouble() { self.troubles + 1 } else { 0 };
        if verdict == Verdict::NotAllowed {
            self.stop_since(kind, &error, "none of the others would be allowed");
        } else if matches!(error, Error::NotSent(_)) {
            self.stop_since(kind, &error, "the call before it had no time left to be sent");
        } else if self.troubles >= self.options.give_up_after {
            self.stop_since(
                kind,
                &error,
                &format!("{} calls in a row failed for no fault of their items", self.troubles),
            );
        }
        let errors = ItemError::each(&error, items.len());
        let outcomes = items.into_iter().zip(errors).map(|(item, error)| {
            let outcome = match verdict {
                Verdict::Refused | Verdict::TooLarge => ItemOutcome::Refused(error),
                Verdict::NotAllowed | Verdict::NotSent => ItemOutcome::NotSent(error),
                Verdict::Unknown => ItemOutcome::Unknown(UnknownItem::new(error)),
            };
            (item, outcome)
        });
        let outcomes = outcomes.collect();
        self.record(outcomes);
        if self.options.stop_at_first_failure {
            self.stop_since(kind, &error, FIRST_FAILURE);
        }
    }

    /// The items of a call that was turned down go out again, in two calls.
    fn halve(&mut self, mut items: Vec<usize>, error: &Error) {
        let errors = ItemError::each(error, items.len());
        let outcomes = items.iter().copied().zip(errors.into_iter().map(ItemOutcome::NotSent)).collect();
        self.record(outcomes);
        self.left += items.len();
        let second = items.split_off(items.len().div_ceil(2));
        self.queue.push_front(second);
        self.queue.push_front(items);
    }

    /// The values of an answer, each to its item.
    fn spread(&mut self, items: &[usize], answer: Answer<O>) -> Vec<(usize, ItemOutcome<O>)> {
        let Answer { values, errors } = answer;
        let mut unmatched = Vec::new();
        let in_doubt = |why: &str| {
            let text = match &errors {
                None => format!("the call succeeded, but {why}"),
                Some(errors) => {
                    let errors = one_line(&errors.to_string(), 500);
                    format!(
                        "the call succeeded in part, and {why}; the errors of all its items are: {errors}"
                    )
                }
            };
            let error = ItemError {
                others: items.len() - 1,
                ..ItemError::new(Some(ErrorKind::UnknownOutcome), text)
            };
            ItemOutcome::Unknown(UnknownItem::new(error))
        };
        let outcomes: Vec<ItemOutcome<O>> = match values {
            Values::One(value) => vec![ItemOutcome::Done(value)],
            Values::Whole(value, _) if items.len() == 1 && errors.is_none() => vec![ItemOutcome::Done(value)],
            Values::Whole(value, without) => {
                unmatched.push(to_program_json(&value));
                match errors {
                    None => without.into_iter().map(ItemOutcome::Done).collect(),
                    Some(_) => {
                        items.iter().map(|_| in_doubt("its answer does not say what of this item")).collect()
                    }
                }
            }
            Values::Each(values) if errors.is_none() => values.into_iter().map(ItemOutcome::Done).collect(),
            Values::Each(_) => {
                items.iter().map(|_| in_doubt("its answer does not say what of this item")).collect()
            }
            Values::Unkeyed(mut values, _) if items.len() == 1 && values.len() == 1 && errors.is_none() => {
                values.drain(..).map(ItemOutcome::Done).collect()
            }
            Values::Unkeyed(values, without) => {
                let came = values.len();
                unmatched.extend(values.iter().map(to_program_json));
                if came == items.len() && errors.is_none() {
                    without.into_iter().map(ItemOutcome::Done).collect()
                } else {
                    let why =
                        format!("its answer has {came} of {} items and does not say which", items.len());
                    items.iter().map(|_| in_doubt(&why)).collect()
                }
            }
            Values::Keyed(values) => {
                let matched = self.matched(items, values, &mut unmatched);
                let why = "its answer does not name this item";
                matched
                    .into_iter()
                    .map(|value| value.map_or_else(|| in_doubt(why), ItemOutcome::Done))
                    .collect()
            }
        };
        if errors.is_some() || !unmatched.is_empty() {
            let remark = Remark { items: items.to_vec(), errors, unmatched };
            if let Some(Err(error)) = self.options.journal.as_mut().map(|journal| journal.remarked(&remark)) {
                self.stop_without_journal(&error);
            }
            self.report.remark(remark);
        }
        items.iter().copied().zip(outcomes).collect()
    }

    /// For each item the value that has its key. Where they stand says nothing.
    fn matched(
        &self,
        items: &[usize],
        values: Vec<O>,
        unmatched: &mut Vec<serde_json::Value>,
    ) -> Vec<Option<O>> {
        let name = self.call.key.clone().unwrap_or_default();
        let asked: Vec<_> = items
            .iter()
            .map(|item| self.call.items.get(*item).and_then(|item| key_of(item, &name)))
            .collect();
        let came: Vec<_> = values.iter().map(|value| key_of(value, &name)).collect();
        let found = match (items, came.as_slice()) {
            // What does not say whose it is can only be that of the one item that was sent.
            ([_], [None]) => vec![Found::One(0)],
            _ => Claims::new(&asked, &came).found,
        };
        let mut values: Vec<_> = values.into_iter().map(Some).collect();
        let matched = found.into_iter().map(|found| match found {
            Found::One(index) => values.get_mut(index).and_then(Option::take),
            Found::Several(_) | Found::Shared | Found::None => None,
        });
        let matched = matched.collect();
        unmatched.extend(values.iter().flatten().map(to_program_json));
        matched
    }

    /// Puts outcomes into the journal and the report.
    fn record(&mut self, outcomes: Vec<(usize, ItemOutcome<O>)>) {
        let outcomes: Vec<_> =
            outcomes.into_iter().map(|(item, outcome)| (item, self.with_its_past(item, outcome))).collect();
        if let Some(journal) = &mut self.options.journal {
            let told: Vec<_> = outcomes.iter().map(|(item, outcome)| (*item, outcome)).collect();
            if let Err(error) = journal.settled(&told) {
                self.stop_without_journal(&error);
            }
        }
        for (item, outcome) in outcomes {
            self.put(item, outcome);
        }
    }

    /// An item that may have been carried out before is not known to be untouched because it was turned away this time.
    fn with_its_past(&self, item: usize, outcome: ItemOutcome<O>) -> ItemOutcome<O> {
        if !self.report.outcomes().get(item).is_some_and(ItemOutcome::is_unknown) {
            return outcome;
        }
        match outcome {
            ItemOutcome::NotSent(error) => ItemOutcome::Unknown(UnknownItem::new(error)),
            // It may be turned down because it is there.
            ItemOutcome::Refused(error) if self.call.endpoint.effect == Effect::Once => {
                ItemOutcome::Unknown(UnknownItem::new(error))
            }
            other => other,
        }
    }

    fn put(&mut self, item: usize, outcome: ItemOutcome<O>) {
        if let Some(place) = self.report.outcome_mut(item) {
            self.counts.replace(place, &outcome);
            *place = outcome;
        }
    }

    fn stop_since(&mut self, kind: Option<ErrorKind>, error: &dyn fmt::Display, why: &str) {
        let text = format!("it was not sent, since {why}. The last answer: {error}");
        self.stop.get_or_insert(ItemError::new(kind, text));
    }

    fn stop_without_journal(&mut self, error: &std::io::Error) {
        let text = format!("it was not sent, since the journal could not be written: {error}");
        self.stop.get_or_insert(ItemError::new(None, text));
    }

    fn tell_progress(&mut self) {
        let Self { counts, left, calls, .. } = *self;
        if let Some(tell) = &mut self.options.progress {
            tell(Progress {
                total: counts.total(),
                done: counts.done,
                refused: counts.refused,
                unknown: counts.unknown,
                left,
                calls,
            });
        }
    }
}

/// These items: a part of the list where they stand side by side, copies where they do not.
pub(super) fn picked<'a, I: Clone>(items: &'a [I], indices: &[usize]) -> Cow<'a, [I]> {
    let first = indices.first().copied().unwrap_or_default();
    let are_side_by_side = indices.iter().enumerate().all(|(offset, index)| *index == first + offset);
    match items.get(first..first + indices.len()) {
        Some(items) if are_side_by_side => Cow::Borrowed(items),
        _ => Cow::Owned(indices.iter().filter_map(|index| items.get(*index)).cloned().collect()),
    }
}
