//! The direction in which a value travels, and what that leaves of a record.

use super::description::{Access, Field};

/// The direction in which a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// In a request, and so in an input document.
    Request,
    /// In a response, and so in what an action returns.
    Response,
}

impl Direction {
    /// The fields that travel in this direction, in order.
    pub(crate) fn fields(self, fields: &[Field]) -> impl Iterator<Item = &Field> {
        fields.iter().filter(move |field| self.has(field))
    }

    /// Whether the field travels in this direction.
    pub(crate) fn has(self, field: &Field) -> bool {
        match self {
            Self::Request => field.access != Some(Access::Read),
            Self::Response => field.access != Some(Access::Write),
        }
    }

    /// Whether the field must be present.
    pub(crate) fn requires(self, field: &Field) -> bool {
        field.required && self.has(field)
    }
}
