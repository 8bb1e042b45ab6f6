//! Turns action specs written in YAML into a Rust client crate, Markdown docs and JSON Schemas.

pub mod diagnostics;
pub mod output;
pub mod source;
pub mod spec;
