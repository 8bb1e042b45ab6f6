//! What an action can be given, place by place: `query.id:in`, `body[].addresses[].city`, `body.prices.*`.

use serde_json::{Value as Json, json};

use super::{Object, say};
use crate::emit::direction::Direction;
use crate::emit::phrase;
use crate::model::{Action, Api, Field, Type, TypeId, TypeKind, Value};

/// The inputs of an action, the outer before the inner.
pub struct Inputs<'a> {
    api: &'a Api,
    /// The labels by their places.
    pub labels: Object,
    /// Everything that is known of each place.
    pub rows: Vec<Json>,
    /// The types around the place, so that a type that holds itself is entered once.
    inside: Vec<TypeId>,
}

impl<'a> Inputs<'a> {
    /// The inputs of an action.
    pub fn of(action: &Action, api: &'a Api) -> Self {
        let mut inputs = Self { api, labels: Object::new(), rows: Vec::new(), inside: Vec::new() };
        let endpoint = &action.endpoint;
        inputs.fields("path", &endpoint.path_fields);
        if let Some(query) = endpoint.query {
            inputs.named("query", query);
        }
        if let Some(body) = &endpoint.body {
            let mut row = json!({"place": "body", "label": "Body", "required": true});
            inputs.describe(&mut row, &body.ty);
            say(&mut row, "doc", body.doc.as_deref());
            inputs.rows.push(row);
            inputs.ty("body", &body.ty);
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
            TypeKind::Enum(_) => {}
        }
        self.inside.pop();
    }
}
