//! What tells items apart: a field of the same name in what is sent and in what comes back.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

/// The text of a field of a record, or of a value that is its own key; nothing where it is not there, empty, or neither
/// text nor number.
pub(crate) fn key_of<T: Serialize>(value: &T, name: &str) -> Option<String> {
    let key = match serde_json::to_value(value).ok()? {
        Value::Object(mut fields) => fields.swap_remove(name)?,
        own => own,
    };
    match key {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Values by their keys.
#[derive(Debug)]
pub(crate) struct ByKey {
    exact: HashMap<String, Vec<usize>>,
    /// The same without regard to the case of ASCII letters: a service may answer `a@example.com` to `A@example.com`.
    folded: HashMap<String, Vec<usize>>,
}

/// What a key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// To one value, by its index.
    One(usize),
    /// To so many.
    Several(usize),
    /// To none.
    None,
}

impl ByKey {
    /// The values with these keys; one without a key is led to by none.
    pub(crate) fn new<'k>(keys: impl IntoIterator<Item = Option<&'k str>>) -> Self {
        let mut by_key = Self { exact: HashMap::new(), folded: HashMap::new() };
        for (index, key) in keys.into_iter().enumerate() {
            if let Some(key) = key {
                by_key.exact.entry(key.to_owned()).or_default().push(index);
                by_key.folded.entry(key.to_ascii_lowercase()).or_default().push(index);
            }
        }
        by_key
    }

    /// The value with exactly this key; where there is none, the one that differs from it in case only.
    pub(crate) fn find(&self, key: &str) -> Found {
        let indices = self.exact.get(key).or_else(|| self.folded.get(&key.to_ascii_lowercase()));
        match indices.map(Vec::as_slice) {
            None | Some([]) => Found::None,
            Some([one]) => Found::One(*one),
            Some(several) => Found::Several(several.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_texts_and_numbers() {
        let table = [
            (json!({"id": 7}), Some("7")),
            (json!({"id": "a b"}), Some("a b")),
            (json!({"id": ""}), None),
            (json!({"id": null}), None),
            (json!({"id": [7]}), None),
            (json!({"other": 7}), None),
            (json!(7), Some("7")),
            (json!("a"), Some("a")),
            (json!([7]), None),
        ];
        for (value, key) in table {
            assert_eq!(key_of(&value, "id").as_deref(), key, "{value}");
        }
    }

    #[test]
    fn case_counts_where_it_tells_two_apart() {
        let by_key = ByKey::new([Some("a"), Some("A"), None, Some("b"), Some("c"), Some("c")]);
        let table = [
            ("a", Found::One(0)),
            ("A", Found::One(1)),
            ("B", Found::One(3)),
            ("c", Found::Several(2)),
            ("C", Found::Several(2)),
            ("d", Found::None),
        ];
        for (key, found) in table {
            assert_eq!(by_key.find(key), found, "{key}");
        }
    }
}
