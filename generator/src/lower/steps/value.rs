//! The values of a request: every leaf against what the called action takes there.

use serde_yaml::Value as Yaml;

use super::fits::{Misfit, misfit, words};
use super::{Builder, presence};
use crate::diagnostics::{Code, nearest};
use crate::lower::document::json;
use crate::lower::type_expr::quoted;
use crate::lower::value::{Checker, Direction};
use crate::model::{Access, Expr, Field, Reference, Root, TextPart, Type, TypeId, TypeKind};
use crate::source::At;

/// The keys of a map that is a value.
const VALUES: [&str; 5] = ["const", "first_of", "text", "is_present", "names_present"];

/// Where a value goes.
#[derive(Clone, Copy)]
pub struct Slot<'s> {
    /// Its place in the input document of the called action.
    pub place: &'s str,
    /// The type that is wanted.
    pub ty: &'s Type,
    /// The field that it becomes, if it is one of a record.
    pub field: Option<(TypeId, &'s str)>,
    /// Whether what stands there is redacted.
    pub secret: bool,
}

impl Builder<'_, '_> {
    /// A value for a place of a request.
    pub fn value(&mut self, value: &Yaml, at: At<'_>, slot: Slot<'_>) -> Option<Expr> {
        match (slot.ty, value) {
            (Type::Named(id), Yaml::Mapping(_)) if self.is_record(*id) => {
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
                whole.then(|| Expr::List(made, slot.ty.clone()))
            }
            (_, Yaml::String(text)) => {
                let reference = self.reference(text, at)?;
                self.fit(&reference, at, slot).then_some(Expr::Reference(reference))
            }
            (_, Yaml::Mapping(map)) => {
                let (key, inner) = self.one_value(map, at)?;
                self.made_value(&key, inner, at, slot)
            }
            _ => {
                self.not_a_value(value, at);
                None
            }
        }
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
        let has_own = fields.iter().any(|field| field.wire == "only_if");
        let only_if = match map.get("only_if") {
            Some(word) if !has_own => {
                let at = at.key("only_if");
                match word.as_str() {
                    Some(word) => Some(self.reference(word, at)?),
                    None => {
                        self.not_a_value(word, at);
                        return None;
                    }
                }
            }
            _ => None,
        };
        let mut made = Vec::new();
        let mut whole = true;
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
        self.facts.suppose(&presence::of(record));
        for (index, field) in fields.iter().enumerate() {
            if !field.is_required_in_requests() {
                continue;
            }
            match made.iter().find(|(other, _)| *other == index) {
                Some((_, value)) => {
                    let presence = presence::of(value);
                    if whole && !self.facts.prove(&presence) {
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
        self.facts.forget(mark);
    }

    /// Reports a value that may be absent where one is required.
    pub fn may_be_absent(&mut self, value: &Expr, at: At<'_>, place: &str, target: Option<(TypeId, &str)>) {
        let what = match value {
            Expr::Reference(reference) => format!("`{}` may be absent", reference.text),
            Expr::FirstOf(references) => {
                let all: Vec<_> = references.iter().map(|reference| reference.text.as_str()).collect();
                format!("all of {} may be absent", quoted(&all))
            }
            _ => "this may be absent".to_owned(),
        };
        let declared = target.map(|(id, wire)| self.declared(id, wire));
        let skipped = match value {
            Expr::Reference(Reference { root: Root::Step(step), path, .. })
                if path.is_empty() || self.is_skipped(*step) =>
            {
                Some(self.made[*step].name.clone())
            }
            _ => None,
        };
        let input = match value {
            Expr::Reference(Reference { root: Root::Input(_), text, .. }) => {
                self.written.at.key("input").get(text.split('.').next().unwrap_or_default()).map(At::name)
            }
            _ => None,
        };
        let problem =
            self.problems.error(Code::MayBeAbsent, at.span(), format!("{what}, and `{place}` is required"));
        if let Some(span) = declared {
            problem.also(span, "required here");
        }
        if let Some(span) = input {
            problem.also(span, "not required here");
        }
        match skipped {
            Some(step) => {
                problem.why(format!("the step `{step}` may be left out, or find nothing"));
                problem.help(format!("give another value for that case, as in `{{first_of: [other, {step}]}}`, or guard this step too"));
            }
            None => {
                problem.help(
                    "require the input, make sure of it with a rule, or leave the record out with `only_if`",
                );
            }
        }
    }

    fn is_skipped(&self, step: usize) -> bool {
        self.made[step].step.as_ref().is_some_and(crate::model::Step::is_optional)
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
    fn one_value<'v>(&mut self, map: &'v serde_yaml::Mapping, at: At<'_>) -> Option<(String, &'v Yaml)> {
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
        let problem = self.problems.error(Code::WrongLeaf, at.span(), "no record is expected here");
        problem.why(format!("a map that is a value has one of the keys {known}"));
        match near {
            Some((key, near)) if key != near => {
                problem.replace(at.key_name(&key), near, format!("did you mean `{near}`?"));
            }
            _ => {
                problem.help("write a reference, or one of those");
            }
        }
        None
    }

    /// Reports what is neither a reference nor a map.
    pub fn not_a_value(&mut self, value: &Yaml, at: At<'_>) {
        let problem = match value {
            Yaml::Sequence(_) => {
                self.problems.error(Code::WrongLeaf, at.span(), "a list, where none is taken")
            }
            _ => self.problems.error(Code::WrongLeaf, at.span(), "a fixed value stands in `{const: …}`"),
        };
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
                let checker = Checker::new(&self.types.defs, Direction::Sent);
                let findings = checker.value(slot.ty, &value, here, slot.place);
                for finding in &findings {
                    self.problems
                        .error(
                            Code::WrongLeaf,
                            finding.span,
                            format!("the call does not take this: {}", finding.place),
                        )
                        .label(finding.message.clone())
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
                        self.fit_type(&ty, None, false, here, slot)
                    }
                };
                is_fit.then_some(made)
            }
        }
    }

    /// `first_of`, `text`, `is_present` or `names_present`.
    pub fn computed(&mut self, key: &str, inner: &Yaml, at: At<'_>) -> Option<Expr> {
        match (key, inner) {
            ("first_of", Yaml::Sequence(items)) => {
                let references: Option<Vec<_>> = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| match item {
                        Yaml::String(text) => self.reference(text, at.item(index)),
                        other => {
                            self.not_a_value(other, at.item(index));
                            None
                        }
                    })
                    .collect();
                let references = references?;
                if references.len() < 2 {
                    self.problems
                        .error(Code::WrongLeaf, at.span(), "the first of fewer than two")
                        .help("name the value alone, or another one besides");
                    return None;
                }
                if let Some(place) = references[..references.len() - 1].iter().position(|one| !one.optional) {
                    let always = &references[place].text;
                    self.problems
                        .error(
                            Code::NoEffect,
                            at.item(place + 1).span(),
                            format!("this is never taken, since `{always}` is always there"),
                        )
                        .help("drop it, or put it first");
                    return None;
                }
                Some(Expr::FirstOf(references))
            }
            ("text", Yaml::String(text)) => self.text(text, at),
            ("is_present", Yaml::String(word)) => {
                let reference = self.reference(word, at)?;
                if !reference.optional {
                    self.problems
                        .error(Code::NoEffect, at.span(), format!("`{word}` is always there"))
                        .help("write `{const: true}`, or drop it");
                    return None;
                }
                Some(Expr::IsPresent(reference))
            }
            ("names_present", Yaml::Sequence(items)) => {
                let names = items.iter().enumerate().map(|(index, item)| {
                    let at = at.item(index);
                    match item {
                        Yaml::String(word) => Some((word.clone(), self.reference(word, at)?)),
                        Yaml::Mapping(map) if map.len() == 1 => {
                            let (word, name) = map.iter().next()?;
                            let (word, name) = (word.as_str()?, name.as_str()?);
                            Some((name.to_owned(), self.reference(word, at)?))
                        }
                        other => {
                            self.not_a_value(other, at);
                            None
                        }
                    }
                });
                let names: Vec<Option<_>> = names.collect();
                Some(Expr::NamesPresent(names.into_iter().collect::<Option<_>>()?))
            }
            _ => {
                let wanted = match key {
                    "text" => "a text: `{text: \"Customer {id}\"}`",
                    "is_present" => "a reference: `{is_present: note}`",
                    _ => "a list of references: `[a, b]`",
                };
                self.problems
                    .error(Code::WrongLeaf, at.span(), format!("`{key}` takes something else"))
                    .help(format!("write {wanted}"));
                None
            }
        }
    }

    /// A text with references in braces.
    fn text(&mut self, text: &str, at: At<'_>) -> Option<Expr> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((word, after)) = after.split_once('}') else {
                self.problems
                    .error(Code::WrongLeaf, at.span(), "a `{` is not closed")
                    .help("write a reference between braces: `{found.id}`");
                return None;
            };
            if !before.is_empty() {
                parts.push(TextPart::Literal(before.to_owned()));
            }
            let reference = self.reference(word.trim(), at)?;
            let is_scalar = matches!(
                reference.ty,
                Type::Text(_)
                    | Type::Bool { .. }
                    | Type::Int(_)
                    | Type::Int32(_)
                    | Type::Number(_)
                    | Type::Decimal { .. }
                    | Type::Date
                    | Type::DateTime { .. }
            );
            if !is_scalar || reference.secret {
                let reason = if reference.secret { "it is secret" } else { "it is no text or number" };
                self.problems
                    .error(Code::WrongLeaf, at.span(), format!("`{}` cannot stand in a text", reference.text))
                    .label(reason)
                    .help("refer to something else");
                return None;
            }
            parts.push(TextPart::Reference(reference));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(TextPart::Literal(rest.to_owned()));
        }
        if parts.iter().all(|part| matches!(part, TextPart::Literal(_))) {
            self.problems
                .error(Code::NoEffect, at.span(), "a text without a reference")
                .help("write it as `{const: …}`");
            return None;
        }
        Some(Expr::Text(parts))
    }

    fn fit(&mut self, reference: &Reference, at: At<'_>, slot: Slot<'_>) -> bool {
        if reference.secret && !slot.secret {
            self.problems
                .error(
                    Code::WrongLeaf,
                    at.span(),
                    format!("`{}` is secret, and `{}` is not", reference.text, slot.place),
                )
                .why("it could be printed with the request")
                .help("mark the field of the called action as `secret`, or send something else");
            return false;
        }
        // What came back was not held to bounds; the call checks it before it is sent.
        let bounded = matches!(reference.root, Root::Input(_));
        self.fit_type(&reference.ty, Some(reference), bounded, at, slot)
    }

    fn fit_type(
        &mut self,
        found: &Type,
        reference: Option<&Reference>,
        bounded: bool,
        at: At<'_>,
        slot: Slot<'_>,
    ) -> bool {
        let Some(misfit) = misfit(found, slot.ty, bounded, &self.types.defs) else { return true };
        let what = reference.map_or("this".to_owned(), |reference| format!("`{}`", reference.text));
        match misfit {
            Misfit::Type { found, wanted } => {
                let is_list = matches!(slot.ty, Type::List(_));
                let problem = self.problems.error(
                    Code::WrongLeaf,
                    at.span(),
                    format!("{what} is {found}, and `{}` is {wanted}", slot.place),
                );
                match (is_list, reference) {
                    (true, Some(reference)) => problem.help(format!("write a list: `[{}]`", reference.text)),
                    _ => problem.help("refer to a value of the type that the call takes"),
                };
            }
            Misfit::Bound { key, found, wanted } => {
                let declared = slot.field.map(|(id, wire)| self.bound_of(id, wire, key));
                let own = reference.and_then(|reference| {
                    let word = reference.text.split('.').next().unwrap_or_default();
                    self.written.at.key("input").get(word).map(At::name)
                });
                let problem = self.problems.error(
                    Code::LooserBound,
                    at.span(),
                    format!("{what} may be {found}, and `{}` takes {wanted}", slot.place),
                );
                problem.label("the call would be refused");
                if let Some(span) = own {
                    problem.also(span, "the input is declared here");
                }
                if let Some(span) = declared {
                    problem.also(span, "the bound of the call");
                }
                problem.help(format!("give the input the same `{key}`, or a tighter one"));
            }
        }
        false
    }

    /// The type that a value has.
    pub fn type_of(&self, expr: &Expr) -> Type {
        match expr {
            Expr::Reference(reference) => reference.ty.clone(),
            Expr::Const(_, ty) | Expr::List(_, ty) => ty.clone(),
            Expr::FirstOf(references) => references.first().map_or(Type::Json, |first| first.ty.clone()),
            Expr::Text(_) => Type::Text(crate::model::Text::default()),
            Expr::IsPresent(_) => Type::Bool { as_int: false },
            Expr::NamesPresent(_) => Type::List(Box::new(crate::model::List {
                item: Type::Text(crate::model::Text::default()),
                items: None,
                unique: false,
                joined: false,
            })),
            Expr::Record { ty, .. } => Type::Named(*ty),
        }
    }

    /// A type in words.
    pub fn words(&self, ty: &Type) -> String {
        words(ty, &self.types.defs)
    }
}
