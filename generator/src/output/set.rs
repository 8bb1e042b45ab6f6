//! All generated files of one service, in memory.

use std::collections::BTreeMap;
use std::fmt;

use super::destination::Destination;
use super::header::Kind;
use super::path::{OutPath, PathFault};

/// What the generator makes of one service: files, and regions of files that are written by hand.
///
/// Emitters only add. What they may get wrong (a path that leads out, two files of one name) is kept as a
/// [`SetFault`], and such a set is neither written nor checked.
#[derive(Debug, Clone, Default)]
pub struct OutputSet {
    /// By the path as a file system that ignores case sees it.
    entries: BTreeMap<String, Entry>,
    faults: Vec<SetFault>,
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) path: OutPath,
    pub(super) content: Content,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    /// The whole file, header included.
    File(String),
    /// The lines between the two markers.
    Region(String),
}

impl OutputSet {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the file at `path` with its whole `text`, which opens with the header of its [`Kind`].
    pub fn add(&mut self, path: &str, text: String) {
        match Kind::of(path) {
            None => self.faults.push(SetFault::NoKind(path.to_owned())),
            Some(kind) if !kind.opens(text.as_bytes()) => {
                self.faults.push(SetFault::NoHeader(path.to_owned()));
            }
            Some(_) => self.insert(path, Content::File(text)),
        }
    }

    /// Adds the lines between the two markers of the hand-written file at `path`.
    pub fn region(&mut self, path: &str, text: String) {
        self.insert(path, Content::Region(text));
    }

    /// Adds all that `other` holds, below the folder `folder`.
    pub fn add_below(&mut self, folder: &str, other: Self) {
        self.faults.extend(other.faults);
        for entry in other.entries.into_values() {
            self.insert(&format!("{folder}/{}", entry.path), entry.content);
        }
    }

    fn insert(&mut self, path: &str, content: Content) {
        let path = match OutPath::new(path) {
            Ok(path) => path,
            Err(fault) => return self.faults.push(SetFault::Path(path.to_owned(), fault)),
        };
        let folded = path.folded();
        if let Some(first) = self.entries.get(&folded) {
            let first = first.path.to_string();
            return self.faults.push(SetFault::Twice(first, path.to_string()));
        }
        self.entries.insert(folded, Entry { path, content });
    }

    /// The files (not the regions) with their text, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&OutPath, &str)> {
        self.entries.values().filter_map(|entry| match &entry.content {
            Content::File(text) => Some((&entry.path, text.as_str())),
            Content::Region(_) => None,
        })
    }

    /// The files that concern the action `id` (`customers.create`): those named after it, and the Rust of its
    /// resource where the action has no file of its own.
    pub fn concerning<'a>(&'a self, id: &str) -> impl Iterator<Item = (&'a OutPath, &'a str)> {
        let (resource, action) = id.split_once('.').unwrap_or((id, ""));
        let of_action = format!("/{resource}/{action}");
        let of_resource = format!("/{resource}");
        let named = |path: &OutPath, name: &str| stem(path).ends_with(name);
        let own_rust = self.files().any(|(path, _)| is_rust(path) && named(path, &of_action));
        self.files().filter(move |(path, _)| {
            named(path, &of_action) || (!own_rust && is_rust(path) && named(path, &of_resource))
        })
    }

    /// The text of the file at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        match &self.entries.get(&super::path::fold(path))?.content {
            Content::File(text) => Some(text),
            Content::Region(_) => None,
        }
    }

    /// What the emitters got wrong in this set; empty unless the generator has a bug.
    #[must_use]
    pub fn faults(&self) -> &[SetFault] {
        &self.faults
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    pub(super) fn has(&self, folded: &str) -> bool {
        self.entries.contains_key(folded)
    }

    /// All faults of this set, those included that only the destination shows.
    pub(super) fn faults_at(&self, to: &Destination) -> Vec<SetFault> {
        let mut faults = self.faults.clone();
        for entry in self.entries.values() {
            let path = entry.path.as_str();
            if matches!(entry.content, Content::File(_)) && !to.owns(path) {
                faults.push(SetFault::NotOwned(path.to_owned()));
            }
            if let Some(file) = entry.path.folders().find(|f| self.has(&super::path::fold(f))) {
                faults.push(SetFault::Below(path.to_owned(), file.to_owned()));
            }
        }
        faults
    }
}

fn is_rust(path: &OutPath) -> bool {
    Kind::of(path.as_str()) == Some(Kind::Rust)
}

/// The path with a slash in front and without what follows the first dot of the file name; a folder's
/// `mod.rs` stands for the folder.
fn stem(path: &OutPath) -> String {
    let (folder, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
    let stem = name.split('.').next().unwrap_or(name);
    match (folder, stem) {
        ("", stem) => format!("/{stem}"),
        (folder, "mod") => format!("/{folder}"),
        (folder, stem) => format!("/{folder}/{stem}"),
    }
}

/// A mistake of ours in a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetFault {
    /// The path could lead out of the output folder, or is none on some system.
    Path(String, PathFault),
    /// Two files have one path, at least where case does not matter.
    Twice(String, String),
    /// The first path needs a folder where the second is a file.
    Below(String, String),
    /// The file is of no kind that has a header.
    NoKind(String),
    /// The file does not open with the header of its kind.
    NoHeader(String),
    /// The file is outside the folders that the generator owns.
    NotOwned(String),
}

impl fmt::Display for SetFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path, fault) => write!(f, "{path:?} is no output path: {fault}"),
            Self::Twice(first, second) => {
                write!(f, "`{first}` and `{second}` are one file where case does not matter")
            }
            Self::Below(path, file) => {
                write!(f, "`{path}` needs a folder where `{file}` is a file")
            }
            Self::NoKind(path) => write!(f, "`{path}` is of no kind that has a header"),
            Self::NoHeader(path) => write!(f, "`{path}` does not open with the header"),
            Self::NotOwned(path) => {
                write!(f, "`{path}` is outside the folders that belong to the generator")
            }
        }
    }
}

impl std::error::Error for SetFault {}
