//! The records that an action declares in place: its query, and the input of one made of steps. Each becomes a type of the
//! resource, named after the action.

use super::action::Context;
use super::field::{self, Places, Stand};
use super::gather::WrittenAction;
use super::record::collisions;
use super::rules::{Over, rules};
use super::types::Types;
use super::{is_missing, prose};
use crate::diagnostics::{Code, Problems};
use crate::model::{Field, Record, TypeDef, TypeId, TypeKind, Usage};
use crate::names;
use crate::source::At;
use crate::spec;

/// The query of an action becomes a type: `ListQuery`.
pub fn query<'a>(
    context: &Context<'_, 'a>,
    written: &WrittenAction<'a>,
    paginate: Option<usize>,
    types: &mut Types<'a>,
    problems: &mut Problems,
) -> Option<TypeId> {
    let at = written.at.key("query");
    let mut fields = fields(context, written.file.query.as_ref(), at, Stand::Query, problems);
    if let Some(scheme) = paginate {
        for parameter in &context.api.pagination[scheme].parameters {
            if fields.iter().any(|field| field.wire == parameter.wire || field.rust == parameter.rust) {
                problems
                    .error(
                        Code::NamesCollide,
                        at.key_name(&parameter.wire),
                        format!("`{}` comes with the pagination scheme", parameter.wire),
                    )
                    .also(written.at.key("paginate").span(), "the scheme adds it")
                    .help("drop the parameter here");
                continue;
            }
            fields.push(parameter.clone());
        }
    }
    if fields.is_empty() {
        if written.file.rules.as_ref().is_some_and(|rules| !rules.is_empty()) && !written.at.has("query") {
            problems
                .error(Code::NoEffect, written.at.key_name("rules"), "rules of an action without a query")
                .help("put them on the record that they are about, beside its `fields`");
        }
        return None;
    }
    Some(own_record(context, written, "query", fields, types, problems))
}

/// The input of an action made of steps becomes a type: `GetOrderInput`.
pub fn input<'a>(
    context: &Context<'_, 'a>,
    written: &WrittenAction<'a>,
    types: &mut Types<'a>,
    problems: &mut Problems,
) -> Option<TypeId> {
    let at = written.at.key("input");
    let mut fields = fields(context, written.file.input.as_ref(), at, Stand::Record, problems);
    fields.retain(|field| {
        let can_be_referred_to = !field.wire.contains('.');
        if !can_be_referred_to {
            problems
                .error(
                    Code::NoEffect,
                    at.key_name(&field.wire),
                    format!("nothing can refer to the input `{}`", field.wire),
                )
                .why("after a point, a reference names a field of what stands before it")
                .help(format!("call it `{}`", field.wire.replace('.', "_")));
        }
        can_be_referred_to
    });
    if fields.is_empty() {
        let is_empty = written.file.input.as_ref().is_none_or(spec::Ordered::is_empty);
        let help = "say what the caller gives: `input: {email: {type: string, required: true, doc: …}}`";
        if written.file.input.is_some() && at.node().entries().is_empty() {
            problems.error(Code::EmptyRecord, at.name(), "an input without anything in it").help(help);
        } else if is_empty && is_missing(written.at, "input") {
            problems
                .error(Code::MissingKey, written.at.key_name("steps"), "the `input` is missing")
                .help(help);
        }
        return None;
    }
    Some(own_record(context, written, "input", fields, types, problems))
}

/// A record that an action declares in place, and that is named after it: its query or its input.
fn own_record<'a>(
    context: &Context<'_, 'a>,
    written: &WrittenAction<'a>,
    part: &str,
    fields: Vec<Field>,
    types: &mut Types<'a>,
    problems: &mut Problems,
) -> TypeId {
    let at = written.at.key(part);
    let over = Over { fields: &fields, declared: at, fills_defaults: part == "input", types: &types.defs };
    let rules = rules(&over, written.file.rules.as_deref(), written.at.key("rules"), problems);
    let id = TypeId(types.defs.len());
    types.rules.insert(id, written.at.key("rules"));
    let name = format!("{}{}", names::variant(&written.name), names::variant(part));
    types
        .places
        .extend(fields.iter().map(|field| ((id, field.wire.clone()), Places::one(at.key(&field.wire)))));
    types.declared.push(if written.at.has(part) { at } else { written.at });
    types.defs.push(TypeDef {
        resource: context.place,
        rust: name.clone(),
        name,
        doc: Some(format!("The {part} of `{}.{}`.", context.resource, written.name)),
        source: prose::line(written.file.source.as_deref()),
        deviation: None,
        deprecated: None,
        usage: Usage::default(),
        kind: TypeKind::Record(Record { fields, rules }),
    });
    id
}

/// The fields that are declared in place, one beside the other.
pub fn fields(
    context: &Context<'_, '_>,
    written: Option<&spec::Ordered<spec::FieldOrType>>,
    at: At<'_>,
    stand: Stand,
    problems: &mut Problems,
) -> Vec<Field> {
    let fields: Vec<Field> = written
        .into_iter()
        .flat_map(spec::Ordered::iter)
        .filter_map(|(wire, written)| {
            let places = Places::one(at.key(wire));
            if let Some(access) = written.field.access {
                if access == spec::Access::Read {
                    problems
                        .error(
                            Code::NoEffect,
                            places.key("access").span(),
                            format!("`{wire}` is part of a request, and read-only"),
                        )
                        .help("drop the field, or its `access`");
                }
            }
            field::field(context.index, context.resource, wire, &written.field, &places, stand, problems)
        })
        .collect();
    collisions(&fields, |wire| Some(at.key(wire)), problems);
    fields
}
