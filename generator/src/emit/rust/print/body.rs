//! Statements, and values that are laid out over lines in one way only.

use proc_macro2::Delimiter;

use super::item;
use super::line::{condition, expression, is_keyword, is_type};
use super::lines::{Lines, WIDTH};
use super::pretty;
use super::tokens::Reader;
use super::types::{pattern, ty};

/// The statements of a block, each on lines of its own.
pub fn statements(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    while !at.is_done() {
        let (start, mark) = (*at, lines.mark());
        if statement(at, lines).is_none() {
            lines.back_to(mark);
            *at = start;
            past_statement(at)?;
            lines.text.push_str(&pretty::statement(&start.until(at).source(), lines.indent / 4)?);
        }
    }
    Some(())
}

/// Goes past a statement that ends in a semicolon or is the last one. Where others end, only a parser knows.
fn past_statement(at: &mut Reader<'_>) -> Option<()> {
    let is_simple = match at.peek_word() {
        Some("if" | "match" | "for" | "while" | "loop" | "unsafe" | "fn" | "impl" | "struct" | "enum") => {
            false
        }
        Some(_) => true,
        None => at.peek_punct().is_some_and(|c| c != '#' && c != '\''),
    };
    if !is_simple {
        return None;
    }
    let is_let = at.peek_word() == Some("let");
    while !at.is_done() {
        if at.eat(";") {
            return Some(());
        }
        // A macro with braces ends with them.
        if !is_let && at.peeks("!") && !at.peeks("!=") {
            return None;
        }
        at.skip();
    }
    Some(())
}

fn statement(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    let has_attributes = item::attributes(at, lines)?;
    match at.peek_word() {
        Some("const" | "static" | "fn" | "use") => item::item(at, lines),
        Some("let") => {
            lines.begin();
            at.skip();
            lines.text.push_str("let ");
            pattern(at, &mut lines.text)?;
            if at.eat(":") {
                lines.text.push_str(": ");
                ty(at, &mut lines.text)?;
            }
            if at.eat("=") {
                lines.text.push_str(" = ");
                value(at, lines, 1)?;
            }
            if !at.eat(";") {
                return None;
            }
            lines.text.push(';');
            lines.end()
        }
        // Those of an expression are part of it.
        _ if has_attributes => None,
        Some("if") => {
            lines.begin();
            at.skip();
            lines.text.push_str("if ");
            block(at, lines)?;
            // Which of the two is short enough for one line is not for us to say.
            (at.peek_word() != Some("else")).then_some(())
        }
        Some("for") => {
            lines.begin();
            at.skip();
            lines.text.push_str("for ");
            pattern(at, &mut lines.text)?;
            if !at.eat_word("in") {
                return None;
            }
            lines.text.push_str(" in ");
            block(at, lines)
        }
        _ => {
            let has_semicolon = has_semicolon(at)?;
            lines.begin();
            value(at, lines, usize::from(has_semicolon))?;
            if at.eat(";") {
                lines.text.push(';');
            } else if !at.is_done() {
                return None;
            }
            lines.end()
        }
    }
}

/// Whether the expression that comes next ends in a semicolon; none if the printer would give it one.
fn has_semicolon(at: &Reader<'_>) -> Option<bool> {
    let mut end = *at;
    let mut is_value = end.peek_word() != Some("return");
    while !end.is_done() && !end.peeks(";") {
        let compares = ["==", "!=", "<=", ">=", "=>", "..="].into_iter().any(|operator| end.eat(operator));
        if !compares {
            is_value &= !end.peeks("=");
            end.skip();
        }
    }
    match (end.is_done(), is_value) {
        (true, false) => None,
        (is_done, _) => Some(!is_done),
    }
}

/// A condition and the block that it is for.
fn block(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    condition(at, &mut lines.text)?;
    let mut inner = at.group(Delimiter::Brace)?;
    if inner.is_done() {
        return None;
    }
    lines.text.push(' ');
    lines.open('{')?;
    statements(&mut inner, lines)?;
    lines.close('}');
    lines.end()
}

/// An expression with which a line ends, but for `rest` bytes: on that line, or over several where there is one way
/// to do that.
pub fn value(at: &mut Reader<'_>, lines: &mut Lines, rest: usize) -> Option<()> {
    let (start, mark) = (*at, lines.mark());
    if expression(at, &mut lines.text).is_some() && lines.width() + rest <= WIDTH {
        return Some(());
    }
    *at = start;
    lines.back_to(mark);
    if at.peek_word() == Some("match") {
        return matching(at, lines);
    }
    if at.eat("&") {
        lines.text.push('&');
    }
    if at.peek_group() == Some(Delimiter::Bracket) {
        return array(at, lines);
    }
    // A path, and what it is given.
    loop {
        let word = at.word()?;
        lines.text.push_str(word);
        if at.eat("::") {
            lines.text.push_str("::");
            continue;
        }
        return match at.peek_group()? {
            Delimiter::Brace if is_type(word) => fields(at, lines),
            Delimiter::Parenthesis if !is_keyword(word) => call(at, lines),
            _ => None,
        };
    }
}

fn array(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    let mut inner = at.group(Delimiter::Bracket)?;
    let mut first = inner;
    // Numbers are put on as few lines as hold them.
    if inner.is_done() || first.literal().is_some_and(|literal| !literal.starts_with('"')) {
        return None;
    }
    lines.open('[')?;
    elements(&mut inner, lines, value)?;
    lines.close(']');
    Some(())
}

fn call(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    let mut inner = at.group(Delimiter::Parenthesis)?;
    let mut first = inner;
    if inner.is_done() {
        return None;
    }
    // A single one that has brackets of its own is not indented.
    if first.peek_group().is_some() || first.peeks("|") || matches!(first.peek_word(), Some("move" | "async"))
    {
        return None;
    }
    if first.word().is_some() {
        while first.eat("::") {
            first.word();
        }
        if first.peek_group() == Some(Delimiter::Brace) {
            return None;
        }
    }
    lines.open('(')?;
    elements(&mut inner, lines, value)?;
    lines.close(')');
    // What follows a call is laid out with it.
    (at.is_done() || at.peeks(",") || at.peeks(";")).then_some(())
}

fn fields(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    let mut inner = at.group(Delimiter::Brace)?;
    if inner.is_done() {
        return None;
    }
    lines.text.push(' ');
    lines.open('{')?;
    elements(&mut inner, lines, |at, lines, rest| {
        lines.text.push_str(at.word()?);
        if at.eat(":") {
            lines.text.push_str(": ");
            value(at, lines, rest)?;
        }
        Some(())
    })?;
    lines.close('}');
    (at.is_done() || at.peeks(",") || at.peeks(";")).then_some(())
}

/// Elements in brackets, each on a line that ends in a comma.
fn elements(
    at: &mut Reader<'_>,
    lines: &mut Lines,
    each: impl Fn(&mut Reader<'_>, &mut Lines, usize) -> Option<()>,
) -> Option<()> {
    while !at.is_done() {
        lines.begin();
        let mut end = *at;
        while !end.is_done() && !end.peeks(",") {
            // Commas between these are not ours.
            if end.peeks("<") || end.peeks("|") {
                return None;
            }
            end.skip();
        }
        // The printer adds the last comma when all else is decided.
        end.eat(",");
        let rest = usize::from(!end.is_done());
        each(at, lines, rest)?;
        if !at.is_done() && !at.eat(",") {
            return None;
        }
        lines.text.push(',');
        lines.text.push('\n');
    }
    Some(())
}

fn matching(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    at.skip();
    lines.text.push_str("match ");
    condition(at, &mut lines.text)?;
    let mut arms = at.group(Delimiter::Brace)?;
    if arms.is_done() {
        return None;
    }
    lines.text.push(' ');
    lines.open('{')?;
    while !arms.is_done() {
        lines.begin();
        pattern(&mut arms, &mut lines.text)?;
        if !arms.eat("=>") {
            return None;
        }
        lines.text.push_str(" => ");
        if let Some(mut block) = arms.group(Delimiter::Brace) {
            arm_block(&mut block, lines)?;
            arms.eat(",");
            lines.end()?;
            continue;
        }
        expression(&mut arms, &mut lines.text)?;
        if lines.text.ends_with("=> ()") {
            lines.text.truncate(lines.text.len() - 2);
            lines.text.push_str("{}");
        } else {
            lines.text.push(',');
        }
        if !arms.is_done() && !arms.eat(",") {
            return None;
        }
        lines.end()?;
    }
    lines.close('}');
    (at.is_done() || at.peeks(",") || at.peeks(";")).then_some(())
}

/// The block of an arm: of one expression, it is that expression.
fn arm_block(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    if at.is_done() {
        lines.text.push_str("{}");
        return Some(());
    }
    let mut only = *at;
    while !only.is_done() && !only.peeks(";") {
        only.skip();
    }
    if only.is_done() {
        expression(at, &mut lines.text)?;
        lines.text.push(',');
        return at.is_done().then_some(());
    }
    lines.open('{')?;
    statements(at, lines)?;
    lines.close('}');
    Some(())
}
