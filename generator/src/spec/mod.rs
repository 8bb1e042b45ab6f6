//! What a person may write, key by key, as types.
//!
//! These types mirror the files of a spec and judge nothing: a missing or contradictory value is for `lower` to find.
//! serde decodes them and schemars makes the editor schemas from them, so a key, its type and its documentation are
//! said once. Nothing in here knows of files, Rust or the wire.

mod action;
pub mod decode;
mod field;
pub(crate) mod foreign;
mod rule;
mod sample;
mod service;
mod text;
mod types;
pub mod words;

pub use action::{
    ActionFile, Batch, Deprecated, Destructive, ErrorEntry, Expect, Question, Reconcile, ReturnEntry,
    Returns, Step,
};
pub use field::{Accepts, Access, DeprecatedField, Encode, Field, FieldOrType, Join, Stability};
pub use rule::{Rule, Then, Values};
pub use sample::{Call, Reject, Sample};
pub use service::{
    ConnectionField, Cursor, Errors, LimitReset, Limits, PageNumber, PageSize, Pagination, Retry, SentAs,
    ServiceFile, WaitUnit,
};
pub use text::{Free, Ordered, RawText};
pub use types::{Alternatives, EnumValue, EnumValues, TypeDecl, TypesFile};
