//! An answer that nothing prepared us for.

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;

use super::Received;
use crate::course::Course;
use crate::json::Misread;
use crate::kind::ErrorKind;

/// An answer that the API does not document, or a success that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnexpectedAnswer {
    received: Received,
    pub(crate) kind: ErrorKind,
    path: Option<String>,
    reason: String,
    is_misread: bool,
    pub(crate) course: Course,
}

impl UnexpectedAnswer {
    /// A success whose body does not have what it should.
    pub(crate) fn misread(received: Received, kind: ErrorKind, misread: Misread) -> Self {
        let path = Some(misread.path).filter(|path| !path.is_empty());
        let received = received.kept();
        Self { received, kind, path, reason: misread.why, is_misread: true, course: Course::default() }
    }

    /// An answer that has no meaning to us, for a reason in words.
    pub(crate) fn new(received: Received, kind: ErrorKind, reason: impl Into<String>) -> Self {
        let received = received.kept();
        Self { received, kind, path: None, reason: reason.into(), is_misread: false, course: Course::default() }
    }

    /// [`ErrorKind::Unexpected`], or [`ErrorKind::UnknownOutcome`] if a request that must not be
    /// sent twice may have been carried out.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The id of the action: `customers.create`.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.received.action
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.received.status
    }

    /// Whether it is a success whose body could not be read; otherwise the API does not document it.
    #[must_use]
    pub const fn is_misread(&self) -> bool {
        self.is_misread
    }

    /// Where in the body reading failed: `data[0].id`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What was unexpected, in words.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The media type that the answer says it has.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.received.content_type.as_deref()
    }

    /// The id that the service gave the request, to quote when asking about it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.received.request_id.as_deref()
    }

    /// The body as it came, at most its first 64 KiB, without the credentials.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.received.body
    }

    /// The body as text.
    #[must_use]
    pub fn body_text(&self) -> Cow<'_, str> {
        self.received.text()
    }
}

impl fmt::Display for UnexpectedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Received { action, status, .. } = &self.received;
        write!(f, "{action} was answered with {status}, which was not expected: ")?;
        if let Some(path) = &self.path {
            write!(f, "at {path}: ")?;
        }
        f.write_str(&self.reason)?;
        if let Some(snippet) = self.received.snippet() {
            let media = self.received.content_type.as_deref().unwrap_or("no media type");
            write!(f, ". The body ({media}) begins: {snippet}")?;
        }
        match self.kind.advice() {
            Some(advice) => write!(f, ". {advice}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnexpectedAnswer {}
