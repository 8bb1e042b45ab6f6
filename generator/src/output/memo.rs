//! What the last run made of the specs, so that a check of what has not changed need not make it again.
//!
//! It is a note to ourselves and no part of the output: whether it is there, damaged or of another run makes a difference
//! to how long a check takes, and to nothing else. So it is not committed; its folder tells git so itself. Nobody is told
//! of a note that could not be left.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::disk::temporary;

/// The folder of the note, beside those of the services. No service is called so.
const FOLDER: &str = ".actiongen";

const NOTE: &str = "made.json";

/// What came of the specs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memo {
    /// Which generator made it, as a number that no other one has.
    pub generator: u64,
    /// Of which specs, as a number that no others have.
    pub specs: u64,
    /// What it made of each service, in its order.
    pub services: Vec<Made>,
    /// What its schemas for editors come to.
    pub schemas: Digest,
}

/// What was made of one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The name of the service.
    pub service: String,
    /// What its files come to.
    pub digest: Digest,
}

impl Memo {
    /// The note in an output folder; none where it cannot be read.
    #[must_use]
    pub fn read(out: &Path) -> Option<Self> {
        let text = fs::read(out.join(FOLDER).join(NOTE)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Leaves the note in an output folder, if that can be done, in place of an older one.
    pub fn leave(&self, out: &Path) {
        if Self::read(out).as_ref() != Some(self) {
            // Without it the next check takes longer.
            let _ = self.write(&out.join(FOLDER));
        }
    }

    fn write(&self, folder: &Path) -> io::Result<()> {
        match fs::create_dir(folder) {
            Ok(()) => fs::write(folder.join(".gitignore"), "*\n")?,
            // A link would lead the note elsewhere.
            Err(error) if !fs::symlink_metadata(folder)?.is_dir() => return Err(error),
            Err(_) => {}
        }
        let beside = folder.join(temporary(&format!("{}-{NOTE}", std::process::id())));
        let placed = File::create_new(&beside)
            .and_then(|mut file| file.write_all(serde_json::to_string(self)?.as_bytes()))
            .and_then(|()| fs::rename(&beside, folder.join(NOTE)));
        if placed.is_err() {
            let _ = fs::remove_file(&beside);
        }
        placed
    }
}
