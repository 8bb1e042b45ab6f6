//! In which directions each type travels, and where a type that holds itself needs a box.

use crate::model::{Api, Input, Presence, Type, TypeDef, TypeId, TypeKind, Usage, depths};

/// Marks every type that the actions reach. Types that nothing reaches are taken for answers, so that they compile.
pub fn mark(api: &mut Api) -> Vec<TypeId> {
    let mut roots: Vec<(TypeId, Usage)> = Vec::new();
    let body = Usage { body: true, ..Usage::default() };
    let query = Usage { query: true, ..Usage::default() };
    let answer = Usage { answer: true, ..Usage::default() };
    for (_, action) in api.actions() {
        for (place, input) in action.inputs() {
            match input {
                Input::Fields(fields) => {
                    roots.extend(fields.iter().filter_map(|field| field.ty.named()).map(|id| (id, query)));
                }
                Input::Record(id) => roots.push((id, if place == "query" { query } else { body })),
                Input::Value(ty) => roots.extend(ty.named().map(|id| (id, body))),
            }
        }
        roots.extend(action.output().as_ref().and_then(Type::named).map(|id| (id, answer)));
    }
    roots.extend(api.error_body.map(|id| (id, answer)));
    for (id, usage) in roots {
        reach(&mut api.types, id, usage);
    }
    let mut unused = Vec::new();
    for place in 0..api.types.len() {
        if api.types[place].usage == Usage::default() {
            unused.push(TypeId(place));
        }
    }
    for id in &unused {
        reach(&mut api.types, *id, answer);
    }
    unused
}

fn reach(types: &mut [TypeDef], id: TypeId, usage: Usage) {
    let known = types[id.0].usage;
    let joined = Usage {
        body: known.body || usage.body,
        query: known.query || usage.query,
        answer: known.answer || usage.answer,
    };
    if joined == known {
        return;
    }
    types[id.0].usage = joined;
    for inner in held(&types[id.0]) {
        reach(types, inner, usage);
    }
}

/// The named types that a type holds, at any depth of lists and maps.
fn held(ty: &TypeDef) -> Vec<TypeId> {
    match &ty.kind {
        TypeKind::Record(record) => record.fields.iter().filter_map(|field| field.ty.named()).collect(),
        TypeKind::Enum(_) => Vec::new(),
        TypeKind::Union(union) => {
            union.alternatives.iter().filter_map(|alternative| alternative.ty.named()).collect()
        }
        TypeKind::Tagged(tagged) => tagged.variants.iter().map(|variant| variant.record).collect(),
    }
}

/// Boxes the fields through which a record would hold itself without a list or a map between. Gives the records that
/// could never end, since every one of them requires another.
pub fn boxes(types: &mut [TypeDef]) -> Vec<TypeId> {
    let mut endless = Vec::new();
    let depths = depths(types);
    for place in 0..types.len() {
        let TypeKind::Record(record) = &types[place].kind else { continue };
        let own = TypeId(place);
        let mut boxed = Vec::new();
        for (index, field) in record.fields.iter().enumerate() {
            if let Type::Named(id) = field.ty {
                if holds(types, id, own, false, &mut Vec::new()) {
                    boxed.push(index);
                    let is_endless = depths[place].is_none() && field.presence == Presence::Required;
                    if is_endless && holds(types, id, own, true, &mut Vec::new()) {
                        endless.push(own);
                    }
                }
            }
        }
        if let TypeKind::Record(record) = &mut types[place].kind {
            for index in boxed {
                record.fields[index].boxed = true;
            }
        }
    }
    endless
}

/// Whether a type holds another one, directly or through others, where no list or map stands between; through required
/// fields alone if asked so.
fn holds(
    types: &[TypeDef],
    from: TypeId,
    wanted: TypeId,
    required_only: bool,
    seen: &mut Vec<TypeId>,
) -> bool {
    if from == wanted {
        return true;
    }
    if seen.contains(&from) {
        return false;
    }
    seen.push(from);
    let direct: Vec<TypeId> = match &types[from.0].kind {
        TypeKind::Record(record) => {
            let fields = record.fields.iter().filter(|field| !required_only || field.presence.is_required());
            fields.filter_map(|field| if let Type::Named(id) = field.ty { Some(id) } else { None }).collect()
        }
        TypeKind::Union(union) => {
            let types = union.alternatives.iter();
            types
                .filter_map(|alternative| if let Type::Named(id) = alternative.ty { Some(id) } else { None })
                .collect()
        }
        TypeKind::Tagged(tagged) => tagged.variants.iter().map(|variant| variant.record).collect(),
        TypeKind::Enum(_) => Vec::new(),
    };
    direct.into_iter().any(|id| holds(types, id, wanted, required_only, seen))
}

/// Which other resources each resource names.
pub fn uses(api: &mut Api) {
    for place in 0..api.resources.len() {
        let mut used = Vec::new();
        let mut note = |other: usize| {
            if other != place && !used.contains(&other) {
                used.push(other);
            }
        };
        for id in &api.resources[place].types {
            for id in held(&api.types[id.0]) {
                note(api.types[id.0].resource);
            }
        }
        for action in &api.resources[place].actions {
            let inputs = action.inputs().into_iter().flat_map(|(_, input)| match input {
                Input::Fields(fields) => fields.iter().filter_map(|field| field.ty.named()).collect(),
                Input::Record(id) => vec![id],
                Input::Value(ty) => ty.named().into_iter().collect(),
            });
            for id in inputs.chain(action.output().as_ref().and_then(Type::named)) {
                note(api.types[id.0].resource);
            }
            for step in action.steps().iter().flat_map(|steps| &steps.calls) {
                note(step.action.resource);
            }
        }
        used.sort_unstable();
        api.resources[place].uses = used;
    }
}
