//! What an action made of steps gives: a record whose fields follow from where their values come from.

use serde_yaml::Value as Yaml;

use super::Builder;
use super::value::VALUES;
use crate::diagnostics::{Code, nearest};
use crate::lower::document::json;
use crate::lower::field::Places;
use crate::lower::prose;
use crate::model::{
    Access, Expr, Field, List, Presence, Range, Record, Reference, Root, Text, TextPart, Type, TypeDef,
    TypeId, TypeKind, Usage,
};
use crate::names;
use crate::source::At;

impl Builder<'_, '_> {
    /// The record of the output, and the value of each of its fields.
    pub fn output(&mut self) -> Option<(TypeId, Vec<Expr>)> {
        let at = self.written.at.key("output");
        let Some(written) = &self.written.file.output else {
            if crate::lower::is_missing(self.written.at, "output") {
                self.problems
                    .error(Code::MissingKey, self.written.at.key_name("steps"), "the `output` is missing")
                    .help("say what the caller gets: `output: {customer: created}`");
            }
            return None;
        };
        let mut fields = Vec::new();
        let mut values = Vec::new();
        let mut is_whole = true;
        for (wire, value) in written.iter() {
            let here = at.key(wire);
            let rust = names::field(wire);
            if let Some(reason) = names::refusal(&rust) {
                self.problems
                    .error(Code::NoRustName, here.name(), format!("`{wire}` cannot be a field in Rust"))
                    .label(reason)
                    .help("call it something else");
                is_whole = false;
                continue;
            }
            match self.output_value(&value.0, here) {
                Some(value) => {
                    fields.push(self.output_field(wire, rust, &value));
                    values.push(value);
                }
                None => is_whole = false,
            }
        }
        if written.is_empty() {
            self.problems
                .error(Code::EmptyRecord, at.name(), "an output without anything in it")
                .help("say what the caller gets: `output: {customer: created}`");
            return None;
        }
        let help = "give one of them another name";
        crate::lower::record::report_collisions(&fields, |wire| Some(at.key(wire)), help, self.problems);
        if !is_whole {
            return None;
        }
        let id = TypeId(self.types.defs.len());
        let name = format!("{}Output", names::variant(&self.written.name));
        let places = fields.iter().map(|field| ((id, field.wire.clone()), Places::one(at.key(&field.wire))));
        self.types.places.extend(places);
        self.types.declared.push(at);
        self.types.defs.push(TypeDef {
            resource: self.resource,
            rust: name.clone(),
            name,
            doc: Some(format!("What `{}` gives.", self.id())),
            source: prose::line(self.written.file.source.as_deref()),
            deviation: None,
            deprecated: None,
            usage: Usage::default(),
            kind: TypeKind::Record(Record { fields, rules: Vec::new() }),
        });
        Some((id, values))
    }

    fn id(&self) -> String {
        format!("{}.{}", self.service.resources[self.resource].name, self.written.name)
    }

    fn output_value(&mut self, value: &Yaml, at: At<'_>) -> Option<Expr> {
        match value {
            Yaml::String(text) => {
                let reference = self.reference(text, at)?;
                if reference.secret {
                    self.problems
                        .error(Code::WrongLeaf, at.span(), format!("`{text}` is secret"))
                        .why("what an action gives is printed")
                        .help("leave it out of the output");
                    return None;
                }
                Some(Expr::Reference(reference))
            }
            Yaml::Sequence(items) => {
                let items: Vec<Option<Expr>> = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| self.output_value(item, at.item(index)))
                    .collect();
                let items: Vec<Expr> = items.into_iter().collect::<Option<_>>()?;
                let Some(first) = items.first().map(|first| unbounded(self.type_of(first))) else {
                    self.problems
                        .error(Code::WrongLeaf, at.span(), "a list without anything in it")
                        .help("name what stands in it: `[created]`");
                    return None;
                };
                if let Some(place) = items.iter().position(|item| unbounded(self.type_of(item)) != first) {
                    let words = self.words(&first);
                    self.problems
                        .error(Code::WrongLeaf, at.item(place).span(), "a list of different types")
                        .also(at.item(0).span(), format!("the first is {words}"))
                        .help("give values of one type");
                    return None;
                }
                let list = List { item: first, items: None, unique: false, joined: false };
                Some(Expr::List(items, Type::List(Box::new(list))))
            }
            Yaml::Mapping(map) => {
                let (key, inner) = match map.iter().next() {
                    Some((Yaml::String(key), inner)) if map.len() == 1 => (key.clone(), inner),
                    _ => {
                        self.problems
                            .error(Code::WrongLeaf, at.span(), "an output is no map of its own")
                            .help("write a reference, `{const: …}`, `{first_of: […]}`, `{text: …}`, `{is_present: …}` or `{names_present: […]}`");
                        return None;
                    }
                };
                let here = at.key(&key);
                match key.as_str() {
                    "const" => {
                        let value = json(inner, here, self.problems)?;
                        let ty = const_type(&value);
                        Some(Expr::Const(value, ty))
                    }
                    "first_of" => {
                        let made = self.computed(&key, inner, here)?;
                        if let Expr::FirstOf(references) = &made {
                            let first = unbounded(references[0].ty.clone());
                            let odd = references.iter().find(|other| unbounded(other.ty.clone()) != first);
                            if let Some(odd) = odd {
                                let first = self.words(&references[0].ty);
                                let other = self.words(&odd.ty);
                                self.problems
                                    .error(
                                        Code::WrongLeaf,
                                        here.span(),
                                        format!(
                                            "`{}` is {other}, and `{}` is {first}",
                                            odd.text, references[0].text
                                        ),
                                    )
                                    .help("name values of one type");
                                return None;
                            }
                            if references.iter().any(|reference| reference.secret) {
                                self.problems
                                    .error(Code::WrongLeaf, here.span(), "one of these is secret")
                                    .why("what an action gives is printed")
                                    .help("leave it out of the output");
                                return None;
                            }
                        }
                        Some(made)
                    }
                    "text" | "is_present" | "names_present" => self.computed(&key, inner, here),
                    other => {
                        let span = at.key_name(other);
                        let problem = self.problems.error(
                            Code::WrongLeaf,
                            span,
                            format!("there is no value `{other}`"),
                        );
                        match nearest(other, VALUES) {
                            Some(near) => problem.replace(span, near, format!("did you mean `{near}`?")),
                            None => problem.help("write a reference, `{const: …}`, `{first_of: […]}`, `{text: …}`, `{is_present: …}` or `{names_present: […]}`"),
                        };
                        None
                    }
                }
            }
            other => {
                self.not_a_value(other, at);
                None
            }
        }
    }

    fn output_field(&mut self, wire: &str, rust: String, value: &Expr) -> Field {
        let always = self.is_sure(value);
        Field {
            wire: wire.to_owned(),
            rust,
            label: names::label(wire),
            ty: unbounded(self.type_of(value)),
            presence: if always { Presence::Required } else { Presence::Optional },
            access: Access::Both,
            accepts: Vec::new(),
            secret: false,
            boxed: false,
            default: None,
            example: None,
            placeholder: None,
            doc: Some(self.meaning(value)),
            deprecated: None,
            beta: false,
            deviation: None,
            scalar: None,
        }
    }

    /// What an output means, from where it comes.
    fn meaning(&self, value: &Expr) -> String {
        match value {
            Expr::Const(value, _) => format!("Always `{value}`."),
            Expr::Reference(reference) => self.meaning_of(reference),
            Expr::FirstOf(references) => {
                let named: Vec<_> =
                    references.iter().map(|reference| format!("`{}`", reference.text)).collect();
                format!("The first of {} that is there.", named.join(" and "))
            }
            Expr::IsPresent(reference) => match reference.root {
                Root::Step(_) if reference.path.is_empty() => {
                    format!("Whether the step `{}` was made and gave something.", reference.text)
                }
                _ => format!("Whether there is a `{}`.", reference.text),
            },
            Expr::NamesPresent(names) => {
                let named: Vec<_> = names.iter().map(|(name, _)| format!("`{name}`")).collect();
                format!("Which of these were given: {}.", named.join(", "))
            }
            Expr::Text(parts) => {
                let text: String = parts
                    .iter()
                    .map(|part| match part {
                        TextPart::Literal(text) => text.clone(),
                        TextPart::Reference(reference) => format!("{{{}}}", reference.text),
                    })
                    .collect();
                format!("The text `{text}`, with the values in it.")
            }
            Expr::List(items, _) => match items.as_slice() {
                [one] => format!("A list of one: {}", lowered(&self.meaning(one))),
                _ => "A list of what the steps gave.".to_owned(),
            },
            Expr::Record { .. } => String::new(),
        }
    }

    fn meaning_of(&self, reference: &Reference) -> String {
        match (reference.path.last(), reference.root) {
            (Some((id, place)), _) => {
                let fields = self.fields_of(*id);
                fields[*place].doc.clone().unwrap_or_else(|| format!("The `{}`.", reference.text))
            }
            (None, Root::Input(place)) => {
                let fields = self.fields_of(self.input);
                fields[place].doc.clone().unwrap_or_else(|| "What was given.".to_owned())
            }
            (None, Root::Step(place)) => {
                let call = self.made[place].step.as_ref().map(|step| step.action);
                let id = call.map_or_else(String::new, |call| {
                    let resource = &self.service.resources[call.resource];
                    format!("{}.{}", resource.name, resource.actions[call.action].name)
                });
                format!("What `{id}` gave, in the step `{}`.", reference.text)
            }
        }
    }
}

/// With a small letter in front.
fn lowered(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn const_type(value: &serde_json::Value) -> Type {
    use serde_json::Value as Json;
    match value {
        Json::Bool(_) => Type::Bool { as_int: false },
        Json::String(_) => Type::Text(Text::default()),
        Json::Number(number) if number.is_i64() => Type::Int(Range::default()),
        Json::Number(_) => Type::Number(Range::default()),
        Json::Null | Json::Array(_) | Json::Object(_) => Type::Json,
    }
}

/// What an action gives is read, not checked: no bound holds there.
fn unbounded(ty: Type) -> Type {
    match ty {
        Type::Text(_) => Type::Text(Text::default()),
        Type::Int(_) => Type::Int(Range::default()),
        Type::Int32(_) => Type::Int32(Range::default()),
        Type::Number(_) => Type::Number(Range::default()),
        Type::Decimal { as_number, .. } => Type::Decimal { range: Range::default(), as_number },
        Type::List(list) => {
            let item = unbounded(list.item);
            Type::List(Box::new(List { item, items: None, unique: false, joined: false }))
        }
        Type::Map(value) => Type::Map(Box::new(unbounded(*value))),
        other => other,
    }
}
