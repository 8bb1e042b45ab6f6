//! Reading values from a document strictly: everything that is wrong with it is reported, at once.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::json_type;
use super::value::{DynamicValue, RecordValue};
use crate::accepts::{self, Accepts};
use crate::bind::unbound;
use crate::bounds::Range;
use crate::catalog::description::{Access, EnumValue, Field, Record, Tagged, Type, TypeKind, Types, Union};
use crate::decimal::Decimal;
use crate::json::type_name;
use crate::nearest::nearest;
use crate::path::{Part, Path};
use crate::snippet::{Clipped, Quoted};
use crate::violation::{Rule, Violation, Violations};

/// How deeply a document may be nested.
pub(crate) const MAX_DEPTH: u16 = 128;

/// For how many unknown keys of a document the nearest known name is looked for.
const MAX_SUGGESTIONS: u16 = 100;

/// What references in the strings of a document are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum References {
    /// Text: the document was bound, or is the engine's own.
    Text,
    /// Mistakes: the document should have been bound.
    Rejected,
    /// Values that nobody knows yet: the document is a draft.
    Pending,
}

/// Reads values of the types of a description.
pub(crate) struct Reader<'d> {
    types: &'d Types,
    references: References,
    violations: Violations,
    suggestions: u16,
}

/// Where a value is, and what is known about it.
#[derive(Clone, Copy)]
struct At<'p> {
    path: Path<'p>,
    depth: u16,
    secret: bool,
    accepts: &'p [Accepts],
}

impl<'p> At<'p> {
    fn step<'s>(&'s self, part: Part<'s>) -> At<'s> {
        At { path: self.path.step(part), depth: self.depth + 1, secret: self.secret, accepts: &[] }
    }

    /// The string in quotes, or words that replace a secret.
    fn shown(&self, text: &str) -> String {
        if self.secret { "the value".to_owned() } else { Quoted(text).to_string() }
    }
}

impl<'d> Reader<'d> {
    pub(crate) fn new(types: &'d Types, references: References) -> Self {
        Self { types, references, violations: Violations::new(), suggestions: 0 }
    }

    /// What is wrong with what was read so far.
    pub(crate) fn into_violations(self) -> Violations {
        self.violations
    }

    /// Reads the value of a part of a document: `body`.
    pub(crate) fn part(&mut self, name: &str, value: Option<&Value>, ty: &'d Type) -> DynamicValue<'d> {
        let at = At { path: Path::top(Part::Key(name)), depth: 0, secret: false, accepts: &[] };
        match value {
            Some(value) => self.value(at, value, ty),
            None => {
                self.missing_part(name);
                DynamicValue::Invalid
            }
        }
    }

    /// Reports a part that has to be there.
    pub(crate) fn missing_part(&mut self, name: &str) {
        let at = At { path: Path::top(Part::Key(name)), depth: 0, secret: false, accepts: &[] };
        self.report(at, Rule::Required, "this is required");
    }

    /// Reads the record of a part of a document: `query`, `input`.
    pub(crate) fn part_record(&mut self, name: &str, value: &Value, record: &'d Record) -> RecordValue<'d> {
        let at = At { path: Path::top(Part::Key(name)), depth: 0, secret: false, accepts: &[] };
        match self.part_object(at, value) {
            Some(map) => self.record(at, map, record, None),
            None => RecordValue { suspect: (0..record.fields.len()).collect(), ..RecordValue::new(record) },
        }
    }

    /// Reads the fields of a part that is no type of its own: `path`.
    pub(crate) fn part_fields(
        &mut self,
        name: &str,
        value: &Value,
        fields: &'d [Field],
    ) -> Vec<Option<DynamicValue<'d>>> {
        let at = At { path: Path::top(Part::Key(name)), depth: 0, secret: false, accepts: &[] };
        match self.part_object(at, value) {
            Some(map) => self.fields(at, map, fields, None).0,
            None => vec![None; fields.len()],
        }
    }

    /// Reports a part that there is not.
    pub(crate) fn unknown_part(&mut self, key: &str, known: &[&str]) {
        let nearest = nearest(key, known.iter().copied());
        let message = match nearest {
            Some(name) => format!("there is no such part; did you mean `{name}`?"),
            None if known.is_empty() => {
                "there is no such part; the document of this action is empty".to_owned()
            }
            None => {
                let parts: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                format!("there is no such part; a document has {}", parts.join(", "))
            }
        };
        let rule = Rule::Unknown { nearest: nearest.map(str::to_owned) };
        self.violations.push(Violation::at(&Path::top(Part::Key(key)), rule, message));
    }

    /// Reports that the document is no object.
    pub(crate) fn no_document(&mut self, document: &Value) {
        let at = At { path: Path::ROOT, depth: 0, secret: false, accepts: &[] };
        let _ = self.part_object(at, document);
    }

    /// The object of a part; nothing where it is none, or a reference.
    fn part_object<'v>(&mut self, at: At<'_>, value: &'v Value) -> Option<&'v Map<String, Value>> {
        match self.reference(at, value) {
            Some(_) => None,
            None => self.object(at, value),
        }
    }

    /// What is read from a string that is or has a reference; nothing where references are text, or there is none.
    fn reference(&mut self, at: At<'_>, value: &Value) -> Option<DynamicValue<'d>> {
        if self.references == References::Text {
            return None;
        }
        let reference = unbound(value.as_str()?)?;
        if self.references == References::Pending {
            return Some(DynamicValue::Reference { may_be_absent: reference.may_be_absent });
        }
        let shown = match at.secret {
            true => "the value has".to_owned(),
            false => format!("`{{{{{}}}}}` is", Clipped(reference.text)),
        };
        let message =
            format!("{shown} a reference to upstream data that was not replaced: bind the document first");
        self.report(at, Rule::Reference, message);
        Some(DynamicValue::Invalid)
    }

    /// Reports the references inside a value of any JSON.
    fn references_in(&mut self, at: At<'_>, value: &Value) {
        if at.depth > MAX_DEPTH {
            return self.too_deep(at);
        }
        match value {
            Value::String(_) => {
                let _ = self.reference(at, value);
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.references_in(at.step(Part::Index(index)), item);
                }
            }
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.references_in(at.step(Part::Key(key)), value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn too_deep(&mut self, at: At<'_>) {
        self.report(at, Rule::Depth, format!("this is nested more than {MAX_DEPTH} levels deep"));
    }

    fn report(&mut self, at: At<'_>, rule: Rule, message: impl Into<String>) {
        self.violations.push(Violation::at(&at.path, rule, message));
    }

    fn value(&mut self, at: At<'_>, value: &Value, ty: &'d Type) -> DynamicValue<'d> {
        if at.depth > MAX_DEPTH {
            self.too_deep(at);
            return DynamicValue::Invalid;
        }
        if let Some(read) = self.reference(at, value) {
            return read;
        }
        let read = match ty {
            Type::String(_) => match accepted_number(at, value) {
                Some(number) => Some(DynamicValue::String(number.to_string())),
                None => self.text(at, value).map(|text| DynamicValue::String(text.to_owned())),
            },
            Type::Date | Type::DateTime { .. } => {
                self.text(at, value).map(|text| DynamicValue::String(text.to_owned()))
            }
            Type::Boolean { as_integer } => {
                self.boolean(at, value).map(|value| DynamicValue::Boolean { value, as_integer: *as_integer })
            }
            Type::Integer(_) => self.integer(at, value).map(DynamicValue::Integer),
            Type::Int32(_) => self.int32(at, value).map(DynamicValue::Integer),
            Type::Number(_) => self.number(at, value).map(DynamicValue::Number),
            Type::Decimal(ty) => {
                self.decimal(at, value).map(|value| DynamicValue::Decimal { value, as_number: ty.as_number })
            }
            Type::Json => {
                if self.references == References::Rejected {
                    self.references_in(at, value);
                }
                Some(DynamicValue::Json(value.clone()))
            }
            Type::Array(array) => self.expect(at, value, "a list", Value::as_array).map(|items| {
                let items = items.iter().enumerate();
                let read =
                    |(index, item): (usize, _)| self.value(at.step(Part::Index(index)), item, &array.items);
                DynamicValue::Array(items.map(read).collect())
            }),
            Type::Map { values } => self.object(at, value).map(|map| {
                let read = |(key, value): (&String, _)| {
                    (key.clone(), self.value(at.step(Part::Key(key)), value, values))
                };
                DynamicValue::Map(map.iter().map(read).collect::<BTreeMap<_, _>>())
            }),
            Type::Ref(reference) => match self.types.definition(reference).map(|definition| &definition.kind)
            {
                Some(TypeKind::Record(record)) => {
                    self.object(at, value).map(|map| DynamicValue::Record(self.record(at, map, record, None)))
                }
                Some(TypeKind::Enum(values)) => self.enum_value(at, value, values),
                Some(TypeKind::AnyOf(union)) => self.union(at, value, union),
                Some(TypeKind::Tagged(tagged)) => self.tagged(at, value, tagged),
                None => None,
            },
        };
        read.unwrap_or(DynamicValue::Invalid)
    }

    /// Picks from the value what `pick` finds in it; what it does not find has the wrong type.
    fn expect<'v, R>(
        &mut self,
        at: At<'_>,
        value: &'v Value,
        expected: &str,
        pick: impl FnOnce(&'v Value) -> Option<R>,
    ) -> Option<R> {
        let picked = pick(value);
        if picked.is_none() {
            self.wrong_type(at, value, expected);
        }
        picked
    }

    fn wrong_type(&mut self, at: At<'_>, value: &Value, expected: &str) {
        let found = match value {
            Value::Null => {
                let message = format!("null is not a value here; expected {expected}");
                return self.report(at, Rule::Null, message);
            }
            // What an integer was expected of: say which kind of number was found.
            Value::Number(number) if number.is_f64() => "a number with a fraction",
            value => type_name(value),
        };
        let rule = Rule::Type { expected: expected.to_owned(), found: found.to_owned() };
        self.report(at, rule, format!("expected {expected}, found {found}"));
    }

    fn object<'v>(&mut self, at: At<'_>, value: &'v Value) -> Option<&'v Map<String, Value>> {
        self.expect(at, value, "an object", Value::as_object)
    }

    fn text<'v>(&mut self, at: At<'_>, value: &'v Value) -> Option<&'v str> {
        self.expect(at, value, "text", Value::as_str)
    }

    fn boolean(&mut self, at: At<'_>, value: &Value) -> Option<bool> {
        let number = accepted_number(at, value).and_then(Number::as_i64);
        let text = accepted_text(at, value).and_then(accepts::truth);
        match (number, text) {
            (Some(number @ (0 | 1)), _) => Some(number == 1),
            (_, Some(flag)) => Some(flag),
            _ => self.expect(at, value, "true or false", Value::as_bool),
        }
    }

    fn integer(&mut self, at: At<'_>, value: &Value) -> Option<i64> {
        if let Some(text) = accepted_text(at, value).filter(|text| accepts::is_whole_number(text)) {
            let number = text.parse().ok();
            if number.is_none() {
                self.out_of_range(at, i64::MIN, i64::MAX, text);
            }
            return number;
        }
        let number = self.expect(at, value, "a whole number", |value| match value {
            Value::Number(number) if !number.is_f64() => Some(number),
            _ => None,
        })?;
        if number.as_i64().is_none() {
            self.out_of_range(at, i64::MIN, i64::MAX, &number.to_string());
        }
        number.as_i64()
    }

    fn int32(&mut self, at: At<'_>, value: &Value) -> Option<i64> {
        let number = self.integer(at, value)?;
        if i32::try_from(number).is_err() {
            self.out_of_range(at, i32::MIN.into(), i32::MAX.into(), &number.to_string());
            return None;
        }
        Some(number)
    }

    fn out_of_range(&mut self, at: At<'_>, min: i64, max: i64, found: &str) {
        let bound = Range::from_bounds(min.to_string()..=max.to_string());
        let found = (!at.secret).then(|| found.to_owned());
        let shown = found.as_deref().unwrap_or("the value");
        let message = format!("{shown} is out of range; it must be {bound}");
        self.report(at, Rule::Range { bound, found }, message);
    }

    fn number(&mut self, at: At<'_>, value: &Value) -> Option<f64> {
        let accepted = accepted_text(at, value).and_then(accepts::number);
        accepted.or_else(|| self.expect(at, value, "a number", Value::as_f64))
    }

    /// A string or a number. A number of a `Value` has 17 digits at most; a string has any number of them.
    fn decimal(&mut self, at: At<'_>, value: &Value) -> Option<Decimal> {
        if let Value::String(text) = value {
            let read = Decimal::new(text).ok();
            if read.is_none() {
                let message = format!("{} is not a decimal number such as 19.90", at.shown(text));
                self.report(at, Rule::Format { format: "decimal" }, message);
            }
            return read;
        }
        let read = |value: &Value| Decimal::new(&value.as_number()?.to_string()).ok();
        self.expect(at, value, "a decimal, as text or number", read)
    }

    fn record(
        &mut self,
        at: At<'_>,
        map: &Map<String, Value>,
        record: &'d Record,
        tag: Option<(&'d str, &'d str)>,
    ) -> RecordValue<'d> {
        let (fields, suspect) = self.fields(at, map, &record.fields, tag.map(|(name, _)| name));
        RecordValue { record, tag, fields, suspect }
    }

    /// The values of fields, and the indices of those that were rejected, are missing, or were probably misspelt.
    fn fields(
        &mut self,
        at: At<'_>,
        map: &Map<String, Value>,
        fields: &'d [Field],
        tag: Option<&str>,
    ) -> (Vec<Option<DynamicValue<'d>>>, Vec<usize>) {
        let mut suspect = Vec::new();
        let mut known = usize::from(tag.is_some());
        let read = |(index, field): (usize, &'d Field)| {
            let value = map.get(&field.name);
            known += usize::from(value.is_some());
            let before = self.violations.len();
            let here = At {
                accepts: &field.accepts,
                secret: at.secret || field.secret,
                ..at.step(Part::Key(&field.name))
            };
            let read = self.field(here, value, field);
            if self.violations.len() > before || read.as_ref().is_some_and(DynamicValue::may_be_absent) {
                suspect.push(index);
            }
            read
        };
        let values = fields.iter().enumerate().map(read).collect();
        if known < map.len() {
            self.unknown_keys(at, map, fields, tag, &mut suspect);
        }
        (values, suspect)
    }

    fn field(&mut self, at: At<'_>, value: Option<&Value>, field: &'d Field) -> Option<DynamicValue<'d>> {
        let value =
            value.filter(|value| value.as_str() != Some("") || !field.accepts.contains(&Accepts::Empty));
        let read = match value {
            None if field.required && field.access != Some(Access::Read) => {
                let message =
                    if field.nullable { "this is required; null is a value" } else { "this is required" };
                self.report(at, Rule::Required, message);
                return None;
            }
            None => return None,
            Some(Value::Null) if field.nullable => DynamicValue::Null,
            Some(value) => self.value(at, value, &field.schema),
        };
        Some(if field.secret { DynamicValue::Secret(Box::new(read)) } else { read })
    }

    fn unknown_keys(
        &mut self,
        at: At<'_>,
        map: &Map<String, Value>,
        fields: &[Field],
        tag: Option<&str>,
        suspect: &mut Vec<usize>,
    ) {
        for key in map.keys() {
            if tag == Some(key.as_str()) || fields.iter().any(|field| field.name == *key) {
                continue;
            }
            let mut message = "there is no such field".to_owned();
            let mut nearest_name = None;
            if self.suggestions < MAX_SUGGESTIONS {
                self.suggestions += 1;
                // A field that is there already was not misspelt as this one.
                let missing = fields.iter().filter(|field| !map.contains_key(&field.name));
                if let Some(near) = nearest(key, missing.map(|field| field.name.as_str())) {
                    message.push_str(&format!("; did you mean `{near}`?"));
                    suspect.extend(fields.iter().position(|field| field.name == near));
                    nearest_name = Some(near.to_owned());
                }
            }
            self.report(at.step(Part::Key(key)), Rule::Unknown { nearest: nearest_name }, message);
        }
    }

    fn enum_value(&mut self, at: At<'_>, value: &Value, known: &'d [EnumValue]) -> Option<DynamicValue<'d>> {
        if known.iter().all(|known| known.value.is_i64()) {
            let number = self.integer(at, value)?;
            if known.iter().any(|known| known.value.as_i64() == Some(number)) {
                return Some(DynamicValue::Integer(number));
            }
            let shown = if at.secret { "the value".to_owned() } else { number.to_string() };
            let message = format!("{shown} is not one of {}", listed(known, |known| known.value.to_string()));
            self.report(at, Rule::Enum { nearest: None }, message);
            return None;
        }
        let text = self.text(at, value)?;
        let texts = || known.iter().filter_map(|known| known.value.as_str());
        if texts().any(|known| known == text) {
            return Some(DynamicValue::String(text.to_owned()));
        }
        self.unknown_text(at, text, &texts().collect::<Vec<_>>());
        None
    }

    fn unknown_text(&mut self, at: At<'_>, text: &str, known: &[&str]) {
        let nearest = nearest(text, known.iter().copied()).filter(|_| !at.secret);
        let listed = listed(known, |word| Quoted(word).to_string());
        let mut message = format!("{} is not one of {listed}", at.shown(text));
        if let Some(nearest) = nearest {
            message.push_str(&format!("; did you mean {}?", Quoted(nearest)));
        }
        let nearest = nearest.map(str::to_owned);
        self.report(at, Rule::Enum { nearest }, message);
    }

    fn union(&mut self, at: At<'_>, value: &Value, union: &'d Union) -> Option<DynamicValue<'d>> {
        match json_type::select(union, value, self.types) {
            Some(alternative) => {
                let read = self.value(at, value, &alternative.schema);
                Some(DynamicValue::Alternative(alternative, Box::new(read)))
            }
            None => {
                let mut expected: Vec<String> = Vec::new();
                for alternative in &union.alternatives {
                    let phrase = json_type::phrase(&alternative.schema, self.types);
                    if !expected.contains(&phrase) {
                        expected.push(phrase);
                    }
                }
                self.wrong_type(at, value, &listed(&expected, String::clone));
                None
            }
        }
    }

    fn tagged(&mut self, at: At<'_>, value: &Value, tagged: &'d Tagged) -> Option<DynamicValue<'d>> {
        let map = self.object(at, value)?;
        let here = at.step(Part::Key(&tagged.tag));
        let Some(tag) = map.get(&tagged.tag) else {
            self.report(here, Rule::Required, "this is required; it says what the rest is");
            return None;
        };
        if let Some(read) = self.reference(here, tag) {
            return Some(read);
        }
        let text = self.text(here, tag)?;
        let Some(variant) = tagged.variants.iter().find(|variant| variant.value == text) else {
            let known: Vec<&str> = tagged.variants.iter().map(|variant| variant.value.as_str()).collect();
            self.unknown_text(here, text, &known);
            return None;
        };
        let record = self.types.record(&variant.record)?;
        Some(DynamicValue::Record(self.record(at, map, record, Some((&tagged.tag, &variant.value)))))
    }
}

/// The string here, if one may replace another type.
fn accepted_text<'v>(at: At<'_>, value: &'v Value) -> Option<&'v str> {
    value.as_str().filter(|_| at.accepts.contains(&Accepts::String))
}

/// The number here, if one may replace another type.
fn accepted_number<'v>(at: At<'_>, value: &'v Value) -> Option<&'v Number> {
    value.as_number().filter(|_| at.accepts.contains(&Accepts::Number))
}

/// `"a", "b" or "c"`, at most ten of them.
fn listed<T>(words: &[T], show: impl Fn(&T) -> String) -> String {
    const SHOWN: usize = 10;
    if words.len() > SHOWN {
        let first: Vec<String> = words[..SHOWN].iter().map(show).collect();
        return format!("{} and {} more", first.join(", "), words.len() - SHOWN);
    }
    let words: Vec<String> = words.iter().map(show).collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
