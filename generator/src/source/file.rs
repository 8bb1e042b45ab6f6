//! The files that were read, and where their lines begin.

use super::{At, FileId, Node, Position, Role, Span};

/// All files of one run, in the order of their paths.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// A file that was read, or should have been.
#[derive(Debug)]
pub struct SourceFile {
    /// Its id.
    pub id: FileId,
    /// Its path as people see it: the root as it was given, then [`path`](Self::path).
    pub name: String,
    /// Its path under the root, with `/` between the parts on every machine.
    pub path: String,
    /// What the path says of the file.
    pub role: Role,
    /// Its text: without a byte order mark, every line ending a line feed. Empty if it could not be read.
    pub text: String,
    /// Its content; `None` if it could not be read, which has been reported.
    pub tree: Option<Node>,
    /// Offsets of the first byte of every line.
    lines: Vec<u32>,
    /// What was cut from the text: the length of the byte order mark, and the places in the text before
    /// which a carriage return stood.
    bom: u32,
    returns: Vec<u32>,
}

impl Sources {
    /// All files, in the order of their paths.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// A file.
    ///
    /// # Panics
    /// If the id is from other `Sources`, which is a bug of ours.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.index()]
    }

    /// The file at a path under the root.
    #[must_use]
    pub fn by_path(&self, path: &str) -> Option<&SourceFile> {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|index| &self.files[index])
    }

    /// What was written at a place.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or_default()
    }

    pub(super) fn next_id(&self) -> FileId {
        FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX))
    }

    pub(super) fn push(&mut self, file: SourceFile) {
        self.files.push(file);
    }
}

impl SourceFile {
    /// A file of which nothing but the path is known.
    pub(super) fn unread(id: FileId, name: String, path: String, role: Role) -> Self {
        Self {
            id,
            name,
            path,
            role,
            text: String::new(),
            tree: None,
            lines: vec![0],
            bom: 0,
            returns: Vec::new(),
        }
    }

    /// Takes the text as it is on disk: cuts the byte order mark, and makes every line ending a line feed.
    pub(super) fn set_text(&mut self, text: &str) {
        let (bom, text) = match text.strip_prefix('\u{FEFF}') {
            Some(rest) => (3, rest),
            None => (0, text),
        };
        self.bom = bom;
        self.text = if text.contains('\r') {
            let mut out = String::with_capacity(text.len());
            let mut rest = text;
            while let Some(at) = rest.find('\r') {
                out.push_str(&rest[..at]);
                rest = &rest[at + 1..];
                match rest.strip_prefix('\n') {
                    Some(after) => {
                        self.returns.push(offset(out.len()));
                        rest = after;
                        out.push('\n');
                    }
                    None => out.push('\n'),
                }
            }
            out.push_str(rest);
            out
        } else {
            text.to_owned()
        };
        self.lines =
            std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| offset(at + 1))).collect();
    }

    /// A cursor on the content.
    #[must_use]
    pub fn at(&self) -> Option<At<'_>> {
        self.tree.as_ref().map(At::new)
    }

    /// The line and column of a byte of the text.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset).max(1) - 1;
        let start = self.lines[line] as usize;
        let before = self.text.get(start..offset as usize).unwrap_or_default();
        Position { line: count(line + 1), column: count(before.chars().count() + 1) }
    }

    /// The byte offset in the file on disk, where a byte order mark and carriage returns may stand.
    #[must_use]
    pub fn offset_on_disk(&self, offset: u32) -> u32 {
        let returns = self.returns.partition_point(|at| *at < offset);
        offset + self.bom + count(returns)
    }

    /// The text of a line, counted from 1, without its line ending.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let range = self.line_range(line);
        &self.text[range.start as usize..range.end as usize]
    }

    /// The bytes of a line, counted from 1, without its line ending; empty beyond the last line.
    #[must_use]
    pub fn line_range(&self, line: u32) -> std::ops::Range<u32> {
        let end = offset(self.text.len());
        let index = (line as usize).saturating_sub(1);
        let Some(&start) = self.lines.get(index) else {
            return end..end;
        };
        let stop = self.lines.get(index + 1).map_or(end, |next| next - 1);
        start..stop
    }
}

/// Files are cut off at a few MiB, long before this could saturate.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        let mut file = SourceFile::unread(
            FileId(0),
            String::new(),
            String::new(),
            Role::classify("shop/service.yaml").expect("a path of the layout"),
        );
        file.set_text(text);
        file
    }

    #[test]
    fn line_endings_and_mark_leave_no_trace_in_the_text() {
        for text in ["a\nb\n\nc", "a\r\nb\r\n\r\nc", "a\rb\r\rc", "\u{FEFF}a\nb\r\n\rc"] {
            assert_eq!(file(text).text, "a\nb\n\nc", "{text:?}");
        }
    }

    #[test]
    fn positions_count_characters() {
        let file = file("Zoë: x\n\t日本: y\n");
        let place = |needle: &str| {
            let at = file.text.find(needle).expect("stands in the text");
            let Position { line, column } = file.position(offset(at));
            (line, column)
        };
        assert_eq!(place("Zoë"), (1, 1));
        assert_eq!(place(": x"), (1, 4));
        assert_eq!(place("日"), (2, 2));
        assert_eq!(place("y"), (2, 6));
        assert_eq!(file.position(offset(file.text.len())).line, 3);
        assert_eq!(file.line(2), "\t日本: y");
        assert_eq!(file.line(3), "");
        assert_eq!(file.line(9), "");
    }

    #[test]
    fn offsets_on_disk_count_what_was_cut() {
        let on_disk = "\u{FEFF}a: 1\r\nb: 2\rc: 3\r\n";
        let file = file(on_disk);
        for needle in ["a: 1", "b: 2", "c: 3"] {
            let here = offset(file.text.find(needle).expect("stands in the text"));
            let there = on_disk.find(needle).expect("stands on disk");
            assert_eq!(file.offset_on_disk(here) as usize, there, "{needle}");
        }
        assert_eq!(file.offset_on_disk(offset(file.text.len())) as usize, on_disk.len());
    }
}
