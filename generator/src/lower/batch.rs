//! `batch`: what is cut, where, and by which field the items of answer and request are told to be the same.

use super::action::Context;
use super::count::count;
use super::item_key::{self, Kind};
use super::prose;
use super::type_expr::quoted;
use super::types::Types;
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{Batch, Effect, Endpoint, Field, List, Over, Type, TypeId, TypeKind};
use crate::source::At;
use crate::spec;

/// Makes the batch of an endpoint; none where there is none, or where it is wrong.
pub fn batch(
    context: &Context<'_, '_>,
    file: &spec::ActionFile,
    endpoint: &Endpoint,
    effect: Effect,
    at: At<'_>,
    types: &Types<'_>,
    problems: &mut Problems,
) -> Option<Batch> {
    let written = file.batch.as_ref()?;
    let at_batch = at.key("batch");
    let concurrency = concurrency(written, at_batch, problems);
    if let Some(scheme) = endpoint.paginate {
        problems
            .error(Code::BadBatch, at.key_name("batch"), "a batch of an action with pages")
            .also(at.key_name("paginate"), format!("by `{}`", context.api.pagination[scheme].name))
            .why("each call of the batch would give one page, and what stands on the others would be missed")
            .help("drop `batch`, and read its pages");
        return None;
    }
    if effect == Effect::Safe {
        let problem =
            problems.error(Code::BadBatch, at.key_name("batch"), "a batch of an action that changes nothing");
        match at.get("safe") {
            Some(safe) => problem.also(safe.span(), "it is said here"),
            None => problem.also(at.key("endpoint").span(), "a GET"),
        };
        problem
            .why("a batch says of each item whether it was carried out, and a read carries nothing out")
            .help("drop `batch`, and read once for each part of the list");
        return None;
    }
    let (over, list) = cut(written, endpoint, at, types, problems)?;
    let most = most(written, list, &over, at_batch, problems);
    let key = key(file, written, endpoint, &over, list, at, types, problems);
    Some(Batch {
        over,
        most: most?,
        concurrency: concurrency?,
        key: key?,
        doc: prose::text(written.doc.as_deref()),
        deviation: prose::text(written.deviation.as_deref()),
    })
}

fn concurrency(written: &spec::Batch, at: At<'_>, problems: &mut Problems) -> Option<u32> {
    let Some(text) = &written.concurrency else {
        if super::is_missing(at, "concurrency") {
            problems
                .error(Code::MissingKey, at.name(), "`concurrency` is missing")
                .why("how much of a service a batch may take at once is for the spec to say, not for the client to guess")
                .help("say how many calls may be under way at once: `batch: {concurrency: 1}`");
        }
        return None;
    };
    count(text, "concurrency", 3, "no call could ever be made", at.key("concurrency"), problems)
}

/// The list that is cut.
fn cut<'e>(
    written: &spec::Batch,
    endpoint: &'e Endpoint,
    at: At<'_>,
    types: &'e Types<'_>,
    problems: &mut Problems,
) -> Option<(Over, &'e List)> {
    let at_batch = at.key("batch");
    let lists = query_lists(endpoint, types);
    let names: Vec<&str> = lists.iter().map(|(field, _)| field.wire.as_str()).collect();
    let Some(name) = &written.over else {
        // One that could not be read was reported; so was the body.
        if at_batch.has("over") || (endpoint.body.is_none() && at.has("body")) {
            return None;
        }
        if let Some(Type::List(list)) = endpoint.body.as_ref().map(|body| &body.ty) {
            return Some((Over::Body, list));
        }
        let problem = problems.error(Code::BadBatch, at.key_name("batch"), "there is no list to cut");
        match endpoint.body {
            Some(_) => problem.also(at.key("body").name(), "the body is no list"),
            None => problem.label("the action has no body"),
        };
        match names.as_slice() {
            [] => problem.help("drop `batch`, or let the body be a `list<T>`"),
            [first, ..] => {
                problem.help(format!("name the list of the query that is cut: `batch: {{over: {first}, …}}`"))
            }
        };
        return None;
    };
    let span = at_batch.key("over").span();
    let Some((_, list)) = lists.iter().find(|(field, _)| field.wire == *name) else {
        if at.get("query").is_some_and(|query| query.get(name).is_some_and(|field| field.node().is_refused()))
        {
            return None;
        }
        let is_field = fields(endpoint.query, types).iter().any(|field| field.wire == *name);
        let problem = match is_field {
            true => problems.error(Code::BadBatch, span, format!("`{name}` is no list")),
            false => problems.error(Code::UnknownField, span, format!("the query has no `{name}`")),
        };
        match (nearest(name, names.iter().copied()), name.as_str()) {
            (_, "body") => problem.help("drop `over`: unless it is said, the body is cut"),
            (Some(near), _) if !is_field => problem.replace(span, near, format!("did you mean `{near}`?")),
            _ if names.is_empty() => match endpoint.body.as_ref().map(|body| &body.ty) {
                Some(Type::List(_)) => problem.help("drop `over`: the body is cut"),
                _ => problem.help("drop `batch`: the query has no list"),
            },
            _ => problem.help(format!("the lists of the query are {}", quoted(&names))),
        };
        return None;
    };
    if endpoint.body.is_some() {
        problems
            .error(Code::BadBatch, span, format!("`{name}` is cut, and the call has a body"))
            .also(at.key_name("body"), "it would go with every call")
            .help("drop `over`, which cuts the body, or drop `batch`");
        return None;
    }
    Some((Over::Query(name.clone()), list))
}

fn fields<'t>(record: Option<TypeId>, types: &'t Types<'_>) -> &'t [Field] {
    match record.map(|id| &types.defs[id.0].kind) {
        Some(TypeKind::Record(record)) => &record.fields,
        _ => &[],
    }
}

fn query_lists<'t>(endpoint: &Endpoint, types: &'t Types<'_>) -> Vec<(&'t Field, &'t List)> {
    let fields = fields(endpoint.query, types).iter();
    fields
        .filter_map(|field| match &field.ty {
            Type::List(list) => Some((field, &**list)),
            _ => None,
        })
        .collect()
}

/// The most items of a call: `most`, or the upper end of the list.
fn most(
    written: &spec::Batch,
    list: &List,
    over: &Over,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<Option<usize>> {
    let upper = list.items.and_then(|items| items.max());
    let least = list.items.map_or(0, |items| items.min());
    let name = match over {
        Over::Body => "the body".to_owned(),
        Over::Query(name) => format!("`{name}`"),
    };
    let most = match &written.most {
        None if at.has("most") => return None,
        None => {
            if let (Over::Query(_), None) = (over, upper) {
                problems
                    .error(Code::BadBatch, at.name(), "after how many items the list is cut is not said")
                    .why("what stands in the query becomes part of the address, and servers refuse one that is too long")
                    .help("say it: `most: 100`");
                return None;
            }
            upper
        }
        Some(text) => {
            let place = at.key("most");
            let most = count(text, "most", 100, "no item could ever be sent", place, problems)? as usize;
            if let Some(upper) = upper.filter(|upper| most > *upper) {
                problems
                    .error(
                        Code::BadBatch,
                        place.span(),
                        format!("{most} items, and {name} takes {upper} at most"),
                    )
                    .why("every call of a full batch would be refused")
                    .help("drop `most`: unless it is said, a batch is cut at the upper end of `items`");
                return None;
            }
            if upper == Some(most) {
                problems
                    .error(Code::NoEffect, place.span(), format!("{name} takes {most} at most anyway"))
                    .why("unless it is said, a batch is cut at the upper end of `items`")
                    .help("drop `most`");
                return None;
            }
            Some(most)
        }
    };
    if let (Some(most), 2..) = (most, least) {
        problems
            .error(
                Code::BadBatch,
                at.name(),
                format!("a list is cut after {most} items, and {name} takes {least} at least"),
            )
            .why("what is left for the last call may be too short")
            .help("let the list take one item, or drop `batch`");
        return None;
    }
    Some(most)
}

/// The field that tells items apart. The outer option is empty where it is wrong.
#[expect(clippy::too_many_arguments, reason = "what is sent, what comes back and where both are said")]
fn key(
    file: &spec::ActionFile,
    written: &spec::Batch,
    endpoint: &Endpoint,
    over: &Over,
    list: &List,
    at: At<'_>,
    types: &Types<'_>,
    problems: &mut Problems,
) -> Option<Option<String>> {
    let sent = list.item.named().filter(|id| item_key::is_record(*id, types));
    let given = match &endpoint.returns.ty {
        Some(Type::List(list)) => list.item.named().filter(|id| item_key::is_record(*id, types)),
        _ => None,
    };
    let Some(wire) = &written.key else {
        if at.key("batch").has("key") {
            return None;
        }
        let (Some(sent), Some(given), Over::Body) = (sent, given, over) else { return Some(None) };
        let reconcile = file.reconcile.as_ref().and_then(|reconcile| reconcile.key.as_deref());
        let fits = |wire: &&str| {
            let kind = item_key::sent(sent, wire, types);
            kind.is_some() && kind == item_key::given(given, wire, types)
        };
        return Some(reconcile.into_iter().chain(["id"]).find(fits).map(str::to_owned));
    };
    let place = at.path(&["batch", "key"]);
    let Some(given) = given else {
        problems
            .error(Code::BadBatch, place.span(), "there is nothing in the answer to tell apart")
            .also(at.key("returns").name(), "what comes back is no list of records")
            .help("drop `key`, or let `returns` give a `list<T>`");
        return None;
    };
    let wanted = match (over, sent) {
        (Over::Body, Some(sent)) => item_key::check_sent(sent, wire, place, types, problems)?,
        (Over::Query(_), _) => Kind::of(&list.item).or_else(|| {
            problems
                .error(Code::BadKey, place.span(), "an item of the query is no text and no whole number")
                .help("drop `key`");
            None
        })?,
        (Over::Body, None) => {
            problems
                .error(Code::BadKey, place.span(), "the items of the body are no records")
                .also(at.key("body").name(), "the body")
                .help("drop `key`");
            return None;
        }
    };
    item_key::check_given(given, wire, wanted, place, types, problems)?;
    Some(Some(wire.clone()))
}
