//! The Rust target: a module for each resource, and a client over all of them.

mod action;
mod batch;
mod blocking;
mod catalog;
mod client;
mod doc;
mod enums;
mod file;
mod ident;
mod literal;
mod method;
mod methods;
mod print;
mod query;
mod record;
mod root;
mod rules;
mod sample;
mod scope;
mod steps;
mod tagged;
mod tests;
mod unions;
mod validate;
mod value;

use std::collections::BTreeSet;
use std::rc::Rc;

use quote::quote;

pub(crate) use self::ident::ident;
pub(crate) use self::record::{params, required};
pub use self::sample::call as sample_call;
pub(crate) use self::value::holder;

use self::file::RustFile;
use self::scope::Scope;
use crate::model::{Api, Resource, TypeKind};
use crate::names;
use crate::output::{Kind, OutputSet};

/// Where the Rust files of a service go.
struct Sink<'o> {
    folder: &'static str,
    out: &'o mut OutputSet,
}

impl Sink<'_> {
    fn rust(&mut self, path: impl AsRef<str>, file: RustFile) {
        self.text(path, &file.print());
    }

    fn text(&mut self, path: impl AsRef<str>, text: &str) {
        self.out
            .add(&format!("{}{}", self.folder, path.as_ref()), format!("{}\n{text}", Kind::Rust.header()));
    }
}

/// Adds the Rust files of a service: a crate of its own, or modules that somebody else's crate includes.
pub fn emit(api: &Api, is_crate: bool, out: &mut OutputSet) {
    let out = &mut Sink { folder: if is_crate { "src/" } else { "" }, out };
    root::emit(api, is_crate, out);
    if is_crate {
        tests::emit(api, &format!("{}_actions", api.name), &mut Sink { folder: "", out: &mut *out.out });
        catalog::emit(api, out);
        blocking::emit(api, out);
    }
    let mut file = RustFile::default();
    for item in client::items(api, is_crate) {
        file.push(item);
    }
    out.rust("client.rs", file);
    for (place, resource) in api.resources.iter().enumerate() {
        resource_files(api, place, resource, out);
    }
}

fn resource_files(api: &Api, place: usize, resource: &Resource, out: &mut Sink<'_>) {
    let scope = Scope { api, resource: Some(place) };
    let folder = &resource.name;
    let others: BTreeSet<String> =
        api.resources.iter().map(|resource| resource.name.clone()).filter(|name| name != folder).collect();
    let others = Rc::new(others);
    let types: BTreeSet<String> = resource.types.iter().map(|id| api.type_def(*id).rust.clone()).collect();
    let types = Rc::new(types);
    if resource.actions.iter().any(|action| action.endpoint().is_some()) {
        let mut calls = RustFile::default();
        calls.share(quote!(super), &types);
        calls.share(quote!(super::super), &others);
        action::calls(api, resource, scope).into_iter().for_each(|item| calls.push(item));
        out.rust(format!("{folder}/calls.rs"), calls);
    }
    if resource.actions.iter().any(|action| action.steps().is_some()) {
        let mut steps = RustFile::default();
        let own = types.iter().cloned().chain(["calls".to_owned()]);
        steps.offer(quote!(super), own);
        steps.offer(quote!(super::super::client), ["Client".to_owned()]);
        steps.share(quote!(super::super), &others);
        steps::functions(resource, scope).into_iter().for_each(|item| steps.push(item));
        out.rust(format!("{folder}/steps.rs"), steps);
    }
    let batches = batch::functions(resource, scope);
    if !batches.is_empty() {
        let mut file = RustFile::default();
        file.offer(quote!(super), types.iter().cloned().chain(["calls".to_owned()]));
        file.share(quote!(super::super), &others);
        batches.into_iter().for_each(|item| file.push(item));
        out.rust(format!("{folder}/batches.rs"), file);
    }
    root::resource(resource, scope, &others, out);
    for id in &resource.types {
        let ty = api.type_def(*id);
        let mut file = RustFile::default();
        file.define(&ty.rust);
        file.share(quote!(super), &types);
        file.share(quote!(super::super::super), &others);
        let items = match &ty.kind {
            TypeKind::Record(record) => record::items(ty, record, scope),
            TypeKind::Enum(values) => enums::items(ty, values),
            TypeKind::Union(union) => unions::items(ty, union, scope),
            TypeKind::Tagged(tagged) => tagged::items(ty, tagged, scope),
        };
        items.into_iter().for_each(|item| file.push(item));
        out.rust(format!("{folder}/types/{}.rs", names::module(&ty.rust)), file);
    }
}
