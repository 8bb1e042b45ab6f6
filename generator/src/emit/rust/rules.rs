//! The rules of a record in its validator: a line for each.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use serde_json::Value as Json;

use super::ident::ident;
use super::scope::Scope;
use super::value::{Holder, holder};
use crate::model::{
    Condition, EnumValue, Field, Record, Rule, RuleKind, Then, Type, TypeDef, TypeKind, Value,
};
use crate::phrase;

/// A record whose rules are written down.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    pub ty: &'a TypeDef,
    pub record: &'a Record,
    pub scope: Scope<'a>,
}

impl<'a> Rules<'a> {
    /// The checks, as statements on `check`.
    pub fn checks(self) -> Vec<TokenStream> {
        self.record.rules.iter().map(|rule| self.check(rule)).collect()
    }

    /// Whether a rule names a value that should not be used any more.
    pub fn name_deprecated(self) -> bool {
        let conditions = self.record.rules.iter().flat_map(|rule| match &rule.kind {
            RuleKind::If { condition, then: Then::Met(conditions) } => {
                std::iter::once(condition).chain(conditions).collect()
            }
            RuleKind::If { condition, .. } => vec![condition],
            _ => Vec::new(),
        });
        let mut values = conditions.flat_map(|condition| {
            let ty = scalar(&self.field(condition.field).ty);
            condition.values.iter().filter_map(|value| self.variant(ty, value))
        });
        values.any(|value| value.deprecated.is_some())
    }

    fn check(self, rule: &Rule) -> TokenStream {
        let call = match &rule.kind {
            RuleKind::ExactlyOne(fields) => self.across("exactly_one", fields),
            RuleKind::AtLeastOne(fields) => self.across("at_least_one", fields),
            RuleKind::AtMostOne(fields) => self.across("at_most_one", fields),
            RuleKind::AllOrNone(fields) => self.across("all_or_none", fields),
            RuleKind::IfPresent { field, then } => {
                let (field, then) = (self.given(*field), self.all(then));
                quote!(if_present(#field, #then))
            }
            RuleKind::If { condition, then } => {
                let when = self.having(condition, &phrase::is(condition, self.record));
                match then {
                    Then::Present(fields) => {
                        let then = self.all(fields);
                        quote!(if_then(#when, #then))
                    }
                    Then::Met(conditions) => {
                        let demands = conditions.iter().map(|condition| {
                            self.having(condition, &phrase::must_be(condition, self.record))
                        });
                        quote!(if_then_having(#when, &[#(#demands),*]))
                    }
                }
            }
            RuleKind::Equal(fields) => {
                let is_nullable = fields.iter().any(|field| self.field(*field).presence.is_nullable());
                let values = fields.iter().map(|field| {
                    let wire = &self.field(*field).wire;
                    let value = self.compared(*field, is_nullable);
                    quote!((#wire, #value))
                });
                quote!(equal(&[#(#values),*]))
            }
        };
        match &rule.doc {
            Some(doc) => quote!(check.#call.because(#doc);),
            None => quote!(check.#call;),
        }
    }

    fn across(self, method: &str, fields: &[usize]) -> TokenStream {
        let (method, fields) = (ident(method), self.all(fields));
        quote!(#method(#fields))
    }

    fn all(self, fields: &[usize]) -> TokenStream {
        let fields = fields.iter().map(|field| self.given(*field));
        quote!(&[#(#fields),*])
    }

    fn field(self, field: usize) -> &'a Field {
        &self.record.fields[field]
    }

    /// `("email", self.email.is_some())`.
    fn given(self, field: usize) -> TokenStream {
        let field = self.field(field);
        let (wire, name) = (&field.wire, ident(&field.rust));
        let is_there = match holder(field, self.ty.usage) {
            Holder::Plain | Holder::Nullable => quote!(true),
            Holder::Option => quote!(self.#name.is_some()),
            Holder::Presence => quote!(!self.#name.is_absent()),
        };
        quote!((#wire, #is_there))
    }

    /// ``("kind", "is `atlas`", matches!(self.kind, Some(Kind::Atlas)))``.
    fn having(self, condition: &Condition, words: &str) -> TokenStream {
        let field = self.field(condition.field);
        let (wire, is_met) = (&field.wire, self.is_met(condition));
        quote!((#wire, #words, #is_met))
    }

    fn is_met(self, condition: &Condition) -> TokenStream {
        let field = self.field(condition.field);
        let name = ident(&field.rust);
        let held = holder(field, self.ty.usage);
        let patterns = self.patterns(scalar(&field.ty), &condition.values);
        let is_text = matches!(scalar(&field.ty), Type::Text(_));
        if let Type::List(_) = field.ty {
            let items = match held {
                Holder::Plain => quote!(self.#name.iter()),
                Holder::Option | Holder::Nullable => quote!(self.#name.iter().flatten()),
                Holder::Presence => quote!(self.#name.value().into_iter().flatten()),
            };
            let is_one = match (condition.values.as_slice(), is_text) {
                ([Json::Bool(true)], _) => quote!(*item),
                ([Json::Bool(false)], _) => quote!(!*item),
                (_, true) => quote!(matches!(item.as_str(), #patterns)),
                (_, false) => quote!(matches!(item, #patterns)),
            };
            return quote!(#items.any(|item| #is_one));
        }
        match (held, is_text) {
            (Holder::Plain, false) => match condition.values.as_slice() {
                [Json::Bool(true)] => quote!(self.#name),
                [Json::Bool(false)] => quote!(!self.#name),
                _ => quote!(matches!(self.#name, #patterns)),
            },
            (Holder::Plain, true) => quote!(matches!(self.#name.as_str(), #patterns)),
            (Holder::Option | Holder::Nullable, false) => quote!(matches!(self.#name, Some(#patterns))),
            (Holder::Option | Holder::Nullable, true) => {
                quote!(matches!(self.#name.as_deref(), Some(#patterns)))
            }
            (Holder::Presence, false) => quote!(matches!(self.#name, Presence::Value(#patterns))),
            (Holder::Presence, true) => {
                quote!(matches!(self.#name.value().map(String::as_str), Some(#patterns)))
            }
        }
    }

    /// `Kind::Atlas | Kind::Globe`.
    fn patterns(self, ty: &Type, values: &[Json]) -> TokenStream {
        let patterns = values.iter().map(|value| match (ty, value) {
            (Type::Named(id), value) => {
                let (path, variant) = (self.scope.path(*id), self.variant(ty, value));
                let variant = variant.map(|variant| ident(&variant.rust));
                quote!(#path::#variant)
            }
            (_, Json::Bool(flag)) => quote!(#flag),
            (_, Json::String(text)) => quote!(#text),
            // With a sign of its own the number is one token, and is printed as one.
            (_, other) => Literal::i64_unsuffixed(other.as_i64().unwrap_or_default()).into_token_stream(),
        });
        quote!(#(#patterns)|*)
    }

    fn variant(self, ty: &Type, value: &Json) -> Option<&'a EnumValue> {
        let Type::Named(id) = ty else { return None };
        let TypeKind::Enum(of) = &self.scope.api.type_def(*id).kind else { return None };
        of.values.iter().find(|known| match &known.value {
            Value::Text(text) => value.as_str() == Some(text),
            Value::Int(number) => value.as_i64() == Some(*number),
        })
    }

    /// What `equal` compares: nothing where the field is absent. Where null is a value of one of the fields, what is
    /// compared may be null.
    fn compared(self, field: usize, is_nullable: bool) -> TokenStream {
        let field = self.field(field);
        let name = ident(&field.rust);
        match (holder(field, self.ty.usage), is_nullable) {
            (Holder::Plain, false) => quote!(Some(&self.#name)),
            (Holder::Plain, true) => quote!(Some(Some(&self.#name))),
            (Holder::Option, false) => quote!(self.#name.as_ref()),
            (Holder::Option, true) => quote!(self.#name.as_ref().map(Some)),
            (Holder::Nullable, _) => quote!(Some(self.#name.as_ref())),
            (Holder::Presence, true) => quote!((!self.#name.is_absent()).then(|| self.#name.value())),
            // A required field whose type is used both ways is held so; null is none of its values.
            (Holder::Presence, false) => quote!(self.#name.value()),
        }
    }
}

/// The type of a value, or of the items of a list.
fn scalar(ty: &Type) -> &Type {
    match ty {
        Type::List(list) => &list.item,
        ty => ty,
    }
}
