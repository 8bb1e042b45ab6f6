//! The bounds of a type as keywords of JSON Schema.

use std::ops::Bound;

use serde_json::{Number, Value, json};

use super::Object;
use crate::catalog::description::{NumberBounds, StringType, Type};
use crate::catalog::engine;
use crate::format::Format;

/// A decimal, as text. No keyword knows the size of the number in it.
const DECIMAL: &str = "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,6})?$";

/// The shape of a date and time of RFC 2822; no keyword knows the calendar, or the day of the week of a date.
const RFC_2822: &str = "^([A-Za-z]{3}, )?[0-9]{1,2} [A-Za-z]{3} [0-9]{4} \
                        [0-9]{2}:[0-9]{2}(:[0-9]{2})? ([+-][0-9]{4}|GMT|UT|Z)$";

/// Adds what bounds a value of the type.
pub(super) fn add(schema: &mut Object, ty: &Type) {
    match ty {
        Type::String(bounds) => string(schema, bounds),
        Type::Integer(bounds) | Type::Number(bounds) => range(schema, bounds),
        Type::Int32(bounds) => {
            let least = || Some(i32::MIN.to_string());
            let most = || Some(i32::MAX.to_string());
            let mut bounds = bounds.clone();
            if (&bounds.minimum, &bounds.exclusive_minimum) == (&None, &None) {
                bounds.minimum = least();
            }
            if (&bounds.maximum, &bounds.exclusive_maximum) == (&None, &None) {
                bounds.maximum = most();
            }
            range(schema, &bounds);
        }
        Type::Decimal(decimal) => {
            range(schema, &decimal.bounds);
            pattern(schema, DECIMAL);
        }
        Type::DateTime { rfc2822: true } => pattern(schema, RFC_2822),
        Type::Array(array) => {
            if let Some(items) = array.count() {
                count(schema, "minItems", "maxItems", items.min(), items.max());
            }
            if array.unique {
                schema.insert("uniqueItems".to_owned(), json!(true));
            }
        }
        Type::Boolean { .. }
        | Type::Date
        | Type::DateTime { rfc2822: false }
        | Type::Json
        | Type::Map { .. }
        | Type::Ref(_) => {}
    }
}

/// Adds a pattern, beside one that is there already.
pub(super) fn pattern(schema: &mut Object, pattern: &str) {
    if !schema.contains_key("pattern") {
        schema.insert("pattern".to_owned(), json!(pattern));
        return;
    }
    let pattern = json!({ "pattern": pattern });
    match schema.get_mut("allOf") {
        Some(Value::Array(all)) => all.push(pattern),
        _ => drop(schema.insert("allOf".to_owned(), json!([pattern]))),
    }
}

fn string(schema: &mut Object, bounds: &StringType) {
    if let Some(length) = bounds.length() {
        count(schema, "minLength", "maxLength", length.min(), length.max());
    }
    if let Some(format) = bounds.format {
        self::format(schema, format);
    }
    if let Some(own) = &bounds.pattern {
        pattern(schema, own.as_str());
    }
}

fn count(schema: &mut Object, lower: &str, upper: &str, min: usize, max: Option<usize>) {
    if min > 0 {
        schema.insert(lower.to_owned(), json!(min));
    }
    if let Some(max) = max {
        schema.insert(upper.to_owned(), json!(max));
    }
}

fn range(schema: &mut Object, bounds: &NumberBounds) {
    let Some((start, end)) = engine::range(bounds, Some) else { return };
    let ends = [(start, "minimum", "exclusiveMinimum"), (end, "maximum", "exclusiveMaximum")];
    for (end, included, excluded) in ends {
        match end {
            Bound::Included(value) => drop(schema.insert(included.to_owned(), number(value))),
            Bound::Excluded(value) => drop(schema.insert(excluded.to_owned(), number(value))),
            Bound::Unbounded => {}
        }
    }
}

/// Plain digits as a number of JSON; exact as far as 64 bits reach.
fn number(digits: &str) -> Value {
    let integer = digits.parse::<i64>().map(Number::from);
    let number = integer.ok().or_else(|| digits.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or_else(|| json!(digits), Value::Number)
}

/// JSON Schema knows a format as a remark; where a pattern says the same, it binds.
fn format(schema: &mut Object, format: Format) {
    let (name, own) = match format {
        Format::Email => {
            let part = "[^@\\s\\x00-\\x1f\\x7f-\\x9f]+";
            (Some("email"), Some(format!("^{part}@{part}$")))
        }
        Format::E164 => (None, Some("^\\+[1-9][0-9]{6,14}$".to_owned())),
        Format::Uri => (Some("uri"), None),
        Format::Uuid => {
            let hex = |count: usize| format!("[0-9a-fA-F]{{{count}}}");
            let parts = [8, 4, 4, 4, 12].map(hex);
            (Some("uuid"), Some(format!("^{}$", parts.join("-"))))
        }
        Format::Ip => {
            schema.insert("anyOf".to_owned(), json!([{"format": "ipv4"}, {"format": "ipv6"}]));
            (None, None)
        }
        Format::Ipv4 => (Some("ipv4"), None),
        Format::Ipv6 => (Some("ipv6"), None),
        Format::Country2 | Format::Language => (None, Some("^[A-Za-z]{2}$".to_owned())),
        Format::Currency => (None, Some("^[A-Za-z]{3}$".to_owned())),
        Format::Hostname => (Some("hostname"), None),
    };
    if let Some(name) = name {
        schema.insert("format".to_owned(), json!(name));
    }
    if let Some(own) = own {
        pattern(schema, &own);
    }
}
