//! Free values of a spec as JSON.

use serde_json::{Map, Number, Value as Json};
use serde_yaml::Value;

use crate::diagnostics::{Code, Problems};
use crate::source::At;

/// A free value as JSON. What JSON cannot say is reported.
pub fn json(value: &Value, at: At<'_>, problems: &mut Problems) -> Option<Json> {
    Some(match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(number) => {
            let number = match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(number), _, _) => Some(Number::from(number)),
                (_, Some(number), _) => Some(Number::from(number)),
                (_, _, Some(number)) => Number::from_f64(number),
                _ => None,
            };
            match number {
                Some(number) => Json::Number(number),
                None => {
                    problems
                        .error(Code::NumberTooLarge, at.span(), "JSON has no such number")
                        .help("give a finite number, or put it between quotes");
                    return None;
                }
            }
        }
        Value::String(text) => Json::String(text.clone()),
        Value::Sequence(items) => {
            let items = items.iter().enumerate().map(|(index, item)| json(item, at.item(index), problems));
            // All of them are looked at, so that every mistake is reported.
            let items: Vec<_> = items.collect();
            Json::Array(items.into_iter().collect::<Option<_>>()?)
        }
        Value::Mapping(entries) => {
            let mut map = Map::new();
            let mut whole = true;
            for (key, value) in entries {
                let Some(key) = key.as_str() else { continue };
                match json(value, at.key(key), problems) {
                    Some(value) => {
                        map.insert(key.to_owned(), value);
                    }
                    None => whole = false,
                }
            }
            whole.then_some(Json::Object(map))?
        }
        Value::Tagged(_) => return None,
    })
}

/// `meta.cursor_pagination.end_cursor`, in its parts.
pub fn json_path(text: &str) -> Vec<String> {
    text.split('.').map(str::to_owned).collect()
}
