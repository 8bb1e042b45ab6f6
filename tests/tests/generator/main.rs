//! The generator from end to end: what it makes of specs, what it says of them, and what its program does.
//!
//! What takes long and finds little more is marked `ignore`, as exhaustive, and run by `.ci/run exhaustive`.

mod contributing;
mod diagnostics;
mod diff;
mod downstream;
mod explain;
mod fresh;
mod generate;
mod good_specs;
mod layout;
mod mutations;
mod neutral;
mod new;
mod pages;
mod repairs;
mod snapshots;

use std::path::Path;

use acceptance::cargo::{Run, run};

/// Runs the program `actiongen` in a folder.
fn actiongen(folder: &Path, arguments: &[&str]) -> Run {
    run(env!("CARGO_BIN_EXE_actiongen_under_test"), folder, arguments)
}
