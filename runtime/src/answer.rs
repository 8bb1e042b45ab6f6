//! What an answer means: decided from what was asked and what came, without I/O and without a clock.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::call::Call;
use crate::endpoint::{Effect, Endpoint, Paging, Success};
use crate::error::{Error, ErrorAnswer, NoAnswer, Received, UnexpectedAnswer};
use crate::json::{self, Misread, Seed};
use crate::kind::ErrorKind;
use crate::origin::Origin;
use crate::page::Page;
use crate::query::Query;
use crate::redaction::Redaction;
use crate::transport::TransportError;

/// How the body of a success is read.
pub(crate) enum Read<'b, T> {
    /// By a type of Rust.
    Function(fn(&Body<'_>) -> Result<T, Misread>),
    /// By a type that is described at run time.
    #[cfg_attr(not(feature = "catalog"), expect(dead_code, reason = "only a catalog describes types"))]
    Closure(Reader<'b, T>),
}

/// A reader that knows a type which is described at run time.
pub(crate) type Reader<'b, T> = Box<dyn Fn(&Body<'_>) -> Result<T, Misread> + Send + Sync + 'b>;

/// The body of a success, and what was asked.
pub(crate) struct Body<'a> {
    bytes: &'a [u8],
    at: &'a [String],
    errors_at: Option<&'a [String]>,
    endpoint: &'a Endpoint,
    /// Whether "nothing" is not taken for "none".
    must_say: bool,
    query: &'a Query,
    redaction: &'a Redaction,
}

impl<T> Call<'_, T> {
    /// What came of this call: its value, or why there is none.
    ///
    /// This is the whole judgement on an answer; [`Client::send`](crate::Client::send) only carries
    /// the request out.
    ///
    /// # Errors
    /// A documented failure, an answer that was not expected, or none.
    pub fn outcome(
        &self,
        origin: &Origin,
        result: Result<Response<Bytes>, TransportError>,
    ) -> Result<T, Error> {
        let endpoint = self.endpoint();
        let response = match result {
            Ok(response) => response,
            Err(error) => match error.status() {
                // The status alone says no; that its text broke off does not undo that.
                Some(status) if !is_success(status) => {
                    let mut response = Response::new(Bytes::new());
                    *response.status_mut() = status;
                    response
                }
                _ => {
                    let none = NoAnswer::new(endpoint.action.clone(), endpoint.effect, error);
                    return Err(Error::NotAnswered(Box::new(none)));
                }
            },
        };
        let (head, bytes) = response.into_parts();
        let receive = |bytes| {
            Received::new(endpoint.action.clone(), head.status, &head.headers, bytes, origin.redaction())
        };
        if let Some(Success { at, errors_at, .. }) = success(endpoint, head.status, &bytes) {
            let body = Body {
                bytes: &bytes,
                at,
                errors_at: errors_at.as_deref(),
                endpoint,
                // With this status, no body would say too little.
                must_say: self.says_too_little(head.status, &[]),
                query: self.written_query(),
                redaction: origin.redaction(),
            };
            return self.read(&body).map_err(|mut misread| {
                misread.why = origin.redaction().text(misread.why);
                let kind = kind_of_misread(endpoint);
                let answer = UnexpectedAnswer::misread(receive(bytes.clone()), kind, misread);
                Error::Unexpected(Box::new(answer))
            });
        }
        Err(failure(endpoint, head.status, receive(bytes.clone()), origin))
    }

    /// What an answer without a body means, if it can mean something.
    pub(crate) fn as_if_blank(&self) -> Option<T> {
        let body = Body {
            bytes: &[],
            at: &[],
            errors_at: None,
            endpoint: self.endpoint(),
            must_say: false,
            query: self.written_query(),
            redaction: &Redaction::default(),
        };
        self.read(&body).ok()
    }

    /// An answer that was read, and cannot be gone on from.
    pub(crate) fn unexpected(&self, origin: &Origin, response: Response<Bytes>, reason: &str) -> Error {
        let action = self.endpoint().action.clone();
        let (head, bytes) = response.into_parts();
        let received = Received::new(action, head.status, &head.headers, bytes, origin.redaction());
        let answer = UnexpectedAnswer::new(received, ErrorKind::Unexpected, reason);
        Error::Unexpected(Box::new(answer))
    }
}

fn failure(endpoint: &Endpoint, status: StatusCode, received: Received, origin: &Origin) -> Error {
    let may_have_happened = endpoint.effect.leaves_doubt(status.as_u16());
    let kind = |kind| {
        if may_have_happened { ErrorKind::UnknownOutcome } else { kind }
    };
    if let (Some(documented), false) = (endpoint.kind_of(status.as_u16()), is_success(status)) {
        let answer = ErrorAnswer::new(received, kind(documented), &endpoint.service, origin.redaction());
        return Error::Answered(Box::new(answer));
    }
    let reason = match status.as_u16() {
        207 => "a partial success, which this action does not document",
        300..=399 => "redirects are not followed, since they would carry the credentials elsewhere",
        _ => "the API does not document this status",
    };
    let answer = UnexpectedAnswer::new(received, kind(ErrorKind::Unexpected), reason);
    Error::Unexpected(Box::new(answer))
}

/// How the answer is read, if it is a success.
///
/// A status that is none by itself is one if it is declared, and its place leads somewhere.
fn success<'e>(endpoint: &'e Endpoint, status: StatusCode, body: &[u8]) -> Option<&'e Success> {
    let success = endpoint.success_of(status.as_u16())?;
    let leads_somewhere = || matches!(json::read_at::<IgnoredAny>(body, &success.at), Ok(Some(_)));
    (is_success(status) || leads_somewhere()).then_some(success)
}

const fn is_success(status: StatusCode) -> bool {
    matches!(status.as_u16(), 200..=299)
}

/// A success that cannot be read was one; what it did cannot be told.
fn kind_of_misread(endpoint: &Endpoint) -> ErrorKind {
    match endpoint.effect {
        Effect::Once => ErrorKind::UnknownOutcome,
        Effect::Safe | Effect::Idempotent => ErrorKind::Unexpected,
    }
}

pub(crate) fn read_nothing(_: &Body<'_>) -> Result<(), Misread> {
    Ok(())
}

pub(crate) fn read_value<S: Seed>(body: &Body<'_>, seed: S) -> Result<S::Output, Misread> {
    body.refuse_blank()?;
    json::read_seed_at(body.bytes, body.at, seed)?.ok_or_else(|| body.nothing_there())
}

/// A value, or null where there is none.
pub(crate) fn read_any<T: DeserializeOwned>(body: &Body<'_>) -> Result<T, Misread> {
    let value = if body.is_blank() { None } else { json::read_at(body.bytes, body.at)? };
    match value {
        Some(value) => Ok(value),
        None => T::deserialize(Value::Null).map_err(|_| body.nothing_there()),
    }
}

pub(crate) fn read_list<I, S: Seed<Output = Vec<I>>>(body: &Body<'_>, seed: S) -> Result<Vec<I>, Misread> {
    if body.is_blank() && body.endpoint.effect == Effect::Safe && !body.must_say {
        return Ok(Vec::new());
    }
    body.refuse_blank()?;
    match json::read_seed_at(body.bytes, body.at, seed)? {
        None if body.at.is_empty() => Err(Misread { path: String::new(), why: "null is no list".to_owned() }),
        None if body.must_say => Err(body.nothing_there()),
        list => Ok(list.unwrap_or_default()),
    }
}

pub(crate) fn read_page<I, S: Seed<Output = Vec<I>>>(body: &Body<'_>, seed: S) -> Result<Page<I>, Misread> {
    let items = read_list(body, seed)?;
    if body.is_blank() {
        return Ok(Page::new(items, None));
    }
    let next = match &body.endpoint.paging {
        Some(Paging::Cursor { at, .. }) => {
            json::read_at::<String>(body.bytes, at)?.filter(|cursor| !cursor.is_empty())
        }
        Some(Paging::Page { parameter, first, last_at }) => {
            let current = body.query.get(parameter).and_then(|page| page.parse().ok()).unwrap_or(*first);
            let last = match last_at {
                Some(at) => json::read_at::<i64>(body.bytes, at)?,
                None => None,
            };
            let is_last = items.is_empty() || last.is_some_and(|last| current >= last);
            (!is_last).then(|| current.saturating_add(1).to_string())
        }
        None => None,
    };
    Ok(Page::new(items, next))
}

impl Body<'_> {
    /// The errors of a partial success, without the credentials that they may echo.
    pub(crate) fn errors(&self) -> Result<Option<Value>, Misread> {
        match self.errors_at {
            Some(at) if !self.is_blank() => {
                let errors = json::read_at::<Value>(self.bytes, at)?;
                Ok(errors.map(|errors| self.redaction.json(errors)))
            }
            _ => Ok(None),
        }
    }

    fn nothing_there(&self) -> Misread {
        Misread { path: self.at.join("."), why: "there is nothing there".to_owned() }
    }

    fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    fn refuse_blank(&self) -> Result<(), Misread> {
        if self.is_blank() {
            return Err(Misread { path: String::new(), why: "the body is empty".to_owned() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
