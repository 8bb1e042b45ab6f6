//! One pass over the events of the YAML parser makes the spanned tree of a file. What YAML allows and the
//! spec language does not (anchors, tags, duplicate keys, …) is refused here, with its place.

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::keys::{Key, Keys, checked_key};
use super::offsets::CharOffsets;
use super::{Entry, FileId, Kind, Node, NodeId, Scalar, Span, Style, outline, refusal, syntax, traps};
use crate::diagnostics::{Code, Problems};

/// How deep values may be nested. Real specs need a dozen levels; every later stage may recurse this deep.
pub const MAX_DEPTH: usize = 64;

/// How many values a file may hold, keys counted in. A spec of the largest size that is read holds fewer.
pub const MAX_NODES: u32 = 400_000;

/// The tree of a text. `None` if there is none; the problem has been reported then.
pub(super) fn read(file: FileId, text: &str, problems: &mut Problems) -> Option<Node> {
    if says_nothing(text) {
        problems
            .error(Code::EmptyFile, file, "the file says nothing")
            .why("a file that is there has to describe something: its path alone makes it a part of the API")
            .help("write the spec, or delete the file");
        return None;
    }
    if !traps::check_characters(file, text, problems) {
        return None;
    }
    // The scanner keeps a whole one-line collection before it hands out the first piece of it; a file that
    // is nothing but brackets and commas would take hundreds of MiB before the count below could stop it.
    // Most commas of real specs divide keys with values, two nodes each.
    let signs = text.bytes().filter(|b| matches!(b, b',' | b'[' | b'{'));
    if signs.count() > MAX_NODES as usize / 2 {
        problems.push(refusal::too_many(file));
        return None;
    }
    let mut builder = Builder {
        file,
        text,
        offsets: CharOffsets::new(text),
        problems,
        stack: Vec::new(),
        root: None,
        nodes: 0,
        documents: 0,
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let step = match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                let at = builder.offsets.byte(error.marker());
                syntax::report(file, text, at, error.info(), builder.problems);
                return None;
            }
        };
        match step {
            Step::Next => {}
            Step::Done => break,
            Step::Stop => return None,
        }
    }
    let root = builder.root?;
    traps::check_tree(file, text, &root, problems);
    Some(root)
}

/// Whether there is nothing but comments, blank lines and document markers.
fn says_nothing(text: &str) -> bool {
    text.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || line == "---" || line == "..."
    })
}

enum Step {
    Next,
    /// Everything that counts has been read.
    Done,
    /// The file is given up, and it has been said why.
    Stop,
}

/// A collection whose end has not come yet.
struct Open {
    id: NodeId,
    start: u32,
    kind: OpenKind,
}

enum OpenKind {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, seen: Keys, key: Key },
}

struct Builder<'t, 'p> {
    file: FileId,
    text: &'t str,
    offsets: CharOffsets<'t>,
    problems: &'p mut Problems,
    stack: Vec<Open>,
    root: Option<Node>,
    nodes: u32,
    documents: u32,
}

impl Builder<'_, '_> {
    fn event(&mut self, event: Event<'_>, span: saphyr_parser::Span) -> Step {
        let start = self.offsets.byte(&span.start);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(explicit) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.second_document(start);
                    return Step::Done;
                }
                if explicit {
                    self.refuse_directives(start);
                }
            }
            Event::Alias(_) => {
                let word = self.word(start);
                let text = &self.text[word.range()];
                self.problems.push(refusal::alias(word, text));
                let end = self.offsets.byte(&span.end);
                let Some(id) = self.next_id() else {
                    return Step::Stop;
                };
                let span = self.span(start, end);
                let node = Node::new(
                    id,
                    span,
                    Kind::Scalar(Scalar {
                        span,
                        text: self.text[span.range()].to_owned(),
                        style: Style::Plain,
                    }),
                );
                node.refuse();
                self.add(node);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let start = self.refuse_properties(start, anchor, tag.is_some(), true);
                let Some(id) = self.next_id() else {
                    return Step::Stop;
                };
                let style = style_of(style);
                let absent = text.is_empty() && style == Style::Plain;
                let span = if absent {
                    self.nothing(start)
                } else {
                    let end = self.offsets.byte(&span.end);
                    self.trimmed(start, end)
                };
                let text = text.into_owned();
                let node = Node::new(id, span, Kind::Scalar(Scalar { span, text, style }));
                // Behind `!text` and `&text` nothing is left, and that has been told.
                if absent && (anchor > 0 || tag.is_some()) {
                    node.refuse();
                }
                self.add(node);
            }
            Event::SequenceStart(anchor, tag) => {
                let start = self.refuse_properties(start, anchor, tag.is_some(), false);
                return self.open(start, OpenKind::List(Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                let start = self.refuse_properties(start, anchor, tag.is_some(), false);
                return self.open(
                    start,
                    OpenKind::Map { entries: Vec::new(), seen: Keys::default(), key: Key::Awaited },
                );
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let end = self.offsets.byte(&span.end);
                self.close(end, span.start != span.end);
            }
        }
        Step::Next
    }

    fn open(&mut self, start: u32, kind: OpenKind) -> Step {
        if self.stack.len() >= MAX_DEPTH {
            let span = self.span(start, start + 1);
            self.problems.push(refusal::too_deep(span));
            return Step::Stop;
        }
        let Some(id) = self.next_id() else {
            return Step::Stop;
        };
        self.stack.push(Open { id, start, kind });
        Step::Next
    }

    /// Ends the innermost collection. One in brackets ends with its bracket; of any other, the parser tells
    /// only where the next thing begins, so it ends with its last part.
    fn close(&mut self, end: u32, bracket: bool) {
        let Some(open) = self.stack.pop() else { return };
        let (kind, last) = match open.kind {
            OpenKind::List(items) => {
                let last = items.last().map(|item| item.span.end);
                (Kind::List(items), last)
            }
            OpenKind::Map { entries, .. } => {
                let last = entries.last().map(|entry| entry.value.span.end.max(entry.key.span.end));
                (Kind::Map(entries), last)
            }
        };
        let end = if bracket { end } else { last.unwrap_or(open.start) };
        let span = self.span(open.start, end);
        self.add(Node::new(open.id, span, kind));
    }

    /// Puts a finished node where it belongs.
    fn add(&mut self, node: Node) {
        let Some(open) = self.stack.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        match &mut open.kind {
            OpenKind::List(items) => items.push(node),
            OpenKind::Map { entries, seen, key } => match std::mem::replace(key, Key::Awaited) {
                Key::Awaited => *key = checked_key(node, entries, seen, self.problems),
                Key::Read(key) => entries.push(Entry { key, value: node }),
                Key::Refused => {}
            },
        }
    }

    fn next_id(&mut self) -> Option<NodeId> {
        if self.nodes >= MAX_NODES {
            self.problems.push(refusal::too_many(self.file));
            return None;
        }
        self.nodes += 1;
        Some(NodeId(self.nodes - 1))
    }

    fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, start, end)
    }

    /// A stretch without the blanks at its end, which the parser counts in for blocks of text.
    fn trimmed(&self, start: u32, end: u32) -> Span {
        let slice = &self.text[start as usize..(end as usize).max(start as usize)];
        let kept = slice.trim_end_matches(['\n', ' ', '\t']).len();
        self.span(start, start + offset(kept))
    }

    /// The place of a value that is not written: behind the colon of its key, or behind the dash. Where a
    /// key has no colon either, the place is that of the key's last character.
    fn nothing(&self, start: u32) -> Span {
        if let Some(Open { kind: OpenKind::Map { key: Key::Read(key), .. }, .. }) = self.stack.last() {
            let end = key.span.end;
            let rest = &self.text[end as usize..];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let colon = rest[blanks..].starts_with(':');
            let at = if colon { end + offset(blanks) + 1 } else { end };
            return self.span(at, at);
        }
        self.span(start, start)
    }

    fn second_document(&mut self, start: u32) {
        let problem = if self.text[start as usize..].starts_with("---") {
            refusal::second_document(self.span(start, start + 3), "---")
        } else {
            refusal::second_document(self.word(start), "...")
        };
        self.problems.push(problem);
    }

    fn refuse_directives(&mut self, start: u32) {
        let mut at = 0;
        for line in self.text[..start as usize].split_inclusive('\n') {
            if line.starts_with('%') {
                let span = self.span(offset(at), offset(at + line.trim_end().len()));
                self.problems.push(refusal::directive(span));
            }
            at += line.len();
        }
    }

    /// Refuses an anchor and a tag before a value; says where the value itself begins.
    fn refuse_properties(&mut self, start: u32, anchor: usize, tag: bool, scalar: bool) -> u32 {
        let mut start = start;
        for _ in 0..usize::from(anchor > 0) + usize::from(tag) {
            let span = self.word(start);
            let word = &self.text[span.range()];
            let end = outline::value_end(self.text, start as usize, self.in_brackets());
            let whole = self.span(start, offset(end));
            let text = scalar.then(|| (whole, &self.text[whole.range()]));
            self.problems.push(refusal::property(span, word, text));
            let rest = &self.text[span.end as usize..];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\n', '\t']).len();
            start = span.end + offset(blanks);
        }
        start
    }

    fn in_brackets(&self) -> bool {
        self.stack.iter().any(|open| {
            let first = self.text.as_bytes().get(open.start as usize);
            matches!(first, Some(b'[' | b'{'))
        })
    }

    /// From `start` to the next blank or bracket.
    fn word(&self, start: u32) -> Span {
        let rest = &self.text[start as usize..];
        let length = rest.find([' ', '\n', '\t', ',', ']', '}']).unwrap_or(rest.len());
        self.span(start, start + offset(length))
    }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::Single,
        ScalarStyle::DoubleQuoted => Style::Double,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}

/// Files are far smaller than this could say.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
