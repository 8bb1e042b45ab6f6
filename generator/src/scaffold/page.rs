//! A YAML file, line by line, with its comments in one column.

use crate::source::quote;

/// Where comments begin, so that they stand one below the other.
const COMMENTS: usize = 34;

/// The text of a file that is being put together.
pub(super) struct Page(String);

impl Page {
    /// A file with its modeline, by which an editor knows its schema.
    pub(super) fn new(schema: &str) -> Self {
        Self(format!("# yaml-language-server: $schema={schema}\n"))
    }

    pub(super) fn line(&mut self, text: impl AsRef<str>) {
        self.0.push_str(text.as_ref());
        self.0.push('\n');
    }

    /// A blank line between two parts.
    pub(super) fn gap(&mut self) {
        self.0.push('\n');
    }

    /// A key without a value: `hint` says what belongs there.
    pub(super) fn hole(&mut self, key: &str, hint: impl AsRef<str>) {
        self.noted(&format!("{key}:"), hint);
    }

    /// A line with a comment.
    pub(super) fn noted(&mut self, text: &str, comment: impl AsRef<str>) {
        self.line(format!("{text:COMMENTS$}# {}", comment.as_ref()));
    }

    /// A key with what is known of it, and a hole where nothing is.
    pub(super) fn known(&mut self, key: &str, value: Option<&str>, hint: impl AsRef<str>) {
        match value {
            Some(value) => self.line(format!("{key}: {value}")),
            None => self.hole(key, hint),
        }
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}

/// A text as it can stand in a list of one line.
pub(super) fn word(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'));
    let means_something = matches!(
        text.to_ascii_lowercase().as_str(),
        "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    if plain && !means_something { text.to_owned() } else { quote(text) }
}
