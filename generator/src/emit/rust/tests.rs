//! The tests of a generated crate: each sample as the typed call that sends its request.
//!
//! What an answer means and what is refused is the same code for every service, and tested where it stands.

use proc_macro2::TokenStream;
use quote::quote;

use super::Sink;
use super::action::parameters;
use super::doc::{Doc, code};
use super::file::RustFile;
use super::ident::ident;
use super::record;
use super::root::has_deprecated;
use super::sample::arguments;
use super::scope::{Deserialize, Scope};
use super::typed;
use crate::emit::redact;
use crate::model::{Action, ActionKind, Api, Resource, Sample};

/// Adds `tests/samples/`: a file for each resource with actions, what they share, and every action as a typed call of an
/// input document.
pub fn emit(api: &Api, package: &str, out: &mut Sink<'_>) {
    let resources: Vec<(usize, &Resource)> =
        api.resources.iter().enumerate().filter(|(_, resource)| !resource.actions.is_empty()).collect();
    if resources.is_empty() {
        return;
    }
    let crate_name = ident(package);
    let mut main = RustFile::default();
    for (_, resource) in &resources {
        let name = ident(&resource.name);
        main.declare(quote!(mod #name;));
    }
    shared(api, package).into_iter().for_each(|item| main.declare(item));
    // What is deprecated has its samples too.
    let allow = if has_deprecated(api) { "#![allow(deprecated)]\n\n" } else { "" };
    out.text(
        "tests/samples/main.rs",
        &format!("//! Every sample, as the typed call that sends its request.\n\n{allow}{}", main.print()),
    );
    out.rust("tests/samples/typed.rs", typed::file(api, &crate_name));
    for (place, resource) in resources {
        let scope = Scope { api, resource: Some(place), deserialize: Deserialize::Feature };
        let module = ident(&resource.name);
        let mut file = RustFile::default();
        let types = resource.types.iter().map(|id| api.type_def(*id));
        let types = types.flat_map(|ty| {
            let params = record::params(ty).map(|params| params.to_string());
            std::iter::once(ty.rust.clone()).chain(params)
        });
        file.offer(quote!(#crate_name::#module), types.chain(["calls".to_owned()]));
        let others =
            api.resources.iter().map(|other| other.name.clone()).filter(|name| *name != resource.name);
        file.offer(quote!(#crate_name), others);
        resource.actions.iter().for_each(|action| file.push(test(api, action, scope)));
        out.rust(format!("tests/samples/{}.rs", resource.name), file);
    }
}

/// What the tests stand on.
fn shared(api: &Api, package: &str) -> Vec<TokenStream> {
    let crate_name = ident(package);
    let mut items = vec![
        quote! {
            #[cfg(feature = "deserialize")]
            mod typed;
        },
        quote! {
            use actiongen_runtime::testing::SampleRequests;
        },
        quote! {
            #[doc = " The requests that the samples of an action send."]
            fn samples(action: &'static str) -> SampleRequests {
                SampleRequests::new(include_str!("../../schema/samples.json"), action)
            }
        },
        quote! {
            #[doc = " An input document is read as the typed call that a person would write."]
            #[cfg(feature = "deserialize")]
            #[test]
            fn documents_are_read_as_typed_calls() {
                let catalog = include_str!("../../schema/catalog.json");
                actiongen_runtime::testing::assert_documents(catalog, samples, typed::ACTIONS);
            }
        },
    ];
    if api.actions().any(|(_, action)| action.steps().is_some()) {
        let fields = api.connection.iter().map(|field| {
            let text = field.example.clone().unwrap_or_else(|| "test".to_owned());
            quote!(#text)
        });
        items.push(quote! {
            #[doc = " A client that makes one attempt a call, and is answered as a sample says."]
            fn client(transport: SampleTransport) -> Client {
                let connection = Connection::new(#(#fields),*).and_then(|it| it.with_base_url(SampleRequests::BASE_URL));
                let connection = connection.expect("the examples of the spec are good ones");
                Client::with_transport(connection, transport).with_retry(RetryPolicy::off())
            }
        });
        items[1] = quote! {
            use actiongen_runtime::testing::{SampleRequests, SampleTransport};
        };
        items.insert(2, quote! { use #crate_name::{Client, Connection, RetryPolicy}; });
    }
    items
}

/// The test of an action: a line for each of its samples.
fn test(api: &Api, action: &Action, scope: Scope<'_>) -> TokenStream {
    let id = &action.id;
    let name = ident(&action.name);
    let doc = Doc::ours(format!("{}.", code(id))).attributes();
    let lines = action.samples.iter().map(|sample| match action.kind {
        ActionKind::Endpoint(_) => sends(api, action, sample, scope),
        ActionKind::Steps(_) => performs(api, action, sample, scope),
    });
    let lines = quote!(#(#lines)*);
    let samples = match action.samples.is_empty() {
        true => quote!(let _ = super::samples(#id);),
        false => quote!(let samples = super::samples(#id);),
    };
    // Few values can fail to be made, and most tests have none of them.
    let (result, end) = match passes_on(lines.clone()) {
        true => (quote!(-> Result<(), actiongen_runtime::DecimalError>), quote!(Ok(()))),
        false => (TokenStream::new(), TokenStream::new()),
    };
    quote! {
        #doc
        #[test]
        fn #name() #result {
            #samples
            #lines
            #end
        }
    }
}

fn sends(api: &Api, action: &Action, sample: &Sample, scope: Scope<'_>) -> TokenStream {
    let name = &sample.name;
    let method = ident(&action.name);
    let arguments = arguments(action, &shown(api, action, sample), scope);
    quote!(samples.sends(#name, calls::#method(#(#arguments),*));)
}

fn performs(api: &Api, action: &Action, sample: &Sample, scope: Scope<'_>) -> TokenStream {
    let name = &sample.name;
    let method = ident(&action.name);
    let resource = ident(action.id.split('.').next().unwrap_or_default());
    let arguments = arguments(action, &shown(api, action, sample), scope);
    let given: Vec<_> = parameters(action, scope).into_iter().map(|parameter| parameter.name).collect();
    quote! {
        #(let #given = #arguments;)*
        samples.performs(#name, |transport| async move {
            super::client(transport).#resource().#method(#(#given),*).await
        });
    }
}

/// A sample as it stands in `samples.json`: without its secrets.
fn shown(api: &Api, action: &Action, sample: &Sample) -> Sample {
    Sample { input: redact::document(&sample.input, action, api), ..sample.clone() }
}

/// Whether there is a `?` in code.
fn passes_on(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Punct(punct) => punct.as_char() == '?',
        proc_macro2::TokenTree::Group(group) => passes_on(group.stream()),
        _ => false,
    })
}
