//! What must be there whenever a step is made: a small proof over what is present and what is absent.
//!
//! Rules of the input, guards of steps and required fields are facts. Whether a value is there in every case that they
//! leave open is decided by looking for one in which it is not.

use std::collections::BTreeSet;

use crate::model::{Expr, Reference, Root, TextPart};

/// Something that is present or absent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Atom {
    /// A field of the input, by its place.
    Input(usize),
    /// What a step gave, by its place.
    Step(usize),
    /// What stands below one of those, by the way that leads to it.
    Below(Box<Atom>, String),
}

impl Atom {
    /// Whether a step gave it, or what it stands below.
    fn is_of_a_step(&self) -> bool {
        match self {
            Self::Input(_) => false,
            Self::Step(_) => true,
            Self::Below(above, _) => above.is_of_a_step(),
        }
    }
}

/// When something is present.
#[derive(Clone, Debug)]
pub enum Presence {
    /// In every case.
    Always,
    /// If this is.
    If(Atom),
    /// If any of these is.
    Any(Vec<Presence>),
    /// If all of these are.
    All(Vec<Presence>),
}

impl Presence {
    /// In no case.
    pub fn never() -> Self {
        Self::Any(Vec::new())
    }

    /// Whether it hangs on what a step gave.
    pub fn hangs_on_a_step(&self) -> bool {
        match self {
            Self::Always => false,
            Self::If(atom) => atom.is_of_a_step(),
            Self::Any(parts) | Self::All(parts) => parts.iter().any(Self::hangs_on_a_step),
        }
    }
}

/// A claim that something is present, or absent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    atom: Atom,
    present: bool,
}

impl Claim {
    /// It is present.
    pub fn present(atom: Atom) -> Self {
        Self { atom, present: true }
    }

    /// It is absent.
    pub fn absent(atom: Atom) -> Self {
        Self { atom, present: false }
    }

    fn denied(&self) -> Self {
        Self { atom: self.atom.clone(), present: !self.present }
    }
}

/// Claims of which one at least holds.
type Clause = Vec<Claim>;

/// What is known to hold.
#[derive(Clone, Debug, Default)]
pub struct Facts(Vec<Clause>);

impl Facts {
    /// One of these claims holds.
    pub fn one_of(&mut self, claims: Vec<Claim>) {
        self.0.push(claims);
    }

    /// It is present.
    pub fn suppose(&mut self, presence: &Presence) {
        self.0.extend(affirmed(presence));
    }

    /// How much is known, to forget what is learnt after it.
    pub fn mark(&self) -> usize {
        self.0.len()
    }

    /// Forgets what was learnt since.
    pub fn forget(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    /// Whether it is present in every case that the facts leave open.
    pub fn prove(&self, presence: &Presence) -> bool {
        !self.leave_open(denied(presence))
    }

    /// Whether it is present in no case that the facts leave open.
    pub fn rule_out(&self, presence: &Presence) -> bool {
        !self.leave_open(affirmed(presence))
    }

    /// Whether one is present wherever the other is.
    pub fn imply(&mut self, one: &Presence, other: &Presence) -> bool {
        let mark = self.mark();
        self.suppose(one);
        let is_proven = self.prove(other);
        self.forget(mark);
        is_proven
    }

    /// Whether the facts leave a case open in which these clauses hold too.
    fn leave_open(&self, more: Vec<Clause>) -> bool {
        let mut clauses = self.0.clone();
        clauses.extend(more);
        // What stands below something is there only where that is.
        let atoms: BTreeSet<Atom> = clauses.iter().flatten().map(|claim| claim.atom.clone()).collect();
        for mut atom in atoms {
            while let Atom::Below(above, _) = &atom {
                let above = (**above).clone();
                clauses.push(vec![Claim::present(above.clone()), Claim::absent(atom)]);
                atom = above;
            }
        }
        can_hold(clauses)
    }
}

/// The clauses that hold where it is present.
fn affirmed(presence: &Presence) -> Vec<Clause> {
    match presence {
        Presence::Always => Vec::new(),
        Presence::If(atom) => vec![vec![Claim::present(atom.clone())]],
        Presence::Any(parts) => crossed(parts, affirmed),
        Presence::All(parts) => parts.iter().flat_map(affirmed).collect(),
    }
}

/// The clauses that hold where it is absent.
fn denied(presence: &Presence) -> Vec<Clause> {
    match presence {
        Presence::Always => vec![Vec::new()],
        Presence::If(atom) => vec![vec![Claim::absent(atom.clone())]],
        Presence::Any(parts) => parts.iter().flat_map(denied).collect(),
        Presence::All(parts) => crossed(parts, denied),
    }
}

/// The clauses of which those of one part at least hold.
fn crossed(parts: &[Presence], of: fn(&Presence) -> Vec<Clause>) -> Vec<Clause> {
    parts.iter().map(of).fold(vec![Vec::new()], |made: Vec<Clause>, part| {
        let joined = |clause: &Clause| {
            part.iter().map(|other| clause.iter().chain(other).cloned().collect()).collect::<Vec<_>>()
        };
        made.iter().flat_map(joined).collect()
    })
}

/// Whether there is a case in which all clauses hold.
fn can_hold(mut clauses: Vec<Clause>) -> bool {
    // What only one claim can make true, it makes true.
    while let Some(claim) = clauses.iter().find_map(|clause| match clause.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }) {
        match taken(&clauses, &claim) {
            Some(rest) => clauses = rest,
            None => return false,
        }
    }
    let Some(claim) = clauses.iter().flatten().next().cloned() else {
        return clauses.iter().all(|clause| !clause.is_empty());
    };
    if clauses.iter().any(Vec::is_empty) {
        return false;
    }
    [claim.clone(), claim.denied()].iter().any(|claim| taken(&clauses, claim).is_some_and(can_hold))
}

/// The clauses that are left where a claim holds; none where one cannot hold any more.
fn taken(clauses: &[Clause], claim: &Claim) -> Option<Vec<Clause>> {
    let denied = claim.denied();
    let open = clauses.iter().filter(|clause| !clause.contains(claim));
    open.map(|clause| {
        let rest: Clause = clause.iter().filter(|other| **other != denied).cloned().collect();
        (!rest.is_empty()).then_some(rest)
    })
    .collect()
}

/// When a value is present.
pub fn of(expr: &Expr) -> Presence {
    match expr {
        Expr::Reference(reference) => of_reference(reference),
        Expr::Const(..) | Expr::IsPresent(_) | Expr::NamesPresent(_) => Presence::Always,
        Expr::FirstOf(references) => Presence::Any(references.iter().map(of_reference).collect()),
        Expr::Text(parts) => Presence::All(
            parts
                .iter()
                .filter_map(|part| match part {
                    TextPart::Literal(_) => None,
                    TextPart::Reference(reference) => Some(of_reference(reference)),
                })
                .collect(),
        ),
        Expr::Record { fields, only_if, .. } => {
            let leaves = any(fields.iter().map(|(_, value)| value));
            Presence::All(only_if.iter().map(of_reference).chain([leaves]).collect())
        }
        Expr::List(items, _) => any(items),
    }
}

/// A record or a list is there where anything in it is; one that was written empty always is.
fn any<'e>(values: impl IntoIterator<Item = &'e Expr>) -> Presence {
    let values: Vec<_> = values.into_iter().map(of).collect();
    if values.is_empty() { Presence::Always } else { Presence::Any(values) }
}

/// When there is something at the end of a reference.
pub fn of_reference(reference: &Reference) -> Presence {
    if !reference.optional {
        return Presence::Always;
    }
    let root = match reference.root {
        Root::Input(place) => Atom::Input(place),
        Root::Step(place) => Atom::Step(place),
    };
    // A field that is always there says nothing that what has it does not say.
    let atom = reference.unsure.iter().fold(root, |above, place| {
        let words: Vec<&str> = reference.text.split('.').take(place + 2).collect();
        Atom::Below(Box::new(above), words.join("."))
    });
    Presence::If(atom)
}

#[cfg(test)]
mod tests {
    use super::{Atom, Claim, Facts, Presence};

    fn input(place: usize) -> Atom {
        Atom::Input(place)
    }

    /// Exactly one of two inputs, and a step that is made unless the first is there.
    fn either_or_looked_up() -> Facts {
        let mut facts = Facts::default();
        facts.one_of(vec![Claim::present(input(0)), Claim::present(input(1))]);
        facts.one_of(vec![Claim::absent(input(0)), Claim::absent(input(1))]);
        facts.one_of(vec![Claim::present(Atom::Step(0)), Claim::present(input(0))]);
        facts.one_of(vec![Claim::absent(Atom::Step(0)), Claim::absent(input(0))]);
        facts
    }

    #[test]
    fn the_first_of_two_is_there_where_one_makes_up_for_the_other() {
        let facts = either_or_looked_up();
        let found = Presence::If(Atom::Step(0));
        assert!(!facts.prove(&found));
        assert!(facts.prove(&Presence::Any(vec![Presence::If(input(0)), found])));
    }

    #[test]
    fn what_a_guard_rules_out_makes_the_other_sure() {
        let mut facts = either_or_looked_up();
        assert!(!facts.prove(&Presence::If(input(1))));
        facts.one_of(vec![Claim::absent(input(0))]);
        assert!(facts.prove(&Presence::If(input(1))));
    }

    #[test]
    fn what_stands_below_something_is_not_sure_with_it() {
        let mut facts = either_or_looked_up();
        let below = Presence::If(Atom::Below(Box::new(Atom::Step(0)), "found.company".to_owned()));
        facts.one_of(vec![Claim::absent(input(0))]);
        assert!(!facts.prove(&below));
        facts.suppose(&below);
        assert!(facts.prove(&Presence::If(Atom::Step(0))));
    }

    #[test]
    fn what_stands_further_down_is_not_there_without_what_stands_above() {
        let home = Atom::Below(Box::new(Atom::Step(0)), "found.home".to_owned());
        let zip = Atom::Below(Box::new(home.clone()), "found.home.zip".to_owned());
        let mut facts = Facts::default();
        facts.suppose(&Presence::If(zip.clone()));
        assert!(facts.prove(&Presence::If(home.clone())));
        assert!(facts.prove(&Presence::If(Atom::Step(0))));
        let mut facts = Facts::default();
        facts.suppose(&Presence::If(home));
        assert!(!facts.prove(&Presence::If(zip)));
    }

    #[test]
    fn what_no_case_is_left_for_is_ruled_out() {
        let mut facts = either_or_looked_up();
        let both = Presence::All(vec![Presence::If(input(0)), Presence::If(input(1))]);
        assert!(facts.rule_out(&both) && facts.rule_out(&Presence::never()));
        assert!(!facts.rule_out(&Presence::If(input(0))) && !facts.rule_out(&Presence::Always));
        assert!(facts.imply(&Presence::If(input(1)), &Presence::If(Atom::Step(0))));
        assert!(!facts.imply(&Presence::If(input(1)), &Presence::If(input(2))));
        facts.one_of(vec![Claim::present(input(1))]);
        let below = Atom::Below(Box::new(input(0)), "first.name".to_owned());
        assert!(facts.rule_out(&Presence::If(below)), "it stands below what is ruled out");
    }

    #[test]
    fn facts_are_forgotten() {
        let mut facts = either_or_looked_up();
        let mark = facts.mark();
        facts.suppose(&Presence::If(input(1)));
        assert!(facts.prove(&Presence::If(input(1))));
        facts.forget(mark);
        assert!(!facts.prove(&Presence::If(input(1))));
    }

    #[test]
    fn all_of_several() {
        let mut facts = Facts::default();
        facts.suppose(&Presence::All(vec![Presence::If(input(0)), Presence::If(input(1))]));
        assert!(facts.prove(&Presence::All(vec![Presence::If(input(1)), Presence::If(input(0))])));
        assert!(!facts.prove(&Presence::All(vec![Presence::If(input(1)), Presence::If(input(2))])));
        assert!(facts.prove(&Presence::Any(vec![Presence::If(input(2)), Presence::If(input(1))])));
        assert!(facts.prove(&Presence::Always));
    }
}
