//! One call from its first attempt to its end: a core that does no I/O and knows no clock. It is told what happened, and when,
//! and says what to do next.
//!
//! What may be sent again is decided here and nowhere else: by what came of an attempt and by what the action declares of
//! sending it twice, never by a status alone.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};

use crate::call::Call;
use crate::chance::Chance;
use crate::course::{Course, GivenUp};
use crate::endpoint::Effect;
use crate::error::{Error, NotSent};
use crate::kind::ErrorKind;
use crate::origin::Origin;
use crate::pace::{Admission, LONGEST_WINDOW, Pace, Patience, named_wait};
use crate::policy::{RetryBudget, RetryPolicy};
use crate::prepared::PreparedRequest;
use crate::transport::{Limits, TransportError, TransportErrorKind};

/// What the calls of a client have in common.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) pace: Mutex<Pace>,
    pub(crate) chance: Chance,
}

impl Default for Common {
    fn default() -> Self {
        Self { pace: Mutex::default(), chance: Chance::new() }
    }
}

impl Common {
    /// How many requests the quota has left, as far as is known.
    pub(crate) fn quota_left(&self) -> Option<u64> {
        self.pace().left()
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        // Every change of it is whole before anything can panic.
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one call is subject to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<'c> {
    pub(crate) policy: RetryPolicy,
    pub(crate) budget: &'c RetryBudget,
    pub(crate) limits: Limits,
    pub(crate) common: &'c Common,
    pub(crate) origin: &'c Origin,
}

/// One call under way.
pub(crate) struct Exchange<'c, 'b, T> {
    call: &'c Call<'b, T>,
    terms: Terms<'c>,
    request: Request<Bytes>,
    deadline: Instant,
    attempts: u32,
    /// Whether an attempt before this one may have been carried out.
    is_in_doubt: bool,
    /// Retries taken from the budget; the last of them may be for an attempt that is still to be made.
    paid: u32,
    is_paid_ahead: bool,
    /// Its turn in the queue for the quota.
    turn: Option<Turn<'c>>,
    /// While an attempt is under way.
    flight: Option<Flight<'c>>,
    /// Nothing is to be done before this.
    rest_until: Option<Instant>,
    /// What the last attempt ended in.
    last: Option<Error>,
    end: Option<Result<T, Error>>,
}

/// What to do next.
pub(crate) enum Next<T> {
    /// Send the [request](Exchange::request) within these limits, and tell what came of it by [`Exchange::answered`].
    Send(Limits),
    /// Let this much time pass, then ask again.
    Wait(Duration),
    /// That is it.
    Finish(Result<T, Error>),
}

/// A place in the queue for the quota, until it is dropped.
struct Turn<'c> {
    common: &'c Common,
    at: Instant,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.common.pace().leave(self.at);
    }
}

/// An attempt under way, in the count of the quota until it is answered or dropped.
struct Flight<'c>(&'c Common);

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.0.pace().arrived();
    }
}

impl<'c, 'b, T> Exchange<'c, 'b, T> {
    /// A call that begins now.
    pub(crate) fn new(
        call: &'c Call<'b, T>,
        request: Request<Bytes>,
        terms: Terms<'c>,
        now: Instant,
    ) -> Self {
        Self {
            call,
            terms,
            request,
            // A deadline that no clock reaches is none.
            deadline: now.checked_add(terms.policy.deadline).unwrap_or_else(|| now + A_LONG_TIME),
            attempts: 0,
            is_in_doubt: false,
            paid: 0,
            is_paid_ahead: false,
            turn: None,
            flight: None,
            rest_until: None,
            last: None,
            end: None,
        }
    }

    /// The request, the same for every attempt.
    pub(crate) fn request(&self) -> Request<Bytes> {
        self.request.clone()
    }

    /// How often the request was sent so far.
    pub(crate) const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The time that is left for the whole call.
    pub(crate) fn left(&self, now: Instant) -> Duration {
        self.deadline.saturating_duration_since(now)
    }

    /// What to do next, at this time.
    pub(crate) fn next(&mut self, now: Instant) -> Next<T> {
        if let Some(end) = self.end.take() {
            return Next::Finish(end);
        }
        if let Some(until) = self.rest_until.filter(|until| *until > now) {
            return Next::Wait(until - now);
        }
        let left = self.left(now);
        if left.is_zero() {
            return Next::Finish(Err(self.late(Duration::ZERO, left)));
        }
        let patience =
            Patience { deadline: self.deadline, longest_pause: self.terms.policy.longest_named_wait };
        let chance = if self.terms.policy.jitter { self.terms.common.chance.next() } else { 0.0 };
        let turn = self.turn.as_ref().map(|turn| turn.at);
        let admission = self.terms.common.pace().admit(now, turn, patience, chance);
        match admission {
            Admission::Wait(turn) => {
                if self.turn.as_ref().is_none_or(|held| held.at != turn) {
                    self.turn = Some(Turn { common: self.terms.common, at: turn });
                }
                Next::Wait(turn.saturating_duration_since(now))
            }
            Admission::TooLate(turn) => Next::Finish(Err(self.late(turn - now, left))),
            Admission::Go => {
                self.turn = None;
                self.is_paid_ahead = false;
                self.flight = Some(Flight(self.terms.common));
                self.attempts += 1;
                let limits = Limits { timeout: self.terms.limits.timeout.min(left), ..self.terms.limits };
                Next::Send(limits)
            }
        }
    }

    /// The error of a call that cannot go on in time: what came last, or that nothing was sent.
    fn late(&mut self, wait: Duration, left: Duration) -> Error {
        if std::mem::take(&mut self.is_paid_ahead) {
            self.terms.budget.give_back();
        }
        let given_up = Some(GivenUp::Wait { wait, left });
        match self.last.take() {
            Some(mut error) => {
                if let Some(course) = error.course_mut() {
                    course.given_up = given_up;
                    course.named_wait = course.named_wait.max(Some(wait).filter(|wait| !wait.is_zero()));
                }
                error
            }
            None => Error::NotSent(Box::new(NotSent::new(self.call.endpoint().action.clone(), wait, left))),
        }
    }

    /// What came of the attempt.
    pub(crate) fn answered(&mut self, now: Instant, result: Result<Response<Bytes>, TransportError>) {
        self.flight = None;
        let endpoint = self.call.endpoint();
        if let (Some(limit), Ok(response)) = (&endpoint.service.rate_limit, &result) {
            self.terms.common.pace().learn(now, limit, response.headers());
        }
        let came = Came::of(&result);
        let named_wait = result.as_ref().ok().and_then(|response| self.named_wait(response.headers()));
        if self.is_gone_already(&came) {
            self.end = self.call.as_if_blank().map(Ok);
            if self.end.is_some() {
                return;
            }
        }
        match self.call.outcome(self.terms.origin, result) {
            Ok(value) => {
                self.terms.budget.earn(self.paid);
                self.end = Some(Ok(value));
            }
            Err(error) => self.failed(now, came, named_wait, error),
        }
    }

    /// The longest wait that the headers of an answer name.
    fn named_wait(&self, headers: &HeaderMap) -> Option<Duration> {
        let names = &self.call.endpoint().service.retry.retry_after;
        let longest = names.iter().filter_map(|header| named_wait(headers, header)).max();
        // "At once" names none: what was refused would be refused again.
        longest.filter(|wait| !wait.is_zero())
    }

    /// Whether what was to be deleted is gone, because an attempt before this one was carried out after all.
    fn is_gone_already(&self, came: &Came) -> bool {
        self.is_in_doubt
            && self.call.endpoint().method == Method::DELETE
            && matches!(came, Came::Answer(StatusCode::NOT_FOUND))
    }

    fn failed(&mut self, now: Instant, came: Came, named_wait: Option<Duration>, mut error: Error) {
        let may_repeat = self.may_repeat(&came);
        let effect = self.call.endpoint().effect;
        let policy = self.terms.policy;
        // What an attempt before this one did, nobody knows; this one does not change that.
        if self.is_in_doubt && effect == Effect::Once {
            error.make_unknown();
        }
        self.is_in_doubt |= came.leaves_doubt();
        let is_repeatable = came.is_harmless_again(effect) && !(self.is_in_doubt && effect == Effect::Once);
        let is_refused = matches!(came, Came::Answer(StatusCode::TOO_MANY_REQUESTS));
        // A wait that nobody could want is told, and waited for by nobody.
        let named_until = named_wait.filter(|wait| *wait <= LONGEST_WINDOW).map(|wait| now + wait);
        if let (true, Some(until)) = (is_refused, named_until) {
            self.terms.common.pace().close(until);
        }
        let given_up = if !may_repeat {
            None
        } else if self.attempts >= policy.attempts {
            Some(GivenUp::Attempts)
        } else {
            self.rest(now, is_refused, named_wait).err()
        };
        let request = (error.kind() == ErrorKind::UnknownOutcome).then(|| {
            let headers = self.terms.origin.headers();
            Box::new(PreparedRequest::new(self.call.handle().clone(), self.request.clone(), headers))
        });
        let attempts = self.attempts;
        if let Some(course) = error.course_mut() {
            let is_in_doubt = self.is_in_doubt;
            *course = Course { attempts, named_wait, is_in_doubt, is_repeatable, given_up, request };
        }
        if may_repeat && given_up.is_none() {
            self.last = Some(error);
        } else {
            self.end = Some(Err(error));
        }
    }

    /// Decides on the rest before the next attempt, or why there is none.
    fn rest(&mut self, now: Instant, is_refused: bool, named: Option<Duration>) -> Result<(), GivenUp> {
        let policy = self.terms.policy;
        let chance = self.terms.common.chance.next();
        let wait = match named {
            Some(named) => {
                let part = if policy.jitter {
                    (named / 10).min(Duration::from_secs(1)).mul_f64(chance)
                } else {
                    Duration::ZERO
                };
                named.saturating_add(part)
            }
            None => policy.wait_after(self.attempts, chance),
        };
        let left = self.left(now);
        if wait >= left || named.is_some_and(|named| named > policy.longest_named_wait) {
            return Err(GivenUp::Wait { wait: named.unwrap_or(wait), left });
        }
        // A refusal is no sign of trouble: the service is there, and says how it wants to be called.
        let is_invited = is_refused && named.is_some();
        if !is_refused {
            if !self.terms.budget.take() {
                return Err(GivenUp::Budget);
            }
            self.paid += 1;
            self.is_paid_ahead = true;
        }
        // Those who were invited queue for their turn, with everyone else.
        self.rest_until = (!is_invited).then(|| now + wait);
        Ok(())
    }

    fn may_repeat(&self, came: &Came) -> bool {
        let endpoint = self.call.endpoint();
        let is_listed = match came {
            Came::Answer(StatusCode::TOO_MANY_REQUESTS) => true,
            Came::Answer(status) => endpoint.service.retry.statuses.contains(&status.as_u16()),
            Came::NoConnection | Came::Broken => true,
            Came::Other => false,
        };
        is_listed && (came.is_harmless_again(endpoint.effect) || self.terms.policy.resend_unknown)
    }
}

/// Longer than any call.
const A_LONG_TIME: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What came of an attempt, as far as sending it again is concerned.
enum Came {
    /// An answer; of a failure, the head is enough.
    Answer(StatusCode),
    /// Nothing was sent.
    NoConnection,
    /// No whole answer, after something was sent.
    Broken,
    /// What would come again: an answer that is too large, a request that cannot be sent.
    Other,
}

impl Came {
    fn of(result: &Result<Response<Bytes>, TransportError>) -> Self {
        let error = match result {
            Ok(response) => return Self::Answer(response.status()),
            Err(error) => error,
        };
        match (error.status(), error.kind()) {
            (Some(status), _) if !status.is_success() => Self::Answer(status),
            (_, TransportErrorKind::TooLarge | TransportErrorKind::Other) => Self::Other,
            _ if !error.sent() => Self::NoConnection,
            _ => Self::Broken,
        }
    }

    /// Whether sending the request again does no more than sending it once.
    fn is_harmless_again(&self, effect: Effect) -> bool {
        match self {
            Self::NoConnection | Self::Answer(StatusCode::TOO_MANY_REQUESTS) => true,
            Self::Answer(status) => is_passing(*status) && effect != Effect::Once,
            Self::Broken => effect != Effect::Once,
            Self::Other => false,
        }
    }

    fn leaves_doubt(&self) -> bool {
        match self {
            Self::Answer(status) => Effect::Once.leaves_doubt(status.as_u16()),
            Self::Broken => true,
            Self::NoConnection | Self::Other => false,
        }
    }
}

/// Whether a status tells of a trouble that may pass.
const fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 500 | 502..=504 | 506 | 508..)
}

#[cfg(test)]
mod tests;
