//! Named types: which there are, and what each is made of.

use std::collections::HashMap;

use super::enums::enum_;
use super::field::Places;
use super::gather::{Written, WrittenType};
use super::index::{Entry, Index};
use super::record;
use super::rules::{Over, rules};
use super::tagged::{tagged, tags};
use super::unions::{tell, union};
use super::{field, prose};
use crate::diagnostics::{Code, Problems};
use crate::model::{Type, TypeDef, TypeId, TypeKind, Usage};
use crate::names;
use crate::source::At;
use crate::spec;

/// The types of a service in the order of their ids, and where the fields of its records stand.
pub struct Types<'a> {
    /// The types.
    pub defs: Vec<TypeDef>,
    /// Where the fields of a record stand.
    pub places: HashMap<(TypeId, String), Places<'a>>,
    /// Where the rules of a record stand, if it has some.
    pub rules: HashMap<TypeId, At<'a>>,
    /// Where the name of a type stands.
    pub declared: Vec<At<'a>>,
}

/// Makes every type of a service.
pub fn types<'a>(service: &'a Written<'a>, index: &Index<'a>, problems: &mut Problems) -> Types<'a> {
    let mut types =
        Types { defs: Vec::new(), places: HashMap::new(), rules: HashMap::new(), declared: Vec::new() };
    let mut ruled = Vec::new();
    for (place, resource) in service.resources.iter().enumerate() {
        for written in &resource.types {
            let Some(Entry::Type(id)) = index.find(&resource.name, &written.name) else {
                unused_scalar(index, &resource.name, written, problems);
                continue;
            };
            if types.defs.len() != id.0 {
                // A second declaration of the name, which was reported.
                continue;
            }
            let kind = match (&written.decl.enum_, &written.decl.any_of) {
                (None, None) if written.decl.tagged_by.is_some() => {
                    TypeKind::Tagged(tagged(index, &resource.name, written, problems))
                }
                (Some(values), _) => TypeKind::Enum(enum_(values, written, problems)),
                (None, Some(alternatives)) => {
                    TypeKind::Union(union(index, &resource.name, alternatives, written, problems))
                }
                (None, None) => {
                    let (record, places) = record::record(index, &resource.name, written, problems);
                    types.places.extend(places.into_iter().map(|(wire, places)| ((*id, wire), places)));
                    TypeKind::Record(record)
                }
            };
            if written.decl.rules.is_some() {
                ruled.push((*id, written));
            }
            types.declared.push(written.at);
            types.defs.push(TypeDef {
                resource: place,
                name: written.name.clone(),
                rust: type_name(written, problems),
                doc: prose::text(written.decl.doc.as_deref()),
                source: prose::line(written.decl.source.as_deref()),
                deviation: prose::text(written.decl.deviation.as_deref()),
                deprecated: prose::line(written.decl.deprecated.as_deref()),
                usage: Usage::default(),
                kind,
            });
        }
    }
    tags(&types, problems);
    tell(&mut types, problems);
    for (id, written) in ruled {
        rules_of(id, written, &mut types, problems);
    }
    types
}

/// Makes the rules of a record, now that the types of its fields are there.
fn rules_of<'a>(id: TypeId, written: &WrittenType<'a>, types: &mut Types<'a>, problems: &mut Problems) {
    let TypeKind::Record(record) = &types.defs[id.0].kind else { return };
    let over = Over {
        fields: &record.fields,
        declared: written.at.key("fields"),
        fills_defaults: false,
        types: &types.defs,
    };
    let at = written.at.key("rules");
    let rules = rules(&over, written.decl.rules.as_deref(), at, problems);
    types.rules.insert(id, at);
    if let TypeKind::Record(record) = &mut types.defs[id.0].kind {
        record.rules = rules;
    }
}

/// A scalar with a name is checked here once, whether or not anything uses it.
fn unused_scalar(index: &Index<'_>, resource: &str, written: &WrittenType<'_>, problems: &mut Problems) {
    if written.decl.type_.is_some() && written.decl.fields.is_none() && written.decl.enum_.is_none() {
        let as_field = spec::Field { type_: Some(written.name.clone()), ..spec::Field::default() };
        let places = Places::one(written.at);
        field::field(index, resource, "value", &as_field, &places, field::Stand::Query, problems);
    }
}

/// The Rust name of a type.
fn type_name(written: &WrittenType<'_>, problems: &mut Problems) -> String {
    let (name, span) = match &written.decl.rust {
        Some(name) => (name.clone(), written.at.key("rust").span()),
        None => (written.name.clone(), written.name_span),
    };
    if let Some(reason) = names::refusal(&name) {
        problems
            .error(Code::NoRustName, span, format!("`{name}` cannot be a type in Rust"))
            .label(reason)
            .help("give it another name in Rust with `rust`");
    } else if names::variant(&name) != name {
        let better = names::variant(&name);
        problems
            .error(Code::NoRustName, span, format!("`{name}` is not in UpperCamelCase"))
            .why("the name of a type is its name in Rust")
            .replace(span, better.clone(), format!("call it `{better}`"));
    } else if names::is_taken_type(&name) || names::refusal(&names::module(&name)).is_some() || name == "Mod"
    {
        problems
            .error(Code::NoRustName, span, format!("generated code needs the name `{name}` for itself"))
            .help(format!("keep the name and give it another one in Rust: `rust: {name}Value`"));
    }
    name
}

/// Reads a type that stands alone, as in `returns`.
pub fn standalone(
    index: &Index<'_>,
    resource: &str,
    text: &str,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<Type> {
    let as_field = spec::Field { type_: Some(text.to_owned()), ..spec::Field::default() };
    let places = Places::one(at);
    field::field(index, resource, "value", &as_field, &places, field::Stand::Body, problems)
        .map(|field| field.ty)
}
