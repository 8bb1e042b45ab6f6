//! Types and their values.

use actiongen_runtime::catalog::description as to;
use serde_json::Value as Json;

use crate::model::{
    Access, Api, Condition, EnumValue, Field, Limit, Range, Record, Resource, Rule, RuleKind, Tell, Text, Then, Type,
    TypeDef, TypeId, TypeKind, Value,
};

/// The types of a service, and what they are called in its description.
#[derive(Clone, Copy, Debug)]
pub struct TypeNames<'m> {
    types: &'m [TypeDef],
    resources: &'m [Resource],
}

impl<'m> TypeNames<'m> {
    /// The types of a service.
    pub fn of(api: &'m Api) -> Self {
        Self { types: &api.types, resources: &api.resources }
    }

    /// Types whose resources are not made yet. They are told apart, and go by names that nobody should see.
    pub fn unnamed(types: &'m [TypeDef]) -> Self {
        Self { types, resources: &[] }
    }

    /// Which types these are, or have inside; by id.
    pub fn reachable(self, from: impl IntoIterator<Item = TypeId>) -> Vec<bool> {
        let mut open: Vec<TypeId> = from.into_iter().collect();
        let mut is_reached = vec![false; self.types.len()];
        while let Some(id) = open.pop() {
            if std::mem::replace(&mut is_reached[id.0], true) {
                continue;
            }
            match &self.types[id.0].kind {
                TypeKind::Record(record) => open.extend(record.fields.iter().filter_map(|it| it.ty.named())),
                TypeKind::Enum(_) => {}
                TypeKind::Union(union) => open.extend(union.alternatives.iter().filter_map(|it| it.ty.named())),
                TypeKind::Tagged(tagged) => open.extend(tagged.variants.iter().map(|variant| variant.record)),
            }
        }
        is_reached
    }

    /// The definition of a type.
    pub fn definition(self, id: TypeId) -> to::TypeDefinition {
        let ty = &self.types[id.0];
        let kind = match &ty.kind {
            TypeKind::Record(record) => to::TypeKind::Record(to::Record {
                fields: record.fields.iter().map(|field| self.field(field)).collect(),
                rules: record.rules.iter().map(|rule| self::rule(rule, record)).collect(),
            }),
            TypeKind::Enum(of) => to::TypeKind::Enum(of.values.iter().map(enum_value).collect()),
            TypeKind::Union(union) => {
                let alternatives = union.alternatives.iter().map(|alternative| to::Alternative {
                    name: alternative.rust.clone(),
                    schema: self.schema(&alternative.ty),
                    mark: match &alternative.tell {
                        Tell::JsonType => to::Mark::JsonType,
                        Tell::Shape => to::Mark::Shape,
                        Tell::Fields(fields) => to::Mark::Fields(fields.clone()),
                    },
                });
                to::TypeKind::AnyOf(to::Union { alternatives: alternatives.collect() })
            }
            TypeKind::Tagged(tagged) => {
                let variants = tagged.variants.iter().map(|variant| to::Variant {
                    value: variant.value.clone(),
                    record: self.reference(variant.record),
                    doc: text(variant.doc.as_deref()),
                });
                to::TypeKind::Tagged(to::Tagged { tag: tagged.tag.clone(), variants: variants.collect() })
            }
        };
        let (doc, deprecated) = (text(ty.doc.as_deref()), text(ty.deprecated.as_deref()));
        to::TypeDefinition::new(self.name(id), doc, deprecated, kind)
    }

    fn name(self, id: TypeId) -> String {
        let ty = &self.types[id.0];
        match self.resources.get(ty.resource) {
            Some(resource) => format!("{}.{}", resource.name, ty.name),
            None => format!("{}.{}", ty.resource, ty.name),
        }
    }

    /// A reference to a type.
    pub fn reference(self, id: TypeId) -> to::TypeRef {
        to::TypeRef::new(self.name(id))
    }

    /// A field.
    pub fn field(self, field: &Field) -> to::Field {
        to::Field {
            name: field.wire.clone(),
            label: field.label.clone(),
            schema: self.schema(&field.ty),
            required: field.presence.is_required(),
            nullable: field.presence.is_nullable(),
            access: match field.access {
                Access::Both => None,
                Access::Read => Some(to::Access::Read),
                Access::Write => Some(to::Access::Write),
            },
            secret: field.secret,
            accepts: field.accepts.clone(),
            default: field.default.clone(),
            doc: text(field.doc.as_deref()),
            example: field.example.clone().filter(|_| !field.secret),
            placeholder: field.placeholder.clone(),
            deprecated: text(field.deprecated.as_deref()),
        }
    }

    /// The type of a value.
    pub fn schema(self, ty: &Type) -> to::Type {
        match ty {
            Type::Text(bounds) => to::Type::String(string(bounds)),
            Type::Bool { as_int } => to::Type::Boolean { as_integer: *as_int },
            Type::Int(range) => to::Type::Integer(bounds(range)),
            Type::Int32(range) => to::Type::Int32(bounds(range)),
            Type::Number(range) => to::Type::Number(bounds(range)),
            Type::Decimal { range, as_number } => {
                to::Type::Decimal(to::DecimalType { bounds: bounds(range), as_number: *as_number })
            }
            Type::Date => to::Type::Date,
            Type::DateTime { rfc2822 } => to::Type::DateTime { rfc2822: *rfc2822 },
            Type::Json => to::Type::Json,
            Type::List(list) => to::Type::Array(Box::new(to::ArrayType {
                items: self.schema(&list.item),
                min_items: list.items.map(|items| items.min()).filter(|min| *min > 0),
                max_items: list.items.and_then(|items| items.max()),
                unique: list.unique,
                style: if list.joined { to::ListStyle::Comma } else { to::ListStyle::Repeated },
            })),
            Type::Map(values) => to::Type::Map { values: Box::new(self.schema(values)) },
            Type::Named(id) => to::Type::Ref(self.reference(*id)),
        }
    }
}

/// A text without the line ends that YAML leaves around it.
pub fn text(doc: Option<&str>) -> Option<String> {
    doc.map(|doc| doc.trim().to_owned())
}

/// What bounds a string.
pub fn string(bounds: &Text) -> to::StringType {
    to::StringType {
        min_length: bounds.length.map(|length| length.min()).filter(|min| *min > 0),
        max_length: bounds.length.and_then(|length| length.max()),
        format: bounds.format,
        pattern: bounds.pattern.clone().map(Into::into),
    }
}

fn bounds(range: &Range) -> to::NumberBounds {
    let end = |limit: &Option<Limit>, excluded: bool| {
        limit.as_ref().filter(|limit| limit.excluded == excluded).map(|limit| limit.value.clone())
    };
    to::NumberBounds {
        minimum: end(&range.min, false),
        exclusive_minimum: end(&range.min, true),
        maximum: end(&range.max, false),
        exclusive_maximum: end(&range.max, true),
    }
}

fn enum_value(value: &EnumValue) -> to::EnumValue {
    to::EnumValue {
        value: match &value.value {
            Value::Text(text) => Json::from(text.as_str()),
            Value::Int(number) => Json::from(*number),
        },
        doc: text(value.doc.as_deref()),
        deprecated: text(value.deprecated.as_deref()),
    }
}

fn rule(rule: &Rule, record: &Record) -> to::RuleDescription {
    let name = |field: usize| record.fields[field].wire.clone();
    let names = |fields: &[usize]| fields.iter().map(|field| name(*field)).collect::<Vec<_>>();
    let condition = |condition: &Condition| to::Condition {
        field: name(condition.field),
        values: condition.values.clone(),
    };
    let kind = match &rule.kind {
        RuleKind::ExactlyOne(fields) => to::RuleKind::ExactlyOne(names(fields)),
        RuleKind::AtLeastOne(fields) => to::RuleKind::AtLeastOne(names(fields)),
        RuleKind::AtMostOne(fields) => to::RuleKind::AtMostOne(names(fields)),
        RuleKind::AllOrNone(fields) => to::RuleKind::AllOrNone(names(fields)),
        RuleKind::IfPresent { field, then } => {
            to::RuleKind::IfPresent { field: name(*field), then: names(then) }
        }
        RuleKind::If { condition: when, then } => to::RuleKind::If {
            condition: condition(when),
            then: match then {
                Then::Present(fields) => to::Then::Present(names(fields)),
                Then::Met(conditions) => to::Then::Met(conditions.iter().map(condition).collect()),
            },
        },
        RuleKind::Equal(fields) => to::RuleKind::Equal(names(fields)),
    };
    to::RuleDescription { rule: kind, doc: rule.doc.clone() }
}
