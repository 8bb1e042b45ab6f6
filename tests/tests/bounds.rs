//! Every bound of every request type of customers, on both sides of both ends: texts in one byte a character, in two,
//! three and four, and with combining characters; lists with as many items.

use std::collections::BTreeSet;

use acceptance::tree;
use bigcommerce_actions::Violations;
use bigcommerce_actions::customers::{
    CustomerChanges, CustomerInclude, DeleteQuery, ListQuery, NewAddress, NewAttributeValue, NewCustomer,
    calls,
};
use serde_json::Value;

/// Texts of n characters, as the API counts them: a base letter and the accent that combines with it are two.
const ALPHABETS: [(&str, &str); 5] = [
    ("one byte", "ax"),
    ("two bytes", "éß"),
    ("three bytes", "漢字"),
    ("four bytes", "😀🦀"),
    ("combining characters", "e\u{301}o\u{308}"),
];

fn text(alphabet: &str, length: usize) -> String {
    alphabet.chars().cycle().take(length).collect()
}

fn created(customer: NewCustomer) -> Violations {
    calls::create(&[customer]).into_violations()
}

fn changed(changes: CustomerChanges) -> Violations {
    calls::update(&[changes]).into_violations()
}

fn listed(query: ListQuery) -> Violations {
    calls::list(&query).into_violations()
}

fn jane() -> NewCustomer {
    NewCustomer::new("jane.doe@example.com", "Jane", "Doe")
}

fn home() -> NewAddress {
    NewAddress::new("Jane", "Doe", "123 Maple Street", "Springfield", "US")
}

fn at_home(address: NewAddress) -> Violations {
    created(jane().addresses([address]))
}

type OfText = dyn Fn(String) -> Violations;
type OfCount = dyn Fn(usize) -> Violations;

/// A row of a table: the place as the schema names it, the bounds, and what makes a value of it.
type Row<G> = (&'static str, usize, Option<usize>, Box<G>);

fn texts() -> Vec<Row<OfText>> {
    vec![
        ("create body[].email", 3, Some(250), Box::new(|t| created(NewCustomer::new(t, "Jane", "Doe")))),
        (
            "create body[].first_name",
            1,
            Some(100),
            Box::new(|t| created(NewCustomer::new("a@b.co", t, "Doe"))),
        ),
        (
            "create body[].last_name",
            1,
            Some(100),
            Box::new(|t| created(NewCustomer::new("a@b.co", "Jane", t))),
        ),
        ("create body[].company", 0, Some(255), Box::new(|t| created(jane().company(t)))),
        ("create body[].phone", 0, Some(50), Box::new(|t| created(jane().phone(t)))),
        (
            "create body[].tax_exempt_category",
            0,
            Some(255),
            Box::new(|t| created(jane().tax_exempt_category(t))),
        ),
        (
            "create body[].addresses[].first_name",
            1,
            Some(255),
            Box::new(|t| at_home(NewAddress::new(t, "Doe", "1", "C", "US"))),
        ),
        (
            "create body[].addresses[].last_name",
            1,
            Some(255),
            Box::new(|t| at_home(NewAddress::new("Jane", t, "1", "C", "US"))),
        ),
        ("create body[].addresses[].company", 0, Some(255), Box::new(|t| at_home(home().company(t)))),
        (
            "create body[].addresses[].city",
            0,
            Some(100),
            Box::new(|t| at_home(NewAddress::new("Jane", "Doe", "1", t, "US"))),
        ),
        (
            "create body[].addresses[].state_or_province",
            0,
            Some(100),
            Box::new(|t| at_home(home().state_or_province(t))),
        ),
        ("create body[].addresses[].postal_code", 0, Some(30), Box::new(|t| at_home(home().postal_code(t)))),
        (
            "create body[].addresses[].country_code",
            2,
            Some(2),
            Box::new(|t| at_home(NewAddress::new("Jane", "Doe", "1", "C", t))),
        ),
        ("create body[].addresses[].phone", 0, Some(50), Box::new(|t| at_home(home().phone(t)))),
        (
            "create body[].attributes[].attribute_value",
            0,
            Some(255),
            Box::new(|t| created(jane().attributes([NewAttributeValue::new(2, t)]))),
        ),
        ("update body[].email", 3, Some(255), Box::new(|t| changed(CustomerChanges::new(7).email(t)))),
        (
            "update body[].first_name",
            1,
            Some(100),
            Box::new(|t| changed(CustomerChanges::new(7).first_name(t))),
        ),
        (
            "update body[].last_name",
            1,
            Some(100),
            Box::new(|t| changed(CustomerChanges::new(7).last_name(t))),
        ),
        ("update body[].company", 0, Some(255), Box::new(|t| changed(CustomerChanges::new(7).company(t)))),
        ("update body[].phone", 0, Some(50), Box::new(|t| changed(CustomerChanges::new(7).phone(t)))),
        (
            "update body[].tax_exempt_category",
            0,
            Some(255),
            Box::new(|t| changed(CustomerChanges::new(7).tax_exempt_category(t))),
        ),
    ]
}

fn counts() -> Vec<Row<OfCount>> {
    vec![
        ("create body", 1, Some(10), Box::new(|n| calls::create(&vec![jane(); n]).into_violations())),
        ("create body[].addresses", 0, Some(10), Box::new(|n| created(jane().addresses(vec![home(); n])))),
        (
            "create body[].attributes",
            0,
            Some(10),
            Box::new(|n| created(jane().attributes(vec![NewAttributeValue::new(2, "Yes"); n]))),
        ),
        ("create body[].channel_ids", 1, None, Box::new(|n| created(jane().channel_ids(vec![1_i64; n])))),
        (
            "update body",
            1,
            Some(10),
            Box::new(|n| calls::update(&vec![CustomerChanges::new(7); n]).into_violations()),
        ),
        (
            "delete query.id:in",
            1,
            None,
            Box::new(|n| calls::delete(&DeleteQuery::new(vec![4_i64; n])).into_violations()),
        ),
        ("list query.id:in", 1, None, Box::new(|n| listed(ListQuery::new().id_in(vec![4_i64; n])))),
        ("list query.company:in", 1, None, Box::new(|n| listed(ListQuery::new().company_in(vec!["a"; n])))),
        (
            "list query.customer_group_id:in",
            1,
            None,
            Box::new(|n| listed(ListQuery::new().customer_group_id_in(vec![4_i64; n]))),
        ),
        ("list query.email:in", 1, None, Box::new(|n| listed(ListQuery::new().email_in(vec!["a"; n])))),
        ("list query.name:in", 1, None, Box::new(|n| listed(ListQuery::new().name_in(vec!["a"; n])))),
        ("list query.name:like", 1, None, Box::new(|n| listed(ListQuery::new().name_like(vec!["a"; n])))),
        ("list query.phone:in", 1, None, Box::new(|n| listed(ListQuery::new().phone_in(vec!["a"; n])))),
        (
            "list query.registration_ip_address:in",
            1,
            None,
            Box::new(|n| listed(ListQuery::new().registration_ip_address_in(vec!["a"; n]))),
        ),
        (
            "list query.include",
            1,
            None,
            Box::new(|n| listed(ListQuery::new().include(vec![CustomerInclude::Addresses; n]))),
        ),
    ]
}

/// The sizes around the ends of a bound, and whether each is allowed.
fn around(min: usize, max: Option<usize>) -> Vec<(usize, bool)> {
    let mut sizes: Vec<(usize, bool)> =
        [min.checked_sub(1).map(|size| (size, false)), Some((min, true))].into_iter().flatten().collect();
    match max {
        Some(max) => sizes.extend([(max, true), (max + 1, false)]),
        None => sizes.push((min + 1000, true)),
    }
    sizes
}

/// Fails unless a value of a size is taken or refused as it must be, and refused for that field alone.
fn expect(case: &str, path: &str, rule: &str, allowed: bool, violations: &Violations) {
    if allowed {
        assert!(violations.is_empty(), "{case} is allowed: {violations}");
        return;
    }
    let found: Vec<_> =
        violations.iter().map(|violation| (violation.path(), violation.rule().name())).collect();
    // `create body[].email` of the first customer is `body[0].email`.
    let place = path.split_once(' ').map_or(path, |(_, place)| place).replace("[]", "[0]");
    assert_eq!(found, [(place.as_str(), rule)], "{case}");
}

#[test]
fn texts_are_counted_in_characters() {
    for (path, min, max, violations) in texts() {
        for (size, allowed) in around(min, max) {
            for (alphabet, characters) in ALPHABETS {
                let case = format!("{path} of {size} characters ({alphabet})");
                expect(&case, path, "length", allowed, &violations(text(characters, size)));
            }
        }
    }
}

#[test]
fn lists_are_counted() {
    for (path, min, max, violations) in counts() {
        for (size, allowed) in around(min, max) {
            expect(&format!("{path} of {size} items"), path, "items", allowed, &violations(size));
        }
    }
}

#[test]
fn the_size_of_a_page_is_bounded() {
    for (limit, allowed) in
        [(i64::MIN, false), (-1, false), (0, false), (1, true), (250, true), (251, false), (i64::MAX, false)]
    {
        let query = ListQuery::new().limit(limit);
        expect(
            &format!("a limit of {limit}"),
            "list query.limit",
            "range",
            allowed,
            &calls::list(&query).into_violations(),
        );
    }
}

/// The tables above have every bound that the schemas of the inputs promise, and no other.
#[test]
fn no_bound_is_forgotten() {
    let mut promised = BTreeSet::new();
    for action in ["create", "list", "update", "delete"] {
        let file =
            tree::workspace().join(format!("generated/bigcommerce/schema/customers/{action}.input.json"));
        let schema: Value = serde_json::from_str(&tree::read(&file)).expect("a schema is JSON");
        collect(&schema, &schema, action.to_owned() + " ", &mut promised);
    }
    let size = |max: Option<usize>| max.map_or_else(String::new, |max| max.to_string());
    let row = |path: &str, min: usize, max: Option<usize>| format!("{path}: {min}..{}", size(max));
    let mut tested: BTreeSet<String> =
        texts().iter().map(|(path, min, max, _)| row(path, *min, *max)).collect();
    tested.extend(counts().iter().map(|(path, min, max, _)| row(path, *min, *max)));
    assert_eq!(promised, tested);
}

/// Collects every length and item count below a place of a schema.
fn collect(root: &Value, schema: &Value, path: String, found: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let target =
            root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} leads nowhere"));
        return collect(root, target, path, found);
    }
    for (least, most) in [("minLength", "maxLength"), ("minItems", "maxItems")] {
        if schema.get(least).is_some() || schema.get(most).is_some() {
            let most = schema[most].as_u64().map_or_else(String::new, |max| max.to_string());
            found.insert(format!("{path}: {}..{most}", schema[least].as_u64().unwrap_or(0)));
        }
    }
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        let dot = if path.ends_with(' ') { "" } else { "." };
        collect(root, value, format!("{path}{dot}{key}"), found);
    }
    if schema["items"].is_object() {
        collect(root, &schema["items"], format!("{path}[]"), found);
    }
    for alternative in ["anyOf", "oneOf", "allOf"].iter().filter_map(|key| schema[key].as_array()).flatten() {
        collect(root, alternative, path.clone(), found);
    }
}
