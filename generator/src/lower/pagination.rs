//! Schemes of pagination, and the parameters that they add to a query.

use super::document::json_path;
use super::field::{self, Places, Stand};
use super::index::Index;
use crate::diagnostics::{Code, Problems};
use crate::model::{Paging, PagingScheme};
use crate::source::At;
use crate::spec;

pub fn pagination(
    schemes: &spec::Ordered<spec::Pagination>,
    at: At<'_>,
    problems: &mut Problems,
) -> Vec<PagingScheme> {
    let schemes = schemes.iter().filter_map(|(name, scheme)| {
        let at = at.key(name);
        let mut parameters = Vec::new();
        let paging = match (&scheme.cursor, &scheme.page) {
            (Some(cursor), None) => {
                let place = at.key("cursor");
                let send = needed(cursor.send.as_ref(), "send", place, problems)?;
                let read = needed(cursor.read.as_ref(), "read", place, problems)?;
                let doc = cursor
                    .doc
                    .clone()
                    .unwrap_or_else(|| "Where the page begins: the cursor that the page before gave.".into());
                parameters.push(parameter(
                    &send,
                    "string",
                    None,
                    None,
                    doc,
                    cursor.deviation.clone(),
                    place,
                    problems,
                )?);
                Paging::Cursor { send, read: json_path(&read) }
            }
            (None, Some(page)) => {
                let place = at.key("page");
                let send = needed(page.send.as_ref(), "send", place, problems)?;
                let first = match &page.first {
                    None => 1,
                    Some(text) => match text.0.parse() {
                        Ok(first) => first,
                        Err(_) => {
                            problems
                                .error(
                                    Code::NotWhole,
                                    place.key("first").span(),
                                    format!("`{}` is not a whole number", text.0),
                                )
                                .help("name the number of the first page: 0 or 1");
                            return None;
                        }
                    },
                };
                let doc =
                    page.doc.clone().unwrap_or_else(|| format!("Number of the page; the first is {first}."));
                let bounds = spec::RawText(format!("{first}.."));
                parameters.push(parameter(
                    &send,
                    "int",
                    Some(bounds),
                    None,
                    doc,
                    page.deviation.clone(),
                    place,
                    problems,
                )?);
                Paging::Page { send, first, last_at: page.last_at.as_deref().map(json_path) }
            }
            _ => {
                problems
                    .error(Code::NoKind, at.name(), format!("`{name}` walks neither by cursor nor by page"))
                    .help("give it either `cursor: {send: …, read: …}` or `page: {send: …}`");
                return None;
            }
        };
        if let Some(size) = &scheme.size {
            let place = at.key("size");
            let send = needed(size.send.as_ref(), "send", place, problems)?;
            let doc = size.doc.clone().unwrap_or_else(|| "Number of items on a page.".into());
            let default = size.default.clone();
            parameters.push(parameter(
                &send,
                "int",
                size.range.clone(),
                default,
                doc,
                size.deviation.clone(),
                place,
                problems,
            )?);
        }
        Some(PagingScheme { name: name.to_owned(), paging, parameters })
    });
    schemes.collect()
}

pub fn needed(value: Option<&String>, key: &str, at: At<'_>, problems: &mut Problems) -> Option<String> {
    if value.is_none() && !at.has(key) {
        problems.error(Code::MissingKey, at.name(), format!("`{key}` is missing")).help(match key {
            "send" => "name the parameter: `send: page`",
            _ => "say where the answer has it: `read: meta.next_cursor`",
        });
    }
    value.cloned()
}

#[expect(clippy::too_many_arguments, reason = "a field is made of this many things, and only here")]
pub fn parameter(
    wire: &str,
    ty: &str,
    range: Option<spec::RawText>,
    default: Option<spec::RawText>,
    doc: String,
    deviation: Option<String>,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<crate::model::Field> {
    let default = match default {
        None => None,
        Some(text) => match text.0.parse::<i64>() {
            Ok(number) => Some(spec::Free(serde_yaml::Value::from(number))),
            Err(_) => {
                problems
                    .error(
                        Code::NotWhole,
                        at.key("default").span(),
                        format!("`{}` is not a whole number", text.0),
                    )
                    .help("name a number of items");
                None
            }
        },
    };
    let written = spec::Field {
        type_: Some(ty.to_owned()),
        range,
        default,
        doc: Some(doc),
        deviation,
        ..spec::Field::default()
    };
    let index = Index::empty();
    field::field(&index, "", wire, &written, &Places::one(at), Stand::Query, problems)
}
