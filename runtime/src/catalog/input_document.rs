//! What an action is given.

use serde_json::Value;

use super::Action;
use super::engine::{Document, References};
use crate::bind::Bound;
use crate::violation::Violations;

/// The input document of an action, with what a reference such as `{{trigger.email}}` in one of its strings is.
///
/// - In a JSON value, `&Value`, it is a mistake: the document should have been [bound](crate::bind), and the text of the
///   reference is not sent by accident.
/// - In a bound document, `&`[`Bound`], it is text: that of inserted data, or text that was meant.
///   [`Bound::literal`] makes one of a document that never had references.
#[derive(Clone, Copy, Debug)]
pub struct InputDocument<'v> {
    value: &'v Value,
    references: References,
}

impl<'v> InputDocument<'v> {
    /// A document whose references are not replaced yet. It can be checked, but not sent.
    pub(super) const fn draft(value: &'v Value) -> Self {
        Self { value, references: References::Pending }
    }

    /// Reads the document of an action, and reports what could not be read.
    pub(super) fn read(self, action: Action<'_>) -> (Document<'_>, Violations) {
        Document::read(action, self.value, self.references)
    }
}

impl<'v> From<&'v Value> for InputDocument<'v> {
    fn from(value: &'v Value) -> Self {
        Self { value, references: References::Rejected }
    }
}

impl<'v> From<&'v Bound> for InputDocument<'v> {
    fn from(bound: &'v Bound) -> Self {
        Self { value: bound, references: References::Text }
    }
}
