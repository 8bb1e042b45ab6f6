//! When the next request may go out: what the answers say of the quota, shared by all clones of a client. It knows no
//! clock; it is told the time.

use std::time::{Duration, Instant};

use http::HeaderMap;

use crate::retry::{RateLimit, TimeUnit, WaitHeader};

/// The most that the first request after a pause is put off by chance.
const MOST_CHANCE: Duration = Duration::from_secs(1);

/// A reset further away than this is a mistake of the server, and not believed.
pub(crate) const LONGEST_WINDOW: Duration = Duration::from_secs(60 * 60);

/// What is known of the quota, and who has been told to wait for it.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// How many requests may go out before `reset`, as far as is known.
    left: Option<u64>,
    reset: Option<Instant>,
    /// Nothing goes out before this: the server said so when it refused a request.
    refused_until: Option<Instant>,
    /// How far apart those go out that had to wait.
    spacing: Duration,
    /// The longest time until the reset of this window that was seen: the length of a window, or nearly.
    window: Duration,
    /// When the next one who has to wait may go.
    next_turn: Option<Instant>,
    /// How many have a turn.
    waiting: u64,
    under_way: u64,
}

/// How long a call can wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// A turn after this is of no use.
    pub(crate) deadline: Instant,
    /// The longest pause that is waited out.
    pub(crate) longest_pause: Duration,
}

/// Whether a request may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// Now. It is under way until [`Pace::arrived`].
    Go,
    /// At this time it is its turn; it asks again then, with this turn.
    Wait(Instant),
    /// Its turn would come at this time, which is too late for it. No turn is kept.
    TooLate(Instant),
}

impl Pace {
    /// Asks to go out: with the turn that was given before, if one was, and how long it can wait.
    /// `chance` is from 0 to 1.
    pub(crate) fn admit(
        &mut self,
        now: Instant,
        turn: Option<Instant>,
        patience: Patience,
        chance: f64,
    ) -> Admission {
        let latest = patience.deadline;
        self.forget_what_is_past(now);
        let closed_until = self.closed_until();
        let at = match (closed_until, turn) {
            (None, Some(turn)) if turn <= now => return self.go(),
            (None, None) if self.next_turn.is_none() => return self.go(),
            // The turn still holds.
            (closed, Some(turn)) if closed.is_none_or(|until| turn >= until) => {
                return if turn <= latest { Admission::Wait(turn) } else { Admission::TooLate(turn) };
            }
            // Everyone who waits has a turn of their own, so that nobody comes with the herd.
            (Some(until), _) => {
                if until - now > patience.longest_pause {
                    return Admission::TooLate(until);
                }
                let first = until + self.spacing.max(MOST_CHANCE.min((until - now) / 4)).mul_f64(chance);
                self.next_turn.map_or(first, |next| next.max(first))
            }
            (None, _) => self.next_turn.unwrap_or(now),
        };
        if at > latest {
            return Admission::TooLate(at);
        }
        // Where the quota is not known, chance alone keeps those apart who wait.
        if !self.spacing.is_zero() {
            self.next_turn = Some(at + self.spacing);
        }
        self.waiting += 1;
        Admission::Wait(at)
    }

    fn go(&mut self) -> Admission {
        self.left = self.left.map(|left| left.saturating_sub(1));
        self.under_way += 1;
        Admission::Go
    }

    /// Somebody with this turn waits no longer: it went out, or gave up, or has another turn.
    pub(crate) fn leave(&mut self, turn: Instant) {
        self.waiting = self.waiting.saturating_sub(1);
        if self.waiting == 0 {
            self.next_turn = None;
        } else if self.next_turn == Some(turn + self.spacing) {
            self.next_turn = Some(turn);
        }
    }

    /// A request that went out is answered, or nobody waits for its answer any more.
    pub(crate) fn arrived(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// Learns from the headers of an answer, after [`arrived`](Self::arrived).
    pub(crate) fn learn(&mut self, now: Instant, limit: &RateLimit, headers: &HeaderMap) {
        let reset = limit.reset.as_ref().and_then(|header| named_wait(headers, header));
        let reset = reset.filter(|reset| *reset <= LONGEST_WINDOW);
        if let Some(reset) = reset {
            let is_new = self.reset.is_none_or(|reset| reset <= now);
            self.window = if is_new { reset } else { self.window.max(reset) };
        }
        if let Some(quota) =
            limit.limit.as_deref().and_then(|name| number(headers, name)).filter(|quota| *quota > 0)
        {
            let quota = u32::try_from(quota).unwrap_or(u32::MAX);
            self.spacing = self.window / quota;
        }
        if let (Some(left), Some(reset)) = (number(headers, &limit.remaining), reset) {
            // Those under way may not have been counted yet.
            self.left = Some(left.saturating_sub(self.under_way));
            self.reset = Some(now + reset);
        }
    }

    /// Keeps everyone back until then: the server refused a request and said so.
    pub(crate) fn close(&mut self, until: Instant) {
        self.refused_until = self.refused_until.max(Some(until));
    }

    /// How many requests the quota has left, as far as is known.
    pub(crate) const fn left(&self) -> Option<u64> {
        self.left
    }

    fn closed_until(&self) -> Option<Instant> {
        let used_up = self.reset.filter(|_| self.left == Some(0));
        used_up.max(self.refused_until)
    }

    fn forget_what_is_past(&mut self, now: Instant) {
        if self.reset.is_some_and(|reset| reset <= now) {
            (self.left, self.reset) = (None, None);
        }
        self.refused_until = self.refused_until.filter(|until| *until > now);
        self.next_turn = self.next_turn.filter(|next| *next > now);
    }
}

/// The wait that a header names: the longest, if it is there more than once; none, if it is no whole number.
pub(crate) fn named_wait(headers: &HeaderMap, header: &WaitHeader) -> Option<Duration> {
    let values = headers.get_all(header.header.as_str()).into_iter();
    let longest = values.filter_map(|value| value.to_str().ok()?.trim().parse::<u64>().ok()).max()?;
    Some(match header.unit {
        TimeUnit::Milliseconds => Duration::from_millis(longest),
        TimeUnit::Seconds => Duration::from_secs(longest),
    })
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests;
