//! Runs actions by their description: reads documents, checks them, makes calls, and reads responses.
//!
//! Nothing here sends a request, waits or retries: calls are the same [`Call`](crate::Call)s as those of typed code, and
//! the same [`Client`](crate::Client) sends them.

mod batch;
mod bounds;
mod document;
mod expression;
mod json_type;
mod reader;
mod response;
mod rules;
mod steps;
mod value;

pub(crate) use self::batch::{batch, takes_batches};
pub(crate) use self::bounds::{check_string, check_value, range};
pub(crate) use self::document::Document;
pub(crate) use self::json_type::select as select_alternative;
pub(crate) use self::reader::{MAX_DEPTH, Reader, References};
pub(crate) use self::response::{ReadAs, Response};
pub(crate) use self::steps::{pages, run as run_steps};
pub(crate) use self::value::DynamicValue;
