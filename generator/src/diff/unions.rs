//! Unions: their alternatives, and the variants that a field tells apart.

use super::Kind;
use super::field::Owner;
use super::log::{Flow, Log};
use super::value;
use super::words::{self, Words};
use crate::model::{Tagged, Type, Union};
use crate::phrase;

/// Compares two versions of a union.
pub fn compare(log: &mut Log<'_>, old: &Union, new: &Union, owner: Owner) {
    let name = |union: &Union, place: usize| union.alternatives[place].rust.clone();
    let mut kept = Vec::new();
    for (place, alternative) in old.alternatives.iter().enumerate() {
        let same_name = new.alternatives.iter().position(|other| other.rust == alternative.rust);
        let same = same_name.or_else(|| same_type(log, old, place, new));
        let Some(same) = same else {
            let message = format!("{} is gone", phrase::type_name(&alternative.ty, log.old));
            log.say(Kind::AlternativeRemoved, Flow::Any, "", message);
            continue;
        };
        kept.push(same);
        if name(new, same) != alternative.rust {
            let message = format!("`{}` in Rust, was `{}`", name(new, same), alternative.rust);
            log.say(Kind::ValueRenamed, Flow::Any, "", message);
        }
        let below = format!("<{}>", name(new, same));
        let later = &new.alternatives[same];
        value::compare(log, &alternative.ty, &later.ty, owner.ways, &below);
        let scalars = (words::scalar(alternative.scalar.as_ref()), words::scalar(later.scalar.as_ref()));
        Words::new().part("named scalar", &scalars.0, &scalars.1).say(log, &below);
    }
    for place in (0..new.alternatives.len()).filter(|place| !kept.contains(place)) {
        let message = format!("{} is new", phrase::type_name(&new.alternatives[place].ty, log.new));
        log.say(Kind::AlternativeAdded, Flow::Any, "", message);
    }
    if !kept.is_sorted() {
        let names: Vec<String> = new.alternatives.iter().map(|other| other.rust.clone()).collect();
        log.say(Kind::AlternativeOrder, Flow::Any, "", format!("tried in the order {}", names.join(", ")));
    }
}

/// An alternative whose name is gone is the one that has a new name and the same type.
fn same_type(log: &Log<'_>, old: &Union, place: usize, new: &Union) -> Option<usize> {
    let ty = &old.alternatives[place].ty;
    let is_new = |rust: &str| !old.alternatives.iter().any(|other| other.rust == rust);
    new.alternatives.iter().position(|other| {
        let alike = match (ty, &other.ty) {
            (Type::Named(old), Type::Named(new)) => log.pairs.is_pair(*old, *new),
            (old, new) => old == new && old.named().is_none(),
        };
        alike && is_new(&other.rust)
    })
}

/// Compares two versions of a union that a field decides.
pub fn compare_tagged(log: &mut Log<'_>, old: &Tagged, new: &Tagged, owner: Owner) {
    if old.tag != new.tag {
        log.say(Kind::TagChanged, Flow::Any, "", format!("told by `{}`, was by `{}`", new.tag, old.tag));
    }
    for variant in &old.variants {
        let Some(same) = new.variants.iter().find(|other| other.value == variant.value) else {
            log.say(Kind::VariantRemoved, Flow::Any, &new.tag, format!("`{}` is gone", variant.value));
            continue;
        };
        if same.rust != variant.rust {
            let message = format!("`{}` is `{}` in Rust, was `{}`", variant.value, same.rust, variant.rust);
            log.say(Kind::ValueRenamed, Flow::Any, &new.tag, message);
        }
        let place = format!("<{}>", same.rust);
        value::compare(log, &Type::Named(variant.record), &Type::Named(same.record), owner.ways, &place);
        Words::new().part("doc", &variant.doc, &same.doc).say(log, &place);
    }
    for variant in &new.variants {
        if !old.variants.iter().any(|other| other.value == variant.value) {
            log.say(Kind::VariantAdded, Flow::Any, &new.tag, format!("`{}` is new", variant.value));
        }
    }
}
