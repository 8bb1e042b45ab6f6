//! The named types: each is looked at once, whatever uses it.

use super::field::Owner;
use super::log::{Flow, Log, type_path};
use super::value::Ways;
use super::words::{self, Words};
use super::{Kind, Subject, enums, pagination, record, unions};
use crate::model::{TypeDef, TypeId, TypeKind};

/// Compares the types of a service.
pub fn compare(log: &mut Log<'_>) {
    for place in 0..log.old.types.len() {
        let id = TypeId(place);
        match log.pairs.types[place] {
            Some(new) => pair(log, id, new),
            None => removed(log, id),
        }
    }
    for id in (0..log.new.types.len()).map(TypeId) {
        // A type that something uses is part of what is told there.
        let is_new = !log.pairs.types.contains(&Some(id));
        if is_new && log.pairs.new_touches[id.0].is_empty() {
            log.at(Subject::Type(type_path(log.new, id)));
            log.say(Kind::TypeAdded, Flow::Any, "", "new");
        }
    }
}

/// A type that went with all that used it has been told of there.
fn removed(log: &mut Log<'_>, id: TypeId) {
    let touches = &log.pairs.old_touches[id.0];
    let went_along = |id: &String| log.pairs.newer(id).is_none();
    let all_went = touches.iter().all(|touch| touch.action.as_ref().is_some_and(went_along));
    if touches.is_empty() || !all_went {
        let was_beta = |id: &String| log.pairs.actions.iter().any(|(old, _)| old.id == *id && old.beta);
        let beta = touches.iter().all(|touch| touch.action.as_ref().is_some_and(was_beta));
        let beta = beta && !touches.is_empty();
        log.at(Subject::Type(type_path(log.old, id)));
        log.in_field(beta);
        log.say(Kind::TypeRemoved, Flow::Any, "", "gone");
        log.in_field(false);
    }
}

fn pair(log: &mut Log<'_>, old_id: TypeId, new_id: TypeId) {
    let (old_api, new_api) = (log.old, log.new);
    let (old, new): (&TypeDef, &TypeDef) = (old_api.type_def(old_id), new_api.type_def(new_id));
    log.at_type(old_id, new_id);
    let rust_path = |path: String, ty: &TypeDef| {
        let module = path.split('.').next().unwrap_or_default().to_owned();
        format!("{module}::{}", ty.rust)
    };
    let paths = (rust_path(type_path(old_api, old_id), old), rust_path(type_path(new_api, new_id), new));
    if paths.0 != paths.1 {
        log.say(Kind::TypeRenamed, Flow::Any, "", format!("`{}` in Rust, was `{}`", paths.1, paths.0));
    }
    let ways = Ways {
        sent: old.usage.is_sent() && new.usage.is_sent(),
        returned: old.usage.answer && new.usage.answer,
    };
    if old.usage.answer && !new.usage.answer && log.pairs.old_touches[old_id.0].is_empty() {
        log.say(Kind::TypeUseLost, Flow::Any, "", "only sent");
    }
    let is_opened = old.usage.is_sent() && !old.usage.answer && new.usage.answer;
    // That nothing uses a type any more is told where it was used.
    if is_opened && is_text_enum(&new.kind) && !log.pairs.new_touches[new_id.0].is_empty() {
        log.say(Kind::EnumOpened, Flow::Any, "", "answers have it too");
    }
    let is_input =
        new_api.actions().filter_map(|(_, action)| action.steps()).any(|steps| steps.input == new_id);
    let owner = Owner { ways, old: old.usage, new: new.usage, is_input };
    match (&old.kind, &new.kind) {
        (TypeKind::Record(before), TypeKind::Record(after)) => {
            let elsewhere = pagination::told_at_the_scheme(log, (old_id, before), (new_id, after));
            record::compare(log, (old, before), (new, after), owner, &elsewhere);
        }
        (TypeKind::Enum(before), TypeKind::Enum(after)) if before.is_int() == after.is_int() => {
            enums::compare(log, before, after, owner);
        }
        (TypeKind::Union(before), TypeKind::Union(after)) => unions::compare(log, before, after, owner),
        (TypeKind::Tagged(before), TypeKind::Tagged(after)) => {
            unions::compare_tagged(log, before, after, owner);
        }
        (before, after) => {
            let message = format!("{}, was {}", sort(after), sort(before));
            log.say(Kind::TypeRemade, Flow::Any, "", message);
        }
    }
    words::deprecation(log, "", old.deprecated.as_deref(), new.deprecated.as_deref());
    Words::new()
        .part("doc", &old.doc, &new.doc)
        .part("source", &old.source, &new.source)
        .part("deviation", &old.deviation, &new.deviation)
        .say(log, "");
}

fn is_text_enum(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Enum(values) if !values.is_int())
}

fn sort(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Record(_) => "a record",
        TypeKind::Enum(values) if values.is_int() => "an enum of numbers",
        TypeKind::Enum(_) => "an enum of texts",
        TypeKind::Union(_) => "a union",
        TypeKind::Tagged(_) => "a union that a field decides",
    }
}
