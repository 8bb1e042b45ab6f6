//! How the pages of an answer are walked.

use serde::Serialize;

use crate::model::{Field, Paging, PagingScheme};
use crate::phrase;

/// A scheme of pagination.
#[derive(Serialize)]
pub struct PagingView {
    /// "cursor" or "page"
    kind: &'static str,
    send: String,
    /// Where the answer has the next cursor, or the number of the last page.
    read: Option<String>,
    first: i64,
    sizes: Vec<SizeRow>,
}

/// A parameter of a scheme that says how much a page holds.
#[derive(Serialize)]
struct SizeRow {
    name: String,
    bounds: String,
    default: Option<String>,
}

impl PagingView {
    /// The view of a scheme.
    pub fn new(scheme: &PagingScheme) -> Self {
        let (kind, send, read, first) = match &scheme.paging {
            Paging::Cursor { send, read } => ("cursor", send, Some(read), 0),
            Paging::Page { send, first, last_at } => ("page", send, last_at.as_ref(), *first),
        };
        let sizes = scheme.parameters.iter().filter(|field| field.wire != *send);
        Self {
            kind,
            send: send.clone(),
            read: read.map(|read| read.join(".")),
            first,
            sizes: sizes.filter_map(SizeRow::new).collect(),
        }
    }
}

impl SizeRow {
    fn new(field: &Field) -> Option<Self> {
        let bounds = phrase::bounds(&field.ty)?;
        Some(Self {
            name: field.wire.clone(),
            bounds,
            default: field.default.as_ref().map(ToString::to_string),
        })
    }
}
