//! An action: its endpoint, its request, what it returns and what people are told of it.

use super::field::{self, Places, Stand, not_yet};
use super::gather::{Written, WrittenAction};
use super::record::collisions;
use super::service::{json_path, statuses};
use super::types::{self, Index, Types};
use super::{prose, type_expr};
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{
    Action, Api, Body, Deprecation, Destructive, Effect, Endpoint, ErrorDoc, Field, Method, PathPart,
    Question, Record, Returns, Success, Type, TypeDef, TypeId, TypeKind, Usage,
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
    refuse_what_is_not_carried_out(file, at, problems);
    let title = prose::line(file.title.as_deref());
    let summary = prose::line(file.summary.as_deref());
    for (key, missing) in [("title", title.is_none()), ("summary", summary.is_none())] {
        if missing && !at.has(key) {
            problems.error(Code::MissingKey, at.span().begin(), format!("the `{key}` is missing")).help(
                match key {
                    "title" => "give the action a name for people: `title: Create Customers`",
                    _ => "say in one sentence what it does: `summary: Create up to 10 customers.`",
                },
            );
        }
    }
    let (method, path) = endpoint_line(file, at, problems)?;
    let path_fields = fields(context, file.path.as_ref(), at.key("path"), Stand::Path, problems);
    let (path, path_fields) = in_order(path_parts(&path, &path_fields, file, at, problems), path_fields);
    let paginate =
        file.paginate.as_deref().and_then(|name| scheme(context, name, at.key("paginate"), problems));
    let query = query(context, written, paginate, types, problems);
    let body =
        file.body.as_ref().and_then(|body| self::body(context, body, at.key("body"), method, problems));
    let returns = returns(context, file, at, problems)?;
    if let (Some(_), false) = (paginate, matches!(returns.ty, Some(Type::List(_)))) {
        problems
            .error(Code::PagesOfNoList, at.key("paginate").span(), "pages of what is no list")
            .also(at.key("returns").name(), "what comes back is said here")
            .help("let `returns` give a `list<T>`, or drop `paginate`");
    }
    Some(Action {
        id: format!("{}.{}", context.resource, written.name),
        name: written.name.clone(),
        title: title.unwrap_or_else(|| names::label(&written.name)),
        summary: summary.unwrap_or_default(),
        doc: prose::text(file.doc.as_deref()),
        source: prose::line(file.source.as_deref()),
        deviation: prose::text(file.deviation.as_deref()),
        scopes: scopes(context, file, at, problems),
        effect: effect(file, method),
        destructive: destructive(file, query, body.as_ref(), &path_fields, at, types, problems),
        endpoint: Endpoint { method, path, path_fields, query, body, returns, paginate },
        errors: errors(context, file, at, problems),
        samples: Vec::new(),
        rejects: Vec::new(),
        faq: questions(file, at, problems),
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
    })
}

fn refuse_what_is_not_carried_out(file: &spec::ActionFile, at: At<'_>, problems: &mut Problems) {
    let words = [
        ("steps", file.steps.is_some()),
        ("input", file.input.is_some()),
        ("output", file.output.is_some()),
        ("headers", file.headers.is_some()),
        ("rules", file.rules.as_ref().is_some_and(|rules| !rules.is_empty())),
    ];
    for (key, _) in words.iter().filter(|(_, given)| *given) {
        not_yet(key, at.key(key), problems);
    }
}

/// `POST /v3/customers`.
fn endpoint_line(file: &spec::ActionFile, at: At<'_>, problems: &mut Problems) -> Option<(Method, String)> {
    let Some(line) = &file.endpoint else {
        if !at.has("endpoint") && !at.has("steps") {
            problems
                .error(Code::MissingKey, at.span().begin(), "the `endpoint` is missing")
                .help("say what is called: `endpoint: GET /v1/things/{id}`");
        }
        return None;
    };
    let place = at.key("endpoint");
    let Some((word, path)) = line.trim().split_once(char::is_whitespace) else {
        problems
            .error(Code::BadEndpoint, place.span(), "an endpoint is a method and a path")
            .help("write it like `POST /v3/customers`");
        return None;
    };
    let Some((_, method)) = Method::ALL.iter().find(|(name, _)| *name == word) else {
        let known: Vec<&str> = Method::ALL.iter().map(|(name, _)| *name).collect();
        let problem = problems.error(Code::UnknownMethod, place.span(), format!("`{word}` is no method"));
        match nearest(word, known.iter().copied()) {
            Some(near) => problem.replace(
                place.span(),
                format!("{near} {}", path.trim()),
                format!("did you mean `{near}`?"),
            ),
            None => problem.help(format!("the methods are {}", type_expr::quoted(&known))),
        };
        return None;
    };
    let path = path.trim();
    if let Some((label, help)) = bad_path(path) {
        problems
            .error(Code::BadEndpoint, place.span(), format!("`{path}` is no path"))
            .label(label)
            .help(help);
        return None;
    }
    Some((*method, path.to_owned()))
}

fn bad_path(path: &str) -> Option<(&'static str, &'static str)> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    Some(if path.starts_with("http://") || path.starts_with("https://") {
        ("a whole address", "write what follows the base URL of the service: `/v3/customers`")
    } else if !path.starts_with('/') {
        ("it does not begin with `/`", "begin it with `/`")
    } else if path.contains('?') {
        ("a query begins here", "parameters are fields under `query:`")
    } else if path.contains('#') {
        ("a fragment is never sent", "drop it")
    } else if path
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii() || "\\^`|<>\"%".contains(c))
    {
        (
            "it holds a character that a path cannot",
            "a path holds ASCII letters, digits and `-._~!$&'()*+,;=:@`",
        )
    } else if segments.iter().any(|segment| matches!(*segment, "." | "..")) {
        ("`.` and `..` lead elsewhere", "write the path out")
    } else if path != "/" && segments.iter().any(|segment| segment.is_empty()) {
        ("a part of it is empty", "drop the second `/`, or the one at the end")
    } else {
        return None;
    })
}

/// The pieces of a path: text and fields. Fields that are missing on either side are reported.
fn path_parts(
    path: &str,
    fields: &[Field],
    file: &spec::ActionFile,
    at: At<'_>,
    problems: &mut Problems,
) -> Vec<PathPart> {
    let place = at.key("endpoint");
    let mut parts = Vec::new();
    let mut used: Vec<&str> = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            problems
                .error(Code::BadEndpoint, place.span(), "a `{` is not closed")
                .help("write the name of a field between braces: `/customers/{id}`");
            return parts;
        };
        if !before.is_empty() {
            parts.push(PathPart::Literal(before.to_owned()));
        }
        let declared = file.path.as_ref().and_then(|fields| fields.get(name)).is_some();
        match fields.iter().position(|field| field.wire == name) {
            Some(_) if used.contains(&name) => {
                problems
                    .error(Code::PathField, place.span(), format!("`{{{name}}}` stands twice in the path"))
                    .help("name each field once");
            }
            Some(index) => {
                used.push(name);
                parts.push(PathPart::Field(index));
            }
            // A field that is wrong was reported where it stands.
            None if declared || at.key("path").has(name) => {}
            None => {
                let known: Vec<&str> = fields.iter().map(|field| field.wire.as_str()).collect();
                let problem = problems.error(
                    Code::PathField,
                    place.span(),
                    format!("the path names `{{{name}}}`, and there is no such field"),
                );
                match nearest(name, known.iter().copied()) {
                    Some(near) => problem.help(format!("did you mean `{{{near}}}`?")),
                    None => problem.help(format!("declare it: `path: {{{name}: {{type: int, doc: …}}}}`")),
                };
            }
        }
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(PathPart::Literal(rest.to_owned()));
    }
    for field in fields {
        if !path.contains(&format!("{{{}}}", field.wire)) {
            problems
                .error(
                    Code::PathField,
                    at.key("path").key_name(&field.wire),
                    format!("`{}` does not stand in the path", field.wire),
                )
                .also(place.span(), "the path")
                .help(format!("write `{{{}}}` where it belongs, or drop the field", field.wire));
        }
    }
    parts
}

/// The fields of a path in its order, which is the order of a function's parameters.
fn in_order(parts: Vec<PathPart>, fields: Vec<Field>) -> (Vec<PathPart>, Vec<Field>) {
    let mut ordered = Vec::with_capacity(fields.len());
    let parts = parts.into_iter().map(|part| match part {
        PathPart::Field(index) => {
            ordered.push(fields[index].clone());
            PathPart::Field(ordered.len() - 1)
        }
        literal => literal,
    });
    (parts.collect(), ordered)
}

fn fields(
    context: &Context<'_, '_>,
    written: Option<&spec::Ordered<spec::FieldOrType>>,
    at: At<'_>,
    stand: Stand,
    problems: &mut Problems,
) -> Vec<Field> {
    let fields: Vec<Field> = written
        .into_iter()
        .flat_map(spec::Ordered::iter)
        .filter_map(|(wire, written)| {
            let places = Places::one(at.key(wire));
            if let Some(access) = written.field.access {
                if access == spec::Access::Read {
                    problems
                        .error(
                            Code::NoEffect,
                            places.key("access").span(),
                            format!("`{wire}` is part of a request, and read-only"),
                        )
                        .help("drop the field, or its `access`");
                }
            }
            field::field(context.index, context.resource, wire, &written.field, &places, stand, problems)
        })
        .collect();
    collisions(&fields, |wire| Some(at.key(wire)), problems);
    fields
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

/// The query of an action becomes a type: `ListQuery`.
fn query<'a>(
    context: &Context<'_, 'a>,
    written: &WrittenAction<'a>,
    paginate: Option<usize>,
    types: &mut Types<'a>,
    problems: &mut Problems,
) -> Option<TypeId> {
    let at = written.at.key("query");
    let mut fields = fields(context, written.file.query.as_ref(), at, Stand::Query, problems);
    if let Some(scheme) = paginate {
        for parameter in &context.api.pagination[scheme].parameters {
            if fields.iter().any(|field| field.wire == parameter.wire || field.rust == parameter.rust) {
                problems
                    .error(
                        Code::NamesCollide,
                        at.key_name(&parameter.wire),
                        format!("`{}` comes with the pagination scheme", parameter.wire),
                    )
                    .also(written.at.key("paginate").span(), "the scheme adds it")
                    .help("drop the parameter here");
                continue;
            }
            fields.push(parameter.clone());
        }
    }
    if fields.is_empty() {
        return None;
    }
    let id = TypeId(types.defs.len());
    let name = format!("{}Query", names::variant(&written.name));
    types
        .places
        .extend(fields.iter().map(|field| ((id, field.wire.clone()), Places::one(at.key(&field.wire)))));
    types.declared.push(if written.at.has("query") { at } else { written.at });
    types.defs.push(TypeDef {
        resource: context.place,
        rust: name.clone(),
        name,
        doc: Some(format!("The query of `{}.{}`.", context.resource, written.name)),
        source: prose::line(written.file.source.as_deref()),
        deviation: None,
        deprecated: None,
        usage: Usage::default(),
        kind: TypeKind::Record(Record { fields }),
    });
    Some(id)
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

fn returns(
    context: &Context<'_, '_>,
    file: &spec::ActionFile,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<Returns> {
    let Some(written) = &file.returns else {
        if !at.has("returns") {
            problems
                .error(Code::MissingKey, at.span().begin(), "`returns` is missing")
                .help("say what comes back: `returns: {status: 200, at: data, type: list<Thing>}`, or `{status: 204}`");
        }
        return None;
    };
    let place = at.key("returns");
    let mut successes = Vec::new();
    let mut ty: Option<(&str, Option<Type>)> = None;
    for (index, entry) in written.entries.iter().enumerate() {
        let place = if written.listed { place.item(index) } else { place };
        if entry.errors_at.is_some() {
            not_yet("errors_at", place.key("errors_at"), problems);
        }
        let Some(status) = entry.status else {
            if !place.has("status") {
                problems
                    .error(Code::MissingKey, place.name(), "a status is missing")
                    .help("say which status succeeds: `status: 200`");
            }
            continue;
        };
        if !(200..=599).contains(&status) {
            problems
                .error(
                    Code::BadStatus,
                    place.key("status").span(),
                    format!("{status} is no status of an answer"),
                )
                .help("a success is a status from 200 to 299");
        }
        if successes.iter().any(|other: &Success| other.status == status) {
            problems
                .error(Code::ValueTwice, place.key("status").span(), format!("{status} succeeds twice"))
                .help("name each status once");
        }
        if let (None, Some(_)) = (&entry.type_, &entry.at) {
            if !place.has("type") {
                problems
                    .error(Code::NoEffect, place.key("at").span(), "a place, and nothing to read there")
                    .help("say what stands there with `type`");
            }
        }
        match (&entry.type_, ty.as_ref()) {
            (Some(text), None) => {
                let made =
                    types::standalone(context.index, context.resource, text, place.key("type"), problems);
                ty = Some((text, made));
            }
            (Some(text), Some((first, _))) if text.trim() != first.trim() => {
                problems
                    .error(
                        Code::TwoAnswers,
                        place.key("type").span(),
                        format!("this status gives `{text}`, another `{first}`"),
                    )
                    .why("the function that makes the call gives one type")
                    .help("use one type for all of them, or a union");
            }
            _ => {}
        }
        let path = entry.at.as_deref().map(json_path).unwrap_or_default();
        if path.iter().any(String::is_empty) {
            problems
                .error(Code::BadValue, place.key("at").span(), "a part of the path is empty")
                .help("write keys and places of items with dots between: `data`, `data.0`");
        }
        successes.push(Success { status, at: path });
    }
    if successes.is_empty() {
        if written.entries.is_empty() {
            problems
                .error(Code::MissingKey, place.span(), "no status succeeds")
                .help("name one: `returns: {status: 200}`");
        }
        return None;
    }
    let (doc, deviation) = match written.entries.first() {
        Some(first) => (prose::text(first.doc.as_deref()), prose::text(first.deviation.as_deref())),
        None => (None, None),
    };
    let ty = match ty {
        Some((_, None)) => return None,
        Some((_, made)) => made,
        None => None,
    };
    Some(Returns { successes, ty, doc, deviation })
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
            TypeKind::Record(record) => record.fields.iter().any(|field| field.presence.is_required()),
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
                "make a field of the path or the query required, or say that it is meant: `destructive: all`",
            );
    }
    destructive
}

/// The action's own rows, then those of the service that it does not refine.
fn errors(
    context: &Context<'_, '_>,
    file: &spec::ActionFile,
    at: At<'_>,
    problems: &mut Problems,
) -> Vec<ErrorDoc> {
    let own =
        file.errors.as_ref().map(|entries| statuses(entries, at.key("errors"), problems)).unwrap_or_default();
    let mut errors: Vec<ErrorDoc> = own
        .into_iter()
        .map(|mut rule| {
            let general = context.api.errors.iter().find(|general| general.statuses == rule.statuses);
            let is_said = file.errors.as_ref().is_some_and(|entries| {
                entries.iter().any(|(key, entry)| entry.kind.is_some() && key == status_key(rule.statuses))
            });
            if let (Some(general), false) = (general, is_said) {
                rule.kind = general.kind;
            }
            ErrorDoc { rule, own: true }
        })
        .collect();
    for general in &context.api.errors {
        if !errors.iter().any(|error| error.rule.statuses == general.statuses) {
            errors.push(ErrorDoc { rule: general.clone(), own: false });
        }
    }
    errors
}

fn status_key(statuses: crate::model::Statuses) -> String {
    match statuses {
        crate::model::Statuses::One(status) => status.to_string(),
        crate::model::Statuses::Class(class) => format!("{class}xx"),
    }
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

/// Ids of other actions lead somewhere.
pub fn related(api: &Api, written: &Written<'_>, problems: &mut Problems) {
    let known: Vec<&str> = api.actions().map(|(_, action)| action.id.as_str()).collect();
    for resource in &written.resources {
        for action in &resource.actions {
            let related = action.file.related.iter().flatten().enumerate();
            let related = related.map(|(index, id)| (id, action.at.key("related").item(index)));
            let instead = action.file.deprecated.iter().filter_map(|deprecated| deprecated.use_.as_ref());
            let instead = instead.map(|id| (id, action.at.path(&["deprecated", "use"])));
            let using = action.file.reconcile.iter().filter_map(|reconcile| reconcile.using.as_ref());
            let using = using.map(|id| (id, action.at.path(&["reconcile", "using"])));
            for (id, at) in related.chain(instead).chain(using) {
                // An action whose file is wrong is there all the same.
                let exists = written.resources.iter().any(|resource| {
                    resource.actions.iter().any(|action| *id == format!("{}.{}", resource.name, action.name))
                });
                if !exists {
                    let problem =
                        problems.error(Code::UnknownAction, at.span(), format!("there is no action `{id}`"));
                    match nearest(id, known.iter().copied()) {
                        Some(near) => problem.replace(at.span(), near, format!("did you mean `{near}`?")),
                        None => problem.help("an id is the folder and the file: `customers.create`"),
                    };
                }
            }
        }
    }
}
