//! What holds whatever is given: what the input and its rules make sure of, and what each step does.

use super::presence::{Atom, Claim, Presence};
use super::{Builder, presence};
use crate::model::{Expect, Field, RuleKind, Step, TypeKind};

impl Builder<'_, '_> {
    /// What the input makes sure of: what is required or has a default, and its rules.
    pub fn know_the_input(&mut self) {
        let fields = self.fields_of(self.input);
        for (place, field) in fields.iter().enumerate() {
            if !self.is_optional(field) {
                self.facts.one_of(vec![Claim::present(Atom::Input(place))]);
            }
        }
        let TypeKind::Record(record) = &self.types.defs[self.input.0].kind else { return };
        let rules: Vec<RuleKind> = record.rules.iter().map(|rule| rule.kind.clone()).collect();
        for rule in &rules {
            self.know_the_rule(rule, &fields);
        }
    }

    /// What a rule says of presence. A field that may be null says less: it may be there without a value.
    fn know_the_rule(&mut self, rule: &RuleKind, fields: &[Field]) {
        let has_value = |place: &usize| !fields[*place].presence.is_nullable();
        let present = |place: usize| Claim::present(Atom::Input(place));
        let absent = |place: usize| Claim::absent(Atom::Input(place));
        let mut at_least_one = |places: &[usize]| {
            if places.iter().all(has_value) {
                self.facts.one_of(places.iter().copied().map(present).collect());
            }
        };
        match rule {
            RuleKind::AtLeastOne(places) => at_least_one(places),
            RuleKind::ExactlyOne(places) => {
                at_least_one(places);
                self.know_at_most_one(places);
            }
            RuleKind::AtMostOne(places) => self.know_at_most_one(places),
            RuleKind::AllOrNone(places) => {
                for place in places {
                    for other in places.iter().filter(|other| *other != place && has_value(other)) {
                        self.facts.one_of(vec![absent(*place), present(*other)]);
                    }
                }
            }
            RuleKind::IfPresent { field, then } => {
                for other in then.iter().filter(|other| has_value(other)) {
                    self.facts.one_of(vec![absent(*field), present(*other)]);
                }
            }
            // What depends on values says nothing that holds in every case.
            RuleKind::If { .. } | RuleKind::Equal(_) => {}
        }
    }

    fn know_at_most_one(&mut self, places: &[usize]) {
        for (index, place) in places.iter().enumerate() {
            for other in &places[index + 1..] {
                let claims = [place, other].map(|place| Claim::absent(Atom::Input(*place)));
                self.facts.one_of(claims.to_vec());
            }
        }
    }

    /// What a step makes sure of: it has a value where it is made, unless it may find nothing.
    pub fn know_the_step(&mut self, step: &Step) {
        let own = Atom::Step(self.made.len());
        let may_find_nothing = step.expect == Some(Expect::AtMostOne);
        let Some(guard) = &step.guard else {
            if !may_find_nothing {
                self.facts.one_of(vec![Claim::present(own)]);
            }
            return;
        };
        let Presence::If(atom) = presence::of_reference(&guard.on) else { return };
        let (made, left_out) = match guard.present {
            true => (Claim::present(atom.clone()), Claim::absent(atom)),
            false => (Claim::absent(atom.clone()), Claim::present(atom)),
        };
        self.facts.one_of(vec![Claim::absent(own.clone()), made]);
        if !may_find_nothing {
            self.facts.one_of(vec![Claim::present(own), left_out]);
        }
    }
}
