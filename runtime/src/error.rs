//! What a call can end in besides a value: one type to match on.

mod answered;
mod received;
mod unanswered;
mod unexpected;

use std::fmt;

use http::StatusCode;

pub use answered::{ErrorAnswer, Message};
pub(crate) use received::Received;
pub use unanswered::NoAnswer;
pub use unexpected::UnexpectedAnswer;

use crate::kind::ErrorKind;
use crate::steps::StepError;
use crate::violation::Violations;

/// Why a call has no value.
///
/// The variants say how far it came; [`kind`](Self::kind) says what it means.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Refused before anything was sent: the request breaks bounds or rules.
    Refused(Violations),
    /// Answered with a failure that the API documents.
    Answered(Box<ErrorAnswer>),
    /// Answered with something that the API does not document, or that could not be read.
    Unexpected(Box<UnexpectedAnswer>),
    /// Not answered, or not to the end.
    NotAnswered(Box<NoAnswer>),
    /// An action made of others stopped at one of its steps.
    Step(Box<StepError>),
}

impl Error {
    /// What went wrong, in one word.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Refused(_) => ErrorKind::Invalid,
            Self::Answered(answer) => answer.kind(),
            Self::Unexpected(answer) => answer.kind(),
            Self::NotAnswered(none) => none.kind(),
            Self::Step(stopped) => stopped.kind(),
        }
    }

    /// The status of the answer, if one came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused(_) => None,
            Self::Answered(answer) => Some(answer.status()),
            Self::Unexpected(answer) => Some(answer.status()),
            Self::NotAnswered(none) => none.transport().status(),
            Self::Step(stopped) => stopped.cause().and_then(Self::status),
        }
    }

    /// What was wrong with the request, if it was refused before it was sent.
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Refused(violations) => Some(violations),
            Self::Step(stopped) => stopped.cause().and_then(Self::violations),
            _ => None,
        }
    }

    /// The documented failure, if that is what came.
    #[must_use]
    pub fn answer(&self) -> Option<&ErrorAnswer> {
        match self {
            Self::Answered(answer) => Some(answer),
            Self::Step(stopped) => stopped.cause().and_then(Self::answer),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(violations) => match &violations[..] {
                [one] => write!(f, "the request was not sent: {one}"),
                all => {
                    write!(f, "the request was not sent, for {} reasons:", all.len())?;
                    all.iter().try_for_each(|violation| write!(f, "\n- {violation}"))
                }
            },
            Self::Answered(answer) => answer.fmt(f),
            Self::Unexpected(answer) => answer.fmt(f),
            Self::NotAnswered(none) => none.fmt(f),
            Self::Step(stopped) => stopped.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // What a variant holds is printed by the error itself; its source comes next.
            Self::NotAnswered(none) => std::error::Error::source(none.transport()),
            Self::Step(stopped) => stopped.cause().and_then(std::error::Error::source),
            Self::Refused(_) | Self::Answered(_) | Self::Unexpected(_) => None,
        }
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::Refused(violations)
    }
}
