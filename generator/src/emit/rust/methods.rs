//! The handle of a resource: a method for each action, which is one call into the runtime.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::action::{Parameter, answer, parameters};
use super::batch;
use super::doc::{Doc, code};
use super::ident::ident;
use super::record::deprecated;
use super::scope::Scope;
use super::value::rust_type;
use crate::model::{Action, ActionKind, Api, Destructive, Resource, Steps, Type};

/// The items of the module of a resource.
pub fn handle(resource: &Resource, scope: Scope<'_>) -> Vec<TokenStream> {
    let name = ident(&resource.handle);
    let accessor = &resource.name;
    let doc = Doc::ours(format!("The actions of `{accessor}`, by [`Client::{accessor}`].")).attributes();
    let methods = methods(resource, scope);
    vec![
        quote! {
            #doc
            #[derive(Clone, Copy, Debug)]
            pub struct #name<'c> {
                client: &'c Client,
            }
        },
        quote! {
            impl<'c> #name<'c> {
                pub(super) fn new(client: &'c Client) -> Self {
                    Self { client }
                }

                #(#methods)*
            }
        },
    ]
}

/// The methods of a handle. Those of the blocking handle are made of them: see `blocking.rs`.
pub fn methods(resource: &Resource, scope: Scope<'_>) -> Vec<TokenStream> {
    resource.actions.iter().flat_map(|action| action_methods(action, scope)).collect()
}

fn action_methods(action: &Action, scope: Scope<'_>) -> Vec<TokenStream> {
    let endpoint = match &action.kind {
        ActionKind::Endpoint(endpoint) => endpoint,
        ActionKind::Steps(steps) => return vec![steps_method(action, steps, scope)],
    };
    let parameters = parameters(action, scope);
    let (answer, _) = answer(endpoint, scope);
    let declared: Vec<_> = parameters.iter().map(|parameter| (&parameter.name, &parameter.ty)).collect();
    let declared: Vec<_> = declared.iter().map(|(name, ty)| quote!(#name: #ty)).collect();
    let names: Vec<_> = parameters.iter().map(|parameter| &parameter.name).collect();
    let name = ident(&action.name);
    let deprecated = deprecation(action);
    let paged = match (&endpoint.returns.ty, endpoint.paginate) {
        (Some(Type::List(list)), Some(_)) => Some(rust_type(&list.item, scope)),
        _ => None,
    };
    let Some(item) = paged else {
        let note = match endpoint.returns.is_partial() {
            true => "It may succeed in part: [`Partial::errors`] says what did not.",
            false => "",
        };
        let doc = method_doc(action, scope.api, note).attributes();
        let mut methods = vec![quote! {
            #doc
            #deprecated
            pub async fn #name(&self, #(#declared),*) -> Result<#answer, Error> {
                self.client.send(calls::#name(#(#names),*)).await
            }
        }];
        methods.extend(batch::methods(action, deprecated.as_ref(), scope));
        return methods;
    };
    let stream = format_ident!("{}_stream", action.name);
    let note = format!("Returns one page; [`{0}`](Self::{0}) reads the items of all pages.", stream);
    let doc = method_doc(action, scope.api, &note).attributes();
    let stream_doc = Doc::ours(format!(
        "Streams the items of [`{0}`](Self::{0}), from the page that the query names to the last.",
        action.name
    ))
    .paragraph(
        "Each page is requested when its first item is wanted. [`ItemStream::try_collect`] collects all items;\n\
         [`ItemStream::position`] names the page that is being read, so that another stream can continue from it.",
    )
    .attributes();
    // Where there is no body nothing is borrowed until the call is sent.
    let has_body = endpoint.body.is_some();
    let (generics, lifetime) = match has_body {
        true => (Some(quote!(<'b>)), quote!('b)),
        false => (None, quote!('static)),
    };
    let borrowed = parameters.iter().map(|Parameter { name, ty, is_borrowed, .. }| {
        let ty = match has_body && *is_borrowed {
            true => {
                let ty: TokenStream = ty.clone().into_iter().skip(1).collect();
                quote!(&'b #ty)
            }
            false => ty.clone(),
        };
        quote!(#name: #ty)
    });
    vec![
        quote! {
            #doc
            #deprecated
            pub async fn #name(&self, #(#declared),*) -> Result<#answer, Error> {
                self.client.send(calls::#name(#(#names),*)).await
            }
        },
        quote! {
            #stream_doc
            #deprecated
            pub fn #stream #generics(&self, #(#borrowed),*) -> ItemStream<#lifetime, #item> {
                self.client.stream(calls::#name(#(#names),*))
            }
        },
    ]
}

/// What is made of calls stands in a file of its own.
fn steps_method(action: &Action, steps: &Steps, scope: Scope<'_>) -> TokenStream {
    let name = ident(&action.name);
    let doc = method_doc(action, scope.api, "").attributes();
    let deprecated = deprecation(action);
    let (input, output) = (scope.path(steps.input), scope.path(steps.output));
    quote! {
        #doc
        #deprecated
        pub async fn #name(&self, input: &#input) -> Result<#output, Error> {
            steps::#name(self.client, input).await
        }
    }
}

fn deprecation(action: &Action) -> Option<TokenStream> {
    let deprecation = action.deprecated.as_ref()?;
    let instead = deprecation.use_instead.as_ref().map(|id| format!("use `{id}` instead"));
    let reason = match (instead, &deprecation.doc) {
        (Some(instead), Some(doc)) => format!("{instead}: {doc}"),
        (Some(instead), None) => instead,
        (None, doc) => doc.clone().unwrap_or_default(),
    };
    deprecated(Some(&reason))
}

fn method_doc(action: &Action, api: &Api, note: &str) -> Doc {
    let mut doc = Doc::of(Some(&action.summary), &action.name).text(action.doc.as_deref());
    if !note.is_empty() {
        doc = doc.paragraph(note);
    }
    let mut request = match &action.kind {
        ActionKind::Endpoint(endpoint) => code(&endpoint.line()),
        ActionKind::Steps(steps) => {
            let calls: Vec<_> = steps.calls.iter().map(|step| code(&api.action(step.action).id)).collect();
            format!("Calls {}", calls.join(", then "))
        }
    };
    if !action.scopes.is_empty() {
        let scopes: Vec<_> = action.scopes.iter().map(|scope| code(scope)).collect();
        request.push_str(&format!("; the token needs the scope {}", scopes.join(" or ")));
    }
    doc = doc.paragraph(format!("{request}."));
    match action.destructive {
        Destructive::No => {}
        Destructive::Named => doc = doc.paragraph("This destroys what it names."),
        Destructive::All => doc = doc.paragraph("This destroys everything, and names nothing."),
    }
    if action.beta {
        doc = doc.paragraph("Beta: it may change.");
    }
    let errors = action.errors.iter().filter(|error| error.own).filter_map(|error| {
        match (error.rule.statuses, &error.rule.doc) {
            (crate::model::Statuses::One(status), Some(text)) => {
                Some(Doc::labelled(&format!("{status}:"), Doc::default().text(Some(text))))
            }
            _ => None,
        }
    });
    doc.paragraph("# Errors")
        .paragraph(
            "[`Error::Refused`] where the request breaks a bound: nothing was sent.\nOtherwise what the API answered, or \
             that it did not answer.",
        )
        .list(errors)
}
