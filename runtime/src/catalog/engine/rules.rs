//! Conditions across the fields of a record.

use serde_json::Value;

use super::value::{DynamicValue, RecordValue};
use crate::across::{self, Broken, Given, Having, words};
use crate::catalog::description::{Condition, RuleKind, Then, Type};
use crate::check::Check;

/// Checks the rules of a record.
pub(crate) fn check(record: &RecordValue<'_>, check: &mut Check<'_>) {
    for rule in &record.record.rules {
        let Some(Broken { rule: broken, message }) = broken(record, &rule.rule, check.is_secret()) else {
            continue;
        };
        // What is wrong with the field itself was reported; the rule follows from it.
        if broken.across().any(|name| is_suspect(record, name)) {
            continue;
        }
        let violation = check.report_last(broken, message);
        if let Some(reason) = &rule.doc {
            violation.add(reason);
        }
    }
}

fn is_suspect(record: &RecordValue<'_>, name: &str) -> bool {
    record
        .suspect
        .iter()
        .any(|index| record.record.fields.get(*index).is_some_and(|field| field.name == name))
}

fn broken(record: &RecordValue<'_>, rule: &RuleKind, hidden: bool) -> Option<Broken> {
    let given = |name: &String| -> (String, bool) { (name.clone(), record.get(name).is_some()) };
    let all = |names: &[String]| -> Vec<(String, bool)> { names.iter().map(given).collect() };
    fn borrowed(given: &[(String, bool)]) -> Vec<Given<'_>> {
        given.iter().map(|(name, is_present)| (name.as_str(), *is_present)).collect()
    }
    match rule {
        RuleKind::ExactlyOne(names) => across::exactly_one(&borrowed(&all(names))),
        RuleKind::AtLeastOne(names) => across::at_least_one(&borrowed(&all(names))),
        RuleKind::AtMostOne(names) => across::at_most_one(&borrowed(&all(names))),
        RuleKind::AllOrNone(names) => across::all_or_none(&borrowed(&all(names))),
        RuleKind::IfPresent { field, then } => {
            across::if_present((field, record.get(field).is_some()), &borrowed(&all(then)))
        }
        RuleKind::If { condition, then } => {
            if !is_met(record, condition).unwrap_or(false) {
                return None;
            }
            let words = words::is(&condition.values, is_list(record, condition));
            let when: Having<'_> = (&condition.field, &words, true);
            match then {
                Then::Present(names) => across::if_then(when, &borrowed(&all(names)), hidden),
                Then::Met(conditions) => {
                    let demands: Vec<String> = conditions
                        .iter()
                        .map(|condition| words::must_be(&condition.values, is_list(record, condition)))
                        .collect();
                    let having: Vec<Having<'_>> = conditions
                        .iter()
                        .zip(&demands)
                        .map(|(condition, words)| {
                            (
                                condition.field.as_str(),
                                words.as_str(),
                                is_met(record, condition).unwrap_or(true),
                            )
                        })
                        .collect();
                    across::if_then_having(when, &having, hidden)
                }
            }
        }
        RuleKind::Equal(names) => {
            let known = |name| record.get(name).filter(|value| !value.has_reference());
            let values: Vec<(&str, Option<&DynamicValue<'_>>)> =
                names.iter().map(|name| (name.as_str(), known(name))).collect();
            across::equal(&values)
        }
    }
}

fn is_list(record: &RecordValue<'_>, condition: &Condition) -> bool {
    let field = record.record.fields.iter().find(|field| field.name == condition.field);
    field.is_some_and(|field| matches!(field.schema, Type::Array(_)))
}

/// Whether a field has one of the values; a list, whether it has one of them among its items. Nothing where that depends
/// on a reference.
fn is_met(record: &RecordValue<'_>, condition: &Condition) -> Option<bool> {
    let Some(value) = record.get(&condition.field) else { return Some(false) };
    let is_met = match value.items() {
        Some(items) => items.iter().any(|item| is_one_of(item, &condition.values)),
        None => is_one_of(value, &condition.values),
    };
    (is_met || !value.has_reference()).then_some(is_met)
}

fn is_one_of(value: &DynamicValue<'_>, values: &[Value]) -> bool {
    values.iter().any(|wanted| match value.inner() {
        DynamicValue::String(text) => wanted.as_str() == Some(text),
        DynamicValue::Integer(number) => wanted.as_i64() == Some(*number),
        DynamicValue::Boolean { value, .. } => wanted.as_bool() == Some(*value),
        _ => false,
    })
}
