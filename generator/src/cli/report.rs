//! What a run says, to people and to machines.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::fix::{Fix, Fixes};
use super::{Format, Screen, Status};
use crate::diagnostics::{self, Code, Problems};
use crate::output::{OutputError, Stale, StaleKind, Written};
use crate::source::Sources;

/// The most paths of one kind that are listed, and stale files that are shown with their differences.
const MAX_LISTED: usize = 20;

/// The most lines of difference shown of one file.
const MAX_DIFF: usize = 40;

/// All that a run has to say.
pub(super) struct Report<'a> {
    pub(super) problems: &'a Problems,
    pub(super) sources: &'a Sources,
    /// What was repaired first, where that was asked for.
    pub(super) fixes: Option<Fixes>,
    pub(super) results: Vec<ServiceResult>,
    /// The command that repairs stale output.
    pub(super) repair: String,
}

/// What came of one service.
pub(super) struct ServiceResult {
    pub(super) name: String,
    pub(super) result: Result<State, OutputError>,
}

/// Its output after the run.
pub(super) enum State {
    Written(Written),
    Checked {
        stale: Vec<Stale>,
        /// How many files the specs ask for.
        files: usize,
    },
}

impl Report<'_> {
    pub(super) fn status(&self) -> Status {
        let fine = |result: &ServiceResult| match &result.result {
            Ok(State::Written(_)) => true,
            Ok(State::Checked { stale, .. }) => stale.is_empty(),
            Err(_) => false,
        };
        let refused = self.fixes.as_ref().is_some_and(|fixes| fixes.left.iter().any(|left| left.refused));
        if refused || self.problems.has_errors() || !self.results.iter().all(fine) {
            Status::AtFault
        } else {
            Status::Done
        }
    }

    /// Problems on the error stream, results on the other.
    pub(super) fn tell<O: Write, E: Write>(&self, screen: &mut Screen<O, E>) -> io::Result<()> {
        if let Some(fixes) = &self.fixes {
            tell_fixes(fixes, screen)?;
        }
        if !self.problems.is_empty() {
            let rendered = diagnostics::render(self.problems, self.sources, screen.colour);
            screen.err.write_all(rendered.as_bytes())?;
            if let Some(first) = self.problems.sorted().first() {
                writeln!(screen.err, "What a code means: {} explain {}", screen.program, first.code)?;
            }
        }
        let mut any_stale = false;
        for ServiceResult { name, result } in &self.results {
            match result {
                Ok(State::Written(written)) => tell_written(name, written, &mut screen.out)?,
                Ok(State::Checked { stale, files }) => {
                    any_stale |= !stale.is_empty();
                    tell_checked(name, stale, *files, &mut screen.out)?;
                }
                Err(error) => writeln!(screen.err, "error: {name}: {error}")?,
            }
        }
        if any_stale {
            writeln!(screen.out, "To bring them in line, run: {}", self.repair)?;
        }
        Ok(())
    }

    /// A line for each problem, and one for the results.
    pub(super) fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        self.json_problems(out)?;
        let mut result = json!({
            "done": self.status() == Status::Done,
            "errors": self.problems.errors(),
            "warnings": self.problems.warnings(),
            "services": self.results.iter().map(json_service).collect::<Vec<_>>(),
        });
        if let Some(fixes) = &self.fixes {
            result["fixed"] = fixes.done.iter().map(json_fix).collect();
            let left = |left: &super::fix::Left| {
                let mut fix = json_fix(&left.fix);
                fix["reason"] = left.reason.as_str().into();
                fix
            };
            result["not_fixed"] = fixes.left.iter().map(left).collect();
        }
        if !self.repair.is_empty() && self.status() == Status::AtFault {
            result["repair"] = self.repair.as_str().into();
        }
        writeln!(out, "{result}")
    }

    pub(super) fn json_problems(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(diagnostics::to_json_lines(self.problems, self.sources).as_bytes())
    }
}

/// What was repaired, on the stream of results, and what was not, on that of errors.
fn tell_fixes<O: Write, E: Write>(fixes: &Fixes, screen: &mut Screen<O, E>) -> io::Result<()> {
    let place = |fix: &Fix| format!("{}:{}:{}", fix.file, fix.line, fix.column);
    let change = |fix: &Fix| match (fix.before.as_str(), fix.after.as_str()) {
        ("", after) => format!("`{after}` put in"),
        (before, "") => format!("`{before}` deleted"),
        (before, after) => format!("`{before}` is now `{after}`"),
    };
    for fix in &fixes.done {
        writeln!(screen.out, "fixed {}: {} [{}]", place(fix), change(fix), fix.code)?;
    }
    for left in &fixes.left {
        let (fix, reason) = (&left.fix, &left.reason);
        writeln!(screen.err, "not fixed {} [{}]: {reason}", place(fix), fix.code)?;
    }
    match fixes.done.len() {
        0 => writeln!(screen.out, "nothing to fix with certainty"),
        1 => writeln!(screen.out, "1 mistake fixed"),
        many => writeln!(screen.out, "{many} mistakes fixed"),
    }
}

fn json_fix(fix: &Fix) -> Value {
    json!({
        "code": fix.code.as_str(),
        "file": fix.file,
        "line": fix.line,
        "column": fix.column,
        "before": fix.before,
        "after": fix.after,
    })
}

fn tell_written(name: &str, written: &Written, out: &mut dyn Write) -> io::Result<()> {
    for (verb, paths) in [("written", &written.written), ("removed", &written.removed)] {
        for path in paths.iter().take(MAX_LISTED) {
            writeln!(out, "  {verb} {name}/{path}")?;
        }
        if paths.len() > MAX_LISTED {
            writeln!(out, "  {verb} … and {} more", paths.len() - MAX_LISTED)?;
        }
    }
    writeln!(
        out,
        "{name}: {} written, {} unchanged, {} removed",
        files(written.written.len()),
        written.unchanged.len(),
        written.removed.len()
    )
}

fn tell_checked(name: &str, stale: &[Stale], all: usize, out: &mut dyn Write) -> io::Result<()> {
    for (at, stale) in stale.iter().enumerate() {
        writeln!(out, "stale: {stale}")?;
        if at < MAX_LISTED {
            out.write_all(stale.diff(MAX_DIFF).as_bytes())?;
        }
    }
    match stale.len() {
        0 => writeln!(out, "{name}: {} up to date", files(all)),
        1 => writeln!(out, "{name}: 1 file is stale"),
        many => writeln!(out, "{name}: {many} files are stale"),
    }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

fn json_service(result: &ServiceResult) -> Value {
    let name = &result.name;
    match &result.result {
        Ok(State::Written(written)) => json!({
            "name": name,
            "written": written.written,
            "unchanged": written.unchanged.len(),
            "removed": written.removed,
        }),
        Ok(State::Checked { stale, files }) => {
            json!({"name": name, "files": files, "stale": stale.iter().map(json_stale).collect::<Vec<_>>()})
        }
        Err(error) => json!({"name": name, "error": error.to_string()}),
    }
}

fn json_stale(stale: &Stale) -> Value {
    let kind = match stale.kind {
        StaleKind::Missing => "missing",
        StaleKind::Differs { .. } => "differs",
        StaleKind::Orphan => "orphan",
        StaleKind::Leftover => "leftover",
    };
    json!({"path": stale.path, "kind": kind, "diff": stale.diff(usize::MAX)})
}

/// Shows files as one JSON object.
pub(super) fn json_files(files: &[(String, &str)], out: &mut dyn Write) -> io::Result<()> {
    let files: Vec<Value> = files.iter().map(|(path, text)| json!({"path": path, "text": text})).collect();
    writeln!(out, "{}", json!({"done": true, "files": files}))
}

/// Shows the page of a code, or a list of all codes, as one JSON object.
pub(super) fn json_codes(code: Option<Code>, out: &mut dyn Write) -> io::Result<()> {
    let about = |code: Code| json!({"code": code.as_str(), "severity": code.severity().as_str(), "title": code.title()});
    let mut answer = match code {
        None => json!({"codes": Code::ALL.iter().copied().map(about).collect::<Vec<_>>()}),
        Some(code) => {
            let mut answer = about(code);
            answer["page"] = code.page().into();
            answer
        }
    };
    answer["done"] = true.into();
    writeln!(out, "{answer}")
}

/// Says that the call asks for something that is not there.
pub(super) fn wrong_call<O: Write, E: Write>(
    sentence: &str,
    format: Format,
    screen: &mut Screen<O, E>,
) -> io::Result<()> {
    match format {
        Format::Human => writeln!(screen.err, "error: {sentence}"),
        Format::Json => writeln!(screen.out, "{}", json!({"done": false, "error": sentence})),
    }
}
