//! A request that is ready to be sent, and knows how its answer is read.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderName, HeaderValue, Request, StatusCode, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::{self, Body, Read};
use crate::check::Check;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::handle::Handle;
use crate::json::Misread;
use crate::origin::Origin;
use crate::page::Page;
use crate::partial::Partial;
use crate::path::Path;
use crate::percent::Part;
use crate::prepared::PreparedRequest;
use crate::query::{Query, QueryText, QueryValue, ToQuery};
use crate::transport::ActionId;
use crate::validate::Validate;
use crate::violation::{Rule, Violation, Violations};

/// How requests name their maker.
const MAKER: &str = concat!("actiongen-runtime/", env!("CARGO_PKG_VERSION"));

/// A call of an action, whose answer is read as a `T`.
///
/// Making one does no I/O: it borrows the body, writes the query, and notes what is wrong.
/// [`Client::send`](crate::Client::send) sends it if nothing is.
///
/// ```
/// use actiongen_runtime::{BaseUrl, Call, Effect, Endpoint, Method, Origin, Service};
/// use std::sync::LazyLock;
/// # static SHOP: LazyLock<Service> = LazyLock::new(|| Service::new("shop", "https://api.example.com"));
/// static GET: LazyLock<Endpoint> = LazyLock::new(|| {
///     Endpoint::new(&SHOP, "orders.get", Method::GET, "/orders/{id}", Effect::Safe).success(200, &["data"])
/// });
///
/// let call: Call<'_, String> = Call::value(&GET).path("id", "a/b");
/// let url = BaseUrl::parse(&SHOP.base_url, &[])?;
/// let request = call.to_request(&Origin::new(&url))?;
/// assert_eq!(request.uri(), "https://api.example.com/orders/a%2Fb");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Call<'b, T> {
    endpoint: Handle<Endpoint>,
    /// The action that it is a step of.
    on_behalf_of: Option<Arc<str>>,
    path: Vec<(Cow<'b, str>, String)>,
    query: Query,
    headers: Vec<(Cow<'b, str>, String)>,
    body: Option<Box<dyn Payload + 'b>>,
    violations: Violations,
    prepared: Option<PreparedRequest>,
    read: Read<'b, T>,
    /// Whether an answer has to say something: "nothing" is not taken for "none".
    must_say: bool,
}

impl<T: DeserializeOwned> Call<'_, T> {
    /// A call that is answered with one value.
    #[must_use]
    pub fn value(endpoint: impl Into<Handle<Endpoint>>) -> Self {
        Self::new(endpoint.into(), Read::Function(|body| answer::read_value(body, PhantomData)))
    }
}

impl<I: DeserializeOwned> Call<'_, Vec<I>> {
    /// A call that is answered with a list. Nothing where the list should be is the empty list; so
    /// is no body, if the action is safe.
    #[must_use]
    pub fn list(endpoint: impl Into<Handle<Endpoint>>) -> Self {
        Self::new(endpoint.into(), Read::Function(|body| answer::read_list(body, PhantomData)))
    }
}

impl<I: DeserializeOwned> Call<'_, Page<I>> {
    /// A call that is answered with one page of a list.
    #[must_use]
    pub fn page(endpoint: impl Into<Handle<Endpoint>>) -> Self {
        Self::new(endpoint.into(), Read::Function(|body| answer::read_page(body, PhantomData)))
    }
}

impl<T: DeserializeOwned> Call<'_, Partial<T>> {
    /// A call that is answered with one value, and with errors where a part failed.
    #[must_use]
    pub fn partial(endpoint: impl Into<Handle<Endpoint>>) -> Self {
        Self::new(
            endpoint.into(),
            Read::Function(|body| Ok(Partial::new(answer::read_value(body, PhantomData)?, body.errors()?))),
        )
    }
}

impl<I: DeserializeOwned> Call<'_, Partial<Vec<I>>> {
    /// A call that is answered with a list, and with errors where a part failed. Nothing where the
    /// list should be is the empty list.
    #[must_use]
    pub fn partial_list(endpoint: impl Into<Handle<Endpoint>>) -> Self {
        Self::new(
            endpoint.into(),
            Read::Function(|body| Ok(Partial::new(answer::read_list(body, PhantomData)?, body.errors()?))),
        )
    }
}

impl Call<'_, Partial<()>> {
    /// A call of whose answer only the status counts, and the errors where a part failed.
    #[must_use]
    pub fn partial_nothing(endpoint: impl Into<Handle<Endpoint>>) -> Self {
        Self::new(endpoint.into(), Read::Function(|body| Ok(Partial::new((), body.errors()?))))
    }
}

impl Call<'_, ()> {
    /// A call of whose answer only the status counts.
    #[must_use]
    pub fn nothing(endpoint: impl Into<Handle<Endpoint>>) -> Self {
        Self::new(endpoint.into(), Read::Function(answer::read_nothing))
    }
}

impl<T: DeserializeOwned> Call<'static, T> {
    /// A call whose request was made before.
    pub(crate) fn prepared(request: &PreparedRequest) -> Self {
        Self {
            prepared: Some(request.clone()),
            ..Self::new(request.handle().clone(), Read::Function(answer::read_any))
        }
    }
}

impl<'b, T> Call<'b, T> {
    /// A call whose success is read by `read`.
    pub(crate) fn new(endpoint: Handle<Endpoint>, read: Read<'b, T>) -> Self {
        Self {
            endpoint,
            on_behalf_of: None,
            path: Vec::new(),
            query: Query::new(),
            headers: Vec::new(),
            body: None,
            violations: Violations::new(),
            prepared: None,
            read,
            must_say: false,
        }
    }

    /// The same call, whose value is made into another.
    #[cfg(feature = "catalog")]
    pub(crate) fn map<U>(self, to: impl Fn(T) -> U + Send + Sync + 'b) -> Call<'b, U>
    where
        T: 'b,
    {
        let Self { endpoint, on_behalf_of, path, query, headers, body, violations, prepared, read, must_say } =
            self;
        let read = Read::Closure(Box::new(move |body: &Body<'_>| match &read {
            Read::Function(read) => read(body).map(&to),
            Read::Closure(read) => read(body).map(&to),
        }));
        Call { endpoint, on_behalf_of, path, query, headers, body, violations, prepared, read, must_say }
    }

    /// The same call, as a step of another action.
    #[cfg(feature = "catalog")]
    pub(crate) fn on_behalf_of(self, action: &str) -> Self {
        Self { on_behalf_of: Some(action.into()), ..self }
    }

    /// Adds what was found wrong elsewhere.
    #[cfg(feature = "catalog")]
    pub(crate) fn reject(&mut self, violations: Violations) {
        self.violations.extend(violations);
    }

    /// A check at the root of the input document, which reports to this call.
    pub fn check(&mut self) -> Check<'_> {
        Check::new(Path::ROOT, &mut self.violations)
    }

    /// Fills a `{name}` of the path with a value, as one segment.
    ///
    /// The empty text, `.` and `..` are no segment: rule `segment` at `path.name`.
    #[must_use]
    pub fn path<V: QueryValue + ?Sized>(mut self, name: impl Into<Cow<'b, str>>, value: &V) -> Self {
        let name = name.into();
        let mut segment = String::new();
        value.write(&mut QueryText::new(&mut segment, Part::Segment));
        if matches!(segment.as_str(), "" | "." | "..") {
            let message = format!("\"{segment}\" cannot be a part of the address");
            self.check().at("path").at(&name).report(Rule::Segment, message);
        }
        self.path.push((name, segment));
        self
    }

    /// Validates the query, at `query`, and writes it.
    #[must_use]
    pub fn query(mut self, query: &(impl ToQuery + Validate + ?Sized)) -> Self {
        self.check().nested("query", query);
        query.to_query(&mut self.query);
        self.violations.extend(self.query.take_violations());
        self
    }

    /// Adds a header, unless its value is absent. It is checked at `headers.name`.
    #[must_use]
    pub fn header<V: QueryValue + ?Sized>(mut self, name: impl Into<Cow<'b, str>>, value: &V) -> Self {
        if !value.is_absent() {
            let name = name.into();
            let mut text = String::new();
            value.write(&mut QueryText::new(&mut text, Part::Raw));
            self.check().at("headers").at(&name).header(text.as_str());
            self.headers.push((name, text));
        }
        self
    }

    /// Sends a body, as JSON. It is written when the call is sent, and not validated here: the
    /// bounds of a list differ from action to action.
    #[must_use]
    pub fn body<B: Serialize + Sync + ?Sized>(mut self, body: &'b B) -> Self {
        self.body = Some(Box::new(Borrowed(body)));
        self
    }

    /// The endpoint that is called.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// What is wrong with the request.
    #[must_use]
    pub const fn violations(&self) -> &Violations {
        &self.violations
    }

    /// What is wrong with the request, on its own.
    #[must_use]
    pub fn into_violations(self) -> Violations {
        self.violations
    }

    /// The request as it is sent.
    ///
    /// # Errors
    /// [`Error::Refused`] if anything is wrong with it.
    pub fn to_request(&self, origin: &Origin) -> Result<Request<Bytes>, Error> {
        self.violations.clone().into_result()?;
        self.to_request_unchecked(origin)
    }

    /// The request as it is sent, whatever bounds it breaks.
    ///
    /// # Errors
    /// [`Error::Refused`] if it cannot be sent at all: an empty segment of the path, a comma in an item of a list that
    /// is joined by commas, a line break in a header, a number that is none.
    pub fn to_request_unchecked(&self, origin: &Origin) -> Result<Request<Bytes>, Error> {
        let mut of_form = Violations::new();
        of_form.extend(self.violations.iter().filter(|violation| violation.rule().is_of_form()).cloned());
        of_form.into_result()?;
        if let Some(prepared) = &self.prepared {
            let mut request = prepared.request().clone();
            // The credentials are for this address, and for no other.
            let address = origin.address()?;
            if !request.uri().to_string().strip_prefix(&address).is_some_and(|rest| rest.starts_with('/')) {
                return Err(refused(String::new(), Rule::Url, "this request was made for another address"));
            }
            request.headers_mut().extend(origin.headers().clone());
            return Ok(request);
        }
        let uri = self.uri(origin.address()?)?;
        let body = self.body_bytes()?;
        let mut request = Request::new(body);
        *request.method_mut() = self.endpoint.method.clone();
        *request.uri_mut() = uri;
        let action = self.on_behalf_of.as_ref().unwrap_or(&self.endpoint.action);
        request.extensions_mut().insert(ActionId(Arc::clone(action)));
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(MAKER));
        if self.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        for (name, value) in &self.headers {
            match (HeaderName::try_from(name.as_ref()), HeaderValue::from_str(value)) {
                (Ok(name), Ok(value)) => {
                    headers.insert(name, value);
                }
                _ => {
                    return Err(refused(format!("headers.{name}"), Rule::Header, "no header can hold this"));
                }
            }
        }
        headers.extend(origin.headers().clone());
        Ok(request)
    }

    fn uri(&self, mut address: String) -> Result<Uri, Error> {
        let mut rest = self.endpoint.path.as_str();
        while let Some((literal, (name, after))) =
            rest.split_once('{').and_then(|(literal, rest)| Some((literal, rest.split_once('}')?)))
        {
            address.push_str(literal);
            match self.path.iter().find(|(known, _)| *known == name) {
                Some((_, segment)) => address.push_str(segment),
                None => {
                    return Err(refused(format!("path.{name}"), Rule::Required, "this is required"));
                }
            }
            rest = after;
        }
        address.push_str(rest);
        if !self.query.as_str().is_empty() {
            address.push('?');
            address.push_str(self.query.as_str());
        }
        let length = address.len();
        Uri::try_from(address).map_err(|_| {
            let message = format!("the address of this request, of {length} bytes, cannot be sent");
            refused(String::new(), Rule::Url, &message)
        })
    }

    fn body_bytes(&self) -> Result<Bytes, Error> {
        let Some(body) = &self.body else {
            return Ok(Bytes::new());
        };
        body.write().map(Bytes::from).map_err(|error| {
            let why = crate::snippet::one_line(&error.to_string(), 200);
            refused("body".to_owned(), Rule::Json, &format!("this cannot be written as JSON: {why}"))
        })
    }

    /// The same call, for someone who goes by what there is not: a success without a body, unless its status says that there
    /// is none, is then an error and no empty list.
    pub(crate) fn must_say(mut self) -> Self {
        self.must_say = true;
        self
    }

    pub(crate) const fn says_too_little(&self, status: StatusCode, body: &[u8]) -> bool {
        self.must_say && status.as_u16() != 204 && body.trim_ascii().is_empty()
    }

    pub(crate) const fn written_query(&self) -> &Query {
        &self.query
    }

    pub(crate) const fn handle(&self) -> &Handle<Endpoint> {
        &self.endpoint
    }

    pub(crate) fn read(&self, body: &Body<'_>) -> Result<T, Misread> {
        match &self.read {
            Read::Function(read) => read(body),
            Read::Closure(read) => read(body),
        }
    }

    /// Path and query, as far as they can be written.
    pub(crate) fn target(&self) -> String {
        self.uri(String::new()).map(|uri| uri.to_string()).unwrap_or_default()
    }

    /// Asks for another page than the query names now; `false` if it is the same page.
    pub(crate) fn turn_to(&mut self, next: &str) -> bool {
        let before = self.query.as_str().to_owned();
        if let Some(paging) = &self.endpoint.paging {
            self.query.replace(paging.parameter(), next);
        }
        self.query.as_str() != before
    }
}

fn refused(path: String, rule: Rule, message: &str) -> Error {
    Error::Refused(Violation::new(path, rule, message).into())
}

impl<T> fmt::Debug for Call<'_, T> {
    /// Shows what is called, not with what: a value may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("action", &self.endpoint.action)
            .field("method", &self.endpoint.method)
            .field("path", &self.endpoint.path)
            .field("query", &self.query)
            .field("violations", &self.violations)
            .finish_non_exhaustive()
    }
}

/// A body of any type, borrowed until it is written.
trait Payload: Send + Sync {
    fn write(&self) -> serde_json::Result<Vec<u8>>;
}

struct Borrowed<'b, B: ?Sized>(&'b B);

impl<B: Serialize + Sync + ?Sized> Payload for Borrowed<'_, B> {
    fn write(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self.0)
    }
}

#[cfg(test)]
mod tests;
