//! The bounds and rules of values: the same checks, in the same order, as generated validators call.

use std::ops::Bound;

use super::rules;
use super::value::{DynamicValue, RecordValue};
use crate::catalog::description::{Access, ArrayType, NumberBounds, StringType, Type};
use crate::check::Check;
use crate::date::{Date, DateTime};
use crate::path::Part;
use crate::place::wrong_count;
use crate::validate::Validate;

/// Checks a value at the location of `check`.
pub(crate) fn check_value(value: &DynamicValue<'_>, ty: &Type, check: &mut Check<'_>) {
    match (value, ty) {
        (DynamicValue::Secret(inner), _) => check_value(inner, ty, &mut check.hidden()),
        (DynamicValue::Alternative(alternative, inner), _) => check_value(inner, &alternative.schema, check),
        (DynamicValue::Record(record), _) => record.validate(check),
        (DynamicValue::String(text), Type::String(bounds)) => check_string(text, bounds, check),
        (DynamicValue::String(text), Type::Date) => Date::new(text.as_str()).validate(check),
        (DynamicValue::String(text), Type::DateTime { rfc2822 }) => {
            let moment = DateTime::new(text.as_str());
            if *rfc2822 { check.here().rfc2822(&moment) } else { moment.validate(check) }
        }
        (DynamicValue::Integer(number), Type::Integer(bounds) | Type::Int32(bounds)) => {
            if let Some(range) = range(bounds, |bound| bound.parse::<i64>().ok()) {
                check.here().range(number, range);
            }
        }
        (DynamicValue::Number(number), Type::Number(bounds)) => {
            match range(bounds, |bound| bound.parse::<f64>().ok()) {
                Some(range) => check.here().range(number, range),
                // A number that is not finite has no place in JSON, whatever its bounds.
                None => number.validate(check),
            }
        }
        (DynamicValue::Decimal { value, .. }, Type::Decimal(ty)) => {
            if let Some(range) = range(&ty.bounds, Some) {
                check.here().decimal_range(value, range);
            }
        }
        (DynamicValue::Array(items), Type::Array(array)) => check_array(items, array, check),
        (DynamicValue::Map(map), Type::Map { values }) => {
            for (key, value) in map {
                check_value(value, values, &mut check.step(Part::Key(key)));
            }
        }
        _ => {}
    }
}

/// Checks the bounds of a string.
pub(crate) fn check_string(text: &str, bounds: &StringType, check: &mut Check<'_>) {
    if let Some(length) = bounds.length() {
        check.here().chars(text, length);
    }
    if let Some(format) = bounds.format {
        check.here().format(text, format);
    }
    if let Some(pattern) = &bounds.pattern {
        check.here().pattern(text, pattern);
    }
}

/// Checks the number of items, and each item.
pub(crate) fn check_array(items: &[DynamicValue<'_>], array: &ArrayType, check: &mut Check<'_>) {
    let is_self_checked = checks_itself(&array.items);
    let mut checked = items;
    if let Some(bound) = array.count() {
        // How many items there are is open while an item may turn out to be absent.
        if !bound.contains(items.len()) && !items.iter().any(DynamicValue::may_be_absent) {
            wrong_count(check, bound.min(), bound.max(), items.len());
            // Of a list that is too long only so many items are looked at as would be allowed.
            if is_self_checked {
                checked = &items[..bound.max().unwrap_or(items.len()).min(items.len())];
            }
        }
    }
    let each = |check: &mut Check<'_>| {
        for (index, item) in checked.iter().enumerate() {
            check_value(item, &array.items, &mut check.step(Part::Index(index)));
        }
    };
    if is_self_checked {
        each(check);
    }
    if array.unique {
        check.here().unique(items);
    }
    if !is_self_checked {
        each(check);
    }
}

/// Whether a value of the type is checked by its type, without a bound that only the field knows.
fn checks_itself(ty: &Type) -> bool {
    match ty {
        Type::Number(bounds) => *bounds == NumberBounds::default(),
        Type::Date | Type::DateTime { rfc2822: false } | Type::Ref(_) => true,
        Type::Array(array) => checks_itself(&array.items),
        Type::Map { values } => checks_itself(values),
        _ => false,
    }
}

/// The ends of a range; nothing if both are open.
pub(crate) fn range<'b, N>(
    bounds: &'b NumberBounds,
    parse: impl Fn(&'b str) -> Option<N>,
) -> Option<(Bound<N>, Bound<N>)> {
    let end = |included: &'b Option<String>, excluded: &'b Option<String>| {
        let included = included.as_deref().and_then(&parse).map(Bound::Included);
        included.or_else(|| excluded.as_deref().and_then(&parse).map(Bound::Excluded))
    };
    let (start, end) =
        (end(&bounds.minimum, &bounds.exclusive_minimum), end(&bounds.maximum, &bounds.exclusive_maximum));
    match (start, end) {
        (None, None) => None,
        (start, end) => Some((start.unwrap_or(Bound::Unbounded), end.unwrap_or(Bound::Unbounded))),
    }
}

impl Validate for RecordValue<'_> {
    fn validate(&self, check: &mut Check<'_>) {
        for (field, value) in self.record.fields.iter().zip(&self.fields) {
            let Some(value) = value else { continue };
            if field.access == Some(Access::Read) {
                check.at(&field.name).read_only(&Some(()));
            } else {
                check_value(value, &field.schema, &mut check.step(Part::Key(&field.name)));
            }
        }
        rules::check(self, check);
    }
}
