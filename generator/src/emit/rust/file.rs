//! A Rust file: its items, the imports that they mention, and how it is printed.

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use super::ident::ident;

/// What the runtime offers under its root; a name that is mentioned is imported.
const RUNTIME: &[&str] = &[
    "Accepts",
    "BaseUrl",
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
    "ErrorRule",
    "Format",
    "FromInput",
    "Input",
    "Kind",
    "Method",
    "Origin",
    "Page",
    "Paging",
    "Partial",
    "Pattern",
    "Presence",
    "Query",
    "QueryText",
    "QueryValue",
    "Reading",
    "Secret",
    "Service",
    "Steps",
    "Success",
    "ToQuery",
    "Transport",
    "Validate",
    "Value",
    "Violations",
    "pattern",
    "union",
    "validate_at",
];

/// Other paths that are imported where their last name is mentioned.
const OTHERS: &[(&str, &[&str])] = &[
    ("std::collections", &["BTreeMap"]),
    ("std::ops", &["Bound"]),
    ("std::sync", &["Arc"]),
    ("std::time", &["Duration"]),
];

const SERDE: &[&str] = &["Deserialize", "Deserializer", "Serialize", "Serializer"];

/// A Rust file in the making.
#[derive(Default)]
pub struct RustFile {
    items: Vec<Item>,
    imports: Vec<(TokenStream, Rc<BTreeSet<String>>)>,
    own: Option<String>,
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

    /// The text of the file without its header.
    pub fn print(self) -> String {
        let mut mentioned = BTreeSet::new();
        for item in self.items.iter().filter(|item| item.mentions) {
            mention(item.tokens.clone(), &mut mentioned);
        }
        let mut text = self.imports(&mentioned);
        for item in self.items {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&print_item(item.tokens));
        }
        text
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
        let outer =
            [import(&quote!(actiongen_runtime), &pick(RUNTIME)), import(&quote!(serde), &pick(SERDE))];
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
fn mention(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut is_enum = false;
    for (place, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(name) => {
                let name = name.to_string();
                // A word of Rust is written raw, and offered as it is.
                let name = name.strip_prefix("r#").unwrap_or(&name).to_owned();
                is_enum |= name == "enum";
                let before = place.checked_sub(1).map(|before| &tokens[before]);
                let is_inner = is_punct(before, '.')
                    || (is_punct(before, ':')
                        && is_punct(place.checked_sub(2).map(|before| &tokens[before]), ':'))
                    || matches!(before, Some(TokenTree::Ident(before)) if before == "fn");
                let after = tokens.get(place + 1);
                // A word in lower case is a module or a function only where it is used as one.
                let is_used = !name.starts_with(|c: char| c.is_lowercase())
                    || is_punct(after, '!')
                    || matches!(after, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
                    || (is_punct(after, ':') && is_punct(tokens.get(place + 2), ':'));
                if !is_inner && is_used {
                    names.insert(name);
                }
            }
            TokenTree::Group(group) if is_enum && group.delimiter() == Delimiter::Brace => {
                is_enum = false;
                mention(without_variants(group.stream()), names);
            }
            TokenTree::Group(group) => mention(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// The body of an enum without the names of its variants.
fn without_variants(body: TokenStream) -> TokenStream {
    body.into_iter().filter(|token| !matches!(token, TokenTree::Ident(_))).collect()
}

/// Item by item, since one large file costs the printer far more memory than its parts.
pub fn print_item(tokens: TokenStream) -> String {
    let item = match syn::parse2(tokens.clone()) {
        Ok(item) => item,
        // Whatever the model holds, an emitter builds whole items: a bug of ours, and better found here than by rustc.
        Err(error) => unreachable!("an emitter built what is no Rust item: {error}\n{tokens}"),
    };
    let text = prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    });
    spaced(&text)
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
