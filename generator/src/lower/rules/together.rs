//! Whether the rules of a record can be met together, and every field of them still be given.
//!
//! Which fields are present is all that counts here, and every choice is tried. `if` and `equal` are left out: which
//! values there are decides about them.

use super::Over;
use crate::diagnostics::{Code, Problems};
use crate::model::{Rule, RuleKind};
use crate::source::At;

/// With more fields than this under rules of presence, not every choice is tried.
const MOST_FIELDS: usize = 12;

/// Reports rules that no document can meet, and fields that none that meets them can have.
pub fn contradictions(over: &Over<'_, '_>, rules: &[Rule], places: &[At<'_>], problems: &mut Problems) {
    let rules: Vec<(&RuleKind, At<'_>)> = rules
        .iter()
        .zip(places)
        .filter(|(rule, _)| !matches!(rule.kind, RuleKind::If { .. } | RuleKind::Equal(_)))
        .map(|(rule, place)| (&rule.kind, *place))
        .collect();
    let mut fields: Vec<usize> = rules.iter().flat_map(|(kind, _)| kind.fields()).collect();
    fields.sort_unstable();
    fields.dedup();
    if fields.len() > MOST_FIELDS {
        return;
    }
    // The first rule with which the ones before it do not go.
    for upto in 1..=rules.len() {
        let (others, (kind, place)) = (&rules[..upto - 1], rules[upto - 1]);
        let known: Vec<usize> = kind.fields();
        let choices = met(&rules[..upto], &fields);
        let message = if choices.is_empty() {
            "no request can meet this rule and the ones before it".to_owned()
        } else {
            let never = fields
                .iter()
                .enumerate()
                .find(|(bit, _)| choices.iter().all(|choice| choice & 1 << bit == 0));
            let Some((_, never)) = never else { continue };
            format!("with this rule, `{}` can never be given", over.fields[*never].wire)
        };
        let problem = problems.error(Code::RulesContradict, place.span(), message);
        for (_, other) in
            others.iter().filter(|(other, _)| other.fields().iter().any(|field| known.contains(field)))
        {
            problem.also(other.span(), "it does not go with this one");
        }
        problem.help("drop one of the rules, or let it name other fields");
        return;
    }
}

/// The choices of fields that meet all rules; a bit for each field.
fn met(rules: &[(&RuleKind, At<'_>)], fields: &[usize]) -> Vec<u32> {
    let choices = 0..1_u32 << fields.len();
    choices.filter(|choice| rules.iter().all(|(kind, _)| is_met(kind, *choice, fields))).collect()
}

fn is_met(kind: &RuleKind, choice: u32, fields: &[usize]) -> bool {
    let is_present = |field: &usize| {
        let bit = fields.iter().position(|other| other == field);
        bit.is_some_and(|bit| choice & 1 << bit != 0)
    };
    let count = |fields: &[usize]| fields.iter().filter(|field| is_present(field)).count();
    match kind {
        RuleKind::ExactlyOne(fields) => count(fields) == 1,
        RuleKind::AtLeastOne(fields) => count(fields) > 0,
        RuleKind::AtMostOne(fields) => count(fields) < 2,
        RuleKind::AllOrNone(fields) => matches!(count(fields), n if n == 0 || n == fields.len()),
        RuleKind::IfPresent { field, then } => !is_present(field) || count(then) == then.len(),
        RuleKind::If { .. } | RuleKind::Equal(_) => true,
    }
}
