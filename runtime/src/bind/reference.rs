//! Finding references in a text, and the paths in them.

use std::borrow::Cow;

/// What is between double braces.
pub(super) struct Reference<'t> {
    /// As it was written, without the braces and the spaces around.
    pub(super) text: &'t str,
    /// What it leads to, or why it leads to nothing.
    pub(super) target: Result<Target<'t>, &'static str>,
}

/// What a reference leads to.
pub(super) enum Target<'t> {
    /// A path into the upstream data.
    Path {
        /// Its parts.
        segments: Vec<Segment<'t>>,
        /// Whether it may lead nowhere: `{{x?}}`.
        is_optional: bool,
    },
    /// A string in quotes, which is inserted as it is: how braces are written that are text.
    Literal(String),
}

/// A part of a path.
pub(super) struct Segment<'t> {
    /// The key, or the index as it was written.
    pub(super) key: Cow<'t, str>,
    /// Whether it was quoted, and so can be nothing but a key.
    quoted: bool,
}

impl Segment<'_> {
    /// The index, if it is one: `0`, `12`, not `01`.
    pub(super) fn index(&self) -> Option<usize> {
        let digits = self.key.bytes().all(|byte| byte.is_ascii_digit());
        let plain = digits && !self.quoted && (self.key.len() == 1 || !self.key.starts_with('0'));
        self.key.parse().ok().filter(|_| plain)
    }
}

/// The first reference of a text, with what is before and behind it. Without closing braces there is none.
pub(super) fn first(text: &str) -> Option<(&str, Reference<'_>, &str)> {
    let open = text.find("{{")?;
    let inner = &text[open + 2..];
    let close = close(inner)?;
    let written = inner[..close].trim();
    Some((&text[..open], Reference { text: written, target: target(written) }, &inner[close + 2..]))
}

/// Where the closing braces are: not those in a quoted key or string, if its quote ends.
fn close(inner: &str) -> Option<usize> {
    let bytes = inner.as_bytes();
    let mut at = inner.len() - inner.trim_start().len();
    if bytes.get(at) == Some(&b'"') {
        at += quoted(&inner[at..]).unwrap_or(1);
    }
    while at < bytes.len() {
        match bytes[at] {
            b'}' if bytes.get(at + 1) == Some(&b'}') => return Some(at),
            b'[' if bytes.get(at + 1) == Some(&b'"') => at += 1 + quoted(&inner[at + 1..]).unwrap_or(1),
            _ => at += 1,
        }
    }
    None
}

/// How long a text in quotes is, quotes included.
fn quoted(text: &str) -> Option<usize> {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    Some(end + 2)
}

fn target(written: &str) -> Result<Target<'_>, &'static str> {
    if written.starts_with('"') {
        if quoted(written).ok_or("a quote is not closed")? < written.len() {
            return Err("nothing can follow a text in quotes");
        }
        return serde_json::from_str(written)
            .map(Target::Literal)
            .map_err(|_| "the text in quotes is no JSON string");
    }
    let (path, is_optional) = match written.strip_suffix('?') {
        Some(path) => (path.trim_end(), true),
        None => (written, false),
    };
    Ok(Target::Path { segments: segments(path)?, is_optional })
}

fn segments(path: &str) -> Result<Vec<Segment<'_>>, &'static str> {
    let mut segments = Vec::new();
    let mut rest = path;
    loop {
        if let Some(bracket) = rest.strip_prefix('[') {
            let (segment, after) = bracketed(bracket)?;
            segments.push(segment);
            rest = after;
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let key = &rest[..end];
            if key.is_empty() {
                return Err("a part of the path is empty");
            }
            if key.contains(['{', '}', '"', ']']) {
                return Err("it is no path; quote a key like this one: `[\"…\"]`");
            }
            if key.contains('?') {
                return Err("a `?` is only at the end of a path; quote a key that has one: `[\"…?\"]`");
            }
            segments.push(Segment { key: Cow::Borrowed(key), quoted: false });
            rest = &rest[end..];
        }
        match rest.as_bytes().first() {
            None => return Ok(segments),
            Some(b'.') => rest = &rest[1..],
            Some(b'[') => {}
            Some(_) => return Err("a dot is missing behind a bracket"),
        }
    }
}

/// What stands in brackets, a quoted key or an index, and what comes behind them.
fn bracketed(text: &str) -> Result<(Segment<'_>, &str), &'static str> {
    const OPEN: &str = "a bracket is not closed";
    if text.starts_with('"') {
        let end = quoted(text).ok_or("a quote is not closed")?;
        let key = serde_json::from_str(&text[..end]).map_err(|_| "a quoted key is no text of JSON")?;
        let after = text[end..].strip_prefix(']').ok_or(OPEN)?;
        return Ok((Segment { key: Cow::Owned(key), quoted: true }, after));
    }
    let (index, after) = text.split_once(']').ok_or(OPEN)?;
    let segment = Segment { key: Cow::Borrowed(index), quoted: false };
    match segment.index() {
        Some(_) => Ok((segment, after)),
        None => Err("in brackets stands an index, or a key in quotes"),
    }
}
