//! `reconcile`: the look-up of what a create with an unknown outcome may have made. Its request is made of an item as that
//! of a step is made of the input, and is checked the same way.

use std::collections::HashSet;

use super::{Builder, Endpoints, Subject, at_place, find};
use crate::diagnostics::{Code, Problems};
use crate::lower::action::Context;
use crate::lower::facts::Facts;
use crate::lower::gather::{Written, WrittenAction};
use crate::lower::item_key;
use crate::lower::type_expr::quoted;
use crate::lower::types::Types;
use crate::lower::{is_missing, prose};
use crate::model::{
    Action, ActionRef, Effect, Endpoint, Expr, LookUp, Reconcile, Reference, Root, Type, TypeId, TypeKind,
};
use crate::source::At;
use crate::spec;

/// Makes the look-up of an action that was made; none where there is none, or where it is wrong.
pub fn look_up<'a>(
    context: &Context<'_, 'a>,
    service: &Written<'a>,
    written: &WrittenAction<'a>,
    action: &Action,
    actions: &Endpoints,
    types: &mut Types<'a>,
    problems: &mut Problems,
) -> Option<Reconcile> {
    let file = written.file.reconcile.as_ref()?;
    let at = written.at.key("reconcile");
    let endpoint = action.endpoint()?;
    if action.effect != Effect::Once {
        problems
            .error(Code::NoEffect, at.name(), "`reconcile` has no effect here")
            .why("the action may be sent twice, so the client sends it again where it cannot tell what happened")
            .help("drop it, or say that twice is not as good as once: `idempotent: false`");
        return None;
    }
    let is_whole = has_its_keys(at, problems);
    let item = item(endpoint, written.at, types, problems);
    let kind = match (item, &file.key) {
        (Some(item), Some(key)) => item_key::check_sent(item, key, at.key("key"), types, problems),
        _ => None,
    };
    let using = file.using.as_deref().and_then(|id| using(service, actions, id, at.key("using"), problems));
    if let (Some((_, _, found)), Some(kind), Some(key)) = (using, kind, &file.key) {
        item_key::check_given(found, key, kind, at.key("key"), types, problems)?;
    }
    let (item, (place, endpoint, _), key, id) = (item?, using?, file.key.as_ref()?, file.using.as_deref()?);
    if !is_whole {
        return None;
    }
    let mut builder = Builder {
        service,
        written,
        actions,
        types,
        input: item,
        subject: Subject::Item,
        resource: context.place,
        schemes: &context.api.pagination,
        made: Vec::new(),
        used: HashSet::new(),
        used_steps: HashSet::new(),
        facts: Facts::default(),
        problems,
    };
    builder.know_the_input();
    let call = spec::Step { with: file.with.clone(), ..spec::Step::default() };
    let request = builder.request(&call, endpoint, id, at)?;
    builder.refuse_a_page(&request, endpoint, at);
    if !request.path.iter().chain(&request.query).all(is_plain) {
        builder
            .problems
            .error(Code::BadLookUp, at.key_name("with"), "a look-up is made of fields and fixed values")
            .why("what is computed of a key is not the key that is compared with what was found")
            .help("write the names of fields, alone or in a list, and `{const: …}`");
        return None;
    }
    kind?;
    let key_place = builder.fields_of(item).iter().position(|field| field.wire == *key)?;
    let is_key =
        |reference: &Reference| reference.root == Root::Input(key_place) && reference.path.is_empty();
    let look_up = builder.look_up(request.query.as_ref(), &is_key);
    let parts = || request.path.iter().chain(&request.query);
    if !parts().any(|part| part.any(&is_key)) {
        builder
            .problems
            .error(Code::BadLookUp, at.key_name("with"), format!("the look-up does not name `{key}`"))
            .also(at.key("key").span(), "the key")
            .why("it would find the same whatever was sent")
            .help(format!("put the key where `{id}` takes it: `with: {{query: {{…: {key}}}}}`"));
        return None;
    }
    if let LookUp::Many { field, .. } = look_up {
        if let Some(other) = builder.other(&request.path, request.query.as_ref(), field) {
            builder
                .problems
                .error(Code::BadLookUp, at.key_name("with"), format!("`{other}` differs from item to item"))
                .why(format!(
                    "`[{key}]` makes one look-up of many items, which has one value for all of them"
                ))
                .help(format!(
                    "drop `{other}`, or look each item up by itself, with a parameter that takes one `{key}`"
                ));
            return None;
        }
    }
    Some(Reconcile {
        item,
        key: key.clone(),
        using: place,
        look_up,
        path: request.path,
        query: request.query,
        doc: prose::line(file.doc.as_deref()),
        deviation: prose::text(file.deviation.as_deref()),
    })
}

fn has_its_keys(at: At<'_>, problems: &mut Problems) -> bool {
    let keys = ["key", "using", "with"];
    let missing: Vec<&str> = keys.into_iter().filter(|key| is_missing(at, key)).collect();
    if !missing.is_empty() {
        let are = if missing.len() == 1 { "is" } else { "are" };
        problems
            .error(Code::MissingKey, at.name(), format!("{} {are} missing", quoted(&missing)))
            .help("say which field names an item, which action looks it up, and how: `{key: email, using: customers.list, with: {query: {email: email}}}`");
    }
    keys.iter().all(|key| at.has(key))
}

/// The record of an item: the body, or what the body is a list of.
fn item(endpoint: &Endpoint, at: At<'_>, types: &Types<'_>, problems: &mut Problems) -> Option<TypeId> {
    let item = match endpoint.body.as_ref().map(|body| &body.ty) {
        Some(Type::List(list)) => list.item.named(),
        Some(Type::Named(id)) => Some(*id),
        _ => None,
    };
    let item = item.filter(|id| matches!(types.defs[id.0].kind, TypeKind::Record(_)));
    // A body that could not be read was reported.
    if item.is_none() && (endpoint.body.is_some() || !at.has("body")) {
        let problem =
            problems.error(Code::BadLookUp, at.key_name("reconcile"), "there is nothing to look up");
        match endpoint.body {
            Some(_) => {
                problem.also(at.key("body").name(), "the body is neither a record nor a list of records")
            }
            None => problem.label("the action has no body"),
        };
        problem
            .why("what a create may have made is found by a field of what was sent")
            .help("drop `reconcile`");
    }
    item
}

/// The action that looks items up, and the record of what it finds.
fn using<'e>(
    service: &Written<'_>,
    actions: &'e Endpoints,
    id: &str,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<(ActionRef, &'e Endpoint, TypeId)> {
    // That there is no such action is reported with the other ids.
    let place = find(service, actions, id)?;
    let mut refuse = |message: String, help: &str| {
        problems
            .error(Code::BadLookUp, at.span(), message)
            .why("it has to find what was made, and nothing else")
            .help(help.to_owned());
    };
    let help = "name an action that only reads, and gives a list of what was made";
    if service.resources[place.resource].actions[place.action].is_made_of_steps() {
        refuse(format!("`{id}` is made of steps"), "name the action that one of them calls");
        return None;
    }
    let action = at_place(actions, place)?;
    let endpoint = action.endpoint()?;
    if action.effect != Effect::Safe {
        refuse(format!("`{id}` changes something"), help);
        return None;
    }
    if endpoint.body.is_some() {
        refuse(format!("`{id}` has a body"), "name an action that is asked by its path and its query");
        return None;
    }
    if endpoint.returns.is_partial() {
        refuse(format!("`{id}` may succeed in part"), help);
        return None;
    }
    match &endpoint.returns.ty {
        Some(Type::List(list)) if list.item.named().is_some() => Some((place, endpoint, list.item.named()?)),
        _ => {
            refuse(format!("`{id}` gives no list of records"), help);
            None
        }
    }
}

/// Whether a value is made of references and fixed values alone.
fn is_plain(value: &Expr) -> bool {
    match value {
        Expr::Reference(_) | Expr::Const(..) => true,
        Expr::Record { fields, only_if, .. } => {
            only_if.is_none() && fields.iter().all(|(_, value)| is_plain(value))
        }
        Expr::List(items, _) => items.iter().all(is_plain),
        Expr::FirstOf(_) | Expr::Text(_) | Expr::IsPresent(_) | Expr::NamesPresent(_) => false,
    }
}

impl Builder<'_, '_> {
    /// Whether the key stands alone in a list of the query, so that there may be more of them.
    fn look_up(&self, query: Option<&Expr>, is_key: &impl Fn(&Reference) -> bool) -> LookUp {
        let Some(Expr::Record { ty, fields, .. }) = query else { return LookUp::Each };
        let many = fields.iter().find(|(_, value)| match value {
            Expr::List(items, _) => matches!(items.as_slice(), [Expr::Reference(one)] if is_key(one)),
            _ => false,
        });
        let Some((place, _)) = many else { return LookUp::Each };
        let most = match &self.fields_of(*ty)[*place].ty {
            Type::List(list) => list.items.and_then(|items| items.max()),
            _ => None,
        };
        LookUp::Many { field: *place, most }
    }

    /// Something else of an item that a request depends on besides the keys in a field of its query.
    fn other(&self, path: &[Expr], query: Option<&Expr>, keys: usize) -> Option<String> {
        let found = std::cell::RefCell::new(None);
        let is_any = |reference: &Reference| {
            found.borrow_mut().get_or_insert_with(|| reference.text.clone());
            true
        };
        let in_path = path.iter().any(|part| part.any(&is_any));
        if let (false, Some(Expr::Record { fields, only_if, .. })) = (in_path, query) {
            let _ = only_if.as_ref().is_some_and(&is_any)
                || fields.iter().any(|(place, value)| *place != keys && value.any(&is_any));
        }
        found.into_inner()
    }
}
