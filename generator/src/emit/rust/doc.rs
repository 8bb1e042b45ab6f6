//! Texts of a spec as rustdoc: a text never becomes a link that leads nowhere, a tag, or code that is run.
//!
//! How a text is read and written anew is the business of [`prose`]; here it is put together with what we say.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::markdown::{code_span, is_shown};
use crate::emit::prose::{self, RustdocBlock};

/// The blocks of a doc comment.
#[derive(Default)]
pub struct Doc {
    blocks: Vec<RustdocBlock>,
}

impl Doc {
    /// A comment that begins with a text of our own.
    pub fn ours(text: impl Into<String>) -> Self {
        Self::default().paragraph(text)
    }

    /// A text of the spec; a label where there is none, or where none of it can be shown.
    pub fn of(text: Option<&str>, label: &str) -> Self {
        let doc = Self::default().text(text);
        if doc.blocks.is_empty() { Self::ours(format!("{}.", line(label))) } else { doc }
    }

    /// A text of the spec after Markdown of our own, on the same line where the text begins with a paragraph.
    pub fn labelled(label: &str, doc: Self) -> Self {
        let mut doc = doc;
        match doc.blocks.first_mut() {
            Some(first) if first.is_paragraph => first.text.insert_str(0, &format!("{label} ")),
            _ => doc.blocks.insert(0, RustdocBlock { text: label.to_owned(), is_paragraph: true }),
        }
        doc
    }

    /// A paragraph of our own, already Markdown.
    pub fn paragraph(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(RustdocBlock { text: text.into(), is_paragraph: true });
        self
    }

    /// A list; each comment is an item.
    pub fn list(mut self, items: impl IntoIterator<Item = Self>) -> Self {
        let items: Vec<_> = items.into_iter().map(|item| item.lines().join("\n  ")).collect();
        if !items.is_empty() {
            let text = format!("- {}", items.join("\n- "));
            self.blocks.push(RustdocBlock { text, is_paragraph: false });
        }
        self
    }

    /// A text of the spec, where there is one.
    pub fn text(mut self, text: Option<&str>) -> Self {
        self.blocks.extend(text.map(prose::rustdoc).unwrap_or_default());
        self
    }

    /// A sentence at the end of the last paragraph.
    pub fn sentence(mut self, text: &str) -> Self {
        match self.blocks.last_mut() {
            Some(last) if last.is_paragraph => {
                if !last.text.ends_with(['.', '!', '?', ':']) {
                    last.text.push('.');
                }
                last.text.push(' ');
                last.text.push_str(text);
                self
            }
            _ => self.paragraph(text),
        }
    }

    /// The lines of the comment.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for block in self.blocks.iter().filter(|block| !block.text.trim().is_empty()) {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend(block.text.lines().map(|line| line.trim_end().to_owned()));
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

/// A text of the spec in a sentence of ours.
pub fn line(text: &str) -> String {
    prose::rustdoc_line(text)
}

/// A value as it is on the wire. What a comment must not hold is written as Rust would.
pub fn code(data: &str) -> String {
    let shown = |c: char| if is_shown(c) { c.to_string() } else { c.escape_default().to_string() };
    code_span(&data.chars().map(shown).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{Doc, code, line};

    fn markdown(text: &str) -> String {
        Doc::default().text(Some(text)).lines().join("\n")
    }

    #[test]
    fn a_text_stays_text() {
        for (text, expected) in [
            ("plain", "plain"),
            ("two\nlines", "two\nlines"),
            ("`code [x] <y> a|b` stands", "`code [x] <y> a|b` stands"),
            ("an open ` tick", "an open \\` tick"),
            ("[name] and [a](https://a.example/x)", "\\[name\\] and [a](https://a.example/x)"),
            ("[`name`] and [a][b]", "\\[`name`\\] and \\[a\\]\\[b\\]"),
            ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
            ("[https://a.example](https://b.example)", "[https\\://a.example](https://b.example)"),
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
            ("\\<b> \\[x] \\\\<b>", "\\<b> \\[x\\] \\\\\\<b>"),
            ("see https://a.example/b.", "see <https://a.example/b>."),
            ("see <https://a.example/b>, <a>", "see <https://a.example/b>, \\<a>"),
            ("xhttps://a.example https://\u{e9}.example", "xhttps\\://a.example https\\://\u{e9}.example"),
            ("# Errors\nx", "**Errors**\n\nx"),
            ("a\n---\nb\n=\n1. c", "a\n\\---\nb\n\\=\n\n1. c"),
            ("a | b\n| - | - |", "a \\| b\n\\| - \\| - \\|"),
            ("[a]: b", "\\[a\\]: b"),
            ("a\u{202E}b\u{0}c\td", "abc d"),
            ("a\n\u{a0}\u{a0}b\n\u{3000}\u{3000}\u{3000}\u{3000}\u{3000}c", "a\nb\nc"),
            ("*a\nb* `c\nd`", "*a\nb* `c d`"),
        ] {
            assert_eq!(markdown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn no_text_is_code_to_run() {
        for (text, expected) in [
            ("```\nlet x = 1;\n```", "```text\nlet x = 1;\n```"),
            ("```rust\nlet x = 1;", "```text\nlet x = 1;\n```"),
            ("~~~\n\tx\n~~~", "```text\n x\n```"),
            ("````\n```\nx\n````", "````text\n```\nx\n````"),
            ("a\n\n      code?", "a\n\ncode?"),
            ("a\n\n\tassert!(false)", "a\n\nassert!(false)"),
            ("\u{b}    assert!(false)", "assert!(false)"),
            (">     assert!(false)", "\\>     assert!(false)"),
            ("a\n>\n>     assert!(false)", "a\n\\>\n\\>     assert!(false)"),
            ("> ```\n> assert!(false)", "\\> \\`\\`\\`\n\\> assert!(false)"),
            ("-      assert!(false)", "- assert!(false)"),
            ("- a\n\n          assert!(false)", "- a\n\n  assert!(false)"),
            ("- ```\n  x\n  ```", "- ```text\n  x\n  ```"),
            ("-\tassert!(false)", "- assert!(false)"),
        ] {
            assert_eq!(markdown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lists_are_indented() {
        for (text, expected) in [
            ("- an item\nthat goes on.", "- an item\n  that goes on."),
            ("1. an item\nthat\n   goes on\n\nEnd.", "1. an item\n   that\n   goes on\n\nEnd."),
            ("Intro:\n- a\n  - b\nc", "Intro:\n\n- a\n  - b\n    c"),
        ] {
            assert_eq!(markdown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn values_stay_values() {
        for (data, expected) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("<i> [x] a|b", "`<i> [x] a|b`"),
            ("a\u{202E}b\n\t\u{0}", "`a\\u{202e}b\\n\\t\\u{0}`"),
        ] {
            assert_eq!(code(data), expected, "{data:?}");
        }
        assert_eq!(line("[Foo] <i>\n\n```\na\n\n    b\n```"), "\\[Foo\\] \\<i> `a      b`");
    }

    #[test]
    fn what_follows_a_text_stands_apart_from_its_code() {
        let lines = |doc: Doc| doc.lines().join("\n");
        let code = "```\nx\n```";
        assert_eq!(lines(Doc::of(Some("A text"), "Label").sentence("More.")), "A text. More.");
        assert_eq!(lines(Doc::of(Some(code), "Label").sentence("More.")), "```text\nx\n```\n\nMore.");
        assert_eq!(lines(Doc::of(Some("\u{202E}"), "[Label]")), "\\[Label\\].");
        let item = |text: &str| Doc::labelled("`a`:", Doc::of(Some(text), "Label"));
        assert_eq!(
            lines(Doc::ours("List:").list([item("b\nc"), item(code)])),
            "List:\n\n- `a`: b\n  c\n- `a`:\n\n  ```text\n  x\n  ```"
        );
    }
}
