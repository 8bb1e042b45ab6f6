//! The tokens of an item in a row, and a reader that goes along them.

use std::fmt::Write;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The tokens of an item, with the text of all of them in one piece: a `TokenStream` that is looked at has to be copied,
/// word by word.
#[derive(Default)]
pub struct Tokens {
    text: String,
    row: Vec<Token>,
}

#[derive(Clone, Copy)]
struct Token {
    kind: Kind,
    /// Where its text begins.
    from: u32,
    /// Where its text ends; of an opening delimiter, where the closing one stands in the row.
    to: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An identifier or a keyword.
    Word,
    Literal,
    /// Whether another one follows that belongs to it.
    Punct(Spacing),
    Open(Delimiter),
    Close(Delimiter),
}

impl Tokens {
    /// Takes the tokens apart.
    pub fn new(tokens: TokenStream) -> Self {
        let mut all = Self::default();
        all.extend(tokens);
        all
    }

    fn extend(&mut self, tokens: TokenStream) {
        for tree in tokens {
            let from = self.text.len();
            let kind = match tree {
                TokenTree::Group(group) => {
                    let (delimiter, inner) = (group.delimiter(), group.stream());
                    // Else the tokens in it would have two owners, and were copied.
                    drop(group);
                    let open = self.row.len();
                    self.row.push(Token { kind: Kind::Open(delimiter), from: 0, to: 0 });
                    self.extend(inner);
                    self.row[open].to = to_u32(self.row.len());
                    self.row.push(Token { kind: Kind::Close(delimiter), from: 0, to: 0 });
                    continue;
                }
                // Writing to a text cannot fail.
                TokenTree::Ident(ident) => {
                    let _ = write!(self.text, "{ident}");
                    Kind::Word
                }
                TokenTree::Literal(literal) => {
                    let _ = write!(self.text, "{literal}");
                    Kind::Literal
                }
                TokenTree::Punct(punct) => {
                    self.text.push(punct.as_char());
                    Kind::Punct(punct.spacing())
                }
            };
            self.row.push(Token { kind, from: to_u32(from), to: to_u32(self.text.len()) });
        }
    }

    /// A reader of all of them.
    pub fn reader(&self) -> Reader<'_> {
        Reader { tokens: self, at: 0, end: self.row.len() }
    }
}

/// An item of four gigabytes does not come out of an emitter.
fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A place in a row of tokens, and where the row ends.
#[derive(Clone, Copy)]
pub struct Reader<'t> {
    tokens: &'t Tokens,
    at: usize,
    end: usize,
}

impl<'t> Reader<'t> {
    fn next(&self) -> Option<Token> {
        (self.at < self.end).then(|| self.tokens.row[self.at])
    }

    fn text(&self, token: Token) -> &'t str {
        &self.tokens.text[token.from as usize..token.to as usize]
    }

    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// The word that comes next, without going on.
    pub fn peek_word(&self) -> Option<&'t str> {
        let token = self.next()?;
        (token.kind == Kind::Word).then(|| self.text(token))
    }

    /// The word that comes next.
    pub fn word(&mut self) -> Option<&'t str> {
        let word = self.peek_word()?;
        self.at += 1;
        Some(word)
    }

    /// Goes past a word, if it comes next.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let is_next = self.peek_word() == Some(word);
        self.at += usize::from(is_next);
        is_next
    }

    /// The literal that comes next.
    pub fn literal(&mut self) -> Option<&'t str> {
        let token = self.next()?;
        (token.kind == Kind::Literal).then(|| {
            self.at += 1;
            self.text(token)
        })
    }

    /// The punctuation that comes next, without going on.
    pub fn peek_punct(&self) -> Option<char> {
        let token = self.next()?;
        match token.kind {
            Kind::Punct(_) => self.text(token).chars().next(),
            _ => None,
        }
    }

    /// Whether punctuation of several characters comes next, as `::`.
    pub fn peeks(&self, puncts: &str) -> bool {
        let mut at = *self;
        let mut wanted = puncts.chars().peekable();
        while let Some(c) = wanted.next() {
            let Some(token) = at.next() else { return false };
            let is_joint = token.kind == Kind::Punct(Spacing::Joint);
            if at.peek_punct() != Some(c) || (wanted.peek().is_some() && !is_joint) {
                return false;
            }
            at.at += 1;
        }
        true
    }

    /// Goes past punctuation, if it comes next.
    pub fn eat(&mut self, puncts: &str) -> bool {
        let is_next = self.peeks(puncts);
        self.at += if is_next { puncts.len() } else { 0 };
        is_next
    }

    /// The delimiter of the group that comes next, without going on.
    pub fn peek_group(&self) -> Option<Delimiter> {
        match self.next()?.kind {
            Kind::Open(delimiter) => Some(delimiter),
            _ => None,
        }
    }

    /// What stands in the group that comes next.
    pub fn group(&mut self, delimiter: Delimiter) -> Option<Self> {
        let token = self.next()?;
        (token.kind == Kind::Open(delimiter)).then(|| {
            let inner = Self { tokens: self.tokens, at: self.at + 1, end: token.to as usize };
            self.at = inner.end + 1;
            inner
        })
    }

    /// The same for whatever delimiter there is.
    pub fn any_group(&mut self) -> Option<(Delimiter, Self)> {
        let delimiter = self.peek_group()?;
        Some((delimiter, self.group(delimiter)?))
    }

    /// Goes past whatever comes next, groups as a whole.
    pub fn skip(&mut self) {
        if let Some(token) = self.next() {
            self.at = match token.kind {
                Kind::Open(_) => token.to as usize + 1,
                _ => self.at + 1,
            };
        }
    }

    /// What this reader still has to read before another one of the same row begins.
    pub fn until(&self, later: &Self) -> Self {
        Self { end: later.at, ..*self }
    }

    /// The tokens that are left, as Rust that is not laid out.
    pub fn source(&self) -> String {
        let mut source = String::new();
        for token in &self.tokens.row[self.at..self.end] {
            let (open, close) = match token.kind {
                Kind::Open(delimiter) | Kind::Close(delimiter) => match delimiter {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                },
                _ => ("", ""),
            };
            match token.kind {
                Kind::Word | Kind::Literal => {
                    source.push_str(self.text(*token));
                    source.push(' ');
                }
                Kind::Punct(spacing) => {
                    source.push_str(self.text(*token));
                    source.push_str(if spacing == Spacing::Alone { " " } else { "" });
                }
                Kind::Open(_) => source.push_str(open),
                Kind::Close(_) => source.push_str(close),
            }
        }
        source
    }
}
