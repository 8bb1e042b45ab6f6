//! What a rule demands of which fields are given, in the words of [`Facts`].

use crate::lower::facts::{Claim, Facts};
use crate::model::RuleKind;

/// The claims that hold together wherever the rule is kept. There are none where values decide about it.
pub fn demands(rule: &RuleKind, facts: &mut Facts, given: impl Fn(&usize) -> Claim) -> Vec<Claim> {
    let all = |fields: &[usize]| -> Vec<Claim> { fields.iter().map(&given).collect() };
    match rule {
        RuleKind::AtLeastOne(fields) => vec![facts.any(all(fields))],
        RuleKind::AtMostOne(fields) => at_most_one(&all(fields), facts),
        RuleKind::ExactlyOne(fields) => {
            let mut demands = at_most_one(&all(fields), facts);
            demands.push(facts.any(all(fields)));
            demands
        }
        // Each asks for the next, and the last one for the first.
        RuleKind::AllOrNone(fields) => {
            let pairs = fields.iter().zip(fields.iter().cycle().skip(1));
            pairs.map(|(field, next)| facts.any(vec![!given(field), given(next)])).collect()
        }
        RuleKind::IfPresent { field, then } => {
            then.iter().map(|then| facts.any(vec![!given(field), given(then)])).collect()
        }
        RuleKind::If { .. } | RuleKind::Equal(_) => Vec::new(),
    }
}

/// None goes with any of those before it.
fn at_most_one(given: &[Claim], facts: &mut Facts) -> Vec<Claim> {
    let mut before = !Facts::ALWAYS;
    given
        .iter()
        .map(|claim| {
            let demand = facts.any(vec![!*claim, !before]);
            before = facts.any(vec![before, *claim]);
            demand
        })
        .collect()
}
