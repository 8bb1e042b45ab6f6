//! Types, bounds and rules of a description in words.
//!
//! The words for counts, ranges and rules are those of [`bounds`](crate::bounds) and of [`words`], so that schemas,
//! forms and violations say the same.

use super::description::{Condition, NumberBounds, Record, RuleKind, Then, Type, Types};
use super::engine;
use super::schema::PropertyNames;
use crate::across::words;
use crate::bounds::Range;

/// The bounds of a value: "3 to 250 characters", "1 to 10 items; each at most 5 characters".
pub(crate) fn bounds(ty: &Type) -> Option<String> {
    let parts: Vec<String> = match ty {
        Type::String(bounds) => {
            let length = bounds.length().map(|length| length.phrase());
            let format = bounds.format.map(|format| format.phrase().to_owned());
            let pattern = bounds.pattern.as_ref();
            let pattern = pattern.map(|pattern| format!("matches {}", words::code_span(pattern.as_str())));
            [length, format, pattern].into_iter().flatten().collect()
        }
        Type::Integer(bounds) | Type::Int32(bounds) | Type::Number(bounds) => {
            range(bounds).into_iter().collect()
        }
        Type::Decimal(decimal) => range(&decimal.bounds).into_iter().collect(),
        Type::Array(array) => {
            let count = array.count().map(|count| count.phrase());
            let unique = array.unique.then(|| "no two alike".to_owned());
            let each = bounds(&array.items).map(|bounds| format!("each {bounds}"));
            [count, unique, each].into_iter().flatten().collect()
        }
        Type::Map { values } => {
            bounds(values).map(|bounds| format!("each value {bounds}")).into_iter().collect()
        }
        Type::Boolean { .. } | Type::Date | Type::DateTime { .. } | Type::Json | Type::Ref(_) => Vec::new(),
    };
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The bounds of a number: "0 to 100", "more than 0 and at most 100".
fn range(bounds: &NumberBounds) -> Option<String> {
    engine::range(bounds, Some).map(|ends| Range::<&str>::from_bounds(ends).phrase())
}

/// The name of a type: "string", "integer", "array of NewAddress".
pub(crate) fn type_name(ty: &Type, types: &Types) -> String {
    let name = match ty {
        Type::String(_) => "string",
        Type::Boolean { .. } => "boolean",
        Type::Integer(_) => "integer",
        Type::Int32(_) => "32-bit integer",
        Type::Number(_) => "number",
        Type::Decimal(_) => "decimal",
        Type::Date => "date",
        Type::DateTime { rfc2822: false } => "date and time",
        Type::DateTime { rfc2822: true } => "date and time in RFC 2822 form",
        Type::Json => "any JSON",
        Type::Array(array) => return format!("array of {}", type_name(&array.items, types)),
        Type::Map { values } => return format!("map of {}", type_name(values, types)),
        Type::Ref(reference) => types.definition(reference).map_or("", |definition| definition.short_name()),
    };
    name.to_owned()
}

/// What a rule asks for: "give exactly one of `id` and `email`".
pub(crate) fn rule(rule: &RuleKind, record: &Record, names: &PropertyNames) -> String {
    let name = |field: &String| words::code_span(names.get(field));
    let all = |fields: &[String]| -> Vec<String> { fields.iter().map(name).collect() };
    let is_list = |condition: &Condition| {
        record.field(&condition.field).is_some_and(|field| matches!(field.schema, Type::Array(_)))
    };
    match rule {
        RuleKind::ExactlyOne(fields) => words::exactly_one(&all(fields)),
        RuleKind::AtLeastOne(fields) => words::at_least_one(&all(fields)),
        RuleKind::AtMostOne(fields) => words::at_most_one(&all(fields)),
        RuleKind::AllOrNone(fields) => words::all_or_none(&all(fields)),
        RuleKind::IfPresent { field, then } => words::if_present(&name(field), &all(then)),
        RuleKind::If { condition, then } => {
            let when =
                format!("{} {}", name(&condition.field), words::is(&condition.values, is_list(condition)));
            match then {
                Then::Present(fields) => words::if_then(&when, &all(fields)),
                Then::Met(conditions) => {
                    let demand = |condition: &Condition| {
                        let value = words::must_be(&condition.values, is_list(condition));
                        format!("{} must {value}", name(&condition.field))
                    };
                    words::if_then_having(&when, &conditions.iter().map(demand).collect::<Vec<_>>())
                }
            }
        }
        RuleKind::Equal(fields) => words::equal(&all(fields)),
    }
}

/// A name for people: `customer_group_id` becomes "Customer group ID", `NewCustomer` "New customer".
pub(crate) fn label(name: &str) -> String {
    let mut words = vec![String::new()];
    let mut chars = name.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(c) = chars.next() {
        let is_inside_capitals = before.is_some_and(char::is_uppercase)
            && chars.peek().is_none_or(|after| after.is_uppercase() || !after.is_alphabetic());
        if !c.is_alphanumeric() || (c.is_uppercase() && !is_inside_capitals) {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.push(c);
        }
        before = Some(c);
    }
    let words: Vec<String> = words.iter().filter(|word| !word.is_empty()).map(|word| shown(word)).collect();
    capitalised(&words.join(" "))
}

/// A word of a label: some are written in capitals.
fn shown(word: &str) -> String {
    let is_in_capitals = word.chars().nth(1).is_some() && !word.chars().any(char::is_lowercase);
    let lower = word.to_lowercase();
    match lower.as_str() {
        "ids" => "IDs".to_owned(),
        "id" | "ip" | "url" | "uri" | "sku" | "upc" | "api" => word.to_uppercase(),
        _ if is_in_capitals => word.to_owned(),
        _ => lower,
    }
}

/// The text with its first letter in upper case.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
