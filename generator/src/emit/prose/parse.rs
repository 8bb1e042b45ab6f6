//! Reading a text of a spec: what is no paragraph, list, code, emphasis or link to the web is text.

use super::{Block, Span};
use crate::emit::markdown::{shown, web_address};

/// Lists and emphasis inside one another, beyond which a text is taken as it stands.
const MAX_DEPTH: usize = 8;

/// The blocks of a text.
pub(super) fn parse(text: &str) -> Vec<Block> {
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
