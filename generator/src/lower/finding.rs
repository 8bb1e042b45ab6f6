//! What the client reports about a value of a spec, and what belongs to it there: the value, the bound, the rule.

use actiongen_runtime::catalog::description::Types as Described;
use actiongen_runtime::{PathSegment, Rule as Broken, Violation};
use serde_json::Value as Json;

use super::field::Places;
use super::type_walk::TypeWalk;
use super::types::Types;
use crate::describe::TypeNames;
use crate::diagnostics::Problem;
use crate::model::{Action, Record, Rule, RuleKind, Then, Type, TypeDef, TypeId, TypeKind};
use crate::phrase;
use crate::source::{At, Span};

/// A violation, and where in the spec it is.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What the client reports.
    pub violation: Violation,
    /// The value; the key that is unknown; what lacks a key.
    pub span: Span,
    /// The field whose bound the value breaks.
    field: Option<(TypeId, String)>,
    /// The rule across fields that it breaks, by its record and its index there.
    rule: Option<(TypeId, usize)>,
}

impl Finding {
    /// What the client reports about an input document of an action. `at` is what has the parts of the document.
    pub fn in_document(violation: Violation, action: &Action, types: &[TypeDef], at: At<'_>) -> Self {
        let Some((PathSegment::Key(part), rest)) = violation.segments().split_first() else {
            return Self { violation, span: at.name(), field: None, rule: None };
        };
        let inputs = action.inputs();
        let input = inputs.iter().find(|(name, _)| name == part).map(|(_, input)| *input);
        let walk = input.map(|input| TypeWalk::of_part(input, types).along(rest));
        let span = match at.get(part) {
            Some(value) => span(value, rest, violation.rule()),
            None => at.name(),
        };
        Self::new(violation, span, walk.as_ref(), types)
    }

    /// What the client reports about one value. `at` is the value.
    pub fn in_value(violation: Violation, ty: &Type, types: &[TypeDef], at: At<'_>) -> Self {
        let rest = violation.segments().get(1..).unwrap_or_default();
        let walk = TypeWalk::of_value(ty, types).along(rest);
        let span = span(at, rest, violation.rule());
        Self::new(violation, span, Some(&walk), types)
    }

    fn new(violation: Violation, span: Span, walk: Option<&TypeWalk<'_>>, types: &[TypeDef]) -> Self {
        let field = walk.and_then(TypeWalk::field).map(|(id, wire)| (id, wire.to_owned()));
        let rule = walk.and_then(|walk| walk.records().find_map(|id| broken(&violation, id, types)));
        Self { violation, span, field, rule }
    }

    /// Shows where the rule stands that was broken. Whether there is one.
    pub fn show_rule(&self, problem: &mut Problem, types: &Types<'_>) -> bool {
        let rule = self.rule.and_then(|(id, index)| Some(types.rules.get(&id)?.item(index)));
        if let Some(rule) = rule {
            problem.also(rule.span(), "the rule");
        }
        rule.is_some()
    }

    /// Shows where the bound stands that was broken, if it stands somewhere.
    pub fn show_bound(&self, problem: &mut Problem, types: &Types<'_>) {
        if let Some(places) = self.field.as_ref().and_then(|field| types.places.get(field)) {
            self.show_bound_of(problem, places);
        }
    }

    /// As [`show_bound`](Self::show_bound), of a value that is all of a field.
    pub fn show_bound_of(&self, problem: &mut Problem, places: &Places<'_>) {
        match self.violation.rule().name() {
            "type" | "enum" => show_key(problem, places, "type"),
            rule @ ("length" | "range" | "items" | "format" | "pattern" | "unique" | "required") => {
                show_key(problem, places, rule);
            }
            _ => {}
        }
    }
}

/// Shows where a bound or the type of a field is set, if the field has it.
pub fn show_key(problem: &mut Problem, places: &Places<'_>, key: &str) {
    if places.0.iter().any(|at| at.has(key)) {
        let what = if key == "type" { "the type" } else { "the bound" };
        problem.also(places.key(key).span(), format!("{what} is set here"));
    }
}

/// The piece of YAML that a path leads to, as far as it leads; of an unknown key the key.
pub fn span(at: At<'_>, segments: &[PathSegment], rule: &Broken) -> Span {
    let mut at = at;
    for (index, segment) in segments.iter().enumerate() {
        let next = match segment {
            PathSegment::Key(key) if matches!(rule, Broken::Unknown { .. }) && index + 1 == segments.len() => {
                return at.key_name(key);
            }
            PathSegment::Key(key) => at.get(key),
            PathSegment::Index(index) => at.items().nth(*index),
        };
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    at.span()
}

/// The rule of a record that was broken.
fn broken(violation: &Violation, id: TypeId, types: &[TypeDef]) -> Option<(TypeId, usize)> {
    let TypeKind::Record(record) = &types[id.0].kind else { return None };
    let may_be = |(_, rule): &(usize, &Rule)| is_broken(violation.rule(), rule, record);
    let candidates = || record.rules.iter().enumerate().filter(may_be);
    // Several rules may be about the same fields: then the values that they name tell them apart.
    let said = candidates().find(|(_, rule)| match &rule.kind {
        RuleKind::If { condition, .. } => violation.message().contains(&phrase::is(condition, record)),
        _ => violation.message().starts_with(&phrase::rule(rule, record)),
    });
    said.or_else(|| candidates().next()).map(|(index, _)| (id, index))
}

/// Whether it can be this rule that was broken.
fn is_broken(broken: &Broken, rule: &Rule, record: &Record) -> bool {
    let name = |field: &usize| record.fields[*field].wire.as_str();
    let are = |fields: &[usize], names: &[String]| fields.iter().map(name).eq(names.iter().map(String::as_str));
    let have = |fields: &[usize], names: &[String]| names.iter().all(|it| fields.iter().any(|field| name(field) == it));
    match (broken, &rule.kind) {
        (Broken::ExactlyOne { fields: names, .. }, RuleKind::ExactlyOne(fields))
        | (Broken::AtLeastOne { fields: names }, RuleKind::AtLeastOne(fields))
        | (Broken::AtMostOne { fields: names, .. }, RuleKind::AtMostOne(fields))
        | (Broken::AllOrNone { fields: names, .. }, RuleKind::AllOrNone(fields))
        | (Broken::Equal { fields: names }, RuleKind::Equal(fields)) => are(fields, names),
        (Broken::IfPresent { field, missing }, RuleKind::IfPresent { field: wanted, then }) => {
            name(wanted) == field && have(then, missing)
        }
        (Broken::If { field, then: names }, RuleKind::If { condition, then }) => {
            let then = match then {
                Then::Present(fields) => fields.clone(),
                Then::Met(conditions) => conditions.iter().map(|condition| condition.field).collect(),
            };
            name(&condition.field) == field && have(&then, names)
        }
        _ => false,
    }
}

/// Checks single values of a spec as the client checks them in a request.
pub struct ValueCheck<'m> {
    types: &'m [TypeDef],
    /// Nothing where the types are contradictory, which is reported where they stand.
    described: Option<Described>,
}

impl<'m> ValueCheck<'m> {
    /// For values of any of these types.
    pub fn new(types: &'m [TypeDef]) -> Self {
        Self::of(types, (0..types.len()).map(TypeId))
    }

    /// For values of this type alone.
    pub fn of_type(ty: &Type, types: &'m [TypeDef]) -> Self {
        let Some(id) = ty.named() else { return Self::of(types, []) };
        let is_reached = TypeNames::unnamed(types).reachable([id]);
        Self::of(types, (0..types.len()).map(TypeId).filter(|id| is_reached[id.0]))
    }

    fn of(types: &'m [TypeDef], ids: impl IntoIterator<Item = TypeId>) -> Self {
        let names = TypeNames::unnamed(types);
        let definitions = ids.into_iter().map(|id| names.definition(id)).collect();
        Self { types, described: Described::new(definitions).resolve().ok() }
    }

    /// What is wrong with a value that goes by this name.
    pub fn check(&self, name: &str, value: &Json, ty: &Type, at: At<'_>) -> Vec<Finding> {
        let Some(described) = &self.described else { return Vec::new() };
        let schema = TypeNames::unnamed(self.types).schema(ty);
        let violations = described.check(name, value, &schema);
        violations.into_iter().map(|violation| Finding::in_value(violation, ty, self.types, at)).collect()
    }
}
