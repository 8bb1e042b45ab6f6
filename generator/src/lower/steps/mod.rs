//! Actions made of others: a straight line of calls. What goes into each call is checked leaf by leaf against the
//! action that is called, so that no call is made which that action would refuse for a reason known beforehand.

mod fits;
mod output;
mod presence;
mod reference;
mod value;
mod walk;

use std::collections::HashSet;

use serde_yaml::Value as Yaml;

use self::presence::{Claim, Facts, Presence};
use self::value::Slot;
use super::action::Context;
use super::field::Places;
use super::gather::{Written, WrittenAction};
use super::type_expr::quoted;
use super::types::Types;
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{
    Action, ActionRef, Effect, Endpoint, Expect, Expr, Field, Guard, PagingScheme, RuleKind, Step, Steps,
    Type, TypeId, TypeKind,
};
use crate::names;
use crate::source::{At, Span};
use crate::spec;

/// Every action that has an endpoint, by the places of its resource and of its file; none where it could not be made.
pub type Endpoints = [Vec<Option<Action>>];

/// Names of variables that generated code has beside those of the steps.
const TAKEN: [&str; 6] = ["answer", "body", "client", "input", "query", "steps"];

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
    let mut builder = Builder {
        service,
        written,
        actions,
        types,
        input,
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
    for (name, step) in written.file.steps.iter().flat_map(spec::Ordered::iter) {
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

struct Builder<'b, 'a> {
    service: &'b Written<'a>,
    written: &'b WrittenAction<'a>,
    actions: &'b Endpoints,
    types: &'b mut Types<'a>,
    input: TypeId,
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
            let presence = presence::of_reference(&guard.on);
            match (guard.present, presence) {
                (true, presence) => self.facts.suppose(&presence),
                (false, Presence::If(atom)) => self.facts.one_of(vec![Claim::absent(atom)]),
                (false, _) => {}
            }
        }
        let expect = self.expect(written, &endpoint, &id, at);
        let request = self.request(written, &endpoint, &id, at);
        if let (Some(request), Some(Some(Expect::One | Expect::AtMostOne | Expect::None))) =
            (&request, &expect)
        {
            self.refuse_without_filter(request, &endpoint, written, at);
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
        } else if TAKEN.contains(&name) {
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
        let file = &self.service.resources[place.resource].actions[place.action].file;
        if file.steps.is_some() {
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

    /// When the step is made. The outer option is empty where that was reported.
    fn guard(&mut self, written: &spec::Step, at: At<'_>) -> Option<Option<Guard>> {
        if written.unless.is_some() && written.only_if.is_some() {
            self.problems
                .error(Code::BadStep, at.key_name("only_if"), "`unless` and `only_if` in one step")
                .also(at.key_name("unless"), "the other one")
                .help("keep one of them");
            return None;
        }
        let rows = [("unless", &written.unless, false), ("only_if", &written.only_if, true)];
        let Some((key, word, present)) =
            rows.into_iter().find_map(|(key, word, present)| Some((key, word.as_ref()?, present)))
        else {
            // One that could not be read was reported.
            return (!(at.has("unless") || at.has("only_if"))).then_some(None);
        };
        let on = self.reference(word, at.key(key))?;
        if !on.optional {
            let never = if present { "always made" } else { "never made" };
            self.problems
                .error(Code::NoEffect, at.key(key).span(), format!("`{word}` is always there"))
                .label(format!("so the step is {never}"))
                .help("drop the guard, or guard by something that may be absent");
            return None;
        }
        Some(Some(Guard { on, present }))
    }

    /// How many items are taken. The outer option is empty where that was reported.
    fn expect(
        &mut self,
        written: &spec::Step,
        endpoint: &Endpoint,
        id: &str,
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
            (Some(expect), true) => Some(Some(match expect {
                spec::Expect::One => Expect::One,
                spec::Expect::AtMostOne => Expect::AtMostOne,
                spec::Expect::None => Expect::None,
                spec::Expect::Many => Expect::Many,
            })),
        }
    }

    /// The request of a step, part by part.
    fn request(
        &mut self,
        written: &spec::Step,
        endpoint: &Endpoint,
        id: &str,
        at: At<'_>,
    ) -> Option<Request> {
        let nothing = Yaml::Mapping(serde_yaml::Mapping::new());
        let with = match &written.with {
            Some(with) => &with.0,
            None if at.has("with") => return None,
            None => &nothing,
        };
        let at_with = at.key("with");
        let Yaml::Mapping(map) = with else {
            self.problems
                .error(Code::WrongLeaf, at_with.span(), "`with` is a map")
                .help(format!("it has the parts of the request of `{id}`: `path`, `query`, `body`"));
            return None;
        };
        let mut parts = Vec::new();
        parts.extend((!endpoint.path_fields.is_empty()).then_some("path"));
        parts.extend(endpoint.query.map(|_| "query"));
        parts.extend(endpoint.body.as_ref().map(|_| "body"));
        let mut is_whole = true;
        for key in map.keys().filter_map(Yaml::as_str) {
            if !parts.contains(&key) {
                let span = at_with.key_name(key);
                let problem =
                    self.problems.error(Code::UnknownTarget, span, format!("`{id}` has no `{key}`"));
                match nearest(key, parts.iter().copied()) {
                    Some(near) => problem.replace(span, near, format!("did you mean `{near}`?")),
                    None if parts.is_empty() => problem.help("it takes no input: drop `with`"),
                    None => problem.help(format!("its request has {}", quoted(&parts))),
                };
                is_whole = false;
            }
        }
        let mut request = Request::default();
        if !endpoint.path_fields.is_empty() {
            match self.path(&endpoint.path_fields, map.get("path"), at_with, at) {
                Some(path) => request.path = path,
                None => is_whole = false,
            }
        }
        if let Some(query) = endpoint.query {
            let value = map.get("query").unwrap_or(&nothing);
            let at_query = at_with.get("query").unwrap_or(at);
            match self.record(query, value, at_query, "query") {
                Some(value) => {
                    let needed = self.fields_of(query).iter().any(Field::is_required_in_requests);
                    if needed && !self.facts.prove(&presence::of(&value)) {
                        self.may_be_absent(&value, at_query, "query", None);
                        is_whole = false;
                    }
                    request.query = Some(value);
                }
                None => is_whole = false,
            }
        }
        if let Some(body) = &endpoint.body {
            match map.get("body") {
                Some(value) => {
                    let slot = Slot { place: "body", ty: &body.ty, field: None, secret: false };
                    match self.value(value, at_with.key("body"), slot) {
                        Some(value) => {
                            if !self.facts.prove(&presence::of(&value)) {
                                self.may_be_absent(&value, at_with.key("body"), "body", None);
                                is_whole = false;
                            }
                            request.body = Some(value);
                        }
                        None => is_whole = false,
                    }
                }
                None => {
                    if !at_with.has("body") {
                        self.problems
                            .error(Code::MissingTarget, at.name(), format!("the body of `{id}` is missing"))
                            .help("say what is sent: `with: {body: …}`");
                    }
                    is_whole = false;
                }
            }
        }
        is_whole.then_some(request)
    }

    fn path(
        &mut self,
        fields: &[Field],
        value: Option<&Yaml>,
        at_with: At<'_>,
        at: At<'_>,
    ) -> Option<Vec<Expr>> {
        let here = at_with.key("path");
        let empty = serde_yaml::Mapping::new();
        let map = match value {
            Some(Yaml::Mapping(map)) => map,
            None => &empty,
            Some(_) => {
                self.problems
                    .error(Code::WrongLeaf, here.span(), "`path` is a map of its fields")
                    .help("write its fields as keys, each with a reference");
                return None;
            }
        };
        let known: Vec<&str> = fields.iter().map(|field| field.wire.as_str()).collect();
        let mut is_whole = true;
        for key in map.keys().filter_map(Yaml::as_str).filter(|key| !known.contains(key)) {
            let span = here.key_name(key);
            let problem = self.problems.error(Code::UnknownTarget, span, format!("the path has no `{key}`"));
            match nearest(key, known.iter().copied()) {
                Some(near) => problem.replace(span, near, format!("did you mean `{near}`?")),
                None => problem.help(format!("its fields are {}", quoted(&known))),
            };
            is_whole = false;
        }
        let mut made = Vec::new();
        for field in fields {
            let place = format!("path.{}", field.wire);
            let Some(value) = map.get(field.wire.as_str()) else {
                if !here.has(&field.wire) || value.is_none() {
                    self.problems
                        .error(Code::MissingTarget, at.name(), format!("`{place}` is missing"))
                        .help(format!("say where it comes from: `path: {{{}: …}}`", field.wire));
                }
                is_whole = false;
                continue;
            };
            let slot = Slot { place: &place, ty: &field.ty, field: None, secret: field.secret };
            match self.value(value, here.key(&field.wire), slot) {
                Some(value) => {
                    if !self.facts.prove(&presence::of(&value)) {
                        self.may_be_absent(&value, here.key(&field.wire), &place, None);
                        is_whole = false;
                    }
                    made.push(value);
                }
                None => is_whole = false,
            }
        }
        is_whole.then_some(made)
    }

    /// A look-up of one item that may be without any filter finds whatever there is.
    fn refuse_without_filter(
        &mut self,
        request: &Request,
        endpoint: &Endpoint,
        written: &spec::Step,
        at: At<'_>,
    ) {
        let is_look_up = endpoint.body.is_none() && endpoint.path_fields.is_empty();
        let Some(query) = request.query.as_ref().filter(|_| is_look_up) else { return };
        let Expr::Record { ty, fields, .. } = query else { return };
        // Which page is looked at, and how long it is, filters nothing.
        let paging = endpoint.paginate.map(|scheme| self.schemes[scheme].parameters.as_slice());
        let known = self.fields_of(*ty);
        let is_filter = |place: usize| {
            !paging.unwrap_or_default().iter().any(|parameter| parameter.wire == known[place].wire)
        };
        let filters = fields.iter().filter(|(place, _)| is_filter(*place));
        let filters: Vec<_> = filters.map(|(_, value)| presence::of(value)).collect();
        if self.facts.prove(&Presence::Any(filters)) {
            return;
        }
        let span = if written.with.is_some() { at.key("with").name() } else { at.name() };
        self.problems
            .error(Code::NoFilter, span, "a look-up that may be without a filter")
            .why("where none of its filters is there, it looks at everything there is")
            .help("make sure that a filter is there: require the input, or guard the step");
    }

    /// What the input makes sure of: what is required or has a default, and its rules.
    fn know_the_input(&mut self) {
        let fields = self.fields_of(self.input);
        for (place, field) in fields.iter().enumerate() {
            if !reference::is_optional_input(field) {
                self.facts.one_of(vec![Claim::present(presence::Atom::Input(place))]);
            }
        }
        let TypeKind::Record(record) = &self.types.defs[self.input.0].kind else { return };
        let rules: Vec<RuleKind> = record.rules.iter().map(|rule| rule.kind.clone()).collect();
        for rule in &rules {
            self.know_the_rule(rule, &fields);
        }
    }

    /// What a rule says of presence. A field that may be null says less: it may be there without a value.
    fn know_the_rule(&mut self, rule: &RuleKind, fields: &[Field]) {
        let has_value = |place: &usize| !fields[*place].presence.is_nullable();
        let present = |place: usize| Claim::present(presence::Atom::Input(place));
        let absent = |place: usize| Claim::absent(presence::Atom::Input(place));
        let mut at_least_one = |places: &[usize]| {
            if places.iter().all(has_value) {
                self.facts.one_of(places.iter().copied().map(present).collect());
            }
        };
        match rule {
            RuleKind::AtLeastOne(places) => at_least_one(places),
            RuleKind::ExactlyOne(places) => {
                at_least_one(places);
                self.know_at_most_one(places);
            }
            RuleKind::AtMostOne(places) => self.know_at_most_one(places),
            RuleKind::AllOrNone(places) => {
                for place in places {
                    for other in places.iter().filter(|other| *other != place && has_value(other)) {
                        self.facts.one_of(vec![absent(*place), present(*other)]);
                    }
                }
            }
            RuleKind::IfPresent { field, then } => {
                for other in then.iter().filter(|other| has_value(other)) {
                    self.facts.one_of(vec![absent(*field), present(*other)]);
                }
            }
            // What depends on values says nothing that holds in every case.
            RuleKind::If { .. } | RuleKind::Equal(_) => {}
        }
    }

    fn know_at_most_one(&mut self, places: &[usize]) {
        for (index, place) in places.iter().enumerate() {
            for other in &places[index + 1..] {
                let claims = [place, other].map(|place| Claim::absent(presence::Atom::Input(*place)));
                self.facts.one_of(claims.to_vec());
            }
        }
    }

    /// What a step makes sure of: it has a value where it is made, unless it may find nothing.
    fn know_the_step(&mut self, step: &Step) {
        let own = presence::Atom::Step(self.made.len());
        let may_find_nothing = step.expect == Some(Expect::AtMostOne);
        let Some(guard) = &step.guard else {
            if !may_find_nothing {
                self.facts.one_of(vec![Claim::present(own)]);
            }
            return;
        };
        let Presence::If(atom) = presence::of_reference(&guard.on) else { return };
        let (made, left_out) = match guard.present {
            true => (Claim::present(atom.clone()), Claim::absent(atom)),
            false => (Claim::absent(atom.clone()), Claim::present(atom)),
        };
        self.facts.one_of(vec![Claim::absent(own.clone()), made]);
        if !may_find_nothing {
            self.facts.one_of(vec![Claim::present(own), left_out]);
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

/// The parts of a request.
#[derive(Default)]
struct Request {
    path: Vec<Expr>,
    query: Option<Expr>,
    body: Option<Expr>,
}
