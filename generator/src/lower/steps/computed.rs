//! Values that are made of others: `first_of`, `text`, `is_present` and `names_present`.

use serde_yaml::Value as Yaml;

use super::Builder;
use super::fits::words;
use super::reference::Spot;
use crate::diagnostics::Code;
use crate::model::{Expr, Reference, TextPart, Type};
use crate::source::At;

impl Builder<'_, '_> {
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
                if let Some(place) = references.iter().position(|one| one.secret != references[0].secret) {
                    self.problems
                        .error(
                            Code::WrongLeaf,
                            at.item(place).span(),
                            "one of these is secret, and one is not",
                        )
                        .also(at.item(0).span(), "the first")
                        .help("name values that are all secret, or none of them");
                    return None;
                }
                if references.len() < 2 {
                    self.problems
                        .error(Code::WrongLeaf, at.span(), "the first of fewer than two")
                        .help("name the value alone, or another one besides");
                    return None;
                }
                let before = &references[..references.len() - 1];
                let always = before.iter().position(|one| self.leads_somewhere(one));
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
                if self.leads_somewhere(&reference) {
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
        if self.leads_somewhere(&reference) {
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
        if text.contains("{{") || text.contains("}}") {
            self.problems
                .error(Code::WrongLeaf, at.span(), "two braces in a row")
                .why("braces stand around references only: a text cannot have one of its own")
                .help("write one on each side: `{found.id}`");
            return None;
        }
        let mut parts = Vec::new();
        // Every reference is looked at, so that every mistake is reported.
        let mut is_whole = true;
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((braced, after)) = after.split_once('}') else {
                self.problems
                    .error(Code::WrongLeaf, at.span(), "a `{` is not closed")
                    .help("write a reference between braces: `{found.id}`");
                return None;
            };
            self.refuse_unopened(before, at)?;
            if !before.is_empty() {
                parts.push(TextPart::Literal(before.to_owned()));
            }
            let word = braced.trim();
            let from =
                text.len() - rest.len() + before.len() + 1 + (braced.len() - braced.trim_start().len());
            match self.reference_in_text(word, spot_of_part(at, from, from + word.len())) {
                Some(reference) => parts.push(TextPart::Reference(reference)),
                None => is_whole = false,
            }
            rest = after;
        }
        self.refuse_unopened(rest, at)?;
        if !is_whole {
            return None;
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

    /// A reference to what can stand in a text.
    fn reference_in_text(&mut self, word: &str, spot: Spot) -> Option<Reference> {
        let reference = self.reference_at(word, spot)?;
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
        if is_scalar && !reference.secret {
            return Some(reference);
        }
        let (reason, help) = match (reference.secret, &reference.ty) {
            (true, _) => ("it is secret", "leave it out of the text"),
            (false, Type::Named(_)) => ("it is no text or number", "refer to a field of it"),
            (false, _) => ("it is no text or number", "leave it out of the text"),
        };
        self.problems
            .error(Code::WrongLeaf, spot.span, format!("`{}` cannot stand in a text", reference.text))
            .label(reason)
            .help(help);
        None
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

/// The place of a reference in a text; that of the whole text, where it is not written as it is.
fn spot_of_part(at: At<'_>, from: usize, to: usize) -> Spot {
    let part = at.scalar().and_then(|scalar| scalar.part(from, to));
    Spot { span: part.unwrap_or_else(|| at.span()), in_text: true, is_exact: part.is_some() }
}
