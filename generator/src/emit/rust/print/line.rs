//! Expressions on one line.

use proc_macro2::Delimiter;

use super::tokens::Reader;
use super::types::{arguments, list, pattern, ty};

/// The longest literal of a struct on one line, from its path to before its closing brace.
pub const SHORT_STRUCT: usize = 34;

/// Operators between two operands, longer ones first.
const BINARY: &[&str] = &["==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "+", "-", "*", "/", "<", ">", "="];

/// Whether a word opens something else than a path.
pub fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "if" | "match"
            | "for"
            | "while"
            | "loop"
            | "unsafe"
            | "async"
            | "let"
            | "const"
            | "break"
            | "continue"
            | "return"
            | "move"
            | "static"
            | "yield"
            | "dyn"
            | "impl"
            | "fn"
            | "else"
            | "in"
            | "as"
            | "where"
    )
}

/// Whether the last word of a path names a type or a variant.
pub fn is_type(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
}

/// An expression, up to what cannot go on one.
pub fn expression(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    Expression { at, out, is_condition: false }.all()
}

/// An expression that a block follows: a brace ends it.
pub fn condition(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    let mut clause = *at;
    if clause.eat_word("let") {
        *at = clause;
        out.push_str("let ");
        pattern(at, out)?;
        if !at.eat("=") {
            return None;
        }
        out.push_str(" = ");
    }
    Expression { at, out, is_condition: true }.all()
}

struct Expression<'r, 't, 'o> {
    at: &'r mut Reader<'t>,
    out: &'o mut String,
    is_condition: bool,
}

impl Expression<'_, '_, '_> {
    fn all(mut self) -> Option<()> {
        loop {
            self.operand()?;
            while self.suffix()? {}
            if self.at.eat_word("as") {
                self.out.push_str(" as ");
                ty(self.at, self.out)?;
            }
            if !self.operator()? {
                return Some(());
            }
        }
    }

    /// What stands between operators, without what follows it.
    fn operand(&mut self) -> Option<()> {
        loop {
            // A range without a start.
            if self.at.peeks("..") {
                return Some(());
            }
            let Some(prefix) = self.at.peek_punct().filter(|c| "&*!-".contains(*c)) else { break };
            self.at.skip();
            self.out.push(prefix);
            if prefix == '&' && self.at.eat_word("mut") {
                self.out.push_str("mut ");
            }
        }
        if self.at.peeks("|") {
            return self.closure();
        }
        if let Some(literal) = self.at.literal() {
            self.out.push_str(literal);
            // `1.` is told apart from a range and a method by a space.
            return (!literal.ends_with('.')).then_some(());
        }
        match self.at.peek_group() {
            Some(Delimiter::Parenthesis) => return self.grouped(Delimiter::Parenthesis, '(', ')'),
            Some(Delimiter::Bracket) => return self.grouped(Delimiter::Bracket, '[', ']'),
            Some(_) => return None,
            None => {}
        }
        match self.at.peek_word()? {
            "return" => {
                self.at.skip();
                self.out.push_str("return");
                if self.at.is_done() || self.at.peeks(";") {
                    return Some(());
                }
                self.out.push(' ');
                self.operand()
            }
            "move" => {
                self.at.skip();
                self.out.push_str("move ");
                self.closure()
            }
            word if is_keyword(word) => None,
            _ => self.path(),
        }
    }

    fn grouped(&mut self, delimiter: Delimiter, open: char, close: char) -> Option<()> {
        let mut inner = self.at.group(delimiter)?;
        self.out.push(open);
        list(&mut inner, self.out, expression)?;
        self.out.push(close);
        Some(())
    }

    fn path(&mut self) -> Option<()> {
        let start = self.out.len();
        let mut last;
        loop {
            last = self.at.word()?;
            self.out.push_str(last);
            if !self.at.eat("::") {
                break;
            }
            self.out.push_str("::");
            if self.at.peeks("<") {
                arguments(self.at, self.out)?;
                if !self.at.eat("::") {
                    break;
                }
                self.out.push_str("::");
            }
        }
        if self.at.peeks("!") && !self.at.peeks("!=") {
            return self.invocation();
        }
        if self.at.peek_group() == Some(Delimiter::Brace) && !self.is_condition {
            return if is_type(last) { self.fields(start) } else { None };
        }
        Some(())
    }

    /// A macro that takes one literal: what others do with their tokens is theirs to know.
    fn invocation(&mut self) -> Option<()> {
        self.at.eat("!");
        let mut inner = self.at.group(Delimiter::Parenthesis)?;
        self.out.push_str("!(");
        self.out.push_str(inner.literal()?);
        self.out.push(')');
        inner.is_done().then_some(())
    }

    /// The literal of a struct, whose path begins at `start`.
    fn fields(&mut self, start: usize) -> Option<()> {
        let mut inner = self.at.group(Delimiter::Brace)?;
        if inner.is_done() {
            self.out.push_str(" {}");
            return Some(());
        }
        self.out.push_str(" { ");
        list(&mut inner, self.out, |at, out| {
            if at.eat("..") {
                out.push_str("..");
            } else {
                out.push_str(at.word()?);
                if !at.eat(":") {
                    return Some(());
                }
                out.push_str(": ");
            }
            expression(at, out)
        })?;
        self.out.push(' ');
        let is_short = self.out.len() - start <= SHORT_STRUCT;
        self.out.push('}');
        is_short.then_some(())
    }

    fn closure(&mut self) -> Option<()> {
        if !self.at.eat("|") {
            return None;
        }
        self.out.push('|');
        while !self.at.eat("|") {
            // An alternative would need parentheses here.
            let mut parameter = *self.at;
            while !parameter.is_done() && !parameter.peeks("|") && !parameter.peeks(",") {
                parameter.skip();
            }
            let mut own = self.at.until(&parameter);
            pattern(&mut own, self.out)?;
            if own.eat(":") {
                self.out.push_str(": ");
                ty(&mut own, self.out)?;
            }
            if !own.is_done() {
                return None;
            }
            *self.at = parameter;
            if self.at.eat(",") {
                self.out.push_str(", ");
            } else if !self.at.peeks("|") {
                return None;
            }
        }
        self.out.push_str("| ");
        // What follows belongs to the closure: to the printer, that is the same line.
        self.operand()
    }

    /// A call, a field, a method and the like behind an operand, if one follows.
    fn suffix(&mut self) -> Option<bool> {
        if self.at.peeks("..") {
            return Some(false);
        }
        if self.at.eat("?") {
            self.out.push('?');
        } else if self.at.eat(".") {
            self.out.push('.');
            match self.at.literal() {
                Some(index) if !index.contains('.') => self.out.push_str(index),
                Some(_) => return None,
                None => self.out.push_str(self.at.word()?),
            }
            if self.at.eat("::") {
                self.out.push_str("::");
                arguments(self.at, self.out)?;
            }
        } else if self.at.peek_group() == Some(Delimiter::Parenthesis) {
            self.grouped(Delimiter::Parenthesis, '(', ')')?;
        } else if self.at.peek_group() == Some(Delimiter::Bracket) {
            let mut inner = self.at.group(Delimiter::Bracket)?;
            self.out.push('[');
            expression(&mut inner, self.out)?;
            self.out.push(']');
            if !inner.is_done() {
                return None;
            }
        } else {
            return Some(false);
        }
        Some(true)
    }

    /// An operator behind an operand, if one follows; a range need not have an end.
    fn operator(&mut self) -> Option<bool> {
        if self.at.eat("..") {
            self.out.push_str("..");
            if self.at.eat("=") {
                self.out.push('=');
            }
            let has_end = !self.at.is_done() && !self.at.peeks(",") && !self.at.peeks(";");
            return Some(has_end);
        }
        // An arm.
        if self.at.peeks("=>") {
            return Some(false);
        }
        for operator in BINARY {
            if self.at.eat(operator) {
                self.out.push(' ');
                self.out.push_str(operator);
                self.out.push(' ');
                return Some(true);
            }
        }
        Some(false)
    }
}
