//! From files to spanned trees. This is the only stage that reads the disk, and the only one that knows
//! YAML; which keys a spec may have is none of its business.

mod at;
mod file;
mod keys;
mod layout;
mod node;
mod offsets;
mod outline;
mod pasted;
mod read;
mod refusal;
mod revision;
mod scalar;
mod span;
mod syntax;
mod traps;
mod tree;

pub use at::At;
pub use file::{SourceFile, Sources};
pub use layout::Role;
pub use node::{Entry, Kind, Node, NodeId};
pub use read::{MAX_BYTES, from_texts, read, read_again};
pub use revision::{RevisionError, read_revision};
pub(crate) use scalar::is_bidi;
pub use scalar::{Resolved, Scalar, Style, quote};
pub use span::{FileId, Position, Span};
pub use tree::{MAX_DEPTH, MAX_NODES};

#[cfg(test)]
mod tests;
