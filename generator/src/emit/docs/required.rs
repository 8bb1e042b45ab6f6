//! What an action cannot be called without: inputs that must be there, and rules that ask for some of several.

use serde::Serialize;

use super::types::fields_of;
use crate::model::{Action, Api, Body, Endpoint, Field, Input, Rule, RuleKind, Type, TypeKind};
use crate::names;
use crate::phrase;

/// An input without which the action is refused.
#[derive(Serialize)]
pub struct RequiredInput {
    /// None where the body itself is meant.
    label: Option<String>,
    place: String,
    nullable: bool,
}

/// What a rule asks for of the fields of a part.
#[derive(Serialize)]
pub struct AskedFor {
    place: String,
    phrase: String,
}

/// The inputs without which the action is refused.
pub fn required(action: &Action, api: &Api) -> Vec<RequiredInput> {
    let mut required = Vec::new();
    let mut add = |place: &str, fields: &[Field]| {
        let fields = fields.iter().filter(|field| field.is_required_in_requests());
        required.extend(fields.map(|field| RequiredInput {
            label: Some(field.label.clone()),
            place: format!("{place}.{}", field.wire),
            nullable: field.presence.is_nullable(),
        }));
    };
    for (place, input) in action.inputs() {
        match input {
            Input::Fields(fields) => add(place, fields),
            Input::Record(id) => add(place, fields_of(api.type_def(id))),
            Input::Value(_) => {}
        }
    }
    if let Some(Body { ty, .. }) = action.endpoint().and_then(|endpoint: &Endpoint| endpoint.body.as_ref()) {
        let (place, item) = match ty {
            Type::List(list) => ("body[]", &list.item),
            ty => ("body", ty),
        };
        match item {
            Type::Named(id) => match &api.type_def(*id).kind {
                TypeKind::Tagged(tagged) => required.push(RequiredInput {
                    label: Some(names::label(&tagged.tag)),
                    place: format!("{place}.{}", tagged.tag),
                    nullable: false,
                }),
                _ => add(place, fields_of(api.type_def(*id))),
            },
            _ => required.push(RequiredInput { label: None, place: "body".to_owned(), nullable: false }),
        }
    }
    required
}

/// The rules by which inputs are required of which each may be left out.
pub fn asked_for(action: &Action, api: &Api) -> Vec<AskedFor> {
    let records = action.inputs().into_iter().filter_map(|(place, input)| match input {
        Input::Fields(_) => None,
        Input::Record(id) => Some((place.to_owned(), id)),
        Input::Value(Type::Named(id)) => Some((place.to_owned(), *id)),
        Input::Value(Type::List(list)) => list.item.named().map(|id| (format!("{place}[]"), id)),
        Input::Value(_) => None,
    });
    let rules = records.flat_map(|(place, id)| match &api.type_def(id).kind {
        TypeKind::Record(record) => {
            let asks = |rule: &&Rule| !matches!(rule.kind, RuleKind::AtMostOne(_) | RuleKind::Equal(_));
            let rules = record.rules.iter().filter(asks);
            rules.map(|rule| AskedFor { place: place.clone(), phrase: phrase::rule(rule, record) }).collect()
        }
        _ => Vec::new(),
    });
    rules.collect()
}
