//! Where in a document we are: a list on the stack, from the place back to the root.
//!
//! Going down costs no allocation; the path is written out only for a violation.

use std::fmt::Write as _;

/// The longest key that a segment repeats in full. It comes from a document, which may have many violations below it.
const MAX_KEY: usize = 256;

/// One step of the location of a [`Violation`](crate::Violation), from the root of the document down.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PathSegment {
    /// The key of an object. A key of more than 256 bytes is cut off.
    Key(String),
    /// The index of an item of a list.
    Index(usize),
}

impl PathSegment {
    /// The segments of a path that was written out: `body[0].email`. A key cannot have a dot in it there.
    pub(crate) fn parse(path: &str) -> Vec<Self> {
        let mut segments = Vec::new();
        for part in path.split('.').filter(|part| !part.is_empty()) {
            let (key, indices) = part.split_at(part.find('[').unwrap_or(part.len()));
            let index = |text: &str| text.strip_prefix('[')?.parse().ok().map(Self::Index);
            let indices: Option<Vec<Self>> = indices.split_terminator(']').map(index).collect();
            match indices {
                Some(indices) => {
                    segments.extend((!key.is_empty()).then(|| Self::Key(key.to_owned())));
                    segments.extend(indices);
                }
                None => segments.push(Self::Key(part.to_owned())),
            }
        }
        segments
    }

    /// The path that segments are written as.
    pub(crate) fn render(segments: &[Self]) -> String {
        write_path(segments.iter().map(|segment| match segment {
            Self::Key(key) => Part::Key(key),
            Self::Index(index) => Part::Index(*index),
        }))
    }
}

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
        write_path(self.parts().into_iter())
    }

    pub(crate) fn segments(&self) -> Vec<PathSegment> {
        let segment = |part: Part<'_>| match part {
            Part::Root => None,
            Part::Key(key) => Some(PathSegment::Key(beginning(key).to_owned())),
            Part::Index(index) => Some(PathSegment::Index(index)),
        };
        self.parts().into_iter().filter_map(segment).collect()
    }

    /// From the root down.
    fn parts(&self) -> Vec<Part<'p>> {
        let mut parts = Vec::new();
        let mut place = Some(self);
        while let Some(path) = place {
            parts.push(path.part);
            place = path.parent;
        }
        parts.reverse();
        parts
    }
}

fn write_path<'p>(parts: impl Iterator<Item = Part<'p>>) -> String {
    let mut text = String::new();
    for part in parts {
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

/// The beginning of a key that a segment repeats.
fn beginning(key: &str) -> &str {
    let end = (0..=MAX_KEY.min(key.len())).rev().find(|end| key.is_char_boundary(*end));
    &key[..end.unwrap_or_default()]
}

/// A key of the spec is short and plain; a stray one from a document may be anything.
pub(crate) fn push_key(text: &mut String, key: &str) {
    if key.len() <= 64 && !key.contains(|c: char| c.is_control()) {
        text.push_str(key);
    } else {
        let _ = write!(text, "{}", crate::snippet::Clipped(key));
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
    fn segments_are_the_parts_of_a_path() {
        let key = |key: &str| PathSegment::Key(key.to_owned());
        let query = Path::top(Part::Key("query"));
        let list = query.step(Part::Key("id:in"));
        let item = list.step(Part::Index(2));
        assert_eq!(item.segments(), [key("query"), key("id:in"), PathSegment::Index(2)]);
        // Text cannot tell a key with a dot in it from two keys; segments can.
        let stray = query.step(Part::Key("a.b[0]"));
        assert_eq!(
            (stray.render().as_str(), stray.segments()),
            ("query.a.b[0]", vec![key("query"), key("a.b[0]")])
        );
        let long = "é".repeat(1_000);
        assert_eq!(Path::top(Part::Key(&long)).segments(), [key(&"é".repeat(128))]);
    }

    #[test]
    fn a_path_that_was_written_out_is_read_back() {
        let key = |key: &str| PathSegment::Key(key.to_owned());
        let index = PathSegment::Index;
        let table = [
            ("", vec![]),
            ("body", vec![key("body")]),
            (
                "body[0].a[1][2].id:in",
                vec![key("body"), index(0), key("a"), index(1), index(2), key("id:in")],
            ),
            ("[3].email", vec![index(3), key("email")]),
            ("a[x]", vec![key("a[x]")]),
            ("a[1", vec![key("a"), index(1)]),
            ("a]", vec![key("a]")]),
        ];
        for (path, expected) in table {
            assert_eq!(PathSegment::parse(path), expected, "{path}");
        }
        assert_eq!(PathSegment::render(&PathSegment::parse("body[0].a[1]")), "body[0].a[1]");
    }
}
