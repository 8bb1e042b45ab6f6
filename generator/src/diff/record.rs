//! A record: its fields, their order, and its rules.

use super::field::{self, Owner};
use super::log::{Flow, Log};
use super::{Kind, rules};
use crate::emit::rust::{params, required};
use crate::model::{Field, Record, TypeDef};

/// Compares two versions of a record, but for some of its fields, of which is told elsewhere.
pub fn compare(
    log: &mut Log<'_>,
    old: (&TypeDef, &Record),
    new: (&TypeDef, &Record),
    owner: Owner,
    elsewhere: &[String],
) {
    let find = |fields: &[Field], wire: &str| fields.iter().position(|field| field.wire == wire);
    let is_here = |field: &&Field| !elsewhere.contains(&field.wire);
    for field in old.1.fields.iter().filter(is_here) {
        match find(&new.1.fields, &field.wire) {
            Some(place) => field::compare(log, field, &new.1.fields[place], owner),
            None => field::removed(log, field, owner.ways),
        }
    }
    let is_new = |field: &&Field| find(&old.1.fields, &field.wire).is_none();
    for field in new.1.fields.iter().filter(is_here).filter(is_new) {
        field::added(log, field, owner.ways);
    }
    if owner.ways.sent {
        constructor(log, old, new);
        rules::compare(log, old.1, new.1);
    }
}

/// The constructor takes what is required, in order, unless it takes a struct.
fn constructor(log: &mut Log<'_>, old: (&TypeDef, &Record), new: (&TypeDef, &Record)) {
    if params(old.0).is_some() || params(new.0).is_some() {
        return;
    }
    let names = |(ty, record): (&TypeDef, &Record)| -> Vec<String> {
        required(ty, record).into_iter().map(|field| field.wire.clone()).collect()
    };
    let (before, after) = (names(old), names(new));
    let common = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|name| other.contains(name)).cloned().collect()
    };
    let (before, after) = (common(&before, &after), common(&after, &before));
    if before != after {
        let message = format!("`new` takes {}, was {}", after.join(", "), before.join(", "));
        log.say(Kind::ConstructorOrder, Flow::Sent, "", message);
    }
}
