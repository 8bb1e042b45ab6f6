//! Which repairs are certain, and what a file is with them. Nothing here touches the disk.
//!
//! A repair is an edit of the bytes that its message points to, so comments and layout stay. It is done where its
//! message offers this one and no other with certainty; a file that could be read before can be read after it.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Problems, Severity};
use crate::source::{FileId, SourceFile, Span, from_texts};

/// A repair that is certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The mistake that it repairs.
    pub code: Code,
    /// What it takes the place of.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// A file with its repairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The whole text, with the byte order mark and the line endings that it had.
    pub text: String,
    /// The repairs that were done, by place.
    pub done: Vec<Edit>,
    /// The repairs after which the file could not be read.
    pub refused: Vec<Edit>,
}

/// The certain repairs of each file, by place. Of two that overlap the first is kept: whether the other one is still
/// needed, the next run says.
#[must_use]
pub fn edits(problems: &Problems) -> BTreeMap<FileId, Vec<Edit>> {
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for problem in problems {
        let mut certain =
            problem.help.iter().filter_map(|help| help.replacement.as_ref()).filter(|repair| repair.certain);
        if let (Some(repair), None) = (certain.next(), certain.next()) {
            let edit = Edit { code: problem.code, span: repair.span, text: repair.text.clone() };
            edits.entry(repair.span.file).or_default().push(edit);
        }
    }
    for edits in edits.values_mut() {
        edits.sort_by_key(|edit| (edit.span, edit.code));
        let mut last: Option<Span> = None;
        edits.retain(|edit| {
            let free = last.is_none_or(|last| edit.span.start >= last.end && edit.span != last);
            if free {
                last = Some(edit.span);
            }
            free
        });
    }
    edits
}

/// Does the repairs of one file. `on_disk` is its text as it stands there, from which `file` was read.
#[must_use]
pub fn mend(file: &SourceFile, on_disk: &str, edits: &[Edit]) -> Mended {
    let changes = |edit: &&Edit| file.text.get(edit.span.range()) != Some(edit.text.as_str());
    let edits: &[Edit] = &edits.iter().filter(changes).cloned().collect::<Vec<_>>();
    let before = reading(file, on_disk);
    let all = applied(file, on_disk, edits);
    if edits.len() > 1 && is_fine(before.as_ref(), edits, reading(file, &all)) {
        return Mended { text: all, done: edits.to_vec(), refused: Vec::new() };
    }
    let mut done: Vec<Edit> = Vec::new();
    let mut refused = Vec::new();
    for edit in edits {
        done.push(edit.clone());
        if !is_fine(before.as_ref(), &done, reading(file, &applied(file, on_disk, &done))) {
            refused.extend(done.pop());
        }
    }
    Mended { text: applied(file, on_disk, &done), done, refused }
}

fn applied(file: &SourceFile, on_disk: &str, edits: &[Edit]) -> String {
    let mut text = String::with_capacity(on_disk.len() + 64);
    let mut rest = 0;
    for edit in edits {
        let at = |offset: u32| file.offset_on_disk(offset) as usize;
        let (start, end) = (at(edit.span.start), at(edit.span.end));
        text.push_str(on_disk.get(rest..start).unwrap_or_default());
        if on_disk.contains("\r\n") {
            text.push_str(&edit.text.replace('\n', "\r\n"));
        } else {
            text.push_str(&edit.text);
        }
        rest = end;
    }
    text.push_str(on_disk.get(rest..).unwrap_or_default());
    text
}

/// Where the file stops being readable, and why; nothing if it can be read.
fn reading(file: &SourceFile, text: &str) -> Option<(u32, Code)> {
    let mut problems = Problems::new();
    let sources = from_texts([(file.path.as_str(), text)], &mut problems);
    let own = sources.by_path(&file.path)?.id;
    let errors = problems
        .iter()
        .filter(|problem| problem.severity() == Severity::Error && problem.file() == Some(own))
        .map(|problem| (problem.span().map_or(0, |span| span.start), problem.code));
    errors.min()
}

/// Whether the file reads after some edits at least as far as before them: to its end if it did, and else beyond the
/// place that was repaired.
fn is_fine(before: Option<&(u32, Code)>, edits: &[Edit], after: Option<(u32, Code)>) -> bool {
    match (before, after) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(before), Some(after)) => {
            let repairs_it = edits.iter().any(|edit| edit.code == before.1);
            if repairs_it { after.0 > before.0 } else { after >= *before }
        }
    }
}

#[cfg(test)]
mod tests;
