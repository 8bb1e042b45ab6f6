//! Reading an input document strictly: everything that is wrong with it, at once.
//!
//! Reading never stops: what is refused is recorded and a placeholder stands in for it. The
//! placeholders are never sent, since a document with violations is not.

mod object;
mod reading;
mod values;

pub use object::Object;
pub use reading::Reading;

use serde_json::{Map, Number, Value};

use crate::accepts::{self, Accepts};
use crate::nearest::nearest;
use crate::path::{Part, Path};
use crate::snippet::Quoted;
use crate::violation::{Rule, Violation, Violations};

/// How deeply a document may be nested.
const MAX_DEPTH: u16 = 128;

/// A value that can be read from an input document.
///
/// ```
/// use actiongen_runtime::{FromInput, Input, Reading};
/// use serde_json::json;
///
/// struct NewCustomer {
///     email: String,
///     company: Option<String>,
/// }
///
/// impl FromInput for NewCustomer {
///     fn from_input(input: Input<'_>) -> Self {
///         let mut object = input.object();
///         let this = Self { email: object.field("email"), company: object.field("company") };
///         object.finish();
///         this
///     }
/// }
///
/// let document = json!({"body": {"emial": "jane@example.com"}});
/// let mut reading = Reading::new(&document);
/// let _body: NewCustomer = reading.field("body");
/// let violations = reading.finish(Default::default()).unwrap_err();
/// assert_eq!(
///     violations.to_string(),
///     "body.email: this is required\n\
///      body.emial: there is no such field; did you mean `email`?",
/// );
/// ```
pub trait FromInput: Sized {
    /// Reads the value. What is refused is recorded, and a placeholder stands in.
    fn from_input(input: Input<'_>) -> Self;

    /// What stands for a field that is not there: a placeholder, once that has been recorded.
    fn from_absent(mut input: Input<'_>) -> Self {
        input.report(Rule::Required, "this is required");
        Self::from_input(input)
    }
}

/// The types of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`, or the hole that a placeholder is read from.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}

impl Kind {
    /// The type of a value.
    #[must_use]
    pub const fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        }
    }

    /// The type in words.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "true or false",
            Self::Number => "a number",
            Self::Text => "text",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}

/// A value of an input document, with its place; or a hole, from which placeholders are read.
#[derive(Debug)]
pub struct Input<'v> {
    /// Nothing here: a hole. Reading it yields empty values and records nothing.
    value: Option<&'v Value>,
    path: Path<'v>,
    violations: &'v mut Violations,
    depth: u16,
    secret: bool,
    /// The field of the object here that told what it is; its own fields do not have it.
    tag: Option<&'static str>,
    /// What else is read here.
    accepts: &'static [Accepts],
}

impl<'v> Input<'v> {
    const fn new(value: Option<&'v Value>, path: Path<'v>, violations: &'v mut Violations) -> Self {
        Self { value, path, violations, depth: 0, secret: false, tag: None, accepts: &[] }
    }

    /// The type of the value; [`Kind::Null`] of a hole.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.value.map_or(Kind::Null, Kind::of)
    }

    /// The value; nothing for a hole.
    #[must_use]
    pub const fn value(&self) -> Option<&'v Value> {
        self.value
    }

    /// Records a violation here. The message must not hold a secret.
    pub fn report(&mut self, rule: Rule, message: impl Into<String>) {
        self.violations.push(Violation::new(self.path.render(), rule, message));
    }

    /// The object here, to read its fields; a hole if there is none.
    #[must_use]
    pub fn object(mut self) -> Object<'v> {
        let map = self.expect("an object", Value::as_object);
        Object::new(self, map)
    }

    /// The text here, if it is one of those known: for the enums of requests.
    pub fn text_of(mut self, known: &[&str]) -> Option<&'v str> {
        let text = self.expect("text", Value::as_str)?;
        if known.contains(&text) {
            return Some(text);
        }
        let nearest = nearest(text, known.iter().copied()).filter(|_| !self.secret);
        let listed = listed(known, |word| Quoted(word).to_string());
        let mut message = format!("{} is not one of {listed}", self.shown(text));
        if let Some(nearest) = nearest {
            message.push_str(&format!("; did you mean {}?", Quoted(nearest)));
        }
        let nearest = nearest.map(str::to_owned);
        self.report(Rule::Enum { nearest }, message);
        None
    }

    /// The whole number here, if it is one of those known: for the enums of requests.
    pub fn number_of(mut self, known: &[i64]) -> Option<i64> {
        let number = self.whole_number()?;
        if known.contains(&number) {
            return Some(number);
        }
        let shown = if self.secret { "the value".to_owned() } else { number.to_string() };
        let message = format!("{shown} is not one of {}", listed(known, i64::to_string));
        self.report(Rule::Enum { nearest: None }, message);
        None
    }

    /// The text, if it is one: what tells the alternatives of a union apart.
    #[must_use]
    pub fn text(&self) -> Option<&'v str> {
        self.value.and_then(Value::as_str)
    }

    /// Whether the object has this field.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.value.is_some_and(|value| value.get(field).is_some())
    }

    /// The tag of the object here, if it is one of those known; the fields of the object are then the others. What
    /// is left where there is none is a hole, to read a placeholder from.
    pub fn tag(&mut self, name: &'static str, known: &[&str]) -> Option<&'v str> {
        let fields = self.expect("an object", Value::as_object);
        let tag = fields.and_then(|fields| {
            let value = fields.get(name);
            let mut tag = self.step(Part::Key(name), value);
            match value {
                Some(_) => tag.text_of(known).and(value?.as_str()),
                None => {
                    tag.report(Rule::Required, "this is required; it says what the rest is");
                    None
                }
            }
        });
        match tag {
            Some(_) => self.tag = Some(name),
            None => self.value = None,
        }
        tag
    }

    /// Records that the value is none of the alternatives of a union: "text", "a number". What is left is a
    /// hole, to read a placeholder from.
    #[must_use]
    pub fn no_alternative(mut self, alternatives: &[&str]) -> Self {
        if self.value.is_some() {
            self.wrong_type(&listed(alternatives, |phrase| (*phrase).to_owned()));
        }
        self.value = None;
        self
    }

    /// Picks from the value what `pick` finds in it; what it does not find is a wrong type.
    fn expect<R>(&mut self, expected: &str, pick: impl FnOnce(&'v Value) -> Option<R>) -> Option<R> {
        let picked = pick(self.value?);
        if picked.is_none() {
            self.wrong_type(expected);
        }
        picked
    }

    fn wrong_type(&mut self, expected: &str) {
        let found = match self.value {
            None => return,
            Some(Value::Null) => {
                let message = format!("null is not a value here; expected {expected}");
                return self.report(Rule::Null, message);
            }
            // What a whole number was expected of: say which kind of number was found.
            Some(Value::Number(number)) if number.is_f64() => "a number with a fraction",
            Some(value) => Kind::of(value).phrase(),
        };
        let rule = Rule::Type { expected: expected.to_owned(), found: found.to_owned() };
        self.report(rule, format!("expected {expected}, found {found}"));
    }

    /// The text here, if it may hold what is no text.
    fn accepted_text(&self) -> Option<&'v str> {
        self.text().filter(|_| self.accepts.contains(&Accepts::String))
    }

    /// The number here, if it may stand for what is no number.
    fn accepted_number(&self) -> Option<&'v Number> {
        self.value.and_then(Value::as_number).filter(|_| self.accepts.contains(&Accepts::Number))
    }

    /// Whether an empty text stands here, for nothing.
    fn is_accepted_empty(&self) -> bool {
        self.text() == Some("") && self.accepts.contains(&Accepts::Empty)
    }

    /// A whole number that 64 bits hold.
    fn whole_number(&mut self) -> Option<i64> {
        if let Some(text) = self.accepted_text().filter(|text| accepts::is_whole_number(text)) {
            let number = text.parse().ok();
            if number.is_none() {
                self.out_of_range(i64::MIN, i64::MAX, &text);
            }
            return number;
        }
        let number = self.expect("a whole number", |value| match value {
            Value::Number(number) if !number.is_f64() => Some(number),
            _ => None,
        })?;
        if number.as_i64().is_none() {
            self.out_of_range(i64::MIN, i64::MAX, number);
        }
        number.as_i64()
    }

    fn out_of_range<N: std::fmt::Display>(&mut self, min: N, max: N, found: &dyn std::fmt::Display) {
        let bound = crate::bounds::Range::from_bounds(min.to_string()..=max.to_string());
        let found = (!self.secret).then(|| found.to_string());
        let shown = found.as_deref().unwrap_or("the value");
        let message = format!("{shown} is out of range; it must be {bound}");
        self.report(Rule::Range { bound, found }, message);
    }

    fn wrong_format(&mut self, format: &'static str, text: &str, such: &str) {
        let message = format!("{} is not {such}", self.shown(text));
        self.report(Rule::Format { format }, message);
    }

    /// The text in quotes, or words that stand for a secret.
    fn shown(&self, text: &str) -> String {
        if self.secret { "the value".to_owned() } else { Quoted(text).to_string() }
    }

    /// What lies one step further down.
    fn step<'s>(&'s mut self, part: Part<'s>, value: Option<&'s Value>) -> Input<'s> {
        let mut input = Input {
            value,
            path: self.path.step(part),
            violations: self.violations,
            depth: self.depth + 1,
            secret: self.secret,
            tag: None,
            accepts: &[],
        };
        if input.depth > MAX_DEPTH && input.value.take().is_some() {
            let message = format!("this is nested more than {MAX_DEPTH} levels deep");
            input.report(Rule::Depth, message);
        }
        input
    }
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

type Fields = Map<String, Value>;

#[cfg(test)]
mod tests;
