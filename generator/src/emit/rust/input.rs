//! `impl FromInput`: a line for each field of an input document.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::value::{Holder, holder};
use crate::model::{Record, TypeDef};

/// How a record is read from an input document.
pub fn record(ty: &TypeDef, record: &Record) -> TokenStream {
    let name = ident(&ty.rust);
    let fields = record.fields.iter().map(|field| {
        let wire = &field.wire;
        let name = ident(&field.rust);
        match holder(field, ty.usage) {
            Holder::Nullable => quote!(#name: object.nullable(#wire)),
            _ => quote!(#name: object.field(#wire)),
        }
    });
    let allow =
        record.fields.iter().any(|field| field.deprecated.is_some()).then(|| quote!(#[allow(deprecated)]));
    quote! {
        #allow
        impl FromInput for #name {
            fn from_input(input: Input<'_>) -> Self {
                let mut object = input.object();
                let this = Self { #(#fields),* };
                object.finish();
                this
            }
        }
    }
}
