//! A union: its variants, and how a value is told to be one of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::Doc;
use super::ident::ident;
use super::record::{deprecated, type_doc};
use super::scope::Scope;
use super::validate::place_checks;
use super::value::rust_type;
use crate::model::{Alternative, Enum, JsonType, Tell, Type, TypeDef, TypeKind, Union, Value};
use crate::phrase;

/// Everything that a union is in Rust.
pub fn items(ty: &TypeDef, union: &Union, scope: Scope<'_>) -> Vec<TokenStream> {
    let mut items = vec![definition(ty, union, scope)];
    items.extend(from(ty, union, scope));
    if ty.usage.answer {
        items.extend(read(ty, union, scope));
    }
    if ty.usage.is_sent() && !ty.usage.answer {
        items.extend(scope.deserialize.item(read_strictly(ty, union, scope)));
    }
    if ty.usage.is_sent() {
        items.push(validate(ty, union));
    }
    if ty.usage.query {
        items.push(query_value(ty, union));
    }
    items
}

fn definition(ty: &TypeDef, union: &Union, scope: Scope<'_>) -> TokenStream {
    let name = ident(&ty.rust);
    let doc = type_doc(ty).attributes();
    let deprecated = deprecated(ty.deprecated.as_deref());
    let in_json = ty.usage.body || ty.usage.answer;
    let serialize = in_json.then(|| quote!(, Serialize));
    let untagged = in_json.then(|| quote!(#[serde(untagged)]));
    // Records are of many sizes; a box around some of them would only be in the way.
    let holds_record = union.alternatives.iter().any(|other| matches!(other.ty, Type::Named(_)));
    let allow = holds_record.then(|| quote!(#[allow(clippy::large_enum_variant)]));
    let variants = union.alternatives.iter().map(|alternative| {
        let name = ident(&alternative.rust);
        let held = rust_type(&alternative.ty, scope);
        let mut doc =
            Doc::ours(format!("{}.", phrase::capitalised(&phrase::type_name(&alternative.ty, scope.api))));
        if let Some(bounds) = phrase::bounds(&alternative.ty) {
            doc = doc.sentence(&format!("{}.", phrase::capitalised(&bounds)));
        }
        let doc = doc.attributes();
        let written = in_json && matches!(alternative.ty.leaf(), Type::Decimal { as_number: true, .. });
        let written = written
            .then(|| quote!(#[serde(serialize_with = "actiongen_runtime::decimal::as_number::serialize")]));
        quote!(#doc #written #name(#held))
    });
    let unknown = ty.usage.answer.then(|| {
        quote! {
            #[doc = " A value that this version of the crate does not know."]
            Unknown(Value)
        }
    });
    let variants = variants.chain(unknown);
    quote! {
        #doc
        #deprecated
        #[derive(Clone, Debug, PartialEq #serialize)]
        #untagged
        #[non_exhaustive]
        #allow
        pub enum #name { #(#variants),* }
    }
}

/// Conversions from the types of the variants, where a type names its variant; and from texts, by their shape.
fn from(ty: &TypeDef, union: &Union, scope: Scope<'_>) -> Vec<TokenStream> {
    let name = ident(&ty.rust);
    let mut items = Vec::new();
    for alternative in union.alternatives.iter().filter(|alternative| is_alone(union, alternative, scope)) {
        let held = rust_type(&alternative.ty, scope);
        let variant = ident(&alternative.rust);
        items.push(quote! {
            impl From<#held> for #name {
                fn from(value: #held) -> Self {
                    Self::#variant(value)
                }
            }
        });
    }
    items.extend(from_text(&name, union, scope));
    items
}

/// Whether no other alternative has the same type in Rust, so that the type names its variant.
fn is_alone(union: &Union, alternative: &Alternative, scope: Scope<'_>) -> bool {
    let held = rust_type(&alternative.ty, scope).to_string();
    let same = union.alternatives.iter().filter(|other| rust_type(&other.ty, scope).to_string() == held);
    !matches!(alternative.ty, Type::Text(_)) && same.count() == 1
}

/// Whether `From` makes this alternative of a value that is one: a text for what is a text of JSON, and otherwise the value
/// itself.
pub fn converts(union: &Union, alternative: &Alternative, scope: Scope<'_>) -> bool {
    match is_text(&alternative) {
        true => {
            let last = union.alternatives.iter().rfind(is_text);
            last.is_some_and(|last| last.rust == alternative.rust) || text_test(alternative, scope).is_some()
        }
        false => is_alone(union, alternative, scope),
    }
}

fn is_text(alternative: &&Alternative) -> bool {
    matches!(alternative.ty, Type::Text(_) | Type::Date | Type::DateTime { .. })
}

/// A text becomes the variant whose shape it has: the last one, where it has none.
fn from_text(name: &proc_macro2::Ident, union: &Union, scope: Scope<'_>) -> Vec<TokenStream> {
    let texts: Vec<&Alternative> = union.alternatives.iter().filter(is_text).collect();
    let Some((last, shaped)) = texts.split_last() else { return Vec::new() };
    let make = |alternative: &Alternative| {
        let variant = ident(&alternative.rust);
        match alternative.ty {
            Type::Text(_) => quote!(Self::#variant(text.to_owned())),
            Type::Date => quote!(Self::#variant(Date::new(text))),
            _ => quote!(Self::#variant(DateTime::new(text))),
        }
    };
    let tests = shaped.iter().filter_map(|alternative| {
        let test = text_test(alternative, scope)?;
        let made = make(alternative);
        Some(quote!(if #test { #made } else))
    });
    let tests: Vec<_> = tests.collect();
    let otherwise = make(last);
    let body = match tests.is_empty() {
        true => otherwise,
        false => quote!(#(#tests)* { #otherwise }),
    };
    vec![
        quote! {
            impl From<&str> for #name {
                fn from(text: &str) -> Self {
                    #body
                }
            }
        },
        quote! {
            impl From<String> for #name {
                fn from(text: String) -> Self {
                    Self::from(text.as_str())
                }
            }
        },
    ]
}

/// The JSON types that a union tells apart, and the alternatives of each.
struct Group<'a> {
    json: JsonType,
    alternatives: Vec<&'a Alternative>,
}

fn groups<'a>(union: &'a Union, scope: Scope<'_>) -> Vec<Group<'a>> {
    JsonType::ALL
        .into_iter()
        .map(|json| {
            let fits =
                |alternative: &&Alternative| alternative.ty.json_types(&scope.api.types).contains(&json);
            Group { json, alternatives: union.alternatives.iter().filter(fits).collect() }
        })
        .filter(|group| !group.alternatives.is_empty())
        .collect()
}

/// Whether a text of JSON is an alternative, as an expression on `text: &str`.
fn text_test(alternative: &Alternative, scope: Scope<'_>) -> Option<TokenStream> {
    match &alternative.ty {
        Type::Date => Some(quote!(Date::new(text).is_valid())),
        Type::DateTime { rfc2822: false } => Some(quote!(DateTime::new(text).is_valid())),
        Type::DateTime { rfc2822: true } => Some(quote!(DateTime::new(text).is_rfc2822())),
        Type::Decimal { .. } => Some(quote!(Decimal::new(text).is_ok())),
        Type::Text(bounds) => {
            let format = bounds.format.map(|format| {
                let format = ident(format!("{format:?}"));
                quote!(Format::#format.matches(text))
            });
            let pattern = bounds.pattern.as_ref().map(|pattern| quote!(pattern!(#pattern).matches(text)));
            let tests: Vec<_> = format.into_iter().chain(pattern).collect();
            (!tests.is_empty()).then(|| quote!(#(#tests)&&*))
        }
        Type::Named(id) => match &scope.api.type_def(*id).kind {
            TypeKind::Enum(values) => Some(known_test(values)),
            _ => None,
        },
        _ => None,
    }
}

fn known_test(values: &Enum) -> TokenStream {
    let texts = values.values.iter().filter_map(|value| match &value.value {
        Value::Text(text) => Some(text),
        Value::Int(_) => None,
    });
    quote!(matches!(text, #(#texts)|*))
}

fn read(ty: &TypeDef, union: &Union, scope: Scope<'_>) -> Vec<TokenStream> {
    let name = ident(&ty.rust);
    let methods = groups(union, scope).into_iter().map(|group| read_group(&group, scope));
    vec![
        quote! {
            impl union::Read for #name {
                #(#methods)*

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

fn read_group(group: &Group<'_>, scope: Scope<'_>) -> TokenStream {
    let first = group.alternatives[0];
    let variant = ident(&first.rust);
    let alone = group.alternatives.len() == 1;
    match (group.json, &first.ty) {
        (JsonType::Text, Type::Text(bounds))
            if alone && bounds.format.is_none() && bounds.pattern.is_none() =>
        {
            quote! {
                fn text(text: String) -> Self {
                    Self::#variant(text)
                }
            }
        }
        (JsonType::Bool, Type::Bool { .. }) if alone => quote! {
            fn bool(value: bool) -> Self {
                Self::#variant(value)
            }
        },
        (JsonType::Number, Type::Number(_)) if alone => quote! {
            fn number(number: union::Number) -> Self {
                Self::#variant(number.as_f64())
            }
        },
        (JsonType::List, Type::List(_)) if alone => quote! {
            fn list<'de, A: union::SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
                union::items(list).map(|items| items.map_or_else(Self::Unknown, Self::#variant))
            }
        },
        (JsonType::Object, _) => {
            let tries = tries(group, scope);
            quote! {
                fn object<'de, A: union::MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
                    let value = union::object(map)?;
                    Ok(#tries)
                }
            }
        }
        (JsonType::List, _) => {
            let tries = tries(group, scope);
            quote! {
                fn list<'de, A: union::SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
                    let value = union::list(list)?;
                    Ok(#tries)
                }
            }
        }
        (json, _) => {
            let tries = tries(group, scope);
            let (method, parameter) = match json {
                JsonType::Text => (ident("text"), quote!(text: String)),
                JsonType::Number => (ident("number"), quote!(number: union::Number)),
                _ => (ident("bool"), quote!(value: bool)),
            };
            let whole = match json {
                JsonType::Text => quote!(let value = Value::from(text);),
                JsonType::Number => quote!(let value = Value::from(number);),
                _ => quote!(let value = Value::from(value);),
            };
            quote! {
                fn #method(#parameter) -> Self {
                    #whole
                    #tries
                }
            }
        }
    }
}

/// How a value of a request is read: it has to be one of the alternatives.
fn read_strictly(ty: &TypeDef, union: &Union, scope: Scope<'_>) -> TokenStream {
    let name = ident(&ty.rust);
    let arms = groups(union, scope).into_iter().map(|group| {
        let json = match group.json {
            JsonType::Text => quote!(String),
            JsonType::Number => quote!(Number),
            JsonType::Bool => quote!(Bool),
            JsonType::List => quote!(Array),
            JsonType::Object => quote!(Object),
        };
        let selected = selected(&group, scope);
        quote!(actiongen_runtime::Value::#json(_) => #selected,)
    });
    quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <actiongen_runtime::Value as serde::Deserialize>::deserialize(deserializer)?;
                let read = match &value {
                    #(#arms)*
                    _ => None,
                };
                read.ok_or_else(|| serde::de::Error::custom("this is none of the alternatives"))
            }
        }
    }
}

/// The alternative of a group that `value: Value` is; the value itself where it is none.
fn tries(group: &Group<'_>, scope: Scope<'_>) -> TokenStream {
    let selected = selected(group, scope);
    quote!((#selected).unwrap_or(Self::Unknown(value)))
}

/// The one alternative whose mark `value: Value` has, if it can be read as that.
///
/// One is selected, once: a type that contains itself would otherwise be read again and again at every level.
fn selected(group: &Group<'_>, scope: Scope<'_>) -> TokenStream {
    let mut branches = TokenStream::new();
    for alternative in &group.alternatives {
        let variant = ident(&alternative.rust);
        let test = match (&alternative.tell, group.json) {
            _ if group.alternatives.len() == 1 => None,
            (Tell::Fields(fields), JsonType::Object) => Some(quote!(#(value.get(#fields).is_some())&&*)),
            (_, JsonType::Text) => {
                text_test(alternative, scope).map(|test| quote!(value.as_str().is_some_and(|text| #test)))
            }
            _ => None,
        };
        let fit = quote!(actiongen_runtime::union::fit(&value).map(Self::#variant));
        match test {
            Some(test) => branches.extend(quote!(if #test { #fit } else)),
            None if branches.is_empty() => return fit,
            None => return quote!(#branches { #fit }),
        }
    }
    quote!(#branches { None })
}

fn validate(ty: &TypeDef, union: &Union) -> TokenStream {
    let name = ident(&ty.rust);
    let mut is_checked = ty.usage.answer;
    let arms: Vec<_> = union
        .alternatives
        .iter()
        .map(|alternative| {
            let variant = ident(&alternative.rust);
            let checks = place_checks(&alternative.ty, &quote!(check.here()), &quote!(value));
            match checks.is_empty() {
                true => quote!(Self::#variant(_) => {}),
                false => {
                    is_checked = true;
                    match checks.as_slice() {
                        [check] => quote!(Self::#variant(value) => #check,),
                        checks => quote!(Self::#variant(value) => { #(#checks;)* }),
                    }
                }
            }
        })
        .collect();
    let unknown =
        ty.usage.answer.then(|| quote!(Self::Unknown(value) => check.unknown_value(&value.to_string()),));
    let (check, body) = match is_checked {
        true => (quote!(check), quote!(match self { #(#arms)* #unknown })),
        false => (quote!(_), TokenStream::new()),
    };
    quote! {
        impl Validate for #name {
            fn validate(&self, #check: &mut Check<'_>) {
                #body
            }
        }
    }
}

fn query_value(ty: &TypeDef, union: &Union) -> TokenStream {
    let name = ident(&ty.rust);
    let arms = union.alternatives.iter().map(|alternative| {
        let variant = ident(&alternative.rust);
        quote!(Self::#variant(value) => QueryValue::write(value, out),)
    });
    let unknown = ty.usage.answer.then(|| quote!(Self::Unknown(value) => out.display(value),));
    quote! {
        impl QueryValue for #name {
            fn write(&self, out: &mut QueryText<'_>) {
                match self { #(#arms)* #unknown }
            }
        }
    }
}
