//! Reading an input document from its root.

use std::sync::LazyLock;

use serde_json::Value;

use super::{FromInput, Input, Object};
use crate::nearest::nearest;
use crate::path::{Part, Path, is_at_or_under};
use crate::violation::{Rule, Violation, Violations};

/// The document `{"path": …, "query": …, "body": …}` of an action, being read.
#[derive(Debug)]
pub struct Reading<'v> {
    document: &'v Value,
    asked: Vec<&'static str>,
    violations: Violations,
}

/// What stands for a section that was left out.
static EMPTY: LazyLock<Value> = LazyLock::new(|| Value::Object(super::Fields::new()));

impl<'v> Reading<'v> {
    /// Starts at the root, which has to be an object.
    #[must_use]
    pub fn new(document: &'v Value) -> Self {
        let mut violations = Violations::new();
        // Reading it as an object records it if it is none.
        let _ = Input::new(Some(document), Path::ROOT, &mut violations).object();
        Self { document, asked: Vec::new(), violations }
    }

    /// Reads a part of the document: `body`, `query`, `input`.
    ///
    /// A `query` that was left out is an empty one: it is its fields that may be required.
    pub fn field<T: FromInput>(&mut self, name: &'static str) -> T {
        let value = match name {
            "query" => self.section_value(name),
            _ => self.document.get(name),
        };
        let is_absent = value.is_none() && self.document.is_object();
        let input = self.ask(name, value);
        if is_absent { T::from_absent(input) } else { T::from_input(input) }
    }

    /// Reads the fields of a part one by one: `path`. A part that was left out is an empty one.
    ///
    /// Ends with `finish` of the object.
    pub fn section(&mut self, name: &'static str) -> Object<'_> {
        let value = self.section_value(name);
        self.ask(name, value).object()
    }

    /// The section, the empty one if it was left out; nothing if the document is no object.
    fn section_value(&self, name: &str) -> Option<&'v Value> {
        self.document.as_object().map(|fields| fields.get(name).unwrap_or(&EMPTY))
    }

    fn ask<'s>(&'s mut self, name: &'static str, value: Option<&'s Value>) -> Input<'s> {
        self.asked.push(name);
        Input::new(value, Path::top(Part::Key(name)), &mut self.violations)
    }

    /// Ends the reading, with what the bounds said of what was read.
    ///
    /// A bound that was broken at a place that was refused already, or under it, was broken by a
    /// placeholder, and is left out; so is a rule across fields of which one was refused or misspelt.
    /// What was refused comes first, then the bounds.
    ///
    /// # Errors
    /// Everything that is wrong with the document.
    pub fn finish(mut self, bounds: Violations) -> Result<(), Violations> {
        let keys = self.document.as_object().into_iter().flat_map(|fields| fields.keys());
        for key in keys.filter(|key| !self.asked.contains(&key.as_str())) {
            let nearest = nearest(key, self.asked.iter().copied());
            let parts = self.asked.iter().map(|name| format!("`{name}`"));
            let parts: Vec<String> = parts.collect();
            let message = match nearest {
                Some(name) => format!("there is no such part; did you mean `{name}`?"),
                None => format!("there is no such part; a document has {}", parts.join(", ")),
            };
            let rule = Rule::Unknown { nearest: nearest.map(str::to_owned) };
            let path = Path::top(Part::Key(key)).render();
            self.violations.push(Violation::new(path, rule, message));
        }
        let refused = self.violations.len();
        for violation in bounds {
            let mut refusals = self.violations[..refused].iter();
            if !refusals.any(|refusal| follows_from(&violation, refusal)) {
                self.violations.push(violation);
            }
        }
        self.violations.into_result()
    }
}

/// Whether a bound may have been broken by what stands in for a value that was refused.
fn follows_from(violation: &Violation, refusal: &Violation) -> bool {
    let (path, refused) = (violation.path(), refusal.path());
    if is_at_or_under(path, refused) {
        return true;
    }
    let Some(inner) = refused.strip_prefix(path).and_then(|rest| rest.strip_prefix('.')) else {
        return false;
    };
    let mut fields = violation.rule().across();
    match refusal.rule() {
        Rule::Unknown { nearest: Some(nearest) } if !inner.contains(['.', '[']) => {
            fields.any(|field| field == nearest)
        }
        _ => fields.any(|field| is_at_or_under(inner, field)),
    }
}
