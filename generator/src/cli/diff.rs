//! `diff`: what changed since older specs.

#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::report::wrong_call;
use super::{Format, SPEC, Screen, Status};
use crate::diagnostics::{Problems, render, to_json_lines};
use crate::diff::{self, ServiceChanges, Weight};
use crate::lower::lower;
use crate::model::Api;
use crate::source::{RevisionError, Sources, read, read_revision};

/// What `diff` is told.
#[derive(Debug, Args)]
pub(super) struct Call {
    /// The older specs: a folder, or a revision of git (`main`, `v1.2.0`, `HEAD~3`)
    older: String,
    /// The folder with the specs, one folder a service in it
    #[arg(long, value_name = "DIR", default_value = SPEC)]
    spec: PathBuf,
    /// How to answer: for people, or as JSON lines (changes first, the result last)
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Fail where a change breaks something
    #[arg(long)]
    deny_breaking: bool,
}

/// Compares, and says what changed.
pub(super) fn run<O: Write, E: Write>(call: &Call, screen: &mut Screen<O, E>) -> io::Result<Status> {
    let mut problems = Problems::new();
    let sources = read(&call.spec, &mut problems);
    let newer = lower(&sources, &mut problems);
    if problems.has_errors() {
        return at_fault("the specs have mistakes", &problems, &sources, call, screen);
    }
    let mut problems = Problems::new();
    let older = match older(call, &mut problems) {
        Ok(older) => older,
        Err(error) => {
            wrong_call(&error.to_string(), call.format, screen)?;
            return Ok(Status::WrongCall);
        }
    };
    let (sources, older) = older;
    if problems.has_errors() {
        let sentence = format!(
            "the older specs, `{}`, do not pass the checks of this version, so nothing can be compared with them",
            call.older
        );
        return at_fault(&sentence, &problems, &sources, call, screen);
    }
    let changes = diff::compare(&older, &newer);
    let breaks = changes.iter().any(|service| service.count(Weight::Breaking) > 0);
    let status = if breaks && call.deny_breaking { Status::AtFault } else { Status::Done };
    tell(&changes, status, call.format, screen)?;
    Ok(status)
}

/// A folder, where there is one of that name; a revision otherwise.
fn older(call: &Call, problems: &mut Problems) -> Result<(Sources, Vec<Api>), RevisionError> {
    let folder = Path::new(&call.older);
    let sources = match folder.is_dir() {
        true => read(folder, problems),
        false => read_revision(&call.spec, &call.older, problems)?,
    };
    let apis = lower(&sources, problems);
    Ok((sources, apis))
}

fn at_fault<O: Write, E: Write>(
    sentence: &str,
    problems: &Problems,
    sources: &Sources,
    call: &Call,
    screen: &mut Screen<O, E>,
) -> io::Result<Status> {
    match call.format {
        Format::Human => {
            screen.err.write_all(render(problems, sources, screen.colour).as_bytes())?;
            writeln!(screen.err, "error: {sentence}")?;
        }
        Format::Json => {
            screen.out.write_all(to_json_lines(problems, sources).as_bytes())?;
            writeln!(screen.out, "{}", json!({"done": false, "error": sentence}))?;
        }
    }
    Ok(Status::AtFault)
}

fn tell<O: Write, E: Write>(
    changes: &[ServiceChanges],
    status: Status,
    format: Format,
    screen: &mut Screen<O, E>,
) -> io::Result<()> {
    match format {
        Format::Human => screen.out.write_all(diff::render(changes).as_bytes()),
        Format::Json => {
            screen.out.write_all(diff::to_json_lines(changes).as_bytes())?;
            let mut result = diff::totals(changes);
            result["done"] = (status == Status::Done).into();
            writeln!(screen.out, "{result}")
        }
    }
}
