//! Samples and rejects: what a spec claims of its own values, put to the test.

use serde_json::{Map, Value as Json};

use super::defaults::{bound_place, defaults};
use super::document::json;
use super::gather::{Written, WrittenAction};
use super::statuses::outcome_kind;
use super::types::Types;
use super::value::{Checker, Direction, Finding, kind};
use super::{prose, target};
use crate::diagnostics::{Code, Problems};
use crate::model::{Action, ActionKind, Api, Call, Document, Endpoint, Input, Sample, Type};
use crate::source::At;
use crate::{spec, wire};

/// Checks the defaults, examples, samples and rejects of a service, and puts samples and rejects into their actions.
pub fn samples(api: &mut Api, written: &Written<'_>, types: &Types<'_>, problems: &mut Problems) {
    defaults(api, written, types, problems);
    let mut made = Vec::new();
    for (resource, from) in api.resources.iter().zip(&written.resources) {
        for action in &resource.actions {
            let Some(from) = from.actions.iter().find(|from| from.name == action.name) else { continue };
            let bench = Bench { api, action, types };
            made.push((action.id.clone(), bench.samples(from, problems), bench.rejects(from, problems)));
        }
    }
    for action in api.resources.iter_mut().flat_map(|resource| &mut resource.actions) {
        if let Some(place) = made.iter().position(|(id, _, _)| *id == action.id) {
            let (_, samples, rejects) = made.swap_remove(place);
            action.samples = samples;
            action.rejects = rejects;
        }
    }
}

/// What the samples and rejects of an action are put to the test with.
pub struct Bench<'b, 'a> {
    pub api: &'b Api,
    pub action: &'b Action,
    pub types: &'b Types<'a>,
}

/// The parts of an input document, as a sample or a reject gives them.
pub struct Parts<'s> {
    pub path: Option<&'s spec::Free>,
    pub query: Option<&'s spec::Free>,
    pub headers: Option<&'s spec::Free>,
    pub body: Option<&'s spec::Free>,
    pub input: Option<&'s spec::Free>,
}

impl Bench<'_, '_> {
    fn samples(&self, from: &WrittenAction<'_>, problems: &mut Problems) -> Vec<Sample> {
        let at = from.at.key("samples");
        let samples = from.file.samples.as_ref();
        // Samples that were refused were there.
        if !from.at.has("samples") || at.node().entries().is_empty() {
            problems
                .error(Code::NoSample, from.at.span().begin(), format!("`{}` has no sample", self.action.id))
                .why("samples are the examples of the docs, and they are run as tests")
                .help("show one call: `samples: {one thing: {body: …}}`");
        }
        samples
            .into_iter()
            .flat_map(spec::Ordered::iter)
            .filter_map(|(name, written)| self.sample(name, written, at.key(name), problems))
            .collect()
    }

    fn sample(
        &self,
        name: &str,
        written: &spec::Sample,
        at: At<'_>,
        problems: &mut Problems,
    ) -> Option<Sample> {
        let parts = Parts {
            path: written.path.as_ref(),
            query: written.query.as_ref(),
            headers: written.headers.as_ref(),
            body: written.body.as_ref(),
            input: written.input.as_ref(),
        };
        let input = self.document(&parts, at, problems)?;
        let findings = self.findings(&input, at);
        for finding in &findings {
            let message = format!("the sample `{name}` is refused: {}", finding.place);
            let problem = problems.error(Code::SampleRefused, finding.span, message);
            problem.label(finding.message.clone());
            if let Some(places) = finding.field.as_ref().and_then(|field| self.types.places.get(field)) {
                bound_place(problem, places, finding.rule);
            }
            match finding.across.and_then(|(id, index)| Some(self.types.rules.get(&id)?.item(index))) {
                Some(rule) => problem.also(rule.span(), "the rule").help("correct the sample, or the rule"),
                None => problem.help("correct the sample, or the bound"),
            };
        }
        if !findings.is_empty() {
            return None;
        }
        let calls = match &self.action.kind {
            ActionKind::Endpoint(endpoint) => {
                let (call, place) = self.only_call(written, at, problems);
                let target = target::of(self.api, endpoint, &input);
                vec![self.call(endpoint, target, &input, &call, place, problems)?]
            }
            ActionKind::Steps(steps) => {
                return self.walk(steps, name, input, written, at, problems);
            }
        };
        let fails = written.fails.as_deref().and_then(|word| outcome_kind(word, at.key("fails"), problems));
        let output = written.output.as_ref().and_then(|value| json(&value.0, at.key("output"), problems));
        let errors = written.errors.as_ref().and_then(|value| json(&value.0, at.key("errors"), problems));
        let sample = Sample {
            name: name.to_owned(),
            doc: prose::text(written.doc.as_deref()),
            deviation: prose::text(written.deviation.as_deref()),
            input,
            calls,
            output,
            errors,
            fails,
        };
        if let ActionKind::Endpoint(endpoint) = &self.action.kind {
            self.outcome(endpoint, &sample, written, at, problems);
        }
        Some(sample)
    }

    /// The input document of a sample: the parts that the request has, and no others.
    pub fn document(&self, parts: &Parts<'_>, at: At<'_>, problems: &mut Problems) -> Option<Document> {
        let inputs = self.action.inputs();
        let rows = [
            ("path", parts.path),
            ("query", parts.query),
            ("body", parts.body),
            ("headers", parts.headers),
            ("input", parts.input),
        ];
        let mut document = Map::new();
        let mut whole = true;
        for (key, value) in rows {
            let Some(value) = value else { continue };
            if !inputs.iter().any(|(name, _)| *name == key) {
                problems
                    .error(Code::NoEffect, at.key_name(key), format!("`{}` has no `{key}`", self.action.id))
                    .help("drop it, or declare it in the action");
                whole = false;
                continue;
            }
            match json(&value.0, at.key(key), problems) {
                Some(value) => {
                    document.insert(key.to_owned(), value);
                }
                None => whole = false,
            }
        }
        whole.then_some(document)
    }

    /// What the generated validators will say of an input document.
    pub fn findings(&self, document: &Document, at: At<'_>) -> Vec<Finding> {
        let checker = || Checker::new(&self.api.types, Direction::Sent);
        let missing = |place: &str| Finding {
            place: place.to_owned(),
            rule: "required",
            message: "it is required".to_owned(),
            span: at.name(),
            field: None,
            across: None,
        };
        let mut findings = Vec::new();
        for (place, input) in self.action.inputs() {
            let at = at.get(place).unwrap_or(at);
            match (input, document.get(place)) {
                (Input::Fields(fields), Some(Json::Object(object))) => {
                    findings.extend(checker().fields(fields, object, at, place));
                }
                (Input::Fields(fields), None) => {
                    findings.extend(checker().fields(fields, &Map::new(), at, place));
                }
                (Input::Fields(_), Some(other)) => findings.push(Finding {
                    message: format!("expected an object, found {}", kind(other)),
                    rule: "type",
                    ..missing(place)
                }),
                (Input::Record(id), value) => {
                    let empty = Json::Object(Map::new());
                    let value = value.unwrap_or(&empty);
                    findings.extend(checker().value(&Type::Named(id), value, at, place));
                }
                (Input::Value(ty), Some(value)) => findings.extend(checker().value(ty, value, at, place)),
                (Input::Value(_), None) => findings.push(missing(place)),
            }
        }
        findings.extend(self.segments(document, at));
        findings
    }

    /// Texts that cannot be a part of a path: servers and proxies take them for another one.
    fn segments(&self, document: &Document, at: At<'_>) -> Vec<Finding> {
        let path = document.get("path");
        let fields =
            self.action.endpoint().map(|endpoint| endpoint.path_fields.as_slice()).unwrap_or_default();
        let texts = fields.iter().filter_map(|field| {
            let text = path?.get(&field.wire)?.as_str()?;
            matches!(text, "" | "." | "..").then(|| Finding {
                place: format!("path.{}", field.wire),
                rule: "segment",
                message: format!("{text:?} cannot be a part of a path"),
                span: at.path(&["path", &field.wire]).span(),
                field: None,
                across: None,
            })
        });
        texts.collect()
    }

    /// The one call of a sample as it is written, and where it stands.
    fn only_call<'p>(
        &self,
        written: &spec::Sample,
        at: At<'p>,
        problems: &mut Problems,
    ) -> (spec::Call, At<'p>) {
        match &written.calls {
            Some(calls) => {
                let place = at.key("calls");
                if calls.len() > 1 {
                    problems
                        .error(
                            Code::NoEffect,
                            place.item(1).span(),
                            "a second call, of an action that makes one",
                        )
                        .help("drop it");
                }
                for (key, given) in
                    [("status", written.status.is_some()), ("response", written.response.is_some())]
                {
                    if given {
                        problems
                            .error(Code::NoEffect, at.key_name(key), format!("`{key}` stands beside `calls`"))
                            .help("move it into the call");
                    }
                }
                (calls.first().cloned().unwrap_or_default(), place.item(0))
            }
            None => {
                let call = spec::Call {
                    status: written.status,
                    response: written.response.clone(),
                    ..spec::Call::default()
                };
                (call, at)
            }
        }
    }

    /// A call of a sample, with what follows from the spec filled in. In an action made of steps the body is made by a
    /// step; otherwise it is that of the sample itself.
    pub fn call(
        &self,
        endpoint: &Endpoint,
        target: String,
        input: &Document,
        call: &spec::Call,
        place: At<'_>,
        problems: &mut Problems,
    ) -> Option<Call> {
        let ty = endpoint.body.as_ref().map(|body| &body.ty);
        let on_wire =
            |body: &Json| ty.map_or_else(|| body.clone(), |ty| wire::sent(&self.api.types, ty, body));
        let body = input.get("body").map(on_wire);
        let line = format!("{} {target}", endpoint.method.as_str());
        if let Some(sends) = &call.sends {
            if *sends != line {
                let span = place.key("sends").span();
                problems
                    .error(Code::SendsDiffers, span, "the sample sends something else")
                    .label(format!("it sends `{line}`"))
                    .why("`sends` is the exact target: parameters in the order of the spec, everything but unreserved characters, `:`, `@`, `/` and the joining comma percent-encoded")
                    .replace(span, crate::source::quote(&line), "write");
            }
        }
        if let Some(sent) = &call.body {
            let sent = json(&sent.0, place.key("body"), problems)?;
            if Some(on_wire(&sent)) != body {
                let span = place.key("body").span();
                let problem = problems.error(Code::SendsDiffers, span, "the sample sends another body");
                match &body {
                    Some(body) => {
                        let place = first_difference(body, &on_wire(&sent));
                        problem.label(format!("it differs at `body{place}`"))
                    }
                    None => problem.label("it sends none"),
                };
                problem.help("drop `body` here: it follows from the input");
            }
        }
        let response = match &call.response {
            Some(response) => Some(json(&response.0, place.key("response"), problems)?),
            None => None,
        };
        let answered = call.status.is_some() || response.is_some();
        let status = call.status.unwrap_or(endpoint.returns.successes[0].status);
        Some(Call { step: None, method: endpoint.method, target, body, status, response, answered })
    }
}

/// Where two documents differ first. The values themselves may be secret, and are not shown.
fn first_difference(one: &Json, other: &Json) -> String {
    match (one, other) {
        (Json::Object(one), Json::Object(other)) => {
            let mut keys = one.keys().chain(other.keys());
            let key = keys.find(|key| one.get(*key) != other.get(*key));
            key.map_or_else(String::new, |key| match (one.get(key), other.get(key)) {
                (Some(one), Some(other)) => format!(".{key}{}", first_difference(one, other)),
                _ => format!(".{key}"),
            })
        }
        (Json::Array(one), Json::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            let pair = pairs.find(|(_, (one, other))| one != other);
            pair.map_or_else(String::new, |(index, (one, other))| {
                format!("[{index}]{}", first_difference(one, other))
            })
        }
        _ => String::new(),
    }
}
