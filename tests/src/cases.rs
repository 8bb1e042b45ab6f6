//! Folders of cases: where a test is an entry.

use std::fs;
use std::path::PathBuf;

use crate::tree;

/// A folder of cases.
pub struct Case {
    /// The name of the folder.
    pub name: String,
    /// Where it is.
    pub folder: PathBuf,
}

/// The cases below `tests/<folder>`, by name.
///
/// # Panics
/// If there is none.
pub fn cases(folder: &str) -> Vec<Case> {
    let folder = tree::workspace().join("tests").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut cases: Vec<Case> = entries
        .map(|entry| entry.expect("an entry of a folder"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| Case { name: entry.file_name().to_string_lossy().into_owned(), folder: entry.path() })
        .collect();
    assert!(!cases.is_empty(), "{} has no case", folder.display());
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}
