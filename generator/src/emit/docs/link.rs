//! Where the pages are, and links between them.

use serde::Serialize;

use super::required::{self, AskedFor, RequiredInput};
use crate::model::{Action, Api, Destructive, Endpoint, Resource};

/// A link to the page of an action, from a page of any resource, with what a list of actions says of each.
#[derive(Serialize)]
pub struct Link {
    id: String,
    title: String,
    summary: String,
    /// Its endpoint, or those of the actions that it calls.
    endpoints: Vec<String>,
    href: String,
    required: Vec<RequiredInput>,
    asked_for: Vec<AskedFor>,
    destructive: bool,
    deprecated: bool,
    /// The id of the action to use instead.
    instead: Option<String>,
    beta: bool,
}

impl Link {
    /// A link to an action, seen from `up` (`""` from the root of the docs, `"../"` from the page of an action).
    pub fn new(resource: &Resource, action: &Action, api: &Api, up: &str) -> Self {
        Self {
            id: action.id.clone(),
            title: action.title.clone(),
            summary: action.summary.clone(),
            endpoints: endpoints(action, api),
            href: format!("{up}{}", action_page(resource, action)),
            required: required::required(action, api),
            asked_for: required::asked_for(action, api),
            destructive: action.destructive != Destructive::No,
            deprecated: action.deprecated.is_some(),
            instead: action.deprecated.as_ref().and_then(|deprecation| deprecation.use_instead.clone()),
            beta: action.beta,
        }
    }

    /// A link to the action with that id, from the page of an action.
    pub fn to_action(id: &str, api: &Api) -> Option<Self> {
        let (resource, name) = id.split_once('.')?;
        let resource = api.resources.iter().find(|candidate| candidate.name == resource)?;
        let action = resource.actions.iter().find(|action| action.name == name)?;
        Some(Self::new(resource, action, api, "../"))
    }
}

/// The endpoint of an action, or those of the actions that it calls, each once.
pub fn endpoints(action: &Action, api: &Api) -> Vec<String> {
    let mut lines: Vec<String> = action.endpoint().map(Endpoint::line).into_iter().collect();
    for step in action.steps().into_iter().flat_map(|steps| &steps.calls) {
        let line = api.action(step.action).endpoint().map(Endpoint::line);
        lines.extend(line.filter(|line| !lines.contains(line)));
    }
    lines
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
