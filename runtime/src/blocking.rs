//! What takes several calls, for a client that waits: the twins of [`Batch`](crate::Batch), [`Reconciled`](crate::Reconciled)
//! and [`ItemStream`](crate::ItemStream), whose methods run on the thread that calls them, by [`block_on`](crate::block_on).
//!
//! Nothing is decided here. A single call needs no twin: `block_on` around it is all.

mod batch;
mod item_stream;

pub use self::batch::{Batch, Reconciled};
pub use self::item_stream::ItemStream;
