//! The service file, and the whole of a service.

use super::connection::{base_url, connection};
use super::document::json_path;
use super::gather::Written;
use super::index::{Entry, Index};
use super::namespace::namespace;
use super::pagination::pagination;
use super::statuses::statuses;
use super::types;
use super::{accepts, action, docs, links, prose, retry, samples, steps, usage};
use crate::diagnostics::{Code, Problems};
use crate::model::{Action, ActionKind, ActionRef, Api, Resource, Scope, TypeId};
use crate::names;
use crate::source::At;
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
    let retry = retry::retry(file, at, problems);
    let rate_limit = retry::rate_limit(file, &retry, at, problems);
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
        retry,
        rate_limit,
        pagination: file
            .pagination
            .as_ref()
            .map(|schemes| pagination(schemes, at.key("pagination"), problems))
            .unwrap_or_default(),
        resources: Vec::new(),
        types: Vec::new(),
    };
    let mut actions = actions(written, &index, &api, &mut types, problems);
    let mut made = Vec::new();
    for (place, resource) in written.resources.iter().enumerate() {
        let actions = std::mem::take(&mut actions[place]);
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
    accepts::empty_values(&types, problems);
    api.resources = made;
    api.types = std::mem::take(&mut types.defs);
    for (place, ty) in api.types.iter_mut().enumerate() {
        ty.source = ty.source.take().or_else(|| api.resources[ty.resource].source.clone());
        api.resources[ty.resource].types.push(TypeId(place));
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
    for id in unused.into_iter().filter(|id| !is_base(written, &api, *id)) {
        let name = &api.types[id.0].name;
        problems
            .warning(Code::UnusedType, types.declared[id.0].name(), format!("nothing uses the type `{name}`"))
            .help("name it in an action, or drop it");
    }
    if !problems.has_errors() {
        rules_of_answers(written, &index, &api, problems);
    }
    usage::uses(&mut api);
    namespace(&api, &types, written, problems);
    links::related(&api, written, problems);
    docs::links(written, problems);
    if !problems.has_errors() {
        docs::undocumented(written, problems);
    }
    samples::samples(&mut api, written, &types, problems);
    Some(api)
}

/// The actions of every resource: first those with an endpoint, then those that are made of them.
fn actions<'a>(
    written: &Written<'a>,
    index: &Index<'a>,
    api: &Api,
    types: &mut types::Types<'a>,
    problems: &mut Problems,
) -> Vec<Vec<Action>> {
    let context =
        |place: usize| action::Context { index, api, resource: &written.resources[place].name, place };
    let mut endpoints: Vec<Vec<Option<Action>>> = Vec::new();
    for (place, resource) in written.resources.iter().enumerate() {
        let made = resource.actions.iter().map(|file| match file.is_made_of_steps() {
            true => None,
            false => action::action(&context(place), file, types, problems),
        });
        endpoints.push(made.collect());
    }
    let mut look_ups = Vec::new();
    for (place, resource) in written.resources.iter().enumerate() {
        for (file_place, file) in resource.actions.iter().enumerate() {
            let Some(action) = &endpoints[place][file_place] else { continue };
            let made = steps::look_up(&context(place), written, file, action, &endpoints, types, problems);
            look_ups.push((place, file_place, made));
        }
    }
    for (place, file_place, made) in look_ups {
        if let Some(ActionKind::Endpoint(endpoint)) =
            endpoints[place][file_place].as_mut().map(|action| &mut action.kind)
        {
            endpoint.reconcile = made;
        }
    }
    let mut made_of_steps = Vec::new();
    for (place, resource) in written.resources.iter().enumerate() {
        for (file_place, file) in resource.actions.iter().enumerate() {
            if file.is_made_of_steps() {
                let context = context(place);
                let made = action::action_of_steps(&context, written, file, &endpoints, types, problems);
                made_of_steps.push((place, file_place, made));
            }
        }
    }
    for (place, file_place, made) in made_of_steps {
        endpoints[place][file_place] = made;
    }
    // A file that could not be made leaves no gap, so places after it move up.
    let moved: Vec<Vec<usize>> = endpoints
        .iter()
        .map(|files| {
            let mut next = 0;
            files
                .iter()
                .map(|file| {
                    next += usize::from(file.is_some());
                    next.saturating_sub(1)
                })
                .collect()
        })
        .collect();
    let mut actions: Vec<Vec<Action>> =
        endpoints.into_iter().map(|files| files.into_iter().flatten().collect()).collect();
    for action in actions.iter_mut().flatten() {
        let named: Vec<&mut ActionRef> = match &mut action.kind {
            ActionKind::Steps(steps) => steps.calls.iter_mut().map(|step| &mut step.action).collect(),
            ActionKind::Endpoint(endpoint) => {
                endpoint.reconcile.iter_mut().map(|reconcile| &mut reconcile.using).collect()
            }
        };
        for named in named {
            named.action = moved[named.resource][named.action];
        }
    }
    actions
}

/// Rules of records that are never sent: they bind nothing.
fn rules_of_answers(written: &Written<'_>, index: &Index<'_>, api: &Api, problems: &mut Problems) {
    for resource in &written.resources {
        for ty in resource.types.iter().filter(|ty| ty.at.has("rules")) {
            let Some(Entry::Type(id)) = index.find(&resource.name, &ty.name) else { continue };
            if !api.type_def(*id).usage.is_sent() {
                problems
                    .error(
                        Code::NoEffect,
                        ty.at.key_name("rules"),
                        format!("rules of `{}`, which is never sent", ty.name),
                    )
                    .why("rules bind what is sent, and `like` does not take them over")
                    .help("put them on the record that is sent");
            }
        }
    }
}

/// Whether another record is like this one, which is a use too.
fn is_base(written: &Written<'_>, api: &Api, id: TypeId) -> bool {
    let ty = api.type_def(id);
    let home = &api.resources[ty.resource].name;
    written.resources.iter().any(|resource| {
        let likes = resource.types.iter().filter_map(|other| other.decl.like.as_deref());
        let mut likes = likes.map(|like| like.split_once('.').unwrap_or((&resource.name, like)));
        likes.any(|(base_home, base)| base_home == home && base == ty.name)
    })
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
            let same = version.0.parse::<f64>().is_ok_and(|number| format!("{number}") == VERSION);
            problem.repair(same, at.span(), VERSION, format!("this generator reads version {VERSION}"));
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
