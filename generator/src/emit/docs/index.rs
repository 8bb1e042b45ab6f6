//! The pages that lead to others: the index, a page for each resource, the contents for mdBook, the index for machines.

use serde::Serialize;

use super::connection::{self, CredentialRow};
use super::deviation::{self, DeviationRow};
use super::link::{Link, resource_page};
use crate::model::{Api, Resource};

/// What the index, the contents and the index for machines show of a service.
#[derive(Serialize)]
pub struct IndexPage {
    title: String,
    summary: Option<String>,
    doc: Option<String>,
    source: Option<String>,
    credentials_rows: Vec<CredentialRow>,
    scopes: Vec<ScopeRow>,
    resources: Vec<Chapter>,
    deviations: Vec<DeviationRow>,
}

/// A resource with links to its actions; also its own page.
#[derive(Serialize)]
pub struct Chapter {
    title: String,
    doc: Option<String>,
    source: Option<String>,
    href: String,
    actions: Vec<Link>,
}

#[derive(Serialize)]
struct ScopeRow {
    name: String,
    doc: String,
}

impl IndexPage {
    /// The index of a service.
    pub fn new(api: &Api) -> Self {
        let with_actions = api.resources.iter().filter(|resource| !resource.actions.is_empty());
        Self {
            title: api.title.clone(),
            summary: api.summary.clone(),
            doc: api.doc.clone(),
            source: api.source.clone(),
            credentials_rows: connection::rows(api),
            scopes: api
                .scopes
                .iter()
                .map(|scope| ScopeRow { name: scope.name.clone(), doc: scope.doc.clone() })
                .collect(),
            resources: with_actions.map(|resource| Chapter::new(resource, api, "")).collect(),
            deviations: deviation::of_connection(api),
        }
    }
}

impl Chapter {
    /// A resource, seen from `up`.
    pub fn new(resource: &Resource, api: &Api, up: &str) -> Self {
        Self {
            title: resource.title.clone(),
            doc: resource.doc.clone(),
            source: resource.source.clone(),
            href: format!("{up}{}", resource_page(resource)),
            actions: resource.actions.iter().map(|action| Link::new(resource, action, api, up)).collect(),
        }
    }
}
