//! Records: their own fields, and those that they take over from the record they are like.

use std::collections::HashMap;

use super::field::{Places, Stand, field};
use super::gather::WrittenType;
use super::index::Index;
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{Field, Record};
use crate::source::At;
use crate::spec;

/// How deep records may be like each other.
const MOST_LIKE: usize = 16;

/// A field after `like` has been followed: all its keys, where they stand, and where its type is at home.
#[derive(Clone)]
pub struct Merged<'a> {
    wire: String,
    written: spec::Field,
    places: Places<'a>,
    home: String,
}

/// Makes a record of what was written, without its rules: these may name types that are not made yet.
pub fn record<'a>(
    index: &Index<'a>,
    resource: &str,
    written: &WrittenType<'a>,
    problems: &mut Problems,
) -> (Record, HashMap<String, Places<'a>>) {
    let merged = merge(index, resource, written, 0, problems).unwrap_or_default();
    if merged.is_empty() && written.decl.fields.as_ref().is_some_and(spec::Ordered::is_empty) {
        problems
            .error(Code::EmptyRecord, written.at.key_name("fields"), "a record without fields")
            .help("give it a field, or use the type `json`");
    }
    let mut places = HashMap::new();
    let fields = merged.iter().filter_map(|merged| {
        let Merged { wire, written, places: at, home } = merged;
        places.insert(wire.clone(), at.clone());
        field(index, home, wire, written, at, Stand::Record, problems)
    });
    let fields: Vec<Field> = fields.collect();
    collisions(&fields, |wire| places.get(wire).map(|places: &Places<'_>| places.own()), problems);
    (Record { fields, rules: Vec::new() }, places)
}

/// Two fields that would be one in Rust.
pub fn collisions<'a>(fields: &[Field], at: impl Fn(&str) -> Option<At<'a>>, problems: &mut Problems) {
    let help = "give one of them another name in Rust with `rust`; the name on the wire stays";
    report_collisions(fields, at, help, problems);
}

/// Reports fields that would have one name in Rust, with what there is to do about it.
pub fn report_collisions<'a>(
    fields: &[Field],
    at: impl Fn(&str) -> Option<At<'a>>,
    help: &str,
    problems: &mut Problems,
) {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for field in fields {
        if let Some(first) = seen.insert(&field.rust, &field.wire) {
            let (Some(here), Some(there)) = (at(&field.wire), at(first)) else { continue };
            problems
                .error(
                    Code::NamesCollide,
                    here.name(),
                    format!("`{first}` and `{}` are both `{}` in Rust", field.wire, field.rust),
                )
                .also(there.name(), "the first of the two")
                .help(help);
        }
    }
}

fn merge<'a>(
    index: &Index<'a>,
    resource: &str,
    written: &WrittenType<'a>,
    depth: usize,
    problems: &mut Problems,
) -> Option<Vec<Merged<'a>>> {
    let fields = written.decl.fields.as_ref()?;
    let at = written.at.key("fields");
    let base = match &written.decl.like {
        Some(like) => {
            let place = written.at.key("like");
            if depth >= MOST_LIKE {
                problems
                    .error(Code::TypeLoop, place.span(), format!("`{}` is like itself", written.name))
                    .help("let the records be like one that is like no other");
                return None;
            }
            let (home, name) = like.split_once('.').unwrap_or((resource, like));
            match index.written(home, name) {
                Some(base) if base.decl.fields.is_some() => {
                    Some((like, merge(index, home, base, depth + 1, problems)?))
                }
                Some(_) => {
                    problems
                        .error(Code::NotARecord, place.span(), format!("`{like}` is no record"))
                        .help("a record is like a record: a type with `fields`");
                    return None;
                }
                None if index.is_unread(home) => return None,
                None => {
                    super::type_expr::unknown(name, &index.names(home), place, problems);
                    return None;
                }
            }
        }
        None => None,
    };
    let merged = fields.iter().filter_map(|(wire, own)| {
        let here = at.key(wire);
        let is_same = own.bare && own.field.type_.as_deref() == Some("same");
        let Some((like, base)) = &base else {
            if is_same {
                problems
                    .error(
                        Code::SameWithoutLike,
                        here.span(),
                        "`same` without a record to take the field from",
                    )
                    .help("say which one with `like`, or give the field a type");
                return None;
            }
            return Some(Merged {
                wire: wire.to_owned(),
                written: own.field.clone(),
                places: Places::one(here),
                home: resource.to_owned(),
            });
        };
        match base.iter().find(|field| field.wire == wire) {
            Some(field) if is_same => Some(Merged { places: with_own(here, &field.places), ..field.clone() }),
            Some(field) => {
                let home = if own.field.type_.is_some() { resource.to_owned() } else { field.home.clone() };
                Some(Merged {
                    wire: wire.to_owned(),
                    written: overlay(&field.written, &own.field),
                    places: with_own(here, &field.places),
                    home,
                })
            }
            None if is_same || own.field.type_.is_none() && !here.has("type") => {
                let words: Vec<&str> = base.iter().map(|field| field.wire.as_str()).collect();
                let problem =
                    problems.error(Code::NotInBase, here.name(), format!("`{like}` has no field `{wire}`"));
                match nearest(wire, words.iter().copied()) {
                    Some(near) => problem.replace(here.name(), near, format!("did you mean `{near}`?")),
                    None => problem.help("give it a `type` to add it here"),
                };
                None
            }
            None => Some(Merged {
                wire: wire.to_owned(),
                written: own.field.clone(),
                places: Places::one(here),
                home: resource.to_owned(),
            }),
        }
    });
    Some(merged.collect())
}

fn with_own<'a>(own: At<'a>, base: &Places<'a>) -> Places<'a> {
    Places(std::iter::once(own).chain(base.0.iter().copied()).collect())
}

/// Single keys of a field changed.
fn overlay(base: &spec::Field, own: &spec::Field) -> spec::Field {
    macro_rules! pick {
        ($($key:ident),+ $(,)?) => {
            spec::Field { $($key: own.$key.clone().or_else(|| base.$key.clone())),+ }
        };
    }
    pick!(
        type_,
        required,
        nullable,
        default,
        length,
        range,
        items,
        unique,
        format,
        pattern,
        join,
        access,
        secret,
        encode,
        accepts,
        label,
        doc,
        example,
        placeholder,
        deprecated,
        stability,
        deviation,
        rust,
    )
}
