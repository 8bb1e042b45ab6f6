//! The catalogue: `schema/catalog.json`, the description of the service that the runtime executes, the schemas that the
//! runtime derives from it, and `schema/samples.json`, the calls of all samples, from which tests without the service
//! get their responses.

use actiongen_runtime::catalog::Catalog;
use actiongen_runtime::catalog::description::Sample as DescribedSample;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{redact, schema};
use crate::describe;
use crate::model::{Action, Api, Call, Sample};
use crate::output::{CATALOG_KEY, HEADER, OutputSet};

/// Adds the catalogue of a service, its schemas, and the calls of its samples.
pub fn emit(api: &Api, out: &mut OutputSet) {
    let catalog = catalog(api);
    schema::emit(&catalog, out);
    out.add("schema/catalog.json", text(catalog.description()));
    out.add("schema/samples.json", text(&samples(api)));
}

/// The catalogue, as the runtime reads it.
pub fn catalog(api: &Api) -> Catalog {
    let mut description = describe::description(api);
    description.generated_by = Some(HEADER.to_owned());
    for (described, (_, action)) in description.actions.iter_mut().zip(api.actions()) {
        described.samples = action.samples.iter().map(|it| sample(it, action, api)).collect();
    }
    match Catalog::new(description) {
        Ok(catalog) => catalog,
        // What the model allows can be run.
        Err(error) => unreachable!("{error}"),
    }
}

/// A JSON file as text.
fn text(json: &impl Serialize) -> String {
    // What is written has no map whose keys are no strings, which alone cannot be JSON.
    let mut text = serde_json::to_string_pretty(json).unwrap_or_default();
    text.push('\n');
    text
}

fn sample(sample: &Sample, action: &Action, api: &Api) -> DescribedSample {
    DescribedSample {
        name: sample.name.clone(),
        doc: sample.doc.as_deref().map(|doc| doc.trim().to_owned()),
        input: redact::document(&sample.input, action, api).into(),
        output: sample.output.clone(),
        fails: sample.fails,
    }
}

/// The calls of the samples of all actions, in order.
pub fn samples(api: &Api) -> Json {
    let mut calls = Vec::new();
    for (_, action) in api.actions() {
        for sample in &action.samples {
            calls.extend(sample.calls.iter().map(|it| call(it, sample, action, api)));
        }
    }
    json!({CATALOG_KEY: HEADER, "service": api.name, "calls": calls})
}

fn call(call: &Call, sample: &Sample, action: &Action, api: &Api) -> Json {
    let mut json = json!({
        "action": action.id,
        "sample": sample.name,
        "method": call.method.as_str(),
        "target": redact::target(call, action, api),
    });
    if let Some(body) = &call.body {
        json["body"] = redact::sent(body, call, action, api);
    }
    if call.answered {
        json["status"] = json!(call.status);
        if let Some(response) = &call.response {
            json["response"] = redact::response(response, call, action, api);
        }
    }
    json
}

#[cfg(test)]
mod tests {
    use actiongen_runtime::catalog::Catalog;

    use super::{catalog, samples, text};
    use crate::emit::fixture;
    use crate::output::{CATALOG_KEY, HEADER};

    #[test]
    fn the_header_is_the_first_key() {
        assert!(
            text(catalog(&fixture::api()).description())
                .starts_with(&format!("{{\n  \"{CATALOG_KEY}\": \"{HEADER}\""))
        );
    }

    #[test]
    fn the_runtime_reads_the_catalog() {
        let catalog = catalog(&fixture::api());
        let read = Catalog::read(&text(catalog.description())).unwrap();
        let create = read.get("customers.create").unwrap();
        assert_eq!(create.endpoint.as_deref(), Some("POST /v3/customers"));
        assert_eq!(read.description(), catalog.description());
    }

    #[test]
    fn calls_of_samples_have_responses_and_no_secret() {
        let samples = samples(&fixture::api());
        let call = &samples["calls"][0];
        assert_eq!(call["action"], "customers.create");
        assert_eq!(call["method"], "POST");
        assert_eq!(call["body"][0]["new_password"], "<new_password>");
        assert!(call["status"].is_u64());
        assert!(!samples.to_string().contains(fixture::PASSWORD));
    }

    #[test]
    fn a_sample_has_no_secret() {
        let catalog = catalog(&fixture::api());
        let sample = &catalog.get("customers.create").unwrap().samples[0];
        assert_eq!(sample.input["body"][0]["new_password"], "<new_password>");
        assert!(!text(catalog.description()).contains(fixture::PASSWORD));
    }
}
