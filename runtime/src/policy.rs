//! How a client sends again: what its user may set. What may be sent again at all is decided in `exchange.rs`.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::retry::Retry;

/// When and how often a client sends a request again.
///
/// A client begins with what its service says ([`RetryPolicy::of`]). A policy never makes a request be sent twice that may
/// have been carried out and is not the same twice; only [`resend_unknown`](Self::resend_unknown) does.
///
/// ```
/// use std::time::Duration;
/// use actiongen_runtime::{Retry, RetryPolicy};
///
/// let patient = RetryPolicy::of(&Retry::default()).attempts(8).deadline(Duration::from_secs(600));
/// assert_eq!(patient.attempts, 8);
/// assert_eq!(RetryPolicy::off().attempts, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How often a request is sent at most, the first time included. None is taken for one.
    pub attempts: u32,
    /// The wait before the second attempt; it doubles with each one after it.
    pub shortest: Duration,
    /// The longest wait that is chosen here. A wait that the server names may be longer.
    pub longest: Duration,
    /// Whether a part of each wait is left to chance, so that clients that failed together do not come back together.
    pub jitter: bool,
    /// The time for a whole call, waits and attempts together. What cannot be done in it is not begun.
    pub deadline: Duration,
    /// The longest wait that is taken from a server: a call that would have to wait longer fails at once.
    pub longest_named_wait: Duration,
    /// Whether a request is sent again that may have been carried out and is not the same twice.
    pub resend_unknown: bool,
}

impl RetryPolicy {
    /// What a service says, with jitter, 5 minutes for a call, and waits of up to 5 minutes where a server names them.
    #[must_use]
    pub fn of(retry: &Retry) -> Self {
        Self {
            attempts: retry.max_attempts,
            shortest: retry.backoff.first,
            longest: retry.backoff.max,
            jitter: true,
            deadline: Duration::from_secs(300),
            longest_named_wait: Duration::from_secs(300),
            resend_unknown: false,
        }
    }

    /// One attempt a call. The quota is still waited for, up to the deadline.
    #[must_use]
    pub fn off() -> Self {
        Self::of(&Retry::default()).attempts(1)
    }

    /// So many attempts at most, the first one included.
    #[must_use]
    pub const fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// A first wait, which doubles up to a longest one.
    #[must_use]
    pub const fn waits(self, shortest: Duration, longest: Duration) -> Self {
        Self { shortest, longest, ..self }
    }

    /// With chance in the waits, or without.
    #[must_use]
    pub const fn jitter(self, jitter: bool) -> Self {
        Self { jitter, ..self }
    }

    /// So much time for a whole call.
    #[must_use]
    pub const fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Waits of up to this, where a server names them.
    #[must_use]
    pub const fn longest_named_wait(self, longest_named_wait: Duration) -> Self {
        Self { longest_named_wait, ..self }
    }

    /// Sends a request again although it may have been carried out, and twice is not the same as once: for those who know
    /// that a second one does no harm. Every other retry stays as it is.
    #[must_use]
    pub const fn resend_unknown(self, resend_unknown: bool) -> Self {
        Self { resend_unknown, ..self }
    }

    /// The wait after an attempt, the first being 1; `chance` is from 0 to 1 and decides over its second half.
    pub(crate) fn wait_after(&self, attempt: u32, chance: f64) -> Duration {
        let doubled = 2_u32.checked_pow(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
        let whole = self.shortest.saturating_mul(doubled).min(self.longest);
        if self.jitter { whole.mul_f64((1.0 + chance) / 2.0) } else { whole }
    }
}

impl Default for RetryPolicy {
    /// That of a service that says nothing.
    fn default() -> Self {
        Self::of(&Retry::default())
    }
}

/// How many retries may fail, all calls together, before no call is sent again: when a service is down, sending everything
/// several times helps nobody. Every call that succeeds gives back what
/// its own retries took, and a fifth of one besides.
///
/// Clones share it, so that several clients can, too.
#[derive(Clone, Debug)]
pub struct RetryBudget {
    fifths: Arc<Mutex<u32>>,
    most: u32,
}

/// What a retry takes.
const RETRY: u32 = 5;

impl RetryBudget {
    /// A budget of so many retries.
    #[must_use]
    pub fn new(retries: u32) -> Self {
        let most = retries.saturating_mul(RETRY);
        Self { fifths: Arc::new(Mutex::new(most)), most }
    }

    /// How many retries are left.
    #[must_use]
    pub fn left(&self) -> u32 {
        *self.fifths.lock().unwrap_or_else(PoisonError::into_inner) / RETRY
    }

    /// Takes a retry; `false` if there is none left.
    pub(crate) fn take(&self) -> bool {
        let mut fifths = self.fifths.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = fifths.checked_sub(RETRY);
        *fifths = rest.unwrap_or(*fifths);
        rest.is_some()
    }

    /// A call succeeded, after so many retries: they are given back, and a fifth of one besides.
    pub(crate) fn earn(&self, retries: u32) {
        self.add(retries.saturating_mul(RETRY).saturating_add(1));
    }

    /// A retry was taken, and not made.
    pub(crate) fn give_back(&self) {
        self.add(RETRY);
    }

    fn add(&self, more: u32) {
        let mut fifths = self.fifths.lock().unwrap_or_else(PoisonError::into_inner);
        *fifths = fifths.saturating_add(more).min(self.most);
    }
}

impl Default for RetryBudget {
    /// 100 retries.
    fn default() -> Self {
        Self::new(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let policy = RetryPolicy::default().waits(Duration::from_millis(500), Duration::from_secs(3));
        let exact: Vec<_> =
            (1..6).map(|attempt| policy.jitter(false).wait_after(attempt, 0.7).as_millis()).collect();
        assert_eq!(exact, [500, 1_000, 2_000, 3_000, 3_000]);
        assert_eq!(policy.jitter(false).wait_after(u32::MAX, 0.0), Duration::from_secs(3));
        for (chance, millis) in [(0.0, 500), (0.5, 750), (1.0, 1_000)] {
            assert_eq!(policy.wait_after(2, chance).as_millis(), millis, "{chance}");
        }
    }

    #[test]
    fn a_budget_is_spent_and_earned_back() {
        let budget = RetryBudget::new(2);
        let clone = budget.clone();
        assert!(budget.take() && clone.take());
        assert!(!budget.take() && budget.left() == 0);
        for _ in 0..5 {
            clone.earn(0);
        }
        assert_eq!(budget.left(), 1);
        for _ in 0..50 {
            budget.earn(0);
        }
        assert_eq!(budget.left(), 2);
        budget.take();
        budget.take();
        budget.earn(1);
        assert_eq!(budget.left(), 1);
        budget.give_back();
        assert_eq!(budget.left(), 2);
        assert!(!RetryBudget::new(0).take());
    }
}
