//! What the error of a call means for its items, and for the calls after it.

use http::StatusCode;

use crate::endpoint::Effect;
use crate::error::Error;
use crate::kind::ErrorKind;

/// What the error of a call means for its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They were turned down for good.
    Refused,
    /// They were too many, or too large together.
    TooLarge,
    /// The caller may not do this at all: so will be said of every other call.
    NotAllowed,
    /// They were not carried out, and the same call may succeed later.
    NotSent,
    /// They may have been carried out.
    Unknown,
}

impl Verdict {
    /// What an error says of the items of its call. Whether sending them twice does harm is not asked here: also where it
    /// does none, what may have been done is not known to be undone.
    pub(super) fn of(error: &Error) -> Self {
        // The last attempt was turned down, but one before it may have been carried out.
        if error.is_in_doubt() {
            return Self::Unknown;
        }
        let status = match error {
            Error::Refused(_) => return Self::Refused,
            Error::NotSent(_) => return Self::NotSent,
            Error::NotAnswered(none) if !none.sent() => return Self::NotSent,
            Error::NotAnswered(_) => return Self::Unknown,
            _ => error.status().map_or(0, |status| status.as_u16()),
        };
        match (error.kind(), status) {
            (ErrorKind::UnknownOutcome, _) => Self::Unknown,
            (_, status) if Effect::Once.leaves_doubt(status) => Self::Unknown,
            (ErrorKind::Unauthorized | ErrorKind::Forbidden, _) => Self::NotAllowed,
            (_, 413) => Self::TooLarge,
            (ErrorKind::RateLimited, _) | (_, 408 | 425 | 429) => Self::NotSent,
            _ => Self::Refused,
        }
    }

    /// Whether the call tells of a trouble of the service, and not of its items.
    pub(super) const fn is_trouble(self) -> bool {
        matches!(self, Self::NotSent | Self::Unknown)
    }

    /// Whether a rejection may be due to one item of several, so that the others may pass without it.
    pub(super) fn may_be_one_item(self, error: &Error) -> bool {
        self == Self::Refused && error.status().is_some_and(is_about_content)
    }
}

/// Whether a status is about what was sent.
fn is_about_content(status: StatusCode) -> bool {
    matches!(status.as_u16(), 400 | 404 | 409 | 410 | 412 | 422 | 424)
}
