//! Names in the form that model APIs accept: at most 64 ASCII letters, digits, `_` and `-`.

use std::collections::{HashMap, HashSet};

use super::description::ActionDescription;

/// How long a name may be.
const MAX_LENGTH: usize = 64;

/// Whether model APIs accept the name as it is.
pub(crate) fn is_accepted(name: &str) -> bool {
    (1..=MAX_LENGTH).contains(&name.len()) && name.chars().all(is_accepted_char)
}

const fn is_accepted_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Names of which no two are equal.
#[derive(Default)]
pub(crate) struct UniqueNames {
    taken: HashSet<String>,
    /// The suffix to try next, by the name that was taken.
    suffixes: HashMap<String, usize>,
}

impl UniqueNames {
    /// The name with `_` in the place of each character that is not accepted: `id:in` becomes `id_in`. If that is taken,
    /// it gets the suffix `_2`, `_3` and so on.
    pub(crate) fn add(&mut self, name: &str) -> String {
        let accepted = name.chars().map(|c| if is_accepted_char(c) { c } else { '_' });
        let mut wanted: String = accepted.take(MAX_LENGTH).collect();
        if wanted.is_empty() {
            wanted.push('_');
        }
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let next = self.suffixes.entry(wanted.clone()).or_insert(2);
        loop {
            let suffix = format!("_{next}");
            let end = wanted.len().min(MAX_LENGTH.saturating_sub(suffix.len()));
            let name = format!("{}{suffix}", wanted.get(..end).unwrap_or_default());
            *next += 1;
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// The tool names of the actions of a catalog.
pub(super) struct ToolNames {
    names: Vec<String>,
    by_name: HashMap<String, usize>,
}

impl ToolNames {
    pub(super) fn new(actions: &[ActionDescription]) -> Self {
        let mut unique = UniqueNames::default();
        let names: Vec<String> = actions.iter().map(|action| unique.add(&action.id)).collect();
        let by_name = names.iter().enumerate().map(|(index, name)| (name.clone(), index)).collect();
        Self { names, by_name }
    }

    /// The name of the action with this index.
    pub(super) fn name(&self, index: usize) -> &str {
        self.names.get(index).map_or("", String::as_str)
    }

    /// The index of the action of that name.
    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}
