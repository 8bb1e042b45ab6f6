//! The tests of a generated crate: every sample is made, sent and read; every reject is refused.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use super::Sink;
use super::action::parameters;
use super::doc::{Doc, line};
use super::file::RustFile;
use super::ident::ident;
use super::record;
use super::root::has_deprecated;
use super::sample::{arguments, raw};
use super::scope::Scope;
use crate::model::{Action, Api, Call, Resource, Sample};
use crate::names;

/// Adds `tests/samples/`: a file for each resource with actions, and what they share.
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
    shared(api, &crate_name).into_iter().for_each(|item| main.declare(item));
    // What is deprecated has its samples too.
    let allow = if has_deprecated(api) { "#![allow(deprecated)]\n\n" } else { "" };
    out.text(
        "tests/samples/main.rs",
        &format!(
            "//! Every sample of the spec, made, sent and read; every reject, refused.\n\n{allow}{}",
            main.print()
        ),
    );
    for (place, resource) in resources {
        let scope = Scope { api, resource: Some(place) };
        let module = ident(&resource.name);
        let mut file = RustFile::default();
        file.offer(quote!(super), ["client", "json", "refused", "sent"].map(str::to_owned));
        let types = resource.types.iter().map(|id| api.type_def(*id));
        let types = types.flat_map(|ty| {
            let params = record::params(ty).map(|params| params.to_string());
            std::iter::once(ty.rust.clone()).chain(params)
        });
        file.offer(quote!(#crate_name::#module), types.chain(["documents".to_owned()]));
        let others =
            api.resources.iter().map(|other| other.name.clone()).filter(|name| *name != resource.name);
        file.offer(quote!(#crate_name), others);
        file.offer(
            quote!(actiongen_runtime::testing),
            ["ScriptedTransport", "block_on", "output"].map(str::to_owned),
        );
        let mut names = Names::default();
        for action in &resource.actions {
            samples(action, scope, &mut names).into_iter().for_each(|item| file.push(item));
            rejects(action, &mut names).into_iter().for_each(|item| file.push(item));
        }
        out.rust(format!("tests/samples/{}.rs", resource.name), file);
    }
}

fn shared(api: &Api, crate_name: &proc_macro2::Ident) -> Vec<TokenStream> {
    let fields = api.connection.iter().map(|field| {
        let text = field.example.clone().unwrap_or_else(|| "test".to_owned());
        quote!(#text)
    });
    let refused = api.actions().any(|(_, action)| !action.rejects.is_empty()).then(|| {
        quote! {
            #[doc = " The document is refused, because of this rule at this place."]
            fn refused<T>(read: Result<T, Violations>, place: &str, rule: &str) {
                let violations = read.err().unwrap_or_default();
                let found = violations.iter().any(|found| found.path() == place && found.rule().name() == rule);
                assert!(found, "expected `{place}: {rule}`, found: {violations}");
            }
        }
    });
    let items = [
        quote! {
            use actiongen_runtime::testing::ScriptedTransport;
        },
        quote! {
            use actiongen_runtime::{Value, Violations};
        },
        quote! {
            use #crate_name::{Client, Connection, RetryPolicy};
        },
        quote! {
            #[doc = " What a test gives, so that it may use `?`."]
            type Outcome = Result<(), Box<dyn std::error::Error>>;
        },
        quote! {
            #[doc = " A client that makes one attempt a call, which is what a sample shows."]
            fn client(transport: &ScriptedTransport) -> Result<Client, Violations> {
                let connection = Connection::new(#(#fields),*)?;
                Ok(Client::with_transport(connection, transport.clone()).with_retry(RetryPolicy::off()))
            }
        },
        quote! {
            fn json(text: &str) -> Result<Value, serde_json::Error> {
                serde_json::from_str(text)
            }
        },
        quote! {
            #[doc = " These requests were sent and no others: method, target below the base URL, body."]
            fn sent(transport: &ScriptedTransport, expected: &[(&str, &str, Option<Value>)]) {
                let requests = transport.requests();
                assert_eq!(requests.len(), expected.len());
                for (request, (method, target, body)) in requests.iter().zip(expected) {
                    assert_eq!(request.method.as_str(), *method);
                    assert!(request.target.ends_with(target), "{} does not end in {target}", request.target);
                    assert_eq!(request.json(), *body);
                }
            }
        },
    ];
    items.into_iter().chain(refused).collect()
}

fn pretty(value: &Json) -> TokenStream {
    raw(&serde_json::to_string_pretty(value).unwrap_or_default())
}

/// The names of the tests of a file, each given once.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// A name that no other test has: of two samples that differ in punctuation alone, the second is numbered.
    fn take(&mut self, wanted: String) -> Ident {
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let name = std::iter::once(wanted.clone()).chain(numbered).find(|name| !self.0.contains(name));
        let name = name.unwrap_or(wanted);
        self.0.insert(name.clone());
        ident(name)
    }
}

fn samples(action: &Action, scope: Scope<'_>, names: &mut Names) -> Vec<TokenStream> {
    action.samples.iter().map(|sample| test(action, sample, scope, names)).collect()
}

fn test(action: &Action, sample: &Sample, scope: Scope<'_>, taken: &mut Names) -> TokenStream {
    let name = taken.take(format!("{}_{}", action.name, names::test(&sample.name)));
    let doc = Doc::ours(format!("The sample “{}” of `{}`.", line(&sample.name), action.id)).attributes();
    let method = ident(&action.name);
    let reader = quote!(documents::#method);
    let resource = ident(action.id.split('.').next().unwrap_or_default());
    let document = pretty(&Json::Object(sample.input.clone()));
    let given = parameters(action, scope);
    let values = arguments(action, sample, scope);
    let bound = given.iter().zip(&values).map(|(parameter, value)| {
        let name = &parameter.name;
        quote!(let #name = #value;)
    });
    let names: Vec<_> = given.iter().map(|parameter| &parameter.name).collect();
    // A list is read as a vector and given as a slice; everything else is compared as it is.
    let compared = given.iter().map(|parameter| {
        let name = &parameter.name;
        if parameter.is_borrowed { quote!(*#name) } else { quote!(#name) }
    });
    let compared: Vec<_> = compared.collect();
    let read = match compared.as_slice() {
        [one] => quote!(assert_eq!(#reader(&document)?, #one);),
        _ => {
            let read =
                names.iter().map(|name| ident(format!("read_{}", name.to_string().trim_start_matches("r#"))));
            let read: Vec<_> = read.collect();
            quote! {
                let (#(#read),*) = #reader(&document)?;
                #(assert_eq!(#read, #compared);)*
            }
        }
    };
    // Where a sample of steps does not say what comes back, nothing does: an empty answer would do for some steps.
    let replied = sample.calls.iter().filter(|call| call.answered || action.steps().is_none());
    let replies = replied.map(|call| {
        let status = Literal::u16_unsuffixed(call.status);
        match &call.response {
            Some(response) => {
                let response = pretty(response);
                quote!(.reply(#status, json(#response)?))
            }
            None => quote!(.reply_empty(#status)),
        }
    });
    let requests = sample.calls.iter().map(request);
    let made = quote!(block_on(client(&transport)?.#resource().#method(#(#names),*)));
    let outcome = outcome(action, sample, &made);
    quote! {
        #doc
        #[test]
        fn #name() -> super::Outcome {
            let document = json(#document)?;
            #(#bound)*
            #read
            let transport = ScriptedTransport::new() #(#replies)*;
            #outcome
            sent(&transport, &[#(#requests),*]);
            Ok(())
        }
    }
}

/// What a call of a sample sends.
fn request(call: &Call) -> TokenStream {
    let body = match &call.body {
        Some(body) => {
            let body = pretty(body);
            quote!(Some(json(#body)?))
        }
        None => quote!(None),
    };
    let (http, target) = (call.method.as_str(), &call.target);
    quote!((#http, #target, #body))
}

fn outcome(action: &Action, sample: &Sample, made: &TokenStream) -> TokenStream {
    if let Some(kind) = sample.fails {
        let kind = kind.name();
        return quote! {
            let error = #made.expect_err("the sample fails");
            assert_eq!(error.kind().name(), #kind);
        };
    }
    let gives_nothing = action
        .endpoint()
        .is_some_and(|endpoint| endpoint.returns.ty.is_none() && !endpoint.returns.is_partial());
    if gives_nothing {
        return quote!(#made?;);
    }
    let Some(expected) = &sample.output else {
        // Nothing is said of the answer: what counts is what was sent.
        return quote!(let _ = #made;);
    };
    let (items, expected) = match action.paginate() {
        Some(_) => (Some(quote!(.items)), pretty(&expected["items"])),
        None => (None, pretty(expected)),
    };
    quote! {
        let answer = #made?;
        assert_eq!(output(&answer #items), json(#expected)?);
    }
}

fn rejects(action: &Action, taken: &mut Names) -> Option<TokenStream> {
    if action.rejects.is_empty() {
        return None;
    }
    let name = taken.take(format!("{}_rejects", action.name));
    let doc = Doc::ours(format!("What `{}` refuses before anything is sent.", action.id)).attributes();
    let method = ident(&action.name);
    let reader = quote!(documents::#method);
    let checks = action.rejects.iter().map(|reject| {
        let document = raw(&Json::Object(reject.input.clone()).to_string());
        let (place, rule) = (&reject.place, &reject.rule);
        quote!(refused(#reader(&json(#document)?), #place, #rule);)
    });
    Some(quote! {
        #doc
        #[test]
        fn #name() -> super::Outcome {
            #(#checks)*
            Ok(())
        }
    })
}
