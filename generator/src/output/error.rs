//! Why a set could not be written or compared.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::path::PathFault;
use super::region::{REGION_BEGIN, REGION_END, RegionFault};
use super::set::SetFault;

/// What stopped [`write()`](super::write()) or [`check`](super::check). Unless it is [`OutputError::Io`],
/// nothing was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum OutputError {
    /// The set itself is wrong: a bug of the generator.
    Set(Vec<SetFault>),
    /// The name of a service cannot be the name of its folder.
    ServiceName {
        /// The name.
        name: String,
        /// What is wrong with it.
        fault: PathFault,
    },
    /// Files without our header stand where generated files would go.
    NotOurs {
        /// All of them.
        files: Vec<PathBuf>,
    },
    /// Files that were to be made are there already.
    Exists {
        /// All of them.
        files: Vec<PathBuf>,
    },
    /// A symbolic link stands where we would write, so the files could end up somewhere else.
    Symlink {
        /// The link.
        path: PathBuf,
    },
    /// A file stands where a folder is needed.
    FileInTheWay {
        /// The file.
        path: PathBuf,
    },
    /// A folder stands where a file would go.
    FolderInTheWay {
        /// The folder.
        path: PathBuf,
    },
    /// A file that is written by hand lacks the two marker lines.
    Region {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: RegionFault,
    },
    /// Another run works on the same folder and did not finish in time.
    Busy {
        /// The folder.
        root: PathBuf,
        /// How long this run waited.
        waited: Duration,
    },
    /// The system refused. The temporary files are removed. If the failure came before the last new file was
    /// complete, all old files stand as they were; after that, each is old or new in full.
    Io {
        /// What was tried.
        doing: Doing,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What was tried on a file when the system refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Read or list it.
    Read,
    /// Create it.
    Create,
    /// Write to it.
    Write,
    /// Put a new version in its place.
    Replace,
    /// Remove it.
    Remove,
    /// Lock it against other runs.
    Lock,
}

impl OutputError {
    pub(super) fn io(doing: Doing, path: &Path, source: io::Error) -> Self {
        Self::Io { doing, path: path.to_path_buf(), source }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(faults) => {
                f.write_str("the generator made files that cannot be written; this is a bug of actiongen")?;
                faults.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
            }
            Self::ServiceName { name, fault } => {
                write!(f, "a service cannot be called {name:?}, because its folder cannot: {fault}")
            }
            Self::NotOurs { files } => {
                f.write_str(
                    "these files were not made by actiongen and stand where generated files would go; \
                     move or remove them (nothing was written there):",
                )?;
                files.iter().try_for_each(|file| write!(f, "\n  {}", file.display()))
            }
            Self::Exists { files } => {
                f.write_str("there is something already, and nothing was written:")?;
                files.iter().try_for_each(|file| write!(f, "\n  {}", file.display()))
            }
            Self::Symlink { path } => write!(
                f,
                "`{}` is a symbolic link, and generated files are not written through one (nothing was \
                 written there); name the folder that it leads to, or remove it",
                path.display()
            ),
            Self::FileInTheWay { path } => write!(
                f,
                "`{}` is a file, and a folder is needed there (nothing was written there)",
                path.display()
            ),
            Self::FolderInTheWay { path } => write!(
                f,
                "`{}` is a folder, and a generated file would go there (nothing was written there)",
                path.display()
            ),
            Self::Region { path, fault } => write!(
                f,
                "`{}` must hold these two lines, once each; the generator writes what is between them: \
                 {fault} (nothing was written there)\n  {REGION_BEGIN}\n  {REGION_END}",
                path.display()
            ),
            Self::Busy { root, waited } => write!(
                f,
                "another run of actiongen works on `{}` and did not finish in {} seconds",
                root.display(),
                waited.as_secs()
            ),
            Self::Io { doing, path, source } => {
                let doing = match doing {
                    Doing::Read => "read",
                    Doing::Create => "create",
                    Doing::Write => "write",
                    Doing::Replace => "replace",
                    Doing::Remove => "remove",
                    Doing::Lock => "lock",
                };
                write!(f, "could not {doing} `{}`: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::ServiceName { fault, .. } => Some(fault),
            Self::Region { fault, .. } => Some(fault),
            _ => None,
        }
    }
}
