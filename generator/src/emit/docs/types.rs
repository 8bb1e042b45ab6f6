//! Types on a page: a row for a field, a section for each named type, a link wherever one is named.

use serde::Serialize;
use serde_json::Value as Json;

use super::headings::Headings;
use crate::emit::direction::Direction;
use crate::model::{
    Access, Api, EnumValue, Field, Record, Resource, Scalar, Type, TypeDef, TypeId, TypeKind, Value,
};
use crate::phrase;

/// What a type is called, with a link where the name has a section.
#[derive(Clone, Serialize)]
pub struct TypeName {
    /// The words in front of the name: "list of"; all of it where the name is one of a scalar: "list of text".
    words: String,
    name: Option<String>,
    anchor: Option<String>,
    /// Whether the name is one of a scalar.
    is_scalar: bool,
}

/// A row of a table of fields.
#[derive(Serialize)]
pub struct FieldRow {
    name: String,
    label: String,
    ty: TypeName,
    required: bool,
    nullable: bool,
    bounds: Option<String>,
    doc: Option<String>,
    default: Option<String>,
    example: Option<String>,
    placeholder: Option<String>,
    /// Empty where it is not said why.
    deprecated: Option<String>,
    beta: bool,
    secret: bool,
    /// "Write-only." or "Read-only.", where the other direction might be expected.
    access: Option<&'static str>,
    /// What else an input document may have in its place.
    accepts: Vec<&'static str>,
}

/// The section of a named type.
#[derive(Serialize)]
pub struct TypeSection {
    heading: String,
    doc: Option<String>,
    deprecated: Option<String>,
    /// Whether an answer may hold what the section does not say.
    open: bool,
    sent: bool,
    #[serde(flatten)]
    kind: SectionKind,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum SectionKind {
    Record { fields: Vec<FieldRow>, rules: Vec<RuleRow> },
    Enum { values: Vec<ValueRow>, explained: bool },
    Union { alternatives: Vec<AlternativeRow> },
    Tagged { tag: String, variants: Vec<VariantRow>, explained: bool },
    Scalar,
}

/// A rule across fields.
#[derive(Serialize)]
pub struct RuleRow {
    /// What it asks for: a sentence.
    sentence: String,
    /// Why.
    doc: Option<String>,
}

#[derive(Serialize)]
struct ValueRow {
    value: String,
    doc: Option<String>,
    deprecated: Option<String>,
}

#[derive(Serialize)]
struct VariantRow {
    value: String,
    ty: TypeName,
    doc: Option<String>,
}

#[derive(Serialize)]
struct AlternativeRow {
    ty: TypeName,
    bounds: Option<String>,
}

/// The named types of a page, in the order in which the page comes upon them.
pub struct Types<'a> {
    api: &'a Api,
    home: &'a Resource,
    headings: Headings,
    reached: Vec<Reached>,
    /// How many of those have had their sections made.
    done: usize,
}

struct Reached {
    what: What,
    direction: Direction,
    heading: String,
    anchor: String,
}

/// What has a section of its own.
#[derive(Clone)]
enum What {
    Type(TypeId),
    Scalar(Scalar),
}

impl<'a> Types<'a> {
    /// None yet, on a page of this resource with these headings.
    pub fn new(api: &'a Api, home: &'a Resource, headings: Headings) -> Self {
        Self { api, home, headings, reached: Vec::new(), done: 0 }
    }

    /// What a type is called; its name links to the section that [`sections`](Self::sections) makes.
    pub fn name(&mut self, ty: &Type, direction: Direction) -> TypeName {
        let (words, named) = phrase::type_words(ty);
        let words = words.trim_end().to_owned();
        let Some(id) = named else {
            return TypeName { words, name: None, anchor: None, is_scalar: false };
        };
        let definition = self.api.type_def(id);
        let anchor = self.anchor(id, definition, direction);
        TypeName { words, name: Some(self.own_name(definition)), anchor: Some(anchor), is_scalar: false }
    }

    /// What a type is called that is a scalar with a name, or may be one.
    fn name_with(&mut self, ty: &Type, scalar: Option<&Scalar>, direction: Direction) -> TypeName {
        let name = self.name(ty, direction);
        // Without a doc there is nothing to say of it but what the words say.
        let Some(scalar) = scalar.filter(|scalar| scalar.doc.is_some()) else { return name };
        let (scalar_name, anchor) = self.scalar_anchor(scalar);
        TypeName { name: Some(scalar_name), anchor: Some(anchor), is_scalar: true, ..name }
    }

    /// The rows of fields.
    pub fn rows<'f>(
        &mut self,
        fields: impl IntoIterator<Item = &'f Field>,
        direction: Direction,
    ) -> Vec<FieldRow> {
        fields.into_iter().map(|field| self.row(field, direction)).collect()
    }

    /// The sections of all types that were named since the last call, and of those that these name.
    pub fn sections(&mut self) -> Vec<TypeSection> {
        let mut sections = Vec::new();
        while let Some(Reached { what, direction, heading, .. }) = self.reached.get(self.done) {
            let (what, direction, heading) = (what.clone(), *direction, heading.clone());
            self.done += 1;
            sections.push(match what {
                What::Type(id) => self.section(self.api.type_def(id), direction, heading),
                What::Scalar(scalar) => TypeSection {
                    heading,
                    doc: scalar.doc,
                    deprecated: None,
                    open: false,
                    sent: direction == Direction::Sent,
                    kind: SectionKind::Scalar,
                },
            });
        }
        sections
    }

    /// Every type that has a section.
    pub fn reached(&self) -> impl Iterator<Item = &'a TypeDef> {
        let mut seen = Vec::new();
        let ids = self.reached.iter().filter_map(|reached| match reached.what {
            What::Type(id) => Some(id),
            What::Scalar(_) => None,
        });
        let ids = ids.filter(move |id| {
            let is_new = !seen.contains(id);
            seen.push(*id);
            is_new
        });
        let api = self.api;
        ids.map(move |id| api.type_def(id))
    }

    /// Every scalar that has a section, with its name on this page.
    pub fn reached_scalars(&self) -> impl Iterator<Item = (String, &Scalar)> {
        self.reached.iter().filter_map(|reached| match &reached.what {
            What::Type(_) => None,
            What::Scalar(scalar) => Some((self.name_at_home(&scalar.resource, &scalar.name), scalar)),
        })
    }

    /// The name of a type, with its resource in front where that is another's.
    pub fn own_name(&self, definition: &TypeDef) -> String {
        self.name_at_home(&self.api.resources[definition.resource].name, &definition.name)
    }

    fn name_at_home(&self, resource: &str, name: &str) -> String {
        match resource == self.home.name {
            true => name.to_owned(),
            false => format!("{resource}.{name}"),
        }
    }

    /// The name of a scalar, and its anchor.
    fn scalar_anchor(&mut self, scalar: &Scalar) -> (String, String) {
        let name = self.name_at_home(&scalar.resource, &scalar.name);
        let known = self.reached.iter().find(|reached| match &reached.what {
            What::Type(_) => false,
            What::Scalar(other) => other.resource == scalar.resource && other.name == scalar.name,
        });
        if let Some(reached) = known {
            return (name, reached.anchor.clone());
        }
        let (heading, anchor) = self.headings.add(&name);
        let what = What::Scalar(scalar.clone());
        self.reached.push(Reached { what, direction: Direction::Sent, heading, anchor: anchor.clone() });
        (name, anchor)
    }

    fn anchor(&mut self, id: TypeId, definition: &TypeDef, direction: Direction) -> String {
        let differs = differs_by_direction(definition);
        let known = |reached: &&Reached| {
            matches!(reached.what, What::Type(other) if other == id)
                && (!differs || reached.direction == direction)
        };
        if let Some(reached) = self.reached.iter().find(known) {
            return reached.anchor.clone();
        }
        let (heading, anchor) = self.headings.add(&self.own_name(definition));
        self.reached.push(Reached { what: What::Type(id), direction, heading, anchor: anchor.clone() });
        anchor
    }

    fn row(&mut self, field: &Field, direction: Direction) -> FieldRow {
        let access = match (field.access, direction) {
            (Access::Write, Direction::Sent) => Some("Write-only."),
            (Access::Read, Direction::Returned) => Some("Read-only."),
            _ => None,
        };
        FieldRow {
            name: field.wire.clone(),
            label: field.label.clone(),
            ty: self.name_with(&field.ty, field.scalar.as_ref(), direction),
            required: direction.requires(field),
            nullable: field.presence.is_nullable(),
            bounds: phrase::bounds(&field.ty),
            doc: field.doc.clone(),
            default: field.default.as_ref().map(Json::to_string),
            example: field.example.as_ref().filter(|_| !field.secret).map(Json::to_string),
            placeholder: field.placeholder.clone().filter(|_| direction == Direction::Sent),
            deprecated: field.deprecated.clone(),
            beta: field.beta,
            secret: field.secret,
            access,
            accepts: if direction == Direction::Sent { phrase::accepts(field) } else { Vec::new() },
        }
    }

    fn section(&mut self, definition: &TypeDef, direction: Direction, heading: String) -> TypeSection {
        let kind = match &definition.kind {
            TypeKind::Record(record) => {
                let rules = if direction == Direction::Sent { rules_of(definition) } else { Vec::new() };
                SectionKind::Record { fields: self.rows(direction.fields(record), direction), rules }
            }
            TypeKind::Enum(of) => {
                let values: Vec<_> = of.values.iter().map(ValueRow::new).collect();
                let explained = values.iter().any(|value| value.doc.is_some() || value.deprecated.is_some());
                SectionKind::Enum { values, explained }
            }
            TypeKind::Tagged(tagged) => {
                let variants = tagged.variants.iter().map(|variant| VariantRow {
                    value: variant.value.clone(),
                    ty: self.name(&Type::Named(variant.record), direction),
                    doc: variant.doc.clone(),
                });
                let variants: Vec<_> = variants.collect();
                let explained = variants.iter().any(|variant| variant.doc.is_some());
                SectionKind::Tagged { tag: tagged.tag.clone(), variants, explained }
            }
            TypeKind::Union(union) => {
                let alternatives = union.alternatives.iter().map(|alternative| AlternativeRow {
                    ty: self.name_with(&alternative.ty, alternative.scalar.as_ref(), direction),
                    bounds: phrase::bounds(&alternative.ty),
                });
                SectionKind::Union { alternatives: alternatives.collect() }
            }
        };
        TypeSection {
            heading,
            doc: definition.doc.clone(),
            deprecated: definition.deprecated.clone(),
            open: definition.usage.answer,
            sent: direction == Direction::Sent,
            kind,
        }
    }
}

impl ValueRow {
    fn new(value: &EnumValue) -> Self {
        let text = match &value.value {
            // An empty text would leave an empty cell.
            Value::Text(text) if text.trim().is_empty() => format!("\"{text}\""),
            Value::Text(text) => text.clone(),
            Value::Int(number) => number.to_string(),
        };
        Self { value: text, doc: value.doc.clone(), deprecated: value.deprecated.clone() }
    }
}

/// Whether a type wants a section for each direction: one of its fields travels in one alone.
fn differs_by_direction(definition: &TypeDef) -> bool {
    match &definition.kind {
        TypeKind::Record(record) => record.fields.iter().any(|field| field.access != Access::Both),
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tagged(_) => false,
    }
}

/// The fields of a named type, which has some if it is a record.
pub fn fields_of(definition: &TypeDef) -> &[Field] {
    match &definition.kind {
        TypeKind::Record(Record { fields, .. }) => fields,
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tagged(_) => &[],
    }
}

/// The rules across the fields of a named type, in words.
pub fn rules_of(definition: &TypeDef) -> Vec<RuleRow> {
    let TypeKind::Record(record) = &definition.kind else { return Vec::new() };
    let rules = record.rules.iter().map(|rule| RuleRow {
        sentence: format!("{}.", phrase::capitalised(&phrase::rule(rule, record))),
        doc: rule.doc.clone(),
    });
    rules.collect()
}
