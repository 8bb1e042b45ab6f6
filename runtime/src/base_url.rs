//! The address of a service, checked: credentials go to no other kind.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::nearest::nearest;
use crate::snippet::Quoted;
use crate::violation::{Rule, Violation, Violations};

/// An `https` address, or an `http` one of this machine, with `{names}` to be filled in.
///
/// ```
/// use actiongen_runtime::BaseUrl;
/// assert!(BaseUrl::parse("https://api.example.com/stores/{store}", &["store"]).is_ok());
/// assert!(BaseUrl::parse("http://127.0.0.1:8080", &["store"]).is_ok());
/// assert!(BaseUrl::parse("http://api.example.com", &[]).is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    parts: Vec<UrlPart>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UrlPart {
    Literal(String),
    /// A name to be filled in, and whether it stands in the host.
    Name {
        name: String,
        in_host: bool,
    },
}

impl BaseUrl {
    /// Reads an address that may hold the `{names}` of `fields`, in its host or its path.
    ///
    /// A slash at the end is dropped.
    ///
    /// # Errors
    /// Rule `url`: a scheme other than `https`, save `http` to a loopback address; a user, a query
    /// or a fragment; a name that is no field; a character that an address cannot hold.
    pub fn parse(template: &str, fields: &[&str]) -> Result<Self, Violations> {
        parse(template, fields).map_err(|why| {
            let message = format!("{} {why}", shown(template));
            Violation::new("base_url", Rule::Url, message).into()
        })
    }

    pub(crate) fn parts(&self) -> &[UrlPart] {
        &self.parts
    }
}

/// A password may stand before an `@`; such an address is not repeated.
fn shown(template: &str) -> String {
    if template.contains('@') { "this".to_owned() } else { Quoted(template).to_string() }
}

impl fmt::Display for BaseUrl {
    /// The template, with its `{names}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            UrlPart::Literal(text) => f.write_str(text),
            UrlPart::Name { name, .. } => write!(f, "{{{name}}}"),
        })
    }
}

fn parse(template: &str, fields: &[&str]) -> Result<BaseUrl, String> {
    if let Some(stray) = template.chars().find(|c| !is_allowed(*c)) {
        return Err(match stray {
            '?' => "has a query; the queries of the actions are added to it".to_owned(),
            '#' => "has a fragment, which is never sent".to_owned(),
            '@' => "has a user before the host; credentials have fields of their own".to_owned(),
            other => format!("holds {}, which an address cannot", other.escape_debug()),
        });
    }
    let (scheme, rest) =
        template.split_once("://").ok_or("is not an address: it has to begin with https://")?;
    let (host_port, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let scheme = scheme.to_ascii_lowercase();
    let (host, port) = split_port(host_port)?;
    match scheme.as_str() {
        "https" => {}
        "http" if is_loopback(host) => {}
        "http" => return Err("would send credentials in the clear: use https".to_owned()),
        _ => return Err("is not an address: it has to begin with https://".to_owned()),
    }
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.split('/').skip(1).any(|segment| matches!(segment, "" | "." | "..")) {
        return Err("has an empty segment, a `.` or a `..` in its path".to_owned());
    }
    let mut parts = vec![UrlPart::Literal(format!("{scheme}://"))];
    split_names(host, true, fields, &mut parts)?;
    push_literal(&mut parts, port);
    split_names(path, false, fields, &mut parts)?;
    Ok(BaseUrl { parts })
}

const fn is_allowed(character: char) -> bool {
    matches!(character, 'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '.' | '_' | '~' | ':' | '/'
        | '%' | '{' | '}' | '[' | ']' | '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=')
}

/// The host, and the port with its colon.
fn split_port(host_port: &str) -> Result<(&str, &str), String> {
    let end = match host_port.strip_prefix('[') {
        Some(rest) => rest.find(']').map_or(0, |end| end + 2),
        None => host_port.find(':').unwrap_or(host_port.len()),
    };
    let (host, port) = host_port.split_at(end);
    let digits = port.strip_prefix(':').unwrap_or("1");
    let is_port =
        digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u16>().is_ok_and(|port| port > 0);
    let is_host = if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        address.parse::<Ipv6Addr>().is_ok()
    } else {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._{}".contains(&byte))
    };
    if !is_host {
        return Err("has no host that could be found".to_owned());
    }
    if !is_port || (!port.is_empty() && !port.starts_with(':')) {
        return Err("has a port that is no number from 1 to 65535".to_owned());
    }
    Ok((host, port))
}

/// `localhost`, 127.0.0.0/8 and ::1, written out: no other name is looked up to find out.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host == "[::1]"
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

fn split_names(text: &str, in_host: bool, fields: &[&str], parts: &mut Vec<UrlPart>) -> Result<(), String> {
    let mut rest = text;
    while let Some(start) = rest.find(['{', '}']) {
        let (literal, braced) = rest.split_at(start);
        let named = braced.strip_prefix('{').and_then(|braced| braced.split_once('}'));
        let Some((name, after)) = named.filter(|(name, _)| !name.contains('{')) else {
            return Err("has a brace without its other half".to_owned());
        };
        if !fields.contains(&name) {
            let mut why = format!("names {{{name}}}, which is not a field of the connection");
            if let Some(nearest) = nearest(name, fields.iter().copied()) {
                why.push_str(&format!("; did you mean {{{nearest}}}?"));
            }
            return Err(why);
        }
        push_literal(parts, literal);
        parts.push(UrlPart::Name { name: name.to_owned(), in_host });
        rest = after;
    }
    push_literal(parts, rest);
    Ok(())
}

fn push_literal(parts: &mut Vec<UrlPart>, text: &str) {
    match parts.last_mut() {
        Some(UrlPart::Literal(literal)) => literal.push_str(text),
        _ if text.is_empty() => {}
        _ => parts.push(UrlPart::Literal(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_to_send_credentials_to() {
        for (template, kept) in [
            ("https://api.example.com/stores/{store}", "https://api.example.com/stores/{store}"),
            ("https://api.example.com/", "https://api.example.com"),
            ("HTTPS://api.example.com:8443/v{store}/x/", "https://api.example.com:8443/v{store}/x"),
            ("https://{store}.example.com", "https://{store}.example.com"),
            ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
            ("http://localhost:1", "http://localhost:1"),
            ("http://127.8.9.10/x", "http://127.8.9.10/x"),
            ("http://[::1]:65535", "http://[::1]:65535"),
        ] {
            let url = BaseUrl::parse(template, &["store"]).unwrap();
            assert_eq!(url.to_string(), kept);
        }
    }

    #[test]
    fn and_those_that_are_not() {
        for (template, why) in [
            ("", "is not an address"),
            ("api.example.com", "is not an address"),
            ("ftp://api.example.com", "is not an address"),
            ("http://api.example.com", "in the clear"),
            ("http://127.0.0.1.example.com", "in the clear"),
            ("http://localhost.example.com", "in the clear"),
            ("http://{store}", "in the clear"),
            ("http://[::2]", "in the clear"),
            ("http://0x7f.1", "in the clear"),
            ("https://", "no host"),
            ("https:///x", "no host"),
            ("https://[::1", "no host"),
            ("https://a:", "port"),
            ("https://a:0", "port"),
            ("https://a:65536", "port"),
            ("https://a:x", "port"),
            ("https://[::1]x", "port"),
            ("https://user:password@a", "credentials"),
            ("https://a?x=1", "query"),
            ("https://a#x", "fragment"),
            ("https://a/b c", "holds"),
            ("https://a/é", "holds"),
            ("https://a\\b", "holds"),
            ("https://a\r\nb", "holds \\r"),
            ("https://a//b", "empty segment"),
            ("https://a/../b", "empty segment"),
            ("https://a/./b", "empty segment"),
            ("https://a/{stroe}", "did you mean {store}?"),
            ("https://a/{store", "brace"),
            ("https://a/store}", "brace"),
        ] {
            let violations = BaseUrl::parse(template, &["store"]).unwrap_err();
            let violation = &violations[0];
            assert!(violation.message().contains(why), "{template}: {violation}");
            assert_eq!((violation.path(), violation.rule()), ("base_url", &Rule::Url));
            assert!(!violation.message().contains("password"), "{violation}");
        }
    }
}
