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
                let rule =
                    Rule::Type { expected: "a described type".to_owned(), found: "another".to_owned() };
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalog::description::{
        ArrayType, EnumValue, ListStyle, Record, TypeDefinition, TypeKind, TypeRef,
    };

    fn types() -> Types {
        let known = ["a", "b"].map(|value| EnumValue { value: value.into(), doc: None, deprecated: None });
        let kinds = [
            ("shop.Kind", TypeKind::Enum(known.into())),
            ("shop.Thing", TypeKind::Record(serde_json::from_value::<Record>(json!({"fields": [
                {"name": "kind", "label": "Kind", "schema": {"type": "ref", "name": "shop.Kind"}, "required": true},
                {"name": "price", "label": "Price", "schema": {"type": "decimal"}},
                {"name": "pin", "label": "PIN", "schema": {"type": "string", "max_length": 4}, "secret": true},
            ]})).unwrap())),
        ];
        let definitions = kinds.map(|(name, kind)| TypeDefinition::new(name, None, None, kind));
        Types::new(definitions.into()).resolve().unwrap()
    }

    fn thing() -> Type {
        Type::Ref(TypeRef::new("shop.Thing"))
    }

    #[test]
    fn a_value_is_checked_without_an_action() {
        let items = Type::Array(Box::new(ArrayType {
            items: thing(),
            min_items: None,
            max_items: Some(2),
            unique: false,
            style: ListStyle::Repeated,
        }));
        let table = [
            (json!([{"kind": "a"}]), ""),
            (
                json!([{"kind": "c"}, {}]),
                "things[0].kind: \"c\" is not one of \"a\" or \"b\"\nthings[1].kind: this is required",
            ),
            (
                json!([{"kind": "a", "pin": "12345"}]),
                "things[0].pin: the value has 5 characters; at most 4 are allowed",
            ),
            (json!(7), "things: expected a list, found a number"),
            // Nothing here is bound, so braces are text.
            (json!([{"kind": "a", "pin": "{{}}"}]), ""),
        ];
        for (value, expected) in table {
            assert_eq!(types().check("things", &value, &items).to_string(), expected, "{value}");
        }
        let unknown = Type::Ref(TypeRef::new("shop.Thign"));
        assert_eq!(
            types().check("thing", &json!({}), &unknown).to_string(),
            "thing: there is no type `shop.Thign`"
        );
    }

    #[test]
    fn an_output_is_what_running_an_action_returns() {
        let types = types();
        let output = |value| types.to_output(&value, &thing());
        let read = output(json!({"unknown": 1, "pin": "1234", "price": 7.5, "kind": "other"})).unwrap();
        assert_eq!(read.to_string(), r#"{"kind":"other","price":"7.5","pin":"[redacted]"}"#);
        assert!(output(json!({})).unwrap_err().to_string().contains("missing field `kind`"));
    }

    #[test]
    fn types_that_contradict_each_other_are_not_resolved() {
        let reference = TypeKind::Record(
            serde_json::from_value(json!({"fields": [
                {"name": "kind", "label": "Kind", "schema": {"type": "ref", "name": "shop.Kind"}},
            ]}))
            .unwrap(),
        );
        let error =
            Types::new(vec![TypeDefinition::new("shop.Thing", None, None, reference)]).resolve().unwrap_err();
        assert_eq!(
            (error.location(), error.message()),
            ("types.shop.Thing", "`kind`: there is no type `shop.Kind`")
        );
    }
}
