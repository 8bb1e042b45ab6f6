//! The request of a step: what is written before its call, and what the call is given.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::ident::ident;
use super::super::record;
use super::super::value::{Holder, holder};
use super::Line;
use super::place::Place;
use crate::model::{Endpoint, Expr, Field, Record, Step, Type, TypeDef, TypeId, TypeKind};
use crate::names;

/// What stands before the call of a step.
#[derive(Default)]
pub(super) struct Setup {
    pub(super) lines: Vec<TokenStream>,
    /// The names that these lines give.
    pub(super) names: Vec<String>,
}

impl Line<'_> {
    /// A name that stands for nothing else: neither a step nor a variable of every such function.
    pub(super) fn free(&self, wanted: &str, given: &[String]) -> String {
        let is_taken = |name: &str| {
            names::VARIABLES.contains(&name)
                || self.steps.calls.iter().any(|step| step.rust == name)
                || given.iter().any(|other| other == name)
        };
        let mut name = wanted.to_owned();
        while is_taken(&name) {
            name.push('_');
        }
        name
    }

    /// What is written before the call, and the arguments of the call.
    pub(super) fn request(&self, step: &Step, endpoint: &Endpoint) -> (Setup, Vec<TokenStream>) {
        let mut setup = Setup::default();
        let mut arguments = Vec::new();
        for (field, value) in endpoint.path_fields.iter().zip(&step.path) {
            let place = format!("path.{}", field.wire);
            let is_small =
                matches!(field.ty, Type::Bool { .. } | Type::Int(_) | Type::Int32(_) | Type::Number(_));
            let argument = match (value, &field.ty) {
                _ if is_small => self.needed(value, &field.ty, step, &place, &field.rust, &mut setup),
                (Expr::Const(serde_json::Value::String(text), _), Type::Text(_)) => quote!(#text),
                // What is there is lent as it is.
                (Expr::Reference(reference), _) if !reference.optional => match self.place(reference) {
                    Place::Held { tokens, optional: false, boxed: false } => quote!(&#tokens),
                    _ => {
                        let value = self.reference(reference, &field.ty);
                        quote!(&#value)
                    }
                },
                _ => {
                    let value = self.needed(value, &field.ty, step, &place, &field.rust, &mut setup);
                    quote!(&#value)
                }
            };
            arguments.push(argument);
        }
        if let (Some(body), Some(value)) = (&endpoint.body, &step.body) {
            let made = match (value, &body.ty) {
                (Expr::List(items, _), Type::List(list)) => {
                    self.list(items, &list.item, step, "body", &mut setup)
                }
                (value, ty) => self.needed(value, ty, step, "body", "whole", &mut setup),
            };
            setup.lines.push(quote!(let body = #made;));
            arguments.push(quote!(&body));
        }
        if let (Some(id), Some(Expr::Record { fields, .. })) = (endpoint.query, &step.query) {
            let made = self.literal(id, fields, step, "query", &mut setup);
            setup.lines.push(quote!(let query = #made;));
            arguments.push(quote!(&query));
        }
        (setup, arguments)
    }

    /// The items of a body: an array where each of them is there, else those that are.
    fn list(&self, items: &[Expr], item: &Type, step: &Step, place: &str, setup: &mut Setup) -> TokenStream {
        let is_whole = matches!(items, [_]) || items.iter().all(|item| self.stands(item));
        if is_whole {
            let made = items.iter().enumerate().map(|(index, value)| {
                self.needed(value, item, step, &format!("{place}[{index}]"), "item", setup)
            });
            return quote!([#(#made),*]);
        }
        self.items(items, item, false)
    }

    /// Whether a value is there for what stands in it, whatever is absent.
    fn stands(&self, value: &Expr) -> bool {
        match value {
            Expr::Record { fields, only_if, .. } => {
                !only_if.as_ref().is_some_and(|reference| reference.optional)
                    && (fields.is_empty() || fields.iter().any(|(_, value)| self.stands(value)))
            }
            Expr::List(items, _) => items.is_empty() || items.iter().any(|item| self.stands(item)),
            other => !self.is_optional(other),
        }
    }

    /// A value that the call cannot do without. Where it is an `Option`, the spec was proven to give it in every case.
    fn needed(
        &self,
        value: &Expr,
        ty: &Type,
        step: &Step,
        place: &str,
        name: &str,
        setup: &mut Setup,
    ) -> TokenStream {
        // A record that is needed is there, by the same proof.
        if let Expr::Record { ty: id, fields, .. } = value {
            return self.literal(*id, fields, step, place, setup);
        }
        let made = self.value(value, ty);
        if !made.optional {
            return made.tokens;
        }
        let (tokens, step_name, endpoint) = (made.tokens, &step.name, self.endpoint(step));
        let free = self.free(name, &setup.names);
        let name = ident(&free);
        setup.names.push(free);
        setup.lines.push(quote! {
            let Some(#name) = #tokens else {
                return Err(steps.lacks(#step_name, &#endpoint, #place));
            };
        });
        quote!(#name)
    }

    /// A record that is there in every case; what it cannot do without is told apart before it.
    fn literal(
        &self,
        id: TypeId,
        fields: &[(usize, Expr)],
        step: &Step,
        place: &str,
        setup: &mut Setup,
    ) -> TokenStream {
        let ty = self.api.type_def(id);
        let TypeKind::Record(record) = &ty.kind else { return TokenStream::new() };
        let mut given = Vec::new();
        for (index, value) in fields {
            let field = &record.fields[*index];
            let is_needed = matches!(holder(field, ty.usage), Holder::Plain);
            let tokens = if is_needed {
                let place = format!("{place}.{}", field.wire);
                let tokens = self.needed(value, &field.ty, step, &place, &field.rust, setup);
                wrapped(field, value, tokens)
            } else {
                self.held(field, ty, value)
            };
            given.push((*index, tokens));
        }
        self.record(id, ty, record, &given)
    }

    /// The value of a field that may be absent.
    pub(super) fn held(&self, field: &Field, ty: &TypeDef, value: &Expr) -> TokenStream {
        if let Expr::Const(serde_json::Value::Null, _) = value {
            return match holder(field, ty.usage) {
                Holder::Presence => quote!(Presence::Null),
                _ => quote!(None),
            };
        }
        let made = self.value(value, &field.ty);
        let tokens = made.tokens;
        let wrap = |tokens: TokenStream| wrapped(field, value, tokens);
        match (holder(field, ty.usage), made.optional) {
            (Holder::Plain, _) => wrap(tokens),
            (Holder::Option | Holder::Nullable, true) if field.secret && !is_secret(value) => {
                quote!(#tokens.map(Into::into))
            }
            (Holder::Option | Holder::Nullable, true) if field.boxed && !field.secret => {
                quote!(#tokens.map(Box::new))
            }
            (Holder::Option | Holder::Nullable, true) => tokens,
            (Holder::Option | Holder::Nullable, false) => {
                let inner = wrap(tokens);
                quote!(Some(#inner))
            }
            (Holder::Presence, true) => {
                let inner = match wrap(quote!(value)) {
                    same if same.to_string() == "value" => quote!(Presence::Value),
                    inner => quote!(|value| Presence::Value(#inner)),
                };
                quote!(#tokens.map_or(Presence::Absent, #inner))
            }
            (Holder::Presence, false) => {
                let inner = wrap(tokens);
                quote!(Presence::Value(#inner))
            }
        }
    }

    /// The literal of a record whose fields are given; the others are absent.
    pub(super) fn record(
        &self,
        id: TypeId,
        ty: &TypeDef,
        record: &Record,
        given: &[(usize, TokenStream)],
    ) -> TokenStream {
        let path = self.scope.path(id);
        let required = record::required(ty, record);
        let is_required = |index: usize| required.iter().any(|field| field.wire == record.fields[index].wire);
        let of = |wire: &str| given.iter().find(|(index, _)| record.fields[*index].wire == wire);
        let needed: Vec<TokenStream> = required
            .iter()
            .map(|field| of(&field.wire).map_or_else(|| quote!(None), |(_, tokens)| tokens.clone()))
            .collect();
        let base = match record::params(ty) {
            Some(params) => {
                let names = required.iter().map(|field| ident(&field.rust));
                let params = match self.scope.resource == Some(ty.resource) {
                    true => quote!(#params),
                    false => {
                        let module = ident(&self.api.resources[ty.resource].name);
                        quote!(#module::#params)
                    }
                };
                let fields = names.zip(&needed).map(|(name, tokens)| set(&name, tokens));
                quote!(#path::new(#params { #(#fields),* }))
            }
            None => quote!(#path::new(#(#needed),*)),
        };
        let rest: Vec<TokenStream> = given
            .iter()
            .filter(|(index, _)| !is_required(*index))
            .map(|(index, tokens)| {
                let name = ident(&record.fields[*index].rust);
                set(&name, tokens)
            })
            .collect();
        let settable = record.fields.len();
        match (rest.len(), settable - required.len()) {
            (0, _) => base,
            (given, all) if given == all && required.is_empty() => quote!(#path { #(#rest),* }),
            _ => quote!(#path { #(#rest,)* ..#base }),
        }
    }
}

/// A field with its value, which is not named twice where both have one name.
pub(super) fn set(name: &Ident, value: &TokenStream) -> TokenStream {
    match *name == value.to_string() {
        true => quote!(#name),
        false => quote!(#name: #value),
    }
}

/// Whether a value is held as a secret already.
fn is_secret(value: &Expr) -> bool {
    match value {
        Expr::Reference(reference) => reference.secret,
        Expr::FirstOf(references) => references.iter().all(|reference| reference.secret),
        _ => false,
    }
}

/// A value as its field holds it.
pub(super) fn wrapped(field: &Field, value: &Expr, tokens: TokenStream) -> TokenStream {
    match (field.secret, field.boxed) {
        (true, _) if is_secret(value) => tokens,
        (true, _) => quote!(#tokens.into()),
        (false, true) => quote!(Box::new(#tokens)),
        (false, false) => tokens,
    }
}
