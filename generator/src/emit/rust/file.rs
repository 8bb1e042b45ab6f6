//! A Rust file: its items, the imports that they mention, and how it is printed.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::ident::ident;

/// What the runtime offers under its root; a name that is mentioned is imported.
const RUNTIME: &[&str] = &[
    "BaseUrl", "Call", "Check", "Connect", "Date", "DateTime", "Decimal", "Effect", "Endpoint", "Error", "ErrorKind",
    "ErrorRule", "Format", "FromInput", "Input", "Kind", "Number", "Origin", "Page", "Paging", "Pattern", "Presence",
    "Query", "QueryText", "QueryValue", "Reading", "Secret", "Service", "Success", "ToQuery", "Transport", "Validate",
    "Violations", "decimal", "union",
];

/// Other paths that are imported where their last name is mentioned.
const OTHERS: &[(&str, &[&str])] = &[
    ("http", &["Method"]),
    ("serde", &["Deserialize", "Deserializer", "Serialize", "Serializer"]),
    ("serde_json", &["Value"]),
    ("std::collections", &["BTreeMap"]),
    ("std::fmt", &["fmt"]),
    ("std::ops", &["Bound"]),
    ("std::sync", &["Arc"]),
    ("std::time", &["Duration"]),
];

/// A Rust file in the making.
#[derive(Default)]
pub struct RustFile {
    items: Vec<TokenStream>,
    imports: Vec<(TokenStream, Vec<String>)>,
}

impl RustFile {
    /// An item, in the order of the file.
    pub fn push(&mut self, item: TokenStream) {
        self.items.push(item);
    }

    /// Names that come from a module of the crate, imported where they are mentioned.
    pub fn offer(&mut self, module: TokenStream, names: impl IntoIterator<Item = String>) {
        self.imports.push((module, names.into_iter().collect()));
    }

    /// The text of the file without its header.
    pub fn print(self) -> String {
        let mut mentioned = BTreeSet::new();
        for item in &self.items {
            mention(item.clone(), &mut mentioned);
        }
        let mut text = self.imports(&mentioned);
        for item in self.items {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&print_item(item));
        }
        text
    }

    fn imports(&self, mentioned: &BTreeSet<String>) -> String {
        let pick = |names: &[String]| -> Vec<String> {
            let set: BTreeSet<&String> = names.iter().filter(|name| mentioned.contains(*name)).collect();
            set.into_iter().cloned().collect()
        };
        let mut lines = Vec::new();
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (path, names) in OTHERS {
            let path: TokenStream = path.split("::").map(ident).map(|part| quote!(#part)).reduce(|a, b| quote!(#a::#b)).unwrap_or_default();
            lines.extend(import(&path, &pick(&owned(names))));
        }
        lines.extend(import(&quote!(actiongen_runtime), &pick(&owned(RUNTIME))));
        for (module, names) in &self.imports {
            lines.extend(import(module, &pick(names)));
        }
        lines.into_iter().map(print_item).collect()
    }
}

fn import(path: &TokenStream, names: &[String]) -> Option<TokenStream> {
    let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(quote!(use #path::#name;)),
        names => Some(quote!(use #path::{#(#names),*};)),
    }
}

fn mention(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                names.insert(name.to_string());
            }
            TokenTree::Group(group) => mention(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Item by item, since one large file costs the printer far more memory than its parts.
fn print_item(tokens: TokenStream) -> String {
    let shown = tokens.to_string();
    let item = match syn::parse2(tokens) {
        Ok(item) => item,
        // Whatever the model holds, an emitter builds whole items: a bug of ours, and better found here than by rustc.
        Err(error) => unreachable!("an emitter built what is no Rust item: {error}\n{shown}"),
    };
    let text = prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] });
    spaced(&text)
}

/// A blank line between the functions of an impl, which the printer does not know of.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut after_function = false;
    for line in text.lines() {
        if after_function && line != "}" {
            out.push('\n');
        }
        after_function = line == "    }";
        out.push_str(line);
        out.push('\n');
    }
    out
}
