//! A field: its type with what bounds it, and whether it must be there.

use actiongen_runtime::{Format, Pattern};

use super::bounds;
use super::document::json;
use super::index::{Entry, Index};
use super::prose;
use super::type_expr::{self, TypeExpr, quoted};
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{Access, Field, List, Presence, Text, Type};
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
        boxed: false,
        default: written.default.as_ref().and_then(|value| json(&value.0, places.key("default"), problems)),
        example: written.example.as_ref().and_then(|value| json(&value.0, places.key("example"), problems)),
        placeholder: prose::line(written.placeholder.as_deref()),
        doc: prose::text(written.doc.as_deref()),
        deprecated: match &written.deprecated {
            Some(spec::DeprecatedField::Because(reason)) => Some(reason.clone()),
            Some(spec::DeprecatedField::Flag(true)) => Some(String::new()),
            Some(spec::DeprecatedField::Flag(false)) | None => None,
        },
        beta: written.stability == Some(spec::Stability::Beta),
        deviation: prose::text(written.deviation.as_deref()),
    })
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

/// What bounds a value, each with its place; what is left over does not apply.
#[derive(Default)]
struct Constraints<'s, 'a> {
    length: Option<(&'s str, At<'a>)>,
    range: Option<(&'s str, At<'a>)>,
    items: Option<(&'s str, At<'a>)>,
    format: Option<(&'s str, At<'a>)>,
    pattern: Option<(&'s str, At<'a>)>,
    unique: Option<(bool, At<'a>)>,
    join: Option<(spec::Join, At<'a>)>,
    encode: Option<(spec::Encode, At<'a>)>,
    secret: Option<(bool, At<'a>)>,
}

impl<'s, 'a> Constraints<'s, 'a> {
    fn of_field(written: &'s spec::Field, places: &Places<'a>) -> Self {
        Self {
            length: written.length.as_ref().map(|text| (text.0.as_str(), places.key("length"))),
            range: written.range.as_ref().map(|text| (text.0.as_str(), places.key("range"))),
            items: written.items.as_ref().map(|text| (text.0.as_str(), places.key("items"))),
            format: written.format.as_deref().map(|text| (text, places.key("format"))),
            pattern: written.pattern.as_deref().map(|text| (text, places.key("pattern"))),
            unique: written.unique.map(|unique| (unique, places.key("unique"))),
            join: written.join.map(|join| (join, places.key("join"))),
            encode: written.encode.map(|encode| (encode, places.key("encode"))),
            secret: written.secret.map(|secret| (secret, places.key("secret"))),
        }
    }

    /// What a scalar with a name says, where the field does not.
    fn or_alias(mut self, decl: &'s spec::TypeDecl, at: At<'a>) -> Self {
        let text =
            |text: &'s Option<spec::RawText>, key| text.as_ref().map(|text| (text.0.as_str(), at.key(key)));
        self.length = self.length.or_else(|| text(&decl.length, "length"));
        self.range = self.range.or_else(|| text(&decl.range, "range"));
        self.format = self.format.or_else(|| decl.format.as_deref().map(|text| (text, at.key("format"))));
        self.pattern = self.pattern.or_else(|| decl.pattern.as_deref().map(|text| (text, at.key("pattern"))));
        self.encode = self.encode.or_else(|| decl.encode.map(|encode| (encode, at.key("encode"))));
        self.secret = self.secret.or_else(|| decl.secret.map(|secret| (secret, at.key("secret"))));
        self
    }

    fn left_over(&self) -> Vec<(&'static str, At<'a>, &'static str)> {
        let rows = [
            ("length", self.length.map(|(_, at)| at), "`length` counts the characters of a `string`"),
            (
                "range",
                self.range.map(|(_, at)| at),
                "`range` bounds an `int`, `int32`, `number` or `decimal`",
            ),
            ("items", self.items.map(|(_, at)| at), "`items` counts the items of a `list<T>`"),
            ("format", self.format.map(|(_, at)| at), "`format` is the shape of a `string`"),
            ("pattern", self.pattern.map(|(_, at)| at), "`pattern` is matched by a `string`"),
            ("unique", self.unique.map(|(_, at)| at), "`unique` is for the items of a `list<T>`"),
            ("join", self.join.map(|(_, at)| at), "`join` says how a `list<T>` stands in a query"),
            (
                "encode",
                self.encode.map(|(_, at)| at),
                "`encode` is `number` for a `decimal`, `int` for a `bool`, `rfc2822` for a `date-time`",
            ),
            (
                "secret",
                self.secret.filter(|(secret, _)| *secret).map(|(_, at)| at),
                "`secret` is for a `string`",
            ),
        ];
        rows.into_iter().filter_map(|(key, at, why)| at.map(|at| (key, at, why))).collect()
    }
}

/// The type of a field, and whether it is secret.
fn typed(
    index: &Index<'_>,
    resource: &str,
    written: &spec::Field,
    places: &Places<'_>,
    stand: Stand,
    problems: &mut Problems,
) -> Option<(Type, bool)> {
    let Some(text) = &written.type_ else {
        if !places.0.iter().any(|at| at.has("type")) {
            problems.error(Code::MissingKey, places.own().name(), "a field without a type").help(format!(
                "say its `type`: {}, `list<T>`, `map<T>`, or the name of a type",
                quoted(type_expr::SCALARS)
            ));
        }
        return None;
    };
    if let Some(accepts) = &written.accepts {
        if !accepts.is_empty() {
            not_yet("accepts", places.key("accepts"), problems);
        }
    }
    let at = places.key("type");
    let expr = type_expr::parse(text, at, problems)?;
    let mut constraints = Constraints::of_field(written, places);
    if stand != Stand::Query {
        if let Some((_, at)) = constraints.join.take() {
            problems
                .error(Code::NoEffect, at.span(), "`join` has no effect here")
                .why("it says how a list stands in a query")
                .help("drop it");
        }
    }
    let mut builder = Builder { index, stand, problems };
    let (ty, secret) = builder.build(&expr, resource, at, &mut constraints)?;
    for (key, at, why) in constraints.left_over() {
        let problem =
            problems.error(Code::NotApplicable, at.span(), format!("`{key}` does not apply to `{text}`"));
        problem.why(why).help("drop it, or change the type");
    }
    if matches!(stand, Stand::Path) && !is_scalar(&ty, index) {
        problems
            .error(Code::NotInPath, at.span(), format!("`{text}` cannot stand in a path"))
            .help("a field of a path is a scalar or an enum");
        return None;
    }
    if matches!(stand, Stand::Query) {
        let item = if let Type::List(list) = &ty { &list.item } else { &ty };
        if !is_scalar(item, index) {
            problems
                .error(Code::NotInQuery, at.span(), format!("`{text}` cannot stand in a query"))
                .help("a parameter is a scalar, an enum, a union of those, or a list of them");
            return None;
        }
    }
    Some((ty, secret))
}

/// What is read and checked, and which this version of the generator does not carry out.
pub fn not_yet(key: &str, at: At<'_>, problems: &mut Problems) {
    problems
        .error(Code::NotYet, at.name(), format!("`{key}` is not carried out yet"))
        .why("this version of the generator reads the word and would do nothing with it")
        .help("leave it out until a later version");
}

fn is_scalar(ty: &Type, index: &Index<'_>) -> bool {
    match ty {
        Type::List(_) | Type::Map(_) | Type::Json => false,
        Type::Named(id) => index.is_enum_or_union(*id),
        _ => true,
    }
}

struct Builder<'i, 'a, 'p> {
    index: &'i Index<'a>,
    stand: Stand,
    problems: &'p mut Problems,
}

impl<'i, 'a> Builder<'i, 'a, '_> {
    fn build<'s>(
        &mut self,
        expr: &TypeExpr,
        resource: &str,
        at: At<'a>,
        constraints: &mut Constraints<'s, 'a>,
    ) -> Option<(Type, bool)>
    where
        'i: 's,
        'a: 's,
    {
        match expr {
            TypeExpr::Scalar(name) => self.scalar(name, constraints),
            TypeExpr::List(item) => {
                let (item, secret) = self.build(item, resource, at, &mut Constraints::default())?;
                self.refuse_secret(secret, at);
                let items = match constraints.items.take() {
                    Some((text, at)) => Some(bounds::items(text, at, self.problems)?),
                    None => None,
                };
                let unique = constraints.unique.take().is_some_and(|(unique, _)| unique);
                let join = constraints.join.take().map_or(self.index.lists, |(join, _)| join);
                let joined = self.stand == Stand::Query && join == spec::Join::Comma;
                Some((Type::List(Box::new(List { item, items, unique, joined })), false))
            }
            TypeExpr::Map(value) => {
                let (value, secret) = self.build(value, resource, at, &mut Constraints::default())?;
                self.refuse_secret(secret, at);
                Some((Type::Map(Box::new(value)), false))
            }
            TypeExpr::Named { resource: other, name } => {
                let home = other.as_deref().unwrap_or(resource);
                match self.index.find(home, name) {
                    Some(Entry::Type(id)) => Some((Type::Named(*id), false)),
                    Some(Entry::Refused) => None,
                    Some(Entry::Scalar { decl, at: declared, depth }) => {
                        if *depth > 8 {
                            self.problems
                                .error(Code::TypeLoop, declared.name(), format!("`{name}` is made of itself"))
                                .help("name a scalar as its type");
                            return None;
                        }
                        let merged = std::mem::take(constraints).or_alias(decl, *declared);
                        let mut merged = merged;
                        let text = decl.type_.as_deref()?;
                        let expr = type_expr::parse(text, declared.key("type"), self.problems)?;
                        if !matches!(expr, TypeExpr::Scalar(_)) {
                            self.problems
                                .error(
                                    Code::NoType,
                                    declared.key("type").span(),
                                    "a type with a name stands for a scalar",
                                )
                                .help("use `fields`, `enum` or `any_of`, or write the type where it is used");
                            return None;
                        }
                        let built = self.build(&expr, home, *declared, &mut merged);
                        *constraints = merged;
                        built
                    }
                    None => {
                        match (other, self.index.has_resource(home)) {
                            (Some(home), false) => {
                                let known = self.index.resources();
                                let problem = self.problems.error(
                                    Code::UnknownType,
                                    at.span(),
                                    format!("there is no resource `{home}`"),
                                );
                                match nearest(home, known.iter().copied()) {
                                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                                    None => problem.help(format!("known resources: {}", quoted(&known))),
                                };
                            }
                            _ => type_expr::unknown(name, &self.index.names(home), at, self.problems),
                        }
                        None
                    }
                }
            }
        }
    }

    fn refuse_secret(&mut self, secret: bool, at: At<'_>) {
        if secret {
            self.problems
                .error(Code::NotApplicable, at.span(), "a secret cannot stand in a list or a map")
                .help("make it a field of a record");
        }
    }

    fn scalar(&mut self, name: &str, constraints: &mut Constraints<'_, '_>) -> Option<(Type, bool)> {
        let encode = constraints.encode.map(|(_, at)| at);
        let ty = match name {
            "string" => {
                let text = self.text(constraints)?;
                let secret = constraints.secret.take().is_some_and(|(secret, _)| secret);
                return Some((Type::Text(text), secret));
            }
            "bool" => Type::Bool { as_int: self.encoded(constraints, spec::Encode::Int) },
            "int" => Type::Int(self.range(constraints, Some((i64::MIN, i64::MAX)))?),
            "int32" => {
                Type::Int32(self.range(constraints, Some((i64::from(i32::MIN), i64::from(i32::MAX))))?)
            }
            "number" => Type::Number(self.range(constraints, None)?),
            "decimal" => {
                let range = self.range(constraints, None)?;
                Type::Decimal { range, as_number: self.encoded(constraints, spec::Encode::Number) }
            }
            "date" => Type::Date,
            "date-time" => Type::DateTime { rfc2822: self.encoded(constraints, spec::Encode::Rfc2822) },
            _ => Type::Json,
        };
        if let (Type::Bool { as_int: true }, Some(at), true) = (&ty, encode, self.stand != Stand::Query) {
            not_yet("encode: int", at, self.problems);
        }
        Some((ty, false))
    }

    fn range(
        &mut self,
        constraints: &mut Constraints<'_, '_>,
        whole: Option<(i64, i64)>,
    ) -> Option<crate::model::Range> {
        match constraints.range.take() {
            Some((text, at)) => bounds::range(text, whole, at, self.problems),
            None => Some(crate::model::Range::default()),
        }
    }

    /// Whether the value is encoded so; another way of encoding is left for "does not apply".
    fn encoded(&mut self, constraints: &mut Constraints<'_, '_>, wanted: spec::Encode) -> bool {
        constraints.encode.take_if(|(encode, _)| *encode == wanted).is_some()
    }

    fn text(&mut self, constraints: &mut Constraints<'_, '_>) -> Option<Text> {
        let mut text = Text::default();
        if let Some((written, at)) = constraints.length.take() {
            text.length = Some(bounds::length(written, at, self.problems)?);
        }
        if let Some((written, at)) = constraints.format.take() {
            text.format = Some(format(written, at, self.problems)?);
        }
        if let Some((written, at)) = constraints.pattern.take() {
            text.pattern = Some(pattern(written, at, self.problems)?);
        }
        Some(text)
    }
}

/// `format: email`.
pub fn format(written: &str, at: At<'_>, problems: &mut Problems) -> Option<Format> {
    let known: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    let found = Format::ALL.iter().copied().find(|format| format.name() == written);
    if found.is_none() {
        let problem =
            problems.error(Code::UnknownFormat, at.span(), format!("there is no format `{written}`"));
        match nearest(written, known.iter().copied()) {
            Some(near) => problem.replace(at.span(), near, format!("did you mean `{near}`?")),
            None => problem.help(format!("the formats are {}; another shape is a `pattern`", quoted(&known))),
        };
    }
    found
}

/// `pattern: "^[A-Za-z0-9]+$"`.
pub fn pattern(written: &str, at: At<'_>, problems: &mut Problems) -> Option<String> {
    if let Err(error) = Pattern::check(written) {
        problems
            .error(Code::BadPattern, at.span(), "the pattern is no regular expression")
            .label(error.to_string())
            .why("it is compiled by the `regex-lite` crate when a value is checked")
            .help("correct it; look-around and back-references do not exist here");
        return None;
    }
    if !(written.starts_with('^') && written.ends_with('$')) {
        let anchored = format!("^{}$", written.trim_start_matches('^').trim_end_matches('$'));
        problems
            .error(Code::PatternNotAnchored, at.span(), "the pattern is not anchored")
            .why("it would accept any text that has a match somewhere in it")
            .replace(at.span(), crate::source::quote(&anchored), "write");
        return None;
    }
    Some(written.to_owned())
}
