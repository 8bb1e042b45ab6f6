//! An action: its endpoint, its request, what it returns and what people are told of it.

use super::endpoint::{endpoint_line, in_order, path_parts};
use super::field::{self, Places, Stand, not_yet};
use super::gather::{Written, WrittenAction};
use super::index::Index;
use super::is_missing;
use super::own_record::{fields, input, query};
use super::returns::{errors, returns};
use super::types::Types;
use super::{batch, prose, steps, type_expr};
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{
    Action, ActionKind, Api, Body, Deprecation, Destructive, Effect, Endpoint, ErrorDoc, Field, Method,
    Question, Rule, RuleKind, Type, TypeId, TypeKind,
};
use crate::names;
use crate::source::At;
use crate::spec;

/// What an action is made in: its service so far, and its resource.
pub struct Context<'i, 'a> {
    /// The names of types.
    pub index: &'i Index<'a>,
    /// The service, without its resources.
    pub api: &'i Api,
    /// The name of the resource.
    pub resource: &'i str,
    /// Its place among the resources.
    pub place: usize,
}

/// Makes an action of what was written; its query becomes a type of the resource.
pub fn action<'a>(
    context: &Context<'_, 'a>,
    written: &WrittenAction<'a>,
    types: &mut Types<'a>,
    problems: &mut Problems,
) -> Option<Action> {
    let file = &written.file;
    let at = written.at;
    if file.headers.is_some() {
        not_yet("headers", at.key("headers"), problems);
    }
    let ends = [("input", file.input.is_some()), ("output", file.output.is_some())];
    let ends = ends.map(|(key, given)| (key, given && !at.has("steps")));
    match ends.iter().find(|(_, given)| *given) {
        Some((key, _)) if !at.has("endpoint") => {
            problems
                .error(Code::MissingKey, at.key_name(key), "the `steps` are missing")
                .why(format!("`{key}` belongs to an action that is made of others"))
                .help("name the calls: `steps: {created: {call: customers.create, with: {body: …}}}`");
            return None;
        }
        _ => refuse_misplaced(ends, "it belongs to an action made of `steps`", at, problems),
    }
    let line = endpoint_line(file, at, problems);
    let path_fields = fields(context, file.path.as_ref(), at.key("path"), Stand::Path, problems);
    // An endpoint that cannot be read does not keep the rest of the file from being looked at.
    let parts = line.as_ref().map(|(_, path)| path_parts(path, &path_fields, file, at, problems));
    let method = line.map_or(Method::Post, |(method, _)| method);
    let (path, path_fields) = in_order(parts.unwrap_or_default(), path_fields);
    let paginate =
        file.paginate.as_deref().and_then(|name| scheme(context, name, at.key("paginate"), problems));
    let query = query(context, written, paginate, types, problems);
    let body =
        file.body.as_ref().and_then(|body| self::body(context, body, at.key("body"), method, problems));
    let scopes = scopes(context, file, at, problems);
    let destructive = self::destructive(file, query, body.as_ref(), &path_fields, at, types, problems);
    let told = Told::of(context, written, problems);
    let returns = returns(context, file, at, problems)?;
    if let (Some(_), false) = (paginate, matches!(returns.ty, Some(Type::List(_)))) {
        problems
            .error(Code::PagesOfNoList, at.key("paginate").span(), "pages of what is no list")
            .also(at.key("returns").name(), "what comes back is said here")
            .help("let `returns` give a `list<T>`, or drop `paginate`");
    }
    let mut endpoint =
        Endpoint { method, path, path_fields, query, body, returns, paginate, batch: None, reconcile: None };
    let effect = effect(file, method);
    endpoint.batch = batch::batch(context, file, &endpoint, effect, at, types, problems);
    let kind = ActionKind::Endpoint(Box::new(endpoint));
    Some(told.action(kind, scopes, effect, destructive))
}

/// Makes an action that is made of others; its input and its output become types of the resource.
pub fn action_of_steps<'a>(
    context: &Context<'_, 'a>,
    service: &Written<'a>,
    written: &WrittenAction<'a>,
    actions: &steps::Endpoints,
    types: &mut Types<'a>,
    problems: &mut Problems,
) -> Option<Action> {
    let file = &written.file;
    let at = written.at;
    if at.has("endpoint") {
        problems
            .error(Code::NoKind, at.key_name("steps"), "an action has an `endpoint` or `steps`")
            .also(at.key_name("endpoint"), "the other one")
            .help("keep one of them: steps call actions that have an endpoint, each in a file of its own");
        return None;
    }
    refuse_misplaced(
        [
            ("path", file.path.is_some()),
            ("query", file.query.is_some()),
            ("headers", file.headers.is_some()),
            ("body", file.body.is_some()),
            ("returns", file.returns.is_some()),
            ("paginate", file.paginate.is_some()),
            ("batch", file.batch.is_some()),
            ("reconcile", file.reconcile.is_some()),
        ],
        "an action made of `steps` leaves it to the actions that it calls",
        at,
        problems,
    );
    let told = Told::of(context, written, problems);
    let input = input(context, written, types, problems)?;
    let steps = steps::steps(context, service, written, actions, input, types, problems)?;
    let called: Vec<&Action> =
        steps.calls.iter().filter_map(|step| steps::at_place(actions, step.action)).collect();
    let scopes = match &file.scopes {
        Some(_) => scopes(context, file, at, problems),
        None => steps::enough_scopes(&called),
    };
    let worst = |a: Effect, b: Effect| match (a, b) {
        (Effect::Once, _) | (_, Effect::Once) => Effect::Once,
        (Effect::Idempotent, _) | (_, Effect::Idempotent) => Effect::Idempotent,
        (Effect::Safe, Effect::Safe) => Effect::Safe,
    };
    let effect = called.iter().map(|action| action.effect).fold(Effect::Safe, worst);
    let effect = match (file.safe, file.idempotent) {
        (Some(true), _) => Effect::Safe,
        (_, Some(true)) if effect == Effect::Once => Effect::Idempotent,
        (_, Some(false)) => Effect::Once,
        _ => effect,
    };
    let destroys = called.iter().any(|action| action.destructive != Destructive::No);
    let destructive = match file.destructive {
        Some(spec::Destructive::All) => Destructive::All,
        Some(spec::Destructive::No) => Destructive::No,
        Some(spec::Destructive::Named) => Destructive::Named,
        None if destroys => Destructive::Named,
        None => Destructive::No,
    };
    Some(told.action(ActionKind::Steps(steps), scopes, effect, destructive))
}

/// Refuses keys that have no meaning in an action of this kind.
fn refuse_misplaced<const N: usize>(keys: [(&str, bool); N], why: &str, at: At<'_>, problems: &mut Problems) {
    for (key, _) in keys.iter().filter(|(_, given)| *given) {
        problems
            .error(Code::NoEffect, at.key_name(key), format!("`{key}` has no effect here"))
            .why(why)
            .help("drop it");
    }
}

/// What people are told of an action, of whichever kind it is.
struct Told<'f> {
    id: String,
    name: &'f str,
    title: String,
    summary: String,
    errors: Vec<ErrorDoc>,
    faq: Vec<Question>,
    file: &'f spec::ActionFile,
}

impl<'f> Told<'f> {
    fn of(context: &Context<'_, '_>, written: &'f WrittenAction<'_>, problems: &mut Problems) -> Self {
        let file = &written.file;
        let at = written.at;
        let title = prose::line(file.title.as_deref());
        let summary = prose::line(file.summary.as_deref());
        for (key, missing) in [("title", title.is_none()), ("summary", summary.is_none())] {
            if missing && is_missing(at, key) {
                problems.error(Code::MissingKey, at.span().begin(), format!("the `{key}` is missing")).help(
                    match key {
                        "title" => "give the action a name for people: `title: Create Customers`",
                        _ => "say in one sentence what it does: `summary: Create up to 10 customers.`",
                    },
                );
            }
        }
        Self {
            id: format!("{}.{}", context.resource, written.name),
            name: &written.name,
            title: title.unwrap_or_else(|| names::label(&written.name)),
            summary: summary.unwrap_or_default(),
            errors: errors(context, file, at, problems),
            faq: questions(file, at, problems),
            file,
        }
    }

    /// The action, with what it does.
    fn action(
        self,
        kind: ActionKind,
        scopes: Vec<String>,
        effect: Effect,
        destructive: Destructive,
    ) -> Action {
        let file = self.file;
        Action {
            id: self.id,
            name: self.name.to_owned(),
            title: self.title,
            summary: self.summary,
            doc: prose::text(file.doc.as_deref()),
            source: prose::line(file.source.as_deref()),
            deviation: prose::text(file.deviation.as_deref()),
            scopes,
            effect,
            destructive,
            kind,
            errors: self.errors,
            samples: Vec::new(),
            rejects: Vec::new(),
            faq: self.faq,
            related: file.related.clone().unwrap_or_default(),
            beta: file.stability == Some(spec::Stability::Beta),
            deprecated: file.deprecated.as_ref().map(|deprecated| Deprecation {
                use_instead: deprecated.use_.clone(),
                doc: prose::line(deprecated.doc.as_deref()),
            }),
            omits: file
                .omits
                .iter()
                .flat_map(|omits| omits.iter().map(|(name, why)| (name.to_owned(), why.trim().to_owned())))
                .collect(),
        }
    }
}

fn scheme(context: &Context<'_, '_>, name: &str, at: At<'_>, problems: &mut Problems) -> Option<usize> {
    let found = context.api.pagination.iter().position(|scheme| scheme.name == name);
    if found.is_none() {
        let known: Vec<&str> = context.api.pagination.iter().map(|scheme| scheme.name.as_str()).collect();
        let problem =
            problems.error(Code::UnknownScheme, at.span(), format!("there is no pagination scheme `{name}`"));
        match nearest(name, known.iter().copied()) {
            Some(near) => problem.replace(at.span(), near, format!("did you mean `{near}`?")),
            None if known.is_empty() => problem.help("declare it under `pagination:` in service.yaml"),
            None => problem.help(format!("the schemes of service.yaml are {}", type_expr::quoted(&known))),
        };
    }
    found
}

fn body(
    context: &Context<'_, '_>,
    written: &spec::FieldOrType,
    at: At<'_>,
    method: Method,
    problems: &mut Problems,
) -> Option<Body> {
    if method == Method::Get {
        problems
            .error(Code::BodyOfGet, at.name(), "a GET request has no body")
            .why("servers and proxies are free to drop it")
            .help("send the fields as `query`, or use another method");
    }
    let words = [
        ("required", written.field.required == Some(false)),
        ("nullable", written.field.nullable == Some(true)),
        ("default", written.field.default.is_some()),
        ("access", written.field.access.is_some()),
        ("example", written.field.example.is_some()),
        ("deprecated", written.field.deprecated.is_some()),
    ];
    for (key, _) in words.iter().filter(|(_, given)| *given) {
        problems
            .error(Code::NoEffect, at.key_name(key), format!("`{key}` has no effect on a body"))
            .why("a request either has a body or none")
            .help("drop it, or say it of a field of the record");
    }
    let field = field::field(
        context.index,
        context.resource,
        "body",
        &written.field,
        &Places::one(at),
        Stand::Body,
        problems,
    )?;
    Some(Body { ty: field.ty, doc: field.doc, deviation: field.deviation })
}

fn scopes(
    context: &Context<'_, '_>,
    file: &spec::ActionFile,
    at: At<'_>,
    problems: &mut Problems,
) -> Vec<String> {
    let place = at.key("scopes");
    let known: Vec<&str> = context.api.scopes.iter().map(|scope| scope.name.as_str()).collect();
    let scopes = file.scopes.iter().flatten();
    for (index, scope) in scopes.enumerate() {
        if !known.contains(&scope.as_str()) {
            let at = place.item(index);
            let problem =
                problems.error(Code::UnknownScope, at.span(), format!("the service has no scope `{scope}`"));
            match nearest(scope, known.iter().copied()) {
                Some(near) => problem.replace(at.span(), near, format!("did you mean `{near}`?")),
                None => problem.help("declare it under `scopes:` in service.yaml"),
            };
        }
    }
    file.scopes.clone().unwrap_or_default()
}

fn effect(file: &spec::ActionFile, method: Method) -> Effect {
    let (safe, idempotent) = match method {
        Method::Get => (true, true),
        Method::Put | Method::Delete => (false, true),
        Method::Post | Method::Patch => (false, false),
    };
    match (file.safe.unwrap_or(safe), file.idempotent.unwrap_or(idempotent)) {
        (true, _) => Effect::Safe,
        (false, true) => Effect::Idempotent,
        (false, false) => Effect::Once,
    }
}

fn destructive(
    file: &spec::ActionFile,
    query: Option<TypeId>,
    body: Option<&Body>,
    path: &[Field],
    at: At<'_>,
    types: &Types<'_>,
    problems: &mut Problems,
) -> Destructive {
    let destructive = match file.destructive {
        None | Some(spec::Destructive::No) => Destructive::No,
        Some(spec::Destructive::Named) => Destructive::Named,
        Some(spec::Destructive::All) => Destructive::All,
    };
    let names_something = !path.is_empty()
        || body.is_some()
        || query.is_some_and(|id| match &types.defs[id.0].kind {
            TypeKind::Record(record) => {
                let asks_for_one =
                    |rule: &Rule| matches!(rule.kind, RuleKind::ExactlyOne(_) | RuleKind::AtLeastOne(_));
                record.fields.iter().any(|field| field.presence.is_required())
                    || record.rules.iter().any(asks_for_one)
            }
            _ => false,
        });
    if destructive == Destructive::Named && !names_something {
        problems
            .warning(
                Code::DestroysUnnamed,
                at.key_name("destructive"),
                "a destructive call that can be sent without naming anything",
            )
            .why("a call that was made with an empty query destroys whatever the API takes that for")
            .help(
                "make a field of the path or the query required, ask for one of several by a rule, or say that it is meant: `destructive: all`",
            );
    }
    destructive
}

fn questions(file: &spec::ActionFile, at: At<'_>, problems: &mut Problems) -> Vec<Question> {
    let questions = file.faq.iter().flatten().enumerate();
    questions
        .filter_map(|(index, written)| {
            let place = at.key("faq").item(index);
            match (prose::line(written.question.as_deref()), prose::text(written.answer.as_deref())) {
                (Some(question), Some(answer)) => Some(Question { question, answer }),
                _ => {
                    if !(place.has("question") && place.has("answer")) {
                        problems
                            .error(Code::MissingKey, place.span(), "a question goes with an answer")
                            .help("write both: `{question: …, answer: …}`");
                    }
                    None
                }
            }
        })
        .collect()
}
