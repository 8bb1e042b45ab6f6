//! The line of an endpoint: a method and a path, whose `{names}` are fields.

use super::is_missing;
use super::type_expr;
use crate::diagnostics::{Code, Problems, nearest, unmistakable};
use crate::model::{Field, Method, PathPart};
use crate::source::At;
use crate::spec;

/// `POST /v3/customers`.
pub fn endpoint_line(
    file: &spec::ActionFile,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<(Method, String)> {
    let Some(line) = &file.endpoint else {
        if is_missing(at, "endpoint") && is_missing(at, "steps") {
            problems
                .error(Code::MissingKey, at.span().begin(), "the `endpoint` is missing")
                .help("say what is called: `endpoint: GET /v1/things/{id}`");
        }
        return None;
    };
    let place = at.key("endpoint");
    let Some((word, path)) = line.trim().split_once(char::is_whitespace) else {
        problems
            .error(Code::BadEndpoint, place.span(), "an endpoint is a method and a path")
            .help("write it like `POST /v3/customers`");
        return None;
    };
    let Some((_, method)) = Method::ALL.iter().find(|(name, _)| *name == word) else {
        let known: Vec<&str> = Method::ALL.iter().map(|(name, _)| *name).collect();
        let problem = problems.error(Code::UnknownMethod, place.span(), format!("`{word}` is no method"));
        match nearest(word, known.iter().copied()) {
            Some(near) => problem.repair(
                unmistakable(word, near, &known),
                place.span(),
                format!("{near} {}", path.trim()),
                format!("did you mean `{near}`?"),
            ),
            None => problem.help(format!("the methods are {}", type_expr::quoted(&known))),
        };
        return None;
    };
    let path = path.trim();
    if let Some((label, help)) = bad_path(path) {
        problems
            .error(Code::BadEndpoint, place.span(), format!("`{path}` is no path"))
            .label(label)
            .help(help);
        return None;
    }
    Some((*method, path.to_owned()))
}

pub fn bad_path(path: &str) -> Option<(&'static str, &'static str)> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    Some(if path.starts_with("http://") || path.starts_with("https://") {
        ("a whole address", "write what follows the base URL of the service: `/v3/customers`")
    } else if !path.starts_with('/') {
        ("it does not begin with `/`", "begin it with `/`")
    } else if path.contains('?') {
        ("a query begins here", "parameters are fields under `query:`")
    } else if path.contains('#') {
        ("a fragment is never sent", "drop it")
    } else if path
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii() || "\\^`|<>\"%".contains(c))
    {
        (
            "it holds a character that a path cannot",
            "a path holds ASCII letters, digits and `-._~!$&'()*+,;=:@`",
        )
    } else if segments.iter().any(|segment| matches!(*segment, "." | "..")) {
        ("`.` and `..` lead elsewhere", "write the path out")
    } else if path != "/" && segments.iter().any(|segment| segment.is_empty()) {
        ("a part of it is empty", "drop the second `/`, or the one at the end")
    } else {
        return None;
    })
}

/// The pieces of a path: text and fields. Fields that are missing on either side are reported.
pub fn path_parts(
    path: &str,
    fields: &[Field],
    file: &spec::ActionFile,
    at: At<'_>,
    problems: &mut Problems,
) -> Vec<PathPart> {
    let place = at.key("endpoint");
    let mut parts = Vec::new();
    let mut used: Vec<&str> = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            problems
                .error(Code::BadEndpoint, place.span(), "a `{` is not closed")
                .help("write the name of a field between braces: `/customers/{id}`");
            return parts;
        };
        if !before.is_empty() {
            parts.push(PathPart::Literal(before.to_owned()));
        }
        let declared = file.path.as_ref().and_then(|fields| fields.get(name)).is_some();
        match fields.iter().position(|field| field.wire == name) {
            Some(_) if used.contains(&name) => {
                problems
                    .error(Code::PathField, place.span(), format!("`{{{name}}}` stands twice in the path"))
                    .help("name each field once");
            }
            Some(index) => {
                used.push(name);
                parts.push(PathPart::Field(index));
            }
            // A field that is wrong was reported where it stands.
            None if declared || at.key("path").has(name) => {}
            None if at.get("path").is_some_and(|path| path.node().is_refused()) => {}
            None => {
                let known: Vec<&str> = fields.iter().map(|field| field.wire.as_str()).collect();
                let problem = problems.error(
                    Code::PathField,
                    place.span(),
                    format!("the path names `{{{name}}}`, and there is no such field"),
                );
                match nearest(name, known.iter().copied()) {
                    Some(near) => problem.help(format!("did you mean `{{{near}}}`?")),
                    None => problem.help(format!("declare it: `path: {{{name}: {{type: int, doc: …}}}}`")),
                };
            }
        }
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(PathPart::Literal(rest.to_owned()));
    }
    for field in fields {
        if !path.contains(&format!("{{{}}}", field.wire)) {
            problems
                .error(
                    Code::PathField,
                    at.key("path").key_name(&field.wire),
                    format!("`{}` does not stand in the path", field.wire),
                )
                .also(place.span(), "the path")
                .help(format!("write `{{{}}}` where it belongs, or drop the field", field.wire));
        }
    }
    parts
}

/// The fields of a path in its order, which is the order of a function's parameters.
pub fn in_order(parts: Vec<PathPart>, fields: Vec<Field>) -> (Vec<PathPart>, Vec<Field>) {
    let mut ordered = Vec::with_capacity(fields.len());
    let parts = parts.into_iter().map(|part| match part {
        PathPart::Field(index) => {
            ordered.push(fields[index].clone());
            PathPart::Field(ordered.len() - 1)
        }
        literal => literal,
    });
    (parts.collect(), ordered)
}
