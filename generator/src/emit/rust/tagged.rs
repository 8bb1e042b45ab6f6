//! A tagged union: its variants, and how the tag tells a value to be one of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Doc, code};
use super::ident::ident;
use super::record::{deprecated, type_doc};
use super::scope::Scope;
use crate::model::{Tagged, TypeDef, Variant};

/// Everything that a tagged union is in Rust.
pub fn items(ty: &TypeDef, tagged: &Tagged, scope: Scope<'_>) -> Vec<TokenStream> {
    let mut items = vec![definition(ty, tagged, scope)];
    items.extend(from(ty, tagged, scope));
    if ty.usage.answer {
        items.extend(read(ty, tagged));
    }
    if ty.usage.is_sent() {
        items.push(validate(ty, tagged));
    }
    items
}

fn definition(ty: &TypeDef, tagged: &Tagged, scope: Scope<'_>) -> TokenStream {
    let name = ident(&ty.rust);
    let tag = &tagged.tag;
    let doc = type_doc(ty).paragraph(format!("The field {} says which it is.", code(tag))).attributes();
    let deprecated = deprecated(ty.deprecated.as_deref());
    let variants = tagged.variants.iter().map(|variant| {
        let doc = variant_doc(variant, scope).attributes();
        let name = ident(&variant.rust);
        let held = scope.path(variant.record);
        let value = &variant.value;
        let rename = (*value != variant.rust).then(|| quote!(#[serde(rename = #value)]));
        quote!(#doc #rename #name(#held))
    });
    let unknown = ty.usage.answer.then(|| {
        quote! {
            #[doc = " A value that this version of the crate does not know."]
            #[serde(untagged)]
            Unknown(Value)
        }
    });
    let variants = variants.chain(unknown);
    let is_deserialized = ty.usage.is_sent() && !ty.usage.answer;
    let read = is_deserialized.then(|| scope.deserialize.attributes(&quote!(derive(serde::Deserialize))));
    quote! {
        #doc
        #deprecated
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #read
        #[serde(tag = #tag)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant)]
        pub enum #name { #(#variants),* }
    }
}

fn variant_doc(variant: &Variant, scope: Scope<'_>) -> Doc {
    let shown = match variant.value.is_empty() {
        true => "The empty text".to_owned(),
        false => code(&variant.value),
    };
    let doc = variant.doc.as_deref().or(scope.api.type_def(variant.record).doc.as_deref());
    match doc {
        Some(doc) => Doc::labelled(&format!("{shown}:"), Doc::default().text(Some(doc))),
        None => Doc::ours(format!("{shown}.")),
    }
}

/// Conversions from the records, where a record names its variant.
fn from(ty: &TypeDef, tagged: &Tagged, scope: Scope<'_>) -> Vec<TokenStream> {
    let name = ident(&ty.rust);
    let is_alone = |variant: &&Variant| {
        tagged.variants.iter().filter(|other| other.record == variant.record).count() == 1
    };
    let conversion = |variant: &Variant| {
        let held = scope.path(variant.record);
        let variant = ident(&variant.rust);
        quote! {
            impl From<#held> for #name {
                fn from(value: #held) -> Self {
                    Self::#variant(value)
                }
            }
        }
    };
    tagged.variants.iter().filter(is_alone).map(conversion).collect()
}

fn read(ty: &TypeDef, tagged: &Tagged) -> Vec<TokenStream> {
    let name = ident(&ty.rust);
    let tag = &tagged.tag;
    let arms = tagged.variants.iter().map(|variant| {
        let value = &variant.value;
        let variant = ident(&variant.rust);
        quote!(Some(#value) => object.read().map(Self::#variant),)
    });
    vec![
        quote! {
            impl union::Read for #name {
                fn object<'de, A: union::MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
                    let object = union::tagged(map, #tag)?;
                    match object.tag() {
                        #(#arms)*
                        _ => object.whole().map(Self::Unknown),
                    }
                }

                fn unknown(value: Value) -> Self {
                    Self::Unknown(value)
                }
            }
        },
        quote! {
            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    union::deserialize(deserializer)
                }
            }
        },
    ]
}

fn validate(ty: &TypeDef, tagged: &Tagged) -> TokenStream {
    let name = ident(&ty.rust);
    let tag = &tagged.tag;
    let variants = tagged.variants.iter().map(|variant| ident(&variant.rust));
    let unknown =
        ty.usage.answer.then(|| quote!(Self::Unknown(value) => check.unknown_variant(#tag, value),));
    quote! {
        impl Validate for #name {
            fn validate(&self, check: &mut Check<'_>) {
                match self {
                    #(Self::#variants(value) => value.validate(check),)*
                    #unknown
                }
            }
        }
    }
}
