//! Every name of a type of a service, and what it stands for.

use std::collections::HashMap;

use super::gather::{Written, WrittenType};
use super::is_missing;
use crate::diagnostics::{Code, Problems};
use crate::model::TypeId;
use crate::source::At;
use crate::spec;

/// What a name of a type stands for.
pub enum Entry<'a> {
    /// A type with an id.
    Type(TypeId),
    /// A scalar with a name.
    Scalar {
        /// Its declaration.
        decl: Box<spec::TypeDecl>,
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
    /// Resources of which a file could not be read.
    unread: Vec<String>,
    written: HashMap<(String, String), &'a WrittenType<'a>>,
    kinds: Vec<Kind>,
    /// How many values each type has, where it is an enum.
    values: Vec<Option<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Record,
    Enum,
    Union,
    Tagged,
}

impl<'a> Index<'a> {
    /// Without any type, for fields that name none.
    pub fn empty() -> Self {
        Self {
            lists: spec::Join::Comma,
            resources: Vec::new(),
            unread: Vec::new(),
            written: HashMap::new(),
            kinds: Vec::new(),
            values: Vec::new(),
        }
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
            if resource.unread_types {
                index.unread.push(resource.name.clone());
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
            ["tagged_by"] => Kind::Tagged,
            ["type"] => return Entry::Scalar { decl: Box::new(decl.clone()), at: written.at, depth: 0 },
            [] => {
                // A key whose value was refused has been reported.
                if kinds.iter().all(|(key, _)| is_missing(written.at, key)) {
                    let problem = problems.error(
                        Code::NoKind,
                        written.name_span,
                        format!("`{}` is declared and not said what it is", written.name),
                    );
                    problem.help(match decl.variants {
                        Some(_) => "name the field that tells the variants apart: `tagged_by: type`",
                        None => {
                            "give it `fields` (a record), `enum`, `any_of` or `tagged_by` (a union) or `type` (a scalar with a name)"
                        }
                    });
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
        self.values.push(match &decl.enum_ {
            Some(spec::EnumValues::List(values)) => Some(values.len()),
            Some(spec::EnumValues::Map(values)) => Some(values.iter().count()),
            None => None,
        });
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
            ("variants", decl.variants.is_some() && kind != Kind::Tagged),
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

    /// What a name stands for. One that may be declared in a file that could not be read counts as refused.
    pub fn find(&self, resource: &str, name: &str) -> Option<&Entry<'a>> {
        let (_, entries) = self.resources.iter().find(|(other, _)| other == resource)?;
        let found = entries.iter().find(|(other, _)| other == name).map(|(_, entry)| entry);
        found.or_else(|| self.is_unread(resource).then_some(&Entry::Refused))
    }

    /// Whether a file of the resource could not be read, so that more types may be declared there.
    pub fn is_unread(&self, resource: &str) -> bool {
        self.unread.iter().any(|unread| unread == resource)
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
        matches!(self.kinds[id.0], Kind::Enum | Kind::Union)
    }

    /// How many values a type has, where it is an enum.
    pub fn count_of_values(&self, id: TypeId) -> Option<usize> {
        self.values[id.0]
    }

    /// Whether a type is a record.
    pub fn is_record(&self, id: TypeId) -> bool {
        self.kinds[id.0] == Kind::Record
    }
}
