//! What a batch sends and how its answers are read: everything that is known of it before there is a client.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::Write as _;

use serde::Serialize;
use serde_json::Value;

use super::fingerprint::Fingerprint;
use super::key::key_of;
use super::lookup::LookUp;
use super::maker::{Answer, Made, MadeOfOne, Maker, Mapped, Values};
use crate::audience::{Audience, to_program_json};
use crate::call::Call;
use crate::endpoint::Endpoint;
use crate::handle::Handle;
use crate::origin::Origin;
use crate::partial::Partial;
use crate::path::PathSegment;
use crate::snippet::Quoted;
use crate::violation::{Rule, Violation, Violations};

/// The calls of a list of any length, before they are sent: how the list is cut, what tells its items apart, and how to
/// look for one that may have been carried out.
///
/// Making one does no I/O. [`Client::batch`](crate::Client::batch) makes a [`Batch`](super::Batch) of it. `I` is an item,
/// `O` what the API gives for one.
pub struct BatchCall<'a, I, O> {
    pub(super) endpoint: Handle<Endpoint>,
    pub(super) items: &'a [I],
    place: Cow<'a, str>,
    pub(super) most: usize,
    pub(super) concurrency: usize,
    pub(super) key: Option<Cow<'a, str>>,
    pub(super) maker: Box<dyn Maker<I, O> + 'a>,
    pub(super) look_up: Option<LookUp<'a, I, O>>,
}

impl<'a, I: Sync + 'a, O: Send + 'static> BatchCall<'a, I, O> {
    /// Calls that are answered with a list of values, which the key tells apart; see [`key`](Self::key).
    #[must_use]
    pub fn list<F>(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], make: F) -> Self
    where
        F: for<'s> Fn(&'s [I]) -> Call<'s, Vec<O>> + Send + Sync + 'a,
    {
        Self::made(endpoint, items, make, |values, _| Answer { values: Values::Keyed(values), errors: None })
    }

    /// The same, with errors where a part failed.
    #[must_use]
    pub fn partial_list<F>(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], make: F) -> Self
    where
        F: for<'s> Fn(&'s [I]) -> Call<'s, Partial<Vec<O>>> + Send + Sync + 'a,
    {
        Self::made(endpoint, items, make, |partial, _| Answer {
            values: Values::Keyed(partial.value),
            errors: partial.errors,
        })
    }

    /// Calls of one item, each answered with one value.
    #[must_use]
    pub fn value<F>(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], make: F) -> Self
    where
        F: for<'s> Fn(&'s I) -> Call<'s, O> + Send + Sync + 'a,
    {
        Self::made_of_one(endpoint, items, make, |value, _| Answer {
            values: Values::One(value),
            errors: None,
        })
    }

    /// The same, with errors where a part failed.
    #[must_use]
    pub fn partial<F>(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], make: F) -> Self
    where
        F: for<'s> Fn(&'s I) -> Call<'s, Partial<O>> + Send + Sync + 'a,
    {
        Self::made_of_one(endpoint, items, make, |partial, _| Answer {
            values: Values::One(partial.value),
            errors: partial.errors,
        })
    }

    fn made<A: Send + 'static>(
        endpoint: impl Into<Handle<Endpoint>>,
        items: &'a [I],
        make: impl for<'s> Fn(&'s [I]) -> Call<'s, A> + Send + Sync + 'a,
        read: fn(A, usize) -> Answer<O>,
    ) -> Self {
        Self::with(endpoint, items, Box::new(Made::new(make, read)))
    }

    fn made_of_one<A: Send + 'static>(
        endpoint: impl Into<Handle<Endpoint>>,
        items: &'a [I],
        make: impl for<'s> Fn(&'s I) -> Call<'s, A> + Send + Sync + 'a,
        read: fn(A, usize) -> Answer<O>,
    ) -> Self {
        let call = Self::with(endpoint, items, Box::new(MadeOfOne::new(make, read)));
        Self { most: 1, ..call }
    }

    fn with(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], maker: Box<dyn Maker<I, O> + 'a>) -> Self {
        Self {
            endpoint: endpoint.into(),
            items,
            place: "body".into(),
            most: usize::MAX,
            concurrency: 1,
            key: None,
            maker,
            look_up: None,
        }
    }
}

impl<'a, I: Sync + 'a, V: Send + 'static> BatchCall<'a, I, Option<V>> {
    /// Calls that are answered with a list of values which nothing tells apart. An item has a value of its own where it
    /// was alone in its call; the values of other calls are in [`BatchReport::remarks`](super::BatchReport::remarks).
    #[must_use]
    pub fn unkeyed_list<F>(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], make: F) -> Self
    where
        F: for<'s> Fn(&'s [I]) -> Call<'s, Vec<V>> + Send + Sync + 'a,
    {
        Self::made(endpoint, items, make, |values, items| Answer {
            values: Values::unkeyed(values, items),
            errors: None,
        })
    }

    /// The same, with errors where a part failed.
    #[must_use]
    pub fn unkeyed_partial_list<F>(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], make: F) -> Self
    where
        F: for<'s> Fn(&'s [I]) -> Call<'s, Partial<Vec<V>>> + Send + Sync + 'a,
    {
        Self::made(endpoint, items, make, |partial, items| Answer {
            values: Values::unkeyed(partial.value, items),
            errors: partial.errors,
        })
    }

    /// Calls that are answered with one value for all of their items. An item has it where it was alone in its call; the
    /// values of other calls are in [`BatchReport::remarks`](super::BatchReport::remarks).
    #[must_use]
    pub fn whole<F>(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], make: F) -> Self
    where
        F: for<'s> Fn(&'s [I]) -> Call<'s, V> + Send + Sync + 'a,
    {
        Self::made(endpoint, items, make, |value, items| Answer {
            values: Values::whole(value, items),
            errors: None,
        })
    }

    /// The same, with errors where a part failed.
    #[must_use]
    pub fn partial_whole<F>(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], make: F) -> Self
    where
        F: for<'s> Fn(&'s [I]) -> Call<'s, Partial<V>> + Send + Sync + 'a,
    {
        Self::made(endpoint, items, make, |partial, items| Answer {
            values: Values::whole(partial.value, items),
            errors: partial.errors,
        })
    }
}

impl<'a, I: Sync + 'a> BatchCall<'a, I, ()> {
    /// Calls of whose answers only the status counts.
    #[must_use]
    pub fn nothing<F>(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], make: F) -> Self
    where
        F: for<'s> Fn(&'s [I]) -> Call<'s, ()> + Send + Sync + 'a,
    {
        Self::made(endpoint, items, make, |(), items| Answer {
            values: Values::Each(vec![(); items]),
            errors: None,
        })
    }

    /// The same, with errors where a part failed.
    #[must_use]
    pub fn partial_nothing<F>(endpoint: impl Into<Handle<Endpoint>>, items: &'a [I], make: F) -> Self
    where
        F: for<'s> Fn(&'s [I]) -> Call<'s, Partial<()>> + Send + Sync + 'a,
    {
        Self::made(endpoint, items, make, |partial, items| Answer {
            values: Values::Each(vec![(); items]),
            errors: partial.errors,
        })
    }
}

impl<'a, I, O> BatchCall<'a, I, O> {
    /// At most so many items a call; all in one unless set.
    #[must_use]
    pub fn most(self, items: usize) -> Self {
        Self { most: self.most.min(items.max(1)), ..self }
    }

    /// So many calls under way at once; one unless set.
    #[must_use]
    pub fn concurrency(self, calls: usize) -> Self {
        Self { concurrency: calls.max(1), ..self }
    }

    /// The field that tells items apart, by its name on the wire: what is sent and what comes back have it.
    #[must_use]
    pub fn key(self, name: impl Into<Cow<'a, str>>) -> Self {
        Self { key: Some(name.into()), ..self }
    }

    /// Where in the input document the list stands; at `body` unless set.
    #[must_use]
    pub fn at(self, place: impl Into<Cow<'a, str>>) -> Self {
        Self { place: place.into(), ..self }
    }

    /// How to look for items that may have been carried out.
    #[must_use]
    pub fn look_up(self, look_up: LookUp<'a, I, O>) -> Self {
        Self { look_up: Some(look_up), ..self }
    }

    /// How many calls the list is cut into.
    #[must_use]
    pub const fn calls(&self) -> usize {
        self.items.len().div_ceil(self.most)
    }

    /// The endpoint that is called.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }
}

impl<'a, I, O: Send + Serialize + 'static> BatchCall<'a, I, O>
where
    I: 'a,
{
    /// The same with JSON for its values, as the `catalog` gives it: a secret reads `[redacted]`.
    #[must_use]
    pub fn into_json(self) -> BatchCall<'a, I, Value> {
        let map: fn(O) -> Value = |value| to_program_json(&value);
        BatchCall {
            endpoint: self.endpoint,
            items: self.items,
            place: self.place,
            most: self.most,
            concurrency: self.concurrency,
            key: self.key,
            maker: Box::new(Mapped::new(self.maker, map)),
            look_up: self.look_up.map(|look_up| look_up.map(map)),
        }
    }
}

impl<I: Serialize, O> BatchCall<'_, I, O> {
    /// What the list is, and where it goes, in a few letters: another list, or another address, has others. No secret has
    /// a part in it.
    pub(super) fn fingerprint(&self, origin: &Origin) -> String {
        let mut fingerprint = Fingerprint::new();
        // An address that lacks a part is refused before anything is sent.
        let _ = fingerprint.write_all(origin.address().unwrap_or_default().as_bytes());
        let _ = fingerprint.write_all(b"\n");
        Audience::Program.served(|| {
            // One item, so that it does not matter how the list is cut.
            let beginning = self.items.get(..1).unwrap_or_default();
            // Writing to it cannot fail; what cannot be written as JSON is refused later.
            let _ = fingerprint.write_all(self.maker.target(beginning).as_bytes());
            for item in self.items {
                let _ = fingerprint.write_all(b"\n");
                let _ = serde_json::to_writer(&mut fingerprint, item);
            }
        });
        fingerprint.to_string()
    }

    /// What is wrong with the list, all of it, with the places of the caller's list: the bounds of every call but the
    /// number of its items, and keys that are there twice.
    #[must_use]
    pub fn violations(&self) -> Violations {
        let mut violations = Vec::new();
        for (part, items) in self.items.chunks(self.most).enumerate() {
            let offset = part * self.most;
            for violation in self.maker.violations(items) {
                match self.moved(&violation, offset) {
                    Some(moved) => violations.push(moved),
                    // What is wrong with the rest of the request is wrong with each call.
                    None if part == 0 => violations.push(violation),
                    None => {}
                }
            }
        }
        violations.extend(self.duplicates());
        violations.into()
    }

    /// The violation of an item of a call, at its place in the whole list.
    fn moved(&self, violation: &Violation, offset: usize) -> Option<Violation> {
        let mut segments = PathSegment::parse(&self.place);
        let (index, rest) = match violation.segments().strip_prefix(segments.as_slice())? {
            [PathSegment::Index(index), rest @ ..] => (*index, rest),
            // The one item of a call may be all of its body.
            rest if self.most == 1 => (0, rest),
            _ => return None,
        };
        segments.push(PathSegment::Index(index + offset));
        segments.extend_from_slice(rest);
        Some(Violation::at_segments(segments, violation.rule().clone(), violation.message()))
    }

    fn duplicates(&self) -> Vec<Violation> {
        let Some(name) = &self.key else {
            return Vec::new();
        };
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut violations = Vec::new();
        for (index, item) in self.items.iter().enumerate() {
            let Some(key) = key_of(item, name) else { continue };
            match seen.get(&key) {
                Some(first) => {
                    let message = format!("{} is the `{name}` of {}[{first}] too", Quoted(&key), self.place);
                    let mut segments = PathSegment::parse(&self.place);
                    segments.push(PathSegment::Index(index));
                    if serde_json::to_value(item).is_ok_and(|item| item.is_object()) {
                        segments.push(PathSegment::Key(name.to_string()));
                    }
                    violations.push(Violation::at_segments(
                        segments,
                        Rule::Unique { first: *first },
                        message,
                    ));
                }
                None => {
                    seen.insert(key, index);
                }
            }
        }
        violations
    }
}

impl<I, O> fmt::Debug for BatchCall<'_, I, O> {
    /// Shows what is called, not with what: a value may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchCall")
            .field("action", &self.endpoint.action)
            .field("items", &self.items.len())
            .field("most", &self.most)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
