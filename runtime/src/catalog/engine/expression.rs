//! The values of expressions: what a step sends, and what an action that consists of steps returns.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::value::DynamicValue;
use crate::catalog::description::{Expression, Reference, TemplatePart};

/// What references lead to: the input, and what each step returned.
#[derive(Debug, Default)]
pub(crate) struct Scope<'d> {
    roots: HashMap<&'d str, Option<DynamicValue<'d>>>,
}

impl<'d> Scope<'d> {
    pub(crate) fn insert(&mut self, root: &'d str, value: Option<DynamicValue<'d>>) {
        self.roots.insert(root, value);
    }

    /// The value of a reference; nothing where it, or what has it, is absent or null.
    pub(crate) fn resolve(&self, reference: &Reference) -> Option<&DynamicValue<'d>> {
        let (root, path) = reference.0.split_first()?;
        let root = self.roots.get(root.as_str())?.as_ref()?;
        let found = path.iter().try_fold(root, |value, name| match value.inner() {
            DynamicValue::Record(record) => record.get(name),
            DynamicValue::Map(map) => map.get(name),
            _ => None,
        })?;
        (!matches!(found.inner(), DynamicValue::Null | DynamicValue::Invalid)).then_some(found)
    }

    pub(crate) fn is_present(&self, reference: &Reference) -> bool {
        self.resolve(reference).is_some()
    }

    /// The value of an expression as a document has it; nothing where it is absent.
    pub(crate) fn evaluate(&self, expression: &Expression) -> Option<Value> {
        match expression {
            Expression::Ref(reference) => self.resolve(reference).map(DynamicValue::to_document),
            Expression::Const(value) => Some(value.clone()),
            Expression::FirstOf(references) => {
                references.iter().find_map(|reference| self.resolve(reference)).map(DynamicValue::to_document)
            }
            Expression::Template(parts) => {
                let part = |part: &TemplatePart| match part {
                    TemplatePart::Text(text) => Some(text.clone()),
                    TemplatePart::Ref(reference) => self.resolve(reference)?.to_text(),
                };
                parts.iter().map(part).collect::<Option<String>>().map(Value::String)
            }
            Expression::IsPresent(reference) => Some(Value::Bool(self.is_present(reference))),
            Expression::NamesPresent(names) => {
                let present = names.iter().filter(|named| self.is_present(&named.reference));
                Some(present.map(|named| Value::from(named.name.as_str())).collect())
            }
            Expression::Record { fields, only_if } => {
                if only_if.as_ref().is_some_and(|reference| !self.is_present(reference)) {
                    return None;
                }
                let values =
                    fields.iter().filter_map(|it| Some((it.name.clone(), self.evaluate(&it.value)?)));
                let values: Map<String, Value> = values.collect();
                (!values.is_empty() || fields.is_empty()).then_some(Value::Object(values))
            }
            Expression::List(items) => {
                let values: Vec<Value> = items.iter().filter_map(|item| self.evaluate(item)).collect();
                (!values.is_empty() || items.is_empty()).then_some(Value::Array(values))
            }
        }
    }
}
