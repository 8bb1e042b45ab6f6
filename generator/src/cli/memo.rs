//! Whether nothing has changed since the last run: then nothing has to be made to know that all of it is fresh.
//!
//! The output follows from the specs and the generator, and from nothing else. So where both are those of the last run,
//! what it made is what would be made now, and the disk is compared with that.

#[cfg(test)]
mod tests;

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use super::Folders;
use super::report::{ServiceResult, State};
use crate::engine::ServiceOutput;
use crate::output::{Destination, Digest, Made, Memo, OutputSet};
use crate::source::Sources;

/// What a check would find, if everything is as the last run left it; none where that is not sure.
pub(super) fn fresh(sources: &Sources, folders: &Folders) -> Option<Vec<ServiceResult>> {
    let memo = Memo::read(&folders.out)?;
    let is_at = |made: &Made| {
        Destination::of_service(&folders.out, &made.service).is_ok_and(|to| made.digest.is_at(&to))
    };
    // What takes long comes last.
    let is_fresh = Some(memo.generator) == generator().ok()
        && memo.specs == specs(sources)
        && memo.services.iter().map(|made| made.service.as_str()).eq(services(sources))
        && memo.schemas.is_at(&Destination::of_editor(&folders.spec))
        && memo.services.iter().all(is_at);
    is_fresh.then(|| {
        let made = memo.services.into_iter().map(|made| (made.service, made.digest));
        let made = made.chain([(folders.schemas(), memo.schemas)]);
        let result = |(name, digest): (String, Digest)| ServiceResult {
            name,
            result: Ok(State::Checked { stale: Vec::new(), files: digest.files }),
        };
        made.map(result).collect()
    })
}

/// Notes what was made of the specs.
pub(super) fn leave(sources: &Sources, services: &[ServiceOutput], schemas: &OutputSet, folders: &Folders) {
    let Ok(generator) = generator() else { return };
    let made =
        |output: &ServiceOutput| Made { service: output.name.clone(), digest: Digest::of(&output.files) };
    let services = services.iter().map(made).collect();
    Memo { generator, specs: specs(sources), services, schemas: Digest::of(schemas) }.leave(&folders.out);
}

/// The services that the specs are of, in their order.
fn services(sources: &Sources) -> Vec<&str> {
    let mut services: Vec<&str> = sources.files().iter().map(|file| file.role.service()).collect();
    services.dedup();
    services
}

/// The specs as a number: where each file stands, and its text.
fn specs(sources: &Sources) -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in sources.files() {
        (&file.path, &file.text).hash(&mut hasher);
    }
    hasher.finish()
}

/// This program as a number: where it lies, and when it came there. A version would not do, as it is the same while the
/// generator is worked on, and to read all of it takes longer than the rest.
fn generator() -> io::Result<u64> {
    let program = std::env::current_exe()?;
    let found = fs::metadata(&program)?;
    let mut hasher = DefaultHasher::new();
    (program, found.len(), found.modified()?).hash(&mut hasher);
    // A copy may keep the time of its original, but not these.
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        (found.dev(), found.ino(), found.ctime(), found.ctime_nsec()).hash(&mut hasher);
    }
    #[cfg(not(unix))]
    found.created()?.hash(&mut hasher);
    Ok(hasher.finish())
}
