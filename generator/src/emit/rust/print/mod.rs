//! Prints Rust as `prettyplease` does.
//!
//! `prettyplease` decides where a line is broken. Most lines of generated code leave nothing to decide: they fit, or can be
//! broken in only one way. This module writes those directly from the tokens, and passes what is left (an item, a member of
//! an `impl`, a statement) to `syn` and `prettyplease`, which take many times as long. Both print the same: the tests
//! print items both ways, and `tests/tests/layout.rs` lays out all generated files again.

mod body;
mod item;
mod line;
mod lines;
mod pretty;
pub mod tokens;
mod types;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use self::lines::Lines;
use self::tokens::{Reader, Tokens};

/// Prints an item. The names with which paths in it begin are added to `names`.
pub fn print(tokens: TokenStream, names: Option<&mut BTreeSet<String>>) -> String {
    let tokens = Tokens::new(tokens);
    if let Some(names) = names {
        super::file::mention(tokens.reader(), false, names);
    }
    let text = direct(tokens.reader()).unwrap_or_else(|| pretty::item(&tokens.reader().source()));
    spaced(&text)
}

/// Prints an item, unless all of it has to be laid out.
fn direct(mut at: Reader<'_>) -> Option<String> {
    let mut lines = Lines::default();
    item::attributes(&mut at, &mut lines)?;
    item::item(&mut at, &mut lines)?;
    at.is_done().then_some(lines.text)
}

/// A blank line between the members of an impl, which the printer does not know of.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut in_impl = false;
    let mut after_member = false;
    for line in text.lines() {
        if in_impl && after_member && line != "}" {
            out.push('\n');
        }
        in_impl |= line.starts_with("impl");
        let is_outer = line.starts_with("    ") && !line.starts_with("     ") && !line.starts_with("    //");
        after_member = is_outer && (line == "    }" || line.ends_with(';'));
        out.push_str(line);
        out.push('\n');
    }
    out
}
