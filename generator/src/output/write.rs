//! Bringing the disk in line with a set.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::destination::Destination;
use super::disk::temporary;
use super::error::{Doing, OutputError};
use super::path::{OutPath, join};
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
    let mut files = OutputSet::to_write(to)?;
    files.add_all(set);
    files.write()
}

/// Removes files of ours.
pub(super) fn remove<'a>(
    root: &Path,
    paths: impl IntoIterator<Item = &'a String>,
) -> Result<(), OutputError> {
    for path in paths {
        let place = join(root, path);
        fs::remove_file(&place).map_err(|error| OutputError::io(Doing::Remove, &place, error))?;
    }
    Ok(())
}

/// New versions beside their files. What is not put in place when this is dropped is removed.
#[derive(Debug, Default)]
pub(super) struct Staged {
    /// Temporary file and target.
    files: Vec<(PathBuf, PathBuf)>,
    /// Folders made for them, the outermost first.
    folders: Vec<PathBuf>,
    /// Temporary files of a run that was killed that stood where ours went.
    pub(super) leftovers: Vec<String>,
}

impl Staged {
    /// Makes the root of a destination.
    pub(super) fn make_root(&mut self, to: &Destination) -> Result<(), OutputError> {
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let missing: Vec<&Path> = to.root().ancestors().take_while(is_missing).collect();
        for folder in missing.into_iter().rev() {
            self.make_folder(folder.to_path_buf())?;
        }
        Ok(())
    }

    pub(super) fn remove_leftover(&mut self, root: &Path, path: &str) -> Result<(), OutputError> {
        let path = path.to_owned();
        remove(root, [&path])?;
        self.leftovers.push(path);
        Ok(())
    }

    pub(super) fn stage(
        &mut self,
        root: &Path,
        path: &OutPath,
        text: &str,
        is_region: bool,
    ) -> Result<(), OutputError> {
        let target = path.below(root);
        let temporary = join(root, &temporary(path.as_str()));
        // Fails on anything that is there, a planted link included.
        let mut file = File::create_new(&temporary);
        if file.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            let mut folders: Vec<&str> = path.folders().collect();
            folders.reverse();
            for folder in folders {
                self.make_folder(join(root, folder))?;
            }
            file = File::create_new(&temporary);
        }
        let mut file = file.map_err(|error| OutputError::io(Doing::Create, &temporary, error))?;
        self.files.push((temporary, target.clone()));
        let written = file.write_all(text.as_bytes()).and_then(|()| {
            if is_region {
                file.set_permissions(fs::metadata(&target)?.permissions())?;
            }
            Ok(())
        });
        written.map_err(|error| OutputError::io(Doing::Write, &target, error))
    }

    fn make_folder(&mut self, place: PathBuf) -> Result<(), OutputError> {
        match fs::create_dir(&place) {
            Ok(()) => self.folders.push(place),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(OutputError::io(Doing::Create, &place, error)),
        }
        Ok(())
    }

    pub(super) fn put_in_place(mut self) -> Result<(), OutputError> {
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
        for folder in self.folders.iter().rev() {
            // Only what is empty goes.
            let _ = fs::remove_dir(folder);
        }
    }
}
