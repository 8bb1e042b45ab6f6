//! Removing credentials from what a server sends back: some echo them.

use bytes::Bytes;
use serde_json::Value;

use crate::secret::REDACTED;

/// The texts that must not show, in the forms that a body may have them.
#[derive(Clone, Default)]
pub(crate) struct Redaction {
    forms: Vec<String>,
}

impl Redaction {
    /// Adds a secret.
    pub(crate) fn add(&mut self, secret: &str) {
        if secret.is_empty() {
            return;
        }
        let json = serde_json::to_string(secret).unwrap_or_default();
        let json = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or_default();
        for form in [secret, json, &json.replace('/', "\\/")] {
            if !form.is_empty() && !self.forms.iter().any(|known| known == form) {
                self.forms.push(form.to_owned());
            }
        }
        // A longer form first, or its rest would stay.
        self.forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// The bytes without the secrets; the same bytes if there are none.
    pub(crate) fn bytes(&self, body: Bytes) -> Bytes {
        if !self.forms.iter().any(|form| find(&body, form.as_bytes()).is_some()) {
            return body;
        }
        let mut clean = body.to_vec();
        for form in &self.forms {
            clean = replace(&clean, form.as_bytes());
        }
        clean.into()
    }

    /// The text without the secrets.
    pub(crate) fn text(&self, text: String) -> String {
        self.forms.iter().fold(
            text,
            |text, form| {
                if text.contains(form) { text.replace(form, REDACTED) } else { text }
            },
        )
    }
}

impl Redaction {
    /// The value without the secrets, whether they stand in a text or in a key.
    pub(crate) fn json(&self, value: Value) -> Value {
        match value {
            _ if self.forms.is_empty() => value,
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Object(fields) => {
                fields.into_iter().map(|(key, value)| (self.text(key), self.json(value))).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
        }
    }
}

fn find(body: &[u8], wanted: &[u8]) -> Option<usize> {
    body.windows(wanted.len()).position(|window| window == wanted)
}

fn replace(body: &[u8], wanted: &[u8]) -> Vec<u8> {
    let mut clean = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(start) = find(rest, wanted) {
        clean.extend_from_slice(&rest[..start]);
        clean.extend_from_slice(REDACTED.as_bytes());
        rest = &rest[start + wanted.len()..];
    }
    clean.extend_from_slice(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_in_every_form() {
        let mut redaction = Redaction::default();
        redaction.add("to/k\"en");
        redaction.add("");
        let clean = |text: &str| redaction.bytes(Bytes::copy_from_slice(text.as_bytes()));
        assert_eq!(clean("a to/k\"en b to/k\"en"), "a [redacted] b [redacted]");
        assert_eq!(clean(r#"{"t":"to/k\"en"}"#), r#"{"t":"[redacted]"}"#);
        assert_eq!(clean(r#"{"t":"to\/k\"en"}"#), r#"{"t":"[redacted]"}"#);
        assert_eq!(clean("nothing here"), "nothing here");
        assert_eq!(redaction.text("x to/k\"en".to_owned()), "x [redacted]");
        assert_eq!(Redaction::default().text("x".to_owned()), "x");
    }
}
