//! Defaults and examples of fields, against the bounds of their own field.

use super::field::Places;
use super::finding::{Finding, ValueCheck};
use super::gather::Written;
use super::types::Types;
use crate::diagnostics::{Code, Problem, Problems};
use crate::model::{Api, Field, TypeKind};
use crate::source::At;

/// A default or an example that its own field would refuse.
pub fn defaults(api: &Api, written: &Written<'_>, types: &Types<'_>, problems: &mut Problems) {
    let check = ValueCheck::new(&api.types);
    for (id, ty) in api.types.iter().enumerate() {
        let TypeKind::Record(record) = &ty.kind else { continue };
        for field in &record.fields {
            let key = (crate::model::TypeId(id), field.wire.clone());
            if let Some(places) = types.places.get(&key) {
                of_field(&check, field, places, problems);
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
                of_field(&check, field, &Places::one(place), problems);
            }
        }
    }
}

fn of_field(check: &ValueCheck<'_>, field: &Field, places: &Places<'_>, problems: &mut Problems) {
    for (word, value) in [("default", &field.default), ("example", &field.example)] {
        let Some(value) = value else { continue };
        // A parameter of a scheme has its default there, and not where the scheme is named.
        let is_elsewhere = !places.0.iter().any(|at| at.has(word));
        if is_elsewhere || (value.is_null() && field.presence.is_nullable()) {
            continue;
        }
        for finding in check.check(&field.wire, value, &field.ty, places.key(word)) {
            let problem = refused(word, &field.wire, &finding, problems);
            finding.show_bound_of(problem, places);
        }
    }
}

/// Reports a default or an example that its own field would refuse.
pub fn refused<'p>(word: &str, of: &str, finding: &Finding, problems: &'p mut Problems) -> &'p mut Problem {
    let (breaks, bound) = match finding.violation.rule().name() {
        "type" | "enum" => ("is no value of its type", "type"),
        _ => ("breaks its own bound", "bound"),
    };
    problems
        .error(Code::BadDefault, finding.span, format!("the {word} of `{of}` {breaks}"))
        .label(finding.violation.message())
        .help(format!("correct the {word}, or the {bound}"))
}
