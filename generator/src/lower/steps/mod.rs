//! Actions made of others: a straight line of calls. What goes into each call is checked leaf by leaf against the
//! action that is called: its type, its bounds and whether it is there. What only values tell, and what an earlier call
//! gave, is checked when a request is made.

mod absent;
mod computed;
mod fits;
mod guard;
mod known;
mod look_up;
mod output;
mod reference;
mod request;
mod rules;
mod value;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

pub use self::look_up::look_up;
use super::action::Context;
use super::facts::Facts;
use super::field::Places;
use super::gather::{Written, WrittenAction};
use super::type_expr::quoted;
use super::types::Types;
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{
    self, Access, Action, ActionRef, Effect, Endpoint, Expect, Field, PagingScheme, Step, Steps, Type,
    TypeId, TypeKind,
};
use crate::names;
use crate::source::{At, Span};
use crate::spec;

/// Every action that has an endpoint, by the places of its resource and of its file; none where it could not be made.
pub type Endpoints = [Vec<Option<Action>>];

/// Makes the calls of an action of what was written; none where any of them could not be made.
pub fn steps<'a>(
    context: &Context<'_, 'a>,
    service: &Written<'a>,
    written: &WrittenAction<'a>,
    actions: &Endpoints,
    input: TypeId,
    types: &mut Types<'a>,
    problems: &mut Problems,
) -> Option<Steps> {
    // Steps that could not be read were reported.
    let Some(file_steps) = &written.file.steps else { return None };
    let mut builder = Builder {
        service,
        written,
        actions,
        types,
        input,
        subject: Subject::Input,
        resource: context.place,
        schemes: &context.api.pagination,
        made: Vec::new(),
        used: HashSet::new(),
        used_steps: HashSet::new(),
        facts: Facts::default(),
        problems,
    };
    builder.know_the_input();
    let at = written.at.key("steps");
    for (name, step) in file_steps.iter() {
        builder.step(name, step, at.key(name));
    }
    let output = builder.output();
    let is_whole = builder.made.iter().all(|made| made.step.is_some());
    if is_whole && output.is_some() {
        builder.report_unused_inputs();
        builder.report_unused_lists();
    }
    if builder.made.is_empty() {
        builder
            .problems
            .error(Code::MissingKey, at.name(), "no steps")
            .help("name one: `steps: {created: {call: customers.create, with: {body: …}}}`");
    }
    let calls: Option<Vec<Step>> = builder.made.into_iter().map(|made| made.step).collect();
    let (output, values) = output?;
    Some(Steps { input, calls: calls?, output, values })
}

/// The scopes that are enough for every one of several actions.
pub fn enough_scopes(called: &[&Action]) -> Vec<String> {
    let mut called = called.iter().filter(|action| !action.scopes.is_empty());
    let Some(first) = called.next() else { return Vec::new() };
    called.fold(first.scopes.clone(), |mut enough, action| {
        enough.retain(|scope| action.scopes.contains(scope));
        enough
    })
}

/// The place of an action by its id, whether or not it could be made.
fn find(service: &Written<'_>, actions: &Endpoints, id: &str) -> Option<ActionRef> {
    let (resource, name) = id.split_once('.')?;
    let place = service.resources.iter().position(|other| other.name == resource)?;
    let action = service.resources[place].actions.iter().position(|other| other.name == name)?;
    (place < actions.len()).then_some(ActionRef { resource: place, action })
}

/// The action at a place, if it has an endpoint and could be made.
pub fn at_place(actions: &Endpoints, place: ActionRef) -> Option<&Action> {
    actions.get(place.resource)?.get(place.action)?.as_ref()
}

/// A step that stands before the one that is being made.
struct Made {
    name: String,
    /// None where it could not be made, which was reported.
    step: Option<Step>,
}

/// What the words of a request refer to, besides steps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// The input of the action.
    Input,
    /// An item that the action sends: a record whose defaults are the API's to fill in.
    Item,
}

struct Builder<'b, 'a> {
    service: &'b Written<'a>,
    written: &'b WrittenAction<'a>,
    actions: &'b Endpoints,
    types: &'b mut Types<'a>,
    /// The record whose fields a word refers to.
    input: TypeId,
    /// What that record is.
    subject: Subject,
    /// The place of the resource of the action.
    resource: usize,
    /// The pagination schemes of the service.
    schemes: &'b [PagingScheme],
    made: Vec<Made>,
    /// The places of the inputs that something refers to.
    used: HashSet<usize>,
    /// The places of the steps that something refers to.
    used_steps: HashSet<usize>,
    facts: Facts,
    problems: &'b mut Problems,
}

impl Builder<'_, '_> {
    /// The fields of a record.
    fn fields_of(&self, id: TypeId) -> Vec<Field> {
        match &self.types.defs[id.0].kind {
            TypeKind::Record(record) => record.fields.clone(),
            _ => Vec::new(),
        }
    }

    /// Where a field of a record is declared.
    fn declared(&self, id: TypeId, wire: &str) -> Span {
        let places = self.types.places.get(&(id, wire.to_owned()));
        places.map_or_else(|| self.types.declared[id.0].name(), |places| places.own().name())
    }

    /// Where what a word begins with is declared, if it is a field of the input or of the item.
    fn subject_of(&self, text: &str) -> Option<Span> {
        let word = text.split('.').next().unwrap_or_default();
        match self.subject {
            Subject::Input => self.written.at.key("input").get(word).map(At::name),
            Subject::Item => Some(self.declared(self.input, word)),
        }
    }

    /// Whether a field of the input was written that is wrong, which was reported where it stands.
    fn is_wrong_input(&self, word: &str) -> bool {
        self.subject == Subject::Input && self.written.at.key("input").has(word)
    }

    /// Whether a field may be without a value. In the input, one with a default never is: the default is filled in.
    fn is_optional(&self, field: &Field) -> bool {
        match self.subject {
            Subject::Input => reference::is_optional_input(field),
            Subject::Item => field.presence != model::Presence::Required || field.access == Access::Read,
        }
    }

    /// Where a bound of a field is set.
    fn bound_of(&self, id: TypeId, wire: &str, key: &str) -> Span {
        let places: Option<&Places<'_>> = self.types.places.get(&(id, wire.to_owned()));
        match places {
            Some(places) if places.0.iter().any(|at| at.has(key)) => places.key(key).span(),
            _ => self.declared(id, wire),
        }
    }

    fn step(&mut self, name: &str, written: &spec::Step, at: At<'_>) {
        let step = self.made_step(name, written, at);
        if let Some(step) = &step {
            self.know_the_step(step);
        }
        self.made.push(Made { name: name.to_owned(), step });
    }

    fn made_step(&mut self, name: &str, written: &spec::Step, at: At<'_>) -> Option<Step> {
        let rust = self.step_name(name, at);
        let guard = self.guard(written, at);
        let called = self.called(written, at);
        let (place, endpoint, id) = called?;
        let mark = self.facts.mark();
        if let Some(Some(guard)) = &guard {
            let is_made = self.guarded(guard);
            self.facts.suppose(is_made);
        }
        let is_safe = at_place(self.actions, place).is_some_and(|called| called.effect == Effect::Safe);
        let expect = self.expect(written, &endpoint, &id, is_safe, at);
        let request = self.request(written, &endpoint, &id, at);
        if let (Some(request), Some(Some(expect))) = (&request, &expect) {
            self.refuse_a_page(request, &endpoint, at);
            if *expect != Expect::Many {
                self.refuse_without_filter(request, &endpoint, written, at);
            }
            if matches!(expect, Expect::One | Expect::AtMostOne) && !is_safe {
                self.refuse_one_of_many(request, at);
            }
        }
        self.facts.forget(mark);
        let (request, expect) = (request?, expect?);
        let ty = match (&endpoint.returns.ty, expect) {
            (Some(Type::List(list)), Some(Expect::One | Expect::AtMostOne)) => Some(list.item.clone()),
            (_, Some(Expect::None)) => None,
            (ty, _) => ty.clone(),
        };
        Some(Step {
            name: name.to_owned(),
            rust: rust?,
            action: place,
            guard: guard?,
            path: request.path,
            query: request.query,
            body: request.body,
            expect,
            ty,
            doc: super::prose::line(written.doc.as_deref()),
        })
    }

    fn step_name(&mut self, name: &str, at: At<'_>) -> Option<String> {
        let rust = names::field(name);
        let reason = if rust != name {
            Some("it is not in snake_case")
        } else if names::VARIABLES.contains(&name) {
            Some("generated code needs it for itself")
        } else {
            names::refusal(name)
        };
        if let Some(reason) = reason {
            self.problems
                .error(Code::NoRustName, at.name(), format!("`{name}` cannot be the name of a step"))
                .label(reason)
                .help("call it after what it gives: `found`, `created`");
            return None;
        }
        if self.fields_of(self.input).iter().any(|field| field.wire == name) {
            let declared = self.declared(self.input, name);
            self.problems
                .error(Code::NamesCollide, at.name(), format!("`{name}` is an input and a step"))
                .also(declared, "the input")
                .help("give one of them another name: a reference has to mean one thing");
            return None;
        }
        Some(rust)
    }

    /// The action that is called.
    fn called(&mut self, written: &spec::Step, at: At<'_>) -> Option<(ActionRef, Endpoint, String)> {
        let Some(id) = &written.call else {
            if super::is_missing(at, "call") {
                self.problems
                    .error(Code::MissingKey, at.name(), "a step without a `call`")
                    .help("name an action: `call: customers.list`");
            }
            return None;
        };
        let span = at.key("call").span();
        let Some(place) = find(self.service, self.actions, id) else {
            if self.service.is_unread(id) {
                return None;
            }
            let known: Vec<String> = self
                .service
                .resources
                .iter()
                .flat_map(|resource| {
                    resource.actions.iter().map(|action| format!("{}.{}", resource.name, action.name))
                })
                .collect();
            let problem =
                self.problems.error(Code::UnknownAction, span, format!("there is no action `{id}`"));
            match nearest(id, known.iter().map(String::as_str)) {
                Some(near) => problem.replace(span, near, format!("did you mean `{near}`?")),
                None => problem.help("an id is the folder and the file: `customers.create`"),
            };
            return None;
        };
        if self.service.resources[place.resource].actions[place.action].is_made_of_steps() {
            self.problems
                .error(Code::BadStep, span, format!("`{id}` is made of steps itself"))
                .why("a step is one call, so that an error can say which call it was")
                .help("call the actions that it calls");
            return None;
        }
        let action = at_place(self.actions, place)?;
        let endpoint = action.endpoint()?.clone();
        if endpoint.returns.is_partial() {
            self.problems
                .error(Code::BadStep, span, format!("`{id}` may succeed in part"))
                .why("a step goes on with its value, and what failed of it would be lost")
                .help("call an action that succeeds or fails as a whole");
            return None;
        }
        Some((place, endpoint, id.clone()))
    }

    /// How many items are taken. The outer option is empty where that was reported.
    fn expect(
        &mut self,
        written: &spec::Step,
        endpoint: &Endpoint,
        id: &str,
        is_safe: bool,
        at: At<'_>,
    ) -> Option<Option<Expect>> {
        let is_list = matches!(endpoint.returns.ty, Some(Type::List(_)));
        let words: Vec<&str> = Expect::ALL.iter().map(|(word, _)| *word).collect();
        match (written.expect, is_list) {
            (Some(_), false) => {
                self.problems
                    .error(Code::BadStep, at.key_name("expect"), format!("`{id}` gives no list"))
                    .why("`expect` says how many items of a list are taken")
                    .help("drop it");
                None
            }
            (None, true) if !at.has("expect") => {
                self.problems
                    .error(Code::BadStep, at.name(), format!("`{id}` gives a list"))
                    .label("how many items are taken is not said")
                    .help(format!("add `expect`: {}", quoted(&words)));
                None
            }
            (None, true) => None,
            (None, false) => Some(None),
            (Some(spec::Expect::None), true) if !is_safe => {
                self.problems
                    .error(Code::BadStep, at.key("expect").span(), format!("`{id}` changes something"))
                    .label("and is taken to have failed wherever it did")
                    .why("`none` is for a look-up that has to find nothing")
                    .help("say how many items come back: `one` or `many`");
                None
            }
            (Some(expect), true) => Some(Some(match expect {
                spec::Expect::One => Expect::One,
                spec::Expect::AtMostOne => Expect::AtMostOne,
                spec::Expect::None => Expect::None,
                spec::Expect::Many => Expect::Many,
            })),
        }
    }

    /// A list that was only looked at does nothing: whatever it holds, the next step follows.
    fn report_unused_lists(&mut self) {
        for (place, made) in self.made.iter().enumerate() {
            let Some(step) = made.step.as_ref().filter(|step| step.expect == Some(Expect::Many)) else {
                continue;
            };
            let is_safe =
                at_place(self.actions, step.action).is_some_and(|called| called.effect == Effect::Safe);
            if is_safe && !self.used_steps.contains(&place) {
                let name = &made.name;
                self.problems
                    .error(
                        Code::NoEffect,
                        self.written.at.key("steps").key_name(name),
                        format!("nothing uses what the step `{name}` gives"),
                    )
                    .why("it changes nothing, and any number of items will do")
                    .help("refer to it, say with `expect` what has to come back, or drop it");
            }
        }
    }

    fn report_unused_inputs(&mut self) {
        let fields = self.fields_of(self.input);
        for (place, field) in fields.iter().enumerate() {
            if !self.used.contains(&place) {
                let span = self.declared(self.input, &field.wire);
                self.problems
                    .error(Code::UnusedInput, span, format!("nothing uses the input `{}`", field.wire))
                    .why("who gives it would expect it to do something")
                    .help("refer to it in a step, or drop it");
            }
        }
    }
}
