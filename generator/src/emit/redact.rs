//! Samples without their secrets: what stands in a secret field is replaced by the name of the field.
//!
//! Every target that prints a sample prints what comes out of here.

use serde_json::{Map, Value as Json};

use crate::model::{Action, Api, Call, Document, Field, Input, RuleKind, Type, TypeId, TypeKind};

/// What stands in the place of a secret.
pub fn placeholder(field: &Field) -> String {
    format!("<{}>", field.wire)
}

/// An input document.
pub fn document(document: &Document, action: &Action, api: &Api) -> Document {
    let inputs = action.inputs();
    let part = |(key, value): (&String, &Json)| {
        let input = inputs.iter().find(|(name, _)| name == key).map(|(_, input)| input);
        let value = match (input, value) {
            (Some(Input::Fields(fields)), Json::Object(values)) => object(values, fields, api),
            (Some(Input::Record(id)), value) => named(value, *id, api),
            (Some(Input::Value(ty)), value) => self::value(value, ty, api),
            (_, value) => value.clone(),
        };
        (key.clone(), value)
    };
    document.iter().map(part).collect()
}

/// The body of a call of a sample.
pub fn sent(body: &Json, call: &Call, action: &Action, api: &Api) -> Json {
    let declared = api.called(action, call).and_then(|(_, endpoint)| endpoint.body.as_ref());
    declared.map_or_else(|| body.clone(), |declared| value(body, &declared.ty, api))
}

/// The body of the answer to a call: what surrounds the value stays as it is.
pub fn response(response: &Json, call: &Call, action: &Action, api: &Api) -> Json {
    let Some((_, endpoint)) = api.called(action, call) else { return response.clone() };
    let success = endpoint.returns.success_of(call.status);
    match &endpoint.returns.ty {
        Some(ty) => {
            let mut response = response.clone();
            let place = success.at.iter().try_fold(&mut response, |place, part| match place {
                Json::Object(values) => values.get_mut(part),
                Json::Array(items) => part.parse::<usize>().ok().and_then(|index| items.get_mut(index)),
                _ => None,
            });
            if let Some(place) = place {
                *place = value(place, ty, api);
            }
            response
        }
        None => response.clone(),
    }
}

/// The path and query of a call. A path that holds a secret is shown as its template.
pub fn target(call: &Call, action: &Action, api: &Api) -> String {
    let Some((_, endpoint)) = api.called(action, call) else { return call.target.clone() };
    let (path, query) = match call.target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (call.target.as_str(), None),
    };
    let has_secret = endpoint.path_fields.iter().any(|field| field.secret);
    let path = if has_secret { endpoint.path_template() } else { path.to_owned() };
    let secrets: Vec<&Field> = match endpoint.query.map(|query| &api.type_def(query).kind) {
        Some(TypeKind::Record(record)) => record.fields.iter().filter(|field| field.secret).collect(),
        _ => Vec::new(),
    };
    let Some(query) = query else { return path };
    let parameters = query.split('&').map(|parameter| {
        let name = parameter.split_once('=').map_or(parameter, |(name, _)| name);
        match secrets.iter().find(|field| field.wire == name) {
            Some(field) => format!("{name}={}", placeholder(field)),
            None => parameter.to_owned(),
        }
    });
    format!("{path}?{}", parameters.collect::<Vec<_>>().join("&"))
}

/// A value of a type.
pub fn value(value: &Json, ty: &Type, api: &Api) -> Json {
    match (ty, value) {
        (Type::Named(id), value) => named(value, *id, api),
        (Type::List(list), Json::Array(items)) => {
            items.iter().map(|item| self::value(item, &list.item, api)).collect()
        }
        (Type::Map(of), Json::Object(values)) => {
            let redacted = values.iter().map(|(key, value)| (key.clone(), self::value(value, of, api)));
            Json::Object(redacted.collect())
        }
        (_, value) => value.clone(),
    }
}

fn named(value: &Json, id: TypeId, api: &Api) -> Json {
    match (&api.type_def(id).kind, value) {
        (TypeKind::Record(record), Json::Object(values)) => {
            let mut redacted = object(values, &record.fields, api);
            // What has to be equal is shown as equal, so that the sample stays one.
            for rule in &record.rules {
                let RuleKind::Equal(fields) = &rule.kind else { continue };
                let fields: Vec<&Field> = fields.iter().map(|field| &record.fields[*field]).collect();
                for field in fields.iter().filter(|field| field.secret) {
                    if let Some(value @ Json::String(_)) = redacted.get_mut(&field.wire) {
                        *value = Json::String(placeholder(fields[0]));
                    }
                }
            }
            redacted
        }
        // Which alternative it is does not matter: what is secret in any of them is not shown.
        (TypeKind::Union(union), value) => {
            let redact = |value: Json, ty: &Type| self::value(&value, ty, api);
            union.alternatives.iter().map(|alternative| &alternative.ty).fold(value.clone(), redact)
        }
        // An unknown variant is redacted as all of them.
        (TypeKind::Tagged(tagged), Json::Object(_)) => {
            let told = tagged.told(value);
            let variants = tagged.variants.iter();
            let variants = variants.filter(|variant| told.is_none_or(|told| told.value == variant.value));
            variants.fold(value.clone(), |value, variant| named(&value, variant.record, api))
        }
        (_, value) => value.clone(),
    }
}

fn object(values: &Map<String, Json>, fields: &[Field], api: &Api) -> Json {
    let redacted = values.iter().map(|(key, value)| {
        let value = match fields.iter().find(|field| field.wire == *key) {
            Some(field) if field.secret && !value.is_null() => Json::String(placeholder(field)),
            Some(field) => self::value(value, &field.ty, api),
            None => value.clone(),
        };
        (key.clone(), value)
    });
    Json::Object(redacted.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{document, response, target};
    use crate::emit::fixture;
    use crate::model::{ActionKind, Api, TypeKind};

    /// The service, with everything of a name made a secret.
    fn with_secret(name: &str) -> Api {
        let mut api = fixture::api();
        for definition in &mut api.types {
            if let TypeKind::Record(record) = &mut definition.kind {
                record
                    .fields
                    .iter_mut()
                    .filter(|field| field.wire == name)
                    .for_each(|field| field.secret = true);
            }
        }
        for action in &mut api.resources[1].actions {
            let ActionKind::Endpoint(endpoint) = &mut action.kind else { continue };
            endpoint
                .path_fields
                .iter_mut()
                .filter(|field| field.wire == name)
                .for_each(|field| field.secret = true);
        }
        api
    }

    #[test]
    fn a_secret_in_an_answer() {
        let api = with_secret("email");
        let create = &api.resources[1].actions[0];
        let answer = json!({"data": [{"id": 7, "email": "jane"}], "meta": {"email": "kept"}});
        assert_eq!(
            response(&answer, &create.samples[0].calls[0], create, &api),
            json!({"data": [{"id": 7, "email": "<email>"}], "meta": {"email": "kept"}})
        );
    }

    #[test]
    fn a_secret_in_an_address() {
        let api = with_secret("id");
        let get = &api.resources[1].actions[1];
        let sample = &get.samples[0];
        assert_eq!(target(&sample.calls[0], get, &api), "/v2/customers/{id}");
        assert_eq!(document(&sample.input, get, &api)["path"], json!({"id": "<id>"}));

        let api = with_secret("id:in");
        let list = &api.resources[1].actions[2];
        let sample = &list.samples[0];
        assert_eq!(target(&sample.calls[0], list, &api), "/v3/customers?id:in=<id:in>");
        assert_eq!(document(&sample.input, list, &api)["query"], json!({"id:in": "<id:in>"}));
    }
}
