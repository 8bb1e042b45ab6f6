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

mod hole;
mod mistake;
mod value;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed};

use self::mistake::{Fault, Mistake};
use self::value::Value;
use crate::diagnostics::{Code, Problem, Problems};
use crate::source::{At, Kind, Node, NodeId, Scalar, Span};

/// How many mistakes are told of in one piece that is decoded, usually a file.
const MAX_PROBLEMS: usize = 100;

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
    for _ in 0..4 * MAX_PROBLEMS {
        if root.node.is_refused() {
            return None;
        }
        let decoded = context.decode(root, PhantomData);
        if context.mistakes.get() > MAX_PROBLEMS {
            context.give_up(root.node);
            return None;
        }
        if let Ok(decoded) = decoded {
            if context.holes.borrow().is_empty() {
                return Some(decoded);
            }
            context.close_holes(root.node);
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
    /// Keys that are missing, by the map that lacks them. They have been reported. While the rest of the map
    /// is looked at, something harmless stands in for them; in the end the map is refused.
    holes: RefCell<HashMap<NodeId, Vec<&'static str>>>,
}

impl Context<'_> {
    /// Decodes one node. The first place on the way out that sees a mistake is the innermost: it is told
    /// there, and the node refused.
    fn decode<'de, S: DeserializeSeed<'de>>(&self, place: Place<'_>, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(Value { place, context: self }).map_err(|fault| match fault {
            Fault::Told => Fault::Told,
            Fault::Mistake(mistake) => {
                self.mistake(place, *mistake);
                Fault::Told
            }
        })
    }

    fn mistake(&self, place: Place<'_>, mistake: Mistake) {
        let id = place.node.id;
        let with_holes = self.holes.borrow().contains_key(&id);
        match mistake {
            Mistake::Missing(key) => {
                let mut holes = self.holes.borrow_mut();
                let keys = holes.entry(id).or_default();
                if keys.contains(&key) {
                    drop(holes);
                    self.fill_failed(place.node);
                    return;
                }
                keys.push(key);
                drop(holes);
                self.report(mistake::missing(place, key, id == self.root));
            }
            // With something else in place of a missing key, other complaints about the map mean nothing.
            _ if with_holes => self.fill_failed(place.node),
            mistake => {
                self.report(mistake.into_problem(place));
                place.node.refuse();
            }
        }
    }

    /// Gives a map up whose missing keys nothing could stand in for.
    fn fill_failed(&self, node: &Node) {
        self.holes.borrow_mut().remove(&node.id);
        node.refuse();
    }

    /// All other mistakes have been told: now the maps that lack keys are left out.
    fn close_holes(&self, root: &Node) {
        let holes = self.holes.take();
        let mut nodes = vec![root];
        while let Some(node) = nodes.pop() {
            if holes.contains_key(&node.id) {
                node.refuse();
            }
            nodes.extend(node.items());
            nodes.extend(node.entries().iter().map(|entry| &entry.value));
        }
    }

    fn give_up(&self, root: &Node) {
        let message = format!("more than {MAX_PROBLEMS} mistakes in this file");
        self.problems
            .borrow_mut()
            .error(Code::TooManyProblems, root.span.file, message)
            .help("the rest is told when some of these are gone");
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
