//! References to upstream data in an input document, and how they are resolved.
//!
//! A document comes from a person who fills in a form, its references from the steps before. [`bind`] makes a document
//! without references of the two, which is then validated and run as any other. It is one pass: what was inserted is
//! data, and never looked at for references.

mod reference;

use std::fmt;

use serde_json::Value;

use self::reference::{Reference, Segment};
use crate::input::Kind;
use crate::path::{Part, Path};
use crate::snippet::Clipped;
use crate::violation::{Rule, Violation, Violations};

/// Puts upstream data in the place of the references to it.
///
/// A reference is a path between double braces, `{{trigger.company}}`, in a string of the input; spaces around the path
/// do not count. Its parts are separated by dots: the key of an object or, for a list, the index of an item,
/// `{{trigger.items.0.name}}` or `{{trigger.items[0].name}}`. A key with a dot, a bracket or a brace in it is quoted as
/// in JSON: `{{trigger["first.name"]}}`.
///
/// - A string that is a reference and nothing else becomes the value that it leads to, whatever its type.
/// - A reference inside other text becomes text: a string as it is, a number, true or false as JSON writes it. Null, a
///   list and an object have no text that people would expect there, so they are refused.
/// - Braces that are not closed are text. Keys of objects are never looked at.
///
/// ```
/// use actiongen_runtime::bind;
/// use serde_json::json;
///
/// let context = json!({"trigger": {"company": "Doe {{x}} Ltd", "id": 7}});
/// let input = json!({"id": "{{trigger.id}}", "notes": "From {{ trigger.company }}, no. {{trigger.id}}"});
/// assert_eq!(bind(&input, &context)?, json!({"id": 7, "notes": "From Doe {{x}} Ltd, no. 7"}));
///
/// let unresolved = bind(&json!({"input": {"company": "{{trigger.compny}}"}}), &context).unwrap_err();
/// assert_eq!(
///     unresolved.to_string(),
///     "input.company: `{{trigger.compny}}` leads nowhere: `trigger` has no `compny`; did you mean `company`?",
/// );
/// # Ok::<(), actiongen_runtime::Unresolved>(())
/// ```
///
/// # Errors
///
/// Every reference that leads nowhere, or to what cannot stand inside text, each with its place in the input.
pub fn bind(input: &Value, context: &Value) -> Result<Value, Unresolved> {
    let mut binding = Binding { context, violations: Violations::new() };
    let bound = binding.value(input, Path::ROOT);
    match binding.violations.into_result() {
        Ok(()) => Ok(bound),
        Err(violations) => Err(Unresolved(violations)),
    }
}

/// The references that could not be resolved, each with its place in the input.
///
/// It is a list of violations with the rule `reference`, so that a program can treat them as those of a document.
/// What the context holds is in none of them, save names of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved(Violations);

impl Unresolved {
    /// The references, in the order of the input.
    #[must_use]
    pub const fn violations(&self) -> &Violations {
        &self.0
    }
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Unresolved {}

impl From<Unresolved> for Violations {
    fn from(unresolved: Unresolved) -> Self {
        unresolved.0
    }
}

struct Binding<'c> {
    context: &'c Value,
    violations: Violations,
}

impl<'c> Binding<'c> {
    fn value(&mut self, input: &Value, path: Path<'_>) -> Value {
        match input {
            Value::String(text) => self.string(text, path),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.map(|(index, item)| self.value(item, path.step(Part::Index(index)))).collect()
            }
            Value::Object(fields) => {
                let fields = fields.iter();
                let bound =
                    fields.map(|(key, value)| (key.clone(), self.value(value, path.step(Part::Key(key)))));
                Value::Object(bound.collect())
            }
            other => other.clone(),
        }
    }

    fn string(&mut self, text: &str, path: Path<'_>) -> Value {
        if let Some(("", reference, "")) = reference::first(text) {
            return match self.resolve(&reference) {
                Ok(value) => value.clone(),
                Err(why) => self.report(&reference, &format!("leads nowhere: {why}"), path),
            };
        }
        let mut bound = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, reference, after)) = reference::first(rest) {
            bound.push_str(before);
            match self.resolve(&reference) {
                Ok(Value::String(text)) => bound.push_str(text),
                Ok(value @ (Value::Number(_) | Value::Bool(_))) => bound.push_str(&value.to_string()),
                Ok(value) => {
                    let kind = Kind::of(value).phrase();
                    let why = format!("leads to {kind}, which cannot stand inside text");
                    self.report(&reference, &why, path);
                }
                Err(why) => {
                    self.report(&reference, &format!("leads nowhere: {why}"), path);
                }
            }
            rest = after;
        }
        bound.push_str(rest);
        Value::String(bound)
    }

    /// Records what is wrong, and gives what stands in until that is told.
    fn report(&mut self, reference: &Reference<'_>, why: &str, path: Path<'_>) -> Value {
        let message = format!("`{{{{{}}}}}` {why}", Clipped(reference.text));
        self.violations.push(Violation::new(path.render(), Rule::Reference, message));
        Value::Null
    }

    /// The value that a reference leads to, or why it leads nowhere.
    fn resolve(&self, reference: &Reference<'_>) -> Result<&'c Value, String> {
        let segments = reference.path.as_ref().map_err(|why| (*why).to_owned())?;
        let mut value = self.context;
        let mut walked = String::new();
        for segment in segments {
            let next = match value {
                Value::Object(fields) => fields.get(&*segment.key),
                Value::Array(items) => segment.index().and_then(|index| items.get(index)),
                _ => None,
            };
            value = next.ok_or_else(|| missing(value, segment, &walked))?;
            if !walked.is_empty() {
                walked.push('.');
            }
            walked.push_str(&segment.key);
        }
        Ok(value)
    }
}

/// Why a value has no such part.
fn missing(value: &Value, segment: &Segment<'_>, walked: &str) -> String {
    let whole = match walked {
        "" => "the upstream data".to_owned(),
        walked => format!("`{}`", Clipped(walked)),
    };
    let key = Clipped(&segment.key);
    match value {
        Value::Object(fields) => {
            let near = crate::nearest::nearest(&segment.key, fields.keys().map(String::as_str));
            match near {
                Some(near) => format!("{whole} has no `{key}`; did you mean `{}`?", Clipped(near)),
                None => format!("{whole} has no `{key}`"),
            }
        }
        Value::Array(items) => match segment.index() {
            Some(_) => format!("{whole} has no item {key}, only {}", items.len()),
            None => format!("{whole} is a list, and `{key}` is no index"),
        },
        other => format!("{whole} is {}, which has no `{key}`", Kind::of(other).phrase()),
    }
}

#[cfg(test)]
mod tests;
