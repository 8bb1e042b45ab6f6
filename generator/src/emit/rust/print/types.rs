//! Types, generics and patterns on one line.

use proc_macro2::Delimiter;

use super::tokens::Reader;

/// A type.
pub fn ty(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    if at.eat("&") {
        out.push('&');
        if lifetime(at, out) {
            out.push(' ');
        }
        if at.eat_word("mut") {
            out.push_str("mut ");
        }
        return ty(at, out);
    }
    match at.peek_group() {
        Some(Delimiter::Parenthesis) => {
            let mut inner = at.group(Delimiter::Parenthesis)?;
            out.push('(');
            list(&mut inner, out, ty)?;
            out.push(')');
            return Some(());
        }
        Some(Delimiter::Bracket) => {
            let mut inner = at.group(Delimiter::Bracket)?;
            out.push('[');
            ty(&mut inner, out)?;
            if inner.eat(";") {
                out.push_str("; ");
                out.push_str(inner.literal()?);
            }
            out.push(']');
            return inner.is_done().then_some(());
        }
        _ => {}
    }
    match at.peek_word()? {
        word @ ("impl" | "dyn") => {
            at.eat_word(word);
            out.push_str(word);
            out.push(' ');
            bounds(at, out)
        }
        "for" | "fn" | "unsafe" | "extern" => None,
        _ => path(at, out),
    }
}

/// A path in a type: `Vec<String>`, `super::Item`.
pub fn path(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    loop {
        out.push_str(at.word()?);
        if at.peeks("<") {
            arguments(at, out)?;
        }
        if !at.eat("::") {
            // `Fn(A) -> B`
            return (at.peek_group() != Some(Delimiter::Parenthesis)).then_some(());
        }
        out.push_str("::");
    }
}

/// The arguments of a generic type, from `<` to `>`.
pub fn arguments(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    angles(at, out, |at, out, is_after_type| {
        if lifetime(at, out) {
            // The printer would put it first.
            return (!*is_after_type).then_some(());
        }
        *is_after_type = true;
        let mut name = *at;
        name.word();
        if name.peeks("=") {
            out.push_str(at.word()?);
            out.push_str(" = ");
            at.eat("=");
        }
        ty(at, out)
    })
}

/// The parameters of what is generic, from `<` to `>`.
pub fn generics(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    angles(at, out, |at, out, is_after_type| {
        if lifetime(at, out) {
            return (!*is_after_type && !at.peeks(":")).then_some(());
        }
        *is_after_type = true;
        if at.peek_word() == Some("const") {
            return None;
        }
        out.push_str(at.word()?);
        if at.eat(":") {
            out.push_str(": ");
            bounds(at, out)?;
        }
        (!at.peeks("=")).then_some(())
    })
}

fn angles(
    at: &mut Reader<'_>,
    out: &mut String,
    each: impl Fn(&mut Reader<'_>, &mut String, &mut bool) -> Option<()>,
) -> Option<()> {
    if !at.eat("<") || at.peeks(">") {
        return None;
    }
    out.push('<');
    let mut is_after_type = false;
    loop {
        each(at, out, &mut is_after_type)?;
        if at.eat(">") {
            out.push('>');
            return Some(());
        }
        if !at.eat(",") || at.peeks(">") {
            return None;
        }
        out.push_str(", ");
    }
}

fn bounds(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    loop {
        if !lifetime(at, out) {
            if at.eat("?") {
                out.push('?');
            }
            if at.peek_word() == Some("for") {
                return None;
            }
            path(at, out)?;
        }
        if !at.eat("+") {
            return Some(());
        }
        out.push_str(" + ");
    }
}

/// A lifetime, if one comes next.
pub fn lifetime(at: &mut Reader<'_>, out: &mut String) -> bool {
    let mut name = *at;
    if !name.eat("'") {
        return false;
    }
    let Some(word) = name.word() else { return false };
    *at = name;
    out.push('\'');
    out.push_str(word);
    true
}

/// What is separated by commas, to the end.
pub fn list(
    at: &mut Reader<'_>,
    out: &mut String,
    each: impl Fn(&mut Reader<'_>, &mut String) -> Option<()>,
) -> Option<()> {
    let mut is_alone = true;
    while !at.is_done() {
        each(at, out)?;
        if at.is_done() {
            break;
        }
        // A comma at the end goes, but not that of a tuple of one.
        if !at.eat(",") || (at.is_done() && is_alone) {
            return None;
        }
        if !at.is_done() {
            out.push_str(", ");
        }
        is_alone = false;
    }
    Some(())
}

/// A pattern, alternatives included.
pub fn pattern(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    loop {
        one_pattern(at, out)?;
        if !at.eat("|") {
            return Some(());
        }
        out.push_str(" | ");
    }
}

fn one_pattern(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    if at.eat("&") {
        out.push('&');
        if at.eat_word("mut") {
            out.push_str("mut ");
        }
        return one_pattern(at, out);
    }
    if at.peek_group() == Some(Delimiter::Parenthesis) {
        return tuple(at, out);
    }
    if let Some(literal) = at.literal() {
        out.push_str(literal);
        return (!at.peeks("..")).then_some(());
    }
    for word in ["ref", "mut"] {
        if at.eat_word(word) {
            out.push_str(word);
            out.push(' ');
        }
    }
    loop {
        out.push_str(at.word()?);
        if !at.eat("::") {
            break;
        }
        out.push_str("::");
    }
    match at.peek_group() {
        Some(Delimiter::Parenthesis) => tuple(at, out),
        Some(Delimiter::Brace) => fields(at, out),
        _ if at.peeks("@") || at.peeks("..") || at.peeks("!") || at.peeks("<") => None,
        _ => Some(()),
    }
}

fn tuple(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    let mut inner = at.group(Delimiter::Parenthesis)?;
    out.push('(');
    list(&mut inner, out, pattern)?;
    out.push(')');
    Some(())
}

fn fields(at: &mut Reader<'_>, out: &mut String) -> Option<()> {
    let mut inner = at.group(Delimiter::Brace)?;
    out.push_str(" { ");
    if inner.is_done() {
        return None;
    }
    list(&mut inner, out, |at, out| {
        if at.eat("..") {
            out.push_str("..");
            return at.is_done().then_some(());
        }
        let mut name = *at;
        name.word();
        if !name.peeks(":") {
            return one_pattern(at, out);
        }
        out.push_str(at.word()?);
        at.eat(":");
        out.push_str(": ");
        pattern(at, out)
    })?;
    out.push_str(" }");
    Some(())
}
