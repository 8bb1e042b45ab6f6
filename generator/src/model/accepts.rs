//! What else is read in place of a value, and what it is read as.

use actiongen_runtime::{Accepts, accepts};
use serde_json::{Number, Value as Json};

use super::{Field, Type};

impl Field {
    /// Whether this is read in place of its value too.
    pub fn accepts(&self, what: Accepts) -> bool {
        self.accepts.contains(&what)
    }

    /// A value as it is read: what stands for another is that other, what stands for nothing is none.
    pub fn read(&self, value: &Json) -> Option<Json> {
        let read = match (&self.ty, value) {
            (_, Json::String(text)) if text.is_empty() && self.accepts(Accepts::Empty) => return None,
            (Type::Int(_) | Type::Int32(_), Json::String(text)) if self.accepts(Accepts::String) => {
                let whole = Some(text).filter(|text| accepts::is_whole_number(text));
                whole.and_then(|text| text.parse::<i64>().ok()).map(Json::from)
            }
            (Type::Number(_), Json::String(text)) if self.accepts(Accepts::String) => {
                accepts::number(text).and_then(Number::from_f64).map(Json::Number)
            }
            (Type::Bool { .. }, Json::String(text)) if self.accepts(Accepts::String) => {
                accepts::truth(text).map(Json::Bool)
            }
            (Type::Bool { .. }, Json::Number(number)) if self.accepts(Accepts::Number) => {
                match number.as_i64() {
                    Some(1) => Some(Json::Bool(true)),
                    Some(0) => Some(Json::Bool(false)),
                    _ => None,
                }
            }
            (Type::Text(_), Json::Number(number)) if self.accepts(Accepts::Number) => {
                Some(Json::String(number.to_string()))
            }
            _ => None,
        };
        Some(read.unwrap_or_else(|| value.clone()))
    }
}
