//! The page of an action: what it does, what it is given, and examples.

use std::fmt::Write as _;

use serde_json::Value;

use crate::catalog::description::{Destructive, Sample};
use crate::catalog::{Action, InputField, InputRule};
use crate::endpoint::Effect;

/// How many values of an enum are listed.
const MAX_VALUES: usize = 8;

/// The page of an action, as Markdown that reads well on a terminal.
pub(super) fn page(action: Action<'_>) -> String {
    let mut page = format!("# {}\n\n{}\n", action.title, action.summary.trim());
    if let Some(doc) = &action.doc {
        page.push_str(&format!("\n{}\n", doc.trim()));
    }
    page.push('\n');
    table(&facts(action), &mut page);
    section("Inputs", &inputs(action), &mut page);
    section("Rules", &rules(action), &mut page);
    for sample in &action.samples {
        show(sample, &mut page);
    }
    page
}

/// What there is to know about it, each with a name.
fn facts(action: Action<'_>) -> Vec<Vec<String>> {
    let mut facts = vec![vec!["Action".to_owned(), action.id.clone()]];
    let mut fact = |name: &str, value: String| facts.push(vec![name.to_owned(), value]);
    match (&action.endpoint, &action.steps) {
        (Some(endpoint), _) => fact("Endpoint", endpoint.clone()),
        (None, Some(steps)) => {
            let calls: Vec<&str> = steps.calls.iter().map(|step| step.call.as_str()).collect();
            fact("Calls", calls.join(", "));
        }
        (None, None) => {}
    }
    if !action.scopes.is_empty() {
        fact("Scopes", format!("any one of {}", action.scopes.join(", ")));
    }
    fact("Effect", effect(action.effect).to_owned());
    if let Some(destructive) = action.destructive {
        fact("Destroys", destroys(destructive).to_owned());
    }
    if let Some(deprecation) = &action.deprecated {
        let instead = deprecation.use_instead.as_ref().map(|id| format!("use {id} instead. "));
        fact(
            "Deprecated",
            format!("{}{}", instead.unwrap_or_default(), deprecation.doc.as_deref().unwrap_or_default()),
        );
    }
    if action.beta {
        fact("Beta", "it may change in a breaking way".to_owned());
    }
    facts
}

const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Safe => "it changes nothing",
        Effect::Idempotent => "sending it twice is the same as sending it once",
        Effect::Once => "sending it twice is not the same as sending it once",
    }
}

const fn destroys(destructive: Destructive) -> &'static str {
    match destructive {
        Destructive::Named => "what it names",
        Destructive::All => "everything: it names nothing",
    }
}

/// A row for each location of the input document: location, label, type, and what is asked of it.
fn inputs(action: Action<'_>) -> Vec<Vec<String>> {
    let row = |input: InputField| {
        let demands = [
            input.required.then(|| "required".to_owned()),
            input.nullable.then(|| "or null".to_owned()),
            input.bounds,
            (!input.values.is_empty()).then(|| values(&input.values)),
            input.default.map(|default| format!("{default} unless given")),
            input.secret.then(|| "secret".to_owned()),
            input.deprecated.map(|_| "deprecated".to_owned()),
        ];
        let demands: Vec<String> = demands.into_iter().flatten().collect();
        vec![input.location, input.label, input.type_name, demands.join("; ")]
    };
    action.inputs().into_iter().map(row).collect()
}

/// `"queued", "sent"`, and how many more there are.
fn values(values: &[Value]) -> String {
    let mut shown: Vec<String> = values.iter().take(MAX_VALUES).map(Value::to_string).collect();
    if values.len() > MAX_VALUES {
        shown.push(format!("and {} more", values.len() - MAX_VALUES));
    }
    shown.join(", ")
}

/// What is asked for across fields: the location, and the sentence.
fn rules(action: Action<'_>) -> Vec<Vec<String>> {
    let row =
        |rule: InputRule| vec![rule.location, format!("{} {}", rule.rule, rule.doc.unwrap_or_default())];
    action.input_rules().into_iter().map(row).collect()
}

fn show(sample: &Sample, page: &mut String) {
    let _ = writeln!(page, "\n## Sample: {}\n", sample.name);
    if let Some(doc) = &sample.doc {
        let _ = writeln!(page, "{}\n", doc.trim());
    }
    let _ = writeln!(page, "{:#}", sample.input);
    match (&sample.output, sample.fails) {
        (Some(output), _) => {
            let _ = writeln!(page, "\nreturns\n\n{output:#}");
        }
        (None, Some(kind)) => {
            let _ = writeln!(page, "\nfails: {kind}");
        }
        (None, None) => {}
    }
}

fn section(title: &str, rows: &[Vec<String>], page: &mut String) {
    if !rows.is_empty() {
        let _ = writeln!(page, "\n## {title}\n");
        table(rows, page);
    }
}

/// Rows whose columns begin below each other.
fn table(rows: &[Vec<String>], page: &mut String) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(page, "{}", line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::page;
    use crate::catalog::tests::post;

    #[test]
    fn a_page_says_what_an_action_does_and_is_given() {
        let catalog = post();
        let expected = "# Send a Letter

Sends a letter that is not kept.

It cannot be called back.

Action      letters.send
Endpoint    POST /letters/send
Effect      sending it twice is not the same as sending it once
Deprecated  use letters.create instead. It keeps nothing.
";
        let page = page(catalog.get("letters.send").unwrap());
        assert!(page.starts_with(expected), "{page}");
        for line in [
            "body.to                    To            string           required; 1 to 40 characters",
            "body.pin                   PIN           string           4 to 8 characters; secret",
            "body.delivery.by           By            string           required; \"courier\", \"pickup\"",
            "body  If `status` is `sent`, give `on`.",
            "## Sample: a card\n\nNothing but what is required.\n\n{\n  \"body\": {\n    \"to\": \"Jane\"",
        ] {
            assert!(page.contains(line), "{line}\n{page}");
        }
    }
}
