//! Where a JSON value that was sent is not the one of a sample.

use serde_json::Value;

use crate::path::push_key;

/// A place, and how it differs. No value is shown: it may be a secret.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// It is in the sample alone.
    Missing(String),
    /// It is not in the sample.
    Added(String),
    /// It has another value.
    Other(String),
}

/// All differences, in the order of the sample.
pub(super) fn differences(place: &str, sample: &Value, sent: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(place.to_owned(), None, sample, sent, &mut found);
    found
}

fn compare(place: String, key: Option<&str>, sample: &Value, sent: &Value, found: &mut Vec<Difference>) {
    // What stands for a secret is any value.
    let is_secret = |text: &str| key.is_some_and(|key| text == format!("<{key}>"));
    match (sample, sent) {
        (Value::String(text), _) if is_secret(text) => {}
        (Value::Object(sample), Value::Object(sent)) => {
            let inner = |key: &str| {
                let mut place = format!("{place}.");
                push_key(&mut place, key);
                place
            };
            for (key, value) in sample {
                match sent.get(key) {
                    Some(sent) => compare(inner(key), Some(key), value, sent, found),
                    None => found.push(Difference::Missing(inner(key))),
                }
            }
            let added = sent.keys().filter(|key| !sample.contains_key(*key));
            found.extend(added.map(|key| Difference::Added(inner(key))));
        }
        (Value::Array(sample), Value::Array(sent)) => {
            for (index, (sample, sent)) in sample.iter().zip(sent).enumerate() {
                compare(format!("{place}[{index}]"), key, sample, sent, found);
            }
            let inner = |index: usize| format!("{place}[{index}]");
            found.extend((sent.len()..sample.len()).map(|index| Difference::Missing(inner(index))));
            found.extend((sample.len()..sent.len()).map(|index| Difference::Added(inner(index))));
        }
        (sample, sent) if is_same(sample, sent) => {}
        _ => found.push(Difference::Other(place)),
    }
}

/// Equal, or one number however it is written: `1`, `1.0`, and of exact decimals `"1.0"`.
fn is_same(sample: &Value, sent: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse::<f64>().ok(),
        _ => None,
    };
    let has_number = sample.is_number() || sent.is_number();
    sample == sent || (has_number && number(sample).is_some_and(|found| number(sent) == Some(found)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Difference, differences};

    #[test]
    fn every_place_that_differs() {
        let sample =
            json!({"a": 1, "b": [{"c": "x"}, 2], "pin": "<pin>", "pins": ["<pins>"], "d": "1.50", "n": null});
        let sent = json!({"a": 1.0, "b": [{"c": "y", "e": 1}], "pin": 4, "pins": ["z"], "d": 1.5, "f": 1});
        assert_eq!(
            differences("body", &sample, &sent),
            [
                Difference::Other("body.b[0].c".to_owned()),
                Difference::Added("body.b[0].e".to_owned()),
                Difference::Missing("body.b[1]".to_owned()),
                Difference::Missing("body.n".to_owned()),
                Difference::Added("body.f".to_owned()),
            ]
        );
        assert!(differences("body", &sample, &sample).is_empty());
    }

    #[test]
    fn texts_of_numbers_are_texts_among_themselves() {
        assert_eq!(differences("b", &json!("1.0"), &json!("1")), [Difference::Other("b".to_owned())]);
        assert_eq!(differences("b", &json!("x"), &json!(1)), [Difference::Other("b".to_owned())]);
    }
}
