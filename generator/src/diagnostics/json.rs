//! Problems as machines read them: one JSON object a line.

use serde_json::{Value, json};

use super::{Place, Problem, Problems};
use crate::source::{Sources, Span};

/// All problems in the order of files and places, one object a line.
#[must_use]
pub fn to_json_lines(problems: &Problems, sources: &Sources) -> String {
    let mut out = String::new();
    for problem in problems.sorted() {
        out.push_str(&to_json(problem, sources).to_string());
        out.push('\n');
    }
    out
}

/// One problem: `code`, `severity`, `message`, `file`, `spans` (the first one is the place of the problem, where it
/// has one), `notes`, `help` (each with a `replacement` or null). The manual of the language describes each key; what
/// stands there stays, and keys are only added.
///
/// Lines and columns count from 1, columns in characters; byte offsets count from 0 in the file as it is on
/// disk.
#[must_use]
pub fn to_json(problem: &Problem, sources: &Sources) -> Value {
    let file = match &problem.place {
        Place::Path(path) => path.as_str(),
        Place::File(file) => sources.file(*file).name.as_str(),
        Place::Span(span) => sources.file(span.file).name.as_str(),
    };
    let own = problem.span().map(|span| labelled(span, &problem.label, true, sources));
    let also = problem.also.iter().map(|(span, label)| labelled(*span, label, false, sources));
    let help: Vec<Value> = problem
        .help
        .iter()
        .map(|help| {
            let replacement = help.replacement.as_ref().map(|replacement| {
                let mut place = place(replacement.span, sources);
                place["text"] = json!(replacement.text);
                place["certain"] = json!(replacement.certain);
                place
            });
            json!({"text": help.text, "replacement": replacement})
        })
        .collect();
    json!({
        "code": problem.code.as_str(),
        "severity": problem.severity().as_str(),
        "message": problem.message,
        "file": file,
        "spans": own.into_iter().chain(also).collect::<Vec<Value>>(),
        "notes": problem.why,
        "help": help,
    })
}

fn labelled(span: Span, label: &str, primary: bool, sources: &Sources) -> Value {
    let mut place = place(span, sources);
    place["label"] = json!(label);
    place["primary"] = json!(primary);
    place
}

fn place(span: Span, sources: &Sources) -> Value {
    let file = sources.file(span.file);
    let (start, end) = (file.position(span.start), file.position(span.end));
    json!({
        "file": file.name,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "byte_start": file.offset_on_disk(span.start),
        "byte_end": file.offset_on_disk(span.end),
    })
}
