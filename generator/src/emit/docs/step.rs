//! The steps of an action that is made of others: what is called, when, how many items are taken, and how each can fail.

use actiongen_runtime::ErrorKind;
use serde::Serialize;

use super::errors::ErrorRow;
use super::link::Link;
use crate::emit::markdown;
use crate::model::{Action, Api, Effect, ErrorDoc, Expect, Expr, Step};

/// A step on a page.
#[derive(Serialize)]
pub struct StepRow {
    name: String,
    action: Link,
    /// The documentation of what it calls, if that is a page of the web.
    documentation: Option<String>,
    /// When the call is made, as a sentence; always, where there is none.
    when: Option<String>,
    /// What the list that comes back has to hold, as a sentence.
    expect: Option<&'static str>,
    doc: Option<String>,
    /// How it can fail besides what holds for every action.
    errors: Vec<ErrorRow>,
    /// Whether its call must not be sent twice.
    once: bool,
}

/// The steps of an action; none where it is one request.
pub fn rows(action: &Action, api: &Api) -> Vec<StepRow> {
    let steps = action.steps().map(|steps| steps.calls.as_slice()).unwrap_or_default();
    steps.iter().map(|step| row(step, action, api)).collect()
}

fn row(step: &Step, action: &Action, api: &Api) -> StepRow {
    let resource = &api.resources[step.action.resource];
    let called = api.action(step.action);
    // What the action made of steps says itself of a status is meant for its callers.
    let is_said = |statuses| action.errors.iter().any(|error| error.own && error.rule.statuses == statuses);
    let one = carries_one(step, api);
    let can_be = |error: &&ErrorDoc| !(one && error.rule.kind == ErrorKind::TooLarge);
    let own = called.errors.iter().filter(|error| error.own && !is_said(error.rule.statuses)).filter(can_be);
    StepRow {
        name: step.name.clone(),
        action: Link::new(resource, called, api, "../"),
        documentation: called.source.clone().filter(|source| markdown::web_address(source).is_some()),
        when: step.guard.as_ref().map(|guard| {
            let presence = if guard.present { "is there" } else { "is not there" };
            format!("Only if {} {presence}.", markdown::code(&guard.on.text))
        }),
        expect: step.expect.map(|expect| match expect {
            Expect::One => {
                "It takes the one item that comes back. None fails as `not_found`, several as `ambiguous`."
            }
            Expect::AtMostOne => {
                "It takes the item that comes back, if one does. Several fail as `ambiguous`."
            }
            Expect::None => "Nothing may come back. Anything fails as `conflict`.",
            Expect::Many => "It takes the items of every page.",
        }),
        doc: step.doc.clone(),
        errors: unexpected(step.expect, called.effect)
            .chain(own.map(|error| ErrorRow::new(&error.rule, Some(called.effect))))
            .collect(),
        once: called.effect == Effect::Once,
    }
}

/// Whether the call of a step cannot hold too much: its body is one thing, written out, or it has none and only reads.
pub fn carries_one(step: &Step, api: &Api) -> bool {
    match &step.body {
        Some(Expr::List(items, _)) => items.len() == 1,
        Some(Expr::Record { .. }) => true,
        Some(_) => false,
        None => api.action(step.action).effect == Effect::Safe,
    }
}

/// Whether one of them can fail in a way of its own.
pub fn have_errors(rows: &[StepRow]) -> bool {
    rows.iter().any(|row| !row.errors.is_empty())
}

/// What a step fails with that was answered well, and took another number of items than came back.
fn unexpected(expect: Option<Expect>, effect: Effect) -> impl Iterator<Item = ErrorRow> {
    let none = (ErrorKind::NotFound, "The step found nothing.");
    let several = (ErrorKind::Ambiguous, "The step found more than one.");
    let rows = match expect {
        Some(Expect::One) => vec![none, several],
        Some(Expect::AtMostOne) => vec![several],
        Some(Expect::None) => vec![(ErrorKind::Conflict, "The step found what must not be there.")],
        Some(Expect::Many) | None => Vec::new(),
    };
    rows.into_iter().map(move |(kind, meaning)| match effect {
        Effect::Safe => ErrorRow::of_answer(kind, meaning),
        // It does not look for something: it changed something, and says so in another way than it should.
        Effect::Idempotent | Effect::Once => ErrorRow::of_change(kind, effect),
    })
}
