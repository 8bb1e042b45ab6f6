//! A small service, made by hand, that the tests of the emitters share.
//!
//! It has one of everything that an emitter treats in its own way: a nullable list, a secret, a decimal, an enum, a
//! union, a map, a type that holds itself, a type of another resource, a query with joined lists, a deprecated action.

use actiongen_runtime::{ErrorKind, Format, Items, Length};
use serde_json::{Value as Json, json};

use crate::model::{
    Access, Action, ActionKind, Alternative, Api, Body, Call, ConnectionField, Credential, Deprecation,
    Destructive, Document, Effect, Endpoint, Enum, EnumValue, ErrorDoc, ErrorRule, Field, Limit, List,
    Method, Paging, PagingScheme, PathPart, Presence, Question, Range, Record, Reject, Resource, Retry,
    Returns, Sample, Scope, Statuses, Success, Tell, Text, Type, TypeDef, TypeId, TypeKind, Union, Usage,
    Value,
};

pub const CUSTOMER: TypeId = TypeId(0);
pub const NEW_CUSTOMER: TypeId = TypeId(1);
pub const NEW_ADDRESS: TypeId = TypeId(2);
pub const STATUS: TypeId = TypeId(3);
pub const FIELD_VALUE: TypeId = TypeId(4);
pub const LIST_QUERY: TypeId = TypeId(5);
pub const ERROR_BODY: TypeId = TypeId(6);
pub const LEVEL: TypeId = TypeId(7);

/// The value of a secret field; it must be in no output.
pub const PASSWORD: &str = "SecurePassword123!";

/// The service.
pub fn api() -> Api {
    Api {
        name: "shop".to_owned(),
        title: "Shop".to_owned(),
        summary: Some("Sells things.".to_owned()),
        doc: None,
        source: Some("https://shop.example/docs".to_owned()),
        base_url: "https://api.shop.example/stores/{store}".to_owned(),
        connection: vec![
            connection_field("store", Credential::BaseUrl, Some("^[a-z0-9]+$")),
            ConnectionField {
                secret: true,
                ..connection_field("access_token", Credential::Header("X-Token".to_owned()), None)
            },
        ],
        scopes: vec![Scope { name: "customers".to_owned(), doc: "Read and change customers".to_owned() }],
        errors: vec![
            error(Statuses::One(401), ErrorKind::Unauthorized),
            error(Statuses::Class(5), ErrorKind::Unavailable),
        ],
        error_body: Some(ERROR_BODY),
        messages_at: vec![vec!["errors".to_owned()], vec!["title".to_owned()]],
        retry: Retry::usual(),
        rate_limit: None,
        pagination: vec![PagingScheme {
            name: "cursor".to_owned(),
            paging: Paging::Cursor {
                send: "after".to_owned(),
                read: vec!["meta".to_owned(), "next".to_owned()],
            },
            parameters: vec![],
        }],
        resources: vec![
            Resource { types: vec![ERROR_BODY, LEVEL], ..resource("common", vec![]) },
            Resource {
                types: vec![CUSTOMER, NEW_CUSTOMER, NEW_ADDRESS, STATUS, FIELD_VALUE, LIST_QUERY],
                uses: vec![0],
                ..resource("customers", vec![create(), get(), list_action()])
            },
        ],
        types: types(),
    }
}

fn types() -> Vec<TypeDef> {
    let id = Field {
        access: Access::Read,
        presence: Presence::Required,
        ..field("id", Type::Int32(Range::default()))
    };
    vec![
        type_def(
            "Customer",
            record(vec![
                id,
                Field { doc: Some("Where to write to.".to_owned()), ..field("email", text(3..=255)) },
                field("status", Type::Named(STATUS)),
                Field { presence: Presence::OptionalNullable, ..field("value", Type::Named(FIELD_VALUE)) },
                field("level", Type::Named(LEVEL)),
                field("created", Type::DateTime { rfc2822: false }),
            ]),
        ),
        type_def(
            "NewCustomer",
            record(vec![
                Field {
                    presence: Presence::Required,
                    doc: Some("Where to write to.".to_owned()),
                    ..field(
                        "email",
                        Type::Text(Text {
                            length: Some((3..=250).into()),
                            format: Some(Format::Email),
                            pattern: None,
                        }),
                    )
                },
                Field { secret: true, access: Access::Write, ..field("new_password", text(8..=64)) },
                field("credit", Type::Decimal { range: range("0", true, "1000.5", false), as_number: true }),
                Field {
                    presence: Presence::OptionalNullable,
                    deviation: Some("Null stands only in the prose.".to_owned()),
                    ..field("channel_ids", list(Type::Int(Range::default()), Some((1..).into())))
                },
                field("addresses", list(Type::Named(NEW_ADDRESS), Some((..=10).into()))),
                Field {
                    deprecated: Some("Use addresses.".to_owned()),
                    ..field("fields", Type::Map(Box::new(Type::Named(FIELD_VALUE))))
                },
            ]),
        ),
        TypeDef {
            doc: Some("An address.".to_owned()),
            ..type_def(
                "NewAddress",
                record(vec![
                    Field {
                        presence: Presence::Required,
                        example: Some(json!("US")),
                        ..field("country_code", text(2..=2))
                    },
                    Field { boxed: true, ..field("inside", Type::Named(NEW_ADDRESS)) },
                ]),
            )
        },
        type_def(
            "Status",
            TypeKind::Enum(Enum {
                values: vec![
                    EnumValue {
                        doc: Some("Buys.".to_owned()),
                        ..enum_value(Value::Text("active".to_owned()))
                    },
                    enum_value(Value::Text(String::new())),
                ],
            }),
        ),
        type_def(
            "FieldValue",
            TypeKind::Union(Union {
                alternatives: vec![
                    Alternative {
                        rust: "Text".to_owned(),
                        ty: Type::Text(Text::default()),
                        scalar: None,
                        tell: Tell::JsonType,
                    },
                    Alternative {
                        rust: "Number".to_owned(),
                        ty: Type::Number(Range::default()),
                        scalar: None,
                        tell: Tell::JsonType,
                    },
                ],
            }),
        ),
        type_def(
            "ListQuery",
            record(vec![
                field("id:in", joined(Type::Int(Range::default()), Some((1..).into()))),
                field("name:in", joined(text(1..=100), None)),
                Field {
                    default: Some(json!(50)),
                    ..field("limit", Type::Int(range("1", false, "250", false)))
                },
                Field { default: None, ..field("after", Type::Text(Text::default())) },
            ]),
        ),
        TypeDef {
            resource: 0,
            ..type_def("ErrorBody", record(vec![field("title", Type::Text(Text::default()))]))
        },
        TypeDef {
            resource: 0,
            ..type_def(
                "Level",
                TypeKind::Enum(Enum { values: vec![enum_value(Value::Int(1)), enum_value(Value::Int(2))] }),
            )
        },
    ]
}

fn create() -> Action {
    let body = json!([{"email": "jane.doe@shop.example", "new_password": PASSWORD}]);
    Action {
        doc: Some("A customer can have **many** addresses.\n\n- one\n- two".to_owned()),
        kind: ActionKind::Endpoint(Box::new(Endpoint {
            body: Some(Body {
                ty: list(Type::Named(NEW_CUSTOMER), Some((1..=10).into())),
                doc: None,
                deviation: Some("The limit of 10 stands only in the prose.".to_owned()),
            }),
            returns: returns(200, &["data"], Some(list(Type::Named(CUSTOMER), None))),
            ..endpoint(Method::Post, vec![PathPart::Literal("/v3/customers".to_owned())])
        })),
        effect: Effect::Once,
        errors: vec![
            ErrorDoc {
                rule: ErrorRule {
                    doc: Some("The email is taken.".to_owned()),
                    ..error(Statuses::One(422), ErrorKind::Invalid)
                },
                own: true,
            },
            ErrorDoc { rule: error(Statuses::One(401), ErrorKind::Unauthorized), own: false },
            ErrorDoc { rule: error(Statuses::Class(5), ErrorKind::Unavailable), own: false },
        ],
        samples: vec![Sample {
            input: document(&[("body", body.clone())]),
            calls: vec![Call {
                step: None,
                method: Method::Post,
                target: "/v3/customers".to_owned(),
                body: Some(body),
                status: 200,
                response: Some(json!({"data": [{"id": 7, "email": "jane.doe@shop.example"}], "meta": {}})),
                answered: true,
            }],
            ..sample("one customer")
        }],
        rejects: vec![Reject {
            input: document(&[("body", json!([]))]),
            place: "body".to_owned(),
            rule: "items".to_owned(),
            doc: Some("At least one.".to_owned()),
        }],
        faq: vec![Question { question: "Is it fast?".to_owned(), answer: "Yes.".to_owned() }],
        related: vec!["customers.list".to_owned()],
        omits: vec![("notify".to_owned(), "Nobody needs it.".to_owned())],
        ..action("create", "Create customers")
    }
}

fn get() -> Action {
    Action {
        kind: ActionKind::Endpoint(Box::new(Endpoint {
            path_fields: vec![Field {
                presence: Presence::Required,
                ..field("id", Type::Int32(Range::default()))
            }],
            returns: returns(200, &[], Some(Type::Named(CUSTOMER))),
            ..endpoint(Method::Get, vec![PathPart::Literal("/v2/customers/".to_owned()), PathPart::Field(0)])
        })),
        beta: true,
        deprecated: Some(Deprecation {
            use_instead: Some("customers.list".to_owned()),
            doc: Some("It is old.".to_owned()),
        }),
        samples: vec![Sample {
            input: document(&[("path", json!({"id": 7}))]),
            calls: vec![Call { target: "/v2/customers/7".to_owned(), ..call() }],
            ..sample("by id")
        }],
        ..action("get", "Get a customer")
    }
}

fn list_action() -> Action {
    Action {
        kind: ActionKind::Endpoint(Box::new(Endpoint {
            query: Some(LIST_QUERY),
            returns: returns(200, &["data"], Some(list(Type::Named(CUSTOMER), None))),
            paginate: Some(0),
            ..endpoint(Method::Get, vec![PathPart::Literal("/v3/customers".to_owned())])
        })),
        samples: vec![Sample {
            input: document(&[("query", json!({"id:in": [4, 5]}))]),
            calls: vec![Call {
                target: "/v3/customers?id:in=4,5".to_owned(),
                response: Some(json!({"data": []})),
                ..call()
            }],
            ..sample("by id")
        }],
        ..action("list", "List customers")
    }
}

pub fn action(name: &str, title: &str) -> Action {
    Action {
        name: name.to_owned(),
        id: format!("customers.{name}"),
        title: title.to_owned(),
        summary: format!("{title} in one call."),
        doc: None,
        source: Some("https://shop.example/docs/customers".to_owned()),
        deviation: None,
        kind: ActionKind::Endpoint(Box::new(endpoint(Method::Get, vec![]))),
        scopes: vec!["customers".to_owned()],
        effect: Effect::Safe,
        destructive: Destructive::No,
        errors: vec![],
        samples: vec![],
        rejects: vec![],
        faq: vec![],
        related: vec![],
        beta: false,
        deprecated: None,
        omits: vec![],
    }
}

pub fn field(wire: &str, ty: Type) -> Field {
    Field {
        wire: wire.to_owned(),
        rust: wire.replace(':', "_"),
        label: crate::phrase::capitalised(&wire.replace(['_', ':'], " ").replace(" ids", " IDs")),
        ty,
        presence: Presence::Optional,
        access: Access::Both,
        secret: false,
        accepts: vec![],
        boxed: false,
        default: None,
        example: None,
        placeholder: None,
        doc: None,
        deprecated: None,
        beta: false,
        deviation: None,
        scalar: None,
    }
}

pub fn list(item: Type, items: Option<Items>) -> Type {
    Type::List(Box::new(List { item, items, unique: false, joined: false }))
}

fn joined(item: Type, items: Option<Items>) -> Type {
    Type::List(Box::new(List { item, items, unique: false, joined: true }))
}

pub fn text(length: impl Into<Length>) -> Type {
    Type::Text(Text { length: Some(length.into()), format: None, pattern: None })
}

pub fn range(min: &str, min_excluded: bool, max: &str, max_excluded: bool) -> Range {
    let limit = |value: &str, excluded| Some(Limit { value: value.to_owned(), excluded });
    Range { min: limit(min, min_excluded), max: limit(max, max_excluded) }
}

pub fn record(fields: Vec<Field>) -> TypeKind {
    TypeKind::Record(Record { fields, rules: Vec::new() })
}

pub fn type_def(name: &str, kind: TypeKind) -> TypeDef {
    TypeDef {
        resource: 1,
        name: name.to_owned(),
        rust: name.to_owned(),
        doc: None,
        source: None,
        deviation: None,
        deprecated: None,
        usage: Usage { body: true, query: false, answer: true },
        kind,
    }
}

fn enum_value(value: Value) -> EnumValue {
    EnumValue { value, rust: "Variant".to_owned(), doc: None, deprecated: None, deviation: None }
}

fn connection_field(name: &str, credential: Credential, pattern: Option<&str>) -> ConnectionField {
    ConnectionField {
        name: name.to_owned(),
        rust: name.to_owned(),
        label: crate::phrase::capitalised(&name.replace('_', " ")),
        text: Text { pattern: pattern.map(str::to_owned), ..Text::default() },
        secret: false,
        credential,
        doc: None,
        example: None,
        deviation: None,
    }
}

fn resource(name: &str, actions: Vec<Action>) -> Resource {
    Resource {
        name: name.to_owned(),
        handle: crate::phrase::capitalised(name),
        title: crate::phrase::capitalised(name),
        doc: None,
        source: None,
        types: vec![],
        actions,
        uses: vec![],
    }
}

fn error(statuses: Statuses, kind: ErrorKind) -> ErrorRule {
    ErrorRule { statuses, kind, doc: None, deviation: None }
}

fn endpoint(method: Method, path: Vec<PathPart>) -> Endpoint {
    Endpoint {
        method,
        path,
        path_fields: vec![],
        query: None,
        body: None,
        returns: returns(204, &[], None),
        paginate: None,
        batch: None,
        reconcile: None,
    }
}

fn returns(status: u16, at: &[&str], ty: Option<Type>) -> Returns {
    let at = at.iter().map(|part| (*part).to_owned()).collect();
    Returns { successes: vec![Success { status, at, errors_at: None, doc: None, deviation: None }], ty }
}

fn sample(name: &str) -> Sample {
    Sample {
        name: name.to_owned(),
        doc: None,
        deviation: None,
        input: Document::new(),
        calls: vec![],
        output: None,
        shows_output: false,
        shows_errors: false,
        fails: None,
    }
}

fn call() -> Call {
    Call {
        step: None,
        method: Method::Get,
        target: String::new(),
        body: None,
        status: 200,
        response: Some(json!({"id": 7})),
        answered: true,
    }
}

fn document(parts: &[(&str, Json)]) -> Document {
    parts.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}
