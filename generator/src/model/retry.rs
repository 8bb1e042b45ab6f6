//! When a request is sent again, and what a service tells of the caller's quota.

use std::time::Duration;

use actiongen_runtime::{self as runtime, TimeUnit};

/// When a request is sent again. What a spec does not say is what is usual.
#[derive(Clone, Debug)]
pub struct Retry {
    /// How often a request is sent at most, the first time included; 1 at least.
    pub attempts: u32,
    /// The statuses after which a request that does no harm twice is sent again. 429 always is one, listed or not.
    pub statuses: Vec<u16>,
    /// The wait before the second attempt, which doubles with each one after it; more than nothing.
    pub shortest: Duration,
    /// The longest wait that the client chooses; not below `shortest`.
    pub longest: Duration,
    /// The headers by which an answer names a wait. Where several do, the longest wait counts.
    pub wait_headers: Vec<WaitHeader>,
    /// What there is to know about it.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

impl Retry {
    /// What holds for a service that says nothing.
    pub fn usual() -> Self {
        let usual = runtime::Retry::default();
        let wait_headers = usual.retry_after.into_iter();
        Self {
            attempts: usual.max_attempts,
            statuses: usual.statuses,
            shortest: usual.backoff.first,
            longest: usual.backoff.max,
            wait_headers: wait_headers
                .map(|header| WaitHeader { name: header.header, unit: header.unit })
                .collect(),
            doc: None,
            deviation: None,
        }
    }

    /// Whether it says no more than what is usual.
    pub fn is_usual(&self) -> bool {
        let usual = Self::usual();
        self.attempts == usual.attempts
            && self.statuses == usual.statuses
            && (self.shortest, self.longest) == (usual.shortest, usual.longest)
            && self.wait_headers == usual.wait_headers
    }
}

/// A header that holds a time to wait, as a whole number.
#[derive(Clone, Debug)]
pub struct WaitHeader {
    /// Its name, as it is written.
    pub name: String,
    /// What the number counts.
    pub unit: TimeUnit,
}

/// Names of headers are the same in either case.
impl PartialEq for WaitHeader {
    fn eq(&self, other: &Self) -> bool {
        self.name.eq_ignore_ascii_case(&other.name) && self.unit == other.unit
    }
}

/// How a service tells its callers what is left of their quota.
#[derive(Clone, Debug)]
pub struct RateLimit {
    /// The header with the number of calls that are left of the window, as it is written.
    pub left: String,
    /// The header with the number of calls of a whole window.
    pub quota: Option<String>,
    /// The header with the time until the next window.
    pub reset: Option<WaitHeader>,
    /// What there is to know about it, in Markdown.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}
