//! Regular expressions of specs: compiled once, when first needed, and linear in the text.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use regex_lite::Regex;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A pattern that a text has to match.
///
/// A spec writes it anchored, and the generator has compiled it once; so it stands in a `static`.
///
/// ```
/// use actiongen_runtime::Pattern;
/// static BRANCH: Pattern = Pattern::new("^[A-Za-z0-9]+$");
/// assert!(BRANCH.matches("abc123"));
/// assert!(!BRANCH.matches("abc/../x"));
/// ```
pub struct Pattern {
    text: Cow<'static, str>,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern, not compiled yet. One that is no regular expression matches nothing.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), compiled: OnceLock::new() }
    }

    /// The regular expression.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the text matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.compiled
            .get_or_init(|| Regex::new(&self.text).ok())
            .as_ref()
            .is_some_and(|regex| regex.is_match(text))
    }

    /// Whether a text is a regular expression that this library can run.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn check(text: &str) -> Result<(), PatternError> {
        Regex::new(text).map(|_| ()).map_err(|error| PatternError(error.to_string()))
    }

    /// Whether a text, any text, matches a pattern that is known only at run time.
    ///
    /// # Errors
    /// The pattern is no regular expression.
    pub fn matches_once(pattern: &str, text: &str) -> Result<bool, PatternError> {
        Regex::new(pattern).map(|regex| regex.is_match(text)).map_err(|error| PatternError(error.to_string()))
    }
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Self { text: Cow::Owned(text), compiled: OnceLock::new() }
    }
}

impl Clone for Pattern {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), compiled: OnceLock::new() }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::from)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.text)
    }
}

/// A text is no regular expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError(String);

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PatternError {}

/// A pattern that is compiled once, the first time that it is used: `pattern!("^[a-z]+$")`.
///
/// ```
/// use actiongen_runtime::pattern;
/// assert!(pattern!("^[a-z]+$").matches("abc"));
/// assert!(!pattern!("^[a-z]+$").matches("ABC"));
/// ```
#[macro_export]
macro_rules! pattern {
    ($text:literal) => {{
        static PATTERN: $crate::Pattern = $crate::Pattern::new($text);
        &PATTERN
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_hold_at_both_ends() {
        static HASH: Pattern = Pattern::new("^[A-Za-z0-9]+$");
        assert!(HASH.matches("a1"));
        for text in ["", "a/../b", "a?x=", "a#", "a%2f..", " ", "..", "a\r\n", "a\n", "ａｂｃ"] {
            assert!(!HASH.matches(text), "{text:?}");
        }
    }

    #[test]
    fn a_broken_pattern_is_told_before_it_is_used() {
        assert!(Pattern::check("^[a-z]+$").is_ok());
        assert!(!Pattern::check("^[a-z+$").unwrap_err().to_string().is_empty());
        assert!(Pattern::matches_once("(a", "a").is_err());
        static BROKEN: Pattern = Pattern::new("(a");
        assert!(!BROKEN.matches("a"));
    }

    #[test]
    fn time_grows_with_the_text_alone() {
        // Exponential in engines that backtrack: this would not come back.
        static NESTED: Pattern = Pattern::new("^(a+)+$");
        assert!(!NESTED.matches(&format!("{}b", "a".repeat(2_000))));
    }
}
