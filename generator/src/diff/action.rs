//! An action: its function, its request and its answer.

use super::field::{self, Owner};
use super::log::{Flow, Log, join};
use super::value::{self, Ways};
use super::words::{self, Words};
use super::{Kind, batch, errors, pagination, steps};
use crate::model::{
    Action, ActionKind, Deprecation, Destructive, Effect, Endpoint, Field, PathPart, Returns, Sample, Type,
};
use crate::phrase;

/// Compares the actions of a service.
pub fn compare_all(log: &mut Log<'_>) {
    let (old, new) = (log.old, log.new);
    for (_, action) in old.actions() {
        if log.pairs.newer(&action.id).is_none() {
            log.at_action(&action.id, action.beta);
            log.say(Kind::ActionRemoved, Flow::Any, "", "gone");
        }
    }
    for place in 0..log.pairs.actions.len() {
        let (before, after) = log.pairs.actions[place];
        pair(log, before, after);
    }
    for (_, action) in new.actions() {
        if log.pairs.older(&action.id).is_none() {
            log.at_action(&action.id, false);
            log.say(Kind::ActionAdded, Flow::Any, "", format!("new: {}", action.title));
        }
    }
}

fn pair(log: &mut Log<'_>, old: &Action, new: &Action) {
    log.at_action(&new.id, old.beta);
    if old.id != new.id {
        log.say(Kind::ActionRenamed, Flow::Any, "", format!("was `{}`", old.id));
    }
    match (&old.kind, &new.kind) {
        (ActionKind::Endpoint(before), ActionKind::Endpoint(after)) => endpoints(log, before, after),
        (ActionKind::Steps(before), ActionKind::Steps(after)) => steps::compare(log, before, after),
        (ActionKind::Endpoint(_), ActionKind::Steps(_)) => {
            log.say(Kind::ActionRebuilt, Flow::Any, "", "made of steps, was one request");
        }
        (ActionKind::Steps(_), ActionKind::Endpoint(_)) => {
            log.say(Kind::ActionRebuilt, Flow::Any, "", "one request, was made of steps");
        }
    }
    output(log, old, new);
    pagination::compare_action(log, old, new);
    errors::compare_action(log, old, new);
    manners(log, old, new);
    for_people(log, old, new);
}

fn endpoints(log: &mut Log<'_>, old: &Endpoint, new: &Endpoint) {
    let literals = |endpoint: &Endpoint| -> Vec<Option<String>> {
        let parts = endpoint.path.iter().map(|part| match part {
            PathPart::Literal(text) => Some(text.clone()),
            PathPart::Field(_) => None,
        });
        parts.collect()
    };
    if old.method != new.method || literals(old) != literals(new) {
        log.say(Kind::EndpointChanged, Flow::Any, "", format!("{}, was {}", new.line(), old.line()));
    }
    path(log, &old.path_fields, &new.path_fields);
    match (&old.body, &new.body) {
        (Some(old), Some(new)) => {
            value::compare(log, &old.ty, &new.ty, Ways::SENT, "body");
            Words::new()
                .part("doc", &old.doc, &new.doc)
                .part("deviation", &old.deviation, &new.deviation)
                .say(log, "body");
        }
        (None, Some(body)) => {
            let message = format!("new, {}", phrase::type_name(&body.ty, log.new));
            log.say(Kind::ArgumentAdded, Flow::Sent, "body", message);
        }
        (Some(_), None) => log.say(Kind::ArgumentRemoved, Flow::Sent, "body", "gone"),
        (None, None) => {}
    }
    match (old.query, new.query) {
        (None, Some(_)) => log.say(Kind::ArgumentAdded, Flow::Sent, "query", "new"),
        (Some(_), None) => log.say(Kind::ArgumentRemoved, Flow::Sent, "query", "gone"),
        _ => {}
    }
    returns(log, &old.returns, &new.returns);
    batch::compare(log, old, new);
}

/// The fields of the path are arguments by their order. One of another name in the same place, with the same type, is
/// the same argument.
fn path(log: &mut Log<'_>, old: &[Field], new: &[Field]) {
    let has = |fields: &[Field], wire: &str| fields.iter().any(|field| field.wire == wire);
    let renamed = |place: usize| {
        let (a, b) = (old.get(place)?, new.get(place)?);
        let is_renamed = old.len() == new.len() && !has(new, &a.wire) && !has(old, &b.wire);
        (is_renamed && std::mem::discriminant(&a.ty) == std::mem::discriminant(&b.ty)).then_some((a, b))
    };
    let mut order = (Vec::new(), Vec::new());
    for (place, field) in old.iter().enumerate() {
        let below = join("path", &field.wire);
        if let Some(same) = new.iter().find(|other| other.wire == field.wire) {
            order.0.push(field.wire.as_str());
            path_field(log, field, same);
        } else if let Some((field, same)) = renamed(place) {
            let message = format!("was `{}`", field.wire);
            log.say(Kind::PathFieldRenamed, Flow::Sent, &join("path", &same.wire), message);
            path_field(log, field, same);
        } else {
            log.say(Kind::ArgumentRemoved, Flow::Sent, &below, "gone");
        }
    }
    for (place, field) in new.iter().enumerate() {
        if has(old, &field.wire) {
            order.1.push(field.wire.as_str());
        } else if renamed(place).is_none() {
            let message = format!("new, {}", phrase::type_name(&field.ty, log.new));
            log.say(Kind::ArgumentAdded, Flow::Sent, &join("path", &field.wire), message);
        }
    }
    if order.0 != order.1 {
        let message = format!("{}, was {}", order.1.join(", "), order.0.join(", "));
        log.say(Kind::ArgumentOrder, Flow::Sent, "path", message);
    }
}

/// Its name in Rust is that of an argument, which callers do not write.
fn path_field(log: &mut Log<'_>, old: &Field, new: &Field) {
    let rename =
        |field: &Field| Field { wire: join("path", &new.wire), rust: String::new(), ..field.clone() };
    field::compare(log, &rename(old), &rename(new), Owner::path());
}

fn returns(log: &mut Log<'_>, old: &Returns, new: &Returns) {
    if old.is_partial() != new.is_partial() {
        let word = |returns: &Returns| if returns.is_partial() { "in part" } else { "in full only" };
        let message = format!("succeeds {}, was {}", word(new), word(old));
        log.say(Kind::AnswerPartial, Flow::Returned, "output", message);
    }
    let place = "returns";
    for success in &old.successes {
        let Some(same) = new.successes.iter().find(|other| other.status == success.status) else {
            let message = format!("{} is not among the successes any more", success.status);
            log.say(Kind::SuccessRemoved, Flow::Returned, place, message);
            continue;
        };
        let errors_moved = old.is_partial() == new.is_partial() && success.errors_at != same.errors_at;
        if success.at != same.at || errors_moved {
            let at = |at: &[String]| if at.is_empty() { "the whole".to_owned() } else { at.join(".") };
            let message = match success.at == same.at {
                true => format!("the errors of {} are read from another place", success.status),
                false => format!("{} is read at {}, was {}", success.status, at(&same.at), at(&success.at)),
            };
            log.say(Kind::AnswerRead, Flow::Returned, place, message);
        }
        Words::new()
            .part("doc", &success.doc, &same.doc)
            .part("deviation", &success.deviation, &same.deviation)
            .say(log, place);
    }
    for success in &new.successes {
        if !old.successes.iter().any(|other| other.status == success.status) {
            log.say(Kind::SuccessAdded, Flow::Returned, place, format!("{} is a success", success.status));
        }
    }
}

fn output(log: &mut Log<'_>, old: &Action, new: &Action) {
    let name = |ty: Option<&Type>, api| ty.map_or("nothing".to_owned(), |ty| phrase::type_name(ty, api));
    match (old.output(), new.output()) {
        (Some(old), Some(new)) => value::compare(log, &old, &new, Ways::RETURNED, "output"),
        (None, None) => {}
        (old, new) => {
            let message = format!("{}, was {}", name(new.as_ref(), log.new), name(old.as_ref(), log.old));
            log.say(Kind::AnswerTypeChanged, Flow::Returned, "output", message);
        }
    }
}

/// What sending it does, and who may.
fn manners(log: &mut Log<'_>, old: &Action, new: &Action) {
    if old.effect != new.effect {
        let word = |effect| match effect {
            Effect::Safe => "safe",
            Effect::Idempotent => "idempotent",
            Effect::Once => "neither safe nor idempotent",
        };
        log.say(
            Kind::EffectChanged,
            Flow::Any,
            "",
            format!("{}, was {}", word(new.effect), word(old.effect)),
        );
    }
    if old.destructive != new.destructive {
        let word = |destructive| match destructive {
            Destructive::No => "destroys nothing",
            Destructive::Named => "destroys what it names",
            Destructive::All => "destroys everything",
        };
        let message = format!("{}, was: {}", word(new.destructive), word(old.destructive));
        log.say(Kind::Destructive, Flow::Any, "", message);
    }
    let sorted = |action: &Action| {
        let mut scopes = action.scopes.clone();
        scopes.sort();
        scopes
    };
    if sorted(old) != sorted(new) {
        let word = |action: &Action| match action.scopes.is_empty() {
            true => "none".to_owned(),
            false => action.scopes.join(" or "),
        };
        log.say(Kind::Scopes, Flow::Any, "scopes", format!("{}, was {}", word(new), word(old)));
    }
}

fn for_people(log: &mut Log<'_>, old: &Action, new: &Action) {
    let reason = |deprecation: &Option<Deprecation>| {
        let deprecation = deprecation.as_ref()?;
        let instead = deprecation.use_instead.as_ref().map(|id| format!("use `{id}`"));
        let parts: Vec<String> = instead.into_iter().chain(deprecation.doc.clone()).collect();
        Some(parts.join("; "))
    };
    let reasons = (reason(&old.deprecated), reason(&new.deprecated));
    words::deprecation(log, "", reasons.0.as_deref(), reasons.1.as_deref());
    words::stability(log, "", old.beta, new.beta);
    let faq = |action: &Action| -> Vec<(String, String)> {
        action.faq.iter().map(|it| (it.question.clone(), it.answer.clone())).collect()
    };
    Words::new()
        .part("title", &old.title, &new.title)
        .part("summary", &old.summary, &new.summary)
        .part("doc", &old.doc, &new.doc)
        .part("source", &old.source, &new.source)
        .part("deviation", &old.deviation, &new.deviation)
        .part("list of questions", &faq(old), &faq(new))
        .part("list of related actions", &old.related, &new.related)
        .part("list of what is left out", &old.omits, &new.omits)
        .say(log, "");
    // Samples hold nothing but data, so that their debug form says everything.
    let examples = |action: &Action| {
        // What comes out of a sample follows from the rest, which has changes of its own.
        let samples = action.samples.iter().cloned().map(|sample| Sample { output: None, ..sample });
        format!("{:?}{:?}", samples.collect::<Vec<_>>(), action.rejects)
    };
    if examples(old) != examples(new) {
        log.say(Kind::Samples, Flow::Any, "", "other samples or rejects");
    }
}
