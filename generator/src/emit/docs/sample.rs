//! A sample as people use it: the input document, a command line, the answer. No secret is in any of them.

use std::fmt::Write;

use serde::Serialize;
use serde_json::Value as Json;

use super::headings::Headings;
use crate::emit::{markdown, redact};
use crate::names::variable;
use crate::model::{Action, Api, Call, Credential, Sample};

/// A sample on a page.
#[derive(Serialize)]
pub struct SampleView {
    heading: String,
    doc: Option<String>,
    input: String,
    rust: String,
    calls: Vec<CallView>,
    output: Option<String>,
    errors: Option<String>,
    fails: Option<&'static str>,
}

/// A call of a sample.
#[derive(Serialize)]
struct CallView {
    /// The step that makes it, where the action is made of steps.
    step: Option<String>,
    curl: String,
    status: u16,
    answered: bool,
    response: Option<String>,
}

impl SampleView {
    /// The view of a sample, whose Rust is made elsewhere.
    pub fn new(sample: &Sample, rust: String, action: &Action, api: &Api, headings: &mut Headings) -> Self {
        let steps = action.steps().map(|steps| steps.calls.as_slice()).unwrap_or_default();
        let call = |call: &Call| CallView {
            step: call.step.and_then(|step| steps.get(step)).map(|step| step.name.clone()),
            curl: curl(call, action, api),
            status: call.status,
            answered: call.answered,
            response: call
                .response
                .as_ref()
                .map(|response| markdown::json(&redact::response(response, call, action, api))),
        };
        let output = sample.output.as_ref().filter(|_| sample.shows_output).map(|output| action.value_in(output));
        let errors = sample.output.as_ref().filter(|_| sample.shows_errors).and_then(|output| output.get("errors"));
        Self {
            heading: headings.add(&crate::phrase::capitalised(sample.name.trim())).0,
            doc: sample.doc.clone(),
            input: markdown::json(&Json::Object(redact::document(&sample.input, action, api))),
            rust,
            calls: sample.calls.iter().map(call).collect(),
            output: output.map(markdown::json),
            errors: errors.map(markdown::json),
            fails: sample.fails.map(|kind| kind.name()),
        }
    }
}

/// The command line that makes a call. Credentials come from the environment.
fn curl(call: &Call, action: &Action, api: &Api) -> String {
    let target = redact::target(call, action, api);
    let url = format!("{}{}", in_double_quotes(&api.base_url, api), in_double_quotes(&target, api));
    let mut command = format!("curl -X {} \"{url}\"", call.method.as_str());
    for field in &api.connection {
        if let Credential::Header(header) = &field.credential {
            let _ = write!(command, " \\\n  -H \"{header}: ${}\"", variable(&api.name, &field.name));
        }
    }
    command.push_str(" \\\n  -H \"Accept: application/json\"");
    if let Some(body) = &call.body {
        let body = markdown::json(&redact::sent(body, call, action, api));
        command.push_str(" \\\n  -H \"Content-Type: application/json\"");
        let _ = write!(command, " \\\n  --data '{}'", body.replace('\'', "'\\''"));
    }
    command
}

/// A text within double quotes of a shell; `{names}` of the connection become its variables.
fn in_double_quotes(text: &str, api: &Api) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('{').and_then(|inner| {
            let (name, after) = inner.split_once('}')?;
            api.connection.iter().any(|field| field.name == name).then_some((name, after))
        });
        if let Some((name, after)) = named {
            let name = variable(&api.name, name);
            let runs_on = after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            out.push_str(&if runs_on { format!("${{{name}}}") } else { format!("${name}") });
            rest = after;
            continue;
        }
        if matches!(c, '"' | '\\' | '$' | '`') {
            out.push('\\');
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::curl;
    use crate::emit::fixture;

    #[test]
    fn a_command_line_names_no_secret() {
        let api = fixture::api();
        let action = &api.resources[1].actions[0];
        assert_eq!(
            curl(&action.samples[0].calls[0], action, &api),
            r#"curl -X POST "https://api.shop.example/stores/$SHOP_STORE/v3/customers" \
  -H "X-Token: $SHOP_ACCESS_TOKEN" \
  -H "Accept: application/json" \
  -H "Content-Type: application/json" \
  --data '[
  {
    "email": "jane.doe@shop.example",
    "new_password": "<new_password>"
  }
]'"#
        );
    }

    #[test]
    fn a_quote_in_a_body_does_not_end_it() {
        let api = fixture::api();
        let action = &api.resources[1].actions[0];
        let mut call = action.samples[0].calls[0].clone();
        call.body = Some(serde_json::json!(["it's; rm -rf $HOME"]));
        assert!(curl(&call, action, &api).ends_with(r#"--data '["it'\''s; rm -rf $HOME"]'"#));
    }
}
