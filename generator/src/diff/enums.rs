//! An enum: its values.

use super::Kind;
use super::field::Owner;
use super::log::{Flow, Log};
use super::words::{self, Words};
use crate::emit::markdown;
use crate::model::{Enum, Value};

/// Compares the values of two versions of an enum.
pub fn compare(log: &mut Log<'_>, old: &Enum, new: &Enum, owner: Owner) {
    let ways = owner.ways;
    for value in &old.values {
        let shown = shown(&value.value);
        let Some(same) = new.values.iter().find(|other| other.value == value.value) else {
            let (kind, flow) = ways.pick(Kind::RequestValueRemoved, Kind::AnswerValueRemoved);
            log.say(kind, flow, "", format!("{shown} is gone"));
            continue;
        };
        if same.rust != value.rust {
            let message = format!("{shown} is `{}` in Rust, was `{}`", same.rust, value.rust);
            log.say(Kind::ValueRenamed, Flow::Any, "", message);
        }
        let place = format!("<{}>", same.rust);
        words::deprecation(log, &place, value.deprecated.as_deref(), same.deprecated.as_deref());
        Words::new()
            .part("doc", &value.doc, &same.doc)
            .part("deviation", &value.deviation, &same.deviation)
            .say(log, &place);
    }
    for value in new.values.iter().filter(|value| !old.values.iter().any(|other| other.value == value.value))
    {
        let (kind, flow) = ways.pick(Kind::RequestValueAdded, Kind::AnswerValueAdded);
        log.say(kind, flow, "", format!("{} is new", shown(&value.value)));
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) if text.is_empty() => "the empty text".to_owned(),
        Value::Text(text) => markdown::code_span(text),
        Value::Int(number) => format!("`{number}`"),
    }
}
