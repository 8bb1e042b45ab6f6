//! The connection of a service: its fields, and the base URL that some of them fill.

use std::collections::HashMap;

use super::defaults::refused;
use super::finding::ValueCheck;
use super::is_missing;
use super::{bounds, prose, text_bounds};
use crate::diagnostics::{Code, Problems};
use crate::model::{ConnectionField, Credential, Text, Type};
use crate::names;
use crate::source::{At, Span};
use crate::spec::{self, ServiceFile};

/// What stands for a field without an example.
pub const STAND_IN: &str = "test";

pub fn connection(file: &ServiceFile, at: At<'_>, problems: &mut Problems) -> Vec<ConnectionField> {
    let fields = file.connection.as_ref().into_iter().flat_map(spec::Ordered::iter);
    let at = at.key("connection");
    let fields: Vec<ConnectionField> = fields
        .filter_map(|(name, written)| {
            let at = at.key(name);
            let rust = written.rust.clone().unwrap_or_else(|| names::field(name));
            if let Some(reason) = names::refusal(&rust).or_else(|| {
                (rust == "base_url" || rust == "new").then_some("the connection has this already")
            }) {
                problems
                    .error(Code::NoRustName, at.name(), format!("`{rust}` cannot be a field in Rust"))
                    .label(reason)
                    .help("give it another name in Rust with `rust`");
                return None;
            }
            if let Some(other) = written.type_.as_deref().filter(|ty| *ty != "string") {
                problems
                    .error(
                        Code::NotApplicable,
                        at.key("type").span(),
                        format!("a field of the connection is a text, not `{other}`"),
                    )
                    .replace(at.key("type").span(), "string", "write");
            }
            if written.required == Some(false) {
                problems
                    .error(
                        Code::NoEffect,
                        at.key("required").span(),
                        "every field of a connection is required",
                    )
                    .help("drop `required`");
            }
            let mut text = Text::default();
            if let Some(length) = &written.length {
                text.length = bounds::length(&length.0, at.key("length"), problems);
            }
            if let Some(format) = &written.format {
                text.format = text_bounds::format(format, at.key("format"), problems);
            }
            if let Some(pattern) = &written.pattern {
                text.pattern = text_bounds::pattern(pattern, at.key("pattern"), problems);
            }
            example(name, written, &text, at, problems);
            let credential = match written.sent_as.as_ref().and_then(|sent| sent.header.as_deref()) {
                None => Credential::BaseUrl,
                Some(header) => {
                    check_header(header, at.path(&["sent_as", "header"]).span(), problems);
                    Credential::Header(header.to_owned())
                }
            };
            Some(ConnectionField {
                name: name.to_owned(),
                rust,
                label: written.label.clone().unwrap_or_else(|| names::label(name)),
                text,
                secret: written.secret.unwrap_or(false),
                credential,
                doc: prose::text(written.doc.as_deref()),
                example: prose::line(written.example.as_deref()),
                deviation: prose::text(written.deviation.as_deref()),
            })
        })
        .collect();
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for field in &fields {
        if let Some(first) = seen.insert(&field.rust, &field.name) {
            problems
                .error(
                    Code::NamesCollide,
                    at.key(&field.name).name(),
                    format!("`{first}` and `{}` are both `{}` in Rust", field.name, field.rust),
                )
                .also(at.key(first).name(), "the first of the two")
                .help("give one of them another name in Rust with `rust`");
        }
    }
    fields
}

/// A field needs an example that it takes itself, since the tests of a generated client are made with it.
fn example(name: &str, written: &spec::ConnectionField, text: &Text, at: At<'_>, problems: &mut Problems) {
    let shown = written.example.clone().unwrap_or_else(|| STAND_IN.to_owned());
    let value = serde_json::Value::from(shown);
    let place = if written.example.is_some() { at.key("example") } else { at };
    let findings = ValueCheck::new(&[]).check(name, &value, &Type::Text(text.clone()), place);
    let Some(finding) = findings.first() else { return };
    if written.example.is_some() {
        refused("example", name, finding, problems);
    } else {
        problems
            .error(Code::MissingKey, at.name(), format!("`{name}` needs an example"))
            .why("the tests of a generated client make a connection of the examples")
            .help("give a value that is no secret: `example: …`");
    }
}

/// Whether a text is the name of a header, which is reported where it is not.
pub fn check_header(header: &str, span: Span, problems: &mut Problems) -> bool {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    // Digits alone are a token, too, but no header: a number stands where a name should.
    let is_number = header.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = !is_number && header.chars().all(is_token);
    if !is_name {
        problems
            .error(Code::BadHeader, span, format!("`{header}` is no name of a header"))
            .help("a name holds ASCII letters, digits and `-`: `X-Desk-Token`");
    }
    is_name
}

pub fn base_url(
    file: &ServiceFile,
    at: At<'_>,
    connection: &[ConnectionField],
    problems: &mut Problems,
) -> String {
    let Some(template) = &file.base_url else {
        if is_missing(at, "base_url") {
            problems
                .error(Code::MissingKey, at.span().begin(), "the base URL is missing")
                .help("say where every path begins: `base_url: https://api.example.com`");
        }
        return String::new();
    };
    let place = at.key("base_url");
    let names: Vec<&str> = connection
        .iter()
        .filter(|field| field.credential == Credential::BaseUrl)
        .map(|field| field.name.as_str())
        .collect();
    if let Err(reason) = actiongen_runtime::BaseUrl::parse(template, &names) {
        problems
            .error(Code::BadBaseUrl, place.span(), "the base URL cannot be used")
            .label(reason.to_string())
            .help("write it like `https://api.example.com/{account}`, where `account` is a field of `connection` without `sent_as`");
    }
    for name in names {
        if !template.contains(&format!("{{{name}}}")) {
            problems
                .error(
                    Code::UnusedField,
                    at.path(&["connection", name]).name(),
                    format!("nothing uses `{name}`"),
                )
                .also(place.span(), format!("no `{{{name}}}` here"))
                .help("put it into the base URL, or say which header it is sent as: `sent_as: {header: …}`");
        }
    }
    template.clone()
}
