//! What holds whatever is given, in the words of [`Facts`](crate::lower::facts::Facts): what the input and its rules make
//! sure of, what each step does, and when a value is there.

use super::Builder;
use crate::lower::facts::{Claim, Facts};
use crate::lower::rules::demands;
use crate::model::{Expect, Expr, Guard, Reference, RuleKind, Step, TextPart, TypeKind};

impl Builder<'_, '_> {
    /// Learns what the rules of the input make sure of.
    pub fn know_the_input(&mut self) {
        let TypeKind::Record(record) = &self.types.defs[self.input.0].kind else { return };
        let rules: Vec<RuleKind> = record.rules.iter().map(|rule| rule.kind.clone()).collect();
        let fields = record.fields.clone();
        let mut given = Vec::with_capacity(fields.len());
        for field in &fields {
            let has_value = self.facts.part(&field.wire, Facts::ALWAYS);
            if !self.is_optional(field) {
                self.facts.suppose(has_value);
            }
            // Null is given, and is no value.
            given.push(match field.presence.is_nullable() {
                true => {
                    let given = self.facts.unnamed();
                    self.facts.one_of(vec![!has_value, given]);
                    given
                }
                false => has_value,
            });
        }
        for rule in &rules {
            for demand in demands(rule, &mut self.facts, |field| given[*field]) {
                self.facts.suppose(demand);
            }
        }
    }

    /// Learns what a step makes sure of: it has a value where it is made, unless it may find nothing.
    pub fn know_the_step(&mut self, step: &Step) {
        let has_value = self.facts.part(&step.name, Facts::ALWAYS);
        let is_made = match &step.guard {
            Some(guard) => self.guarded(guard),
            None => Facts::ALWAYS,
        };
        self.facts.one_of(vec![!has_value, is_made]);
        if step.expect != Some(Expect::AtMostOne) {
            self.facts.one_of(vec![has_value, !is_made]);
        }
    }

    /// When a step with a guard is made.
    pub fn guarded(&mut self, guard: &Guard) -> Claim {
        let on = present_at(&guard.on, &mut self.facts);
        if guard.present { on } else { !on }
    }

    /// Whether a value is there in every case.
    pub fn is_sure(&mut self, value: &Expr) -> bool {
        self.facts.prove(|facts| present(value, facts))
    }

    /// Whether there is something at the end of a reference in every case.
    pub fn leads_somewhere(&mut self, reference: &Reference) -> bool {
        self.facts.prove(|facts| present_at(reference, facts))
    }
}

/// When a value is present.
pub fn present(value: &Expr, facts: &mut Facts) -> Claim {
    match value {
        Expr::Reference(reference) => present_at(reference, facts),
        Expr::Const(..) | Expr::IsPresent(_) | Expr::NamesPresent(_) => Facts::ALWAYS,
        Expr::FirstOf(references) => {
            let any = references.iter().map(|reference| present_at(reference, facts)).collect();
            facts.any(any)
        }
        Expr::Text(parts) => {
            let references = parts.iter().filter_map(|part| match part {
                TextPart::Literal(_) => None,
                TextPart::Reference(reference) => Some(reference),
            });
            let all = references.map(|reference| present_at(reference, facts)).collect();
            facts.all(all)
        }
        Expr::Record { fields, only_if, .. } => {
            let any = any_present(fields.iter().map(|(_, value)| value), facts);
            match only_if {
                Some(reference) => {
                    let on = present_at(reference, facts);
                    facts.all(vec![on, any])
                }
                None => any,
            }
        }
        Expr::List(items, _) => any_present(items, facts),
    }
}

/// A record or a list is there where anything in it is; one that was written empty always is.
fn any_present<'e>(values: impl IntoIterator<Item = &'e Expr>, facts: &mut Facts) -> Claim {
    let any: Vec<Claim> = values.into_iter().map(|value| present(value, facts)).collect();
    if any.is_empty() { Facts::ALWAYS } else { facts.any(any) }
}

/// When there is something at the end of a reference.
pub fn present_at(reference: &Reference, facts: &mut Facts) -> Claim {
    if !reference.optional {
        return Facts::ALWAYS;
    }
    let words: Vec<&str> = reference.text.split('.').collect();
    let root = facts.part(words[0], Facts::ALWAYS);
    // A field that is always there says nothing that what has it does not say.
    reference.unsure.iter().fold(root, |whole, place| {
        let to = words.len().min(place + 2);
        facts.part(&words[..to].join("."), whole)
    })
}
