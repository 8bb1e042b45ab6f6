//! The pages as a reader of Markdown sees them, with good data and with hostile data.

use std::collections::BTreeMap;

use actiongen_runtime::ErrorKind;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::*;
use crate::emit::{fixture, markdown};
use crate::model::{
    ActionKind, ActionRef, Batch, EnumValue, ErrorDoc, ErrorRule, Field, LookUp, Over, RateLimit, Reconcile,
    Retry, Statuses, TimeUnit, TypeKind, Value, WaitHeader,
};
use crate::output::Kind;

/// Texts that would be markup, or a template, or the end of something.
const HOSTILE: [&str; 17] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)> <!-- comment --> <https://a.example>",
    "[x](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "a | b || c |",
    "ends in \\",
    "`` a tick ` and runs ``` of them",
    "two\n\n# lines",
    "{{ 7*7 }} {% include '/etc/passwd' %} {{#include /etc/passwd}}",
    "## heading ## {#id .class}",
    "- item\n- item",
    "1. item",
    "&lt;b&gt; &amp; &copy;",
    "*a* _b_ __c__ ~~d~~ $e$ [^1] [ ] ***",
    "> quote",
    "```\n</code>",
    "</details>\n\n<details>\n<summary>In Rust</summary>",
];

/// The only markup of a page that is not Markdown: parts that a reader opens. Nothing of a spec stands in it.
const FOLDED: [&str; 7] = [
    "<details>",
    "<details open>",
    "<summary>In Rust</summary>",
    "<summary>The request</summary>",
    "<summary>The requests and their answers</summary>",
    "<summary>Input documents that are refused</summary>",
    "</details>",
];

fn pages(api: &Api) -> BTreeMap<String, String> {
    let mut out = OutputSet::new();
    emit(api, &|action, _| format!("client.{}().await?;", action.name), &mut out);
    assert!(out.faults().is_empty(), "{:?}", out.faults());
    out.files().map(|(path, text)| (path.to_string(), text.to_owned())).collect()
}

/// The pages that are Markdown, without their headers.
fn markdown_pages(api: &Api) -> BTreeMap<String, String> {
    let pages = pages(api).into_iter().filter(|(path, _)| path.ends_with(".md") || path.ends_with(".txt"));
    pages
        .map(|(path, text)| {
            let text = text.strip_prefix(Kind::Markdown.header()).expect("the page has its header");
            (path, text.to_owned())
        })
        .collect()
}

fn events(page: &str) -> Parser<'_> {
    // All that code hosts and mdBook may switch on.
    Parser::new_ext(page, Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_OLD_FOOTNOTES)
}

/// What a reader sees of a page.
#[derive(Default)]
struct Seen {
    /// The text, its white space closed up.
    text: String,
    links: Vec<String>,
    headings: Vec<(HeadingLevel, String)>,
    /// The marks of the parts that a reader opens, in order.
    folded: Vec<String>,
    /// What a page must not have.
    forbidden: Vec<String>,
}

fn seen(page: &str) -> Seen {
    let mut seen = Seen::default();
    let mut heading: Option<(HeadingLevel, String)> = None;
    let mut text = String::new();
    for event in events(page) {
        let mut add = |data: CowStr<'_>| {
            text.push_str(&data);
            if let Some((_, heading)) = &mut heading {
                heading.push_str(&data);
            }
        };
        match event {
            Event::Text(data) | Event::Code(data) => add(data),
            Event::SoftBreak | Event::HardBreak => add(" ".into()),
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                if id.is_some() || !classes.is_empty() || !attrs.is_empty() {
                    seen.forbidden.push(format!("attributes of a heading: {id:?} {classes:?} {attrs:?}"));
                }
                heading = Some((level, String::new()));
            }
            Event::End(TagEnd::Heading(_)) => {
                seen.headings.extend(heading.take());
                text.push('\n');
            }
            Event::Start(Tag::Link { dest_url, .. }) => seen.links.push(dest_url.to_string()),
            Event::Html(line) if FOLDED.contains(&line.trim_end()) => {
                seen.folded.push(line.trim_end().to_owned());
            }
            Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_) | Tag::Strikethrough)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => seen.forbidden.push(format!("{event:?}")),
            Event::End(TagEnd::TableCell | TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock) => {
                text.push('\n')
            }
            _ => {}
        }
    }
    seen.text = words(&text);
    seen
}

/// The words of a text, one space between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sets every text of people that is not Markdown, in every place that can have one.
fn set_titles(api: &mut Api, text: &str) {
    api.title = text.to_owned();
    api.summary = Some(text.to_owned());
    api.source = Some(text.to_owned());
    api.connection.iter_mut().for_each(|field| field.label = text.to_owned());
    each_field(api, |field| {
        field.label = text.to_owned();
        field.example = Some(serde_json::json!(text));
        field.default = Some(serde_json::json!({ text: text }));
    });
    for value in values(api) {
        if let Value::Text(value) = &mut value.value {
            *value = text.to_owned();
        }
    }
    for resource in &mut api.resources {
        resource.title = text.to_owned();
        resource.source = Some(text.to_owned());
        for action in &mut resource.actions {
            action.title = text.to_owned();
            action.summary = text.to_owned();
            action.source = Some(text.to_owned());
            action.samples.iter_mut().for_each(|sample| sample.name = text.to_owned());
            action.faq.iter_mut().for_each(|question| question.question = text.to_owned());
            action.omits.iter_mut().for_each(|(name, _)| *name = text.to_owned());
            for reject in &mut action.rejects {
                reject.place = text.to_owned();
                reject.input.insert("body".to_owned(), serde_json::json!([text]));
            }
        }
    }
}

/// Sets every text that is Markdown.
fn set_docs(api: &mut Api, text: &str) {
    let doc = || Some(text.to_owned());
    api.doc = doc();
    api.connection.iter_mut().for_each(|field| field.doc = doc());
    api.scopes.iter_mut().for_each(|scope| scope.doc = text.to_owned());
    api.errors.iter_mut().for_each(|error| error.doc = doc());
    each_field(api, |field| {
        field.doc = doc();
        field.deviation = doc();
        field.deprecated = doc();
    });
    for definition in &mut api.types {
        definition.doc = doc();
        definition.deviation = doc();
        definition.deprecated = doc();
    }
    for value in values(api) {
        value.doc = doc();
        value.deviation = doc();
    }
    for resource in &mut api.resources {
        resource.doc = doc();
        for action in &mut resource.actions {
            action.doc = doc();
            action.deviation = doc();
            action.deprecated.iter_mut().for_each(|deprecation| deprecation.doc = doc());
            if let ActionKind::Endpoint(endpoint) = &mut action.kind {
                endpoint.returns.successes.iter_mut().for_each(|success| {
                    success.doc = doc();
                    success.deviation = doc();
                });
                endpoint.body.iter_mut().for_each(|body| body.doc = doc());
            }
            action.errors.iter_mut().for_each(|error| error.rule.doc = doc());
            action.samples.iter_mut().for_each(|sample| sample.doc = doc());
            action.rejects.iter_mut().for_each(|reject| reject.doc = doc());
            action.faq.iter_mut().for_each(|question| question.answer = text.to_owned());
            action.omits.iter_mut().for_each(|(_, why)| *why = text.to_owned());
        }
    }
}

fn each_field(api: &mut Api, mut change: impl FnMut(&mut Field)) {
    for definition in &mut api.types {
        if let TypeKind::Record(record) = &mut definition.kind {
            record.fields.iter_mut().for_each(&mut change);
        }
    }
    for resource in &mut api.resources {
        for action in &mut resource.actions {
            if let ActionKind::Endpoint(endpoint) = &mut action.kind {
                endpoint.path_fields.iter_mut().for_each(&mut change);
            }
        }
    }
}

fn values(api: &mut Api) -> impl Iterator<Item = &mut EnumValue> {
    api.types.iter_mut().flat_map(|definition| match &mut definition.kind {
        TypeKind::Enum(of) => of.values.iter_mut(),
        _ => [].iter_mut(),
    })
}

fn assert_harmless(pages: &BTreeMap<String, String>, text: &str) {
    for (path, page) in pages {
        let seen = seen(page);
        assert_eq!(seen.forbidden, Vec::<String>::new(), "{path} with {text:?}");
        assert_folded(path, &seen, text);
        assert_table_rows(path, page, text);
        assert_links(path, &seen, pages, text);
    }
}

/// What is folded is a summary and an end to each beginning, none in another.
fn assert_folded(path: &str, seen: &Seen, text: &str) {
    for part in seen.folded.chunks(3) {
        let is_whole = matches!(part, [open, summary, end]
            if open.starts_with("<details") && summary.starts_with("<summary>") && end == "</details>");
        assert!(is_whole, "{path} with {text:?}: {part:?}");
    }
}

/// A reader of Markdown mends a row that has too many cells, so the cells are counted in the text.
fn assert_table_rows(path: &str, page: &str, text: &str) {
    let mut columns = None;
    let mut fence: Option<String> = None;
    for line in page.lines() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if *open == line => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None if line.starts_with('|') => {
                let escaped = line.replace("\\\\", "").matches("\\|").count();
                let cells = line.matches('|').count() - escaped;
                assert_eq!(*columns.get_or_insert(cells), cells, "{path} with {text:?}: {line}");
                assert!(line.ends_with(" |") || line.ends_with("-|"), "{path} with {text:?}: {line}");
            }
            None => columns = None,
        }
    }
    assert_eq!(fence, None, "{path} with {text:?}: a block of code does not end");
}

/// Every link leads to the web, to a page of the docs, or to one heading of a page.
fn assert_links(path: &str, seen: &Seen, pages: &BTreeMap<String, String>, text: &str) {
    let anchors: Vec<_> = seen.headings.iter().map(|(_, heading)| markdown::anchor(heading)).collect();
    for link in &seen.links {
        if let Some(anchor) = link.strip_prefix('#') {
            let count = anchors.iter().filter(|known| *known == anchor).count();
            assert_eq!(count, 1, "{path} with {text:?}: {link} in {anchors:?}");
        } else if !link.starts_with("https://") && !link.starts_with("http://") {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let (page, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match page.strip_prefix("../") {
                Some(rest) => format!("{}/{rest}", folder.rsplit_once('/').map_or("", |(up, _)| up)),
                None => format!("{folder}/{page}"),
            };
            let Some(page) = pages.get(&target) else { panic!("{path} with {text:?}: {link}") };
            let has_anchor = || {
                let headings = self::seen(page).headings;
                headings.iter().any(|(_, heading)| markdown::anchor(heading) == anchor)
            };
            assert!(anchor.is_empty() || has_anchor(), "{path} with {text:?}: {link}");
        }
    }
}

#[test]
fn links_lead_somewhere_and_rows_have_their_cells() {
    let pages = markdown_pages(&fixture::api());
    assert_harmless(&pages, "nothing");
    assert_eq!(
        pages.keys().collect::<Vec<_>>(),
        [
            "docs/README.md",
            "docs/SUMMARY.md",
            "docs/customers/README.md",
            "docs/customers/create.md",
            "docs/customers/get.md",
            "docs/customers/list.md",
            "docs/errors.md",
            "docs/failures.md",
            "docs/limits.md",
            "docs/llms.txt",
        ]
    );
}

/// The fixture with all that a service can say of failures: its create is batched and looked up by a list action.
fn failing(text: &str) -> Api {
    let mut api = fixture::api();
    let said = Some(text.to_owned());
    api.retry = Retry { attempts: 4, doc: said.clone(), deviation: said.clone(), ..Retry::usual() };
    api.rate_limit = Some(RateLimit {
        left: "X-Left".to_owned(),
        quota: Some("X-Quota".to_owned()),
        reset: Some(WaitHeader { name: "X-Reset".to_owned(), unit: TimeUnit::Milliseconds }),
        doc: said.clone(),
        deviation: said.clone(),
    });
    let ActionKind::Endpoint(create) = &mut api.resources[1].actions[0].kind else {
        panic!("the fixture creates with one request")
    };
    create.batch = Some(Batch {
        over: Over::Body,
        most: Some(10),
        concurrency: 3,
        key: Some("email".to_owned()),
        doc: said.clone(),
        deviation: said.clone(),
    });
    create.reconcile = Some(Reconcile {
        item: fixture::NEW_CUSTOMER,
        key: "email".to_owned(),
        using: ActionRef { resource: 1, action: 2 },
        look_up: LookUp::Each,
        path: Vec::new(),
        query: None,
        doc: said,
        deviation: None,
    });
    api
}

#[test]
fn what_happens_when_a_call_fails_is_told_of_each_action() {
    let pages = markdown_pages(&failing("Be patient."));
    assert_harmless(&pages, "a service that fails");
    let table = [
        ("docs/failures.md", "up to 4 times"),
        ("docs/failures.md", "500 milliseconds, 1 second, 2 seconds."),
        ("docs/failures.md", "retry-after (seconds)"),
        ("docs/failures.md", "X-Reset (milliseconds)"),
        ("docs/failures.md", "create_reconcile looks for each item by its email"),
        ("docs/failures.md", "create_batch"),
        ("docs/limits.md", "X-Left"),
        ("docs/limits.md", "create_batch"),
        ("docs/customers/create.md", "cut into calls of at most 10"),
        ("docs/customers/create.md", "At most 3 calls are under way at once."),
        ("docs/customers/create.md", "create_reconcile looks for each item by email"),
        ("docs/customers/create.md", "up to 4 times in all, where it was not carried out"),
        ("docs/customers/get.md", "after status 429, 500, 502, 503 or 504"),
    ];
    for (page, text) in table {
        let seen = seen(&pages[page]).text;
        assert!(seen.contains(text), "{page} does not show {text:?}:\n{seen}");
    }
    let silent = markdown_pages(&fixture::api());
    assert!(!silent["docs/failures.md"].contains("## The quota"));
    assert!(!silent["docs/limits.md"].contains("## Lists of any length"));
}

#[test]
fn a_service_that_sends_once_says_so() {
    let mut api = fixture::api();
    api.retry.attempts = 1;
    let pages = markdown_pages(&api);
    assert!(seen(&pages["docs/failures.md"]).text.contains("A request is sent once, unless"));
    assert!(seen(&pages["docs/customers/get.md"]).text.contains("makes one attempt, unless"));
}

#[test]
fn nothing_that_is_said_of_failures_becomes_markup() {
    for text in HOSTILE {
        assert_harmless(&markdown_pages(&failing(text)), text);
    }
}

#[test]
fn no_text_becomes_markup() {
    for text in HOSTILE {
        let mut api = fixture::api();
        set_titles(&mut api, text);
        let pages = markdown_pages(&api);
        assert_harmless(&pages, text);
        for (path, page) in &pages {
            let seen = seen(page);
            assert!(seen.text.contains(&words(text)), "{path} does not show {text:?}:\n{page}");
        }
    }
}

#[test]
fn no_doc_becomes_more_than_a_doc_may_be() {
    for text in HOSTILE {
        let mut api = fixture::api();
        set_docs(&mut api, text);
        assert_harmless(&markdown_pages(&api), text);
    }
}

#[test]
fn template_syntax_in_a_doc_is_shown() {
    let text = "{{ 7*7 }} {% include '/etc/passwd' %} {{#include /etc/passwd}}";
    let mut api = fixture::api();
    set_docs(&mut api, text);
    let page = &markdown_pages(&api)["docs/customers/create.md"];
    assert!(seen(page).text.contains(text));
    // A preprocessor of mdBook would find it even in a text that is escaped otherwise.
    assert!(!page.contains("{{#include"));
}

#[test]
fn names_on_the_wire_are_shown_as_they_are() {
    let mut api = fixture::api();
    each_field(&mut api, |field| field.wire = "we|ird`name\\".to_owned());
    let pages = markdown_pages(&api);
    assert_harmless(&pages, "a weird name");
    assert!(seen(&pages["docs/customers/create.md"]).text.contains("we|ird`name\\"));
}

#[test]
fn headings_of_one_name_stay_apart() {
    let mut api = fixture::api();
    for definition in &mut api.types {
        definition.name = "Inputs".to_owned();
    }
    api.resources[1].actions[0].samples[0].name = "inputs".to_owned();
    assert_harmless(&markdown_pages(&api), "headings of one name");
}

#[test]
fn no_page_has_a_secret() {
    for (path, page) in pages(&fixture::api()) {
        assert!(!page.contains(fixture::PASSWORD), "{path}");
    }
    assert!(pages(&fixture::api())["docs/customers/create.md"].contains("<new_password>"));
}

#[test]
fn an_action_page_tells_what_a_reader_asks() {
    let pages = pages(&fixture::api());
    let page = &pages["docs/customers/create.md"];
    for line in [
        "# Create customers",
        "`customers.create` · `POST /v3/customers` · [official documentation](https://shop.example/docs/customers)",
        "| Access token `access_token` | `SHOP_ACCESS_TOKEN` | header `X-Token` | | Secret. |",
        "Required: list of [NewCustomer](#newcustomer), 1 to 10 items.",
        "| Email `email` | text | yes | 3 to 250 characters; an email address | Where to write to. |",
        "| Channel IDs `channel_ids` | list of whole number | no | at least 1 item; or null | |",
        "- Status 200: list of [Customer](#customer), at `data` in the answer.",
        "| `body` | `items` | `{\"body\":[]}` | At least one. |",
        "| 422 | `invalid` | The email is taken. |",
        "Not blindly. The second call may do it again, or be refused. After an unknown outcome, look whether it happened before you send it again.",
        "- Email, `body[].email`",
        "- `body`: 1 to 10 items. A longer list is refused: send it in several calls.",
        "| `NewCustomer.channel_ids` | Null stands only in the prose. |",
        "| `notify` | Nobody needs it. |",
    ] {
        assert!(page.lines().any(|found| found.contains(line)), "{line}\n{page}");
    }
    assert!(pages["docs/customers/get.md"].contains("Use [List customers](../customers/list.md) instead."));
}

#[test]
fn a_status_that_may_have_done_it_says_so() {
    let mut api = fixture::api();
    let action = &mut api.resources[1].actions[0];
    action.errors[2].rule.statuses = Statuses::One(503);
    action.errors[2].rule.doc = Some("It is down.".to_owned());
    let page = &pages(&api)["docs/customers/create.md"];
    let row = "| 503 | `unknown_outcome` | It is down. Look whether it happened before you send it again. |";
    assert!(page.contains(row), "{page}");
}

#[test]
fn what_only_reads_is_not_too_large_unless_its_spec_says_so() {
    let mut api = fixture::api();
    let rule = ErrorRule {
        statuses: Statuses::One(413),
        kind: ErrorKind::TooLarge,
        doc: Some("It is too much.".to_owned()),
        deviation: None,
    };
    for (action, own) in api.resources[1].actions.iter_mut().zip([false, false, true]) {
        action.errors.push(ErrorDoc { rule: rule.clone(), own });
    }
    let pages = pages(&api);
    let table = [("create", true), ("get", false), ("list", true)];
    for (name, has_row) in table {
        let page = &pages[&format!("docs/customers/{name}.md")];
        assert_eq!(page.contains("| 413 | `too_large` | It is too much. |"), has_row, "{name}");
    }
}
