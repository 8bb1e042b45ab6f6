//! A word that refers to something: a field of the input, or what a step gave, and a way below it.

use super::known::present_at;
use super::{Builder, Subject};
use crate::diagnostics::{Code, Problem, nearest};
use crate::lower::type_expr::quoted;
use crate::model::{self, Access, Field, Reference, Root, Type, TypeId, TypeKind};
use crate::source::{At, Span};
use crate::spec;

/// Where the fields below a value are looked up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// In what is given.
    Given,
    /// In what came back.
    Returned,
}

/// Where a reference stands.
#[derive(Clone, Copy)]
pub struct Spot {
    /// Its place.
    pub span: Span,
    /// Whether it stands between the braces of a text.
    pub in_text: bool,
    /// Whether the place is that of the reference alone, so that it can be replaced.
    pub is_exact: bool,
}

impl Spot {
    /// Offers another reference, in place of this one where its place is known.
    fn offer(self, problem: &mut Problem, reference: &str, text: String) {
        match self.is_exact {
            true => problem.replace(self.span, reference, text),
            false => problem.help(text),
        };
    }
}

impl Builder<'_, '_> {
    /// Follows a reference that stands alone; see [`reference_at`](Self::reference_at).
    pub fn reference(&mut self, text: &str, at: At<'_>) -> Option<Reference> {
        self.reference_at(text, Spot { span: at.span(), in_text: false, is_exact: true })
    }

    /// Follows a reference; none where it leads nowhere, which is reported, or to a step that is broken.
    pub fn reference_at(&mut self, text: &str, spot: Spot) -> Option<Reference> {
        if text.split('.').any(str::is_empty) {
            self.problems.error(Code::UnknownReference, spot.span, format!("`{text}` is no reference")).help(
                match self.subject {
                    Subject::Input => "name an input or a step, and its fields after points: `found.id`",
                    Subject::Item => "name a field of the item, and the fields below it after points",
                },
            );
            return None;
        }
        // An input with such a name was reported where it stands.
        if text.contains('.') && self.is_wrong_input(text) {
            return None;
        }
        let mut words = text.split('.');
        let first = words.next().unwrap_or_default();
        let (mut made, side) = self.root(first, text, spot)?;
        for word in words {
            let (id, place, field) = self.below(&made, word, side, spot)?;
            let absent = match side {
                Side::Given => self.is_optional(&field),
                Side::Returned => !field.is_required_in_answers(),
            };
            let (one_way, direction) = match side {
                Side::Given => (field.access == Access::Read, "never given"),
                Side::Returned => (field.access == Access::Write, "never returned"),
            };
            if one_way {
                self.problems
                    .error(Code::UnknownReference, spot.span, format!("`{text}` is {direction}"))
                    .help("refer to something else");
                return None;
            }
            let absent = absent || field.presence.is_nullable();
            made.optional |= absent;
            if absent {
                made.unsure.push(made.path.len());
            }
            made.secret |= field.secret;
            made.ty = field.ty.clone();
            made.path.push((id, place));
        }
        // Where no case is left at all, the guard is at fault.
        if !self.facts.is_contradiction() && self.facts.prove(|facts| !present_at(&made, facts)) {
            self.problems
                .error(Code::NoEffect, spot.span, format!("`{text}` is never there here"))
                .why("the rules of the input and the guards of the steps leave no case in which it is")
                .help("drop it, or correct the guard of the step");
            return None;
        }
        Some(made)
    }

    fn root(&mut self, word: &str, text: &str, spot: Spot) -> Option<(Reference, Side)> {
        if let TypeKind::Record(record) = &self.types.defs[self.input.0].kind {
            if let Some(place) = record.fields.iter().position(|field| field.wire == word) {
                let field = &record.fields[place];
                let made = Reference {
                    text: text.to_owned(),
                    root: Root::Input(place),
                    path: Vec::new(),
                    ty: field.ty.clone(),
                    secret: field.secret,
                    optional: self.is_optional(field),
                    unsure: Vec::new(),
                };
                self.used.insert(place);
                return Some((made, Side::Given));
            }
        }
        // An input that is wrong was reported where it stands.
        if self.is_wrong_input(word) {
            return None;
        }
        if let Some(place) = self.made.iter().position(|made| made.name == word) {
            self.used_steps.insert(place);
            let step = self.made[place].step.as_ref()?;
            let Some(ty) = step.ty.clone() else {
                self.problems
                    .error(Code::UnknownReference, spot.span, format!("the step `{word}` gives nothing"))
                    .help(
                        "refer to something else: a call without an answer and `expect: none` have no value",
                    );
                return None;
            };
            let made = Reference {
                text: text.to_owned(),
                root: Root::Step(place),
                path: Vec::new(),
                ty,
                secret: false,
                optional: step.is_optional(),
                unsure: Vec::new(),
            };
            return Some((made, Side::Returned));
        }
        if self.subject == Subject::Item {
            self.unknown_of_item(word, text, spot);
            return None;
        }
        let steps = self.written.at.key("steps");
        if steps.has(word) {
            let span = steps.key_name(word);
            let current = self.written.file.steps.iter().flat_map(spec::Ordered::iter).nth(self.made.len());
            if current.is_some_and(|(name, _)| name == word) {
                self.problems
                    .error(Code::UnknownReference, spot.span, format!("the step `{word}` refers to itself"))
                    .why("what a step gives is there after it")
                    .help("refer to an input, or to an earlier step");
                return None;
            }
            self.problems
                .error(Code::UnknownReference, spot.span, format!("the step `{word}` is made later"))
                .also(span, "it stands here")
                .why("steps are made in the order in which they stand")
                .help("refer to an earlier step, or move this one down");
            return None;
        }
        self.unknown(word, text, spot);
        None
    }

    fn unknown(&mut self, word: &str, text: &str, spot: Spot) {
        let inputs = self.fields_of(self.input).into_iter().map(|field| field.wire);
        let steps = self.made.iter().map(|made| made.name.clone());
        let known: Vec<String> = inputs.chain(steps).collect();
        let near = nearest(word, known.iter().map(String::as_str));
        let what = format!("`{text}` is no input and no step");
        let problem = self.problems.error(Code::UnknownReference, spot.span, what);
        if !spot.in_text {
            problem.why("a bare word is always a reference; a fixed value is always `{const: …}`");
        }
        // Neither inputs nor steps have a word in front of them.
        let rest = text.split_once('.').filter(|_| matches!(word, "input" | "inputs" | "step" | "steps"));
        let rest = rest.map(|(_, rest)| rest);
        match near {
            _ if rest.is_some_and(|rest| known.iter().any(|name| rest.split('.').next() == Some(name))) => {
                let rest = rest.unwrap_or_default();
                spot.offer(problem, rest, format!("write `{rest}`"));
            }
            _ if text.contains('{') => {
                problem.help(format!("write `{{text: \"{text}\"}}` to put values into a text"));
            }
            Some(near) => {
                let whole = text.replacen(word, near, 1);
                spot.offer(problem, &whole, format!("did you mean `{whole}`?"));
            }
            None if spot.in_text => {
                problem
                    .help("refer to an input or a step, or leave out the braces if the word itself is meant");
            }
            None => {
                problem.help(format!("write `{{const: {text}}}` if the word itself is meant"));
            }
        }
    }

    /// What is no field of an item. There is nothing else that a word could be, so braces around it and words in front of
    /// it are habits from elsewhere.
    fn unknown_of_item(&mut self, word: &str, text: &str, spot: Spot) {
        let fields = self.fields_of(self.input).into_iter().map(|field| field.wire);
        let known: Vec<String> = fields.collect();
        let name = self.types.defs[self.input.0].name.clone();
        let bare = text.trim_matches(|c: char| matches!(c, '{' | '}' | '$') || c.is_whitespace());
        let is_known =
            |text: &&str| text.split('.').next().is_some_and(|first| known.iter().any(|name| name == first));
        let meant =
            [Some(bare), bare.split_once('.').map(|(_, rest)| rest)].into_iter().flatten().find(is_known);
        let near = nearest(word, known.iter().map(String::as_str));
        let what = match bare == text {
            true => format!("an item of `{name}` has no field `{word}`"),
            false => format!("`{text}` is no field of an item"),
        };
        let problem = self.problems.error(Code::UnknownReference, spot.span, what);
        problem.why("a bare word is a field of the item; a fixed value is always `{const: …}`");
        match (meant, near) {
            (Some(meant), _) => spot.offer(problem, meant, format!("write `{meant}`")),
            (None, Some(near)) => {
                let whole = text.replacen(word, near, 1);
                spot.offer(problem, &whole, format!("did you mean `{whole}`?"));
            }
            (None, None) => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                problem.help(format!("the fields of `{name}` are {}", quoted(&known)));
            }
        }
    }

    fn below(
        &mut self,
        from: &Reference,
        word: &str,
        side: Side,
        spot: Spot,
    ) -> Option<(TypeId, usize, Field)> {
        let whole = || from.text.split('.').take(from.path.len() + 1).collect::<Vec<_>>().join(".");
        let record = match &from.ty {
            Type::Named(id) => match &self.types.defs[id.0].kind {
                TypeKind::Record(record) => Some((*id, record)),
                _ => None,
            },
            _ => None,
        };
        let Some((id, record)) = record else {
            let is_list = matches!(from.ty, Type::List(_));
            let problem = self.problems.error(
                Code::UnknownReference,
                spot.span,
                format!("`{}` has no field `{word}`", whole()),
            );
            match is_list {
                true if from.path.is_empty() && matches!(from.root, Root::Step(_)) => {
                    problem.why("it is a list").help("take one item of it with `expect: one`")
                }
                true => problem.why("it is a list").help("refer to the whole list"),
                false => problem.why("it is no record").help("refer to the value itself"),
            };
            return None;
        };
        if let Some(place) = record.fields.iter().position(|field| field.wire == word) {
            return Some((id, place, record.fields[place].clone()));
        }
        let hidden = match side {
            Side::Given => Access::Read,
            Side::Returned => Access::Write,
        };
        let known = record.fields.iter().filter(|field| field.access != hidden);
        let known: Vec<&str> = known.map(|field| field.wire.as_str()).collect();
        let name = &self.types.defs[id.0].name;
        let near = nearest(word, known.iter().copied());
        let problem =
            self.problems.error(Code::UnknownReference, spot.span, format!("`{name}` has no field `{word}`"));
        match near {
            Some(near) => {
                let whole = format!("{}.{near}", whole());
                spot.offer(problem, &whole, format!("did you mean `{whole}`?"));
            }
            None => {
                problem.help(format!("its fields are {}", quoted(&known)));
            }
        }
        None
    }
}

/// Whether an input may be without a value. One with a default never is: the default is filled in.
pub fn is_optional_input(field: &Field) -> bool {
    field.default.is_none() && (field.presence != model::Presence::Required || field.access == Access::Read)
}
