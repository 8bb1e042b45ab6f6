//! What every answer has, whatever it means: kept, so that nothing of it is lost.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::redaction::Redaction;
use crate::snippet::one_line;

/// The most bytes of a body that an error keeps.
const MAX_KEPT: usize = 64 * 1024;

/// The most characters of a body that a text shows.
const MAX_SHOWN: usize = 512;

/// Headers by which a service names a request.
const REQUEST_ID: [&str; 4] = ["x-request-id", "x-correlation-id", "request-id", "cf-ray"];

/// An answer, without the credentials that it may have echoed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) action: Arc<str>,
    pub(crate) status: StatusCode,
    pub(crate) content_type: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) body: Bytes,
}

impl Received {
    pub(crate) fn new(
        action: Arc<str>,
        status: StatusCode,
        headers: &HeaderMap,
        body: Bytes,
        redaction: &Redaction,
    ) -> Self {
        let header = |name: &str| {
            let value = headers.get(name)?.to_str().ok()?;
            Some(redaction.text(one_line(value, 200)))
        };
        Self {
            action,
            status,
            content_type: header("content-type"),
            request_id: REQUEST_ID.iter().find_map(|name| header(name)),
            body: redaction.bytes(body),
        }
    }

    /// Keeps no more of the body than an error should hold.
    pub(crate) fn kept(mut self) -> Self {
        if self.body.len() > MAX_KEPT {
            // Copied, so that the rest of it is let go.
            self.body = Bytes::copy_from_slice(&self.body[..MAX_KEPT]);
        }
        self
    }

    /// The beginning of the body as text, safe to print; nothing if there is no body.
    pub(crate) fn snippet(&self) -> Option<String> {
        let beginning = &self.body[..self.body.len().min(4 * MAX_SHOWN)];
        let text = String::from_utf8_lossy(beginning);
        let text = text.trim();
        (!text.is_empty()).then(|| one_line(text, MAX_SHOWN))
    }

    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("action", &self.action)
            .field("status", &self.status.as_u16())
            .field("content_type", &self.content_type)
            .field("request_id", &self.request_id)
            .field("body", &self.snippet().unwrap_or_default())
            .finish()
    }
}
