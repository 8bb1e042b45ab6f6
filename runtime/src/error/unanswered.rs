//! No answer, or not a whole one.

use std::fmt;
use std::sync::Arc;

use crate::course::Course;
use crate::endpoint::Effect;
use crate::kind::ErrorKind;
use crate::transport::{TransportError, TransportErrorKind};

/// The request was sent, or was about to be, and no whole answer came.
#[derive(Debug)]
pub struct NoAnswer {
    action: Arc<str>,
    pub(crate) kind: ErrorKind,
    transport: TransportError,
    pub(crate) course: Course,
}

impl NoAnswer {
    pub(crate) fn new(action: Arc<str>, effect: Effect, transport: TransportError) -> Self {
        let kind = match transport.kind() {
            _ if effect == Effect::Once && transport.sent() => ErrorKind::UnknownOutcome,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::TooLarge => ErrorKind::TooLarge,
            TransportErrorKind::Connect | TransportErrorKind::Interrupted | TransportErrorKind::Other => {
                ErrorKind::Connection
            }
        };
        Self { action, kind, transport, course: Course::default() }
    }

    /// [`ErrorKind::UnknownOutcome`] if a request that must not be sent twice may have been
    /// carried out; else timeout, connection or too large.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The id of the action: `customers.create`.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// Whether any byte of the request may have been written.
    #[must_use]
    pub const fn sent(&self) -> bool {
        self.transport.sent()
    }

    /// What the transport says.
    #[must_use]
    pub const fn transport(&self) -> &TransportError {
        &self.transport
    }
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has no answer: {}", self.action, self.transport)?;
        if let Some(status) = self.transport.status() {
            write!(f, ", after the status {status}")?;
        }
        match self.kind.advice() {
            Some(advice) => write!(f, ". {advice}"),
            None if !self.sent() && !self.course.is_in_doubt => f.write_str(". Nothing was sent."),
            None => Ok(()),
        }
    }
}

impl std::error::Error for NoAnswer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.transport)
    }
}
