//! How a call went before it failed: what an error says besides what came.

use std::fmt;
use std::time::Duration;

use crate::prepared::PreparedRequest;

/// How a call went before it failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Course {
    /// How often the request was sent.
    pub(crate) attempts: u32,
    /// The wait that the server named.
    pub(crate) named_wait: Option<Duration>,
    /// Whether any of the attempts may have been carried out.
    pub(crate) is_in_doubt: bool,
    /// Whether the request does no harm if it is sent again as it is.
    pub(crate) is_repeatable: bool,
    /// Why it was not sent again, where it could have been.
    pub(crate) given_up: Option<GivenUp>,
    /// The request, where nobody knows whether it was carried out.
    pub(crate) request: Option<Box<PreparedRequest>>,
}

/// Why a request was not sent again that could have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GivenUp {
    /// It had all its attempts.
    Attempts,
    /// It would have had to wait so long, and so much time was left.
    Wait { wait: Duration, left: Duration },
    /// Too many retries failed lately.
    Budget,
}

impl fmt::Display for Course {
    /// What follows the text of an error; nothing where it was sent once and that was all.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attempts > 1 {
            write!(f, " It was sent {} times.", self.attempts)?;
        }
        match self.given_up {
            None | Some(GivenUp::Attempts) => Ok(()),
            Some(GivenUp::Wait { left, .. }) if left.is_zero() => f.write_str(" Its time was up."),
            Some(GivenUp::Wait { wait, left }) => {
                write!(f, " The next attempt would be in {}, and {} are left.", time(wait), time(left))
            }
            Some(GivenUp::Budget) => f.write_str(
                " It was not sent again: too many retries failed lately, those of other calls included.",
            ),
        }
    }
}

/// A time for people: `1.5 s`, `2 min 5 s`.
pub(crate) fn time(time: Duration) -> String {
    match time.as_secs() {
        0..=119 => format!("{} s", time.as_millis() as f64 / 1000.0),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        for (millis, text) in [(0, "0 s"), (1_500, "1.5 s"), (119_000, "119 s"), (125_400, "2 min 5 s")] {
            assert_eq!(time(Duration::from_millis(millis)), text);
        }
    }
}
