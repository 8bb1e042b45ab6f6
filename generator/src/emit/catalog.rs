//! `schema/catalog.json`: every action with what a program needs to offer it.

use serde_json::{Map, Value as Json, json};

use super::direction::Direction;
use super::{redact, schema};
use crate::model::{Action, ActionKind, Api, Field, Input, Resource, Type, TypeId, TypeKind};
use crate::names;
use crate::output::{CATALOG_KEY, HEADER, OutputSet};

/// Adds the catalogue of a service.
pub fn emit(api: &Api, out: &mut OutputSet) {
    out.add("schema/catalog.json", schema::text(&catalog(api)));
}

/// The catalogue.
pub fn catalog(api: &Api) -> Json {
    let actions: Vec<_> = api.actions().map(|(resource, action)| entry(resource, action, api)).collect();
    json!({CATALOG_KEY: HEADER, "service": api.name, "title": api.title, "actions": actions})
}

fn entry(resource: &Resource, action: &Action, api: &Api) -> Json {
    let mut entry = json!({
        "id": action.id,
        "title": action.title,
        "summary": action.summary,
        "scopes": action.scopes,
        "labels": Labels::of(action, api),
    });
    match &action.kind {
        ActionKind::Endpoint(endpoint) => entry["endpoint"] = json!(endpoint.line()),
        ActionKind::Steps(steps) => {
            let calls = steps.calls.iter();
            entry["steps"] =
                calls.map(|step| json!({"name": step.name, "call": api.action(step.action).id})).collect();
        }
    }
    if action.beta {
        entry["stability"] = json!("beta");
    }
    if let Some(deprecation) = &action.deprecated {
        let texts = [("use", &deprecation.use_instead), ("doc", &deprecation.doc)];
        let said = texts.into_iter().filter_map(|(key, text)| Some((key, text.as_deref()?.trim())));
        entry["deprecated"] = said.map(|(key, text)| (key.to_owned(), json!(text))).collect();
    }
    let samples = action
        .samples
        .iter()
        .map(|sample| json!({"name": sample.name, "input": redact::document(&sample.input, action, api)}));
    entry["samples"] = samples.collect();
    entry["schemas"] = json!({
        "input": schema::file_name(resource, action, "input"),
        "output": schema::file_name(resource, action, "output"),
    });
    entry
}

/// The labels of the inputs by their places: `query.id:in`, `body[].addresses[].city`, `body.prices.*`.
struct Labels<'a> {
    api: &'a Api,
    labels: Map<String, Json>,
    /// The types around the place, so that a type that holds itself is entered once.
    inside: Vec<TypeId>,
}

impl Labels<'_> {
    fn of(action: &Action, api: &Api) -> Map<String, Json> {
        let mut labels = Labels { api, labels: Map::new(), inside: Vec::new() };
        for (place, input) in action.inputs() {
            match input {
                Input::Fields(fields) => labels.fields(place, fields),
                Input::Record(id) => labels.named(place, id),
                Input::Value(ty) => labels.ty(place, ty),
            }
        }
        labels.labels
    }

    fn fields<'f>(&mut self, place: &str, fields: impl IntoIterator<Item = &'f Field>) {
        for field in fields {
            let place = format!("{place}.{}", field.wire);
            self.labels.insert(place.clone(), Json::String(field.label.clone()));
            self.ty(&place, &field.ty);
        }
    }

    fn ty(&mut self, place: &str, ty: &Type) {
        match ty {
            Type::List(list) => self.ty(&format!("{place}[]"), &list.item),
            Type::Map(value) => self.ty(&format!("{place}.*"), value),
            Type::Named(id) => self.named(place, *id),
            _ => {}
        }
    }

    fn named(&mut self, place: &str, id: TypeId) {
        if self.inside.contains(&id) {
            return;
        }
        self.inside.push(id);
        let api = self.api;
        match &api.type_def(id).kind {
            TypeKind::Record(record) => {
                self.fields(place, Direction::Sent.fields(record));
            }
            TypeKind::Union(union) => {
                union.alternatives.iter().for_each(|alternative| self.ty(place, &alternative.ty));
            }
            TypeKind::Tagged(tagged) => {
                let label = Json::String(names::label(&tagged.tag));
                self.labels.insert(format!("{place}.{}", tagged.tag), label);
                for variant in &tagged.variants {
                    let fields = variant.fields(&api.types).iter();
                    self.fields(place, fields.filter(|field| Direction::Sent.has(field)));
                }
            }
            TypeKind::Enum(_) => {}
        }
        self.inside.pop();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::catalog;
    use crate::emit::fixture;
    use crate::emit::schema;
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
    fn a_sample_has_no_secret() {
        let catalog = catalog(&fixture::api());
        let sample = &catalog["actions"][0]["samples"][0];
        assert_eq!(sample["input"]["body"][0]["new_password"], "<new_password>");
        assert!(!catalog.to_string().contains(fixture::PASSWORD));
    }
}
