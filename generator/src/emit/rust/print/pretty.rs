//! What has to be laid out: parsed by `syn`, printed by `prettyplease`.

use syn::{Item, ItemFn, Stmt};

/// An item from its source.
pub fn item(source: &str) -> String {
    match syn::parse_str(source) {
        Ok(item) => print(item),
        // Whatever the model holds, an emitter builds whole items: a bug of ours, and better found here than by rustc.
        Err(error) => unreachable!("an emitter built what is no Rust item: {error}\n{source}"),
    }
}

/// A member of an `impl`, as deep as it stands in one.
pub fn member(source: &str, depth: usize) -> Option<String> {
    let holder = syn::parse_str(&format!("impl It {{ {source} }}")).ok()?;
    within(holder, depth.checked_sub(1)?)
}

/// A statement, as deep as it stands in blocks.
pub fn statement(source: &str, depth: usize) -> Option<String> {
    let holder: ItemFn = syn::parse_str(&format!("fn it() {{ {source} }}")).ok()?;
    // Where a macro ends is not told by its tokens.
    if holder.block.stmts.len() != 1 || matches!(holder.block.stmts.as_slice(), [Stmt::Macro(_)]) {
        return None;
    }
    within(Item::Fn(holder), depth.checked_sub(1)?)
}

/// What an item holds, as deep as it stands: modules around it indent it, and change nothing else.
fn within(holder: Item, depth: usize) -> Option<String> {
    let mut item = holder;
    for _ in 0..depth {
        let mut module: syn::ItemMod = syn::parse_str("mod it {}").ok()?;
        module.content.as_mut()?.1.push(item);
        item = Item::Mod(module);
    }
    let text = print(item);
    let mut lines = text.lines();
    for _ in 0..=depth {
        lines.next()?;
        lines.next_back()?;
    }
    Some(lines.flat_map(|line| [line, "\n"]).collect())
}

/// One item at a time, since many cost the printer far more memory than each of them.
fn print(item: Item) -> String {
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    })
}
