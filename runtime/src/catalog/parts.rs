//! The parts of an input document: `path`, `query`, `body`; `input` of an action that consists of steps.

use super::Action;
use super::description::{Body, Field, TypeRef};

/// A part of an input document.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'d> {
    /// An object of these fields, which are no type of their own.
    Fields(&'d [Field]),
    /// An object of this record.
    Record(&'d TypeRef),
    /// A value.
    Body(&'d Body),
}

/// A part, its name and its label.
pub(crate) type NamedPart<'d> = (&'static str, &'static str, Part<'d>);

/// The parts of the input document of an action, in order.
pub(crate) fn parts(action: Action<'_>) -> impl Iterator<Item = NamedPart<'_>> {
    let description = action.description();
    let request = &description.request;
    let input = description.steps.as_ref().map(|steps| ("input", "Input", Part::Record(&steps.input)));
    let path = (!request.path.is_empty()).then_some(("path", "Path", Part::Fields(&request.path)));
    let query = request.query.as_ref().map(|query| ("query", "Query", Part::Record(query)));
    let body = request.body.as_ref().map(|body| ("body", "Body", Part::Body(body)));
    input.into_iter().chain(path).chain(query).chain(body)
}
