//! Types and bounds in words: the one place that rustdoc, Markdown and every other text for people takes them from.
//!
//! The words for counts and ranges are those of the runtime, so that a doc and a message say the same. What a phrase
//! says is plain text but for code spans, and has no full stop. No layout of a target belongs here.

use std::ops::Bound;
use std::time::Duration;

use actiongen_runtime::across::words;
use serde_json::Value as Json;

use crate::inline;
use crate::model::{
    Accepts, Api, Condition, Field, Limit, Range, Record, Rule, RuleKind, Then, TimeUnit, Type, TypeId,
};

/// A time: "30 seconds", "500 milliseconds".
pub fn duration(time: Duration) -> String {
    let millis = time.as_millis();
    match (millis / 1000, millis % 1000) {
        (1, 0) => "1 second".to_owned(),
        (seconds, 0) => format!("{seconds} seconds"),
        (0, 1) => "1 millisecond".to_owned(),
        _ => format!("{millis} milliseconds"),
    }
}

/// What a number in a header counts.
pub fn time_unit(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Milliseconds => "milliseconds",
        TimeUnit::Seconds => "seconds",
    }
}

/// The bounds of a value: "3 to 250 characters", "1 to 10 items; each at most 5 characters".
pub fn bounds(ty: &Type) -> Option<String> {
    let parts: Vec<String> = match ty {
        Type::Text(text) => {
            let length = text.length.map(|length| length.phrase());
            let format = text.format.map(|format| format.phrase().to_owned());
            let pattern = text.pattern.as_ref().map(|it| format!("matches {}", inline::code(it)));
            [length, format, pattern].into_iter().flatten().collect()
        }
        Type::Int(range) | Type::Int32(range) | Type::Number(range) | Type::Decimal { range, .. } => {
            self::range(range).into_iter().collect()
        }
        Type::List(list) => {
            let items = list.items.map(|items| items.phrase());
            let unique = list.unique.then(|| "no two alike".to_owned());
            let each = bounds(&list.item).map(|bounds| format!("each {bounds}"));
            [items, unique, each].into_iter().flatten().collect()
        }
        Type::Map(value) => bounds(value).map(|bounds| format!("each value {bounds}")).into_iter().collect(),
        Type::Bool { .. } | Type::Date | Type::DateTime { .. } | Type::Json | Type::Named(_) => Vec::new(),
    };
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The bounds of a number: "0 to 100", "more than 0 and at most 100".
pub fn range(range: &Range) -> Option<String> {
    if range.is_open() {
        return None;
    }
    let end = |limit: &Option<Limit>| match limit {
        None => Bound::Unbounded,
        Some(limit) if limit.excluded => Bound::Excluded(limit.value.clone()),
        Some(limit) => Bound::Included(limit.value.clone()),
    };
    Some(actiongen_runtime::Range::from_bounds((end(&range.min), end(&range.max))).phrase())
}

/// What a rule asks for: "give exactly one of `id` and `email`".
pub fn rule(rule: &Rule, record: &Record) -> String {
    let name = |field: usize| inline::code(&record.fields[field].wire);
    let names = |fields: &[usize]| -> Vec<String> { fields.iter().map(|field| name(*field)).collect() };
    match &rule.kind {
        RuleKind::ExactlyOne(fields) => words::exactly_one(&names(fields)),
        RuleKind::AtLeastOne(fields) => words::at_least_one(&names(fields)),
        RuleKind::AtMostOne(fields) => words::at_most_one(&names(fields)),
        RuleKind::AllOrNone(fields) => words::all_or_none(&names(fields)),
        RuleKind::IfPresent { field, then } => words::if_present(&name(*field), &names(then)),
        RuleKind::If { condition, then } => {
            let when = format!("{} {}", name(condition.field), is(condition, record));
            match then {
                Then::Present(fields) => words::if_then(&when, &names(fields)),
                Then::Met(conditions) => {
                    let demand = |condition: &Condition| {
                        format!("{} must {}", name(condition.field), must_be(condition, record))
                    };
                    words::if_then_having(&when, &conditions.iter().map(demand).collect::<Vec<_>>())
                }
            }
        }
        RuleKind::Equal(fields) => words::equal(&names(fields)),
    }
}

/// A condition without its field: "is `atlas` or `globe`", "has `rare` in it".
pub fn is(condition: &Condition, record: &Record) -> String {
    match record.fields[condition.field].ty {
        Type::List(_) => format!("has {} in it", values(condition)),
        _ => format!("is {}", values(condition)),
    }
}

/// A condition as what is asked for, without its field: "be `atlas` or `globe`", "have `rare` in it".
pub fn must_be(condition: &Condition, record: &Record) -> String {
    match record.fields[condition.field].ty {
        Type::List(_) => format!("have {} in it", values(condition)),
        _ => format!("be {}", values(condition)),
    }
}

fn values(condition: &Condition) -> String {
    let shown = condition.values.iter().map(|value| match value {
        // Quotes only where the text would be hard to see without.
        Json::String(text) if !text.trim().is_empty() => inline::code(text),
        value => inline::code(&value.to_string()),
    });
    listed(&shown.collect::<Vec<_>>(), "or")
}

/// What else may be given in place of a value, a sentence each.
pub fn accepts(field: &Field) -> Vec<&'static str> {
    let sentence = |accepts: &Accepts| match (accepts, &field.ty) {
        (Accepts::String, Type::Bool { .. }) => "Also taken as text.",
        (Accepts::String, _) => "Also taken as text.",
        (Accepts::Number, Type::Bool { .. }) => "Also taken as 1 or 0.",
        (Accepts::Number, _) => "Also taken as a number.",
        (Accepts::Empty, _) => "An empty text counts as absent.",
    };
    field.accepts.iter().map(sentence).collect()
}

/// What a type is called: "text", "whole number", "list of NewAddress".
pub fn type_name(ty: &Type, api: &Api) -> String {
    let (words, named) = type_words(ty);
    match named {
        Some(id) => words + &api.type_def(id).name,
        None => words,
    }
}

/// What a type is called, up to the name that it ends in, if it ends in one: "list of " and the type.
pub fn type_words(ty: &Type) -> (String, Option<TypeId>) {
    let words = match ty {
        Type::Text(_) => "text",
        Type::Bool { .. } => "true or false",
        Type::Int(_) => "whole number",
        Type::Int32(_) => "32-bit whole number",
        Type::Number(_) => "number",
        Type::Decimal { .. } => "exact decimal",
        Type::Date => "date",
        Type::DateTime { rfc2822: false } => "date and time",
        Type::DateTime { rfc2822: true } => "date and time in the form of RFC 2822",
        Type::Json => "any JSON",
        Type::List(list) => {
            let (words, named) = type_words(&list.item);
            return (format!("list of {words}"), named);
        }
        Type::Map(value) => {
            let (words, named) = type_words(value);
            return (format!("map from text to {words}"), named);
        }
        Type::Named(id) => return (String::new(), Some(*id)),
    };
    (words.to_owned(), None)
}

/// With its first letter in upper case.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The words of a type's name as a sentence begins: `NewCustomer` becomes "New customer".
pub fn sentence_case(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut before = None;
    for c in name.chars() {
        let begins_word = c.is_uppercase() && before.is_some_and(|before: char| !before.is_uppercase());
        if begins_word {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else {
            words.push(c);
        }
        before = Some(c);
    }
    capitalised(&words)
}

/// Several things as a sentence lists them: "a", "a and b", "a, b and c".
pub fn listed(things: &[String], word: &str) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} {word} {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use actiongen_runtime::{Format, Length};
    use serde_json::Value as Json;

    use super::{bounds, listed, sentence_case, type_name};
    use crate::emit::fixture;
    use crate::model::{Condition, Limit, List, Range, Record, Rule, RuleKind, Text, Then, Type};

    fn text(length: Option<Length>, format: Option<Format>, pattern: Option<&str>) -> Type {
        Type::Text(Text { length, format, pattern: pattern.map(str::to_owned) })
    }

    fn between(min: Option<(&str, bool)>, max: Option<(&str, bool)>) -> Range {
        let limit = |(value, excluded): (&str, bool)| Limit { value: value.to_owned(), excluded };
        Range { min: min.map(limit), max: max.map(limit) }
    }

    fn list(item: Type, items: Option<std::ops::RangeInclusive<usize>>, unique: bool) -> Type {
        Type::List(Box::new(List { item, items: items.map(Into::into), unique, joined: false }))
    }

    #[test]
    fn bounds_in_words() {
        let table = [
            (text(None, None, None), None),
            (text(Some((3..=250).into()), None, None), Some("3 to 250 characters")),
            (text(Some((..=255).into()), None, None), Some("at most 255 characters")),
            (text(Some((2..=2).into()), None, None), Some("exactly 2 characters")),
            (
                text(Some((3..=250).into()), Some(Format::Email), None),
                Some("3 to 250 characters; an email address"),
            ),
            (text(None, None, Some("^[a-z]+$")), Some("matches `^[a-z]+$`")),
            (Type::Int32(between(None, None)), None),
            (Type::Int(between(Some(("1", false)), Some(("250", false)))), Some("1 to 250")),
            (Type::Number(between(Some(("0", true)), None)), Some("more than 0")),
            (
                Type::Decimal { range: between(Some(("0", true)), Some(("0.5", true))), as_number: true },
                Some("more than 0 and less than 0.5"),
            ),
            (list(Type::Json, Some(1..=10), false), Some("1 to 10 items")),
            (
                list(text(Some((1..=5).into()), None, None), Some(1..=3), true),
                Some("1 to 3 items; no two alike; each 1 to 5 characters"),
            ),
            (
                Type::Map(Box::new(text(Some((..=9).into()), None, None))),
                Some("each value at most 9 characters"),
            ),
            (Type::Date, None),
        ];
        for (ty, phrase) in table {
            assert_eq!(bounds(&ty).as_deref(), phrase, "{ty:?}");
        }
    }

    #[test]
    fn types_in_words() {
        let api = fixture::api();
        let table = [
            (Type::Bool { as_int: true }, "true or false"),
            (Type::Int32(Range::default()), "32-bit whole number"),
            (list(text(None, None, None), None, false), "list of text"),
            (list(Type::Named(fixture::NEW_CUSTOMER), None, false), "list of NewCustomer"),
            (
                Type::Map(Box::new(list(Type::Named(fixture::CUSTOMER), None, false))),
                "map from text to list of Customer",
            ),
        ];
        for (ty, name) in table {
            assert_eq!(type_name(&ty, &api), name);
        }
    }

    #[test]
    fn rules_in_words() {
        let open = || text(None, None, None);
        let fields = ["a", "b", "c"].map(|wire| fixture::field(wire, open())).into();
        let mut record = Record { fields, rules: Vec::new() };
        record.fields.push(fixture::field("d", list(open(), None, false)));
        let is = |field, values: &[Json]| Condition { field, values: values.to_vec() };
        let table = [
            (RuleKind::ExactlyOne(vec![0, 1]), "give exactly one of `a` and `b`"),
            (RuleKind::AtLeastOne(vec![0, 1, 2]), "give at least one of `a`, `b` and `c`"),
            (RuleKind::AtMostOne(vec![1, 0]), "give at most one of `b` and `a`"),
            (RuleKind::AllOrNone(vec![0, 1]), "give both `a` and `b`, or neither"),
            (RuleKind::AllOrNone(vec![0, 1, 2]), "give all of `a`, `b` and `c`, or none of them"),
            (RuleKind::IfPresent { field: 0, then: vec![1] }, "with `a`, give `b` too"),
            (
                RuleKind::If {
                    condition: is(0, &["x".into(), "".into(), 3.into()]),
                    then: Then::Present(vec![1, 2]),
                },
                "if `a` is `x`, `\"\"` or `3`, give `b` and `c`",
            ),
            (
                RuleKind::If {
                    condition: is(3, &["x".into()]),
                    then: Then::Met(vec![is(0, &[true.into()]), is(3, &["y".into()])]),
                },
                "if `d` has `x` in it, `a` must be `true` and `d` must have `y` in it",
            ),
            (RuleKind::Equal(vec![0, 1]), "`a` and `b` must be equal"),
        ];
        for (kind, phrase) in table {
            let rule = Rule { kind, doc: None, deviation: None };
            assert_eq!(super::rule(&rule, &record), phrase);
        }
    }

    #[test]
    fn other_words() {
        assert_eq!(sentence_case("NewCustomer"), "New customer");
        assert_eq!(sentence_case("SKU"), "SKU");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()], "and"), "a, b and c");
    }
}
