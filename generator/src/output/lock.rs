//! One run at a time on one output folder.
//!
//! The system holds the lock for the process, so a run that was killed leaves none behind. On Unix it is an
//! advisory lock on the folder itself, which leaves no file in it; std has that only since Rust 1.89, above our
//! minimum, hence `rustix`. On Windows it is a file that nobody else may open and that vanishes when closed.

use std::fs::File;
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::error::{Doing, OutputError};

/// How long a run waits for another one. The slowest run we know takes seconds.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

const PAUSE: Duration = Duration::from_millis(20);

/// The lock on one output folder, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _held: Option<File>,
}

impl Lock {
    /// Locks `root`, waiting up to `patience` for another run.
    pub(super) fn acquire(root: &Path, patience: Duration) -> Result<Self, OutputError> {
        let start = Instant::now();
        loop {
            match try_lock(root) {
                Ok(held) => return Ok(Self { _held: held }),
                Err(error) if !is_busy(&error) => {
                    return Err(OutputError::io(Doing::Lock, root, error));
                }
                Err(_) if start.elapsed() >= patience => {
                    return Err(OutputError::Busy { root: root.to_path_buf(), waited: patience });
                }
                Err(_) => sleep(PAUSE),
            }
        }
    }
}

/// Takes the lock, or fails at once. None where the file system knows no locks (some network ones): files are
/// still replaced whole there, only the runs are not kept apart.
#[cfg(unix)]
fn try_lock(root: &Path) -> io::Result<Option<File>> {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;

    let folder = File::open(root)?;
    match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(folder)),
        Err(Errno::NOSYS | Errno::OPNOTSUPP | Errno::NOLCK | Errno::BADF | Errno::INVAL) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
fn is_busy(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

#[cfg(windows)]
fn try_lock(root: &Path) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt;

    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .share_mode(0)
        .custom_flags(FILE_FLAG_DELETE_ON_CLOSE)
        .open(root.join(".actiongen.lock"))
        .map(Some)
}

#[cfg(windows)]
fn is_busy(error: &io::Error) -> bool {
    // Opened by somebody else, or about to vanish.
    const ERROR_ACCESS_DENIED: i32 = 5;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    matches!(error.raw_os_error(), Some(ERROR_ACCESS_DENIED | ERROR_SHARING_VIOLATION))
}

#[cfg(not(any(unix, windows)))]
fn try_lock(_root: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

#[cfg(not(any(unix, windows)))]
fn is_busy(_error: &io::Error) -> bool {
    false
}
