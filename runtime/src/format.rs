//! The closed list of text formats: what a text looks like, never whether the thing exists.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The shape of a text.
///
/// ```
/// use actiongen_runtime::Format;
/// assert!(Format::E164.matches("+34600123456"));
/// assert_eq!(Format::from_name("country-2"), Some(Format::Country2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One `@` with something on both sides, and no space or control character.
    Email,
    /// A plus and 7 to 15 digits, the first not 0.
    E164,
    /// An absolute URI (RFC 3986).
    Uri,
    /// A UUID in its hyphenated form (RFC 9562).
    Uuid,
    /// An IPv4 or IPv6 address.
    Ip,
    /// An IPv4 address in dotted form.
    Ipv4,
    /// An IPv6 address (RFC 4291), without a zone.
    Ipv6,
    /// Two ASCII letters.
    Country2,
    /// Three ASCII letters.
    Currency,
    /// Two ASCII letters.
    Language,
    /// A host name (RFC 1123).
    Hostname,
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        Self::from_name(&name).ok_or_else(|| D::Error::custom(format!("there is no format `{name}`")))
    }
}

impl Format {
    /// Every format, in the order of the manual.
    pub const ALL: [Self; 11] = [
        Self::Email,
        Self::E164,
        Self::Uri,
        Self::Uuid,
        Self::Ip,
        Self::Ipv4,
        Self::Ipv6,
        Self::Country2,
        Self::Currency,
        Self::Language,
        Self::Hostname,
    ];

    /// The name in a spec and in a violation.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::E164 => "e164",
            Self::Uri => "uri",
            Self::Uuid => "uuid",
            Self::Ip => "ip",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Country2 => "country-2",
            Self::Currency => "currency",
            Self::Language => "language",
            Self::Hostname => "hostname",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format in words, with its article.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Email => "an email address",
            Self::E164 => "a phone number in E.164 form: a plus and 7 to 15 digits",
            Self::Uri => "an absolute URI",
            Self::Uuid => "a UUID",
            Self::Ip => "an IP address",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Country2 => "a two-letter country code",
            Self::Currency => "a three-letter currency code",
            Self::Language => "a two-letter language code",
            Self::Hostname => "a host name",
        }
    }

    /// Whether the text has this shape.
    #[must_use]
    pub fn matches(self, text: &str) -> bool {
        match self {
            Self::Email => is_email(text),
            Self::E164 => is_e164(text),
            Self::Uri => is_uri(text),
            Self::Uuid => is_uuid(text),
            Self::Ip => text.parse::<IpAddr>().is_ok(),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Country2 | Self::Language => is_letters(text, 2),
            Self::Currency => is_letters(text, 3),
            Self::Hostname => is_hostname(text),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && !domain.is_empty()
        && !domain.contains('@')
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_letters(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_hostname(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// RFC 3986: `scheme ":" hier-part [ "?" query ] [ "#" fragment ]`.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let scheme_fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match hierarchy.strip_prefix("//") {
        Some(hierarchy) => hierarchy.split_at(hierarchy.find('/').unwrap_or(hierarchy.len())),
        None => ("", hierarchy),
    };
    scheme_fits
        && is_authority(authority)
        && has_only(path, b":@/")
        && has_only(query, b":@/?")
        && has_only(fragment, b":@/?")
}

fn is_authority(text: &str) -> bool {
    let (user, host_port) = text.rsplit_once('@').unwrap_or(("", text));
    let (host_fits, port) = match host_port.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, port)) => (host.parse::<Ipv6Addr>().is_ok(), port),
            None => return false,
        },
        None => {
            let (host, port) = host_port.split_at(host_port.find(':').unwrap_or(host_port.len()));
            (has_only(host, b""), port)
        }
    };
    let port_fits = port.is_empty()
        || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    has_only(user, b":") && host_fits && port_fits
}

/// Unreserved characters, sub-delimiters, percent-encoded octets, and `also`.
fn has_only(text: &str, also: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = if byte == b'%' {
            let mut hex = || bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit());
            hex() && hex()
        } else {
            byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte) || also.contains(&byte)
        };
        if !fits {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let label = "a".repeat(63);
        let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
        let table: [(Format, &[&str], &[&str]); 11] = [
            (
                Format::Email,
                &["a@b", "jane.doe+x@example.com", "zoë@exämple.de", "\"a\"@b"],
                &["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "a@\u{0}b", "a@\u{a0}b"],
            ),
            (
                Format::E164,
                &["+1234567", "+123456789012345"],
                &[
                    "",
                    "+",
                    "+123456",
                    "+1234567890123456",
                    "+0123456789",
                    "1234567",
                    "+34 600 123",
                    "+١٢٣٤٥٦٧",
                ],
            ),
            (
                Format::Uri,
                &[
                    "https://example.com",
                    "http://u:p@h:80/a%20b?c=d#e",
                    "mailto:a@b",
                    "urn:isbn:1",
                    "http://[::1]:8/",
                ],
                &[
                    "",
                    "example.com",
                    "//example.com",
                    "1a:b",
                    "http://a b",
                    "http://a/%2",
                    "http://a/%zz",
                    "http://[::1",
                    "http://a:b/",
                    "http://é/",
                    "a:b#c#d",
                    "http://a/<",
                ],
            ),
            (
                Format::Uuid,
                &["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"],
                &[
                    "",
                    "123e4567e89b12d3a456426614174000",
                    "123e4567-e89b-12d3-a456-42661417400",
                    "123e4567-e89b-12d3-a456-42661417400g",
                    "{123e4567-e89b-12d3-a456-42661417400}",
                ],
            ),
            (Format::Ip, &["1.2.3.4", "::1"], &["", "1.2.3", "1.2.3.256", "::g"]),
            (Format::Ipv4, &["1.2.3.4", "255.255.255.255"], &["::1", "1.2.3.4.5", "01.2.3.4", " 1.2.3.4"]),
            (Format::Ipv6, &["::1", "2001:db8::ff00:42:8329"], &["1.2.3.4", "fe80::1%eth0", "[::1]"]),
            (Format::Country2, &["US", "es"], &["U", "USA", "U1", "É", ""]),
            (Format::Currency, &["USD", "eur"], &["US", "USDT", "U$D", ""]),
            (Format::Language, &["en"], &["e", "eng", "e-"]),
            (
                Format::Hostname,
                &["a", "example.com", "xn--exmple-cua.de", "1.2.3.4", &longest],
                &[
                    "",
                    ".",
                    "a.",
                    "-a",
                    "a-",
                    "a_b",
                    "é.de",
                    "a..b",
                    &format!("{longest}a"),
                    &format!("{label}a"),
                ],
            ),
        ];
        for (format, good, bad) in table {
            for text in good {
                assert!(format.matches(text), "{format}: {text:?}");
            }
            for text in bad {
                assert!(!format.matches(text), "{format}: {text:?}");
            }
        }
    }

    #[test]
    fn names_lead_back() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
            assert!(format.phrase().starts_with('a'));
        }
        assert_eq!(Format::from_name("mail"), None);
    }
}
