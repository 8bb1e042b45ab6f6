//! The checks of one value at its place.

use std::collections::HashMap;
use std::ops::{Bound, RangeBounds};

use serde::Serialize;

use crate::bounds::{Items, Length, Range};
use crate::check::Check;
use crate::date::DateTime;
use crate::decimal::{self, Decimal};
use crate::field::{Held, List, Number, Several, Text, Unset};
use crate::format::Format;
use crate::path::Part;
use crate::pattern::Pattern;
use crate::validate::Validate;
use crate::violation::Rule;

/// A check that stands at one value; it has every check of [`Check`], without a name.
#[derive(Debug)]
pub struct Place<'p> {
    check: Check<'p>,
}

impl<'p> Place<'p> {
    #[inline]
    pub(crate) const fn new(check: Check<'p>) -> Self {
        Self { check }
    }

    /// The place of a field of the value here.
    #[inline]
    pub fn at<'s>(&'s mut self, name: &'s str) -> Place<'s> {
        self.check.at(name)
    }

    /// The check that a [`Validate`] at this place reports to.
    pub const fn check(&mut self) -> &mut Check<'p> {
        &mut self.check
    }

    /// See [`Check::report`].
    pub fn report(&mut self, rule: Rule, message: impl Into<String>) {
        self.check.report(rule, message);
    }

    /// See [`Check::chars`].
    #[inline]
    pub fn chars<T: Text + ?Sized>(&mut self, value: &T, bound: impl Into<Length>) {
        let bound = bound.into();
        if let Some(text) = value.text() {
            if !has_length(text, bound) {
                self.wrong_length(text, bound, T::SECRET);
            }
        }
    }

    #[cold]
    pub(crate) fn wrong_length(&mut self, text: &str, bound: Length, secret: bool) {
        let found = text.chars().count();
        let shown = self.check.shown(text, secret);
        let message = format!("{shown} has {}; {}", Length::counted(found), bound.demand());
        self.report(Rule::Length { bound, found }, message);
    }

    /// See [`Check::range`].
    #[inline]
    pub fn range<T>(&mut self, value: &T, bounds: impl RangeBounds<T::Value>)
    where
        T: Held<Value: Number> + ?Sized,
    {
        if let Some(number) = value.held() {
            if !is_in_range(number, &bounds) {
                self.out_of_range(number, &Range::from_bounds(bounds), T::SECRET);
            }
        }
    }

    #[cold]
    pub(crate) fn out_of_range<N: Number>(&mut self, number: &N, bounds: &Range<N>, secret: bool) {
        let shown = self.number_shown(number, secret);
        if number.is_finite() {
            let bound = bounds.clone().map(|end| end.to_string());
            self.wrong_number(shown, bound);
        } else {
            let shown = shown.as_deref().unwrap_or("the value");
            self.report(Rule::Finite, format!("{shown} is not a number that JSON has"));
        }
    }

    fn number_shown(&self, number: &dyn std::fmt::Display, secret: bool) -> Option<String> {
        let hidden = secret || self.check.is_secret();
        (!hidden).then(|| crate::snippet::one_line(&number.to_string(), 40))
    }

    fn wrong_number(&mut self, found: Option<String>, bound: Range<String>) {
        let shown = found.as_deref().unwrap_or("the value");
        let message = format!("{shown} is out of range; it must be {bound}");
        self.report(Rule::Range { bound, found }, message);
    }

    /// See [`Check::decimal_range`].
    pub fn decimal_range<'b, T>(&mut self, value: &T, bounds: impl RangeBounds<&'b str>)
    where
        T: Held<Value = Decimal> + ?Sized,
    {
        let Some(number) = value.held() else { return };
        let above = match bounds.start_bound() {
            Bound::Included(start) => decimal::compare(number, start).is_ge(),
            Bound::Excluded(start) => decimal::compare(number, start).is_gt(),
            Bound::Unbounded => true,
        };
        let below = match bounds.end_bound() {
            Bound::Included(end) => decimal::compare(number, end).is_le(),
            Bound::Excluded(end) => decimal::compare(number, end).is_lt(),
            Bound::Unbounded => true,
        };
        if !(above && below) {
            let shown = self.number_shown(number, T::SECRET);
            self.wrong_number(shown, Range::from_bounds(bounds).map(str::to_owned));
        }
    }

    /// See [`Check::items`].
    ///
    /// Of a list that is too long only so many items are looked at as would be allowed.
    pub fn items<T>(&mut self, value: &T, bound: impl Into<Items>)
    where
        T: List<Item: Validate> + ?Sized,
    {
        if let Some(list) = value.list() {
            items(&mut self.check, list, bound.into());
        }
    }

    /// See [`Check::unique`].
    pub fn unique<T: List<Item: Serialize> + ?Sized>(&mut self, value: &T) {
        let mut seen = HashMap::new();
        for (index, item) in value.list().unwrap_or_default().iter().enumerate() {
            // An item that is no JSON is told when the body is written.
            let Ok(json) = serde_json::to_string(item) else {
                continue;
            };
            if let Some(&first) = seen.get(&json) {
                let message = format!("this repeats the item at [{first}]");
                let mut place = self.check.step(Part::Index(index));
                place.report(Rule::Unique { first }, message);
            } else {
                seen.insert(json, index);
            }
        }
    }

    /// See [`Check::format`].
    pub fn format<T: Text + ?Sized>(&mut self, value: &T, format: Format) {
        if let Some(text) = value.text() {
            if !format.matches(text) {
                let shown = self.check.shown(text, T::SECRET);
                let message = format!("{shown} is not {}", format.phrase());
                self.report(Rule::Format { format: format.name() }, message);
            }
        }
    }

    /// See [`Check::pattern`].
    pub fn pattern<T: Text + ?Sized>(&mut self, value: &T, pattern: &Pattern) {
        if let Some(text) = value.text() {
            if !pattern.matches(text) {
                let shown = self.check.shown(text, T::SECRET);
                let message = format!("{shown} does not match the pattern {}", pattern.as_str());
                self.report(Rule::Pattern { pattern: pattern.as_str().to_owned() }, message);
            }
        }
    }

    /// See [`Check::nested`].
    pub fn nested<T: Validate + ?Sized>(&mut self, value: &T) {
        value.validate(&mut self.check);
    }

    /// See [`Check::each`].
    pub fn each<T: Several + ?Sized>(&mut self, value: &T, mut check: impl FnMut(Place<'_>, &T::Item)) {
        value.visit(&mut |step, item| check(Place::new(self.check.step(step.0)), item));
    }

    /// See [`Check::required`].
    pub fn required<T: Unset + ?Sized>(&mut self, value: &T) {
        if !value.is_set() {
            self.report(Rule::Required, "this is required");
        }
    }

    /// See [`Check::read_only`].
    pub fn read_only<T: Unset + ?Sized>(&mut self, value: &T) {
        if value.is_set() {
            self.report(Rule::ReadOnly, "only the API sets this; leave it out");
        }
    }

    /// See [`Check::rfc2822`].
    pub fn rfc2822<T: Held<Value = DateTime> + ?Sized>(&mut self, value: &T) {
        if let Some(moment) = value.held() {
            if !moment.is_rfc2822() {
                let such = "a date and time such as Sat, 28 Feb 2026 09:30:00 +0000";
                let shown = self.check.shown(moment.as_str(), T::SECRET);
                let message = format!("{shown} is not {such}");
                self.report(Rule::Format { format: "rfc2822" }, message);
            }
        }
    }

    /// See [`Check::header`].
    pub fn header<T: Text + ?Sized>(&mut self, value: &T) {
        let Some(text) = value.text() else { return };
        let message = if text.is_empty() {
            "this is empty"
        } else if text.starts_with(' ') || text.ends_with(' ') {
            "this has a space at an end"
        } else if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            "this holds a character that a header cannot: only visible ASCII can be sent"
        } else {
            return;
        };
        self.report(Rule::Header, message);
    }
}

/// Counts only where bytes do not decide: a text has at most as many characters as bytes, and at
/// least a quarter of them.
#[inline]
pub(crate) fn has_length(text: &str, bound: Length) -> bool {
    let most = text.len();
    let least = most.div_ceil(4);
    let max = bound.max().unwrap_or(usize::MAX);
    if most <= max && least >= bound.min() {
        return true;
    }
    most >= bound.min() && least <= max && bound.contains(text.chars().count())
}

#[inline]
pub(crate) fn is_in_range<N: Number>(number: &N, bounds: &impl RangeBounds<N>) -> bool {
    bounds.contains(number) && number.is_finite()
}

/// The count, and then every item; of a list that is too long only as many as are allowed.
#[inline]
pub(crate) fn items<T: Validate>(check: &mut Check<'_>, list: &[T], bound: Items) {
    let mut looked_at = list;
    if !bound.contains(list.len()) {
        wrong_count(check, bound.min(), bound.max(), list.len());
        looked_at = &list[..bound.max().unwrap_or(list.len()).min(list.len())];
    }
    looked_at.validate(check);
}

#[cold]
#[inline(never)]
pub(crate) fn wrong_count(check: &mut Check<'_>, min: usize, max: Option<usize>, found: usize) {
    let bound = Items::from_ends(min, max);
    let message = format!("the list has {}; {}", Items::counted(found), bound.demand());
    check.report(Rule::Items { bound, found }, message);
}

#[cfg(test)]
mod tests;
