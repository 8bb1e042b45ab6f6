//! The type of a value with what bounds it: which words apply to which type.

use super::bounds;
use super::field::{Places, Stand};
use super::index::{Entry, Index};
use super::is_missing;
use super::text_bounds::{self, format, pattern};
use super::type_expr::{self, TypeExpr, quoted};
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{List, Text, Type};
use crate::source::At;
use crate::spec;

/// What bounds a value, each with its place; what is left over does not apply.
#[derive(Default)]
pub struct Constraints<'s, 'a> {
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
pub fn typed(
    index: &Index<'_>,
    resource: &str,
    written: &spec::Field,
    places: &Places<'_>,
    stand: Stand,
    problems: &mut Problems,
) -> Option<(Type, bool)> {
    let Some(text) = &written.type_ else {
        if places.0.iter().all(|at| is_missing(*at, "type")) {
            problems.error(Code::MissingKey, places.own().name(), "a field without a type").help(format!(
                "say its `type`: {}, `list<T>`, `map<T>`, or the name of a type",
                quoted(type_expr::SCALARS)
            ));
        }
        return None;
    };
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
    let in_list = matches!(ty, Type::List(_) | Type::Map(_));
    if is_flag(&ty) && (stand == Stand::Body || stand == Stand::Query && in_list) {
        problems
            .error(Code::NotApplicable, at.span(), "a bool that travels as 1 or 0 cannot stand here")
            .why("what is encoded in a way of its own is a field of a record, or a parameter alone")
            .help("make it a field of a record, or drop `encode: int`");
        return None;
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

/// Whether it is a bool that travels as 1 or 0, or a list or a map of them.
pub fn is_flag(ty: &Type) -> bool {
    matches!(ty.leaf(), Type::Bool { as_int: true })
}

pub fn is_scalar(ty: &Type, index: &Index<'_>) -> bool {
    match ty {
        Type::List(_) | Type::Map(_) | Type::Json => false,
        Type::Named(id) => index.is_enum_or_union(*id),
        _ => true,
    }
}

pub struct Builder<'i, 'a, 'p> {
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
                let bound = constraints.items;
                let items = match constraints.items.take() {
                    Some((text, at)) => Some(bounds::items(text, at, self.problems)?),
                    None => None,
                };
                let unique = constraints.unique.take().is_some_and(|(unique, _)| unique);
                let values = match &item {
                    Type::Bool { .. } => Some(2),
                    Type::Named(id) => self.index.count_of_values(*id),
                    _ => None,
                };
                if let (true, Some((_, at)), Some(items), Some(values)) = (unique, bound, items, values) {
                    bounds::distinct(items, values, at, self.problems);
                }
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
        let length = constraints.length;
        if let Some((written, at)) = constraints.length.take() {
            text.length = Some(bounds::length(written, at, self.problems)?);
        }
        if let Some((written, at)) = constraints.format.take() {
            text.format = Some(format(written, at, self.problems)?);
            if let (Some((_, length)), Some(format), Some(bound)) = (length, text.format, text.length) {
                text_bounds::together(format, at, bound, length, self.problems);
            }
        }
        if let Some((written, at)) = constraints.pattern.take() {
            text.pattern = Some(pattern(written, at, self.problems)?);
        }
        Some(text)
    }
}
