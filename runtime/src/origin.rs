//! Where the requests of a connection go, and what they carry: address and credentials.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::base_url::{BaseUrl, UrlPart};
use crate::percent::{self, Part};
use crate::redaction::Redaction;
use crate::violation::{Rule, Violation, Violations};

/// A connection that knows its origin. Generated connections implement it.
pub trait Connect {
    /// Where requests go, and what they carry.
    fn origin(&self) -> Origin;
}

/// An address with everything filled in, and the headers of every request.
///
/// Its `Debug` shows neither the credentials nor what was filled in.
///
/// ```
/// use actiongen_runtime::{BaseUrl, Origin};
/// let url = BaseUrl::parse("https://api.example.com/stores/{store}", &["store"])?;
/// let origin = Origin::new(&url).fill("store", "abc").header("X-Desk-Token", "s3cret");
/// assert!(!format!("{origin:?}").contains("s3cret"));
/// # Ok::<(), actiongen_runtime::Violations>(())
/// ```
#[derive(Clone)]
pub struct Origin {
    parts: Vec<UrlPart>,
    headers: HeaderMap,
    redaction: Redaction,
    violations: Violations,
}

impl Origin {
    /// The address, with nothing filled in yet and no headers.
    #[must_use]
    pub fn new(base_url: &BaseUrl) -> Self {
        Self {
            parts: base_url.parts().to_vec(),
            headers: HeaderMap::new(),
            redaction: Redaction::default(),
            violations: Violations::new(),
        }
    }

    /// Fills in a name, wherever it stands; in a path percent-encoded as one segment.
    ///
    /// A value that cannot stand there makes every call fail, before anything is sent.
    #[must_use]
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        let mut cannot_stand = false;
        for part in &mut self.parts {
            if let UrlPart::Name { name: wanted, in_host } = part {
                if wanted.as_str() == name {
                    let mut text = String::new();
                    cannot_stand |= if *in_host {
                        text.push_str(value);
                        !is_label(value)
                    } else {
                        percent::encode(value, Part::Segment, &mut text);
                        matches!(value, "" | "." | "..")
                    };
                    *part = UrlPart::Literal(text);
                }
            }
        }
        if cannot_stand {
            let message = "this cannot stand in the address";
            self.violations.push(Violation::new(name, Rule::Segment, message));
        }
        self
    }

    /// Adds a header to every request. It is taken for a credential: never shown, and removed from
    /// answers that echo it.
    ///
    /// A value that no header can hold makes every call fail, before anything is sent.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            (Ok(name), Ok(mut header)) => {
                header.set_sensitive(true);
                self.headers.insert(name, header);
                self.redaction.add(value);
            }
            _ => {
                let message = "this cannot be the value of a header";
                self.violations.push(Violation::new(name, Rule::Header, message));
            }
        }
        self
    }

    /// The address; what was not filled in is a violation.
    pub(crate) fn address(&self) -> Result<String, Violations> {
        let mut violations = self.violations.clone();
        let mut address = String::new();
        for part in &self.parts {
            match part {
                UrlPart::Literal(text) => address.push_str(text),
                UrlPart::Name { name, .. } => {
                    let message = format!("the address needs a value for {{{name}}}");
                    violations.push(Violation::new(name.as_str(), Rule::Required, message));
                }
            }
        }
        violations.into_result().map(|()| address)
    }

    pub(crate) const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(crate) const fn redaction(&self) -> &Redaction {
        &self.redaction
    }
}

/// Letters, digits and hyphens, not at the ends: one label of a host name.
fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 63
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("Origin").field("headers", &names).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(template: &str) -> BaseUrl {
        BaseUrl::parse(template, &["store", "region"]).unwrap()
    }

    #[test]
    fn values_fill_one_segment() {
        let origin = Origin::new(&url("https://a.example/stores/{store}/x-{store}"));
        let address = |value| origin.clone().fill("store", value).address();
        assert_eq!(address("abc").unwrap(), "https://a.example/stores/abc/x-abc");
        assert_eq!(
            address("a/../b?x=#").unwrap(),
            "https://a.example/stores/a%2F..%2Fb%3Fx%3D%23/x-a%2F..%2Fb%3Fx%3D%23"
        );
        for value in ["", ".", ".."] {
            assert_eq!(address(value).unwrap_err()[0].path(), "store");
        }
    }

    #[test]
    fn a_host_takes_a_label_and_nothing_else() {
        let origin = Origin::new(&url("https://{store}.example/{region}"));
        let address = |value| origin.clone().fill("store", value).fill("region", "eu").address();
        assert_eq!(address("my-shop").unwrap(), "https://my-shop.example/eu");
        for value in ["", "a.b", "evil.example/", "a@b", "a:1", "-a", "a-", "é", "a\r\n"] {
            assert!(address(value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn what_is_missing_or_impossible_stops_every_call() {
        let origin = Origin::new(&url("https://a.example/{store}"));
        assert_eq!(origin.address().unwrap_err()[0].rule(), &Rule::Required);
        let origin = Origin::new(&url("https://a.example")).header("X-Desk-Token", "s3\r\ncret");
        let violations = origin.address().unwrap_err();
        assert_eq!(violations[0].rule(), &Rule::Header);
        assert!(!violations.to_string().contains("cret"));
    }

    #[test]
    fn credentials_are_not_shown() {
        let origin = Origin::new(&url("https://a.example/{store}"))
            .fill("store", "hidden-store")
            .header("X-Desk-Token", "s3cret-token");
        let text = format!("{origin:?} {:?}", origin.headers());
        assert!(!text.contains("s3cret-token"), "{text}");
        assert!(origin.headers()["x-desk-token"].is_sensitive());
    }
}
