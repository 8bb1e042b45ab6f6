//! A verdict for every document, however bad the others are.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::document::{self, Documents, References};
use super::{Fault, Format, Input, Status};
use crate::catalog::Action;
use crate::violation::Violations;

/// Checks the documents of a file, and says what is wrong with each. A list may be longer than one call takes wherever
/// `run` would cut it.
pub(super) fn validate(
    action: Action<'_>,
    input: &Input,
    format: Format,
    is_draft: bool,
    out: &mut dyn Write,
) -> Result<Status, Fault> {
    let references = References::of(input)?;
    let source = document::open(&input.file)?;
    let is_json = input.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let judge = |document: Result<Value, Violations>| -> Result<(), Violations> {
        let document = document?;
        if is_draft {
            return action.validate_draft(&document);
        }
        let document = references.apply(document)?;
        match action.validate(document.get()) {
            Err(violations) if action.takes_batches() => match action.validate_batch(document.get())? {
                0 | 1 => Err(violations),
                _ => Ok(()),
            },
            verdict => verdict,
        }
    };
    let unreadable = |error: io::Error| document::unreadable(&input.file, &error);
    let (mut line, mut invalid) = (0_usize, 0_usize);
    let mut tell = |out: &mut dyn Write, verdict: Result<(), Violations>| {
        line += 1;
        invalid += usize::from(verdict.is_err());
        write(out, format, line, verdict.err().as_ref())
    };
    match document::documents(source, is_json).map_err(unreadable)? {
        Documents::One(document) => tell(out, judge(document))?,
        Documents::Lines(mut lines) => {
            while let Some(line) = lines.next().map_err(unreadable)? {
                let verdict = judge(line.and_then(document::parsed));
                tell(out, verdict)?;
            }
        }
    }
    if line == 0 {
        return Err(Fault::data(format!("{} is empty: there is no document in it", input.file.display())));
    }
    Ok(if invalid == 0 { Status::Done } else { Status::BadData })
}

fn write(
    out: &mut dyn Write,
    format: Format,
    line: usize,
    violations: Option<&Violations>,
) -> io::Result<()> {
    match (format, violations) {
        (Format::Human, None) => writeln!(out, "line {line}: valid"),
        (Format::Human, Some(violations)) => {
            writeln!(out, "line {line}: invalid")?;
            violations.iter().try_for_each(|violation| writeln!(out, "  {violation}"))
        }
        (Format::Json, violations) => {
            let nothing = Violations::new();
            let violations = violations.unwrap_or(&nothing);
            let verdict = Verdict { line, valid: violations.is_empty(), violations };
            serde_json::to_writer(&mut *out, &verdict)?;
            out.write_all(b"\n")
        }
    }
}

#[derive(Serialize)]
struct Verdict<'v> {
    line: usize,
    valid: bool,
    violations: &'v Violations,
}
