//! The calls of an action made of others.

use super::log::{Flow, Log};
use super::words::Words;
use super::{Kind, expr};
use crate::model::{Api, Expect, Expr, Step, Steps, TypeKind};

/// Compares the calls. Input and output are types, and are looked at as such.
pub fn compare(log: &mut Log<'_>, old: &Steps, new: &Steps) {
    let has = |steps: &Steps, name: &str| steps.calls.iter().any(|step| step.name == name);
    for step in &old.calls {
        match new.calls.iter().find(|other| other.name == step.name) {
            Some(same) => pair(log, step, same),
            None => {
                let id = &log.old.action(step.action).id;
                let message = format!("`{id}` is not called any more");
                log.say(Kind::StepRemoved, Flow::Any, &place(step), message);
            }
        }
    }
    for step in new.calls.iter().filter(|step| !has(old, &step.name)) {
        let message = format!("`{}` is called too", log.new.action(step.action).id);
        log.say(Kind::StepAdded, Flow::Any, &place(step), message);
    }
    let order = |steps: &Steps, other: &Steps| -> Vec<String> {
        let kept = steps.calls.iter().filter(|step| has(other, &step.name));
        kept.map(|step| step.name.clone()).collect()
    };
    let (before, after) = (order(old, new), order(new, old));
    if before != after {
        let message = format!("in the order {}, was {}", after.join(", "), before.join(", "));
        log.say(Kind::StepChanged, Flow::Any, "steps", message);
    }
    output(log, old, new);
}

fn place(step: &Step) -> String {
    format!("steps.{}", step.name)
}

fn pair(log: &mut Log<'_>, old: &Step, new: &Step) {
    let (before, after) = (log.old, log.new);
    let place = place(new);
    let called = (before.action(old.action), after.action(new.action));
    let is_same_action = log.pairs.newer(&called.0.id).is_some_and(|action| action.id == called.1.id);
    let mut changed = Vec::new();
    if !is_same_action {
        changed.push(format!("`{}` is called, was `{}`", called.1.id, called.0.id));
    }
    if guard(old) != guard(new) {
        changed.push(format!("made {}, was {}", guard(new), guard(old)));
    }
    let texts = |values: &[Expr], api: &Api| -> Vec<String> {
        values.iter().map(|value| expr::text(value, api)).collect()
    };
    let with = |step: &Step, api: &Api| {
        let one = |value: &Option<Expr>| value.as_ref().map(|value| expr::text(value, api));
        [
            ("path", Some(texts(&step.path, api).join(", "))),
            ("query", one(&step.query)),
            ("body", one(&step.body)),
        ]
    };
    for ((part, old), (_, new)) in with(old, before).into_iter().zip(with(new, after)) {
        if old != new {
            let shown = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
            changed.push(format!("its {part} is {}, was {}", shown(new), shown(old)));
        }
    }
    if !changed.is_empty() {
        log.say(Kind::StepChanged, Flow::Any, &place, changed.join("; "));
    }
    if old.expect != new.expect {
        let message = format!("takes {}, was {}", expect(new), expect(old));
        log.say(Kind::StepExpect, Flow::Any, &place, message);
    }
    Words::new().part("doc", &old.doc, &new.doc).say(log, &place);
}

fn guard(step: &Step) -> String {
    match &step.guard {
        None => "always".to_owned(),
        Some(guard) if guard.present => format!("only if `{}` is present", guard.on.text),
        Some(guard) => format!("unless `{}` is present", guard.on.text),
    }
}

fn expect(step: &Step) -> &'static str {
    match step.expect {
        None => "what comes",
        Some(Expect::One) => "exactly one item",
        Some(Expect::AtMostOne) => "at most one item",
        Some(Expect::None) => "no item",
        Some(Expect::Many) => "all items",
    }
}

/// Where the values of the output come from. Its fields are those of a type.
fn output(log: &mut Log<'_>, old: &Steps, new: &Steps) {
    let values = |steps: &Steps, api: &Api| -> Vec<(String, String)> {
        let TypeKind::Record(record) = &api.type_def(steps.output).kind else { return Vec::new() };
        let names = record.fields.iter().map(|field| field.wire.clone());
        names.zip(steps.values.iter().map(|value| expr::text(value, api))).collect()
    };
    let (before, after) = (values(old, log.old), values(new, log.new));
    for (name, value) in &after {
        let was = before.iter().find(|(other, _)| other == name).map(|(_, value)| value);
        if let Some(was) = was.filter(|was| *was != value) {
            log.say(
                Kind::StepChanged,
                Flow::Any,
                &format!("output.{name}"),
                format!("is {value}, was {was}"),
            );
        }
    }
}
