//! One scalar: its text as written, and what YAML takes it for.

use super::Span;

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes. Only such a scalar can be anything but text.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// A block after `|`.
    Literal,
    /// A block after `>`.
    Folded,
}

/// A scalar with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// Where it stands, quotes included.
    pub span: Span,
    /// The text that is meant: without quotes, with escapes carried out.
    pub text: String,
    /// How it was written.
    pub style: Style,
}

/// What a scalar is by the core schema of YAML 1.2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Resolved {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of at most 64 bits.
    Int(i64),
    /// A whole number beyond [`i64`].
    BigInt,
    /// A number with a point or an exponent, `.inf` or `.nan`.
    Float(f64),
    /// Everything else, and whatever is quoted.
    Text,
}

impl Scalar {
    /// What YAML takes the scalar for. Only a plain one can be anything but text.
    #[must_use]
    pub fn resolve(&self) -> Resolved {
        if self.style == Style::Plain { resolve_plain(&self.text) } else { Resolved::Text }
    }

    /// What an older reader (YAML 1.1) would take this text for, where it is text today: `NO`, `1:20`.
    #[must_use]
    pub fn older_reading(&self) -> Option<&'static str> {
        if self.style == Style::Plain && self.resolve() == Resolved::Text {
            older_reading(&self.text)
        } else {
            None
        }
    }

    /// The place of a part of the text, in bytes of it; none where the text is not written as it is, but with escapes or
    /// on several lines.
    #[must_use]
    pub fn part(&self, from: usize, to: usize) -> Option<Span> {
        let quote = match self.style {
            Style::Plain => 0,
            Style::Single | Style::Double => 1,
            Style::Literal | Style::Folded => return None,
        };
        let as_it_is = self.span.range().len() == self.text.len() + 2 * quote;
        as_it_is.then(|| self.span.part(from + quote, to + quote))
    }

    /// The same text in quotes, as it can be pasted into a spec.
    #[must_use]
    pub fn quoted(&self) -> String {
        quote(&self.text)
    }
}

/// `text` in quotes, as it can be pasted into a spec.
#[must_use]
pub fn quote(text: &str) -> String {
    let plain = !text.chars().any(|c| c.is_control() || is_bidi(c));
    if plain && (text.contains('\\') || text.contains('"')) && !text.contains('\'') {
        return format!("'{text}'");
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || is_bidi(c) => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that turn the direction of the text around them, so that a line shows something else
/// than it says.
pub(crate) fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

fn resolve_plain(text: &str) -> Resolved {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Resolved::Null,
        "true" | "True" | "TRUE" => return Resolved::Bool(true),
        "false" | "False" | "FALSE" => return Resolved::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Resolved::Float(f64::NAN),
        _ => {}
    }
    let (sign, rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (&text[..1], rest),
        None => ("", text),
    };
    if matches!(rest, ".inf" | ".Inf" | ".INF") {
        return Resolved::Float(if sign == "-" { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    if sign.is_empty() {
        for (prefix, radix) in [("0x", 16), ("0o", 8)] {
            if let Some(digits) = text.strip_prefix(prefix) {
                if !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)) {
                    return i64::from_str_radix(digits, radix).map_or(Resolved::BigInt, Resolved::Int);
                }
            }
        }
    }
    if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().map_or(Resolved::BigInt, Resolved::Int);
    }
    if is_float(rest) {
        // Rust reads every form that the core schema has, `5.` and `.5e3` among them.
        return text.parse().map_or(Resolved::Text, Resolved::Float);
    }
    Resolved::Text
}

/// `digits[.digits][e[sign]digits]`, where the digits of one side of the point may be absent.
fn is_float(text: &str) -> bool {
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let mut rest = &text[whole..];
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix('.') {
        fraction = digits(after);
        rest = &after[fraction..];
    }
    if whole + fraction == 0 {
        return false;
    }
    match rest.strip_prefix(['e', 'E']) {
        None => rest.is_empty(),
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
    }
}

/// What YAML 1.1 took a plain scalar for that is text in YAML 1.2.
fn older_reading(text: &str) -> Option<&'static str> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Some("`true`"),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Some("`false`"),
        "=" => return Some("a default value"),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if is_sexagesimal(unsigned) {
        return Some("a number to the base 60");
    }
    if is_date(text) {
        return Some("a date");
    }
    let bare = unsigned.replace('_', "");
    let binary =
        bare.strip_prefix("0b").is_some_and(|b| !b.is_empty() && b.bytes().all(|b| b == b'0' || b == b'1'));
    if binary || (unsigned.contains('_') && resolve_plain(&bare) != Resolved::Text) {
        return Some("a number");
    }
    None
}

/// `1:20`, `190:20:30`, `20:30.15`: every part after the first below 60.
fn is_sexagesimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or("");
    let mut count = 0;
    let tail = parts.all(|part| {
        count += 1;
        matches!(part.len(), 1 | 2)
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse::<u8>().is_ok_and(|n| n < 60)
    });
    tail && count > 0
        && !first.is_empty()
        && first.bytes().all(|b| b.is_ascii_digit())
        && fraction.bytes().all(|b| b.is_ascii_digit())
}

/// `2024-01-31`, alone or with a time after it.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    digits(0..4)
        && bytes.get(4) == Some(&b'-')
        && digits(5..7)
        && bytes.get(7) == Some(&b'-')
        && digits(8..10)
        && match bytes.get(10) {
            None => true,
            Some(b'T' | b't' | b' ') => digits(11..13),
            Some(_) => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn plain(text: &str) -> Scalar {
        Scalar { span: Span::new(FileId(0), 0, 0), text: text.to_owned(), style: Style::Plain }
    }

    #[test]
    fn plain_scalars_resolve_by_the_core_schema() {
        use Resolved::{BigInt, Bool, Float, Int, Null, Text};
        let table = [
            ("", Null),
            ("~", Null),
            ("NULL", Null),
            ("nULL", Text),
            ("true", Bool(true)),
            ("FALSE", Bool(false)),
            ("yes", Text),
            ("NO", Text),
            ("62704", Int(62704)),
            ("007", Int(7)),
            ("+34600123456", Int(34_600_123_456)),
            ("-1", Int(-1)),
            ("0x10", Int(16)),
            ("0o17", Int(15)),
            ("+0x10", Text),
            ("0x", Text),
            ("9223372036854775807", Int(i64::MAX)),
            ("9223372036854775808", BigInt),
            ("1.10", Float(1.1)),
            ("5.", Float(5.0)),
            (".5", Float(0.5)),
            ("1e3", Float(1000.0)),
            ("1e", Text),
            (".", Text),
            ("-", Text),
            ("+", Text),
            ("-.inf", Float(f64::NEG_INFINITY)),
            ("3..250", Text),
            ("1..", Text),
            ("..255", Text),
            ("1_000", Text),
            ("1:20", Text),
            ("2024-01-01", Text),
            ("+1-555-123-4567", Text),
            ("infinity", Text),
            ("nan", Text),
        ];
        for (text, expected) in table {
            assert_eq!(plain(text).resolve(), expected, "{text}");
        }
        assert!(matches!(plain(".nan").resolve(), Float(f) if f.is_nan()));
    }

    #[test]
    fn quotes_make_text() {
        for style in [Style::Single, Style::Double, Style::Literal, Style::Folded] {
            let scalar = Scalar { style, ..plain("62704") };
            assert_eq!(scalar.resolve(), Resolved::Text);
            assert_eq!(Scalar { style, ..plain("NO") }.older_reading(), None);
        }
    }

    #[test]
    fn older_readers_are_known() {
        for text in [
            "NO",
            "yes",
            "on",
            "y",
            "1:20",
            "190:20:30",
            "1_000",
            "0b1010",
            "2024-01-01",
            "2024-01-01T10:00:00Z",
        ] {
            assert!(plain(text).older_reading().is_some(), "{text}");
        }
        for text in [
            "Norway",
            "nO",
            "id:in",
            "1:60",
            "1:",
            "1:200",
            "a_b",
            "3..250",
            "GET /v3/a:b",
            "2024-1-1",
            "12",
            "1_a",
            "date_created:asc",
            "2024-01-01x",
        ] {
            assert_eq!(plain(text).older_reading(), None, "{text}");
        }
    }

    #[test]
    fn quoting_takes_the_form_that_reads_best() {
        let table = [
            ("NO", r#""NO""#),
            (r"^\d+$", r"'^\d+$'"),
            (r#"say "hi""#, r#"'say "hi"'"#),
            (r#"it's "so""#, r#""it's \"so\"""#),
            ("two\nlines", r#""two\nlines""#),
            ("\u{202E}", r#""\u202e""#),
        ];
        for (text, expected) in table {
            assert_eq!(quote(text), expected);
        }
    }
}
