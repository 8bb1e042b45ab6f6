//! The name of an output file, which cannot lead out of the output folder.
//!
//! Names in a spec are checked where they are read, with their place. This is the second wall: whatever an
//! emitter builds a path from, what comes out of [`OutPath::new`] is safe to join to a folder on any system.

use std::fmt;
use std::path::{Path, PathBuf};

/// The longest path, in bytes. Windows allows 260 for the whole path, the output folder included.
pub const MAX_PATH: usize = 180;

/// The longest name between two slashes, in bytes.
pub const MAX_SEGMENT: usize = 100;

/// File names that others have fixed with capitals in them.
const CAPITALISED: [&str; 3] = ["Cargo.toml", "README.md", "SUMMARY.md"];

/// A checked path below the output folder, separated by `/` on every system.
///
/// Its segments are lower-case ASCII letters, digits, `_`, `-` and `.`, so two paths never differ by case alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(String);

impl OutPath {
    /// Checks `path`.
    ///
    /// # Errors
    /// A [`PathFault`] that says what is wrong with it.
    pub fn new(path: &str) -> Result<Self, PathFault> {
        if path.len() > MAX_PATH {
            return Err(PathFault::TooLong);
        }
        for segment in path.split('/') {
            check_segment(segment)?;
        }
        Ok(Self(path.to_owned()))
    }

    /// The path as text, with `/` between the segments.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where this path is below `root`.
    #[must_use]
    pub fn below(&self, root: &Path) -> PathBuf {
        join(root, &self.0)
    }

    /// The folders above this path, the nearest first, without the root.
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(parent(&self.0), |folder| parent(folder))
    }

    /// The path as a file system that ignores case sees it.
    pub(super) fn folded(&self) -> String {
        fold(&self.0)
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for OutPath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// `path` below `root`, segment by segment, so that Windows gets its own separator.
pub(super) fn join(root: &Path, path: &str) -> PathBuf {
    let mut joined = root.to_path_buf();
    joined.extend(path.split('/'));
    joined
}

/// The folder that holds `path`; none when that is the root.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

/// `path` as a file system that ignores case sees it. Names on the disk need not be ASCII.
pub(super) fn fold(path: &str) -> String {
    path.to_lowercase()
}

/// Checks one name between two slashes.
pub(super) fn check_segment(segment: &str) -> Result<(), PathFault> {
    if segment.is_empty() {
        return Err(PathFault::EmptySegment);
    }
    if segment.len() > MAX_SEGMENT {
        return Err(PathFault::TooLong);
    }
    if CAPITALISED.contains(&segment) {
        return Ok(());
    }
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c);
    if let Some(other) = segment.chars().find(|&c| !allowed(c)) {
        return Err(PathFault::Character(other));
    }
    // A leading dot also covers `.` and `..`, and keeps our temporary names free.
    if segment.starts_with(['.', '-']) || segment.ends_with('.') {
        return Err(PathFault::Edge);
    }
    if is_device_name(segment) {
        return Err(PathFault::DeviceName);
    }
    Ok(())
}

/// Whether Windows takes a file of this name, with any extension, for a device. Case does not matter.
#[must_use]
pub fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    match stem.as_str() {
        "con" | "prn" | "aux" | "nul" => true,
        _ => {
            let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
            number.is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
        }
    }
}

/// Why a name is no [`OutPath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFault {
    /// It starts or ends with a slash, has two in a row, or is empty.
    EmptySegment,
    /// It is longer than [`MAX_PATH`], or one of its names is longer than [`MAX_SEGMENT`].
    TooLong,
    /// It holds a character that is not allowed.
    Character(char),
    /// One of its names starts with a dot or a hyphen, or ends with a dot.
    Edge,
    /// Windows takes one of its names for a device.
    DeviceName,
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptySegment => f.write_str("a name between two slashes is empty"),
            Self::TooLong => {
                write!(f, "it is too long: a name may have {MAX_SEGMENT} bytes, a whole path {MAX_PATH}")
            }
            Self::Character(c) => {
                write!(f, "it holds {c:?}; allowed are a to z, 0 to 9, `_`, `-` and `.`")
            }
            Self::Edge => f.write_str("a name starts with `.` or `-`, or ends with `.`"),
            Self::DeviceName => f.write_str("Windows takes the name for a device"),
        }
    }
}

impl std::error::Error for PathFault {}
