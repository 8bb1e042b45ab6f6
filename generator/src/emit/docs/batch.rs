//! How a list of any length is sent, and how what a create may have made is looked for.

use serde::Serialize;

use super::link::Link;
use crate::model::{Action, Api, LookUp, Over, Type};

/// How a list of any length is sent.
#[derive(Serialize)]
pub struct BatchView {
    /// The function that takes it: `create_batch`.
    function: String,
    /// Where the list stands in the input document.
    place: String,
    most: Option<usize>,
    concurrency: u32,
    /// The field that tells items apart.
    key: Option<String>,
    doc: Option<String>,
}

impl BatchView {
    /// That of an action, if it has one.
    pub fn new(action: &Action) -> Option<Self> {
        let batch = action.endpoint()?.batch.as_ref()?;
        Some(Self {
            function: format!("{}_batch", action.name),
            place: match &batch.over {
                Over::Body => "body".to_owned(),
                Over::Query(wire) => format!("query.{wire}"),
            },
            most: batch.most,
            concurrency: batch.concurrency,
            key: batch.key.clone(),
            doc: batch.doc.clone(),
        })
    }
}

/// How what a create may have made is looked for.
#[derive(Serialize)]
pub struct LookUpView {
    /// The function that looks: `create_reconcile`.
    function: String,
    key: String,
    using: Link,
    /// Whether one look-up is for many items.
    many: bool,
    /// Whether the action takes one thing a call; the function takes a list all the same.
    of_one: bool,
    doc: Option<String>,
}

impl LookUpView {
    /// That of an action, if it has one, seen from `up`.
    pub fn new(action: &Action, api: &Api, up: &str) -> Option<Self> {
        let endpoint = action.endpoint()?;
        let reconcile = endpoint.reconcile.as_ref()?;
        let resource = &api.resources[reconcile.using.resource];
        Some(Self {
            function: format!("{}_reconcile", action.name),
            key: reconcile.key.clone(),
            using: Link::new(resource, api.action(reconcile.using), api, up),
            many: matches!(reconcile.look_up, LookUp::Many { .. }),
            of_one: !endpoint.body.as_ref().is_some_and(|body| matches!(body.ty, Type::List(_))),
            doc: reconcile.doc.clone(),
        })
    }
}
