//! Items, their attributes and their members.

use proc_macro2::Delimiter;

use super::body::{statements, value};
use super::lines::{Lines, WIDTH};
use super::pretty;
use super::tokens::Reader;
use super::types::{generics, lifetime, pattern, ty};

/// An item without its attributes.
pub fn item(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    lines.begin();
    visibility(at, lines)?;
    match at.peek_word()? {
        word @ ("const" | "static") => {
            let mut function = *at;
            function.skip();
            if matches!(function.peek_word(), Some("fn" | "async" | "unsafe" | "mut")) {
                return match function.peek_word() {
                    Some("mut") => None,
                    _ => function_item(at, lines),
                };
            }
            at.skip();
            lines.text.push_str(word);
            lines.text.push(' ');
            lines.text.push_str(at.word()?);
            if !at.eat(":") {
                return None;
            }
            lines.text.push_str(": ");
            ty(at, &mut lines.text)?;
            if !at.eat("=") {
                return None;
            }
            lines.text.push_str(" = ");
            value(at, lines, 1)?;
            end(at, lines)
        }
        "fn" | "async" => function_item(at, lines),
        "struct" => structure(at, lines),
        "enum" => enumeration(at, lines),
        "impl" => implementation(at, lines),
        "mod" => {
            at.skip();
            lines.text.push_str("mod ");
            lines.text.push_str(at.word()?);
            end(at, lines)
        }
        "use" => {
            at.skip();
            lines.text.push_str("use ");
            import(at, lines)?;
            end(at, lines)
        }
        "type" => {
            at.skip();
            lines.text.push_str("type ");
            lines.text.push_str(at.word()?);
            if !at.eat("=") {
                return None;
            }
            lines.text.push_str(" = ");
            ty(at, &mut lines.text)?;
            end(at, lines)
        }
        _ => None,
    }
}

fn end(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    if !at.eat(";") {
        return None;
    }
    lines.text.push(';');
    lines.end()
}

fn visibility(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    if at.eat_word("pub") {
        lines.text.push_str("pub");
        // The field of a tuple struct may be a tuple; those are not read here.
        if let Some(mut inner) = at.group(Delimiter::Parenthesis) {
            let module = inner.word()?;
            if !inner.is_done() || !matches!(module, "super" | "crate" | "self") {
                return None;
            }
            lines.text.push('(');
            lines.text.push_str(module);
            lines.text.push(')');
        }
        lines.text.push(' ');
    }
    Some(())
}

/// The path of an import, up to its semicolon.
fn import(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    loop {
        if at.eat("*") {
            lines.text.push('*');
            return Some(());
        }
        if let Some(mut names) = at.group(Delimiter::Brace) {
            return import_group(&mut names, lines);
        }
        lines.text.push_str(at.word()?);
        if !at.eat("::") {
            return (!at.is_done() && at.peeks(";")).then_some(());
        }
        lines.text.push_str("::");
    }
}

/// Names in braces: on one line, or else on as few as hold them.
fn import_group(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    let mut names = Vec::new();
    while !at.is_done() {
        names.push(at.word()?);
        if !at.is_done() && !at.eat(",") {
            return None;
        }
    }
    // A single name loses its braces.
    if names.len() < 2 {
        return None;
    }
    let inline = names.iter().map(|name| name.len() + 2).sum::<usize>();
    // With two braces and the semicolon.
    if lines.width() + inline - 2 + 3 <= WIDTH {
        lines.text.push('{');
        lines.text.push_str(&names.join(", "));
        lines.text.push('}');
        return Some(());
    }
    lines.open('{')?;
    lines.begin();
    for (place, name) in names.iter().enumerate() {
        let is_last = place + 1 == names.len();
        let length = name.len() + usize::from(!is_last);
        if place > 0 {
            if lines.width() + 1 + length > WIDTH {
                lines.text.push('\n');
                lines.begin();
            } else {
                lines.text.push(' ');
            }
        }
        lines.text.push_str(name);
        lines.text.push(',');
    }
    lines.text.push('\n');
    lines.close('}');
    Some(())
}

/// The attributes before an item, a field and the like, each on a line of its own; whether there are any.
pub fn attributes(at: &mut Reader<'_>, lines: &mut Lines) -> Option<bool> {
    let mut any = false;
    while at.eat("#") {
        any = true;
        let mut inner = at.group(Delimiter::Bracket)?;
        lines.begin();
        let mut comment = inner;
        if comment.eat_word("doc") && comment.eat("=") {
            lines.text.push_str("///");
            unescape(comment.literal()?, &mut lines.text)?;
            lines.text.truncate(lines.text.trim_end_matches(' ').len());
            lines.text.push('\n');
            continue;
        }
        lines.text.push_str("#[");
        lines.text.push_str(inner.word()?);
        if inner.eat("=") {
            lines.text.push_str(" = ");
            lines.text.push_str(inner.literal()?);
        } else if let Some(words) = inner.group(Delimiter::Parenthesis) {
            arguments(words, lines)?;
        }
        lines.text.push(']');
        lines.text.push('\n');
        if !inner.is_done() {
            return None;
        }
    }
    Some(any)
}

/// What an attribute is given: on its line, or each part on one of its own.
fn arguments(words: Reader<'_>, lines: &mut Lines) -> Option<()> {
    let mark = lines.mark();
    lines.text.push('(');
    attribute_words(words, lines, false)?;
    lines.text.push(')');
    if lines.width() < WIDTH {
        return Some(());
    }
    lines.back_to(mark);
    lines.open('(')?;
    lines.begin();
    attribute_words(words, lines, true)?;
    lines.text.push('\n');
    lines.close(')');
    Some(())
}

fn attribute_words(mut at: Reader<'_>, lines: &mut Lines, is_broken: bool) -> Option<()> {
    let mut is_word = true;
    let mut is_first = true;
    while !at.is_done() {
        if let Some(word) = at.peek_word() {
            at.skip();
            if is_word && !is_first {
                return None;
            }
            lines.text.push_str(word);
            is_word = true;
        } else if let Some(literal) = at.literal() {
            if is_word {
                return None;
            }
            lines.text.push_str(literal);
            is_word = true;
        } else if at.eat(",") {
            if at.is_done() {
                return None;
            }
            if is_broken {
                lines.text.push_str(",\n");
                lines.begin();
            } else {
                lines.text.push_str(", ");
            }
            is_word = false;
        } else if at.eat("=") {
            lines.text.push_str(" = ");
            is_word = false;
        } else if at.eat("::") {
            lines.text.push_str("::");
            is_word = false;
        } else {
            return None;
        }
        is_first = false;
    }
    Some(())
}

/// A literal of text as what it stands for, on one line.
fn unescape(literal: &str, out: &mut String) -> Option<()> {
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    if text.starts_with('/') {
        return None;
    }
    let mut rest = text;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        out.push_str(plain);
        let mut chars = escaped.chars();
        out.push(match chars.next()? {
            c @ ('\\' | '"' | '\'') => c,
            't' => '\t',
            _ => return None,
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
    Some(())
}

fn structure(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    at.skip();
    lines.text.push_str("struct ");
    lines.text.push_str(at.word()?);
    if at.peeks("<") {
        generics(at, &mut lines.text)?;
    }
    if let Some(mut fields) = at.group(Delimiter::Parenthesis) {
        tuple(&mut fields, lines)?;
        return end(at, lines);
    }
    let mut fields = at.group(Delimiter::Brace)?;
    if fields.is_done() {
        lines.text.push_str(" {}");
        return lines.end();
    }
    lines.text.push(' ');
    lines.open('{')?;
    while !fields.is_done() {
        attributes(&mut fields, lines)?;
        lines.begin();
        visibility(&mut fields, lines)?;
        lines.text.push_str(fields.word()?);
        if !fields.eat(":") {
            return None;
        }
        lines.text.push_str(": ");
        ty(&mut fields, &mut lines.text)?;
        lines.text.push(',');
        lines.end()?;
        if !fields.is_done() && !fields.eat(",") {
            return None;
        }
    }
    lines.close('}');
    lines.end()
}

/// The fields of a tuple, in parentheses.
fn tuple(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    lines.text.push('(');
    while !at.is_done() {
        if at.peeks("#") {
            return None;
        }
        visibility(at, lines)?;
        ty(at, &mut lines.text)?;
        if !at.is_done() {
            if !at.eat(",") || at.is_done() {
                return None;
            }
            lines.text.push_str(", ");
        }
    }
    lines.text.push(')');
    Some(())
}

fn enumeration(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    at.skip();
    lines.text.push_str("enum ");
    lines.text.push_str(at.word()?);
    let mut variants = at.group(Delimiter::Brace)?;
    if variants.is_done() {
        return None;
    }
    lines.text.push(' ');
    lines.open('{')?;
    while !variants.is_done() {
        attributes(&mut variants, lines)?;
        lines.begin();
        lines.text.push_str(variants.word()?);
        if let Some(mut fields) = variants.group(Delimiter::Parenthesis) {
            tuple(&mut fields, lines)?;
        }
        lines.text.push(',');
        lines.end()?;
        if !variants.is_done() && !variants.eat(",") {
            return None;
        }
    }
    lines.close('}');
    lines.end()
}

fn implementation(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    at.skip();
    lines.text.push_str("impl");
    if at.peeks("<") {
        generics(at, &mut lines.text)?;
    }
    lines.text.push(' ');
    ty(at, &mut lines.text)?;
    if at.eat_word("for") {
        lines.text.push_str(" for ");
        ty(at, &mut lines.text)?;
    }
    let mut members = at.group(Delimiter::Brace)?;
    lines.text.push(' ');
    if members.is_done() {
        lines.text.push_str("{}");
        return lines.end();
    }
    lines.open('{')?;
    while !members.is_done() {
        let (start, mark) = (members, lines.mark());
        if member(&mut members, lines).is_none() {
            lines.back_to(mark);
            members = start;
            past_member(&mut members)?;
            lines.text.push_str(&pretty::member(&start.until(&members).source(), lines.indent / 4)?);
        }
    }
    lines.close('}');
    lines.end()
}

fn member(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    attributes(at, lines)?;
    item(at, lines)
}

/// Goes past a function, or what ends in a semicolon.
fn past_member(at: &mut Reader<'_>) -> Option<()> {
    while !at.is_done() {
        let is_last = at.peeks(";") || at.peek_group() == Some(Delimiter::Brace);
        at.skip();
        if is_last {
            return Some(());
        }
    }
    None
}

fn function_item(at: &mut Reader<'_>, lines: &mut Lines) -> Option<()> {
    loop {
        let word = at.word()?;
        lines.text.push_str(word);
        lines.text.push(' ');
        match word {
            "const" | "async" => {}
            "fn" => break,
            _ => return None,
        }
    }
    lines.text.push_str(at.word()?);
    if at.peeks("<") {
        generics(at, &mut lines.text)?;
    }
    let parameters = at.group(Delimiter::Parenthesis)?;
    let mut output = String::new();
    if at.eat("->") {
        output.push_str(" -> ");
        ty(at, &mut output)?;
    }
    signature(parameters, &output, lines)?;
    let mut body = at.group(Delimiter::Brace)?;
    lines.text.push(' ');
    if body.is_done() {
        lines.text.push_str("{}");
        return lines.end();
    }
    lines.open('{')?;
    statements(&mut body, lines)?;
    lines.close('}');
    lines.end()
}

/// The parameters and what is returned: on one line with the brace that follows, or a parameter a line.
fn signature(mut parameters: Reader<'_>, output: &str, lines: &mut Lines) -> Option<()> {
    let (start, mark) = (parameters, lines.mark());
    lines.text.push('(');
    while !parameters.is_done() {
        parameter(&mut parameters, &mut lines.text)?;
        if !parameters.is_done() {
            if !parameters.eat(",") {
                return None;
            }
            if !parameters.is_done() {
                lines.text.push_str(", ");
            }
        }
    }
    lines.text.push(')');
    lines.text.push_str(output);
    if lines.width() + 2 <= WIDTH {
        return Some(());
    }
    lines.back_to(mark);
    parameters = start;
    lines.open('(')?;
    while !parameters.is_done() {
        lines.begin();
        parameter(&mut parameters, &mut lines.text)?;
        parameters.eat(",");
        lines.text.push(',');
        lines.end()?;
    }
    lines.close(')');
    lines.text.push_str(output);
    (lines.width() + 2 <= WIDTH && !start.is_done()).then_some(())
}

fn parameter(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    let mut receiver = *at;
    let has_reference = receiver.eat("&");
    if has_reference {
        lifetime(&mut receiver, &mut String::new());
    }
    receiver.eat_word("mut");
    if receiver.peek_word() == Some("self") {
        if at.eat("&") {
            out.push('&');
            if lifetime(at, out) {
                out.push(' ');
            }
        }
        if at.eat_word("mut") {
            out.push_str("mut ");
        }
        out.push_str(at.word()?);
        return (!at.peeks(":")).then_some(());
    }
    pattern(at, out)?;
    if !at.eat(":") {
        return None;
    }
    out.push_str(": ");
    ty(at, out)
}
