//! The kinds of failure that a caller can tell apart.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What went wrong, in one word. The list grows; have an arm for the rest.
/// As JSON it is its [`name`](Self::name).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request breaks a bound or a rule, found here or by the API.
    Invalid,
    /// The credentials are missing or wrong.
    Unauthorized,
    /// The credentials do not allow the action.
    Forbidden,
    /// What the request names does not exist.
    NotFound,
    /// What the request names exists more than once.
    Ambiguous,
    /// The request contradicts what is stored.
    Conflict,
    /// The request, or its answer, is larger than is allowed.
    TooLarge,
    /// Too many requests in too short a time.
    RateLimited,
    /// The API does not serve at the moment.
    Unavailable,
    /// No answer came in time.
    Timeout,
    /// There was no connection, or it broke.
    Connection,
    /// An answer that nothing prepared us for.
    Unexpected,
    /// A request that may or may not have been carried out, and must not be sent again unseen.
    UnknownOutcome,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Invalid,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::Ambiguous,
        Self::Conflict,
        Self::TooLarge,
        Self::RateLimited,
        Self::Unavailable,
        Self::Timeout,
        Self::Connection,
        Self::Unexpected,
        Self::UnknownOutcome,
    ];

    /// The word for it in a spec.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Ambiguous => "ambiguous",
            Self::Conflict => "conflict",
            Self::TooLarge => "too_large",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
            Self::Connection => "connection",
            Self::Unexpected => "unexpected",
            Self::UnknownOutcome => "unknown_outcome",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What a person can do about it, as a sentence; nothing where there is nothing general to say.
    #[must_use]
    pub const fn advice(self) -> Option<&'static str> {
        match self {
            Self::Unauthorized => Some("Check the credentials."),
            Self::Forbidden => Some("The credentials lack a scope that the action needs."),
            Self::TooLarge => Some("Ask for less, or send less, at once."),
            Self::RateLimited => Some("Wait a while, then send it again."),
            Self::Unavailable => Some("Try again later."),
            Self::UnknownOutcome => Some("It may have been carried out: look before you send it again."),
            _ => None,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for kind in ErrorKind::ALL {
            assert_eq!(ErrorKind::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        assert_eq!(ErrorKind::from_name("teapot"), None);
    }
}
