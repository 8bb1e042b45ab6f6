//! What changed between two versions of the specs, for those who use what is generated of them.
//!
//! It reads two models and trusts both. What kinds of change there are, how much each weighs and why stands in `kind`
//! alone; where a change comes from, and how to read older specs, is nobody's business here.

mod action;
mod batch;
mod bounds;
mod change;
mod connection;
mod enums;
mod errors;
mod expr;
mod field;
mod human;
mod json;
mod kind;
mod log;
mod pagination;
mod pairs;
mod record;
mod retry;
mod rules;
mod service;
mod steps;
mod touch;
mod types;
mod unions;
mod value;
mod words;

pub use change::{Bump, Change, ServiceChanges, Subject};
pub use human::render;
pub use json::{to_json_lines, totals};
pub use kind::{Kind, Weight, table};
pub use touch::Touch;

use crate::model::Api;

/// What changed, service by service, in the order of their names. Services without a change are among them.
#[must_use]
pub fn compare(old: &[Api], new: &[Api]) -> Vec<ServiceChanges> {
    let mut names: Vec<&str> = old.iter().chain(new).map(|api| api.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let find = |apis: &'_ [Api], name: &str| apis.iter().position(|api| api.name == name);
    let service = |name: &str| {
        let sides = (find(old, name).map(|place| &old[place]), find(new, name).map(|place| &new[place]));
        ServiceChanges { service: name.to_owned(), changes: service::changes(sides.0, sides.1) }
    };
    names.into_iter().map(service).collect()
}
