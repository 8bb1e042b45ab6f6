//! The words of OpenAPI, JSON Schema and their like where this language has its own: one table for the keys, and what is
//! said of each. Words for scalars stand beside the types that they are, in `lower`.

use super::decode::{MAP, SCALAR, WHOLE};
use crate::source::{Entry, Node, Resolved, Scalar};

/// What to write instead of a foreign key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// The same under another key, or under this key with this value.
    Write(String),
    /// The same thing is said elsewhere, or not at all.
    Say(&'static str),
}

/// Where a row of the table holds, named by a key that only those maps may have.
const FIELD: &str = "placeholder";
const TYPE: &str = "tagged_by";
const ACTION: &str = "endpoint";
const ANSWER: &str = "errors_at";
const SERVICE: &str = "base_url";
const RETRY: &str = "wait_headers";

/// Foreign keys that are one of ours by another name. Of ours, the first that is known at the place is meant.
const RENAMED: &[(&[&str], &[&str])] = &[
    (&["description", "desc", "comment", "documentation", "help"], &["doc"]),
    (&["summary"], &["doc"]),
    (&["title", "displayName"], &["label"]),
    (&["examples"], &["samples", "example"]),
    (&["regex", "regexp"], &["pattern"]),
    (&["properties", "props", "attributes", "members"], &["fields"]),
    (&["allOf", "extends", "inherits"], &["like"]),
    (&["oneOf", "union"], &["any_of"]),
    (&["discriminator"], &["tagged_by"]),
    (&["values", "choices", "oneof"], &["enum"]),
    (&["responses", "response", "produces"], &["returns"]),
    (&["requestBody", "request", "payload", "consumes"], &["body"]),
    (&["security", "permissions"], &["scopes"]),
    (&["params", "queryParameters"], &["query"]),
    (&["pathParameters"], &["path"]),
    (&["pagination"], &["paginate"]),
    (&["seeAlso"], &["related"]),
    (&["auth", "authentication", "securitySchemes"], &["connection"]),
    (&["code", "statusCode"], &["status"]),
    (&["schema"], &["type"]),
    (&["sensitive", "password"], &["secret"]),
    (&["uniqueItems", "distinct"], &["unique"]),
    (&["tries", "maxAttempts", "max_attempts"], &["attempts"]),
    (&["backoff", "delay", "delays"], &["wait"]),
    (&["remaining"], &["left"]),
    (&["window", "resets"], &["reset"]),
    (&["rate_limit", "rate_limits", "throttle", "throttling", "quota"], &["limits"]),
    (&["on", "codes", "status_codes", "retry_on"], &["statuses"]),
    (&["by"], &["key"]),
    (&["use", "via"], &["using"]),
    (&["parallel", "parallelism", "maxConcurrency", "max_concurrency"], &["concurrency"]),
    (
        &["batchSize", "batch_size", "chunkSize", "chunk_size", "at_most", "size", "max_items", "limit"],
        &["most"],
    ),
];

/// Foreign keys that bound one end, and our key for both: the key of the lower end, whether it leaves the end out, and
/// the same of the upper end.
const ENDS: &[(&[&str], &[&str], &str)] = &[
    (&["minLength"], &["maxLength", "maxLen", "size"], "length"),
    (&["minItems"], &["maxItems"], "items"),
    (
        &["minimum", "min", "gte", "exclusiveMinimum", "gt"],
        &["maximum", "max", "lte", "exclusiveMaximum", "lt"],
        "range",
    ),
];

/// Foreign keys that have no word of ours at the same place: where they stand, and what to do about them.
const SAID_ELSEWHERE: &[(&str, &[&str], &str)] = &[
    (
        FIELD,
        &["enum", "values", "const", "choices"],
        "declare the values as a type under `types:`, as `Colour: {enum: [red, green]}`, and name it: `type: Colour`",
    ),
    (
        FIELD,
        &["oneOf", "anyOf", "any_of", "union"],
        "declare the alternatives as a type under `types:`, as `Shape: {any_of: [Circle, Square]}`, and name it: \
         `type: Shape`",
    ),
    (
        FIELD,
        &["allOf", "extends"],
        "declare a record under `types:` that is `like` the other, and name it: `type: …`",
    ),
    (
        FIELD,
        &["properties", "fields"],
        "declare the record under `types:` with its `fields`, and name it: `type: …`",
    ),
    (FIELD, &["additionalProperties"], "an object with any keys is a map: `type: map<string>`"),
    (FIELD, &["multipleOf"], "no bound says this; say it in the `doc`"),
    (FIELD, &["optional"], "leave it out: a field is optional unless it says `required: true`"),
    (
        FIELD,
        &["in"],
        "leave it out: the fields of the path stand under `path` of the action, those of the query under `query`",
    ),
    (FIELD, &["name"], "leave it out: the key under which the field stands is its name on the wire"),
    (TYPE, &["required", "nullable"], "say it at each of the `fields` for which it holds: `required: true`"),
    (
        TYPE,
        &["additionalProperties"],
        "leave it out: what an answer has besides is ignored; an object with any keys is `map<T>`, where it is used",
    ),
    (TYPE, &["items"], "a list has no name of its own: write `list<T>` where it is used"),
    (TYPE, &["$ref", "ref"], "leave the declaration out, and name the other type where this one is used"),
    (TYPE, &["name", "title"], "leave it out: the key under which the type stands is its name"),
    (
        ACTION,
        &["operationId", "id", "name"],
        "leave it out: the folder and the file are the name; `actions/books/get.yaml` is `books.get`",
    ),
    (ACTION, &["tags", "resource"], "leave it out: the folder of the file is the resource"),
    (
        ACTION,
        &["method", "verb", "url", "uri", "route"],
        "the method and the path stand together: `endpoint: GET /books/{id}`",
    ),
    (
        ACTION,
        &["parameters"],
        "the fields of the path stand under `path`, those of the query under `query`: `query: {name: string}`",
    ),
    (
        ANSWER,
        &["content"],
        "leave it out: say the `type` of the answer, and with `at` where in it the value stands",
    ),
    (
        SERVICE,
        &["openapi", "swagger", "version", "info"],
        "leave it out: `spec: 1`, `title` and `summary` say what a service is",
    ),
    (SERVICE, &["paths"], "each action is a file of its own: `actions/books/get.yaml`"),
    (
        SERVICE,
        &["components", "schemas", "definitions", "types"],
        "types stand in files of their own: `types/books.yaml`",
    ),
    (SERVICE, &["tags"], "leave it out: the folders under `actions` are the resources"),
    (SERVICE, &["servers", "url", "host"], "here it is one address: `base_url: https://api.library.example`"),
    (
        RETRY,
        &["retries", "maxRetries", "max_retries"],
        "`attempts` counts the first time too: 3 retries are `attempts: 4`",
    ),
    (RETRY, &["limits", "rate_limit"], "`limits` stands beside `retry` in `service.yaml`"),
    (
        ACTION,
        &["retry", "retries", "attempts", "wait_headers"],
        "`retry` stands in `service.yaml`, and holds for every action; what may be sent twice says `idempotent: true`",
    ),
    (
        ACTION,
        &["limits", "rate_limit", "rate_limits", "throttle"],
        "`limits` stands in `service.yaml`, and holds for every action",
    ),
    (
        ACTION,
        &["concurrency", "parallel", "parallelism", "max_concurrency"],
        "`concurrency` stands under `batch`: `batch: {concurrency: 3}`",
    ),
    (
        SERVICE,
        &["batch", "reconcile", "idempotent", "safe"],
        "it stands in the file of the action for which it holds: `actions/books/add.yaml`",
    ),
    (
        SERVICE,
        &["concurrency", "parallel", "parallelism", "max_concurrency"],
        "it stands under `batch` of each action: `batch: {concurrency: 3}`",
    ),
    (
        SERVICE,
        &["attempts", "wait", "wait_headers", "statuses"],
        "it stands under `retry`: `retry: {attempts: 5, statuses: [429, 503], wait: 500ms..30s}`",
    ),
    (
        ANSWER,
        &["200", "201", "202", "204", "default"],
        "the status is a value: `returns: {status: 200, type: Book}`",
    ),
];

/// What is meant by a key that is not known, if it is a word of another language. `entries` is the map that it stands in.
pub(super) fn instead(entry: &Entry, entries: &[Entry], known: &[&str]) -> Option<Instead> {
    let word = entry.key.text.as_str();
    let row = SAID_ELSEWHERE.iter().find(|(place, words, _)| known.contains(place) && has(words, word));
    if let Some((_, _, say)) = row {
        return Some(Instead::Say(say));
    }
    let ours = |key: &&str| known.contains(key);
    let mut ends = ENDS.iter().filter(|(_, _, key)| ours(key));
    if let Some((low, high, key)) = ends.find(|(low, high, _)| has(low, word) || has(high, word)) {
        return Some(bound(low, high, key, entries));
    }
    let value = entry.value.scalar();
    match word {
        "$ref" | "ref" if ours(&"type") => {
            let name = value.and_then(|value| value.text.rsplit('/').next()).filter(|name| is_name(name));
            return Some(name.map_or(Instead::Say("name the type: `type: …`"), |name| write("type", name)));
        }
        "readOnly" | "writeOnly" if ours(&"access") => {
            return Some(match value.map(|value| value.text.as_str()) {
                Some("false") => {
                    Instead::Say("leave it out: a field is sent and returned unless it says `access`")
                }
                _ => write("access", if word == "readOnly" { "read" } else { "write" }),
            });
        }
        _ => {}
    }
    let rows = RENAMED.iter().filter(|(words, _)| has(words, word));
    let mut candidates = rows.flat_map(|(_, keys)| keys.iter());
    candidates.find(|key| ours(key)).map(|key| Instead::Write((*key).to_owned()))
}

/// Whether a foreign key says, in its own way, what a key of ours would say that is missing.
pub(crate) fn stands_for(word: &str, key: &str) -> bool {
    match key {
        "type" => has(
            &["$ref", "ref", "schema", "oneOf", "anyOf", "any_of", "allOf", "enum", "properties", "fields"],
            word,
        ),
        "endpoint" => has(&["method", "verb", "url", "uri", "route"], word),
        "fields" => has(&["properties", "allOf", "oneOf", "anyOf", "$ref"], word),
        "summary" => has(&["description"], word),
        "base_url" => has(&["servers", "url", "host"], word),
        "status" => has(&["200", "201", "202", "204", "default", "code"], word),
        _ => RENAMED.iter().any(|(words, ours)| has(words, word) && ours.contains(&key)),
    }
}

/// What is said of an item of a list that would be right in another language.
pub(super) fn item(item: &Node, expected: &str) -> Option<String> {
    let text = &item.scalar()?.text;
    (expected == WHOLE && (text.contains("..") || text.to_lowercase().ends_with("xx"))).then(statuses)
}

fn statuses() -> String {
    "write each: `[500, 502, 503, 504]`".to_owned()
}

/// What is said of something else than a text where the name of a header is expected.
pub(super) fn no_text(key: &str) -> Option<String> {
    let example = match key {
        "left" => "X-RateLimit-Remaining",
        "quota" => "X-RateLimit-Limit",
        _ => return None,
    };
    Some(format!("`{key}` names a header, not a number: `{key}: {example}`"))
}

/// What is said of something short in place of one of the maps about calls that are sent again or in batches.
fn short(key: &str, value: &Node) -> Option<String> {
    let word = value.scalar().map_or("", text);
    let name = Some(word).filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()));
    let header = name.filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    Some(match key {
        "batch" => "say how many calls may be under way at once: `batch: {concurrency: 1}`".to_owned(),
        "retry" => match value.scalar().map(Scalar::resolve) {
            Some(Resolved::Int(attempts @ 1..=20)) => {
                format!("`attempts` counts the first time too: `retry: {{attempts: {attempts}}}`")
            }
            Some(Resolved::Int(_) | Resolved::Bool(false)) => {
                "`retry: {attempts: 1}` sends everything once".to_owned()
            }
            _ => "say how often a call is sent at most: `retry: {attempts: 5}`".to_owned(),
        },
        "reconcile" => {
            let key = name.filter(|name| is_name(name)).unwrap_or("isbn");
            format!(
                "say which action looks for it, and how: `reconcile: {{key: {key}, using: books.list, with: {{query: {{{key}: {key}}}}}}}`"
            )
        }
        "limits" => {
            let left = header.unwrap_or("X-RateLimit-Remaining");
            format!(
                "name the headers: `limits: {{left: {left}, reset: {{header: X-RateLimit-Reset, unit: s}}}}`"
            )
        }
        "reset" => {
            let name = header.unwrap_or("X-RateLimit-Reset");
            format!("name its unit, too: `reset: {{header: {name}, unit: s}}`")
        }
        "wait_headers" => {
            let first = value.items().first().and_then(Node::scalar).map(text);
            format!(
                "name the unit of each: `wait_headers: {{{}: s}}`",
                header.or(first).unwrap_or("Retry-After")
            )
        }
        _ => return None,
    })
}

/// What is said of a value that would be right in another language.
pub(super) fn value(key: &str, value: &Node, expected: &str) -> Option<String> {
    if expected == MAP {
        if let Some(short) = short(key, value) {
            return Some(short);
        }
    }
    let list = !value.items().is_empty();
    let map = !value.entries().is_empty();
    match key {
        "type" if list => {
            let mut words: Vec<&str> = value.items().iter().filter_map(Node::scalar).map(text).collect();
            let all = words.len();
            words.retain(|word| *word != "null");
            match words.as_slice() {
                [one] if all > 1 => Some(format!("write: `type: {one}, nullable: true`")),
                _ => Some(
                    "a field has one type; declare the alternatives under `types:` with `any_of`, and name that type"
                        .to_owned(),
                ),
            }
        }
        "type" if map => Some("declare the type under `types:`, and name it: `type: …`".to_owned()),
        "items" if map || list => {
            let inner =
                value.entry("type").or_else(|| value.entry("$ref")).and_then(|entry| entry.value.scalar());
            let inner = inner.and_then(|inner| inner.text.rsplit('/').next()).filter(|name| is_name(name));
            let inner = inner.unwrap_or("T");
            Some(format!(
                "what the items are stands in the type: `type: list<{inner}>`; `items` bounds how many: `items: 1..10`"
            ))
        }
        "path" | "query" | "input" if list => {
            Some(format!("each field has its name as key: `{key}: {{id: {{type: int, doc: …}}}}`"))
        }
        status if value.scalar().is_some() && status.parse::<u16>().is_ok() => {
            Some("what it means is its `doc`: `404: {kind: not_found, doc: …}`".to_owned())
        }
        "statuses" => {
            let scalar = value.scalar()?;
            let is_one = scalar.text.parse::<u16>().is_ok();
            (!is_one).then(statuses)
        }
        "wait" if list && expected == SCALAR => {
            let ends: Vec<&str> = value.items().iter().filter_map(Node::scalar).map(text).collect();
            Some(match ends.as_slice() {
                [low, high] => format!("write the shortest and the longest: `wait: {low}..{high}`"),
                _ => "write the shortest and the longest: `wait: 500ms..30s`".to_owned(),
            })
        }
        "required" if list => Some("say `required: true` at each of the fields".to_owned()),
        _ => None,
    }
}

fn bound(low: &[&str], high: &[&str], key: &str, entries: &[Entry]) -> Instead {
    let end = |words: &[&str]| {
        let entry = entries.iter().find(|entry| has(words, &entry.key.text))?;
        let number = text(entry.value.scalar()?);
        let number = Some(number).filter(|number| number.parse::<f64>().is_ok())?;
        let excluded = ["exclusiveMinimum", "gt", "exclusiveMaximum", "lt"];
        Some((number, if has(&excluded, &entry.key.text) { "<" } else { "" }))
    };
    match (end(low), end(high)) {
        (None, None) => Instead::Write(key.to_owned()),
        (low, high) => {
            let low = low.map_or_else(String::new, |(number, excluded)| format!("{number}{excluded}"));
            let high = high.map_or_else(String::new, |(number, excluded)| format!("{excluded}{number}"));
            write(key, &format!("{low}..{high}"))
        }
    }
}

fn write(key: &str, value: &str) -> Instead {
    Instead::Write(format!("{key}: {value}"))
}

fn text(scalar: &Scalar) -> &str {
    &scalar.text
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a word is one of these, however its parts are joined.
fn has(words: &[&str], word: &str) -> bool {
    let fold = |word: &str| word.replace(['_', '-'], "").to_lowercase();
    words.contains(&word) || (word.len() <= 32 && words.iter().any(|one| fold(one) == fold(word)))
}
