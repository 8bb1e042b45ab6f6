//! Texts of a spec as rustdoc: a text never becomes a link that leads nowhere, a tag, or code that is run.

use proc_macro2::TokenStream;
use quote::quote;

/// The paragraphs of a doc comment.
#[derive(Default)]
pub struct Doc {
    paragraphs: Vec<String>,
}

impl Doc {
    /// A comment that begins with a text of our own.
    pub fn ours(text: impl Into<String>) -> Self {
        Self { paragraphs: vec![text.into()] }
    }

    /// A paragraph of our own, already Markdown.
    pub fn paragraph(mut self, text: impl Into<String>) -> Self {
        self.paragraphs.push(text.into());
        self
    }

    /// A text of the spec, where there is one.
    pub fn text(mut self, text: Option<&str>) -> Self {
        self.paragraphs.extend(text.map(markdown));
        self
    }

    /// A sentence at the end of the last paragraph.
    pub fn sentence(mut self, text: &str) -> Self {
        match self.paragraphs.last_mut() {
            Some(last) => {
                if !last.ends_with(['.', '!', '?', ':']) {
                    last.push('.');
                }
                last.push(' ');
                last.push_str(text);
            }
            None => self.paragraphs.push(text.to_owned()),
        }
        self
    }

    /// Where the facts come from, and where the spec departs from it.
    pub fn origin(mut self, source: Option<&str>, deviation: Option<&str>) -> Self {
        if let Some(deviation) = deviation {
            self.paragraphs.push(format!("Deviation: {}", markdown(deviation)));
        }
        if let Some(source) = source {
            let source = match source.starts_with("https://") && !source.contains([' ', '<', '>']) {
                true => format!("<{source}>"),
                false => markdown(source),
            };
            self.paragraphs.push(format!("Source: {source}"));
        }
        self
    }

    /// The lines of the comment.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in self.paragraphs.iter().filter(|text| !text.trim().is_empty()) {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend(paragraph.lines().map(|line| line.trim_end().to_owned()));
        }
        lines
    }

    /// The comment as attributes.
    pub fn attributes(&self) -> TokenStream {
        let lines = self.lines().into_iter().map(|line| match line.is_empty() {
            true => line,
            false => format!(" {line}"),
        });
        quote!(#(#[doc = #lines])*)
    }
}

/// Markdown of a spec as Markdown for rustdoc.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut fenced = false;
    for line in text.trim().lines() {
        if !out.is_empty() {
            out.push('\n');
        }
        let line: String = line.chars().filter(|c| is_shown(*c)).collect();
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            // A fence without a language would be compiled and run.
            out.push_str(if fenced { "```" } else { "```text" });
            fenced = !fenced;
        } else if fenced {
            out.push_str(&line);
        } else {
            // Four spaces would make a code block, which rustdoc compiles and runs.
            let indent = (line.len() - trimmed.len()).min(3);
            out.push_str(&line[..indent]);
            inline(trimmed, &mut out);
        }
    }
    if fenced {
        out.push_str("\n```");
    }
    out
}

/// Not a control character, nor one that turns the direction of text round, which rustc refuses.
fn is_shown(c: char) -> bool {
    c == '\t'
        || !(c.is_control()
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}'))
}

fn inline(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(['`', '<', '[', 'h']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match rest.as_bytes()[0] {
            b'`' => code_span(rest, out),
            b'[' => link(rest, out),
            b'h' => url(rest, out),
            _ => {
                out.push_str("\\<");
                1
            }
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
}

fn code_span(rest: &str, out: &mut String) -> usize {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let fence = &rest[..ticks];
    match rest[ticks..].find(fence) {
        Some(end) => {
            let taken = ticks + end + ticks;
            out.push_str(&rest[..taken]);
            taken
        }
        None => {
            out.extend(std::iter::repeat_n("\\`", ticks));
            ticks
        }
    }
}

/// A link with an address of its own stands; any other bracket would be taken for the name of an item.
fn link(rest: &str, out: &mut String) -> usize {
    let whole = rest.find("](https://").and_then(|middle| {
        let end = middle + rest[middle..].find(')')?;
        let plain =
            !rest[1..middle].contains(['[', ']', '<', '`']) && !rest[middle..end].contains(['<', '>', ' ']);
        plain.then_some(end + 1)
    });
    match whole {
        Some(taken) => {
            out.push_str(&rest[..taken]);
            taken
        }
        None => {
            out.push_str("\\[");
            1
        }
    }
}

/// A bare address becomes a link, as rustdoc asks for.
fn url(rest: &str, out: &mut String) -> usize {
    if !rest.starts_with("https://") && !rest.starts_with("http://") {
        out.push('h');
        return 1;
    }
    let end = rest.find([' ', '<', '>', ')', ']', '`', '"']).unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    out.push('<');
    out.push_str(address);
    out.push('>');
    address.len()
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn a_text_stays_text() {
        for (text, expected) in [
            ("plain", "plain"),
            ("`code [x] <y>` stands", "`code [x] <y>` stands"),
            ("an open ` tick", "an open \\` tick"),
            ("[name] and [a](https://a.example/x)", "\\[name] and [a](https://a.example/x)"),
            ("[x](javascript:alert(1))", "\\[x](javascript:alert(1))"),
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
            ("see https://a.example/b.", "see <https://a.example/b>."),
            ("```\nlet x = 1;\n```", "```text\nlet x = 1;\n```"),
            ("```rust\nlet x = 1;", "```text\nlet x = 1;\n```"),
            ("a\n\n      code?", "a\n\n   code?"),
            ("a\u{202E}b\u{0}c", "abc"),
        ] {
            assert_eq!(markdown(text), expected, "{text:?}");
        }
    }
}
