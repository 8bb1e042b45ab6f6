//! What a client is made of.

use super::bounds::{self, Shift};
use super::log::{Flow, Log};
use super::words::Words;
use super::{Kind, Subject};
use crate::model::{Api, ConnectionField, Credential, Type};

/// Compares the fields of the connection.
pub fn compare(log: &mut Log<'_>) {
    let (old, new) = (log.old, log.new);
    log.at(Subject::Service);
    let has = |api: &Api, name: &str| api.connection.iter().any(|field| field.name == name);
    for field in &old.connection {
        match new.connection.iter().find(|other| other.name == field.name) {
            Some(same) => pair(log, field, same),
            None => log.say(Kind::ConnectionRemoved, Flow::Any, &place(field), "gone"),
        }
    }
    for field in new.connection.iter().filter(|field| !has(old, &field.name)) {
        log.say(Kind::ConnectionAdded, Flow::Any, &place(field), "new");
    }
    let order = |api: &Api, other: &Api| -> Vec<String> {
        let kept = api.connection.iter().filter(|field| has(other, &field.name));
        kept.map(|field| field.name.clone()).collect()
    };
    let (before, after) = (order(old, new), order(new, old));
    if before != after {
        let message = format!("{}, was {}", after.join(", "), before.join(", "));
        log.say(Kind::ConnectionOrder, Flow::Any, "connection", message);
    }
}

fn place(field: &ConnectionField) -> String {
    format!("connection.{}", field.name)
}

fn pair(log: &mut Log<'_>, old: &ConnectionField, new: &ConnectionField) {
    let place = place(new);
    let kind = match bounds::text(&old.text, &new.text) {
        Shift::Same => None,
        Shift::Looser => Some(Kind::ConnectionLoosened),
        Shift::Tighter => Some(Kind::ConnectionTightened),
    };
    if let Some(kind) = kind {
        let phrase = |field: &ConnectionField| bounds::phrase(&Type::Text(field.text.clone()));
        log.say(kind, Flow::Any, &place, bounds::message(phrase(old), phrase(new)));
    }
    if old.secret != new.secret {
        let word = |secret| if secret { "secret" } else { "not secret" };
        let message = format!("{}, was {}", word(new.secret), word(old.secret));
        log.say(Kind::ConnectionSecret, Flow::Any, &place, message);
    }
    if old.credential != new.credential {
        let to = |field: &ConnectionField| match &field.credential {
            Credential::BaseUrl => "in the base URL".to_owned(),
            Credential::Header(name) => format!("in the header `{name}`"),
        };
        log.say(Kind::ConnectionSentAs, Flow::Any, &place, format!("{}, was {}", to(new), to(old)));
    }
    Words::new()
        .part("label", &old.label, &new.label)
        .part("doc", &old.doc, &new.doc)
        .part("example", &old.example, &new.example)
        .part("deviation", &old.deviation, &new.deviation)
        .say(log, &place);
}
