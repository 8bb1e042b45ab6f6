//! Whether a value may stand where a call wants one: its type, and bounds that are no looser than those of the call.

use std::collections::HashSet;

use actiongen_runtime::{Format, Items, Length};

use super::value::Slot;
use super::{Builder, Subject};
use crate::diagnostics::Code;
use crate::model::{Access, List, Range, Reference, Root, Text, Type, TypeDef, TypeId, TypeKind};
use crate::phrase;
use crate::source::At;

/// Why a value cannot stand somewhere.
pub enum Misfit {
    /// It is of another type.
    Type {
        /// What it is, in words.
        found: String,
        /// What is wanted, in words.
        wanted: String,
    },
    /// It may break a bound.
    Bound {
        /// The key of the bound in a spec.
        key: &'static str,
        /// What it may be, in words.
        found: String,
        /// What is wanted, in words.
        wanted: String,
    },
}

/// Whether a value of a type can stand where another is wanted. Bounds count only where the value was held to them.
pub fn misfit(found: &Type, wanted: &Type, bounded: bool, types: &[TypeDef]) -> Option<Misfit> {
    match (found, wanted) {
        (Type::Text(found), Type::Text(wanted)) => {
            if !bounded {
                return None;
            }
            text(found, wanted)
        }
        (Type::Int(a), Type::Int(b))
        | (Type::Int32(a), Type::Int32(b) | Type::Int(b) | Type::Number(b))
        | (Type::Number(a), Type::Number(b))
        | (Type::Decimal { range: a, .. }, Type::Decimal { range: b, .. }) => {
            if bounded && !within(a, b) {
                let range = |range| phrase::range(range).unwrap_or_else(|| "any number".to_owned());
                return Some(Misfit::Bound { key: "range", found: range(a), wanted: range(b) });
            }
            None
        }
        (Type::Bool { .. }, Type::Bool { .. })
        | (Type::Date, Type::Date)
        | (Type::DateTime { .. }, Type::DateTime { .. })
        | (Type::Json, Type::Json) => None,
        (Type::List(a), Type::List(b)) => list(a, b, bounded, types),
        (Type::Map(a), Type::Map(b)) => misfit(a, b, bounded, types),
        (Type::Named(a), Type::Named(b)) if a == b => None,
        (found, wanted) => Some(Misfit::Type { found: words(found, types), wanted: words(wanted, types) }),
    }
}

/// A type in words, as a sentence says what something is: "a `Customer`", "a list of text".
pub fn words(ty: &Type, types: &[TypeDef]) -> String {
    let (words, named) = phrase::type_words(ty);
    let words = match named {
        Some(id) => format!("{words}`{}`", types[id.0].name),
        None => words,
    };
    match ty {
        Type::Text(_) | Type::Bool { .. } | Type::Json => words,
        Type::Decimal { .. } => format!("an {words}"),
        _ => format!("a {words}"),
    }
}

/// A field in a value of a type that is never sent.
fn read_only(ty: &Type, types: &[TypeDef], seen: &mut HashSet<TypeId>) -> Option<(TypeId, String)> {
    match ty {
        Type::List(list) => read_only(&list.item, types, seen),
        Type::Map(value) => read_only(value, types, seen),
        Type::Named(id) if seen.insert(*id) => match &types[id.0].kind {
            TypeKind::Record(record) => record.fields.iter().find_map(|field| match field.access {
                Access::Read => Some((*id, field.wire.clone())),
                _ => read_only(&field.ty, types, seen),
            }),
            TypeKind::Union(union) => {
                union.alternatives.iter().find_map(|one| read_only(&one.ty, types, seen))
            }
            TypeKind::Tagged(tagged) => {
                let mut records = tagged.variants.iter().map(|variant| Type::Named(variant.record));
                records.find_map(|record| read_only(&record, types, seen))
            }
            TypeKind::Enum(_) => None,
        },
        _ => None,
    }
}

fn text(found: &Text, wanted: &Text) -> Option<Misfit> {
    if let Some(wanted) = wanted.length {
        let (least, most) = lengths(found);
        let inside = least >= wanted.min()
            && wanted.max().is_none_or(|wanted| most.is_some_and(|most| most <= wanted));
        if !inside {
            let any = || "any number of characters".to_owned();
            let found = Length::new(least, most).filter(|_| least > 0 || most.is_some());
            let found = found.map_or_else(any, Length::phrase);
            return Some(Misfit::Bound { key: "length", found, wanted: wanted.phrase() });
        }
    }
    if let (Some(format), true) = (wanted.format, wanted.format != found.format) {
        let found = found.format.map_or_else(|| "any text".to_owned(), |format| format.phrase().to_owned());
        return Some(Misfit::Bound { key: "format", found, wanted: format.phrase().to_owned() });
    }
    if let (Some(pattern), true) = (&wanted.pattern, wanted.pattern != found.pattern) {
        let found = found.pattern.as_ref().map_or_else(|| "any text".to_owned(), |own| format!("`{own}`"));
        return Some(Misfit::Bound { key: "pattern", found, wanted: format!("`{pattern}`") });
    }
    None
}

/// How few and how many characters a text may have, by its length and by its format.
fn lengths(text: &Text) -> (usize, Option<usize>) {
    let own = text.length.map_or((0, None), |length| (length.min(), length.max()));
    let implied = match text.format {
        Some(Format::Country2 | Format::Language) => (2, Some(2)),
        Some(Format::Currency) => (3, Some(3)),
        Some(Format::Uuid) => (36, Some(36)),
        Some(Format::E164) => (8, Some(16)),
        Some(Format::Email) => (3, None),
        _ => (0, None),
    };
    let most = match (own.1, implied.1) {
        (Some(own), Some(implied)) => Some(own.min(implied)),
        (own, implied) => own.or(implied),
    };
    (own.0.max(implied.0), most)
}

fn list(found: &List, wanted: &List, bounded: bool, types: &[TypeDef]) -> Option<Misfit> {
    if let (Some(most), true) = (wanted.items, bounded) {
        let any = || "any number of items".to_owned();
        let inside = found.items.map_or(0, Items::min) >= most.min()
            && most.max().is_none_or(|most| found.items.and_then(Items::max).is_some_and(|max| max <= most));
        if !inside {
            let found = found.items.map_or_else(any, |items| items.phrase());
            return Some(Misfit::Bound { key: "items", found, wanted: most.phrase() });
        }
    }
    if wanted.unique && !found.unique && bounded {
        let (found, wanted) = ("items that repeat".to_owned(), "items that differ".to_owned());
        return Some(Misfit::Bound { key: "unique", found, wanted });
    }
    misfit(&found.item, &wanted.item, bounded, types)
}

/// Whether every number of one range lies in the other.
fn within(inner: &Range, outer: &Range) -> bool {
    use actiongen_runtime::Decimal;
    let above = match (&inner.min, &outer.min) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => match (Decimal::new(&inner.value), Decimal::new(&outer.value)) {
            (Ok(a), Ok(b)) => a > b || (a == b && (inner.excluded || !outer.excluded)),
            _ => false,
        },
    };
    let below = match (&inner.max, &outer.max) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => match (Decimal::new(&inner.value), Decimal::new(&outer.value)) {
            (Ok(a), Ok(b)) => a < b || (a == b && (inner.excluded || !outer.excluded)),
            _ => false,
        },
    };
    above && below
}

impl Builder<'_, '_> {
    /// Reports a reference that may not stand at a place.
    pub fn fit(&mut self, reference: &Reference, at: At<'_>, slot: Slot<'_>) -> bool {
        if reference.secret && !slot.secret {
            self.problems
                .error(
                    Code::WrongLeaf,
                    at.span(),
                    format!("`{}` is secret, and `{}` is not", reference.text, slot.place),
                )
                .why("it could be printed with the request")
                .help("mark the field of the called action as `secret`, or send something else");
            return false;
        }
        // What came back was not held to bounds; the call checks it before it is sent.
        let bounded = matches!(reference.root, Root::Input(_));
        self.fit_type(&reference.ty, Some(reference), bounded, at, slot)
            && (bounded || self.holds_nothing_read_only(reference, at))
    }

    /// Reports what came back as a whole record with fields that are never sent.
    fn holds_nothing_read_only(&mut self, reference: &Reference, at: At<'_>) -> bool {
        let Some((id, wire)) = read_only(&reference.ty, &self.types.defs, &mut HashSet::new()) else {
            return true;
        };
        let name = self.types.defs[id.0].name.clone();
        let declared = self.declared(id, &wire);
        let text = &reference.text;
        self.problems
            .error(
                Code::WrongLeaf,
                at.span(),
                format!("`{text}` may hold the `{wire}` of a `{name}`, which is read-only"),
            )
            .also(declared, "declared here")
            .why("an answer has it, and a call does not take it")
            .help("write the record out, with the fields that are sent");
        false
    }

    /// Reports a type that may not stand at a place.
    pub fn fit_type(
        &mut self,
        found: &Type,
        reference: Option<&Reference>,
        bounded: bool,
        at: At<'_>,
        slot: Slot<'_>,
    ) -> bool {
        let Some(found_wrong) = misfit(found, slot.ty, bounded, &self.types.defs) else { return true };
        let what = reference.map_or("this".to_owned(), |reference| format!("`{}`", reference.text));
        match found_wrong {
            Misfit::Type { found, wanted } => {
                let as_item = reference.filter(|reference| match slot.ty {
                    Type::List(list) => {
                        misfit(&reference.ty, &list.item, bounded, &self.types.defs).is_none()
                    }
                    _ => false,
                });
                let problem = self.problems.error(
                    Code::WrongLeaf,
                    at.span(),
                    format!("{what} is {found}, and `{}` is {wanted}", slot.place),
                );
                match as_item {
                    Some(reference) => problem.help(format!("write a list: `[{}]`", reference.text)),
                    None => problem.help("refer to a value of the type that the call takes"),
                };
            }
            Misfit::Bound { key, found, wanted } => {
                let declared = slot.field.map(|(id, wire)| self.bound_of(id, wire, key));
                let own = reference.and_then(|reference| self.subject_of(&reference.text));
                let subject = match self.subject {
                    Subject::Input => "input",
                    Subject::Item => "field",
                };
                let problem = self.problems.error(
                    Code::LooserBound,
                    at.span(),
                    match key {
                        "items" => format!("{what} may have {found}, and `{}` takes {wanted}", slot.place),
                        _ => format!("{what} may be {found}, and `{}` takes {wanted}", slot.place),
                    },
                );
                problem.label("the call would be refused");
                if let Some(span) = own {
                    problem.also(span, format!("the {subject} is declared here"));
                }
                if let Some(span) = declared {
                    problem.also(span, "the bound of the call");
                }
                problem.help(format!("give the {subject} the same `{key}`, or a tighter one"));
            }
        }
        false
    }
}
