//! What is wrong with a value, and where: the rule as data and a sentence for people.

use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::bounds::{Items, Length, Range};
use crate::path::{Path, PathSegment};

/// One thing that is wrong with a request, found before it is sent.
///
/// Prints as `body[0].addresses[0].country_code: "USA" has 3 characters; exactly 2 are allowed`;
/// serialises as `{"path": …, "rule": …, "message": …}`. The value of a secret is in neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    path: String,
    segments: Vec<PathSegment>,
    rule: Rule,
    message: String,
}

impl Violation {
    /// A violation of `rule` at `path`, said as `message`. The path is written as `body[0].email`.
    pub fn new(path: impl Into<String>, rule: Rule, message: impl Into<String>) -> Self {
        let path = path.into();
        Self { segments: PathSegment::parse(&path), path, rule, message: message.into() }
    }

    /// A violation at a location of a document.
    pub(crate) fn at(path: &Path<'_>, rule: Rule, message: impl Into<String>) -> Self {
        Self { path: path.render(), segments: path.segments(), rule, message: message.into() }
    }

    /// A violation at a location that is given by its segments.
    pub(crate) fn at_segments(segments: Vec<PathSegment>, rule: Rule, message: impl Into<String>) -> Self {
        Self { path: PathSegment::render(&segments), segments, rule, message: message.into() }
    }

    /// The place in the input document: `body[0].email`, `query.id:in`, `path.id`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The location in the input document, from the root down: for programs that show a violation at its input box.
    #[must_use]
    pub fn segments(&self) -> &[PathSegment] {
        &self.segments
    }

    /// The index of the item of a list that it is in; of nested lists that of the outermost.
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        self.segments.iter().find_map(|segment| match segment {
            PathSegment::Index(index) => Some(*index),
            PathSegment::Key(_) => None,
        })
    }

    /// What was broken, as data.
    #[must_use]
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// What was broken, as a sentence without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Adds a sentence to the message.
    pub(crate) fn add(&mut self, sentence: &str) {
        self.message.push_str(". ");
        self.message.push_str(sentence);
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for Violation {}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Violation", 3)?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("rule", self.rule.name())?;
        fields.serialize_field("message", &self.message)?;
        fields.end()
    }
}

/// The rule that was broken, with its bound and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// A field that has to be there is not.
    Required,
    /// A key that the document should not have.
    Unknown {
        /// The known key that comes nearest, if one is near.
        nearest: Option<String>,
    },
    /// The wrong type of JSON value.
    Type {
        /// What was expected, in words: "text", "a whole number".
        expected: String,
        /// What was found, in words: "a list".
        found: String,
    },
    /// Too few or too many characters.
    Length {
        /// How many there may be.
        bound: Length,
        /// How many there are.
        found: usize,
    },
    /// A number that is too small or too large.
    Range {
        /// Which numbers are allowed.
        bound: Range<String>,
        /// The number; absent if it is a secret.
        found: Option<String>,
    },
    /// Too few or too many items.
    Items {
        /// How many there may be.
        bound: Items,
        /// How many there are.
        found: usize,
    },
    /// An item that is there already.
    Unique {
        /// The index of the item that it repeats.
        first: usize,
    },
    /// A text that does not have the shape it should.
    Format {
        /// The name of the format: `email`, `date-time`.
        format: &'static str,
    },
    /// A text that does not match its pattern.
    Pattern {
        /// The regular expression.
        pattern: String,
    },
    /// A value that is none of those listed.
    Enum {
        /// The known value that comes nearest, if one is near.
        nearest: Option<String>,
    },
    /// `null` where it is not a value.
    Null,
    /// A field that only the API sets.
    ReadOnly,
    /// A comma in an item of a list that is joined by commas: it could not be told from two items.
    Comma,
    /// A text that cannot be the value of a header.
    Header,
    /// A text that cannot be one segment of a path.
    Segment,
    /// An address that is not one to send credentials to.
    Url,
    /// NaN or an infinity: JSON has no such number.
    Finite,
    /// A document that is nested too deeply.
    Depth,
    /// What is no JSON, or a value that could not be written as JSON.
    Json,
    /// Not exactly one of several fields is there.
    ExactlyOne {
        /// The fields.
        fields: Vec<String>,
        /// Those that are there.
        present: Vec<String>,
    },
    /// None of several fields is there.
    AtLeastOne {
        /// The fields.
        fields: Vec<String>,
    },
    /// More than one of several fields is there.
    AtMostOne {
        /// The fields.
        fields: Vec<String>,
        /// Those that are there.
        present: Vec<String>,
    },
    /// Some of several fields are there, and some are not.
    AllOrNone {
        /// The fields.
        fields: Vec<String>,
        /// Those that are not there.
        missing: Vec<String>,
    },
    /// A field is there without others that go with it.
    IfPresent {
        /// The field.
        field: String,
        /// The others that are not there.
        missing: Vec<String>,
    },
    /// A field has a value without what goes with it.
    If {
        /// The field.
        field: String,
        /// The others that are not there, or have another value than they should.
        then: Vec<String>,
    },
    /// Fields that should be equal differ.
    Equal {
        /// The fields.
        fields: Vec<String>,
    },
    /// A reference to upstream data that leads nowhere, or was not replaced.
    Reference,
}

impl Rule {
    /// Whether a value that breaks the rule cannot be sent at all, or would arrive as another one: what no service can relax.
    pub(crate) const fn is_of_form(&self) -> bool {
        matches!(
            self,
            Self::Comma | Self::Header | Self::Segment | Self::Url | Self::Finite | Self::Depth | Self::Json
        )
    }

    /// The stable word for the rule, as `because` in a spec and `rule` in JSON have it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Unknown { .. } => "unknown",
            Self::Type { .. } => "type",
            Self::Length { .. } => "length",
            Self::Range { .. } => "range",
            Self::Items { .. } => "items",
            Self::Unique { .. } => "unique",
            Self::Format { .. } => "format",
            Self::Pattern { .. } => "pattern",
            Self::Enum { .. } => "enum",
            Self::Null => "null",
            Self::ReadOnly => "read_only",
            Self::Comma => "comma",
            Self::Header => "header",
            Self::Segment => "segment",
            Self::Url => "url",
            Self::Finite => "finite",
            Self::Depth => "depth",
            Self::Json => "json",
            Self::ExactlyOne { .. } => "exactly_one",
            Self::AtLeastOne { .. } => "at_least_one",
            Self::AtMostOne { .. } => "at_most_one",
            Self::AllOrNone { .. } => "all_or_none",
            Self::IfPresent { .. } => "if_present",
            Self::If { .. } => "if",
            Self::Equal { .. } => "equal",
            Self::Reference => "reference",
        }
    }

    /// The fields on which it depends, if it is a rule across the fields of a record.
    #[cfg(feature = "catalog")]
    pub(crate) fn across(&self) -> impl Iterator<Item = &str> {
        let (field, fields): (Option<&String>, &[String]) = match self {
            Self::ExactlyOne { fields, .. }
            | Self::AtLeastOne { fields }
            | Self::AtMostOne { fields, .. }
            | Self::AllOrNone { fields, .. }
            | Self::Equal { fields } => (None, fields),
            Self::IfPresent { field, missing: fields } | Self::If { field, then: fields } => {
                (Some(field), fields)
            }
            _ => (None, &[]),
        };
        field.into_iter().chain(fields).map(String::as_str)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Everything that is wrong with a request, in the order of its fields.
///
/// Prints one violation a line. Derefs to a slice: `violations[0].path()`, `.len()`, `.iter()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// No violations yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one at the end.
    pub fn push(&mut self, violation: Violation) {
        self.0.push(violation);
    }

    /// The same, for who has more to say of it.
    pub(crate) fn add(&mut self, violation: Violation) -> &mut Violation {
        let index = self.0.len();
        self.0.push(violation);
        &mut self.0[index]
    }

    /// `Ok` if there are none.
    ///
    /// # Errors
    /// The violations themselves, if there are any.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.0
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

impl Serialize for Violations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self(vec![violation])
    }
}

impl From<Vec<Violation>> for Violations {
    fn from(violations: Vec<Violation>) -> Self {
        Self(violations)
    }
}

impl FromIterator<Violation> for Violations {
    fn from_iter<I: IntoIterator<Item = Violation>>(violations: I) -> Self {
        Self(violations.into_iter().collect())
    }
}

impl Extend<Violation> for Violations {
    fn extend<I: IntoIterator<Item = Violation>>(&mut self, violations: I) {
        self.0.extend(violations);
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'v> IntoIterator for &'v Violations {
    type Item = &'v Violation;
    type IntoIter = std::slice::Iter<'v, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_a_line_for_people_and_three_keys_for_machines() {
        let violations = Violations::from(vec![
            Violation::new("body", Rule::Required, "this is required"),
            Violation::new("", Rule::Null, "null is no document"),
        ]);
        assert_eq!(violations.to_string(), "body: this is required\nnull is no document");
        assert_eq!(
            serde_json::to_string(&violations[0]).unwrap(),
            r#"{"path":"body","rule":"required","message":"this is required"}"#
        );
    }

    #[test]
    fn a_violation_knows_the_item_that_it_is_in() {
        let index = |path: &str| Violation::new(path, Rule::Required, "this is required").index();
        assert_eq!(index("body[3].addresses[1].city"), Some(3));
        assert_eq!(index("query.id:in[2]"), Some(2));
        assert_eq!(index("body.email"), None);
        let moved = Violation::at_segments(PathSegment::parse("body[13].a"), Rule::Null, "null");
        assert_eq!(moved, Violation::new("body[13].a", Rule::Null, "null"));
    }

    #[test]
    fn no_violations_are_ok() {
        assert!(Violations::new().into_result().is_ok());
        let one = Violations::from(Violation::new("a", Rule::Comma, "a comma"));
        assert_eq!(one.clone().into_result(), Err(one));
    }
}
