//! The input document of a sample or a reject: the parts that the request has, and no others.

use serde_json::Map;

use super::SampleCheck;
use crate::diagnostics::{Code, Problems};
use crate::lower::document::json;
use crate::model::Document;
use crate::source::At;
use crate::spec;

/// The parts of an input document, as a sample or a reject gives them.
pub struct Parts<'s>([(&'static str, Option<&'s spec::Free>); 5]);

impl<'s> Parts<'s> {
    pub fn of_sample(written: &'s spec::Sample) -> Self {
        let spec::Sample { path, query, headers, body, input, .. } = written;
        Self::new(path, query, headers, body, input)
    }

    pub fn of_reject(written: &'s spec::Reject) -> Self {
        let spec::Reject { path, query, headers, body, input, .. } = written;
        Self::new(path, query, headers, body, input)
    }

    fn new(
        path: &'s Option<spec::Free>,
        query: &'s Option<spec::Free>,
        headers: &'s Option<spec::Free>,
        body: &'s Option<spec::Free>,
        input: &'s Option<spec::Free>,
    ) -> Self {
        let parts = [("path", path), ("query", query), ("body", body), ("headers", headers), ("input", input)];
        Self(parts.map(|(name, value)| (name, value.as_ref())))
    }
}

impl SampleCheck<'_, '_> {
    /// The document; nothing where a part of it is wrong, which is reported.
    pub fn document(&self, parts: &Parts<'_>, at: At<'_>, problems: &mut Problems) -> Option<Document> {
        let inputs = self.action.inputs();
        let mut document = Map::new();
        let mut whole = true;
        for (key, value) in parts.0 {
            let Some(value) = value else { continue };
            if !inputs.iter().any(|(name, _)| *name == key) {
                problems
                    .error(Code::NoEffect, at.key_name(key), format!("`{}` has no `{key}`", self.action.id))
                    .help("drop it, or declare it in the action");
                whole = false;
                continue;
            }
            match json(&value.0, at.key(key), problems) {
                Some(value) => {
                    document.insert(key.to_owned(), value);
                }
                None => whole = false,
            }
        }
        whole.then_some(document)
    }
}
