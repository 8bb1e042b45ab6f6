//! The checks as generated code calls them: one line a bound, by the name of the field.

use std::ops::RangeBounds;

use serde::Serialize;
use serde_json::Value;

use crate::bounds::{Items, Length, Range};
use crate::date::DateTime;
use crate::decimal::Decimal;
use crate::field::{Held, List, Number, Several, Text, Unset};
use crate::format::Format;
use crate::path::{Part, Path};
use crate::pattern::Pattern;
use crate::place::{Place, has_length, is_in_range, items};
use crate::snippet::Quoted;
use crate::validate::Validate;
use crate::violation::{Rule, Violation, Violations};

/// Where a check stands, and where it reports to.
///
/// Knows its place by a list on the stack, so that checking a valid value allocates nothing.
/// `check.chars("email", …)` is short for `check.at("email").chars(…)`.
#[derive(Debug)]
pub struct Check<'p> {
    path: Path<'p>,
    violations: &'p mut Violations,
    /// Values from here on down are not shown.
    secret: bool,
}

impl<'p> Check<'p> {
    #[inline]
    pub(crate) fn new(path: Path<'p>, violations: &'p mut Violations) -> Self {
        Self { path, violations, secret: false }
    }

    #[inline]
    pub(crate) fn step<'s>(&'s mut self, part: Part<'s>) -> Check<'s> {
        Check { path: self.path.step(part), violations: self.violations, secret: self.secret }
    }

    /// Turns to a sibling.
    #[inline]
    pub(crate) const fn move_to(&mut self, part: Part<'p>) {
        self.path.turn(part);
    }

    /// The same place, from which no value is shown.
    pub(crate) fn hidden(&mut self) -> Check<'_> {
        Check { path: self.path, violations: self.violations, secret: true }
    }

    pub(crate) const fn is_secret(&self) -> bool {
        self.secret
    }

    /// Reports a violation at this place. The message must not hold a secret.
    #[cold]
    pub fn report(&mut self, rule: Rule, message: impl Into<String>) {
        self.violations.push(Violation::at(&self.path, rule, message));
    }

    /// The same, for who has more to say of it.
    #[cold]
    pub(crate) fn report_last(&mut self, rule: Rule, message: String) -> &mut Violation {
        self.violations.add(Violation::at(&self.path, rule, message))
    }

    #[cold]
    pub(crate) fn report_format(&mut self, format: &'static str, text: &str, such: &str) {
        let message = format!("{} is not {such}", self.shown(text, self.secret));
        self.report(Rule::Format { format }, message);
    }

    /// The value in quotes, or words that stand for it.
    pub(crate) fn shown(&self, text: &str, secret: bool) -> String {
        if secret || self.secret { "the value".to_owned() } else { Quoted(text).to_string() }
    }

    /// This place itself: for a value that is checked where it stands, as the variant of a union is.
    #[inline]
    pub fn here(&mut self) -> Place<'_> {
        Place::new(Check { path: self.path, violations: self.violations, secret: self.secret })
    }

    /// The place of a field.
    #[inline]
    pub fn at<'s>(&'s mut self, name: &'s str) -> Place<'s> {
        Place::new(self.step(Part::Key(name)))
    }

    /// The text has so many characters (Unicode scalar values), both ends included.
    #[inline]
    pub fn chars<T: Text + ?Sized>(&mut self, name: &str, value: &T, bound: impl Into<Length>) {
        let bound = bound.into();
        if let Some(text) = value.text() {
            if !has_length(text, bound) {
                self.wrong_length(name, text, bound.min(), bound.max(), T::SECRET);
            }
        }
    }

    // Away from the way of a valid value, which so needs no path. The ends of the bound come one by
    // one, since as a whole they would be written to memory for every text that is checked.
    #[cold]
    #[inline(never)]
    fn wrong_length(&mut self, name: &str, text: &str, min: usize, max: Option<usize>, secret: bool) {
        let bound = Length::from_ends(min, max);
        self.at(name).wrong_length(text, bound, secret);
    }

    /// The number lies in the range, and JSON has such a number.
    #[inline]
    pub fn range<T>(&mut self, name: &str, value: &T, bounds: impl RangeBounds<T::Value>)
    where
        T: Held<Value: Number> + ?Sized,
    {
        if let Some(number) = value.held() {
            if !is_in_range(number, &bounds) {
                self.at(name).out_of_range(number, &Range::from_bounds(bounds), T::SECRET);
            }
        }
    }

    /// The decimal lies in the range, whose ends are decimals as text.
    pub fn decimal_range<'b, T>(&mut self, name: &str, value: &T, bounds: impl RangeBounds<&'b str>)
    where
        T: Held<Value = Decimal> + ?Sized,
    {
        self.at(name).decimal_range(value, bounds);
    }

    /// The list has so many items, both ends included, and each of them is valid.
    #[inline]
    pub fn items<T>(&mut self, name: &str, value: &T, bound: impl Into<Items>)
    where
        T: List<Item: Validate> + ?Sized,
    {
        if let Some(list) = value.list() {
            items(&mut self.step(Part::Key(name)), list, bound.into());
        }
    }

    /// No item of the list is there twice: no two would be sent as the same JSON.
    pub fn unique<T: List<Item: Serialize> + ?Sized>(&mut self, name: &str, value: &T) {
        self.at(name).unique(value);
    }

    /// The text has the shape of the format.
    pub fn format<T: Text + ?Sized>(&mut self, name: &str, value: &T, format: Format) {
        self.at(name).format(value, format);
    }

    /// The text matches the pattern.
    pub fn pattern<T: Text + ?Sized>(&mut self, name: &str, value: &T, pattern: &Pattern) {
        self.at(name).pattern(value, pattern);
    }

    /// The value is valid by its own rules.
    #[inline]
    pub fn nested<T: Validate + ?Sized>(&mut self, name: &str, value: &T) {
        value.validate(&mut self.step(Part::Key(name)));
    }

    /// Each item of the list, or each value of the map, passes `check`.
    pub fn each<T: Several + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
        check: impl FnMut(Place<'_>, &T::Item),
    ) {
        self.at(name).each(value, check);
    }

    /// The field is set: what is sent must have it, though an answer does not.
    pub fn required<T: Unset + ?Sized>(&mut self, name: &str, value: &T) {
        self.at(name).required(value);
    }

    /// The field is not set: only the API sets it.
    pub fn read_only<T: Unset + ?Sized>(&mut self, name: &str, value: &T) {
        self.at(name).read_only(value);
    }

    /// The moment is written as RFC 2822 asks for.
    pub fn rfc2822<T: Held<Value = DateTime> + ?Sized>(&mut self, name: &str, value: &T) {
        self.at(name).rfc2822(value);
    }

    /// The text may be the value of a header. It is not shown if it may not.
    pub fn header<T: Text + ?Sized>(&mut self, name: &str, value: &T) {
        self.at(name).header(value);
    }

    /// The value at this place is none that the API documents; an open enum holds it for answers.
    pub fn unknown_value(&mut self, value: &str) {
        let message = format!("{} is not a documented value", self.shown(value, false));
        self.report(Rule::Enum { nearest: None }, message);
    }

    /// The tag of the object at this place is none that the API documents; an open union holds it
    /// for answers.
    pub fn unknown_variant(&mut self, tag: &str, value: &Value) {
        let mut tag_place = self.step(Part::Key(tag));
        match value.get(tag).and_then(Value::as_str) {
            Some(text) => tag_place.unknown_value(text),
            None => tag_place.report(Rule::Required, "this is required"),
        }
    }

    /// The same for an enum of integers.
    pub fn unknown_number(&mut self, value: i64) {
        let shown = if self.secret { "the value".to_owned() } else { value.to_string() };
        self.report(Rule::Enum { nearest: None }, format!("{shown} is not a documented value"));
    }
}
