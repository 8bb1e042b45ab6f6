//! Input documents from a file or the standard input: one, or one a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use serde_json::Value;

use super::{Fault, Input, strict};
use crate::bind::{Bound, Unresolved, bind};
use crate::catalog::InputDocument;
use crate::snippet::one_line;
use crate::violation::{Rule, Violation, Violations};

/// The most bytes of a line, and of a document that stands on several.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// What is read, line by line.
pub(super) type Source = Box<dyn BufRead>;

/// Opens a file, or the standard input for `-`.
pub(super) fn open(file: &Path) -> Result<Source, Fault> {
    if file.as_os_str() == "-" {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin().lock())));
    }
    let opened = File::open(file).and_then(|opened| match opened.metadata()?.is_dir() {
        true => Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder")),
        false => Ok(opened),
    });
    match opened {
        Ok(opened) => Ok(Box::new(BufReader::with_capacity(1 << 16, opened))),
        Err(error) => Err(unreadable(file, &error)),
    }
}

pub(super) fn unreadable(file: &Path, error: &io::Error) -> Fault {
    Fault::call(format!("{} could not be read: {error}", file.display()))
}

/// What is done with references in documents.
pub(super) enum References {
    /// They are replaced from upstream data.
    Replaced(Value),
    /// They are text.
    Literal,
    /// They are mistakes.
    Rejected,
}

impl References {
    pub(super) fn of(input: &Input) -> Result<Self, Fault> {
        let Some(file) = &input.context else {
            return Ok(if input.literal_braces { Self::Literal } else { Self::Rejected });
        };
        match parsed(&whole(file)?) {
            Ok(context) => Ok(Self::Replaced(context)),
            Err(why) => Err(Fault::data(format!("{}: {why}", file.display()))),
        }
    }

    pub(super) fn apply(&self, document: Value) -> Result<Document, Unresolved> {
        Ok(match self {
            Self::Replaced(context) => Document::Bound(bind(&document, context)?),
            Self::Literal => Document::Bound(Bound::literal(document)),
            Self::Rejected => Document::Unbound(document),
        })
    }
}

/// A document that was read.
pub(super) enum Document {
    Bound(Bound),
    Unbound(Value),
}

impl Document {
    pub(super) fn get(&self) -> InputDocument<'_> {
        match self {
            Self::Bound(document) => document.into(),
            Self::Unbound(document) => document.into(),
        }
    }
}

/// The one document of a file.
pub(super) fn document(input: &Input) -> Result<Document, Fault> {
    let references = References::of(input)?;
    let document = parsed(&whole(&input.file)?);
    let document = document.map_err(|why| Fault::data(format!("{}: {why}", input.file.display())))?;
    references.apply(document).map_err(|unresolved| Fault::data(unresolved.to_string()))
}

fn whole(file: &Path) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let read = open(file)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
    match read {
        Ok(_) if bytes.len() > MAX_BYTES => Err(Fault::data(format!("{}: {}", file.display(), too_long()))),
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(file, &error)),
    }
}

/// The JSON of a document, or what is wrong with it before anybody knows what it is for.
pub(super) fn parsed(bytes: &[u8]) -> Result<Value, Violations> {
    let bytes = without_mark(bytes);
    let (value, duplicates) = strict::read(bytes).map_err(|error| {
        rejected(match std::str::from_utf8(bytes) {
            Err(error) => format!("this is not UTF-8, from byte {} on", error.valid_up_to() + 1),
            Ok(text) if text.trim().is_empty() => "this is empty; a document is a JSON object".to_owned(),
            Ok(_) => format!(
                "this is no JSON: {}",
                one_line(&error.to_string().replace(" at line 1 column", " at column"), 200)
            ),
        })
    })?;
    duplicates.into_result().map(|()| value)
}

/// Without what Windows writes first.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// What is wrong with bytes that are no document.
fn rejected(why: String) -> Violations {
    Violation::new("", Rule::Json, why).into()
}

fn too_long() -> String {
    format!("this is longer than {} MiB", MAX_BYTES / 1024 / 1024)
}

/// What a file holds.
pub(super) enum Documents {
    /// One document, which may stand on several lines; or why it is none.
    One(Result<Value, Violations>),
    /// A document a line.
    Lines(Lines),
}

/// Finds out whether a file holds one document or a document a line. `is_json`: its name says that it is one.
pub(super) fn documents(mut source: Source, is_json: bool) -> io::Result<Documents> {
    let mut beginning = Vec::new();
    if read_line(&mut source, &mut beginning)? != Some(Length::Whole) {
        return Ok(Documents::Lines(Lines::new(beginning, source)));
    }
    let first: Result<serde::de::IgnoredAny, _> = serde_json::from_slice(&beginning);
    if !first.is_err_and(|error| error.is_eof()) {
        return Ok(Documents::Lines(Lines::new(beginning, source)));
    }
    // The first line ends in the middle of a value: either it is broken, or the value goes on below.
    let room = (MAX_BYTES + 1).saturating_sub(beginning.len());
    source.by_ref().take(room as u64).read_to_end(&mut beginning)?;
    if beginning.len() <= MAX_BYTES && (is_json || strict::read(without_mark(&beginning)).is_ok()) {
        return Ok(Documents::One(parsed(&beginning)));
    }
    Ok(Documents::Lines(Lines::new(beginning, source)))
}

/// The lines of a source.
pub(super) struct Lines {
    source: Source,
    buffer: Vec<u8>,
}

impl Lines {
    fn new(beginning: Vec<u8>, rest: Source) -> Self {
        Self { source: Box::new(Cursor::new(beginning).chain(rest)), buffer: Vec::new() }
    }

    /// The next line without its end, or what is wrong with it; nothing behind the last one.
    pub(super) fn next(&mut self) -> io::Result<Option<Result<&[u8], Violations>>> {
        self.buffer.clear();
        Ok(read_line(&mut self.source, &mut self.buffer)?.map(|length| match length {
            Length::Whole => Ok(self.buffer.trim_ascii_end()),
            Length::TooLong => Err(rejected(too_long())),
        }))
    }
}

#[derive(PartialEq, Eq)]
enum Length {
    Whole,
    TooLong,
}

/// Reads a line and its end. Of one that is too long the beginning is kept, and the rest skipped.
fn read_line(source: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<Option<Length>> {
    let mut length = None;
    loop {
        let available = match source.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            return Ok(length);
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(available.len(), |end| end + 1);
        if length == Some(Length::TooLong) || line.len() + taken > MAX_BYTES {
            length = Some(Length::TooLong);
        } else {
            length = Some(Length::Whole);
            line.extend_from_slice(&available[..taken]);
        }
        source.consume(taken);
        if end.is_some() {
            return Ok(length);
        }
    }
}
