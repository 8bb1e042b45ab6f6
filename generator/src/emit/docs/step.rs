//! The steps of an action that is made of others: what is called, when, and how many items are taken.

use serde::Serialize;

use super::link::Link;
use crate::emit::markdown;
use crate::model::{Action, Api, Expect, Step};

/// A step on a page.
#[derive(Serialize)]
pub struct StepRow {
    name: String,
    action: Link,
    /// When the call is made, as a sentence; always, where there is none.
    when: Option<String>,
    /// What the list that comes back has to hold, as a sentence.
    expect: Option<&'static str>,
    doc: Option<String>,
}

/// The steps of an action; none where it is one request.
pub fn rows(action: &Action, api: &Api) -> Vec<StepRow> {
    let steps = action.steps().map(|steps| steps.calls.as_slice()).unwrap_or_default();
    steps.iter().map(|step| row(step, api)).collect()
}

fn row(step: &Step, api: &Api) -> StepRow {
    let resource = &api.resources[step.action.resource];
    StepRow {
        name: step.name.clone(),
        action: Link::new(resource, api.action(step.action), "../"),
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
    }
}
