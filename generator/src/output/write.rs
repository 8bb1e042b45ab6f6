//! Bringing the disk in line with a set.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::destination::Destination;
use super::disk::temporary;
use super::error::{Doing, OutputError};
use super::lock::{Lock, PATIENCE};
use super::path::join;
use super::plan::{Change, Plan};
use super::set::OutputSet;

/// What a run changed, by paths relative to the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// New files, and files whose bytes changed.
    pub written: Vec<String>,
    /// Files that were already as they should be, and were not touched.
    pub unchanged: Vec<String>,
    /// Files that are no longer generated.
    pub removed: Vec<String>,
}

/// Writes what differs, leaves equal bytes alone, and removes what is ours and no longer generated.
///
/// Every new version is first written in full beside its file, then all are put in place, so a full disk or a
/// folder without write permission leaves the old files as they were. Runs on the same folder wait for each
/// other. Nothing is flushed to the device: a power cut may lose files, which the next run makes again.
///
/// # Errors
/// An [`OutputError`] that says whether anything was written.
pub fn write(set: &OutputSet, to: &Destination) -> Result<Written, OutputError> {
    if !to.exists()? {
        // What is refused is refused before the folder is made.
        Plan::new(set, to)?;
        to.create()?;
    }
    let _lock = Lock::acquire(to.root(), PATIENCE)?;
    let plan = Plan::new(set, to)?;
    carry_out(&plan, to.root())?;
    Ok(Written {
        written: plan.changes.iter().map(|change| change.path.to_string()).collect(),
        unchanged: plan.unchanged.iter().map(ToString::to_string).collect(),
        removed: [plan.shadows, plan.orphans, plan.leftovers].concat(),
    })
}

fn carry_out(plan: &Plan, root: &Path) -> Result<(), OutputError> {
    remove(root, &plan.leftovers)?;
    let mut staged = Staged::default();
    for change in &plan.changes {
        staged.stage(change, root)?;
    }
    remove(root, &plan.shadows)?;
    staged.put_in_place()?;
    remove(root, &plan.orphans)?;
    for folder in &plan.spare_folders {
        // Fails where somebody keeps files of their own, and that is as it should be.
        let _ = fs::remove_dir(join(root, folder));
    }
    Ok(())
}

fn remove(root: &Path, paths: &[String]) -> Result<(), OutputError> {
    for path in paths {
        let place = join(root, path);
        fs::remove_file(&place).map_err(|error| OutputError::io(Doing::Remove, &place, error))?;
    }
    Ok(())
}

/// New versions beside their files. What is not put in place when this is dropped is removed.
#[derive(Debug, Default)]
struct Staged {
    /// Temporary file and target.
    files: Vec<(PathBuf, PathBuf)>,
    /// Folders made for them, the outermost first.
    folders: Vec<PathBuf>,
}

impl Staged {
    fn stage(&mut self, change: &Change, root: &Path) -> Result<(), OutputError> {
        let target = change.path.below(root);
        let temporary = join(root, &temporary(change.path.as_str()));
        if !change.replaces {
            self.make_folders(change, root)?;
        }
        // Fails on anything that is there, a planted link included.
        let mut file = File::create_new(&temporary)
            .map_err(|error| OutputError::io(Doing::Create, &temporary, error))?;
        self.files.push((temporary, target.clone()));
        let written = file.write_all(change.text.as_bytes()).and_then(|()| {
            if change.is_region {
                file.set_permissions(fs::metadata(&target)?.permissions())?;
            }
            Ok(())
        });
        written.map_err(|error| OutputError::io(Doing::Write, &target, error))
    }

    fn make_folders(&mut self, change: &Change, root: &Path) -> Result<(), OutputError> {
        let mut folders: Vec<&str> = change.path.folders().collect();
        folders.reverse();
        for folder in folders {
            let place = join(root, folder);
            match fs::create_dir(&place) {
                Ok(()) => self.folders.push(place),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(OutputError::io(Doing::Create, &place, error)),
            }
        }
        Ok(())
    }

    fn put_in_place(mut self) -> Result<(), OutputError> {
        // From the end, so that what is still in the list is what the drop has to remove.
        self.files.reverse();
        while let Some((temporary, target)) = self.files.last() {
            fs::rename(temporary, target).map_err(|error| OutputError::io(Doing::Replace, target, error))?;
            self.files.pop();
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Best effort: the first error is the one to report, and the next run removes what is left.
        for (temporary, _) in &self.files {
            let _ = fs::remove_file(temporary);
        }
        if !self.files.is_empty() {
            for folder in self.folders.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}
