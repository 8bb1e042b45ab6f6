//! Data as Markdown: whatever it holds, it shows as it is and never becomes markup.
//!
//! Written for CommonMark and what code hosts and mdBook add to it: tables, strikethrough, attributes of headings,
//! formulas. All but [`fence`] makes one line that also holds in a table cell. Texts that are Markdown themselves
//! are the business of [`prose`](super::prose).

use std::borrow::Cow;

use serde_json::Value as Json;

/// A text of one line. Line breaks become spaces.
pub fn text(data: &str) -> String {
    let mut out = String::with_capacity(data.len() + 8);
    let shown = shown(data);
    for word in shown.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        escape(word, out.is_empty(), &mut out);
    }
    // At the end of a heading, the one would be lost and the other would end its attributes.
    if let Some(last @ ('#' | '}')) = out.chars().next_back() {
        out.pop();
        out.push('\\');
        out.push(last);
    }
    out
}

/// A code span.
///
/// A table splits its row at `|` before it looks for code, so a text that has one is escaped instead.
pub fn code(data: &str) -> String {
    match data.contains('|') {
        true => text(data),
        false => code_span(data),
    }
}

/// A code span outside of tables.
pub fn code_span(data: &str) -> String {
    let data: String = shown(data).chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if data.is_empty() {
        return data;
    }
    let ticks = "`".repeat(longest_run(&data, '`') + 1);
    let needs_space = data.starts_with(['`', ' ']) || data.ends_with(['`', ' ']);
    let space = if needs_space { " " } else { "" };
    format!("{ticks}{space}{data}{space}{ticks}")
}

/// A block of code. The language is a word of ours or of a spec, and left out if it is anything else.
pub fn fence(data: &str, language: &str) -> String {
    let language = if is_word(language) { language } else { "" };
    let ticks = "`".repeat((longest_run(data, '`') + 1).max(3));
    format!("{ticks}{language}\n{}\n{ticks}", shown(data).trim_end_matches('\n'))
}

/// A link, where the address is one of the web; the text alone elsewhere.
pub fn link(label: &str, address: &str) -> String {
    match web_address(address) {
        Some(address) => format!("[{}]({address})", text(label)),
        None => text(label),
    }
}

/// The address as the target of a link, if it is an absolute one of the web and nothing in it could end the link.
pub fn web_address(address: &str) -> Option<String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c);
    let is_address = rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && rest.chars().all(fits);
    let encoded = |c| match c {
        '(' => "%28".to_owned(),
        ')' => "%29".to_owned(),
        c => c.to_string(),
    };
    is_address.then(|| address.chars().map(encoded).collect())
}

/// The name under which a heading can be linked to, as code hosts and mdBook make it.
pub fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter_map(|c| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c),
        _ => None,
    });
    kept.flat_map(char::to_lowercase).collect()
}

/// JSON over several lines; a list of plain values stays on one where it is short. What could turn the direction of a
/// text round is written as JSON's own escape.
pub fn json(value: &Json) -> String {
    let mut text = String::new();
    write_json(value, 0, &mut text);
    match text.chars().all(|c| c == '\n' || is_shown(c)) {
        true => text,
        false => text.chars().map(json_character).collect(),
    }
}

fn write_json(value: &Json, indent: usize, out: &mut String) {
    let (open, close, items): (char, char, Vec<(Option<&String>, &Json)>) = match value {
        Json::Array(items) if !items.is_empty() && !is_short(items) => {
            ('[', ']', items.iter().map(|item| (None, item)).collect())
        }
        Json::Object(values) if !values.is_empty() => {
            ('{', '}', values.iter().map(|(key, value)| (Some(key), value)).collect())
        }
        Json::Array(items) => {
            let items: Vec<_> = items.iter().map(Json::to_string).collect();
            out.push_str(&format!("[{}]", items.join(", ")));
            return;
        }
        other => {
            out.push_str(&other.to_string());
            return;
        }
    };
    out.push(open);
    for (index, (key, value)) in items.into_iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(indent + 1));
        if let Some(key) = key {
            out.push_str(&format!("{}: ", Json::from(key.as_str())));
        }
        write_json(value, indent + 1, out);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(indent));
    out.push(close);
}

fn is_short(items: &[Json]) -> bool {
    let plain = items.iter().all(|item| !item.is_array() && !item.is_object());
    plain && items.iter().map(|item| item.to_string().len() + 2).sum::<usize>() <= 80
}

fn json_character(c: char) -> String {
    match c {
        '\n' => c.to_string(),
        c if is_shown(c) => c.to_string(),
        c => format!("\\u{:04x}", u32::from(c)),
    }
}

/// Escapes what could be markup. `is_first` tells that a paragraph or a cell may begin here.
pub(super) fn escape(text: &str, is_first: bool, out: &mut String) {
    let mut before: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((index, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        let in_word = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let is_markup = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '{' | '~' | '$' => true,
            '_' => !in_word,
            '&' => after.is_some_and(|after| after.is_alphanumeric() || after == '#'),
            '#' | '+' | '-' | '=' | '>' | ':' => is_first && index == 0,
            '.' | ')' => is_first && index > 0 && text[..index].bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// The text without control characters but line breaks, and without those that turn the direction of text round.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    match text.chars().all(|c| c == '\n' || is_shown(c)) {
        true => Cow::Borrowed(text),
        false => {
            let text =
                text.replace("\r\n", "\n").replace(['\t', '\r', '\u{2028}', '\u{2029}', '\u{85}'], " ");
            Cow::Owned(text.chars().filter(|c| *c == '\n' || is_shown(*c)).collect())
        }
    }
}

/// Not a control character, nor one that turns the direction of a text round.
pub(super) fn is_shown(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{061C}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}'
        )
}

fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '+')
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{anchor, code, fence, json, link, text, web_address};

    #[test]
    fn a_text_stays_text() {
        let table = [
            ("plain", "plain"),
            ("first_name", "first_name"),
            ("_start and end_", "\\_start and end\\_"),
            ("a | b", "a \\| b"),
            ("two\nlines", "two lines"),
            ("  spaces\t ", "spaces"),
            ("<script>", "\\<script>"),
            ("![x](http://evil)", "!\\[x\\](http://evil)"),
            ("`run", "\\`run"),
            ("ends in \\", "ends in \\\\"),
            ("&amp; & b", "\\&amp; & b"),
            ("# title ##", "\\# title #\\#"),
            ("- item", "\\- item"),
            ("a - b", "a - b"),
            ("1. item", "1\\. item"),
            ("v1.2", "v1.2"),
            ("{{ 7*7 }}", "\\{\\{ 7\\*7 }\\}"),
            ("{% include 'x' %}", "\\{% include 'x' %\\}"),
            ("title {#id}", "title \\{#id\\}"),
            ("a\u{202E}b\u{0}c", "abc"),
            ("", ""),
        ];
        for (data, markdown) in table {
            assert_eq!(text(data), markdown, "{data:?}");
        }
    }

    #[test]
    fn code_stays_code() {
        let table = [
            ("id:in", "`id:in`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("a``b`", "``` a``b` ```"),
            ("ends in \\", "`ends in \\`"),
            ("a|b", "a\\|b"),
            ("two\nlines", "`two lines`"),
            ("<b>", "`<b>`"),
            ("", ""),
        ];
        for (data, markdown) in table {
            assert_eq!(code(data), markdown, "{data:?}");
        }
    }

    #[test]
    fn blocks_of_code() {
        assert_eq!(fence("a\n", "json"), "```json\na\n```");
        assert_eq!(fence("```\nx\n````", "rust"), "`````rust\n```\nx\n````\n`````");
        assert_eq!(fence("a", "no language\n"), "```\na\n```");
    }

    #[test]
    fn links_lead_to_the_web_alone() {
        assert_eq!(link("Docs", "https://a.example/b#c"), "[Docs](https://a.example/b#c)");
        assert_eq!(link("a]b", "https://a.example/(x)"), "[a\\]b](https://a.example/%28x%29)");
        for address in
            ["javascript:alert(1)", "https://", "https://a b", "https://a\"", "//a", "data:,x", "http://<x>"]
        {
            assert_eq!(web_address(address), None, "{address}");
            assert_eq!(link("x", address), "x");
        }
    }

    #[test]
    fn anchors() {
        assert_eq!(anchor("NewAddress (2)"), "newaddress-2");
        assert_eq!(anchor("What comes back"), "what-comes-back");
        assert_eq!(anchor("orders.Order"), "ordersorder");
    }

    #[test]
    fn json_over_lines() {
        let value = serde_json::json!({"id:in": [1, "\u{202E}"], "a\"": [{"b": null}, {}], "c": []});
        let text = r#"{
  "id:in": [1, "\u202e"],
  "a\"": [
    {
      "b": null
    },
    {}
  ],
  "c": []
}"#;
        assert_eq!(json(&value), text);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json(&value)).unwrap(), value);
    }
}
