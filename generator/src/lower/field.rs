//! A field: its type with what bounds it, and whether it must be there.

use super::accepts::accepts;
use super::document::json;
use super::index::{Entry, Index};
use super::prose;
use super::value_type::typed;
use crate::diagnostics::{Code, Problems};
use crate::model::{Access, Field, Presence, Scalar};
use crate::names;
use crate::source::At;
use crate::spec;

/// Where the keys of a field stand: in the field itself, then in the fields that it is like.
#[derive(Clone, Debug)]
pub struct Places<'a>(pub Vec<At<'a>>);

impl<'a> Places<'a> {
    /// A field that stands in one place.
    pub fn one(at: At<'a>) -> Self {
        Self(vec![at])
    }

    /// The field itself.
    pub fn own(&self) -> At<'a> {
        self.0[0]
    }

    /// The value of a key, wherever it is given; the field itself where it is not.
    pub fn key(&self, key: &str) -> At<'a> {
        self.0.iter().find(|at| at.has(key)).map_or(self.own(), |at| at.key(key))
    }
}

/// Where a field stands; this decides which words have a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// In a record that travels as JSON.
    Record,
    /// In the path of a request.
    Path,
    /// In the query of a request.
    Query,
    /// As the body of a request.
    Body,
}

/// Makes a field of what was written.
pub fn field(
    index: &Index<'_>,
    resource: &str,
    wire: &str,
    written: &spec::Field,
    places: &Places<'_>,
    stand: Stand,
    problems: &mut Problems,
) -> Option<Field> {
    let rust = rust_name(wire, written, places, stand, problems);
    let (ty, secret) = typed(index, resource, written, places, stand, problems)?;
    if secret && matches!(stand, Stand::Path | Stand::Body) {
        problems
            .error(
                Code::NotApplicable,
                places.key("secret").span(),
                "a secret stands in a record or in a query",
            )
            .why("a path is printed with the address, and a body of its own has no name to redact it by")
            .help("make it a field of a record");
        return None;
    }
    if let (true, Some(_)) = (secret, &written.default) {
        problems
            .error(Code::NoEffect, places.key("default").span(), "a secret with a default is no secret")
            .help("drop the default");
    }
    let required = written.required.unwrap_or(false);
    if stand == Stand::Path && written.required == Some(false) {
        problems
            .error(
                Code::OptionalPath,
                places.key("required").span(),
                format!("`{wire}` stands in the path and is optional"),
            )
            .why("a path with a hole in it is another path")
            .help("leave `required` out: every field of a path is required");
    }
    let accepts = accepts(written, &ty, required, places, stand, problems);
    let scalar = written.type_.as_deref().and_then(|text| scalar(index, resource, text));
    let nullable = written.nullable.unwrap_or(false);
    if nullable && matches!(stand, Stand::Path | Stand::Query) {
        problems
            .error(Code::NoEffect, places.key("nullable").span(), "null cannot be sent here")
            .help("drop `nullable`: a path and a query hold texts");
    }
    if let (true, Some(_)) = (required, &written.default) {
        problems
            .error(
                Code::RequiredDefault,
                places.key("default").span(),
                format!("`{wire}` is required and has a default"),
            )
            .also(places.key("required").span(), "required here")
            .why("a default is what the API takes when the field is absent, and this one never is")
            .help("drop one of the two");
    }
    Some(Field {
        wire: wire.to_owned(),
        rust: rust?,
        label: written.label.clone().unwrap_or_else(|| names::label(wire)),
        ty,
        presence: Presence::new(required || stand == Stand::Path, nullable),
        access: match written.access {
            None => Access::Both,
            Some(spec::Access::Read) => Access::Read,
            Some(spec::Access::Write) => Access::Write,
        },
        secret,
        accepts,
        boxed: false,
        default: written.default.as_ref().and_then(|value| json(&value.0, places.key("default"), problems)),
        example: written.example.as_ref().and_then(|value| json(&value.0, places.key("example"), problems)),
        placeholder: prose::line(written.placeholder.as_deref()),
        doc: prose::text(written.doc.as_deref())
            .or_else(|| scalar.as_ref().and_then(|scalar| scalar.doc.clone())),
        deprecated: match &written.deprecated {
            Some(spec::DeprecatedField::Because(reason)) => Some(reason.clone()),
            Some(spec::DeprecatedField::Flag(true)) => Some(String::new()),
            Some(spec::DeprecatedField::Flag(false)) | None => None,
        },
        beta: written.stability == Some(spec::Stability::Beta),
        deviation: prose::text(written.deviation.as_deref()),
        scalar,
    })
}

/// The scalar with a name that a type is, or is a list or a map of.
fn scalar(index: &Index<'_>, resource: &str, type_: &str) -> Option<Scalar> {
    let named = type_.rsplit('<').next()?.trim_end_matches(['>', ' ']).trim();
    let (home, name) = named.split_once('.').unwrap_or((resource, named));
    match index.find(home, name)? {
        Entry::Scalar { decl, .. } => Some(Scalar {
            resource: home.to_owned(),
            name: name.to_owned(),
            doc: prose::text(decl.doc.as_deref()),
            deviation: prose::text(decl.deviation.as_deref()),
        }),
        Entry::Type(_) | Entry::Refused => None,
    }
}

/// The Rust name of a field: by rule, or as the spec says.
fn rust_name(
    wire: &str,
    written: &spec::Field,
    places: &Places<'_>,
    stand: Stand,
    problems: &mut Problems,
) -> Option<String> {
    let (name, span) = match &written.rust {
        Some(name) => (name.clone(), places.key("rust").span()),
        None => (names::field(wire), places.own().name()),
    };
    if stand == Stand::Path && PATH_WORDS.contains(&name.as_str()) {
        problems
            .error(Code::NoRustName, span, format!("generated code needs the name `{name}` for itself"))
            .help("give the field another name in Rust with `rust`; the name in the path stays");
        return None;
    }
    if wire.chars().any(char::is_control) {
        problems
            .error(Code::NoRustName, places.own().name(), "a name on the wire holds no control characters")
            .help("remove them");
        return None;
    }
    if let Some(reason) = names::refusal(&name).or_else(|| field_word(&name)) {
        let problem = problems.error(Code::NoRustName, span, format!("`{name}` cannot be a field in Rust"));
        problem.label(reason);
        problem.help("give it another name in Rust with `rust`, for example `rust: value`");
        return None;
    }
    Some(name)
}

/// Names beside which the parameters of a function stand.
const PATH_WORDS: &[&str] = &[
    "answer",
    "body",
    "call",
    "calls",
    "client",
    "document",
    "documents",
    "error",
    "json",
    "path",
    "query",
    "reading",
    "refused",
    "sent",
    "transport",
];

/// Names that generated code needs for itself.
fn field_word(name: &str) -> Option<&'static str> {
    match name {
        "new" => Some("the function that makes the record is called `new`"),
        name if name != names::field(name) => Some("fields of generated code are in snake_case"),
        _ => None,
    }
}

/// What is read and checked, and which this version of the generator does not carry out.
pub fn not_yet(key: &str, at: At<'_>, problems: &mut Problems) {
    problems
        .error(Code::NotYet, at.name(), format!("`{key}` is not carried out yet"))
        .why("this version of the generator reads the word and would do nothing with it")
        .help("leave it out until a later version");
}
