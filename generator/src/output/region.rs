//! The block between two marker lines of a file that is otherwise written by hand.

use std::fmt;
use std::ops::Range;

/// The line that opens a region; what follows belongs to the generator.
pub const REGION_BEGIN: &str = "# actiongen: begin (generated up to the end mark, do not edit)";

/// The line that closes a region.
pub const REGION_END: &str = "# actiongen: end";

/// `file` with the lines between its two markers replaced by `text`. All other bytes stay as they are.
///
/// # Errors
/// A [`RegionFault`] when the markers are not there exactly once, in order.
pub(super) fn with_region(file: &str, text: &str) -> Result<String, RegionFault> {
    let (inner, line_break) = find(file)?;
    let mut whole = String::with_capacity(file.len() + text.len());
    whole.push_str(&file[..inner.start]);
    for line in text.lines() {
        whole.push_str(line);
        whole.push_str(line_break);
    }
    whole.push_str(&file[inner.end..]);
    Ok(whole)
}

/// Where the lines between the two markers stand, and how lines end there.
fn find(file: &str) -> Result<(Range<usize>, &'static str), RegionFault> {
    let (mut begin, mut end) = (None, None);
    let mut start = 0;
    for line in file.split_inclusive('\n') {
        let next = start + line.len();
        match line.trim() {
            REGION_BEGIN if begin.replace((next, line)).is_some() => {
                return Err(RegionFault::Repeated);
            }
            REGION_END if end.replace(start).is_some() => return Err(RegionFault::Repeated),
            _ => {}
        }
        start = next;
    }
    let (inner, marker) = begin.ok_or(RegionFault::NoBegin)?;
    let outer = end.ok_or(RegionFault::NoEnd)?;
    if outer < inner {
        return Err(RegionFault::Swapped);
    }
    Ok((inner..outer, if marker.ends_with("\r\n") { "\r\n" } else { "\n" }))
}

/// Why a file that should hold a region does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionFault {
    /// The file does not exist.
    NoFile,
    /// The file is not UTF-8.
    NotText,
    /// The opening line is missing.
    NoBegin,
    /// The closing line is missing.
    NoEnd,
    /// The closing line stands before the opening one.
    Swapped,
    /// One of the two lines stands there twice.
    Repeated,
}

impl fmt::Display for RegionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoFile => "it does not exist",
            Self::NotText => "it is not UTF-8",
            Self::NoBegin => "the opening line is missing",
            Self::NoEnd => "the closing line is missing",
            Self::Swapped => "the closing line stands before the opening one",
            Self::Repeated => "one of the lines stands there twice",
        })
    }
}

impl std::error::Error for RegionFault {}
