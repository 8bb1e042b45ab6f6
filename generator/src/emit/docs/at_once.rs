//! How much one call of an action carries.

use serde::Serialize;

use super::types::fields_of;
use crate::model::{Action, Api, Destructive, Effect, Field, Type};

/// How much one call carries.
#[derive(Serialize)]
pub struct AtOnce {
    /// The lists with an upper end.
    pub bounded: Vec<BoundedList>,
    /// The places of the lists of what the call is about, where the source names no upper end.
    pub unbounded: Vec<String>,
    /// Where no list says it: "one", "all" of what it destroys, "everything" that there is, or "pages".
    otherwise: &'static str,
}

/// A list with an upper end.
#[derive(Serialize)]
pub struct BoundedList {
    place: String,
    bounds: String,
}

impl AtOnce {
    /// What the inputs of an action say of it.
    pub fn new(action: &Action, api: &Api) -> Self {
        let endpoint = action.endpoint();
        let body = endpoint.and_then(|endpoint| endpoint.body.as_ref());
        let query = endpoint.and_then(|endpoint| endpoint.query);
        let query: &[Field] = query.map(|query| fields_of(api.type_def(query))).unwrap_or_default();

        let (mut bounded, mut unbounded) = (Vec::new(), Vec::new());
        // The lists of a query filter, unless it says what is changed.
        let names = body.is_none() && action.effect != Effect::Safe;
        let body_list = body.map(|body| ("body".to_owned(), &body.ty, true));
        let query_lists = query.iter().map(|field| (format!("query.{}", field.wire), &field.ty, names));
        for (place, ty, is_subject) in body_list.into_iter().chain(query_lists) {
            let Type::List(list) = ty else { continue };
            match list.items.filter(|items| items.max().is_some()) {
                Some(items) => bounded.push(BoundedList { place, bounds: items.phrase() }),
                None if is_subject => unbounded.push(place),
                None => {}
            }
        }
        let otherwise = match endpoint {
            None => "one",
            Some(_) if action.destructive == Destructive::All => "all",
            Some(endpoint) if endpoint.paginate.is_some() => "pages",
            Some(endpoint) if endpoint.body.is_some() || !endpoint.path_fields.is_empty() => "one",
            Some(_) if action.effect == Effect::Safe => "everything",
            Some(_) => "one",
        };
        Self { bounded, unbounded, otherwise }
    }
}

#[cfg(test)]
mod tests {
    use super::AtOnce;
    use crate::emit::fixture;
    use crate::model::{Action, ActionKind, Api, Body, Destructive, Effect, Type};

    fn with_body(action: &Action, ty: Option<Type>) -> Action {
        let mut action = action.clone();
        if let ActionKind::Endpoint(endpoint) = &mut action.kind {
            endpoint.body = ty.map(|ty| Body { ty, doc: None, deviation: None });
            endpoint.query = None;
            endpoint.paginate = None;
        }
        action
    }

    fn told(action: &Action, api: &Api) -> (Vec<String>, Vec<String>, &'static str) {
        let AtOnce { bounded, unbounded, otherwise } = AtOnce::new(action, api);
        let bounded = bounded.into_iter().map(|list| format!("{}: {}", list.place, list.bounds));
        (bounded.collect(), unbounded, otherwise)
    }

    #[test]
    fn what_one_call_carries() {
        let api = fixture::api();
        let [create, get, list] = &api.resources[1].actions[..] else {
            panic!("the fixture has three actions")
        };
        let none = Vec::<String>::new;
        let item = Type::Named(fixture::NEW_CUSTOMER);
        assert_eq!(told(create, &api), (vec!["body: 1 to 10 items".to_owned()], none(), "one"));
        let unbounded = with_body(create, Some(fixture::list(item.clone(), Some((1..).into()))));
        assert_eq!(told(&unbounded, &api), (none(), vec!["body".to_owned()], "one"));
        assert_eq!(told(&with_body(create, Some(item)), &api), (none(), none(), "one"));
        assert_eq!(told(get, &api), (none(), none(), "one"));
        // A filter of what is only read bounds nothing.
        assert_eq!(told(list, &api), (none(), none(), "pages"));
        assert_eq!(told(&with_body(list, None), &api), (none(), none(), "everything"));
        let delete = Action { effect: Effect::Idempotent, ..list.clone() };
        assert_eq!(told(&delete, &api).1, ["query.id:in", "query.name:in"]);
        let all = Action { destructive: Destructive::All, ..with_body(&delete, None) };
        assert_eq!(told(&all, &api), (none(), none(), "all"));
    }
}
