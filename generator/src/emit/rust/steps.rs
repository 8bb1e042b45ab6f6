//! `steps.rs`: actions that are made of others, each as the straight line of calls that its spec names.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::doc::{Doc, code};
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
        let calls = self.steps.calls.iter().map(|step| self.step(step));
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
            quote!(#name: #value)
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
    fn step(&self, step: &Step) -> TokenStream {
        let called = self.api.action(step.action);
        let Some(endpoint) = called.endpoint() else { return TokenStream::new() };
        let name = ident(&step.rust);
        let (mut setup, arguments) = self.request(step, endpoint);
        let call = self.call(step, called, endpoint, &arguments);
        setup.push(quote!(let answer = #call;));
        let taken = self.taken(step);
        match (&step.guard, step.ty.is_some()) {
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
        match (guard.present, self.place(&guard.on)) {
            (false, Place::Held { tokens, optional: true, .. } | Place::Value(tokens)) => {
                quote!(#tokens.is_none())
            }
            (present, _) => {
                let not = (!present).then(|| quote!(!));
                let is_present = self.is_present(&guard.on);
                quote!(#not #is_present)
            }
        }
    }

    /// What is written before the call, and the arguments of the call.
    fn request(&self, step: &Step, endpoint: &Endpoint) -> (Vec<TokenStream>, Vec<TokenStream>) {
        let mut setup = Vec::new();
        let mut arguments = Vec::new();
        for (field, value) in endpoint.path_fields.iter().zip(&step.path) {
            let name = format_ident!("{}", field.rust.trim_start_matches("r#"));
            let value =
                self.needed(value, &field.ty, step, &format!("path.{}", field.wire), &name, &mut setup);
            let is_small =
                matches!(field.ty, Type::Bool { .. } | Type::Int(_) | Type::Int32(_) | Type::Number(_));
            arguments.push(if is_small { value } else { quote!(&#value) });
        }
        if let (Some(body), Some(value)) = (&endpoint.body, &step.body) {
            let made = match (value, &body.ty) {
                (Expr::List(items, _), Type::List(list)) => {
                    self.list(items, &list.item, step, "body", &mut setup)
                }
                (value, ty) => self.needed(value, ty, step, "body", &ident("body"), &mut setup),
            };
            setup.push(quote!(let body = #made;));
            arguments.push(quote!(&body));
        }
        if let (Some(id), Some(Expr::Record { fields, .. })) = (endpoint.query, &step.query) {
            let made = self.literal(id, fields, step, "query", &mut setup);
            setup.push(quote!(let query = #made;));
            arguments.push(quote!(&query));
        }
        (setup, arguments)
    }

    /// The items of a body: an array where each of them is there, else those that are.
    fn list(
        &self,
        items: &[Expr],
        item: &Type,
        step: &Step,
        place: &str,
        setup: &mut Vec<TokenStream>,
    ) -> TokenStream {
        if let [one] = items {
            let inner = format!("{place}[0]");
            let made = self.needed(one, item, step, &inner, &ident("item"), setup);
            return quote!([#made]);
        }
        self.value(&Expr::List(items.to_vec(), Type::Json), item).tokens
    }

    /// A value that the call cannot do without. Where it is an `Option`, the spec was proven to give it in every case.
    fn needed(
        &self,
        value: &Expr,
        ty: &Type,
        step: &Step,
        place: &str,
        name: &Ident,
        setup: &mut Vec<TokenStream>,
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
        setup.push(quote! {
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
        setup: &mut Vec<TokenStream>,
    ) -> TokenStream {
        let ty = self.api.type_def(id);
        let TypeKind::Record(record) = &ty.kind else { return TokenStream::new() };
        let mut given = Vec::new();
        for (index, value) in fields {
            let field = &record.fields[*index];
            let is_needed = matches!(holder(field, ty.usage), Holder::Plain);
            let tokens = if is_needed {
                let place = format!("{place}.{}", field.wire);
                let name = format_ident!("{}", field.rust);
                let tokens = self.needed(value, &field.ty, step, &place, &name, setup);
                self.wrapped(field, tokens)
            } else {
                self.held(field, ty, value)
            };
            given.push((*index, tokens));
        }
        self.record(id, ty, record, &given)
    }

    /// The value of a field that may be absent.
    fn held(&self, field: &Field, ty: &TypeDef, value: &Expr) -> TokenStream {
        let made = self.value(value, &field.ty);
        let tokens = made.tokens;
        let wrap = |value: TokenStream| self.wrapped(field, value);
        let is_wrapped = field.boxed || field.secret;
        match (holder(field, ty.usage), made.optional) {
            (Holder::Plain, _) => wrap(tokens),
            (Holder::Option | Holder::Nullable, true) if is_wrapped => {
                let inner = wrap(quote!(value));
                quote!(#tokens.map(|value| #inner))
            }
            (Holder::Option | Holder::Nullable, true) => tokens,
            (Holder::Option | Holder::Nullable, false) => {
                let inner = wrap(tokens);
                quote!(Some(#inner))
            }
            (Holder::Presence, true) => {
                let inner = wrap(quote!(value));
                quote!(#tokens.map_or(Presence::Absent, |value| Presence::Value(#inner)))
            }
            (Holder::Presence, false) => {
                let inner = wrap(tokens);
                quote!(Presence::Value(#inner))
            }
        }
    }

    fn wrapped(&self, field: &Field, tokens: TokenStream) -> TokenStream {
        match (field.secret, field.boxed) {
            (true, _) => quote!(#tokens.into()),
            (false, true) => quote!(Box::new(#tokens)),
            (false, false) => tokens,
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
                quote!(#path::new(#params { #(#names: #needed),* }))
            }
            None => quote!(#path::new(#(#needed),*)),
        };
        let rest: Vec<TokenStream> = given
            .iter()
            .filter(|(index, _)| !is_required(*index))
            .map(|(index, tokens)| {
                let name = ident(&record.fields[*index].rust);
                quote!(#name: #tokens)
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
            Expr::Record { fields, only_if, .. } => {
                only_if.as_ref().is_some_and(|reference| reference.optional)
                    || (!fields.is_empty() && fields.iter().all(|(_, value)| self.is_optional(value)))
            }
            Expr::List(items, _) => !items.is_empty() && items.iter().all(|item| self.is_optional(item)),
        }
    }

    /// A value of a type, owned.
    fn value(&self, value: &Expr, ty: &Type) -> Made {
        let optional = self.is_optional(value);
        let tokens = match value {
            Expr::Reference(reference) => self.reference(reference, ty),
            Expr::Const(value, _) => sample::exact(ty, value, self.scope),
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
                let name = ident(&field.rust);
                told.push((name.clone(), self.value(value, &field.ty).tokens));
                given.push((*index, self.wrapped(field, quote!(#name))));
            } else if is_needed {
                given.push((*index, self.wrapped(field, self.value(value, &field.ty).tokens)));
            } else {
                given.push((*index, self.held(field, ty, value)));
            }
        }
        let literal = self.record(id, ty, record, &given);
        if !optional && told.is_empty() {
            return literal;
        }
        let condition = match only_if {
            Some(reference) => self.is_present(reference),
            None => {
                let any = fields.iter().map(|(_, value)| self.has_any(value));
                quote!(#(#any)||*)
            }
        };
        match told.as_slice() {
            [] => quote!((#condition).then(|| #literal)),
            told => {
                // Where the record stands, the rules make sure of what it cannot do without.
                let names: Vec<_> = told.iter().map(|(name, _)| name).collect();
                let values = told.iter().map(|(_, value)| value);
                let (pattern, matched) = match told.len() {
                    1 => (quote!(#(Some(#names))*), quote!(#(#values)*)),
                    _ => (quote!((#(Some(#names)),*)), quote!((#(#values),*))),
                };
                let is_sure = only_if.is_some_and(|reference| {
                    fields.iter().any(|(index, value)| {
                        let field = &record.fields[*index];
                        matches!(value, Expr::Reference(other) if other.text == reference.text)
                            && matches!(holder(field, ty.usage), Holder::Plain)
                    })
                });
                match is_sure {
                    true => quote!(match #matched { #pattern => Some(#literal), _ => None }),
                    false => quote!(match #matched { #pattern if #condition => Some(#literal), _ => None }),
                }
            }
        }
    }

    /// Whether there is anything in a value.
    fn has_any(&self, value: &Expr) -> TokenStream {
        match value {
            Expr::Reference(reference) => self.is_present(reference),
            Expr::FirstOf(references) => {
                let any = references.iter().map(|reference| self.is_present(reference));
                quote!(#(#any)||*)
            }
            other => match self.is_optional(other) {
                true => {
                    let tokens = self.value(other, &Type::Json).tokens;
                    quote!(#tokens.is_some())
                }
                false => quote!(true),
            },
        }
    }

    fn first_of(&self, references: &[Reference], ty: &Type) -> TokenStream {
        let mut made: Option<TokenStream> = None;
        for reference in references {
            let next = self.reference(reference, ty);
            let is_copy = is_copy(&reference.ty);
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
        let mut told = Vec::new();
        for part in parts {
            match part {
                TextPart::Literal(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
                TextPart::Reference(reference) => {
                    format.push_str("{}");
                    if reference.optional {
                        let name = format_ident!("part_{}", told.len());
                        told.push((name.clone(), self.reference(reference, &reference.ty)));
                        values.push(quote!(#name));
                    } else {
                        values.push(self.shown(reference));
                    }
                }
            }
        }
        let made = quote!(format!(#format, #(#values),*));
        let names: Vec<_> = told.iter().map(|(name, _)| name).collect();
        let values = told.iter().map(|(_, value)| value);
        match told.len() {
            0 => made,
            1 => quote!(#(#values)*.map(|#(#names)*| #made)),
            _ => quote!(match (#(#values),*) { (#(Some(#names)),*) => Some(#made), _ => None }),
        }
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
        let copy = is_copy(&reference.ty);
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
                        let value = cloned(value);
                        quote!(#above.map(|#from| #value))
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
                false => (quote!(#tokens.unwrap_or_else(|| #default)), false),
            },
            _ => (tokens, optional),
        };
        let widened = match (&reference.ty, wanted) {
            (Type::Int32(_), Type::Int(_)) => Some(quote!(i64)),
            (Type::Int32(_), Type::Number(_)) => Some(quote!(f64)),
            _ => None,
        };
        match (widened, optional) {
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
        Some(sample::exact(&field.ty, default, self.scope))
    }

    fn input_fields(&self) -> &[Field] {
        match &self.api.type_def(self.steps.input).kind {
            TypeKind::Record(record) => &record.fields,
            _ => &[],
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

fn is_copy(ty: &Type) -> bool {
    matches!(ty, Type::Bool { .. } | Type::Int(_) | Type::Int32(_) | Type::Number(_))
}
