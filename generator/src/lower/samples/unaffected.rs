//! Which actions no error affects, so that what is reported about their samples does not follow from another mistake.

use std::collections::HashSet;

use super::super::gather::Written;
use crate::diagnostics::{Place, Problems, Severity};
use crate::model::{Action, ActionKind, Api};
use crate::source::FileId;

/// The ids of the actions that no error affects; nothing where one may affect all of them.
///
/// That is decided by file: the service and its types are used everywhere, an action by those that call it.
pub fn unaffected<'m>(api: &'m Api, written: &Written<'_>, problems: &Problems) -> Option<HashSet<&'m str>> {
    let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error);
    let mut broken: HashSet<FileId> = HashSet::new();
    for error in errors {
        match error.place {
            Place::File(file) => broken.insert(file),
            Place::Span(span) => broken.insert(span.file),
            // What was not read may have declared anything.
            Place::Path(_) => return None,
        };
    }
    let service = written.service.iter().map(|(at, _)| at.span().file);
    let types = written.resources.iter().flat_map(|resource| &resource.types).map(|ty| ty.at.span().file);
    let is_unread = written.resources.iter().any(|resource| resource.unread_types);
    if is_unread || service.chain(types).any(|file| broken.contains(&file)) {
        return None;
    }
    let mut whole: HashSet<&str> = HashSet::new();
    for (resource, from) in api.resources.iter().zip(&written.resources) {
        let mut files = from.actions.iter();
        for action in &resource.actions {
            let file = files.find(|file| file.name == action.name);
            if file.is_some_and(|file| !broken.contains(&file.at.span().file)) {
                whole.insert(&action.id);
            }
        }
    }
    let ids = api.actions().map(|(_, action)| action).filter(|action| is_whole(action, api, &whole));
    Some(ids.map(|action| action.id.as_str()).collect())
}

/// Whether the action is whole, and every one that it calls.
fn is_whole(action: &Action, api: &Api, whole: &HashSet<&str>) -> bool {
    whole.contains(action.id.as_str())
        && match &action.kind {
            ActionKind::Endpoint(endpoint) => endpoint
                .reconcile
                .iter()
                .all(|reconcile| whole.contains(api.action(reconcile.using).id.as_str())),
            ActionKind::Steps(steps) => {
                steps.calls.iter().all(|step| is_whole(api.action(step.action), api, whole))
            }
        }
}
