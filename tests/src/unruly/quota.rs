//! A quota as platforms have them: so many calls in a window of time, and headers that say how many are left.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Reply;

/// So many calls a window, whoever makes them.
#[derive(Debug)]
pub struct Quota {
    calls: u32,
    window: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// When the window began; none before its first call.
    begun: Option<Instant>,
    used: u32,
    refused: usize,
}

impl Quota {
    /// So many calls in windows of this length.
    pub fn new(calls: u32, window: Duration) -> Self {
        Self { calls, window, state: Mutex::new(State { begun: None, used: 0, refused: 0 }) }
    }

    /// What the function answers, or a 429 if no call is left; both with headers that say so.
    pub fn guard(&self, answer: impl FnOnce() -> Reply) -> Reply {
        let (admitted, left, reset) = self.take();
        let reply = if admitted { answer() } else { Reply::text(429, "application/json", "{}") };
        let reset = reset.as_millis().to_string();
        reply
            .header("X-Rate-Limit-Time-Window-Ms", &self.window.as_millis().to_string())
            .header("X-Rate-Limit-Time-Reset-Ms", &reset)
            .header("X-Rate-Limit-Requests-Quota", &self.calls.to_string())
            .header("X-Rate-Limit-Requests-Left", &left.to_string())
    }

    /// Another program makes so many calls.
    pub fn used_elsewhere(&self, calls: u32) {
        for _ in 0..calls {
            self.take();
        }
    }

    /// How many calls got a 429.
    pub fn refused(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).refused
    }

    /// Whether the call is admitted, what is left then, and how long the window lasts yet.
    fn take(&self) -> (bool, u32, Duration) {
        let now = Instant::now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = *state.begun.get_or_insert(now);
        if now - begun >= self.window {
            state.begun = Some(now);
            state.used = 0;
        }
        let reset = self.window.saturating_sub(now - state.begun.unwrap_or(now));
        // Rounded up: a client that waits for what it was told finds the window over.
        let reset = Duration::from_millis(reset.as_millis() as u64 + 1);
        if state.used >= self.calls {
            state.refused += 1;
            return (false, 0, reset);
        }
        state.used += 1;
        (true, self.calls - state.used, reset)
    }
}
