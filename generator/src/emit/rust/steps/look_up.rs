//! How an item that may have been created is looked for: the call of another action, given the item.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::ident::ident;
use super::super::scope::Scope;
use super::super::value::{Holder, holder};
use super::Line;
use super::request::wrapped;
use crate::model::{Endpoint, Expr, LookUp, Reconcile, Step, Steps, Type, TypeId, TypeKind};

/// The closure that makes the call of a look-up: of one item, called `input`, or of several, called `items`.
pub fn call(reconcile: &Reconcile, endpoint: &Endpoint, scope: Scope<'_>) -> TokenStream {
    let step = Step {
        name: String::new(),
        rust: String::new(),
        action: reconcile.using,
        guard: None,
        path: reconcile.path.clone(),
        query: reconcile.query.clone(),
        body: None,
        expect: None,
        ty: None,
        doc: None,
    };
    let steps =
        Steps { input: reconcile.item, calls: vec![step], output: reconcile.item, values: Vec::new() };
    let line = Line { api: scope.api, scope, steps: &steps };
    let step = &steps.calls[0];
    let method = ident(&scope.api.action(reconcile.using).name);
    let calls = line.calls(step);
    let item = scope.path(reconcile.item);
    match (&reconcile.look_up, endpoint.query, &step.query) {
        (LookUp::Many { field, .. }, Some(id), Some(Expr::Record { fields, .. })) => {
            let query = line.query_of_many(id, fields, *field);
            let (setup, mut arguments) = line.request(&Step { query: None, ..step.clone() }, endpoint);
            let setup = setup.lines;
            arguments.push(quote!(&#query));
            quote!(|items: &[#item]| { #(#setup)* #calls::#method(#(#arguments),*) })
        }
        _ => {
            let (setup, arguments) = line.request(step, endpoint);
            let setup = setup.lines;
            quote!(|input: &#item| { #(#setup)* #calls::#method(#(#arguments),*) })
        }
    }
}

impl Line<'_> {
    /// The query of a look-up of several items, in which one list takes the key of each.
    fn query_of_many(&self, id: TypeId, fields: &[(usize, Expr)], keys: usize) -> TokenStream {
        let ty = self.api.type_def(id);
        let TypeKind::Record(record) = &ty.kind else { return TokenStream::new() };
        let given: Vec<_> = fields
            .iter()
            .map(|(index, value)| {
                let field = &record.fields[*index];
                let is_plain = matches!(holder(field, ty.usage), Holder::Plain);
                let tokens = match (value, &field.ty) {
                    (Expr::List(items, _), Type::List(list)) if *index == keys => {
                        let keys = self.keys(items, &list.item);
                        match holder(field, ty.usage) {
                            Holder::Plain => keys,
                            Holder::Option | Holder::Nullable => quote!(Some(#keys)),
                            Holder::Presence => quote!(Presence::Value(#keys)),
                        }
                    }
                    _ if is_plain => wrapped(field, value, self.value(value, &field.ty).tokens),
                    _ => self.held(field, ty, value),
                };
                (*index, tokens)
            })
            .collect();
        self.record(id, ty, record, &given)
    }

    /// The key of every item.
    fn keys(&self, list: &[Expr], item: &Type) -> TokenStream {
        let Some(key) = list.first() else { return quote!(Vec::new()) };
        let made = self.value(key, item);
        let tokens = made.tokens;
        match made.optional {
            true => quote!(items.iter().filter_map(|input| #tokens).collect()),
            false => quote!(items.iter().map(|input| #tokens).collect()),
        }
    }
}
