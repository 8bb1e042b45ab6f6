//! How a list longer than one call takes is sent, and how it is found out what a create with an unknown outcome did.

use super::{ActionRef, Expr, TypeId};

/// How a list longer than one call takes is sent.
#[derive(Clone, Debug)]
pub struct Batch {
    /// What is cut.
    pub over: Over,
    /// The most items of one call. Without it nothing is cut: all items go into one call, and only `concurrency` holds.
    pub most: Option<usize>,
    /// How many calls of the action may be under way at once; 1 at least.
    pub concurrency: u32,
    /// The field that tells items apart, by its name on the wire: a text or a whole number, which an item of the request
    /// always has and one of the answer may have, both of the same type. None where there is no such field, or where the
    /// items are no records, or where nothing comes back.
    pub key: Option<String>,
    /// What there is to know about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// The list that a batch cuts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Over {
    /// The body, which is a list.
    Body,
    /// A list of the query, by its name on the wire.
    Query(String),
}

/// How to look for what a create with an unknown outcome may have made. It is never sent again by itself.
#[derive(Clone, Debug)]
pub struct Reconcile {
    /// The record of the items: the body, or what the body is a list of. The references of `path` and `query` begin at
    /// its fields: [`Root::Input`](super::Root::Input) is the place of a field.
    pub item: TypeId,
    /// The field that names an item, by its name on the wire: a text or a whole number, which an item of the request
    /// always has, and which items that were found may have.
    pub key: String,
    /// The action that looks items up. It changes nothing, and gives a list of records with the key.
    pub using: ActionRef,
    /// How many items one look-up is for.
    pub look_up: LookUp,
    /// The fields of its path, in its order. Here and in `query` stand references, fixed values, and lists and records of
    /// these; nothing is computed, and no record has an `only_if`.
    pub path: Vec<Expr>,
    /// Its query.
    pub query: Option<Expr>,
    /// What there is to know about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// How many items one look-up is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// One: `query` and `path` are those of an item.
    Each,
    /// Several: the keys of the items stand in a list of the query. Nothing else of `query` and `path` depends on an item.
    Many {
        /// The parameter that takes the keys, by its place in the record of the query; in `query` it is a list of one
        /// reference, which is the key.
        field: usize,
        /// The most keys that it takes, if the spec says so.
        most: Option<usize>,
    },
}
