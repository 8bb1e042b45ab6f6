//! What on the disk differs from a set, without changing it.

use std::fmt;
use std::path::PathBuf;

use super::destination::Destination;
use super::diff::unified;
use super::error::OutputError;
use super::path::join;
use super::set::OutputSet;

/// A file that is not as it would be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// Relative to the root.
    pub path: String,
    /// Where it is on the disk.
    pub place: PathBuf,
    /// In what way it is stale.
    pub kind: StaleKind,
}

/// In what way a file is stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaleKind {
    /// It is not there.
    Missing,
    /// Its bytes differ: the specs changed, or somebody edited it.
    Differs {
        /// What is there. Bytes that are not UTF-8 are shown as the replacement character.
        old: String,
        /// What would be generated.
        new: String,
    },
    /// It is no longer generated.
    Orphan,
    /// A run that was interrupted left it.
    Leftover,
}

impl Stale {
    pub(super) fn new(to: &Destination, path: &str, kind: StaleKind) -> Self {
        Self { path: path.to_owned(), place: join(to.root(), path), kind }
    }

    /// The change that generating would make, as a unified diff of at most `max_lines` lines; empty for a file
    /// that only comes or goes.
    #[must_use]
    pub fn diff(&self, max_lines: usize) -> String {
        match &self.kind {
            StaleKind::Differs { old, new } => unified(&self.path, old, new, max_lines),
            _ => String::new(),
        }
    }
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.kind {
            StaleKind::Missing => "is missing",
            StaleKind::Differs { .. } => "differs from what the specs say",
            StaleKind::Orphan => "is no longer generated",
            StaleKind::Leftover => "was left by a run that was interrupted",
        };
        write!(f, "{} {how}", self.place.display())
    }
}

/// The files that [`write()`](super::write()) would write or remove, sorted by path. Changes nothing.
///
/// # Errors
/// What [`write()`](super::write()) would refuse, and what cannot be read.
pub fn check(set: &OutputSet, to: &Destination) -> Result<Vec<Stale>, OutputError> {
    let mut files = OutputSet::to_check(to)?;
    files.add_all(set);
    files.check()
}
