//! What stands in the folders that belong to the generator.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::destination::Destination;
use super::error::{Doing, OutputError};
use super::header::Kind;
use super::path::join;

/// How the names of temporary files end. They start with a dot, which no generated file does.
const TEMPORARY: &str = ".actiongen-tmp";

/// More than the longest header, in bytes.
const HEAD: u64 = 512;

/// Everything below the folders that belong to the generator, by its path relative to the root.
///
/// Names that are not UTF-8 are left out: they are not ours.
#[derive(Debug, Default)]
pub(super) struct Disk {
    pub(super) found: BTreeMap<String, Found>,
}

/// What stands at one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    File,
    /// A temporary file of a run that was killed.
    Leftover,
    Folder,
    /// A symbolic link, never followed.
    Link,
    /// A pipe, a socket or a device, never opened.
    Other,
}

impl Disk {
    pub(super) fn scan(to: &Destination) -> Result<Self, OutputError> {
        let mut disk = Self::default();
        for folder in to.owned_folders() {
            disk.scan_owned(to.root(), folder)?;
        }
        Ok(disk)
    }

    /// Goes down to `folder` step by step, so that a link on the way is seen, and scans it.
    fn scan_owned(&mut self, root: &Path, folder: &str) -> Result<(), OutputError> {
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        for end in ends.filter(|&end| end > 0) {
            let path = &folder[..end];
            match look_at(root, path)? {
                None => return Ok(()),
                Some(found) => {
                    self.found.insert(path.to_owned(), found);
                    if found != Found::Folder {
                        return Ok(());
                    }
                }
            }
        }
        self.scan_folder(root, folder.to_owned())
    }

    fn scan_folder(&mut self, root: &Path, folder: String) -> Result<(), OutputError> {
        // A list of what is left to do, as the depth is whatever somebody made it.
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            let place = join(root, &folder);
            let failed = |error| OutputError::io(Doing::Read, &place, error);
            for entry in fs::read_dir(&place).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                let found = found(entry.file_type().map_err(failed)?, &path);
                if found == Found::Folder {
                    folders.push(path.clone());
                }
                self.found.insert(path, found);
            }
        }
        Ok(())
    }
}

/// What stands at `path`, which may be outside the owned folders; none if nothing does.
pub(super) fn look_at(root: &Path, path: &str) -> Result<Option<Found>, OutputError> {
    let place = join(root, path);
    match fs::symlink_metadata(&place) {
        Ok(metadata) => Ok(Some(found(metadata.file_type(), path))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(OutputError::io(Doing::Read, &place, error)),
    }
}

fn found(kind: fs::FileType, path: &str) -> Found {
    if kind.is_symlink() {
        Found::Link
    } else if kind.is_dir() {
        Found::Folder
    } else if !kind.is_file() {
        Found::Other
    } else if is_temporary(path) {
        Found::Leftover
    } else {
        Found::File
    }
}

/// The temporary file beside `path`. One name is enough, as the lock admits one run at a time.
pub(super) fn temporary(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/.{name}{TEMPORARY}"),
        None => format!(".{path}{TEMPORARY}"),
    }
}

fn is_temporary(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with('.') && name.ends_with(TEMPORARY)
}

/// Whether the file at `path` opens with our header.
pub(super) fn is_ours(root: &Path, path: &str) -> Result<bool, OutputError> {
    let Some(kind) = Kind::of(path) else { return Ok(false) };
    let place = join(root, path);
    let mut head = Vec::new();
    File::open(&place)
        .and_then(|file| file.take(HEAD).read_to_end(&mut head))
        .map_err(|error| OutputError::io(Doing::Read, &place, error))?;
    Ok(kind.opens(&head))
}

/// The bytes of the file at `path`.
pub(super) fn bytes(root: &Path, path: &str) -> Result<Vec<u8>, OutputError> {
    let place = join(root, path);
    fs::read(&place).map_err(|error| OutputError::io(Doing::Read, &place, error))
}
