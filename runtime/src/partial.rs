//! What was carried out in part: the value that came of it, and the errors beside it.

use serde::Serialize;
use serde_json::Value;

/// A value, and the errors that the API reports beside it.
///
/// An action that may succeed in part gives this and not the value alone, so that what failed is
/// not overlooked. As JSON it is an object of `value` and, where there are any, `errors`.
///
/// ```
/// use actiongen_runtime::Partial;
/// use serde_json::json;
///
/// let imported = Partial::new(vec![1, 2], Some(json!([{"row": 3, "title": "There is no such shelf."}])));
/// assert!(!imported.is_complete());
/// match imported.into_complete() {
///     Ok(ids) => println!("all of them: {ids:?}"),
///     Err(partial) => println!("{:?}, but {:?}", partial.value, partial.errors),
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[must_use = "a part may have failed: see `errors`"]
#[non_exhaustive]
pub struct Partial<T> {
    /// What came of the part that succeeded.
    pub value: T,
    /// What the API says of the part that failed, as it says it. Nothing where nothing failed: where
    /// the answer has no errors, null, or an empty list, object or text in their place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<Value>,
}

impl<T> Partial<T> {
    /// A value and its errors; for tests, and for answers that were read elsewhere. Errors that are
    /// empty are none.
    pub fn new(value: T, errors: Option<Value>) -> Self {
        let errors = errors.filter(|errors| match errors {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
            Value::Bool(_) | Value::Number(_) => true,
        });
        Self { value, errors }
    }

    /// Whether nothing failed.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.errors.is_none()
    }

    /// The value, if nothing failed.
    ///
    /// # Errors
    /// The value and its errors, if there are any.
    pub fn into_complete(self) -> Result<T, Self> {
        if self.is_complete() { Ok(self.value) } else { Err(self) }
    }

    /// The same with another value.
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Partial<U> {
        Partial { value: to(self.value), errors: self.errors }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn empty_errors_are_none() {
        for errors in [json!(null), json!([]), json!({}), json!("")] {
            let partial = Partial::new(1, Some(errors));
            assert!(partial.is_complete());
            assert_eq!(partial.into_complete(), Ok(1));
        }
        for errors in [json!([1]), json!({"a": 1}), json!("a"), json!(0), json!(false)] {
            let partial = Partial::new(1, Some(errors.clone()));
            assert_eq!(partial.errors, Some(errors));
            assert!(partial.map(|one| one + 1).into_complete().is_err());
        }
    }

    #[test]
    fn as_json_it_has_errors_only_where_there_are_any() {
        let json = |errors| serde_json::to_value(Partial::new([1], errors)).unwrap();
        assert_eq!(json(None), json!({"value": [1]}));
        assert_eq!(json(Some(json!(["no"]))), json!({"value": [1], "errors": ["no"]}));
    }
}
