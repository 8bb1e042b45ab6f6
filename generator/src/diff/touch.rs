//! Which actions use a type, and where.

use crate::emit::Direction;
use crate::model::{Api, Input, Type, TypeId, TypeKind};

/// Where an action uses a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The id of the action; none for the body of errors, which all have.
    pub action: Option<String>,
    /// Where: `body[].addresses[]`, `output`.
    pub place: String,
    /// Whether it is sent there; it comes back otherwise.
    pub sent: bool,
}

/// Where the actions of a service use each of its types: the first place of each action, in each direction.
pub fn touches(api: &Api) -> Vec<Vec<Touch>> {
    let mut found = vec![Vec::new(); api.types.len()];
    for (_, action) in api.actions() {
        let id = Some(action.id.as_str());
        let mut sent = Walk::new(api, id, Direction::Sent, &mut found);
        for (place, input) in action.inputs() {
            match input {
                Input::Fields(fields) => {
                    fields.iter().for_each(|field| sent.ty(&format!("{place}.{}", field.wire), &field.ty));
                }
                Input::Record(id) => sent.named(place, id),
                Input::Value(ty) => sent.ty(place, ty),
            }
        }
        if let Some(ty) = action.output() {
            Walk::new(api, id, Direction::Returned, &mut found).ty("output", &ty);
        }
    }
    if let Some(id) = api.error_body {
        Walk::new(api, None, Direction::Returned, &mut found).named("error", id);
    }
    found
}

struct Walk<'a> {
    api: &'a Api,
    action: Option<&'a str>,
    direction: Direction,
    seen: Vec<bool>,
    found: &'a mut [Vec<Touch>],
}

impl<'a> Walk<'a> {
    fn new(api: &'a Api, action: Option<&'a str>, direction: Direction, found: &'a mut [Vec<Touch>]) -> Self {
        Self { api, action, direction, seen: vec![false; api.types.len()], found }
    }

    fn ty(&mut self, place: &str, ty: &Type) {
        match ty {
            Type::List(list) => self.ty(&format!("{place}[]"), &list.item),
            Type::Map(value) => self.ty(&format!("{place}.*"), value),
            Type::Named(id) => self.named(place, *id),
            _ => {}
        }
    }

    /// A type is looked into once, so that this ends, and soon.
    fn named(&mut self, place: &str, id: TypeId) {
        if std::mem::replace(&mut self.seen[id.0], true) {
            return;
        }
        let action = self.action.map(str::to_owned);
        let sent = self.direction == Direction::Sent;
        self.found[id.0].push(Touch { action, place: place.to_owned(), sent });
        let api = self.api;
        match &api.type_def(id).kind {
            TypeKind::Record(record) => {
                for field in self.direction.fields(record) {
                    self.ty(&format!("{place}.{}", field.wire), &field.ty);
                }
            }
            TypeKind::Union(union) => union.alternatives.iter().for_each(|other| self.ty(place, &other.ty)),
            TypeKind::Tagged(tagged) => {
                tagged.variants.iter().for_each(|variant| self.named(place, variant.record));
            }
            TypeKind::Enum(_) => {}
        }
    }
}
