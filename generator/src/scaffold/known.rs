//! What a new action has in common with those that are there: where it can be known, it is no hole.

use super::page::word;
use crate::lower::gather::{Written, WrittenAction, WrittenResource};
use crate::names;
use crate::source::{Role, Sources};
use crate::spec::ServiceFile;

/// A service and a resource of it, which may be new.
pub(super) struct Known<'a> {
    pub(super) service: &'a str,
    pub(super) resource: &'a str,
    file: Option<&'a ServiceFile>,
    actions: Vec<&'a WrittenAction<'a>>,
    siblings: Option<&'a WrittenResource<'a>>,
    /// Whether the resource has a file of its types.
    pub(super) has_types_file: bool,
}

impl<'a> Known<'a> {
    pub(super) fn new(sources: &Sources, written: &'a Written<'a>, resource: &'a str) -> Self {
        let types = Role::Types { service: written.name.clone(), resource: resource.to_owned() };
        Self {
            service: &written.name,
            resource,
            file: written.service.as_ref().map(|(_, file)| file),
            actions: written.resources.iter().flat_map(|resource| &resource.actions).collect(),
            siblings: written.resources.iter().find(|other| other.name == resource),
            has_types_file: sources.files().iter().any(|file| file.role == types),
        }
    }

    /// What all actions of the resource agree on; if they say nothing, all of the service.
    fn agreed<T: PartialEq>(&self, of: impl Fn(&WrittenAction<'_>) -> Option<T>) -> Option<T> {
        let siblings = self.siblings.iter().flat_map(|resource| &resource.actions);
        let near: Vec<T> = siblings.filter_map(&of).collect();
        let all = if near.is_empty() {
            self.actions.iter().filter_map(|action| of(action)).collect()
        } else {
            near
        };
        one(all)
    }

    /// The path that the actions of the resource share, if none of them has this method there.
    pub(super) fn endpoint(&self, method: &str) -> Option<String> {
        let endpoints = self.siblings?.actions.iter().filter_map(|action| action.file.endpoint.as_deref());
        let endpoints: Vec<(&str, &str)> =
            endpoints.filter_map(|endpoint| endpoint.split_once(' ')).collect();
        let plain = |path: &str| path.chars().all(|c| c.is_ascii_alphanumeric() || "/_-.".contains(c));
        let path = one(endpoints.iter().map(|(_, path)| *path).filter(|path| plain(path)).collect())?;
        let taken = endpoints.contains(&(method, path));
        (!taken && path.starts_with('/')).then(|| format!("{method} {path}"))
    }

    /// The scopes of the actions that read, or of those that write. Without scopes in the service there is no such key.
    pub(super) fn scopes(&self, reads: bool) -> Option<String> {
        let list = |scopes: &[String]| -> String {
            let scopes: Vec<String> = scopes.iter().map(|scope| word(scope)).collect();
            format!("[{}]", scopes.join(", "))
        };
        let alike = self.agreed(|action| {
            let endpoint = action.file.endpoint.as_deref()?;
            (endpoint.starts_with("GET ") == reads)
                .then_some(action.file.scopes.as_deref())
                .flatten()
                .map(list)
        });
        alike.or_else(|| one(self.all_scopes()).map(|scope| format!("[{scope}]")))
    }

    pub(super) fn all_scopes(&self) -> Vec<String> {
        let scopes = self.file.and_then(|file| file.scopes.as_ref());
        scopes.into_iter().flat_map(|scopes| scopes.iter()).map(|(name, _)| word(name)).collect()
    }

    /// The scheme of the other lists.
    pub(super) fn scheme(&self) -> Option<String> {
        let alike = self.agreed(|action| action.file.paginate.as_deref().map(word));
        alike.or_else(|| one(self.all_schemes()))
    }

    pub(super) fn all_schemes(&self) -> Vec<String> {
        let schemes = self.file.and_then(|file| file.pagination.as_ref());
        schemes.into_iter().flat_map(|schemes| schemes.iter()).map(|(name, _)| word(name)).collect()
    }

    /// Where lists stand in answers; the inner `None` is the answer itself.
    pub(super) fn at(&self) -> Option<Option<String>> {
        self.agreed(|action| {
            let returns = action.file.returns.as_ref()?;
            let entry = returns.entries.first()?;
            let place = action.at.key("returns");
            let place = if returns.listed { place.item(0) } else { place };
            // A hole says nothing.
            let is_open = entry.at.is_none() && place.has("at");
            let is_list = entry.type_.as_ref()?.starts_with("list<");
            (is_list && !is_open).then(|| entry.at.as_deref().map(word))
        })
    }

    /// The status of a success of this method.
    pub(super) fn status(&self, method: &str) -> Option<u16> {
        self.agreed(|action| {
            let [entry] = action.file.returns.as_ref()?.entries.as_slice() else { return None };
            let endpoint = action.file.endpoint.as_deref()?;
            entry.status.filter(|_| endpoint.split(' ').next() == Some(method))
        })
    }

    /// The record that the lists of the resource return, or all of its actions; else one that is named like the resource.
    pub(super) fn item(&self) -> String {
        let actions = self.siblings.iter().flat_map(|resource| &resource.actions);
        let returned: Vec<&str> = actions
            .filter_map(|action| action.file.returns.as_ref()?.entries.first()?.type_.as_deref())
            .collect();
        let item = |name: &'a str| name.strip_prefix("list<").and_then(|name| name.strip_suffix('>'));
        let records =
            |names: Vec<&'a str>| one(names.into_iter().filter(|name| self.is_record(name)).collect());
        let of_lists = records(returned.iter().filter_map(|name| item(name)).collect());
        match of_lists.or_else(|| records(returned)) {
            Some(name) => name.to_owned(),
            None => {
                let name = names::variant(&singular(self.resource));
                if names::is_taken_type(&name) { format!("{name}Item") } else { name }
            }
        }
    }

    pub(super) fn has_type(&self, name: &str) -> bool {
        self.siblings.is_some_and(|resource| resource.types.iter().any(|ty| ty.name == name))
    }

    fn is_record(&self, name: &str) -> bool {
        let types = self.siblings.iter().flat_map(|resource| &resource.types);
        types.filter(|ty| ty.name == name).any(|ty| ty.decl.fields.is_some())
    }
}

/// The value that all of these are.
fn one<T: PartialEq>(mut values: Vec<T>) -> Option<T> {
    values.dedup();
    if values.len() == 1 { values.pop() } else { None }
}

/// One of what a resource is called after: `categories` becomes `category`. A word that it does not know stays.
pub(super) fn singular(name: &str) -> String {
    for (end, instead) in
        [("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("uses", "us")]
    {
        if let Some(stem) = name.strip_suffix(end).filter(|stem| stem.len() > 1) {
            return format!("{stem}{instead}");
        }
    }
    let keeps = ["ss", "us", "is"].iter().any(|end| name.ends_with(end));
    match name.strip_suffix('s') {
        Some(stem) if !keeps && !stem.is_empty() => stem.to_owned(),
        _ => name.to_owned(),
    }
}

/// Many of these: `category` becomes `categories`.
pub(super) fn plural(noun: &str) -> String {
    let hisses = ["s", "x", "ch", "sh"].iter().any(|end| noun.ends_with(end));
    let vowel = ["ay", "ey", "oy", "uy"].iter().any(|end| noun.ends_with(end));
    match noun.strip_suffix('y') {
        Some(stem) if !vowel => format!("{stem}ies"),
        _ if hisses => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}
