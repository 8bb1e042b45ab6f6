//! A sample of an action made of steps, walked through: which calls it makes, and what the caller gets.

use actiongen_runtime::ErrorKind;
use actiongen_runtime::percent::{Part, encode};
use serde_json::{Map, Value as Json};

use crate::diagnostics::{Code, Problems};
use crate::lower::document::json;
use crate::lower::outcome::{kind_of, success};
use crate::lower::samples::Bench;
use crate::lower::statuses::outcome_kind;
use crate::lower::{prose, target};
use crate::model::{
    Api, Call, Document, Endpoint, Expect, Expr, Paging, Reference, Root, Sample, Step, Steps, TextPart,
    Type, TypeKind,
};
use crate::source::At;
use crate::{spec, wire};

/// What is known after some of the steps.
struct Walk<'w> {
    api: &'w Api,
    steps: &'w Steps,
    input: Map<String, Json>,
    /// What each step gave so far; none where it was left out or found nothing.
    given: Vec<Option<Json>>,
}

/// How a step ended.
enum End {
    /// The next step follows.
    Given(Option<Json>),
    /// The caller gets an error of this kind.
    Fails(ErrorKind),
    /// The sample does not say what comes back.
    Unknown,
}

impl Bench<'_, '_> {
    /// The calls of a sample, with what follows from the spec filled in, and what the caller gets.
    pub fn walk(
        &self,
        steps: &Steps,
        name: &str,
        input: Document,
        written: &spec::Sample,
        at: At<'_>,
        problems: &mut Problems,
    ) -> Option<Sample> {
        let given = input.get("input").and_then(Json::as_object).cloned().unwrap_or_default();
        let mut walk =
            Walk { api: self.api, steps, input: filled_in(self.api, steps, &given), given: Vec::new() };
        let written_calls = written.calls.clone().unwrap_or_default();
        let mut calls = Vec::new();
        let mut end = End::Given(None);
        for (place, step) in steps.calls.iter().enumerate() {
            if !walk.is_made(step) {
                walk.given.push(None);
                continue;
            }
            let called = self.api.action(step.action);
            let endpoint = called.endpoint()?;
            let bench = Bench { api: self.api, action: called, types: self.types };
            let request = walk.request(step, endpoint);
            if let Some(finding) = bench.findings(&request, at).into_iter().next() {
                problems
                    .error(
                        Code::SampleRefused,
                        at.name(),
                        format!(
                            "the step `{}` of the sample `{name}` is refused: {}",
                            step.name, finding.place
                        ),
                    )
                    .label(finding.message)
                    .help("correct the sample, or the bound of the input");
                return None;
            }
            let first = target::of(self.api, endpoint, &request);
            let mut items = Vec::new();
            let mut page: Option<String> = None;
            end = loop {
                let alone = spec::Call {
                    status: written.status,
                    response: written.response.clone(),
                    ..spec::Call::default()
                };
                let (call, at_call) = match (&written.calls, written_calls.get(calls.len())) {
                    (None, _) if calls.is_empty() => (alone, at),
                    (_, Some(call)) => (call.clone(), at.key("calls").item(calls.len())),
                    (_, None) => (spec::Call::default(), at),
                };
                let target = match (&page, self.paging(endpoint)) {
                    (Some(page), Some(paging)) => turned(&first, paging, page),
                    _ => first.clone(),
                };
                let call = bench.call(endpoint, target, &request, &call, at_call, problems)?;
                calls.push(Call { step: Some(place), ..call });
                let call = &calls[calls.len() - 1];
                let value = match bench.answer(endpoint, call, name, at_call, problems) {
                    Ok(value) => value,
                    Err(end) => break end,
                };
                let Some(expect) = step.expect else { break End::Given(value) };
                let found = value.as_ref().and_then(Json::as_array).cloned().unwrap_or_default();
                page = self.next_page(endpoint, call, found.is_empty());
                items.extend(found);
                if page.is_none() || (expect != Expect::Many && items.len() >= 2) {
                    break taken(expect, items);
                }
            };
            match &end {
                End::Given(value) => walk.given.push(value.clone()),
                End::Fails(_) | End::Unknown => break,
            }
        }
        for (index, _) in written_calls.iter().enumerate().skip(calls.len()) {
            problems
                .error(
                    Code::SendsDiffers,
                    at.key("calls").item(index).span(),
                    format!("the sample `{name}` does not make this call"),
                )
                .help("drop it, or correct the input or the answers before it");
        }
        let fails = written.fails.as_deref().map(|word| outcome_kind(word, at.key("fails"), problems));
        // A word that is no kind of error was reported.
        let fails = match fails {
            Some(None) => return None,
            Some(kind) => kind,
            None => None,
        };
        let as_returned = |value: &Json| wire::sent(&self.api.types, &Type::Named(steps.output), value);
        let output = match &end {
            End::Given(_) => Some(as_returned(&Json::Object(walk.output()))),
            End::Fails(_) | End::Unknown => None,
        };
        let said = written.output.as_ref().and_then(|said| json(&said.0, at.key("output"), problems));
        compare(name, &end, output.as_ref(), fails, said.as_ref().map(as_returned), at, problems);
        Some(Sample {
            name: name.to_owned(),
            doc: prose::text(written.doc.as_deref()),
            deviation: prose::text(written.deviation.as_deref()),
            input,
            calls,
            output,
            errors: None,
            fails,
        })
    }

    /// The value of an answer; how the step ends, where there is none.
    fn answer(
        &self,
        endpoint: &Endpoint,
        call: &Call,
        sample: &str,
        at: At<'_>,
        problems: &mut Problems,
    ) -> Result<Option<Json>, End> {
        if !call.answered {
            return Err(End::Unknown);
        }
        let Some(success) = success(endpoint, call) else {
            return Err(End::Fails(kind_of(self.action, call.status)));
        };
        let value = self.value(endpoint, success, call, sample, at, problems);
        let value = value.zip(endpoint.returns.ty.as_ref());
        Ok(value.map(|((value, _), ty)| wire::read(&self.api.types, ty, value)))
    }

    fn paging(&self, endpoint: &Endpoint) -> Option<&Paging> {
        endpoint.paginate.map(|scheme| &self.api.pagination[scheme].paging)
    }

    /// The page that the client asks for after this answer, if it does.
    fn next_page(&self, endpoint: &Endpoint, call: &Call, is_empty: bool) -> Option<String> {
        match self.paging(endpoint)? {
            Paging::Cursor { read, .. } => {
                let cursor = call.found_at(read)?.as_str()?;
                (!cursor.is_empty()).then(|| cursor.to_owned())
            }
            Paging::Page { send, first, last_at } => {
                let query = call.target.split_once('?').map_or("", |(_, query)| query);
                let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
                let current = pairs.find(|(name, _)| name == send).and_then(|(_, page)| page.parse().ok());
                let current: i64 = current.unwrap_or(*first);
                let last = last_at.as_ref().and_then(|at| call.found_at(at)?.as_i64());
                let is_last = is_empty || last.is_some_and(|last| current >= last);
                (!is_last).then(|| current.saturating_add(1).to_string())
            }
        }
    }
}

/// What the sample says of the end, against how it ends.
fn compare(
    name: &str,
    end: &End,
    output: Option<&Json>,
    fails: Option<ErrorKind>,
    said: Option<Json>,
    at: At<'_>,
    problems: &mut Problems,
) {
    match (end, fails) {
        (End::Fails(kind), None) => {
            problems
                .error(Code::SampleOutcome, at.name(), format!("the sample `{name}` fails"))
                .label(format!("the caller gets `{}`", kind.name()))
                .help(format!("say so: `fails: {}`", kind.name()));
        }
        (End::Fails(kind), Some(said)) if *kind != said => {
            problems
                .error(
                    Code::SampleOutcome,
                    at.key("fails").span(),
                    format!("the sample `{name}` fails in another way"),
                )
                .label(format!("the caller gets `{}`", kind.name()))
                .replace(at.key("fails").span(), kind.name(), "write");
        }
        (End::Given(_), Some(_)) => {
            problems
                .error(Code::SampleOutcome, at.key("fails").span(), format!("the sample `{name}` succeeds"))
                .help("drop `fails`, or correct the answers");
        }
        (End::Unknown, Some(kind)) => {
            problems
                .error(Code::SampleOutcome, at.key("fails").span(), "nothing says what comes back")
                .label(format!("whether the caller gets `{}` is not known", kind.name()))
                .help("give the `status` and the `response` of the last call");
        }
        _ => {}
    }
    if let Some(said) = said {
        match (end, output) {
            (End::Given(_), Some(output)) if *output == said => {}
            (End::Given(_), Some(output)) => {
                problems
                    .error(Code::SampleOutcome, at.key("output").span(), "the caller gets something else")
                    .label(format!("it gets {output}"))
                    .help("correct `output`, or leave it out: it follows from the answers");
            }
            _ => {
                problems
                    .error(Code::SampleOutcome, at.key("output").span(), "the caller does not get this")
                    .help("drop `output`, or say what every call answers");
            }
        }
    }
}

/// What a step takes of all the items that it found.
fn taken(expect: Expect, mut items: Vec<Json>) -> End {
    match (expect, items.len()) {
        (Expect::Many, _) => End::Given(Some(Json::Array(items))),
        (Expect::One | Expect::AtMostOne, 1) => End::Given(items.pop()),
        (Expect::One, 0) => End::Fails(ErrorKind::NotFound),
        (Expect::AtMostOne | Expect::None, 0) => End::Given(None),
        (Expect::One | Expect::AtMostOne, _) => End::Fails(ErrorKind::Ambiguous),
        (Expect::None, _) => End::Fails(ErrorKind::Conflict),
    }
}

/// The target of another page, as the client writes it: its parameter comes last.
fn turned(target: &str, paging: &Paging, page: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut turned = String::new();
    encode(paging.parameter(), Part::Query, &mut turned);
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with(&format!("{turned}=")));
    let kept: String = kept.flat_map(|pair| [pair, "&"]).collect();
    turned.push('=');
    encode(page, Part::Query, &mut turned);
    format!("{path}?{kept}{turned}")
}

/// The input as it is read, with the defaults of what is absent.
fn filled_in(api: &Api, steps: &Steps, given: &Map<String, Json>) -> Map<String, Json> {
    let mut input = given.clone();
    if let TypeKind::Record(record) = &api.type_def(steps.input).kind {
        input = wire::fields_read(&api.types, &record.fields, given);
        for field in &record.fields {
            if let (Some(default), None) = (&field.default, input.get(&field.wire)) {
                input.insert(field.wire.clone(), default.clone());
            }
        }
    }
    input
}

impl Walk<'_> {
    fn is_made(&self, step: &Step) -> bool {
        step.guard.as_ref().is_none_or(|guard| self.look_up(&guard.on).is_some() == guard.present)
    }

    fn request(&self, step: &Step, endpoint: &Endpoint) -> Document {
        let mut document = Map::new();
        if !endpoint.path_fields.is_empty() {
            let fields = endpoint.path_fields.iter().zip(&step.path);
            let path = fields.filter_map(|(field, value)| Some((field.wire.clone(), self.value(value)?)));
            document.insert("path".to_owned(), Json::Object(path.collect()));
        }
        for (part, value) in [("query", &step.query), ("body", &step.body)] {
            if let Some(value) = value.as_ref().and_then(|value| self.value(value)) {
                document.insert(part.to_owned(), value);
            }
        }
        document
    }

    fn output(&self) -> Map<String, Json> {
        let TypeKind::Record(record) = &self.api.type_def(self.steps.output).kind else { return Map::new() };
        let fields = record.fields.iter().zip(&self.steps.values);
        fields.filter_map(|(field, value)| Some((field.wire.clone(), self.value(value)?))).collect()
    }

    fn value(&self, expr: &Expr) -> Option<Json> {
        match expr {
            Expr::Reference(reference) => self.look_up(reference),
            Expr::Const(value, _) => Some(value.clone()),
            Expr::FirstOf(references) => references.iter().find_map(|reference| self.look_up(reference)),
            Expr::Text(parts) => {
                let texts = parts.iter().map(|part| match part {
                    TextPart::Literal(text) => Some(text.clone()),
                    TextPart::Reference(reference) => self.look_up(reference).map(|value| match value {
                        Json::String(text) => text,
                        other => other.to_string(),
                    }),
                });
                texts.collect::<Option<String>>().map(Json::String)
            }
            Expr::IsPresent(reference) => Some(Json::Bool(self.look_up(reference).is_some())),
            Expr::NamesPresent(names) => {
                let present = names.iter().filter(|(_, reference)| self.look_up(reference).is_some());
                Some(present.map(|(name, _)| Json::from(name.as_str())).collect())
            }
            Expr::Record { ty, fields, only_if } => {
                if only_if.as_ref().is_some_and(|reference| self.look_up(reference).is_none()) {
                    return None;
                }
                let TypeKind::Record(record) = &self.api.type_def(*ty).kind else { return None };
                let made = fields.iter().filter_map(|(place, value)| {
                    Some((record.fields[*place].wire.clone(), self.value(value)?))
                });
                let made: Map<String, Json> = made.collect();
                (!made.is_empty() || fields.is_empty()).then_some(Json::Object(made))
            }
            Expr::List(items, _) => {
                let made: Vec<Json> = items.iter().filter_map(|item| self.value(item)).collect();
                (!made.is_empty() || items.is_empty()).then_some(Json::Array(made))
            }
        }
    }

    fn look_up(&self, reference: &Reference) -> Option<Json> {
        let mut words = reference.text.split('.');
        let first = words.next()?;
        let root = match reference.root {
            Root::Input(_) => self.input.get(first),
            Root::Step(place) => self.given.get(place)?.as_ref(),
        };
        let value = words.try_fold(root?, |value, word| value.get(word))?;
        (!value.is_null()).then(|| value.clone())
    }
}
