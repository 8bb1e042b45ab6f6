//! `check --fix`: rounds of reading, repairing and writing, until nothing is left that is certain.

use std::path::Path;

use crate::diagnostics::{Code, Problems};
use crate::engine::{Compile, Options};
use crate::mend::{Edit, edits, mend};
use crate::output::replace;
use crate::source::{SourceFile, Sources, read, read_again};

/// One repair may show what another mistake has hidden. Repairs are few, so this is an end that is never reached.
const MOST_ROUNDS: usize = 20;

/// What was repaired, and what was not.
#[derive(Default)]
pub(super) struct Fixes {
    /// Repairs that were done, in the order in which they were.
    pub(super) done: Vec<Fix>,
    /// Repairs that are certain and were not done.
    pub(super) left: Vec<Left>,
}

/// A repair in words.
pub(super) struct Fix {
    pub(super) code: Code,
    /// `file:line:column` in parts.
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) before: String,
    pub(super) after: String,
}

/// A repair that was not done, and why.
pub(super) struct Left {
    pub(super) fix: Fix,
    pub(super) reason: String,
    /// Whether it was the disk that did not let us.
    pub(super) refused: bool,
}

/// Repairs the specs in a folder.
pub(super) fn fix(root: &Path, compile: Compile, options: &Options) -> Fixes {
    let mut fixes = Fixes::default();
    for _ in 0..MOST_ROUNDS {
        let mut problems = Problems::new();
        let sources = read(root, &mut problems);
        compile(&sources, &mut problems, options);
        fixes.left.clear();
        if !fixes.round(root, &sources, &problems) {
            break;
        }
    }
    fixes
}

impl Fixes {
    /// Does what is certain in each file, and says whether that was anything.
    fn round(&mut self, root: &Path, sources: &Sources, problems: &Problems) -> bool {
        let before = self.done.len();
        for (file, edits) in edits(problems) {
            let file = sources.file(file);
            let of = |edits: Vec<Edit>| edits.into_iter().map(|edit| described(file, edit));
            let mended = match read_again(root, file) {
                Ok(text) => mend(file, &text, &edits),
                Err(error) => {
                    self.leave(of(edits), &error.to_string(), true);
                    continue;
                }
            };
            self.leave(of(mended.refused), "the file could not be read with it", false);
            if mended.done.is_empty() {
                continue;
            }
            match replace(root, &file.path, &mended.text) {
                Ok(()) => self.done.extend(of(mended.done)),
                Err(error) => self.leave(of(mended.done), &error.to_string(), true),
            }
        }
        self.done.len() > before
    }

    fn leave(&mut self, fixes: impl Iterator<Item = Fix>, reason: &str, refused: bool) {
        self.left.extend(fixes.map(|fix| Left { fix, reason: reason.to_owned(), refused }));
    }
}

fn described(file: &SourceFile, edit: Edit) -> Fix {
    let at = file.position(edit.span.start);
    Fix {
        code: edit.code,
        file: file.name.clone(),
        line: at.line,
        column: at.column,
        before: file.text.get(edit.span.range()).unwrap_or_default().to_owned(),
        after: edit.text,
    }
}
