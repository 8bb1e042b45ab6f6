//! The program `actiongen`; see [`actiongen::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    actiongen::cli::main(actiongen::engine::compile)
}
