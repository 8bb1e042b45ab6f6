//! The folder that a set goes to, and what in it belongs to the generator.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::{Doing, OutputError};
use super::path::check_segment;

/// The folders of a generated crate that belong to the generator. Orphans are looked for in these alone.
pub const OWNED_FOLDERS: [&str; 4] = ["src", "docs", "schema", "tests/samples"];

/// Where the files of one set go.
#[derive(Debug, Clone)]
pub struct Destination {
    /// What the caller named, and below it the root. Neither may be a symbolic link; what is above is
    /// the caller's own.
    base: PathBuf,
    root: PathBuf,
    owned: Owned,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owned {
    Folders,
    Whole,
}

impl Destination {
    /// The crate of one service, `<out>/<service>`. The generator owns [`OWNED_FOLDERS`] in it.
    ///
    /// # Errors
    /// When the name of the service is no name of a folder.
    pub fn of_service(out: &Path, service: &str) -> Result<Self, OutputError> {
        check_segment(service)
            .map_err(|fault| OutputError::ServiceName { name: service.to_owned(), fault })?;
        Ok(Self::new(out, service, Owned::Folders))
    }

    /// The folder `<out_dir>/actions` of a build script, which the generator owns as a whole.
    #[must_use]
    pub fn of_build_script(out_dir: &Path) -> Self {
        Self::new(out_dir, "actions", Owned::Whole)
    }

    /// The folder `<spec>/schema`, which holds the schemas for editors and which the generator owns as a whole.
    #[must_use]
    pub fn of_editor(spec: &Path) -> Self {
        Self::new(spec, crate::editor::FOLDER, Owned::Whole)
    }

    fn new(base: &Path, name: &str, owned: Owned) -> Self {
        // Without a slash at the end, which would make the system look through a symbolic link.
        let mut base: PathBuf = base.components().collect();
        if base.as_os_str().is_empty() {
            base.push(Component::CurDir);
        }
        Self { root: base.join(name), base, owned }
    }

    /// The folder that all paths of the set are below.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folders to look for our files in, relative to the root; an empty name is the root itself.
    pub(super) fn owned_folders(&self) -> &'static [&'static str] {
        match self.owned {
            Owned::Folders => &OWNED_FOLDERS,
            Owned::Whole => &[""],
        }
    }

    /// Whether a generated file may stand at `path`.
    pub(super) fn owns(&self, path: &str) -> bool {
        self.owned_folders().iter().any(|folder| {
            folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// Whether the folder at `path` is the generator's to remove.
    pub(super) fn owns_folder(&self, path: &str) -> bool {
        self.owns(path) || self.owned_folders().contains(&path)
    }

    /// Whether the root is there. Refuses one that is a file or a symbolic link.
    pub(super) fn exists(&self) -> Result<bool, OutputError> {
        for folder in [&self.base, &self.root] {
            match fs::symlink_metadata(folder) {
                Ok(found) if found.is_symlink() => {
                    return Err(OutputError::Symlink { path: folder.clone() });
                }
                Ok(found) if !found.is_dir() => {
                    return Err(OutputError::FileInTheWay { path: folder.clone() });
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
                Err(error) => return Err(OutputError::io(Doing::Read, folder, error)),
            }
        }
        Ok(true)
    }
}
