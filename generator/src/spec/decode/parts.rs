//! The parts of lists and maps as `serde` sees them. What is refused is not among them.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::hole::Hole;
use super::mistake::Fault;
use super::value::Value;
use super::{Context, Place};
use crate::source::{Entry, Node};

/// The items of a list that are not refused.
pub(super) struct Items<'a, 'p> {
    rest: std::slice::Iter<'a, Node>,
    context: &'a Context<'p>,
}

impl<'a, 'p> Items<'a, 'p> {
    pub fn new(value: Value<'a, 'p>, items: &'a [Node]) -> Self {
        Self { rest: items.iter(), context: value.context }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        match self.rest.find(|item| !item.is_refused()) {
            Some(item) => self.context.decode(Place::item(item), seed).map(Some),
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.rest.size_hint().1
    }
}

/// The entries of a map that are not refused, then what stands in for the keys that it lacks.
pub(super) struct Entries<'a, 'p> {
    place: Place<'a>,
    rest: std::slice::Iter<'a, Entry>,
    current: Option<&'a Entry>,
    holes: Vec<&'static str>,
    context: &'a Context<'p>,
}

impl<'a, 'p> Entries<'a, 'p> {
    pub fn new(value: Value<'a, 'p>, entries: &'a [Entry]) -> Self {
        let holes = value.context.holes.borrow();
        Self {
            place: value.place,
            rest: entries.iter(),
            current: None,
            holes: holes.get(&value.place.node.id).cloned().unwrap_or_default(),
            context: value.context,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        self.current = self.rest.find(|entry| !entry.value.is_refused());
        let key = match self.current {
            Some(entry) => entry.key.text.as_str(),
            None => match self.holes.pop() {
                Some(key) => key,
                None => return Ok(None),
            },
        };
        let decoded = seed.deserialize(StrDeserializer::<Fault>::new(key));
        match (decoded, self.current) {
            (Err(Fault::Mistake(mistake)), Some(entry)) => {
                let mut problem = mistake.into_problem(Place::entry(entry));
                problem.place = entry.key.span.into();
                self.context.report(problem);
                entry.value.refuse();
                Err(Fault::Told)
            }
            (decoded, _) => decoded.map(Some),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        match self.current {
            Some(entry) => self.context.decode(Place::entry(entry), seed),
            None => seed.deserialize(Hole).map_err(|_| {
                self.context.fill_failed(self.place.node, self.place.key);
                Fault::Told
            }),
        }
    }
}
