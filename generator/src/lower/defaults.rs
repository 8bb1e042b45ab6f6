//! Defaults and examples of fields, against the bounds of their own field.

use super::field::Places;
use super::gather::Written;
use super::types::Types;
use super::value::{Checker, Direction, Finding};
use crate::diagnostics::{Code, Problem, Problems};
use crate::model::{Api, Field, TypeKind};
use crate::source::At;

/// A default or an example that its own field would refuse.
pub fn defaults(api: &Api, written: &Written<'_>, types: &Types<'_>, problems: &mut Problems) {
    for (id, ty) in api.types.iter().enumerate() {
        let TypeKind::Record(record) = &ty.kind else { continue };
        for field in &record.fields {
            let key = (crate::model::TypeId(id), field.wire.clone());
            if let Some(places) = types.places.get(&key) {
                of_field(api, field, places, problems);
            }
        }
    }
    let Some((at, _)) = &written.service else { return };
    for scheme in &api.pagination {
        let at = at.key("pagination").key(&scheme.name);
        for place in ["cursor", "page", "size"].into_iter().filter_map(|key| at.get(key)) {
            let is_here = |field: &&Field| {
                place.get("send").and_then(At::scalar).is_some_and(|send| send.text == field.wire)
            };
            for field in scheme.parameters.iter().filter(is_here) {
                of_field(api, field, &Places::one(place), problems);
            }
        }
    }
}

fn of_field(api: &Api, field: &Field, places: &Places<'_>, problems: &mut Problems) {
    for (word, value) in [("default", &field.default), ("example", &field.example)] {
        let Some(value) = value else { continue };
        // A parameter of a scheme has its default there, and not where the scheme is named.
        let is_elsewhere = !places.0.iter().any(|at| at.has(word));
        if is_elsewhere || (value.is_null() && field.presence.is_nullable()) {
            continue;
        }
        let checker = Checker::new(&api.types, Direction::Sent);
        for finding in checker.value(&field.ty, value, places.key(word), &field.wire) {
            let rule = finding.rule;
            let problem = refused(word, &field.wire, finding, problems);
            bound_place(problem, places, rule);
        }
    }
}

/// Reports a default or an example that its own field would refuse.
pub fn refused<'p>(word: &str, of: &str, finding: Finding, problems: &'p mut Problems) -> &'p mut Problem {
    let (breaks, bound) = match finding.rule {
        "type" | "enum" => ("is no value of its type", "type"),
        _ => ("breaks its own bound", "bound"),
    };
    problems
        .error(Code::BadDefault, finding.span, format!("the {word} of `{of}` {breaks}"))
        .label(finding.message)
        .help(format!("correct the {word}, or the {bound}"))
}

/// Shows where the bound of a field stands, if it is a bound that stands somewhere.
pub fn bound_place(problem: &mut Problem, places: &Places<'_>, rule: &str) {
    let key = match rule {
        "length" | "range" | "items" | "format" | "pattern" | "unique" | "required" => rule,
        "type" | "enum" => "type",
        _ => return,
    };
    if places.0.iter().any(|at| at.has(key)) {
        let what = if key == "type" { "the type" } else { "the bound" };
        problem.also(places.key(key).span(), format!("{what} is set here"));
    }
}
