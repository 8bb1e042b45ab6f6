//! The type of a value: what it is, how it is written, and its bounds.

use super::Kind;
use super::bounds::{self, Shift};
use super::log::{Flow, Log, join, type_path};
use crate::model::Type;
use crate::phrase;

/// In which directions a value travels, in both versions.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// It is sent.
    pub sent: bool,
    /// It comes back.
    pub returned: bool,
}

impl Ways {
    /// Out, and not back.
    pub const SENT: Self = Self { sent: true, returned: false };
    /// Back only.
    pub const RETURNED: Self = Self { sent: false, returned: true };

    /// Of two kinds of change the one that is noticed here. What is sent weighs more.
    pub fn pick(self, sent: Kind, returned: Kind) -> (Kind, Flow) {
        if self.sent { (sent, Flow::Sent) } else { (returned, Flow::Returned) }
    }
}

/// Compares the types of a value at a place. A named type is looked into elsewhere, once for all places.
pub fn compare(log: &mut Log<'_>, old: &Type, new: &Type, ways: Ways, place: &str) {
    match (old, new) {
        (Type::List(before), Type::List(after)) => {
            own_bounds(log, old, new, ways, place);
            if before.joined != after.joined {
                let way = |joined| if joined { "joined by commas" } else { "one parameter each" };
                let message = format!("{}, was {}", way(after.joined), way(before.joined));
                log.say(Kind::Encoding, Flow::Sent, place, message);
            }
            compare(log, &before.item, &after.item, ways, &join(place, "[]"));
        }
        (Type::Map(before), Type::Map(after)) => compare(log, before, after, ways, &join(place, ".*")),
        (Type::Bool { as_int: before }, Type::Bool { as_int: after }) => {
            let way = |as_int| if as_int { "1 or 0" } else { "true or false" };
            encoding(log, way(*before), way(*after), place);
        }
        (Type::Decimal { as_number: before, .. }, Type::Decimal { as_number: after, .. }) => {
            let way = |as_number| if as_number { "a number" } else { "text" };
            if ways.sent {
                encoding(log, way(*before), way(*after), place);
            }
            own_bounds(log, old, new, ways, place);
        }
        (Type::Named(before), Type::Named(after)) if log.pairs.is_pair(*before, *after) => {}
        _ if is_one_sort(old, new) => own_bounds(log, old, new, ways, place),
        _ => {
            let (kind, flow) = ways.pick(Kind::RequestTypeChanged, Kind::AnswerTypeChanged);
            let mut names = (phrase::type_name(old, log.old), phrase::type_name(new, log.new));
            if names.0 == names.1 {
                if let (Some(old), Some(new)) = (old.named(), new.named()) {
                    names = (type_path(log.old, old), type_path(log.new, new));
                }
            }
            log.say(kind, flow, place, format!("{}, was {}", names.1, names.0));
        }
    }
}

fn encoding(log: &mut Log<'_>, old: &str, new: &str, place: &str) {
    if old != new {
        log.say(Kind::Encoding, Flow::Sent, place, format!("written as {new}, was {old}"));
    }
}

fn is_one_sort(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::DateTime { rfc2822: old }, Type::DateTime { rfc2822: new }) => old == new,
        (Type::Named(_), Type::Named(_)) => false,
        _ => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}

fn own_bounds(log: &mut Log<'_>, old: &Type, new: &Type, ways: Ways, place: &str) {
    let kind = match bounds::shift(old, new) {
        Shift::Same => return,
        Shift::Tighter if ways.sent => Kind::BoundTightened,
        Shift::Looser if ways.sent => Kind::BoundLoosened,
        _ => Kind::AnswerBound,
    };
    let flow = if ways.sent { Flow::Sent } else { Flow::Returned };
    log.say(kind, flow, place, bounds::message(bounds::phrase(old), bounds::phrase(new)));
}
