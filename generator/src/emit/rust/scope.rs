//! Where generated code stands, and by which path it names a type from there.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident::ident;
use crate::model::{Api, TypeId, TypeKind};

/// A place in the generated crate: inside a resource, or at the root.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The service.
    pub api: &'a Api,
    /// The resource whose types have short names here.
    pub resource: Option<usize>,
    /// Whether request types are deserialized.
    pub deserialize: Deserialize,
}

/// Whether request types implement serde's `Deserialize`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deserialize {
    /// They do not.
    Never,
    /// They do where the feature `deserialize` is on.
    Feature,
    /// They do.
    Always,
}

impl Deserialize {
    /// Attributes that hold where request types are deserialized.
    pub fn attributes(self, attributes: &TokenStream) -> TokenStream {
        match self {
            Self::Never => TokenStream::new(),
            Self::Feature => quote!(#[cfg_attr(feature = "deserialize", #attributes)]),
            Self::Always => quote!(#[#attributes]),
        }
    }

    /// Attributes that hold where request types are not deserialized.
    pub fn otherwise(self, attributes: &TokenStream) -> TokenStream {
        match self {
            Self::Never => quote!(#[#attributes]),
            Self::Feature => quote!(#[cfg_attr(not(feature = "deserialize"), #attributes)]),
            Self::Always => TokenStream::new(),
        }
    }

    /// An item that is there where request types are deserialized.
    pub fn item(self, item: TokenStream) -> Option<TokenStream> {
        match self {
            Self::Never => None,
            Self::Feature => Some(quote!(#[cfg(feature = "deserialize")] #item)),
            Self::Always => Some(item),
        }
    }
}

impl Scope<'_> {
    /// The path of a named type: its name, or `orders::Order` where it belongs to another resource.
    pub fn path(&self, id: TypeId) -> TokenStream {
        let ty = self.api.type_def(id);
        let name = ident(&ty.rust);
        if self.resource == Some(ty.resource) {
            quote!(#name)
        } else {
            let module = ident(&self.api.resources[ty.resource].name);
            quote!(#module::#name)
        }
    }

    /// Whether a named type is a union, tagged or not.
    pub fn is_union(&self, id: TypeId) -> bool {
        matches!(self.api.type_def(id).kind, TypeKind::Union(_) | TypeKind::Tagged(_))
    }
}
