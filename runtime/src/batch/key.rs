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

/// Which value belongs to which of some keys. The case of ASCII letters is passed over where that leaves no doubt: a
/// service may answer `a@example.com` to `A@example.com`.
#[derive(Debug)]
pub(crate) struct Claims {
    /// For each key what it leads to, in the order of the keys.
    pub(crate) found: Vec<Found>,
    /// How many values no key leads to, not even in another case.
    pub(crate) strangers: usize,
}

/// What a key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// To one value, by its index.
    One(usize),
    /// To so many.
    Several(usize),
    /// To a value that may as well be the one of another key.
    Shared,
    /// To none.
    None,
}

impl Claims {
    /// Exact keys have their values first. In another case a key has what is left of them, if it is one value and no
    /// other key could have it.
    pub(crate) fn new(keys: &[Option<String>], values: &[Option<String>]) -> Self {
        let folded = |key: &Option<String>| key.as_ref().map(|key| key.to_ascii_lowercase());
        let (exact, alike) = (by(values.iter().cloned()), by(values.iter().map(folded)));
        let asked = by(keys.iter().cloned());
        let is_left = |index: &usize| {
            let key = values.get(*index).and_then(Option::as_ref);
            key.is_none_or(|key| !asked.contains_key(key))
        };
        // The keys that have no value of exactly their letters.
        let open = by(keys.iter().map(|key| {
            key.as_ref().filter(|key| !exact.contains_key(*key)).map(|key| key.to_ascii_lowercase())
        }));
        let found = keys.iter().map(|key| {
            let Some(key) = key else { return Found::None };
            match exact.get(key).map(Vec::as_slice) {
                Some([one]) => return Found::One(*one),
                Some(several) => return Found::Several(several.len()),
                None => {}
            }
            let fold = key.to_ascii_lowercase();
            let Some(values) = alike.get(&fold) else { return Found::None };
            let left: Vec<_> = values.iter().copied().filter(is_left).collect();
            match (left.as_slice(), open.get(&fold).map_or(0, Vec::len)) {
                ([one], 1) => Found::One(*one),
                ([] | [_], _) => Found::Shared,
                (several, _) => Found::Several(several.len()),
            }
        });
        let found = found.collect();
        let asked = by(keys.iter().map(folded));
        let is_stranger = |key: &&Option<String>| folded(key).is_none_or(|key| !asked.contains_key(&key));
        Self { found, strangers: values.iter().filter(is_stranger).count() }
    }
}

/// Indices by what stands there.
fn by(keys: impl Iterator<Item = Option<String>>) -> HashMap<String, Vec<usize>> {
    let mut by: HashMap<_, Vec<_>> = HashMap::new();
    for (index, key) in keys.enumerate() {
        if let Some(key) = key {
            by.entry(key).or_default().push(index);
        }
    }
    by
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
        use Found::{None, One, Several, Shared};
        type Keys = &'static [&'static str];
        let table: [(Keys, Keys, &[Found], usize); 10] = [
            (&["a", "A", "b"], &["b", "A", "a"], &[One(2), One(1), One(0)], 0),
            (&["A", "B"], &["b", "a"], &[One(1), One(0)], 0),
            (&["A", "a"], &["a"], &[Shared, One(0)], 0),
            (&["A", "a"], &["a", "A", "A"], &[Several(2), One(0)], 0),
            (&["Ab", "aB"], &["ab"], &[Shared, Shared], 0),
            (&["Ab", "aB"], &["ab", "AB"], &[Several(2), Several(2)], 0),
            (&["AB"], &["ab", "aB"], &[Several(2)], 0),
            (&["Ab", "ab"], &["ab", "aB"], &[One(1), One(0)], 0),
            (&["a", "b"], &["b", "c", ""], &[None, One(0)], 2),
            (&["", "a"], &["A", "b"], &[None, One(0)], 1),
        ];
        let keys = |keys: &[&str]| -> Vec<_> {
            keys.iter().map(|key| Some((*key).to_owned()).filter(|key| !key.is_empty())).collect()
        };
        for (asked, values, found, strangers) in table {
            let claims = Claims::new(&keys(asked), &keys(values));
            assert_eq!(
                (claims.found.as_slice(), claims.strangers),
                (found, strangers),
                "{asked:?} {values:?}"
            );
        }
    }
}
