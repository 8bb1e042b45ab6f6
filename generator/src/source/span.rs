//! Places in spec files. A place is a pair of byte offsets; lines and columns are worked out only for
//! people, by [`SourceFile::position`](super::SourceFile::position).

/// A file among the [`Sources`](super::Sources). The order of ids is the order of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

impl FileId {
    /// Place of the file in the list of all files.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A stretch of one file, in bytes of [`SourceFile::text`](super::SourceFile::text): `start` is
/// included, `end` is not. Both stand on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// The byte after the last one; equal to `start` where something is absent.
    pub end: u32,
}

impl Span {
    /// A stretch of `file`.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end: end.max(start) }
    }

    /// The stretch as indices into the text.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// A part of this stretch, for a place inside a scalar: `from` and `to` are bytes from its start.
    /// A part that would stick out is cut to fit.
    #[must_use]
    pub fn part(self, from: usize, to: usize) -> Self {
        let at = |offset: usize| {
            self.start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX)).min(self.end)
        };
        Self::new(self.file, at(from), at(to))
    }

    /// The empty stretch where this one begins.
    #[must_use]
    pub fn begin(self) -> Self {
        Self::new(self.file, self.start, self.start)
    }
}

/// A place as people count: both from 1. A column is a character; a tab is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
}
