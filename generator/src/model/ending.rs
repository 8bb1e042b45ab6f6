//! Which types can end: a value of a type that requires another of its own kind, and so on, could never be written down.

use super::{Presence, Type, TypeDef, TypeKind};

/// How many types in each other the smallest value of each type needs, in the order of the types; none where it would
/// never end.
pub fn depths(types: &[TypeDef]) -> Vec<Option<usize>> {
    let mut depths = vec![None; types.len()];
    for depth in 1..=types.len() {
        let found: Vec<usize> = (0..types.len())
            .filter(|place| depths[*place].is_none() && ends(&types[*place].kind, &depths))
            .collect();
        if found.is_empty() {
            break;
        }
        for place in found {
            depths[place] = Some(depth);
        }
    }
    depths
}

fn ends(kind: &TypeKind, depths: &[Option<usize>]) -> bool {
    match kind {
        TypeKind::Enum(_) => true,
        TypeKind::Record(record) => {
            let mut required = record.fields.iter().filter(|field| field.presence == Presence::Required);
            required.all(|field| depth(&field.ty, depths).is_some())
        }
        TypeKind::Union(union) => union.alternatives.iter().any(|other| depth(&other.ty, depths).is_some()),
        TypeKind::Tagged(tagged) => tagged.variants.iter().any(|variant| depths[variant.record.0].is_some()),
    }
}

/// The same of any type: a scalar, an empty list and an empty map need no other.
pub fn depth(ty: &Type, depths: &[Option<usize>]) -> Option<usize> {
    match ty {
        Type::Named(id) => depths[id.0],
        _ => Some(0),
    }
}
