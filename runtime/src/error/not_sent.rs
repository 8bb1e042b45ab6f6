//! A call that was not begun, since it could not be in time.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::course::time;
use crate::kind::ErrorKind;

/// Nothing was sent: the quota comes back too late for the call's deadline, or its time was up while it waited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSent {
    action: Arc<str>,
    wait: Duration,
    left: Duration,
}

impl NotSent {
    pub(crate) fn new(action: Arc<str>, wait: Duration, left: Duration) -> Self {
        Self { action, wait, left }
    }

    /// [`ErrorKind::RateLimited`] where the quota is what it waited for, else [`ErrorKind::Timeout`].
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        if self.wait.is_zero() { ErrorKind::Timeout } else { ErrorKind::RateLimited }
    }

    /// The id of the action: `customers.create`.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// How long it would have had to wait; nothing where its time was up.
    #[must_use]
    pub const fn wait(&self) -> Duration {
        self.wait
    }

    /// How much time it had left.
    #[must_use]
    pub const fn left(&self) -> Duration {
        self.left
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, wait, left } = self;
        if wait.is_zero() {
            return write!(f, "{action} was not sent: its time was up while it waited for its turn");
        }
        write!(
            f,
            "{action} was not sent: the quota of requests is used up for {}, and the call has {} left. Wait, then send it again.",
            time(*wait),
            time(*left)
        )
    }
}

impl std::error::Error for NotSent {}
