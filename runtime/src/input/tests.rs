use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::check::Check;
use crate::validate::Validate;
use crate::{Date, DateTime, Decimal, Presence, Secret};

/// Reads the document's `body` as a `T`; what was refused, one a line: `path rule: message`.
fn read<T: FromInput>(body: Value) -> (T, Vec<String>) {
    let document = json!({"body": body});
    let mut reading = Reading::new(&document);
    let value = reading.field("body");
    let violations = reading.finish(Violations::new()).err().unwrap_or_default();
    (value, lines(&violations))
}

fn lines(violations: &Violations) -> Vec<String> {
    let line = |v: &Violation| format!("{} {}: {}", v.path(), v.rule(), v.message());
    violations.iter().map(line).collect()
}

fn refused<T: FromInput + std::fmt::Debug>(body: Value) -> String {
    let (value, lines) = read::<T>(body);
    assert_eq!(lines.len(), 1, "{value:?}: {lines:?}");
    lines[0].clone()
}

#[test]
fn every_type_takes_its_own() {
    fn taken<T: FromInput + PartialEq + std::fmt::Debug>(body: Value, expected: T) {
        let (value, lines) = read::<T>(body);
        assert_eq!((value, lines), (expected, vec![]));
    }
    taken(json!("é"), "é".to_owned());
    taken(json!(""), String::new());
    taken(json!(true), true);
    taken(json!(i64::MIN), i64::MIN);
    taken(json!(i32::MAX), i32::MAX);
    taken(json!(1), 1.0);
    taken(json!(1.5), 1.5);
    taken(json!("1.50"), Decimal::new("1.50").unwrap());
    taken(json!(7), Decimal::from(7));
    taken(json!("soon"), DateTime::new("soon"));
    taken(json!("2026-02-28"), Date::new("2026-02-28"));
    taken(json!(null), Value::Null);
    taken(json!([1, 2]), vec![1, 2]);
    taken(json!({"a": 1}), BTreeMap::from([("a".to_owned(), 1)]));
    taken(json!("x"), Some("x".to_owned()));
    taken(json!(null), Presence::<i64>::Null);
    taken(json!(1), Presence::Value(1));
    taken(json!("x"), Secret::<String>::from("x"));
    taken(json!(1), Box::new(1));
    taken(json!(null), Some(Value::Null));
}

#[test]
fn and_refuses_the_rest() {
    let table = [
        (refused::<String>(json!(1)), "body type: expected text, found a number"),
        (refused::<String>(json!(null)), "body null: null is not a value here; expected text"),
        (refused::<Option<String>>(json!(null)), "body null: null is not a value here; expected text"),
        (refused::<Secret<String>>(json!(null)), "body null: null is not a value here; expected text"),
        (refused::<bool>(json!("true")), "body type: expected true or false, found text"),
        (refused::<i64>(json!("1")), "body type: expected a whole number, found text"),
        (refused::<i64>(json!(5.0)), "body type: expected a whole number, found a number with a fraction"),
        (
            refused::<i64>(json!(u64::MAX)),
            "body range: 18446744073709551615 is out of range; it must be -9223372036854775808 to 9223372036854775807",
        ),
        (
            refused::<i32>(json!(2_147_483_648_i64)),
            "body range: 2147483648 is out of range; it must be -2147483648 to 2147483647",
        ),
        (
            refused::<Secret<i32>>(json!(2_147_483_648_i64)),
            "body range: the value is out of range; it must be -2147483648 to 2147483647",
        ),
        (refused::<f64>(json!("1.5")), "body type: expected a number, found text"),
        (refused::<Decimal>(json!("1,5")), "body format: \"1,5\" is not a decimal number such as 19.90"),
        (
            refused::<Secret<Decimal>>(json!("1,5")),
            "body format: the value is not a decimal number such as 19.90",
        ),
        (refused::<Decimal>(json!([])), "body type: expected a decimal, as text or number, found a list"),
        (refused::<Date>(json!(1)), "body type: expected text, found a number"),
        (refused::<Vec<i64>>(json!({})), "body type: expected a list, found an object"),
        (refused::<Vec<i64>>(json!([1, "x", 2])), "body[1] type: expected a whole number, found text"),
        (refused::<BTreeMap<String, i64>>(json!([])), "body type: expected an object, found a list"),
        (
            refused::<BTreeMap<String, bool>>(json!({"a": 1})),
            "body.a type: expected true or false, found a number",
        ),
        (refused::<Presence<i64>>(json!("x")), "body type: expected a whole number, found text"),
    ];
    for (found, expected) in table {
        assert_eq!(found, expected);
    }
}

#[derive(Debug, PartialEq)]
struct Customer {
    email: String,
    group: i32,
    notes: Presence<String>,
    phone: Option<String>,
    address: Address,
}

#[derive(Debug, PartialEq)]
struct Address {
    city: String,
}

impl FromInput for Customer {
    fn from_input(input: Input<'_>) -> Self {
        let mut object = input.object();
        let this = Self {
            email: object.field("email"),
            group: object.field("customer_group_id"),
            notes: object.field("notes"),
            phone: object.nullable("phone"),
            address: object.field("address"),
        };
        object.finish();
        this
    }
}

impl FromInput for Address {
    fn from_input(input: Input<'_>) -> Self {
        let mut object = input.object();
        let this = Self { city: object.field("city") };
        object.finish();
        this
    }
}

#[test]
fn several_mistakes_are_told_at_once() {
    let (customer, lines) = read::<Vec<Customer>>(json!([
        {"emial": "a@b", "customer_group_id": "1", "notes": null, "company": "x", "address": {"city": 1}},
        "nobody",
        {"email": "a@b", "Email": "c", "customer_group_id": 1, "phone": null, "address": {"city": "Roma"}},
    ]));
    assert_eq!(
        lines,
        [
            "body[0].email required: this is required",
            "body[0].customer_group_id type: expected a whole number, found text",
            "body[0].phone required: this is required; null is a value",
            "body[0].address.city type: expected text, found a number",
            "body[0].emial unknown: there is no such field; did you mean `email`?",
            "body[0].company unknown: there is no such field",
            "body[1] type: expected an object, found text",
            "body[2].Email unknown: there is no such field",
        ]
    );
    assert_eq!(customer[0].notes, Presence::Null);
    assert_eq!(customer[2].address.city, "Roma");
}

#[test]
fn documents_are_read_from_the_root() {
    let finish = |document: &Value, bounds: Violations| {
        let mut reading = Reading::new(document);
        let mut path = reading.section("path");
        let id: i64 = path.field("id");
        path.finish();
        let query: Option<Address> = reading.field("query");
        let body: Option<Address> = reading.field("body");
        (id, query, body, reading.finish(bounds).err().map_or(vec![], |v| lines(&v)))
    };
    let document = json!({"path": {"id": 7}, "query": {"city": "a"}});
    let (id, query, body, found) = finish(&document, Violations::new());
    assert_eq!((id, query.unwrap().city.as_str(), body), (7, "a", None));
    assert_eq!(found, Vec::<String>::new());

    let (.., found) = finish(&json!({"qeury": {}, "path": {"di": 1}}), Violations::new());
    assert_eq!(
        found,
        [
            "path.id required: this is required",
            "path.di unknown: there is no such field; did you mean `id`?",
            // A query that is left out is an empty one: what it lacks is its field.
            "query.city required: this is required",
            "qeury unknown: there is no such part; did you mean `query`?",
        ]
    );

    let (.., found) = finish(&json!([1]), Violations::new());
    assert_eq!(found, [" type: expected an object, found a list"]);
}

#[test]
fn bounds_that_placeholders_broke_are_left_out() {
    let violation = |path: &str| Violation::new(path, Rule::Comma, "x");
    let document = json!({"body": {"customer_group_id": 1, "phone": "", "address": []}});
    let mut reading = Reading::new(&document);
    let _: Customer = reading.field("body");
    let bounds = ["body.email", "body.address.city", "body.phone", "body.email_two"].map(violation);
    let found = reading.finish(bounds.into_iter().collect()).unwrap_err();
    let paths: Vec<&str> = found.iter().map(Violation::path).collect();
    assert_eq!(paths, ["body.email", "body.address", "body.phone", "body.email_two"]);
}

#[derive(Debug)]
struct Kinds(Option<String>, Option<i64>);

impl FromInput for Kinds {
    fn from_input(input: Input<'_>) -> Self {
        match input.kind() {
            Kind::Text => Self(input.text_of(&["residential", "commercial"]).map(str::to_owned), None),
            Kind::Number => Self(None, input.number_of(&[0, 1])),
            _ => {
                let _ = input.no_alternative(&["text", "a number"]);
                Self(None, None)
            }
        }
    }
}

#[test]
fn enums_and_unions_say_what_they_take() {
    assert_eq!(read::<Kinds>(json!("commercial")).0.0.unwrap(), "commercial");
    assert_eq!(read::<Kinds>(json!(1)).0.1, Some(1));
    assert_eq!(
        refused::<Kinds>(json!("Residental")),
        "body enum: \"Residental\" is not one of \"residential\" or \"commercial\"; did you mean \"residential\"?"
    );
    assert_eq!(
        refused::<Secret<Kinds>>(json!("x")),
        "body enum: the value is not one of \"residential\" or \"commercial\""
    );
    assert_eq!(refused::<Kinds>(json!(2)), "body enum: 2 is not one of 0 or 1");
    assert_eq!(refused::<Kinds>(json!([])), "body type: expected text or a number, found a list");
    assert_eq!(
        refused::<Kinds>(json!(null)),
        "body null: null is not a value here; expected text or a number"
    );
}

#[derive(Debug)]
struct Tree(Vec<Tree>);

impl FromInput for Tree {
    fn from_input(input: Input<'_>) -> Self {
        Self(Vec::from_input(input))
    }
}

impl Tree {
    fn depth(&self) -> usize {
        self.0.first().map_or(0, |inner| 1 + inner.depth())
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| (0..depth).fold(json!([]), |inner, _| json!([inner]));
    let (tree, found) = read::<Tree>(nested(128));
    assert_eq!((tree.depth(), found), (128, vec![]));
    let deep = refused::<Tree>(nested(1_000));
    assert!(deep.ends_with("depth: this is nested more than 128 levels deep"), "{deep}");
}

#[derive(Debug, PartialEq)]
enum Shape {
    Circle(Circle),
    Square(Square),
}

#[derive(Debug, PartialEq)]
struct Circle {
    radius: i64,
}

#[derive(Debug, PartialEq)]
struct Square {
    side: Option<i64>,
}

impl FromInput for Circle {
    fn from_input(input: Input<'_>) -> Self {
        let mut object = input.object();
        let this = Self { radius: object.field("radius") };
        object.finish();
        this
    }
}

impl FromInput for Square {
    fn from_input(input: Input<'_>) -> Self {
        let mut object = input.object();
        let this = Self { side: object.field("side") };
        object.finish();
        this
    }
}

impl FromInput for Shape {
    fn from_input(mut input: Input<'_>) -> Self {
        match input.tag("type", &["circle", "square"]) {
            Some("circle") => Self::Circle(FromInput::from_input(input)),
            _ => Self::Square(FromInput::from_input(input)),
        }
    }
}

#[test]
fn a_tag_says_what_an_object_is() {
    for (body, expected) in [
        (json!({"type": "circle", "radius": 1}), Shape::Circle(Circle { radius: 1 })),
        (json!({"side": 2, "type": "square"}), Shape::Square(Square { side: Some(2) })),
    ] {
        assert_eq!(read::<Shape>(body), (expected, vec![]));
    }
    for (body, expected) in [
        (json!({"radius": 1}), "body.type required: this is required; it says what the rest is"),
        (
            json!({"type": "cirle", "radius": "x"}),
            r#"body.type enum: "cirle" is not one of "circle" or "square"; did you mean "circle"?"#,
        ),
        (json!({"type": 1}), "body.type type: expected text, found a number"),
        (json!({"type": null}), "body.type null: null is not a value here; expected text"),
        (json!([]), "body type: expected an object, found a list"),
        (json!({"type": "circle"}), "body.radius required: this is required"),
        (
            json!({"type": "square", "sid": 1}),
            "body.sid unknown: there is no such field; did you mean `side`?",
        ),
        (json!({"type": "square", "typ": 1}), "body.typ unknown: there is no such field"),
    ] {
        assert_eq!(refused::<Shape>(body), expected);
    }
}

/// A record with rules across its fields.
struct Place {
    street: Option<String>,
    city: Option<String>,
    size: Option<i64>,
}

impl FromInput for Place {
    fn from_input(input: Input<'_>) -> Self {
        let mut object = input.object();
        let this =
            Self { street: object.field("street"), city: object.field("city"), size: object.field("size") };
        object.finish();
        this
    }
}

impl Validate for Place {
    fn validate(&self, check: &mut Check<'_>) {
        check.range("size", &self.size, 1..);
        check.exactly_one(&[("street", self.street.is_some()), ("city", self.city.is_some())]);
        check.if_then(("size", "is `0`", matches!(self.size, Some(0))), &[("street", self.street.is_some())]);
    }
}

#[test]
fn a_rule_across_fields_is_told_unless_one_of_them_was_refused() {
    let table = [
        (json!({"size": 1}), &["body: exactly_one"] as &[_]),
        (json!({"street": "a", "city": "b", "size": 1}), &["body: exactly_one"]),
        // Beside what is wrong with other fields.
        (json!({"size": "a"}), &["body.size: type", "body: exactly_one"]),
        (json!({"town": "a"}), &["body.town: unknown", "body: exactly_one"]),
        (json!({"size": 0, "city": "a"}), &["body.size: range", "body: if"]),
        // What stands in for a field that was refused says nothing.
        (json!({"street": 1}), &["body.street: type"]),
        (json!({"street": null}), &["body.street: null"]),
        (json!({"stret": "a"}), &["body.stret: unknown"]),
        (json!({"size": 0, "street": 1}), &["body.street: type", "body.size: range"]),
        (json!(1), &["body: type"]),
    ];
    for (body, expected) in table {
        let document = json!({ "body": body });
        let mut reading = Reading::new(&document);
        let place: Place = reading.field("body");
        let mut bounds = Violations::new();
        place.validate(&mut Check::new(Path::top(Part::Key("body")), &mut bounds));
        let violations = reading.finish(bounds).unwrap_err();
        let said: Vec<String> =
            violations.iter().map(|it| format!("{}: {}", it.path(), it.rule().name())).collect();
        assert_eq!(said, expected, "{document}");
    }
}

#[derive(Debug, Default, PartialEq)]
struct Lenient {
    id: Option<i32>,
    weight: Presence<f64>,
    paid: Option<bool>,
    zip: Option<String>,
    note: Option<String>,
}

impl FromInput for Lenient {
    fn from_input(input: Input<'_>) -> Self {
        let mut object = input.object();
        let this = Self {
            id: object.accepting(&[Accepts::String, Accepts::Empty]).field("id"),
            weight: object.accepting(&[Accepts::String]).field("weight"),
            paid: object.accepting(&[Accepts::Number, Accepts::String]).field("paid"),
            zip: object.accepting(&[Accepts::Number]).field("zip"),
            note: object.field("note"),
        };
        object.finish();
        this
    }
}

#[test]
fn one_type_is_taken_for_another_where_that_is_said() {
    for (body, expected) in [
        (json!({"id": "789"}), Lenient { id: Some(789), ..Lenient::default() }),
        (json!({"id": 789}), Lenient { id: Some(789), ..Lenient::default() }),
        (json!({"id": ""}), Lenient::default()),
        (json!({"weight": "-1.5"}), Lenient { weight: Presence::Value(-1.5), ..Lenient::default() }),
        (json!({"weight": null}), Lenient { weight: Presence::Null, ..Lenient::default() }),
        (json!({"paid": 0}), Lenient { paid: Some(false), ..Lenient::default() }),
        (json!({"paid": "true"}), Lenient { paid: Some(true), ..Lenient::default() }),
        (json!({"zip": 62704}), Lenient { zip: Some("62704".into()), ..Lenient::default() }),
        (json!({"note": ""}), Lenient { note: Some(String::new()), ..Lenient::default() }),
    ] {
        assert_eq!(read::<Lenient>(body), (expected, vec![]));
    }
    for (body, expected) in [
        (json!({"id": "7a"}), "body.id type: expected a whole number, found text"),
        (json!({"id": null}), "body.id null: null is not a value here; expected a whole number"),
        (
            json!({"id": "3000000000"}),
            "body.id range: 3000000000 is out of range; it must be -2147483648 to 2147483647",
        ),
        (
            json!({"id": "99999999999999999999"}),
            "body.id range: 99999999999999999999 is out of range; it must be -9223372036854775808 to 9223372036854775807",
        ),
        (json!({"weight": ""}), "body.weight type: expected a number, found text"),
        (json!({"paid": 2}), "body.paid type: expected true or false, found a number"),
        (json!({"zip": true}), "body.zip type: expected text, found true or false"),
        (json!({"note": 1}), "body.note type: expected text, found a number"),
    ] {
        assert_eq!(refused::<Lenient>(body), expected);
    }
}
