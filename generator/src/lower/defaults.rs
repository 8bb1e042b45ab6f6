//! Defaults and examples of fields, against the bounds of their own field.

use super::types::Types;
use super::value::{Checker, Direction};
use crate::diagnostics::{Code, Problems};
use crate::model::{Api, TypeKind};

/// A default or an example that its own field would refuse.
pub fn defaults(api: &Api, types: &Types<'_>, problems: &mut Problems) {
    for (id, ty) in api.types.iter().enumerate() {
        let TypeKind::Record(record) = &ty.kind else { continue };
        for field in &record.fields {
            let key = (crate::model::TypeId(id), field.wire.clone());
            let Some(places) = types.places.get(&key) else { continue };
            for (word, value) in [("default", &field.default), ("example", &field.example)] {
                let Some(value) = value else { continue };
                if value.is_null() && field.presence.is_nullable() {
                    continue;
                }
                let at = places.key(word);
                for finding in
                    Checker::new(&api.types, Direction::Sent).value(&field.ty, value, at, &field.wire)
                {
                    let problem = problems.error(
                        Code::BadDefault,
                        finding.span,
                        format!("the {word} of `{}` breaks its own bound", field.wire),
                    );
                    problem.label(finding.message);
                    bound_place(problem, places, finding.rule);
                    problem.help(format!("correct the {word}, or the bound"));
                }
            }
        }
    }
}

/// Shows where the bound of a field stands, if it is a bound that stands somewhere.
pub fn bound_place(problem: &mut crate::diagnostics::Problem, places: &super::field::Places<'_>, rule: &str) {
    let key = match rule {
        "length" | "range" | "items" | "format" | "pattern" | "unique" | "required" => rule,
        "type" | "enum" => "type",
        _ => return,
    };
    if places.0.iter().any(|at| at.has(key)) {
        problem.also(places.key(key).span(), "the bound is set here");
    }
}
