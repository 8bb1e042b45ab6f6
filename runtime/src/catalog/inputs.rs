//! What an action can be given, location by location: `query.id:in`, `body[].addresses[].city`, `body.prices.*.amount`.
//!
//! A form generator needs no more than these rows: each has the words and the bounds of one value.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::Action;
use super::description::{EnumValue, Field, Record, Tagged, Type, TypeKind, TypeRef, Types};
use super::direction::Direction;
use super::engine::MAX_DEPTH;
use super::parts::{Part, parts};
use super::schema::{PropertyNames, TypeSchemas};
use super::words;
use crate::path::push_key;

/// How many locations are looked at, and values of enums written. Types that hold each other in many ways would
/// otherwise have rows without end.
const MAX_VISITS: usize = 20_000;

/// A location of an input document, and what may be there.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct InputField {
    /// The location: `query.id:in`, `body[].addresses[].city`, `body.prices.*.amount`. An item of a list is `[]`, a value
    /// of a map `*`.
    pub location: String,
    /// The name for people.
    pub label: String,
    /// The name of the type: "string", "array of integer", "map of NewAddress".
    #[serde(rename = "type")]
    pub type_name: String,
    /// Whether it must be present where the value around it is.
    pub required: bool,
    /// Whether null is a value.
    #[serde(skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// The bounds in words: "3 to 250 characters".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds: Option<String>,
    /// The values, if it is one of several, or a list of such.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// What the API takes where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Whether it must not be shown.
    #[serde(skip_serializing_if = "is_false")]
    pub secret: bool,
    /// What it means, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// A value that shows what is meant; none for a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// What an empty input box shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Why it should not be used any more; empty where no reason is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// The type and the bounds as a JSON Schema without references: scalars, lists of scalars, enums and unions in
    /// full, and no more of an object than that it is one. Its fields are rows of their own.
    pub schema: Value,
}

/// What an action asks for across the fields of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InputRule {
    /// The location of the object: `body[]`.
    pub location: String,
    /// What is asked for, as a sentence: "Give exactly one of `id` and `email`."
    pub rule: String,
    /// Why, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl Action<'_> {
    /// Every location of its input document, the outer before the inner.
    ///
    /// A type that holds itself is entered once: its rows end where it occurs inside itself.
    #[must_use]
    pub fn inputs(self) -> Vec<InputField> {
        Inputs::of(self).fields
    }

    /// What it asks for across the fields of an object, as sentences.
    #[must_use]
    pub fn input_rules(self) -> Vec<InputRule> {
        Inputs::of(self).rules
    }
}

struct Inputs<'d> {
    types: &'d Types,
    names: PropertyNames,
    fields: Vec<InputField>,
    rules: Vec<InputRule>,
    /// The locations that have a row.
    locations: HashSet<String>,
    /// The named types around the location.
    inside: Vec<usize>,
    visits: usize,
    depth: u16,
}

impl<'d> Inputs<'d> {
    fn of(action: Action<'d>) -> Self {
        let mut inputs = Self {
            types: action.types(),
            names: PropertyNames::default(),
            fields: Vec::new(),
            rules: Vec::new(),
            locations: HashSet::new(),
            inside: Vec::new(),
            visits: 0,
            depth: 0,
        };
        for (name, label, part) in parts(action) {
            match part {
                Part::Fields(fields) => inputs.fields(name, fields),
                Part::Record(record) => inputs.named(name, record, None),
                Part::Body(body) => {
                    let schema = TypeSchemas::in_place(inputs.types, &inputs.names).of(&body.schema);
                    let row = InputField {
                        required: true,
                        doc: text(body.doc.as_deref()),
                        ..inputs.row(name, label, &body.schema, Value::Object(schema))
                    };
                    inputs.fields.push(row);
                    inputs.value(name, &body.schema);
                }
            }
        }
        inputs
    }

    /// A row of what the type says.
    fn row(&self, location: &str, label: &str, ty: &Type, schema: Value) -> InputField {
        InputField {
            location: location.to_owned(),
            label: label.to_owned(),
            type_name: words::type_name(ty, self.types),
            required: false,
            nullable: false,
            bounds: words::bounds(ty),
            values: self.values(ty).iter().map(|value| value.value.clone()).collect(),
            default: None,
            secret: false,
            doc: None,
            example: None,
            placeholder: None,
            deprecated: None,
            schema,
        }
    }

    /// The values of an enum, or of the items of a list of one.
    fn values(&self, ty: &Type) -> &'d [EnumValue] {
        match ty.leaf_ref().and_then(|reference| self.types.definition(reference)).map(|it| &it.kind) {
            Some(TypeKind::Enum(values)) => values,
            _ => &[],
        }
    }

    fn fields(&mut self, location: &str, fields: &'d [Field]) {
        for field in Direction::Request.fields(fields) {
            if !self.may_go_on() {
                return;
            }
            let mut location = format!("{location}.");
            push_key(&mut location, &field.name);
            // Two alternatives of a union may have a field of one name: the first speaks for both.
            if self.locations.insert(location.clone()) {
                let row = self.field(&location, field);
                // Enums are written out in each row.
                self.visits += row.values.len();
                self.fields.push(row);
            }
            self.value(&location, &field.schema);
        }
    }

    fn field(&self, location: &str, field: &Field) -> InputField {
        let schema = TypeSchemas::in_place(self.types, &self.names).value(field);
        InputField {
            required: Direction::Request.requires(field),
            nullable: field.nullable,
            default: field.default.clone(),
            secret: field.secret,
            doc: text(field.doc.as_deref()),
            example: field.example.clone().filter(|_| !field.secret),
            placeholder: field.placeholder.clone(),
            deprecated: text(field.deprecated.as_deref()),
            ..self.row(location, &field.label, &field.schema, Value::Object(schema))
        }
    }

    /// Whether more rows may be added. No document is nested more deeply than rows are.
    fn may_go_on(&mut self) -> bool {
        self.visits += 1;
        self.visits <= MAX_VISITS && self.depth <= MAX_DEPTH
    }

    /// What is inside a value.
    fn value(&mut self, location: &str, ty: &'d Type) {
        self.depth += 1;
        match ty {
            Type::Array(array) => self.value(&format!("{location}[]"), &array.items),
            Type::Map { values } => self.value(&format!("{location}.*"), values),
            Type::Ref(reference) => self.named(location, reference, None),
            _ => {}
        }
        self.depth -= 1;
    }

    /// What is inside a value of a named type; `when` says in which case it has that type, if not in every one.
    fn named(&mut self, location: &str, reference: &TypeRef, when: Option<&str>) {
        if self.inside.contains(&reference.index) || !self.may_go_on() {
            return;
        }
        self.inside.push(reference.index);
        match self.types.definition(reference).map(|definition| &definition.kind) {
            Some(TypeKind::Record(record)) => {
                self.record_rules(location, record, when);
                self.fields(location, &record.fields);
            }
            Some(TypeKind::AnyOf(union)) => {
                for alternative in &union.alternatives {
                    match &alternative.schema {
                        Type::Ref(reference) => {
                            let definition = self.types.definition(reference);
                            let name = definition.map_or("", |definition| definition.short_name());
                            self.named(location, reference, Some(&format!("As `{name}`")));
                        }
                        ty => self.value(location, ty),
                    }
                }
            }
            Some(TypeKind::Tagged(tagged)) => self.tagged(location, tagged),
            Some(TypeKind::Enum(_)) | None => {}
        }
        self.inside.pop();
    }

    fn tagged(&mut self, location: &str, tagged: &'d Tagged) {
        let mut tag = format!("{location}.");
        push_key(&mut tag, &tagged.tag);
        if self.locations.insert(tag.clone()) {
            let values: Vec<Value> = tagged.variants.iter().map(|variant| json!(variant.value)).collect();
            let schema = json!({"type": "string", "enum": values});
            let ty = Type::String(Default::default());
            let row = self.row(&tag, &words::label(&tagged.tag), &ty, schema);
            self.fields.push(InputField { required: true, values, ..row });
        }
        for variant in &tagged.variants {
            if let Some(record) = self.types.record(&variant.record) {
                let when = format!("Where `{}` is `{}`", tagged.tag, variant.value);
                self.record_rules(location, record, Some(&when));
                self.fields(location, &record.fields);
            }
        }
    }

    fn record_rules(&mut self, location: &str, record: &Record, when: Option<&str>) {
        for rule in &record.rules {
            let phrase = words::rule(&rule.rule, record, &self.names);
            let rule_text = match when {
                Some(when) => format!("{when}: {phrase}."),
                None => format!("{}.", words::capitalised(&phrase)),
            };
            let location = location.to_owned();
            self.rules.push(InputRule { location, rule: rule_text, doc: text(rule.doc.as_deref()) });
        }
    }
}

fn text(text: Option<&str>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
}
