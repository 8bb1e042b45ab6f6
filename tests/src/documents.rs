//! Documents made of a JSON Schema: mostly what it allows, on the edges of its bounds, with a slip here and there. And the
//! places of a document for which the schema says something.

use serde_json::{Map, Number, Value, json};

use crate::random::Random;

/// Characters of every kind that a text can have, each alphabet with what makes it hard.
pub const ALPHABETS: [(&str, &str); 12] = [
    ("one byte", "ax"),
    ("two bytes", "éß"),
    ("Greek and Cyrillic", "ωЖ"),
    ("from right to left", "אب"),
    ("three bytes", "漢字"),
    ("syllables", "한글"),
    ("four bytes", "😀🦀"),
    ("combining characters", "e\u{301}o\u{308}"),
    ("joined characters", "👩\u{200d}🚀"),
    ("what JSON escapes", "\"\\/\u{8}"),
    ("what an address escapes", "%&+#"),
    ("control characters", "\u{1}\u{7f}"),
];

/// A text of n characters in an alphabet.
pub fn text(alphabet: &str, length: usize) -> String {
    alphabet.chars().cycle().take(length).collect()
}

/// Texts that mean something to one pattern or format or another, and some that look as if they did.
const MEANINGFUL: [&str; 24] = [
    "",
    "0",
    "-5",
    "12",
    "007",
    "1.5",
    "1e3",
    "abc",
    "a,b",
    "true",
    "2024-05-14",
    "2024-02-30",
    "2024-05-14T09:34:00",
    "2024-05-14T09:34:00Z",
    "2024-05-14T09:34:00+02:00",
    "Tue, 20 Nov 2012 00:00:00 +0000",
    "+34600123456",
    "GB",
    "EUR",
    "a@b.co",
    "https://a.example/x",
    "550e8400-e29b-41d4-a716-446655440000",
    "2001:db8::1",
    "192.0.2.7",
];

/// Makes documents of a schema.
pub struct Maker<'s> {
    root: &'s Value,
    random: Random,
    slips: usize,
    present: usize,
}

impl<'s> Maker<'s> {
    /// A maker by a seed. Of a hundred values, `slips` are not what the schema asks for; of a hundred fields that need not
    /// be there, `present` are.
    pub fn new(root: &'s Value, seed: u64, slips: usize, present: usize) -> Self {
        Self { root, random: Random::new(seed), slips, present }
    }

    /// The next document.
    pub fn make(&mut self) -> Value {
        self.value(self.root, 0)
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        let schema = resolved(self.root, schema);
        if depth > 0 && self.random.chance(self.slips) {
            return self.slip();
        }
        if let Some(alternatives) = alternatives(schema) {
            let picked = self.random.pick(alternatives).cloned().unwrap_or_default();
            return self.value(&picked, depth);
        }
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(values) = schema["enum"].as_array() {
            return self.random.pick(values).cloned().unwrap_or_default();
        }
        match self.kind(schema).as_str() {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, depth),
            "string" => Value::String(self.string(schema)),
            "integer" => self.integer(schema),
            "number" => self.number(schema),
            "boolean" => Value::Bool(self.random.chance(50)),
            "null" => Value::Null,
            _ => json!("anything"),
        }
    }

    fn kind(&mut self, schema: &Value) -> String {
        let kinds = match &schema["type"] {
            Value::Array(kinds) => kinds.clone(),
            Value::String(kind) => return kind.clone(),
            _ => Vec::new(),
        };
        self.random.pick(&kinds).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let wanted = match required.iter().any(|required| required == name) {
                true => 100 - self.slips,
                // What a type has of its own kind ends somewhere.
                false => self.present / (1 + depth / 8),
            };
            if self.random.chance(wanted) {
                object.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        if self.random.chance(self.slips) {
            object.insert("unheard_of".to_owned(), json!(1));
        }
        Value::Object(object)
    }

    fn array(&mut self, schema: &Value, depth: usize) -> Value {
        let (least, most) = (size(schema, "minItems"), size(schema, "maxItems"));
        let low = least.unwrap_or(0);
        let mut length = low.max(1) + self.random.below(2);
        if self.random.chance(self.slips) {
            length = self.edge(low, most);
        }
        let items = schema.get("items").unwrap_or(&Value::Null);
        let mut array: Vec<Value> = Vec::new();
        for _ in 0..length.min(1_200) {
            array.push(self.value(items, depth + 1));
        }
        Value::Array(array)
    }

    /// A size at an end of a bound, or one beyond it.
    fn edge(&mut self, least: usize, most: Option<usize>) -> usize {
        let most = most.unwrap_or(least + 30);
        let edges = [least.saturating_sub(1), least, least + 1, most.saturating_sub(1), most, most + 1];
        self.random.pick(&edges).copied().unwrap_or(least)
    }

    fn string(&mut self, schema: &Value) -> String {
        let example = schema["examples"][0].as_str().or(match schema["format"].as_str() {
            Some("uuid") => Some("550e8400-e29b-41d4-a716-446655440000"),
            Some("date") => Some("2024-05-14"),
            Some("date-time") => Some("2024-05-14T09:34:00Z"),
            _ => None,
        });
        if schema.get("pattern").is_some() || schema.get("format").is_some() {
            // One that is right, mostly: the others are right by chance only.
            return match example.filter(|_| self.random.chance(95 - 10 * self.slips.min(9))) {
                Some(example) => example.to_owned(),
                None => self.random.pick(&MEANINGFUL).copied().unwrap_or_default().to_owned(),
            };
        }
        let (least, most) = (size(schema, "minLength").unwrap_or(0), size(schema, "maxLength"));
        let mut length = self.edge(least, most);
        if !self.random.chance(self.slips) {
            length = length.clamp(least, most.unwrap_or(usize::MAX));
        }
        let (_, alphabet) = self.random.pick(&ALPHABETS).copied().unwrap_or_default();
        text(alphabet, length)
    }

    fn integer(&mut self, schema: &Value) -> Value {
        let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
        let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
        let mut edges = vec![least, least.saturating_add(1), most.saturating_sub(1), most];
        edges.extend([0, 1, 7].into_iter().filter(|number| (least..=most).contains(number)));
        if self.random.chance(self.slips) {
            edges = vec![least.saturating_sub(1), most.saturating_add(1)];
        }
        json!(self.random.pick(&edges))
    }

    fn number(&mut self, schema: &Value) -> Value {
        let least = schema["minimum"].as_f64().unwrap_or(-1e9);
        let most = schema["maximum"].as_f64().unwrap_or(1e9);
        let mut edges = vec![least, least + 0.25, most - 0.25, most];
        if self.random.chance(self.slips) {
            edges = vec![least - 0.25, most + 0.25];
        }
        let picked = self.random.pick(&edges).copied().unwrap_or(least);
        Number::from_f64(picked).map_or(Value::Null, Value::Number)
    }

    /// Something else than what was asked for, most likely.
    fn slip(&mut self) -> Value {
        let values = [
            Value::Null,
            json!(true),
            json!(-1),
            json!(1.5),
            json!(""),
            json!("x"),
            json!([]),
            json!({}),
            json!([null]),
        ];
        self.random.pick(&values).cloned().unwrap_or_default()
    }
}

/// A place of a document, as a JSON Pointer, and what the schema says of it.
pub type Placed<'s> = (String, &'s Value);

/// The places of a document for which its schema says something; where a value has alternatives, for all of them.
pub fn places<'s>(root: &'s Value, document: &Value) -> Vec<Placed<'s>> {
    let mut found = Vec::new();
    collect(root, root, document, String::new(), &mut found);
    found
}

fn collect<'s>(root: &'s Value, schema: &'s Value, value: &Value, at: String, found: &mut Vec<Placed<'s>>) {
    let schema = resolved(root, schema);
    for alternative in alternatives(schema).into_iter().flatten() {
        collect(root, alternative, value, at.clone(), found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(inner) = value.get(name) {
            let name = name.replace('~', "~0").replace('/', "~1");
            collect(root, property, inner, format!("{at}/{name}"), found);
        }
    }
    if let (Some(items), Some(inner)) = (schema.get("items"), value.get(0)) {
        collect(root, items, inner, format!("{at}/0"), found);
    }
    found.push((at, schema));
}

/// What a `$ref` leads to.
pub fn resolved<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    match schema["$ref"].as_str() {
        Some(name) => {
            let target = root.pointer(name.trim_start_matches('#'));
            resolved(root, target.unwrap_or_else(|| panic!("{name} leads nowhere")))
        }
        None => schema,
    }
}

/// The kinds of value that a schema lets stand in one place; rules of an object are not meant.
fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    let found = ["anyOf", "oneOf"].iter().find_map(|key| schema[key].as_array());
    found.filter(|_| schema.get("properties").is_none() && schema.get("type").is_none())
}

/// A bound of a schema.
pub fn size(schema: &Value, key: &str) -> Option<usize> {
    schema[key].as_u64().and_then(|size| usize::try_from(size).ok())
}
