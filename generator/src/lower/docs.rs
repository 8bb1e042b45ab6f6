//! What people read in a spec: that every field says what it means, and that links lead somewhere.

use super::gather::Written;
use super::type_expr::SCALARS;
use crate::diagnostics::{Code, Problems};
use crate::source::{At, Kind, Node, Scalar};

/// Keys whose text is Markdown.
const TEXTS: &[&str] = &["doc", "summary", "deviation", "deprecated", "question", "answer"];

/// Keys under which values stand that are no words of a spec.
const VALUES: &[&str] = &["samples", "rejects", "default", "example", "const"];

/// Links to what is no page of the web.
pub fn links(written: &Written<'_>, problems: &mut Problems) {
    let service = written.service.iter().map(|(at, _)| *at);
    let types =
        written.resources.iter().flat_map(|resource| resource.types.iter().map(|declared| declared.at));
    let actions =
        written.resources.iter().flat_map(|resource| resource.actions.iter().map(|action| action.at));
    for at in service.chain(types).chain(actions) {
        links_in(at.node(), problems);
    }
}

fn links_in(node: &Node, problems: &mut Problems) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries.iter().filter(|entry| !VALUES.contains(&entry.key.text.as_str())) {
                match entry.value.scalar() {
                    Some(text) if TEXTS.contains(&entry.key.text.as_str()) => links_of(text, problems),
                    _ => links_in(&entry.value, problems),
                }
            }
        }
        Kind::List(items) => items.iter().for_each(|item| links_in(item, problems)),
        Kind::Scalar(_) => {}
    }
}

fn links_of(text: &Scalar, problems: &mut Problems) {
    for (middle, _) in text.text.match_indices("](") {
        let target = &text.text[middle + 2..];
        let Some(target) = target.split([')', '\n']).next().filter(|rest| rest.len() < target.len()) else {
            continue;
        };
        let Some(label) = text.text[..middle].rsplit('[').next().filter(|label| label.len() < middle) else {
            continue;
        };
        if !leads_nowhere(target) {
            continue;
        }
        problems
            .error(Code::LinkNowhere, text.span, format!("the link `[{label}]({target})` leads nowhere"))
            .why("a text of a spec stands in Rust, in Markdown and in schemas, and links to pages of the web only")
            .help("give the whole address, `https://…`; name an action by its id and a type by its name, as code");
        return;
    }
}

/// Whether it is written like a place in these docs, not like an address.
fn leads_nowhere(target: &str) -> bool {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    !target.contains([' ', ':', '('])
        && (target.is_empty() || target.starts_with('#') || path.contains(['.', '/']) || !path.is_empty())
}

/// Fields of which nothing says what they mean: neither a `doc` nor the type.
pub fn undocumented(written: &Written<'_>, problems: &mut Problems) {
    for resource in &written.resources {
        let types = resource.types.iter().filter(|declared| declared.decl.like.is_none());
        let records = types.filter_map(|declared| declared.at.get("fields"));
        let actions = resource.actions.iter();
        let requests = actions.flat_map(|action| ["path", "query", "input"].map(|key| action.at.get(key)));
        for fields in records.chain(requests.flatten()) {
            for (key, field) in fields.entries() {
                if is_bare(field) {
                    problems
                        .warning(Code::NoDoc, key.span, format!("nothing says what `{}` means", key.text))
                        .help("give it a `doc`: what it means, and in which unit");
                }
            }
        }
    }
}

/// A scalar, or a list or a map of them, without a `doc`. A type with a name has one of its own.
fn is_bare(field: At<'_>) -> bool {
    let given = field.get("type").unwrap_or(field);
    let Some(text) = given.scalar() else { return false };
    let inner = text.text.rsplit('<').next().unwrap_or_default().trim_end_matches(['>', ' ']).trim();
    SCALARS.contains(&inner) && !field.has("doc")
}
