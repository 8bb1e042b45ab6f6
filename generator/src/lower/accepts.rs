//! What else is read in place of a value: which words fit which type.

use actiongen_runtime::Accepts;

use super::field::{Places, Stand};
use super::types::Types;
use crate::diagnostics::{Code, Problems};
use crate::model::{Type, TypeKind, Value};
use crate::spec;

/// The words of a field, those that have a meaning there.
pub fn accepts(
    written: &spec::Field,
    ty: &Type,
    required: bool,
    places: &Places<'_>,
    stand: Stand,
    problems: &mut Problems,
) -> Vec<Accepts> {
    let at = places.key("accepts");
    let mut accepted: Vec<Accepts> = Vec::new();
    for (index, word) in written.accepts.iter().flatten().enumerate() {
        let at = at.item(index);
        let (accepts, name, refusal) = match word {
            spec::Accepts::String => (Accepts::String, "string", no_string(ty)),
            spec::Accepts::Number => (Accepts::Number, "number", no_number(ty)),
            spec::Accepts::Empty => (Accepts::Empty, "empty", no_empty(ty, required, stand)),
        };
        let refusal =
            refusal.or_else(|| (stand == Stand::Body).then_some("a body has no name, and is read as it is"));
        if let Some(why) = refusal {
            problems
                .error(Code::NotApplicable, at.span(), format!("`{name}` does not apply here"))
                .why(why)
                .help("drop it, or change the type");
        } else if accepted.contains(&accepts) {
            problems
                .error(Code::ValueTwice, at.span(), format!("`{name}` stands here twice"))
                .help("drop one of the two");
        } else {
            accepted.push(accepts);
        }
    }
    accepted
}

fn no_string(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Int(_) | Type::Int32(_) | Type::Number(_) | Type::Bool { .. } => None,
        Type::Decimal { .. } => Some("a decimal is read from text and number anyway"),
        Type::Text(_) | Type::Date | Type::DateTime { .. } => Some("it is read from a text anyway"),
        Type::Json => Some("`json` takes anything anyway"),
        Type::List(_) | Type::Map(_) | Type::Named(_) => {
            Some("only an `int`, `int32`, `number` or `bool` can be read from a text in its place")
        }
    }
}

fn no_number(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Text(_) | Type::Bool { .. } => None,
        Type::Decimal { .. } => Some("a decimal is read from text and number anyway"),
        Type::Int(_) | Type::Int32(_) | Type::Number(_) => Some("it is read from a number anyway"),
        Type::Json => Some("`json` takes anything anyway"),
        Type::Date | Type::DateTime { .. } | Type::List(_) | Type::Map(_) | Type::Named(_) => {
            Some("only a `string` or a `bool` can be read from a number in its place")
        }
    }
}

fn no_empty(ty: &Type, required: bool, stand: Stand) -> Option<&'static str> {
    if required || stand == Stand::Path {
        return Some("the field is required, and an empty text would stand for an absent value");
    }
    matches!(ty, Type::Json).then_some("an empty text is a value of `json`")
}

/// Refuses `empty` where an empty text is a value: in an enum that has one.
pub fn empty_values(types: &Types<'_>, problems: &mut Problems) {
    for ((id, wire), places) in sorted(types) {
        let TypeKind::Record(record) = &types.defs[id].kind else { continue };
        let Some(field) = record.fields.iter().find(|field| field.wire == *wire) else { continue };
        let Type::Named(named) = field.ty else { continue };
        let TypeKind::Enum(values) = &types.defs[named.0].kind else { continue };
        let has_empty = values.values.iter().any(|value| value.value == Value::Text(String::new()));
        if has_empty && field.accepts(Accepts::Empty) {
            problems
                .error(Code::NotApplicable, places.key("accepts").span(), "`empty` does not apply here")
                .also(types.declared[named.0].name(), "the empty text is a value of this enum")
                .why("it could not be told from an absent value")
                .help("drop `empty`, or the value");
        }
    }
}

/// The places of fields in the order of the types, since they are kept in none.
fn sorted<'t, 'a>(types: &'t Types<'a>) -> Vec<((usize, &'t String), &'t Places<'a>)> {
    let mut places: Vec<_> = types.places.iter().map(|((id, wire), places)| ((id.0, wire), places)).collect();
    places.sort_by_key(|(key, _)| *key);
    places
}
