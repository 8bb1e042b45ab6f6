//! Where in a document we are: a list on the stack, from the place back to the root.
//!
//! Going down costs no allocation; the path is written out only for a violation.

use std::fmt::Write as _;

/// One step of a path.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

/// A place, and the way to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    part: Part<'p>,
}

impl<'p> Path<'p> {
    pub(crate) const ROOT: Path<'static> = Path { parent: None, part: Part::Root };

    /// A place right under the root.
    pub(crate) const fn top(part: Part<'p>) -> Self {
        Self { parent: None, part }
    }

    #[inline]
    pub(crate) const fn step(&'p self, part: Part<'p>) -> Self {
        Self { parent: Some(self), part }
    }

    /// The same way, with another last step.
    #[inline]
    pub(crate) const fn turn(&mut self, part: Part<'p>) {
        self.part = part;
    }

    /// `body[0].addresses[0].country_code`; empty for the root.
    pub(crate) fn render(&self) -> String {
        let mut parts = Vec::new();
        let mut place = Some(self);
        while let Some(path) = place {
            parts.push(path.part);
            place = path.parent;
        }
        let mut text = String::new();
        for part in parts.into_iter().rev() {
            match part {
                Part::Root => {}
                Part::Key(key) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    push_key(&mut text, key);
                }
                Part::Index(index) => {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "[{index}]");
                }
            }
        }
        text
    }
}

/// A key of the spec is short and plain; a stray one from a document may be anything.
pub(crate) fn push_key(text: &mut String, key: &str) {
    if key.len() <= 64 && !key.contains(|c: char| c.is_control()) {
        text.push_str(key);
    } else {
        let _ = write!(text, "{}", crate::snippet::Clipped(key));
    }
}

/// Whether `path` is `above` or lies under it.
pub(crate) fn is_at_or_under(path: &str, above: &str) -> bool {
    match path.strip_prefix(above) {
        Some(rest) => above.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_as_people_write_them() {
        let root = Path::ROOT;
        assert_eq!(root.render(), "");
        let body = root.step(Part::Key("body"));
        let first = body.step(Part::Index(0));
        let code = first.step(Part::Key("country_code"));
        assert_eq!(code.render(), "body[0].country_code");
        let list = root.step(Part::Index(3));
        assert_eq!(list.step(Part::Key("email")).render(), "[3].email");
    }

    #[test]
    fn a_key_from_a_document_cannot_break_the_line() {
        let key = "a\n".repeat(100);
        let path = Path::ROOT.step(Part::Key(&key)).render();
        assert!(!path.contains('\n') && path.len() < 120, "{path}");
    }

    #[test]
    fn under_means_a_whole_part() {
        let table = [
            ("body[0].email", "body", true),
            ("body[0].email", "body[0]", true),
            ("body.a", "body", true),
            ("body", "body", true),
            ("body_more", "body", false),
            ("body", "body.a", false),
            ("anything", "", true),
        ];
        for (path, above, verdict) in table {
            assert_eq!(is_at_or_under(path, above), verdict, "{path} under {above}");
        }
    }
}
