//! Words that a spec takes as texts, as editors are told of them. What they mean is for `lower`; these are the schemas
//! by which an editor offers them, each with its meaning, and marks others.

use actiongen_runtime::{ErrorKind, Format};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// The words for scalars, with their meaning.
pub const SCALARS: [(&str, &str); 9] = [
    ("string", "A text."),
    ("bool", "True or false."),
    ("int", "A whole number of 64 bits."),
    ("int32", "A whole number of 32 bits."),
    ("number", "A number, finite, with the precision of a 64-bit float."),
    ("decimal", "An exact decimal; sent as text unless `encode` says otherwise."),
    ("date", "A day: `2026-05-14`."),
    ("date-time", "A moment: `2026-05-14T09:34:00Z`."),
    ("json", "Any JSON."),
];

/// One of these words, and nothing else.
fn one_of<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>) -> Value {
    let word = |(word, meaning)| json!({"const": word, "description": meaning});
    json!({"type": "string", "oneOf": words.into_iter().map(word).collect::<Vec<Value>>()})
}

fn schema(value: Value) -> Schema {
    value.as_object().cloned().unwrap_or_default().into()
}

/// A type: a scalar, a list, a map, or a type by its name.
pub fn type_expr(_: &mut SchemaGenerator) -> Schema {
    let others = json!({
        "type": "string",
        "pattern": r"^\s*((list|map)\s*<.+>|([a-z0-9_]+\.)?[A-Z][A-Za-z0-9_]*)\s*$",
        "patternErrorMessage": "Not a type: one of the words for scalars, `list<T>`, `map<T>`, or the name of a type, which begins with a capital",
    });
    json_schema!({"anyOf": [others, one_of(SCALARS)]})
}

/// The fields of a record: `same` takes one over.
pub fn fields(generator: &mut SchemaGenerator) -> Schema {
    let same = json!({"const": "same", "description": "As the record has it that this one is `like`."});
    let field = generator.subschema_for::<super::FieldOrType>();
    json_schema!({"type": "object", "additionalProperties": {"anyOf": [field, same]}})
}

/// The name of a type.
pub fn type_name(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "string",
        "pattern": r"^\s*([a-z0-9_]+\.)?[A-Z][A-Za-z0-9_]*\s*$",
        "patternErrorMessage": "Not the name of a type: `Customer`, or `orders.Order` of another resource",
    })
}

/// The shape of a text.
pub fn format(_: &mut SchemaGenerator) -> Schema {
    let meaning = |format: &Format| match format {
        Format::Email => "One `@` with something on both sides; no space, no control character.",
        Format::E164 => "A phone number: a plus and 7 to 15 digits, the first not 0.",
        Format::Uri => "An absolute URI.",
        Format::Uuid => "A UUID with hyphens.",
        Format::Ip => "An IPv4 or IPv6 address.",
        Format::Ipv4 => "An IPv4 address.",
        Format::Ipv6 => "An IPv6 address, without a zone.",
        Format::Country2 => "A country as two letters.",
        Format::Currency => "A currency as three letters.",
        Format::Language => "A language as two letters.",
        Format::Hostname => "The name of a host.",
        _ => "",
    };
    schema(one_of(Format::ALL.iter().map(|format| (format.name(), meaning(format)))))
}

/// What an error is, as a status may mean it.
pub fn error_kind(_: &mut SchemaGenerator) -> Schema {
    kinds(|kind| kind != ErrorKind::UnknownOutcome)
}

/// What an error is, as a caller gets it.
pub fn outcome_kind(_: &mut SchemaGenerator) -> Schema {
    kinds(|_| true)
}

fn kinds(which: impl Fn(ErrorKind) -> bool) -> Schema {
    let meaning = |kind: ErrorKind| match kind {
        ErrorKind::Invalid => "The request breaks a bound or a rule.",
        ErrorKind::Unauthorized => "The credentials are missing or wrong.",
        ErrorKind::Forbidden => "The credentials do not allow the action.",
        ErrorKind::NotFound => "What the request names does not exist.",
        ErrorKind::Ambiguous => "What the request names exists more than once.",
        ErrorKind::Conflict => "The request contradicts what is stored.",
        ErrorKind::TooLarge => "The request, or its answer, is larger than is allowed.",
        ErrorKind::RateLimited => "Too many requests in too short a time.",
        ErrorKind::Unavailable => "The API does not serve at the moment.",
        ErrorKind::Timeout => "No answer came in time.",
        ErrorKind::Connection => "There was no connection, or it broke.",
        ErrorKind::Unexpected => "An answer that nothing prepared the client for.",
        ErrorKind::UnknownOutcome => "The request may or may not have been carried out.",
        _ => "",
    };
    let kinds = ErrorKind::ALL.into_iter().filter(|kind| which(*kind));
    schema(one_of(kinds.map(|kind| (kind.name(), meaning(kind)))))
}

/// Method and path.
pub fn endpoint(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "string",
        "pattern": r"^\s*(GET|POST|PUT|PATCH|DELETE)\s+/",
        "patternErrorMessage": "Not an endpoint: a method (GET, POST, PUT, PATCH, DELETE) and a path that begins with `/`",
    })
}

/// The version of the language.
pub fn version(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"const": 1})
}

/// A status of HTTP.
pub fn status(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "integer", "minimum": 100, "maximum": 599})
}

/// What statuses mean.
pub fn statuses(generator: &mut SchemaGenerator) -> Schema {
    let entry = generator.subschema_for::<super::ErrorEntry>();
    json_schema!({
        "type": "object",
        "patternProperties": {"^([3-5][0-9][0-9]|[3-5]xx)$": entry},
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_a_meaning() {
        let generator = &mut SchemaGenerator::default();
        for schema in [format(generator), outcome_kind(generator)] {
            let words = schema.get("oneOf").and_then(Value::as_array).unwrap();
            assert!(words.len() > 10);
            for word in words {
                assert_ne!(word["description"], "", "{word}");
            }
        }
    }
}
