//! Folders: where the workspace is, copies of trees, and what a tree holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The root of the workspace.
///
/// # Panics
/// If this package does not stand in a workspace.
pub fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("the package stands in the workspace").to_path_buf()
}

/// Copies a folder with everything in it.
///
/// # Panics
/// If something cannot be read or written.
pub fn copy(from: &Path, to: &Path) {
    for (path, text) in files(from) {
        write(&to.join(path), &text);
    }
}

/// Writes a file, and makes its folder where it is missing.
///
/// # Panics
/// If it cannot be written.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    let written = fs::create_dir_all(path.parent().unwrap_or(path)).and_then(|()| fs::write(path, bytes));
    written.unwrap_or_else(|error| panic!("could not write {}: {error}", path.display()));
}

/// Reads a text.
///
/// # Panics
/// If it cannot be read.
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("could not read {}: {error}", path.display()))
}

/// Replaces the only occurrence of a text in a file.
///
/// # Panics
/// If the text is not there, or more than once.
pub fn edit(path: &Path, old: &str, new: &str) {
    let text = read(path);
    assert_eq!(text.matches(old).count(), 1, "{} must have {old:?} once", path.display());
    write(path, text.replacen(old, new, 1));
}

/// All files below a folder by their path in it, with slashes.
///
/// # Panics
/// If something cannot be read.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let bytes = |path: &Path| fs::read(path);
    walk(root, &bytes)
}

/// When each file below a folder was last written.
///
/// # Panics
/// If something cannot be read.
pub fn times(root: &Path) -> BTreeMap<String, SystemTime> {
    let modified = |path: &Path| fs::metadata(path)?.modified();
    walk(root, &modified)
}

fn walk<T>(root: &Path, read: &dyn Fn(&Path) -> std::io::Result<T>) -> BTreeMap<String, T> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.expect("an entry of a folder").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let value = read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let name =
                path.strip_prefix(root).expect("it is below the root").to_string_lossy().replace('\\', "/");
            found.insert(name, value);
        }
    }
    found
}
