//! `limits.md`: how much one call can carry, how much a page holds, and what the API says to too much.

use actiongen_runtime::ErrorKind;
use serde::Serialize;

use super::action::{AtOnce, at_once};
use super::errors::ErrorRow;
use super::link::Link;
use super::paging::PagingView;
use crate::model::Api;

/// The page on limits.
#[derive(Serialize)]
pub struct LimitsPage {
    title: String,
    lists: Vec<ListRow>,
    schemes: Vec<SchemeRow>,
    errors_rows: Vec<ErrorRow>,
}

#[derive(Serialize)]
struct ListRow {
    action: Link,
    #[serde(flatten)]
    list: AtOnce,
}

#[derive(Serialize)]
struct SchemeRow {
    paging: PagingView,
    actions: Vec<Link>,
}

impl LimitsPage {
    /// The page of a service.
    pub fn new(api: &Api) -> Self {
        let lists = api.actions().flat_map(|(resource, action)| {
            let lists = at_once(action, api).into_iter();
            lists.map(|list| ListRow { action: Link::new(resource, action, ""), list })
        });
        let schemes = api.pagination.iter().enumerate().map(|(index, scheme)| {
            let actions = api.actions().filter(|(_, action)| action.paginate() == Some(index));
            SchemeRow {
                paging: PagingView::new(scheme),
                actions: actions.map(|(resource, action)| Link::new(resource, action, "")).collect(),
            }
        });
        let too_much = api
            .errors
            .iter()
            .filter(|rule| matches!(rule.kind, ErrorKind::TooLarge | ErrorKind::RateLimited));
        Self {
            title: api.title.clone(),
            lists: lists.collect(),
            schemes: schemes.filter(|scheme| !scheme.actions.is_empty()).collect(),
            errors_rows: too_much.map(|rule| ErrorRow::new(rule, None)).collect(),
        }
    }
}
