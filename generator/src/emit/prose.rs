//! The Markdown that a spec may hold, as Markdown that is safe anywhere.
//!
//! A text is read into the little that a doc needs (paragraphs, lists, code, emphasis, links to the web) and written
//! anew; whatever else it holds is text and shows as it was written. So no text of a spec can become a tag, an image,
//! a heading that upsets the page, or a link that runs code.
//!
//! Pages and rustdoc take the same reading and differ in few things, which [`Target`] names.

use super::markdown::{code, code_span as span_of_code, escape, fence, shown, web_address};

/// Lists and emphasis inside one another, beyond which a text is taken as it stands.
const MAX_DEPTH: usize = 8;

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

fn parse(text: &str) -> Vec<Block> {
    let text = shown(text);
    parse_blocks(&text.lines().collect::<Vec<_>>(), 0)
}

fn parse_blocks(lines: &[&str], depth: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let trimmed = line.trim();
        let marker = Marker::of(line).filter(|_| depth < MAX_DEPTH);
        if let Some(fence) = opening_fence(trimmed) {
            end_paragraph(&mut paragraph, &mut blocks);
            let is_end = |line: &&str| {
                line.trim().starts_with(fence) && line.trim().chars().all(|c| fence.starts_with(c))
            };
            let end = after.iter().position(is_end).unwrap_or(after.len());
            let indent = indent(line);
            let text: Vec<_> = after[..end].iter().map(|line| dedent(line, indent)).collect();
            let language = trimmed.trim_start_matches(['`', '~']).trim().to_owned();
            blocks.push(Block::Code { language, text: text.join("\n") });
            rest = after.get(end + 1..).unwrap_or_default();
            continue;
        }
        if let Some(marker) = marker {
            end_paragraph(&mut paragraph, &mut blocks);
            let taken = marker.item_length(line, after);
            let mut item = vec![&line[marker.content.min(line.len())..]];
            item.extend(after[..taken].iter().map(|line| dedent(line, marker.content)));
            let item = parse_blocks(&item, depth + 1);
            match blocks.last_mut() {
                Some(Block::List { ordered, items }) if *ordered == marker.ordered => items.push(item),
                _ => blocks.push(Block::List { ordered: marker.ordered, items: vec![item] }),
            }
            rest = &after[taken..];
            continue;
        }
        if trimmed.is_empty() {
            end_paragraph(&mut paragraph, &mut blocks);
        } else if let Some(heading) = heading(trimmed) {
            end_paragraph(&mut paragraph, &mut blocks);
            blocks.push(Block::Paragraph(vec![Span::Strong(parse_spans(heading, 1))]));
        } else {
            paragraph.push(trimmed);
        }
        rest = after;
    }
    end_paragraph(&mut paragraph, &mut blocks);
    blocks
}

fn end_paragraph(lines: &mut Vec<&str>, blocks: &mut Vec<Block>) {
    if !lines.is_empty() {
        blocks.push(Block::Paragraph(parse_spans(&lines.join("\n"), 0)));
        lines.clear();
    }
}

fn opening_fence(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    let (fence, language) = line.split_at(length);
    (length >= 3 && !language.contains('`')).then_some(fence)
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let is_heading = (1..=6).contains(&level) && text.starts_with(' ');
    is_heading.then(|| text.trim().trim_end_matches('#').trim_end()).filter(|text| !text.is_empty())
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn dedent(line: &str, by: usize) -> &str {
    &line[indent(line).min(by)..]
}

/// What begins an item of a list.
struct Marker {
    ordered: bool,
    /// Where the text of the item begins in its line.
    content: usize,
}

impl Marker {
    fn of(line: &str) -> Option<Self> {
        let start = indent(line);
        let text = &line[start..];
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let rest = &text[digits..];
        let (ordered, mark) = match rest.chars().next()? {
            '.' | ')' if (1..=9).contains(&digits) => (true, digits + 1),
            '-' | '*' | '+' if digits == 0 => (false, 1),
            _ => return None,
        };
        let content = &text[mark..];
        let is_item = content.starts_with(' ') && !content.trim().is_empty();
        is_item.then(|| Self { ordered, content: start + mark + indent(content) })
    }

    /// How many of the following lines belong to the item: those that are indented as its text is, blank lines
    /// between them, and the rest of its first paragraph.
    fn item_length(&self, line: &str, after: &[&str]) -> usize {
        let mut length = 0;
        let mut in_paragraph = opening_fence(line[self.content.min(line.len())..].trim()).is_none();
        for (index, line) in after.iter().enumerate() {
            if line.trim().is_empty() {
                in_paragraph = false;
            } else if indent(line) >= self.content || (in_paragraph && Self::of(line).is_none()) {
                length = index + 1;
            } else {
                break;
            }
        }
        length
    }
}

fn parse_spans(text: &str, depth: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        let found = match c {
            '`' => code_span(rest),
            '*' | '_' if depth < MAX_DEPTH => emphasis(rest, c, before, depth),
            '[' if depth < MAX_DEPTH && before != Some('!') => link(rest, depth),
            '<' if depth < MAX_DEPTH => angled_address(rest),
            // A link holds no other.
            'h' if depth < MAX_DEPTH && !before.is_some_and(char::is_alphanumeric) => bare_address(rest),
            _ => None,
        };
        let taken = match found {
            Some((span, taken)) => {
                if !plain.is_empty() {
                    spans.push(Span::Text(std::mem::take(&mut plain)));
                }
                spans.push(span);
                taken
            }
            None if c == '\\' && rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                plain.push_str(&rest[1..2]);
                2
            }
            // A run of ticks that nothing ends must not begin a span at its second tick.
            None if c == '`' => {
                let run = rest.len() - rest.trim_start_matches('`').len();
                plain.push_str(&rest[..run]);
                run
            }
            None => {
                plain.push(c);
                c.len_utf8()
            }
        };
        before = rest[..taken].chars().next_back();
        rest = &rest[taken..];
    }
    if !plain.is_empty() {
        spans.push(Span::Text(plain));
    }
    spans
}

/// The first span of `rest` and how many bytes it takes.
type Found = Option<(Span, usize)>;

fn code_span(rest: &str) -> Found {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let inner = &rest[ticks..];
    let mut from = 0;
    while let Some(at) = inner[from..].find('`') {
        let start = from + at;
        let run = inner[start..].len() - inner[start..].trim_start_matches('`').len();
        if run == ticks {
            let text = inner[..start].replace('\n', " ");
            let padded = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
            let text = if padded { text[1..text.len() - 1].to_owned() } else { text };
            return Some((Span::Code(text), ticks + start + ticks));
        }
        from = start + run;
    }
    None
}

fn emphasis(rest: &str, mark: char, before: Option<char>, depth: usize) -> Found {
    let is_strong = rest[1..].starts_with(mark);
    let marks = if is_strong { 2 } else { 1 };
    let inner = &rest[marks..];
    let may_open = !before.is_some_and(char::is_alphanumeric) && !inner.starts_with([' ', '\n', mark]);
    let close = &rest[..marks];
    let end = may_open.then(|| {
        inner.match_indices(close).map(|(at, _)| at).find(|&at| {
            let (text, after) = (&inner[..at], &inner[at + marks..]);
            !text.is_empty()
                && !text.ends_with([' ', '\n'])
                && !after.starts_with(|c: char| c.is_alphanumeric() || c == mark)
        })
    })??;
    let spans = parse_spans(&inner[..end], depth + 1);
    let span = if is_strong { Span::Strong(spans) } else { Span::Emphasis(spans) };
    Some((span, marks + end + marks))
}

fn link(rest: &str, depth: usize) -> Found {
    let middle = rest.find("](")?;
    let (label, target) = (&rest[1..middle], &rest[middle + 2..]);
    let end = target.find(')')?;
    let address = web_address(&target[..end])?;
    let is_plain = !label.trim().is_empty() && !label.contains(['[', ']']);
    let label = || parse_spans(label, MAX_DEPTH.max(depth));
    is_plain.then(|| (Span::Link { label: label(), address }, middle + 2 + end + 1))
}

/// An address between `<` and `>`.
fn angled_address(rest: &str) -> Found {
    let address = &rest[1..rest.find('>')?];
    let target = web_address(address)?;
    Some((Span::Link { label: vec![Span::Text(address.to_owned())], address: target }, address.len() + 2))
}

fn bare_address(rest: &str) -> Found {
    let end = rest
        .find([' ', '\n', '<', '>', '(', ')', '[', ']', '`', '"', '\'', '*', '\\', '|'])
        .unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '_']);
    let target = web_address(address)?;
    Some((Span::Link { label: vec![Span::Text(address.to_owned())], address: target }, address.len()))
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
            Self::Rustdoc => span_of_code(text),
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
