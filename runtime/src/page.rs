//! One page of a list.

/// Some of the items of a list, and what to ask for to get the next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the order of the API.
    pub items: Vec<T>,
    /// The value of the paging parameter that asks for the next page: a cursor, or a number.
    /// Nothing on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page; for tests and for pages that were made elsewhere.
    #[must_use]
    pub const fn new(items: Vec<T>, next: Option<String>) -> Self {
        Self { items, next }
    }

    /// Whether more pages follow.
    #[must_use]
    pub const fn has_next(&self) -> bool {
        self.next.is_some()
    }
}
