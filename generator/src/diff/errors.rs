//! What statuses mean, for the service and for an action.

use super::log::{Flow, Log, type_path};
use super::words::Words;
use super::{Kind, Subject};
use crate::model::{Action, Api, ErrorKind, ErrorRule, Statuses};

/// Compares what holds for every action.
pub fn compare_service(log: &mut Log<'_>) {
    let (old, new) = (log.old, log.new);
    log.at(Subject::Service);
    let (before, after) = (old.errors.iter().collect::<Vec<_>>(), new.errors.iter().collect::<Vec<_>>());
    tables(log, Table { own: &before, service: &[] }, Table { own: &after, service: &[] });
    let same_body = match (old.error_body, new.error_body) {
        (Some(old), Some(new)) => log.pairs.is_pair(old, new),
        (old, new) => old.is_none() && new.is_none(),
    };
    if !same_body {
        let name = |api: &Api| api.error_body.map_or("no type".to_owned(), |id| type_path(api, id));
        let message = format!("{}, was {}", name(new), name(old));
        log.say(Kind::ErrorBody, Flow::Any, "errors.body", message);
    }
    if old.messages_at != new.messages_at {
        log.say(Kind::ErrorBody, Flow::Any, "errors.messages_at", "messages are found in other places");
    }
}

/// Compares what an action says of its own.
pub fn compare_action(log: &mut Log<'_>, old: &Action, new: &Action) {
    let own = |action: &'_ Action| -> Vec<ErrorRule> {
        action.errors.iter().filter(|error| error.own).map(|error| error.rule.clone()).collect()
    };
    let (before, after) = (own(old), own(new));
    let (before, after): (Vec<_>, Vec<_>) = (before.iter().collect(), after.iter().collect());
    let services = (log.old.errors.as_slice(), log.new.errors.as_slice());
    tables(log, Table { own: &before, service: services.0 }, Table { own: &after, service: services.1 });
}

/// What statuses mean, and what they mean where nothing else is said.
#[derive(Clone, Copy)]
struct Table<'a> {
    own: &'a [&'a ErrorRule],
    service: &'a [ErrorRule],
}

impl<'a> Table<'a> {
    fn rule(self, statuses: Statuses) -> Option<&'a ErrorRule> {
        self.own.iter().find(|rule| rule.statuses == statuses).copied()
    }

    /// As the runtime finds it: the action's word before the service's, a status before its class.
    fn kind(self, statuses: Statuses) -> Option<ErrorKind> {
        let find = |wanted: Statuses| {
            let mut rules = self.own.iter().copied().chain(self.service);
            rules.find(|rule| rule.statuses == wanted).map(|rule| rule.kind)
        };
        find(statuses).or_else(|| match statuses {
            Statuses::One(status) => find(Statuses::Class(status / 100)),
            Statuses::Class(_) => None,
        })
    }
}

fn tables(log: &mut Log<'_>, old: Table<'_>, new: Table<'_>) {
    let mut statuses: Vec<Statuses> = Vec::new();
    for rule in old.own.iter().chain(new.own) {
        if !statuses.contains(&rule.statuses) {
            statuses.push(rule.statuses);
        }
    }
    for status in statuses {
        let name = match status {
            Statuses::One(status) => status.to_string(),
            Statuses::Class(class) => format!("{class}xx"),
        };
        let place = format!("errors.{name}");
        let (before, after) = (old.rule(status), new.rule(status));
        let is_own = before.map(|rule| rule.kind) != after.map(|rule| rule.kind);
        match (old.kind(status), new.kind(status)) {
            (Some(old), Some(new)) if old != new && is_own => {
                let message = format!("`{}`, was `{}`", new.name(), old.name());
                log.say(Kind::ErrorKindChanged, Flow::Any, &place, message);
            }
            (None, Some(kind)) if is_own => {
                log.say(Kind::ErrorDocumented, Flow::Any, &place, format!("`{}`, was nothing", kind.name()));
            }
            (Some(kind), None) if is_own => {
                let message = format!("nothing, was `{}`", kind.name());
                log.say(Kind::ErrorUndocumented, Flow::Any, &place, message);
            }
            _ => {
                let doc = |rule: Option<&ErrorRule>| rule.and_then(|rule| rule.doc.clone());
                let deviation = |rule: Option<&ErrorRule>| rule.and_then(|rule| rule.deviation.clone());
                Words::new()
                    .part("doc", &doc(before), &doc(after))
                    .part("deviation", &deviation(before), &deviation(after))
                    .say(log, &place);
            }
        }
    }
}
