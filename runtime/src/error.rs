//! What a call can end in besides a value: one type to match on.

mod answered;
mod not_sent;
mod received;
mod unanswered;
mod unexpected;

use std::fmt;
use std::time::Duration;

use http::StatusCode;

pub use answered::{ErrorAnswer, Message};
pub use not_sent::NotSent;
pub(crate) use received::Received;
pub use unanswered::NoAnswer;
pub use unexpected::UnexpectedAnswer;

use crate::course::Course;
use crate::kind::ErrorKind;
use crate::prepared::PreparedRequest;
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
    /// Not sent, since it could not be in time.
    NotSent(Box<NotSent>),
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
            Self::NotSent(not_sent) => not_sent.kind(),
            Self::Step(stopped) => stopped.kind(),
        }
    }

    /// The status of the answer, if one came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused(_) | Self::NotSent(_) => None,
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

    /// How often the request was sent: by this call, or by the step that stopped.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.course().map_or(0, |course| course.attempts)
    }

    /// How long to wait before it can go out: what the server named, or until the quota comes back.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::NotSent(not_sent) => Some(not_sent.wait()).filter(|wait| !wait.is_zero()),
            Self::Step(stopped) => stopped.cause().and_then(Self::retry_after),
            _ => self.course().and_then(|course| course.named_wait),
        }
    }

    /// Whether the same call can be made again as it is, without the risk of doing twice what must be done once, and with a
    /// prospect of success: after a trouble that passes. A call of an unknown outcome is none of these; neither is an
    /// action that stopped after a step that changed something.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotSent(_) => true,
            Self::Step(stopped) => {
                stopped.done().is_empty() && stopped.cause().is_some_and(Self::is_retryable)
            }
            _ => self.course().is_some_and(|course| course.is_repeatable),
        }
    }

    /// The request, where nobody knows whether it was carried out ([`ErrorKind::UnknownOutcome`]). It can be sent again as it
    /// is, by [`Client::resend`](crate::Client::resend).
    #[must_use]
    pub fn request(&self) -> Option<&PreparedRequest> {
        match self {
            Self::Step(stopped) => stopped.cause().and_then(Self::request),
            _ => self.course().and_then(|course| course.request.as_deref()),
        }
    }

    /// The id that the service gave the request, to quote when asking about it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Answered(answer) => answer.request_id(),
            Self::Unexpected(answer) => answer.request_id(),
            Self::Step(stopped) => stopped.cause().and_then(Self::request_id),
            Self::Refused(_) | Self::NotAnswered(_) | Self::NotSent(_) => None,
        }
    }

    fn course(&self) -> Option<&Course> {
        match self {
            Self::Answered(answer) => Some(&answer.course),
            Self::Unexpected(answer) => Some(&answer.course),
            Self::NotAnswered(none) => Some(&none.course),
            Self::Step(stopped) => stopped.cause().and_then(Self::course),
            Self::Refused(_) | Self::NotSent(_) => None,
        }
    }

    /// Whether any attempt may have been carried out, whatever the last one came to.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.course().is_some_and(|course| course.is_in_doubt)
    }

    /// Makes it an unknown outcome, since an attempt before the one that it tells of may have been carried out.
    pub(crate) fn make_unknown(&mut self) {
        match self {
            Self::Answered(answer) => answer.kind = ErrorKind::UnknownOutcome,
            Self::Unexpected(answer) => answer.kind = ErrorKind::UnknownOutcome,
            Self::NotAnswered(none) => none.kind = ErrorKind::UnknownOutcome,
            Self::Refused(_) | Self::NotSent(_) | Self::Step(_) => {}
        }
    }

    pub(crate) fn course_mut(&mut self) -> Option<&mut Course> {
        match self {
            Self::Answered(answer) => Some(&mut answer.course),
            Self::Unexpected(answer) => Some(&mut answer.course),
            Self::NotAnswered(none) => Some(&mut none.course),
            Self::Refused(_) | Self::NotSent(_) | Self::Step(_) => None,
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
            Self::Answered(answer) => write!(f, "{answer}{}", answer.course),
            Self::Unexpected(answer) => write!(f, "{answer}{}", answer.course),
            Self::NotAnswered(none) => write!(f, "{none}{}", none.course),
            Self::NotSent(not_sent) => not_sent.fmt(f),
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
            Self::Refused(_) | Self::Answered(_) | Self::Unexpected(_) | Self::NotSent(_) => None,
        }
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::Refused(violations)
    }
}
