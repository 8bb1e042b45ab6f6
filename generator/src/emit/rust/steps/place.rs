//! Where the value of a reference stands, and how it is read, tested and taken from there.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::enums;
use super::super::ident::ident;
use super::super::value::{Holder, holder};
use super::Line;
use super::value::fixed;
use crate::model::{Field, Reference, Root, Type, TypeDef, TypeKind};

/// A value that is looked at where it stands.
pub(super) enum Place {
    /// A variable or a field of it; an `Option` if said so.
    Held { tokens: TokenStream, optional: bool, boxed: bool },
    /// An `Option` of a borrowed value.
    Value(TokenStream),
    /// A field of what an `Option` lends.
    Through {
        /// The `Option` of what has the field.
        above: TokenStream,
        /// What it is called.
        from: Ident,
        /// The field.
        name: Ident,
        holder: Holder,
        boxed: bool,
    },
}

impl Line<'_> {
    /// The variable that a reference is, where it is one and no keyword.
    pub(super) fn variable(&self, reference: &Reference) -> Option<String> {
        let Root::Step(place) = reference.root else { return None };
        let name = &self.steps.calls[place].rust;
        (reference.path.is_empty() && ident(name) == name).then(|| name.clone())
    }

    /// A value that is there in every case, as a text shows it.
    pub(super) fn shown(&self, reference: &Reference) -> TokenStream {
        match self.place(reference) {
            Place::Held { tokens, optional: false, .. } => tokens,
            _ => self.reference(reference, &reference.ty),
        }
    }

    pub(super) fn is_present(&self, reference: &Reference) -> TokenStream {
        match self.place(reference) {
            Place::Held { tokens, optional: true, .. } | Place::Value(tokens) => quote!(#tokens.is_some()),
            Place::Held { optional: false, .. } => quote!(true),
            Place::Through { above, holder: Holder::Plain, .. } => quote!(#above.is_some()),
            Place::Through { above, from, name, holder: Holder::Presence, .. } => {
                quote!(#above.is_some_and(|#from| #from.#name.value().is_some()))
            }
            Place::Through { above, from, name, .. } => {
                quote!(#above.is_some_and(|#from| #from.#name.is_some()))
            }
        }
    }

    /// What a reference leads to, owned: a value, or an `Option` where there may be none.
    pub(super) fn reference(&self, reference: &Reference, wanted: &Type) -> TokenStream {
        let copy = self.is_copy(&reference.ty);
        let wide = match (&reference.ty, wanted) {
            (Type::Int32(_), Type::Int(_)) => Some(quote!(i64)),
            (Type::Int32(_), Type::Number(_)) => Some(quote!(f64)),
            _ => None,
        };
        let cloned = |tokens: TokenStream| if copy { tokens } else { quote!(#tokens.clone()) };
        let (tokens, optional) = match self.place(reference) {
            Place::Held { tokens, optional: false, boxed: true } => (quote!((*#tokens).clone()), false),
            Place::Held { tokens, optional: true, boxed: true } => {
                (quote!(#tokens.as_deref().cloned()), true)
            }
            Place::Held { tokens, optional, .. } => (cloned(tokens), optional),
            Place::Value(tokens) => {
                (if copy { quote!(#tokens.copied()) } else { quote!(#tokens.cloned()) }, true)
            }
            Place::Through { above, from, name, holder, boxed } => {
                let value = quote!(#from.#name);
                let tokens = match (holder, boxed) {
                    (Holder::Plain, false) => {
                        let value = match &wide {
                            Some(wide) => quote!(#wide::from(#value)),
                            None => cloned(value),
                        };
                        return quote!(#above.map(|#from| #value));
                    }
                    (Holder::Plain, true) => quote!(#above.map(|#from| (*#value).clone())),
                    (Holder::Option | Holder::Nullable, false) => {
                        let value = cloned(value);
                        quote!(#above.and_then(|#from| #value))
                    }
                    (Holder::Option | Holder::Nullable, true) => {
                        quote!(#above.and_then(|#from| #value.as_deref().cloned()))
                    }
                    (Holder::Presence, _) => quote!(#above.and_then(|#from| #value.value().cloned())),
                };
                (tokens, true)
            }
        };
        let (tokens, optional) = match (reference.root, self.default_of(reference), optional) {
            (Root::Input(_), Some(default), true) => match copy {
                true => (quote!(#tokens.unwrap_or(#default)), false),
                false if matches!(reference.ty, Type::Named(_)) => {
                    (quote!(#tokens.unwrap_or(#default)), false)
                }
                false => (quote!(#tokens.unwrap_or_else(|| #default)), false),
            },
            _ => (tokens, optional),
        };
        match (wide, optional) {
            (None, _) => tokens,
            (Some(wide), true) => quote!(#tokens.map(#wide::from)),
            (Some(wide), false) => quote!(#wide::from(#tokens)),
        }
    }

    /// The default of an input, which is filled in where it is absent.
    fn default_of(&self, reference: &Reference) -> Option<TokenStream> {
        let Root::Input(place) = reference.root else { return None };
        if !self.fills_in {
            return None;
        }
        let field = self.input_fields().get(place)?;
        let default = field.default.as_ref().filter(|_| reference.path.is_empty())?;
        Some(fixed(&field.ty, default, self.scope))
    }

    fn input_fields(&self) -> &[Field] {
        match &self.api.type_def(self.steps.input).kind {
            TypeKind::Record(record) => &record.fields,
            _ => &[],
        }
    }

    /// Whether a value is copied where it is used again.
    pub(super) fn is_copy(&self, ty: &Type) -> bool {
        match ty {
            Type::Bool { .. } | Type::Int(_) | Type::Int32(_) | Type::Number(_) => true,
            Type::Named(id) => enums::is_copy(self.api.type_def(*id)),
            _ => false,
        }
    }

    /// Where the value of a reference stands.
    pub(super) fn place(&self, reference: &Reference) -> Place {
        let (mut place, mut from) = match reference.root {
            Root::Input(index) => {
                let input = self.api.type_def(self.steps.input);
                let field = &self.input_fields()[index];
                let held = Place::Held { tokens: quote!(input), optional: false, boxed: false };
                (below(held, &ident("input"), field, input), ident(&field.rust))
            }
            Root::Step(index) => {
                let step = &self.steps.calls[index];
                let name = ident(&step.rust);
                let optional = step.is_optional();
                (Place::Held { tokens: quote!(#name), optional, boxed: false }, name)
            }
        };
        for (id, index) in &reference.path {
            let ty = self.api.type_def(*id);
            if let TypeKind::Record(record) = &ty.kind {
                let field = &record.fields[*index];
                place = below(place, &from, field, ty);
                from = ident(&field.rust);
            }
        }
        place
    }
}

/// The place of a field of what stands at a place, which is called `from`.
fn below(place: Place, from: &Ident, field: &Field, ty: &TypeDef) -> Place {
    let name = ident(&field.rust);
    let boxed = field.boxed;
    let holder = holder(field, ty.usage);
    let above = match place {
        Place::Held { tokens, optional: false, .. } => {
            return match holder {
                Holder::Plain => Place::Held { tokens: quote!(#tokens.#name), optional: false, boxed },
                Holder::Option | Holder::Nullable => {
                    Place::Held { tokens: quote!(#tokens.#name), optional: true, boxed }
                }
                Holder::Presence => Place::Value(quote!(#tokens.#name.value())),
            };
        }
        Place::Held { tokens, optional: true, .. } => quote!(#tokens.as_ref()),
        Place::Value(tokens) => tokens,
        Place::Through { above, from, name, holder, .. } => match holder {
            Holder::Plain => quote!(#above.map(|#from| &#from.#name)),
            Holder::Option | Holder::Nullable => quote!(#above.and_then(|#from| #from.#name.as_ref())),
            Holder::Presence => quote!(#above.and_then(|#from| #from.#name.value())),
        },
    };
    Place::Through { above, from: from.clone(), name, holder, boxed }
}
