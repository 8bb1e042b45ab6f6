//! What is known of an action before it is called: the facts that a spec says once.

use std::fmt;
use std::sync::Arc;

use http::Method;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::handle::Handle;
use crate::kind::ErrorKind;
use crate::retry::{RateLimit, Retry};

/// A location in a JSON document: keys, and indices as text, from the root down.
pub type At = Vec<String>;

/// One request of a service, as its spec describes it. Generated code has one `static` an action.
///
/// ```
/// use actiongen_runtime::{Effect, Endpoint, ErrorKind, Method, Service};
/// use std::sync::LazyLock;
///
/// static SHOP: LazyLock<Service> = LazyLock::new(|| Service::new("shop", "https://api.example.com"));
/// static GET: LazyLock<Endpoint> = LazyLock::new(|| {
///     Endpoint::new(&SHOP, "orders.get", Method::GET, "/orders/{id}", Effect::Safe)
///         .success(200, &["data"])
///         .error(404, ErrorKind::NotFound)
/// });
/// assert_eq!(GET.kind_of(404), Some(ErrorKind::NotFound));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Endpoint {
    /// The id of the action: `customers.create`.
    pub action: Arc<str>,
    /// The service that it belongs to.
    pub service: Handle<Service>,
    /// The HTTP method.
    pub method: Method,
    /// The path under the base URL, with `{names}`: `/v3/customers/{id}`.
    pub path: String,
    /// What sending it twice can do.
    pub effect: Effect,
    /// The responses that are successes. Any other 2xx, except 207, is read as the first.
    pub success: Vec<Success>,
    /// What failures mean, before the service's own table.
    pub errors: Vec<ErrorRule>,
    /// How its pages follow each other, if it has pages.
    pub paging: Option<Paging>,
    /// How many calls of it may be under way at once, if the service says so.
    pub concurrency: Option<u32>,
}

impl Endpoint {
    /// An endpoint without successes, errors and pages of its own.
    #[must_use]
    pub fn new(
        service: impl Into<Handle<Service>>,
        action: &str,
        method: Method,
        path: &str,
        effect: Effect,
    ) -> Self {
        Self {
            action: action.into(),
            service: service.into(),
            method,
            path: path.to_owned(),
            effect,
            success: Vec::new(),
            errors: Vec::new(),
            paging: None,
            concurrency: None,
        }
    }

    /// Adds a status that is a success, and the location of its value; the whole body if none is given.
    #[must_use]
    pub fn success(mut self, status: u16, at: &[&str]) -> Self {
        self.success.push(Success { status, at: owned(at), errors_at: None });
        self
    }

    /// Adds a status that may be a partial success, with the locations of its value and of its errors.
    #[must_use]
    pub fn partial_success(mut self, status: u16, at: &[&str], errors_at: &[&str]) -> Self {
        self.success.push(Success { status, at: owned(at), errors_at: Some(owned(errors_at)) });
        self
    }

    /// Adds what a status means.
    #[must_use]
    pub fn error(mut self, status: u16, kind: ErrorKind) -> Self {
        self.errors.push(ErrorRule { status: Statuses::One(status), kind });
        self
    }

    /// Adds what a class of statuses means: 4 for 400 to 499.
    #[must_use]
    pub fn error_class(mut self, class: u16, kind: ErrorKind) -> Self {
        self.errors.push(ErrorRule { status: Statuses::Class(class), kind });
        self
    }

    /// Pages are found by the cursor that each one names; `parameter` of the query takes it.
    #[must_use]
    pub fn cursor_pages(self, parameter: &str, cursor_at: &[&str]) -> Self {
        let parameter = parameter.to_owned();
        Self { paging: Some(Paging::Cursor { parameter, at: owned(cursor_at) }), ..self }
    }

    /// Pages are numbered; `parameter` of the query takes the number. Without the location of the last number, an empty
    /// page is the last.
    #[must_use]
    pub fn numbered_pages(self, parameter: &str, first: i64, last_at: Option<&[&str]>) -> Self {
        let parameter = parameter.to_owned();
        Self { paging: Some(Paging::Page { parameter, first, last_at: last_at.map(owned) }), ..self }
    }

    /// At most so many calls of it are under way at once.
    #[must_use]
    pub fn concurrency(self, calls: u32) -> Self {
        Self { concurrency: Some(calls), ..self }
    }
}

fn owned(at: &[&str]) -> At {
    at.iter().map(|&step| step.to_owned()).collect()
}

/// What all actions of a service have in common.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Service {
    /// The name of the folder of its spec: `library`.
    pub name: String,
    /// The address, with the `{names}` of connection fields.
    pub base_url: String,
    /// What failures mean.
    pub errors: Vec<ErrorRule>,
    /// Where the body of an error has its messages: the first location that exists.
    pub messages_at: Vec<At>,
    /// When a request is sent again.
    pub retry: Retry,
    /// How responses report what is left of the quota, if they do.
    pub rate_limit: Option<RateLimit>,
}

impl Service {
    /// A service with the default retries, and nothing known about its errors.
    #[must_use]
    pub fn new(name: &str, base_url: &str) -> Self {
        Self {
            name: name.to_owned(),
            base_url: base_url.to_owned(),
            errors: Vec::new(),
            messages_at: Vec::new(),
            retry: Retry::default(),
            rate_limit: None,
        }
    }

    /// Adds what a status means.
    #[must_use]
    pub fn error(mut self, status: u16, kind: ErrorKind) -> Self {
        self.errors.push(ErrorRule { status: Statuses::One(status), kind });
        self
    }

    /// Adds what a class of statuses means: 4 for 400 to 499.
    #[must_use]
    pub fn error_class(mut self, class: u16, kind: ErrorKind) -> Self {
        self.errors.push(ErrorRule { status: Statuses::Class(class), kind });
        self
    }

    /// Adds a location where the body of an error may have its messages.
    #[must_use]
    pub fn messages_at(mut self, at: &[&str]) -> Self {
        self.messages_at.push(owned(at));
        self
    }

    /// Sets when a request is sent again.
    #[must_use]
    pub fn retry(self, retry: Retry) -> Self {
        Self { retry, ..self }
    }

    /// Sets how responses report what is left of the quota.
    #[must_use]
    pub fn rate_limit(self, limit: RateLimit) -> Self {
        Self { rate_limit: Some(limit), ..self }
    }
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

/// A response that is a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Success {
    /// The status.
    pub status: u16,
    /// The location of the value in the body; empty for the whole body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: At,
    /// The location in the body where a partial success has its errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors_at: Option<At>,
}

/// What a status, or a class of them, means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorRule {
    /// The status, or the class.
    pub status: Statuses,
    /// The kind of the error.
    pub kind: ErrorKind,
}

/// A status, or a class of them. As JSON `404` or `"4xx"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statuses {
    /// One: 404.
    One(u16),
    /// A class: 4 for 400 to 499.
    Class(u16),
}

impl Serialize for Statuses {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(status) => to.serialize_u16(*status),
            Self::Class(class) => to.collect_str(&format_args!("{class}xx")),
        }
    }
}

impl<'de> Deserialize<'de> for Statuses {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct StatusesVisitor;

        impl Visitor<'_> for StatusesVisitor {
            type Value = Statuses;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a status such as 404, or a class such as \"4xx\"")
            }

            fn visit_u64<E: de::Error>(self, status: u64) -> Result<Statuses, E> {
                match u16::try_from(status) {
                    Ok(status) if (100..=999).contains(&status) => Ok(Statuses::One(status)),
                    _ => Err(E::invalid_value(de::Unexpected::Unsigned(status), &self)),
                }
            }

            fn visit_str<E: de::Error>(self, class: &str) -> Result<Statuses, E> {
                match class.as_bytes() {
                    [digit @ b'1'..=b'9', b'x', b'x'] => Ok(Statuses::Class(u16::from(digit - b'0'))),
                    _ => Err(E::invalid_value(de::Unexpected::Str(class), &self)),
                }
            }
        }

        from.deserialize_any(StatusesVisitor)
    }
}

/// How the pages of a list follow each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Paging {
    /// Each page names the cursor of the next.
    Cursor {
        /// The query parameter that takes the cursor.
        parameter: String,
        /// The location of the next cursor in a response; if nothing, null or an empty string is there, the list ends.
        at: At,
    },
    /// Pages are numbered.
    Page {
        /// The query parameter that takes the number.
        parameter: String,
        /// The number of the first page, which a response has where none was asked for.
        first: i64,
        /// The location of the number of the last page. Without it an empty page is the last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_at: Option<At>,
    },
}

impl Paging {
    /// The query parameter that selects the page.
    #[must_use]
    pub fn parameter(&self) -> &str {
        match self {
            Self::Cursor { parameter, .. } | Self::Page { parameter, .. } => parameter,
        }
    }
}

impl Endpoint {
    /// What a status means: the action's table before the service's, a status before its class.
    #[must_use]
    pub fn kind_of(&self, status: u16) -> Option<ErrorKind> {
        let find = |wanted: Statuses| {
            let mut rules = self.errors.iter().chain(&self.service.errors);
            rules.find(|rule| rule.status == wanted).map(|rule| rule.kind)
        };
        find(Statuses::One(status)).or_else(|| find(Statuses::Class(status / 100)))
    }

    /// How a success with that status is read: as declared, and any other 2xx as the first entry.
    ///
    /// 207 is a partial success: it cannot be read as a whole one unless it was declared.
    #[must_use]
    pub fn success_of(&self, status: u16) -> Option<&Success> {
        let declared = self.success.iter().find(|success| success.status == status);
        let is_other = matches!(status, 200..=299) && status != 207;
        declared.or_else(|| self.success.first().filter(|_| is_other))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static SERVICE: LazyLock<Service> = LazyLock::new(|| {
        Service::new("shop", "https://shop.example")
            .error_class(5, ErrorKind::Unavailable)
            .error(422, ErrorKind::Conflict)
            .error(401, ErrorKind::Unauthorized)
    });

    static CREATE: LazyLock<Endpoint> = LazyLock::new(|| {
        Endpoint::new(&SERVICE, "customers.create", Method::POST, "/customers", Effect::Once)
            .success(200, &["data"])
            .success(422, &["ok"])
            .error(422, ErrorKind::Invalid)
            .error_class(4, ErrorKind::NotFound)
    });

    #[test]
    fn statuses_are_numbers_or_classes() {
        let read = |text| serde_json::from_str::<Statuses>(text).ok();
        assert_eq!(read("404"), Some(Statuses::One(404)));
        assert_eq!(read("\"4xx\""), Some(Statuses::Class(4)));
        for wrong in ["4", "70000", "\"404\"", "\"0xx\"", "\"4xxx\"", "-404", "404.5", "null"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        for statuses in [Statuses::One(404), Statuses::Class(4)] {
            let text = serde_json::to_string(&statuses).unwrap();
            assert_eq!(serde_json::from_str::<Statuses>(&text).unwrap(), statuses);
        }
    }

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
            let found = CREATE.success_of(status).map(|success| success.at[0].as_str());
            assert_eq!(found, at, "{status}");
        }
    }
}
