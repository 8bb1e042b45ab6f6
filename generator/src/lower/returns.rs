//! What an action returns, and what it says of errors.

use super::action::Context;
use super::document::json_path;
use super::is_missing;
use super::prose;
use super::statuses::statuses;
use super::types;
use crate::diagnostics::{Code, Problems};
use crate::model::{ErrorDoc, Returns, Success, Type};
use crate::source::At;
use crate::spec;

pub fn returns(
    context: &Context<'_, '_>,
    file: &spec::ActionFile,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<Returns> {
    let Some(written) = &file.returns else {
        if is_missing(at, "returns") {
            problems
                .error(Code::MissingKey, at.span().begin(), "`returns` is missing")
                .help("say what comes back: `returns: {status: 200, at: data, type: list<Thing>}`, or `{status: 204}`");
        }
        return None;
    };
    let place = at.key("returns");
    let at_paginate = at.key("paginate").span();
    let mut successes = Vec::new();
    let mut ty: Option<(&str, Option<Type>)> = None;
    for (index, entry) in written.entries.iter().enumerate() {
        let place = if written.listed { place.item(index) } else { place };
        let Some(status) = entry.status else {
            if is_missing(place, "status") {
                problems
                    .error(Code::MissingKey, place.name(), "a status is missing")
                    .help("say which status succeeds: `status: 200`");
            }
            continue;
        };
        if !(200..=599).contains(&status) {
            problems
                .error(
                    Code::BadStatus,
                    place.key("status").span(),
                    format!("{status} is no status of an answer"),
                )
                .help("a success is a status from 200 to 299");
        }
        if successes.iter().any(|other: &Success| other.status == status) {
            problems
                .error(Code::ValueTwice, place.key("status").span(), format!("{status} succeeds twice"))
                .help("name each status once");
        }
        if let (None, Some(_)) = (&entry.type_, &entry.at) {
            if !place.has("type") {
                problems
                    .error(Code::NoEffect, place.key("at").span(), "a place, and nothing to read there")
                    .help("say what stands there with `type`");
            }
        }
        match (&entry.type_, ty.as_ref()) {
            (Some(text), None) => {
                let made =
                    types::standalone(context.index, context.resource, text, place.key("type"), problems);
                ty = Some((text, made));
            }
            (Some(text), Some((first, _))) if text.trim() != first.trim() => {
                problems
                    .error(
                        Code::TwoAnswers,
                        place.key("type").span(),
                        format!("this status gives `{text}`, another `{first}`"),
                    )
                    .why("the function that makes the call gives one type")
                    .help("use one type for all of them, or a union");
            }
            _ => {}
        }
        let mut path = |key: &str, text: Option<&str>| {
            let path = json_path(text?);
            if path.iter().any(String::is_empty) {
                problems
                    .error(Code::BadValue, place.key(key).span(), "a part of the path is empty")
                    .help("write keys and places of items with dots between: `data`, `data.0`");
            }
            Some(path)
        };
        let at = path("at", entry.at.as_deref()).unwrap_or_default();
        let errors_at = path("errors_at", entry.errors_at.as_deref());
        if let (Some(errors_at), true) = (&errors_at, entry.type_.is_some()) {
            if at.starts_with(errors_at) {
                problems
                    .error(
                        Code::NoEffect,
                        place.key("errors_at").span(),
                        "the errors stand where the value does",
                    )
                    .also(place.key("at").span(), "the value is read here")
                    .help("name the place of each: `at: data, errors_at: errors`");
            }
        }
        if let (Some(_), Some(_)) = (&errors_at, &file.paginate) {
            problems
                .error(Code::NotApplicable, place.key("errors_at").span(), "pages with errors beside them")
                .also(at_paginate, "the action gives pages")
                .why("all pages are read in one call, and the errors of one page would be taken for those of all")
                .help("drop `errors_at`, or `paginate`");
        }
        let (doc, deviation) = (prose::text(entry.doc.as_deref()), prose::text(entry.deviation.as_deref()));
        successes.push(Success { status, at, errors_at, doc, deviation });
    }
    if successes.is_empty() {
        if written.entries.is_empty() {
            problems
                .error(Code::MissingKey, place.span(), "no status succeeds")
                .help("name one: `returns: {status: 200}`");
        }
        return None;
    }
    let ty = match ty {
        Some((_, None)) => return None,
        Some((_, made)) => made,
        None => None,
    };
    Some(Returns { successes, ty })
}

/// The action's own rows, then those of the service that it does not refine.
pub fn errors(
    context: &Context<'_, '_>,
    file: &spec::ActionFile,
    at: At<'_>,
    problems: &mut Problems,
) -> Vec<ErrorDoc> {
    let own =
        file.errors.as_ref().map(|entries| statuses(entries, at.key("errors"), problems)).unwrap_or_default();
    let mut errors: Vec<ErrorDoc> = own
        .into_iter()
        .map(|mut rule| {
            let general = context.api.errors.iter().find(|general| general.statuses == rule.statuses);
            let is_said = file.errors.as_ref().is_some_and(|entries| {
                entries.iter().any(|(key, entry)| entry.kind.is_some() && key == status_key(rule.statuses))
            });
            if let (Some(general), false) = (general, is_said) {
                rule.kind = general.kind;
            }
            ErrorDoc { rule, own: true }
        })
        .collect();
    for general in &context.api.errors {
        if !errors.iter().any(|error| error.rule.statuses == general.statuses) {
            errors.push(ErrorDoc { rule: general.clone(), own: false });
        }
    }
    errors
}

pub fn status_key(statuses: crate::model::Statuses) -> String {
    match statuses {
        crate::model::Statuses::One(status) => status.to_string(),
        crate::model::Statuses::Class(class) => format!("{class}xx"),
    }
}
