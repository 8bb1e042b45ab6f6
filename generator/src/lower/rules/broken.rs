//! Whether a value keeps a rule, said by the same code as by the validators of a client.

use actiongen_runtime::Decimal;
use actiongen_runtime::across::{self, Broken, Given, Having};
use serde_json::{Map, Value as Json};

use crate::model::{Condition, Record, Rule, RuleKind, Then, Type};
use crate::phrase;

/// What an object that is sent breaks of a rule, if it breaks it. Its fields are valid in themselves.
pub fn broken(rule: &Rule, record: &Record, object: &Map<String, Json>) -> Option<Broken> {
    let wire = |field: &usize| record.fields[*field].wire.as_str();
    let given = |field: &usize| (wire(field), object.contains_key(wire(field)));
    let all = |fields: &[usize]| -> Vec<Given<'_>> { fields.iter().map(given).collect() };
    let broken = match &rule.kind {
        RuleKind::ExactlyOne(fields) => across::exactly_one(&all(fields)),
        RuleKind::AtLeastOne(fields) => across::at_least_one(&all(fields)),
        RuleKind::AtMostOne(fields) => across::at_most_one(&all(fields)),
        RuleKind::AllOrNone(fields) => across::all_or_none(&all(fields)),
        RuleKind::IfPresent { field, then } => across::if_present(given(field), &all(then)),
        RuleKind::If { condition, then } => {
            let value = phrase::is(condition, record);
            let having = (wire(&condition.field), value.as_str(), is_met(condition, record, object));
            match then {
                Then::Present(fields) => across::if_then(having, &all(fields), false),
                Then::Met(conditions) => {
                    let values: Vec<String> =
                        conditions.iter().map(|condition| phrase::must_be(condition, record)).collect();
                    let demands = conditions.iter().zip(&values).map(|(condition, value)| {
                        (wire(&condition.field), value.as_str(), is_met(condition, record, object))
                    });
                    across::if_then_having(having, &demands.collect::<Vec<Having<'_>>>(), false)
                }
            }
        }
        RuleKind::Equal(fields) => {
            let compared = fields.iter().map(|field| {
                let ty = &record.fields[*field].ty;
                (wire(field), object.get(wire(field)).map(|value| Compared { ty, value }))
            });
            across::equal(&compared.collect::<Vec<_>>())
        }
    };
    broken.map(|Broken { rule: broken, mut message }| {
        if let Some(doc) = &rule.doc {
            message = format!("{message}. {doc}");
        }
        Broken { rule: broken, message }
    })
}

/// Whether the field has one of the values, or one of them in it.
fn is_met(condition: &Condition, record: &Record, object: &Map<String, Json>) -> bool {
    let field = &record.fields[condition.field];
    match object.get(&field.wire) {
        Some(Json::Array(items)) => items.iter().any(|item| condition.values.contains(item)),
        Some(value) => condition.values.contains(value),
        None => false,
    }
}

/// A value that is compared as its type is in Rust: `1` and `"1.0"` are one decimal.
struct Compared<'v> {
    ty: &'v Type,
    value: &'v Json,
}

impl PartialEq for Compared<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.ty, self.value, other.value) {
            (Type::Decimal { .. }, a, b) => decimal(a) == decimal(b),
            (Type::Number(_), Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
            (Type::List(list), Json::Array(a), Json::Array(b)) => {
                let compared = |value| Compared { ty: &list.item, value };
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| compared(a) == compared(b))
            }
            (_, a, b) => a == b,
        }
    }
}

fn decimal(value: &Json) -> Option<Decimal> {
    match value {
        Json::String(text) => Decimal::new(text).ok(),
        Json::Number(number) => Decimal::new(&number.to_string()).ok(),
        _ => None,
    }
}
