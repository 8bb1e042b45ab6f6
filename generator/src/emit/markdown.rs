//! Data as Markdown: whatever it holds, it shows as it is and never becomes markup.
//!
//! Written for CommonMark and what code hosts and mdBook add to it: tables, strikethrough, attributes of headings,
//! formulas. All but [`fence`] makes one line that also holds in a table cell; the pieces of a line come from
//! [`inline`](crate::inline). Texts that are Markdown themselves are the business of [`prose`](super::prose).

use serde_json::Value as Json;

use crate::inline::longest_run;
pub use crate::inline::{code, code_span, escape, is_shown, shown, text};

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

fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '+')
}

#[cfg(test)]
mod tests {
    use super::{anchor, fence, json, link, web_address};

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
