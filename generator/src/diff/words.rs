//! What is told to people alone.

use super::Kind;
use super::log::{Flow, Log};
use crate::model::Scalar;

/// The names of those parts that differ.
pub struct Words {
    changed: Vec<&'static str>,
}

impl Words {
    pub fn new() -> Self {
        Self { changed: Vec::new() }
    }

    /// Notes a part that differs.
    pub fn part<T: PartialEq>(mut self, name: &'static str, old: &T, new: &T) -> Self {
        if old != new {
            self.changed.push(name);
        }
        self
    }

    /// Adds one change for all of them.
    pub fn say(self, log: &mut Log<'_>, place: &str) {
        if !self.changed.is_empty() {
            log.say(Kind::Words, Flow::Any, place, format!("another {}", self.changed.join(", ")));
        }
    }
}

/// Says whether something became deprecated, or may be used again.
pub fn deprecation(log: &mut Log<'_>, place: &str, old: Option<&str>, new: Option<&str>) {
    match (old, new) {
        (None, Some(reason)) => log.say(Kind::Deprecated, Flow::Any, place, sentence("deprecated", reason)),
        (Some(_), None) => log.say(Kind::NoLongerDeprecated, Flow::Any, place, "not deprecated any more"),
        (Some(old), Some(new)) if old != new => {
            log.say(Kind::Words, Flow::Any, place, sentence("deprecated", new));
        }
        _ => {}
    }
}

/// Says whether something became beta, or stable.
pub fn stability(log: &mut Log<'_>, place: &str, old: bool, new: bool) {
    match (old, new) {
        (false, true) => log.say(Kind::BetaDeclared, Flow::Any, place, "beta, was stable"),
        (true, false) => log.say(Kind::Stable, Flow::Any, place, "stable, was beta"),
        _ => {}
    }
}

/// What is told of a scalar with a name. In Rust and in JSON it is the scalar.
pub fn scalar(scalar: Option<&Scalar>) -> Option<(String, Option<String>, Option<String>)> {
    scalar.map(|it| (format!("{}.{}", it.resource, it.name), it.doc.clone(), it.deviation.clone()))
}

fn sentence(word: &str, reason: &str) -> String {
    match reason.trim().trim_end_matches('.') {
        "" => word.to_owned(),
        reason => format!("{word}: {reason}"),
    }
}
