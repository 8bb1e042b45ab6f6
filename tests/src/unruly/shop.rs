//! A small shop with customers, which keeps a record of its own: what a test compares with what the client says.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use super::Reply;
use crate::server::{Request, decoded};

/// How many customers one call may create or change.
const MOST: usize = 10;

/// The shop. It refuses an email that it has already, unless it was told not to.
#[derive(Debug, Default)]
pub struct Shop {
    takes_doubles: bool,
    books: Mutex<Books>,
}

#[derive(Debug, Default)]
struct Books {
    customers: BTreeMap<i64, Map<String, Value>>,
    by_email: HashMap<String, Vec<i64>>,
    last: i64,
    created: usize,
    deleted: usize,
}

impl Shop {
    /// An empty shop.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty shop that creates a second customer of the same email when it is asked to, so that a request that was sent
    /// twice shows.
    pub fn taking_doubles() -> Self {
        Self { takes_doubles: true, ..Self::default() }
    }

    /// What it answers to a request, which it carries out.
    pub fn answer(&self, request: &Request) -> Reply {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        if !path.ends_with("/v3/customers") {
            return Reply::json(404, &json!({"status": 404, "title": "Not found"}));
        }
        match request.method.as_str() {
            "POST" => self.create(request),
            "PUT" => self.update(request),
            "GET" => self.list(&Filters::read(query)),
            "DELETE" => self.delete(&Filters::read(query)),
            _ => Reply::json(405, &json!({"status": 405, "title": "Method not allowed"})),
        }
    }

    /// The email of every customer by their ID.
    pub fn emails(&self) -> BTreeMap<i64, String> {
        self.books().customers.iter().map(|(id, customer)| (*id, email(customer).to_owned())).collect()
    }

    /// How many customers were created, whatever became of them since.
    pub fn created(&self) -> usize {
        self.books().created
    }

    /// How many customers were deleted.
    pub fn deleted(&self) -> usize {
        self.books().deleted
    }

    /// Creates a customer as another program would.
    pub fn add(&self, email: &str) -> i64 {
        self.books().add(json!({"email": email, "first_name": "Jane", "last_name": "Doe"}))
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All of them or none.
    fn create(&self, request: &Request) -> Reply {
        let Value::Array(wanted) = request.json() else { return refused(400, "body", "a list") };
        if wanted.len() > MOST {
            return refused(413, "body", "too many customers");
        }
        let mut books = self.books();
        let taken = wanted.iter().enumerate().find(|(index, customer)| {
            let same = |other: &Value| other["email"] == customer["email"];
            let is_known = books.by_email.contains_key(customer["email"].as_str().unwrap_or_default());
            !self.takes_doubles && (is_known || wanted[..*index].iter().any(same))
        });
        if let Some((index, _)) = taken {
            return refused(422, &format!("{index}.email"), "The email is in use already.");
        }
        let ids: Vec<i64> = wanted.into_iter().map(|customer| books.add(customer)).collect();
        data(ids.iter().map(|id| &books.customers[id]))
    }

    fn update(&self, request: &Request) -> Reply {
        let Value::Array(changes) = request.json() else { return refused(400, "body", "a list") };
        let mut books = self.books();
        let ids: Vec<i64> = changes.iter().map(|change| change["id"].as_i64().unwrap_or_default()).collect();
        if ids.len() > MOST {
            return refused(413, "body", "too many customers");
        }
        if let Some(id) = ids.iter().find(|id| !books.customers.contains_key(id)) {
            return refused(422, &id.to_string(), "There is no such customer.");
        }
        for (id, change) in ids.iter().zip(changes) {
            if let (Some(customer), Value::Object(change)) = (books.customers.get_mut(id), change) {
                customer.extend(change);
            }
        }
        data(ids.iter().map(|id| &books.customers[id]))
    }

    /// By cursor, the ID of the last customer of the page before.
    fn list(&self, filters: &Filters) -> Reply {
        let books = self.books();
        let after = filters.one("after").and_then(|after| after.parse().ok()).unwrap_or(0);
        let limit = filters.one("limit").and_then(|limit| limit.parse().ok()).unwrap_or(50);
        // A filter by email is a look-up; whatever else is asked for is a walk through the books.
        let wanted: Option<BTreeSet<i64>> = filters.all("email:in").map(|emails| {
            let ids = emails.iter().filter_map(|email| books.by_email.get(email));
            ids.flatten().copied().filter(|id| *id > after).collect()
        });
        let all = || books.customers.range((Bound::Excluded(after), Bound::Unbounded));
        let rest: Box<dyn Iterator<Item = (&i64, &Map<String, Value>)>> = match &wanted {
            Some(ids) => Box::new(ids.iter().filter_map(|id| books.customers.get_key_value(id))),
            None => Box::new(all()),
        };
        let mut found = rest.filter(|(id, customer)| filters.let_pass(**id, customer));
        let page: Vec<_> = found.by_ref().take(limit).collect();
        let mut cursor = json!({"count": page.len(), "per_page": limit});
        if let (Some((last, _)), Some(_)) = (page.last(), found.next()) {
            cursor["end_cursor"] = json!(last.to_string());
        }
        let customers: Vec<_> = page.into_iter().map(|(_, customer)| customer).collect();
        Reply::json(200, &json!({"data": customers, "meta": {"cursor_pagination": cursor}}))
    }

    fn delete(&self, filters: &Filters) -> Reply {
        let mut books = self.books();
        let before = books.customers.len();
        if filters.one("id:in").is_some() {
            books.customers.retain(|id, customer| !filters.let_pass(*id, customer));
        }
        books.deleted += before - books.customers.len();
        let Books { customers, by_email, .. } = &mut *books;
        by_email.retain(|_, ids| {
            ids.retain(|id| customers.contains_key(id));
            !ids.is_empty()
        });
        Reply::empty(204)
    }
}

impl Books {
    fn add(&mut self, customer: Value) -> i64 {
        self.last += 1;
        self.created += 1;
        let mut kept = Map::new();
        kept.insert("id".to_owned(), self.last.into());
        for name in ["email", "first_name", "last_name", "company"] {
            if let Some(value) = customer.get(name) {
                kept.insert(name.to_owned(), value.clone());
            }
        }
        self.by_email.entry(email(&kept).to_owned()).or_default().push(self.last);
        self.customers.insert(self.last, kept);
        self.last
    }
}

fn email(customer: &Map<String, Value>) -> &str {
    customer.get("email").and_then(Value::as_str).unwrap_or_default()
}

fn data<'c>(customers: impl Iterator<Item = &'c Map<String, Value>>) -> Reply {
    let customers: Vec<_> = customers.collect();
    Reply::json(200, &json!({"data": customers, "meta": {}}))
}

fn refused(status: u16, field: &str, why: &str) -> Reply {
    Reply::json(status, &json!({"status": status, "title": "It was refused.", "errors": {field: why}}))
}

/// The query of a request, decoded.
struct Filters(Vec<(String, Vec<String>)>);

impl Filters {
    fn read(query: &str) -> Self {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(key, value)| (decoded(key), value.split(',').map(decoded).collect())).collect())
    }

    fn all(&self, key: &str) -> Option<&[String]> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, values)| values.as_slice())
    }

    fn one(&self, key: &str) -> Option<&str> {
        self.all(key)?.first().map(String::as_str)
    }

    fn let_pass(&self, id: i64, customer: &Map<String, Value>) -> bool {
        let ids = self.all("id:in").is_none_or(|ids| ids.contains(&id.to_string()));
        ids && self.all("email:in").is_none_or(|emails| emails.iter().any(|wanted| wanted == email(customer)))
    }
}
