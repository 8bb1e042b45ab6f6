//! A failure that the API documents: what it says, in whatever shape it says it.

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Received;
use crate::course::Course;
use crate::endpoint::{At, Service};
use crate::json;
use crate::kind::ErrorKind;
use crate::redaction::Redaction;
use crate::snippet::one_line;

/// The most messages that are kept, and the most characters of each.
const MAX_MESSAGES: usize = 100;
const MAX_TEXT: usize = 1_000;
const MAX_DEPTH: usize = 8;

/// Where services say what is wrong, for those that do not say where they do.
const USUAL: [&str; 8] =
    ["errors", "messages", "message", "error_description", "error", "detail", "description", "title"];

/// An answer that says no.
///
/// Status and body are always there, whatever the body is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorAnswer {
    received: Received,
    pub(crate) kind: ErrorKind,
    title: Option<String>,
    messages: Vec<Message>,
    pub(crate) course: Course,
}

/// One thing that the API says is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Message {
    /// The field, by the API's own name for it: `email`, `0.addresses.city`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What it says.
    pub text: String,
}

impl ErrorAnswer {
    pub(crate) fn new(received: Received, kind: ErrorKind, service: &Service, redaction: &Redaction) -> Self {
        let mut messages = Messages { redaction, found: Vec::new() };
        let mut title = None;
        match serde_json::from_slice(&received.body) {
            Ok(Value::String(text)) => messages.add(None, &text),
            Ok(document) => {
                let text = document.get("title").and_then(Value::as_str).unwrap_or_default();
                title = (!text.is_empty()).then(|| redaction.text(one_line(text, MAX_TEXT)));
                messages.read(&document, &service.messages_at);
            }
            Err(_) if !is_markup(&received) => messages.add(None, received.text().trim()),
            Err(_) => {}
        }
        let course = Course::default();
        Self { kind, title, messages: messages.found, received: received.kept(), course }
    }

    /// What the failure means. [`ErrorKind::UnknownOutcome`] if a request that must not be sent
    /// twice was answered with a server error: it may have been carried out.
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

    /// The title of the failure, if the body has one.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What the API says is wrong, field by field; at most 100.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
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

impl fmt::Display for ErrorAnswer {
    /// `customers.create was answered with 422 Unprocessable Entity: Missing Required Fields; name:
    /// Please provide a name.`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was answered with {}", self.received.action, self.received.status)?;
        let mut separator = ": ";
        if let Some(title) = &self.title {
            write!(f, "{separator}{title}")?;
            separator = "; ";
        }
        for message in &self.messages {
            if message.field.is_none() && self.title.as_ref() == Some(&message.text) {
                continue;
            }
            f.write_str(separator)?;
            if let Some(field) = &message.field {
                write!(f, "{field}: ")?;
            }
            f.write_str(&message.text)?;
            separator = "; ";
        }
        match self.kind.advice() {
            Some(advice) => write!(f, ". {advice}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ErrorAnswer {}

/// HTML or XML: a page for people, not a message.
fn is_markup(received: &Received) -> bool {
    received.text().trim_start().starts_with('<')
}

struct Messages<'r> {
    redaction: &'r Redaction,
    found: Vec<Message>,
}

impl Messages<'_> {
    fn read(&mut self, document: &Value, places: &[At]) {
        for place in places {
            if let Some(value) = json::value_at(document, place) {
                self.collect(None, value, 0);
                if !self.found.is_empty() {
                    return;
                }
            }
        }
        self.collect(None, document, 0);
    }

    fn collect(&mut self, field: Option<&str>, value: &Value, depth: usize) {
        if depth > MAX_DEPTH || self.found.len() >= MAX_MESSAGES {
            return;
        }
        match value {
            Value::Null => {}
            Value::String(text) => self.add(field, text),
            Value::Bool(_) | Value::Number(_) => self.add(field, &value.to_string()),
            Value::Array(items) => {
                for item in items {
                    self.collect(field, item, depth + 1);
                }
            }
            Value::Object(fields) => self.collect_object(field, fields, depth),
        }
    }

    /// An object is one message in the usual words, or else a message a field.
    fn collect_object(&mut self, field: Option<&str>, fields: &Map<String, Value>, depth: usize) {
        let usual = USUAL.iter().find_map(|name| fields.get(*name).filter(|value| !is_empty(value)));
        if let Some(value) = usual {
            let named = fields.get("field").and_then(Value::as_str).or(field);
            return self.collect(named, value, depth + 1);
        }
        if depth == 0 && fields.contains_key("status") {
            return;
        }
        for (name, value) in fields {
            let path = field.map_or_else(|| name.clone(), |field| format!("{field}.{name}"));
            self.collect(Some(&path), value, depth + 1);
        }
    }

    fn add(&mut self, field: Option<&str>, text: &str) {
        if text.is_empty() || self.found.len() >= MAX_MESSAGES {
            return;
        }
        let clean = |text: &str, limit| self.redaction.text(one_line(text, limit));
        self.found.push(Message { field: field.map(|field| clean(field, 200)), text: clean(text, MAX_TEXT) });
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests;
