//! A coarse look at a text that YAML refused: which brackets are open at a place, which quotes were closed
//! last, where a value ends. It serves messages only, so it may guess where the text is broken.

/// What surrounds a place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// Brackets that are open, outermost first.
    pub brackets: Vec<usize>,
    /// The last pair of brackets that was closed: first and last byte.
    pub closed: Option<(usize, usize)>,
    /// The last text in quotes: its first byte, and the one after its last; the place itself if it is open.
    pub quoted: Option<(usize, usize)>,
    /// The last plain text: its first byte.
    pub plain: Option<usize>,
}

impl Outline {
    /// What surrounds byte `upto`.
    pub fn new(text: &str, upto: usize) -> Self {
        let mut scan =
            Scan { bytes: text.as_bytes(), upto: upto.min(text.len()), at: 0, outline: Self::default() };
        scan.run();
        scan.outline
    }

    pub fn in_brackets(&self) -> bool {
        !self.brackets.is_empty()
    }
}

struct Scan<'t> {
    bytes: &'t [u8],
    upto: usize,
    at: usize,
    outline: Outline,
}

impl Scan<'_> {
    fn run(&mut self) {
        let mut indent = 0;
        let mut line_start = true;
        while self.at < self.upto {
            if line_start {
                indent = self.indent();
                line_start = false;
            }
            match self.bytes[self.at] {
                b'\n' => {
                    self.at += 1;
                    line_start = true;
                }
                b' ' | b'\t' => self.at += 1,
                b'#' if self.after_blank() => self.skip_line(),
                quote @ (b'"' | b'\'') => self.quoted(quote),
                b'[' | b'{' => {
                    self.outline.brackets.push(self.at);
                    self.at += 1;
                }
                b']' | b'}' if self.outline.in_brackets() => {
                    if let Some(open) = self.outline.brackets.pop() {
                        self.outline.closed = Some((open, self.at));
                    }
                    self.at += 1;
                }
                b',' if self.outline.in_brackets() => self.at += 1,
                b':' | b'-' | b'?' if self.ends_here(self.at + 1) => self.at += 1,
                b'|' | b'>' if !self.outline.in_brackets() => self.block(indent),
                _ => self.plain(),
            }
        }
    }

    fn after_blank(&self) -> bool {
        self.at == 0 || matches!(self.bytes[self.at - 1], b' ' | b'\t' | b'\n')
    }

    /// Whether a sign before `at` stands for itself.
    fn ends_here(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            None | Some(b' ' | b'\t' | b'\n') => true,
            Some(b',' | b'[' | b']' | b'{' | b'}') => self.outline.in_brackets(),
            Some(_) => false,
        }
    }

    fn indent(&self) -> usize {
        self.bytes[self.at..].iter().take_while(|b| **b == b' ').count()
    }

    fn skip_line(&mut self) {
        while self.at < self.upto && self.bytes[self.at] != b'\n' {
            self.at += 1;
        }
    }

    fn quoted(&mut self, quote: u8) {
        let start = self.at;
        self.at += 1;
        while self.at < self.upto {
            let here = self.bytes[self.at];
            self.at += 1;
            if here == b'\\' && quote == b'"' {
                self.at += 1;
            } else if here == quote {
                if quote == b'\'' && self.bytes.get(self.at) == Some(&b'\'') {
                    self.at += 1;
                } else {
                    break;
                }
            }
        }
        self.outline.quoted = Some((start, self.at.min(self.upto)));
        self.at = self.at.min(self.upto);
    }

    /// A block of text: all lines that are indented deeper than the one it is announced in.
    fn block(&mut self, indent: usize) {
        self.skip_line();
        while self.at < self.upto {
            let line = &self.bytes[self.at + 1..];
            let length = line.iter().position(|b| *b == b'\n').unwrap_or(line.len());
            let line = &line[..length];
            let deep = line.iter().take_while(|b| **b == b' ').count() > indent;
            let blank = line.iter().all(|b| matches!(b, b' ' | b'\t'));
            if !deep && !blank || self.at + 1 >= self.bytes.len() {
                return;
            }
            self.at += 1 + length;
        }
    }

    /// A plain text, to the end of its line at most.
    fn plain(&mut self) {
        self.outline.plain = Some(self.at);
        self.at += 1;
        while self.at < self.upto {
            match self.bytes[self.at] {
                b'\n' => return,
                b':' if self.ends_here(self.at + 1) => return,
                b'#' if self.after_blank() => return,
                b',' | b'[' | b']' | b'{' | b'}' if self.outline.in_brackets() => return,
                _ => self.at += 1,
            }
        }
    }
}

/// Where a value that begins at `start` would end if it were one text: before a comment or the end of the
/// line; in brackets also before the next comma or bracket.
pub(super) fn value_end(text: &str, start: usize, in_brackets: bool) -> usize {
    let rest = &text[start..];
    let line = rest.split('\n').next().unwrap_or(rest);
    let line = line.find(" #").map_or(line, |comment| &line[..comment]);
    let line = if in_brackets { line.find([',', '}', ']']).map_or(line, |end| &line[..end]) } else { line };
    start + line.trim_end().len()
}

/// The line that holds a byte: its first byte, and the one after its last.
pub(super) fn line_of(text: &str, at: usize) -> (usize, usize) {
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    (start, end)
}

/// Spaces at the beginning of a line.
pub(super) fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Where the keys of a line begin: behind its spaces, and behind the dashes of list items.
pub(super) fn key_column(line: &str) -> usize {
    let mut column = indent_of(line);
    while line[column..].starts_with("- ") {
        column += 2 + indent_of(&line[column + 2..]);
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_quotes_are_followed() {
        let text = "a: {b: [1, 2], c: \"x } y\", d: it's, e: 'It''s'";
        let outline = Outline::new(text, text.len());
        assert_eq!(outline.brackets, [3]);
        assert_eq!(outline.closed, Some((7, 12)));
        assert_eq!(outline.quoted.map(|(from, to)| &text[from..to]), Some("'It''s'"));
        assert_eq!(outline.plain.map(|at| &text[at..=at]), Some("e"));
    }

    #[test]
    fn comments_and_blocks_are_not_looked_into() {
        let text = "a: b # {\nc: |\n  {[\"\n\n  '\nd: e#[";
        let outline = Outline::new(text, text.len());
        assert!(!outline.in_brackets() && outline.quoted.is_none(), "{outline:?}");
        let text = "a: >";
        assert_eq!(Outline::new(text, text.len()), Outline { plain: Some(0), ..Outline::default() });
    }

    #[test]
    fn keys_begin_behind_spaces_and_dashes() {
        for (line, column) in [("a: b", 0), ("  a: b", 2), ("- a: b", 2), ("  - -  a", 7), ("-a", 0), ("", 0)]
        {
            assert_eq!(key_column(line), column, "{line}");
        }
    }

    #[test]
    fn values_end_where_yaml_would_end_them() {
        assert_eq!(value_end("a: b, c } # d", 3, false), 9);
        assert_eq!(value_end("a: b, c }", 3, true), 4);
        assert_eq!(value_end("a: b  \nc", 3, false), 4);
    }
}
