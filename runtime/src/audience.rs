//! Whom a value is being written for: a server is sent everything, everybody else is not shown secrets.
//!
//! `Serialize` has no room for such a question, so the answer stands beside it, for this thread and while a closure
//! runs. Whatever else the thread does meanwhile is written for the same audience, so no closure lends the thread to
//! others: it writes a value, or runs one action by itself to its end.

use std::cell::Cell;

use serde::Serialize;
use serde_json::Value;

/// Whom JSON is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// The server that the value is for.
    Server,
    /// People, who read a request before it is sent: no secret.
    #[cfg(feature = "cli")]
    People,
    /// A program that goes on with the value: no secret, and no number that a JSON value cannot hold.
    Program,
}

/// A value as JSON for programs: its secrets read `[redacted]`.
pub(crate) fn to_program_json<T: Serialize>(value: &T) -> Value {
    // What was read can be written: only types of a caller's own could refuse, and they are told nothing new by it.
    Audience::Program.served(|| serde_json::to_value(value)).unwrap_or_default()
}

thread_local! {
    static AUDIENCE: Cell<Audience> = const { Cell::new(Audience::Server) };
}

impl Audience {
    /// The audience of what is being written now.
    pub(crate) fn now() -> Self {
        AUDIENCE.get()
    }

    /// Runs `write` for this audience.
    pub(crate) fn served<R>(self, write: impl FnOnce() -> R) -> R {
        let _before = Restored(AUDIENCE.replace(self));
        write()
    }
}

/// Puts the audience back, also where writing panicked.
struct Restored(Audience);

impl Drop for Restored {
    fn drop(&mut self) {
        AUDIENCE.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::Audience;
    use crate::secret::Secret;

    #[test]
    fn a_secret_is_for_the_server_alone() {
        let secret: Secret<i64> = 7.into();
        let json = |audience: Audience| audience.served(|| serde_json::to_string(&secret).unwrap());
        assert_eq!(json(Audience::Server), "7");
        assert_eq!(json(Audience::Program), r#""[redacted]""#);
        assert_eq!(serde_json::to_string(&secret).unwrap(), "7", "only while it runs");
    }

    #[test]
    fn a_panic_does_not_leave_secrets_out_of_requests() {
        let panicked = std::panic::catch_unwind(|| Audience::Program.served(|| panic!("on purpose")));
        assert!(panicked.is_err());
        assert_eq!(Audience::now(), Audience::Server);
    }
}
