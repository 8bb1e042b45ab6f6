//! The rules of a record that a call takes, as far as they are about presence: none is broken in any case.
//!
//! What hangs on an answer is checked when the request is made, as its bounds are; so are rules about values.

use super::Builder;
use super::known::present;
use crate::diagnostics::Code;
use crate::lower::facts::Facts;
use crate::lower::rules::demands;
use crate::model::{Expr, Root, Rule, TypeId, TypeKind};
use crate::phrase;
use crate::source::At;

impl Builder<'_, '_> {
    /// Reports each rule that a record may break which is written out. That it is there is among the facts.
    pub fn keep_the_rules(&mut self, made: &[(usize, Expr)], id: TypeId, at: At<'_>, place: &str) {
        let def = &self.types.defs[id.0];
        let TypeKind::Record(record) = &def.kind else { return };
        let (record, name) = (record.clone(), def.name.clone());
        let hangs_on_an_answer =
            |field: &usize| made.iter().any(|(place, value)| place == field && hangs_on_an_answer(value));
        let mark = self.facts.mark();
        let mut given = vec![!Facts::ALWAYS; record.fields.len()];
        for (place, value) in made {
            given[*place] = present(value, &mut self.facts);
        }
        let broken = record.rules.iter().enumerate().filter(|(_, rule)| {
            let demands = demands(&rule.kind, &mut self.facts, |field| given[*field]);
            !rule.kind.fields().iter().any(hangs_on_an_answer)
                && !demands.into_iter().all(|demand| self.facts.prove(|_| demand))
        });
        let broken: Vec<(usize, &Rule)> = broken.collect();
        self.facts.forget(mark);
        for (index, rule) in broken {
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
}

/// Whether it follows from an answer whether a value is there.
fn hangs_on_an_answer(value: &Expr) -> bool {
    match value {
        Expr::IsPresent(_) | Expr::NamesPresent(_) => false,
        value => value.any(&|reference| reference.optional && matches!(reference.root, Root::Step(_))),
    }
}
