//! What a service says of sending a request again, and what a client makes of it. Deciding is done elsewhere.

use std::time::Duration;

/// What a service says of sending a request again. Generated code has it in its `SERVICE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How often a request is sent at most, the first time included.
    pub attempts: u32,
    /// The statuses after which a request that does no harm twice may be sent again. 429 is always one.
    pub statuses: &'static [u16],
    /// The wait before the second attempt, which doubles with each one after it.
    pub shortest: Duration,
    /// The longest wait between two attempts.
    pub longest: Duration,
    /// The headers by which an answer names a wait. Where several do, the longest wait counts.
    pub wait_headers: &'static [WaitHeader],
}

impl Retry {
    /// What holds for a service that says nothing: up to 3 attempts after 429, 500, 502, 503 and 504, with waits of half a
    /// second to 30 seconds, and the wait that `Retry-After` names.
    pub const USUAL: Self = Self {
        attempts: 3,
        statuses: &[429, 500, 502, 503, 504],
        shortest: Duration::from_millis(500),
        longest: Duration::from_secs(30),
        wait_headers: &[WaitHeader { name: "retry-after", unit: TimeUnit::Seconds }],
    };
}

/// A header that holds a time to wait, as a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitHeader {
    /// Its name, in lower case.
    pub name: &'static str,
    /// What the number counts.
    pub unit: TimeUnit,
}

/// What a number in a header counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds.
    Seconds,
}

/// How a service tells its callers what is left of their quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// The header with the number of calls that are left of the window, in lower case.
    pub left: &'static str,
    /// The header with the number of calls of a whole window, in lower case.
    pub quota: Option<&'static str>,
    /// The header with the time until the next window.
    pub reset: Option<WaitHeader>,
}
