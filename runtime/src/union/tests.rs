use serde_json::json;

use super::*;

#[derive(Debug, PartialEq)]
enum FieldValue {
    Text(String),
    Number(f64),
    List(Vec<String>),
    Named(Named),
    Unknown(Value),
}

#[derive(Debug, PartialEq, Deserialize)]
struct Named {
    name: String,
}

impl Read for FieldValue {
    fn text(text: String) -> Self {
        Self::Text(text)
    }

    fn number(number: Number) -> Self {
        Self::Number(number.as_f64())
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        items(list).map(|items| items.map_or_else(Self::Unknown, Self::List))
    }

    fn object<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        let value = object(map)?;
        Ok(fit(&value).map_or(Self::Unknown(value), Self::Named))
    }

    fn unknown(value: Value) -> Self {
        Self::Unknown(value)
    }
}

impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        deserialize(from)
    }
}

#[test]
fn every_json_type_finds_its_alternative_or_is_kept() {
    let table = [
        (r#""a""#, FieldValue::Text("a".into())),
        (r#""é\n""#, FieldValue::Text("é\n".into())),
        ("1", FieldValue::Number(1.0)),
        ("-1", FieldValue::Number(-1.0)),
        ("18446744073709551615", FieldValue::Number(1.8446744073709552e19)),
        ("1.5", FieldValue::Number(1.5)),
        ("[]", FieldValue::List(vec![])),
        (r#"["a","b"]"#, FieldValue::List(vec!["a".into(), "b".into()])),
        (r#"["a",1,"b"]"#, FieldValue::Unknown(json!(["a", 1, "b"]))),
        (r#"{"name":"x","more":1}"#, FieldValue::Named(Named { name: "x".into() })),
        (r#"{"nam":"x"}"#, FieldValue::Unknown(json!({"nam": "x"}))),
        ("true", FieldValue::Unknown(json!(true))),
        ("null", FieldValue::Unknown(Value::Null)),
    ];
    for (text, expected) in table {
        assert_eq!(serde_json::from_str::<FieldValue>(text).unwrap(), expected, "{text}");
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::from_value::<FieldValue>(value).unwrap(), expected, "{text}");
    }
    let broken: Result<FieldValue, _> = serde_json::from_str(r#"["a","#);
    assert!(broken.is_err());
}

#[derive(Debug, PartialEq)]
struct Kept(Value);

impl Read for Kept {
    fn unknown(value: Value) -> Self {
        Self(value)
    }
}

#[test]
fn a_union_that_names_nothing_keeps_everything() {
    let document = json!({"a": [1, -1, 1.5, u64::MAX, "x", true, null, {"b": {}}]});
    let read: Kept = deserialize(&document).unwrap();
    assert_eq!(read.0, document);
    for scalar in [json!(true), json!(1), json!(-1), json!(0.5), json!("x"), json!(null)] {
        assert_eq!(deserialize::<Kept, _>(&scalar).unwrap().0, scalar);
    }
}

#[test]
fn numbers_convert_where_they_fit() {
    assert_eq!(Number::Int(-3).as_i64(), Some(-3));
    assert_eq!(Number::Int(1 << 40).as_i32(), None);
    assert_eq!(Number::Large(u64::MAX).as_i64(), None);
    assert_eq!(Number::Float(3.0).as_i64(), None);
    assert_eq!(Number::Large(u64::MAX).as_decimal().as_str(), "18446744073709551615");
    assert_eq!(Number::Float(0.1).as_decimal().as_str(), "0.1");
}

#[derive(Debug, PartialEq)]
enum Instrument {
    Card(Card),
    Unknown(Value),
}

#[derive(Debug, PartialEq, Deserialize)]
struct Card {
    limit: Decimal,
    last: Option<String>,
}

impl Read for Instrument {
    fn object<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        let object = tagged(map, "type")?;
        match object.tag() {
            Some("card") => object.read().map(Self::Card),
            _ => object.whole().map(Self::Unknown),
        }
    }

    fn unknown(value: Value) -> Self {
        Self::Unknown(value)
    }
}

impl<'de> Deserialize<'de> for Instrument {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        deserialize(from)
    }
}

#[test]
fn a_tag_tells_wherever_it_stands() {
    let read = |text: &str| serde_json::from_str::<Instrument>(text);
    let card =
        |limit: &str| Instrument::Card(Card { limit: Decimal::new(limit).unwrap(), last: Some("a".into()) });
    let long = "12345678901234567890.10";
    let first = format!(r#"{{"type":"card","limit":{long},"last":"a","more":{{"type":"x"}}}}"#);
    assert_eq!(read(&first).unwrap(), card(long));
    assert_eq!(read(r#"{"limit":"1.50","type":"card","last":"a"}"#).unwrap(), card("1.50"));
    assert_eq!(read(r#"{"last":"a","limit":2,"type":"card"}"#).unwrap(), card("2"));
    for unknown in [
        r#"{"a":1,"type":"bank","b":[2]}"#,
        r#"{"limit":1}"#,
        r#"{"type":1,"limit":1}"#,
        r#"{"type":null}"#,
        "{}",
        r#""card""#,
        "[1]",
        "null",
    ] {
        let Instrument::Unknown(kept) = read(unknown).unwrap() else { panic!("{unknown}") };
        assert_eq!(kept.to_string(), unknown);
    }
    // What is told to be a card has to be one.
    let missing = read(r#"{"last":"a","type":"card"}"#).unwrap_err().to_string();
    assert!(missing.starts_with("missing field `limit`"), "{missing}");
    let wrong = read(r#"{"last":1,"type":"card","limit":1}"#).unwrap_err().to_string();
    assert!(wrong.starts_with("invalid type: integer `1`, expected a string"), "{wrong}");
    assert!(read(r#"{"type":"card","limit":1"#).is_err());
}
