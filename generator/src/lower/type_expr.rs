//! Types as they are written: `list<Customer>`, `orders.Order`, `map<decimal>`.

use crate::diagnostics::{Code, Problems, nearest};
use crate::source::At;

/// The words for scalars.
pub const SCALARS: &[&str] =
    &["string", "bool", "int", "int32", "number", "decimal", "date", "date-time", "json"];

/// How many lists and maps may stand in each other.
const MOST_NESTED: usize = 8;

/// What a type expression says, before names are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExpr {
    /// One of [`SCALARS`].
    Scalar(&'static str),
    /// `list<T>`.
    List(Box<TypeExpr>),
    /// `map<T>`.
    Map(Box<TypeExpr>),
    /// `Customer` or `orders.Order`.
    Named {
        /// The resource, where it is named.
        resource: Option<String>,
        /// The type.
        name: String,
    },
}

/// Reads a type; what is no type is reported at its place.
pub fn parse(text: &str, at: At<'_>, problems: &mut Problems) -> Option<TypeExpr> {
    if text.matches('<').count() > MOST_NESTED {
        problems
            .error(Code::NoType, at.span(), "a type of too many types in each other")
            .help(format!("at most {MOST_NESTED} are read; give an inner one a name"));
        return None;
    }
    match expression(text.trim()) {
        Ok(parsed) => Some(parsed),
        Err(refusal) => {
            let problem = problems.error(Code::NoType, at.span(), format!("`{text}` is no type"));
            problem.label(refusal.label);
            if text == "object" {
                problem.help(
                    "an object with fields of its own is declared under `types:` with its `fields`; one with any keys is \
                     `map<T>`; any JSON at all is `json`",
                );
                return None;
            }
            if text.contains('|') {
                problem.help("declare the alternatives under `types:` with `any_of`, and name that type");
                return None;
            }
            match refusal.replacement {
                Some(better) => problem.repair(refusal.certain, at.span(), better, "write"),
                None => problem.help(format!(
                    "a type is one of {}, `list<T>`, `map<T>`, or the name of a type",
                    quoted(SCALARS)
                )),
            };
            None
        }
    }
}

/// The words, each between backticks.
pub fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A word between backticks; one without a letter as it stands in YAML, since nothing would show between them.
pub fn ticked(word: &str) -> String {
    if word.is_empty() { "`\"\"`".to_owned() } else { format!("`{word}`") }
}

struct Refusal {
    label: String,
    replacement: Option<String>,
    /// Whether the replacement is the same type in our words.
    certain: bool,
}

fn expression(text: &str) -> Result<TypeExpr, Refusal> {
    if let Some(scalar) = SCALARS.iter().find(|scalar| **scalar == text) {
        return Ok(TypeExpr::Scalar(scalar));
    }
    if let Some((outer, inner)) = generic(text) {
        if let ("map" | "Map" | "dict" | "HashMap", Some((_, value))) = (outer, inner.split_once(',')) {
            return Err(Refusal {
                label: "the keys of a map are texts, and only its values have a type".into(),
                replacement: Some(format!("map<{}>", value.trim())),
                certain: false,
            });
        }
        let parsed = expression(inner).map_err(|refusal| Refusal {
            replacement: refusal.replacement.map(|better| format!("{outer}<{better}>")),
            ..refusal
        })?;
        return match outer {
            "list" => Ok(TypeExpr::List(Box::new(parsed))),
            "map" => Ok(TypeExpr::Map(Box::new(parsed))),
            other => Err(Refusal {
                label: format!("only `list` and `map` hold another type, not `{other}`"),
                replacement: match other {
                    "array" | "Array" | "Vec" | "List" | "set" | "Set" => Some(format!("list<{inner}>")),
                    "Option" | "Optional" => Some(inner.to_owned()),
                    _ => None,
                },
                certain: matches!(other, "array" | "Array" | "Vec" | "List"),
            }),
        };
    }
    if let Some(item) = text.strip_suffix("[]") {
        return Err(Refusal {
            label: "a list is written `list<T>`".into(),
            replacement: Some(format!("list<{item}>")),
            certain: true,
        });
    }
    if let Some(inner) = text.strip_suffix('?') {
        return Err(Refusal {
            label: "whether a value must be there stands beside the type".into(),
            replacement: Some(inner.to_owned()),
            certain: false,
        });
    }
    if let Some((_, name)) = text.split_once('#').filter(|(_, pointer)| pointer.starts_with('/')) {
        return Err(Refusal {
            label: "a type is named by its name alone".into(),
            replacement: name.rsplit('/').next().map(str::to_owned),
            certain: false,
        });
    }
    if let Some((better, certain)) = foreign_word(text) {
        return Err(Refusal {
            label: format!("`{text}` is a word of another language"),
            replacement: Some(better.to_owned()),
            certain,
        });
    }
    let (resource, name) = match text.split_once('.') {
        Some((resource, name)) => (Some(resource.to_owned()), name),
        None => (None, text),
    };
    let is_name =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !is_name(name) || !resource.as_deref().is_none_or(is_name) {
        return Err(Refusal {
            label: "neither a scalar nor a name".into(),
            replacement: None,
            certain: false,
        });
    }
    Ok(TypeExpr::Named { resource, name: name.to_owned() })
}

fn generic(text: &str) -> Option<(&str, &str)> {
    let (outer, rest) = text.split_once('<')?;
    Some((outer.trim(), rest.strip_suffix('>')?.trim()))
}

/// The words of OpenAPI, JSON Schema and programming languages, ours for them, and whether they mean just that.
fn foreign_word(text: &str) -> Option<(&'static str, bool)> {
    Some(match text {
        "integer" | "int64" | "long" | "i64" => ("int", true),
        "u64" => ("int", false),
        "i32" => ("int32", true),
        "short" => ("int32", false),
        "boolean" | "Bool" | "Boolean" => ("bool", true),
        "str" | "text" | "String" => ("string", true),
        "varchar" => ("string", false),
        "float" | "double" | "f64" | "f32" => ("number", true),
        "datetime" | "dateTime" | "date_time" => ("date-time", true),
        "timestamp" => ("date-time", false),
        "object" | "any" | "JSON" => ("json", false),
        "array" | "list" => ("list<string>", false),
        "map" | "dict" => ("map<string>", false),
        "Decimal" => ("decimal", true),
        "money" => ("decimal", false),
        _ => return None,
    })
}

/// The name of a type that does not exist, with the nearest that does.
pub fn unknown(name: &str, known: &[&str], at: At<'_>, problems: &mut Problems) {
    let problem = problems.error(Code::UnknownType, at.span(), format!("there is no type `{name}`"));
    let words: Vec<&str> = known.iter().chain(SCALARS).copied().collect();
    match nearest(name, words.iter().copied()) {
        Some(near) => {
            let text = at.scalar().map_or_else(String::new, |scalar| scalar.text.replace(name, near));
            let help = format!("did you mean `{text}`?");
            problem.replace(at.span(), text, help);
        }
        None => {
            problem.help("declare it under `types:`, or name its resource: `orders.Order`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TypeExpr, expression};

    #[test]
    fn an_editor_knows_the_words() {
        let words: Vec<&str> = crate::spec::words::SCALARS.iter().map(|(word, _)| *word).collect();
        assert_eq!(words, super::SCALARS);
    }

    #[test]
    fn what_is_a_type() {
        let named = |name: &str| TypeExpr::Named { resource: None, name: name.into() };
        assert_eq!(expression("date-time").ok(), Some(TypeExpr::Scalar("date-time")));
        assert_eq!(expression("list<Customer>").ok(), Some(TypeExpr::List(Box::new(named("Customer")))));
        let orders = TypeExpr::Named { resource: Some("orders".into()), name: "Order".into() };
        assert_eq!(expression("map<orders.Order>").ok(), Some(TypeExpr::Map(Box::new(orders))));
    }

    #[test]
    fn what_is_none_and_what_was_meant() {
        for (text, better) in [
            ("integer", Some("int")),
            ("array<boolean>", Some("array<bool>")),
            ("array<string>", Some("list<string>")),
            ("string[]", Some("list<string>")),
            ("a b", None),
            ("list<>", None),
            ("", None),
        ] {
            assert_eq!(
                expression(text).err().map(|refusal| refusal.replacement),
                Some(better.map(str::to_owned)),
                "{text}"
            );
        }
    }
}
