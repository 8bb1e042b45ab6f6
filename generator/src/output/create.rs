//! New files for a person to go on with: a spec, a manifest. They are not ours afterwards, so they have no header, and
//! nothing that is there is ever overwritten.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::{Doing, OutputError};
use super::path::{OutPath, join};
use super::set::SetFault;

/// A file that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// The folder that the caller named. What is above it is the caller's own.
    pub base: PathBuf,
    /// The path below it, with `/` between the names.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Writes all of these files, or none: where one of them is there already, and where the system refuses one.
/// Returns where they stand.
///
/// # Errors
/// An [`OutputError`], after which nothing of what was to be made is left.
pub fn create(files: &[NewFile]) -> Result<Vec<PathBuf>, OutputError> {
    let mut places = Vec::new();
    let mut taken = Vec::new();
    for file in files {
        let path = OutPath::new(&file.path)
            .map_err(|fault| OutputError::Set(vec![SetFault::Path(file.path.clone(), fault)]))?;
        check_folders(&file.base, &path)?;
        let place = path.below(&file.base);
        if found(&place)?.is_some() {
            taken.push(place.clone());
        }
        places.push(place);
    }
    if !taken.is_empty() {
        return Err(OutputError::Exists { files: taken });
    }
    let mut made = Made::default();
    for (file, place) in files.iter().zip(&places) {
        made.make(place, &file.text)?;
    }
    made.keep = true;
    Ok(places)
}

/// Refuses a link or a file where a folder is needed.
fn check_folders(base: &Path, path: &OutPath) -> Result<(), OutputError> {
    let folders = path.folders().map(|folder| join(base, folder));
    for folder in folders.chain([base.to_path_buf()]) {
        match found(&folder)? {
            Some(kind) if kind.is_symlink() => return Err(OutputError::Symlink { path: folder }),
            Some(kind) if !kind.is_dir() => return Err(OutputError::FileInTheWay { path: folder }),
            Some(_) | None => {}
        }
    }
    Ok(())
}

fn found(place: &Path) -> Result<Option<fs::FileType>, OutputError> {
    // Without a slash at the end, which would make the system look through a symbolic link.
    let place: PathBuf = place.components().collect();
    match fs::symlink_metadata(if place.as_os_str().is_empty() { Path::new(".") } else { &place }) {
        Ok(metadata) => Ok(Some(metadata.file_type())),
        // A file above it is told of where that folder is looked at.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(OutputError::io(Doing::Read, &place, error)),
    }
}

/// What was made so far. It is removed when this is dropped, unless it is to be kept.
#[derive(Debug, Default)]
struct Made {
    files: Vec<PathBuf>,
    /// The outermost first.
    folders: Vec<PathBuf>,
    keep: bool,
}

impl Made {
    fn make(&mut self, place: &Path, text: &str) -> Result<(), OutputError> {
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let mut folders: Vec<&Path> = place.ancestors().skip(1).take_while(missing).collect();
        folders.reverse();
        for folder in folders {
            fs::create_dir(folder).map_err(|error| OutputError::io(Doing::Create, folder, error))?;
            self.folders.push(folder.to_path_buf());
        }
        // Fails on anything that came in between.
        let mut file =
            File::create_new(place).map_err(|error| OutputError::io(Doing::Create, place, error))?;
        self.files.push(place.to_path_buf());
        file.write_all(text.as_bytes()).map_err(|error| OutputError::io(Doing::Write, place, error))
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if self.keep {
            return;
        }
        // Best effort: the first error is the one to report.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
