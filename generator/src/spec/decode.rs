//! Decoding: from the spanned tree to the types of [`spec`](super), by `serde`. A mistake does not end it: what is
//! at fault is reported, left out, and the rest is decoded, so one run tells of every mistake.
//!
//! What a decoded type can rely on:
//! - Text is text. A plain scalar that YAML takes for a number, a bool or nothing is refused, with the
//!   quoted form.
//! - A newtype that calls itself `RawText` gets any scalar as it was written: `3..250`, `2`.
//! - A type that takes anything (`serde_yaml::Value`) gets what YAML 1.2 takes the scalars for.
//! - An unknown key of a struct is refused whether or not the type says so. If the type is renamed in
//!   `serde` to words that begin with a small letter (`"a field"`), messages use them.
//!
//! No key of the spec language is named here.

mod choice;
mod hole;
mod key;
mod mistake;
mod parts;
mod value;

pub(super) use self::mistake::{MAP, SCALAR, WHOLE};

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed};

use self::mistake::{Fault, Mistake};
use self::value::Value;
use crate::diagnostics::{MAX_PER_FILE, Problem, Problems, nearest};
use crate::source::{At, Entry, Kind, Node, NodeId, Scalar, Span};
use crate::spec::foreign;

/// Decodes what stands at a place. Every mistake in it is reported; what is at fault is marked as refused
/// in the tree and left out of the result. `None` if nothing is left.
pub fn decode<T: DeserializeOwned>(at: At<'_>, problems: &mut Problems) -> Option<T> {
    let root = Place { node: at.node(), key: at.own_key() };
    let context = Context {
        root: root.node.id,
        problems: RefCell::new(problems),
        mistakes: Cell::new(0),
        holes: RefCell::default(),
    };
    // Every round but the last one refuses a node, or finds a key missing; the bound is for a bug of ours.
    for _ in 0..4 * MAX_PER_FILE {
        if root.node.is_refused() {
            return None;
        }
        let decoded = context.decode(root, PhantomData);
        if context.mistakes.get() > MAX_PER_FILE {
            // The rest would not be told.
            return None;
        }
        if let Ok(decoded) = decoded {
            if context.holes.borrow().is_empty() {
                return Some(decoded);
            }
            context.close_holes(root);
        }
    }
    None
}

/// A node, and the key under which it stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    node: &'a Node,
    key: Option<&'a Scalar>,
}

impl<'a> Place<'a> {
    fn item(node: &'a Node) -> Self {
        Self { node, key: None }
    }

    fn entry(entry: &'a Entry) -> Self {
        Self { node: &entry.value, key: Some(&entry.key) }
    }

    /// A short span for what concerns the value as a whole: its key, or the first key in it.
    fn name(self) -> Span {
        match (self.key, &self.node.kind) {
            (Some(key), _) => key.span,
            (None, Kind::Map(entries)) => entries.first().map_or(self.node.span, |first| first.key.span),
            _ => self.node.span,
        }
    }
}

/// What one decoding knows beyond the node at hand.
struct Context<'p> {
    root: NodeId,
    problems: RefCell<&'p mut Problems>,
    mistakes: Cell<usize>,
    /// Keys that are missing, by the map that lacks them. While the rest of the map is looked at, something
    /// harmless stands in for them; in the end they are told of together, and the map is refused.
    holes: RefCell<BTreeMap<NodeId, Vec<&'static str>>>,
}

impl Context<'_> {
    /// Decodes one node. The first place on the way out that sees a mistake is the innermost: it is told
    /// there, and the node refused.
    fn decode<'de, S: DeserializeSeed<'de>>(&self, place: Place<'_>, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(Value { place, context: self }).map_err(|fault| self.told(place, fault))
    }

    /// Tells of a mistake at the place that caused it, if it has not been told of yet.
    fn told(&self, place: Place<'_>, fault: Fault) -> Fault {
        if let Fault::Mistake(mistake) = fault {
            self.mistake(place, *mistake);
        }
        Fault::Told
    }

    fn mistake(&self, place: Place<'_>, mistake: Mistake) {
        let id = place.node.id;
        let with_holes = self.holes.borrow().contains_key(&id);
        match mistake {
            Mistake::Missing(key) => {
                let mut holes = self.holes.borrow_mut();
                let hole = holes.entry(id).or_default();
                if hole.contains(&key) {
                    // What stood in for it was not taken.
                    drop(holes);
                    self.fill_failed(place.node, place.key);
                } else {
                    hole.push(key);
                }
            }
            // With something else in place of a missing key, other complaints about the map mean nothing.
            _ if with_holes => self.fill_failed(place.node, place.key),
            mistake => {
                self.report(mistake.into_problem(place));
                place.node.refuse();
            }
        }
    }

    /// Gives a map up whose missing keys nothing could stand in for.
    fn fill_failed(&self, node: &Node, key: Option<&Scalar>) {
        if let Some(keys) = self.holes.borrow_mut().remove(&node.id) {
            self.tell_holes(Place { node, key }, &keys);
        }
    }

    /// All other mistakes have been told: now the maps that lack keys are left out.
    fn close_holes(&self, root: Place<'_>) {
        let holes = self.holes.take();
        let mut places = vec![root];
        while let Some(place) = places.pop() {
            if let Some(keys) = holes.get(&place.node.id) {
                self.tell_holes(place, keys);
            }
            places.extend(place.node.items().iter().map(Place::item));
            places.extend(place.node.entries().iter().map(Place::entry));
        }
    }

    /// Says which keys are missing, but for those whose absence has another cause that was told: their value
    /// was refused, or their name is misspelt.
    fn tell_holes(&self, place: Place<'_>, keys: &[&'static str]) {
        let unexplained: Vec<&str> = keys
            .iter()
            .copied()
            .filter(|key| {
                !place.node.entries().iter().any(|entry| {
                    let word = &entry.key.text;
                    let told = nearest(word, &[*key]).is_some() || foreign::stands_for(word, key);
                    entry.value.is_refused() && told
                })
            })
            .collect();
        if !unexplained.is_empty() {
            let whole_file = place.node.id == self.root && place.key.is_none();
            self.report(key::missing(place, &unexplained, whole_file));
        }
        place.node.refuse();
    }

    /// Reports an error. The caller refuses what is at fault.
    fn report(&self, problem: Problem) {
        self.mistakes.set(self.mistakes.get() + 1);
        self.problems.borrow_mut().push(problem);
    }

    /// Reports a warning: decoding goes on as it would without.
    fn warn(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }
}

#[cfg(test)]
mod tests;
