//! What has to change on the disk, before anything does.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;

use super::destination::Destination;
use super::disk::{self, Disk, Found};
use super::error::OutputError;
use super::header::Kind;
use super::path::{OutPath, fold};
use super::region::{RegionFault, with_region};
use super::set::{Content, Entry, OutputSet};

/// The difference between a set and its destination. Making it changes nothing, and everything that is
/// refused is refused here.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub(super) changes: Vec<Change<'a>>,
    pub(super) unchanged: Vec<&'a OutPath>,
    /// Files with our header that the set does not have.
    pub(super) orphans: Vec<String>,
    /// Orphans whose name differs from a file of the set by case alone. They go before that file comes, as
    /// both are one file where case does not matter.
    pub(super) shadows: Vec<String>,
    /// Temporary files of a run that was killed.
    pub(super) leftovers: Vec<String>,
    /// Folders that no file of the set needs, the deepest first. They go if they are empty.
    pub(super) spare_folders: Vec<String>,
}

/// One file to write.
#[derive(Debug)]
pub(super) struct Change<'a> {
    pub(super) path: &'a OutPath,
    pub(super) text: Cow<'a, str>,
    /// Whether there is an old version.
    pub(super) replaces: bool,
    /// Whether the file is written by hand around our region, and keeps its permissions.
    pub(super) is_region: bool,
}

impl<'a> Plan<'a> {
    pub(super) fn new(set: &'a OutputSet, to: &Destination) -> Result<Self, OutputError> {
        let faults = set.faults_at(to);
        if !faults.is_empty() {
            return Err(OutputError::Set(faults));
        }
        let disk = if to.exists()? { Disk::scan(to)? } else { Disk::default() };
        let mut plan = Self::default();
        let mut foreign = Vec::new();
        for entry in set.entries() {
            plan.compare(entry, to, &disk, &mut foreign)?;
        }
        plan.sort_out_rest(set, to, &disk, &mut foreign)?;
        if foreign.is_empty() { Ok(plan) } else { Err(OutputError::NotOurs { files: foreign }) }
    }

    /// Whether the disk is as the set says.
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.orphans.is_empty()
            && self.shadows.is_empty()
            && self.leftovers.is_empty()
    }

    /// Compares one entry of the set with the disk.
    fn compare(
        &mut self,
        entry: &'a Entry,
        to: &Destination,
        disk: &Disk,
        foreign: &mut Vec<PathBuf>,
    ) -> Result<(), OutputError> {
        let path = &entry.path;
        let place = || path.below(to.root());
        for folder in path.folders() {
            let place = || super::path::join(to.root(), folder);
            match disk.found.get(folder) {
                None | Some(Found::Folder) => {}
                Some(Found::Link) => return Err(OutputError::Symlink { path: place() }),
                Some(_) => return Err(OutputError::FileInTheWay { path: place() }),
            }
        }
        let found = match entry.content {
            Content::File(_) => disk.found.get(path.as_str()).copied(),
            Content::Region(_) => disk::look_at(to.root(), path.as_str())?,
        };
        match found {
            Some(Found::Link) => return Err(OutputError::Symlink { path: place() }),
            Some(Found::Folder) => return Err(OutputError::FolderInTheWay { path: place() }),
            Some(Found::Other | Found::Leftover) => {
                foreign.push(place());
                return Ok(());
            }
            Some(Found::File) | None => {}
        }
        let old = match found {
            Some(_) => Some(disk::bytes(to.root(), path.as_str())?),
            None => None,
        };
        let text = match &entry.content {
            Content::File(text) => {
                let kind = Kind::of(path.as_str());
                if old.as_ref().is_some_and(|old| !kind.is_some_and(|kind| kind.opens(old))) {
                    foreign.push(place());
                    return Ok(());
                }
                Cow::Borrowed(text.as_str())
            }
            Content::Region(text) => {
                let leftover = disk::temporary(path.as_str());
                if disk::look_at(to.root(), &leftover)? == Some(Found::Leftover) {
                    self.leftovers.push(leftover);
                }
                let failed = |fault| OutputError::Region { path: place(), fault };
                let old = old.as_ref().ok_or(failed(RegionFault::NoFile))?;
                let old = std::str::from_utf8(old).map_err(|_| failed(RegionFault::NotText))?;
                Cow::Owned(with_region(old, text).map_err(failed)?)
            }
        };
        if old.as_ref().is_some_and(|old| old == text.as_bytes()) {
            self.unchanged.push(path);
        } else {
            let is_region = matches!(entry.content, Content::Region(_));
            self.changes.push(Change { path, text, replaces: old.is_some(), is_region });
        }
        Ok(())
    }

    /// Sorts out what is on the disk and not in the set.
    fn sort_out_rest(
        &mut self,
        set: &OutputSet,
        to: &Destination,
        disk: &Disk,
        foreign: &mut Vec<PathBuf>,
    ) -> Result<(), OutputError> {
        let files: BTreeSet<&str> = set.files().map(|(path, _)| path.as_str()).collect();
        let needed: BTreeSet<&str> = set.files().flat_map(|(path, _)| path.folders()).collect();
        for (path, found) in &disk.found {
            match found {
                Found::File if files.contains(path.as_str()) => {}
                Found::File => {
                    let ours = disk::is_ours(to.root(), path)?;
                    match (ours, set.has(&fold(path))) {
                        (true, true) => self.shadows.push(path.clone()),
                        (true, false) => self.orphans.push(path.clone()),
                        (false, true) => foreign.push(super::path::join(to.root(), path)),
                        (false, false) => {}
                    }
                }
                Found::Leftover => self.leftovers.push(path.clone()),
                Found::Folder if !needed.contains(path.as_str()) && to.owns_folder(path) => {
                    self.spare_folders.push(path.clone());
                }
                Found::Folder | Found::Link | Found::Other => {}
            }
        }
        // A folder sorts before what is in it.
        self.spare_folders.reverse();
        Ok(())
    }
}
