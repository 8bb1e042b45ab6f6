//! What bounds a text besides its length: a format, a pattern.

use actiongen_runtime::{Format, Length, Pattern};

use super::type_expr::quoted;
use crate::diagnostics::{Code, Problems, nearest};
use crate::source::At;

/// `format: email`.
pub fn format(written: &str, at: At<'_>, problems: &mut Problems) -> Option<Format> {
    let known: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    let found = Format::ALL.iter().copied().find(|format| format.name() == written);
    if found.is_none() {
        let problem =
            problems.error(Code::UnknownFormat, at.span(), format!("there is no format `{written}`"));
        match (of_a_type(written), nearest(written, known.iter().copied())) {
            (Some(help), _) => problem.help(help),
            (None, Some(near)) => problem.meant(at.span(), written, near, &known),
            (None, None) => {
                problem.help(format!("the formats are {}; another shape is a `pattern`", quoted(&known)))
            }
        };
    }
    found
}

/// A format and a length that no text has both.
pub fn together(format: Format, at: At<'_>, length: Length, length_at: At<'_>, problems: &mut Problems) {
    let (shortest, longest) = lengths(format);
    if length.max().is_none_or(|max| max >= shortest) && length.min() <= longest {
        return;
    }
    let has = match longest {
        usize::MAX => format!("at least {shortest}"),
        _ if shortest == longest => format!("exactly {shortest}"),
        _ => format!("{shortest} to {longest}"),
    };
    problems
        .error(Code::EmptyRange, length_at.span(), "no text has both the format and the length")
        .label(length.demand())
        .also(at.span(), format!("{has} characters: {}", format.phrase()))
        .why("every value would be refused")
        .help("drop one of the two, or correct it");
}

/// The fewest and the most characters of a text in a format.
fn lengths(format: Format) -> (usize, usize) {
    match format {
        Format::Email => (3, usize::MAX),
        Format::E164 => (8, 16),
        Format::Uri => (2, usize::MAX),
        Format::Uuid => (36, 36),
        Format::Ip => (2, 45),
        Format::Ipv4 => (7, 15),
        Format::Ipv6 => (2, 45),
        Format::Country2 | Format::Language => (2, 2),
        Format::Currency => (3, 3),
        Format::Hostname => (1, 253),
        // One that is added later has any length until it stands here.
        _ => (0, usize::MAX),
    }
}

/// The formats of OpenAPI that are types here, or other keys.
fn of_a_type(written: &str) -> Option<&'static str> {
    Some(match written {
        "int64" => "leave it out, and write: `type: int`, which has 64 bits",
        "int32" => "leave it out, and write: `type: int32`",
        "float" | "double" => "leave it out, and write: `type: number`",
        "decimal" => "leave it out, and write: `type: decimal`",
        "date" | "full-date" => "leave it out, and write: `type: date`",
        "date-time" | "datetime" => "leave it out, and write: `type: date-time`",
        "password" => "leave it out, and write: `secret: true`",
        "url" => "did you mean `uri`?",
        "phone" | "tel" => "did you mean `e164`? It is a plus and 7 to 15 digits",
        "byte" | "binary" => "leave it out: the text travels as it is; say in the `doc` how it is encoded",
        _ => return None,
    })
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
