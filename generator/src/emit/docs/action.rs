//! The page of an action: what the template needs, in the order in which a reader meets it.

use actiongen_runtime::ErrorKind;
use serde::Serialize;
use serde_json::Value as Json;

use super::at_once::AtOnce;
use super::batch::{BatchView, LookUpView};
use super::connection::{self, CredentialRow};
use super::deviation::{self, DeviationRow};
use super::errors::ErrorRow;
use super::failures::{RetryView, once_steps};
use super::headings::Headings;
use super::link::{self, Link};
use super::paging::PagingView;
use super::required::{self, AskedFor, RequiredInput};
use super::sample::SampleView;
use super::step::{self, StepRow};
use super::types::{FieldRow, RuleRow, TypeName, TypeSection, Types, fields_of, rules_of};
use crate::emit::direction::Direction;
use crate::emit::{markdown, redact, schema};
use crate::model::{
    Action, Api, Destructive, Effect, Endpoint, ErrorDoc, Field, Question, Reject, Resource, Sample,
};
use crate::phrase;

/// The headings that stand in the template.
const HEADINGS: [&str; 21] = [
    "Credentials",
    "Inputs",
    "Path",
    "Input",
    "Steps",
    "Query",
    "Body",
    "What comes back",
    "Pages",
    "Samples",
    "Refused before it is sent",
    "Errors",
    "Questions and answers",
    "Which inputs are required?",
    "What happens on an error?",
    "Can it be sent twice?",
    "How many at once?",
    "Can inputs come from elsewhere?",
    "Related",
    "Left out",
    "Source and deviations",
];

/// The most characters of an input document that a cell shows.
const MOST_IN_A_CELL: usize = 160;

/// The page of an action.
#[derive(Serialize)]
pub struct ActionPage {
    id: String,
    /// What its function is called.
    name: String,
    title: String,
    summary: String,
    doc: Option<String>,
    endpoints: Vec<String>,
    /// The official documentation, if that is a page of the web.
    documentation: Option<String>,
    steps: Vec<StepRow>,
    steps_have_errors: bool,
    source: Option<String>,
    beta: bool,
    deprecated: Option<DeprecationView>,
    credentials_rows: Vec<CredentialRow>,
    scopes: Vec<ScopeRow>,
    path: Vec<FieldRow>,
    query: Vec<FieldRow>,
    query_rules: Vec<RuleRow>,
    body: Option<BodyView>,
    /// The input of an action made of steps.
    input: Vec<FieldRow>,
    input_rules: Vec<RuleRow>,
    input_types: Vec<TypeSection>,
    returns: ReturnsView,
    output: Vec<FieldRow>,
    output_types: Vec<TypeSection>,
    paging: Option<PagingView>,
    samples: Vec<SampleView>,
    rejects: Vec<RejectRow>,
    /// Whether one of those says what it shows.
    rejects_explained: bool,
    errors_rows: Vec<ErrorRow>,
    /// "safe", "idempotent" or "once"
    effect: &'static str,
    /// "no", "named" or "all"
    destructive: &'static str,
    required: Vec<RequiredInput>,
    asked_for: Vec<AskedFor>,
    at_once: AtOnce,
    batch: Option<BatchView>,
    look_up: Option<LookUpView>,
    retry: RetryView,
    questions: Vec<QuestionView>,
    related: Vec<Link>,
    omits: Vec<OmitRow>,
    deviations: Vec<DeviationRow>,
    input_schema: String,
    output_schema: String,
}

#[derive(Serialize)]
struct DeprecationView {
    doc: Option<String>,
    instead: Option<Link>,
}

#[derive(Serialize)]
struct ScopeRow {
    name: String,
    doc: Option<String>,
}

#[derive(Serialize)]
struct BodyView {
    ty: TypeName,
    bounds: Option<String>,
    doc: Option<String>,
}

#[derive(Serialize)]
struct ReturnsView {
    successes: Vec<SuccessRow>,
    ty: Option<TypeName>,
    /// Whether the caller gets errors beside the value.
    partial: bool,
}

#[derive(Serialize)]
struct SuccessRow {
    status: u16,
    at: String,
    errors_at: Option<String>,
    doc: Option<String>,
}

#[derive(Serialize)]
struct RejectRow {
    input: String,
    place: String,
    rule: String,
    doc: Option<String>,
}

#[derive(Serialize)]
struct QuestionView {
    heading: String,
    answer: String,
}

#[derive(Serialize)]
struct OmitRow {
    name: String,
    why: String,
}

impl ActionPage {
    /// The page of an action. `rust_sample` makes the Rust of a sample.
    pub fn new(
        resource: &Resource,
        action: &Action,
        api: &Api,
        rust_sample: &dyn Fn(&Action, &Sample) -> String,
    ) -> Self {
        let mut headings = Headings::with(&HEADINGS);
        headings.add(&action.title);
        let sample = |sample: &Sample| {
            // The code is for readers too: no secret stands in it.
            let shown = Sample { input: redact::document(&sample.input, action, api), ..sample.clone() };
            SampleView::new(sample, rust_sample(action, &shown), action, api, &mut headings)
        };
        let samples = action.samples.iter().map(sample).collect();
        let question = |question: &Question| QuestionView {
            heading: headings.add(&question.question).0,
            answer: question.answer.clone(),
        };
        let questions = action.faq.iter().map(question).collect();

        let mut types = Types::new(api, resource, headings);
        let path = types.rows(path_fields(action), Direction::Sent);
        let query = types.rows(query_fields(action, api), Direction::Sent);
        let body = action.endpoint().and_then(|endpoint| endpoint.body.as_ref()).map(|body| BodyView {
            ty: types.name(&body.ty, Direction::Sent),
            bounds: phrase::bounds(&body.ty),
            doc: body.doc.clone(),
        });
        let input = types.rows(input_fields(action, api), Direction::Sent);
        let input_types = types.sections();
        let returns = returns(action, &mut types);
        let output = action.steps().map(|steps| fields_of(api.type_def(steps.output))).unwrap_or_default();
        let output = types.rows(output, Direction::Returned);
        let output_types = types.sections();

        let steps = step::rows(action, api);
        let link = |id: &String| Link::to_action(id, api);
        Self {
            id: action.id.clone(),
            name: action.name.clone(),
            title: action.title.clone(),
            summary: action.summary.clone(),
            doc: action.doc.clone(),
            endpoints: link::endpoints(action, api),
            documentation: action.source.clone().filter(|source| markdown::web_address(source).is_some()),
            steps_have_errors: step::have_errors(&steps),
            steps,
            source: action.source.clone(),
            beta: action.beta,
            deprecated: action.deprecated.as_ref().map(|deprecation| DeprecationView {
                doc: deprecation.doc.clone(),
                instead: deprecation.use_instead.as_ref().and_then(link),
            }),
            credentials_rows: connection::rows(api),
            scopes: action.scopes.iter().map(|name| scope(name, api)).collect(),
            path,
            query,
            query_rules: query_rules(action, api),
            body,
            input,
            input_rules: input_rules(action, api),
            input_types,
            returns,
            output,
            output_types,
            paging: action.paginate().map(|scheme| PagingView::new(&api.pagination[scheme])),
            samples,
            rejects: action.rejects.iter().map(|reject| reject_row(reject, action, api)).collect(),
            rejects_explained: action.rejects.iter().any(|reject| reject.doc.is_some()),
            errors_rows: errors(action, api),
            effect: match action.effect {
                Effect::Safe => "safe",
                Effect::Idempotent => "idempotent",
                Effect::Once => "once",
            },
            destructive: match action.destructive {
                Destructive::No => "no",
                Destructive::Named => "named",
                Destructive::All => "all",
            },
            required: required::required(action, api),
            asked_for: required::asked_for(action, api),
            at_once: AtOnce::new(action, api),
            batch: BatchView::new(action),
            look_up: LookUpView::new(action, api, "../"),
            retry: RetryView::new(&api.retry),
            questions,
            related: action.related.iter().filter_map(link).collect(),
            omits: action
                .omits
                .iter()
                .map(|(name, why)| OmitRow { name: name.clone(), why: why.clone() })
                .collect(),
            deviations: deviation::rows(action, &types, api),
            input_schema: schema::path(&action.id, "input"),
            output_schema: schema::path(&action.id, "output"),
        }
    }
}

/// What comes back of a request. An action made of steps gives a record that the page shows as a table.
fn returns(action: &Action, types: &mut Types<'_>) -> ReturnsView {
    let Some(Endpoint { returns, .. }) = action.endpoint() else {
        return ReturnsView { successes: Vec::new(), ty: None, partial: false };
    };
    let successes = returns.successes.iter();
    ReturnsView {
        successes: successes
            .map(|success| SuccessRow {
                status: success.status,
                at: success.at.join("."),
                errors_at: success.errors_at.as_ref().map(|at| at.join(".")),
                doc: success.doc.clone(),
            })
            .collect(),
        ty: returns.ty.as_ref().map(|ty| types.name(ty, Direction::Returned)),
        partial: returns.is_partial(),
    }
}

/// What statuses mean. Of an action made of steps, the outcome depends on the call, so that its steps say more.
fn errors(action: &Action, api: &Api) -> Vec<ErrorRow> {
    let once = once_steps(action, api);
    let carries_little = match action.steps() {
        None => action.effect == Effect::Safe,
        Some(steps) => steps.calls.iter().all(|step| step::carries_one(step, api)),
    };
    let mut errors: Vec<_> = action.errors.iter().collect();
    // What holds for every action need not be able to happen in this one.
    errors.retain(|error| error.own || error.rule.kind != ErrorKind::TooLarge || !carries_little);
    let row = |error: &ErrorDoc| match action.steps() {
        None => ErrorRow::new(&error.rule, Some(action.effect)),
        Some(_) => ErrorRow::of_steps(&error.rule, &once),
    };
    errors.into_iter().map(row).collect()
}

fn path_fields(action: &Action) -> &[Field] {
    action.endpoint().map(|endpoint| endpoint.path_fields.as_slice()).unwrap_or_default()
}

fn query_fields<'a>(action: &Action, api: &'a Api) -> &'a [Field] {
    let query = action.endpoint().and_then(|endpoint| endpoint.query);
    query.map(|query| fields_of(api.type_def(query))).unwrap_or_default()
}

fn input_fields<'a>(action: &Action, api: &'a Api) -> &'a [Field] {
    action.steps().map(|steps| fields_of(api.type_def(steps.input))).unwrap_or_default()
}

fn query_rules(action: &Action, api: &Api) -> Vec<RuleRow> {
    let query = action.endpoint().and_then(|endpoint| endpoint.query);
    query.map(|query| rules_of(api.type_def(query))).unwrap_or_default()
}

fn input_rules(action: &Action, api: &Api) -> Vec<RuleRow> {
    action.steps().map(|steps| rules_of(api.type_def(steps.input))).unwrap_or_default()
}

fn scope(name: &str, api: &Api) -> ScopeRow {
    let doc = api.scopes.iter().find(|scope| scope.name == name).map(|scope| scope.doc.clone());
    ScopeRow { name: name.to_owned(), doc: doc.filter(|doc| !doc.is_empty()) }
}

fn reject_row(reject: &Reject, action: &Action, api: &Api) -> RejectRow {
    RejectRow {
        input: cut(Json::Object(redact::document(&reject.input, action, api)).to_string()),
        place: reject.place.clone(),
        rule: reject.rule.clone(),
        doc: reject.doc.clone(),
    }
}

/// A text that a cell can hold; a longer one ends in an ellipsis.
fn cut(text: String) -> String {
    match text.char_indices().nth(MOST_IN_A_CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
