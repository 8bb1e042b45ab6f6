//! The rules of a record that a call takes, as far as they are about presence: none is broken in any case.
//!
//! What hangs on an answer is checked when the request is made, as its bounds are; so are rules about values.

use super::presence::Presence;
use super::{Builder, presence};
use crate::diagnostics::Code;

use crate::model::{Expr, RuleKind, TypeId, TypeKind};
use crate::phrase;
use crate::source::At;

impl Builder<'_, '_> {
    /// Reports each rule that a record may break which is written out. That it is there is among the facts.
    pub fn keep_the_rules(&mut self, made: &[(usize, Expr)], id: TypeId, at: At<'_>, place: &str) {
        let def = &self.types.defs[id.0];
        let TypeKind::Record(record) = &def.kind else { return };
        let (record, name) = (record.clone(), def.name.clone());
        let presence = |field: &usize| {
            let value = made.iter().find(|(place, _)| place == field);
            value.map_or_else(Presence::never, |(_, value)| presence::of(value))
        };
        for (index, rule) in record.rules.iter().enumerate() {
            if self.is_kept(&rule.kind, presence) {
                continue;
            }
            let span = if at.own_key().is_some() { at.name() } else { at.span().begin() };
            let declared = self.types.rules.get(&id).map(|at| at.item(index).span());
            let asked = phrase::rule(rule, &record);
            let problem = self.problems.error(
                Code::LooserBound,
                span,
                format!("`{place}` may break a rule of `{name}`: {asked}"),
            );
            problem.label("the call would be refused");
            if let Some(span) = declared {
                problem.also(span, "the rule of the call");
            }
            problem
                .help("make sure of it: give the input the same rule, require an input, or guard the step");
        }
    }

    fn is_kept(&mut self, rule: &RuleKind, presence: impl Fn(&usize) -> Presence) -> bool {
        let all = |fields: &[usize]| -> Vec<Presence> { fields.iter().map(&presence).collect() };
        let (parts, then) = match rule {
            RuleKind::AtLeastOne(fields)
            | RuleKind::ExactlyOne(fields)
            | RuleKind::AtMostOne(fields)
            | RuleKind::AllOrNone(fields) => (all(fields), Vec::new()),
            RuleKind::IfPresent { field, then } => (vec![presence(field)], all(then)),
            RuleKind::If { .. } | RuleKind::Equal(_) => return true,
        };
        if parts.iter().chain(&then).any(Presence::hangs_on_a_step) {
            return true;
        }
        let some = |builder: &Self| builder.facts.prove(&Presence::Any(parts.clone()));
        let no_two = |builder: &Self| {
            parts.iter().enumerate().all(|(index, one)| {
                let mut others = parts[index + 1..].iter();
                others.all(|other| builder.facts.rule_out(&Presence::All(vec![one.clone(), other.clone()])))
            })
        };
        match rule {
            RuleKind::AtLeastOne(_) => some(self),
            RuleKind::ExactlyOne(_) => some(self) && no_two(self),
            RuleKind::AtMostOne(_) => no_two(self),
            RuleKind::AllOrNone(_) => {
                parts.iter().all(|one| parts.iter().all(|other| self.facts.imply(one, other)))
            }
            _ => then.iter().all(|other| self.facts.imply(&parts[0], other)),
        }
    }
}
