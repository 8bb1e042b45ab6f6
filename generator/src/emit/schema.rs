//! JSON Schemas of what an action takes and of what the caller gets, draft 2020-12, each complete in itself.
//!
//! An input is closed and carries every bound that JSON Schema can say. An output is open: an answer may bring fields,
//! values and alternatives that nobody knows yet, and bounds are for what is sent. The words of a description are
//! those of the spec; no prose is made up here.

mod accepts;
mod bounds;
mod rules;

use serde_json::{Map, Value as Json, json};

use super::direction::Direction;
use crate::model::{
    Access, Action, Api, Enum, EnumValue, Field, Input, Record, Resource, Returns, Tagged, Type, TypeDef,
    TypeId, TypeKind, Union, Value,
};
use crate::output::{HEADER, OutputSet, SCHEMA_KEY};

type Object = Map<String, Json>;

/// The schema of the input document of an action.
pub fn input(resource: &Resource, action: &Action, api: &Api) -> Json {
    let mut types = Types::new(resource, Direction::Sent, api);
    let body_doc = action.endpoint().and_then(|endpoint| endpoint.body.as_ref()?.doc.as_deref());
    let mut properties = Object::new();
    let mut required = Vec::new();
    for (place, input) in action.inputs() {
        let (schema, is_required) = match input {
            Input::Fields(fields) => (types.object(&fields.iter().collect::<Vec<_>>()), true),
            Input::Record(id) => {
                let schema = types.parameters(id);
                let is_required = place == "input"
                    || schema.contains_key("required")
                    || rules::refuse_nothing(api.type_def(id));
                (schema, is_required)
            }
            Input::Value(ty) => (described(types.of(ty), body_doc), true),
        };
        if is_required {
            required.push(json!(place));
        }
        properties.insert(place.to_owned(), Json::Object(schema));
    }
    let mut root = opening(action, "input", Some(&action.summary));
    root.insert("type".to_owned(), json!("object"));
    root.insert("properties".to_owned(), Json::Object(properties));
    if !required.is_empty() {
        root.insert("required".to_owned(), Json::Array(required));
    }
    root.insert("additionalProperties".to_owned(), json!(false));
    types.finish(root)
}

/// The schema of the value that the caller of an action gets; null where there is nothing to get. What may succeed in
/// part gives an object of the value and the errors beside it.
pub fn output(resource: &Resource, action: &Action, api: &Api) -> Json {
    let mut types = Types::new(resource, Direction::Returned, api);
    let returns = action.endpoint().map(|endpoint| &endpoint.returns);
    let mut root = opening(action, "output", returns.and_then(Returns::doc));
    let mut value = match &action.output() {
        Some(ty) => types.of(ty),
        None => Object::from_iter([("type".to_owned(), json!("null"))]),
    };
    if returns.is_some_and(Returns::is_partial) {
        let errors =
            json!({"description": "What the API says of the part that failed. Absent where nothing failed."});
        value = Object::from_iter([
            ("type".to_owned(), json!("object")),
            ("properties".to_owned(), json!({"value": value, "errors": errors})),
            ("required".to_owned(), json!(["value"])),
        ]);
    }
    root.extend(value);
    types.finish(root)
}

fn opening(action: &Action, part: &str, description: Option<&str>) -> Object {
    let mut root = Object::new();
    root.insert(SCHEMA_KEY.to_owned(), json!(HEADER));
    root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("title".to_owned(), json!(format!("{}: {part}", action.title)));
    if let Some(description) = description {
        root.insert("description".to_owned(), json!(description.trim()));
    }
    if action.deprecated.is_some() {
        root.insert("deprecated".to_owned(), json!(true));
    }
    root
}

/// The types that a schema reaches, in the order in which it does.
struct Types<'a> {
    home: &'a Resource,
    direction: Direction,
    api: &'a Api,
    reached: Vec<TypeId>,
}

impl<'a> Types<'a> {
    fn new(home: &'a Resource, direction: Direction, api: &'a Api) -> Self {
        Self { home, direction, api, reached: Vec::new() }
    }

    /// Adds the definitions of all types that were reached.
    fn finish(mut self, mut root: Object) -> Json {
        let mut definitions = Object::new();
        let mut next = 0;
        while let Some(&id) = self.reached.get(next) {
            let definition = self.api.type_def(id);
            let name = self.name(definition);
            let schema = self.definition(definition);
            definitions.insert(name, Json::Object(schema));
            next += 1;
        }
        if !definitions.is_empty() {
            root.insert("$defs".to_owned(), Json::Object(definitions));
        }
        Json::Object(root)
    }

    /// The name of a definition: that of its type, with the resource in front where it is another's.
    fn name(&self, definition: &TypeDef) -> String {
        let resource = &self.api.resources[definition.resource];
        match resource.name == self.home.name {
            true => definition.name.clone(),
            false => format!("{}.{}", resource.name, definition.name),
        }
    }

    fn definition(&mut self, definition: &TypeDef) -> Object {
        let schema = match &definition.kind {
            TypeKind::Record(record) => self.record(record),
            TypeKind::Enum(of) => self.values(of),
            TypeKind::Union(union) => self.union(union),
            TypeKind::Tagged(tagged) => self.tagged(tagged),
        };
        let values = match &definition.kind {
            TypeKind::Enum(of) => value_docs(of),
            _ => None,
        };
        let doc = definition.doc.as_deref().map(str::trim);
        let texts: Vec<&str> = [doc, values.as_deref()].into_iter().flatten().collect();
        let description = (!texts.is_empty()).then(|| texts.join("\n\n"));
        let mut schema = described(schema, description.as_deref());
        if definition.deprecated.is_some() {
            schema.insert("deprecated".to_owned(), json!(true));
        }
        schema
    }

    fn record(&mut self, record: &Record) -> Object {
        let direction = self.direction;
        let mut schema = self.object(&direction.fields(record).collect::<Vec<_>>());
        if direction == Direction::Sent && !record.rules.is_empty() {
            let rules = record.rules.iter().map(|rule| Json::Object(rules::schema(rule, record)));
            schema.insert("allOf".to_owned(), rules.collect());
        }
        schema
    }

    fn object(&mut self, fields: &[&Field]) -> Object {
        let properties = fields.iter().map(|field| (field.wire.clone(), Json::Object(self.field(field))));
        let mut schema = Object::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Json::Object(properties.collect()));
        let required: Vec<_> = fields
            .iter()
            .filter(|field| self.direction.requires(field))
            .map(|field| json!(field.wire))
            .collect();
        if !required.is_empty() {
            schema.insert("required".to_owned(), Json::Array(required));
        }
        if self.direction == Direction::Sent {
            schema.insert("additionalProperties".to_owned(), json!(false));
        }
        schema
    }

    /// A query, or the input of steps, is one object. Items of a list that one parameter holds cannot contain what joins
    /// them.
    fn parameters(&mut self, query: TypeId) -> Object {
        let definition = self.api.type_def(query);
        let mut schema = Object::new();
        if let TypeKind::Record(record) = &definition.kind {
            schema = self.record(record);
            for field in Direction::Sent.fields(record) {
                let Type::List(list) = &field.ty else { continue };
                let is_text = matches!(list.item, Type::Text(_));
                let items = schema
                    .get_mut("properties")
                    .and_then(|properties| properties.get_mut(&field.wire))
                    .and_then(|property| property.get_mut("items"));
                if let (true, true, Some(Json::Object(items))) = (list.joined, is_text, items) {
                    bounds::pattern(items, "^[^,]*$");
                }
            }
        }
        schema
    }

    fn field(&mut self, field: &Field) -> Object {
        let mut schema = self.of(&field.ty);
        if self.direction == Direction::Sent {
            schema = accepts::accepting(schema, field);
        }
        if field.presence.is_nullable() {
            schema = nullable(schema);
        }
        let mut schema = described(schema, field.doc.as_deref());
        if let Some(default) = &field.default {
            schema.insert("default".to_owned(), default.clone());
        }
        if let (Some(example), false) = (&field.example, field.secret) {
            schema.insert("examples".to_owned(), json!([example]));
        }
        if field.deprecated.is_some() {
            schema.insert("deprecated".to_owned(), json!(true));
        }
        match field.access {
            Access::Both => {}
            Access::Read => drop(schema.insert("readOnly".to_owned(), json!(true))),
            Access::Write => drop(schema.insert("writeOnly".to_owned(), json!(true))),
        }
        schema
    }

    fn of(&mut self, ty: &Type) -> Object {
        let mut schema = Object::new();
        let is_sent = self.direction == Direction::Sent;
        match ty {
            Type::Named(id) => {
                if !self.reached.contains(id) {
                    self.reached.push(*id);
                }
                let name = self.name(self.api.type_def(*id));
                schema.insert("$ref".to_owned(), json!(format!("#/$defs/{name}")));
            }
            Type::List(list) => {
                schema.insert("type".to_owned(), json!("array"));
                let items = self.of(&list.item);
                schema.insert("items".to_owned(), Json::Object(items));
            }
            Type::Map(value) => {
                schema.insert("type".to_owned(), json!("object"));
                let values = self.of(value);
                schema.insert("additionalProperties".to_owned(), Json::Object(values));
            }
            Type::Json => {}
            Type::Bool { as_int: true } if !is_sent => {
                schema.insert("type".to_owned(), json!(["boolean", "integer"]));
            }
            Type::Bool { .. } => drop(schema.insert("type".to_owned(), json!("boolean"))),
            Type::Int(_) | Type::Int32(_) => drop(schema.insert("type".to_owned(), json!("integer"))),
            Type::Number(_) => drop(schema.insert("type".to_owned(), json!("number"))),
            Type::Decimal { .. } => drop(schema.insert("type".to_owned(), json!(["string", "number"]))),
            Type::Text(_) => drop(schema.insert("type".to_owned(), json!("string"))),
            Type::Date => {
                schema.insert("type".to_owned(), json!("string"));
                schema.insert("format".to_owned(), json!("date"));
            }
            Type::DateTime { rfc2822 } => {
                schema.insert("type".to_owned(), json!("string"));
                if !rfc2822 {
                    schema.insert("format".to_owned(), json!("date-time"));
                }
            }
        }
        if is_sent {
            bounds::add(&mut schema, ty);
        }
        schema
    }

    fn values(&self, of: &Enum) -> Object {
        let mut schema = Object::new();
        schema.insert("type".to_owned(), json!(if of.is_int() { "integer" } else { "string" }));
        // A new value in an answer is no mistake.
        let key = if self.direction == Direction::Sent { "enum" } else { "examples" };
        schema.insert(key.to_owned(), of.values.iter().map(wire).collect());
        schema
    }

    /// The tag is a property of each variant here, which closes its object: so no variant is a reference.
    fn tagged(&mut self, tagged: &Tagged) -> Object {
        let variants = tagged.variants.iter().map(|variant| {
            let definition = self.api.type_def(variant.record);
            let mut schema = self.definition(definition);
            let mut properties = Object::from_iter([(tagged.tag.clone(), json!({"const": variant.value}))]);
            if let Some(Json::Object(own)) = schema.get_mut("properties") {
                properties.extend(std::mem::take(own));
                *own = properties;
            }
            let mut required = vec![json!(tagged.tag)];
            if let Some(Json::Array(own)) = schema.remove("required") {
                required.extend(own);
            }
            schema.insert("required".to_owned(), Json::Array(required));
            if let Some(doc) = &variant.doc {
                schema.insert("description".to_owned(), json!(doc.trim()));
            }
            Json::Object(schema)
        });
        let mut variants: Vec<_> = variants.collect();
        let key = match self.direction {
            Direction::Sent => "oneOf",
            Direction::Returned => {
                variants.push(json!({"description": "Anything else that the API may return."}));
                "anyOf"
            }
        };
        Object::from_iter([(key.to_owned(), Json::Array(variants))])
    }

    fn union(&mut self, union: &Union) -> Object {
        let mut any_of: Vec<_> =
            union.alternatives.iter().map(|alternative| Json::Object(self.of(&alternative.ty))).collect();
        if self.direction == Direction::Returned {
            any_of.push(json!({"description": "Anything else that the API may return."}));
        }
        Object::from_iter([("anyOf".to_owned(), Json::Array(any_of))])
    }
}

/// The same schema with null as a value.
fn nullable(mut schema: Object) -> Object {
    // Anything, and so null too.
    if schema.is_empty() {
        return schema;
    }
    match schema.get_mut("type") {
        Some(Json::Array(types)) => types.push(json!("null")),
        Some(ty) => *ty = json!([ty.take(), "null"]),
        None => return Object::from_iter([("anyOf".to_owned(), json!([schema, {"type": "null"}]))]),
    }
    schema
}

/// The schema with a description as its first key.
fn described(schema: Object, doc: Option<&str>) -> Object {
    let description = doc.map(|doc| ("description".to_owned(), json!(doc.trim())));
    description.into_iter().chain(schema).collect()
}

fn wire(value: &EnumValue) -> Json {
    match &value.value {
        Value::Text(text) => json!(text),
        Value::Int(number) => json!(number),
    }
}

/// What the values mean, a line each; none where nothing is said of any.
fn value_docs(of: &Enum) -> Option<String> {
    let line = |value: &EnumValue| {
        let deprecated = value.deprecated.as_ref().map(|why| format!("Deprecated. {}", why.trim()));
        let doc = value.doc.as_ref().map(|doc| doc.trim().to_owned());
        let texts: Vec<_> = [doc, deprecated].into_iter().flatten().collect();
        (!texts.is_empty()).then(|| format!("- {}: {}", wire(value), texts.join(" ").trim_end()))
    };
    let lines: Vec<_> = of.values.iter().filter_map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The name of a schema of an action, beside the catalogue.
pub fn file_name(resource: &Resource, action: &Action, part: &str) -> String {
    format!("{}/{}.{part}.json", resource.name, action.name)
}

/// The path of a schema of an action.
pub fn path(resource: &Resource, action: &Action, part: &str) -> String {
    format!("schema/{}", file_name(resource, action, part))
}

/// Adds the schemas of a service.
pub fn emit(api: &Api, out: &mut OutputSet) {
    for (resource, action) in api.actions() {
        out.add(&path(resource, action, "input"), text(&input(resource, action, api)));
        out.add(&path(resource, action, "output"), text(&output(resource, action, api)));
    }
}

/// A JSON file as text.
pub fn text(value: &Json) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests;
