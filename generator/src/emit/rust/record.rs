//! A record: the struct, its constructor and its setters.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::doc::{self, Doc};
use super::ident::ident;
use super::scope::Scope;
use super::value::{Holder, field_type, holder, inner_type, parameter};
use super::{query, validate};
use crate::model::{Accepts, Access, Field, Presence, Record, Type, TypeDef, TypeKind};
use crate::names;
use crate::phrase;

/// Everything that a record is in Rust.
pub fn items(ty: &TypeDef, record: &Record, scope: Scope<'_>) -> Vec<TokenStream> {
    let mut items = vec![definition(ty, record, scope)];
    if ty.usage.is_sent() {
        items.extend(constructors(ty, record, scope));
        items.push(validate::record(ty, record, scope));
    }
    if ty.usage.query {
        items.push(query::record(ty, record));
    }
    items
}

fn definition(ty: &TypeDef, record: &Record, scope: Scope<'_>) -> TokenStream {
    let name = ident(&ty.rust);
    let doc = record_doc(ty, record).attributes();
    let deprecated = deprecated(ty.deprecated.as_deref());
    let mut derives = vec![quote!(Clone), quote!(Debug), quote!(PartialEq)];
    let in_json = ty.usage.body || ty.usage.answer;
    if ty.usage.is_sent() && required(ty, record).is_empty() {
        derives.insert(2, quote!(Default));
    }
    if in_json {
        derives.push(quote!(Serialize));
    }
    if ty.usage.answer {
        derives.push(quote!(Deserialize));
    }
    let is_deserialized = ty.usage.is_sent() && !ty.usage.answer;
    let fields = record.fields.iter().map(|field| {
        let doc = field_doc(field).attributes();
        let deprecated = self::deprecated(field.deprecated.as_deref());
        let serde = in_json.then(|| serde_attributes(field, ty, scope));
        let read = is_deserialized.then(|| read_attributes(field, ty, scope));
        let name = ident(&field.rust);
        let ty = field_type(field, ty.usage, scope);
        quote!(#doc #deprecated #serde #read pub #name: #ty)
    });
    let read = is_deserialized.then(|| {
        let derive = scope.deserialize.attributes(&quote!(derive(serde::Deserialize)));
        let strict = scope.deserialize.attributes(&quote!(serde(deny_unknown_fields)));
        quote!(#derive #strict)
    });
    quote! {
        #doc
        #deprecated
        #[derive(#(#derives),*)]
        #read
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
    }
}

/// What a named type says of itself.
pub fn type_doc(ty: &TypeDef) -> Doc {
    Doc::of(ty.doc.as_deref(), &phrase::sentence_case(&ty.name))
}

/// What a record says of itself: its meaning, and the rules across its fields.
fn record_doc(ty: &TypeDef, record: &Record) -> Doc {
    let doc = type_doc(ty);
    let rules = record.rules.iter().map(|rule| {
        let sentence = format!("{}.", phrase::capitalised(&phrase::rule(rule, record)));
        Doc::labelled(&sentence, Doc::default().text(rule.doc.as_deref()))
    });
    match record.rules.is_empty() {
        true => doc,
        false => doc.paragraph("What is given keeps these rules:").list(rules),
    }
}

/// What a field says of itself: its meaning, its bounds, and what happens where it is absent.
pub fn field_doc(field: &Field) -> Doc {
    let mut doc = Doc::of(field.doc.as_deref(), &field.label);
    if let Some(bounds) = phrase::bounds(&field.ty) {
        doc = doc.sentence(&format!("{}.", phrase::capitalised(&bounds)));
    }
    if field.secret {
        doc = doc.sentence("Printed as `[redacted]`.");
    }
    if let Some(default) = &field.default {
        doc = doc.sentence(&format!("The API takes {} where it is absent.", doc::code(&default.to_string())));
    }
    if field.beta {
        doc = doc.paragraph("Beta: it may change.");
    }
    doc
}

/// The attribute of something that should not be used any more.
pub fn deprecated(reason: Option<&str>) -> Option<TokenStream> {
    reason.map(|reason| match reason.is_empty() {
        true => quote!(#[deprecated]),
        false => quote!(#[deprecated(note = #reason)]),
    })
}

fn serde_attributes(field: &Field, ty: &TypeDef, scope: Scope<'_>) -> TokenStream {
    let mut words = Vec::new();
    if field.wire != field.rust {
        let wire = &field.wire;
        words.push(quote!(rename = #wire));
    }
    match holder(field, ty.usage) {
        Holder::Plain | Holder::Nullable => {}
        Holder::Option => words.push(quote!(skip_serializing_if = "Option::is_none")),
        Holder::Presence if ty.usage.answer => {
            words.push(quote!(default, skip_serializing_if = "Presence::is_absent"));
        }
        Holder::Presence => words.push(quote!(skip_serializing_if = "Presence::is_absent")),
    }
    if let (Some(reader), true) = (reader(field), ty.usage.answer && field.access != Access::Write) {
        // Serde takes a field with a reader of its own for one that has to be there.
        if holder(field, ty.usage) == Holder::Option {
            words.insert(0, quote!(default));
        }
        words.push(quote!(deserialize_with = #reader));
    }
    // No response has it; a request that is read does.
    let is_skipped = ty.usage.answer && field.access == Access::Write;
    let skipped = is_skipped.then(|| scope.deserialize.otherwise(&quote!(serde(skip_deserializing))));
    match field.ty.leaf() {
        Type::Decimal { as_number: true, .. } => {
            words.push(quote!(serialize_with = "actiongen_runtime::decimal::as_number::serialize"));
        }
        Type::Bool { as_int: true } => {
            words.push(quote!(serialize_with = "actiongen_runtime::as_int::serialize"));
        }
        _ => {}
    }
    match words.is_empty() {
        true => quote!(#skipped),
        false => quote!(#[serde(#(#words),*)] #skipped),
    }
}

/// What serde needs to read a field of a request, besides what it needs to write it.
fn read_attributes(field: &Field, ty: &TypeDef, scope: Scope<'_>) -> TokenStream {
    let mut words = Vec::new();
    if !ty.usage.body && field.wire != field.rust {
        let wire = &field.wire;
        words.push(quote!(rename = #wire));
    }
    let reader = reader(field);
    // Serde takes a field with a reader of its own for one that has to be there.
    let has_default = match holder(field, ty.usage) {
        Holder::Option => reader.is_some(),
        Holder::Presence => true,
        Holder::Plain | Holder::Nullable => false,
    };
    if has_default {
        words.push(quote!(default));
    }
    if let Some(reader) = reader {
        words.push(quote!(deserialize_with = #reader));
    }
    match words.is_empty() {
        true => TokenStream::new(),
        false => scope.deserialize.attributes(&quote!(serde(#(#words),*))),
    }
}

/// What reads the value of a field in an answer, where it is not the type alone.
fn reader(field: &Field) -> Option<&'static str> {
    let is_scalar = field.accepts(Accepts::String) || field.accepts(Accepts::Number);
    match (is_scalar, field.accepts(Accepts::Empty)) {
        (false, false) if matches!(field.ty.leaf(), Type::Bool { as_int: true }) => {
            Some("actiongen_runtime::as_int::deserialize")
        }
        (false, false) => None,
        (true, false) => Some("actiongen_runtime::accepts::scalar"),
        (true, true) => Some("actiongen_runtime::accepts::scalar_or_empty"),
        (false, true) => Some("actiongen_runtime::accepts::or_empty"),
    }
}

/// The struct that the constructor takes, where there is one.
pub fn params(ty: &TypeDef) -> Option<Ident> {
    let TypeKind::Record(record) = &ty.kind else { return None };
    let is_long = ty.usage.is_sent() && required(ty, record).len() > names::MOST_PARAMETERS;
    is_long.then(|| format_ident!("{}Params", ty.rust))
}

/// The fields that a request cannot do without.
pub fn required<'a>(ty: &TypeDef, record: &'a Record) -> Vec<&'a Field> {
    let needed = |field: &&Field| matches!(holder(field, ty.usage), Holder::Plain | Holder::Nullable);
    record.fields.iter().filter(needed).collect()
}

fn constructors(ty: &TypeDef, record: &Record, scope: Scope<'_>) -> Vec<TokenStream> {
    let name = ident(&ty.rust);
    let required = required(ty, record);
    let setters = record
        .fields
        .iter()
        .filter(|field| field.access != Access::Read)
        .filter(|field| matches!(holder(field, ty.usage), Holder::Option | Holder::Presence))
        .map(|field| setter(field, ty, scope));
    let (parameters, new) = match params(ty) {
        Some(params) => {
            let (parameters, new) = new_from_struct(&params, ty, record, &required, scope);
            (Some(parameters), new)
        }
        None => (None, new_from_parameters(ty, record, &required, scope)),
    };
    let mut items: Vec<_> = parameters.into_iter().collect();
    items.push(quote! {
        impl #name {
            #new
            #(#setters)*
        }
    });
    items
}

fn new_from_parameters(ty: &TypeDef, record: &Record, required: &[&Field], scope: Scope<'_>) -> TokenStream {
    let doc = new_doc(required).attributes();
    let parameters = required.iter().map(|field| {
        let name = ident(&field.rust);
        let (ty, _) = new_parameter(field, scope);
        quote!(#name: #ty)
    });
    if required.is_empty() {
        return quote!(#doc #[must_use] pub fn new() -> Self { Default::default() });
    }
    let fields = record.fields.iter().map(|field| {
        let name = ident(&field.rust);
        if !required.iter().any(|other| other.wire == field.wire) {
            return absent(field, ty);
        }
        let (_, value) = new_parameter(field, scope);
        match name == value.to_string() {
            true => quote!(#name),
            false => quote!(#name: #value),
        }
    });
    quote! {
        #doc
        #[must_use]
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#fields),* }
        }
    }
}

fn new_from_struct(
    parameters: &Ident,
    ty: &TypeDef,
    record: &Record,
    required: &[&Field],
    scope: Scope<'_>,
) -> (TokenStream, TokenStream) {
    let doc = Doc::ours(format!("What [`{}::new`] needs.", ty.rust)).attributes();
    let held = required.iter().map(|field| {
        let doc = field_doc(field).attributes();
        let name = ident(&field.rust);
        let ty = field_type(field, ty.usage, scope);
        quote!(#doc pub #name: #ty)
    });
    let definition = quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        pub struct #parameters { #(#held),* }
    };
    let fields = record.fields.iter().map(|field| {
        let name = ident(&field.rust);
        match required.iter().any(|other| other.wire == field.wire) {
            true => quote!(#name: params.#name),
            false => absent(field, ty),
        }
    });
    let new_doc = new_doc(required).attributes();
    let new = quote! {
        #new_doc
        #[must_use]
        pub fn new(params: #parameters) -> Self {
            Self { #(#fields),* }
        }
    };
    (definition, new)
}

fn absent(field: &Field, ty: &TypeDef) -> TokenStream {
    let name = ident(&field.rust);
    match holder(field, ty.usage) {
        Holder::Presence => quote!(#name: Presence::Absent),
        _ => quote!(#name: None),
    }
}

fn new_doc(required: &[&Field]) -> Doc {
    match required {
        [] => Doc::ours("With nothing set."),
        _ => Doc::ours("With what is required; everything else is absent."),
    }
}

fn new_parameter(field: &Field, scope: Scope<'_>) -> (TokenStream, TokenStream) {
    let name = ident(&field.rust);
    if field.presence == Presence::RequiredNullable {
        let inner = inner_type(field, scope);
        return (quote!(Option<#inner>), quote!(#name));
    }
    parameter(field, &quote!(#name), scope)
}

fn setter(field: &Field, ty: &TypeDef, scope: Scope<'_>) -> TokenStream {
    let name = ident(&field.rust);
    let doc = Doc::ours(format!("Sets [`{}`](Self::{}).", field.rust, field.rust)).attributes();
    let deprecated = deprecated(field.deprecated.as_deref());
    // Setting a deprecated field is what the caller is warned of, not this.
    let allow = deprecated.is_some().then(|| quote!(#[allow(deprecated)]));
    let (parameter, value) = match holder(field, ty.usage) {
        Holder::Presence => {
            let inner = inner_type(field, scope);
            (quote!(impl Into<Presence<#inner>>), quote!(value.into()))
        }
        _ => {
            let (ty, value) = parameter(field, &quote!(value), scope);
            (ty, quote!(Some(#value)))
        }
    };
    quote! {
        #doc
        #deprecated
        #allow
        #[must_use]
        pub fn #name(mut self, value: #parameter) -> Self {
            self.#name = #value;
            self
        }
    }
}
