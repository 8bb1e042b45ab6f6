//! `impl ToQuery`: a line for each parameter.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::value::{Holder, holder};
use crate::model::{Record, Type, TypeDef};

/// How the parameters of a query are written.
pub fn record(ty: &TypeDef, record: &Record) -> TokenStream {
    let name = ident(&ty.rust);
    let parameters = record.fields.iter().map(|field| {
        let wire = &field.wire;
        let name = ident(&field.rust);
        match &field.ty {
            Type::List(list) if list.joined => quote!(query.joined(#wire, &self.#name);),
            Type::List(_) => quote!(query.repeated(#wire, &self.#name);),
            Type::Bool { as_int: true } => match holder(field, ty.usage) {
                Holder::Plain => quote!(query.value(#wire, &i32::from(self.#name));),
                _ => quote!(query.value(#wire, &self.#name.map(i32::from));),
            },
            _ => quote!(query.value(#wire, &self.#name);),
        }
    });
    let allow =
        record.fields.iter().any(|field| field.deprecated.is_some()).then(|| quote!(#[allow(deprecated)]));
    quote! {
        #allow
        impl ToQuery for #name {
            fn to_query(&self, query: &mut Query) {
                #(#parameters)*
            }
        }
    }
}
