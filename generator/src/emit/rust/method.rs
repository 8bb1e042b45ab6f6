//! Methods that were built, looked at again: what is made of them needs no description of its own.

use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{FnArg, ImplItemFn, Pat, Type};

/// Methods of an `impl`, one after the other.
pub fn parse(methods: TokenStream) -> Vec<ImplItemFn> {
    match Methods::parse.parse2(methods) {
        Ok(methods) => methods.0,
        Err(error) => unreachable!("an emitter built what is no method: {error}"),
    }
}

struct Methods(Vec<ImplItemFn>);

impl Parse for Methods {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut methods = Vec::new();
        while !input.is_empty() {
            methods.push(input.parse()?);
        }
        Ok(Self(methods))
    }
}

/// The parameters of a method besides `self`.
pub fn parameters(method: &ImplItemFn) -> impl Iterator<Item = (&Ident, &Type)> {
    method.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(pat) => Some((&pat.ident, &*typed.ty)),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    })
}
