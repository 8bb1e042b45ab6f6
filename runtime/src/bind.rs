//! References to upstream data in an input document, and how they are resolved.
//!
//! A document comes from a person who fills in a form, its references from the steps before. [`bind`] makes a document
//! without references of the two, which is then validated and run as any other. It is one pass: inserted data is never
//! searched for references.

mod reference;

use std::fmt;
use std::ops::Deref;

use serde::Serialize;
use serde_json::{Map, Value};

use self::reference::{Reference, Segment, Target};
use crate::json::type_name;
use crate::path::{Part, Path};
use crate::snippet::Clipped;
use crate::violation::{Rule, Violation, Violations};

/// The most data that references of one document insert, in bytes.
const MAX_INSERTED: usize = 16 * 1024 * 1024;

/// What a value takes up besides its text, in bytes.
const VALUE_SIZE: usize = 16;

/// For how many references of a document that lead nowhere the nearest key is looked for.
const MAX_SUGGESTIONS: usize = 100;

/// Replaces the references of a document with the upstream data that they lead to.
///
/// A reference is a path between double braces, `{{trigger.company}}`, in a string of the document; spaces around the
/// path do not count. Its parts are separated by dots: the key of an object or, for a list, the index of an item,
/// `{{trigger.items.0.name}}` or `{{trigger.items[0].name}}`. A key with a dot, a bracket, a brace or a question mark in
/// it is quoted as in JSON: `{{trigger["first.name"]}}`.
///
/// - A string that is a reference and nothing else becomes the value that it leads to, whatever its type.
/// - A reference inside other text becomes text: a string as it is, a number, true or false as JSON writes it. Null, a
///   list and an object have no text that people would expect there, so they are rejected.
/// - A reference that ends in a question mark is optional: `{{trigger.company?}}`. Where it leads nowhere or to null, the
///   field or the item that it is the whole value of is left out; inside text it becomes nothing.
/// - A JSON string between double braces is inserted as it is. So double braces that are text are written `{{"{{"}}`:
///   `{{"{{"}}name}}` becomes `{{name}}`.
/// - Braces that are not closed are text. Keys of objects are never looked at.
///
/// The result is [`Bound`]: an action takes all braces in it as text. A document that was not bound is rejected by an
/// action while it has references.
///
/// ```
/// use actiongen_runtime::bind;
/// use serde_json::json;
///
/// let context = json!({"trigger": {"company": "Doe {{x}} Ltd", "id": 7}});
/// let input = json!({
///     "id": "{{trigger.id}}",
///     "phone": "{{trigger.phone?}}",
///     "template": "Dear {{\"{{\"}}name}}",
///     "notes": "From {{ trigger.company }}, no. {{trigger.id}}",
/// });
/// assert_eq!(*bind(&input, &context)?, json!({"id": 7, "template": "Dear {{name}}", "notes": "From Doe {{x}} Ltd, no. 7"}));
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
/// Every reference that leads nowhere, or to what has no place inside text, each with its location in the document; and
/// a document whose references lead to more than 16 MiB of data.
pub fn bind(input: &Value, context: &Value) -> Result<Bound, Unresolved> {
    let mut binding = Binding {
        context,
        violations: Violations::new(),
        room: MAX_INSERTED,
        is_full: false,
        suggestions: 0,
    };
    let bound = binding.value(input, Path::ROOT);
    match binding.violations.into_result() {
        Ok(()) => Ok(Bound(bound.unwrap_or_default())),
        Err(violations) => Err(Unresolved(violations)),
    }
}

/// An input document whose references were replaced. Double braces that it still has are text, not references.
///
/// [`bind`] makes one; [`literal`](Self::literal) takes a document that never had references.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Bound(Value);

impl Bound {
    /// Takes a document as it is: all of its braces are text. For documents that no person wrote references into, such
    /// as those with templates of another language.
    ///
    /// ```
    /// use actiongen_runtime::Bound;
    /// let document = Bound::literal(serde_json::json!({"body": {"template": "Dear {{customer.name}}"}}));
    /// assert_eq!(document["body"]["template"], "Dear {{customer.name}}");
    /// ```
    #[must_use]
    pub const fn literal(document: Value) -> Self {
        Self(document)
    }

    /// The document.
    #[must_use]
    pub fn into_value(self) -> Value {
        self.0
    }
}

impl Deref for Bound {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

/// A reference of a document that was not bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg(feature = "catalog")]
pub(crate) struct Unbound<'t> {
    /// What is between its braces.
    pub(crate) text: &'t str,
    /// Whether it is the whole string and may lead nowhere: the field may turn out absent.
    pub(crate) may_be_absent: bool,
}

/// The first reference in a string that [`bind`] would replace. Braces around what is no path are text.
#[cfg(feature = "catalog")]
pub(crate) fn unbound(text: &str) -> Option<Unbound<'_>> {
    let mut rest = text;
    while let Some((before, reference, after)) = reference::first(rest) {
        if let Ok(target) = &reference.target {
            let is_optional = matches!(target, Target::Path { is_optional: true, .. });
            let is_whole = rest.len() == text.len() && before.is_empty() && after.is_empty();
            return Some(Unbound { text: reference.text, may_be_absent: is_optional && is_whole });
        }
        rest = after;
    }
    None
}

/// The references that could not be resolved, each with its location in the document.
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
    /// How many bytes of data may still be inserted.
    room: usize,
    /// Whether a reference found too little room, so that the document is rejected whatever follows.
    is_full: bool,
    suggestions: usize,
}

impl<'c> Binding<'c> {
    /// The value with its references replaced; nothing where it is left out.
    fn value(&mut self, input: &Value, path: Path<'_>) -> Option<Value> {
        match input {
            _ if self.is_full => None,
            Value::String(text) => self.string(text, path),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                Some(
                    items
                        .filter_map(|(index, item)| self.value(item, path.step(Part::Index(index))))
                        .collect(),
                )
            }
            Value::Object(fields) => {
                let mut bound = Map::new();
                for (key, value) in fields {
                    if let Some(value) = self.value(value, path.step(Part::Key(key))) {
                        bound.insert(key.clone(), value);
                    }
                }
                Some(Value::Object(bound))
            }
            other => Some(other.clone()),
        }
    }

    fn string(&mut self, text: &str, path: Path<'_>) -> Option<Value> {
        if let Some(("", reference, "")) = reference::first(text) {
            return self.whole(reference, path);
        }
        let mut bound = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, reference, after)) = reference::first(rest) {
            bound.push_str(before);
            self.insert(&reference, &mut bound, path);
            rest = after;
        }
        bound.push_str(rest);
        Some(Value::String(bound))
    }

    /// The value of a string that is a reference and nothing else.
    fn whole(&mut self, reference: Reference<'_>, path: Path<'_>) -> Option<Value> {
        match self.resolve(&reference) {
            Ok(Resolved::Text(text)) => Some(Value::String(text)),
            Ok(Resolved::Value(value)) => self.has_room_for(value, path).then(|| value.clone()),
            Ok(Resolved::Absent) => {
                if path.segments().is_empty() {
                    self.report(&reference, "leads nowhere, and the whole document cannot be left out", path);
                }
                None
            }
            Err(why) => {
                self.report(&reference, &format!("leads nowhere: {why}"), path);
                None
            }
        }
    }

    /// Inserts the text of a reference into other text.
    fn insert(&mut self, reference: &Reference<'_>, into: &mut String, path: Path<'_>) {
        match self.resolve(reference) {
            Ok(Resolved::Text(text)) => into.push_str(&text),
            Ok(Resolved::Absent) => {}
            Ok(Resolved::Value(value @ (Value::String(_) | Value::Number(_) | Value::Bool(_)))) => {
                if self.has_room_for(value, path) {
                    match value {
                        Value::String(text) => into.push_str(text),
                        other => into.push_str(&other.to_string()),
                    }
                }
            }
            Ok(Resolved::Value(value)) => {
                let why = format!("leads to {}, which cannot be inside text", type_name(value));
                self.report(reference, &why, path);
            }
            Err(why) => self.report(reference, &format!("leads nowhere: {why}"), path),
        }
    }

    fn report(&mut self, reference: &Reference<'_>, why: &str, path: Path<'_>) {
        let message = format!("`{{{{{}}}}}` {why}", Clipped(reference.text));
        self.violations.push(Violation::at(&path, Rule::Reference, message));
    }

    /// Whether there is room for data. Where there is none, that is reported, and nothing else is replaced: many
    /// references to a large value would otherwise make a document of any size.
    fn has_room_for(&mut self, value: &Value, path: Path<'_>) -> bool {
        if self.is_full {
            return false;
        }
        let left = reduce(self.room, value);
        match left {
            Some(room) => self.room = room,
            None => {
                self.is_full = true;
                let most = MAX_INSERTED / 1024 / 1024;
                let message = format!("the references of this document lead to more than {most} MiB of data");
                self.violations.push(Violation::at(&path, Rule::Reference, message));
            }
        }
        left.is_some()
    }

    /// What a reference leads to, or why it leads nowhere.
    fn resolve(&mut self, reference: &Reference<'_>) -> Result<Resolved<'c>, String> {
        let (segments, is_optional) = match &reference.target {
            Ok(Target::Path { segments, is_optional }) => (segments, *is_optional),
            Ok(Target::Literal(text)) => return Ok(Resolved::Text(text.clone())),
            Err(why) => return Err((*why).to_owned()),
        };
        let mut value = self.context;
        let mut walked = String::new();
        for segment in segments {
            let next = match value {
                Value::Object(fields) => fields.get(&*segment.key),
                Value::Array(items) => segment.index().and_then(|index| items.get(index)),
                _ => None,
            };
            value = match next {
                Some(next) => next,
                None if is_optional => return Ok(Resolved::Absent),
                None => return Err(self.missing(value, segment, &walked)),
            };
            if !walked.is_empty() {
                walked.push('.');
            }
            walked.push_str(&segment.key);
        }
        Ok(if is_optional && value.is_null() { Resolved::Absent } else { Resolved::Value(value) })
    }

    /// Why a value has no such part.
    fn missing(&mut self, value: &Value, segment: &Segment<'_>, walked: &str) -> String {
        let whole = match walked {
            "" => "the upstream data".to_owned(),
            walked => format!("`{}`", Clipped(walked)),
        };
        let key = Clipped(&segment.key);
        match value {
            Value::Object(fields) => {
                self.suggestions += 1;
                let keys = fields.keys().map(String::as_str).filter(|_| self.suggestions <= MAX_SUGGESTIONS);
                match crate::nearest::nearest(&segment.key, keys) {
                    Some(near) => format!("{whole} has no `{key}`; did you mean `{}`?", Clipped(near)),
                    None => format!("{whole} has no `{key}`"),
                }
            }
            Value::Array(items) => match segment.index() {
                Some(_) => format!("{whole} has no item {key}, only {}", items.len()),
                None => format!("{whole} is a list, and `{key}` is no index"),
            },
            other => format!("{whole} is {}, which has no `{key}`", type_name(other)),
        }
    }
}

/// What a reference leads to.
enum Resolved<'c> {
    /// Upstream data.
    Value(&'c Value),
    /// Text of the document itself.
    Text(String),
    /// Nothing, which is fine.
    Absent,
}

/// The room that is left beside a value; nothing where it is too large. Looks at no more of it than there is room for.
fn reduce(room: usize, value: &Value) -> Option<usize> {
    let room = room.checked_sub(VALUE_SIZE)?;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(room),
        Value::String(text) => room.checked_sub(text.len()),
        Value::Array(items) => items.iter().try_fold(room, reduce),
        Value::Object(fields) => {
            fields.iter().try_fold(room, |room, (key, value)| reduce(room.checked_sub(key.len())?, value))
        }
    }
}

#[cfg(test)]
mod tests;
