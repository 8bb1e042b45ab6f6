//! The modules: the root of the crate, and the root of each resource.

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, line};
use super::file::RustFile;
use super::ident::ident;
use super::scope::Scope;
use super::{Sink, batch, methods, record};
use crate::model::{Api, Resource, TypeKind};
use crate::names;

/// The root: `lib.rs` of a crate, `mod.rs` of what a build script makes.
pub fn emit(api: &Api, is_crate: bool, out: &mut Sink<'_>) {
    let mut file = RustFile::default();
    // Whoever uses what is deprecated is warned, not this crate, which has to have it.
    let allow = has_deprecated(api).then(|| quote!(#[allow(deprecated)]));
    for resource in &api.resources {
        let name = ident(&resource.name);
        let feature = &resource.name;
        let cfg = is_crate.then(|| quote!(#[cfg(feature = #feature)]));
        let doc = Doc::of(resource.doc.as_deref(), &resource.title).attributes();
        file.declare(quote!(#doc #cfg #allow pub mod #name;));
    }
    file.declare(quote!(
        mod client;
    ));
    file.declare(quote! {
        #[doc(inline)]
        pub use client::{Client, Connection};
    });
    file.declare(quote! {
        #[doc(no_inline)]
        pub use actiongen_runtime::{
            Call, Date, DateTime, Decimal, Error, ErrorKind, Page, Partial, PreparedRequest, Presence, RetryBudget, RetryPolicy, Secret, Transport, Violation, Violations,
        };
    });
    if api.actions().any(|(_, action)| action.steps().is_some()) {
        file.declare(quote! {
            #[doc(no_inline)]
            pub use actiongen_runtime::{DoneStep, StepError, StepFailure};
        });
    }
    let endpoints = || api.actions().filter_map(|(_, action)| action.endpoint());
    if endpoints().any(|endpoint| endpoint.batch.is_some() || endpoint.reconcile.is_some()) {
        file.declare(quote! {
            #[doc(no_inline)]
            pub use actiongen_runtime::{
                Batch, BatchError, BatchReport, ItemError, ItemOutcome, JournalFile, LookedUp, Progress, Reconciled, UnknownItem,
            };
        });
    }
    if endpoints().any(|endpoint| endpoint.paginate.is_some()) {
        file.declare(quote! {
            #[doc(no_inline)]
            pub use actiongen_runtime::ItemStream;
        });
    }
    if is_crate {
        file.declare(quote!(
            #[cfg(feature = "catalog")]
            mod catalog;
        ));
        file.declare(quote! {
            #[doc(inline)]
            #[cfg(feature = "catalog")]
            pub use catalog::{Action, Catalog, catalog};
        });
        file.declare(quote! {
            #[doc(no_inline)]
            pub use actiongen_runtime::{Bound, Unresolved, bind};
        });
        file.declare(quote! {
            #[doc = " What tests of your own need: transports in memory. [`from_samples`](testing::from_samples) makes one that"]
            #[doc = " answers from the samples of the docs."]
            #[cfg(feature = "testing")]
            pub mod testing;
        });
        file.declare(quote! {
            #[doc = " The same client for programs without an async runtime: its methods wait for the answer."]
            #[cfg(feature = "blocking")]
            #allow
            pub mod blocking;
        });
        let mut text = String::new();
        for line in crate_doc(api, is_crate).lines() {
            text.push_str(if line.is_empty() { "//!" } else { "//! " });
            text.push_str(&line);
            text.push('\n');
        }
        text.push_str("\n#![forbid(unsafe_code)]\n#![warn(missing_docs)]\n\n");
        text.push_str(&file.print());
        out.text("lib.rs", &text);
    } else {
        out.rust("mod.rs", file);
    }
}

/// Whether any action, type, field or value should not be used any more.
pub fn has_deprecated(api: &Api) -> bool {
    api.actions().any(|(_, action)| action.deprecated.is_some())
        || api.types.iter().any(|ty| {
            ty.deprecated.is_some()
                || match &ty.kind {
                    TypeKind::Record(record) => record.fields.iter().any(|field| field.deprecated.is_some()),
                    TypeKind::Enum(values) => values.values.iter().any(|value| value.deprecated.is_some()),
                    TypeKind::Union(_) | TypeKind::Tagged(_) => false,
                }
        })
}

fn crate_doc(api: &Api, is_crate: bool) -> Doc {
    let first = format!("A client of {}: requests are checked before they are sent.", line(&api.title));
    // A colon after the brackets could make them the definition of a link, and a resource may be called as a macro
    // of std is: `file`, `column`.
    let resources = api.resources.iter().map(|resource| {
        let doc = Doc::of(resource.doc.as_deref(), &resource.title);
        Doc::labelled(&format!("[`mod@{}`] –", resource.name), doc)
    });
    let mut doc = Doc::ours(first)
        .text(api.summary.as_deref())
        .text(api.doc.as_deref())
        .paragraph("A [`Client`] stands on a [`Connection`] and has a method for each resource. A resource is a cargo feature too:")
        .list(resources)
        .paragraph("Whatever goes wrong is an [`Error`]; nothing that breaks a documented bound is sent.");
    if is_crate {
        doc = doc.paragraph(
            "[`catalog()`] has every action as data, for a program that holds JSON and the id of an action; [`bind`] \
             replaces\nreferences in such JSON.",
        );
    }
    doc
}

/// The root of a resource: its types, its calls, and the handle with its actions.
pub fn resource(resource: &Resource, scope: Scope<'_>, others: &Rc<BTreeSet<String>>, out: &mut Sink<'_>) {
    let folder = &resource.name;
    let mut file = RustFile::default();
    let has_actions = !resource.actions.is_empty();
    if resource.actions.iter().any(|action| action.endpoint().is_some()) {
        file.declare(quote! {
            #[doc = " What each action sends, before it is sent."]
            pub mod calls;
        });
    }
    if resource.actions.iter().any(|action| action.steps().is_some()) {
        file.declare(quote!(
            mod steps;
        ));
    }
    if resource.actions.iter().any(|action| batch::batched(action, scope).is_some()) {
        file.declare(quote! {
            #[doc = " What each action sends for a list of any length, before it is sent."]
            pub mod batches;
        });
    }
    if !resource.types.is_empty() {
        file.declare(quote!(
            mod types;
        ));
        file.declare(quote!(
            pub use types::*;
        ));
    }
    if has_actions {
        methods::handle(resource, scope).into_iter().for_each(|item| file.push(item));
    }
    // The types are in scope by the re-export above.
    file.offer(quote!(super::client), ["Client".to_owned()]);
    file.share(quote!(super), others);
    out.rust(format!("{folder}/mod.rs"), file);
    if resource.types.is_empty() {
        return;
    }
    let mut types = RustFile::default();
    for item in type_modules(resource, scope) {
        types.declare(item);
    }
    out.rust(format!("{folder}/types/mod.rs"), types);
}

fn type_modules(resource: &Resource, scope: Scope<'_>) -> Vec<TokenStream> {
    let types = resource.types.iter().map(|id| scope.api.type_def(*id));
    let modules = types.clone().map(|ty| {
        let module = ident(names::module(&ty.rust));
        quote!(mod #module;)
    });
    let exports = types.map(|ty| {
        let module = ident(names::module(&ty.rust));
        let name = ident(&ty.rust);
        match record::params(ty) {
            Some(params) => quote!(pub use #module::{#name, #params};),
            None => quote!(pub use #module::#name;),
        }
    });
    modules.chain(exports).collect()
}
