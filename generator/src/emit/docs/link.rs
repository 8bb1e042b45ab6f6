//! Where the pages are, and links between them.

use serde::Serialize;

use crate::model::{Action, Api, Endpoint, Resource};

/// A link to the page of an action, from a page of any resource.
#[derive(Serialize)]
pub struct Link {
    id: String,
    title: String,
    summary: String,
    endpoint: Option<String>,
    href: String,
    deprecated: bool,
    beta: bool,
}

impl Link {
    /// A link to an action, seen from `up` (`""` from the root of the docs, `"../"` from the page of an action).
    pub fn new(resource: &Resource, action: &Action, up: &str) -> Self {
        Self {
            id: action.id.clone(),
            title: action.title.clone(),
            summary: action.summary.clone(),
            endpoint: action.endpoint().map(Endpoint::line),
            href: format!("{up}{}", action_page(resource, action)),
            deprecated: action.deprecated.is_some(),
            beta: action.beta,
        }
    }

    /// A link to the action with that id, from the page of an action.
    pub fn to_action(id: &str, api: &Api) -> Option<Self> {
        let (resource, name) = id.split_once('.')?;
        let resource = api.resources.iter().find(|candidate| candidate.name == resource)?;
        let action = resource.actions.iter().find(|action| action.name == name)?;
        Some(Self::new(resource, action, "../"))
    }
}

/// The page of an action, below the folder of the docs.
pub fn action_page(resource: &Resource, action: &Action) -> String {
    // On a disk that ignores case, this one would be the page of the resource.
    let name = if action.name == "readme" { "readme_action" } else { &action.name };
    format!("{}/{name}.md", resource.name)
}

/// The page of a resource, below the folder of the docs.
pub fn resource_page(resource: &Resource) -> String {
    format!("{}/README.md", resource.name)
}
