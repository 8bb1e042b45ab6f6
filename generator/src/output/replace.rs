//! New versions of files that a person wrote: the specs themselves, where `check --fix` repairs them.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::disk::temporary;
use super::error::{Doing, OutputError};
use super::lock::{Lock, PATIENCE};
use super::path::join;

/// Puts a new version of the file `path`, relative to `root`, in its place. The file is old or new in full at any
/// moment, keeps its permissions, and where it is a link, what it leads to is replaced. Runs on the same root wait for
/// each other.
///
/// # Errors
/// If the file is not there or read-only, or the system refuses. The old version stands then.
pub fn replace(root: &Path, path: &str, text: &str) -> Result<(), OutputError> {
    let _lock = Lock::acquire(root, PATIENCE)?;
    let named = join(root, path);
    let failed = |doing| move |error| OutputError::io(doing, &join(root, path), error);
    let target = fs::canonicalize(&named).map_err(failed(Doing::Read))?;
    let permissions = fs::metadata(&target).map_err(failed(Doing::Read))?.permissions();
    // The folder decides whether a file can be replaced; who made the file read-only meant the file.
    if permissions.readonly() {
        let error = io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only");
        return Err(failed(Doing::Replace)(error));
    }
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = target.with_file_name(temporary(&name));
    // What a run that was killed has left here is ours.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(Doing::Create)(error)),
        _ => {}
    }
    let written = File::create_new(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.set_permissions(permissions)
    });
    let placed = written
        .map_err(failed(Doing::Write))
        .and_then(|()| fs::rename(&beside, &target).map_err(failed(Doing::Replace)));
    if placed.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&beside);
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.yaml"), "old").unwrap();
        fs::write(dir.path().join(".a.yaml.actiongen-tmp"), "of a run that was killed").unwrap();
        replace(dir.path(), "a.yaml", "new").unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("a.yaml")).unwrap(), "new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(replace(dir.path(), "b.yaml", "new").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("a.yaml"), dir.path().join("b.yaml"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a.yaml", &link).unwrap();
        replace(dir.path(), "b.yaml", "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);

        fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).unwrap();
        let error = replace(dir.path(), "a.yaml", "newer").unwrap_err().to_string();
        assert!(error.ends_with(": it is read-only"), "{error}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }
}
