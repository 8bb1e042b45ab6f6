//! A cursor on the tree: how later stages find the place of what they complain about.

use super::{Entry, Node, Scalar, Span};

/// A node, looked at from outside. Every step leads somewhere: one to a key or an item that is absent
/// stays where it is, so a place can always be named.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    node: &'a Node,
    key: Option<&'a Scalar>,
}

impl<'a> At<'a> {
    /// Looks at `node`.
    #[must_use]
    pub fn new(node: &'a Node) -> Self {
        Self { node, key: None }
    }

    /// The node itself.
    #[must_use]
    pub fn node(self) -> &'a Node {
        self.node
    }

    /// The place of the value.
    #[must_use]
    pub fn span(self) -> Span {
        self.node.span
    }

    /// The key under which the value stands, if the last step led to one.
    #[must_use]
    pub fn own_key(self) -> Option<&'a Scalar> {
        self.key
    }

    /// The place of the value's own key, else that of the value. Short, where the value is a long map.
    #[must_use]
    pub fn name(self) -> Span {
        self.key.map_or(self.node.span, |key| key.span)
    }

    /// The scalar, as it was written.
    #[must_use]
    pub fn scalar(self) -> Option<&'a Scalar> {
        self.node.scalar()
    }

    /// Whether the key is there, even if its value was refused: what was reported once is not missing.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        self.node.entry(key).is_some()
    }

    /// The value of a key; itself if the key is absent.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.get(key).unwrap_or(self)
    }

    /// The value of a key, if it is there, refused or not.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        self.node.entry(key).map(Self::of_entry)
    }

    /// The place of a key's own name; that of the value it would stand in if it is absent.
    #[must_use]
    pub fn key_name(self, key: &str) -> Span {
        self.node.entry(key).map_or_else(|| self.name(), |entry| entry.key.span)
    }

    /// An item of a list, counted as in the decoded list, from 0: refused ones do not count. Itself if
    /// there is none.
    #[must_use]
    pub fn item(self, index: usize) -> Self {
        self.items().nth(index).unwrap_or(self)
    }

    /// The items of a list that were not refused.
    pub fn items(self) -> impl Iterator<Item = At<'a>> {
        self.node.items().iter().filter(|item| !item.is_refused()).map(At::new)
    }

    /// Several keys in a row, as far as they lead.
    #[must_use]
    pub fn path(self, keys: &[&str]) -> Self {
        let mut at = self;
        for key in keys {
            match at.get(key) {
                Some(next) => at = next,
                None => return at,
            }
        }
        at
    }

    /// The entries of a map that were not refused, in the order of the text.
    pub fn entries(self) -> impl Iterator<Item = (&'a Scalar, At<'a>)> {
        self.node
            .entries()
            .iter()
            .filter(|entry| !entry.value.is_refused())
            .map(|entry| (&entry.key, Self::of_entry(entry)))
    }

    fn of_entry(entry: &'a Entry) -> Self {
        Self { node: &entry.value, key: Some(&entry.key) }
    }
}
