//! The names of properties in schemas: those of the description, or names that model APIs accept.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::catalog::Action;
use crate::catalog::description::{Field, Type, TypeKind, TypeRef, Types, Union};
use crate::catalog::direction::Direction;
use crate::catalog::engine::select_alternative;
use crate::catalog::names::{UniqueNames, is_accepted};
use crate::catalog::parts::{Part, parts};

/// Other names for properties; a property without one keeps its own.
///
/// A name has one replacement wherever it occurs in an action, so that the way back needs no schema. Keys of maps and of
/// any JSON belong to the caller, and are no properties.
#[derive(Clone, Debug, Default)]
pub(crate) struct PropertyNames {
    replacements: HashMap<String, String>,
    is_way_back: bool,
}

impl PropertyNames {
    /// Names that model APIs accept, for the input document of an action.
    pub(crate) fn accepted(action: Action<'_>) -> Self {
        let (accepted, others): (Vec<_>, Vec<_>) =
            names(action).into_iter().partition(|name| is_accepted(name));
        let mut unique = UniqueNames::default();
        // A name that is accepted is nobody else's replacement.
        for name in accepted {
            unique.add(name);
        }
        let replacements = others.into_iter().map(|name| (name.to_owned(), unique.add(name))).collect();
        Self { replacements, is_way_back: false }
    }

    /// The way back to the names of the description.
    pub(crate) fn way_back(&self) -> Self {
        let replacements =
            self.replacements.iter().map(|(name, other)| (other.clone(), name.clone())).collect();
        Self { replacements, is_way_back: !self.is_way_back }
    }

    /// The name of a property.
    pub(crate) fn get<'n>(&'n self, name: &'n str) -> &'n str {
        self.replacements.get(name).map_or(name, String::as_str)
    }

    /// A value of a type, with its properties renamed.
    pub(crate) fn rename(&self, value: &Value, ty: &Type, types: &Types) -> Value {
        if self.replacements.is_empty() {
            return value.clone();
        }
        match (ty, value) {
            (Type::Array(array), Value::Array(items)) => {
                items.iter().map(|item| self.rename(item, &array.items, types)).collect()
            }
            (Type::Map { values }, Value::Object(entries)) => {
                let renamed =
                    entries.iter().map(|(key, value)| (key.clone(), self.rename(value, values, types)));
                Value::Object(renamed.collect())
            }
            (Type::Ref(reference), value) => self.rename_named(value, reference, types),
            _ => value.clone(),
        }
    }

    fn rename_named(&self, value: &Value, reference: &TypeRef, types: &Types) -> Value {
        match (types.definition(reference).map(|definition| &definition.kind), value) {
            (Some(TypeKind::Record(record)), Value::Object(values)) => {
                self.rename_fields(values, &record.fields, types)
            }
            (Some(TypeKind::AnyOf(union)), value) => self.rename_alternative(value, union, types),
            (Some(TypeKind::Tagged(tagged)), Value::Object(values)) => {
                let tag = if self.is_way_back { self.find(&tagged.tag) } else { &tagged.tag };
                let tag = values.get(tag).and_then(Value::as_str);
                let variant = tagged.variants.iter().find(|variant| tag == Some(variant.value.as_str()));
                let record = variant.and_then(|variant| types.record(&variant.record));
                self.rename_fields(values, record.map_or(&[], |record| &record.fields), types)
            }
            _ => value.clone(),
        }
    }

    /// Which name became this one.
    fn find<'n>(&'n self, name: &'n str) -> &'n str {
        let mut replacements = self.replacements.iter();
        replacements.find(|(_, other)| *other == name).map_or(name, |(original, _)| original)
    }

    /// The alternative of a union has a mark, which may be fields by the names of the description.
    fn rename_alternative(&self, value: &Value, union: &Union, types: &Types) -> Value {
        let selected = match (self.is_way_back, value) {
            (true, Value::Object(values)) => {
                select_alternative(union, &self.rename_fields(values, &[], types), types)
            }
            _ => select_alternative(union, value, types),
        };
        selected.map_or_else(|| value.clone(), |selected| self.rename(value, &selected.schema, types))
    }

    /// The fields of a record. Where both names of a field are present, the one that is none of its own stays, so that
    /// it is reported and not lost.
    pub(crate) fn rename_fields(
        &self,
        values: &Map<String, Value>,
        fields: &[Field],
        types: &Types,
    ) -> Value {
        let renamed = values.iter().map(|(key, value)| {
            let other = self.get(key);
            let name = if other != key && values.contains_key(other) { key } else { other };
            let original = if self.is_way_back { name } else { key.as_str() };
            let field = fields.iter().find(|field| field.name == original);
            let value = field.map_or_else(|| value.clone(), |field| self.rename(value, &field.schema, types));
            (name.to_owned(), value)
        });
        Value::Object(renamed.collect())
    }
}

/// The names of all properties that the input document of an action may have below its parts.
fn names(action: Action<'_>) -> Vec<&str> {
    let types = action.types();
    let mut names = Names { names: Vec::new(), known: HashSet::new(), types, open: Vec::new() };
    for (_, _, part) in parts(action) {
        match part {
            Part::Fields(fields) => names.fields(fields),
            Part::Record(record) => names.open.push(record),
            Part::Body(body) => names.open.extend(body.schema.leaf_ref()),
        }
    }
    let mut seen = HashSet::new();
    while let Some(reference) = names.open.pop() {
        if seen.insert(reference.index) {
            names.named(reference);
        }
    }
    names.names
}

struct Names<'d> {
    names: Vec<&'d str>,
    known: HashSet<&'d str>,
    types: &'d Types,
    /// Types whose fields are still to be added.
    open: Vec<&'d TypeRef>,
}

impl<'d> Names<'d> {
    fn add(&mut self, name: &'d str) {
        if self.known.insert(name) {
            self.names.push(name);
        }
    }

    fn fields(&mut self, fields: &'d [Field]) {
        for field in Direction::Request.fields(fields) {
            self.add(&field.name);
            self.open.extend(field.schema.leaf_ref());
        }
    }

    fn named(&mut self, reference: &'d TypeRef) {
        match self.types.definition(reference).map(|definition| &definition.kind) {
            Some(TypeKind::Record(record)) => self.fields(&record.fields),
            Some(TypeKind::AnyOf(union)) => {
                self.open.extend(union.alternatives.iter().filter_map(|it| it.schema.leaf_ref()));
            }
            Some(TypeKind::Tagged(tagged)) => {
                self.add(&tagged.tag);
                self.open.extend(tagged.variants.iter().map(|variant| &variant.record));
            }
            Some(TypeKind::Enum(_)) | None => {}
        }
    }
}
