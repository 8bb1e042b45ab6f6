//! `blocking/`: the client once more, for programs without an async runtime. Every method is made of its async twin, so that
//! there is nothing to keep in step.

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, ExprLit, GenericArgument, ImplItemFn, Lit, Meta, PathArguments, ReturnType, Type,
};

use super::doc::{Doc, line};
use super::file::{RustFile, TWINS, Twins};
use super::ident::ident;
use super::scope::{Deserialize, Scope};
use super::{Sink, client, method, methods};
use crate::model::{Api, Resource};

/// Adds `blocking/`: the client, and a file for each resource with actions.
///
/// There is none for a build script, which has no features to ask for ureq: there, `block_on` around a call does the same.
pub fn emit(api: &Api, out: &mut Sink<'_>) {
    let with_actions =
        || api.resources.iter().enumerate().filter(|(_, resource)| !resource.actions.is_empty());
    let mut root = RustFile::default();
    root.waits(Twins::Exported);
    for (_, resource) in with_actions() {
        let name = ident(&resource.name);
        let feature = &resource.name;
        let doc = Doc::of(resource.doc.as_deref(), &resource.title).attributes();
        root.declare(quote!(#doc #[cfg(feature = #feature)] pub mod #name;));
    }
    let twins = TWINS.iter().map(ident);
    root.declare(quote!(#[doc(no_inline)] pub use actiongen_runtime::blocking::{#(#twins),*};));
    root.offer(quote!(super), ["Connection".to_owned()]);
    client(api, with_actions().map(|(_, resource)| resource)).into_iter().for_each(|item| root.push(item));
    out.rust("blocking/mod.rs", root);
    for (place, resource) in with_actions() {
        let scope = Scope { api, resource: Some(place), deserialize: Deserialize::Feature };
        let own = ident(&resource.name);
        let mut file = RustFile::default();
        file.waits(Twins::Imported);
        let types = resource.types.iter().map(|id| api.type_def(*id).rust.clone());
        file.offer(quote!(super::super::#own), types);
        let others =
            api.resources.iter().map(|other| other.name.clone()).filter(|name| *name != resource.name);
        file.share(quote!(super::super), &Rc::new(others.collect::<BTreeSet<_>>()));
        handle(resource, scope).into_iter().for_each(|item| file.push(item));
        out.rust(format!("blocking/{}.rs", resource.name), file);
    }
}

fn client<'a>(api: &Api, resources: impl Iterator<Item = &'a Resource>) -> Vec<TokenStream> {
    let doc = Doc::ours(format!("A client of {} whose methods wait for the answer.", line(&api.title)))
        .paragraph("Clones are cheap and share what they stand on. One client serves many threads.")
        .paragraph(
            "It does what the [async client](super::Client) does, on the thread that calls it: do not call it in async code, \
             whose runtime\nit would hold up.",
        )
        .attributes();
    let methods = twins(client::methods(), |_| None);
    let handles = resources.map(|resource| {
        let name = ident(&resource.name);
        let handle = ident(&resource.handle);
        let feature = &resource.name;
        let doc = Doc::of(resource.doc.as_deref(), &resource.title).attributes();
        quote! {
            #doc
            #[cfg(feature = #feature)]
            #[must_use]
            pub fn #name(&self) -> self::#name::#handle<'_> {
                self::#name::#handle::new(self.inner.#name())
            }
        }
    });
    vec![
        quote! {
            #doc
            #[derive(Clone, Debug)]
            pub struct Client {
                inner: super::Client,
            }
        },
        quote! {
            impl Client {
                #[doc = " A client over `ureq`."]
                #[doc = ""]
                #[doc = " # Errors"]
                #[doc = ""]
                #[doc = " Where the means to talk over TLS cannot be set up: the system has no certificates to trust, say."]
                pub fn new(connection: Connection) -> Result<Self, actiongen_runtime::TransportSetupError> {
                    Ok(Self::with_transport(connection, actiongen_runtime::UreqTransport::new()?))
                }

                #[doc = " A client over another transport: one of your own, or one in memory for tests. It has to do its work while"]
                #[doc = " it is polled: one that needs an async runtime does not find it here."]
                #[must_use]
                pub fn with_transport(connection: Connection, transport: impl Transport) -> Self {
                    Self { inner: super::Client::with_transport(connection, transport) }
                }

                #[doc = " The same client as an async one, for what takes that: an action as data, say, whose future"]
                #[doc = " [`block_on`](actiongen_runtime::block_on) runs."]
                #[must_use]
                pub fn as_async(&self) -> &super::Client {
                    &self.inner
                }

                #(#methods)*

                #(#handles)*
            }
        },
    ]
}

fn handle(resource: &Resource, scope: Scope<'_>) -> Vec<TokenStream> {
    let name = ident(&resource.handle);
    let module = ident(&resource.name);
    let accessor = &resource.name;
    let twin = format!("super::super::{accessor}::{}", resource.handle);
    let doc = Doc::ours(format!(
        "The actions of `{accessor}`, by [`Client::{accessor}`](super::Client::{accessor})."
    ))
    .attributes();
    let methods = methods::methods(resource, scope).into_iter().flat_map(|method| {
        twins(method, |name| {
            Some(format!(
                "It is as [`{0}::{name}`]({twin}::{name}) says; where that is awaited, this waits.",
                resource.handle
            ))
        })
    });
    vec![
        quote! {
            #doc
            #[derive(Clone, Copy, Debug)]
            pub struct #name<'c> {
                inner: super::super::#module::#name<'c>,
            }
        },
        quote! {
            impl<'c> #name<'c> {
                pub(super) fn new(inner: super::super::#module::#name<'c>) -> Self {
                    Self { inner }
                }

                #(#methods)*
            }
        },
    ]
}

/// The twins of methods: an async one waits, one that gives what waits gives the twin of that, any other stays as it is. A
/// twin has the docs of its method, or their first
/// paragraph and a text of ours.
fn twins(methods: TokenStream, doc: impl Fn(&str) -> Option<String>) -> Vec<TokenStream> {
    method::parse(methods).into_iter().map(|method| twin(method, &doc)).collect()
}

fn twin(mut method: ImplItemFn, doc: impl Fn(&str) -> Option<String>) -> TokenStream {
    let name = method.sig.ident.clone();
    let text = name.to_string();
    if let Some(doc) = doc(text.strip_prefix("r#").unwrap_or(&text)) {
        shorten(&mut method.attrs, &doc);
    }
    let is_async = method.sig.asyncness.take().is_some();
    let arguments = method::parameters(&method).map(|(name, _)| name);
    let called = quote!(self.inner.#name(#(#arguments),*));
    let body = match (is_async, gives_twin(&method.sig.output)) {
        (true, false) => quote!(actiongen_runtime::block_on(#called)),
        (true, true) => quote!(actiongen_runtime::block_on(#called).map(Into::into)),
        (false, true) => quote!(#called.into()),
        (false, false) => return method.into_token_stream(),
    };
    let ImplItemFn { attrs, vis, sig, .. } = &method;
    quote! {
        #(#attrs)*
        #vis #sig {
            #body
        }
    }
}

/// Whether a method gives what has a twin of its own, alone or in a `Result`.
fn gives_twin(output: &ReturnType) -> bool {
    let ReturnType::Type(_, ty) = output else { return false };
    let mut ty = &**ty;
    while let Type::Path(path) = ty {
        let Some(last) = path.path.segments.last() else { return false };
        if TWINS.iter().any(|twin| last.ident == twin) {
            return true;
        }
        match &last.arguments {
            PathArguments::AngleBracketed(arguments) if last.ident == "Result" => {
                match arguments.args.first() {
                    Some(GenericArgument::Type(inner)) => ty = inner,
                    _ => return false,
                }
            }
            _ => return false,
        }
    }
    false
}

/// Leaves the first paragraph of the docs, and puts a text of ours behind it.
fn shorten(attributes: &mut Vec<Attribute>, text: &str) {
    let mut is_first = true;
    attributes.retain(|attribute| match doc_line(attribute) {
        None => true,
        Some(line) => {
            is_first &= !line.is_empty();
            is_first
        }
    });
    let place = attributes.iter().take_while(|attribute| doc_line(attribute).is_some()).count();
    let text = format!(" {text}");
    let ours: [Attribute; 2] = [syn::parse_quote!(#[doc = ""]), syn::parse_quote!(#[doc = #text])];
    attributes.splice(place..place, ours);
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::super::file::print_item;
    use super::twins;

    #[test]
    fn what_is_async_waits_and_what_is_not_stays() {
        let methods = quote! {
            #[doc = " Gets one,"]
            #[doc = " by its ID."]
            #[doc = ""]
            #[doc = " And much more."]
            #[deprecated]
            pub async fn r#type<T>(&self, id: i64, body: &[T]) -> Result<T, Error> {
                self.client.send(calls::r#type(id, body)).await
            }
            #[doc = " Batches."]
            pub fn batch<'b>(&self, call: BatchCall<'b, I, O>) -> Batch<'b, I, O> {
                self.inner.batch(call)
            }
            #[doc = " Looks."]
            pub async fn look<'b>(&self, body: &'b [I]) -> Result<Reconciled<'b, I, O>, Error> {
                self.client.batch(body).look_up().await
            }
            #[doc = " Stays."]
            #[must_use]
            pub fn count(&self) -> usize {
                self.inner.count()
            }
        };
        let twins = twins(methods, |name| Some(format!("As `{name}`.")));
        let printed = print_item(quote!(impl Twin { #(#twins)* }));
        let expected = "impl Twin {
    /// Gets one,
    /// by its ID.
    ///
    /// As `type`.
    #[deprecated]
    pub fn r#type<T>(&self, id: i64, body: &[T]) -> Result<T, Error> {
        actiongen_runtime::block_on(self.inner.r#type(id, body))
    }

    /// Batches.
    ///
    /// As `batch`.
    pub fn batch<'b>(&self, call: BatchCall<'b, I, O>) -> Batch<'b, I, O> {
        self.inner.batch(call).into()
    }

    /// Looks.
    ///
    /// As `look`.
    pub fn look<'b>(&self, body: &'b [I]) -> Result<Reconciled<'b, I, O>, Error> {
        actiongen_runtime::block_on(self.inner.look(body)).map(Into::into)
    }

    /// Stays.
    ///
    /// As `count`.
    #[must_use]
    pub fn count(&self) -> usize {
        self.inner.count()
    }
}
";
        assert_eq!(printed, expected);
    }
}
