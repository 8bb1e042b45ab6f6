//! Tagged unions: records that are told by a field which none of them has.

use super::gather::WrittenType;
use super::index::{Entry, Index};
use super::type_expr::{self, TypeExpr, ticked};
use super::types::Types;
use super::{is_missing, prose};
use crate::diagnostics::{Code, Problems};
use crate::model::{Tagged, TypeId, TypeKind, Variant};
use crate::names;
use crate::source::At;

/// Makes a tagged union of what was written.
pub fn tagged(
    index: &Index<'_>,
    resource: &str,
    written: &WrittenType<'_>,
    problems: &mut Problems,
) -> Tagged {
    let tag = written.decl.tagged_by.clone().unwrap_or_default();
    let place = written.at.key("tagged_by");
    if tag.is_empty() || tag.chars().any(char::is_control) {
        problems
            .error(Code::BadValue, place.span(), "this cannot be the name of a field")
            .help("name the field that tells the variants apart: `tagged_by: type`");
    }
    let at = written.at.key("variants");
    let mut variants: Vec<Variant> = Vec::new();
    let entries = written.decl.variants.iter().flat_map(crate::spec::Ordered::iter);
    for (value, decl) in entries {
        let place = at.key(value);
        let record = match &decl.0.type_ {
            // A variant that is a type alone is its own place.
            Some(text) => {
                let place = if place.has("type") { place.key("type") } else { place };
                record(index, resource, text, place, problems)
            }
            None => {
                if is_missing(place, "type") {
                    problems
                        .error(Code::MissingKey, place.name(), format!("the variant `{value}` has no type"))
                        .help("name its record: `card: Card`, or `card: {type: Card, doc: …}`");
                }
                None
            }
        };
        let rust = variant_name(value, decl.0.rust.as_deref(), place, &variants, problems);
        let (Some(record), Some(rust)) = (record, rust) else { continue };
        variants.push(Variant {
            value: value.to_owned(),
            rust,
            record,
            doc: prose::text(decl.0.doc.as_deref()),
        });
    }
    if at.node().entries().len() < 2 || !written.at.has("variants") {
        if written.at.has("variants") {
            problems
                .error(Code::EmptyRecord, at.span(), "a union of fewer than two types")
                .help("use the record itself, with the tag as a field of it");
        } else if is_missing(written.at, "variants") {
            problems
                .error(Code::MissingKey, written.at.key_name("tagged_by"), "a tag without variants")
                .help(
                    "say which record each value of the tag means: `variants: {card: Card, bank: Account}`",
                );
        }
    }
    Tagged { tag, variants }
}

/// The record that a variant names.
fn record(
    index: &Index<'_>,
    resource: &str,
    text: &str,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<TypeId> {
    let expr = type_expr::parse(text, at, problems)?;
    if let TypeExpr::Named { resource: other, name } = &expr {
        let home = other.as_deref().unwrap_or(resource);
        match index.find(home, name) {
            Some(Entry::Type(id)) if index.is_record(*id) => return Some(*id),
            Some(Entry::Refused) => return None,
            Some(Entry::Type(_) | Entry::Scalar { .. }) => {}
            None => {
                type_expr::unknown(name, &index.names(home), at, problems);
                return None;
            }
        }
    }
    problems
        .error(Code::NotARecord, at.span(), format!("`{text}` is no record"))
        .why("the tag stands among the fields of the variant")
        .help("name a type with `fields`, or make a union by `any_of`");
    None
}

/// The Rust variant: by rule from the value of the tag, or as the spec says.
fn variant_name(
    value: &str,
    given: Option<&str>,
    at: At<'_>,
    others: &[Variant],
    problems: &mut Problems,
) -> Option<String> {
    let (rust, span) = match given {
        Some(name) => (name.to_owned(), at.key("rust").span()),
        None => (names::variant(value), at.name()),
    };
    let reason = names::refusal(&rust)
        .or_else(|| {
            (given.is_some() && names::variant(&rust) != rust).then_some("a variant is in UpperCamelCase")
        })
        .or_else(|| (rust == "Unknown").then_some("this is the variant of a value that nobody knows"));
    if let Some(reason) = reason {
        problems
            .error(Code::NoRustName, span, format!("{} cannot be a variant in Rust", ticked(&rust)))
            .label(reason)
            .help("give it another name in Rust: `{type: Card, rust: Card}`");
        return None;
    }
    if let Some(other) = others.iter().find(|other| other.rust == rust) {
        problems
            .error(
                Code::NamesCollide,
                span,
                format!("`{}` and `{value}` are both `{rust}` in Rust", other.value),
            )
            .help("give one of them another name in Rust: `{type: Card, rust: Card}`");
        return None;
    }
    Some(rust)
}

/// Refuses variants that have the tag among their own fields.
pub fn tags(types: &Types<'_>, problems: &mut Problems) {
    for (def, declared) in types.defs.iter().zip(&types.declared) {
        let TypeKind::Tagged(tagged) = &def.kind else { continue };
        for variant in &tagged.variants {
            if variant.fields(&types.defs).iter().all(|field| field.wire != tagged.tag) {
                continue;
            }
            let record = &types.defs[variant.record.0].name;
            let problem = problems.error(
                Code::NamesCollide,
                declared.key("variants").key_name(&variant.value),
                format!("`{record}` has a field `{}`, which is the tag", tagged.tag),
            );
            if let Some(places) = types.places.get(&(variant.record, tagged.tag.clone())) {
                problem.also(places.own().name(), "the field is here");
            }
            problem
                .why("the union writes the tag and reads it; a second field of the name would contradict it")
                .help("drop the field from the record");
        }
    }
}
