//! The request of a step, part by part, against that of the action that it calls.

use serde_json::Value as Json;
use serde_yaml::Value as Yaml;

use super::Builder;
use super::known::present;
use super::value::Slot;
use crate::diagnostics::{Code, nearest};
use crate::lower::type_expr::quoted;
use crate::model::{Endpoint, Expr, Field};
use crate::source::At;
use crate::spec;

/// The parts of a request.
#[derive(Default)]
pub struct Request {
    pub path: Vec<Expr>,
    pub query: Option<Expr>,
    pub body: Option<Expr>,
}

impl Builder<'_, '_> {
    /// The request of a step, part by part.
    pub fn request(
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
                    if needed && !self.is_sure(&value) {
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
                            if !self.is_sure(&value) {
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
                    if !self.is_sure(&value) {
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
    pub fn refuse_without_filter(
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
        let is_filtered = self.facts.prove(|facts| {
            let any = filters.map(|(_, value)| present(value, facts)).collect();
            facts.any(any)
        });
        if is_filtered {
            return;
        }
        let span = if written.with.is_some() { at.key("with").name() } else { at.name() };
        self.problems
            .error(Code::NoFilter, span, "a look-up that may be without a filter")
            .why("where none of its filters is there, it looks at everything there is")
            .help("make sure that a filter is there: require the input, or guard the step");
    }

    /// A step whose items are counted reads the pages itself, from the first one on.
    pub fn refuse_a_page(&mut self, request: &Request, endpoint: &Endpoint, at: At<'_>) {
        let Some(Expr::Record { ty, fields, .. }) = &request.query else { return };
        let Some(scheme) = endpoint.paginate.map(|scheme| &self.schemes[scheme]) else { return };
        let page = scheme.paging.parameter();
        let known = self.fields_of(*ty);
        if fields.iter().any(|(place, _)| known[*place].wire == page) {
            let span = at.key("with").key("query").key_name(page);
            self.problems
                .error(Code::BadStep, span, format!("`{page}` is not for `with` to say"))
                .why("every page is read, beginning with the first")
                .help("drop it");
        }
    }

    /// Where several items are sent to be changed or made, as many come back.
    pub fn refuse_one_of_many(&mut self, request: &Request, at: At<'_>) {
        let count = match &request.body {
            Some(Expr::List(items, _)) => items.iter().filter(|item| self.is_sure(item)).count(),
            Some(Expr::Const(Json::Array(items), _)) => items.len(),
            _ => return,
        };
        if count >= 2 {
            let body = at.key("with").key_name("body");
            self.problems
                .error(
                    Code::BadStep,
                    at.key("expect").span(),
                    format!("{count} items are sent, and one is taken"),
                )
                .also(body, "sent here")
                .label("the step would stop after it has changed something")
                .help("take them all with `expect: many`, or make a step of each item");
        }
    }
}
