//! The catalogue as JSON: `schema/catalog.json`, every action with what a program needs to offer it, and
//! `schema/samples.json`, the calls of all samples, from which tests without the service are answered.

mod inputs;

use serde_json::{Map, Value as Json, json};

use self::inputs::Inputs;
use super::docs::variable;
use super::{redact, rust, schema};
use crate::model::{Action, ActionKind, Api, Call, Credential, Destructive, Effect, Resource, Sample};
use crate::output::{CATALOG_KEY, HEADER, OutputSet};

/// Adds the catalogue of a service, and the calls of its samples.
pub fn emit(api: &Api, out: &mut OutputSet) {
    out.add("schema/catalog.json", schema::text(&catalog(api)));
    out.add("schema/samples.json", schema::text(&samples(api)));
}

/// The catalogue.
pub fn catalog(api: &Api) -> Json {
    let connection = api.connection.iter().map(|field| {
        let mut json = json!({
            "name": field.name,
            "label": field.label,
            "variable": variable(api, &field.name),
            "in": match &field.credential {
                Credential::BaseUrl => "base_url",
                Credential::Header(_) => "header",
            },
            "secret": field.secret,
        });
        say(&mut json, "doc", field.doc.as_deref());
        json
    });
    let connection: Vec<_> = connection.collect();
    let actions: Vec<_> = api.actions().map(|(resource, action)| entry(resource, action, api)).collect();
    json!({
        CATALOG_KEY: HEADER,
        "service": api.name,
        "title": api.title,
        "connection": connection,
        "base_url": {
            "name": "base_url",
            "label": "Base URL",
            "variable": variable(api, "base_url"),
            "default": api.base_url,
        },
        "actions": actions,
    })
}

fn entry(resource: &Resource, action: &Action, api: &Api) -> Json {
    let mut entry = json!({"id": action.id, "title": action.title, "summary": action.summary});
    say(&mut entry, "doc", action.doc.as_deref());
    match &action.kind {
        ActionKind::Endpoint(endpoint) => entry["endpoint"] = json!(endpoint.line()),
        ActionKind::Steps(steps) => {
            let calls = steps.calls.iter();
            entry["steps"] =
                calls.map(|step| json!({"name": step.name, "call": api.action(step.action).id})).collect();
        }
    }
    if action.paginate().is_some() {
        entry["paged"] = json!(true);
    }
    entry["scopes"] = json!(action.scopes);
    entry["effect"] = json!(match action.effect {
        Effect::Safe => "safe",
        Effect::Idempotent => "idempotent",
        Effect::Once => "once",
    });
    match action.destructive {
        Destructive::No => {}
        Destructive::Named => entry["destructive"] = json!("named"),
        Destructive::All => entry["destructive"] = json!("all"),
    }
    if action.beta {
        entry["stability"] = json!("beta");
    }
    if let Some(deprecation) = &action.deprecated {
        let mut json = json!({});
        say(&mut json, "use", deprecation.use_instead.as_deref());
        say(&mut json, "doc", deprecation.doc.as_deref());
        entry["deprecated"] = json;
    }
    let inputs = Inputs::of(action, api);
    entry["labels"] = inputs.labels.into();
    entry["inputs"] = inputs.rows.into();
    if !inputs.rules.is_empty() {
        entry["rules"] = inputs.rules.into();
    }
    entry["samples"] = action.samples.iter().map(|it| sample(it, action, api)).collect();
    entry["schemas"] = json!({
        "input": schema::file_name(resource, action, "input"),
        "output": schema::file_name(resource, action, "output"),
    });
    entry["docs"] = json!(format!("{}/{}.md", resource.name, action.name));
    entry
}

fn sample(sample: &Sample, action: &Action, api: &Api) -> Json {
    let mut json = json!({"name": sample.name});
    say(&mut json, "doc", sample.doc.as_deref());
    json["input"] = redact::document(&sample.input, action, api).into();
    if let Some(mut output) = rust::sample_output(api, action, sample) {
        let is_partial = action.endpoint().is_some_and(|endpoint| endpoint.returns.is_partial());
        let value = if is_partial { &mut output["value"] } else { &mut output };
        if let Some(ty) = &action.output() {
            *value = redact::value(value, ty, api);
        }
        json["output"] = output;
    }
    if let Some(kind) = sample.fails {
        json["fails"] = json!(kind.name());
    }
    json
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

/// Adds a text, where there is one.
fn say(json: &mut Json, key: &str, text: Option<&str>) {
    if let (Some(text), Json::Object(fields)) = (text, json) {
        fields.insert(key.to_owned(), Json::String(text.trim().to_owned()));
    }
}

type Object = Map<String, Json>;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{catalog, samples};
    use crate::emit::fixture;
    use crate::emit::schema;
    use crate::model::{Rule, RuleKind, TypeKind};
    use crate::output::{CATALOG_KEY, HEADER};

    #[test]
    fn the_header_is_the_first_key() {
        assert!(
            schema::text(&catalog(&fixture::api()))
                .starts_with(&format!("{{\n  \"{CATALOG_KEY}\": \"{HEADER}\""))
        );
    }

    #[test]
    fn an_action_has_what_a_program_needs() {
        let catalog = catalog(&fixture::api());
        let create = &catalog["actions"][0];
        assert_eq!(create["id"], "customers.create");
        assert_eq!(create["endpoint"], "POST /v3/customers");
        assert_eq!(create["schemas"]["input"], "customers/create.input.json");
        assert_eq!(create["docs"], "customers/create.md");
        assert_eq!(create["effect"], "once");
        assert_eq!(
            create["labels"],
            json!({
                "body[].email": "Email",
                "body[].new_password": "New password",
                "body[].credit": "Credit",
                "body[].channel_ids": "Channel IDs",
                "body[].addresses": "Addresses",
                "body[].addresses[].country_code": "Country code",
                "body[].addresses[].inside": "Inside",
                "body[].fields": "Fields",
            })
        );
        assert_eq!(
            catalog["actions"][1]["deprecated"],
            json!({"use": "customers.list", "doc": "It is old."})
        );
    }

    #[test]
    fn an_input_says_what_a_form_needs() {
        let catalog = catalog(&fixture::api());
        let inputs = catalog["actions"][0]["inputs"].as_array().unwrap();
        let find = |place: &str| inputs.iter().find(|input| input["place"] == place).unwrap();
        assert_eq!(inputs[0]["place"], "body");
        assert_eq!(inputs[0]["type"], "list of NewCustomer");
        assert_eq!(find("body[].email")["required"], true);
        assert_eq!(find("body[].email")["bounds"], "3 to 250 characters; an email address");
        assert_eq!(find("body[].new_password")["secret"], true);
        let places: Vec<_> = inputs.iter().map(|input| &input["place"]).collect();
        assert_eq!(places.iter().filter(|place| ***place == "body[].email").count(), 1, "once each");
    }

    #[test]
    fn a_rule_has_its_place() {
        let mut api = fixture::api();
        let (rules, doc) = (vec![0, 1], Some("One is enough.".to_owned()));
        if let TypeKind::Record(record) = &mut api.types[fixture::NEW_CUSTOMER.0].kind {
            record.rules = vec![Rule { kind: RuleKind::AtMostOne(rules), doc, deviation: None }];
        }
        let catalog = catalog(&api);
        assert_eq!(
            catalog["actions"][0]["rules"],
            json!([{
                "place": "body[]",
                "rule": "Give at most one of `email` and `new_password`.",
                "doc": "One is enough.",
            }])
        );
        assert!(catalog["actions"][1].get("rules").is_none());
    }

    #[test]
    fn calls_of_samples_have_answers_and_no_secret() {
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
        let sample = &catalog["actions"][0]["samples"][0];
        assert_eq!(sample["input"]["body"][0]["new_password"], "<new_password>");
        assert!(!catalog.to_string().contains(fixture::PASSWORD));
    }
}
