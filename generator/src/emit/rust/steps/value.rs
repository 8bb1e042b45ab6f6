//! The values that go into a call or into the output: what each of the forms of the language is in Rust.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::ident::ident;
use super::super::sample::{self, Setting};
use super::super::scope::Scope;
use super::super::value::{Holder, holder, rust_type};
use super::Line;
use super::request::wrapped;
use crate::model::{Expr, Reference, TextPart, Type, TypeId, TypeKind};

/// A value in Rust, and whether it is an `Option`.
pub(super) struct Made {
    pub(super) tokens: TokenStream,
    pub(super) optional: bool,
}

impl Line<'_> {
    /// Whether a value is an `Option` in Rust.
    pub(super) fn is_optional(&self, value: &Expr) -> bool {
        match value {
            Expr::Reference(reference) => reference.optional,
            Expr::Const(..) | Expr::IsPresent(_) | Expr::NamesPresent(_) => false,
            Expr::FirstOf(references) => references.last().is_none_or(|last| last.optional),
            Expr::Text(parts) => {
                parts.iter().any(|part| matches!(part, TextPart::Reference(reference) if reference.optional))
            }
            Expr::Record { ty, fields, only_if } => {
                let def = self.api.type_def(*ty);
                let TypeKind::Record(record) = &def.kind else { return false };
                // What the record cannot do without is told apart where the record is made.
                let is_needed =
                    |place: usize| matches!(holder(&record.fields[place], def.usage), Holder::Plain);
                only_if.as_ref().is_some_and(|reference| reference.optional)
                    || (!fields.is_empty() && fields.iter().all(|(_, value)| self.is_optional(value)))
                    || fields.iter().any(|(place, value)| is_needed(*place) && self.is_optional(value))
            }
            Expr::List(items, _) => !items.is_empty() && items.iter().all(|item| self.is_optional(item)),
        }
    }

    /// A value of a type, owned.
    pub(super) fn value(&self, value: &Expr, ty: &Type) -> Made {
        let optional = self.is_optional(value);
        let tokens = match value {
            Expr::Reference(reference) => self.reference(reference, ty),
            Expr::Const(value, _) => fixed(ty, value, self.scope),
            Expr::FirstOf(references) => self.first_of(references, ty),
            Expr::Text(parts) => self.text(parts),
            Expr::IsPresent(reference) => self.is_present(reference),
            Expr::NamesPresent(names) => {
                let names = names.iter().map(|(name, reference)| {
                    let present = self.is_present(reference);
                    quote!((#name, #present))
                });
                quote! {
                    [#(#names),*].into_iter().filter(|(_, present)| *present).map(|(name, _)| name.to_owned()).collect()
                }
            }
            Expr::Record { ty, fields, only_if } => self.conditional(*ty, fields, only_if.as_ref(), optional),
            Expr::List(items, _) => {
                let item = match ty {
                    Type::List(list) => &list.item,
                    other => other,
                };
                self.items(items, item, optional)
            }
        };
        Made { tokens, optional }
    }

    /// A list of those items that are there; `None` where the list may be without any.
    pub(super) fn items(&self, items: &[Expr], item: &Type, optional: bool) -> TokenStream {
        let made: Vec<Made> = items.iter().map(|value| self.value(value, item)).collect();
        if made.iter().all(|made| !made.optional) {
            let made = made.iter().map(|made| &made.tokens);
            return quote!(vec![#(#made),*]);
        }
        if let ([one], true) = (made.as_slice(), optional) {
            let tokens = &one.tokens;
            return quote!(#tokens.map(|item| vec![item]));
        }
        let all = made.iter().map(|made| match (made.optional, &made.tokens) {
            (true, tokens) => quote!(#tokens),
            (false, tokens) => quote!(Some(#tokens)),
        });
        let item = rust_type(item, self.scope);
        let list = quote!([#(#all),*].into_iter().flatten().collect::<Vec<#item>>());
        match optional {
            true => quote!(Some(#list).filter(|items| !items.is_empty())),
            false => list,
        }
    }

    /// A record that may be left out: where what it stands for is absent, or all of its values are.
    fn conditional(
        &self,
        id: TypeId,
        fields: &[(usize, Expr)],
        only_if: Option<&Reference>,
        optional: bool,
    ) -> TokenStream {
        let ty = self.api.type_def(id);
        let TypeKind::Record(record) = &ty.kind else { return TokenStream::new() };
        let mut told = Vec::new();
        let mut given = Vec::new();
        for (index, value) in fields {
            let field = &record.fields[*index];
            let is_needed = matches!(holder(field, ty.usage), Holder::Plain);
            if is_needed && self.is_optional(value) {
                let name = ident(self.free(&field.rust, &[]));
                told.push((name.clone(), self.value(value, &field.ty).tokens));
                given.push((*index, wrapped(field, value, quote!(#name))));
            } else if is_needed {
                given.push((*index, wrapped(field, value, self.value(value, &field.ty).tokens)));
            } else {
                given.push((*index, self.held(field, ty, value)));
            }
        }
        let path = self.scope.path(id);
        let literal = self.record(id, ty, record, &given);
        if !optional {
            return literal;
        }
        let Some(((first, first_value), others)) = told.split_first() else {
            let condition = match only_if {
                Some(reference) if reference.optional => self.is_present(reference),
                _ => self.has_any(fields.iter().map(|(_, value)| value)),
            };
            return quote!((#condition).then(|| #literal));
        };
        // What the record cannot do without is there wherever the record is: so says what was proven of the spec.
        let is_told = |reference: &Reference| {
            fields.iter().any(|(index, value)| {
                // A text is there only where all that stands in it is.
                let says = match value {
                    Expr::Reference(_) | Expr::Text(_) => value.any(&|other| other.text == reference.text),
                    _ => false,
                };
                says && matches!(holder(&record.fields[*index], ty.usage), Holder::Plain)
            })
        };
        let asked = only_if.filter(|reference| reference.optional && !is_told(reference));
        let condition = asked.map(|reference| {
            let is_present = self.is_present(reference);
            quote!(if #is_present)
        });
        match (others, &condition) {
            ([], None) => {
                let made = quote!(#path::new(#first));
                match literal.to_string() == made.to_string() {
                    true => quote!(#first_value.map(#path::new)),
                    false => quote!(#first_value.map(|#first| #literal)),
                }
            }
            ([], Some(_)) => {
                quote!(match #first_value { Some(#first) #condition => Some(#literal), _ => None })
            }
            _ => {
                let names = told.iter().map(|(name, _)| name);
                let values = told.iter().map(|(_, value)| value);
                quote! {
                    match (#(#values),*) {
                        (#(Some(#names)),*) #condition => Some(#literal),
                        _ => None,
                    }
                }
            }
        }
    }

    /// Whether there is anything in any of several values.
    fn has_any<'e>(&self, values: impl Iterator<Item = &'e Expr>) -> TokenStream {
        let any = values.map(|value| self.has(value));
        quote!(#(#any)||*)
    }

    /// Whether there is anything in a value.
    fn has(&self, value: &Expr) -> TokenStream {
        match value {
            Expr::Reference(reference) => self.is_present(reference),
            Expr::FirstOf(references) => {
                let any = references.iter().map(|reference| self.is_present(reference));
                quote!((#(#any)||*))
            }
            Expr::Text(parts) => {
                let all = parts.iter().filter_map(|part| match part {
                    TextPart::Reference(reference) if reference.optional => Some(self.is_present(reference)),
                    _ => None,
                });
                quote!((#(#all)&&*))
            }
            Expr::Record { only_if: Some(reference), .. } if reference.optional => self.is_present(reference),
            Expr::Record { fields, .. } => {
                let any = self.has_any(fields.iter().map(|(_, value)| value));
                quote!((#any))
            }
            Expr::List(items, _) => {
                let any = self.has_any(items.iter());
                quote!((#any))
            }
            Expr::Const(..) | Expr::IsPresent(_) | Expr::NamesPresent(_) => quote!(true),
        }
    }

    fn first_of(&self, references: &[Reference], ty: &Type) -> TokenStream {
        let mut made: Option<TokenStream> = None;
        for reference in references {
            let next = self.reference(reference, ty);
            let is_copy = self.is_copy(&reference.ty);
            made = Some(match (made, reference.optional, is_copy) {
                (None, ..) => next,
                (Some(before), true, true) => quote!(#before.or(#next)),
                (Some(before), true, false) => quote!(#before.or_else(|| #next)),
                (Some(before), false, true) => quote!(#before.unwrap_or(#next)),
                (Some(before), false, false) => quote!(#before.unwrap_or_else(|| #next)),
            });
        }
        made.unwrap_or_default()
    }

    fn text(&self, parts: &[TextPart]) -> TokenStream {
        let mut format = String::new();
        let mut values = Vec::new();
        let mut told: Vec<(Ident, TokenStream)> = Vec::new();
        for part in parts {
            match part {
                TextPart::Literal(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
                TextPart::Reference(reference) if reference.optional => {
                    let name = self.free(&format!("part_{}", told.len()), &[]);
                    format.push_str(&format!("{{{name}}}"));
                    told.push((ident(&name), self.reference(reference, &reference.ty)));
                }
                TextPart::Reference(reference) => match self.variable(reference) {
                    Some(name) => format.push_str(&format!("{{{name}}}")),
                    None => {
                        format.push_str("{}");
                        values.push(self.shown(reference));
                    }
                },
            }
        }
        let made = match values.as_slice() {
            [] => quote!(format!(#format)),
            values => quote!(format!(#format, #(#values),*)),
        };
        match told.as_slice() {
            [] => made,
            [(name, value)] => quote!(#value.map(|#name| #made)),
            told => {
                let (names, values): (Vec<_>, Vec<_>) = told.iter().cloned().unzip();
                quote!(match (#(#values),*) { (#(Some(#names)),*) => Some(#made), _ => None })
            }
        }
    }
}

/// A fixed value. It was read when the spec was, so what could not be read cannot occur.
pub(super) fn fixed(ty: &Type, value: &serde_json::Value, scope: Scope<'_>) -> TokenStream {
    sample::exact(ty, value, Setting { scope, passes_on: false })
}
