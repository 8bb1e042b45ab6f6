//! `dispatch.rs`: how each action of a resource is run from an input document, and the texts that belong to it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::action::{Parameter, parameters};
use super::batch;
use super::file::RustFile;
use super::ident::ident;
use super::scope::Scope;
use crate::emit::{docs, schema};
use crate::model::{Action, Resource};

/// The file of a resource.
pub fn file(resource: &Resource, scope: Scope<'_>) -> RustFile {
    let mut file = RustFile::default();
    file.offer(quote!(actiongen_runtime::catalog), ["BatchEntry", "Entry", "answer"].map(str::to_owned));
    file.offer(quote!(super), ["batches", "documents"].map(str::to_owned));
    file.offer(quote!(super::super), ["Client".to_owned()]);
    let entries = resource.actions.iter().map(|action| entry(resource, action, scope));
    file.push(quote! {
        #[doc = " How each action is run from an input document, by its id."]
        pub static ENTRIES: &[Entry<Client>] = &[#(#entries),*];
    });
    file
}

fn entry(resource: &Resource, action: &Action, scope: Scope<'_>) -> TokenStream {
    // From `src/<resource>/` to the root of the crate.
    let embedded = |path: String| {
        let path = format!("../../{path}");
        quote!(include_str!(#path))
    };
    let input_schema = embedded(schema::path(resource, action, "input"));
    let output_schema = embedded(schema::path(resource, action, "output"));
    let docs = embedded(docs::path(resource, action));
    let id = &action.id;
    let accessor = ident(&resource.name);
    let method = ident(&action.name);
    let given = parameters(action, scope);
    let names: Vec<_> = given.iter().map(|parameter| &parameter.name).collect();
    let arguments = given.iter().map(Parameter::argument);
    let (validate, read) = match names.as_slice() {
        [] => (quote!(documents::#method), quote!(documents::#method(document)?;)),
        [name] => (
            quote!(|document| documents::#method(document).map(drop)),
            quote!(let #name = documents::#method(document)?;),
        ),
        _ => (
            quote!(|document| documents::#method(document).map(drop)),
            quote!(let (#(#names),*) = documents::#method(document)?;),
        ),
    };
    let arguments: Vec<_> = arguments.collect();
    let called = quote!(client.#accessor().#method(#(#arguments),*).await?);
    let performed = match action.paginate().map(|scheme| &scope.api.pagination[scheme].paging) {
        None => quote!(Ok(answer(&#called))),
        // A document that names a page wants that one.
        Some(paging) => {
            let wanted = paging.parameter();
            let stream = format_ident!("{}_stream", action.name);
            quote! {
                if document["query"].get(#wanted).is_some() {
                    return Ok(answer(&#called.items));
                }
                Ok(answer(&client.#accessor().#stream(#(#arguments),*).try_collect().await?))
            }
        }
    };
    let batch = batch(action, &names, &arguments, scope);
    quote! {
        Entry {
            id: #id,
            input_schema: #input_schema,
            output_schema: #output_schema,
            docs: #docs,
            validate: #validate,
            run: |client, document| {
                Box::pin(async move {
                    #read
                    #performed
                })
            },
            batch: #batch,
        }
    }
}

/// How an action is run for a list of any length, where it takes one.
fn batch(action: &Action, names: &[&Ident], arguments: &[TokenStream], scope: Scope<'_>) -> TokenStream {
    let Some(_) = batch::batched(action, scope).filter(|batched| batched.batch.is_some()) else {
        return quote!(None);
    };
    let method = ident(&action.name);
    let reader = format_ident!("{}_batch", action.name);
    let given = match names {
        [name] => quote!(#name),
        _ => quote!((#(#names),*)),
    };
    quote! {
        Some(BatchEntry {
            validate: |document| {
                let #given = documents::#reader(document)?;
                Ok(batches::#method(#(#arguments),*).calls())
            },
            run: |client, document, task| {
                Box::pin(async move {
                    let #given = documents::#reader(document)?;
                    task.run(client.batch(batches::#method(#(#arguments),*).into_json())).await
                })
            },
        })
    }
}
