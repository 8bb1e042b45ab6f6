//! Batches and look-ups of described actions.

use serde::de::DeserializeSeed;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::bounds::check_array;
use super::document::{Document, call};
use super::expression::Scope;
use super::reader::References;
use super::response::{ReadAs, Response};
use super::steps::into_items;
use super::value::{DynamicValue, RecordValue};
use crate::batch::{BatchCall, LookUp};
use crate::call::Call;
use crate::catalog::Action;
use crate::catalog::description::{BatchOver, Expression, Lookup, ReconcileDescription, Type};
use crate::page::Page;
use crate::partial::Partial;
use crate::path::Part;

/// The calls of a document whose list may be longer than one call takes; nothing where the action takes no such list.
pub(crate) fn batch<'v, 'd>(
    action: Action<'d>,
    document: &'v Document<'d>,
) -> Option<BatchCall<'v, DynamicValue<'d>, Value>> {
    let described = action.description().batch.as_ref()?;
    let (items, over_query): (&'v [DynamicValue<'d>], _) = match &described.over {
        BatchOver::Body => (document.body.as_ref().and_then(DynamicValue::items).unwrap_or_default(), None),
        BatchOver::Query(parameter) => {
            let query = document.query.as_ref();
            let items = query.and_then(|query| query.get(parameter)).and_then(DynamicValue::items);
            (items.unwrap_or_default(), query.map(|query| (query, parameter.as_str())))
        }
    };
    let make = PartOf { action, document, over_query };
    let endpoint = action.endpoint();
    let is_keyed = described.key.is_some();
    let batch = match (&action.description().response, action.is_partial()) {
        (None, false) => {
            BatchCall::nothing(endpoint, items, move |items| make.call(items).map(|_| ())).into_json()
        }
        (None, true) => BatchCall::partial_nothing(endpoint, items, move |items| {
            make.call(items).map(|response| Partial::new((), response.errors))
        })
        .into_json(),
        (Some(Type::Array(_)), false) if is_keyed => {
            BatchCall::list(endpoint, items, move |items| make.call(items).map(|response| outputs(&response)))
        }
        (Some(Type::Array(_)), true) if is_keyed => BatchCall::partial_list(endpoint, items, move |items| {
            make.call(items).map(|response| Partial::new(outputs(&response), response.errors))
        }),
        (Some(Type::Array(_)), false) => {
            BatchCall::unkeyed_list(endpoint, items, move |items| make.call(items).map(|it| outputs(&it)))
                .into_json()
        }
        (Some(Type::Array(_)), true) => BatchCall::unkeyed_partial_list(endpoint, items, move |items| {
            make.call(items).map(|response| Partial::new(outputs(&response), response.errors))
        })
        .into_json(),
        (Some(_), false) => {
            BatchCall::whole(endpoint, items, move |items| make.call(items).map(|it| it.value.to_output()))
                .into_json()
        }
        (Some(_), true) => BatchCall::partial_whole(endpoint, items, move |items| {
            make.call(items).map(|response| Partial::new(response.value.to_output(), response.errors))
        })
        .into_json(),
    };
    let batch = batch.concurrency(usize::try_from(described.concurrency).unwrap_or(1));
    let batch = match described.max_items {
        Some(items) => batch.most(items),
        None => batch,
    };
    let batch = match &described.key {
        Some(key) => batch.key(key.as_str()),
        None => batch,
    };
    let batch = match over_query {
        Some((_, parameter)) => batch.at(format!("query.{parameter}")),
        None => batch,
    };
    Some(match &action.description().reconcile {
        Some(reconcile) => match look_up(action, reconcile) {
            Some(look_up) => batch.look_up(look_up),
            None => batch,
        },
        None => batch,
    })
}

fn outputs(response: &Response<'_>) -> Vec<Value> {
    response.value.items().unwrap_or_default().iter().map(DynamicValue::to_output).collect()
}

/// Makes the call of a part of the list.
#[derive(Clone, Copy)]
struct PartOf<'v, 'd> {
    action: Action<'d>,
    document: &'v Document<'d>,
    over_query: Option<(&'v RecordValue<'d>, &'v str)>,
}

impl<'v, 'd> PartOf<'v, 'd> {
    fn call<'s>(&self, items: &'s [DynamicValue<'d>]) -> Call<'s, Response<'d>>
    where
        'd: 's,
    {
        let path = &self.document.path;
        if let Some((query, parameter)) = self.over_query {
            let index = query.record.fields.iter().position(|field| field.name == parameter);
            // Everything but the list, of which each call has a part.
            let fields = query.fields.iter().enumerate().map(|(at, value)| match index {
                Some(index) if index == at => Some(DynamicValue::Array(items.to_vec())),
                _ => value.clone(),
            });
            let query = RecordValue { fields: fields.collect(), suspect: query.suspect.clone(), ..*query };
            return call(self.action, path, Some(&query));
        }
        let call = call(self.action, path, self.document.query.as_ref());
        let Some(Type::Array(array)) =
            self.action.description().request.body.as_ref().map(|body| &body.schema)
        else {
            return call;
        };
        let mut call = call;
        check_array(items, array, &mut call.check().step(Part::Key("body")));
        call.body(items)
    }
}

/// Whether the action takes a list of any length.
pub(crate) fn takes_batches(action: Action<'_>) -> bool {
    let description = action.description();
    let is_list =
        || description.request.body.as_ref().is_some_and(|body| matches!(body.schema, Type::Array(_)));
    description.batch.as_ref().is_some_and(|batch| batch.over != BatchOver::Body || is_list())
}

/// What a look-up found, and what the action itself returns for it.
struct Found {
    found: Value,
    returned: Option<Value>,
}

impl Serialize for Found {
    /// As what was found, by whose key it is matched.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.found.serialize(to)
    }
}

fn look_up<'v, 'd: 'v>(
    action: Action<'d>,
    reconcile: &'d ReconcileDescription,
) -> Option<LookUp<'v, DynamicValue<'d>, Value>> {
    let looked_up = action.other(&reconcile.action)?;
    let make = LookUpCalls { action, looked_up, reconcile };
    let key = reconcile.key.as_str();
    let returned = |found: Found| found.returned;
    let is_paged = looked_up.description().paging.is_some();
    Some(match (&reconcile.lookup, is_paged) {
        (Lookup::One, true) => LookUp::pages(
            key,
            move |item: &DynamicValue<'d>| make.pages(std::slice::from_ref(item)),
            returned,
        ),
        (Lookup::One, false) => {
            LookUp::list(key, move |item: &DynamicValue<'d>| make.list(std::slice::from_ref(item)), returned)
        }
        (Lookup::Many { max_items, .. }, true) => {
            LookUp::many_pages(key, *max_items, move |items: &[DynamicValue<'d>]| make.pages(items), returned)
        }
        (Lookup::Many { max_items, .. }, false) => {
            LookUp::many_list(key, *max_items, move |items: &[DynamicValue<'d>]| make.list(items), returned)
        }
    })
}

/// Makes the requests that look for items.
#[derive(Clone, Copy)]
struct LookUpCalls<'d> {
    action: Action<'d>,
    looked_up: Action<'d>,
    reconcile: &'d ReconcileDescription,
}

impl<'d> LookUpCalls<'d> {
    fn pages<'s>(self, items: &[DynamicValue<'d>]) -> Call<'s, Page<Found>>
    where
        'd: 's,
    {
        self.call(items).map(move |response| {
            Page::new(
                into_items(response.value).into_iter().map(|it| self.found(&it)).collect(),
                response.next,
            )
        })
    }

    fn list<'s>(self, items: &[DynamicValue<'d>]) -> Call<'s, Vec<Found>>
    where
        'd: 's,
    {
        self.call(items)
            .map(move |response| into_items(response.value).into_iter().map(|it| self.found(&it)).collect())
    }

    fn found(self, found: &DynamicValue<'d>) -> Found {
        let json = found.to_output();
        let item_of = |action: Action<'d>| match &action.description().response {
            Some(Type::Array(array)) => Some(&array.items),
            other => other.as_ref(),
        };
        let returned = match (item_of(self.action), item_of(self.looked_up)) {
            (None, _) => Some(Value::Null),
            (Some(own), Some(of_look_up)) if own == of_look_up => Some(json.clone()),
            // Another type of the same fields, perhaps.
            (Some(own), _) => {
                let read = ReadAs { ty: own, types: self.action.types() }.deserialize(&json).ok();
                read.map(|read| read.to_output())
            }
        };
        Found { found: json, returned }
    }

    fn call<'s>(self, items: &[DynamicValue<'d>]) -> Call<'s, Response<'d>>
    where
        'd: 's,
    {
        let mut scope = Scope::default();
        scope.insert("item", items.first().cloned());
        let mut parts = Map::new();
        let path = self.looked_up.description().request.path.iter().zip(&self.reconcile.path);
        let path = path.filter_map(|(field, value)| Some((field.name.clone(), scope.evaluate(value)?)));
        parts.insert("path".to_owned(), Value::Object(path.collect()));
        if let Some(query) = &self.reconcile.query {
            let mut fields = match scope.evaluate(query) {
                Some(Value::Object(fields)) => fields,
                _ => Map::new(),
            };
            if let Lookup::Many { parameter, .. } = &self.reconcile.lookup {
                let keys = items.iter().filter_map(|item| self.key_of(item, parameter, query));
                fields.insert(parameter.clone(), keys.flatten().collect());
            }
            parts.insert("query".to_owned(), Value::Object(fields));
        }
        if self.looked_up.description().request.path.is_empty() {
            parts.remove("path");
        }
        let (document, rejected) = Document::read(self.looked_up, &Value::Object(parts), References::Text);
        let mut call = call(self.looked_up, &document.path, document.query.as_ref());
        call.reject(rejected);
        call
    }

    /// The keys of an item, as the query has them.
    fn key_of(self, item: &DynamicValue<'d>, parameter: &str, query: &Expression) -> Option<Vec<Value>> {
        let Expression::Record { fields, .. } = query else { return None };
        let field = fields.iter().find(|field| field.name == parameter)?;
        let mut scope = Scope::default();
        scope.insert("item", Some(item.clone()));
        match scope.evaluate(&field.value)? {
            Value::Array(keys) => Some(keys),
            key => Some(vec![key]),
        }
    }
}
