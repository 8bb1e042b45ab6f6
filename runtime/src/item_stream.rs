//! The items of a list one after the other, each page asked for when its first item is wanted.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::page::Page;
use crate::pages::Walk;

/// The items of a list, page by page: by [`next`](Self::next), or as a [`Stream`].
///
/// No page is asked for before an item of it is wanted, and none after this is dropped. A list that changes while it is
/// read may give an item twice or leave one out where its pages are numbered; cursors do better.
///
/// An error ends it. [`position`](Self::position) then names the page that failed, and the pages before it need not be
/// read again: [`try_again`](Self::try_again) asks for that page once more, and another program goes on from it by a
/// query that names it.
///
/// ```no_run
/// # async fn read(client: &actiongen_runtime::Client, call: actiongen_runtime::Call<'_, actiongen_runtime::Page<String>>)
/// # -> Result<(), actiongen_runtime::Error> {
/// let mut items = client.stream(call);
/// while let Some(item) = items.next().await {
///     println!("{}", item?);
/// }
/// # Ok(())
/// # }
/// ```
///
/// [`try_collect`](Self::try_collect) reads all of them, and [`take`](Self::take) bounds how many there are:
///
/// ```no_run
/// # async fn read(client: &actiongen_runtime::Client, call: actiongen_runtime::Call<'_, actiongen_runtime::Page<String>>)
/// # -> Result<(), actiongen_runtime::Error> {
/// let newest: Vec<String> = client.stream(call).take(100).try_collect().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is asked for until an item is wanted"]
pub struct ItemStream<'b, I> {
    client: Client,
    state: State<'b, I>,
    page: std::vec::IntoIter<I>,
    position: Option<String>,
    given: usize,
    /// How many items may still be given.
    remaining: usize,
}

/// A walk that comes back with what it found.
type Reading<'b, I> = Pin<Box<dyn Future<Output = (Walk<'b, I>, Option<Result<Vec<I>, Error>>)> + Send + 'b>>;

enum State<'b, I> {
    /// The next page can be asked for.
    Resting(Box<Walk<'b, I>>),
    /// It was asked for.
    Reading(Reading<'b, I>),
    /// The page failed, or there are no more.
    Over(Box<Walk<'b, I>>),
    /// Between two of the others.
    Turning,
}

impl Client {
    /// The items of a list, from the page that the query of the call names.
    pub fn stream<'b, I>(&self, call: Call<'b, Page<I>>) -> ItemStream<'b, I> {
        ItemStream {
            client: self.clone(),
            state: State::Resting(Box::new(Walk::new(call, self.max_pages()))),
            page: Vec::new().into_iter(),
            position: None,
            given: 0,
            remaining: usize::MAX,
        }
    }
}

impl<I> ItemStream<'_, I> {
    /// The page that is being read: its cursor or its number, as the query takes it. Nothing on the first one, which the
    /// query itself names.
    #[must_use]
    pub fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }

    /// How many items of the page at [`position`](Self::position) were given.
    #[must_use]
    pub const fn given_of_page(&self) -> usize {
        self.given
    }

    /// Ends after this many items, counted from here. No page is requested once they were given.
    pub fn take(mut self, items: usize) -> Self {
        self.remaining = self.remaining.min(items);
        self
    }

    /// After an error, lets [`next`](Self::next) ask for the page that failed once more. It does nothing otherwise.
    pub fn try_again(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Turning) {
            State::Over(walk) if !walk.is_over() => State::Resting(walk),
            other => other,
        };
    }
}

impl<'b, I: Send + 'b> ItemStream<'b, I> {
    /// The next item; nothing behind the last, and nothing after an error.
    ///
    /// Dropping the future loses nothing: a page that was asked for by then is awaited by the next call.
    ///
    /// # Errors
    /// Those of a page, in place of its items. See [`Error`].
    pub async fn next(&mut self) -> Option<Result<I, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Collects the items that are left, to the last page.
    ///
    /// A list has at most as many pages as [`Client::with_max_pages`] says, so this ends. To keep what was read before an
    /// error, call [`next`](Self::next) instead.
    ///
    /// # Errors
    /// The first error of a page. A page that leads back to one that was read already, or one page too many, is
    /// [`Error::Unexpected`].
    pub async fn try_collect(mut self) -> Result<Vec<I>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        if self.remaining == 0 {
            return Poll::Ready(None);
        }
        loop {
            if let Some(item) = self.page.next() {
                self.given += 1;
                self.remaining -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            let mut reading = match std::mem::replace(&mut self.state, State::Turning) {
                State::Resting(walk) => self.read(*walk),
                State::Reading(reading) => reading,
                over => {
                    self.state = over;
                    return Poll::Ready(None);
                }
            };
            let Poll::Ready((walk, page)) = reading.as_mut().poll(context) else {
                self.state = State::Reading(reading);
                return Poll::Pending;
            };
            let walk = Box::new(walk);
            match page {
                Some(Ok(page)) => {
                    self.state = if walk.is_over() { State::Over(walk) } else { State::Resting(walk) };
                    self.page = page.into_iter();
                }
                Some(Err(error)) => {
                    self.state = State::Over(walk);
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.state = State::Over(walk),
            }
        }
    }

    fn read(&mut self, mut walk: Walk<'b, I>) -> Reading<'b, I> {
        self.position = walk.position().map(str::to_owned);
        self.given = 0;
        let client = self.client.clone();
        Box::pin(async move {
            let page = walk.next(&client).await;
            (walk, page)
        })
    }
}

impl<'b, I: Send + Unpin + 'b> Stream for ItemStream<'b, I> {
    type Item = Result<I, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<I> fmt::Debug for ItemStream<'_, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream")
            .field("client", &self.client)
            .field("given", &self.given)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests;
