//! The Markdown that a spec may hold, as Markdown that is safe anywhere.
//!
//! A text is read into the little that a doc needs (paragraphs, lists, code, emphasis, links to the web) and written
//! anew; whatever else it holds is text and shows as it was written. So no text of a spec can become a tag, an image,
//! a heading that upsets the page, or a link that runs code.
//!
//! Pages and rustdoc take the same reading and differ in few things, which `Target` names.

mod parse;

use self::parse::parse;
use super::markdown::{code, code_span, escape, fence};

/// A text as blocks of Markdown.
pub fn blocks(text: &str) -> String {
    let mut out = String::new();
    Target::Page.write_blocks(&parse(text), "", &mut out);
    out
}

/// A text as one line of Markdown, for a table cell or the end of a sentence.
pub fn line(text: &str) -> String {
    let mut out = String::new();
    Target::Page.write_line(&parse(text), &mut out);
    out
}

/// A text as blocks of rustdoc, a blank line apart.
pub fn rustdoc(text: &str) -> Vec<RustdocBlock> {
    let block = |block: &Block| {
        let mut text = String::new();
        Target::Rustdoc.write_blocks(std::slice::from_ref(block), "", &mut text);
        RustdocBlock { text, is_paragraph: matches!(block, Block::Paragraph(_)) }
    };
    parse(text).iter().map(block).collect()
}

/// A text as one line of rustdoc, for a place in a sentence.
pub fn rustdoc_line(text: &str) -> String {
    let mut out = String::new();
    Target::Rustdoc.write_line(&parse(text), &mut out);
    out
}

/// A block of rustdoc.
pub struct RustdocBlock {
    pub text: String,
    /// Whether more may be said on its last line, which is not so for code and lists.
    pub is_paragraph: bool,
}

/// Where the Markdown is read.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    /// A page: paragraphs are of one line, and code keeps its language.
    Page,
    /// A doc comment: lines stay as they are, and no code has a language, for rustdoc would compile and run it.
    Rustdoc,
}

#[derive(Debug, PartialEq)]
enum Block {
    Paragraph(Vec<Span>),
    Code { language: String, text: String },
    List { ordered: bool, items: Vec<Vec<Block>> },
}

#[derive(Debug, PartialEq)]
enum Span {
    Text(String),
    Code(String),
    Strong(Vec<Span>),
    Emphasis(Vec<Span>),
    Link { label: Vec<Span>, address: String },
}

impl Target {
    fn write_blocks(self, blocks: &[Block], indent: &str, out: &mut String) {
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 {
                // A list inside an item follows its text at once, so that the outer list stays a tight one.
                let is_inner_list = !indent.is_empty() && matches!(block, Block::List { .. });
                out.push_str(if is_inner_list { "\n" } else { "\n\n" });
                out.push_str(indent);
            }
            match block {
                Block::Paragraph(spans) => self.write_spans(spans, true, indent, out),
                Block::Code { language, text } => {
                    let language = if self == Self::Rustdoc { "text" } else { language };
                    out.push_str(&fence(text, language).replace('\n', &format!("\n{indent}")));
                }
                Block::List { ordered, items } => self.write_list(*ordered, items, indent, out),
            }
        }
    }

    fn write_list(self, ordered: bool, items: &[Vec<Block>], indent: &str, out: &mut String) {
        let is_loose = items
            .iter()
            .any(|item| item.iter().filter(|block| !matches!(block, Block::List { .. })).count() > 1);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push_str(if is_loose { "\n\n" } else { "\n" });
                out.push_str(indent);
            }
            let mark = if ordered { format!("{}. ", index + 1) } else { "- ".to_owned() };
            out.push_str(&mark);
            let inner = format!("{indent}{}", " ".repeat(mark.len()));
            self.write_blocks(item, &inner, out);
        }
    }

    fn write_line(self, blocks: &[Block], out: &mut String) {
        for block in blocks {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            match block {
                Block::Paragraph(spans) => {
                    let mut text = String::new();
                    self.write_spans(spans, out.is_empty(), "", &mut text);
                    out.push_str(&text.replace('\n', " "));
                }
                Block::Code { text, .. } => out.push_str(&self.code(text)),
                Block::List { items, .. } => items.iter().for_each(|item| self.write_line(item, out)),
            }
        }
    }

    fn write_spans(self, spans: &[Span], is_first: bool, indent: &str, out: &mut String) {
        for (index, span) in spans.iter().enumerate() {
            match span {
                Span::Text(text) => self.write_text(text, is_first && index == 0, indent, out),
                Span::Code(text) => out.push_str(&self.code(text)),
                Span::Strong(inner) => self.wrapped("**", inner, indent, out),
                Span::Emphasis(inner) => self.wrapped("*", inner, indent, out),
                Span::Link { label, address } => self.write_link(label, address, indent, out),
            }
        }
    }

    fn wrapped(self, mark: &str, spans: &[Span], indent: &str, out: &mut String) {
        out.push_str(mark);
        self.write_spans(spans, false, indent, out);
        out.push_str(mark);
    }

    fn write_text(self, text: &str, is_first: bool, indent: &str, out: &mut String) {
        if self == Self::Page {
            escape(&text.replace('\n', " "), is_first, out);
            return;
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                out.push('\n');
                out.push_str(indent);
            }
            let mut escaped = String::new();
            escape(line, is_first || index > 0, &mut escaped);
            // What looks like an address and is none: rustdoc would ask for a link.
            out.push_str(&escaped.replace("://", "\\://"));
        }
    }

    fn write_link(self, label: &[Span], address: &str, indent: &str, out: &mut String) {
        let is_bare = matches!(label, [Span::Text(text)] if text == address);
        if self == Self::Rustdoc && is_bare {
            out.push_str(&format!("<{address}>"));
            return;
        }
        // It would make an image of the link.
        if out.ends_with('!') {
            out.pop();
            out.push_str("\\!");
        }
        out.push('[');
        self.write_spans(label, false, indent, out);
        out.push_str(&format!("]({address})"));
    }

    fn code(self, text: &str) -> String {
        match self {
            Self::Page => code(text),
            // No table is made of doc comments, so a `|` needs no care.
            Self::Rustdoc => code_span(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{blocks, line};

    #[test]
    fn what_a_doc_needs_stays() {
        let table = [
            ("One.\nTwo.\n\nThree.", "One. Two.\n\nThree."),
            ("a `code` b", "a `code` b"),
            ("**Bold:** and *soft*", "**Bold:** and *soft*"),
            ("- a\n- b\n  more\n  - c\n- d", "- a\n- b more\n  - c\n- d"),
            ("1. a\n2. b", "1. a\n2. b"),
            ("Intro:\n- a\n- b\n\nEnd.", "Intro:\n\n- a\n- b\n\nEnd."),
            ("```json\n{\"a\": 1}\n```", "```json\n{\"a\": 1}\n```"),
            ("- a\n\n  ```\n  x\n  ```", "- a\n\n  ```\n  x\n  ```"),
            ("[docs](https://a.example/b)", "[docs](https://a.example/b)"),
            ("see https://a.example/b.", "see [https://a.example/b](https://a.example/b)."),
            ("see <https://a.example/b>.", "see [https://a.example/b](https://a.example/b)."),
            ("first_name and 2 * 3", "first_name and 2 \\* 3"),
            ("a\\*b", "a\\*b"),
        ];
        for (text, markdown) in table {
            assert_eq!(blocks(text), markdown, "{text:?}");
        }
    }

    #[test]
    fn all_else_is_text() {
        let table = [
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
            ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
            ("![](http://evil.example)", "!\\[\\]([http://evil.example](http://evil.example))"),
            ("## Notes", "**Notes**"),
            ("an open ` tick", "an open \\` tick"),
            ("```\nnever closed <b>", "```\nnever closed <b>\n```"),
            ("a\n---", "a ---"),
            ("---", "\\---"),
            ("> quote", "\\> quote"),
            ("{{ 7*7 }}", "\\{\\{ 7\\*7 }}"),
            ("    indented <b>", "indented \\<b>"),
            ("a | b", "a \\| b"),
            ("`a|b`", "a\\|b"),
            ("!https://a.example", "\\![https://a.example](https://a.example)"),
            ("[https://a.example](https://b.example)", "[https://a.example](https://b.example)"),
            ("[a]: https://a.example", "\\[a\\]: [https://a.example](https://a.example)"),
        ];
        for (text, markdown) in table {
            assert_eq!(blocks(text), markdown, "{text:?}");
        }
    }

    #[test]
    fn one_line_for_a_cell() {
        assert_eq!(line("One.\n\n- a\n- **b**\n\n```\nx\ny\n```"), "One. a **b** `x y`");
        assert_eq!(line("ends in \\"), "ends in \\\\");
        assert_eq!(line(""), "");
    }

    #[test]
    fn depth_has_a_bound() {
        let nested: String = (0..200).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
        assert!(blocks(&nested).lines().count() < 30);
        assert!(blocks(&"*a ".repeat(2000)).len() < 20_000);
    }
}
