//! The last stage: a whole set of generated files, compared with the disk and put there.
//!
//! Emitters fill an [`OutputSet`] in memory; [`write()`] brings a [`Destination`] in line with it, [`check`]
//! says what differs, and [`print()`] shows the files. [`replace()`]
//! puts a new version of a file in place that a person wrote. This is the only place that writes to the disk.
//!
//! [`create`] puts down files that a person goes on with; none of those is ever overwritten.
//!
//! There is no manifest. A file is ours when it opens with the header of its kind ([`Kind`]), and a file
//! that does not is never overwritten and never removed. Each file is old or new in full at any moment; a run
//! that was killed leaves at most temporary files, which the next run removes.
//!
//! Never here: what stands in a file. Nothing below knows actions, Rust or Markdown.

mod create;
mod destination;
mod diff;
mod disk;
mod error;
mod header;
mod lock;
mod path;
mod plan;
mod print;
mod region;
mod replace;
mod set;
mod stale;
mod write;

#[cfg(test)]
mod tests;

pub use create::{NewFile, create};
pub use destination::{Destination, OWNED_FOLDERS};
pub use error::{Doing, OutputError};
pub use header::{CATALOG_KEY, HEADER, Kind, REGENERATE, SCHEMA_KEY};
pub use path::{MAX_PATH, MAX_SEGMENT, OutPath, PathFault, is_device_name};
pub use print::print;
pub use region::{REGION_BEGIN, REGION_END, RegionFault};
pub use replace::replace;
pub use set::{OutputSet, SetFault};
pub use stale::{Stale, StaleKind, check};
pub use write::{Written, write};
