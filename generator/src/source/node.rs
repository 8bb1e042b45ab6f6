//! The spanned tree of one file: what YAML says, with the place of every piece. It knows no key of the
//! spec language.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Scalar, Span};

/// A node among those of its file, in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

/// A piece of YAML with its place.
#[derive(Debug)]
pub struct Node {
    /// Which node of its file.
    pub id: NodeId,
    /// From its first to its last character.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Set while decoding, on a shared tree: a list that lost an item must still tell which of the kept
    /// ones stands where. Atomic only so that the tree may be shared between threads.
    refused: AtomicBool,
}

/// What a node is.
#[derive(Debug)]
pub enum Kind {
    /// Text, a number, a word, or nothing.
    Scalar(Scalar),
    /// `[…]` or lines with dashes.
    List(Vec<Node>),
    /// `{…}` or lines with keys, in the order of the text. No key stands twice.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug)]
pub struct Entry {
    /// The key.
    pub key: Scalar,
    /// The value; an empty scalar where none is written.
    pub value: Node,
}

impl Node {
    pub(crate) fn new(id: NodeId, span: Span, kind: Kind) -> Self {
        Self { id, span, kind, refused: AtomicBool::new(false) }
    }

    /// Whether the node has been found at fault, and reported. What stands at a refused node is not
    /// part of what was decoded.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }

    /// Leaves the node out of whatever is decoded from now on. Whoever calls this has said why.
    pub fn refuse(&self) {
        self.refused.store(true, Ordering::Relaxed);
    }

    /// The scalar, if it is one.
    #[must_use]
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The entries, if it is a map.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The entry of a map with this key, refused or not.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key.text == key)
    }
}
