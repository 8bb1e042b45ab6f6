//! What is told of a value that may be absent where one is required: what it is absent for the want of, and the cure.

use super::{Builder, Made, Subject};
use crate::diagnostics::Code;
use crate::lower::type_expr::quoted;
use crate::model::{Expect, Expr, Reference, Root, TextPart, TypeId};
use crate::source::At;

impl Builder<'_, '_> {
    /// Reports a value that may be absent where one is required.
    pub fn may_be_absent(&mut self, value: &Expr, at: At<'_>, place: &str, target: Option<(TypeId, &str)>) {
        let mut causes = Vec::new();
        self.causes(value, &mut causes);
        let names: Vec<&str> = causes.iter().map(|cause| cause.text.as_str()).collect();
        let what = match (value, names.as_slice()) {
            (Expr::Reference(_), [one]) => format!("`{one}` may be absent, and `{place}` is required"),
            (Expr::FirstOf(_), all) => {
                format!("all of {} may be absent, and `{place}` is required", quoted(all))
            }
            (_, [one]) => format!("where `{one}` is absent, so is `{place}`, which is required"),
            (_, all) => format!("where {} are absent, so is `{place}`, which is required", quoted(all)),
        };
        let declared = target.map(|(id, wire)| self.declared(id, wire));
        let (why, help) = match causes.first() {
            Some(cause) => self.mended(cause, target.is_some()),
            None => (None, "give a value that is there in every case".to_owned()),
        };
        let input = causes.first().and_then(|cause| {
            let Root::Input(_) = cause.root else { return None };
            self.subject_of(&cause.text)
        });
        let subject = match self.subject {
            Subject::Input => "the input",
            Subject::Item => "the field of the item",
        };
        let problem = self.problems.error(Code::MayBeAbsent, at.span(), what);
        if let Some(span) = declared {
            problem.also(span, "required here");
        }
        if let Some(span) = input {
            problem.also(span, subject);
        }
        if let Some(why) = why {
            problem.why(why);
        }
        problem.help(help);
    }

    /// What a value is absent for the want of.
    fn causes(&mut self, value: &Expr, causes: &mut Vec<Reference>) {
        let mut add = |reference: &Reference| {
            let known = causes.iter().any(|cause| cause.text == reference.text);
            if !known && !self.leads_somewhere(reference) {
                causes.push(reference.clone());
            }
        };
        match value {
            Expr::Reference(reference) => add(reference),
            Expr::FirstOf(references) => references.iter().for_each(add),
            Expr::Text(parts) => parts.iter().for_each(|part| {
                if let TextPart::Reference(reference) = part {
                    add(reference);
                }
            }),
            Expr::Record { only_if: Some(reference), .. } if !self.leads_somewhere(reference) => {
                causes.push(reference.clone());
            }
            Expr::Record { fields, .. } => fields.iter().for_each(|(_, value)| self.causes(value, causes)),
            Expr::List(items, _) => items.iter().for_each(|item| self.causes(item, causes)),
            Expr::Const(..) | Expr::IsPresent(_) | Expr::NamesPresent(_) => {}
        }
    }

    /// Why a value may be absent, and what its author may do about it.
    fn mended(&self, cause: &Reference, of_a_record: bool) -> (Option<String>, String) {
        match cause.root {
            Root::Step(step) if self.is_skipped(step) => {
                let Made { name, step } = &self.made[step];
                let guarded = step.as_ref().is_some_and(|step| step.guard.is_some());
                let finds_nothing = step.as_ref().is_some_and(|step| step.expect == Some(Expect::AtMostOne));
                let why = match (guarded, finds_nothing) {
                    (true, true) => format!("the step `{name}` may be left out, or find nothing"),
                    (true, false) => format!("the step `{name}` may be left out"),
                    (false, _) => format!("the step `{name}` may find nothing"),
                };
                let help = format!(
                    "give another value for that case, as in `{{first_of: [{}, other]}}`, or guard this step with `only_if: {}`",
                    cause.text, cause.text
                );
                (Some(why), help)
            }
            Root::Step(_) => {
                let why = "an answer may come without it".to_owned();
                let help = format!("send another value, or guard this step with `only_if: {}`", cause.text);
                (Some(why), help)
            }
            Root::Input(place) => {
                let is_null = self.fields_of(self.input)[place].presence.is_nullable();
                let why = is_null.then(|| "null counts as absent".to_owned());
                let help = match of_a_record {
                    _ if self.subject == Subject::Item => "name a field that every item has",
                    true => {
                        "require the input, make sure of it with a rule, or leave the record out with `only_if`"
                    }
                    false => {
                        "require the input, make sure of it with a rule, or guard the step with `only_if`"
                    }
                };
                (why, help.to_owned())
            }
        }
    }

    fn is_skipped(&self, step: usize) -> bool {
        self.made[step].step.as_ref().is_some_and(crate::model::Step::is_optional)
    }
}
