//! An enum: its variants, and the way between them and the values on the wire.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc::{Doc, code};
use super::ident::ident;
use super::literal::whole;
use super::record::{deprecated, type_doc};
use super::scope::Deserialize;
use crate::model::{Enum, EnumValue, TypeDef, TypeKind, Value};

/// Everything that an enum is in Rust.
pub fn items(ty: &TypeDef, values: &Enum, deserialize: Deserialize) -> Vec<TokenStream> {
    let mut items = vec![definition(ty, values), conversions(ty, values)];
    let name = ident(&ty.rust);
    if ty.usage.body || ty.usage.answer {
        let serialize = match values.is_int() {
            true => quote!(serializer.serialize_i64(self.as_i64())),
            false => quote!(serializer.serialize_str(self.as_str())),
        };
        items.push(quote! {
            impl Serialize for #name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    #serialize
                }
            }
        });
    }
    if ty.usage.answer {
        let read = match values.is_int() {
            true => quote! {
                let value = i64::deserialize(deserializer)?;
                Ok(Self::from_known(value).unwrap_or(Self::Unknown(value)))
            },
            false => quote! {
                let value = String::deserialize(deserializer)?;
                Ok(Self::from_known(&value).unwrap_or(Self::Unknown(value)))
            },
        };
        items.push(quote! {
            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    #read
                }
            }
        });
    }
    if ty.usage.is_sent() {
        items.extend(sent(ty, values));
        if !ty.usage.answer {
            items.extend(deserialize.item(read_strictly(&name, values)));
        }
    }
    items
}

/// How a value of a request is read: it has to be one that the API documents.
fn read_strictly(name: &proc_macro2::Ident, values: &Enum) -> TokenStream {
    let (read, known) = match values.is_int() {
        true => (quote!(i64), quote!(Self::from_known(value))),
        false => (quote!(String), quote!(Self::from_known(&value))),
    };
    quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <#read as serde::Deserialize>::deserialize(deserializer)?;
                #known.ok_or_else(|| serde::de::Error::custom(format_args!("{value} is not a documented value")))
            }
        }
    }
}

fn is_open(ty: &TypeDef) -> bool {
    ty.usage.answer
}

fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Text(text) => quote!(#text),
        Value::Int(number) => whole(&number.to_string()),
    }
}

fn definition(ty: &TypeDef, values: &Enum) -> TokenStream {
    let name = ident(&ty.rust);
    let doc = type_doc(ty).attributes();
    let type_deprecated = deprecated(ty.deprecated.as_deref());
    let variants = values.values.iter().map(|value| {
        let doc = value_doc(value).attributes();
        let deprecated = deprecated(value.deprecated.as_deref());
        let name = ident(&value.rust);
        quote!(#doc #deprecated #name)
    });
    let held = if values.is_int() { quote!(i64) } else { quote!(String) };
    let unknown = is_open(ty).then(|| {
        quote! {
            #[doc = " A value that this version of the crate does not know."]
            Unknown(#held)
        }
    });
    let copy = is_copy(ty).then(|| quote!(Copy,));
    let variants = variants.chain(unknown);
    quote! {
        #doc
        #type_deprecated
        #[derive(Clone, #copy Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name { #(#variants),* }
    }
}

/// Whether the enum is copied where it is used again: it is, unless it may hold a text that is not known.
pub fn is_copy(ty: &TypeDef) -> bool {
    matches!(&ty.kind, TypeKind::Enum(values) if !is_open(ty) || values.is_int())
}

fn value_doc(value: &EnumValue) -> Doc {
    let shown = match &value.value {
        Value::Text(text) if text.is_empty() => "The empty text".to_owned(),
        Value::Text(text) => code(text),
        Value::Int(number) => format!("`{number}`"),
    };
    match &value.doc {
        Some(doc) => Doc::labelled(&format!("{shown}:"), Doc::default().text(Some(doc))),
        None => Doc::ours(format!("{shown}.")),
    }
}

fn allow_deprecated(values: &Enum) -> Option<TokenStream> {
    values.values.iter().any(|value| value.deprecated.is_some()).then(|| quote!(#[allow(deprecated)]))
}

fn conversions(ty: &TypeDef, values: &Enum) -> TokenStream {
    let name = ident(&ty.rust);
    let allow = allow_deprecated(values);
    let count = Literal::usize_unsuffixed(values.values.len());
    let literals: Vec<_> = values.values.iter().map(|value| literal(&value.value)).collect();
    let variants: Vec<_> = values.values.iter().map(|value| ident(&value.rust)).collect();
    let (known, given, taken, method, unknown) = match values.is_int() {
        true => (quote!(i64), quote!(i64), quote!(i64), ident("as_i64"), quote!(value)),
        false => (quote!(&'static str), quote!(&str), quote!(&str), ident("as_str"), quote!(value)),
    };
    let unknown = is_open(ty).then(|| quote!(Self::Unknown(value) => #unknown,));
    // A closed enum of texts gives texts that outlive it.
    let given = if is_open(ty) { given } else { known.clone() };
    let by_value = if is_open(ty) && !values.is_int() { quote!(&self) } else { quote!(self) };
    let constness = (!is_open(ty) || values.is_int()).then(|| quote!(const));
    quote! {
        #allow
        impl #name {
            #[doc = " Every value that the API documents."]
            pub const KNOWN: [#known; #count] = [#(#literals),*];

            #[doc = " The value on the wire."]
            #[must_use]
            pub #constness fn #method(#by_value) -> #given {
                match self {
                    #(Self::#variants => #literals,)*
                    #unknown
                }
            }

            #[doc = " The documented value that this is, if it is one."]
            #[must_use]
            pub fn from_known(value: #taken) -> Option<Self> {
                match value {
                    #(#literals => Some(Self::#variants),)*
                    _ => None,
                }
            }
        }
    }
}

/// What an enum needs to be part of a request.
fn sent(ty: &TypeDef, values: &Enum) -> Vec<TokenStream> {
    let name = ident(&ty.rust);
    let mut items = vec![match (is_open(ty), values.is_int()) {
        (false, _) => quote! {
            impl Validate for #name {
                fn validate(&self, _: &mut Check<'_>) {}
            }
        },
        (true, is_int) => {
            let report = match is_int {
                true => quote!(check.unknown_number(*value)),
                false => quote!(check.unknown_value(value)),
            };
            quote! {
                impl Validate for #name {
                    fn validate(&self, check: &mut Check<'_>) {
                        if let Self::Unknown(value) = self {
                            #report;
                        }
                    }
                }
            }
        }
    }];
    if ty.usage.query {
        let write = match values.is_int() {
            true => quote!(out.display(self.as_i64())),
            false => quote!(out.text(self.as_str())),
        };
        items.push(quote! {
            impl QueryValue for #name {
                fn write(&self, out: &mut QueryText<'_>) {
                    #write;
                }
            }
        });
    }
    items
}
