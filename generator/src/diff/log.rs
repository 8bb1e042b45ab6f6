//! Where changes are collected, each with what it is a change of.

use super::pairs::Pairs;
use super::{Change, Kind, Subject, Touch, Weight};
use crate::model::{Action, Api, TypeId};

/// The changes of a service so far, and what is being looked at.
pub struct Log<'a> {
    /// The older version.
    pub old: &'a Api,
    /// The newer version.
    pub new: &'a Api,
    /// What of the two belongs together.
    pub pairs: Pairs<'a>,
    spot: Spot,
    /// Whether the field that is being looked at was beta.
    field_is_beta: bool,
    changes: Vec<Change>,
}

/// What is being looked at.
struct Spot {
    subject: Subject,
    ty: Option<String>,
    touches: Vec<Touch>,
    beta: bool,
}

/// Which way the value travels that a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// It is sent.
    Sent,
    /// It comes back.
    Returned,
    /// Either, or that does not matter.
    Any,
}

impl<'a> Log<'a> {
    pub fn new(old: &'a Api, new: &'a Api) -> Self {
        let spot = Spot { subject: Subject::Service, ty: None, touches: Vec::new(), beta: false };
        let pairs = Pairs::new(old, new);
        Self { old, new, pairs, spot, field_is_beta: false, changes: Vec::new() }
    }

    /// From here on, changes are of the service, a resource, or a type that is there in one version only.
    pub fn at(&mut self, subject: Subject) {
        self.spot = Spot { subject, ty: None, touches: Vec::new(), beta: false };
    }

    /// From here on, changes are of something of the service that these actions use.
    pub fn at_service(&mut self, touches: Vec<Touch>) {
        self.at(Subject::Service);
        self.spot.touches = touches;
    }

    /// From here on, changes are of an action.
    pub fn at_action(&mut self, id: &str, was_beta: bool) {
        self.at(Subject::Action(id.to_owned()));
        self.spot.beta = was_beta;
    }

    /// From here on, changes are of a type that both versions have. Where one action alone uses it, they are told at
    /// that action.
    pub fn at_type(&mut self, old: TypeId, new: TypeId) {
        let moved = |touch: &Touch| match &touch.action {
            None => Some(touch.clone()),
            Some(id) => {
                self.pairs.newer(id).map(|action| Touch { action: Some(action.id.clone()), ..touch.clone() })
            }
        };
        let kept: Vec<Touch> = self.pairs.old_touches[old.0].iter().filter_map(moved).collect();
        let touches = if kept.is_empty() { self.pairs.new_touches[new.0].clone() } else { kept };
        let was_beta = |touch: &Touch| {
            touch
                .action
                .as_deref()
                .and_then(|id| self.pairs.older(id))
                .is_some_and(|action: &Action| action.beta)
        };
        let beta = !touches.is_empty() && touches.iter().all(was_beta);
        let path = type_path(self.new, new);
        let first = touches.first().and_then(|touch| touch.action.clone());
        let only = first.filter(|id| touches.iter().all(|touch| touch.action.as_ref() == Some(id)));
        let subject = only.map_or_else(|| Subject::Type(path.clone()), Subject::Action);
        self.spot = Spot { subject, ty: Some(path), touches, beta };
    }

    /// Changes of a field that was beta do not break.
    pub fn in_field(&mut self, was_beta: bool) {
        self.field_is_beta = was_beta;
    }

    /// How many changes there are so far.
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// Whether there is a breaking change, or one of something beta that would be, since there were so many.
    pub fn has_breaking_since(&self, len: usize) -> bool {
        self.changes[len..].iter().any(|change| change.kind.weight() == Weight::Breaking)
    }

    /// Adds a change, at a place below what is being looked at.
    pub fn say(&mut self, kind: Kind, flow: Flow, place: &str, message: impl Into<String>) {
        let beta = kind.weight() == Weight::Breaking && (self.spot.beta || self.field_is_beta);
        let weight = if beta { Weight::Feature } else { kind.weight() };
        let is_one_action = self.spot.subject.action().is_some();
        let base = self.spot.touches.iter().find(|touch| flow.is_of(touch)).or(self.spot.touches.first());
        let place = match base.filter(|_| is_one_action) {
            Some(base) => join(&base.place, place),
            None => place.to_owned(),
        };
        let touches = match (is_one_action, self.spot.touches.len()) {
            (true, 0 | 1) => Vec::new(),
            _ => self.spot.touches.clone(),
        };
        self.changes.push(Change {
            kind,
            weight,
            beta,
            subject: self.spot.subject.clone(),
            ty: self.spot.ty.clone(),
            place,
            message: message.into(),
            touches,
        });
    }

    /// The changes in the order in which they are told: the service, then resource by resource its types and actions;
    /// of each what weighs most first.
    pub fn into_changes(mut self) -> Vec<Change> {
        self.changes.sort_by(|a, b| {
            let key =
                |change: &Change| (change.subject.resource().map(str::to_owned), change.subject.clone());
            key(a).cmp(&key(b)).then(a.weight.cmp(&b.weight))
        });
        self.changes
    }
}

impl Flow {
    fn is_of(self, touch: &Touch) -> bool {
        match self {
            Self::Sent => touch.sent,
            Self::Returned => !touch.sent,
            Self::Any => true,
        }
    }
}

/// The path of a type: `customers.Address`.
pub fn type_path(api: &Api, id: TypeId) -> String {
    let ty = api.type_def(id);
    format!("{}.{}", api.resources[ty.resource].name, ty.name)
}

/// A place below another one.
pub fn join(base: &str, place: &str) -> String {
    if base.is_empty() || place.is_empty() || place.starts_with(['[', '<', '.']) {
        format!("{base}{place}")
    } else {
        format!("{base}.{place}")
    }
}
