//! What follows from what, and how much work it is to find out.

use super::{Claim, Facts};

fn is_sure(facts: &mut Facts, claim: Claim) -> bool {
    facts.prove(|_| claim)
}

/// Exactly one of two inputs, and a step that is made unless the first is there.
fn either_or_looked_up() -> (Facts, [Claim; 3]) {
    let mut facts = Facts::default();
    let [one, other, found] = ["one", "other", "found"].map(|name| facts.part(name, Facts::ALWAYS));
    facts.one_of(vec![one, other]);
    facts.one_of(vec![!one, !other]);
    facts.one_of(vec![found, one]);
    facts.one_of(vec![!found, !one]);
    (facts, [one, other, found])
}

#[test]
fn the_first_of_two_is_there_where_one_makes_up_for_the_other() {
    let (mut facts, [one, other, found]) = either_or_looked_up();
    assert!(!is_sure(&mut facts, found) && !is_sure(&mut facts, !found));
    assert!(facts.prove(|facts| facts.any(vec![one, found])));
    assert!(facts.prove(|facts| !facts.all(vec![one, other])));
}

#[test]
fn what_is_ruled_out_makes_the_other_sure() {
    let (mut facts, [one, other, _]) = either_or_looked_up();
    assert!(!is_sure(&mut facts, other));
    facts.suppose(!one);
    assert!(is_sure(&mut facts, other) && !facts.is_contradiction());
    facts.suppose(!other);
    assert!(facts.is_contradiction());
}

#[test]
fn a_part_is_there_only_where_the_whole_is_and_not_the_other_way_round() {
    let (mut facts, [_, _, found]) = either_or_looked_up();
    let home = facts.part("found.home", found);
    let zip = facts.part("found.home.zip", home);
    let mark = facts.mark();
    facts.suppose(zip);
    assert!(is_sure(&mut facts, home) && is_sure(&mut facts, found));
    facts.forget(mark);
    facts.suppose(found);
    assert!(!is_sure(&mut facts, home) && !is_sure(&mut facts, zip));
    facts.suppose(!home);
    assert!(is_sure(&mut facts, !zip));
}

#[test]
fn a_name_means_the_same_thing_twice() {
    let (mut facts, [one, ..]) = either_or_looked_up();
    assert_eq!(facts.part("one", Facts::ALWAYS), one);
}

#[test]
fn what_is_forgotten_is_as_if_it_had_never_been_learnt() {
    let (mut facts, [one, other, found]) = either_or_looked_up();
    let mark = facts.mark();
    let home = facts.part("found.home", found);
    let any = facts.any(vec![home, other]);
    facts.suppose(!any);
    facts.suppose(!one);
    assert!(facts.is_contradiction());
    facts.forget(mark);
    assert!(!facts.is_contradiction() && !is_sure(&mut facts, one) && !is_sure(&mut facts, !found));
    facts.suppose(!one);
    let home = facts.part("found.home", found);
    assert!(is_sure(&mut facts, other) && !is_sure(&mut facts, !home));
}

#[test]
fn any_and_all_say_something_of_their_parts() {
    let (mut facts, [one, other, found]) = either_or_looked_up();
    assert!(facts.prove(|facts| !facts.any(Vec::new())) && facts.prove(|facts| facts.all(Vec::new())));
    let both = facts.all(vec![one, other]);
    let either = facts.any(vec![both, found]);
    facts.suppose(either);
    assert!(is_sure(&mut facts, found), "the other alternative holds in no case");
}

#[test]
fn what_a_claim_is_made_of_is_supposed_in_turn() {
    let mut facts = Facts::default();
    let [street, city, email] = ["street", "city", "email"].map(|name| facts.part(name, Facts::ALWAYS));
    facts.one_of(vec![street, email]);
    facts.one_of(vec![!street, city]);
    facts.one_of(vec![!city, street]);
    assert!(facts.prove(|facts| {
        let both = facts.all(vec![street, city]);
        facts.any(vec![both, email])
    }));
    assert!(!facts.prove(|facts| facts.all(vec![street, email])));
    assert_eq!(facts.rule_out(vec![street, email]), []);
    facts.one_of(vec![!city, !street]);
    assert_eq!(facts.rule_out(vec![street, email]), [street]);
    assert!(is_sure(&mut facts, email));
}

/// How much work it is to learn of fields that all hang together, and to ask of each.
fn work(fields: usize) -> usize {
    let mut facts = Facts { max_work: 50, ..Facts::default() };
    let fields: Vec<Claim> =
        (0..fields).map(|place| facts.part(&format!("field_{place}"), Facts::ALWAYS)).collect();
    facts.one_of(fields.clone());
    for pair in fields.windows(2) {
        facts.one_of(vec![!pair[0], pair[1]]);
    }
    for field in &fields {
        let mark = facts.mark();
        let both = facts.all(vec![fields[0], *field]);
        facts.suppose(both);
        assert!(is_sure(&mut facts, fields[1]));
        facts.forget(mark);
        is_sure(&mut facts, *field);
    }
    facts.prove(|facts| {
        let pairs = fields.chunks(2).map(|pair| facts.all(pair.to_vec())).collect();
        facts.any(pairs)
    });
    facts.rule_out(fields);
    facts.work
}

#[test]
fn ten_times_as_many_fields_are_about_ten_times_the_work() {
    let (some, more) = (work(300), work(3_000));
    assert!(more < some * 11, "{some} and {more}");
}
