//! Schemas of types: each named type is a definition that others refer to.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Value, json};

use super::{Object, PropertyNames, accepts, bounds, rules};
use crate::catalog::Action;
use crate::catalog::description::{
    Access, Alternative, EnumValue, Field, ListStyle, Record, Tagged, Type, TypeDefinition, TypeKind,
    TypeRef, Types, Union,
};
use crate::catalog::direction::Direction;
use crate::catalog::words;
use crate::percent;

/// Makes schemas of types.
pub(crate) struct TypeSchemas<'d> {
    types: &'d Types,
    direction: Direction,
    names: &'d PropertyNames,
    references: References<'d>,
}

/// How a schema refers to a named type.
enum References<'d> {
    /// By `$ref`, to a definition in the same schema.
    Definitions {
        /// The resource whose types go by their short names.
        resource: &'d str,
        /// The types that were referred to, in the order in which they were.
        reached: Vec<usize>,
        known: HashSet<usize>,
    },
    /// Not at all: an enum or a union is written in its place, and a record is an object of whatever fields.
    InPlace { is_in_union: bool },
}

impl<'d> TypeSchemas<'d> {
    /// Schemas that refer to definitions, which [`finish`](Self::finish) adds.
    pub(crate) fn new(action: Action<'d>, direction: Direction, names: &'d PropertyNames) -> Self {
        let resource = action.description().resource();
        let references = References::Definitions { resource, reached: Vec::new(), known: HashSet::new() };
        Self { types: action.types(), direction, names, references }
    }

    /// Schemas of values in requests that refer to nothing, so that what they say of an object ends with its type.
    pub(crate) fn in_place(types: &'d Types, names: &'d PropertyNames) -> Self {
        let references = References::InPlace { is_in_union: false };
        Self { types, direction: Direction::Request, names, references }
    }

    /// Adds the definitions of all types that were referred to.
    pub(super) fn finish(mut self, mut root: Object) -> Object {
        let mut definitions = Object::new();
        let mut next = 0;
        while let Some(definition) = self.reached(next) {
            let schema = self.definition(definition);
            definitions.insert(self.name(definition).into_owned(), Value::Object(schema));
            next += 1;
        }
        if !definitions.is_empty() {
            root.insert("$defs".to_owned(), Value::Object(definitions));
        }
        root
    }

    fn reached(&self, position: usize) -> Option<&'d TypeDefinition> {
        match &self.references {
            References::Definitions { reached, .. } => self.types.definitions().get(*reached.get(position)?),
            References::InPlace { .. } => None,
        }
    }

    /// The name of a definition: that of its type, without the resource where it is the action's.
    fn name<'n>(&self, definition: &'n TypeDefinition) -> Cow<'n, str> {
        let short = definition.short_name();
        let resource = definition.name.strip_suffix(short).and_then(|resource| resource.strip_suffix('.'));
        match &self.references {
            References::Definitions { resource: own, .. }
                if resource == Some(own) && self.types.get(short).is_none() =>
            {
                short.into()
            }
            _ => definition.name.as_str().into(),
        }
    }

    fn definition(&mut self, definition: &TypeDefinition) -> Object {
        let (schema, values) = match &definition.kind {
            TypeKind::Record(record) => (self.record(record), None),
            TypeKind::Enum(values) => (self.values(values), value_docs(values)),
            TypeKind::AnyOf(union) => (self.union(union), None),
            TypeKind::Tagged(tagged) => (self.tagged(tagged), None),
        };
        let doc = definition.doc.as_deref().map(str::trim);
        let texts: Vec<&str> = [doc, values.as_deref()].into_iter().flatten().collect();
        let doc = (!texts.is_empty()).then(|| texts.join("\n\n"));
        let mut schema = titled(described(schema, doc.as_deref()), &words::label(definition.short_name()));
        if definition.deprecated.is_some() {
            schema.insert("deprecated".to_owned(), json!(true));
        }
        schema
    }

    fn record(&mut self, record: &Record) -> Object {
        let mut schema = self.object(&record.fields);
        if self.direction == Direction::Request && !record.rules.is_empty() {
            let rules =
                record.rules.iter().map(|rule| Value::Object(rules::schema(rule, record, self.names)));
            schema.insert("allOf".to_owned(), rules.collect());
        }
        schema
    }

    /// An object of the fields that travel in the direction.
    pub(super) fn object(&mut self, fields: &[Field]) -> Object {
        let (direction, names) = (self.direction, self.names);
        let fields: Vec<&Field> = direction.fields(fields).collect();
        let property = |field: &&Field| (names.get(&field.name).to_owned(), Value::Object(self.field(field)));
        let properties = fields.iter().map(property).collect();
        let mut schema = Object::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Value::Object(properties));
        let required = fields.iter().filter(|field| direction.requires(field));
        let required: Vec<_> = required.map(|field| json!(names.get(&field.name))).collect();
        if !required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(required));
        }
        if direction == Direction::Request {
            schema.insert("additionalProperties".to_owned(), json!(false));
        }
        schema
    }

    /// A query, or the input of steps, is an object in its place. Items of a list that one parameter holds cannot
    /// contain the comma that separates them.
    pub(super) fn parameters(&mut self, query: &TypeRef) -> Object {
        let Some(record) = self.types.record(query) else { return Object::new() };
        let mut schema = self.record(record);
        for field in self.direction.fields(&record.fields) {
            let Type::Array(array) = &field.schema else { continue };
            let items = schema
                .get_mut("properties")
                .and_then(|properties| properties.get_mut(self.names.get(&field.name)))
                .and_then(|property| property.get_mut("items"));
            if let (ListStyle::Comma, Type::String(_), Some(Value::Object(items))) =
                (array.style, &array.items, items)
            {
                bounds::pattern(items, "^[^,]*$");
            }
        }
        schema
    }

    fn field(&mut self, field: &Field) -> Object {
        let schema = described(self.value(field), field.doc.as_deref());
        let mut schema = titled(schema, &field.label);
        let (names, types) = (self.names, self.types);
        let renamed = |value: &Value| names.rename(value, &field.schema, types);
        if let (Some(default), false) = (&field.default, self.is_redacted(field)) {
            schema.insert("default".to_owned(), renamed(default));
        }
        if let (Some(example), false) = (&field.example, field.secret) {
            schema.insert("examples".to_owned(), json!([renamed(example)]));
        }
        if field.deprecated.is_some() {
            schema.insert("deprecated".to_owned(), json!(true));
        }
        match field.access {
            None => {}
            Some(Access::Read) => drop(schema.insert("readOnly".to_owned(), json!(true))),
            Some(Access::Write) => drop(schema.insert("writeOnly".to_owned(), json!(true))),
        }
        schema
    }

    /// Whether the value of a field reads `[redacted]`, whatever its type.
    fn is_redacted(&self, field: &Field) -> bool {
        field.secret && self.direction == Direction::Response
    }

    /// The value of a field, without what is said about it.
    pub(crate) fn value(&mut self, field: &Field) -> Object {
        if self.is_redacted(field) {
            return Object::from_iter([("type".to_owned(), json!("string"))]);
        }
        let mut schema = self.of(&field.schema);
        if self.direction == Direction::Request {
            schema = accepts::accepting(schema, field);
        }
        if field.nullable { nullable(schema) } else { schema }
    }

    /// A value of a type.
    pub(crate) fn of(&mut self, ty: &Type) -> Object {
        let mut schema = Object::new();
        let is_sent = self.direction == Direction::Request;
        match ty {
            Type::Ref(reference) => schema = self.reference(reference),
            Type::Array(array) => {
                schema.insert("type".to_owned(), json!("array"));
                let items = self.of(&array.items);
                schema.insert("items".to_owned(), Value::Object(items));
            }
            Type::Map { values } => {
                schema.insert("type".to_owned(), json!("object"));
                let values = self.of(values);
                schema.insert("additionalProperties".to_owned(), Value::Object(values));
            }
            Type::Json => {}
            Type::Boolean { as_integer: true } if !is_sent => {
                schema.insert("type".to_owned(), json!(["boolean", "integer"]));
            }
            Type::Boolean { .. } => drop(schema.insert("type".to_owned(), json!("boolean"))),
            Type::Integer(_) | Type::Int32(_) => drop(schema.insert("type".to_owned(), json!("integer"))),
            Type::Number(_) => drop(schema.insert("type".to_owned(), json!("number"))),
            Type::Decimal(_) => drop(schema.insert("type".to_owned(), json!(["string", "number"]))),
            Type::String(_) => drop(schema.insert("type".to_owned(), json!("string"))),
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

    /// A value of a named type.
    pub(super) fn reference(&mut self, reference: &TypeRef) -> Object {
        let Some(definition) = self.types.definition(reference) else { return Object::new() };
        let name = self.name(definition);
        match &mut self.references {
            References::Definitions { reached, known, .. } => {
                if known.insert(reference.index) {
                    reached.push(reference.index);
                }
                Object::from_iter([("$ref".to_owned(), json!(format!("#/$defs/{}", pointer(&name))))])
            }
            References::InPlace { is_in_union } => match &definition.kind {
                TypeKind::Enum(_) => self.definition(definition),
                TypeKind::Record(_) | TypeKind::Tagged(_) => {
                    Object::from_iter([("type".to_owned(), json!("object"))])
                }
                // A union may hold itself; one that is inside another may be anything.
                TypeKind::AnyOf(_) if *is_in_union => Object::new(),
                TypeKind::AnyOf(union) => {
                    *is_in_union = true;
                    let schema = self.union(union);
                    self.references = References::InPlace { is_in_union: false };
                    schema
                }
            },
        }
    }

    fn values(&self, values: &[EnumValue]) -> Object {
        let is_integer = values.iter().all(|value| value.value.is_i64());
        // A new value in a response is no mistake.
        let key = if self.direction == Direction::Request { "enum" } else { "examples" };
        Object::from_iter([
            ("type".to_owned(), json!(if is_integer { "integer" } else { "string" })),
            (key.to_owned(), values.iter().map(|value| value.value.clone()).collect()),
        ])
    }

    /// The tag is a property of each variant here, which closes its object: so no variant is a reference.
    fn tagged(&mut self, tagged: &Tagged) -> Object {
        let tag = self.names.get(&tagged.tag);
        let mut variants = Vec::new();
        for variant in &tagged.variants {
            let Some(definition) = self.types.definition(&variant.record) else { continue };
            let mut schema = self.definition(definition);
            let label = words::label(&tagged.tag);
            let mut properties =
                Object::from_iter([(tag.to_owned(), json!({"title": label, "const": variant.value}))]);
            if let Some(Value::Object(own)) = schema.get_mut("properties") {
                properties.extend(std::mem::take(own));
                *own = properties;
            }
            let mut required = vec![json!(tag)];
            if let Some(Value::Array(own)) = schema.remove("required") {
                required.extend(own);
            }
            schema.insert("required".to_owned(), Value::Array(required));
            if let Some(doc) = &variant.doc {
                schema.insert("description".to_owned(), json!(doc.trim()));
            }
            variants.push(Value::Object(schema));
        }
        let key = match self.direction {
            Direction::Request => "oneOf",
            Direction::Response => {
                variants.push(anything_else());
                "anyOf"
            }
        };
        Object::from_iter([(key.to_owned(), Value::Array(variants))])
    }

    fn union(&mut self, union: &Union) -> Object {
        let alternative = |alternative: &Alternative| match &alternative.schema {
            // A definition has a title of its own.
            ty @ Type::Ref(_) => self.of(ty),
            ty => titled(self.of(ty), &words::label(&alternative.name)),
        };
        let mut any_of: Vec<_> = union.alternatives.iter().map(alternative).map(Value::Object).collect();
        if self.direction == Direction::Response {
            any_of.push(anything_else());
        }
        Object::from_iter([("anyOf".to_owned(), Value::Array(any_of))])
    }
}

fn anything_else() -> Value {
    json!({"description": "Anything else that the API may return."})
}

/// The name of a definition as a piece of a reference: a segment of a JSON pointer, in the fragment of a URI.
fn pointer(name: &str) -> String {
    let segment = name.replace('~', "~0").replace('/', "~1");
    let mut encoded = String::new();
    percent::encode(&segment, percent::Part::Query, &mut encoded);
    encoded
}

/// The same schema with null as a value.
fn nullable(mut schema: Object) -> Object {
    // Anything, and so null too.
    if schema.is_empty() {
        return schema;
    }
    // The values of an enum are all there is, whatever its type.
    if !schema.contains_key("enum") {
        match schema.get_mut("type") {
            Some(Value::Array(types)) => {
                types.push(json!("null"));
                return schema;
            }
            Some(ty) => {
                *ty = json!([ty.take(), "null"]);
                return schema;
            }
            None => {}
        }
    }
    Object::from_iter([("anyOf".to_owned(), json!([schema, {"type": "null"}]))])
}

/// The schema with a title as its first key.
pub(super) fn titled(mut schema: Object, title: &str) -> Object {
    schema.shift_remove("title");
    std::iter::once(("title".to_owned(), json!(title))).chain(schema).collect()
}

/// The schema with a description as its first key.
pub(super) fn described(mut schema: Object, doc: Option<&str>) -> Object {
    let Some(doc) = doc else { return schema };
    schema.shift_remove("description");
    std::iter::once(("description".to_owned(), json!(doc.trim()))).chain(schema).collect()
}

/// What the values mean, one on each line; nothing where no value has a meaning of its own.
fn value_docs(values: &[EnumValue]) -> Option<String> {
    let line = |value: &EnumValue| {
        let doc = value.doc.as_ref().map(|doc| doc.trim().to_owned());
        let deprecated = value.deprecated.as_ref().map(|why| format!("Deprecated. {}", why.trim()));
        let texts: Vec<_> = [doc, deprecated].into_iter().flatten().collect();
        (!texts.is_empty()).then(|| format!("- {}: {}", value.value, texts.join(" ").trim_end()))
    };
    let lines: Vec<_> = values.iter().filter_map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
