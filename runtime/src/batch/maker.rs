//! The calls of a batch, made of some of its items and sent, and what their answers have. Nothing here knows what an answer
//! means for an item: that is `run.rs`.

use std::marker::PhantomData;

use serde_json::Value;

use super::together::Boxed;
use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::violation::Violations;

/// Makes the call of some items.
pub(super) trait Maker<I, O>: Send + Sync {
    /// What is wrong with the call.
    fn violations(&self, items: &[I]) -> Violations;

    /// Path and query of the call.
    fn target(&self, items: &[I]) -> String;

    /// Sends the call.
    fn send<'s>(&'s self, client: &'s Client, items: &'s [I]) -> Boxed<'s, Result<Answer<O>, Error>>;
}

/// What the answer to a call of several items has.
#[derive(Debug)]
pub(super) struct Answer<O> {
    pub(super) values: Values<O>,
    /// The errors of a partial success.
    pub(super) errors: Option<Value>,
}

/// The values of an answer.
#[derive(Debug)]
pub(super) enum Values<O> {
    /// One for each item, told apart by the key.
    Keyed(Vec<O>),
    /// Nothing tells which is whose: what came, and what each item has in its place.
    Unkeyed(Vec<O>, Vec<O>),
    /// One value for all, and what each item has in its place.
    Whole(O, Vec<O>),
    /// The value of the one item that there was.
    One(O),
    /// What stands for each item: nothing comes back.
    Each(Vec<O>),
}

/// A function that makes calls, and one that reads their answers.
pub(super) struct Made<F, A, O> {
    make: F,
    read: fn(A, usize) -> Answer<O>,
    types: PhantomData<fn() -> (A, O)>,
}

impl<F, A, O> Made<F, A, O> {
    pub(super) const fn new(make: F, read: fn(A, usize) -> Answer<O>) -> Self {
        Self { make, read, types: PhantomData }
    }
}

impl<I, O, A, F> Maker<I, O> for Made<F, A, O>
where
    I: Sync,
    A: Send,
    F: for<'s> Fn(&'s [I]) -> Call<'s, A> + Send + Sync,
{
    fn violations(&self, items: &[I]) -> Violations {
        (self.make)(items).into_violations()
    }

    fn target(&self, items: &[I]) -> String {
        (self.make)(items).target()
    }

    fn send<'s>(&'s self, client: &'s Client, items: &'s [I]) -> Boxed<'s, Result<Answer<O>, Error>> {
        let call = (self.make)(items);
        Box::pin(async move { client.send(call).await.map(|answer| (self.read)(answer, items.len())) })
    }
}

/// The same for calls of one item.
pub(super) struct MadeOfOne<F, A, O> {
    make: F,
    read: fn(A, usize) -> Answer<O>,
    types: PhantomData<fn() -> (A, O)>,
}

impl<F, A, O> MadeOfOne<F, A, O> {
    pub(super) const fn new(make: F, read: fn(A, usize) -> Answer<O>) -> Self {
        Self { make, read, types: PhantomData }
    }
}

impl<I, O, A, F> Maker<I, O> for MadeOfOne<F, A, O>
where
    I: Sync,
    O: Send,
    A: Send,
    F: for<'s> Fn(&'s I) -> Call<'s, A> + Send + Sync,
{
    fn violations(&self, items: &[I]) -> Violations {
        // One at a time, since `most` is 1.
        items.iter().map(|item| (self.make)(item).into_violations()).fold(
            Violations::new(),
            |mut all, some| {
                all.extend(some);
                all
            },
        )
    }

    fn target(&self, items: &[I]) -> String {
        items.first().map(|item| (self.make)(item).target()).unwrap_or_default()
    }

    fn send<'s>(&'s self, client: &'s Client, items: &'s [I]) -> Boxed<'s, Result<Answer<O>, Error>> {
        let Some(item) = items.first() else {
            return Box::pin(async { Ok(Answer { values: Values::Keyed(Vec::new()), errors: None }) });
        };
        let call = (self.make)(item);
        Box::pin(async move { client.send(call).await.map(|answer| (self.read)(answer, items.len())) })
    }
}

/// A maker whose values are made into others.
pub(super) struct Mapped<'a, I, O, P> {
    maker: Box<dyn Maker<I, O> + 'a>,
    map: fn(O) -> P,
}

impl<'a, I, O, P> Mapped<'a, I, O, P> {
    pub(super) fn new(maker: Box<dyn Maker<I, O> + 'a>, map: fn(O) -> P) -> Self {
        Self { maker, map }
    }
}

impl<I, O: 'static, P: Send> Maker<I, P> for Mapped<'_, I, O, P> {
    fn violations(&self, items: &[I]) -> Violations {
        self.maker.violations(items)
    }

    fn target(&self, items: &[I]) -> String {
        self.maker.target(items)
    }

    fn send<'s>(&'s self, client: &'s Client, items: &'s [I]) -> Boxed<'s, Result<Answer<P>, Error>> {
        let sent = self.maker.send(client, items);
        Box::pin(async move { sent.await.map(|answer| answer.map(self.map)) })
    }
}

impl<O> Answer<O> {
    fn map<P>(self, map: fn(O) -> P) -> Answer<P> {
        let all = |values: Vec<O>| values.into_iter().map(map).collect::<Vec<P>>();
        let values = match self.values {
            Values::Keyed(values) => Values::Keyed(all(values)),
            Values::Unkeyed(values, without) => Values::Unkeyed(all(values), all(without)),
            Values::Whole(value, without) => Values::Whole(map(value), all(without)),
            Values::One(value) => Values::One(map(value)),
            Values::Each(values) => Values::Each(all(values)),
        };
        Answer { values, errors: self.errors }
    }
}

impl<V> Values<Option<V>> {
    /// One value for so many items, none of which has it as its own.
    pub(super) fn whole(value: V, items: usize) -> Self {
        Self::Whole(Some(value), std::iter::repeat_with(|| None).take(items).collect())
    }

    /// Values of so many items, of which nobody knows whose they are.
    pub(super) fn unkeyed(values: Vec<V>, items: usize) -> Self {
        let values = values.into_iter().map(Some).collect();
        Self::Unkeyed(values, std::iter::repeat_with(|| None).take(items).collect())
    }
}
