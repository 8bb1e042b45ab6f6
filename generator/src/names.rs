//! From names on the wire to names in Rust and for people. The only file that calls heck.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// As many parameters as read well in a row; with more, the constructor of a record takes a struct of them.
pub const MOST_PARAMETERS: usize = 7;

/// The name of a field or a function: `id:in` becomes `id_in`, `customerId` `customer_id`.
pub fn field(wire: &str) -> String {
    wire.to_snake_case()
}

/// The name of a static: `delete_all` becomes `DELETE_ALL`.
pub fn constant(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// The name of a variant or a type: `date_created:asc` becomes `DateCreatedAsc`.
pub fn variant(value: &str) -> String {
    value.to_upper_camel_case()
}

/// The name of a module of a type: `NewCustomer` becomes `new_customer`.
pub fn module(name: &str) -> String {
    name.to_snake_case()
}

/// The name for people: `customer_group_id` becomes `Customer group ID`.
pub fn label(name: &str) -> String {
    let words: Vec<_> = name.to_snake_case().split('_').map(initialism).collect();
    capitalised(&words.join(" "))
}

/// With its first letter in upper case.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Words that people write in capitals.
fn initialism(word: &str) -> String {
    match word {
        "id" | "ip" | "url" | "uri" | "sku" | "upc" | "api" => word.to_uppercase(),
        "ids" => "IDs".to_owned(),
        _ => word.to_owned(),
    }
}

/// What stands in the way of a name being one of Rust's, if anything does.
pub fn refusal(name: &str) -> Option<&'static str> {
    let mut chars = name.chars();
    match chars.next() {
        None => return Some("it would have no letter or digit in Rust"),
        Some(first) if first.is_ascii_digit() => return Some("a Rust name does not begin with a digit"),
        Some(_) => {}
    }
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Some("a Rust name here is made of ASCII letters, digits and `_`");
    }
    match name {
        "self" | "Self" | "super" | "crate" => Some("Rust keeps this word for itself, even as a raw name"),
        name if name.chars().all(|c| c == '_') => Some("Rust keeps `_` for itself"),
        _ => None,
    }
}

/// The variables of every function that is made of steps; no step has such a name.
pub const VARIABLES: [&str; 6] = ["answer", "body", "client", "input", "query", "steps"];

/// Names of types that generated code uses for itself, whatever the spec says.
const TAKEN_TYPES: &[&str] = &[
    "Accepts",
    "Arc",
    "BTreeMap",
    "Backoff",
    "BaseUrl",
    "Batch",
    "BatchCall",
    "Bound",
    "Box",
    "Call",
    "Check",
    "Client",
    "Clone",
    "Connect",
    "Connection",
    "Copy",
    "Date",
    "DateTime",
    "Debug",
    "Decimal",
    "Default",
    "Deserialize",
    "Deserializer",
    "Display",
    "Duration",
    "Effect",
    "Endpoint",
    "Eq",
    "Err",
    "Error",
    "ErrorKind",
    "Format",
    "From",
    "FromInput",
    "Hash",
    "Input",
    "Into",
    "IntoIterator",
    "Iterator",
    "ItemStream",
    "Kind",
    "LazyLock",
    "LookUp",
    "Method",
    "None",
    "Number",
    "Ok",
    "Option",
    "Origin",
    "Page",
    "Partial",
    "PartialEq",
    "Pattern",
    "PreparedRequest",
    "Presence",
    "Query",
    "QueryText",
    "QueryValue",
    "RateLimit",
    "Reading",
    "Reconciled",
    "ReqwestTransport",
    "Result",
    "Retry",
    "RetryBudget",
    "RetryPolicy",
    "Secret",
    "ScriptedTransport",
    "Self",
    "SeqAccess",
    "Serialize",
    "Serializer",
    "Service",
    "Steps",
    "Some",
    "String",
    "TimeUnit",
    "ToOwned",
    "ToQuery",
    "ToString",
    "Transport",
    "Validate",
    "Value",
    "Vec",
    "Violations",
    "WaitHeader",
];

/// Whether generated code uses the name of a type for itself.
pub fn is_taken_type(name: &str) -> bool {
    TAKEN_TYPES.contains(&name)
}

/// Names of resources that generated code, cargo or the tests use for something else: modules and files, features,
/// methods of a client, crates.
const TAKEN_MODULES: &[&str] = &[
    "actiongen_runtime",
    "as_async",
    "batch",
    "batches",
    "bin",
    "blocking",
    "calls",
    "catalog",
    "cli",
    "client",
    "core",
    "default",
    "dispatch",
    "documents",
    "first_two",
    "http",
    "lib",
    "main",
    "mod",
    "new",
    "reqwest",
    "resend",
    "retry_policy",
    "runtime",
    "send",
    "send_unchecked",
    "serde",
    "serde_json",
    "std",
    "steps",
    "stream",
    "testing",
    "types",
    "with_max_body",
    "with_max_pages",
    "with_retry",
    "with_retry_budget",
    "with_timeout",
    "with_transport",
];

/// Whether generated code uses the name of a module for itself.
pub fn is_taken_module(name: &str) -> bool {
    TAKEN_MODULES.contains(&name)
}

/// The environment variable of a field of a connection: `SHOP_ACCESS_TOKEN`.
pub fn variable(service: &str, field: &str) -> String {
    let name = format!("{service}_{field}");
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::{constant, field, label, module, refusal, variant};

    #[test]
    fn fields() {
        for (wire, rust) in [
            ("id:in", "id_in"),
            ("customerId", "customer_id"),
            ("_authentication", "authentication"),
            ("date_created:min", "date_created_min"),
            ("address1", "address1"),
            ("type", "type"),
            ("X-Desk-Token", "x_desk_token"),
        ] {
            assert_eq!(field(wire), rust, "{wire}");
        }
    }

    #[test]
    fn other_names() {
        assert_eq!(variant("date_created:asc"), "DateCreatedAsc");
        assert_eq!(module("NewCustomer"), "new_customer");
        assert_eq!(constant("delete_all"), "DELETE_ALL");
        assert_eq!(label("customer_group_id"), "Customer group ID");
        assert_eq!(label("channel_ids"), "Channel IDs");
    }

    #[test]
    fn names_that_rust_cannot_have() {
        for name in ["", "1st", "self", "Self", "super", "crate", "_", "é"] {
            assert!(refusal(name).is_some(), "{name}");
        }
        for name in ["type", "r#fn".trim_start_matches("r#"), "gen", "id_in", "address1"] {
            assert_eq!(refusal(name), None, "{name}");
        }
    }
}
