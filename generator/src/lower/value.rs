//! A value of a spec against a type: what the generated validators will say of it, said when the spec is checked.

use actiongen_runtime::across::Broken;
use actiongen_runtime::{Accepts, Date, DateTime, Decimal, Pattern, accepts};
use serde_json::{Map, Value as Json};

use super::rules;
use crate::diagnostics::nearest;
use crate::model::{
    Access, Field, Presence, Range, Record, Tagged, Text, Type, TypeDef, TypeId, TypeKind, Union, Value,
};
use crate::source::{At, Span};
use crate::{phrase, wire};

/// In which direction a value travels: what is sent is checked strictly, what is returned leniently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// In a request.
    Sent,
    /// In an answer.
    Returned,
}

/// What is wrong with a value.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its place in the document: `body[0].email`.
    pub place: String,
    /// The word of the rule that it breaks.
    pub rule: &'static str,
    /// What is wrong, without the place.
    pub message: String,
    /// Where the value stands.
    pub span: Span,
    /// The field whose bound it breaks.
    pub field: Option<(TypeId, String)>,
    /// The rule across fields that it breaks, by its place in the record.
    pub across: Option<(TypeId, usize)>,
}

/// Checks values against the types of a service.
pub struct Checker<'m> {
    types: &'m [TypeDef],
    direction: Direction,
    findings: Vec<Finding>,
}

/// A value and where it stands.
#[derive(Clone)]
struct Spot<'a> {
    at: At<'a>,
    place: String,
    field: Option<(TypeId, String)>,
    secret: bool,
}

impl<'a> Spot<'a> {
    fn key(&self, key: &str) -> Self {
        Self { at: self.at.key(key), place: format!("{}.{key}", self.place), ..self.clone() }
    }

    fn item(&self, index: usize) -> Self {
        Self { at: self.at.item(index), place: format!("{}[{index}]", self.place), ..self.clone() }
    }
}

impl<'m> Checker<'m> {
    /// A checker for values that travel in a direction.
    pub fn new(types: &'m [TypeDef], direction: Direction) -> Self {
        Self { types, direction, findings: Vec::new() }
    }

    /// Checks one value.
    pub fn value(mut self, ty: &Type, value: &Json, at: At<'_>, place: &str) -> Vec<Finding> {
        self.check(ty, value, &Spot { at, place: place.to_owned(), field: None, secret: false });
        self.findings
    }

    /// Checks an object against fields that belong to no type: those of a path.
    pub fn fields(
        mut self,
        fields: &[Field],
        object: &Map<String, Json>,
        at: At<'_>,
        place: &str,
    ) -> Vec<Finding> {
        let spot = Spot { at, place: place.to_owned(), field: None, secret: false };
        self.object(None, fields, object, &spot);
        self.findings
    }

    fn refuse(&mut self, spot: &Spot<'_>, rule: &'static str, message: String) {
        self.findings.push(Finding {
            place: spot.place.clone(),
            rule,
            message,
            span: spot.at.span(),
            field: spot.field.clone(),
            across: None,
        });
    }

    fn check(&mut self, ty: &Type, value: &Json, spot: &Spot<'_>) {
        match (ty, value) {
            (Type::Json, _) => {}
            (_, Json::Null) => self.refuse(spot, "null", "null is not allowed".to_owned()),
            (Type::Text(text), Json::String(found)) => self.text(text, found, spot),
            (Type::Bool { .. }, Json::Bool(_)) => {}
            // So it comes back; an input document says true or false all the same.
            (Type::Bool { as_int: true }, Json::Number(number))
                if !self.is_strict() && matches!(number.as_i64(), Some(0 | 1)) => {}
            (Type::Int(range), Json::Number(number)) if number.is_i64() => {
                self.range(range, &number.to_string(), spot)
            }
            (Type::Int32(range), Json::Number(number)) if number.is_i64() => {
                match number.as_i64().map(i32::try_from) {
                    Some(Ok(_)) => self.range(range, &number.to_string(), spot),
                    _ => self.refuse(spot, "range", format!("{number} does not fit 32 bits")),
                }
            }
            (Type::Number(range), Json::Number(number)) => self.range(range, &number.to_string(), spot),
            (Type::Decimal { range, .. }, Json::Number(number)) => {
                self.range(range, &number.to_string(), spot)
            }
            (Type::Decimal { range, .. }, Json::String(text)) => match Decimal::new(text) {
                Ok(_) => self.range(range, text, spot),
                Err(_) => self.refuse(spot, "format", format!("{value} is no decimal number")),
            },
            (Type::Date, Json::String(text)) => {
                if self.is_strict() && !Date::new(text.as_str()).is_valid() {
                    self.refuse(spot, "format", format!("{value} is no date; write it like \"2026-01-31\""));
                }
            }
            (Type::DateTime { rfc2822: false }, Json::String(text)) => {
                if self.is_strict() && !DateTime::new(text.as_str()).is_valid() {
                    let message = format!("{value} is no date-time; write it like \"2026-01-31T12:00:00Z\"");
                    self.refuse(spot, "format", message);
                }
            }
            (Type::DateTime { rfc2822: true }, Json::String(text)) => {
                if self.is_strict() && !DateTime::new(text.as_str()).is_rfc2822() {
                    let message = format!(
                        "{value} is no date of RFC 2822; write it like \"Sat, 31 Jan 2026 12:00:00 +0000\""
                    );
                    self.refuse(spot, "format", message);
                }
            }
            (Type::List(list), Json::Array(items)) => {
                if let (Some(bound), true) = (list.items, self.is_strict()) {
                    if items.len() < bound.min() || bound.max().is_some_and(|max| items.len() > max) {
                        let found = counted(items.len(), "item");
                        self.refuse(spot, "items", format!("it has {found}; {}", bound.demand()));
                    }
                }
                if list.unique && self.is_strict() {
                    for (index, item) in items.iter().enumerate() {
                        if let Some(first) = items[..index].iter().position(|earlier| earlier == item) {
                            let message = format!("this repeats the item at [{first}]");
                            self.refuse(&spot.item(index), "unique", message);
                        }
                    }
                }
                for (index, item) in items.iter().enumerate() {
                    let spot = spot.item(index);
                    if let (true, Json::String(text), true) = (list.joined, item, self.is_strict()) {
                        if text.contains(',') {
                            self.refuse(
                                &spot,
                                "comma",
                                format!("{item} holds a comma, which would end the item"),
                            );
                        }
                    }
                    self.check(&list.item, item, &spot);
                }
            }
            (Type::Map(inner), Json::Object(entries)) => {
                for (key, value) in entries {
                    self.check(inner, value, &spot.key(key));
                }
            }
            (Type::Named(id), value) => self.named(*id, value, spot),
            (ty, value) => {
                let found = kind(value);
                self.refuse(spot, "type", format!("expected {}, found {found}", phrase::json_kind(ty)));
            }
        }
    }

    fn is_strict(&self) -> bool {
        self.direction == Direction::Sent
    }

    fn text(&mut self, bounds: &Text, found: &str, spot: &Spot<'_>) {
        if !self.is_strict() {
            return;
        }
        let shown = if spot.secret { "the value".to_owned() } else { Json::from(found).to_string() };
        if let Some(length) = bounds.length {
            let count = found.chars().count();
            if count < length.min() || length.max().is_some_and(|max| count > max) {
                let has = counted(count, "character");
                self.refuse(spot, "length", format!("{shown} has {has}; {}", length.demand()));
            }
        }
        if let Some(format) = bounds.format {
            if !format.matches(found) {
                self.refuse(spot, "format", format!("{shown} is not {}", format.phrase()));
            }
        }
        if let Some(pattern) = &bounds.pattern {
            if !Pattern::matches_once(pattern, found).unwrap_or(true) {
                self.refuse(spot, "pattern", format!("{shown} does not match `{pattern}`"));
            }
        }
    }

    fn range(&mut self, range: &Range, found: &str, spot: &Spot<'_>) {
        let Ok(number) = Decimal::new(found) else { return };
        let below = range.min.as_ref().is_some_and(|limit| match Decimal::new(&limit.value) {
            Ok(min) => number < min || (limit.excluded && number == min),
            Err(_) => false,
        });
        let above = range.max.as_ref().is_some_and(|limit| match Decimal::new(&limit.value) {
            Ok(max) => number > max || (limit.excluded && number == max),
            Err(_) => false,
        });
        if self.is_strict() && (below || above) {
            self.refuse(
                spot,
                "range",
                format!("{found} is not {}", phrase::range(range).unwrap_or_default()),
            );
        }
    }

    fn named(&mut self, id: TypeId, value: &Json, spot: &Spot<'_>) {
        let types = self.types;
        match (&types[id.0].kind, value) {
            (TypeKind::Record(record), Json::Object(object)) => {
                let before = self.findings.len();
                self.object(Some(id), &record.fields, object, spot);
                if self.is_strict() {
                    self.rules(id, record, object, spot, before);
                }
            }
            (TypeKind::Record(_), _) => {
                self.refuse(spot, "type", format!("expected an object, found {}", kind(value)));
            }
            (TypeKind::Enum(values), _) => {
                let is_known = values.values.iter().any(|known| match &known.value {
                    Value::Text(text) => value.as_str() == Some(text),
                    Value::Int(number) => value.as_i64() == Some(*number),
                });
                let fits = if values.is_int() { value.is_i64() } else { value.is_string() };
                if !fits {
                    let expected = if values.is_int() { "a whole number" } else { "text" };
                    self.refuse(spot, "type", format!("expected {expected}, found {}", kind(value)));
                } else if !is_known && self.is_strict() {
                    let known: Vec<String> = values
                        .values
                        .iter()
                        .map(|known| match &known.value {
                            Value::Text(text) => Json::from(text.as_str()).to_string(),
                            Value::Int(number) => number.to_string(),
                        })
                        .collect();
                    self.refuse(spot, "enum", format!("{value} is none of {}", known.join(", ")));
                }
            }
            (TypeKind::Union(union), _) => self.union(union, value, spot),
            (TypeKind::Tagged(tagged), _) => self.tagged(tagged, value, spot),
        }
    }

    /// What is sent is held to the alternative that it is told to be. An answer that fits none is kept as it is.
    fn union(&mut self, union: &Union, value: &Json, spot: &Spot<'_>) {
        match (union.told(value, self.types), self.direction) {
            (Some(told), Direction::Sent) => self.check(&told.ty, value, spot),
            (None, Direction::Sent) => {
                let expected: Vec<_> =
                    union.alternatives.iter().map(|other| phrase::told(&other.ty)).collect();
                self.refuse(
                    spot,
                    "type",
                    format!("expected {}, found {}", expected.join(" or "), kind(value)),
                );
            }
            (_, Direction::Returned) => {
                if let [only] = union.fitting(value, self.types).as_slice() {
                    self.check(&only.ty, value, spot);
                }
            }
        }
    }

    /// An answer with a tag that nobody knows is kept as it is.
    fn tagged(&mut self, tagged: &Tagged, value: &Json, spot: &Spot<'_>) {
        let Json::Object(object) = value else {
            if self.is_strict() {
                self.refuse(spot, "type", format!("expected an object, found {}", kind(value)));
            }
            return;
        };
        if let Some(variant) = tagged.told(value) {
            let fields = object.iter().filter(|(key, _)| **key != tagged.tag);
            let fields = fields.map(|(key, value)| (key.clone(), value.clone())).collect();
            return self.named(variant.record, &Json::Object(fields), spot);
        }
        if !self.is_strict() {
            return;
        }
        match object.get(&tagged.tag) {
            None => self.refuse(&spot.key(&tagged.tag), "required", "it is required".to_owned()),
            Some(Json::String(tag)) => {
                let known: Vec<String> = tagged
                    .variants
                    .iter()
                    .map(|variant| Json::from(variant.value.as_str()).to_string())
                    .collect();
                let message = format!("{} is none of {}", Json::from(tag.as_str()), known.join(", "));
                self.refuse(&spot.key(&tagged.tag), "enum", message);
            }
            Some(other) => {
                let rule = if other.is_null() { "null" } else { "type" };
                self.refuse(&spot.key(&tagged.tag), rule, format!("expected text, found {}", kind(other)));
            }
        }
    }

    /// The rules of a record, but for those that depend on a field in which something was found since `before`.
    fn rules(
        &mut self,
        id: TypeId,
        record: &Record,
        object: &Map<String, Json>,
        spot: &Spot<'_>,
        before: usize,
    ) {
        let found = &self.findings[before..];
        let is_whole = |index: &usize| {
            let place = spot.key(&record.fields[*index].wire).place;
            let is_under = |found: &Finding| match found.place.strip_prefix(&place) {
                Some(rest) => rest.is_empty() || rest.starts_with(['.', '[']),
                None => false,
            };
            // A key that nobody knows may be a field that is misspelt.
            !found.iter().any(|found| found.rule == "unknown" || is_under(found))
        };
        let read = wire::fields_read(self.types, &record.fields, object);
        let rules = record.rules.iter().enumerate();
        let rules = rules.filter(|(_, rule)| rule.kind.fields().iter().all(is_whole));
        let broken = rules.filter_map(|(index, rule)| {
            let Broken { rule, message } = rules::broken(rule, record, &read)?;
            Some(Finding {
                place: spot.place.clone(),
                rule: rule.name(),
                message,
                span: spot.at.span(),
                field: None,
                across: Some((id, index)),
            })
        });
        let broken: Vec<_> = broken.collect();
        self.findings.extend(broken);
    }

    fn object(
        &mut self,
        owner: Option<TypeId>,
        fields: &[Field],
        object: &Map<String, Json>,
        spot: &Spot<'_>,
    ) {
        for field in fields {
            let mut inner = spot.key(&field.wire);
            inner.field = owner.map(|id| (id, field.wire.clone()));
            inner.secret = field.secret;
            let required = match self.direction {
                Direction::Sent => field.is_required_in_requests(),
                Direction::Returned => field.is_required_in_answers(),
            };
            let read = object.get(&field.wire).and_then(|value| field.read(value));
            match &read {
                None if required => self.refuse(&inner, "required", "it is required".to_owned()),
                None => {}
                Some(_) if self.is_strict() && field.access == Access::Read => {
                    self.refuse(&inner, "read_only", "it is read-only and cannot be sent".to_owned());
                }
                Some(Json::Null) if field.presence.is_nullable() => {}
                // An answer may hold null where a field could be absent.
                Some(Json::Null) if !self.is_strict() && field.presence == Presence::Optional => {}
                Some(Json::Null) => self.refuse(&inner, "null", "null is not allowed".to_owned()),
                // What a type of 64 bits cannot hold stays a text.
                Some(Json::String(text))
                    if matches!(field.ty, Type::Int(_) | Type::Int32(_))
                        && field.accepts(Accepts::String)
                        && accepts::is_whole_number(text) =>
                {
                    self.refuse(&inner, "range", format!("{text} does not fit 64 bits"));
                }
                Some(value) => self.check(&field.ty, value, &inner),
            }
        }
        if self.is_strict() {
            for key in object.keys() {
                if fields.iter().any(|field| field.wire == *key) {
                    continue;
                }
                let words = fields.iter().map(|field| field.wire.as_str());
                let message = match nearest(key, words) {
                    Some(near) => format!("there is no such field; did you mean `{near}`?"),
                    None => "there is no such field".to_owned(),
                };
                let mut inner = spot.key(key);
                inner.field = None;
                self.refuse(&inner, "unknown", message);
            }
        }
    }
}

/// The JSON type of a value, for people.
pub fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(number) if number.is_f64() => "a number",
        Json::Number(_) => "a whole number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
