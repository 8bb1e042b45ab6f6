//! A new action, and the types that it needs.

use super::Shape;
use super::known::{Known, plural};
use super::page::Page;
use crate::names;

/// The file of the action, and that of its types where the resource has none.
pub(super) fn files(known: &Known<'_>, action: &str, shape: Shape) -> Vec<(String, String)> {
    let Known { service, resource, .. } = *known;
    let mut page = Page::new("../../../schema/action.schema.json");
    page.line(format!("title: {}", title(resource, action)));
    page.hole("summary", "what it does, in one sentence");
    page.hole("source", "where the facts come from: a URL, or the name of a document");
    page.gap();
    let types = match shape {
        Shape::Create => create(known, &mut page),
        Shape::List => list(known, &mut page),
        Shape::Steps => {
            steps(&mut page);
            Vec::new()
        }
    };
    let missing: Vec<&Needed> = types.iter().filter(|ty| !known.has_type(&ty.name)).collect();
    let mut files = Vec::new();
    if !missing.is_empty() {
        if known.has_types_file {
            page.gap();
            declare(&missing, &mut page);
        } else {
            let mut page = Page::new("../../schema/types.schema.json");
            page.hole("source", "where the facts come from: a URL, or the name of a document");
            page.gap();
            declare(&missing, &mut page);
            files.push((format!("{service}/types/{resource}.yaml"), page.text()));
        }
    }
    files.insert(0, (format!("{service}/actions/{resource}/{action}.yaml"), page.text()));
    files
}

/// `POST` with a list as its body.
fn create(known: &Known<'_>, page: &mut Page) -> Vec<Needed> {
    let item = known.item();
    let new = format!("New{item}");
    let noun = noun(&item);
    request(
        known,
        page,
        "POST",
        &format!("`POST` and the path under the base URL: POST /v1/{}", known.resource),
    );
    page.gap();
    page.line("body:");
    page.line(format!("  type: list<{new}>"));
    page.hole("  items", "how many one call takes: 1..10");
    page.line(format!("  doc: The {} to create.", plural(&noun)));
    page.line("# Can it be sent twice? If twice is as good as once: idempotent: true");
    page.line("# Else, by which field is what it made found again? One that every item has, and a list can be filtered by:");
    page.line(format!("# reconcile: {{key: …, using: {}.list, with: {{query: {{…: …}}}}}}", known.resource));
    page.line("# May more be given than one call takes? Say how many calls may be under way at once: batch: {concurrency: 1}");
    page.gap();
    let status = returns(known, page, "POST", &item);
    page.gap();
    page.line("samples:");
    page.line(format!("  one {noun}:"));
    page.hole("    body", format!("a list with one {noun}, as the documentation shows it"));
    page.known("    status", status.as_deref(), "the status of the answer");
    page.hole("    response", "the body of the answer, as the documentation shows it");
    let hint = "those of a request, one a line: `name: same`, or `name: {required: true}`";
    vec![
        Needed::record(item.clone()),
        Needed {
            doc: Some(format!("{} to create.", names::capitalised(&one(&noun)))),
            like: Some(item),
            name: new,
            hint,
        },
    ]
}

/// `GET`, page by page where the service has pages.
fn list(known: &Known<'_>, page: &mut Page) -> Vec<Needed> {
    let item = known.item();
    request(
        known,
        page,
        "GET",
        &format!("`GET` and the path under the base URL: GET /v1/{}", known.resource),
    );
    let schemes = known.all_schemes();
    if !schemes.is_empty() {
        let hint = format!("how its pages are read: {}", schemes.join(", "));
        page.known("paginate", known.scheme().as_deref(), hint);
    }
    page.gap();
    page.hole("query", "filters, one a line: `name: {type: string, doc: What it keeps.}`");
    page.gap();
    let status = returns(known, page, "GET", &item);
    page.gap();
    page.line("samples:");
    page.line(format!("  some {}:", plural(&noun(&item))));
    page.hole("    query", "a filter, or no such key");
    page.known("    status", status.as_deref(), "the status of the answer");
    page.hole("    response", "the body of the answer, as the documentation shows it");
    vec![Needed::record(item)]
}

/// Calls of other actions.
fn steps(page: &mut Page) {
    page.hole(
        "input",
        "what it is given, one a line: `isbn: {type: string, required: true, doc: The book.}`",
    );
    page.gap();
    page.line("steps:");
    page.noted("  first:", "a name for what comes back; more steps follow it");
    page.hole("    call", "the id of an action with an endpoint");
    page.hole("    with", "its request; a bare word is a reference: `{path: {id: isbn}}`");
    page.gap();
    page.line("output:");
    page.noted("  result: first", "a reference: to an input, a step, or a field of one");
    page.gap();
    page.line("samples:");
    page.line("  it works:");
    page.hole("    input", "what it is given");
    page.line("    calls:");
    page.hole("      - sends", "method and exact target of the first request: GET /v1/books/7");
    page.hole("        status", "the status of the answer");
    page.hole("        response", "its body, or no such key");
}

/// The endpoint, and who may call it.
fn request(known: &Known<'_>, page: &mut Page, method: &str, hint: &str) {
    page.known("endpoint", known.endpoint(method).as_deref(), hint);
    let scopes = known.all_scopes();
    if !scopes.is_empty() {
        let hint = format!("any one is enough: [{}]", scopes.join(", "));
        page.known("scopes", known.scopes(method == "GET").as_deref(), hint);
    }
}

/// What comes back; the status, if it is known.
fn returns(known: &Known<'_>, page: &mut Page, method: &str, item: &str) -> Option<String> {
    let status = known.status(method).map(|status| status.to_string());
    page.line("returns:");
    page.known("  status", status.as_deref(), "the status of a success: 200");
    match known.at() {
        None => {
            page.hole("  at", "where the list stands in the answer: data; no such key if it is the answer")
        }
        Some(None) => {}
        Some(Some(at)) => page.line(format!("  at: {at}")),
    }
    page.line(format!("  type: list<{item}>"));
    status
}

/// A record that an action names.
struct Needed {
    name: String,
    doc: Option<String>,
    like: Option<String>,
    /// What to write as its fields.
    hint: &'static str,
}

impl Needed {
    fn record(name: String) -> Self {
        let hint = "those of an answer, one a line: `name: {type: string, doc: What it means.}`";
        Self { name, doc: None, like: None, hint }
    }
}

fn declare(types: &[&Needed], page: &mut Page) {
    page.line("types:");
    for (at, ty) in types.iter().enumerate() {
        if at > 0 {
            page.gap();
        }
        page.line(format!("  {}:", ty.name));
        page.known("    doc", ty.doc.as_deref(), "what it is, in a sentence");
        if let Some(like) = &ty.like {
            page.line(format!("    like: {like}"));
        }
        page.hole("    fields", ty.hint);
    }
}

/// The words of a type, as they stand in a sentence.
fn noun(ty: &str) -> String {
    let label = names::label(ty);
    let mut chars = label.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn one(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// Names of actions that do not say of what: `create` is “Create Customers”, `quick_create_customer` says it itself.
fn title(resource: &str, action: &str) -> String {
    let name = if action.contains('_') { action.to_owned() } else { format!("{action}_{resource}") };
    let words: Vec<String> = names::label(&name).split(' ').map(names::capitalised).collect();
    words.join(" ")
}
