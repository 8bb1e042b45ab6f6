//! The model as the description that the runtime executes: what `catalog.json` holds.
//!
//! The model knows what only the generator needs (names in Rust, provenance, docs pages); the description is a public
//! format. Nothing is judged here: what the model allows has a description.

use actiongen_runtime::catalog::description as to;
use actiongen_runtime::{self as runtime, Backoff};
use serde_json::Value as Json;

use crate::model::{
    self as from, Access, Action, ActionKind, Api, Credential, Destructive, Endpoint, Expr, Field, LookUp, Over, Paging,
    Reference, Root, RuleKind, Statuses, Tell, TextPart, Then, Type, TypeId, TypeKind,
};
use crate::names::variable;

/// The description of a service, without samples.
pub fn description(api: &Api) -> to::Description {
    let types = reachable(api).into_iter().map(|id| definition(id, api)).collect();
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
        actions: api.actions().map(|(_, action)| self::action(action, api)).collect(),
        types: to::Types::new(types),
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

/// A text without the line ends that YAML leaves around it.
fn text(doc: Option<&str>) -> Option<String> {
    doc.map(|doc| doc.trim().to_owned())
}

/// The types that actions name, and those inside them, in the order of the model.
fn reachable(api: &Api) -> Vec<TypeId> {
    let mut open: Vec<TypeId> = Vec::new();
    for (_, action) in api.actions() {
        match &action.kind {
            ActionKind::Endpoint(endpoint) => {
                open.extend(endpoint.path_fields.iter().filter_map(|field| field.ty.named()));
                open.extend(endpoint.query);
                open.extend(endpoint.body.as_ref().and_then(|body| body.ty.named()));
                open.extend(endpoint.returns.ty.as_ref().and_then(Type::named));
                open.extend(endpoint.reconcile.as_ref().map(|reconcile| reconcile.item));
            }
            ActionKind::Steps(steps) => open.extend([steps.input, steps.output]),
        }
    }
    let mut is_reached = vec![false; api.types.len()];
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut is_reached[id.0], true) {
            continue;
        }
        match &api.type_def(id).kind {
            TypeKind::Record(record) => open.extend(record.fields.iter().filter_map(|field| field.ty.named())),
            TypeKind::Enum(_) => {}
            TypeKind::Union(union) => open.extend(union.alternatives.iter().filter_map(|it| it.ty.named())),
            TypeKind::Tagged(tagged) => open.extend(tagged.variants.iter().map(|variant| variant.record)),
        }
    }
    let all = api.resources.iter().flat_map(|resource| &resource.types);
    all.copied().filter(|id| is_reached[id.0]).collect()
}

fn type_name(id: TypeId, api: &Api) -> String {
    let ty = api.type_def(id);
    format!("{}.{}", api.resources[ty.resource].name, ty.name)
}

fn type_ref(id: TypeId, api: &Api) -> to::TypeRef {
    to::TypeRef::new(type_name(id, api))
}

fn definition(id: TypeId, api: &Api) -> to::TypeDefinition {
    let ty = api.type_def(id);
    let kind = match &ty.kind {
        TypeKind::Record(record) => to::TypeKind::Record(to::Record {
            fields: record.fields.iter().map(|field| self::field(field, api)).collect(),
            rules: record.rules.iter().map(|rule| self::rule(rule, record)).collect(),
        }),
        TypeKind::Enum(of) => to::TypeKind::Enum(of.values.iter().map(enum_value).collect()),
        TypeKind::Union(union) => {
            let alternatives = union.alternatives.iter().map(|alternative| to::Alternative {
                name: alternative.rust.clone(),
                schema: schema(&alternative.ty, api),
                mark: match &alternative.tell {
                    Tell::JsonType => to::Mark::JsonType,
                    Tell::Shape => to::Mark::Shape,
                    Tell::Fields(fields) => to::Mark::Fields(fields.clone()),
                },
            });
            to::TypeKind::AnyOf(to::Union { alternatives: alternatives.collect() })
        }
        TypeKind::Tagged(tagged) => {
            let variants = tagged.variants.iter().map(|variant| to::Variant {
                value: variant.value.clone(),
                record: type_ref(variant.record, api),
                doc: text(variant.doc.as_deref()),
            });
            to::TypeKind::Tagged(to::Tagged { tag: tagged.tag.clone(), variants: variants.collect() })
        }
    };
    to::TypeDefinition::new(type_name(id, api), text(ty.doc.as_deref()), text(ty.deprecated.as_deref()), kind)
}

fn enum_value(value: &from::EnumValue) -> to::EnumValue {
    to::EnumValue {
        value: match &value.value {
            from::Value::Text(text) => Json::from(text.as_str()),
            from::Value::Int(number) => Json::from(*number),
        },
        doc: text(value.doc.as_deref()),
        deprecated: text(value.deprecated.as_deref()),
    }
}

fn field(field: &Field, api: &Api) -> to::Field {
    to::Field {
        name: field.wire.clone(),
        label: field.label.clone(),
        schema: schema(&field.ty, api),
        required: field.presence.is_required(),
        nullable: field.presence.is_nullable(),
        access: match field.access {
            Access::Both => None,
            Access::Read => Some(to::Access::Read),
            Access::Write => Some(to::Access::Write),
        },
        secret: field.secret,
        accepts: field.accepts.clone(),
        default: field.default.clone(),
        doc: text(field.doc.as_deref()),
        example: field.example.clone().filter(|_| !field.secret),
        placeholder: field.placeholder.clone(),
        deprecated: text(field.deprecated.as_deref()),
    }
}

fn schema(ty: &Type, api: &Api) -> to::Type {
    match ty {
        Type::Text(bounds) => to::Type::String(string(bounds)),
        Type::Bool { as_int } => to::Type::Boolean { as_integer: *as_int },
        Type::Int(range) => to::Type::Integer(bounds(range)),
        Type::Int32(range) => to::Type::Int32(bounds(range)),
        Type::Number(range) => to::Type::Number(bounds(range)),
        Type::Decimal { range, as_number } => {
            to::Type::Decimal(to::DecimalType { bounds: bounds(range), as_number: *as_number })
        }
        Type::Date => to::Type::Date,
        Type::DateTime { rfc2822 } => to::Type::DateTime { rfc2822: *rfc2822 },
        Type::Json => to::Type::Json,
        Type::List(list) => to::Type::Array(Box::new(to::ArrayType {
            items: schema(&list.item, api),
            min_items: list.items.map(|items| items.min()).filter(|min| *min > 0),
            max_items: list.items.and_then(|items| items.max()),
            unique: list.unique,
            style: if list.joined { to::ListStyle::Comma } else { to::ListStyle::Repeated },
        })),
        Type::Map(values) => to::Type::Map { values: Box::new(schema(values, api)) },
        Type::Named(id) => to::Type::Ref(type_ref(*id, api)),
    }
}

fn string(bounds: &from::Text) -> to::StringType {
    to::StringType {
        min_length: bounds.length.map(|length| length.min()).filter(|min| *min > 0),
        max_length: bounds.length.and_then(|length| length.max()),
        format: bounds.format,
        pattern: bounds.pattern.clone().map(Into::into),
    }
}

fn bounds(range: &from::Range) -> to::NumberBounds {
    let end = |limit: &Option<from::Limit>, excluded: bool| {
        limit.as_ref().filter(|limit| limit.excluded == excluded).map(|limit| limit.value.clone())
    };
    to::NumberBounds {
        minimum: end(&range.min, false),
        exclusive_minimum: end(&range.min, true),
        maximum: end(&range.max, false),
        exclusive_maximum: end(&range.max, true),
    }
}

fn rule(rule: &from::Rule, record: &from::Record) -> to::RuleDescription {
    let name = |field: usize| record.fields[field].wire.clone();
    let names = |fields: &[usize]| fields.iter().map(|field| name(*field)).collect::<Vec<_>>();
    let condition = |condition: &from::Condition| to::Condition {
        field: name(condition.field),
        values: condition.values.clone(),
    };
    let kind = match &rule.kind {
        RuleKind::ExactlyOne(fields) => to::RuleKind::ExactlyOne(names(fields)),
        RuleKind::AtLeastOne(fields) => to::RuleKind::AtLeastOne(names(fields)),
        RuleKind::AtMostOne(fields) => to::RuleKind::AtMostOne(names(fields)),
        RuleKind::AllOrNone(fields) => to::RuleKind::AllOrNone(names(fields)),
        RuleKind::IfPresent { field, then } => {
            to::RuleKind::IfPresent { field: name(*field), then: names(then) }
        }
        RuleKind::If { condition: when, then } => to::RuleKind::If {
            condition: condition(when),
            then: match then {
                Then::Present(fields) => to::Then::Present(names(fields)),
                Then::Met(conditions) => to::Then::Met(conditions.iter().map(condition).collect()),
            },
        },
        RuleKind::Equal(fields) => to::RuleKind::Equal(names(fields)),
    };
    to::RuleDescription { rule: kind, doc: rule.doc.clone() }
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
    described.endpoint = Some(endpoint.line());
    described.request = to::Request {
        path: endpoint.path_fields.iter().map(|field| self::field(field, api)).collect(),
        query: endpoint.query.map(|query| type_ref(query, api)),
        body: endpoint.body.as_ref().map(|body| to::Body {
            schema: schema(&body.ty, api),
            doc: text(body.doc.as_deref()),
        }),
    };
    let success = endpoint.returns.successes.iter().map(|success| runtime::Success {
        status: success.status,
        at: success.at.clone(),
        errors_at: success.errors_at.clone(),
    });
    described.success = success.collect();
    described.response = endpoint.returns.ty.as_ref().map(|ty| schema(ty, api));
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
        item: type_ref(reconcile.item, api),
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
        input: type_ref(steps.input, api),
        calls: calls.collect(),
        output: type_ref(steps.output, api),
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
