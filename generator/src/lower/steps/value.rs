//! The values of a request: every leaf against what the called action takes there.

use actiongen_runtime::Items;
use serde_yaml::Value as Yaml;

use super::fits::{Misfit, misfit, words};
use super::{Builder, Made, presence};
use crate::diagnostics::{Code, nearest};
use crate::lower::document::json;
use crate::lower::type_expr::quoted;
use crate::lower::value::{Checker, Direction};
use crate::model::{Access, Expect, Expr, Field, List, Reference, Root, TextPart, Type, TypeId, TypeKind};
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
        let sure = made.iter().filter(|item| self.facts.prove(&presence::of(item))).count();
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

    /// What leaves a record out, which has to be something that may be absent.
    fn record_guard(&mut self, word: &Yaml, at: At<'_>) -> Option<Reference> {
        let Some(word) = word.as_str() else {
            self.problems
                .error(Code::WrongLeaf, at.span(), "`only_if` takes one reference")
                .help("write a reference: `only_if: note`");
            return None;
        };
        let reference = self.reference(word, at)?;
        if self.facts.prove(&presence::of_reference(&reference)) {
            self.problems
                .error(Code::NoEffect, at.span(), format!("`{word}` is always there"))
                .label("so the record is never left out")
                .help("drop `only_if`, or name something that may be absent");
            return None;
        }
        Some(reference)
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
        let mut causes = Vec::new();
        self.causes(value, &mut causes);
        let names: Vec<&str> = causes.iter().map(|cause| cause.text.as_str()).collect();
        let what = match (value, names.as_slice()) {
            (Expr::Reference(_), [one]) => format!("`{one}` may be absent, and `{place}` is required"),
            (Expr::FirstOf(_), all) => {
                format!("all of {} may be absent, and `{place}` is required", quoted(all))
            }
            (_, [one]) => format!("where `{one}` is absent, so is `{place}`, which is required"),
            (_, all) => format!("where {} are absent, so is `{place}`, which is required", quoted(all)),
        };
        let declared = target.map(|(id, wire)| self.declared(id, wire));
        let (why, help) = match causes.first() {
            Some(cause) => self.mended(cause, target.is_some()),
            None => (None, "give a value that is there in every case".to_owned()),
        };
        let input = causes.first().and_then(|cause| {
            let Root::Input(_) = cause.root else { return None };
            let word = cause.text.split('.').next().unwrap_or_default();
            self.written.at.key("input").get(word).map(At::name)
        });
        let problem = self.problems.error(Code::MayBeAbsent, at.span(), what);
        if let Some(span) = declared {
            problem.also(span, "required here");
        }
        if let Some(span) = input {
            problem.also(span, "the input");
        }
        if let Some(why) = why {
            problem.why(why);
        }
        problem.help(help);
    }

    /// What a value is absent for the want of.
    fn causes(&self, value: &Expr, causes: &mut Vec<Reference>) {
        let mut add = |reference: &Reference| {
            let known = causes.iter().any(|cause| cause.text == reference.text);
            if !known && !self.facts.prove(&presence::of_reference(reference)) {
                causes.push(reference.clone());
            }
        };
        match value {
            Expr::Reference(reference) => add(reference),
            Expr::FirstOf(references) => references.iter().for_each(add),
            Expr::Text(parts) => parts.iter().for_each(|part| {
                if let TextPart::Reference(reference) = part {
                    add(reference);
                }
            }),
            Expr::Record { only_if: Some(reference), .. }
                if !self.facts.prove(&presence::of_reference(reference)) =>
            {
                add(reference);
            }
            Expr::Record { fields, .. } => fields.iter().for_each(|(_, value)| self.causes(value, causes)),
            Expr::List(items, _) => items.iter().for_each(|item| self.causes(item, causes)),
            Expr::Const(..) | Expr::IsPresent(_) | Expr::NamesPresent(_) => {}
        }
    }

    /// Why a value may be absent, and what its author may do about it.
    fn mended(&self, cause: &Reference, of_a_record: bool) -> (Option<String>, String) {
        match cause.root {
            Root::Step(step) if self.is_skipped(step) => {
                let Made { name, step } = &self.made[step];
                let guarded = step.as_ref().is_some_and(|step| step.guard.is_some());
                let finds_nothing = step.as_ref().is_some_and(|step| step.expect == Some(Expect::AtMostOne));
                let why = match (guarded, finds_nothing) {
                    (true, true) => format!("the step `{name}` may be left out, or find nothing"),
                    (true, false) => format!("the step `{name}` may be left out"),
                    (false, _) => format!("the step `{name}` may find nothing"),
                };
                let help = format!(
                    "give another value for that case, as in `{{first_of: [{}, other]}}`, or guard this step with `only_if: {}`",
                    cause.text, cause.text
                );
                (Some(why), help)
            }
            Root::Step(_) => {
                let why = "an answer may come without it".to_owned();
                let help = format!("send another value, or guard this step with `only_if: {}`", cause.text);
                (Some(why), help)
            }
            Root::Input(place) => {
                let is_null = self.fields_of(self.input)[place].presence.is_nullable();
                let why = is_null.then(|| "null counts as absent".to_owned());
                let help = match of_a_record {
                    true => {
                        "require the input, make sure of it with a rule, or leave the record out with `only_if`"
                    }
                    false => {
                        "require the input, make sure of it with a rule, or guard the step with `only_if`"
                    }
                };
                (why, help.to_owned())
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
                        _ => {
                            self.no_reference(key, at.item(index));
                            None
                        }
                    })
                    .collect();
                let references = references?;
                self.refuse_twice(&references.iter().collect::<Vec<_>>(), at)?;
                if references.len() < 2 {
                    self.problems
                        .error(Code::WrongLeaf, at.span(), "the first of fewer than two")
                        .help("name the value alone, or another one besides");
                    return None;
                }
                let before = &references[..references.len() - 1];
                let always = before.iter().position(|one| self.facts.prove(&presence::of_reference(one)));
                if let Some(place) = always {
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
                if self.facts.prove(&presence::of_reference(&reference)) {
                    self.problems
                        .error(Code::NoEffect, at.span(), format!("`{word}` is always there"))
                        .help("write `{const: true}`, or drop it");
                    return None;
                }
                Some(Expr::IsPresent(reference))
            }
            ("names_present", Yaml::Sequence(items)) => {
                let names: Vec<Option<_>> =
                    items.iter().enumerate().map(|(index, item)| self.named(item, at.item(index))).collect();
                let names: Vec<(String, Reference)> = names.into_iter().collect::<Option<_>>()?;
                if names.is_empty() {
                    self.problems
                        .error(Code::WrongLeaf, at.span(), "the names of nothing")
                        .help("name what may be present: `{names_present: [title, note]}`");
                    return None;
                }
                self.refuse_twice(&names.iter().map(|(_, reference)| reference).collect::<Vec<_>>(), at)?;
                for (index, (name, _)) in names.iter().enumerate() {
                    if let Some(first) = names[..index].iter().position(|(other, _)| other == name) {
                        self.problems
                            .error(
                                Code::ValueTwice,
                                at.item(index).span(),
                                format!("two of these go by the name `{name}`"),
                            )
                            .also(at.item(first).span(), "the first of the two")
                            .help(format!("give one of them another name: `{{{}: …}}`", names[index].1.text));
                        return None;
                    }
                }
                Some(Expr::NamesPresent(names))
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

    /// One of the things whose names are given where they are present, and its name.
    fn named(&mut self, item: &Yaml, at: At<'_>) -> Option<(String, Reference)> {
        let (word, name) = match item {
            Yaml::String(word) => (word.as_str(), word.as_str()),
            Yaml::Mapping(map) if map.len() == 1 => {
                let entry = map.iter().next();
                match entry.and_then(|(word, name)| Some((word.as_str()?, name.as_str()?))) {
                    Some(entry) => entry,
                    None => {
                        self.no_reference("names_present", at);
                        return None;
                    }
                }
            }
            _ => {
                self.no_reference("names_present", at);
                return None;
            }
        };
        let reference = self.reference(word, at)?;
        if self.facts.prove(&presence::of_reference(&reference)) {
            self.problems
                .error(Code::NoEffect, at.span(), format!("`{word}` is always there"))
                .label("so its name always is, too")
                .help("drop it, or name something that may be absent");
            return None;
        }
        Some((name.to_owned(), reference))
    }

    /// Reports an item of `first_of` or `names_present` that is no reference.
    fn no_reference(&mut self, key: &str, at: At<'_>) {
        let problem =
            self.problems.error(Code::WrongLeaf, at.span(), format!("`{key}` takes references only"));
        match key {
            "first_of" => problem.help(
                "refer to inputs and steps; a value that is there in every case is the `default` of an input",
            ),
            _ => problem.help(
                "write a reference, or `{reference: name}` for another name: `[title, {new_isbn: isbn}]`",
            ),
        };
    }

    /// Refuses to look at one thing twice.
    fn refuse_twice(&mut self, references: &[&Reference], at: At<'_>) -> Option<()> {
        for (index, reference) in references.iter().enumerate() {
            if let Some(first) = references[..index].iter().position(|other| other.text == reference.text) {
                self.problems
                    .error(
                        Code::ValueTwice,
                        at.item(index).span(),
                        format!("`{}` stands here twice", reference.text),
                    )
                    .also(at.item(first).span(), "the first of the two")
                    .help("drop one of them");
                return None;
            }
        }
        Some(())
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
            self.refuse_unopened(before, at)?;
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
                let (reason, help) = match (reference.secret, &reference.ty) {
                    (true, _) => ("it is secret", "leave it out of the text"),
                    (false, Type::Named(_)) => ("it is no text or number", "refer to a field of it"),
                    (false, _) => ("it is no text or number", "leave it out of the text"),
                };
                self.problems
                    .error(Code::WrongLeaf, at.span(), format!("`{}` cannot stand in a text", reference.text))
                    .label(reason)
                    .help(help);
                return None;
            }
            parts.push(TextPart::Reference(reference));
            rest = after;
        }
        self.refuse_unopened(rest, at)?;
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

    fn refuse_unopened(&mut self, literal: &str, at: At<'_>) -> Option<()> {
        if literal.contains('}') {
            self.problems
                .error(Code::WrongLeaf, at.span(), "a `}` without a `{`")
                .help("write a reference between braces: `{found.id}`");
            return None;
        }
        Some(())
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
        let Some(found_wrong) = misfit(found, slot.ty, bounded, &self.types.defs) else { return true };
        let what = reference.map_or("this".to_owned(), |reference| format!("`{}`", reference.text));
        match found_wrong {
            Misfit::Type { found, wanted } => {
                let as_item = reference.filter(|reference| match slot.ty {
                    Type::List(list) => {
                        misfit(&reference.ty, &list.item, bounded, &self.types.defs).is_none()
                    }
                    _ => false,
                });
                let problem = self.problems.error(
                    Code::WrongLeaf,
                    at.span(),
                    format!("{what} is {found}, and `{}` is {wanted}", slot.place),
                );
                match as_item {
                    Some(reference) => problem.help(format!("write a list: `[{}]`", reference.text)),
                    None => problem.help("refer to a value of the type that the call takes"),
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
                    match key {
                        "items" => format!("{what} may have {found}, and `{}` takes {wanted}", slot.place),
                        _ => format!("{what} may be {found}, and `{}` takes {wanted}", slot.place),
                    },
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
