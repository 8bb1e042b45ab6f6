//! The values of a request: every leaf against what the called action takes there.

use actiongen_runtime::Items;
use serde_yaml::Value as Yaml;

use super::Builder;
use super::fits::words;
use super::known::{present, present_at};
use crate::diagnostics::{Code, nearest};
use crate::lower::document::json;
use crate::lower::type_expr::quoted;
use crate::lower::finding::ValueCheck;
use crate::model::{Access, Expr, Field, List, Reference, Type, TypeId, TypeKind};
use crate::source::At;

/// The keys of a map that is a value.
pub const VALUES: [&str; 5] = ["const", "first_of", "text", "is_present", "names_present"];

/// Where a value goes.
#[derive(Clone, Copy)]
pub struct Slot<'s> {
    /// Its place in the input document of the called action.
    pub place: &'s str,
    /// The type that is wanted.
    pub ty: &'s Type,
    /// The field that it becomes, or that the list becomes in which it stands, if it is one of a record.
    pub field: Option<(TypeId, &'s str)>,
    /// Whether what stands there is redacted.
    pub secret: bool,
}

/// Whether a map says null, which is the one fixed value that a record may be.
fn is_null(map: &serde_yaml::Mapping) -> bool {
    map.len() == 1 && map.get("const").is_some_and(Yaml::is_null)
}

impl Builder<'_, '_> {
    /// A value for a place of a request.
    pub fn value(&mut self, value: &Yaml, at: At<'_>, slot: Slot<'_>) -> Option<Expr> {
        match (slot.ty, value) {
            (Type::Named(id), Yaml::Mapping(map))
                if self.is_record(*id) && !(is_null(map) && self.takes_null(slot)) =>
            {
                self.record(*id, value, at, slot.place)
            }
            (Type::List(list), Yaml::Sequence(items)) => {
                let mut made = Vec::new();
                let mut whole = true;
                for (index, item) in items.iter().enumerate() {
                    let place = format!("{}[{index}]", slot.place);
                    let slot = Slot { place: &place, ty: &list.item, ..slot };
                    match self.value(item, at.item(index), slot) {
                        Some(item) => made.push(item),
                        None => whole = false,
                    }
                }
                (whole && self.counted(&made, list, at, slot.place))
                    .then(|| Expr::List(made, slot.ty.clone()))
            }
            (_, Yaml::String(text)) => {
                let reference = self.reference(text, at)?;
                self.fit(&reference, at, slot).then_some(Expr::Reference(reference))
            }
            (_, Yaml::Mapping(map)) => {
                let (key, inner) = self.one_value(map, at, slot)?;
                self.made_value(&key, inner, at, slot)
            }
            (ty, Yaml::Sequence(_)) => {
                let wanted = words(ty, &self.types.defs);
                self.problems
                    .error(
                        Code::WrongLeaf,
                        at.span(),
                        format!("this is a list, and `{}` is {wanted}", slot.place),
                    )
                    .help("write one value");
                None
            }
            _ => {
                self.not_a_value(value, at);
                None
            }
        }
    }

    /// Whether a list that is written out has as many items as the call takes, whichever of them are absent.
    fn counted(&mut self, made: &[Expr], list: &List, at: At<'_>, place: &str) -> bool {
        let Some(bound) = list.items else { return true };
        let sure = made.iter().filter(|item| self.is_sure(item)).count();
        // Where all of its items are absent, the list is.
        let least = if made.is_empty() { 0 } else { sure.max(1) };
        if least >= bound.min() && bound.max().is_none_or(|most| made.len() <= most) {
            return true;
        }
        let found = match made {
            [] => "this is empty".to_owned(),
            _ => {
                let count = Items::new(least, Some(made.len())).map(Items::phrase);
                format!("this has {}", count.unwrap_or_default())
            }
        };
        self.problems
            .error(Code::LooserBound, at.span(), format!("{found}, and `{place}` takes {}", bound.phrase()))
            .label("the call would be refused")
            .help("write as many items as the call takes, each of which is there");
        false
    }

    /// Whether as many names are given as the call takes, whichever of them are.
    fn named_enough(&mut self, names: &[(String, Reference)], at: At<'_>, slot: Slot<'_>) -> bool {
        let Type::List(list) = slot.ty else { return true };
        let Some(bound) = list.items.filter(|_| !names.is_empty()) else { return true };
        let least = usize::from(self.facts.prove(|facts| {
            let any = names.iter().map(|(_, reference)| present_at(reference, facts)).collect();
            facts.any(any)
        }));
        if least >= bound.min() && bound.max().is_none_or(|most| names.len() <= most) {
            return true;
        }
        let count = Items::new(least, Some(names.len())).map(Items::phrase).unwrap_or_default();
        let found = match least < bound.min() && least == 0 {
            true => "all of these may be absent".to_owned(),
            false => format!("these may be {count}"),
        };
        let wanted = bound.phrase();
        self.problems
            .error(Code::LooserBound, at.span(), format!("{found}, and `{}` takes {wanted}", slot.place))
            .label("the call would be refused")
            .help("make sure with a rule that enough of them are there, or leave it out");
        false
    }

    /// Whether null is a value of the field that a place is. An item of a list is no field, though it goes by the list's.
    fn takes_null(&self, slot: Slot<'_>) -> bool {
        let Some((id, wire)) = slot.field else { return false };
        let fields = self.fields_of(id);
        fields.iter().any(|field| field.wire == wire && field.presence.is_nullable() && field.ty == *slot.ty)
    }

    fn is_record(&self, id: TypeId) -> bool {
        matches!(self.types.defs[id.0].kind, TypeKind::Record(_))
    }

    /// A record, field by field. `only_if` among the fields leaves the whole out.
    pub fn record(&mut self, id: TypeId, value: &Yaml, at: At<'_>, place: &str) -> Option<Expr> {
        let Yaml::Mapping(map) = value else {
            self.problems
                .error(Code::WrongLeaf, at.span(), format!("`{place}` is a map of its fields"))
                .help("write its fields as keys, each with a reference");
            return None;
        };
        let fields = self.fields_of(id);
        if let Some(key) = self.value_for_a_record(map, &fields) {
            let name = &self.types.defs[id.0].name;
            let first = fields.first().map_or("id", |field| field.wire.as_str());
            self.problems
                .error(
                    Code::UnknownTarget,
                    at.key_name(&key),
                    format!("`{place}` is a `{name}`, and takes no `{{{key}: …}}`"),
                )
                .why("where a record is expected, the keys of a map are its fields")
                .help(format!("write its fields, each with a value: `{{{first}: …}}`"));
            return None;
        }
        let has_own = fields.iter().any(|field| field.wire == "only_if");
        let mut whole = true;
        let only_if = match map.get("only_if") {
            Some(word) if !has_own => {
                let guard = self.record_guard(word, at.key("only_if"));
                whole &= guard.is_some();
                guard
            }
            _ => None,
        };
        let mut made = Vec::new();
        for (key, value) in map {
            let Some(key) = key.as_str() else { continue };
            if key == "only_if" && !has_own {
                continue;
            }
            let Some(index) = fields.iter().position(|field| field.wire == key) else {
                self.no_such_field(key, id, &fields, at);
                whole = false;
                continue;
            };
            let field = &fields[index];
            if field.access == Access::Read {
                let declared = self.declared(id, key);
                self.problems
                    .error(Code::UnknownTarget, at.key_name(key), format!("`{key}` is read-only"))
                    .also(declared, "declared here")
                    .help("drop it: the API does not take it");
                whole = false;
                continue;
            }
            let inner = format!("{place}.{key}");
            let slot = Slot { place: &inner, ty: &field.ty, field: Some((id, key)), secret: field.secret };
            match self.value(value, at.key(key), slot) {
                Some(value) => made.push((index, value)),
                None => whole = false,
            }
        }
        let record = Expr::Record { ty: id, fields: made, only_if };
        self.required(&record, id, &fields, at, place, whole);
        whole.then_some(record)
    }

    /// The key of a map that is a value, where a record without such a field is expected.
    fn value_for_a_record(&self, map: &serde_yaml::Mapping, fields: &[Field]) -> Option<String> {
        let mut keys = map.keys().filter_map(Yaml::as_str);
        let (key, None) = (keys.next()?, keys.next()) else { return None };
        let is_value = VALUES.contains(&key) && !fields.iter().any(|field| field.wire == key);
        is_value.then(|| key.to_owned())
    }

    /// Whatever a record requires is there wherever the record is.
    fn required(
        &mut self,
        record: &Expr,
        id: TypeId,
        fields: &[Field],
        at: At<'_>,
        place: &str,
        whole: bool,
    ) {
        let Expr::Record { fields: made, .. } = record else { return };
        let mark = self.facts.mark();
        // Where nothing of it is there, the record is left out; whether that will do is asked of what holds it.
        let present = present(record, &mut self.facts);
        self.facts.suppose(present);
        for (index, field) in fields.iter().enumerate() {
            if !field.is_required_in_requests() {
                continue;
            }
            match made.iter().find(|(other, _)| *other == index) {
                Some((_, value)) => {
                    if whole && !self.is_sure(value) {
                        let here = at.key(&field.wire);
                        let inner = format!("{place}.{}", field.wire);
                        self.may_be_absent(value, here, &inner, Some((id, &field.wire)));
                    }
                }
                None if at.has(&field.wire) => {}
                None => {
                    let at_place = if at.own_key().is_some() { at.name() } else { at.span().begin() };
                    let declared = self.declared(id, &field.wire);
                    self.problems
                        .error(Code::MissingTarget, at_place, format!("`{place}.{}` is missing", field.wire))
                        .also(declared, "required here")
                        .help(format!("say where it comes from: `{}: …`", field.wire));
                }
            }
        }
        if whole {
            self.keep_the_rules(made, id, at, place);
        }
        self.facts.forget(mark);
    }

    fn no_such_field(&mut self, key: &str, id: TypeId, fields: &[Field], at: At<'_>) {
        let name = &self.types.defs[id.0].name;
        let span = at.key_name(key);
        let known: Vec<&str> = fields.iter().map(|field| field.wire.as_str()).collect();
        let problem =
            self.problems.error(Code::UnknownTarget, span, format!("`{name}` has no field `{key}`"));
        if at.key(key).own_key().is_some_and(|own| own.text == key) {
            match nearest(key, known.iter().copied()) {
                Some(near) => problem.replace(span, near, format!("did you mean `{near}`?")),
                None => problem.help(format!("its fields are {}", quoted(&known))),
            };
        }
    }

    /// The one key of a map that is a value.
    fn one_value<'v>(
        &mut self,
        map: &'v serde_yaml::Mapping,
        at: At<'_>,
        slot: Slot<'_>,
    ) -> Option<(String, &'v Yaml)> {
        let mut entries = map.iter();
        if let (Some((key, value)), None) = (entries.next(), entries.next()) {
            if let Some(key) = key.as_str().filter(|key| VALUES.contains(key)) {
                return Some((key.to_owned(), value));
            }
        }
        let known = quoted(&VALUES);
        let near = map.keys().find_map(|key| {
            let key = key.as_str()?;
            Some((key.to_owned(), nearest(key, VALUES)?))
        });
        let why = format!("a map that is a value has one of the keys {known}");
        match near {
            Some((key, near)) if key != near => {
                let span = at.key_name(&key);
                self.problems
                    .error(Code::WrongLeaf, span, format!("there is no value `{key}`"))
                    .why(why)
                    .replace(span, near, format!("did you mean `{near}`?"));
            }
            _ => {
                let wanted = words(slot.ty, &self.types.defs);
                let takes_records =
                    matches!(slot.ty, Type::List(list) if matches!(list.item, Type::Named(_)));
                let problem = self.problems.error(
                    Code::WrongLeaf,
                    at.span(),
                    format!("this is a map, and `{}` is {wanted}", slot.place),
                );
                problem.why(why);
                match takes_records {
                    true => problem.help("write a list of records: `[{…}]`"),
                    false => problem.help("write a reference, or one of those"),
                };
            }
        }
        None
    }

    /// Reports what is neither a reference nor a map.
    pub fn not_a_value(&mut self, value: &Yaml, at: At<'_>) {
        let problem = self.problems.error(Code::WrongLeaf, at.span(), "a fixed value stands in `{const: …}`");
        problem.why(
            "a bare word is always a reference, so that a value and a name are never taken for each other",
        );
        match (value, at.scalar()) {
            (Yaml::Bool(_) | Yaml::Number(_) | Yaml::Null, Some(scalar)) => {
                let text = format!("{{const: {}}}", scalar.text);
                problem.replace(at.span(), text, "write");
            }
            _ => {
                problem.help("write a reference, or a fixed value: `{const: 5}`");
            }
        }
    }

    fn made_value(&mut self, key: &str, inner: &Yaml, at: At<'_>, slot: Slot<'_>) -> Option<Expr> {
        let here = at.key(key);
        match key {
            "const" => {
                let value = json(inner, here, self.problems)?;
                if value.is_null() && self.takes_null(slot) {
                    return Some(Expr::Const(value, slot.ty.clone()));
                }
                let check = ValueCheck::of_type(slot.ty, &self.types.defs);
                let findings = check.check(slot.place, &value, slot.ty, here);
                for finding in &findings {
                    self.problems
                        .error(
                            Code::WrongLeaf,
                            finding.span,
                            format!("the call does not take this: {}", finding.violation.path()),
                        )
                        .label(finding.violation.message())
                        .help("correct the value");
                }
                findings.is_empty().then(|| Expr::Const(value, slot.ty.clone()))
            }
            _ => {
                let made = self.computed(key, inner, here)?;
                let is_fit = match &made {
                    Expr::FirstOf(references) => {
                        references.iter().all(|reference| self.fit(reference, here, slot))
                    }
                    other => {
                        let ty = self.type_of(other);
                        let names = match other {
                            Expr::NamesPresent(names) => names.as_slice(),
                            _ => &[],
                        };
                        self.fit_type(&ty, None, false, here, slot) && self.named_enough(names, here, slot)
                    }
                };
                is_fit.then_some(made)
            }
        }
    }
}
