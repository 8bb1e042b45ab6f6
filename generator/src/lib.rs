//! Turns action specs written in YAML into a Rust client crate, Markdown docs and JSON Schemas.

pub mod emit;
pub mod model;
pub mod output;
pub mod spec;
