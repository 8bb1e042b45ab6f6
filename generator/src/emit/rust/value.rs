//! How the value of a field looks in Rust: its type, the parameter that takes it, and the way from one to the other.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use crate::model::{Access, Field, Presence, Type, Usage};

/// The Rust type of a value.
pub fn rust_type(ty: &Type, scope: Scope<'_>) -> TokenStream {
    match ty {
        Type::Text(_) => quote!(String),
        Type::Bool { .. } => quote!(bool),
        Type::Int(_) => quote!(i64),
        Type::Int32(_) => quote!(i32),
        Type::Number(_) => quote!(f64),
        Type::Decimal { .. } => quote!(Decimal),
        Type::Date => quote!(Date),
        Type::DateTime { .. } => quote!(DateTime),
        Type::Json => quote!(Value),
        Type::List(list) => {
            let item = rust_type(&list.item, scope);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            let value = rust_type(value, scope);
            quote!(BTreeMap<String, #value>)
        }
        Type::Named(id) => scope.path(*id),
    }
}

/// The Rust type of a field's value, without its presence.
pub fn inner_type(field: &Field, scope: Scope<'_>) -> TokenStream {
    let ty = rust_type(&field.ty, scope);
    match (field.secret, field.boxed) {
        (true, _) => quote!(Secret<#ty>),
        (false, true) => quote!(Box<#ty>),
        (false, false) => ty,
    }
}

/// How a field is held in a record that is used in these directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// `T`.
    Plain,
    /// `Option<T>`, left out where there is none.
    Option,
    /// `Option<T>`, null where there is none.
    Nullable,
    /// Absent, null or a value.
    Presence,
}

/// How a field is held.
pub fn holder(field: &Field, usage: Usage) -> Holder {
    // A field that travels in one direction only cannot be required of the other.
    let one_way = match field.access {
        Access::Both => false,
        Access::Read => usage.is_sent(),
        Access::Write => usage.answer,
    };
    match field.presence {
        Presence::Required if !one_way => Holder::Plain,
        Presence::RequiredNullable if !one_way => Holder::Nullable,
        Presence::Required | Presence::Optional => Holder::Option,
        Presence::RequiredNullable | Presence::OptionalNullable => Holder::Presence,
    }
}

/// The Rust type of a field.
pub fn field_type(field: &Field, usage: Usage, scope: Scope<'_>) -> TokenStream {
    let inner = inner_type(field, scope);
    match holder(field, usage) {
        Holder::Plain => inner,
        Holder::Option | Holder::Nullable => quote!(Option<#inner>),
        Holder::Presence => quote!(Presence<#inner>),
    }
}

/// The type of a parameter that takes the value of a field, and the expression that turns it into the value.
pub fn parameter(field: &Field, name: &TokenStream, scope: Scope<'_>) -> (TokenStream, TokenStream) {
    if field.secret {
        let inner = inner_type(field, scope);
        return (quote!(impl Into<#inner>), quote!(#name.into()));
    }
    let (ty, value) = conversion(&field.ty, name, scope);
    match field.boxed {
        true => (ty, quote!(Box::new(#value))),
        false => (ty, value),
    }
}

fn conversion(ty: &Type, name: &TokenStream, scope: Scope<'_>) -> (TokenStream, TokenStream) {
    let rust = rust_type(ty, scope);
    match ty {
        Type::List(list) => {
            let item = rust_type(&list.item, scope);
            match is_converted(&list.item, scope) {
                true => (
                    quote!(impl IntoIterator<Item = impl Into<#item>>),
                    quote!(#name.into_iter().map(Into::into).collect()),
                ),
                false => (quote!(impl IntoIterator<Item = #item>), quote!(#name.into_iter().collect())),
            }
        }
        ty if is_converted(ty, scope) => (quote!(impl Into<#rust>), quote!(#name.into())),
        _ => (rust, name.clone()),
    }
}

/// Whether callers have something else in hand that converts into the type.
fn is_converted(ty: &Type, scope: Scope<'_>) -> bool {
    match ty {
        Type::Text(_) | Type::Decimal { .. } | Type::Date | Type::DateTime { .. } | Type::Json => true,
        Type::Named(id) => scope.is_union(*id),
        _ => false,
    }
}
