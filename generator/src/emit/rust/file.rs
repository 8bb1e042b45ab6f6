//! A Rust file: its items, the imports that they mention, and how it is printed.

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use super::ident::ident;
use super::print::print;
use super::print::tokens::Reader;

/// What the runtime offers under its root; a name that is mentioned is imported.
const RUNTIME: &[&str] = &[
    "Accepts",
    "Backoff",
    "BaseUrl",
    "Batch",
    "BatchCall",
    "Call",
    "Check",
    "Connect",
    "Date",
    "DateTime",
    "Decimal",
    "Effect",
    "Endpoint",
    "Error",
    "ErrorKind",
    "Format",
    "FromInput",
    "Input",
    "ItemStream",
    "Kind",
    "LookUp",
    "Method",
    "Origin",
    "Page",
    "Partial",
    "Pattern",
    "PreparedRequest",
    "Presence",
    "Query",
    "QueryText",
    "QueryValue",
    "RateLimit",
    "Reading",
    "Reconciled",
    "Retry",
    "RetryBudget",
    "RetryPolicy",
    "Secret",
    "Service",
    "Steps",
    "TimeUnit",
    "ToQuery",
    "Transport",
    "Validate",
    "Value",
    "Violations",
    "WaitHeader",
    "pattern",
    "union",
    "validate_at",
];

/// What has a twin for clients that wait, by the same name.
pub const TWINS: &[&str] = &["Batch", "ItemStream", "Reconciled"];

/// Other paths that are imported where their last name is mentioned.
const OTHERS: &[(&str, &[&str])] = &[
    ("std::collections", &["BTreeMap"]),
    ("std::ops", &["Bound"]),
    ("std::sync", &["Arc", "LazyLock"]),
    ("std::time", &["Duration"]),
];

const SERDE: &[&str] = &["Deserialize", "Deserializer", "Serialize", "Serializer"];

/// A Rust file in the making.
#[derive(Default)]
pub struct RustFile {
    items: Vec<Item>,
    imports: Vec<(TokenStream, Rc<BTreeSet<String>>)>,
    own: Option<String>,
    twins: Option<Twins>,
}

/// Where the blocking twins of types come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Twins {
    /// They are imported like other names.
    Imported,
    /// The file exports them, and so has them.
    Exported,
}

struct Item {
    tokens: TokenStream,
    /// Whether the names in it want importing; a re-export brings its own.
    mentions: bool,
}

impl RustFile {
    /// An item, in the order of the file.
    pub fn push(&mut self, tokens: TokenStream) {
        self.items.push(Item { tokens, mentions: true });
    }

    /// A module or a re-export, which mentions names without using them.
    pub fn declare(&mut self, tokens: TokenStream) {
        self.items.push(Item { tokens, mentions: false });
    }

    /// Names that come from a module of the crate, imported where they are mentioned.
    pub fn offer(&mut self, module: TokenStream, names: impl IntoIterator<Item = String>) {
        self.share(module, &Rc::new(names.into_iter().collect()));
    }

    /// The same, of names that many files are offered: a resource of thousands of types lists them once.
    pub fn share(&mut self, module: TokenStream, names: &Rc<BTreeSet<String>>) {
        self.imports.push((module, Rc::clone(names)));
    }

    /// The one of the names offered that is defined here.
    pub fn define(&mut self, name: &str) {
        self.own = Some(name.to_owned());
    }

    /// What is of the blocking client: of [`TWINS`] it means those that wait.
    pub fn waits(&mut self, twins: Twins) {
        self.twins = Some(twins);
    }

    /// The text of the file without its header.
    pub fn print(mut self) -> String {
        let mut mentioned = BTreeSet::new();
        let mut text = String::new();
        let items = std::mem::take(&mut self.items);
        for item in items {
            text.push('\n');
            text.push_str(&print(item.tokens, item.mentions.then_some(&mut mentioned)));
        }
        let imports = self.imports(&mentioned);
        // Each item has a blank line before it but the first of a file.
        if imports.is_empty() { text.split_off(1.min(text.len())) } else { imports + &text }
    }

    fn imports(&self, mentioned: &BTreeSet<String>) -> String {
        // Few names are mentioned and many may be offered, so it is the few that are looked at.
        let offered = |names: &BTreeSet<String>| -> Vec<String> {
            let wanted = |name: &&String| names.contains(*name) && self.own.as_ref() != Some(*name);
            mentioned.iter().filter(wanted).cloned().collect()
        };
        let pick = |names: &[&str]| -> Vec<String> {
            mentioned.iter().filter(|name| names.contains(&name.as_str())).cloned().collect()
        };
        let mut lines = Vec::new();
        for (path, names) in OTHERS {
            let path: TokenStream = path
                .split("::")
                .map(ident)
                .map(|part| quote!(#part))
                .reduce(|a, b| quote!(#a::#b))
                .unwrap_or_default();
            lines.extend(import(&path, &pick(names)));
        }
        let (twins, runtime): (Vec<_>, Vec<_>) = pick(RUNTIME)
            .into_iter()
            .partition(|name| self.twins.is_some() && TWINS.contains(&name.as_str()));
        let twins = if self.twins == Some(Twins::Exported) { Vec::new() } else { twins };
        let outer = [
            import(&quote!(actiongen_runtime::blocking), &twins),
            import(&quote!(actiongen_runtime), &runtime),
            import(&quote!(serde), &pick(SERDE)),
        ];
        let mut outer: Vec<_> = outer.into_iter().flatten().collect();
        let mut inner = Vec::new();
        for (module, names) in &self.imports {
            let group = match module.clone().into_iter().next() {
                Some(TokenTree::Ident(root)) if root == "std" => &mut lines,
                Some(TokenTree::Ident(root)) if root == "actiongen_runtime" => &mut outer,
                _ => &mut inner,
            };
            group.extend(import(module, &offered(names)));
        }
        let groups = [lines, outer, inner];
        let groups = groups.into_iter().filter(|group| !group.is_empty());
        let groups: Vec<String> = groups.map(|group| group.into_iter().map(print_item).collect()).collect();
        groups.join("\n")
    }
}

fn import(path: &TokenStream, names: &[String]) -> Option<TokenStream> {
    let names: Vec<_> = names.iter().map(ident).collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(quote!(use #path::#name;)),
        names => Some(quote!(use #path::{#(#names),*};)),
    }
}

/// The names with which a path begins: what stands behind `::` or `.`, is defined here, or is only a field is no
/// business of the imports.
pub fn mention(mut at: Reader<'_>, is_enum_body: bool, names: &mut BTreeSet<String>) {
    let mut is_enum = false;
    let mut before = Before::Start;
    while !at.is_done() {
        if let Some(name) = at.word() {
            let is_inner = is_enum_body || matches!(before, Before::Dot | Before::Path | Before::Fn);
            is_enum |= name == "enum";
            before = if name == "fn" { Before::Fn } else { Before::Other };
            if is_inner {
                continue;
            }
            // A word of Rust is written raw, and offered as it is.
            let name = name.strip_prefix("r#").unwrap_or(name);
            // A word in lower case is a module or a function only where it is used as one.
            let is_used = !name.starts_with(|c: char| c.is_lowercase())
                || at.peeks("!")
                || at.peek_group() == Some(Delimiter::Parenthesis)
                || at.peeks("::");
            if is_used && !names.contains(name) {
                names.insert(name.to_owned());
            }
        } else if let Some(punct) = at.peek_punct() {
            at.skip();
            before = match (punct, before) {
                ('.', _) => Before::Dot,
                (':', Before::Colon) => Before::Path,
                (':', _) => Before::Colon,
                _ => Before::Other,
            };
        } else if let Some((delimiter, inner)) = at.any_group() {
            before = Before::Other;
            let is_body = is_enum && delimiter == Delimiter::Brace;
            is_enum &= !is_body;
            mention(inner, is_body, names);
        } else {
            at.skip();
            before = Before::Other;
        }
    }
}

/// What stands before a name.
#[derive(Clone, Copy)]
enum Before {
    Start,
    Dot,
    Colon,
    Path,
    Fn,
    Other,
}

/// Prints an item of Rust.
pub fn print_item(tokens: TokenStream) -> String {
    print(tokens, None)
}
