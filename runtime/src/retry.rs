//! What a service says about sending a request again, and about the caller's quota. Deciding is done elsewhere.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a service says about sending a request again.
///
/// The default is for a service that says nothing: up to 3 attempts after 429, 500, 502, 503 and 504, with waits of half
/// a second to 30 seconds, and the wait that `Retry-After` names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retry {
    /// How often a request is sent at most, the first time included.
    pub max_attempts: u32,
    /// The statuses after which a request that may be repeated is sent again. 429 is always one of them.
    pub statuses: Vec<u16>,
    /// How long to wait between attempts where the response does not say.
    pub backoff: Backoff,
    /// The headers by which a response names a wait. Where several do, the longest wait counts.
    pub retry_after: Vec<WaitHeader>,
}

/// How long to wait between attempts: exponential, from the first wait up to the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backoff {
    /// The wait before the second attempt, which doubles with each one after it.
    #[serde(rename = "first_ms", with = "milliseconds")]
    pub first: Duration,
    /// The longest wait between two attempts.
    #[serde(rename = "max_ms", with = "milliseconds")]
    pub max: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            statuses: vec![429, 500, 502, 503, 504],
            backoff: Backoff::default(),
            retry_after: vec![WaitHeader::new("retry-after", TimeUnit::Seconds)],
        }
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_millis(500), max: Duration::from_secs(30) }
    }
}

/// A header that holds a time to wait, as an integer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitHeader {
    /// Its name, in lower case.
    pub header: String,
    /// What the number counts.
    pub unit: TimeUnit,
}

impl WaitHeader {
    /// A header of that name, in lower case.
    #[must_use]
    pub fn new(header: &str, unit: TimeUnit) -> Self {
        Self { header: header.to_owned(), unit }
    }
}

/// What a number in a header counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeUnit {
    /// Thousandths of a second.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Seconds.
    #[serde(rename = "s")]
    Seconds,
}

/// How the responses of a service report what is left of the caller's quota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// The header with the number of calls that remain in the window, in lower case.
    pub remaining: String,
    /// The header with the number of calls of a whole window, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// The header with the time until the next window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<WaitHeader>,
}

/// Durations as whole milliseconds.
mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}
