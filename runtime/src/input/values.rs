//! How the values of every type are read.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{FromInput, Input};
use crate::accepts;
use crate::date::{Date, DateTime};
use crate::decimal::Decimal;
use crate::path::Part;
use crate::presence::Presence;
use crate::secret::Secret;

impl FromInput for String {
    fn from_input(mut input: Input<'_>) -> Self {
        if let Some(number) = input.accepted_number() {
            return number.to_string();
        }
        input.expect("text", Value::as_str).unwrap_or_default().to_owned()
    }
}

impl FromInput for bool {
    fn from_input(mut input: Input<'_>) -> Self {
        let number = input.accepted_number().and_then(serde_json::Number::as_i64);
        let text = input.accepted_text().and_then(accepts::truth);
        match (number, text) {
            (Some(number @ (0 | 1)), _) => number == 1,
            (_, Some(flag)) => flag,
            _ => input.expect("true or false", Value::as_bool).unwrap_or_default(),
        }
    }
}

impl FromInput for i64 {
    fn from_input(mut input: Input<'_>) -> Self {
        input.whole_number().unwrap_or_default()
    }
}

impl FromInput for i32 {
    fn from_input(mut input: Input<'_>) -> Self {
        let Some(number) = input.whole_number() else {
            return 0;
        };
        Self::try_from(number).unwrap_or_else(|_| {
            input.out_of_range(Self::MIN, Self::MAX, &number);
            0
        })
    }
}

impl FromInput for f64 {
    fn from_input(mut input: Input<'_>) -> Self {
        if let Some(number) = input.accepted_text().and_then(accepts::number) {
            return number;
        }
        input.expect("a number", Value::as_f64).unwrap_or_default()
    }
}

impl FromInput for Decimal {
    /// Text or number. A number of a `Value` has 17 digits at most; a text has as many as it likes.
    fn from_input(mut input: Input<'_>) -> Self {
        if let Some(Value::String(text)) = input.value {
            return Self::new(text).unwrap_or_else(|_| {
                input.wrong_format("decimal", text, "a decimal number such as 19.90");
                Self::default()
            });
        }
        let read = |value: &Value| Self::new(&value.as_number()?.to_string()).ok();
        input.expect("a decimal, as text or number", read).unwrap_or_default()
    }
}

impl FromInput for Date {
    fn from_input(input: Input<'_>) -> Self {
        Self::new(String::from_input(input))
    }
}

impl FromInput for DateTime {
    fn from_input(input: Input<'_>) -> Self {
        Self::new(String::from_input(input))
    }
}

impl FromInput for Value {
    /// Whatever there is, null too.
    fn from_input(input: Input<'_>) -> Self {
        input.value.cloned().unwrap_or_default()
    }
}

impl<T: FromInput> FromInput for Vec<T> {
    fn from_input(mut input: Input<'_>) -> Self {
        let Some(items) = input.expect("a list", Value::as_array) else {
            return Self::new();
        };
        let read = |(index, item)| T::from_input(input.step(Part::Index(index), Some(item)));
        items.iter().enumerate().map(read).collect()
    }
}

impl<T: FromInput> FromInput for BTreeMap<String, T> {
    fn from_input(mut input: Input<'_>) -> Self {
        let Some(fields) = input.expect("an object", Value::as_object) else {
            return Self::new();
        };
        let read = |(key, value): (&String, _)| {
            (key.clone(), T::from_input(input.step(Part::Key(key), Some(value))))
        };
        fields.iter().map(read).collect()
    }
}

impl<T: FromInput> FromInput for Option<T> {
    /// `null` is refused: a field that may be null is a [`Presence`], or read by
    /// [`Object::nullable`](super::Object::nullable).
    fn from_input(input: Input<'_>) -> Self {
        // What `T` makes of null is its own affair: free JSON takes it, all else refuses it.
        input.value.is_some().then(|| T::from_input(input))
    }

    fn from_absent(_: Input<'_>) -> Self {
        None
    }
}

impl<T: FromInput> FromInput for Presence<T> {
    fn from_input(input: Input<'_>) -> Self {
        match input.value {
            None => Self::Absent,
            Some(Value::Null) => Self::Null,
            Some(_) => Self::Value(T::from_input(input)),
        }
    }

    fn from_absent(_: Input<'_>) -> Self {
        Self::Absent
    }
}

impl<T: FromInput> FromInput for Secret<T> {
    fn from_input(mut input: Input<'_>) -> Self {
        input.secret = true;
        Self::new(T::from_input(input))
    }
}

impl<T: FromInput> FromInput for Box<T> {
    fn from_input(input: Input<'_>) -> Self {
        Self::new(T::from_input(input))
    }
}
