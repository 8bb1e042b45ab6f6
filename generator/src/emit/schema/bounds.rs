//! The bounds of a type as keywords of JSON Schema.

use actiongen_runtime::Format;
use serde_json::{Map, Number, Value as Json, json};

use crate::model::{Limit, Range, Text, Type};

/// Adds what bounds a value of the type.
pub fn add(schema: &mut Map<String, Json>, ty: &Type) {
    match ty {
        Type::Text(bounds) => text(schema, bounds),
        Type::Int(bounds) | Type::Number(bounds) => range(schema, bounds),
        Type::Int32(bounds) => {
            let limit = |value: i32| Some(Limit { value: value.to_string(), excluded: false });
            let min = bounds.min.clone().or_else(|| limit(i32::MIN));
            let max = bounds.max.clone().or_else(|| limit(i32::MAX));
            range(schema, &Range { min, max });
        }
        Type::Decimal { range: bounds, .. } => {
            range(schema, bounds);
            // Of a decimal in a text no keyword knows the size.
            pattern(schema, "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,6})?$");
        }
        Type::DateTime { rfc2822: true } => {
            // The shape; no keyword knows the calendar, or the day of the week of a date.
            let day = "([A-Za-z]{3}, )?[0-9]{1,2} [A-Za-z]{3} [0-9]{4}";
            pattern(
                schema,
                &format!("^{day} [0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})? ([+-][0-9]{{4}}|GMT|UT|Z)$"),
            );
        }
        Type::List(list) => {
            if let Some(items) = list.items {
                count(schema, "minItems", "maxItems", items.min(), items.max());
            }
            if list.unique {
                schema.insert("uniqueItems".to_owned(), json!(true));
            }
        }
        Type::Bool { .. }
        | Type::Date
        | Type::DateTime { rfc2822: false }
        | Type::Json
        | Type::Map(_)
        | Type::Named(_) => {}
    }
}

/// Adds a pattern, beside one that is there already.
pub fn pattern(schema: &mut Map<String, Json>, pattern: &str) {
    let all = match (schema.contains_key("pattern"), schema.get_mut("allOf")) {
        (false, _) => {
            schema.insert("pattern".to_owned(), json!(pattern));
            return;
        }
        (true, Some(Json::Array(all))) => all,
        (true, _) => {
            schema.insert("allOf".to_owned(), json!([{"pattern": pattern}]));
            return;
        }
    };
    all.push(json!({"pattern": pattern}));
}

fn text(schema: &mut Map<String, Json>, bounds: &Text) {
    if let Some(length) = bounds.length {
        count(schema, "minLength", "maxLength", length.min(), length.max());
    }
    if let Some(format) = bounds.format {
        self::format(schema, format);
    }
    if let Some(own) = &bounds.pattern {
        pattern(schema, own);
    }
}

fn count(schema: &mut Map<String, Json>, lower: &str, upper: &str, min: usize, max: Option<usize>) {
    if min > 0 {
        schema.insert(lower.to_owned(), json!(min));
    }
    if let Some(max) = max {
        schema.insert(upper.to_owned(), json!(max));
    }
}

fn range(schema: &mut Map<String, Json>, range: &Range) {
    let ends = [(&range.min, "minimum", "exclusiveMinimum"), (&range.max, "maximum", "exclusiveMaximum")];
    for (limit, included, excluded) in ends {
        if let Some(limit) = limit {
            let key = if limit.excluded { excluded } else { included };
            schema.insert(key.to_owned(), number(&limit.value));
        }
    }
}

/// Plain digits as a number of JSON; exact as far as 64 bits reach.
fn number(digits: &str) -> Json {
    let whole = digits.parse::<i64>().map(Number::from);
    let number = whole.ok().or_else(|| digits.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or_else(|| json!(digits), Json::Number)
}

/// JSON Schema knows a format as a remark; where a pattern says the same, it binds.
fn format(schema: &mut Map<String, Json>, format: Format) {
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
        // A format that is new here is still one by name.
        other => (Some(other.name()), None),
    };
    if let Some(name) = name {
        schema.insert("format".to_owned(), json!(name));
    }
    if let Some(own) = own {
        pattern(schema, &own);
    }
}
