//! What has to change on the disk, found out file by file as a set is made.
//!
//! A file that is compared here need not stay in memory. In a run that writes, a new version is put beside the old one at
//! once, and takes its place when the set is complete and nothing of it was refused.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::destination::Destination;
use super::disk::{self, Disk, Found};
use super::error::OutputError;
use super::header::Kind;
use super::lock::{Lock, PATIENCE};
use super::path::{OutPath, fold, join};
use super::region::{RegionFault, with_region};
use super::set::{Content, OutputSet};
use super::stale::{Stale, StaleKind};
use super::write::{Staged, Written, remove};

/// The difference between a set and its destination.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) to: Destination,
    disk: Disk,
    action: Action,
    written: Vec<String>,
    unchanged: Vec<String>,
    /// Files with our header that the set does not have.
    orphans: Vec<String>,
    /// Orphans whose name differs from a file of the set by case alone. They go before that file comes, as
    /// both are one file where case does not matter.
    shadows: Vec<String>,
    /// Temporary files of a run that was killed.
    leftovers: Vec<String>,
    /// Folders that no file of the set needs, the deepest first. They go if they are empty.
    spare_folders: Vec<String>,
    /// Files without our header where ours would go.
    foreign: Vec<PathBuf>,
    /// What was refused first.
    refusal: Option<OutputError>,
}

/// What is done with a file that differs.
#[derive(Debug)]
enum Action {
    /// It is written beside the old version. The lock is held until the end.
    Stage(Staged, Lock),
    /// It is kept, to be shown.
    Show(Vec<Stale>),
}

impl Plan {
    /// To bring the disk in line. The folder is made where it is missing, and goes again if the set is refused.
    pub(super) fn to_write(to: &Destination) -> Result<Self, OutputError> {
        let mut staged = Staged::default();
        if !to.exists()? {
            staged.make_root(to)?;
        }
        let lock = Lock::acquire(to.root(), PATIENCE)?;
        Ok(Self::new(to, Disk::scan(to)?, Action::Stage(staged, lock)))
    }

    /// To say what differs. Nothing changes.
    pub(super) fn to_check(to: &Destination) -> Result<Self, OutputError> {
        let disk = if to.exists()? { Disk::scan(to)? } else { Disk::default() };
        Ok(Self::new(to, disk, Action::Show(Vec::new())))
    }

    fn new(to: &Destination, disk: Disk, action: Action) -> Self {
        Self {
            to: to.clone(),
            disk,
            action,
            written: Vec::new(),
            unchanged: Vec::new(),
            orphans: Vec::new(),
            shadows: Vec::new(),
            leftovers: Vec::new(),
            spare_folders: Vec::new(),
            foreign: Vec::new(),
            refusal: None,
        }
    }

    /// Compares a file of the set with the disk, and does what is to be done with it.
    pub(super) fn take(&mut self, path: &OutPath, content: Content) {
        if self.refusal.is_some() {
            return;
        }
        if let Err(error) = self.compare(path, content) {
            self.refuse(error);
        }
    }

    /// Nothing is written any more, and what was is removed.
    fn refuse(&mut self, error: OutputError) {
        if let Action::Stage(staged, _) = &mut self.action {
            *staged = Staged::default();
        }
        self.refusal = Some(error);
    }

    fn compare(&mut self, path: &OutPath, content: Content) -> Result<(), OutputError> {
        let root = self.to.root().to_path_buf();
        for folder in path.folders() {
            match self.disk.found.get(folder) {
                None | Some(Found::Folder) => {}
                Some(Found::Link) => return Err(OutputError::Symlink { path: join(&root, folder) }),
                Some(_) => return Err(OutputError::FileInTheWay { path: join(&root, folder) }),
            }
        }
        let is_region = matches!(content, Content::Region(_));
        let found = match is_region {
            false => self.disk.found.get(path.as_str()).copied(),
            true => disk::look_at(&root, path.as_str())?,
        };
        match found {
            Some(Found::Link) => return Err(OutputError::Symlink { path: path.below(&root) }),
            Some(Found::Folder) => return Err(OutputError::FolderInTheWay { path: path.below(&root) }),
            Some(Found::Other | Found::Leftover) => {
                self.foreign.push(path.below(&root));
                return Ok(());
            }
            Some(Found::File) | None => {}
        }
        let old = match found {
            Some(_) => Some(disk::bytes(&root, path.as_str())?),
            None => None,
        };
        let leftover = disk::temporary(path.as_str());
        let text = match content {
            Content::File(text) => {
                let kind = Kind::of(path.as_str());
                if old.as_ref().is_some_and(|old| !kind.is_some_and(|kind| kind.opens(old))) {
                    self.foreign.push(path.below(&root));
                    return Ok(());
                }
                text
            }
            Content::Region(text) => {
                if disk::look_at(&root, &leftover)? == Some(Found::Leftover) {
                    self.disk.found.insert(leftover.clone(), Found::Leftover);
                }
                let failed = |fault| OutputError::Region { path: path.below(&root), fault };
                let old = old.as_ref().ok_or(failed(RegionFault::NoFile))?;
                let old = std::str::from_utf8(old).map_err(|_| failed(RegionFault::NotText))?;
                with_region(old, &text).map_err(failed)?
            }
        };
        match old {
            Some(old) if old == text.as_bytes() => self.unchanged.push(path.to_string()),
            // What will not be put in place need not be written.
            _ if !self.foreign.is_empty() => {}
            old => {
                self.written.push(path.to_string());
                match &mut self.action {
                    Action::Stage(staged, _) => {
                        if self.disk.found.get(&leftover) == Some(&Found::Leftover) {
                            staged.remove_leftover(&root, &leftover)?;
                        }
                        staged.stage(&root, path, &text, is_region)?;
                    }
                    Action::Show(stale) => {
                        let kind = match old {
                            Some(old) => {
                                let old = String::from_utf8_lossy(&old).into_owned();
                                StaleKind::Differs { old, new: text }
                            }
                            None => StaleKind::Missing,
                        };
                        stale.push(Stale::new(&self.to, path.as_str(), kind));
                    }
                }
            }
        }
        Ok(())
    }

    /// Sorts out what is on the disk and not in the set, now that it is complete. What was refused comes out here.
    pub(super) fn complete(&mut self, set: &OutputSet) -> Result<(), OutputError> {
        let faults = set.all_faults();
        if !faults.is_empty() {
            return Err(OutputError::Set(faults));
        }
        if let Some(refusal) = self.refusal.take() {
            return Err(refusal);
        }
        self.sort_out_rest(set)?;
        match self.foreign.is_empty() {
            true => Ok(()),
            false => Err(OutputError::NotOurs { files: std::mem::take(&mut self.foreign) }),
        }
    }

    fn sort_out_rest(&mut self, set: &OutputSet) -> Result<(), OutputError> {
        let files: BTreeSet<&str> = set.file_paths().map(OutPath::as_str).collect();
        let needed: BTreeSet<&str> = set.file_paths().flat_map(OutPath::folders).collect();
        for (path, found) in &self.disk.found {
            match found {
                Found::File if files.contains(path.as_str()) => {}
                Found::File => {
                    let ours = disk::is_ours(self.to.root(), path)?;
                    match (ours, set.has(&fold(path))) {
                        (true, true) => self.shadows.push(path.clone()),
                        (true, false) => self.orphans.push(path.clone()),
                        (false, true) => self.foreign.push(join(self.to.root(), path)),
                        (false, false) => {}
                    }
                }
                Found::Leftover => self.leftovers.push(path.clone()),
                Found::Folder if !needed.contains(path.as_str()) && self.to.owns_folder(path) => {
                    self.spare_folders.push(path.clone());
                }
                Found::Folder | Found::Link | Found::Other => {}
            }
        }
        // A folder sorts before what is in it.
        self.spare_folders.reverse();
        Ok(())
    }

    /// Puts the new versions in place and removes what is to go.
    pub(super) fn write(self) -> Result<Written, OutputError> {
        let root = self.to.root();
        // Without a lock nothing was staged.
        if let Action::Stage(staged, _lock) = self.action {
            remove(root, self.leftovers.iter().filter(|path| !staged.leftovers.contains(path)))?;
            remove(root, &self.shadows)?;
            staged.put_in_place()?;
            remove(root, &self.orphans)?;
            for folder in &self.spare_folders {
                // Fails where somebody keeps files of their own, and that is as it should be.
                let _ = fs::remove_dir(join(root, folder));
            }
        }
        let (mut written, mut unchanged) = (self.written, self.unchanged);
        written.sort_by_cached_key(|path| fold(path));
        unchanged.sort_by_cached_key(|path| fold(path));
        Ok(Written { written, unchanged, removed: [self.shadows, self.orphans, self.leftovers].concat() })
    }

    /// The files that differ, sorted by path.
    pub(super) fn check(self) -> Vec<Stale> {
        let mut found = match self.action {
            Action::Show(stale) => stale,
            Action::Stage(..) => Vec::new(),
        };
        let orphans = self.shadows.iter().chain(&self.orphans);
        found.extend(orphans.map(|path| Stale::new(&self.to, path, StaleKind::Orphan)));
        found.extend(self.leftovers.iter().map(|path| Stale::new(&self.to, path, StaleKind::Leftover)));
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }
}
