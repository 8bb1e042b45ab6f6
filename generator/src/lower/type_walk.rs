//! Where a path into a value leads among types: to which field, and to which record.

use actiongen_runtime::PathSegment;

use crate::model::{Field, Input, Type, TypeDef, TypeId, TypeKind};

/// How deeply unions in unions are followed. A union that has itself as an alternative has been reported.
const MAX_NESTED_UNIONS: usize = 16;

/// A walk along the segments of a path. Of a union every alternative is followed that has the next segment.
#[derive(Clone, Debug)]
pub struct TypeWalk<'m> {
    types: &'m [TypeDef],
    here: Vec<Node<'m>>,
    field: Option<(TypeId, &'m str)>,
    is_secret: bool,
}

#[derive(Clone, Copy, Debug)]
enum Node<'m> {
    /// The fields of a record; those of a path belong to none.
    Fields(Option<TypeId>, &'m [Field]),
    /// A type that is neither a record nor a union.
    Other(&'m Type),
}

impl<'m> TypeWalk<'m> {
    /// From a part of an input document.
    pub fn of_part(input: Input<'m>, types: &'m [TypeDef]) -> Self {
        let mut walk = Self { types, here: Vec::new(), field: None, is_secret: false };
        match input {
            Input::Fields(fields) => walk.here.push(Node::Fields(None, fields)),
            Input::Record(id) => walk.enter_named(id, 0),
            Input::Value(ty) => walk.enter(ty, 0),
        }
        walk
    }

    /// From a value of a type.
    pub fn of_value(ty: &'m Type, types: &'m [TypeDef]) -> Self {
        Self::of_part(Input::Value(ty), types)
    }

    fn enter(&mut self, ty: &'m Type, depth: usize) {
        match ty {
            Type::Named(id) => self.enter_named(*id, depth),
            other => self.here.push(Node::Other(other)),
        }
    }

    fn enter_named(&mut self, id: TypeId, depth: usize) {
        if depth > MAX_NESTED_UNIONS {
            return;
        }
        match &self.types[id.0].kind {
            TypeKind::Record(record) => self.here.push(Node::Fields(Some(id), &record.fields)),
            TypeKind::Union(union) => {
                union.alternatives.iter().for_each(|alternative| self.enter(&alternative.ty, depth + 1));
            }
            TypeKind::Tagged(tagged) => {
                tagged.variants.iter().for_each(|variant| self.enter_named(variant.record, depth + 1));
            }
            TypeKind::Enum(_) => {}
        }
    }

    /// Along a path. What leads nowhere ends without a field.
    pub fn along(mut self, segments: &[PathSegment]) -> Self {
        for segment in segments {
            let before = std::mem::take(&mut self.here);
            match segment {
                PathSegment::Key(key) => self.key(key, &before),
                PathSegment::Index(_) => {
                    for node in before {
                        if let Node::Other(Type::List(list)) = node {
                            self.enter(&list.item, 0);
                        }
                    }
                }
            }
        }
        self
    }

    fn key(&mut self, key: &str, before: &[Node<'m>]) {
        let mut found = None;
        for node in before {
            match node {
                Node::Fields(record, fields) => {
                    let Some(field) = fields.iter().find(|field| field.wire == key) else { continue };
                    self.is_secret |= field.secret;
                    found = found.or(record.map(|id| (id, field.wire.as_str())));
                    self.enter(&field.ty, 0);
                }
                // The field that has the map has its values, too.
                Node::Other(Type::Map(values)) => {
                    found = found.or(self.field);
                    self.enter(values, 0);
                }
                Node::Other(_) => {}
            }
        }
        self.field = found;
    }

    /// The last field of a record on the way.
    pub fn field(&self) -> Option<(TypeId, &'m str)> {
        self.field
    }

    /// Whether anything on the way is a secret.
    pub fn is_secret(&self) -> bool {
        self.is_secret
    }

    /// The records that the value may be.
    pub fn records(&self) -> impl Iterator<Item = TypeId> {
        self.here.iter().filter_map(|node| match node {
            Node::Fields(record, _) => *record,
            Node::Other(_) => None,
        })
    }
}
