//! Promises D: what is checked before anything is sent.

use std::collections::BTreeSet;

use acceptance::documents::{ALPHABETS, Maker, places, size, text};
use acceptance::unruly::Unruly;
use bigcommerce_actions::customers::{NewAddress, NewFormField, calls};
use bigcommerce_actions::{Error, Violations, catalog};
use serde_json::{Value, json};

use crate::caller::{callers, jane};
use crate::oracle::Oracle;

/// What each of two validators says of a document; nothing where they agree.
fn difference(action: &str, oracle: &Oracle, document: &Value) -> Option<String> {
    let ours = catalog().get(action).expect("it is in the catalogue").validate(document).err();
    let theirs = oracle.judge(document);
    let differ = match (&ours, &theirs) {
        (Some(ours), None) => !beyond_schemas(ours, document),
        (None, Some(_)) => true,
        _ => false,
    };
    differ.then(|| {
        let words = |verdict: Option<String>| verdict.unwrap_or_else(|| "nothing".to_owned());
        let (ours, theirs) = (words(ours.map(|violations| violations.to_string())), words(theirs));
        let shown: String = document.to_string().chars().take(3_000).collect();
        format!("{action}: {shown}\nours: {ours}\ntheirs: {theirs}\n")
    })
}

/// Whether all that we say is something for which JSON Schema has no keyword: that two fields are equal, and how large a
/// number is that stands in a text.
fn beyond_schemas(violations: &Violations, document: &Value) -> bool {
    violations.iter().all(|violation| {
        let pointer = format!("/{}", violation.path().replace(['.', '['], "/").replace(']', ""));
        let is_text = document.pointer(&pointer).is_some_and(Value::is_string);
        violation.rule().name() == "equal" || (violation.rule().name() == "range" && is_text)
    })
}

/// D1. Thousands of documents around every bound, with slips of every kind, are taken or refused as a validator that is
/// not ours takes or refuses them by the published schemas.
#[test]
fn d1_documents_are_judged_as_by_another_validator() {
    let mut differences = Vec::new();
    let (mut taken, mut refused) = (0, 0);
    for (number, action) in catalog().actions().enumerate() {
        let oracle = Oracle::of(&action.id);
        for (round, slips) in [0, 1, 4].into_iter().enumerate() {
            let seed = 1 + 1_000 * number as u64 + round as u64;
            let mut maker = Maker::new(&oracle.schema, seed, slips, 40);
            for _ in 0..70 {
                let document = maker.make();
                match oracle.judge(&document) {
                    None => taken += 1,
                    Some(_) => refused += 1,
                }
                differences.extend(difference(&action.id, &oracle, &document));
            }
        }
    }
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
    assert!(taken > 2_000 && refused > 2_000, "{taken} were taken, {refused} refused: too few of one kind");
}

/// D2. Every bound of every action's input, at both ends and one beyond each, in 12 alphabets, as the other validator has
/// it.
#[test]
fn d2_bounds_are_judged_as_by_another_validator() {
    let mut differences = Vec::new();
    let mut tried = 0;
    for action in catalog().actions() {
        let oracle = Oracle::of(&action.id);
        let mut seen = BTreeSet::new();
        // Small documents first: they are judged sooner, and most places are in one of them.
        for seed in 0..36 {
            let mut maker = Maker::new(&oracle.schema, seed, 0, 8 + 2 * seed as usize);
            let made = std::iter::repeat_with(|| maker.make()).take(12);
            let Some(document) = { made }.find(|document| oracle.judge(document).is_none()) else { continue };
            for (pointer, schema) in places(&oracle.schema, &document) {
                // Once a place is enough: what stands around it is of no account to a bound.
                if !seen.insert(format!("{pointer} {schema}")) {
                    continue;
                }
                let now = document.pointer(&pointer).cloned().unwrap_or_default();
                for value in bounds(schema, &now) {
                    let mut changed = document.clone();
                    *changed.pointer_mut(&pointer).expect("a place of the document") = value;
                    differences.extend(difference(&action.id, &oracle, &changed));
                    tried += 1;
                }
            }
        }
        let promised = promised(&oracle.schema);
        let names = seen.iter().filter_map(|place| place.split(' ').next());
        let reached: BTreeSet<&str> =
            names.filter_map(|pointer| pointer.rsplit('/').find(|part| *part != "0")).collect();
        let missing: Vec<&String> = promised.iter().filter(|name| !reached.contains(name.as_str())).collect();
        assert!(missing.is_empty(), "{}: no document had {missing:?}", action.id);
    }
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
    assert!(tried > 4_000, "{tried} are too few");
}

/// Values at the ends of the bounds of a schema, and one beyond each; of a list, with items like the ones it has.
fn bounds(schema: &Value, now: &Value) -> Vec<Value> {
    let mut values = Vec::new();
    let around = |low: Option<usize>, high: Option<usize>| -> Vec<usize> {
        let ends = [low, high].into_iter().flatten();
        ends.flat_map(|end| [end.checked_sub(1), Some(end), Some(end + 1)]).flatten().collect()
    };
    for length in around(size(schema, "minLength"), size(schema, "maxLength")) {
        values.extend(ALPHABETS.map(|(_, alphabet)| json!(text(alphabet, length))));
    }
    for count in around(size(schema, "minItems"), size(schema, "maxItems")) {
        values.push(json!(vec![now[0].clone(); count]));
    }
    for end in ["minimum", "maximum"].iter().filter_map(|key| schema.get(*key)) {
        match end.as_i64() {
            Some(end) => values.extend([end.saturating_sub(1), end, end.saturating_add(1)].map(|n| json!(n))),
            None => values.extend(
                end.as_f64().into_iter().flat_map(|end| [end - 0.01, end, end + 0.01]).map(|n| json!(n)),
            ),
        }
    }
    values
}

/// The names of the fields that have bounds of their own, in all that a schema describes.
fn promised(schema: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        for (key, value) in schema.as_object().into_iter().flatten() {
            if key == "properties" {
                let fields = value.as_object().into_iter().flatten();
                names.extend(
                    fields
                        .filter(|(_, field)| !bounds(field, &Value::Null).is_empty())
                        .map(|(name, _)| name.clone()),
                );
            }
            if !matches!(key.as_str(), "examples" | "default" | "enum" | "const") {
                open.extend(value.as_array().into_iter().flatten().chain([value]));
            }
        }
    }
    names
}

/// D3. Everything that is wrong is said at once, in the order of the fields, each with its place.
#[test]
fn d3_every_mistake_is_told_with_its_place() {
    let address = |city: &str, country: &str| NewAddress::new("J", "", "1", city, country);
    let wrong = [
        jane("a@b.co"),
        jane("ab"),
        jane("c@d.co"),
        jane("e@f.co").company(text("x", 256)).addresses([
            address(&text("é", 101), "USA"),
            NewAddress::new("J", "D", "1", "C", "US"),
            address("C", "U"),
        ]),
    ];
    let expected = [
        ("body[1].email", "length"),
        ("body[3].company", "length"),
        ("body[3].addresses[0].last_name", "length"),
        ("body[3].addresses[0].city", "length"),
        ("body[3].addresses[0].country_code", "length"),
        ("body[3].addresses[2].last_name", "length"),
        ("body[3].addresses[2].country_code", "length"),
    ];
    for _ in 0..3 {
        let violations = calls::create(&wrong).into_violations();
        let found: Vec<_> = violations.iter().map(|found| (found.path(), found.rule().name())).collect();
        assert_eq!(found, expected);
    }
}

/// D4. A number that JSON cannot hold is refused: it would be sent as null.
#[test]
fn d4_numbers_that_are_none_are_refused() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let customer = jane("a@b.co").form_fields([NewFormField::new("age", number)]);
        let server = Unruly::script([]);
        for caller in callers(&server) {
            let error = caller.create(std::slice::from_ref(&customer)).expect_err("no number");
            assert!(matches!(error, Error::Refused(_)), "{number}, {}: {error:?}", caller.name);
            assert_eq!(server.hits(), 0);
        }
    }
}

/// D6. A text of 64 MiB and 200,000 addresses are refused, without a copy of them in the message.
#[test]
fn d6_what_is_much_too_large_is_refused_in_few_words() {
    let huge = jane("a@b.co").company("x".repeat(64 << 20));
    let violations = calls::create(std::slice::from_ref(&huge)).into_violations();
    assert_eq!(violations.len(), 1);
    assert!(violations.to_string().len() < 500, "{violations}");

    let many = vec![NewAddress::new("J", "D", "1", "C", "US"); 200_000];
    let violations = calls::create(&[jane("a@b.co").addresses(many)]).into_violations();
    let found: Vec<_> = violations.iter().map(|found| (found.path(), found.rule().name())).collect();
    assert_eq!(found, [("body[0].addresses", "items")]);
    assert!(violations.to_string().len() < 500, "{violations}");
}
