//! What is present and what is absent, as far as it follows from what is known: the rules of a record, its required
//! fields, the guards of steps.
//!
//! A fact is a list of claims of which at least one holds; where all but one are denied, the last one follows. A question
//! is answered by supposing the opposite and looking for a contradiction. Cases are told apart one at a time and never
//! within each other, so an answer takes work in proportion to what it touches, and no more than about [`MAX_WORK`]. "Not
//! proven" therefore means: possible, as far as that shows.

use std::collections::HashMap;
use std::ops::Not;

/// How many facts are touched for one answer. What is not settled by then stays open. A record with some thousand fields
/// stays below it.
const MAX_WORK: usize = 10_000;

/// That something is present, or that it is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    subject: usize,
    present: bool,
}

impl Claim {
    /// As a number, to be added to others.
    fn number(self) -> usize {
        self.subject * 2 + usize::from(self.present)
    }
}

impl Not for Claim {
    type Output = Self;

    fn not(self) -> Self {
        Self { present: !self.present, ..self }
    }
}

/// Something that is present or absent.
#[derive(Debug, Default)]
struct Subject {
    name: Option<String>,
    /// Whether it is present, where that is known.
    present: Option<bool>,
    /// Whether its facts have counted that it is known.
    counted: bool,
    /// The facts that claim it is absent, and those that claim it is present.
    facts: [Vec<usize>; 2],
}

/// How many claims of a fact are open. The last one is known by its number, which is then the sum of all open ones.
#[derive(Debug)]
struct Fact {
    claims: Vec<Claim>,
    open: usize,
    sum: usize,
}

/// A state of knowledge to go back to.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    subjects: usize,
    facts: usize,
    known: usize,
    is_contradiction: bool,
}

/// What is known.
#[derive(Debug)]
pub struct Facts {
    subjects: Vec<Subject>,
    names: HashMap<String, usize>,
    facts: Vec<Fact>,
    /// The subjects of which it is known whether they are present, in the order in which that was found out.
    known: Vec<usize>,
    /// How many of them have been counted by their facts.
    counted: usize,
    is_contradiction: bool,
    /// How many claims and facts were touched so far.
    work: usize,
    max_work: usize,
}

impl Default for Facts {
    /// Nothing is known but that what is always present is present.
    fn default() -> Self {
        let mut facts = Self {
            subjects: vec![Subject::default()],
            names: HashMap::new(),
            facts: Vec::new(),
            known: Vec::new(),
            counted: 0,
            is_contradiction: false,
            work: 0,
            max_work: MAX_WORK,
        };
        facts.suppose(Self::ALWAYS);
        facts
    }
}

impl Facts {
    /// What holds in every case.
    pub const ALWAYS: Claim = Claim { subject: 0, present: true };

    /// The claim that something of which nothing is known is present.
    pub fn unnamed(&mut self) -> Claim {
        self.subjects.push(Subject::default());
        Claim { subject: self.subjects.len() - 1, present: true }
    }

    /// The claim that what goes by a name is present. It is there only where what it is a part of is.
    pub fn part(&mut self, name: &str, whole: Claim) -> Claim {
        if let Some(subject) = self.names.get(name) {
            return Claim { subject: *subject, present: true };
        }
        let part = self.unnamed();
        self.names.insert(name.to_owned(), part.subject);
        self.subjects[part.subject].name = Some(name.to_owned());
        self.one_of(vec![!part, whole]);
        part
    }

    /// The claim that any of these holds.
    pub fn any(&mut self, claims: Vec<Claim>) -> Claim {
        match claims.as_slice() {
            [] => !Self::ALWAYS,
            [only] => *only,
            _ => {
                let any = self.unnamed();
                for claim in &claims {
                    self.one_of(vec![any, !*claim]);
                }
                self.one_of(claims.into_iter().chain([!any]).collect());
                any
            }
        }
    }

    /// The claim that all of these hold.
    pub fn all(&mut self, claims: Vec<Claim>) -> Claim {
        !self.any(claims.into_iter().map(Not::not).collect())
    }

    /// Learns that one of these holds.
    pub fn one_of(&mut self, mut claims: Vec<Claim>) {
        claims.sort_unstable();
        claims.dedup();
        let is_open = |claim: &&Claim| {
            let subject = &self.subjects[claim.subject];
            !subject.counted || subject.present == Some(claim.present)
        };
        let (open, sum) = claims
            .iter()
            .filter(is_open)
            .fold((0, 0), |(open, sum): (usize, usize), claim| (open + 1, sum + claim.number()));
        let place = self.facts.len();
        self.work += claims.len();
        for claim in &claims {
            self.subjects[claim.subject].facts[usize::from(claim.present)].push(place);
        }
        self.facts.push(Fact { claims, open, sum });
        self.conclude(place);
        self.follow();
    }

    /// Learns that it holds.
    pub fn suppose(&mut self, claim: Claim) {
        self.settle(claim);
        self.follow();
    }

    /// Whether a claim holds in every case: the opposite contradicts what is known.
    pub fn prove(&mut self, claim: impl FnOnce(&mut Self) -> Claim) -> bool {
        let mark = self.mark();
        let claim = claim(self);
        self.suppose(!claim);
        if !self.is_contradiction {
            // What the claim is made of, one after the other.
            let mut parts: Vec<Claim> =
                self.facts[mark.facts..].iter().flat_map(|fact| fact.claims.iter().copied()).collect();
            parts.sort_unstable();
            parts.dedup();
            self.rule_out(parts);
        }
        let is_proven = self.is_contradiction;
        self.forget(mark);
        is_proven
    }

    /// Supposes each of several claims, and learns which of them hold in no case.
    pub fn rule_out(&mut self, claims: Vec<Claim>) -> Vec<Claim> {
        let limit = self.work + self.max_work;
        let mut ruled_out = Vec::new();
        for claim in claims {
            if self.is_contradiction || self.work > limit {
                break;
            }
            if self.subjects[claim.subject].present.is_some() {
                continue;
            }
            let mark = self.mark();
            self.suppose(claim);
            let is_ruled_out = self.is_contradiction;
            self.forget(mark);
            if is_ruled_out {
                self.suppose(!claim);
                ruled_out.push(claim);
            }
        }
        ruled_out
    }

    /// Whether no case is left in which all of what was supposed holds.
    pub fn is_contradiction(&self) -> bool {
        self.is_contradiction
    }

    /// What is known now, to forget what is learnt later.
    pub fn mark(&self) -> Mark {
        Mark {
            subjects: self.subjects.len(),
            facts: self.facts.len(),
            known: self.known.len(),
            is_contradiction: self.is_contradiction,
        }
    }

    /// Forgets what was learnt since, and what was named.
    pub fn forget(&mut self, mark: Mark) {
        for place in self.known.split_off(mark.known) {
            let subject = &mut self.subjects[place];
            let present = subject.present.take();
            if let (true, Some(present)) = (std::mem::take(&mut subject.counted), present) {
                let denied = Claim { subject: place, present: !present };
                for fact in &self.subjects[place].facts[usize::from(denied.present)] {
                    self.facts[*fact].open += 1;
                    self.facts[*fact].sum += denied.number();
                }
            }
        }
        self.counted = self.counted.min(mark.known);
        for fact in self.facts.drain(mark.facts..) {
            for claim in fact.claims {
                self.subjects[claim.subject].facts[usize::from(claim.present)].pop();
            }
        }
        for name in self.subjects.drain(mark.subjects..).filter_map(|subject| subject.name) {
            self.names.remove(&name);
        }
        self.is_contradiction = mark.is_contradiction;
    }

    fn settle(&mut self, claim: Claim) {
        let subject = &mut self.subjects[claim.subject];
        match subject.present {
            None => {
                subject.present = Some(claim.present);
                self.known.push(claim.subject);
            }
            Some(present) => self.is_contradiction |= present != claim.present,
        }
    }

    /// Takes what follows from a fact.
    fn conclude(&mut self, fact: usize) {
        match self.facts[fact] {
            Fact { open: 0, .. } => self.is_contradiction = true,
            Fact { open: 1, sum, .. } => self.settle(Claim { subject: sum / 2, present: sum % 2 == 1 }),
            _ => {}
        }
    }

    /// Takes what follows from what was found out.
    fn follow(&mut self) {
        let limit = self.work + self.max_work;
        while let Some(place) = self.known.get(self.counted).copied() {
            let subject = &mut self.subjects[place];
            let Some(present) = subject.present else { return };
            let denied = Claim { subject: place, present: !present };
            let touched = subject.facts[usize::from(denied.present)].len();
            if self.work + touched > limit {
                return;
            }
            subject.counted = true;
            self.counted += 1;
            self.work += touched;
            for index in 0..touched {
                let fact = self.subjects[place].facts[usize::from(denied.present)][index];
                self.facts[fact].open -= 1;
                self.facts[fact].sum -= denied.number();
                self.conclude(fact);
            }
        }
    }
}

#[cfg(test)]
mod tests;
