//! Named types: which there are, and what each is made of.

use std::collections::HashMap;

use super::field::Places;
use super::gather::{Written, WrittenType};
use super::record;
use super::{field, prose};
use crate::diagnostics::{Code, Problems};
use crate::model::{
    Alternative, Enum, EnumValue, Tell, Type, TypeDef, TypeId, TypeKind, Union, Usage, Value,
};
use crate::names;
use crate::source::At;
use crate::spec;

/// What a name of a type stands for.
pub enum Entry<'a> {
    /// A type with an id.
    Type(TypeId),
    /// A scalar with a name.
    Scalar {
        /// Its declaration.
        decl: spec::TypeDecl,
        /// Its place.
        at: At<'a>,
        /// How many scalars with a name stand behind it; more than a few is a loop.
        depth: usize,
    },
    /// A declaration that is wrong and was reported.
    Refused,
}

/// Every name of a type, by resource.
pub struct Index<'a> {
    /// How lists stand in queries, unless a field says otherwise.
    pub lists: spec::Join,
    resources: Vec<(String, Vec<(String, Entry<'a>)>)>,
    written: HashMap<(String, String), &'a WrittenType<'a>>,
    kinds: Vec<Kind>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Record,
    Enum,
    Union,
}

impl<'a> Index<'a> {
    /// Without any type, for fields that name none.
    pub fn empty() -> Self {
        Self { lists: spec::Join::Comma, resources: Vec::new(), written: HashMap::new(), kinds: Vec::new() }
    }

    /// All declarations of a service. What declares nothing, or two things, is reported.
    pub fn new(service: &'a Written<'a>, lists: spec::Join, problems: &mut Problems) -> Self {
        let mut index = Self { lists, ..Self::empty() };
        for resource in &service.resources {
            let mut entries: Vec<(String, Entry<'a>)> = Vec::new();
            let mut first: HashMap<&str, &WrittenType<'a>> = HashMap::new();
            for written in &resource.types {
                if let Some(other) = first.insert(&written.name, written) {
                    problems
                        .error(
                            Code::NamesCollide,
                            written.name_span,
                            format!("a second type `{}`", written.name),
                        )
                        .also(other.name_span, "the first one")
                        .help(
                            "types of one resource, those of its actions included, need names of their own",
                        );
                    continue;
                }
                index.written.insert((resource.name.clone(), written.name.clone()), written);
                let entry = index.entry(written, problems);
                entries.push((written.name.clone(), entry));
            }
            index.resources.push((resource.name.clone(), entries));
        }
        index
    }

    fn entry(&mut self, written: &WrittenType<'a>, problems: &mut Problems) -> Entry<'a> {
        let decl = &written.decl;
        let kinds = [
            ("fields", decl.fields.is_some()),
            ("enum", decl.enum_.is_some()),
            ("any_of", decl.any_of.is_some()),
            ("tagged_by", decl.tagged_by.is_some()),
            ("type", decl.type_.is_some()),
        ];
        let given: Vec<&str> = kinds.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect();
        let kind = match given.as_slice() {
            ["fields"] => Kind::Record,
            ["enum"] => Kind::Enum,
            ["any_of"] => Kind::Union,
            ["tagged_by"] => {
                field::not_yet("tagged_by", written.at.key("tagged_by"), problems);
                return Entry::Refused;
            }
            ["type"] => return Entry::Scalar { decl: decl.clone(), at: written.at, depth: 0 },
            [] => {
                // A key whose value was refused has been reported.
                if !kinds.iter().any(|(key, _)| written.at.has(key)) {
                    let problem = problems.error(
                        Code::NoKind,
                        written.name_span,
                        format!("`{}` is declared and not said what it is", written.name),
                    );
                    problem.help("give it `fields` (a record), `enum`, `any_of` (a union) or `type` (a scalar with a name)");
                }
                return Entry::Refused;
            }
            several => {
                let (first, second) = (several[0], several[several.len() - 1]);
                problems
                    .error(
                        Code::NoKind,
                        written.at.key_name(second),
                        format!("`{}` is two things at once", written.name),
                    )
                    .also(written.at.key_name(first), "this makes it one thing")
                    .help("keep one of the two");
                return Entry::Refused;
            }
        };
        self.misplaced(written, kind, problems);
        self.kinds.push(kind);
        Entry::Type(TypeId(self.kinds.len() - 1))
    }

    fn misplaced(&self, written: &WrittenType<'_>, kind: Kind, problems: &mut Problems) {
        let decl = &written.decl;
        let bounds = [
            ("length", decl.length.is_some()),
            ("range", decl.range.is_some()),
            ("format", decl.format.is_some()),
            ("pattern", decl.pattern.is_some()),
            ("encode", decl.encode.is_some()),
            ("access", decl.access.is_some()),
            ("secret", decl.secret.is_some()),
            ("variants", decl.variants.is_some()),
            ("like", decl.like.is_some() && kind != Kind::Record),
            ("rules", decl.rules.is_some() && kind != Kind::Record),
        ];
        for (key, _) in bounds.iter().filter(|(_, given)| *given) {
            problems
                .error(
                    Code::NotApplicable,
                    written.at.key_name(key),
                    format!("`{key}` does not apply to `{}`", written.name),
                )
                .help(match *key {
                    "like" | "rules" => "it is a word of records: types with `fields`",
                    "variants" => "it goes with `tagged_by`",
                    _ => "it is a word of fields, and of scalars with a name",
                });
        }
    }

    /// What a name stands for.
    pub fn find(&self, resource: &str, name: &str) -> Option<&Entry<'a>> {
        let (_, entries) = self.resources.iter().find(|(other, _)| other == resource)?;
        entries.iter().find(|(other, _)| other == name).map(|(_, entry)| entry)
    }

    /// A declaration as it was written.
    pub fn written(&self, resource: &str, name: &str) -> Option<&'a WrittenType<'a>> {
        self.written.get(&(resource.to_owned(), name.to_owned())).copied()
    }

    /// Whether there is such a resource.
    pub fn has_resource(&self, resource: &str) -> bool {
        self.resources.iter().any(|(other, _)| other == resource)
    }

    /// The names of the resources.
    pub fn resources(&self) -> Vec<&str> {
        self.resources.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The names of the types of a resource.
    pub fn names(&self, resource: &str) -> Vec<&str> {
        let entries = self.resources.iter().find(|(other, _)| other == resource);
        entries
            .map(|(_, entries)| entries.iter().map(|(name, _)| name.as_str()).collect())
            .unwrap_or_default()
    }

    /// Whether a type is an enum or a union, which can stand where a scalar can.
    pub fn is_enum_or_union(&self, id: TypeId) -> bool {
        self.kinds[id.0] != Kind::Record
    }
}

/// The types of a service in the order of their ids, and where the fields of its records stand.
pub struct Types<'a> {
    /// The types.
    pub defs: Vec<TypeDef>,
    /// Where the fields of a record stand.
    pub places: HashMap<(TypeId, String), Places<'a>>,
    /// Where the name of a type stands.
    pub declared: Vec<At<'a>>,
}

/// Makes every type of a service.
pub fn types<'a>(service: &'a Written<'a>, index: &Index<'a>, problems: &mut Problems) -> Types<'a> {
    let mut types = Types { defs: Vec::new(), places: HashMap::new(), declared: Vec::new() };
    for (place, resource) in service.resources.iter().enumerate() {
        for written in &resource.types {
            let Some(Entry::Type(id)) = index.find(&resource.name, &written.name) else {
                unused_scalar(index, &resource.name, written, problems);
                continue;
            };
            if types.defs.len() != id.0 {
                // A second declaration of the name, which was reported.
                continue;
            }
            let kind = match (&written.decl.enum_, &written.decl.any_of) {
                (Some(values), _) => TypeKind::Enum(enum_(values, written, problems)),
                (None, Some(alternatives)) => {
                    TypeKind::Union(union(index, &resource.name, alternatives, written, problems))
                }
                (None, None) => {
                    let (record, places) = record::record(index, &resource.name, written, problems);
                    types.places.extend(places.into_iter().map(|(wire, places)| ((*id, wire), places)));
                    TypeKind::Record(record)
                }
            };
            types.declared.push(written.at);
            types.defs.push(TypeDef {
                resource: place,
                name: written.name.clone(),
                rust: type_name(written, problems),
                doc: prose::text(written.decl.doc.as_deref()),
                source: prose::line(written.decl.source.as_deref()),
                deviation: prose::text(written.decl.deviation.as_deref()),
                deprecated: prose::line(written.decl.deprecated.as_deref()),
                usage: Usage::default(),
                kind,
            });
        }
    }
    tell(&mut types, problems);
    types
}

/// A scalar with a name is checked here once, whether or not anything uses it.
fn unused_scalar(index: &Index<'_>, resource: &str, written: &WrittenType<'_>, problems: &mut Problems) {
    if written.decl.type_.is_some() && written.decl.fields.is_none() && written.decl.enum_.is_none() {
        let as_field = spec::Field { type_: Some(written.name.clone()), ..spec::Field::default() };
        let places = Places::one(written.at);
        field::field(index, resource, "value", &as_field, &places, field::Stand::Query, problems);
    }
}

/// The Rust name of a type.
fn type_name(written: &WrittenType<'_>, problems: &mut Problems) -> String {
    let (name, span) = match &written.decl.rust {
        Some(name) => (name.clone(), written.at.key("rust").span()),
        None => (written.name.clone(), written.name_span),
    };
    if let Some(reason) = names::refusal(&name) {
        problems
            .error(Code::NoRustName, span, format!("`{name}` cannot be a type in Rust"))
            .label(reason)
            .help("give it another name in Rust with `rust`");
    } else if names::variant(&name) != name {
        let better = names::variant(&name);
        problems
            .error(Code::NoRustName, span, format!("`{name}` is not in UpperCamelCase"))
            .why("the name of a type is its name in Rust")
            .replace(span, better.clone(), format!("call it `{better}`"));
    } else if names::is_taken_type(&name) {
        problems
            .error(Code::NoRustName, span, format!("generated code needs the name `{name}` for itself"))
            .help(format!("keep the name and give it another one in Rust: `rust: {name}Value`"));
    }
    name
}

fn enum_(values: &spec::EnumValues, written: &WrittenType<'_>, problems: &mut Problems) -> Enum {
    let at = written.at.key("enum");
    let mut listed: Vec<(EnumValue, At<'_>)> = Vec::new();
    match values {
        spec::EnumValues::List(values) => {
            for (place, value) in values.iter().enumerate() {
                let at = at.item(place);
                if let Some(value) = enum_value(&value.0, at, problems) {
                    push_value(&mut listed, value, None, at, problems);
                }
            }
        }
        spec::EnumValues::Map(values) => {
            let whole = values.iter().all(|(key, _)| key.parse::<i64>().is_ok());
            for (key, meaning) in values.iter() {
                let value = match key.parse() {
                    Ok(number) if whole => Value::Int(number),
                    _ => Value::Text(key.to_owned()),
                };
                push_value(&mut listed, value, Some(meaning), at.key(key), problems);
            }
        }
    }
    if listed.is_empty() && at.node().items().is_empty() && at.node().entries().is_empty() {
        problems
            .error(Code::EmptyRecord, at.span(), "an enum without values")
            .help("give it a value, or use `string`");
    }
    let is_int = |value: &EnumValue| matches!(value.value, Value::Int(_));
    if let Some((first, _)) = listed.first() {
        if let Some((_, at)) = listed.iter().find(|(value, _)| is_int(value) != is_int(first)) {
            problems
                .error(Code::MixedEnum, at.name(), "texts and numbers in one enum")
                .help("put the numbers between quotes if they travel as texts");
        }
    }
    Enum { values: listed.into_iter().map(|(value, _)| value).collect() }
}

fn enum_value(value: &serde_yaml::Value, at: At<'_>, problems: &mut Problems) -> Option<Value> {
    match value {
        serde_yaml::Value::String(text) => Some(Value::Text(text.clone())),
        serde_yaml::Value::Number(number) if number.as_i64().is_some() => number.as_i64().map(Value::Int),
        _ => {
            let shown = at.scalar().map_or("this", |scalar| scalar.text.as_str());
            let problem =
                problems.error(Code::NotText, at.span(), "a value of an enum is a text or a whole number");
            problem.label(format!("YAML does not read `{shown}` as either"));
            match at.scalar() {
                Some(scalar) => problem.replace(
                    at.span(),
                    crate::source::quote(&scalar.text),
                    format!("put it between quotes: {}", crate::source::quote(&scalar.text)),
                ),
                None => problem.help("write one value an item"),
            };
            None
        }
    }
}

fn push_value<'a>(
    listed: &mut Vec<(EnumValue, At<'a>)>,
    value: Value,
    meaning: Option<&spec::EnumValue>,
    at: At<'a>,
    problems: &mut Problems,
) {
    let text = match &value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
    };
    if let Some((_, first)) = listed.iter().find(|(other, _)| other.value == value) {
        problems
            .error(Code::ValueTwice, at.name(), format!("`{text}` is given twice"))
            .also(first.name(), "the first time")
            .help("drop one of the two");
        return;
    }
    let given = meaning.and_then(|meaning| meaning.rust.clone());
    let rust = given.clone().unwrap_or_else(|| variant_name(&value));
    let span = if given.is_some() { at.key("rust").span() } else { at.name() };
    if let Some(reason) = names::refusal(&rust)
        .or_else(|| (names::variant(&rust) != rust).then_some("a variant is in UpperCamelCase"))
    {
        problems
            .error(Code::NoRustName, span, format!("`{text}` has no name in Rust"))
            .label(reason)
            .help("give it one: `{doc: …, rust: Unset}`, with the values as a map");
        return;
    }
    if let Some((other, first)) = listed.iter().find(|(other, _)| other.rust == rust) {
        let other = match &other.value {
            Value::Text(text) => text.clone(),
            Value::Int(number) => number.to_string(),
        };
        problems
            .error(Code::NamesCollide, at.name(), format!("`{other}` and `{text}` are both `{rust}` in Rust"))
            .also(first.name(), "the first of the two")
            .help("give one of them another name with `rust`, with the values as a map");
        return;
    }
    listed.push((
        EnumValue {
            value,
            rust,
            doc: prose::text(meaning.and_then(|meaning| meaning.doc.as_deref())),
            deprecated: prose::line(meaning.and_then(|meaning| meaning.deprecated.as_deref())),
            deviation: prose::text(meaning.and_then(|meaning| meaning.deviation.as_deref())),
        },
        at,
    ));
}

fn variant_name(value: &Value) -> String {
    match value {
        Value::Text(text) => {
            let name = names::variant(text);
            // The variant of a value that nobody knows.
            if name == "Unknown" { "UnknownValue".to_owned() } else { name }
        }
        Value::Int(number) if *number < 0 => format!("Minus{}", number.unsigned_abs()),
        Value::Int(number) => format!("Value{number}"),
    }
}

fn union(
    index: &Index<'_>,
    resource: &str,
    alternatives: &spec::Alternatives,
    written: &WrittenType<'_>,
    problems: &mut Problems,
) -> Union {
    let at = written.at.key("any_of");
    let listed: Vec<(Option<&str>, &str, At<'_>)> = match alternatives {
        spec::Alternatives::List(types) => {
            types.iter().enumerate().map(|(place, text)| (None, text.as_str(), at.item(place))).collect()
        }
        spec::Alternatives::Map(types) => {
            types.iter().map(|(name, text)| (Some(name), text.as_str(), at.key(name))).collect()
        }
    };
    let mut made: Vec<Alternative> = Vec::new();
    for (name, text, at) in listed {
        let as_field = spec::Field { type_: Some(text.to_owned()), ..spec::Field::default() };
        let wire = "value";
        let made_field =
            field::field(index, resource, wire, &as_field, &Places::one(at), field::Stand::Record, problems);
        let Some(made_field) = made_field else { continue };
        let rust = name.map_or_else(|| alternative_name(text), str::to_owned);
        let reason = names::refusal(&rust)
            .or_else(|| (names::variant(&rust) != rust).then_some("a variant is in UpperCamelCase"))
            .or_else(|| (rust == "Unknown").then_some("this is the variant of a value that nobody knows"));
        if let Some(reason) = reason {
            problems
                .error(Code::NoRustName, at.name(), format!("`{rust}` cannot be a variant in Rust"))
                .label(reason)
                .help("name the variants: `any_of: {Text: string, Number: number}`");
            continue;
        }
        if made.iter().any(|other| other.rust == rust) {
            problems
                .error(Code::NamesCollide, at.name(), format!("a second variant `{rust}`"))
                .help("name the variants: `any_of: {Text: string, Number: number}`");
            continue;
        }
        made.push(Alternative { rust, ty: made_field.ty, tell: Tell::JsonType });
    }
    if made.len() < 2 && at.node().items().len().max(at.node().entries().len()) < 2 {
        problems
            .error(Code::EmptyRecord, at.span(), "a union of fewer than two types")
            .help("use the type itself");
    }
    Union { alternatives: made }
}

/// `list<string>` becomes `StringList`, `date-time` `DateTime`.
fn alternative_name(text: &str) -> String {
    match text.split_once('<') {
        Some((outer, inner)) => {
            format!("{}{}", alternative_name(inner.trim_end_matches('>')), names::variant(outer))
        }
        None if text == "string" => "Text".to_owned(),
        None => names::variant(text.rsplit('.').next().unwrap_or(text)),
    }
}

/// Finds how each alternative of a union is told from the later ones.
fn tell(types: &mut Types<'_>, problems: &mut Problems) {
    for id in 0..types.defs.len() {
        let TypeKind::Union(union) = &types.defs[id].kind else { continue };
        let mut tells = Vec::new();
        for (place, alternative) in union.alternatives.iter().enumerate() {
            let later: Vec<&Alternative> = union.alternatives[place + 1..]
                .iter()
                .filter(|later| share_json_type(&alternative.ty, &later.ty, &types.defs))
                .collect();
            let tell = match later.as_slice() {
                [] => Some(Tell::JsonType),
                later => told_apart(&alternative.ty, later, &types.defs),
            };
            if tell.is_none() {
                let at = types.declared[id].key("any_of");
                problems
                    .error(
                        Code::AmbiguousUnion,
                        at.span(),
                        format!("`{}` cannot be told from `{}`", alternative.rust, later[0].rust),
                    )
                    .why("both are the same type in JSON, and the first would take every value of the second")
                    .help("put the one with a format, or with a required field that the other lacks, first");
            }
            tells.push(tell.unwrap_or(Tell::JsonType));
        }
        if let TypeKind::Union(union) = &mut types.defs[id].kind {
            for (alternative, tell) in union.alternatives.iter_mut().zip(tells) {
                alternative.tell = tell;
            }
        }
    }
}

/// The JSON types of a value, as bits.
pub fn json_types(ty: &Type, defs: &[TypeDef]) -> u8 {
    const TEXT: u8 = 1;
    const NUMBER: u8 = 2;
    const BOOL: u8 = 4;
    const LIST: u8 = 8;
    const OBJECT: u8 = 16;
    match ty {
        Type::Text(_) | Type::Date | Type::DateTime { .. } => TEXT,
        Type::Bool { .. } => BOOL,
        Type::Int(_) | Type::Int32(_) | Type::Number(_) => NUMBER,
        Type::Decimal { .. } => TEXT | NUMBER,
        Type::Json => TEXT | NUMBER | BOOL | LIST | OBJECT,
        Type::List(_) => LIST,
        Type::Map(_) => OBJECT,
        Type::Named(id) => match defs.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Enum(values)) if values.is_int() => NUMBER,
            Some(TypeKind::Enum(_)) => TEXT,
            Some(TypeKind::Record(_)) | None => OBJECT,
            // A union in a union is looked at no deeper than this: one that holds itself would never end.
            Some(TypeKind::Union(_)) => TEXT | NUMBER | BOOL | LIST | OBJECT,
        },
    }
}

fn share_json_type(a: &Type, b: &Type, defs: &[TypeDef]) -> bool {
    json_types(a, defs) & json_types(b, defs) != 0
}

fn told_apart(ty: &Type, later: &[&Alternative], defs: &[TypeDef]) -> Option<Tell> {
    match ty {
        Type::Date | Type::DateTime { .. } => Some(Tell::Shape),
        Type::Text(text) if text.format.is_some() || text.pattern.is_some() => Some(Tell::Shape),
        Type::Named(id) => match &defs[id.0].kind {
            TypeKind::Enum(_) => Some(Tell::Shape),
            TypeKind::Record(record) => {
                let lacking = |wire: &str| {
                    later.iter().all(|later| match &later.ty {
                        Type::Named(id) => match &defs[id.0].kind {
                            TypeKind::Record(other) => other.fields.iter().all(|field| field.wire != wire),
                            _ => false,
                        },
                        _ => false,
                    })
                };
                let fields: Vec<String> = record
                    .fields
                    .iter()
                    .filter(|field| field.presence.is_required() && lacking(&field.wire))
                    .map(|field| field.wire.clone())
                    .collect();
                (!fields.is_empty()).then_some(Tell::Fields(fields))
            }
            TypeKind::Union(_) => None,
        },
        _ => None,
    }
}

/// Reads a type that stands alone, as in `returns`.
pub fn standalone(
    index: &Index<'_>,
    resource: &str,
    text: &str,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<Type> {
    let as_field = spec::Field { type_: Some(text.to_owned()), ..spec::Field::default() };
    let places = Places::one(at);
    field::field(index, resource, "value", &as_field, &places, field::Stand::Body, problems)
        .map(|field| field.ty)
}
