//! What an action can be given, place by place: `query.id:in`, `body[].addresses[].city`, `body.prices.*`.

use serde_json::{Value as Json, json};

use super::{Object, say};
use crate::emit::direction::Direction;
use crate::inline::code;
use crate::model::{Action, Api, Field, Input, Record, Type, TypeId, TypeKind, Value};
use crate::names;
use crate::phrase;

/// The inputs of an action, the outer before the inner.
pub struct Inputs<'a> {
    api: &'a Api,
    /// The labels by their places.
    pub labels: Object,
    /// Everything that is known of each place.
    pub rows: Vec<Json>,
    /// What is asked across fields, as sentences with their places.
    pub rules: Vec<Json>,
    /// The types around the place, so that a type that holds itself is entered once.
    inside: Vec<TypeId>,
}

impl<'a> Inputs<'a> {
    /// The inputs of an action.
    pub fn of(action: &Action, api: &'a Api) -> Self {
        let mut inputs =
            Self { api, labels: Object::new(), rows: Vec::new(), rules: Vec::new(), inside: Vec::new() };
        let body_doc = action.endpoint().and_then(|endpoint| endpoint.body.as_ref()?.doc.as_deref());
        for (place, input) in action.inputs() {
            match input {
                Input::Fields(fields) => inputs.fields(place, fields),
                Input::Record(id) => inputs.named(place, id, None),
                Input::Value(ty) => {
                    let mut row = json!({"place": place, "label": names::label(place), "required": true});
                    inputs.describe(&mut row, ty);
                    say(&mut row, "doc", body_doc);
                    inputs.rows.push(row);
                    inputs.ty(place, ty);
                }
            }
        }
        inputs
    }

    fn fields<'f>(&mut self, place: &str, fields: impl IntoIterator<Item = &'f Field>) {
        for field in fields {
            let place = format!("{place}.{}", field.wire);
            // Two alternatives of a union may have a field of one name: the first speaks for both.
            if !self.labels.contains_key(&place) {
                self.labels.insert(place.clone(), Json::String(field.label.clone()));
                let row = self.row(&place, field);
                self.rows.push(row);
            }
            self.ty(&place, &field.ty);
        }
    }

    fn row(&self, place: &str, field: &Field) -> Json {
        let mut row =
            json!({"place": place, "label": field.label, "required": field.is_required_in_requests()});
        if field.presence.is_nullable() {
            row["nullable"] = json!(true);
        }
        self.describe(&mut row, &field.ty);
        if let Some(default) = &field.default {
            row["default"] = default.clone();
        }
        if field.secret {
            row["secret"] = json!(true);
        }
        say(&mut row, "doc", field.doc.as_deref());
        if let Some(example) = field.example.as_ref().filter(|_| !field.secret) {
            row["example"] = example.clone();
        }
        say(&mut row, "deprecated", field.deprecated.as_deref());
        row
    }

    fn describe(&self, row: &mut Json, ty: &Type) {
        row["type"] = json!(phrase::type_name(ty, self.api));
        say(row, "bounds", phrase::bounds(ty).as_deref());
        let kind = ty.named().map(|id| &self.api.type_def(id).kind);
        if let Some(TypeKind::Enum(of)) = kind {
            let values = of.values.iter().map(|value| match &value.value {
                Value::Text(text) => json!(text),
                Value::Int(number) => json!(number),
            });
            row["values"] = values.collect();
        }
    }

    fn ty(&mut self, place: &str, ty: &Type) {
        match ty {
            Type::List(list) => self.ty(&format!("{place}[]"), &list.item),
            Type::Map(value) => self.ty(&format!("{place}.*"), value),
            Type::Named(id) => self.named(place, *id, None),
            _ => {}
        }
    }

    /// A named type; `when` says in which case a record stands there, if not in every one.
    fn named(&mut self, place: &str, id: TypeId, when: Option<&str>) {
        if self.inside.contains(&id) {
            return;
        }
        self.inside.push(id);
        let api = self.api;
        match &api.type_def(id).kind {
            TypeKind::Record(record) => {
                self.record_rules(place, record, when);
                self.fields(place, Direction::Sent.fields(record));
            }
            TypeKind::Union(union) => {
                for alternative in &union.alternatives {
                    match &alternative.ty {
                        Type::Named(id) => {
                            let when = format!("As {}", code(&api.type_def(*id).name));
                            self.named(place, *id, Some(&when));
                        }
                        ty => self.ty(place, ty),
                    }
                }
            }
            TypeKind::Tagged(tagged) => {
                let place_of_tag = format!("{place}.{}", tagged.tag);
                let label = names::label(&tagged.tag);
                self.labels.insert(place_of_tag.clone(), Json::String(label.clone()));
                let values: Vec<_> = tagged.variants.iter().map(|variant| json!(variant.value)).collect();
                self.rows.push(json!({
                    "place": place_of_tag, "label": label, "required": true, "type": "text", "values": values,
                }));
                for variant in &tagged.variants {
                    if let TypeKind::Record(record) = &api.type_def(variant.record).kind {
                        let when = format!("Where {} is {}", code(&tagged.tag), code(&variant.value));
                        self.record_rules(place, record, Some(&when));
                    }
                    let fields = variant.fields(&api.types).iter();
                    self.fields(place, fields.filter(|field| Direction::Sent.has(field)));
                }
            }
            TypeKind::Enum(_) => {}
        }
        self.inside.pop();
    }

    /// The rules of a record that stands at a place, always or only in a case.
    fn record_rules(&mut self, place: &str, record: &Record, when: Option<&str>) {
        for rule in &record.rules {
            let phrase = phrase::rule(rule, record);
            let sentence = match when {
                Some(when) => format!("{when}: {phrase}."),
                None => format!("{}.", phrase::capitalised(&phrase)),
            };
            let mut row = json!({"place": place, "rule": sentence});
            say(&mut row, "doc", rule.doc.as_deref());
            self.rules.push(row);
        }
    }
}
