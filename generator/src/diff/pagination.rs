//! The schemes of pagination. What changes in one is told once, for all actions that go by it.

use super::field::{self, Owner};
use super::log::{Flow, Log, join};
use super::{Kind, Touch};
use crate::model::{Action, Api, Field, Paging, PagingScheme, Record, TypeId};

/// Compares the schemes that both versions have by the same name. Those that only one has are told where an action goes
/// by another one.
pub fn compare(log: &mut Log<'_>) {
    let (old, new) = (log.old, log.new);
    for scheme in &new.pagination {
        let Some(before) = old.pagination.iter().find(|other| other.name == scheme.name) else { continue };
        let touches = users(log, &scheme.name);
        log.at_service(touches);
        let place = format!("pagination.{}", scheme.name);
        if before.paging != scheme.paging {
            let message = format!("{}, was {}", phrase(&scheme.paging), phrase(&before.paging));
            log.say(Kind::PagingChanged, Flow::Any, &place, message);
        }
        let find = |of: &'_ PagingScheme, wire: &str| of.parameters.iter().position(|it| it.wire == wire);
        let below = |parameter: &Field| Field { wire: join(&place, &parameter.wire), ..parameter.clone() };
        for parameter in &before.parameters {
            match find(scheme, &parameter.wire) {
                Some(same) => {
                    field::compare(log, &below(parameter), &below(&scheme.parameters[same]), Owner::path());
                }
                None => field::removed(log, &below(parameter), Owner::path().ways),
            }
        }
        for parameter in scheme.parameters.iter().filter(|it| find(before, &it.wire).is_none()) {
            field::added(log, &below(parameter), Owner::path().ways);
        }
    }
}

/// Compares how an action goes through its pages, where it did not and does not go by the same scheme.
pub fn compare_action(log: &mut Log<'_>, old: &Action, new: &Action) {
    let scheme = |api: &'_ Api, action: &Action| action.paginate().map(|place| api.pagination[place].clone());
    match (scheme(log.old, old), scheme(log.new, new)) {
        (None, Some(scheme)) => {
            log.say(Kind::PagingAdded, Flow::Returned, "", format!("pages {}", phrase(&scheme.paging)));
        }
        (Some(scheme), None) => {
            let message = format!("no pages, was {}", phrase(&scheme.paging));
            log.say(Kind::PagingRemoved, Flow::Returned, "", message);
        }
        (Some(old), Some(new)) if old.name != new.name && old.paging != new.paging => {
            let message = format!("pages {}, was {}", phrase(&new.paging), phrase(&old.paging));
            log.say(Kind::PagingChanged, Flow::Returned, "", message);
        }
        _ => {}
    }
}

/// The parameters of a query that stand there since its action goes by the same scheme in both versions. Nothing of
/// them is said at the query.
pub fn told_at_the_scheme(log: &Log<'_>, old: (TypeId, &Record), new: (TypeId, &Record)) -> Vec<String> {
    let query = |action: &Action| action.endpoint().and_then(|endpoint| endpoint.query);
    let mut pairs = log.pairs.actions.iter();
    let of_query = pairs.find(|(a, b)| query(a) == Some(old.0) && query(b) == Some(new.0));
    let schemes = of_query.and_then(|(a, b)| {
        let (a, b) = (&log.old.pagination[a.paginate()?], &log.new.pagination[b.paginate()?]);
        (a.name == b.name).then_some((a, b))
    });
    let Some((before, after)) = schemes else { return Vec::new() };
    let told = |parameters: &[Field], record: &Record, wire: &str| {
        let find =
            |fields: &[Field]| fields.iter().find(|field| field.wire == wire).map(|it| format!("{it:?}"));
        find(parameters) == find(&record.fields)
    };
    let names = before.parameters.iter().chain(&after.parameters).map(|field| field.wire.clone());
    names
        .filter(|wire| told(&before.parameters, old.1, wire) && told(&after.parameters, new.1, wire))
        .collect()
}

/// The actions that go by the scheme of this name in both versions.
fn users(log: &Log<'_>, name: &str) -> Vec<Touch> {
    let goes_by = |api: &Api, action: &Action| {
        action.paginate().is_some_and(|place| api.pagination[place].name == name)
    };
    let users = log.pairs.actions.iter().filter(|(a, b)| goes_by(log.old, a) && goes_by(log.new, b));
    users
        .map(|(_, action)| Touch { action: Some(action.id.clone()), place: "query".to_owned(), sent: true })
        .collect()
}

fn phrase(paging: &Paging) -> String {
    match paging {
        Paging::Cursor { send, read } => {
            format!("by the cursor `{send}`, read from `{}`", read.join("."))
        }
        Paging::Page { send, first, last_at } => {
            let last = last_at.as_ref().map_or_else(
                || "to the first empty page".to_owned(),
                |at| format!("to the one that `{}` names", at.join(".")),
            );
            format!("by the number `{send}` from {first} {last}")
        }
    }
}
