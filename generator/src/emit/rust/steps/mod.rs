//! `steps.rs`: actions that are made of others, each as the straight line of calls that its spec names.
//!
//! Here stand the function and its calls; what a call is given is made in `request`, from values (`value`) that are
//! looked up where they stand (`place`).

mod look_up;
mod place;
mod request;
mod value;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub use self::look_up::call as look_up;
use self::place::Place;
use self::request::set;
use super::doc::{Doc, code};
use super::ident::ident;
use super::scope::Scope;
use super::value::Holder;
use crate::model::{
    Action, Api, Endpoint, Expect, Expr, Guard, Presence, Reference, Resource, Root, Step, Steps, TypeKind,
};
use crate::names;

/// The items of `steps.rs`.
pub fn functions(resource: &Resource, scope: Scope<'_>) -> Vec<TokenStream> {
    let made = resource.actions.iter().filter_map(|action| Some((action, action.steps()?)));
    made.map(|(action, steps)| Line { api: scope.api, scope, steps, fills_in: true }.function(action))
        .collect()
}

/// What the function of an action is made with.
struct Line<'a> {
    api: &'a Api,
    scope: Scope<'a>,
    steps: &'a Steps,
    /// Whether the defaults of what is given are filled in. Those of an item that is sent are the API's.
    fills_in: bool,
}

impl Line<'_> {
    fn function(&self, action: &Action) -> TokenStream {
        let name = ident(&action.name);
        let id = &action.id;
        let (input, output) = (self.scope.path(self.steps.input), self.scope.path(self.steps.output));
        let lines = self.steps.calls.iter().map(|step| {
            let called = code(&self.api.action(step.action).id);
            let guard = step.guard.as_ref().map_or_else(String::new, |guard| {
                let presence = if guard.present { "is there" } else { "is not there" };
                format!(", only if {} {presence}", code(&guard.on.text))
            });
            Doc::ours(format!("{}: {called}{guard}.", code(&step.name))).text(step.doc.as_deref())
        });
        let doc = Doc::ours(format!("The steps of {}:", code(id))).list(lines).attributes();
        let calls = self.steps.calls.iter().enumerate().map(|(place, step)| self.step(place, step));
        let TypeKind::Record(record) = &self.api.type_def(self.steps.output).kind else {
            return TokenStream::new();
        };
        let fields = record.fields.iter().zip(&self.steps.values).map(|(field, value)| {
            let name = ident(&field.rust);
            let made = self.value(value, &field.ty);
            let value = match (made.optional, field.presence) {
                // What was proven to be there, and is an `Option` all the same, was told apart before.
                (true, Presence::Required) => self.proven(made.tokens, value),
                (true, _) | (false, Presence::Required) => made.tokens,
                (false, _) => {
                    let tokens = made.tokens;
                    quote!(Some(#tokens))
                }
            };
            set(&name, &value)
        });
        quote! {
            #doc
            pub async fn #name(client: &Client, input: &#input) -> Result<#output, Error> {
                let mut steps = Steps::start(#id, input)?;
                #(#calls)*
                Ok(#output { #(#fields),* })
            }
        }
    }

    /// A value of the output that is there in every case, though each of its parts may be absent.
    fn proven(&self, tokens: TokenStream, value: &Expr) -> TokenStream {
        let step = self.steps.calls.last();
        let Some(step) = step else { return tokens };
        let name = &step.name;
        let endpoint = self.endpoint(step);
        let place = match value {
            Expr::Reference(reference) => reference.text.clone(),
            _ => "output".to_owned(),
        };
        quote!(match #tokens {
            Some(value) => value,
            None => return Err(steps.lacks(#name, &#endpoint, #place)),
        })
    }

    /// The static of the action that a step calls.
    pub(super) fn endpoint(&self, step: &Step) -> TokenStream {
        let constant = ident(names::constant(&self.api.action(step.action).name));
        let calls = self.calls(step);
        quote!(#calls::#constant)
    }

    /// The module of the calls of the resource that a step calls.
    pub(super) fn calls(&self, step: &Step) -> TokenStream {
        match self.scope.resource == Some(step.action.resource) {
            true => quote!(calls),
            false => {
                let module = ident(&self.api.resources[step.action.resource].name);
                quote!(#module::calls)
            }
        }
    }

    /// One step: its request, its call, and what it takes of the answer.
    fn step(&self, place: usize, step: &Step) -> TokenStream {
        let called = self.api.action(step.action);
        let Some(endpoint) = called.endpoint() else { return TokenStream::new() };
        let name = ident(&step.rust);
        let (setup, arguments) = self.request(step, endpoint);
        let mut setup = setup.lines;
        let call = self.call(step, called, endpoint, &arguments);
        setup.push(quote!(let answer = #call;));
        let taken = self.taken(step);
        match (&step.guard, step.ty.is_some() && self.is_used(place)) {
            (None, true) => quote!(#(#setup)* let #name = #taken;),
            (None, false) => quote!(#(#setup)* #taken;),
            (Some(guard), true) => {
                let condition = self.condition(guard);
                let is_option = step.expect == Some(Expect::AtMostOne);
                let value = if is_option { quote!(#taken) } else { quote!(Some(#taken)) };
                quote!(let #name = if #condition { #(#setup)* #value } else { None };)
            }
            (Some(guard), false) => {
                let condition = self.condition(guard);
                quote!(if #condition { #(#setup)* #taken; })
            }
        }
    }

    fn condition(&self, guard: &Guard) -> TokenStream {
        if guard.present {
            return self.is_present(&guard.on);
        }
        match self.place(&guard.on) {
            Place::Held { tokens, optional: true, .. } | Place::Value(tokens) => quote!(#tokens.is_none()),
            Place::Held { optional: false, .. } => quote!(false),
            Place::Through { above, holder: Holder::Plain, .. } => quote!(#above.is_none()),
            Place::Through { above, from, name, holder: Holder::Presence, .. } => {
                quote!(#above.is_none_or(|#from| #from.#name.value().is_none()))
            }
            Place::Through { above, from, name, .. } => {
                quote!(#above.is_none_or(|#from| #from.#name.is_none()))
            }
        }
    }

    /// Whether anything refers to what a step gave.
    fn is_used(&self, place: usize) -> bool {
        let is_it = |reference: &Reference| reference.root == Root::Step(place);
        let guards = self.steps.calls.iter().filter_map(|step| step.guard.as_ref());
        let requests =
            self.steps.calls.iter().flat_map(|step| step.path.iter().chain(&step.query).chain(&step.body));
        guards.into_iter().any(|guard| is_it(&guard.on))
            || requests.chain(&self.steps.values).any(|value| value.any(&is_it))
    }

    /// The call of a step. To tell whether there is one item, two are enough.
    fn call(
        &self,
        step: &Step,
        called: &Action,
        endpoint: &Endpoint,
        arguments: &[TokenStream],
    ) -> TokenStream {
        let method = ident(&called.name);
        let looks = matches!(step.expect, Some(Expect::One | Expect::AtMostOne | Expect::None));
        if looks && endpoint.paginate.is_some() {
            let calls = self.calls(step);
            return quote!(client.first_two(#calls::#method(#(#arguments),*)).await);
        }
        let resource = ident(&self.api.resources[step.action.resource].name);
        if endpoint.paginate.is_some() {
            let stream = format_ident!("{}_stream", called.name);
            return quote!(client.#resource().#stream(#(#arguments),*).try_collect().await);
        }
        quote!(client.#resource().#method(#(#arguments),*).await)
    }

    /// What a step takes of its answer.
    fn taken(&self, step: &Step) -> TokenStream {
        let take = ident(match step.expect {
            Some(Expect::One) => "one",
            Some(Expect::AtMostOne) => "at_most_one",
            Some(Expect::None) => "none",
            Some(Expect::Many) => "list",
            None => "value",
        });
        let (name, endpoint) = (&step.name, self.endpoint(step));
        quote!(steps.#take(#name, &#endpoint, answer)?)
    }
}
