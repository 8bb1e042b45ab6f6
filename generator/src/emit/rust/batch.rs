//! Lists of any length: what stands in `batches.rs`, and the methods that make something of it.
//!
//! [`batched`] is the one description of what an action offers besides one call; every emitter reads it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::action::{Parameter, Part, parameters};
use super::doc::Doc;
use super::ident::ident;
use super::scope::Scope;
use super::steps;
use super::value::{Holder, holder, rust_type};
use crate::model::{Action, Batch, Endpoint, LookUp, Over, Reconcile, Resource, Type, TypeId, TypeKind};
use crate::names;

/// What an action takes a list of any length for.
pub struct Batched<'a> {
    /// The action.
    pub action: &'a Action,
    endpoint: &'a Endpoint,
    /// The type of an item.
    pub item: TokenStream,
    /// The type of what the API gives for one.
    pub value: TokenStream,
    constructor: &'static str,
    over: Over,
    /// Whether a call takes one item.
    is_single: bool,
    /// How the list is sent; not at all where only its look-up is offered.
    pub batch: Option<&'a Batch>,
    /// How its items are looked for.
    pub reconcile: Option<&'a Reconcile>,
}

/// What an action takes a list of any length for, if it does.
pub fn batched<'a>(action: &'a Action, scope: Scope<'_>) -> Option<Batched<'a>> {
    let endpoint = action.endpoint()?;
    let (batch, reconcile) = (endpoint.batch.as_ref(), endpoint.reconcile.as_ref());
    if batch.is_none() && reconcile.is_none() {
        return None;
    }
    let over = batch.map_or(Over::Body, |batch| batch.over.clone());
    let (item, is_single) = match (&over, endpoint.body.as_ref().map(|body| &body.ty)) {
        (Over::Query(wire), _) => (list_of_query(endpoint, wire, scope)?, false),
        (Over::Body, Some(Type::List(list))) => (rust_type(&list.item, scope), false),
        (Over::Body, Some(ty)) => (rust_type(ty, scope), true),
        (Over::Body, None) => return None,
    };
    let is_keyed = key(batch, reconcile).is_some();
    let is_partial = endpoint.returns.is_partial();
    let constructor = match (&endpoint.returns.ty, is_single, is_keyed) {
        (None, ..) => {
            if is_partial {
                "partial_nothing"
            } else {
                "nothing"
            }
        }
        (Some(_), true, _) => {
            if is_partial {
                "partial"
            } else {
                "value"
            }
        }
        (Some(Type::List(_)), _, true) => {
            if is_partial {
                "partial_list"
            } else {
                "list"
            }
        }
        (Some(Type::List(_)), _, false) => {
            if is_partial {
                "unkeyed_partial_list"
            } else {
                "unkeyed_list"
            }
        }
        (Some(_), ..) => {
            if is_partial {
                "partial_whole"
            } else {
                "whole"
            }
        }
    };
    let value = match (&endpoint.returns.ty, is_single, is_keyed) {
        (None, ..) => quote!(()),
        (Some(ty), true, _) => rust_type(ty, scope),
        (Some(Type::List(list)), false, true) => rust_type(&list.item, scope),
        (Some(Type::List(list)), false, false) => {
            let ty = rust_type(&list.item, scope);
            quote!(Option<#ty>)
        }
        (Some(ty), false, _) => {
            let ty = rust_type(ty, scope);
            quote!(Option<#ty>)
        }
    };
    Some(Batched { action, endpoint, item, value, constructor, over, is_single, batch, reconcile })
}

/// The field that tells items apart.
fn key<'a>(batch: Option<&'a Batch>, reconcile: Option<&'a Reconcile>) -> Option<&'a String> {
    match batch {
        Some(batch) => batch.key.as_ref(),
        None => reconcile.map(|reconcile| &reconcile.key),
    }
}

fn list_of_query(endpoint: &Endpoint, wire: &str, scope: Scope<'_>) -> Option<TokenStream> {
    let TypeKind::Record(record) = &scope.api.type_def(endpoint.query?).kind else { return None };
    match &record.fields.iter().find(|field| field.wire == wire)?.ty {
        Type::List(list) => Some(rust_type(&list.item, scope)),
        _ => None,
    }
}

impl Batched<'_> {
    /// What the functions are given besides the client, as they are declared, and the names alone. What is borrowed
    /// has this lifetime, if any.
    pub fn parameters(&self, lifetime: &TokenStream, scope: Scope<'_>) -> (Vec<TokenStream>, Vec<Ident>) {
        let parameters = parameters(self.action, scope);
        let declared = parameters.iter().map(|Parameter { name, ty, part, is_borrowed, .. }| {
            let item = &self.item;
            match part {
                Part::Body(_) => quote!(#name: & #lifetime [#item]),
                _ if *is_borrowed => {
                    let ty: TokenStream = ty.clone().into_iter().skip(1).collect();
                    quote!(#name: & #lifetime #ty)
                }
                _ => quote!(#name: #ty),
            }
        });
        (declared.collect(), parameters.iter().map(|parameter| parameter.name.clone()).collect())
    }
}

/// The items of `batches.rs`.
pub fn functions(resource: &Resource, scope: Scope<'_>) -> Vec<TokenStream> {
    let batched = resource.actions.iter().filter_map(|action| batched(action, scope));
    batched.map(|batched| function(&batched, scope)).collect()
}

fn function(batched: &Batched<'_>, scope: Scope<'_>) -> TokenStream {
    let Batched { action, endpoint, item, value, .. } = batched;
    let name = ident(&action.name);
    let constant = ident(names::constant(&action.name));
    let constructor = ident(batched.constructor);
    let is_named = parameters(action, scope).iter().filter(|parameter| parameter.is_borrowed).count() > 1;
    let (generics, named, lifetime) = match is_named {
        true => (quote!(<'b>), quote!('b), quote!('b)),
        false => (TokenStream::new(), TokenStream::new(), quote!('_)),
    };
    let (declared, names) = batched.parameters(&named, scope);
    let doc = Doc::ours(format!("The calls of `{}` for a list of any length.", action.id)).attributes();
    // What a call borrows beside its items has to be moved into the closure.
    let (list, call) = match &batched.over {
        Over::Body => (quote!(body), quote!(move |body| calls::#name(#(#names),*))),
        Over::Query(wire) => over_query(batched, endpoint.query, wire, scope),
    };
    let call = match names.as_slice() {
        [_] if batched.over == Over::Body => quote!(calls::#name),
        _ => call,
    };
    let most = match (batched.batch, endpoint.body.as_ref().map(|body| &body.ty)) {
        (Some(batch), _) => batch.most,
        (None, Some(Type::List(list))) => list.items.and_then(|items| items.max()),
        (None, _) => None,
    };
    let most = most.filter(|_| !batched.is_single).map(|most| {
        let most = Literal::usize_unsuffixed(most);
        quote!(.most(#most))
    });
    let concurrency = batched.batch.map(|batch| batch.concurrency).filter(|calls| *calls > 1).map(|calls| {
        let calls = Literal::u32_unsuffixed(calls);
        quote!(.concurrency(#calls))
    });
    let key = key(batched.batch, batched.reconcile).map(|key| quote!(.key(#key)));
    let at = match &batched.over {
        Over::Body => None,
        Over::Query(wire) => {
            let place = format!("query.{wire}");
            Some(quote!(.at(#place)))
        }
    };
    let look_up = batched.reconcile.and_then(|reconcile| look_up(batched, reconcile, scope));
    quote! {
        #doc
        #[must_use]
        pub fn #name #generics(#(#declared),*) -> BatchCall<#lifetime, #item, #value> {
            BatchCall::#constructor(&calls::#constant, #list, #call) #at #most #concurrency #key #look_up
        }
    }
}

/// A list of the query, and the closure that makes a call for a part of it.
fn over_query(
    batched: &Batched<'_>,
    query: Option<TypeId>,
    wire: &str,
    scope: Scope<'_>,
) -> (TokenStream, TokenStream) {
    let name = ident(&batched.action.name);
    let (_, names) = batched.parameters(&TokenStream::new(), scope);
    let Some(ty) = query.map(|id| scope.api.type_def(id)) else {
        return (TokenStream::new(), TokenStream::new());
    };
    let TypeKind::Record(record) = &ty.kind else { return (TokenStream::new(), TokenStream::new()) };
    let Some(field) = record.fields.iter().find(|field| field.wire == wire) else {
        return (TokenStream::new(), TokenStream::new());
    };
    let held = ident(&field.rust);
    let (list, part) = match holder(field, ty.usage) {
        Holder::Plain => (quote!(&query.#held), quote!(items.to_vec())),
        Holder::Option | Holder::Nullable => {
            (quote!(query.#held.as_deref().unwrap_or_default()), quote!(Some(items.to_vec())))
        }
        Holder::Presence => (
            quote!(query.#held.value().map(Vec::as_slice).unwrap_or_default()),
            quote!(Presence::Value(items.to_vec())),
        ),
    };
    let path = query.map(|id| scope.path(id));
    let rest = (record.fields.len() > 1).then(|| quote!(, ..query.clone()));
    let arguments = names.iter().map(|name| match *name == "query" {
        true => quote!(&part),
        false => quote!(#name),
    });
    let call = quote! {
        move |items| {
            let part = #path { #held: #part #rest };
            calls::#name(#(#arguments),*)
        }
    };
    (list, call)
}

fn look_up(batched: &Batched<'_>, reconcile: &Reconcile, scope: Scope<'_>) -> Option<TokenStream> {
    let using = scope.api.action(reconcile.using);
    let endpoint = using.endpoint()?;
    let Some(Type::List(found)) = &endpoint.returns.ty else { return None };
    let found = rust_type(&found.item, scope);
    let call = steps::look_up(reconcile, endpoint, scope);
    let key = &reconcile.key;
    let value = &batched.value;
    let into = match (value.to_string(), batched.constructor) {
        (value, _) if value == found.to_string() => quote!(Some),
        (value, _) if value == quote!(Option<#found>).to_string() => quote!(|found| Some(Some(found))),
        (_, "nothing" | "partial_nothing") => quote!(|_: #found| Some(())),
        _ => quote!(actiongen_runtime::found_as),
    };
    let constructor = match (&reconcile.look_up, endpoint.paginate) {
        (LookUp::Each, Some(_)) => ident("pages"),
        (LookUp::Each, None) => ident("list"),
        (LookUp::Many { .. }, Some(_)) => ident("many_pages"),
        (LookUp::Many { .. }, None) => ident("many_list"),
    };
    let most = match &reconcile.look_up {
        LookUp::Each => None,
        LookUp::Many { most: None, .. } => Some(quote!(None,)),
        LookUp::Many { most: Some(most), .. } => {
            let most = Literal::usize_unsuffixed(*most);
            Some(quote!(Some(#most),))
        }
    };
    Some(quote!(.look_up(LookUp::#constructor(#key, #most #call, #into))))
}

/// The methods that an action has besides by rule, for a list of any length.
pub fn methods(action: &Action, deprecated: Option<&TokenStream>, scope: Scope<'_>) -> Vec<TokenStream> {
    let Some(batched) = batched(action, scope) else { return Vec::new() };
    let name = ident(&action.name);
    let (declared, names) = batched.parameters(&quote!('b), scope);
    let Batched { item, value, .. } = &batched;
    let mut methods = Vec::new();
    if let Some(batch) = batched.batch {
        let method = format_ident!("{}_batch", action.name);
        let cut = match batch.most {
            Some(most) => format!("It is cut into calls of at most {most}, and"),
            None => "It goes out in one call, and".to_owned(),
        };
        let under_way = match batch.concurrency {
            1 => "one is under way at a time".to_owned(),
            calls => format!("at most {calls} are under way at once"),
        };
        let doc = Doc::ours(format!("[`{0}`](Self::{0}) for a list of any length.", action.name))
            .paragraph(format!(
                "{cut} {under_way}.\n[`Batch::send`] sends it, and says what came of every item."
            ))
            .text(batch.doc.as_deref())
            .attributes();
        methods.push(quote! {
            #doc
            #deprecated
            pub fn #method<'b>(&self, #(#declared),*) -> Batch<'b, #item, #value> {
                self.client.batch(batches::#name(#(#names),*))
            }
        });
    }
    if let Some(reconcile) = batched.reconcile {
        let method = format_ident!("{}_reconcile", action.name);
        let using = &scope.api.action(reconcile.using).id;
        let doc = Doc::ours(format!(
            "Looks for what [`{0}`](Self::{0}) may have done where it ended with an unknown outcome.",
            action.name
        ))
        .paragraph(format!(
            "Each item is looked for by its `{}`, with `{using}`: it is found, not found, or it cannot be told.\nNothing is \
             sent again, unless [`Reconciled::send_not_found`] is called.",
            reconcile.key
        ))
        .text(reconcile.doc.as_deref())
        .paragraph("# Errors")
        .paragraph("[`Error::Refused`] where an item breaks a bound, or two have one key. A look-up that fails is no error.")
        .attributes();
        methods.push(quote! {
            #doc
            #deprecated
            pub async fn #method<'b>(&self, #(#declared),*) -> Result<Reconciled<'b, #item, #value>, Error> {
                self.client.batch(batches::#name(#(#names),*)).look_up().await
            }
        });
    }
    methods
}
