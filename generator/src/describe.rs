//! The model as the description that the runtime executes: what `catalog.json` holds.
//!
//! The model knows what only the generator needs (names in Rust, provenance, docs pages); the description is a public
//! format. Nothing is judged here: what the model allows has a description.

mod types;

use actiongen_runtime::catalog::description as to;
use actiongen_runtime::{self as runtime, Backoff};

use crate::model::{
    self as from, Action, ActionKind, Api, Credential, Destructive, Endpoint, Expr, LookUp, Over, Paging,
    Reference, Root, Statuses, TextPart, Type, TypeId, TypeKind,
};
use crate::names::variable;

pub use self::types::TypeNames;
use self::types::{string, text};

/// The description of a service, without samples.
pub fn description(api: &Api) -> to::Description {
    partial(api, |_| true)
}

/// The description of some of the actions of a service, without samples. What they call has to be among them.
pub fn partial(api: &Api, is_described: impl Fn(&Action) -> bool) -> to::Description {
    let actions: Vec<&Action> = api.actions().map(|(_, action)| action).filter(|it| is_described(it)).collect();
    let names = TypeNames::of(api);
    let is_reached = names.reachable(actions.iter().flat_map(|action| types_of(action)));
    let types = api.resources.iter().flat_map(|resource| &resource.types);
    let types = types.filter(|id| is_reached[id.0]).map(|id| names.definition(*id));
    to::Description {
        generated_by: None,
        format: to::FORMAT,
        service: api.name.clone(),
        title: api.title.clone(),
        connection: api.connection.iter().map(|field| connection_field(field, api)).collect(),
        base_url: to::BaseUrlDescription {
            variable: variable(&api.name, "base_url"),
            default: api.base_url.clone(),
        },
        errors: api.errors.iter().map(error_rule).collect(),
        messages_at: api.messages_at.clone(),
        retry: retry(&api.retry),
        rate_limit: api.rate_limit.as_ref().map(rate_limit),
        actions: actions.into_iter().map(|action| self::action(action, api)).collect(),
        types: to::Types::new(types.collect()),
    }
}

fn connection_field(field: &from::ConnectionField, api: &Api) -> to::ConnectionField {
    to::ConnectionField {
        name: field.name.clone(),
        label: field.label.clone(),
        variable: variable(&api.name, &field.name),
        location: match &field.credential {
            Credential::BaseUrl => to::CredentialLocation::BaseUrl,
            Credential::Header(name) => to::CredentialLocation::Header(name.clone()),
        },
        secret: field.secret,
        schema: string(&field.text),
        doc: text(field.doc.as_deref()),
    }
}

fn error_rule(rule: &from::ErrorRule) -> runtime::ErrorRule {
    let status = match rule.statuses {
        Statuses::One(status) => runtime::Statuses::One(status),
        Statuses::Class(class) => runtime::Statuses::Class(class),
    };
    runtime::ErrorRule { status, kind: rule.kind }
}

fn retry(retry: &from::Retry) -> runtime::Retry {
    runtime::Retry {
        max_attempts: retry.attempts,
        statuses: retry.statuses.clone(),
        backoff: Backoff { first: retry.shortest, max: retry.longest },
        retry_after: retry.wait_headers.iter().map(wait_header).collect(),
    }
}

fn wait_header(header: &from::WaitHeader) -> runtime::WaitHeader {
    runtime::WaitHeader::new(&header.name.to_ascii_lowercase(), header.unit)
}

fn rate_limit(limit: &from::RateLimit) -> runtime::RateLimit {
    runtime::RateLimit {
        remaining: limit.left.to_ascii_lowercase(),
        limit: limit.quota.as_ref().map(|name| name.to_ascii_lowercase()),
        reset: limit.reset.as_ref().map(wait_header),
    }
}

/// The types that an action names.
fn types_of(action: &Action) -> Vec<TypeId> {
    match &action.kind {
        ActionKind::Endpoint(endpoint) => {
            let path = endpoint.path_fields.iter().filter_map(|field| field.ty.named());
            let body = endpoint.body.as_ref().and_then(|body| body.ty.named());
            let response = endpoint.returns.ty.as_ref().and_then(Type::named);
            let item = endpoint.reconcile.as_ref().map(|reconcile| reconcile.item);
            path.chain(endpoint.query).chain(body).chain(response).chain(item).collect()
        }
        ActionKind::Steps(steps) => vec![steps.input, steps.output],
    }
}

fn action(action: &Action, api: &Api) -> to::ActionDescription {
    let effect = match action.effect {
        from::Effect::Safe => runtime::Effect::Safe,
        from::Effect::Idempotent => runtime::Effect::Idempotent,
        from::Effect::Once => runtime::Effect::Once,
    };
    let mut described = to::ActionDescription::new(&action.id, &action.title, &action.summary, effect);
    described.doc = text(action.doc.as_deref());
    described.scopes.clone_from(&action.scopes);
    described.destructive = match action.destructive {
        Destructive::No => None,
        Destructive::Named => Some(to::Destructive::Named),
        Destructive::All => Some(to::Destructive::All),
    };
    described.deprecated = action.deprecated.as_ref().map(|deprecation| to::Deprecation {
        use_instead: deprecation.use_instead.clone(),
        doc: text(deprecation.doc.as_deref()),
    });
    described.beta = action.beta;
    let own = action.errors.iter().filter(|error| error.own);
    described.errors = own.map(|error| error_rule(&error.rule)).collect();
    match &action.kind {
        ActionKind::Endpoint(endpoint) => describe_endpoint(&mut described, endpoint, api),
        ActionKind::Steps(steps) => described.steps = Some(self::steps(steps, api)),
    }
    described
}

fn describe_endpoint(described: &mut to::ActionDescription, endpoint: &Endpoint, api: &Api) {
    let names = TypeNames::of(api);
    described.endpoint = Some(endpoint.line());
    described.request = to::Request {
        path: endpoint.path_fields.iter().map(|field| names.field(field)).collect(),
        query: endpoint.query.map(|query| names.reference(query)),
        body: endpoint.body.as_ref().map(|body| to::Body {
            schema: names.schema(&body.ty),
            doc: text(body.doc.as_deref()),
        }),
    };
    let success = endpoint.returns.successes.iter().map(|success| runtime::Success {
        status: success.status,
        at: success.at.clone(),
        errors_at: success.errors_at.clone(),
    });
    described.success = success.collect();
    described.response_doc = text(endpoint.returns.doc());
    described.response = endpoint.returns.ty.as_ref().map(|ty| names.schema(ty));
    described.paging = endpoint.paginate.map(|scheme| match &api.pagination[scheme].paging {
        Paging::Cursor { send, read } => {
            runtime::Paging::Cursor { parameter: send.clone(), at: read.clone() }
        }
        Paging::Page { send, first, last_at } => runtime::Paging::Page {
            parameter: send.clone(),
            first: *first,
            last_at: last_at.clone(),
        },
    });
    described.concurrency = endpoint.batch.as_ref().map(|batch| batch.concurrency);
    described.batch = endpoint.batch.as_ref().map(|batch| to::BatchDescription {
        over: match &batch.over {
            Over::Body => to::BatchOver::Body,
            Over::Query(parameter) => to::BatchOver::Query(parameter.clone()),
        },
        max_items: batch.most,
        concurrency: batch.concurrency,
        key: batch.key.clone(),
    });
    described.reconcile = endpoint.reconcile.as_ref().map(|reconcile| self::reconcile(reconcile, api));
}

fn reconcile(reconcile: &from::Reconcile, api: &Api) -> to::ReconcileDescription {
    let using = api.action(reconcile.using);
    let scope = Names { root: "item", input: reconcile.item, steps: &[], api };
    let query = using.endpoint().and_then(|endpoint| endpoint.query);
    to::ReconcileDescription {
        action: using.id.clone(),
        item: TypeNames::of(api).reference(reconcile.item),
        key: reconcile.key.clone(),
        lookup: match &reconcile.look_up {
            LookUp::Each => to::Lookup::One,
            LookUp::Many { field, most } => to::Lookup::Many {
                parameter: query.map(|query| scope.field(query, *field).to_owned()).unwrap_or_default(),
                max_items: *most,
            },
        },
        path: reconcile.path.iter().map(|value| scope.expression(value)).collect(),
        query: reconcile.query.as_ref().map(|value| scope.expression(value)),
    }
}

fn steps(steps: &from::Steps, api: &Api) -> to::StepsDescription {
    let scope = Names { root: "input", input: steps.input, steps: &steps.calls, api };
    let calls = steps.calls.iter().map(|step| to::StepDescription {
        name: step.name.clone(),
        call: api.action(step.action).id.clone(),
        guard: step.guard.as_ref().map(|guard| match guard.present {
            true => to::Guard::Present(scope.reference(&guard.on)),
            false => to::Guard::Absent(scope.reference(&guard.on)),
        }),
        path: step.path.iter().map(|value| scope.expression(value)).collect(),
        query: step.query.as_ref().map(|value| scope.expression(value)),
        body: step.body.as_ref().map(|value| scope.expression(value)),
        expect: step.expect.map(|expect| match expect {
            from::Expect::One => to::Expect::One,
            from::Expect::AtMostOne => to::Expect::AtMostOne,
            from::Expect::None => to::Expect::None,
            from::Expect::Many => to::Expect::Many,
        }),
        doc: text(step.doc.as_deref()),
    });
    to::StepsDescription {
        input: TypeNames::of(api).reference(steps.input),
        calls: calls.collect(),
        output: TypeNames::of(api).reference(steps.output),
        values: steps.values.iter().map(|value| scope.expression(value)).collect(),
    }
}

/// What the indices in expressions are called.
struct Names<'a> {
    root: &'static str,
    input: TypeId,
    steps: &'a [from::Step],
    api: &'a Api,
}

impl Names<'_> {
    fn field(&self, record: TypeId, field: usize) -> &str {
        match &self.api.type_def(record).kind {
            TypeKind::Record(record) => record.fields.get(field).map_or("", |field| &field.wire),
            _ => "",
        }
    }

    fn reference(&self, reference: &Reference) -> to::Reference {
        let mut path = match reference.root {
            Root::Input(field) => vec![self.root.to_owned(), self.field(self.input, field).to_owned()],
            Root::Step(step) => vec![self.steps[step].name.clone()],
        };
        path.extend(reference.path.iter().map(|(record, field)| self.field(*record, *field).to_owned()));
        to::Reference(path)
    }

    fn expression(&self, expression: &Expr) -> to::Expression {
        match expression {
            Expr::Reference(reference) => to::Expression::Ref(self.reference(reference)),
            Expr::Const(value, _) => to::Expression::Const(value.clone()),
            Expr::FirstOf(references) => {
                to::Expression::FirstOf(references.iter().map(|it| self.reference(it)).collect())
            }
            Expr::Text(parts) => {
                let parts = parts.iter().map(|part| match part {
                    TextPart::Literal(text) => to::TemplatePart::Text(text.clone()),
                    TextPart::Reference(reference) => to::TemplatePart::Ref(self.reference(reference)),
                });
                to::Expression::Template(parts.collect())
            }
            Expr::IsPresent(reference) => to::Expression::IsPresent(self.reference(reference)),
            Expr::NamesPresent(names) => {
                let names = names.iter().map(|(name, reference)| to::NamedReference {
                    name: name.clone(),
                    reference: self.reference(reference),
                });
                to::Expression::NamesPresent(names.collect())
            }
            Expr::Record { ty, fields, only_if } => {
                let fields = fields.iter().map(|(field, value)| to::FieldExpression {
                    name: self.field(*ty, *field).to_owned(),
                    value: self.expression(value),
                });
                to::Expression::Record {
                    fields: fields.collect(),
                    only_if: only_if.as_ref().map(|reference| self.reference(reference)),
                }
            }
            Expr::List(items, _) => to::Expression::List(items.iter().map(|item| self.expression(item)).collect()),
        }
    }
}
