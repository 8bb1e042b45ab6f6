//! Ids of other actions that an action names.

use super::gather::Written;
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::Api;

/// Ids of other actions lead somewhere.
pub fn related(api: &Api, written: &Written<'_>, problems: &mut Problems) {
    let known: Vec<&str> = api.actions().map(|(_, action)| action.id.as_str()).collect();
    for resource in &written.resources {
        for action in &resource.actions {
            let related = action.file.related.iter().flatten().enumerate();
            let related = related.map(|(index, id)| (id, action.at.key("related").item(index)));
            let instead = action.file.deprecated.iter().filter_map(|deprecated| deprecated.use_.as_ref());
            let instead = instead.map(|id| (id, action.at.path(&["deprecated", "use"])));
            let using = action.file.reconcile.iter().filter_map(|reconcile| reconcile.using.as_ref());
            let using = using.map(|id| (id, action.at.path(&["reconcile", "using"])));
            for (id, at) in related.chain(instead).chain(using) {
                // An action whose file is wrong is there all the same.
                let exists = written.resources.iter().any(|resource| {
                    resource.actions.iter().any(|action| *id == format!("{}.{}", resource.name, action.name))
                });
                if !exists && !written.is_unread(id) {
                    let problem =
                        problems.error(Code::UnknownAction, at.span(), format!("there is no action `{id}`"));
                    match nearest(id, known.iter().copied()) {
                        Some(near) => problem.replace(at.span(), near, format!("did you mean `{near}`?")),
                        None => problem.help("an id is the folder and the file: `customers.create`"),
                    };
                }
            }
        }
    }
}
