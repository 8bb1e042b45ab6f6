//! The service file, and the whole of a service.

use std::collections::HashMap;

use actiongen_runtime::ErrorKind;

use super::field::{self, Places, Stand};
use super::gather::Written;
use super::types::{self, Index};
use super::{action, bounds, prose, samples, type_expr, usage};
use crate::diagnostics::{Code, Problems, nearest};
use crate::model::{
    Api, ConnectionField, Credential, ErrorRule, Paging, PagingScheme, Resource, Scope, Statuses, Text,
    TypeKind,
};
use crate::names;
use crate::source::{At, Span};
use crate::spec::{self, ServiceFile};

/// The version of the spec language that is read.
const VERSION: &str = "1";

/// Makes a service of what was written; none where its service file could not be read.
pub fn api(written: &Written<'_>, problems: &mut Problems) -> Option<Api> {
    let (at, file) = written.service.as_ref()?;
    let at = *at;
    version(file, at, problems);
    let index = Index::new(written, file.lists.unwrap_or(spec::Join::Comma), problems);
    let mut types = types::types(written, &index, problems);
    let connection = connection(file, at, problems);
    let base_url = base_url(file, at, &connection, problems);
    let errors = file.errors.as_ref().map(|errors| statuses(&errors.statuses, at.key("errors"), problems));
    let error_body = file.errors.as_ref().and_then(|errors| errors.body.as_deref()).and_then(|text| {
        let place = at.path(&["errors", "body"]);
        types::standalone(&index, "service", text, place, problems)?.named()
    });
    let messages_at = file.errors.as_ref().and_then(|errors| errors.messages_at.as_ref());
    let mut api = Api {
        name: written.name.clone(),
        title: prose::line(file.title.as_deref()).unwrap_or_else(|| names::label(&written.name)),
        summary: prose::line(file.summary.as_deref()),
        doc: prose::text(file.doc.as_deref()),
        source: prose::line(file.source.as_deref()),
        base_url,
        connection,
        scopes: scopes(file),
        errors: errors.unwrap_or_default(),
        error_body,
        messages_at: messages_at
            .map(|places| places.iter().map(|place| json_path(place)).collect())
            .unwrap_or_default(),
        pagination: file
            .pagination
            .as_ref()
            .map(|schemes| pagination(schemes, at.key("pagination"), problems))
            .unwrap_or_default(),
        resources: Vec::new(),
        types: Vec::new(),
    };
    let mut made = Vec::new();
    for (place, resource) in written.resources.iter().enumerate() {
        let context = action::Context { index: &index, api: &api, resource: &resource.name, place };
        let actions = resource.actions.iter();
        let actions: Vec<_> =
            actions.filter_map(|action| action::action(&context, action, &mut types, problems)).collect();
        made.push(Resource {
            name: resource.name.clone(),
            handle: handle(&resource.name),
            title: names::label(&resource.name),
            doc: prose::text(resource.doc.as_deref()),
            source: prose::line(resource.source.as_deref()),
            types: Vec::new(),
            actions,
            uses: Vec::new(),
        });
    }
    api.resources = made;
    api.types = std::mem::take(&mut types.defs);
    for (place, ty) in api.types.iter_mut().enumerate() {
        ty.source = ty.source.take().or_else(|| api.resources[ty.resource].source.clone());
        api.resources[ty.resource].types.push(crate::model::TypeId(place));
    }
    for id in usage::boxes(&mut api.types) {
        let name = &api.types[id.0].name;
        problems
            .error(
                Code::TypeLoop,
                types.declared[id.0].name(),
                format!("`{name}` requires itself, without an end"),
            )
            .why("no value of it could ever be written down")
            .help("make the field optional, or a list");
    }
    let unused = usage::mark(&mut api);
    // What is broken uses nothing, and that is told already.
    let unused = if problems.has_errors() { Vec::new() } else { unused };
    for id in unused {
        let name = &api.types[id.0].name;
        problems
            .warning(Code::UnusedType, types.declared[id.0].name(), format!("nothing uses the type `{name}`"))
            .help("name it in an action, or drop it");
    }
    uses(&mut api);
    namespace(&api, &types, written, problems);
    action::related(&api, written, problems);
    if !problems.has_errors() {
        samples::samples(&mut api, written, &types, problems);
    }
    Some(api)
}

/// The name of the type that holds the actions of a resource: `Vec` and the like are taken.
fn handle(resource: &str) -> String {
    let name = names::variant(resource);
    if names::is_taken_type(&name) { format!("{name}Actions") } else { name }
}

fn version(file: &ServiceFile, at: At<'_>, problems: &mut Problems) {
    match &file.spec {
        Some(version) if version.0 == VERSION => {}
        Some(version) => {
            let at = at.key("spec");
            let problem = problems.error(
                Code::Version,
                at.span(),
                format!("`{}` is no version of the spec language", version.0),
            );
            if version.0.parse::<u64>().is_err() {
                problem.label("not a whole number");
            }
            problem.replace(at.span(), VERSION, format!("this generator reads version {VERSION}"));
        }
        None if at.has("spec") => {}
        None => {
            problems
                .error(Code::MissingKey, at.span().begin(), "the version of the spec language is missing")
                .help(format!("begin the file with `spec: {VERSION}`"));
        }
    }
}

fn scopes(file: &ServiceFile) -> Vec<Scope> {
    let scopes = file.scopes.as_ref();
    scopes
        .map(|scopes| {
            let scopes = scopes.iter();
            scopes.map(|(name, doc)| Scope { name: name.to_owned(), doc: doc.trim().to_owned() }).collect()
        })
        .unwrap_or_default()
}

fn connection(file: &ServiceFile, at: At<'_>, problems: &mut Problems) -> Vec<ConnectionField> {
    let fields = file.connection.as_ref().into_iter().flat_map(spec::Ordered::iter);
    let at = at.key("connection");
    let fields: Vec<ConnectionField> = fields
        .filter_map(|(name, written)| {
            let at = at.key(name);
            let rust = written.rust.clone().unwrap_or_else(|| names::field(name));
            if let Some(reason) = names::refusal(&rust).or_else(|| {
                (rust == "base_url" || rust == "new").then_some("the connection has this already")
            }) {
                problems
                    .error(Code::NoRustName, at.name(), format!("`{rust}` cannot be a field in Rust"))
                    .label(reason)
                    .help("give it another name in Rust with `rust`");
                return None;
            }
            if let Some(other) = written.type_.as_deref().filter(|ty| *ty != "string") {
                problems
                    .error(
                        Code::NotApplicable,
                        at.key("type").span(),
                        format!("a field of the connection is a text, not `{other}`"),
                    )
                    .replace(at.key("type").span(), "string", "write");
            }
            if written.required == Some(false) {
                problems
                    .error(
                        Code::NoEffect,
                        at.key("required").span(),
                        "every field of a connection is required",
                    )
                    .help("drop `required`");
            }
            let mut text = Text::default();
            if let Some(length) = &written.length {
                text.length = bounds::length(&length.0, at.key("length"), problems);
            }
            if let Some(format) = &written.format {
                text.format = field::format(format, at.key("format"), problems);
            }
            if let Some(pattern) = &written.pattern {
                text.pattern = field::pattern(pattern, at.key("pattern"), problems);
            }
            let credential = match written.sent_as.as_ref().and_then(|sent| sent.header.as_deref()) {
                None => Credential::BaseUrl,
                Some(header) => {
                    check_header(header, at.path(&["sent_as", "header"]), problems);
                    Credential::Header(header.to_owned())
                }
            };
            Some(ConnectionField {
                name: name.to_owned(),
                rust,
                label: written.label.clone().unwrap_or_else(|| names::label(name)),
                text,
                secret: written.secret.unwrap_or(false),
                credential,
                doc: prose::text(written.doc.as_deref()),
                example: prose::line(written.example.as_deref()),
                deviation: prose::text(written.deviation.as_deref()),
            })
        })
        .collect();
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for field in &fields {
        if let Some(first) = seen.insert(&field.rust, &field.name) {
            problems
                .error(
                    Code::NamesCollide,
                    at.key(&field.name).name(),
                    format!("`{first}` and `{}` are both `{}` in Rust", field.name, field.rust),
                )
                .also(at.key(first).name(), "the first of the two")
                .help("give one of them another name in Rust with `rust`");
        }
    }
    fields
}

fn check_header(header: &str, at: At<'_>, problems: &mut Problems) {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if header.is_empty() || !header.chars().all(is_token) {
        problems
            .error(Code::BadHeader, at.span(), format!("`{header}` is no name of a header"))
            .help("a name holds ASCII letters, digits and `-`: `X-Auth-Token`");
    }
}

fn base_url(
    file: &ServiceFile,
    at: At<'_>,
    connection: &[ConnectionField],
    problems: &mut Problems,
) -> String {
    let Some(template) = &file.base_url else {
        if !at.has("base_url") {
            problems
                .error(Code::MissingKey, at.span().begin(), "the base URL is missing")
                .help("say where every path begins: `base_url: https://api.example.com`");
        }
        return String::new();
    };
    let place = at.key("base_url");
    let names: Vec<&str> = connection
        .iter()
        .filter(|field| field.credential == Credential::BaseUrl)
        .map(|field| field.name.as_str())
        .collect();
    if let Err(reason) = actiongen_runtime::BaseUrl::parse(template, &names) {
        problems
            .error(Code::BadBaseUrl, place.span(), "the base URL cannot be used")
            .label(reason.to_string())
            .help("write it like `https://api.example.com/{account}`, where `account` is a field of `connection` without `sent_as`");
    }
    for name in names {
        if !template.contains(&format!("{{{name}}}")) {
            problems
                .error(
                    Code::UnusedField,
                    at.path(&["connection", name]).name(),
                    format!("nothing uses `{name}`"),
                )
                .also(place.span(), format!("no `{{{name}}}` here"))
                .help("put it into the base URL, or say which header it is sent as: `sent_as: {header: …}`");
        }
    }
    template.clone()
}

/// `401: {kind: unauthorized, doc: …}`, in the order of the spec.
pub fn statuses(
    entries: &spec::Ordered<spec::ErrorEntry>,
    at: At<'_>,
    problems: &mut Problems,
) -> Vec<ErrorRule> {
    let rules = entries.iter().filter_map(|(key, entry)| {
        let place = at.key(key);
        let Some(statuses) = parse_statuses(key) else {
            let problem = problems.error(
                Code::BadStatus,
                at.key_name(key),
                format!("`{key}` is no status of an error"),
            );
            match nearest(key, ["body", "messages_at"]) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("write a status from 300 to 599, or a class: `4xx`, `5xx`"),
            };
            return None;
        };
        let kind = match &entry.kind {
            Some(word) => error_kind(word, place.key("kind"), problems)?,
            None => default_kind(statuses),
        };
        Some(ErrorRule {
            statuses,
            kind,
            doc: prose::text(entry.doc.as_deref()),
            deviation: prose::text(entry.deviation.as_deref()),
        })
    });
    rules.collect()
}

fn parse_statuses(key: &str) -> Option<Statuses> {
    if let Some(class) = key.strip_suffix("xx") {
        return class.parse().ok().filter(|class| (3..=5).contains(class)).map(Statuses::Class);
    }
    key.parse().ok().filter(|status| (300..=599).contains(status)).map(Statuses::One)
}

/// The kinds that a spec may name: `unknown_outcome` is for the client to find out.
pub fn error_kind(word: &str, at: At<'_>, problems: &mut Problems) -> Option<ErrorKind> {
    let known: Vec<&str> =
        ErrorKind::ALL.iter().map(|kind| kind.name()).filter(|word| *word != "unknown_outcome").collect();
    let found = ErrorKind::ALL.iter().copied().find(|kind| kind.name() == word && known.contains(&word));
    if found.is_none() {
        let problem = problems.error(Code::UnknownWord, at.span(), format!("`{word}` is no kind of error"));
        match nearest(word, known.iter().copied()) {
            Some(near) => problem.replace(at.span(), near, format!("did you mean `{near}`?")),
            None => problem.help(format!("the kinds are {}", type_expr::quoted(&known))),
        };
    }
    found
}

/// What a status means where nobody says it.
fn default_kind(statuses: Statuses) -> ErrorKind {
    match statuses {
        Statuses::One(400 | 422) => ErrorKind::Invalid,
        Statuses::One(401) => ErrorKind::Unauthorized,
        Statuses::One(403) => ErrorKind::Forbidden,
        Statuses::One(404 | 410) => ErrorKind::NotFound,
        Statuses::One(409) => ErrorKind::Conflict,
        Statuses::One(413) => ErrorKind::TooLarge,
        Statuses::One(429) => ErrorKind::RateLimited,
        Statuses::One(500..=599) | Statuses::Class(5) => ErrorKind::Unavailable,
        Statuses::One(_) | Statuses::Class(_) => ErrorKind::Unexpected,
    }
}

/// `meta.cursor_pagination.end_cursor`, in its parts.
pub fn json_path(text: &str) -> Vec<String> {
    text.split('.').map(str::to_owned).collect()
}

fn pagination(
    schemes: &spec::Ordered<spec::Pagination>,
    at: At<'_>,
    problems: &mut Problems,
) -> Vec<PagingScheme> {
    let schemes = schemes.iter().filter_map(|(name, scheme)| {
        let at = at.key(name);
        let mut parameters = Vec::new();
        let paging = match (&scheme.cursor, &scheme.page) {
            (Some(cursor), None) => {
                let place = at.key("cursor");
                let send = needed(cursor.send.as_ref(), "send", place, problems)?;
                let read = needed(cursor.read.as_ref(), "read", place, problems)?;
                let doc = cursor
                    .doc
                    .clone()
                    .unwrap_or_else(|| "Where the page begins: the cursor that the page before gave.".into());
                parameters.push(parameter(
                    &send,
                    "string",
                    None,
                    None,
                    doc,
                    cursor.deviation.clone(),
                    place,
                    problems,
                )?);
                Paging::Cursor { send, read: json_path(&read) }
            }
            (None, Some(page)) => {
                let place = at.key("page");
                let send = needed(page.send.as_ref(), "send", place, problems)?;
                let first = match &page.first {
                    None => 1,
                    Some(text) => match text.0.parse() {
                        Ok(first) => first,
                        Err(_) => {
                            problems
                                .error(
                                    Code::NotWhole,
                                    place.key("first").span(),
                                    format!("`{}` is not a whole number", text.0),
                                )
                                .help("name the number of the first page: 0 or 1");
                            return None;
                        }
                    },
                };
                let doc =
                    page.doc.clone().unwrap_or_else(|| format!("Number of the page; the first is {first}."));
                let bounds = spec::RawText(format!("{first}.."));
                parameters.push(parameter(
                    &send,
                    "int",
                    Some(bounds),
                    None,
                    doc,
                    page.deviation.clone(),
                    place,
                    problems,
                )?);
                Paging::Page { send, first, last_at: page.last_at.as_deref().map(json_path) }
            }
            _ => {
                problems
                    .error(Code::NoKind, at.name(), format!("`{name}` walks neither by cursor nor by page"))
                    .help("give it either `cursor: {send: …, read: …}` or `page: {send: …}`");
                return None;
            }
        };
        if let Some(size) = &scheme.size {
            let place = at.key("size");
            let send = needed(size.send.as_ref(), "send", place, problems)?;
            let doc = size.doc.clone().unwrap_or_else(|| "Number of items on a page.".into());
            let default = size.default.clone();
            parameters.push(parameter(
                &send,
                "int",
                size.range.clone(),
                default,
                doc,
                size.deviation.clone(),
                place,
                problems,
            )?);
        }
        Some(PagingScheme { name: name.to_owned(), paging, parameters })
    });
    schemes.collect()
}

fn needed(value: Option<&String>, key: &str, at: At<'_>, problems: &mut Problems) -> Option<String> {
    if value.is_none() && !at.has(key) {
        problems.error(Code::MissingKey, at.name(), format!("`{key}` is missing")).help(match key {
            "send" => "name the parameter: `send: page`",
            _ => "say where the answer has it: `read: meta.next_cursor`",
        });
    }
    value.cloned()
}

#[expect(clippy::too_many_arguments, reason = "a field is made of this many things, and only here")]
fn parameter(
    wire: &str,
    ty: &str,
    range: Option<spec::RawText>,
    default: Option<spec::RawText>,
    doc: String,
    deviation: Option<String>,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<crate::model::Field> {
    let default = match default {
        None => None,
        Some(text) => match text.0.parse::<i64>() {
            Ok(number) => Some(spec::Free(serde_yaml::Value::from(number))),
            Err(_) => {
                problems
                    .error(
                        Code::NotWhole,
                        at.key("default").span(),
                        format!("`{}` is not a whole number", text.0),
                    )
                    .help("name a number of items");
                None
            }
        },
    };
    let written = spec::Field {
        type_: Some(ty.to_owned()),
        range,
        default,
        doc: Some(doc),
        deviation,
        ..spec::Field::default()
    };
    let index = Index::empty();
    field::field(&index, "", wire, &written, &Places::one(at), Stand::Query, problems)
}

/// Which other resources each resource names.
fn uses(api: &mut Api) {
    for place in 0..api.resources.len() {
        let mut used = Vec::new();
        let mut note = |id: crate::model::TypeId, types: &[crate::model::TypeDef]| {
            let other = types[id.0].resource;
            if other != place && !used.contains(&other) {
                used.push(other);
            }
        };
        for id in &api.resources[place].types {
            let held = match &api.types[id.0].kind {
                TypeKind::Record(record) => {
                    record.fields.iter().filter_map(|field| field.ty.named()).collect()
                }
                TypeKind::Union(union) => {
                    union.alternatives.iter().filter_map(|alternative| alternative.ty.named()).collect()
                }
                TypeKind::Enum(_) => Vec::new(),
            };
            for id in held {
                note(id, &api.types);
            }
        }
        for action in &api.resources[place].actions {
            let endpoint = &action.endpoint;
            let types = endpoint.path_fields.iter().map(|field| &field.ty);
            let types =
                types.chain(endpoint.body.iter().map(|body| &body.ty)).chain(endpoint.returns.ty.iter());
            for id in types.filter_map(crate::model::Type::named) {
                note(id, &api.types);
            }
        }
        used.sort_unstable();
        api.resources[place].uses = used;
    }
}

/// Names that generated code would give twice.
fn namespace(api: &Api, types: &types::Types<'_>, written: &Written<'_>, problems: &mut Problems) {
    for (resource, from) in api.resources.iter().zip(&written.resources) {
        let mut seen: HashMap<String, (Option<Span>, String)> = HashMap::new();
        let mut modules: HashMap<String, String> = HashMap::new();
        seen.insert(resource.handle.clone(), (None, format!("the actions of `{}`", resource.name)));
        for id in &resource.types {
            let ty = api.type_def(*id);
            let span = types.declared[id.0].name();
            if let Some((first, what)) =
                seen.insert(ty.rust.clone(), (Some(span), format!("the type `{}`", ty.name)))
            {
                let problem =
                    problems.error(Code::NamesCollide, span, format!("`{}` is taken: it is {what}", ty.rust));
                if let Some(first) = first {
                    problem.also(first, "taken here");
                }
                problem.help("give one of them another name, or another name in Rust with `rust`");
            } else if let Some(other) = modules.insert(names::module(&ty.rust), ty.name.clone()) {
                problems
                    .error(Code::NamesCollide, span, format!("`{}` and `{other}` would be one file", ty.name))
                    .help("give one of them another name in Rust with `rust`");
            }
        }
        if names::is_taken_module(&resource.name) {
            if let Some(file) =
                from.actions.first().map(|action| action.at).or(from.types.first().map(|ty| ty.at))
            {
                problems
                    .error(
                        Code::FileName,
                        file.span().begin(),
                        format!("generated code needs the name `{}` for itself", resource.name),
                    )
                    .help("call the resource something else");
            }
        }
        let paged: Vec<String> = resource
            .actions
            .iter()
            .filter(|action| action.endpoint.paginate.is_some())
            .map(|action| format!("{}_page", action.name))
            .collect();
        for (action, from) in resource
            .actions
            .iter()
            .filter_map(|action| Some((action, from.actions.iter().find(|from| from.name == action.name)?)))
        {
            if paged.contains(&action.name) || action.name == "new" {
                problems
                    .error(
                        Code::NamesCollide,
                        from.at.span().begin(),
                        format!("the name `{}` is taken", action.name),
                    )
                    .why("an action with pages also has a method `…_page`, and `new` makes the handle")
                    .help("call the file something else");
            }
        }
    }
}
