//! The ways in which a call can go wrong between a client that asks and a shop that does, or does not, what it was asked.

use std::time::Duration;

use serde_json::json;

use super::Reply;

/// Something that goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection is closed, and nothing was done.
    CloseBefore,
    /// The connection is reset, and nothing was done.
    ResetBefore,
    /// Nothing is said and nothing was done.
    StallBefore,
    /// This status, and nothing was done.
    StatusBefore(u16),
    /// A 429 that does not say how long to wait, and nothing was done.
    BusyWithoutHeaders,
    /// It was done, and the connection is closed.
    CloseAfter,
    /// It was done, and the connection is reset.
    ResetAfter,
    /// It was done, and nothing is said.
    StallAfter,
    /// It was done, and the status says that it failed.
    StatusAfter(u16),
    /// It was done, and the answer ends in the middle of its body.
    Truncated,
    /// It was done, and the body comes in chunks of which one is not well-formed.
    BadChunk,
    /// It was done, and the answer says it is packed, which it is not.
    BadGzip,
    /// It was done, and a page for people is the answer.
    Html,
    /// It was done, and a status is the answer, with no body.
    Empty,
    /// It was done, and the answer begins as it should, then a byte comes now and then.
    Drip,
}

impl Fault {
    /// One of each.
    pub const ALL: [Self; 20] = [
        Self::CloseBefore,
        Self::ResetBefore,
        Self::StallBefore,
        Self::StatusBefore(500),
        Self::StatusBefore(502),
        Self::StatusBefore(503),
        Self::StatusBefore(504),
        Self::BusyWithoutHeaders,
        Self::CloseAfter,
        Self::ResetAfter,
        Self::StallAfter,
        Self::StatusAfter(500),
        Self::StatusAfter(503),
        Self::StatusAfter(504),
        Self::Truncated,
        Self::BadChunk,
        Self::BadGzip,
        Self::Html,
        Self::Empty,
        Self::Drip,
    ];

    /// Whether the client only learns of it when its time is up.
    pub const fn takes_the_timeout(self) -> bool {
        matches!(self, Self::StallBefore | Self::StallAfter | Self::Drip)
    }

    /// What the client gets, where `carry_out` does what it asked for. Whatever that answers is lost.
    pub fn reply(self, carry_out: impl FnOnce() -> Reply) -> Reply {
        match self {
            Self::CloseBefore => Reply::nothing().then_close(),
            Self::ResetBefore => Reply::nothing().then_reset(),
            Self::StallBefore => Reply::nothing().then_stall(),
            Self::StatusBefore(status) => failed(status),
            Self::BusyWithoutHeaders => Reply::text(429, "text/plain", ""),
            Self::CloseAfter => after(carry_out, Reply::nothing().then_close()),
            Self::ResetAfter => after(carry_out, Reply::nothing().then_reset()),
            Self::StallAfter => after(carry_out, Reply::nothing().then_stall()),
            Self::StatusAfter(status) => after(carry_out, failed(status)),
            Self::Truncated => carry_out().cut(9),
            Self::BadChunk => after(carry_out, bad_chunk()),
            Self::BadGzip => {
                after(carry_out, Reply::json(200, &json!({"data": []})).header("content-encoding", "gzip"))
            }
            Self::Html => after(carry_out, Reply::text(200, "text/html", "<html>Please sign in.</html>")),
            Self::Empty => after(carry_out, Reply::empty(200)),
            Self::Drip => after(carry_out, Reply::dripping(200, Duration::from_millis(20))),
        }
    }
}

fn after(carry_out: impl FnOnce() -> Reply, reply: Reply) -> Reply {
    drop(carry_out());
    reply
}

fn failed(status: u16) -> Reply {
    Reply::text(status, "text/html", "<html>We will be back soon.</html>")
}

/// A chunk whose length is no number.
fn bad_chunk() -> Reply {
    let head =
        b"HTTP/1.1 200 Scripted\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    Reply::raw(&[&head[..], b"9\r\n{\"data\":[\r\nzz\r\n"].concat()).then_close()
}
