//! All generated files of one service.

use std::collections::BTreeMap;
use std::fmt;

use super::destination::Destination;
use super::error::OutputError;
use super::header::Kind;
use super::path::{OutPath, PathFault};
use super::plan::Plan;
use super::stale::Stale;
use super::write::Written;

/// What the generator makes of one service: files, and regions of files that are written by hand.
///
/// Emitters only add. What they may get wrong (a path that leads out, two files of one name) is kept as a
/// [`SetFault`], and such a set is neither written nor checked.
///
/// A set either keeps its files, to be looked at, or compares each with the disk as it comes and keeps its path alone
/// ([`to_write`](Self::to_write), [`to_check`](Self::to_check)), so that one file at a time is in memory.
#[derive(Debug, Default)]
pub struct OutputSet {
    /// By the path as a file system that ignores case sees it.
    entries: BTreeMap<String, Entry>,
    faults: Vec<SetFault>,
    /// Where files go as they come; none where they are kept.
    plan: Option<Box<Plan>>,
    /// What is put before the path of each file.
    folder: String,
}

#[derive(Debug)]
pub(super) struct Entry {
    path: OutPath,
    is_region: bool,
    /// None where it is on its way to the disk.
    content: Option<Content>,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    /// The whole file, header included.
    File(String),
    /// The lines between the two markers.
    Region(String),
}

impl OutputSet {
    /// An empty set that keeps its files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty set whose files go to the disk as they come: beside those that they replace, and in their place when
    /// [`write`](Self::write) is called. Unless it is, nothing has changed when the set is dropped.
    ///
    /// # Errors
    /// When the destination cannot be read, made or locked.
    pub fn to_write(to: &Destination) -> Result<Self, OutputError> {
        Ok(Self { plan: Some(Box::new(Plan::to_write(to)?)), ..Self::default() })
    }

    /// An empty set whose files are compared with the disk as they come. [`check`](Self::check) says what differs.
    ///
    /// # Errors
    /// When the destination cannot be read.
    pub fn to_check(to: &Destination) -> Result<Self, OutputError> {
        Ok(Self { plan: Some(Box::new(Plan::to_check(to)?)), ..Self::default() })
    }

    /// Puts all files in place and removes what is ours and no longer generated. Of a set that keeps its files, nothing is
    /// written.
    ///
    /// # Errors
    /// An [`OutputError`] that says whether anything was written.
    pub fn write(mut self) -> Result<Written, OutputError> {
        match self.plan.take() {
            None => Ok(Written::default()),
            Some(mut plan) => {
                plan.complete(&self)?;
                plan.write()
            }
        }
    }

    /// The files that [`write`](Self::write) would write or remove, sorted by path.
    ///
    /// # Errors
    /// What [`write`](Self::write) would refuse, and what cannot be read.
    pub fn check(mut self) -> Result<Vec<Stale>, OutputError> {
        match self.plan.take() {
            None => Ok(Vec::new()),
            Some(mut plan) => {
                plan.complete(&self)?;
                Ok(plan.check())
            }
        }
    }

    /// What is added from now on goes below `folder`.
    pub fn enter(&mut self, folder: &str) {
        self.folder = format!("{folder}/");
    }

    /// What is added from now on goes where it says.
    pub fn leave(&mut self) {
        self.folder.clear();
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

    /// Adds all that `other` keeps.
    pub(super) fn add_all(&mut self, other: &Self) {
        self.faults.extend(other.faults.iter().cloned());
        for entry in other.entries.values() {
            if let Some(content) = &entry.content {
                self.insert(entry.path.as_str(), content.clone());
            }
        }
    }

    fn insert(&mut self, path: &str, content: Content) {
        let path = match OutPath::new(&format!("{}{path}", self.folder)) {
            Ok(path) => path,
            Err(fault) => return self.faults.push(SetFault::Path(path.to_owned(), fault)),
        };
        let folded = path.folded();
        if let Some(first) = self.entries.get(&folded) {
            let first = first.path.to_string();
            return self.faults.push(SetFault::Twice(first, path.to_string()));
        }
        let is_region = matches!(content, Content::Region(_));
        let content = match &mut self.plan {
            None => Some(content),
            Some(plan) if !is_region && !plan.to.owns(path.as_str()) => {
                self.faults.push(SetFault::NotOwned(path.to_string()));
                None
            }
            Some(plan) => {
                plan.take(&path, content);
                None
            }
        };
        self.entries.insert(folded, Entry { path, is_region, content });
    }

    /// The files (not the regions) that it keeps with their text, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&OutPath, &str)> {
        self.entries.values().filter_map(|entry| match &entry.content {
            Some(Content::File(text)) => Some((&entry.path, text.as_str())),
            Some(Content::Region(_)) | None => None,
        })
    }

    /// How many files (not regions) it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.file_paths().count()
    }

    pub(super) fn file_paths(&self) -> impl Iterator<Item = &OutPath> {
        self.entries.values().filter(|entry| !entry.is_region).map(|entry| &entry.path)
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
        match self.entries.get(&super::path::fold(path))?.content.as_ref()? {
            Content::File(text) => Some(text),
            Content::Region(_) => None,
        }
    }

    /// What the emitters got wrong in this set; empty unless the generator has a bug.
    #[must_use]
    pub fn faults(&self) -> &[SetFault] {
        &self.faults
    }

    pub(super) fn has(&self, folded: &str) -> bool {
        self.entries.contains_key(folded)
    }

    /// All faults of this set, those included that only the whole of it shows.
    pub(super) fn all_faults(&self) -> Vec<SetFault> {
        let mut faults = self.faults.clone();
        for entry in self.entries.values() {
            let path = entry.path.as_str();
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
