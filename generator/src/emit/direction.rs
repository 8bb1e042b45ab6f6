//! Which way a value travels, and what that leaves of a record.

use crate::model::{Access, Field, Record};

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// In a request, and so in an input document.
    Sent,
    /// In an answer, and so in what the caller gets.
    Returned,
}

impl Direction {
    /// The fields that travel this way, in order.
    pub fn fields(self, record: &Record) -> impl Iterator<Item = &Field> {
        record.fields.iter().filter(move |field| self.has(field))
    }

    /// Whether the field must be there.
    pub fn requires(self, field: &Field) -> bool {
        match self {
            Self::Sent => field.is_required_in_requests(),
            Self::Returned => field.is_required_in_answers(),
        }
    }

    /// Whether the field travels this way.
    pub fn has(self, field: &Field) -> bool {
        match self {
            Self::Sent => field.access != Access::Read,
            Self::Returned => field.access != Access::Write,
        }
    }
}
