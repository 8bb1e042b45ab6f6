//! A sample of an action made of steps, walked through: which calls it makes, and what the caller gets.

use actiongen_runtime::ErrorKind;
use serde_json::{Map, Value as Json};

use crate::diagnostics::{Code, Problems};
use crate::lower::document::json;
use crate::lower::outcome::{kind_of, success};
use crate::lower::samples::Bench;
use crate::lower::statuses::outcome_kind;
use crate::lower::{prose, wire};
use crate::model::{
    Api, Call, Document, Endpoint, Expect, Expr, Paging, Reference, Root, Sample, Step, Steps, TextPart,
    Type, TypeKind,
};
use crate::source::At;
use crate::spec;

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
            let call = bench.call(endpoint, &request, &call, at_call, true, problems)?;
            calls.push(Call { step: Some(place), ..call });
            let call = &calls[calls.len() - 1];
            end = bench.end(step, endpoint, call, name, at_call, problems)?;
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
        let output = match &end {
            End::Given(_) => Some(Json::Object(walk.output())),
            End::Fails(_) | End::Unknown => None,
        };
        self.compare(name, &end, output.as_ref(), fails, written, at, problems);
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

    #[allow(clippy::too_many_arguments)]
    fn compare(
        &self,
        name: &str,
        end: &End,
        output: Option<&Json>,
        fails: Option<ErrorKind>,
        written: &spec::Sample,
        at: At<'_>,
        problems: &mut Problems,
    ) {
        let said = match &written.output {
            Some(said) => json(&said.0, at.key("output"), problems),
            None => None,
        };
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
                    .error(
                        Code::SampleOutcome,
                        at.key("fails").span(),
                        format!("the sample `{name}` succeeds"),
                    )
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

    /// How a step ends with this answer.
    fn end(
        &self,
        step: &Step,
        endpoint: &Endpoint,
        call: &Call,
        sample: &str,
        at: At<'_>,
        problems: &mut Problems,
    ) -> Option<End> {
        if !call.answered {
            return Some(End::Unknown);
        }
        let Some(success) = success(endpoint, call) else {
            return Some(End::Fails(kind_of(self.action, call.status)));
        };
        let value = self.value(endpoint, success, call, sample, at, problems).map(|(value, _)| value.clone());
        let Some(expect) = step.expect else { return Some(End::Given(value)) };
        let items = value.as_ref().and_then(Json::as_array).cloned().unwrap_or_default();
        if self.has_next_page(endpoint, call) && (expect == Expect::Many || items.len() < 2) {
            problems
                .error(
                    Code::SampleOutcome,
                    at.key("response").span(),
                    "the answer says that another page follows",
                )
                .label("the step would ask for it")
                .help("leave the cursor out of the answer");
            return None;
        }
        Some(match (expect, items.as_slice()) {
            (Expect::Many, _) => End::Given(Some(Json::Array(items))),
            (Expect::One | Expect::AtMostOne, [one]) => End::Given(Some(one.clone())),
            (Expect::One, []) => End::Fails(ErrorKind::NotFound),
            (Expect::AtMostOne | Expect::None, []) => End::Given(None),
            (Expect::One | Expect::AtMostOne, _) => End::Fails(ErrorKind::Ambiguous),
            (Expect::None, _) => End::Fails(ErrorKind::Conflict),
        })
    }

    fn has_next_page(&self, endpoint: &Endpoint, call: &Call) -> bool {
        let Some(scheme) = endpoint.paginate else { return false };
        let Paging::Cursor { read, .. } = &self.api.pagination[scheme].paging else { return false };
        let next = read.iter().try_fold(call.response.as_ref(), |value, key| Some(value?.get(key)));
        next.flatten().is_some_and(|next| !next.is_null())
    }
}

/// The input, with the defaults of what is absent.
fn filled_in(api: &Api, steps: &Steps, given: &Map<String, Json>) -> Map<String, Json> {
    let read = wire::sent(&api.types, &Type::Named(steps.input), &Json::Object(given.clone()));
    let mut input = read.as_object().cloned().unwrap_or_default();
    if let TypeKind::Record(record) = &api.type_def(steps.input).kind {
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
        (!value.is_null()).then(|| as_sent(&reference.ty, value))
    }
}

/// A value as the generated code sends it: a decimal as text or as a number, whichever way it was given.
fn as_sent(ty: &Type, value: &Json) -> Json {
    match (ty, value) {
        (Type::Decimal { as_number: true, .. }, Json::String(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        (Type::Decimal { as_number: false, .. }, Json::Number(number)) => Json::from(number.to_string()),
        _ => value.clone(),
    }
}
