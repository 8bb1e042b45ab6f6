//! Single values of described types, without an action: for programs that write descriptions.

use serde::de::{DeserializeSeed, Error as _};
use serde_json::Value;

use super::description::{Type, Types};
use super::engine::{ReadAs, Reader, References, check_value};
use crate::check::Check;
use crate::path::{Part, Path};
use crate::violation::{Rule, Violation, Violations};

impl Types {
    /// Checks a value as a part of a document is checked; violations are located under `name`.
    ///
    /// The types are resolved, by [`resolve`](Self::resolve) or with their description.
    ///
    /// ```
    /// use actiongen_runtime::catalog::description::{StringType, Type, Types};
    ///
    /// let short = Type::String(StringType { max_length: Some(3), ..StringType::default() });
    /// let violations = Types::default().check("code", &"USA".into(), &short);
    /// assert!(violations.is_empty());
    /// let violations = Types::default().check("code", &"Peru".into(), &short);
    /// assert_eq!(violations.to_string(), "code: \"Peru\" has 4 characters; at most 3 are allowed");
    /// ```
    #[must_use]
    pub fn check(&self, name: &str, value: &Value, ty: &Type) -> Violations {
        let ty = match self.resolved(ty) {
            Ok(ty) => ty,
            Err(message) => {
                let rule = Rule::Type { expected: "a described type".to_owned(), found: "another".to_owned() };
                return Violation::new(name, rule, message).into();
            }
        };
        let mut reader = Reader::new(self, References::Text);
        let read = reader.part(name, Some(value), &ty);
        let mut violations = reader.into_violations();
        check_value(&read, &ty, &mut Check::new(Path::ROOT, &mut violations).step(Part::Key(name)));
        violations
    }

    /// A value of a response as [`Action::run`](super::Action::run) returns it: without unknown fields, in the order of
    /// the description, secrets as `[redacted]`.
    ///
    /// The types are resolved, by [`resolve`](Self::resolve) or with their description.
    ///
    /// # Errors
    /// Why it is no value of the type.
    pub fn to_output(&self, value: &Value, ty: &Type) -> Result<Value, serde_json::Error> {
        let ty = self.resolved(ty).map_err(serde_json::Error::custom)?;
        Ok(ReadAs { ty: &ty, types: self }.deserialize(value)?.to_output())
    }

    fn resolved(&self, ty: &Type) -> Result<Type, String> {
        let mut ty = ty.clone();
        self.resolve_type(&mut ty)?;
        Ok(ty)
    }
}
