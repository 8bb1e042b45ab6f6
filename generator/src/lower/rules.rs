//! Rules across fields: names become places, and what could never hold, or always does, is reported.
//!
//! Whether the rules of a record can be met together is for [`together`]; whether a value keeps them, for the runtime.

mod demands;
mod shape;
mod together;

pub use self::demands::demands;
use serde_json::Value as Json;

use self::shape::{Shape, Shaped};
use super::document::json;
use super::finding::ValueCheck;
use super::{prose, type_expr};
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{Access, Condition, Field, Rule, RuleKind, Then, Type, TypeDef, TypeKind};
use crate::source::{At, Span};
use crate::spec;

/// The fields that rules stand over.
pub struct Over<'r, 'a> {
    /// The fields, in the order of their record.
    pub fields: &'r [Field],
    /// Where they are declared; a field that was refused has its name there.
    pub declared: At<'a>,
    /// Whether a default is filled in, so that its field is always present.
    pub fills_defaults: bool,
    /// The types of the service.
    pub types: &'r [TypeDef],
}

/// Makes rules of what was written. `at` is the list.
pub fn rules(
    over: &Over<'_, '_>,
    written: Option<&[spec::Rule]>,
    at: At<'_>,
    problems: &mut Problems,
) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut places: Vec<At<'_>> = Vec::new();
    let before = problems.errors();
    for (index, written) in written.into_iter().flatten().enumerate() {
        let place = at.item(index);
        let Some(kind) = over.rule(written, place, problems) else { continue };
        if let Some(first) = rules.iter().position(|other| other.kind == kind) {
            problems
                .error(Code::ValueTwice, place.span(), "the same rule a second time")
                .also(places[first].span(), "the first time")
                .help("drop one of the two");
            continue;
        }
        let doc = prose::line(written.doc.as_deref());
        rules.push(Rule { kind, doc, deviation: prose::text(written.deviation.as_deref()) });
        places.push(place);
    }
    // Among rules that are wrong themselves, a contradiction means nothing.
    if problems.errors() == before {
        together::contradictions(over, &rules, &places, problems);
    }
    rules
}

impl Over<'_, '_> {
    fn rule(&self, written: &spec::Rule, at: At<'_>, problems: &mut Problems) -> Option<RuleKind> {
        let Shaped { word, shape } = shape::shaped(written, at, problems)?;
        let place = at.key(word);
        match shape {
            Shape::Across(names) => {
                let fields = self.places(names, place, problems)?;
                match word {
                    "exactly_one" => self.optional(&fields, place, ONE, problems).map(RuleKind::ExactlyOne),
                    "at_least_one" => self.optional(&fields, place, MET, problems).map(RuleKind::AtLeastOne),
                    "at_most_one" => self.optional(&fields, place, ONE, problems).map(RuleKind::AtMostOne),
                    "all_or_none" => self.optional(&fields, place, ALL, problems).map(RuleKind::AllOrNone),
                    _ => self.equal(fields, place, problems).map(RuleKind::Equal),
                }
            }
            Shape::IfPresent { field, then } => {
                let field = self.place(field, place.span(), problems);
                let then = self.others(&[field?], then, at.key("then"), problems)?;
                self.optional(&[field?], place, ALL, problems)?;
                Some(RuleKind::IfPresent { field: field?, then })
            }
            Shape::If { field, values, then } => {
                let condition = self.condition(field, values, place.key(field), problems)?;
                let then_at = at.key("then");
                let then = match then {
                    spec::Then::Fields(names) => {
                        Then::Present(self.others(&[condition.field], names, then_at, problems)?)
                    }
                    spec::Then::Values(values) => {
                        Then::Met(self.conditions(condition.field, values, then_at, problems)?)
                    }
                };
                Some(RuleKind::If { condition, then })
            }
        }
    }

    /// The place of a field among the fields. One that is never sent is refused.
    fn place(&self, name: &str, span: Span, problems: &mut Problems) -> Option<usize> {
        let Some(index) = self.fields.iter().position(|field| field.wire == name) else {
            // A field that is wrong was reported where it stands.
            if !self.declared.has(name) {
                let known: Vec<&str> = self.fields.iter().map(|field| field.wire.as_str()).collect();
                let problem = problems.error(Code::UnknownField, span, format!("there is no field `{name}`"));
                match nearest(name, known.iter().copied()) {
                    Some(near) => problem.replace(span, near, format!("did you mean `{near}`?")),
                    None => problem.help(format!("the fields are {}", type_expr::quoted(&known))),
                };
            }
            return None;
        };
        if self.fields[index].access == Access::Read {
            problems
                .error(Code::NoEffect, span, format!("`{name}` is never sent"))
                .also(self.declared.key_name(name), "it is read-only")
                .why("rules bind what is sent")
                .help("leave it out of the rule");
            return None;
        }
        Some(index)
    }

    /// The places of several fields, none of which stands twice. All of them are looked at.
    fn places(&self, names: &[String], at: At<'_>, problems: &mut Problems) -> Option<Vec<usize>> {
        let mut whole = true;
        let mut places = Vec::with_capacity(names.len());
        for (index, name) in names.iter().enumerate() {
            let place = at.item(index);
            if let Some(first) = names[..index].iter().position(|other| other == name) {
                problems
                    .error(Code::ValueTwice, place.span(), format!("`{name}` is given twice"))
                    .also(at.item(first).span(), "the first time")
                    .help("drop one of the two");
                whole = false;
                continue;
            }
            match self.place(name, place.span(), problems) {
                Some(field) => places.push(field),
                None => whole = false,
            }
        }
        whole.then_some(places)
    }

    /// The fields that `then` names: not the one that asks for them, and none that is there anyway.
    fn others(
        &self,
        own: &[usize],
        names: &[String],
        at: At<'_>,
        problems: &mut Problems,
    ) -> Option<Vec<usize>> {
        let fields = self.places(names, at, problems)?;
        if let Some(index) = fields.iter().position(|field| own.contains(field)) {
            self.own_condition(fields[index], at.item(index), problems);
            return None;
        }
        self.optional(&fields, at, MET, problems)
    }

    fn own_condition(&self, field: usize, at: At<'_>, problems: &mut Problems) {
        let wire = &self.fields[field].wire;
        problems
            .error(Code::NoEffect, at.name(), format!("`{wire}` decides about itself"))
            .help("name another field");
    }

    /// The same fields, if each may be absent.
    fn optional(
        &self,
        fields: &[usize],
        at: At<'_>,
        why: &str,
        problems: &mut Problems,
    ) -> Option<Vec<usize>> {
        let always = fields.iter().position(|field| self.is_always_present(*field));
        let Some(index) = always else { return Some(fields.to_vec()) };
        let field = &self.fields[fields[index]];
        let (key, because, repair) = match field.is_required_in_requests() {
            true => ("required", "it is required", "let it be optional"),
            false => ("default", "its default is filled in", "drop the default"),
        };
        let declared = self.declared.key(&field.wire);
        let place = if at.node().items().is_empty() { at } else { at.item(index) };
        problems
            .error(Code::NoEffect, place.span(), format!("`{}` is always there", field.wire))
            .also(if declared.has(key) { declared.key(key).span() } else { declared.name() }, because)
            .why(why)
            .help(format!("{repair}, or leave `{}` out of the rule", field.wire));
        None
    }

    fn is_always_present(&self, field: usize) -> bool {
        let field = &self.fields[field];
        field.is_required_in_requests() || self.fills_defaults && field.default.is_some()
    }

    fn conditions(
        &self,
        own: usize,
        written: &spec::Ordered<spec::Values>,
        at: At<'_>,
        problems: &mut Problems,
    ) -> Option<Vec<Condition>> {
        let conditions = written.iter().map(|(name, values)| {
            let condition = self.condition(name, values, at.key(name), problems)?;
            if condition.field == own {
                self.own_condition(own, at.key(name), problems);
                return None;
            }
            Some(condition)
        });
        // All of them are looked at, so that every mistake is reported.
        let conditions: Vec<_> = conditions.collect();
        conditions.into_iter().collect()
    }

    /// A field and values that it can have. `at` is the values, under the name of the field.
    fn condition(
        &self,
        name: &str,
        written: &spec::Values,
        at: At<'_>,
        problems: &mut Problems,
    ) -> Option<Condition> {
        let index = self.place(name, at.name(), problems)?;
        let field = &self.fields[index];
        if field.secret {
            problems
                .error(Code::NotApplicable, at.name(), format!("`{name}` is a secret"))
                .why("the value stands in the docs and in messages, and would tell what a secret is")
                .help("ask for its presence with `if_present`");
            return None;
        }
        let ty = match &field.ty {
            Type::List(list) => &list.item,
            ty => ty,
        };
        if !self.is_comparable(ty) {
            problems
                .error(Code::NotApplicable, at.name(), format!("`{name}` has no value to compare with"))
                .also(self.declared.key(name).key("type").span(), "the type of the field")
                .why("a rule compares texts, whole numbers, true and false, values of an enum, and lists of these")
                .help("ask for its presence with `if_present`");
            return None;
        }
        let mut values = Vec::new();
        let mut whole = true;
        let check = ValueCheck::of_type(ty, self.types);
        for (place, value) in written.values.iter().enumerate() {
            let at = if written.listed { at.item(place) } else { at };
            let Some(value) = json(&value.0, at, problems) else {
                whole = false;
                continue;
            };
            if let Some(finding) = check.check(name, &value, ty, at).first() {
                problems
                    .error(Code::RuleValue, at.span(), format!("`{name}` never has this value"))
                    .label(finding.violation.message())
                    .also(self.declared.key_name(name), "the field")
                    .help("compare it with a value that it can have");
                whole = false;
            } else if values.contains(&value) {
                problems
                    .error(Code::ValueTwice, at.span(), format!("{value} is given twice"))
                    .help("drop one of the two");
                whole = false;
            } else {
                values.push(value);
            }
        }
        if written.values.is_empty() {
            problems
                .error(Code::RuleShape, at.span(), "a list without a value")
                .help("name the values of which any will do");
            whole = false;
        }
        let default = field.default.as_ref().filter(|_| self.fills_defaults);
        let is_default = default.is_some_and(|default| match default {
            Json::Array(items) => items.iter().any(|item| values.contains(item)),
            default => values.contains(default),
        });
        if is_default {
            problems
                .error(Code::NotApplicable, at.span(), format!("`{name}` has this value by default"))
                .also(self.declared.key(name).key("default").span(), "the default")
                .why("rules look at what is given, before a default is filled in")
                .help("drop the default, or let the rule ask for another value");
            whole = false;
        }
        if let (Type::Bool { .. }, 2) = (ty, values.len()) {
            problems
                .error(Code::NoEffect, at.span(), format!("`{name}` is always one of the two"))
                .help("name one of them, or ask for its presence");
            whole = false;
        }
        whole.then_some(Condition { field: index, values })
    }

    /// Whether a value of the type can be compared with one that stands in a rule.
    fn is_comparable(&self, ty: &Type) -> bool {
        match ty {
            Type::Text(_) | Type::Bool { .. } | Type::Int(_) | Type::Int32(_) => true,
            Type::Named(id) => matches!(self.types.get(id.0).map(|ty| &ty.kind), Some(TypeKind::Enum(_))),
            _ => false,
        }
    }

    /// Whether two values of the type can be compared with each other.
    fn has_equality(&self, ty: &Type) -> bool {
        match ty {
            Type::Number(_) | Type::Decimal { .. } | Type::Date | Type::DateTime { .. } => true,
            Type::List(list) => self.has_equality(&list.item),
            ty => self.is_comparable(ty),
        }
    }

    fn equal(&self, fields: Vec<usize>, at: At<'_>, problems: &mut Problems) -> Option<Vec<usize>> {
        let first = &self.fields[fields[0]];
        for (index, field) in fields.iter().map(|field| &self.fields[*field]).enumerate() {
            let place = at.item(index);
            if !self.has_equality(&field.ty) {
                problems
                    .error(Code::NotApplicable, place.span(), format!("`{}` cannot be compared", field.wire))
                    .also(self.declared.key(&field.wire).key("type").span(), "the type of the field")
                    .why("a rule compares texts, numbers, dates, true and false, values of an enum, and lists of these")
                    .help("leave it out of the rule");
                return None;
            }
            if !are_alike(&first.ty, &field.ty) {
                problems
                    .error(
                        Code::NotApplicable,
                        place.span(),
                        format!("`{}` and `{}` are of different types", first.wire, field.wire),
                    )
                    .also(self.declared.key_name(&first.wire), "the one")
                    .also(self.declared.key_name(&field.wire), "the other")
                    .why("they could never be equal")
                    .help("give them one type");
                return None;
            }
            if first.secret != field.secret {
                let (secret, open) = if first.secret { (first, field) } else { (field, first) };
                problems
                    .error(
                        Code::NotApplicable,
                        place.span(),
                        format!("`{}` is secret, and `{}` is not", secret.wire, open.wire),
                    )
                    .also(self.declared.key_name(&open.wire), "this one would be printed")
                    .why("they are equal, so the one tells the other")
                    .help(format!("make `{}` secret too", open.wire));
                return None;
            }
        }
        Some(fields)
    }
}

/// Whether values of two types can be equal. Bounds may differ.
fn are_alike(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::DateTime { rfc2822: a }, Type::DateTime { rfc2822: b }) => a == b,
        (Type::List(a), Type::List(b)) => are_alike(&a.item, &b.item),
        (Type::Named(a), Type::Named(b)) => a == b,
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// Why a field that is always there has no place in a rule.
const ONE: &str = "none of the others could ever be given";
const MET: &str = "the rule would ask for what is there anyway";
const ALL: &str = "the others would always be asked for: make them required instead";
