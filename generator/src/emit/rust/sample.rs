//! A sample as Rust: the call that a reader of the docs copies, and that a test compiles.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use super::file::print_item;
use super::ident::ident;
use super::literal::{float, whole};
use super::record::required;
use super::scope::{Deserialize, Scope};
use super::unions;
use super::value::{Holder, holder};
use crate::model::{
    Access, Action, ActionKind, Alternative, Api, Enum, Field, Record, Sample, Type, TypeDef, TypeKind, Value,
};

/// The call of a sample as a reader would write it, in the scope of its resource.
pub fn call(api: &Api, action: &Action, sample: &Sample) -> String {
    let scope = Scope { api, resource: resource_of(api, action), deserialize: Deserialize::Feature };
    let arguments = arguments(action, sample, scope);
    let resource = ident(action.id.split('.').next().unwrap_or_default());
    let name = ident(&action.name);
    let made = quote!(client.#resource().#name(#(#arguments),*).await?);
    let is_partial = action.endpoint().is_some_and(|endpoint| endpoint.returns.is_partial());
    let statement = match action.output().is_some() || is_partial {
        true => quote!(let answer = #made;),
        false => quote!(#made;),
    };
    let printed = print_item(quote!(async fn sample() { #statement }));
    let body = printed.lines().skip(1).take_while(|line| *line != "}");
    body.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect::<Vec<_>>().join("\n") + "\n"
}

/// The place of an action's resource.
pub fn resource_of(api: &Api, action: &Action) -> Option<usize> {
    api.resources.iter().position(|resource| resource.actions.iter().any(|other| other.id == action.id))
}

/// What a sample gives to the function of its action, in the order of its parameters.
pub fn arguments(action: &Action, sample: &Sample, scope: Scope<'_>) -> Vec<TokenStream> {
    let setting = Setting { scope, passes_on: true };
    let part = |name: &str| sample.input.get(name).unwrap_or(&Json::Null);
    let endpoint = match &action.kind {
        ActionKind::Endpoint(endpoint) => endpoint,
        ActionKind::Steps(steps) => {
            let value = exact(&Type::Named(steps.input), part("input"), setting);
            return vec![quote!(&#value)];
        }
    };
    let mut arguments: Vec<TokenStream> = endpoint
        .path_fields
        .iter()
        .map(|field| {
            let value = part("path").get(&field.wire).and_then(|value| field.read(value));
            let value = &value.unwrap_or_default();
            match field.ty {
                Type::Text(_) => converted(&field.ty, value, setting),
                Type::Bool { .. } | Type::Int(_) | Type::Int32(_) | Type::Number(_) => {
                    exact(&field.ty, value, setting)
                }
                _ => {
                    let value = exact(&field.ty, value, setting);
                    quote!(&#value)
                }
            }
        })
        .collect();
    if let Some(body) = &endpoint.body {
        let value = match (&body.ty, part("body")) {
            (Type::List(list), Json::Array(items)) => {
                let items = items.iter().map(|item| exact(&list.item, item, setting));
                quote!([#(#items),*])
            }
            (ty, value) => exact(ty, value, setting),
        };
        arguments.push(quote!(&#value));
    }
    if let Some(id) = endpoint.query {
        let empty = Json::Object(serde_json::Map::new());
        let query = sample.input.get("query").unwrap_or(&empty);
        let value = exact(&Type::Named(id), query, setting);
        arguments.push(quote!(&#value));
    }
    arguments
}

/// Where a value is written.
#[derive(Clone, Copy)]
pub struct Setting<'s> {
    /// What can be named there.
    pub scope: Scope<'s>,
    /// Whether `?` can stand there. Where it cannot, what was read with the spec takes the place of a mistake that
    /// cannot occur.
    pub passes_on: bool,
}

/// A value where its very type is asked for.
pub fn exact(ty: &Type, value: &Json, setting: Setting<'_>) -> TokenStream {
    match (ty, value) {
        (Type::Text(_), Json::String(text)) => quote!(#text.to_owned()),
        (Type::Bool { .. }, Json::Bool(flag)) => quote!(#flag),
        (Type::Int(_) | Type::Int32(_), Json::Number(number)) => whole(&number.to_string()),
        (Type::Number(_), Json::Number(number)) => float(&number.to_string()),
        (Type::Decimal { .. }, Json::Number(number)) if is_short(number) => {
            let number = whole(&number.to_string());
            quote!(Decimal::from(#number))
        }
        (Type::Decimal { .. }, _) => {
            let text = text_of(value);
            let made = quote!(Decimal::new(#text));
            match setting.passes_on {
                true => quote!(#made?),
                false => quote!(#made.unwrap_or_default()),
            }
        }
        (Type::Date, _) => {
            let text = text_of(value);
            quote!(Date::new(#text))
        }
        (Type::DateTime { .. }, _) => {
            let text = text_of(value);
            quote!(DateTime::new(#text))
        }
        (Type::List(list), Json::Array(items)) => {
            let items = items.iter().map(|item| exact(&list.item, item, setting));
            quote!(vec![#(#items),*])
        }
        (Type::Map(inner), Json::Object(entries)) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = exact(inner, value, setting);
                quote!((#key.to_owned(), #value))
            });
            quote!(BTreeMap::from([#(#entries),*]))
        }
        (Type::Named(id), value) => {
            let ty = setting.scope.api.type_def(*id);
            let path = setting.scope.path(*id);
            match &ty.kind {
                TypeKind::Record(fields) => record(ty, fields, &path, value, setting),
                TypeKind::Enum(values) => {
                    let variant = variant(values, value);
                    quote!(#path::#variant)
                }
                TypeKind::Tagged(tagged) => {
                    let Some(variant) = tagged.told(value) else { return quote!(Default::default()) };
                    let inner = exact(&Type::Named(variant.record), value, setting);
                    let variant = ident(&variant.rust);
                    quote!(#path::#variant(#inner))
                }
                TypeKind::Union(union) => {
                    let Some(alternative) = union.told(value, &setting.scope.api.types) else {
                        return quote!(Default::default());
                    };
                    match unions::converts(union, alternative, setting.scope) {
                        true => {
                            let inner = converting(&alternative.ty, value, setting);
                            quote!(#path::from(#inner))
                        }
                        false => {
                            let variant = ident(&alternative.rust);
                            let inner = exact(&alternative.ty, value, setting);
                            quote!(#path::#variant(#inner))
                        }
                    }
                }
            }
        }
        (_, value) => free(value),
    }
}

/// A value from which its union is made, where the type of the value alone says which alternative it is.
fn converting(ty: &Type, value: &Json, setting: Setting<'_>) -> TokenStream {
    match (ty, value) {
        (Type::Text(_) | Type::Date | Type::DateTime { .. }, Json::String(text)) => quote!(#text),
        // A number without a suffix would be one of 32 bits.
        (Type::Int(_), Json::Number(number)) => {
            let literal = Literal::i64_suffixed(number.as_i64().unwrap_or_default());
            quote!(#literal)
        }
        (ty, value) => exact(ty, value, setting),
    }
}

/// The alternative that a value of a union is, if the union is made from it by itself.
fn converted_alternative<'u>(ty: &Type, value: &Json, scope: Scope<'u>) -> Option<&'u Alternative> {
    let Type::Named(id) = ty else { return None };
    let TypeKind::Union(union) = &scope.api.type_def(*id).kind else { return None };
    let alternative = union.told(value, &scope.api.types)?;
    unions::converts(union, alternative, scope).then_some(alternative)
}

/// A value where whatever converts into its type will do.
fn converted(ty: &Type, value: &Json, setting: Setting<'_>) -> TokenStream {
    match (ty, value) {
        (Type::Text(_) | Type::Date | Type::DateTime { .. }, Json::String(text)) => quote!(#text),
        (Type::Decimal { .. }, Json::Number(number)) if is_short(number) => whole(&number.to_string()),
        (Type::List(list), Json::Array(items)) => {
            if items.is_empty() {
                let item = super::value::rust_type(&list.item, setting.scope);
                return quote!(Vec::<#item>::new());
            }
            let alternatives =
                items.iter().map(|item| converted_alternative(&list.item, item, setting.scope));
            let alternatives: Vec<_> = alternatives.collect();
            // The items of an array are all of one type.
            let is_one = alternatives[0].is_some_and(|first| {
                alternatives.iter().all(|other| other.is_some_and(|other| other.rust == first.rust))
            });
            let items = items.iter().map(|item| match list.item {
                Type::Text(_) | Type::Date | Type::DateTime { .. } => converted(&list.item, item, setting),
                _ if is_one => converted(&list.item, item, setting),
                _ => exact(&list.item, item, setting),
            });
            quote!([#(#items),*])
        }
        (ty, value) => match converted_alternative(ty, value, setting.scope) {
            Some(alternative) => converting(&alternative.ty, value, setting),
            None => exact(ty, value, setting),
        },
    }
}

/// Any JSON, as the macro of `serde_json` takes it.
fn free(value: &Json) -> TokenStream {
    let tokens = json_tokens(value);
    quote!(serde_json::json!(#tokens))
}

fn json_tokens(value: &Json) -> TokenStream {
    match value {
        Json::Null => quote!(null),
        Json::Bool(flag) => quote!(#flag),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            // A number without a suffix is one of 32 bits.
            (Some(whole), _) if i32::try_from(whole).is_err() => {
                let literal = Literal::i64_suffixed(whole);
                quote!((#literal))
            }
            (None, Some(whole)) => {
                let literal = Literal::u64_suffixed(whole);
                quote!(#literal)
            }
            (Some(_), _) => whole(&number.to_string()),
            (None, None) => float(&number.to_string()),
        },
        Json::String(text) => quote!(#text),
        Json::Array(items) => {
            let items = items.iter().map(json_tokens);
            quote!([#(#items),*])
        }
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = json_tokens(value);
                quote!(#key: #value)
            });
            quote!({ #(#entries),* })
        }
    }
}

fn text_of(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn record(
    ty: &TypeDef,
    record: &Record,
    path: &TokenStream,
    value: &Json,
    setting: Setting<'_>,
) -> TokenStream {
    let required = required(ty, record);
    let given = |field: &Field| value.get(&field.wire).and_then(|value| field.read(value));
    let needed = required.iter().map(|field| (field, given(field).unwrap_or_default()));
    let built = match super::record::params(ty) {
        Some(params) => {
            let params = match path.to_string().rsplit_once("::") {
                Some((module, _)) => {
                    let module = ident(module.trim());
                    quote!(#module::#params)
                }
                None => quote!(#params),
            };
            let fields = needed.map(|(field, value)| {
                let name = ident(&field.rust);
                let value = held(field, ty, &value, setting);
                quote!(#name: #value)
            });
            quote!(#path::new(#params { #(#fields),* }))
        }
        None => {
            let values = needed.map(|(field, value)| match holder(field, ty.usage) {
                Holder::Nullable => held(field, ty, &value, setting),
                _ => argument(field, &value, setting),
            });
            quote!(#path::new(#(#values),*))
        }
    };
    let setters = record
        .fields
        .iter()
        .filter(|field| {
            field.access != Access::Read && !required.iter().any(|other| other.wire == field.wire)
        })
        .filter_map(|field| Some((field, given(field)?)))
        .map(|(field, value)| {
            let name = ident(&field.rust);
            let value = match &value {
                Json::Null => quote!(Presence::Null),
                value if holder(field, ty.usage) == Holder::Presence => presence(field, value, setting),
                value => argument(field, value, setting),
            };
            quote!(.#name(#value))
        });
    quote!(#built #(#setters)*)
}

/// A value as the parameter of a constructor or a setter.
fn argument(field: &Field, value: &Json, setting: Setting<'_>) -> TokenStream {
    if field.secret {
        let text = text_of(value);
        return quote!(#text);
    }
    converted(&field.ty, value, setting)
}

/// A value of three states, which takes what its type converts from in fewer ways.
fn presence(field: &Field, value: &Json, setting: Setting<'_>) -> TokenStream {
    if field.boxed {
        let value = exact(&field.ty, value, setting);
        return quote!(Box::new(#value));
    }
    match (&field.ty, value) {
        (Type::Text(_), Json::String(text)) if !field.secret => quote!(#text),
        (Type::Text(_), _) => {
            let text = text_of(value);
            quote!(Secret::from(#text))
        }
        (Type::List(list), Json::Array(items)) if !items.is_empty() => {
            let items = items.iter().map(|item| exact(&list.item, item, setting));
            quote!([#(#items),*])
        }
        (ty, value) => exact(ty, value, setting),
    }
}

/// A value as the field of a parameter struct holds it.
fn held(field: &Field, ty: &TypeDef, value: &Json, setting: Setting<'_>) -> TokenStream {
    let inner = match field.secret {
        true => {
            let text = text_of(value);
            quote!(Secret::from(#text))
        }
        false => exact(&field.ty, value, setting),
    };
    let inner = if field.boxed { quote!(Box::new(#inner)) } else { inner };
    match (holder(field, ty.usage), value) {
        (Holder::Nullable, Json::Null) => quote!(None),
        (Holder::Nullable, _) => quote!(Some(#inner)),
        _ => inner,
    }
}

fn variant(values: &Enum, value: &Json) -> proc_macro2::Ident {
    let found = values.values.iter().find(|known| match &known.value {
        Value::Text(text) => value.as_str() == Some(text),
        Value::Int(number) => value.as_i64() == Some(*number),
    });
    // A sample was checked: its values are known.
    ident(found.or(values.values.first()).map_or("Unknown", |known| &known.rust))
}

/// Whether a number is whole and fits a literal without a suffix.
fn is_short(number: &serde_json::Number) -> bool {
    number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
}
