//! Turns action specs written in YAML into a Rust client crate, Markdown docs and JSON Schemas.

pub mod build;
#[cfg(feature = "cli")]
pub mod cli;
mod describe;
pub mod diagnostics;
pub mod diff;
pub mod editor;
pub mod emit;
pub mod engine;
pub mod explain;
mod inline;
pub mod lower;
pub mod mend;
pub mod model;
mod names;
pub mod output;
pub mod phrase;
pub mod scaffold;
pub mod source;
pub mod spec;
