//! The keys of one map while it is read.

use std::collections::HashMap;

use super::{Entry, Kind, Node, Scalar, Span, Style, refusal};
use crate::diagnostics::Problems;

/// What the next node of a map is.
pub(super) enum Key {
    /// The next node is a key.
    Awaited,
    /// The next node is the value of this one.
    Read(Scalar),
    /// The next node is the value of a key that was refused, and goes with it.
    Refused,
}

/// The keys of a map. Few are compared one by one, many are looked up.
#[derive(Default)]
pub(super) struct Keys {
    table: HashMap<String, Span>,
}

impl Keys {
    const FEW: usize = 16;

    /// The first place of a key that was there before; else takes it in.
    fn repeated(&mut self, key: &Scalar, entries: &[Entry]) -> Option<Span> {
        if entries.len() < Self::FEW {
            return entries.iter().find(|entry| entry.key.text == key.text).map(|entry| entry.key.span);
        }
        if self.table.is_empty() {
            self.table = entries.iter().map(|entry| (entry.key.text.clone(), entry.key.span)).collect();
        }
        match self.table.get(&key.text) {
            Some(first) => Some(*first),
            None => {
                self.table.insert(key.text.clone(), key.span);
                None
            }
        }
    }
}

/// A key as it may be: a text that the map does not have yet. What else it is, is told.
pub(super) fn checked_key(node: Node, entries: &[Entry], seen: &mut Keys, problems: &mut Problems) -> Key {
    let refused = node.is_refused();
    let key = match node.kind {
        Kind::Scalar(key) => key,
        kind => {
            problems.push(refusal::key_not_text(node.span, &kind));
            return Key::Refused;
        }
    };
    if refused {
        return Key::Refused;
    }
    let plain = key.style == Style::Plain;
    let problem = if plain && key.text.is_empty() {
        refusal::key_absent(key.span)
    } else if plain && key.text == "<<" {
        refusal::merge_key(key.span)
    } else if let Some(first) = seen.repeated(&key, entries) {
        refusal::repeated_key(&key, first)
    } else {
        return Key::Read(key);
    };
    problems.push(problem);
    Key::Refused
}
