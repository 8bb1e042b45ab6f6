//! One pass over the events of the YAML parser makes the spanned tree of a file. What YAML allows and the
//! spec language does not (anchors, tags, duplicate keys, …) is refused here, with its place.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::{Entry, FileId, Kind, Node, NodeId, Scalar, Span, Style, syntax};
use crate::diagnostics::{Code, Problems};

/// How deep values may be nested. Real specs need a dozen levels; every later stage may recurse this deep.
pub const MAX_DEPTH: usize = 64;

/// How many values a file may hold. A spec of the largest size that is read holds fewer.
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
    // The scanner keeps a whole one-line collection before it hands out the first piece of it; a file that
    // is nothing but brackets and commas would take hundreds of MiB before the count below could stop it.
    let pieces = text.bytes().filter(|b| matches!(b, b',' | b'[' | b'{')).count();
    if pieces > MAX_NODES as usize {
        too_many(file, problems);
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
    let root = builder.root;
    syntax::check_lines(file, text, root.as_ref(), problems);
    root
}

/// Whether there is nothing but comments, blank lines and document markers.
fn says_nothing(text: &str) -> bool {
    text.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || line == "---" || line == "..."
    })
}

fn too_many(file: FileId, problems: &mut Problems) {
    problems
        .error(Code::TooLarge, file, format!("the file holds more than {MAX_NODES} values"))
        .help("split it: types into one file a resource, actions into one file each");
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

enum Key {
    /// The next node is a key.
    Awaited,
    /// The next node is the value of this one.
    Read(Scalar),
    /// The next node is the value of a key that was refused, and goes with it.
    Refused,
}

/// The keys of a map. Few are compared one by one, many are looked up.
#[derive(Default)]
struct Keys {
    table: HashMap<String, Span>,
}

impl Keys {
    const FEW: usize = 16;

    /// The first place of a key that was there before; else takes it in.
    fn repeated(&mut self, key: &Scalar, entries: &[Entry]) -> Option<Span> {
        if entries.len() < Self::FEW {
            return entries.iter().find(|entry| entry.key.text == key.text).map(|entry| entry.key.span);
        }
        if self.table.is_empty() {
            self.table = entries.iter().map(|entry| (entry.key.text.clone(), entry.key.span)).collect();
        }
        match self.table.get(&key.text) {
            Some(first) => Some(*first),
            None => {
                self.table.insert(key.text.clone(), key.span);
                None
            }
        }
    }
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
                self.refuse_alias(start);
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
                let start = self.refuse_properties(start, anchor, tag.is_some());
                let Some(id) = self.next_id() else {
                    return Step::Stop;
                };
                let style = style_of(style);
                let span = if text.is_empty() && style == Style::Plain {
                    self.nothing(start)
                } else {
                    let end = self.offsets.byte(&span.end);
                    self.trimmed(start, end)
                };
                let text = text.into_owned();
                self.add(Node::new(id, span, Kind::Scalar(Scalar { span, text, style })));
            }
            Event::SequenceStart(anchor, tag) => {
                let start = self.refuse_properties(start, anchor, tag.is_some());
                return self.open(start, OpenKind::List(Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                let start = self.refuse_properties(start, anchor, tag.is_some());
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
            self.problems
                .error(
                    Code::TooDeep,
                    self.span(start, start + 1),
                    format!("more than {MAX_DEPTH} lists and maps inside each other"),
                )
                .why("no spec needs that many; the file is not read any further");
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
            too_many(self.file, self.problems);
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
        self.span(start, start + u32::try_from(kept).unwrap_or(0))
    }

    /// The place of a value that is not written: behind the colon of its key, or behind the dash. Where a
    /// key has no colon either, the place is that of the key's last character.
    fn nothing(&self, start: u32) -> Span {
        if let Some(Open { kind: OpenKind::Map { key: Key::Read(key), .. }, .. }) = self.stack.last() {
            let end = key.span.end;
            let rest = &self.text[end as usize..];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let colon = rest[blanks..].starts_with(':');
            let at = if colon { end + u32::try_from(blanks).unwrap_or(0) + 1 } else { end };
            return self.span(at, at);
        }
        self.span(start, start)
    }

    fn second_document(&mut self, start: u32) {
        let end = start + 3;
        self.problems
            .error(Code::SecondDocument, self.span(start, end), "a second document in one file")
            .label("everything from here on would be left out")
            .help("move it to a file of its own, or delete the `---`");
    }

    fn refuse_directives(&mut self, start: u32) {
        let mut at = 0;
        for line in self.text[..start as usize].split_inclusive('\n') {
            if line.starts_with('%') {
                let end = at + line.trim_end().len();
                let span = self.span(u32::try_from(at).unwrap_or(0), u32::try_from(end).unwrap_or(0));
                self.problems
                    .error(Code::Tag, span, "a directive of YAML")
                    .why("specs are YAML 1.2 without tags, so there is nothing to direct")
                    .help("delete the line");
            }
            at += line.len();
        }
    }

    fn refuse_alias(&mut self, start: u32) {
        let span = self.word(start);
        let text = &self.text[span.range()];
        syntax::alias(span, text, self.problems);
    }

    /// Refuses an anchor and a tag before a value; says where the value itself begins.
    fn refuse_properties(&mut self, start: u32, anchor: usize, tag: bool) -> u32 {
        let mut start = start;
        for _ in 0..usize::from(anchor > 0) + usize::from(tag) {
            let span = self.word(start);
            let text = &self.text[span.range()];
            if text.starts_with('&') {
                self.problems
                    .error(Code::Alias, span, format!("`{text}` is an anchor, and specs have none"))
                    .why("a fact is said once: types are named, and `like` starts a record from another")
                    .replace(span, "", "delete it");
            } else {
                self.problems
                    .error(Code::Tag, span, format!("`{text}` is a tag, and specs have none"))
                    .why("a plain text cannot start with `!`, which stands for a tag in YAML")
                    .help("quote the text, or delete the tag");
            }
            let rest = &self.text[span.end as usize..];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\n', '\t']).len();
            start = span.end + u32::try_from(blanks).unwrap_or(0);
        }
        start
    }

    /// From `start` to the next blank or bracket.
    fn word(&self, start: u32) -> Span {
        let rest = &self.text[start as usize..];
        let length = rest.find([' ', '\n', '\t', ',', ']', '}']).unwrap_or(rest.len());
        self.span(start, start + u32::try_from(length).unwrap_or(0))
    }
}

/// A key as it may be: a text that the map does not have yet.
fn checked_key(node: Node, entries: &[Entry], seen: &mut Keys, problems: &mut Problems) -> Key {
    let span = node.span;
    let refused = node.is_refused();
    let Kind::Scalar(key) = node.kind else {
        let (what, sign) = match node.kind {
            Kind::List(_) => ("a list", "[…]"),
            _ => ("a map", "{…}"),
        };
        problems
            .error(Code::KeyNotText, span, format!("a key that is {what}"))
            .why("a key is a name, so it has to be a text")
            .help(format!("if a text with brackets is meant, quote it: `\"{sign}\"`"));
        return Key::Refused;
    };
    if refused {
        return Key::Refused;
    }
    if key.text.is_empty() && key.style == Style::Plain {
        problems
            .error(Code::KeyNotText, span, "a value without a key")
            .label("a name should stand before this")
            .help("write the key; if the empty text is meant, write `\"\"`");
        return Key::Refused;
    }
    if key.text == "<<" && key.style == Style::Plain {
        problems
            .error(Code::Alias, span, "`<<` merges another map into this one, and specs have no merging")
            .help("write the keys out; a record that starts from another says `like: Name`");
        return Key::Refused;
    }
    if let Some(first) = seen.repeated(&key, entries) {
        problems
            .error(Code::DuplicateKey, span, format!("the key `{}` is given twice", key.text))
            .label("given again here")
            .also(first, "first given here")
            .why("only one of the two could count, and nobody could tell which")
            .help("delete one of them, or rename it");
        return Key::Refused;
    }
    Key::Read(key)
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

/// From characters, which the parser counts, to bytes.
struct CharOffsets<'t> {
    text: &'t str,
    /// The byte of every [`STRIDE`](Self::STRIDE)th character; empty if every character is a byte.
    marks: Vec<u32>,
}

impl<'t> CharOffsets<'t> {
    const STRIDE: usize = 64;

    fn new(text: &'t str) -> Self {
        let marks = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices()
                .step_by(Self::STRIDE)
                .map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX))
                .collect()
        };
        Self { text, marks }
    }

    fn byte(&self, marker: &Marker) -> u32 {
        let at = marker.index();
        let byte = if self.marks.is_empty() {
            at.min(self.text.len())
        } else {
            match self.marks.get(at / Self::STRIDE) {
                None => self.text.len(),
                Some(mark) => {
                    let mark = *mark as usize;
                    self.text[mark..]
                        .char_indices()
                        .nth(at % Self::STRIDE)
                        .map_or(self.text.len(), |(offset, _)| mark + offset)
                }
            }
        };
        u32::try_from(byte).unwrap_or(u32::MAX)
    }
}
