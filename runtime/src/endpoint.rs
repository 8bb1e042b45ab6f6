//! What is known of an action before it is called: the facts that a spec says once.

use http::Method;
use serde::{Deserialize, Serialize};

use crate::kind::ErrorKind;
use crate::retry::{RateLimit, Retry};

/// A place in a JSON document: keys, and indices as text, from the root down.
pub type At = &'static [&'static str];

/// One request of a service, as its spec describes it. Generated code has one `static` an action.
#[derive(Debug)]
pub struct Endpoint {
    /// The id of the action: `customers.create`.
    pub action: &'static str,
    /// The service that it belongs to.
    pub service: &'static Service,
    /// The HTTP method.
    pub method: Method,
    /// The path under the base URL, with `{names}`: `/v3/customers/{id}`.
    pub path: &'static str,
    /// What sending it twice can do.
    pub effect: Effect,
    /// The answers that are successes. Any other 2xx, save 207, is read as the first.
    pub success: &'static [Success],
    /// What failures mean, before the service's own table.
    pub errors: &'static [ErrorRule],
    /// How its pages follow each other, if it has pages.
    pub paging: Option<&'static Paging>,
    /// How many calls of it may be under way at once, if the service says so.
    pub concurrency: Option<u32>,
}

/// What all actions of a service have in common.
#[derive(Debug)]
pub struct Service {
    /// The name of the folder of its spec: `library`.
    pub name: &'static str,
    /// The address, with the `{names}` of connection fields.
    pub base_url: &'static str,
    /// What failures mean.
    pub errors: &'static [ErrorRule],
    /// Where the body of an error has its messages: the first place that is there.
    pub messages_at: &'static [At],
    /// When a request is sent again.
    pub retry: Retry,
    /// How answers tell what is left of the quota, if they do.
    pub rate_limit: Option<RateLimit>,
}

/// What sending a request twice can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing changes.
    Safe,
    /// Twice is the same as once.
    Idempotent,
    /// Twice is not the same as once: a second customer, a second email.
    Once,
}

impl Effect {
    /// Whether a request that was answered with this status may have been carried out all the same, and must not be
    /// taken for one that was not: where twice is not the same as once, and the server may have failed after the deed.
    #[must_use]
    pub const fn leaves_doubt(self, status: u16) -> bool {
        match (self, status) {
            // Refused for good: not implemented, HTTP version, no room.
            (_, 501 | 505 | 507) | (Self::Safe | Self::Idempotent, _) => false,
            // A protocol that nobody asked for, "look there for what became of it", and a proxy that says that we left: none
            // of them says that nothing was done.
            (Self::Once, status) => matches!(status, 100..=299 | 303 | 499..),
        }
    }
}

/// An answer that is a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Success {
    /// The status.
    pub status: u16,
    /// Where in the body the value stands; empty for the whole body.
    pub at: At,
    /// Where in the body a partial success keeps its errors.
    pub errors_at: Option<At>,
}

impl Success {
    /// A status that succeeds, and where its value stands; nothing named, it is the whole body.
    #[must_use]
    pub const fn new(status: u16, at: At) -> Self {
        Self { status, at, errors_at: None }
    }

    /// The same, with the place where a partial success keeps its errors.
    #[must_use]
    pub const fn errors_at(self, at: At) -> Self {
        Self { errors_at: Some(at), ..self }
    }
}

/// What a status, or a class of them, means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorRule {
    statuses: Statuses,
    kind: ErrorKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Statuses {
    One(u16),
    Class(u16),
}

impl ErrorRule {
    /// One status.
    #[must_use]
    pub const fn status(status: u16, kind: ErrorKind) -> Self {
        Self { statuses: Statuses::One(status), kind }
    }

    /// A class of statuses: 4 or 5.
    #[must_use]
    pub const fn class(class: u16, kind: ErrorKind) -> Self {
        Self { statuses: Statuses::Class(class), kind }
    }
}

/// How the pages of a list follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// Each page names the cursor of the next.
    Cursor {
        /// The query parameter that takes the cursor.
        send: &'static str,
        /// Where an answer has it; nothing there, null or empty text ends the list.
        read: At,
    },
    /// Pages are numbered.
    Page {
        /// The query parameter that takes the number.
        send: &'static str,
        /// The number of the first page, which is what an answer has where none was asked for.
        first: i64,
        /// Where an answer has the number of the last page. Without it an empty page is the last.
        last: Option<At>,
    },
}

impl Paging {
    /// The query parameter that tells the pages apart.
    #[must_use]
    pub const fn parameter(&self) -> &'static str {
        match self {
            Self::Cursor { send, .. } | Self::Page { send, .. } => send,
        }
    }
}

impl Endpoint {
    /// What a status means: the action's word before the service's, a status before its class.
    #[must_use]
    pub fn kind_of(&self, status: u16) -> Option<ErrorKind> {
        let tables = [self.errors, self.service.errors];
        let find = |wanted: Statuses| {
            let mut rules = tables.into_iter().flatten();
            rules.find(|rule| rule.statuses == wanted).map(|rule| rule.kind)
        };
        find(Statuses::One(status)).or_else(|| find(Statuses::Class(status / 100)))
    }

    /// How a success of that status is read: as declared, and any other 2xx as the first entry.
    ///
    /// 207 is a partial success: it cannot be read as a whole one unless it was declared.
    #[must_use]
    pub fn success_of(&self, status: u16) -> Option<&'static Success> {
        let declared = self.success.iter().find(|success| success.status == status);
        let is_other = matches!(status, 200..=299) && status != 207;
        declared.or_else(|| self.success.first().filter(|_| is_other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SERVICE: Service = Service {
        name: "shop",
        base_url: "https://shop.example",
        errors: &[
            ErrorRule::class(5, ErrorKind::Unavailable),
            ErrorRule::status(422, ErrorKind::Conflict),
            ErrorRule::status(401, ErrorKind::Unauthorized),
        ],
        messages_at: &[],
        retry: Retry::USUAL,
        rate_limit: None,
    };

    static CREATE: Endpoint = Endpoint {
        action: "customers.create",
        service: &SERVICE,
        method: Method::POST,
        path: "/customers",
        effect: Effect::Once,
        success: &[Success::new(200, &["data"]), Success::new(422, &["ok"])],
        errors: &[ErrorRule::status(422, ErrorKind::Invalid), ErrorRule::class(4, ErrorKind::NotFound)],
        paging: None,
        concurrency: None,
    };

    #[test]
    fn the_nearest_word_wins() {
        let table = [
            (422, Some(ErrorKind::Invalid)),
            (401, Some(ErrorKind::Unauthorized)),
            (404, Some(ErrorKind::NotFound)),
            (503, Some(ErrorKind::Unavailable)),
            (302, None),
            (999, None),
        ];
        for (status, kind) in table {
            assert_eq!(CREATE.kind_of(status), kind, "{status}");
        }
    }

    #[test]
    fn other_successes_are_read_as_the_first() {
        for (status, at) in [
            (200, Some("data")),
            (201, Some("data")),
            (422, Some("ok")),
            (207, None),
            (302, None),
            (500, None),
        ] {
            let found = CREATE.success_of(status).map(|success| success.at[0]);
            assert_eq!(found, at, "{status}");
        }
    }
}
