//! Looking for items that may have been carried out, by their keys. Nothing is ever sent again from here.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::key::{Claims, Found, key_of};
use super::outcome::ItemError;
use super::together::Boxed;
use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::page::Page;

/// The most bytes of keys in one look-up: addresses much longer than this are refused by many servers.
const MAX_BYTES: usize = 1_500;

/// The most keys of a look-up where the API names no bound.
const MAX_KEYS: usize = 50;

/// How to look for items: by a key that they have, and what is found has too.
pub struct LookUp<'a, I, O> {
    key: Cow<'a, str>,
    most: usize,
    finder: Box<dyn Finder<I, O> + 'a>,
}

/// What a look-up said of an item.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told<O> {
    Found(O),
    NotFound,
    CouldNotTell(ItemError),
}

/// Makes the request that looks for some items.
trait Finder<I, O>: Send + Sync {
    /// What there is, each with its key; nothing in place of a value that cannot be read as what the action gives.
    fn find<'s>(&'s self, client: &'s Client, items: &'s [I]) -> Boxed<'s, Result<Vec<Keyed<O>>, Error>>;
}

type Keyed<O> = (Option<String>, Option<O>);

struct Pages<'a, M, V, O> {
    key: Cow<'a, str>,
    make: M,
    into: fn(V) -> Option<O>,
    types: PhantomData<fn() -> V>,
}

struct List<'a, M, V, O>(Pages<'a, M, V, O>);

impl<M, V: Serialize, O> Pages<'_, M, V, O> {
    fn keyed(&self, values: Vec<V>) -> Vec<Keyed<O>> {
        values.into_iter().map(|value| (key_of(&value, &self.key), (self.into)(value))).collect()
    }
}

impl<'a, I, O, V, M> Finder<I, O> for Pages<'a, M, V, O>
where
    V: Serialize + Send,
    M: Fn(&[I]) -> Option<Call<'a, Page<V>>> + Send + Sync,
{
    fn find<'s>(&'s self, client: &'s Client, items: &'s [I]) -> Boxed<'s, Result<Vec<Keyed<O>>, Error>> {
        let call = (self.make)(items);
        Box::pin(async move {
            match call {
                Some(call) => Ok(self.keyed(client.all_pages(call.must_say()).await?)),
                None => Ok(Vec::new()),
            }
        })
    }
}

impl<'a, I, O, V, M> Finder<I, O> for List<'a, M, V, O>
where
    V: Serialize + Send,
    M: Fn(&[I]) -> Option<Call<'a, Vec<V>>> + Send + Sync,
{
    fn find<'s>(&'s self, client: &'s Client, items: &'s [I]) -> Boxed<'s, Result<Vec<Keyed<O>>, Error>> {
        let call = (self.0.make)(items);
        Box::pin(async move {
            match call {
                Some(call) => Ok(self.0.keyed(client.send(call.must_say()).await?)),
                None => Ok(Vec::new()),
            }
        })
    }
}

struct Mapped<'a, I, O, P> {
    finder: Box<dyn Finder<I, O> + 'a>,
    map: fn(O) -> P,
}

impl<I, O: 'static, P: 'static> Finder<I, P> for Mapped<'_, I, O, P> {
    fn find<'s>(&'s self, client: &'s Client, items: &'s [I]) -> Boxed<'s, Result<Vec<Keyed<P>>, Error>> {
        let found = self.finder.find(client, items);
        let map = self.map;
        Box::pin(async move {
            let found = found.await?;
            Ok(found.into_iter().map(|(key, value)| (key, value.map(map))).collect())
        })
    }
}

impl<'a, I: 'a, O: 'a> LookUp<'a, I, O> {
    /// By a list that comes in pages, one look-up an item. `into` makes what was found into what the action itself
    /// gives, if it can be.
    #[must_use]
    pub fn pages<V, M>(key: impl Into<Cow<'a, str>>, make: M, into: fn(V) -> Option<O>) -> Self
    where
        V: Serialize + Send + 'a,
        M: Fn(&I) -> Call<'a, Page<V>> + Send + Sync + 'a,
    {
        Self::in_pages(key, 1, move |items: &[I]| items.first().map(&make), into)
    }

    /// By a list that comes as a whole, one look-up an item.
    #[must_use]
    pub fn list<V, M>(key: impl Into<Cow<'a, str>>, make: M, into: fn(V) -> Option<O>) -> Self
    where
        V: Serialize + Send + 'a,
        M: Fn(&I) -> Call<'a, Vec<V>> + Send + Sync + 'a,
    {
        Self::in_list(key, 1, move |items: &[I]| items.first().map(&make), into)
    }

    /// As [`pages`](Self::pages), with one look-up for so many items at most; for as many as an address has room for,
    /// where the API names no bound.
    #[must_use]
    pub fn many_pages<V, M>(
        key: impl Into<Cow<'a, str>>,
        most: Option<usize>,
        make: M,
        into: fn(V) -> Option<O>,
    ) -> Self
    where
        V: Serialize + Send + 'a,
        M: Fn(&[I]) -> Call<'a, Page<V>> + Send + Sync + 'a,
    {
        Self::in_pages(key, most.unwrap_or(MAX_KEYS), move |items: &[I]| Some(make(items)), into)
    }

    /// As [`list`](Self::list), for several items as [`many_pages`](Self::many_pages) is.
    #[must_use]
    pub fn many_list<V, M>(
        key: impl Into<Cow<'a, str>>,
        most: Option<usize>,
        make: M,
        into: fn(V) -> Option<O>,
    ) -> Self
    where
        V: Serialize + Send + 'a,
        M: Fn(&[I]) -> Call<'a, Vec<V>> + Send + Sync + 'a,
    {
        Self::in_list(key, most.unwrap_or(MAX_KEYS), move |items: &[I]| Some(make(items)), into)
    }

    fn in_pages<V: Serialize + Send + 'a>(
        key: impl Into<Cow<'a, str>>,
        most: usize,
        make: impl Fn(&[I]) -> Option<Call<'a, Page<V>>> + Send + Sync + 'a,
        into: fn(V) -> Option<O>,
    ) -> Self {
        let key = key.into();
        let finder = Box::new(Pages { key: key.clone(), make, into, types: PhantomData });
        Self { key, most: most.max(1), finder }
    }

    fn in_list<V: Serialize + Send + 'a>(
        key: impl Into<Cow<'a, str>>,
        most: usize,
        make: impl Fn(&[I]) -> Option<Call<'a, Vec<V>>> + Send + Sync + 'a,
        into: fn(V) -> Option<O>,
    ) -> Self {
        let key = key.into();
        let finder = Box::new(List(Pages { key: key.clone(), make, into, types: PhantomData }));
        Self { key, most: most.max(1), finder }
    }

    pub(super) fn map<P: 'static>(self, map: fn(O) -> P) -> LookUp<'a, I, P>
    where
        O: 'static,
    {
        LookUp { key: self.key, most: self.most, finder: Box::new(Mapped { finder: self.finder, map }) }
    }
}

impl<I: Serialize + Clone, O> LookUp<'_, I, O> {
    /// The indices in runs that one look-up each is for.
    pub(super) fn runs(&self, items: &[I], wanted: &[usize]) -> Vec<Vec<usize>> {
        let mut runs: Vec<Vec<usize>> = Vec::new();
        let mut bytes = 0;
        for index in wanted {
            // A letter that is encoded takes three.
            let length =
                items.get(*index).and_then(|item| key_of(item, &self.key)).map_or(0, |key| 3 * key.len());
            match runs.last_mut() {
                Some(run) if run.len() < self.most && bytes + length <= MAX_BYTES => {
                    bytes += length;
                    run.push(*index);
                }
                _ => {
                    bytes = length;
                    runs.push(vec![*index]);
                }
            }
        }
        runs
    }

    /// What there is of each of these items, in their order; the error too, where the look-up failed.
    pub(super) async fn told(&self, client: &Client, items: Cow<'_, [I]>) -> (Vec<Told<O>>, Option<Error>) {
        let keys: Vec<_> = items.iter().map(|item| key_of(item, &self.key)).collect();
        let found = match self.finder.find(client, &items).await {
            Ok(found) => found,
            Err(error) => {
                let text = format!("the look-up failed: {error}");
                let told = ItemError { text, ..ItemError::each(&error, 1).remove(0) };
                return (items.iter().map(|_| Told::CouldNotTell(told.clone())).collect(), Some(error));
            }
        };
        let (came, mut found): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let Claims { found: claims, strangers } = Claims::new(&keys, &came);
        let told = keys.iter().zip(claims).map(|(key, claim)| {
            if key.is_none() {
                return could_not_tell(format!("it has no `{}` to look for", self.key));
            }
            match claim {
                Found::None if strangers == 0 => Told::NotFound,
                // It may be there with its key in other letters: trimmed, or as the service writes it.
                Found::None => could_not_tell(format!(
                    "there is none with exactly its `{}`, but {strangers} that nobody asked for",
                    self.key
                )),
                Found::Shared => {
                    could_not_tell(format!("the one with its `{}` may be that of another item", self.key))
                }
                Found::Several(count) => could_not_tell(format!("there are {count} with its `{}`", self.key)),
                Found::One(index) => match found.get_mut(index).and_then(Option::take) {
                    Some(value) => Told::Found(value),
                    None => could_not_tell(
                        "there is one, which cannot be read as what the action gives".to_owned(),
                    ),
                },
            }
        });
        (told.collect(), None)
    }
}

fn could_not_tell<O>(text: String) -> Told<O> {
    Told::CouldNotTell(ItemError::new(Some(ErrorKind::Ambiguous), text))
}

impl<I, O> fmt::Debug for LookUp<'_, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LookUp").field("key", &self.key).field("most", &self.most).finish_non_exhaustive()
    }
}

/// What was found, read as another type of the same fields; for a look-up that gives another type than its action.
#[must_use]
pub fn found_as<V: Serialize, O: DeserializeOwned>(found: V) -> Option<O> {
    serde_json::from_value(serde_json::to_value(found).ok()?).ok()
}
