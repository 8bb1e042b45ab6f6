//! `failures.md`: what the client does when a call fails, and what the caller gets.

use std::time::Duration;

use actiongen_runtime::{Limits, RetryBudget, RetryPolicy};
use serde::Serialize;

use super::batch::LookUpView;
use super::deviation::{self, DeviationRow};
use super::limits::{self, BatchRow};
use super::link::Link;
use super::types::fields_of;
use crate::emit::rust::ident;
use crate::model::{Action, Api, Effect, Endpoint, Over, Resource, Retry, Type, TypeKind};
use crate::phrase;

/// The most waits that are written out.
const MOST_WAITS: u32 = 6;

/// The page on failures.
#[derive(Serialize)]
pub struct FailuresPage {
    title: String,
    /// The name of the crate, as `use` has it.
    crate_name: String,
    retry: RetryView,
    quota: Option<QuotaView>,
    settings: SettingsView,
    /// The actions of which twice is not as good as once.
    once: Vec<OnceRow>,
    batches: Vec<BatchRow>,
    has_pages: bool,
    has_steps: bool,
    /// What the code of the page is about.
    batch_example: Option<BatchExample>,
    stream_example: Option<StreamExample>,
    deviations: Vec<DeviationRow>,
}

/// When a request is sent again.
#[derive(Serialize)]
pub struct RetryView {
    attempts: u32,
    /// The statuses besides 429.
    statuses: Vec<u16>,
    shortest: String,
    longest: String,
    /// The waits between the attempts, as they are without chance.
    waits: Vec<String>,
    headers: Vec<HeaderView>,
    doc: Option<String>,
}

#[derive(Serialize)]
struct HeaderView {
    name: String,
    unit: &'static str,
}

/// What is told of the quota.
#[derive(Serialize)]
pub struct QuotaView {
    left: String,
    quota: Option<String>,
    reset: Option<HeaderView>,
    doc: Option<String>,
}

/// What holds unless a program says otherwise.
#[derive(Serialize)]
pub struct SettingsView {
    deadline: String,
    longest_named_wait: String,
    budget: u32,
    timeout: String,
    max_body: String,
}

#[derive(Serialize)]
struct OnceRow {
    action: Link,
    look_up: Option<LookUpView>,
    /// The calls of an action that are made once, by the names of their steps.
    steps: Vec<String>,
}

/// A batch of records with a key and a look-up, whose function takes nothing but the list.
#[derive(Serialize)]
struct BatchExample {
    /// The method of the client, and the module.
    resource: String,
    function: String,
    /// The types, as they are imported.
    uses: Vec<String>,
    item: String,
    value: String,
}

/// A list with pages, whose query needs nothing.
#[derive(Serialize)]
struct StreamExample {
    resource: String,
    function: String,
    query: String,
}

impl FailuresPage {
    /// The page of a service.
    pub fn new(api: &Api) -> Self {
        let link = |resource: &Resource, action: &Action| Link::new(resource, action, api, "");
        let once = api.actions().filter(|(_, action)| action.effect == Effect::Once);
        Self {
            title: api.title.clone(),
            crate_name: format!("{}_actions", api.name),
            retry: RetryView::new(&api.retry),
            quota: QuotaView::new(api),
            settings: SettingsView::new(),
            once: once
                .map(|(resource, action)| OnceRow {
                    action: link(resource, action),
                    look_up: LookUpView::new(action, api, ""),
                    steps: once_steps(action, api),
                })
                .collect(),
            batches: limits::batches(api),
            has_pages: api.actions().any(|(_, action)| action.paginate().is_some()),
            has_steps: api.actions().any(|(_, action)| action.steps().is_some()),
            batch_example: api.actions().find_map(|(resource, action)| batch_example(resource, action, api)),
            stream_example: api
                .actions()
                .find_map(|(resource, action)| stream_example(resource, action, api)),
            deviations: deviation::of_failures(api),
        }
    }
}

impl RetryView {
    /// What a service says of sending again.
    pub fn new(retry: &Retry) -> Self {
        let wait = |attempt: u32| {
            let doubled = 2_u32.saturating_pow(attempt - 1);
            phrase::duration(retry.shortest.saturating_mul(doubled).min(retry.longest))
        };
        let headers = retry.wait_headers.iter();
        Self {
            attempts: retry.attempts,
            statuses: retry.statuses.iter().copied().filter(|status| *status != 429).collect(),
            shortest: phrase::duration(retry.shortest),
            longest: phrase::duration(retry.longest),
            waits: (1..retry.attempts.min(MOST_WAITS + 1)).map(wait).collect(),
            headers: headers
                .map(|header| HeaderView { name: header.name.clone(), unit: phrase::time_unit(header.unit) })
                .collect(),
            doc: retry.doc.clone(),
        }
    }
}

impl QuotaView {
    /// What a service tells of it, if it does.
    pub fn new(api: &Api) -> Option<Self> {
        let limit = api.rate_limit.as_ref()?;
        let reset = limit.reset.as_ref();
        Some(Self {
            left: limit.left.clone(),
            quota: limit.quota.clone(),
            reset: reset
                .map(|header| HeaderView { name: header.name.clone(), unit: phrase::time_unit(header.unit) }),
            doc: limit.doc.clone(),
        })
    }
}

impl SettingsView {
    /// What the runtime begins with.
    pub fn new() -> Self {
        let policy = RetryPolicy::default();
        let limits = Limits::default();
        let minutes = |time: Duration| match (time.as_secs() / 60, time.as_secs() % 60) {
            (minutes @ 2.., 0) => format!("{minutes} minutes"),
            _ => phrase::duration(time),
        };
        Self {
            deadline: minutes(policy.deadline),
            longest_named_wait: minutes(policy.longest_named_wait),
            budget: RetryBudget::default().left(),
            timeout: minutes(limits.timeout),
            max_body: format!("{} MiB", limits.max_body / (1024 * 1024)),
        }
    }
}

/// The steps of an action that must not be made twice, by their names.
pub fn once_steps(action: &Action, api: &Api) -> Vec<String> {
    let steps = action.steps().into_iter().flat_map(|steps| &steps.calls);
    let once = steps.filter(|step| api.action(step.action).effect == Effect::Once);
    once.map(|step| step.name.clone()).collect()
}

/// The type of a record as Rust has it, seen from the root of the crate.
fn record_path(ty: &Type, api: &Api) -> Option<String> {
    let def = api.type_def(ty.named()?);
    let is_record = matches!(def.kind, TypeKind::Record(_));
    is_record.then(|| format!("{}::{}", ident(&api.resources[def.resource].name), def.rust))
}

fn batch_example(resource: &Resource, action: &Action, api: &Api) -> Option<BatchExample> {
    let Endpoint { batch, reconcile, body, query, path_fields, returns, .. } = action.endpoint()?;
    let batch = batch.as_ref().filter(|batch| batch.over == Over::Body && batch.key.is_some())?;
    let is_plain = query.is_none() && path_fields.is_empty() && !returns.is_partial();
    let (Type::List(items), Some(Type::List(values))) = (&body.as_ref()?.ty, &returns.ty) else {
        return None;
    };
    let is_shown = is_plain && reconcile.is_some() && batch.most.is_some() && action.deprecated.is_none();
    let (item, value) = (record_path(&items.item, api)?, record_path(&values.item, api)?);
    let mut uses = vec![item.clone(), value.clone()];
    uses.sort();
    uses.dedup();
    let resource = ident(&resource.name).to_string();
    is_shown.then(|| BatchExample { resource, function: action.name.clone(), uses, item, value })
}

fn stream_example(resource: &Resource, action: &Action, api: &Api) -> Option<StreamExample> {
    let Endpoint { query, body, path_fields, paginate, .. } = action.endpoint()?;
    let query =
        api.type_def(query.filter(|_| paginate.is_some() && body.is_none() && path_fields.is_empty())?);
    let is_free = !fields_of(query).iter().any(|field| field.presence.is_required());
    (is_free && action.deprecated.is_none()).then(|| StreamExample {
        resource: ident(&resource.name).to_string(),
        function: action.name.clone(),
        query: format!("{}::{}", ident(&resource.name), query.rust),
    })
}
