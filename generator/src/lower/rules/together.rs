//! Whether the rules of a record can be met together, and every field of them still be given.
//!
//! Which fields are given is all that counts here; `if` and `equal` are left out, since values decide about them. Each
//! field is supposed to be given, and what follows from that alone is looked at: a contradiction that takes more than one
//! such guess to see is not found.

use super::Over;
use super::demands::demands;
use crate::diagnostics::{Code, Problems};
use crate::lower::facts::{Claim, Facts};
use crate::model::{Rule, RuleKind};
use crate::source::At;

/// Why rules do not go together.
enum Contradiction {
    /// No document meets them all.
    Unmet,
    /// No document that meets them has this field.
    Never(usize),
}

/// Reports rules that no document can meet, and fields that none that meets them can have.
pub fn contradictions(over: &Over<'_, '_>, rules: &[Rule], places: &[At<'_>], problems: &mut Problems) {
    let (rules, places): (Vec<&RuleKind>, Vec<At<'_>>) = rules
        .iter()
        .zip(places)
        .filter(|(rule, _)| !matches!(rule.kind, RuleKind::If { .. } | RuleKind::Equal(_)))
        .map(|(rule, place)| (&rule.kind, *place))
        .unzip();
    if contradiction(&rules).is_none() {
        return;
    }
    // The first rule with which the ones before it do not go: what contradicts stays so with every further rule.
    let (mut good, mut last) = (0, rules.len());
    while last - good > 1 {
        let middle = good.midpoint(last);
        match contradiction(&rules[..middle]) {
            Some(_) => last = middle,
            None => good = middle,
        }
    }
    let message = match contradiction(&rules[..last]) {
        Some(Contradiction::Never(field)) => {
            format!("with this rule, `{}` can never be given", over.fields[field].wire)
        }
        _ => "no request can meet this rule and the ones before it".to_owned(),
    };
    let named = rules[last - 1].fields();
    let problem = problems.error(Code::RulesContradict, places[last - 1].span(), message);
    for (rule, place) in rules[..last - 1].iter().zip(&places) {
        if rule.fields().iter().any(|field| named.contains(field)) {
            problem.also(place.span(), "it does not go with this one");
        }
    }
    problem.help("drop one of the rules, or let it name other fields");
}

fn contradiction(rules: &[&RuleKind]) -> Option<Contradiction> {
    let mut facts = Facts::default();
    let mut fields: Vec<usize> = rules.iter().flat_map(|rule| rule.fields()).collect();
    fields.sort_unstable();
    fields.dedup();
    let given: Vec<Claim> = fields.iter().map(|_| facts.unnamed()).collect();
    let of_field = |field: &usize| given[fields.partition_point(|other| other < field)];
    for rule in rules {
        for demand in demands(rule, &mut facts, of_field) {
            facts.suppose(demand);
        }
    }
    let never = facts.rule_out(given.clone());
    match (facts.is_contradiction(), never.first()) {
        (true, _) => Some(Contradiction::Unmet),
        (false, Some(never)) => {
            let place = given.iter().position(|claim| claim == never)?;
            Some(Contradiction::Never(fields[place]))
        }
        (false, None) => None,
    }
}
