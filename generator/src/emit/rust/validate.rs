//! `impl Validate`: a line for each bound and each rule.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ident::ident;
use super::literal::{float, whole};
use super::rules::Rules;
use super::scope::Scope;
use crate::model::{Access, Field, Limit, Range, Record, Text, Type, TypeDef};

/// The validator of a record.
pub fn record(ty: &TypeDef, record: &Record, scope: Scope<'_>) -> TokenStream {
    let name = ident(&ty.rust);
    let rules = Rules { ty, record, scope };
    let mut checks: Vec<_> = record.fields.iter().flat_map(|field| field_checks(field, ty)).collect();
    checks.extend(rules.checks());
    let check = match checks.is_empty() {
        true => quote!(_),
        false => quote!(check),
    };
    let is_deprecated =
        record.fields.iter().any(|field| field.deprecated.is_some()) || rules.name_deprecated();
    let allow = is_deprecated.then(|| quote!(#[allow(deprecated)]));
    quote! {
        #allow
        impl Validate for #name {
            fn validate(&self, #check: &mut Check<'_>) {
                #(#checks)*
            }
        }
    }
}

fn field_checks(field: &Field, ty: &TypeDef) -> Vec<TokenStream> {
    let name = ident(&field.rust);
    let wire = &field.wire;
    if field.access == Access::Read && ty.usage.is_sent() {
        return vec![quote!(check.read_only(#wire, &self.#name);)];
    }
    let mut lines = checks(&quote!(check), &field.ty, wire, &quote!(&self.#name));
    // The type cannot say it: an answer of the same type lacks the field.
    if field.access == Access::Write && field.presence.is_required() && ty.usage.answer {
        lines.insert(0, quote!(check.required(#wire, &self.#name);));
    }
    lines
}

/// The checks of a value at a place, as statements on the receiver.
pub fn checks(receiver: &TokenStream, ty: &Type, place: &str, value: &TokenStream) -> Vec<TokenStream> {
    calls(ty, value)
        .into_iter()
        .map(|Call { method, arguments }| quote!(#receiver.#method(#place, #arguments);))
        .collect()
}

/// The checks of a value on a place that is already found, as expressions.
pub fn place_checks(ty: &Type, receiver: &TokenStream, value: &TokenStream) -> Vec<TokenStream> {
    calls(ty, value)
        .into_iter()
        .map(|Call { method, arguments }| quote!(#receiver.#method(#arguments)))
        .collect()
}

struct Call {
    method: proc_macro2::Ident,
    arguments: TokenStream,
}

fn call(method: &str, arguments: TokenStream) -> Call {
    Call { method: ident(method), arguments }
}

fn calls(ty: &Type, value: &TokenStream) -> Vec<Call> {
    match ty {
        Type::Text(text) => text_calls(text, value),
        Type::Int(range) | Type::Int32(range) if range.is_open() => Vec::new(),
        Type::Int(range) | Type::Int32(range) => {
            let bounds = bounds(range, |limit| whole(&limit.value));
            vec![call("range", quote!(#value, #bounds))]
        }
        // A number that is not finite has no place in JSON, whatever its bounds.
        Type::Number(range) if range.is_open() => vec![call("nested", value.clone())],
        Type::Number(range) => {
            let bounds = bounds(range, |limit| float(&limit.value));
            vec![call("range", quote!(#value, #bounds))]
        }
        Type::Decimal { range, .. } if range.is_open() => Vec::new(),
        Type::Decimal { range, .. } => {
            let bounds = bounds(range, |limit| {
                let value = &limit.value;
                quote!(#value)
            });
            vec![call("decimal_range", quote!(#value, #bounds))]
        }
        Type::DateTime { rfc2822: true } => vec![call("rfc2822", value.clone())],
        Type::Date | Type::DateTime { .. } | Type::Named(_) => vec![call("nested", value.clone())],
        Type::Bool { .. } | Type::Json => Vec::new(),
        Type::List(list) => {
            let mut calls = Vec::new();
            match &list.items {
                Some(items) => {
                    let bounds = length(items.min(), items.max());
                    calls.push(call("items", quote!(#value, #bounds)));
                }
                None if has_own_check(&list.item) => calls.push(call("nested", value.clone())),
                None => {}
            }
            if list.unique {
                calls.push(call("unique", value.clone()));
            }
            calls.extend(each(&list.item, value));
            calls
        }
        Type::Map(value_type) => match has_own_check(value_type) {
            true => vec![call("nested", value.clone())],
            false => each(value_type, value).into_iter().collect(),
        },
    }
}

/// Whether the value checks itself, without a bound that only the field knows.
fn has_own_check(ty: &Type) -> bool {
    match ty {
        Type::Number(range) => range.is_open(),
        Type::Date | Type::DateTime { rfc2822: false } | Type::Named(_) => true,
        Type::List(list) => has_own_check(&list.item),
        Type::Map(value) => has_own_check(value),
        _ => false,
    }
}

/// The bounds of the items of a list that the items do not carry themselves.
fn each(item: &Type, value: &TokenStream) -> Option<Call> {
    if has_own_check(item) {
        return None;
    }
    let item_calls = calls(item, &quote!(item));
    if item_calls.is_empty() {
        return None;
    }
    let statements =
        item_calls.into_iter().map(|Call { method, arguments }| quote!(place.#method(#arguments)));
    Some(call("each", quote!(#value, |mut place, item| { #(#statements;)* })))
}

fn text_calls(text: &Text, value: &TokenStream) -> Vec<Call> {
    let mut calls = Vec::new();
    if let Some(bound) = text.length {
        let bounds = length(bound.min(), bound.max());
        calls.push(call("chars", quote!(#value, #bounds)));
    }
    if let Some(format) = text.format {
        let format = ident(format!("{format:?}"));
        calls.push(call("format", quote!(#value, Format::#format)));
    }
    if let Some(pattern) = &text.pattern {
        calls.push(call("pattern", quote!(#value, pattern!(#pattern))));
    }
    calls
}

/// `3..=250`, `..=255`, `1..`.
pub fn length(min: usize, max: Option<usize>) -> TokenStream {
    let low = Literal::usize_unsuffixed(min);
    match max.map(Literal::usize_unsuffixed) {
        Some(high) if min == 0 => quote!(..=#high),
        Some(high) => quote!(#low..=#high),
        None => quote!(#low..),
    }
}

fn bounds(range: &Range, literal: impl Fn(&Limit) -> TokenStream) -> TokenStream {
    let min = range.min.as_ref().map(|limit| (literal(limit), limit.excluded));
    let max = range.max.as_ref().map(|limit| (literal(limit), limit.excluded));
    match (min, max) {
        (None, None) => quote!(..),
        (Some((min, false)), None) => quote!(#min..),
        (None, Some((max, false))) => quote!(..=#max),
        (None, Some((max, true))) => quote!(..#max),
        (Some((min, false)), Some((max, false))) => quote!(#min..=#max),
        (Some((min, false)), Some((max, true))) => quote!(#min..#max),
        (Some((min, true)), max) => {
            let max = match max {
                None => quote!(Bound::Unbounded),
                Some((max, false)) => quote!(Bound::Included(#max)),
                Some((max, true)) => quote!(Bound::Excluded(#max)),
            };
            quote!((Bound::Excluded(#min), #max))
        }
    }
}
