//! `documents.rs`: the input document of an action, read into what the action is given.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::action::{Parameter, Part, parameters};
use super::batch;
use super::doc::Doc;
use super::ident::ident;
use super::input::accepting;
use super::scope::Scope;
use crate::model::{Action, ActionKind, Resource};

/// The items of `documents.rs`.
pub fn readers(resource: &Resource, scope: Scope<'_>) -> Vec<TokenStream> {
    let readers = resource.actions.iter().flat_map(|action| {
        let batched = batch::batched(action, scope).filter(|batched| batched.batch.is_some());
        [Some(reader(action, false, scope)), batched.map(|_| reader(action, true, scope))]
    });
    readers.flatten().collect()
}

/// The reader of an action: for one call, or for a list of any length.
fn reader(action: &Action, is_batch: bool, scope: Scope<'_>) -> TokenStream {
    let parameters = parameters(action, scope);
    let called = ident(&action.name);
    let name = if is_batch { format_ident!("{}_batch", action.name) } else { called.clone() };
    let types: Vec<_> = parameters.iter().map(|parameter| &parameter.owned).collect();
    let names: Vec<_> = parameters.iter().map(|parameter| &parameter.name).collect();
    let (given, value) = match (types.as_slice(), names.as_slice()) {
        ([ty], [name]) => (quote!(#ty), quote!(#name)),
        _ => (quote!((#(#types),*)), quote!((#(#names),*))),
    };
    let mut path = Vec::new();
    let mut rest = Vec::new();
    for Parameter { name, owned, part, .. } in &parameters {
        match part {
            Part::Path(field) => {
                let wire = &field.wire;
                let accepting = accepting(field);
                path.push(quote!(let #name: #owned = path #accepting .field(#wire);));
            }
            Part::Body(_) => rest.push(quote!(let body: #owned = reading.field("body");)),
            Part::Query => rest.push(quote!(let query: #owned = reading.field("query");)),
            Part::Input => rest.push(quote!(let input: #owned = reading.field("input");)),
        }
    }
    let path = (!path.is_empty()).then(|| {
        quote! {
            let mut path = reading.section("path");
            #(#path)*
            path.finish();
        }
    });
    let arguments = parameters.iter().map(Parameter::argument);
    let keys = match (&action.kind, parameters.is_empty()) {
        (ActionKind::Steps(_), _) => "an object with `input`",
        (_, true) => "an empty object",
        (_, false) => "`path`, `query` and `body`, those that it has",
    };
    let length = if is_batch { ", whose list may be of any length" } else { "" };
    let doc = Doc::ours(format!("Reads an input document of `{}`: {keys}{length}.", action.id))
        .paragraph("# Errors")
        .paragraph("Everything that is wrong with the document, each with its place.")
        .attributes();
    let violations = match &action.kind {
        ActionKind::Steps(_) => quote!(validate_at("input", &input)),
        ActionKind::Endpoint(_) if is_batch => quote!(batches::#called(#(#arguments),*).violations()),
        ActionKind::Endpoint(_) => quote!(calls::#called(#(#arguments),*).into_violations()),
    };
    let mutable = (!parameters.is_empty()).then(|| quote!(mut));
    quote! {
        #doc
        pub fn #name(document: &Value) -> Result<#given, Violations> {
            let #mutable reading = Reading::new(document);
            #path
            #(#rest)*
            reading.finish(#violations)?;
            Ok(#value)
        }
    }
}
