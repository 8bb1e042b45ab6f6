//! Enums: their values, and the variants that stand for them.

use super::gather::WrittenType;
use super::prose;
use super::type_expr::ticked;
use crate::diagnostics::{Code, Problems};
use crate::model::{Enum, EnumValue, Value};
use crate::names;
use crate::source::{At, Style};
use crate::spec;

pub fn enum_(values: &spec::EnumValues, written: &WrittenType<'_>, problems: &mut Problems) -> Enum {
    let at = written.at.key("enum");
    let mut listed: Vec<(EnumValue, At<'_>)> = Vec::new();
    match values {
        spec::EnumValues::List(values) => {
            for (place, value) in values.iter().enumerate() {
                let at = at.item(place);
                if let Some(value) = enum_value(&value.0, at, problems) {
                    push_value(&mut listed, value, None, at, problems);
                }
            }
        }
        spec::EnumValues::Map(values) => {
            // A number between quotes is a text, and so is one that is not written plainly: `007`.
            let is_whole = |key: &str| {
                let is_plain = at.key(key).own_key().is_some_and(|key| key.style == Style::Plain);
                is_plain && key.parse::<i64>().is_ok_and(|number| number.to_string() == key)
            };
            let whole = values.iter().all(|(key, _)| is_whole(key));
            for (key, meaning) in values.iter() {
                let value = match key.parse::<i64>() {
                    Ok(number) if whole => Value::Int(number),
                    _ => Value::Text(key.to_owned()),
                };
                push_value(&mut listed, value, Some(meaning), at.key(key), problems);
            }
        }
    }
    if listed.is_empty() && at.node().items().is_empty() && at.node().entries().is_empty() {
        problems
            .error(Code::EmptyRecord, at.span(), "an enum without values")
            .help("give it a value, or use `string`");
    }
    let is_int = |value: &EnumValue| matches!(value.value, Value::Int(_));
    if let Some((first, _)) = listed.first() {
        if let Some((_, at)) = listed.iter().find(|(value, _)| is_int(value) != is_int(first)) {
            problems
                .error(Code::MixedEnum, at.name(), "texts and numbers in one enum")
                .help("put the numbers between quotes if they travel as texts");
        }
    }
    Enum { values: listed.into_iter().map(|(value, _)| value).collect() }
}

pub fn enum_value(value: &serde_yaml::Value, at: At<'_>, problems: &mut Problems) -> Option<Value> {
    match value {
        serde_yaml::Value::String(text) => Some(Value::Text(text.clone())),
        serde_yaml::Value::Number(number) if number.as_i64().is_some() => number.as_i64().map(Value::Int),
        _ => {
            let shown = at.scalar().map_or("this", |scalar| scalar.text.as_str());
            let problem =
                problems.error(Code::NotText, at.span(), "a value of an enum is a text or a whole number");
            problem.label(format!("YAML does not read `{shown}` as either"));
            match at.scalar() {
                Some(scalar) => problem.replace(
                    at.span(),
                    crate::source::quote(&scalar.text),
                    format!("put it between quotes: {}", crate::source::quote(&scalar.text)),
                ),
                None => problem.help("write one value an item"),
            };
            None
        }
    }
}

pub fn push_value<'a>(
    listed: &mut Vec<(EnumValue, At<'a>)>,
    value: Value,
    meaning: Option<&spec::EnumValue>,
    at: At<'a>,
    problems: &mut Problems,
) {
    let text = match &value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
    };
    if let Some((_, first)) = listed.iter().find(|(other, _)| other.value == value) {
        problems
            .error(Code::ValueTwice, at.name(), format!("`{text}` is given twice"))
            .also(first.name(), "the first time")
            .help("drop one of the two");
        return;
    }
    let given = meaning.and_then(|meaning| meaning.rust.clone());
    let rust = given.clone().unwrap_or_else(|| variant_name(&value));
    let span = if given.is_some() { at.key("rust").span() } else { at.name() };
    if let Some(reason) = names::refusal(&rust)
        .or_else(|| (names::variant(&rust) != rust).then_some("a variant is in UpperCamelCase"))
        .or_else(|| (rust == "Unknown").then_some("this is the variant of a value that nobody knows"))
    {
        problems
            .error(Code::NoRustName, span, format!("{} has no name in Rust", ticked(&text)))
            .label(reason)
            .help("give it one: `{doc: …, rust: Unset}`, with the values as a map");
        return;
    }
    if let Some((other, first)) = listed.iter().find(|(other, _)| other.rust == rust) {
        let other = match &other.value {
            Value::Text(text) => text.clone(),
            Value::Int(number) => number.to_string(),
        };
        problems
            .error(Code::NamesCollide, at.name(), format!("`{other}` and `{text}` are both `{rust}` in Rust"))
            .also(first.name(), "the first of the two")
            .help("give one of them another name with `rust`, with the values as a map");
        return;
    }
    listed.push((
        EnumValue {
            value,
            rust,
            doc: prose::text(meaning.and_then(|meaning| meaning.doc.as_deref())),
            deprecated: prose::line(meaning.and_then(|meaning| meaning.deprecated.as_deref())),
            deviation: prose::text(meaning.and_then(|meaning| meaning.deviation.as_deref())),
        },
        at,
    ));
}

pub fn variant_name(value: &Value) -> String {
    match value {
        Value::Text(text) => {
            let name = names::variant(text);
            // The variant of a value that nobody knows.
            if name == "Unknown" { "UnknownValue".to_owned() } else { name }
        }
        Value::Int(number) if *number < 0 => format!("Minus{}", number.unsigned_abs()),
        Value::Int(number) => format!("Value{number}"),
    }
}
