//! What a step, or a record in a request, is left out for the want of.

use serde_yaml::Value as Yaml;

use super::Builder;
use crate::diagnostics::Code;
use crate::model::{Guard, Reference, Type};
use crate::source::At;
use crate::spec;

impl Builder<'_, '_> {
    /// When the step is made. The outer option is empty where that was reported.
    pub fn guard(&mut self, written: &spec::Step, at: At<'_>) -> Option<Option<Guard>> {
        if written.unless.is_some() && written.only_if.is_some() {
            self.problems
                .error(Code::BadStep, at.key_name("only_if"), "`unless` and `only_if` in one step")
                .also(at.key_name("unless"), "the other one")
                .help("keep one of them");
            return None;
        }
        let rows = [("unless", &written.unless, false), ("only_if", &written.only_if, true)];
        let Some((key, word, present)) =
            rows.into_iter().find_map(|(key, word, present)| Some((key, word.as_ref()?, present)))
        else {
            // One that could not be read was reported.
            return (!(at.has("unless") || at.has("only_if"))).then_some(None);
        };
        let on = self.reference(word, at.key(key))?;
        self.refuse_a_flag(&on, at.key(key))?;
        if !on.optional {
            let never = if present { "always made" } else { "never made" };
            self.problems
                .error(Code::NoEffect, at.key(key).span(), format!("`{word}` is always there"))
                .label(format!("so the step is {never}"))
                .help("drop the guard, or guard by something that may be absent");
            return None;
        }
        Some(Some(Guard { on, present }))
    }

    /// What leaves a record out, which has to be something that may be absent.
    pub fn record_guard(&mut self, word: &Yaml, at: At<'_>) -> Option<Reference> {
        let Some(word) = word.as_str() else {
            self.problems
                .error(Code::WrongLeaf, at.span(), "`only_if` takes one reference")
                .help("write a reference: `only_if: note`");
            return None;
        };
        let reference = self.reference(word, at)?;
        self.refuse_a_flag(&reference, at)?;
        if self.leads_somewhere(&reference) {
            self.problems
                .error(Code::NoEffect, at.span(), format!("`{word}` is always there"))
                .label("so the record is never left out")
                .help("drop `only_if`, or name something that may be absent");
            return None;
        }
        Some(reference)
    }

    /// Refuses a guard by true or false: what is asked is whether it is there, and `false` is.
    fn refuse_a_flag(&mut self, on: &Reference, at: At<'_>) -> Option<()> {
        if !matches!(on.ty, Type::Bool { .. }) {
            return Some(());
        }
        let word = &on.text;
        self.problems
            .error(Code::WrongLeaf, at.span(), format!("`{word}` is true or false"))
            .why("a guard asks whether something is there, and `false` is there as much as `true`")
            .help("guard by something that is absent in the other case, or make two actions of it");
        None
    }
}
