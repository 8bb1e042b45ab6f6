//! `limits.md`: how much one call can carry, how much a page holds, and what the API says to too much.

use actiongen_runtime::ErrorKind;
use serde::Serialize;

use super::at_once::{AtOnce, BoundedList};
use super::batch::BatchView;
use super::errors::ErrorRow;
use super::failures::{QuotaView, RetryView, SettingsView};
use super::headings::Headings;
use super::link::Link;
use super::paging::PagingView;
use crate::model::{Api, Paging};

/// The headings that stand in the template.
const HEADINGS: [&str; 6] =
    ["Limits", "In one call", "Pages", "What the API answers to too much", "Lists of any length", "Waiting"];

/// The page on limits.
#[derive(Serialize)]
pub struct LimitsPage {
    title: String,
    lists: Vec<ListRow>,
    /// The lists of which the source names no upper end.
    unbounded: Vec<UnboundedRow>,
    schemes: Vec<SchemeRow>,
    errors_rows: Vec<ErrorRow>,
    batches: Vec<BatchRow>,
    retry: RetryView,
    quota: Option<QuotaView>,
    settings: SettingsView,
}

#[derive(Serialize)]
struct ListRow {
    action: Link,
    #[serde(flatten)]
    list: BoundedList,
}

#[derive(Serialize)]
struct UnboundedRow {
    action: Link,
    place: String,
}

/// A list that a function cuts.
#[derive(Serialize)]
pub struct BatchRow {
    action: Link,
    batch: BatchView,
}

#[derive(Serialize)]
struct SchemeRow {
    heading: String,
    paging: PagingView,
    actions: Vec<Link>,
}

impl LimitsPage {
    /// The page of a service.
    pub fn new(api: &Api) -> Self {
        let (mut lists, mut unbounded) = (Vec::new(), Vec::new());
        for (resource, action) in api.actions() {
            let link = || Link::new(resource, action, api, "");
            let at_once = AtOnce::new(action, api);
            lists.extend(at_once.bounded.into_iter().map(|list| ListRow { action: link(), list }));
            let places = at_once.unbounded.into_iter();
            unbounded.extend(places.map(|place| UnboundedRow { action: link(), place }));
        }
        let mut headings = Headings::with(&HEADINGS);
        let mut schemes = Vec::new();
        for (index, scheme) in api.pagination.iter().enumerate() {
            let actions = api.actions().filter(|(_, action)| action.paginate() == Some(index));
            let actions: Vec<_> =
                actions.map(|(resource, action)| Link::new(resource, action, api, "")).collect();
            if !actions.is_empty() {
                let heading = headings.add(heading(&scheme.paging)).0;
                schemes.push(SchemeRow { heading, paging: PagingView::new(scheme), actions });
            }
        }
        let too_much = api
            .errors
            .iter()
            .filter(|rule| matches!(rule.kind, ErrorKind::TooLarge | ErrorKind::RateLimited));
        Self {
            title: api.title.clone(),
            lists,
            unbounded,
            schemes,
            errors_rows: too_much.map(|rule| ErrorRow::new(rule, None)).collect(),
            batches: batches(api),
            retry: RetryView::new(&api.retry),
            quota: QuotaView::new(api),
            settings: SettingsView::new(),
        }
    }
}

/// The lists that functions cut, action by action.
pub fn batches(api: &Api) -> Vec<BatchRow> {
    let rows = api.actions().filter_map(|(resource, action)| {
        let batch = BatchView::new(action)?;
        Some(BatchRow { action: Link::new(resource, action, api, ""), batch })
    });
    rows.collect()
}

/// What a scheme of pagination is called.
fn heading(paging: &Paging) -> &'static str {
    match paging {
        Paging::Cursor { .. } => "By cursor",
        Paging::Page { last_at: Some(_), .. } => "By number, with the last one named",
        Paging::Page { last_at: None, .. } => "By number, until a page is empty",
    }
}
