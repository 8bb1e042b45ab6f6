//! A field that both versions have, one that is new, and one that is gone.

use super::Kind;
use super::log::{Flow, Log};
use super::value::{self, Ways};
use super::words::{self, Words};
use crate::emit::Direction;
use crate::emit::rust::holder;
use crate::model::{Accepts, Field, Usage};
use crate::phrase;

/// What holds for the record that a field belongs to.
#[derive(Clone, Copy)]
pub struct Owner {
    /// In which directions both versions of it travel.
    pub ways: Ways,
    /// Where the older one is used.
    pub old: Usage,
    /// Where the newer one is used.
    pub new: Usage,
    /// Whether the client fills in defaults.
    pub is_input: bool,
}

impl Owner {
    /// The path of an action, which is no type.
    pub fn path() -> Self {
        let usage = Usage { query: true, ..Usage::default() };
        Self { ways: Ways::SENT, old: usage, new: usage, is_input: false }
    }
}

/// A field that only the newer version has.
pub fn added(log: &mut Log<'_>, field: &Field, ways: Ways) {
    let (sent, returned) =
        (ways.sent && Direction::Sent.has(field), ways.returned && Direction::Returned.has(field));
    let ty = phrase::type_name(&field.ty, log.new);
    let place = field.wire.as_str();
    if sent && Direction::Sent.requires(field) {
        log.say(Kind::RequestFieldAddedRequired, Flow::Sent, place, format!("new and required, {ty}"));
    } else if sent {
        log.say(Kind::RequestFieldAdded, Flow::Sent, place, format!("new, {ty}"));
    } else if returned {
        log.say(Kind::AnswerFieldAdded, Flow::Returned, place, format!("new, {ty}"));
    }
}

/// A field that only the older version has.
pub fn removed(log: &mut Log<'_>, field: &Field, ways: Ways) {
    log.in_field(field.beta);
    let (sent, returned) =
        (ways.sent && Direction::Sent.has(field), ways.returned && Direction::Returned.has(field));
    let place = field.wire.as_str();
    if sent {
        log.say(Kind::RequestFieldRemoved, Flow::Sent, place, "gone");
    } else if returned {
        log.say(Kind::AnswerFieldRemoved, Flow::Returned, place, "gone");
    }
    log.in_field(false);
}

/// A field that both versions have.
pub fn compare(log: &mut Log<'_>, old: &Field, new: &Field, owner: Owner) {
    log.in_field(old.beta);
    let before = log.len();
    let place = new.wire.as_str();
    let ways = travels(log, old, new, owner.ways);
    presence(log, old, new, ways);
    value::compare(log, &old.ty, &new.ty, ways, place);
    if old.secret != new.secret {
        let word = |secret| if secret { "secret" } else { "not secret" };
        log.say(
            Kind::FieldSecret,
            Flow::Any,
            place,
            format!("{}, was {}", word(new.secret), word(old.secret)),
        );
    }
    accepts(log, old, new);
    default(log, old, new, owner);
    if old.rust != new.rust {
        let message = format!("`{}` in Rust, was `{}`", new.rust, old.rust);
        log.say(Kind::FieldRenamedInRust, Flow::Any, place, message);
    }
    let is_held_otherwise = old.boxed != new.boxed || holder(old, owner.old) != holder(new, owner.new);
    if is_held_otherwise && !log.has_breaking_since(before) {
        log.say(Kind::FieldHeld, Flow::Any, place, "held in another way in Rust");
    }
    words::deprecation(log, place, old.deprecated.as_deref(), new.deprecated.as_deref());
    words::stability(log, place, old.beta, new.beta);
    Words::new()
        .part("label", &old.label, &new.label)
        .part("doc", &old.doc, &new.doc)
        .part("example", &old.example, &new.example)
        .part("placeholder", &old.placeholder, &new.placeholder)
        .part("deviation", &old.deviation, &new.deviation)
        .part("named scalar", &words::scalar(old.scalar.as_ref()), &words::scalar(new.scalar.as_ref()))
        .say(log, place);
    log.in_field(false);
}

/// Says in which directions the field does not travel any more, or does for the first time. What is left are those
/// in which it travels in both versions.
fn travels(log: &mut Log<'_>, old: &Field, new: &Field, ways: Ways) -> Ways {
    let has = |direction: Direction, on: bool| (on && direction.has(old), on && direction.has(new));
    let (sent, returned) = (has(Direction::Sent, ways.sent), has(Direction::Returned, ways.returned));
    let place = new.wire.as_str();
    match sent {
        (true, false) => log.say(Kind::RequestFieldRemoved, Flow::Sent, place, "not sent any more"),
        (false, true) if Direction::Sent.requires(new) => {
            log.say(Kind::RequestFieldAddedRequired, Flow::Sent, place, "sent too, and required");
        }
        (false, true) => log.say(Kind::RequestFieldAdded, Flow::Sent, place, "sent too"),
        _ => {}
    }
    match returned {
        (true, false) => log.say(Kind::AnswerFieldRemoved, Flow::Returned, place, "not returned any more"),
        (false, true) => log.say(Kind::AnswerFieldAdded, Flow::Returned, place, "returned too"),
        _ => {}
    }
    Ways { sent: sent == (true, true), returned: returned == (true, true) }
}

fn presence(log: &mut Log<'_>, old: &Field, new: &Field, ways: Ways) {
    if !ways.sent && !ways.returned {
        return;
    }
    let place = new.wire.as_str();
    if old.presence.is_required() != new.presence.is_required() {
        let ((kind, flow), message) = match new.presence.is_required() {
            true => {
                (ways.pick(Kind::RequestFieldRequired, Kind::AnswerFieldRequired), "required, was optional")
            }
            false => {
                (ways.pick(Kind::RequestFieldOptional, Kind::AnswerFieldOptional), "optional, was required")
            }
        };
        log.say(kind, flow, place, message);
    }
    if old.presence.is_nullable() != new.presence.is_nullable() {
        let ((kind, flow), message) = match new.presence.is_nullable() {
            true => (ways.pick(Kind::RequestNullable, Kind::AnswerNullable), "may be null"),
            false => (ways.pick(Kind::RequestNotNullable, Kind::AnswerNotNullable), "not null any more"),
        };
        log.say(kind, flow, place, message);
    }
}

fn accepts(log: &mut Log<'_>, old: &Field, new: &Field) {
    let word = |accepts: &Accepts| match accepts {
        Accepts::String => "text",
        Accepts::Number => "a number",
        Accepts::Empty => "the empty text for nothing",
    };
    let only = |of: &Field, other: &Field| -> Vec<&'static str> {
        of.accepts.iter().filter(|it| !other.accepts(**it)).map(word).collect()
    };
    let (gone, come) = (only(old, new), only(new, old));
    if !gone.is_empty() {
        let message = format!("does not read {} any more", gone.join(", "));
        log.say(Kind::AcceptsRemoved, Flow::Any, &new.wire, message);
    }
    if !come.is_empty() {
        log.say(Kind::AcceptsAdded, Flow::Any, &new.wire, format!("reads {} too", come.join(", ")));
    }
}

fn default(log: &mut Log<'_>, old: &Field, new: &Field, owner: Owner) {
    if old.default == new.default {
        return;
    }
    let message = match (&old.default, &new.default) {
        (Some(old), Some(new)) => format!("default {new}, was {old}"),
        (None, Some(new)) => format!("default {new}, had none"),
        (Some(old), None) => format!("no default, was {old}"),
        (None, None) => return,
    };
    let kind = if owner.is_input { Kind::InputDefault } else { Kind::DefaultChanged };
    log.say(kind, Flow::Sent, &new.wire, message);
}
