//! From what a person wrote to what it means: names are resolved, everything is checked, and one run reports every
//! mistake. What comes out is a model that cannot contradict itself; where there was an error, nothing comes out.
//!
//! No check of a spec stands anywhere else, and nothing in here builds a file.

mod accepts;
mod action;
mod batch;
mod bounds;
mod connection;
mod count;
mod defaults;
mod docs;
mod document;
mod endpoint;
mod enums;
mod facts;
mod field;
mod finding;
pub(crate) mod gather;
mod index;
mod item_key;
mod links;
mod namespace;
mod own_record;
mod pagination;
mod prose;
mod record;
mod retry;

mod returns;
mod rules;
mod samples;
mod service;
mod statuses;
mod steps;
mod tagged;
mod text_bounds;
mod type_expr;
mod type_walk;
mod types;
mod unions;
mod usage;
mod value_type;
mod wait;

use crate::diagnostics::{Problems, nearest};
use crate::model::Api;
use crate::source::{At, Sources};
use crate::spec::foreign;

/// Makes the model of every service among the sources. Empty where `problems` has errors.
pub fn lower(sources: &Sources, problems: &mut Problems) -> Vec<Api> {
    let services = gather::gather(sources, problems);
    let apis: Vec<_> = services.iter().filter_map(|service| service::api(service, problems)).collect();
    if problems.has_errors() { Vec::new() } else { apis }
}

/// Whether a key is not there: neither it nor one that was meant for it and reported as unknown.
fn is_missing(at: At<'_>, key: &str) -> bool {
    let meant = |word: &str| {
        // What stands behind a strange blank is no part of the word.
        let first = word.split([':', '\u{a0}', '\u{202f}']).next() == Some(key);
        word != key && (first || nearest(word, [key]).is_some() || foreign::stands_for(word, key))
    };
    let entries = at.node().entries();
    !at.has(key) && !entries.iter().any(|entry| entry.value.is_refused() && meant(&entry.key.text))
}
