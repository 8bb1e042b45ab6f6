//! A field that tells items apart: what may be one, in what is sent and in what comes back.

use super::type_expr::quoted;
use super::types::Types;
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{Access, Field, Presence, Type, TypeId, TypeKind};
use crate::source::At;

/// What a key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Whole,
}

impl Kind {
    /// What a value of a type is as a key; none where it cannot be one.
    pub fn of(ty: &Type) -> Option<Self> {
        match ty {
            Type::Text(_) => Some(Self::Text),
            Type::Int(_) | Type::Int32(_) => Some(Self::Whole),
            _ => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Whole => "a whole number",
        }
    }
}

/// Whether a type is a record.
pub fn is_record(id: TypeId, types: &Types<'_>) -> bool {
    matches!(types.defs[id.0].kind, TypeKind::Record(_))
}

fn fields<'t>(id: TypeId, types: &'t Types<'_>) -> &'t [Field] {
    match &types.defs[id.0].kind {
        TypeKind::Record(record) => &record.fields,
        _ => &[],
    }
}

fn find<'t>(id: TypeId, wire: &str, types: &'t Types<'_>) -> Option<&'t Field> {
    fields(id, types).iter().find(|field| field.wire == wire)
}

/// What the key of an item that is sent is made of, if such an item always has one.
pub fn sent(id: TypeId, wire: &str, types: &Types<'_>) -> Option<Kind> {
    let field = find(id, wire, types)?;
    let is_there = field.is_required_in_requests() && field.presence == Presence::Required;
    Kind::of(&field.ty).filter(|_| is_there && field.access != Access::Read && !field.secret)
}

/// What the key of an item that comes back is made of.
pub fn given(id: TypeId, wire: &str, types: &Types<'_>) -> Option<Kind> {
    let field = find(id, wire, types)?;
    Kind::of(&field.ty).filter(|_| field.access != Access::Write && !field.secret)
}

/// The same as [`sent`], with what is wrong of it.
pub fn check_sent(
    id: TypeId,
    wire: &str,
    at: At<'_>,
    types: &Types<'_>,
    problems: &mut Problems,
) -> Option<Kind> {
    let field = known(id, wire, Access::Read, at, types, problems)?;
    if sent(id, wire, types).is_none() {
        let declared = declared(id, wire, types);
        problems
            .error(Code::BadKey, at.span(), format!("an item may be without `{wire}`"))
            .also(declared, "declared here")
            .why("an item without it could not be told from another, nor found again")
            .help("name a field that is required, or require this one");
        return None;
    }
    Kind::of(&field.ty)
}

/// The same as [`given`], with what is wrong of it: it has to be of the kind of what is sent.
pub fn check_given(
    id: TypeId,
    wire: &str,
    wanted: Kind,
    at: At<'_>,
    types: &Types<'_>,
    problems: &mut Problems,
) -> Option<()> {
    let field = known(id, wire, Access::Write, at, types, problems)?;
    let found = Kind::of(&field.ty)?;
    if found != wanted {
        let name = &types.defs[id.0].name;
        problems
            .error(
                Code::BadKey,
                at.span(),
                format!(
                    "`{wire}` is {} where it is sent, and {} in a `{name}`",
                    wanted.words(),
                    found.words()
                ),
            )
            .also(declared(id, wire, types), "declared here")
            .why("the two could never be the same")
            .help("name a field that is the same in both");
        return None;
    }
    Some(())
}

fn declared(id: TypeId, wire: &str, types: &Types<'_>) -> crate::source::Span {
    let places = types.places.get(&(id, wire.to_owned()));
    places.map_or_else(|| types.declared[id.0].name(), |places| places.own().name())
}

/// The field, if a record has it on that way and it may be a key.
fn known<'t>(
    id: TypeId,
    wire: &str,
    hidden: Access,
    at: At<'_>,
    types: &'t Types<'_>,
    problems: &mut Problems,
) -> Option<&'t Field> {
    let name = &types.defs[id.0].name;
    let Some(field) = find(id, wire, types) else {
        let known = fields(id, types).iter();
        let known = known.filter(|field| field.access != hidden && Kind::of(&field.ty).is_some());
        let known: Vec<&str> = known.map(|field| field.wire.as_str()).collect();
        // A field that is wrong was reported where it stands.
        if types.declared[id.0].get("fields").is_some_and(|fields| fields.has(wire)) {
            return None;
        }
        let problem =
            problems.error(Code::UnknownField, at.span(), format!("`{name}` has no field `{wire}`"));
        match nearest(wire, known.iter().copied()) {
            Some(near) => problem.replace(at.span(), near, format!("did you mean `{near}`?")),
            None if known.is_empty() => problem.help("it has no text and no whole number to tell it by"),
            None => problem.help(format!("name one of {}", quoted(&known))),
        };
        return None;
    };
    let declared = declared(id, wire, types);
    let (reason, why) = if field.access == hidden {
        let reason = match hidden {
            Access::Read => format!("`{wire}` is read-only, and is never sent"),
            _ => format!("`{wire}` is never returned"),
        };
        (reason, "an item is told by what is sent of it and what comes back")
    } else if field.secret {
        (format!("`{wire}` is secret"), "a key is shown in reports and errors")
    } else if Kind::of(&field.ty).is_none() {
        (format!("`{wire}` is no text and no whole number"), "keys are compared as they stand")
    } else {
        return Some(field);
    };
    problems
        .error(Code::BadKey, at.span(), reason)
        .also(declared, "declared here")
        .why(why)
        .help("name a field that is a text or a whole number, and that both sides have");
    None
}
