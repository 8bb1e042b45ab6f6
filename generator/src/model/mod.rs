//! What a spec means: resolved, checked, and free of contradictions.
//!
//! `lower` makes this from what a person wrote; the emitters read it and trust it. Nothing in here knows YAML (where a
//! thing was written, how it was spelt) or what an emitter makes of it; the one exception is the Rust name of a thing,
//! which a spec may set and which therefore has to be checked before anything is emitted.

mod accepts;
mod action;
mod batch;
mod ending;
mod field;
mod json_type;
mod retry;
mod rule;
mod service;
mod steps;
mod types;

pub use action::{
    Action, ActionKind, Body, Call, Deprecation, Destructive, Document, Effect, Endpoint, ErrorDoc, Input,
    Method, PathPart, Question, Reject, Returns, Sample, Success,
};
pub use batch::{Batch, LookUp, Over, Reconcile};
pub use ending::{depth, depths};
pub use field::{Access, Field, Limit, List, Presence, Range, Text, Type};
pub use json_type::JsonType;
pub use retry::{RateLimit, Retry, WaitHeader};
pub use rule::{Condition, Rule, RuleKind, Then};
pub use service::{
    Api, ConnectionField, Credential, ErrorRule, Paging, PagingScheme, Resource, Scope, Statuses,
};
pub use steps::{ActionRef, Expect, Expr, Guard, Reference, Root, Step, Steps, TextPart};
pub use types::{
    Alternative, Enum, EnumValue, Record, Scalar, Tagged, Tell, TypeDef, TypeId, TypeKind, Union, Usage,
    Value, Variant,
};

pub use actiongen_runtime::{Accepts, ErrorKind, TimeUnit};
