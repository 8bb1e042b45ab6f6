//! What a set comes to, as a number: so that the disk can be compared with a set that was not made again.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::destination::Destination;
use super::disk::{self, Disk, Found};
use super::error::OutputError;
use super::header::Kind;
use super::path::fold;
use super::region::region;
use super::set::{Content, OutputSet};

/// What the files and regions of a set come to. It is the same for the same paths and texts, within one build of the
/// generator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    hash: u64,
    /// How many files there are, regions left out.
    pub files: usize,
    /// The files with a region.
    regions: BTreeSet<String>,
}

impl Digest {
    /// That of a set.
    #[must_use]
    pub fn of(set: &OutputSet) -> Self {
        let (mut files, mut regions) = (Parts::default(), Parts::default());
        for entry in set.entries() {
            match &entry.content {
                Content::File(text) => files.0.push((entry.path.to_string(), text.as_bytes().into())),
                Content::Region(text) => regions.0.push((entry.path.to_string(), lines(text).into())),
            }
        }
        Self::new(files, regions)
    }

    /// Whether what stands on the disk is as a set with this digest says. Where it cannot be told, it is not.
    #[must_use]
    pub fn is_at(&self, to: &Destination) -> bool {
        // What cannot be read is told by whoever compares the set itself.
        Parts::at(to)
            .ok()
            .flatten()
            .zip(self.regions_at(to).ok().flatten())
            .is_some_and(|(files, regions)| Self::new(files, regions) == *self)
    }

    fn new(files: Parts, regions: Parts) -> Self {
        let mut hasher = DefaultHasher::new();
        let count = files.0.len();
        let names = regions.0.iter().map(|(path, _)| path.clone()).collect();
        for Parts(mut parts) in [files, regions] {
            parts.sort();
            parts.hash(&mut hasher);
        }
        Self { hash: hasher.finish(), files: count, regions: names }
    }

    /// The regions on the disk, in the files that have one here. None where one is not as the generator writes it.
    fn regions_at(&self, to: &Destination) -> Result<Option<Parts>, OutputError> {
        let mut parts = Parts::default();
        for path in &self.regions {
            let is_left_over = disk::look_at(to.root(), &disk::temporary(path))?.is_some();
            if is_left_over || disk::look_at(to.root(), path)? != Some(Found::File) {
                return Ok(None);
            }
            let file = disk::bytes(to.root(), path)?;
            match std::str::from_utf8(&file).ok().and_then(region) {
                Some(text) => parts.0.push((path.clone(), lines(text).into())),
                None => return Ok(None),
            }
        }
        Ok(Some(parts))
    }
}

/// A text by its lines, however they end.
fn lines(text: &str) -> String {
    text.lines().flat_map(|line| [line, "\n"]).collect()
}

/// Paths, and what stands there.
#[derive(Default)]
struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    /// Our files on the disk. None where something stands there that a run would remove, or would not write beside.
    fn at(to: &Destination) -> Result<Option<Self>, OutputError> {
        let disk = if to.exists()? { Disk::scan(to)? } else { Disk::default() };
        let mut parts = Self::default();
        let (mut ours, mut others) = (BTreeSet::new(), BTreeSet::new());
        for (path, found) in disk.found {
            match found {
                Found::Leftover => return Ok(None),
                // What stands in the way of a file of ours is missed among our files.
                Found::Folder | Found::Link | Found::Other => {}
                Found::File => {
                    let bytes = disk::bytes(to.root(), &path)?;
                    if Kind::of(&path).is_some_and(|kind| kind.opens(&bytes)) {
                        ours.insert(fold(&path));
                        parts.0.push((path, bytes));
                    } else {
                        others.insert(fold(&path));
                    }
                }
            }
        }
        Ok(ours.is_disjoint(&others).then_some(parts))
    }
}
