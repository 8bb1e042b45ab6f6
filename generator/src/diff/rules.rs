//! The conditions across the fields of what is sent.

use std::collections::BTreeSet;

use super::Kind;
use super::log::{Flow, Log};
use super::words::Words;
use crate::model::{Condition, Record, Rule, RuleKind, Then};
use crate::phrase;

type Names = BTreeSet<String>;

/// A rule by the names of its fields, so that those of two versions can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Terms {
    word: &'static str,
    /// The field that a rule with a condition looks at.
    field: Option<String>,
    /// The values that it asks for.
    values: Names,
    /// What it demands, or the fields that it is about.
    names: Names,
    /// Whether it demands values.
    of_values: bool,
}

impl Terms {
    fn of(rule: &Rule, record: &Record) -> Self {
        let name = |field: &usize| record.fields[*field].wire.clone();
        let values =
            |condition: &Condition| condition.values.iter().map(ToString::to_string).collect::<Names>();
        let mut terms = Self {
            word: rule.kind.word(),
            field: None,
            values: Names::new(),
            names: Names::new(),
            of_values: false,
        };
        match &rule.kind {
            RuleKind::ExactlyOne(fields)
            | RuleKind::AtLeastOne(fields)
            | RuleKind::AtMostOne(fields)
            | RuleKind::AllOrNone(fields)
            | RuleKind::Equal(fields) => terms.names = fields.iter().map(name).collect(),
            RuleKind::IfPresent { field, then } => {
                terms.field = Some(name(field));
                terms.names = then.iter().map(name).collect();
            }
            RuleKind::If { condition, then } => {
                terms.field = Some(name(&condition.field));
                terms.values = values(condition);
                match then {
                    Then::Present(fields) => terms.names = fields.iter().map(name).collect(),
                    Then::Met(conditions) => {
                        terms.of_values = true;
                        let met = conditions
                            .iter()
                            .map(|condition| format!("{}={:?}", name(&condition.field), values(condition)));
                        terms.names = met.collect();
                    }
                }
            }
        }
        terms
    }

    /// Whether it is the same rule, asking for more or less.
    fn is_kin(&self, other: &Self) -> bool {
        let alike = self.word == other.word && self.field == other.field && self.of_values == other.of_values;
        let meet = |a: &Names, b: &Names| a.is_empty() && b.is_empty() || !a.is_disjoint(b);
        alike && meet(&self.values, &other.values) && meet(&self.names, &other.names)
    }

    /// Whether everything that kept this rule keeps the newer one, where fields that are new are absent.
    fn allows_less_than(&self, newer: &Self, new_fields: &Names) -> bool {
        let less = newer.names.is_subset(&self.names);
        let kept: Names = newer.names.difference(new_fields).cloned().collect();
        match self.word {
            "at_least_one" => newer.names.is_superset(&self.names),
            "exactly_one" => kept == self.names,
            "at_most_one" | "equal" => kept.is_subset(&self.names),
            "all_or_none" => less,
            _ => less && newer.values.is_subset(&self.values),
        }
    }

    /// Whether it says nothing of what has none of these fields.
    fn is_about(&self, new_fields: &Names) -> bool {
        let old_ones = self.names.difference(new_fields).count();
        match self.word {
            "at_most_one" | "equal" => old_ones <= 1,
            "all_or_none" => old_ones == 0,
            "exactly_one" | "at_least_one" => false,
            _ => self.field.as_ref().is_some_and(|field| new_fields.contains(field)),
        }
    }

    fn without(&self, gone: &Names) -> Self {
        let names = self.names.difference(gone).cloned().collect();
        Self { names, ..self.clone() }
    }
}

/// Compares the rules of two versions of a record that is sent.
pub fn compare(log: &mut Log<'_>, old: &Record, new: &Record) {
    let wires = |record: &Record| -> Names { record.fields.iter().map(|field| field.wire.clone()).collect() };
    let new_fields: Names = wires(new).difference(&wires(old)).cloned().collect();
    let gone: Names = wires(old).difference(&wires(new)).cloned().collect();
    let terms =
        |record: &Record| -> Vec<Terms> { record.rules.iter().map(|rule| Terms::of(rule, record)).collect() };
    let (before, after) = (terms(old), terms(new));
    let mut partners: Vec<Option<usize>> = vec![None; before.len()];
    // Those that are the same first, so that no kin takes their place.
    for is_partner in [PartialEq::eq, Terms::is_kin] as [fn(&Terms, &Terms) -> bool; 2] {
        for place in 0..before.len() {
            if partners[place].is_none() {
                let free = |other: &usize| !partners.contains(&Some(*other));
                partners[place] =
                    (0..after.len()).filter(free).find(|other| is_partner(&before[place], &after[*other]));
            }
        }
    }
    for (place, partner) in partners.iter().enumerate() {
        let was = phrase::rule(&old.rules[place], old);
        let Some(partner) = *partner else {
            log.say(Kind::RuleRemoved, Flow::Sent, "", format!("no rule any more, was: {was}"));
            continue;
        };
        let (earlier, later) = (&before[place], &after[partner]);
        let is = phrase::rule(&new.rules[partner], new);
        // That a field is gone has been told.
        if earlier != later && earlier.without(&gone) != *later {
            let kind = match earlier.allows_less_than(later, &new_fields) {
                true => Kind::RuleLoosened,
                false => Kind::RuleTightened,
            };
            log.say(kind, Flow::Sent, "", format!("{is}, was: {was}"));
        }
        let (old, new) = (&old.rules[place], &new.rules[partner]);
        let words = Words::new().part("doc", &old.doc, &new.doc);
        words.part("deviation", &old.deviation, &new.deviation).say(log, &format!("<{}>", later.word));
    }
    for (place, terms) in after.iter().enumerate().filter(|(place, _)| !partners.contains(&Some(*place))) {
        let kind = if terms.is_about(&new_fields) { Kind::RuleOfNewFields } else { Kind::RuleAdded };
        log.say(kind, Flow::Sent, "", phrase::rule(&new.rules[place], new));
    }
}
