//! Which action and which type of the newer specs is which of the older ones.

use super::touch::{Touch, touches};
use crate::model::{Action, Api, TypeDef, TypeId, TypeKind};

/// What of two versions of a service belongs together.
pub struct Pairs<'a> {
    /// The actions that both have, older first. They may have got another name.
    pub actions: Vec<(&'a Action, &'a Action)>,
    /// For each older type the newer one that took its place.
    pub types: Vec<Option<TypeId>>,
    /// Where each older type is used.
    pub old_touches: Vec<Vec<Touch>>,
    /// Where each newer type is used.
    pub new_touches: Vec<Vec<Touch>>,
}

impl<'a> Pairs<'a> {
    /// Finds what belongs together: what has the same name, and what stands where the other stood.
    pub fn new(old: &'a Api, new: &'a Api) -> Self {
        let actions = actions(old, new);
        let (old_touches, new_touches) = (touches(old), touches(new));
        let mut pairs = Self { actions, types: Vec::new(), old_touches, new_touches };
        pairs.types = old.types.iter().map(|ty| same_name(old, ty, new)).collect();
        pairs.find_renamed(old, new);
        pairs
    }

    /// The newer id of an action that both have.
    pub fn newer(&self, id: &str) -> Option<&'a Action> {
        self.actions.iter().find(|(old, _)| old.id == id).map(|(_, new)| *new)
    }

    /// The older form of an action that both have, by its newer id.
    pub fn older(&self, id: &str) -> Option<&'a Action> {
        self.actions.iter().find(|(_, new)| new.id == id).map(|(old, _)| *old)
    }

    /// Whether the newer of two types took the place of the older one.
    pub fn is_pair(&self, old: TypeId, new: TypeId) -> bool {
        self.types[old.0] == Some(new)
    }

    /// A type whose name is gone is the one that has a new name and is used in the same place.
    fn find_renamed(&mut self, old: &Api, new: &Api) {
        for place in 0..old.types.len() {
            if self.types[place].is_some() {
                continue;
            }
            let found = (0..new.types.len()).map(TypeId).find(|id| {
                let is_taken = self.types.contains(&Some(*id));
                let alike = is_alike(&old.types[place].kind, &new.type_def(*id).kind);
                alike && !is_taken && self.stands_there(place, *id)
            });
            self.types[place] = found;
        }
    }

    fn stands_there(&self, old: usize, new: TypeId) -> bool {
        let mut moved = self.old_touches[old].iter().map(|touch| {
            let action = match &touch.action {
                None => Some(None),
                Some(id) => self.newer(id).map(|action| Some(action.id.clone())),
            };
            action.map(|action| Touch { action, place: touch.place.clone(), sent: touch.sent })
        });
        moved.any(|touch| touch.is_some_and(|touch| self.new_touches[new.0].contains(&touch)))
    }
}

fn is_alike(old: &TypeKind, new: &TypeKind) -> bool {
    std::mem::discriminant(old) == std::mem::discriminant(new)
}

fn same_name(old: &Api, ty: &TypeDef, new: &Api) -> Option<TypeId> {
    let resource = &old.resources[ty.resource].name;
    let same = |other: &TypeDef| other.name == ty.name && new.resources[other.resource].name == *resource;
    new.types.iter().position(same).map(TypeId)
}

/// By id; and where an id is gone, by the endpoint, if the one that has it now is new.
fn actions<'a>(old: &'a Api, new: &'a Api) -> Vec<(&'a Action, &'a Action)> {
    let by_id = |api: &'a Api, id: &str| api.actions().map(|(_, action)| action).find(|it| it.id == id);
    let line = |action: &Action| action.endpoint().map(|endpoint| endpoint.line());
    let mut pairs: Vec<(&Action, &Action)> = Vec::new();
    for (_, action) in old.actions() {
        let same = by_id(new, &action.id).or_else(|| {
            let own = line(action)?;
            let mut others = new.actions().map(|(_, other)| other);
            others.find(|other| {
                let is_taken = pairs.iter().any(|(_, taken)| taken.id == other.id);
                line(other).as_ref() == Some(&own) && by_id(old, &other.id).is_none() && !is_taken
            })
        });
        pairs.extend(same.map(|same| (action, same)));
    }
    pairs
}
