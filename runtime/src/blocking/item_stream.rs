//! The items of a list one after the other, as an iterator.

use std::fmt;

use crate::block_on::block_on;
use crate::error::Error;

/// An [`ItemStream`](crate::ItemStream) as an iterator: where a page is wanted, it waits for it.
///
/// An error ends it, as it ends its twin.
///
/// ```no_run
/// # fn read(client: &actiongen_runtime::Client, call: actiongen_runtime::Call<'_, actiongen_runtime::Page<String>>)
/// # -> Result<(), actiongen_runtime::Error> {
/// # use actiongen_runtime::blocking::ItemStream;
/// for item in ItemStream::from(client.stream(call)) {
///     println!("{}", item?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is asked for until an item is wanted"]
pub struct ItemStream<'b, I>(crate::ItemStream<'b, I>);

impl<'b, I> From<crate::ItemStream<'b, I>> for ItemStream<'b, I> {
    fn from(stream: crate::ItemStream<'b, I>) -> Self {
        Self(stream)
    }
}

impl<I> ItemStream<'_, I> {
    /// As [`ItemStream::position`](crate::ItemStream::position).
    #[must_use]
    pub fn position(&self) -> Option<&str> {
        self.0.position()
    }

    /// As [`ItemStream::given_of_page`](crate::ItemStream::given_of_page).
    #[must_use]
    pub const fn given_of_page(&self) -> usize {
        self.0.given_of_page()
    }

    /// As [`ItemStream::take`](crate::ItemStream::take).
    pub fn take(self, items: usize) -> Self {
        Self(self.0.take(items))
    }

    /// As [`ItemStream::try_again`](crate::ItemStream::try_again).
    pub fn try_again(&mut self) {
        self.0.try_again();
    }
}

impl<'b, I: Send + 'b> ItemStream<'b, I> {
    /// Collects the items that are left, to the last page.
    ///
    /// # Errors
    /// As [`ItemStream::try_collect`](crate::ItemStream::try_collect).
    pub fn try_collect(self) -> Result<Vec<I>, Error> {
        block_on(self.0.try_collect())
    }
}

impl<'b, I: Send + 'b> Iterator for ItemStream<'b, I> {
    type Item = Result<I, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.next())
    }
}

impl<I> fmt::Debug for ItemStream<'_, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
