//! What an action is given, what it gives, and the call between the two.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::doc::{Doc, code};
use super::ident::ident;
use super::scope::Scope;
use super::validate::checks;
use super::value::rust_type;
use crate::model::{
    Action, ActionKind, Api, Effect, Endpoint, ErrorRule, Field, Paging, Resource, Statuses, Type,
};
use crate::names;

/// A parameter of an action's functions.
pub struct Parameter<'a> {
    /// Its name.
    pub name: Ident,
    /// Its type, borrowed where it is not small.
    pub ty: TokenStream,
    /// Whether it is borrowed.
    pub is_borrowed: bool,
    /// Which part of the request it is.
    pub part: Part<'a>,
}

/// A part of a request.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    /// A field of the path.
    Path(&'a Field),
    /// The body.
    Body(&'a Type),
    /// The parameters of the query.
    Query,
    /// The input of an action made of steps.
    Input,
}

/// What an action is given besides the client, in the order of its parameters.
pub fn parameters<'a>(action: &'a Action, scope: Scope<'_>) -> Vec<Parameter<'a>> {
    let endpoint = match &action.kind {
        ActionKind::Endpoint(endpoint) => endpoint,
        ActionKind::Steps(steps) => {
            let owned = scope.path(steps.input);
            let ty = quote!(&#owned);
            return vec![Parameter { name: ident("input"), ty, is_borrowed: true, part: Part::Input }];
        }
    };
    let mut parameters: Vec<_> = endpoint
        .path_fields
        .iter()
        .map(|field| {
            let owned = rust_type(&field.ty, scope);
            let (ty, is_borrowed) = match &field.ty {
                Type::Bool { .. } | Type::Int(_) | Type::Int32(_) | Type::Number(_) => (owned.clone(), false),
                Type::Text(_) => (quote!(&str), true),
                _ => (quote!(&#owned), true),
            };
            Parameter { name: ident(&field.rust), ty, is_borrowed, part: Part::Path(field) }
        })
        .collect();
    if let Some(body) = &endpoint.body {
        let owned = rust_type(&body.ty, scope);
        let ty = match &body.ty {
            Type::List(list) => {
                let item = rust_type(&list.item, scope);
                quote!([#item])
            }
            _ => owned,
        };
        parameters.push(Parameter {
            name: ident("body"),
            ty: quote!(&#ty),
            is_borrowed: true,
            part: Part::Body(&body.ty),
        });
    }
    if let Some(id) = endpoint.query {
        let owned = scope.path(id);
        let ty = quote!(&#owned);
        parameters.push(Parameter { name: ident("query"), ty, is_borrowed: true, part: Part::Query });
    }
    parameters
}

/// The type of what an action gives in one call, and the constructor of the call that reads it.
pub fn answer(endpoint: &Endpoint, scope: Scope<'_>) -> (TokenStream, Ident) {
    let returns = &endpoint.returns;
    if returns.is_partial() {
        let ty = returns.ty.as_ref().map_or_else(|| quote!(()), |ty| rust_type(ty, scope));
        let constructor = match returns.ty {
            None => "partial_nothing",
            Some(Type::List(_)) => "partial_list",
            Some(_) => "partial",
        };
        return (quote!(Partial<#ty>), ident(constructor));
    }
    let (ty, constructor) = match &returns.ty {
        None => (quote!(()), "nothing"),
        Some(Type::List(list)) => {
            let item = rust_type(&list.item, scope);
            match endpoint.paginate {
                Some(_) => (quote!(Page<#item>), "page"),
                None => (quote!(Vec<#item>), "list"),
            }
        }
        Some(ty) => (rust_type(ty, scope), "value"),
    };
    (ty, ident(constructor))
}

/// The items of `calls.rs`.
pub fn calls(api: &Api, resource: &Resource, scope: Scope<'_>) -> Vec<TokenStream> {
    let actions = resource.actions.iter().filter_map(|action| Some((action, action.endpoint()?)));
    actions.flat_map(|(action, of)| [endpoint(api, action, of), call(action, of, scope)]).collect()
}

fn constant(action: &Action) -> Ident {
    ident(names::constant(&action.name))
}

fn endpoint(api: &Api, action: &Action, endpoint: &Endpoint) -> TokenStream {
    let constant = constant(action);
    let path = endpoint.path_template();
    let method = ident(endpoint.method.as_str());
    let doc = Doc::ours(code(&endpoint.line())).attributes();
    let id = &action.id;
    let effect = match action.effect {
        Effect::Safe => quote!(Effect::Safe),
        Effect::Idempotent => quote!(Effect::Idempotent),
        Effect::Once => quote!(Effect::Once),
    };
    let successes = endpoint.returns.successes.iter().map(|success| {
        let status = Literal::u16_unsuffixed(success.status);
        let at = &success.at;
        match &success.errors_at {
            None => quote!(.success(#status, &[#(#at),*])),
            Some(errors_at) => quote!(.partial_success(#status, &[#(#at),*], &[#(#errors_at),*])),
        }
    });
    let errors = action.errors.iter().filter(|error| error.own).map(|error| error_rule(&error.rule));
    let pages = endpoint.paginate.map(|scheme| pages(&api.pagination[scheme].paging));
    let concurrency = endpoint.batch.as_ref().map(|batch| {
        let calls = Literal::u32_unsuffixed(batch.concurrency);
        quote!(.concurrency(#calls))
    });
    quote! {
        #doc
        pub static #constant: LazyLock<Endpoint> = LazyLock::new(|| {
            Endpoint::new(&super::super::client::SERVICE, #id, Method::#method, #path, #effect)
                #(#successes)*
                #(#errors)*
                #pages
                #concurrency
        });
    }
}

/// Adds a rule to the table of errors of an endpoint or of the service.
pub fn error_rule(rule: &ErrorRule) -> TokenStream {
    let kind = ident(format!("{:?}", rule.kind));
    let (adds, status) = match rule.statuses {
        Statuses::One(status) => (quote!(error), status),
        Statuses::Class(class) => (quote!(error_class), class),
    };
    let status = Literal::u16_unsuffixed(status);
    quote!(.#adds(#status, ErrorKind::#kind))
}

fn pages(paging: &Paging) -> TokenStream {
    match paging {
        Paging::Cursor { send, read } => quote!(.cursor_pages(#send, &[#(#read),*])),
        Paging::Page { send, first, last_at } => {
            let first = Literal::i64_unsuffixed(*first);
            let last_at = match last_at {
                Some(path) => quote!(Some(&[#(#path),*])),
                None => quote!(None),
            };
            quote!(.numbered_pages(#send, #first, #last_at))
        }
    }
}

fn call(action: &Action, endpoint: &Endpoint, scope: Scope<'_>) -> TokenStream {
    let parameters = parameters(action, scope);
    let (answer, constructor) = answer(endpoint, scope);
    let constant = constant(action);
    let name = ident(&action.name);
    let doc = Doc::ours(format!("The call of `{}`.", action.id)).attributes();
    let mut statements = Vec::new();
    let mut parts = Vec::new();
    for Parameter { name, is_borrowed, part, .. } in &parameters {
        let value = if *is_borrowed { quote!(#name) } else { quote!(&#name) };
        let (ty, place) = match part {
            Part::Path(field) => {
                let wire = &field.wire;
                parts.push(match field.ty {
                    Type::Bool { as_int: true } => quote!(.path(#wire, &i32::from(#name))),
                    _ => quote!(.path(#wire, #value)),
                });
                (&field.ty, format!("path.{wire}"))
            }
            Part::Body(ty) => {
                parts.push(quote!(.body(body)));
                (*ty, "body".to_owned())
            }
            Part::Query => {
                parts.push(quote!(.query(query)));
                continue;
            }
            // Steps have no call of their own.
            Part::Input => continue,
        };
        statements.extend(checks(&quote!(call.check()), ty, &place, &value));
    }
    let built = match statements.is_empty() {
        true => quote!(Call::#constructor(&#constant) #(#parts)*),
        false => quote! {
            let mut call = Call::#constructor(&#constant);
            #(#statements)*
            call #(#parts)*
        },
    };
    let (generics, declared, lifetime) = signature(&parameters);
    quote! {
        #doc
        #[must_use]
        pub fn #name #generics(#(#declared),*) -> Call<#lifetime, #answer> {
            #built
        }
    }
}

/// Only the body is borrowed until the call is sent; where something else is borrowed too, its lifetime needs a name.
fn signature(parameters: &[Parameter<'_>]) -> (TokenStream, Vec<TokenStream>, TokenStream) {
    let has_body = parameters.iter().any(|parameter| matches!(parameter.part, Part::Body(_)));
    let borrowed = parameters.iter().filter(|parameter| parameter.is_borrowed).count();
    let is_named = has_body && borrowed > 1;
    let declared = parameters.iter().map(|Parameter { name, ty, part, .. }| match part {
        Part::Body(_) if is_named => {
            let ty: TokenStream = ty.clone().into_iter().skip(1).collect();
            quote!(#name: &'a #ty)
        }
        _ => quote!(#name: #ty),
    });
    let declared = declared.collect();
    match (has_body, is_named) {
        (false, _) => (TokenStream::new(), declared, quote!('static)),
        (true, false) => (TokenStream::new(), declared, quote!('_)),
        (true, true) => (quote!(<'a>), declared, quote!('a)),
    }
}
