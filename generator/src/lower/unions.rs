//! Unions: their alternatives, and how each is told from the others.

use super::field;
use super::field::Places;
use super::gather::WrittenType;
use super::index::Index;
use super::types::Types;
use super::value_type::is_flag;
use crate::diagnostics::{Code, Problems};
use crate::model::{Alternative, Tell, Type, TypeDef, TypeKind, Union};
use crate::names;
use crate::source::At;
use crate::spec;

pub fn union(
    index: &Index<'_>,
    resource: &str,
    alternatives: &spec::Alternatives,
    written: &WrittenType<'_>,
    problems: &mut Problems,
) -> Union {
    let at = written.at.key("any_of");
    let listed: Vec<(Option<&str>, &str, At<'_>)> = match alternatives {
        spec::Alternatives::List(types) => {
            types.iter().enumerate().map(|(place, text)| (None, text.as_str(), at.item(place))).collect()
        }
        spec::Alternatives::Map(types) => {
            types.iter().map(|(name, text)| (Some(name), text.as_str(), at.key(name))).collect()
        }
    };
    let mut made: Vec<Alternative> = Vec::new();
    for (name, text, at) in listed {
        let as_field = spec::Field { type_: Some(text.to_owned()), ..spec::Field::default() };
        let wire = "value";
        let made_field =
            field::field(index, resource, wire, &as_field, &Places::one(at), field::Stand::Record, problems);
        let Some(made_field) = made_field else { continue };
        if made_field.secret {
            problems
                .error(Code::NotApplicable, at.span(), "a secret cannot be one of several types")
                .why("its value could not be told from the others', and would be printed with them")
                .help("make it a field of a record");
            continue;
        }
        if is_flag(&made_field.ty) {
            problems
                .error(
                    Code::NotApplicable,
                    at.span(),
                    "a bool that travels as 1 or 0 cannot be one of several types",
                )
                .why("it could not be told from a number")
                .help("use a bool that travels as it is");
            continue;
        }
        let rust = name.map_or_else(|| alternative_name(text), str::to_owned);
        let reason = names::refusal(&rust)
            .or_else(|| (names::variant(&rust) != rust).then_some("a variant is in UpperCamelCase"))
            .or_else(|| (rust == "Unknown").then_some("this is the variant of a value that nobody knows"));
        if let Some(reason) = reason {
            problems
                .error(Code::NoRustName, at.name(), format!("`{rust}` cannot be a variant in Rust"))
                .label(reason)
                .help("name the variants: `any_of: {Text: string, Number: number}`");
            continue;
        }
        if made.iter().any(|other| other.rust == rust) {
            problems
                .error(Code::NamesCollide, at.name(), format!("a second variant `{rust}`"))
                .help("name the variants: `any_of: {Text: string, Number: number}`");
            continue;
        }
        made.push(Alternative { rust, ty: made_field.ty, scalar: made_field.scalar, tell: Tell::JsonType });
    }
    if made.len() < 2 && at.node().items().len().max(at.node().entries().len()) < 2 {
        problems
            .error(Code::EmptyRecord, at.span(), "a union of fewer than two types")
            .help("use the type itself");
    }
    Union { alternatives: made }
}

/// `list<string>` becomes `StringList`, `date-time` `DateTime`.
pub fn alternative_name(text: &str) -> String {
    match text.split_once('<') {
        Some((outer, inner)) => {
            format!("{}{}", alternative_name(inner.trim_end_matches('>')), names::variant(outer))
        }
        None if text == "string" => "Text".to_owned(),
        None => names::variant(text.rsplit('.').next().unwrap_or(text)),
    }
}

/// Whether a union is one of its own alternatives, directly or through other unions.
fn holds_itself(id: usize, from: usize, types: &Types<'_>, seen: &mut Vec<usize>) -> bool {
    let TypeKind::Union(union) = &types.defs[from].kind else { return false };
    union.alternatives.iter().any(|alternative| match alternative.ty {
        Type::Named(inner) if inner.0 == id => true,
        Type::Named(inner) if !seen.contains(&inner.0) => {
            seen.push(inner.0);
            holds_itself(id, inner.0, types, seen)
        }
        _ => false,
    })
}

/// Finds how each alternative of a union is told from the later ones.
pub fn tell(types: &mut Types<'_>, problems: &mut Problems) {
    for id in 0..types.defs.len() {
        if holds_itself(id, id, types, &mut Vec::new()) {
            let name = &types.defs[id].name;
            problems
                .error(
                    Code::TypeLoop,
                    types.declared[id].name(),
                    format!("`{name}` is one of its own alternatives"),
                )
                .why("a value could be told to be one without an end")
                .help("name the other types alone, or put a record between");
        }
    }
    for id in 0..types.defs.len() {
        let TypeKind::Union(union) = &types.defs[id].kind else { continue };
        let mut tells = Vec::new();
        for (place, alternative) in union.alternatives.iter().enumerate() {
            let later: Vec<&Alternative> = union.alternatives[place + 1..]
                .iter()
                .filter(|later| alternative.ty.shares_json_type(&later.ty, &types.defs))
                .collect();
            let tell = match later.as_slice() {
                [] => Some(Tell::JsonType),
                later => told_apart(&alternative.ty, later, &types.defs),
            };
            if tell.is_none() {
                let at = types.declared[id].key("any_of");
                problems
                    .error(
                        Code::AmbiguousUnion,
                        at.span(),
                        format!("`{}` cannot be told from `{}`", alternative.rust, later[0].rust),
                    )
                    .why("both are the same type in JSON, and the first would take every value of the second")
                    .help("put the one with a format, or with a required field that the other lacks, first");
            }
            tells.push(tell.unwrap_or(Tell::JsonType));
        }
        if let TypeKind::Union(union) = &mut types.defs[id].kind {
            for (alternative, tell) in union.alternatives.iter_mut().zip(tells) {
                alternative.tell = tell;
            }
        }
    }
}

fn told_apart(ty: &Type, later: &[&Alternative], defs: &[TypeDef]) -> Option<Tell> {
    match ty {
        Type::Date | Type::DateTime { .. } => Some(Tell::Shape),
        Type::Text(text) if text.format.is_some() || text.pattern.is_some() => Some(Tell::Shape),
        Type::Named(id) => match &defs[id.0].kind {
            // Numbers have no shape by which to tell them.
            TypeKind::Enum(values) if values.is_int() => None,
            TypeKind::Enum(_) => Some(Tell::Shape),
            TypeKind::Tagged(tagged) => {
                let tag = tagged.tag.clone();
                later.iter().all(|later| lacks(&later.ty, &tag, defs)).then(|| Tell::Fields(vec![tag]))
            }
            TypeKind::Record(record) => {
                let lacking = |wire: &str| later.iter().all(|later| lacks(&later.ty, wire, defs));
                let fields: Vec<String> = record
                    .fields
                    .iter()
                    .filter(|field| field.presence.is_required() && lacking(&field.wire))
                    .map(|field| field.wire.clone())
                    .collect();
                (!fields.is_empty()).then_some(Tell::Fields(fields))
            }
            TypeKind::Union(_) => None,
        },
        _ => None,
    }
}

/// Whether no value of a type has a field of this name.
fn lacks(ty: &Type, wire: &str, defs: &[TypeDef]) -> bool {
    let Type::Named(id) = ty else { return false };
    match &defs[id.0].kind {
        TypeKind::Record(record) => record.fields.iter().all(|field| field.wire != wire),
        TypeKind::Tagged(tagged) => {
            let mut fields = tagged.variants.iter().flat_map(|variant| variant.fields(defs));
            tagged.tag != wire && fields.all(|field| field.wire != wire)
        }
        _ => false,
    }
}
