//! `impl FromInput`: a line for each field of an input document.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use super::value::{Holder, holder};
use crate::model::{Accepts, Field, Record, TypeDef};

/// How a record is read from an input document.
pub fn record(ty: &TypeDef, record: &Record) -> TokenStream {
    let name = ident(&ty.rust);
    let fields = record.fields.iter().map(|field| {
        let wire = &field.wire;
        let name = ident(&field.rust);
        let accepting = accepting(field);
        match holder(field, ty.usage) {
            Holder::Nullable => quote!(#name: object #accepting .nullable(#wire)),
            _ => quote!(#name: object #accepting .field(#wire)),
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

/// What an object is told of a field before it is read: what else may stand there.
pub fn accepting(field: &Field) -> Option<TokenStream> {
    let words = field.accepts.iter().map(|accepts| match accepts {
        Accepts::String => quote!(Accepts::String),
        Accepts::Number => quote!(Accepts::Number),
        Accepts::Empty => quote!(Accepts::Empty),
    });
    (!field.accepts.is_empty()).then(|| quote!(.accepting(&[#(#words),*])))
}
