//! `steps.rs`: actions that are made of others, each as the straight line of calls that its spec names.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::quote;

use super::doc::{Doc, code};
use super::enums;
use super::ident::ident;
use super::record;
use super::sample;
use super::scope::Scope;
use super::value::{Holder, holder, rust_type};
use crate::model::{
    Action, Api, Endpoint, Expect, Expr, Field, Guard, Presence, Record, Reference, Resource, Root, Step,
    Steps, TextPart, Type, TypeDef, TypeId, TypeKind,
};
use crate::names;

/// The items of `steps.rs`.
pub fn functions(resource: &Resource, scope: Scope<'_>) -> Vec<TokenStream> {
    let made = resource.actions.iter().filter_map(|action| Some((action, action.steps()?)));
    made.map(|(action, steps)| Line { api: scope.api, scope, steps }.function(action)).collect()
}

/// What the function of an action is made with.
struct Line<'a> {
    api: &'a Api,
    scope: Scope<'a>,
    steps: &'a Steps,
}

/// What stands before the call of a step.
#[derive(Default)]
struct Setup {
    lines: Vec<TokenStream>,
    /// The names that these lines give.
    names: Vec<String>,
}

/// A value in Rust, and whether it is an `Option`.
struct Made {
    tokens: TokenStream,
    optional: bool,
}

/// A value that is looked at where it stands.
enum Place {
    /// A variable or a field of it; an `Option` if said so.
    Held { tokens: TokenStream, optional: bool, boxed: bool },
    /// An `Option` of a borrowed value.
    Value(TokenStream),
    /// A field of what an `Option` lends.
    Through {
        /// The `Option` of what has the field.
        above: TokenStream,
        /// What it is called.
        from: Ident,
        /// The field.
        name: Ident,
        holder: Holder,
        boxed: bool,
    },
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
    fn endpoint(&self, step: &Step) -> TokenStream {
        let constant = ident(names::constant(&self.api.action(step.action).name));
        let calls = self.calls(step);
        quote!(#calls::#constant)
    }

    /// The module of the calls of the resource that a step calls.
    fn calls(&self, step: &Step) -> TokenStream {
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

    /// A name that stands for nothing else: neither a step nor a variable of every such function.
    fn free(&self, wanted: &str, given: &[String]) -> String {
        let is_taken = |name: &str| {
            names::VARIABLES.contains(&name)
                || self.steps.calls.iter().any(|step| step.rust == name)
                || given.iter().any(|other| other == name)
        };
        let mut name = wanted.to_owned();
        while is_taken(&name) {
            name.push('_');
        }
        name
    }

    /// What is written before the call, and the arguments of the call.
    fn request(&self, step: &Step, endpoint: &Endpoint) -> (Setup, Vec<TokenStream>) {
        let mut setup = Setup::default();
        let mut arguments = Vec::new();
        for (field, value) in endpoint.path_fields.iter().zip(&step.path) {
            let place = format!("path.{}", field.wire);
            let is_small =
                matches!(field.ty, Type::Bool { .. } | Type::Int(_) | Type::Int32(_) | Type::Number(_));
            let argument = match (value, &field.ty) {
                _ if is_small => self.needed(value, &field.ty, step, &place, &field.rust, &mut setup),
                (Expr::Const(serde_json::Value::String(text), _), Type::Text(_)) => quote!(#text),
                // What is there is lent as it is.
                (Expr::Reference(reference), _) if !reference.optional => match self.place(reference) {
                    Place::Held { tokens, optional: false, boxed: false } => quote!(&#tokens),
                    _ => {
                        let value = self.reference(reference, &field.ty);
                        quote!(&#value)
                    }
                },
                _ => {
                    let value = self.needed(value, &field.ty, step, &place, &field.rust, &mut setup);
                    quote!(&#value)
                }
            };
            arguments.push(argument);
        }
        if let (Some(body), Some(value)) = (&endpoint.body, &step.body) {
            let made = match (value, &body.ty) {
                (Expr::List(items, _), Type::List(list)) => {
                    self.list(items, &list.item, step, "body", &mut setup)
                }
                (value, ty) => self.needed(value, ty, step, "body", "whole", &mut setup),
            };
            setup.lines.push(quote!(let body = #made;));
            arguments.push(quote!(&body));
        }
        if let (Some(id), Some(Expr::Record { fields, .. })) = (endpoint.query, &step.query) {
            let made = self.literal(id, fields, step, "query", &mut setup);
            setup.lines.push(quote!(let query = #made;));
            arguments.push(quote!(&query));
        }
        (setup, arguments)
    }

    /// The items of a body: an array where each of them is there, else those that are.
    fn list(&self, items: &[Expr], item: &Type, step: &Step, place: &str, setup: &mut Setup) -> TokenStream {
        let is_whole = matches!(items, [_]) || items.iter().all(|item| self.stands(item));
        if is_whole {
            let made = items.iter().enumerate().map(|(index, value)| {
                self.needed(value, item, step, &format!("{place}[{index}]"), "item", setup)
            });
            return quote!([#(#made),*]);
        }
        self.items(items, item, false)
    }

    /// Whether a value is there for what stands in it, whatever is absent.
    fn stands(&self, value: &Expr) -> bool {
        match value {
            Expr::Record { fields, only_if, .. } => {
                !only_if.as_ref().is_some_and(|reference| reference.optional)
                    && (fields.is_empty() || fields.iter().any(|(_, value)| self.stands(value)))
            }
            Expr::List(items, _) => items.is_empty() || items.iter().any(|item| self.stands(item)),
            other => !self.is_optional(other),
        }
    }

    /// A value that the call cannot do without. Where it is an `Option`, the spec was proven to give it in every case.
    fn needed(
        &self,
        value: &Expr,
        ty: &Type,
        step: &Step,
        place: &str,
        name: &str,
        setup: &mut Setup,
    ) -> TokenStream {
        // A record that is needed is there, by the same proof.
        if let Expr::Record { ty: id, fields, .. } = value {
            return self.literal(*id, fields, step, place, setup);
        }
        let made = self.value(value, ty);
        if !made.optional {
            return made.tokens;
        }
        let (tokens, step_name, endpoint) = (made.tokens, &step.name, self.endpoint(step));
        let free = self.free(name, &setup.names);
        let name = ident(&free);
        setup.names.push(free);
        setup.lines.push(quote! {
            let Some(#name) = #tokens else {
                return Err(steps.lacks(#step_name, &#endpoint, #place));
            };
        });
        quote!(#name)
    }

    /// A record that is there in every case; what it cannot do without is told apart before it.
    fn literal(
        &self,
        id: TypeId,
        fields: &[(usize, Expr)],
        step: &Step,
        place: &str,
        setup: &mut Setup,
    ) -> TokenStream {
        let ty = self.api.type_def(id);
        let TypeKind::Record(record) = &ty.kind else { return TokenStream::new() };
        let mut given = Vec::new();
        for (index, value) in fields {
            let field = &record.fields[*index];
            let is_needed = matches!(holder(field, ty.usage), Holder::Plain);
            let tokens = if is_needed {
                let place = format!("{place}.{}", field.wire);
                let tokens = self.needed(value, &field.ty, step, &place, &field.rust, setup);
                wrapped(field, value, tokens)
            } else {
                self.held(field, ty, value)
            };
            given.push((*index, tokens));
        }
        self.record(id, ty, record, &given)
    }

    /// The value of a field that may be absent.
    fn held(&self, field: &Field, ty: &TypeDef, value: &Expr) -> TokenStream {
        if let Expr::Const(serde_json::Value::Null, _) = value {
            return match holder(field, ty.usage) {
                Holder::Presence => quote!(Presence::Null),
                _ => quote!(None),
            };
        }
        let made = self.value(value, &field.ty);
        let tokens = made.tokens;
        let wrap = |tokens: TokenStream| wrapped(field, value, tokens);
        match (holder(field, ty.usage), made.optional) {
            (Holder::Plain, _) => wrap(tokens),
            (Holder::Option | Holder::Nullable, true) if field.secret && !is_secret(value) => {
                quote!(#tokens.map(Into::into))
            }
            (Holder::Option | Holder::Nullable, true) if field.boxed && !field.secret => {
                quote!(#tokens.map(Box::new))
            }
            (Holder::Option | Holder::Nullable, true) => tokens,
            (Holder::Option | Holder::Nullable, false) => {
                let inner = wrap(tokens);
                quote!(Some(#inner))
            }
            (Holder::Presence, true) => {
                let inner = match wrap(quote!(value)) {
                    same if same.to_string() == "value" => quote!(Presence::Value),
                    inner => quote!(|value| Presence::Value(#inner)),
                };
                quote!(#tokens.map_or(Presence::Absent, #inner))
            }
            (Holder::Presence, false) => {
                let inner = wrap(tokens);
                quote!(Presence::Value(#inner))
            }
        }
    }

    /// The literal of a record whose fields are given; the others are absent.
    fn record(
        &self,
        id: TypeId,
        ty: &TypeDef,
        record: &Record,
        given: &[(usize, TokenStream)],
    ) -> TokenStream {
        let path = self.scope.path(id);
        let required = record::required(ty, record);
        let is_required = |index: usize| required.iter().any(|field| field.wire == record.fields[index].wire);
        let of = |wire: &str| given.iter().find(|(index, _)| record.fields[*index].wire == wire);
        let needed: Vec<TokenStream> = required
            .iter()
            .map(|field| of(&field.wire).map_or_else(|| quote!(None), |(_, tokens)| tokens.clone()))
            .collect();
        let base = match record::params(ty) {
            Some(params) => {
                let names = required.iter().map(|field| ident(&field.rust));
                let params = match self.scope.resource == Some(ty.resource) {
                    true => quote!(#params),
                    false => {
                        let module = ident(&self.api.resources[ty.resource].name);
                        quote!(#module::#params)
                    }
                };
                let fields = names.zip(&needed).map(|(name, tokens)| set(&name, tokens));
                quote!(#path::new(#params { #(#fields),* }))
            }
            None => quote!(#path::new(#(#needed),*)),
        };
        let rest: Vec<TokenStream> = given
            .iter()
            .filter(|(index, _)| !is_required(*index))
            .map(|(index, tokens)| {
                let name = ident(&record.fields[*index].rust);
                set(&name, tokens)
            })
            .collect();
        let settable = record.fields.len();
        match (rest.len(), settable - required.len()) {
            (0, _) => base,
            (given, all) if given == all && required.is_empty() => quote!(#path { #(#rest),* }),
            _ => quote!(#path { #(#rest,)* ..#base }),
        }
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

    /// Whether a value is an `Option` in Rust.
    fn is_optional(&self, value: &Expr) -> bool {
        match value {
            Expr::Reference(reference) => reference.optional,
            Expr::Const(..) | Expr::IsPresent(_) | Expr::NamesPresent(_) => false,
            Expr::FirstOf(references) => references.last().is_none_or(|last| last.optional),
            Expr::Text(parts) => {
                parts.iter().any(|part| matches!(part, TextPart::Reference(reference) if reference.optional))
            }
            Expr::Record { ty, fields, only_if } => {
                let def = self.api.type_def(*ty);
                let TypeKind::Record(record) = &def.kind else { return false };
                // What the record cannot do without is told apart where the record is made.
                let is_needed =
                    |place: usize| matches!(holder(&record.fields[place], def.usage), Holder::Plain);
                only_if.as_ref().is_some_and(|reference| reference.optional)
                    || (!fields.is_empty() && fields.iter().all(|(_, value)| self.is_optional(value)))
                    || fields.iter().any(|(place, value)| is_needed(*place) && self.is_optional(value))
            }
            Expr::List(items, _) => !items.is_empty() && items.iter().all(|item| self.is_optional(item)),
        }
    }

    /// A value of a type, owned.
    fn value(&self, value: &Expr, ty: &Type) -> Made {
        let optional = self.is_optional(value);
        let tokens = match value {
            Expr::Reference(reference) => self.reference(reference, ty),
            Expr::Const(value, _) => fixed(ty, value, self.scope),
            Expr::FirstOf(references) => self.first_of(references, ty),
            Expr::Text(parts) => self.text(parts),
            Expr::IsPresent(reference) => self.is_present(reference),
            Expr::NamesPresent(names) => {
                let names = names.iter().map(|(name, reference)| {
                    let present = self.is_present(reference);
                    quote!((#name, #present))
                });
                quote! {
                    [#(#names),*].into_iter().filter(|(_, present)| *present).map(|(name, _)| name.to_owned()).collect()
                }
            }
            Expr::Record { ty, fields, only_if } => self.conditional(*ty, fields, only_if.as_ref(), optional),
            Expr::List(items, _) => {
                let item = match ty {
                    Type::List(list) => &list.item,
                    other => other,
                };
                self.items(items, item, optional)
            }
        };
        Made { tokens, optional }
    }

    /// A list of those items that are there; `None` where the list may be without any.
    fn items(&self, items: &[Expr], item: &Type, optional: bool) -> TokenStream {
        let made: Vec<Made> = items.iter().map(|value| self.value(value, item)).collect();
        if made.iter().all(|made| !made.optional) {
            let made = made.iter().map(|made| &made.tokens);
            return quote!(vec![#(#made),*]);
        }
        if let ([one], true) = (made.as_slice(), optional) {
            let tokens = &one.tokens;
            return quote!(#tokens.map(|item| vec![item]));
        }
        let all = made.iter().map(|made| match (made.optional, &made.tokens) {
            (true, tokens) => quote!(#tokens),
            (false, tokens) => quote!(Some(#tokens)),
        });
        let item = rust_type(item, self.scope);
        let list = quote!([#(#all),*].into_iter().flatten().collect::<Vec<#item>>());
        match optional {
            true => quote!(Some(#list).filter(|items| !items.is_empty())),
            false => list,
        }
    }

    /// A record that may be left out: where what it stands for is absent, or all of its values are.
    fn conditional(
        &self,
        id: TypeId,
        fields: &[(usize, Expr)],
        only_if: Option<&Reference>,
        optional: bool,
    ) -> TokenStream {
        let ty = self.api.type_def(id);
        let TypeKind::Record(record) = &ty.kind else { return TokenStream::new() };
        let mut told = Vec::new();
        let mut given = Vec::new();
        for (index, value) in fields {
            let field = &record.fields[*index];
            let is_needed = matches!(holder(field, ty.usage), Holder::Plain);
            if is_needed && self.is_optional(value) {
                let name = ident(self.free(&field.rust, &[]));
                told.push((name.clone(), self.value(value, &field.ty).tokens));
                given.push((*index, wrapped(field, value, quote!(#name))));
            } else if is_needed {
                given.push((*index, wrapped(field, value, self.value(value, &field.ty).tokens)));
            } else {
                given.push((*index, self.held(field, ty, value)));
            }
        }
        let path = self.scope.path(id);
        let literal = self.record(id, ty, record, &given);
        if !optional {
            return literal;
        }
        let Some(((first, first_value), others)) = told.split_first() else {
            let condition = match only_if {
                Some(reference) if reference.optional => self.is_present(reference),
                _ => self.has_any(fields.iter().map(|(_, value)| value)),
            };
            return quote!((#condition).then(|| #literal));
        };
        // What the record cannot do without is there wherever the record is: so says what was proven of the spec.
        let is_told = |reference: &Reference| {
            fields.iter().any(|(index, value)| {
                // A text is there only where all that stands in it is.
                let says = match value {
                    Expr::Reference(_) | Expr::Text(_) => value.any(&|other| other.text == reference.text),
                    _ => false,
                };
                says && matches!(holder(&record.fields[*index], ty.usage), Holder::Plain)
            })
        };
        let asked = only_if.filter(|reference| reference.optional && !is_told(reference));
        let condition = asked.map(|reference| {
            let is_present = self.is_present(reference);
            quote!(if #is_present)
        });
        match (others, &condition) {
            ([], None) => {
                let made = quote!(#path::new(#first));
                match literal.to_string() == made.to_string() {
                    true => quote!(#first_value.map(#path::new)),
                    false => quote!(#first_value.map(|#first| #literal)),
                }
            }
            ([], Some(_)) => {
                quote!(match #first_value { Some(#first) #condition => Some(#literal), _ => None })
            }
            _ => {
                let names = told.iter().map(|(name, _)| name);
                let values = told.iter().map(|(_, value)| value);
                quote! {
                    match (#(#values),*) {
                        (#(Some(#names)),*) #condition => Some(#literal),
                        _ => None,
                    }
                }
            }
        }
    }

    /// Whether there is anything in any of several values.
    fn has_any<'e>(&self, values: impl Iterator<Item = &'e Expr>) -> TokenStream {
        let any = values.map(|value| self.has(value));
        quote!(#(#any)||*)
    }

    /// Whether there is anything in a value.
    fn has(&self, value: &Expr) -> TokenStream {
        match value {
            Expr::Reference(reference) => self.is_present(reference),
            Expr::FirstOf(references) => {
                let any = references.iter().map(|reference| self.is_present(reference));
                quote!((#(#any)||*))
            }
            Expr::Text(parts) => {
                let all = parts.iter().filter_map(|part| match part {
                    TextPart::Reference(reference) if reference.optional => Some(self.is_present(reference)),
                    _ => None,
                });
                quote!((#(#all)&&*))
            }
            Expr::Record { only_if: Some(reference), .. } if reference.optional => self.is_present(reference),
            Expr::Record { fields, .. } => {
                let any = self.has_any(fields.iter().map(|(_, value)| value));
                quote!((#any))
            }
            Expr::List(items, _) => {
                let any = self.has_any(items.iter());
                quote!((#any))
            }
            Expr::Const(..) | Expr::IsPresent(_) | Expr::NamesPresent(_) => quote!(true),
        }
    }

    fn first_of(&self, references: &[Reference], ty: &Type) -> TokenStream {
        let mut made: Option<TokenStream> = None;
        for reference in references {
            let next = self.reference(reference, ty);
            let is_copy = self.is_copy(&reference.ty);
            made = Some(match (made, reference.optional, is_copy) {
                (None, ..) => next,
                (Some(before), true, true) => quote!(#before.or(#next)),
                (Some(before), true, false) => quote!(#before.or_else(|| #next)),
                (Some(before), false, true) => quote!(#before.unwrap_or(#next)),
                (Some(before), false, false) => quote!(#before.unwrap_or_else(|| #next)),
            });
        }
        made.unwrap_or_default()
    }

    fn text(&self, parts: &[TextPart]) -> TokenStream {
        let mut format = String::new();
        let mut values = Vec::new();
        let mut told: Vec<(Ident, TokenStream)> = Vec::new();
        for part in parts {
            match part {
                TextPart::Literal(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
                TextPart::Reference(reference) if reference.optional => {
                    let name = self.free(&format!("part_{}", told.len()), &[]);
                    format.push_str(&format!("{{{name}}}"));
                    told.push((ident(&name), self.reference(reference, &reference.ty)));
                }
                TextPart::Reference(reference) => match self.variable(reference) {
                    Some(name) => format.push_str(&format!("{{{name}}}")),
                    None => {
                        format.push_str("{}");
                        values.push(self.shown(reference));
                    }
                },
            }
        }
        let made = match values.as_slice() {
            [] => quote!(format!(#format)),
            values => quote!(format!(#format, #(#values),*)),
        };
        match told.as_slice() {
            [] => made,
            [(name, value)] => quote!(#value.map(|#name| #made)),
            told => {
                let (names, values): (Vec<_>, Vec<_>) = told.iter().cloned().unzip();
                quote!(match (#(#values),*) { (#(Some(#names)),*) => Some(#made), _ => None })
            }
        }
    }

    /// The variable that a reference is, where it is one and no keyword.
    fn variable(&self, reference: &Reference) -> Option<String> {
        let Root::Step(place) = reference.root else { return None };
        let name = &self.steps.calls[place].rust;
        (reference.path.is_empty() && ident(name) == name).then(|| name.clone())
    }

    /// A value that is there in every case, as a text shows it.
    fn shown(&self, reference: &Reference) -> TokenStream {
        match self.place(reference) {
            Place::Held { tokens, optional: false, .. } => tokens,
            _ => self.reference(reference, &reference.ty),
        }
    }

    fn is_present(&self, reference: &Reference) -> TokenStream {
        match self.place(reference) {
            Place::Held { tokens, optional: true, .. } | Place::Value(tokens) => quote!(#tokens.is_some()),
            Place::Held { optional: false, .. } => quote!(true),
            Place::Through { above, holder: Holder::Plain, .. } => quote!(#above.is_some()),
            Place::Through { above, from, name, holder: Holder::Presence, .. } => {
                quote!(#above.is_some_and(|#from| #from.#name.value().is_some()))
            }
            Place::Through { above, from, name, .. } => {
                quote!(#above.is_some_and(|#from| #from.#name.is_some()))
            }
        }
    }

    /// What a reference leads to, owned: a value, or an `Option` where there may be none.
    fn reference(&self, reference: &Reference, wanted: &Type) -> TokenStream {
        let copy = self.is_copy(&reference.ty);
        let wide = match (&reference.ty, wanted) {
            (Type::Int32(_), Type::Int(_)) => Some(quote!(i64)),
            (Type::Int32(_), Type::Number(_)) => Some(quote!(f64)),
            _ => None,
        };
        let cloned = |tokens: TokenStream| if copy { tokens } else { quote!(#tokens.clone()) };
        let (tokens, optional) = match self.place(reference) {
            Place::Held { tokens, optional: false, boxed: true } => (quote!((*#tokens).clone()), false),
            Place::Held { tokens, optional: true, boxed: true } => {
                (quote!(#tokens.as_deref().cloned()), true)
            }
            Place::Held { tokens, optional, .. } => (cloned(tokens), optional),
            Place::Value(tokens) => {
                (if copy { quote!(#tokens.copied()) } else { quote!(#tokens.cloned()) }, true)
            }
            Place::Through { above, from, name, holder, boxed } => {
                let value = quote!(#from.#name);
                let tokens = match (holder, boxed) {
                    (Holder::Plain, false) => {
                        let value = match &wide {
                            Some(wide) => quote!(#wide::from(#value)),
                            None => cloned(value),
                        };
                        return quote!(#above.map(|#from| #value));
                    }
                    (Holder::Plain, true) => quote!(#above.map(|#from| (*#value).clone())),
                    (Holder::Option | Holder::Nullable, false) => {
                        let value = cloned(value);
                        quote!(#above.and_then(|#from| #value))
                    }
                    (Holder::Option | Holder::Nullable, true) => {
                        quote!(#above.and_then(|#from| #value.as_deref().cloned()))
                    }
                    (Holder::Presence, _) => quote!(#above.and_then(|#from| #value.value().cloned())),
                };
                (tokens, true)
            }
        };
        let (tokens, optional) = match (reference.root, self.default_of(reference), optional) {
            (Root::Input(_), Some(default), true) => match copy {
                true => (quote!(#tokens.unwrap_or(#default)), false),
                false if matches!(reference.ty, Type::Named(_)) => {
                    (quote!(#tokens.unwrap_or(#default)), false)
                }
                false => (quote!(#tokens.unwrap_or_else(|| #default)), false),
            },
            _ => (tokens, optional),
        };
        match (wide, optional) {
            (None, _) => tokens,
            (Some(wide), true) => quote!(#tokens.map(#wide::from)),
            (Some(wide), false) => quote!(#wide::from(#tokens)),
        }
    }

    /// The default of an input, which is filled in where it is absent.
    fn default_of(&self, reference: &Reference) -> Option<TokenStream> {
        let Root::Input(place) = reference.root else { return None };
        let field = self.input_fields().get(place)?;
        let default = field.default.as_ref().filter(|_| reference.path.is_empty())?;
        Some(fixed(&field.ty, default, self.scope))
    }

    fn input_fields(&self) -> &[Field] {
        match &self.api.type_def(self.steps.input).kind {
            TypeKind::Record(record) => &record.fields,
            _ => &[],
        }
    }

    /// Whether a value is copied where it is used again.
    fn is_copy(&self, ty: &Type) -> bool {
        match ty {
            Type::Bool { .. } | Type::Int(_) | Type::Int32(_) | Type::Number(_) => true,
            Type::Named(id) => enums::is_copy(self.api.type_def(*id)),
            _ => false,
        }
    }

    /// Where the value of a reference stands.
    fn place(&self, reference: &Reference) -> Place {
        let (mut place, mut from) = match reference.root {
            Root::Input(index) => {
                let input = self.api.type_def(self.steps.input);
                let field = &self.input_fields()[index];
                let held = Place::Held { tokens: quote!(input), optional: false, boxed: false };
                (below(held, &ident("input"), field, input), ident(&field.rust))
            }
            Root::Step(index) => {
                let step = &self.steps.calls[index];
                let name = ident(&step.rust);
                let optional = step.is_optional();
                (Place::Held { tokens: quote!(#name), optional, boxed: false }, name)
            }
        };
        for (id, index) in &reference.path {
            let ty = self.api.type_def(*id);
            if let TypeKind::Record(record) = &ty.kind {
                let field = &record.fields[*index];
                place = below(place, &from, field, ty);
                from = ident(&field.rust);
            }
        }
        place
    }
}

/// The place of a field of what stands at a place, which is called `from`.
fn below(place: Place, from: &Ident, field: &Field, ty: &TypeDef) -> Place {
    let name = ident(&field.rust);
    let boxed = field.boxed;
    let holder = holder(field, ty.usage);
    let above = match place {
        Place::Held { tokens, optional: false, .. } => {
            return match holder {
                Holder::Plain => Place::Held { tokens: quote!(#tokens.#name), optional: false, boxed },
                Holder::Option | Holder::Nullable => {
                    Place::Held { tokens: quote!(#tokens.#name), optional: true, boxed }
                }
                Holder::Presence => Place::Value(quote!(#tokens.#name.value())),
            };
        }
        Place::Held { tokens, optional: true, .. } => quote!(#tokens.as_ref()),
        Place::Value(tokens) => tokens,
        Place::Through { above, from, name, holder, .. } => match holder {
            Holder::Plain => quote!(#above.map(|#from| &#from.#name)),
            Holder::Option | Holder::Nullable => quote!(#above.and_then(|#from| #from.#name.as_ref())),
            Holder::Presence => quote!(#above.and_then(|#from| #from.#name.value())),
        },
    };
    Place::Through { above, from: from.clone(), name, holder, boxed }
}

/// A fixed value. It was read when the spec was, so what could not be read cannot occur.
fn fixed(ty: &Type, value: &serde_json::Value, scope: Scope<'_>) -> TokenStream {
    fn without_errors(tokens: TokenStream) -> TokenStream {
        let trees = tokens.into_iter().flat_map(|tree| match tree {
            TokenTree::Punct(mark) if mark.as_char() == '?' => quote!(.unwrap_or_default()),
            TokenTree::Group(group) => {
                let inner = without_errors(group.stream());
                TokenTree::Group(Group::new(group.delimiter(), inner)).into()
            }
            tree => tree.into(),
        });
        trees.collect()
    }
    without_errors(sample::exact(ty, value, scope))
}

/// A field with its value, which is not named twice where both have one name.
fn set(name: &Ident, value: &TokenStream) -> TokenStream {
    match *name == value.to_string() {
        true => quote!(#name),
        false => quote!(#name: #value),
    }
}

/// Whether a value is held as a secret already.
fn is_secret(value: &Expr) -> bool {
    match value {
        Expr::Reference(reference) => reference.secret,
        Expr::FirstOf(references) => references.iter().all(|reference| reference.secret),
        _ => false,
    }
}

/// A value as its field holds it.
fn wrapped(field: &Field, value: &Expr, tokens: TokenStream) -> TokenStream {
    match (field.secret, field.boxed) {
        (true, _) if is_secret(value) => tokens,
        (true, _) => quote!(#tokens.into()),
        (false, true) => quote!(Box::new(#tokens)),
        (false, false) => tokens,
    }
}
