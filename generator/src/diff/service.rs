//! A service: what holds for all of it, its resources, its actions and its types.

use super::log::{Flow, Log};
use super::words::Words;
use super::{Change, Kind, Subject, action, connection, errors, pagination, retry, types};
use crate::model::Api;

/// What changed in a service that one or both versions have.
pub fn changes(old: Option<&Api>, new: Option<&Api>) -> Vec<Change> {
    match (old, new) {
        (Some(old), Some(new)) => compare(old, new),
        (Some(only), None) => alone(only, Kind::ServiceRemoved, "gone"),
        (None, Some(only)) => alone(only, Kind::ServiceAdded, "new"),
        (None, None) => Vec::new(),
    }
}

fn alone(api: &Api, kind: Kind, message: &str) -> Vec<Change> {
    let mut log = Log::new(api, api);
    log.say(kind, Flow::Any, "", message);
    log.into_changes()
}

fn compare(old: &Api, new: &Api) -> Vec<Change> {
    let mut log = Log::new(old, new);
    head(&mut log);
    connection::compare(&mut log);
    errors::compare_service(&mut log);
    retry::compare(&mut log);
    pagination::compare(&mut log);
    resources(&mut log);
    action::compare_all(&mut log);
    types::compare(&mut log);
    log.into_changes()
}

fn head(log: &mut Log<'_>) {
    let (old, new) = (log.old, log.new);
    log.at(Subject::Service);
    if old.base_url != new.base_url {
        let message = format!("{}, was {}", new.base_url, old.base_url);
        log.say(Kind::BaseUrl, Flow::Any, "base_url", message);
    }
    let scopes = |api: &Api| -> Vec<(String, String)> {
        api.scopes.iter().map(|scope| (scope.name.clone(), scope.doc.clone())).collect()
    };
    Words::new()
        .part("title", &old.title, &new.title)
        .part("summary", &old.summary, &new.summary)
        .part("doc", &old.doc, &new.doc)
        .part("source", &old.source, &new.source)
        .part("list of scopes", &scopes(old), &scopes(new))
        .say(log, "");
}

fn resources(log: &mut Log<'_>) {
    let (old, new) = (log.old, log.new);
    let find = |api: &'_ Api, name: &str| api.resources.iter().position(|other| other.name == name);
    for resource in &old.resources {
        log.at(Subject::Resource(resource.name.clone()));
        let Some(same) = find(new, &resource.name).map(|place| &new.resources[place]) else {
            let all_beta = resource.actions.iter().all(|action| action.beta);
            log.in_field(all_beta && !resource.actions.is_empty());
            log.say(Kind::ResourceRemoved, Flow::Any, "", "gone");
            log.in_field(false);
            continue;
        };
        Words::new()
            .part("title", &resource.title, &same.title)
            .part("doc", &resource.doc, &same.doc)
            .part("source", &resource.source, &same.source)
            .say(log, "");
    }
    for resource in new.resources.iter().filter(|resource| find(old, &resource.name).is_none()) {
        log.at(Subject::Resource(resource.name.clone()));
        log.say(Kind::ResourceAdded, Flow::Any, "", "new");
    }
}
