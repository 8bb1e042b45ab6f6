//! Names that generated code would give twice.

use std::collections::HashMap;

use super::gather::Written;
use super::types;
use crate::diagnostics::{Code, Problems};
use crate::model::{Action, Api, Endpoint, TypeKind};
use crate::names;
use crate::source::Span;

/// Names that generated code would give twice.
pub fn namespace(api: &Api, types: &types::Types<'_>, written: &Written<'_>, problems: &mut Problems) {
    for (resource, from) in api.resources.iter().zip(&written.resources) {
        let mut seen: HashMap<String, (Option<Span>, String)> = HashMap::new();
        let mut modules: HashMap<String, String> = HashMap::new();
        seen.insert(resource.handle.clone(), (None, format!("the actions of `{}`", resource.name)));
        for id in &resource.types {
            let ty = api.type_def(*id);
            if let TypeKind::Record(record) = &ty.kind {
                let required = record.fields.iter().filter(|field| field.presence.is_required());
                if required.count() > names::MOST_PARAMETERS {
                    // The struct that its constructor takes.
                    seen.insert(
                        format!("{}Params", ty.rust),
                        (None, format!("what `{}::new` takes", ty.rust)),
                    );
                }
            }
            let span = types.declared[id.0].name();
            if let Some((first, what)) =
                seen.insert(ty.rust.clone(), (Some(span), format!("the type `{}`", ty.name)))
            {
                let problem =
                    problems.error(Code::NamesCollide, span, format!("`{}` is taken: it is {what}", ty.rust));
                if let Some(first) = first {
                    problem.also(first, "taken here");
                }
                problem.help("give one of them another name, or another name in Rust with `rust`");
            } else if let Some(other) = modules.insert(names::module(&ty.rust), ty.name.clone()) {
                problems
                    .error(Code::NamesCollide, span, format!("`{}` and `{other}` would be one file", ty.name))
                    .help("give one of them another name in Rust with `rust`");
            }
        }
        if names::is_taken_module(&resource.name) {
            if let Some(file) =
                from.actions.first().map(|action| action.at).or(from.types.first().map(|ty| ty.at))
            {
                problems
                    .error(
                        Code::FileName,
                        file.span().begin(),
                        format!("generated code needs the name `{}` for itself", resource.name),
                    )
                    .help("call the resource something else");
            }
        }
        let by_rule: Vec<String> = resource.actions.iter().flat_map(methods_by_rule).collect();
        for (action, from) in resource
            .actions
            .iter()
            .filter_map(|action| Some((action, from.actions.iter().find(|from| from.name == action.name)?)))
        {
            if by_rule.contains(&action.name) || action.name == "new" {
                problems
                    .error(
                        Code::NamesCollide,
                        from.at.span().begin(),
                        format!("the name `{}` is taken", action.name),
                    )
                    .why(
                        "an action with pages also has `…_stream`, one with `batch` `…_batch`, one with `reconcile` \
                         `…_reconcile`, and `new` makes the handle",
                    )
                    .help("call the file something else");
            }
        }
    }
}

/// The names of the methods that an action has besides its own.
fn methods_by_rule(action: &Action) -> Vec<String> {
    let endpoint = action.endpoint();
    let has = |is_it: fn(&Endpoint) -> bool| endpoint.is_some_and(is_it);
    let suffixes = [
        (has(|endpoint| endpoint.paginate.is_some()), "stream"),
        (has(|endpoint| endpoint.batch.is_some()), "batch"),
        (has(|endpoint| endpoint.reconcile.is_some()), "reconcile"),
    ];
    suffixes.iter().filter(|(has, _)| *has).map(|(_, suffix)| format!("{}_{suffix}", action.name)).collect()
}
