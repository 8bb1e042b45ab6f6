//! The targets: from the model to files in memory.
//!
//! An emitter cannot fail on a valid model, reads nothing but the model and writes nothing but the output set. A new
//! target is a function and a line in the engine.

pub mod catalog;
mod direction;
pub mod docs;
pub mod features;
pub(crate) mod markdown;
mod prose;
mod redact;
pub mod rust;
pub mod schema;

pub(crate) use self::direction::Direction;

#[cfg(test)]
pub(crate) mod fixture;
