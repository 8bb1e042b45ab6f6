//! The way from page to page of a list: which page is asked for next, and where it has to stop.
//!
//! Only what an answer says of the next page is used, a cursor or a number, and it goes into the query of the same
//! request: no answer leads to another address.

use std::collections::HashSet;

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::page::Page;

/// A walk over the pages of a list.
pub(crate) struct Walk<'b, I> {
    call: Call<'b, Page<I>>,
    /// The pages that were turned to.
    asked: HashSet<String>,
    most: usize,
    position: Option<String>,
    ahead: Ahead,
}

/// What is next on a walk.
enum Ahead {
    /// The page that the call names now.
    Page,
    /// The last page leads nowhere good.
    Trouble(Box<Error>),
    /// Nothing.
    End,
}

impl<'b, I> Walk<'b, I> {
    /// From the page that the query of the call names, over so many pages at most.
    pub(crate) fn new(call: Call<'b, Page<I>>, most: usize) -> Self {
        Self { call, asked: HashSet::new(), most, position: None, ahead: Ahead::Page }
    }

    /// The page that is next: its cursor or number. Nothing for the first one, which the query itself names.
    pub(crate) fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }

    /// Whether there is nothing more to ask for.
    pub(crate) const fn is_over(&self) -> bool {
        matches!(self.ahead, Ahead::End)
    }

    /// The items of the next page; nothing behind the last. A page that failed is the next one again.
    pub(crate) async fn next(&mut self, client: &Client) -> Option<Result<Vec<I>, Error>> {
        match std::mem::replace(&mut self.ahead, Ahead::Page) {
            Ahead::Page => {}
            Ahead::Trouble(error) => {
                self.ahead = Ahead::End;
                return Some(Err(*error));
            }
            Ahead::End => {
                self.ahead = Ahead::End;
                return None;
            }
        }
        let (page, response) = match client.send_keeping(&self.call).await {
            Ok(read) => read,
            Err(error) => return Some(Err(error)),
        };
        self.ahead = match page.next.map(|next| self.turn_to(next)) {
            None => Ahead::End,
            Some(Ok(())) => Ahead::Page,
            Some(Err(trouble)) => {
                Ahead::Trouble(Box::new(self.call.unexpected(client.origin(), response, trouble)))
            }
        };
        Some(Ok(page.items))
    }

    fn turn_to(&mut self, next: String) -> Result<(), &'static str> {
        if self.asked.len() + 1 >= self.most {
            return Err("it names one more page than a list may have");
        }
        if !self.call.turn_to(&next) || !self.asked.insert(next.clone()) {
            return Err("it leads back to a page that was read already");
        }
        self.position = Some(next);
        Ok(())
    }
}

impl Client {
    /// Sends a call page by page, from the page that its query names to the last.
    ///
    /// # Errors
    /// Those of each page; what the pages before it had is dropped. A page that leads back to one
    /// that was read already, or one too many, is [`Error::Unexpected`], so that this ends.
    pub(crate) async fn all_pages<I>(&self, call: Call<'_, Page<I>>) -> Result<Vec<I>, Error> {
        self.pages_until(call, usize::MAX).await
    }

    /// Reads the pages of a list until there are two items: enough to tell whether there is exactly one.
    ///
    /// # Errors
    /// Those of [`ItemStream::try_collect`](crate::ItemStream::try_collect).
    pub async fn first_two<I>(&self, call: Call<'_, Page<I>>) -> Result<Vec<I>, Error> {
        self.pages_until(call, 2).await
    }

    async fn pages_until<I>(&self, call: Call<'_, Page<I>>, enough: usize) -> Result<Vec<I>, Error> {
        let mut walk = Walk::new(call, self.max_pages());
        let mut items = Vec::new();
        while let Some(page) = walk.next(self).await {
            items.extend(page?);
            if items.len() >= enough {
                break;
            }
        }
        Ok(items)
    }
}
