//! Reading the fields of an object, and finding the keys that are none.

use serde_json::Value;

use super::{Accepts, Fields, FromInput, Input};
use crate::nearest::nearest;
use crate::path::Part;
use crate::violation::Rule;

/// An object of an input document. Ask for every field, then [`finish`](Self::finish).
#[derive(Debug)]
pub struct Object<'v> {
    input: Input<'v>,
    /// Nothing here: a hole.
    fields: Option<&'v Fields>,
    asked: Vec<&'static str>,
    accepts: &'static [Accepts],
}

impl<'v> Object<'v> {
    pub(super) fn new(input: Input<'v>, fields: Option<&'v Fields>) -> Self {
        let asked = input.tag.into_iter().collect();
        Self { input, fields, asked, accepts: &[] }
    }

    /// Says of the field that is read next what else is read in place of its value.
    #[must_use]
    pub const fn accepting(&mut self, accepts: &'static [Accepts]) -> &mut Self {
        self.accepts = accepts;
        self
    }

    /// Reads a field.
    pub fn field<T: FromInput>(&mut self, name: &'static str) -> T {
        let (input, is_absent) = self.ask(name);
        if is_absent { T::from_absent(input) } else { T::from_input(input) }
    }

    /// Reads a field that is required, and may be null.
    pub fn nullable<T: FromInput>(&mut self, name: &'static str) -> Option<T> {
        let (mut input, is_absent) = self.ask(name);
        if is_absent {
            input.report(Rule::Required, "this is required; null is a value");
        }
        match input.value() {
            None | Some(Value::Null) => None,
            Some(_) => Some(T::from_input(input)),
        }
    }

    /// Whether the object has the field, be it null.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.fields.is_some_and(|fields| fields.contains_key(name))
    }

    fn ask(&mut self, name: &'static str) -> (Input<'_>, bool) {
        self.asked.push(name);
        let value = self.fields.and_then(|fields| fields.get(name));
        let mut is_absent = self.fields.is_some() && value.is_none();
        let mut input = self.input.step(Part::Key(name), value);
        input.accepts = std::mem::take(&mut self.accepts);
        if input.is_accepted_empty() {
            input.value = None;
            is_absent = true;
        }
        (input, is_absent)
    }

    /// Records every key that no field was asked for by, with the name that comes nearest.
    pub fn finish(mut self) {
        for key in self.fields.into_iter().flat_map(Fields::keys) {
            if self.asked.contains(&key.as_str()) {
                continue;
            }
            // A field that is there already was not misspelt as this one.
            let missing = self.asked.iter().filter(|name| !self.has(name)).copied();
            let nearest = nearest(key, missing);
            let mut message = "there is no such field".to_owned();
            if let Some(nearest) = nearest {
                message.push_str(&format!("; did you mean `{nearest}`?"));
            }
            let rule = Rule::Unknown { nearest: nearest.map(str::to_owned) };
            self.input.step(Part::Key(key), None).report(rule, message);
        }
    }
}
