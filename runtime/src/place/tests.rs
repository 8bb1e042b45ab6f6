use std::collections::BTreeMap;
use std::ops::Bound;

use serde_json::json;

use super::*;
use crate::date::{Date, DateTime};
use crate::path::Path;
use crate::presence::Presence;
use crate::secret::Secret;
use crate::validate::validate;
use crate::violation::Violations;

/// What a check reports, one violation a line: `path rule: message`.
fn report(run: impl FnOnce(&mut Check<'_>)) -> Vec<String> {
    let mut violations = Violations::new();
    run(&mut Check::new(Path::ROOT, &mut violations));
    let line = |violation: &crate::Violation| {
        format!("{} {}: {}", violation.path(), violation.rule(), violation.message())
    };
    violations.iter().map(line).collect()
}

fn passes(run: impl FnOnce(&mut Check<'_>)) -> bool {
    report(run).is_empty()
}

/// One character each, of one to four bytes, and one that combines with what stands before it.
const ALPHABETS: [&str; 5] = ["a", "é", "€", "😀", "\u{301}"];

#[test]
fn characters_are_counted_on_both_sides_of_both_ends() {
    for character in ALPHABETS {
        for (min, max) in [(3, 250), (0, 255), (1, 1), (2, 2), (0, 0), (5, 8), (3, 3)] {
            for count in [0, 1, 2, 3, 4, 5, 7, 8, 9, 62, 63, 249, 250, 251, 255, 256] {
                let text = character.repeat(count);
                let verdict = passes(|check| check.chars("x", &text, min..=max));
                assert_eq!(verdict, (min..=max).contains(&count), "{character:?} × {count} in {min}..={max}");
                let open = passes(|check| check.chars("x", &text, min..));
                assert_eq!(open, count >= min, "{character:?} × {count} in {min}..");
            }
        }
    }
}

#[test]
fn characters_in_words() {
    let table: [(&str, Length, &str); 4] = [
        ("USA", (2..=2).into(), "x length: \"USA\" has 3 characters; exactly 2 are allowed"),
        ("", (1..).into(), "x length: \"\" has 0 characters; at least 1 is needed"),
        ("Zoë", (..=2).into(), "x length: \"Zoë\" has 3 characters; at most 2 are allowed"),
        ("a", (3..=250).into(), "x length: \"a\" has 1 character; 3 to 250 are allowed"),
    ];
    for (text, bound, expected) in table {
        assert_eq!(report(|check| check.chars("x", text, bound)), [expected]);
    }
}

#[test]
fn what_holds_no_value_meets_every_bound() {
    assert!(passes(|check| {
        check.chars("a", &None::<String>, 3..=4);
        check.chars("a", &Presence::<String>::Null, 3..=4);
        check.chars("a", &Presence::<String>::Absent, 3..=4);
        check.range("a", &None::<i64>, 3..=4);
        check.decimal_range("a", &None::<Decimal>, "3"..="4");
        check.items("a", &None::<Vec<i64>>, 3..=4);
        check.items("a", &Presence::<Vec<i64>>::Null, 3..=4);
        check.rfc2822("a", &None::<DateTime>);
        check.header("a", &None::<Secret<String>>);
        check.nested("a", &None::<f64>);
        check.read_only("a", &None::<i64>);
        check.read_only("a", &Presence::<i64>::Absent);
    }));
}

#[test]
fn wrapped_values_are_checked() {
    let found = report(|check| {
        check.chars("a", &Some("abc".to_owned()), ..=2);
        check.chars("b", &Presence::Value("abc".to_owned()), ..=2);
        check.chars("c", &Some(Secret::<String>::from("hunter22")), ..=2);
        check.chars("d", &Presence::Value(Secret::<String>::from("hunter22")), ..=2);
        check.range("e", &Some(3), ..=2);
        check.range("f", &Some(Secret::new(31_337)), ..=2);
        check.format("g", &Secret::<String>::from("hunter22"), Format::Email);
        check.pattern("h", &Some(Secret::<String>::from("hunter22")), &Pattern::new("^a$"));
        check.read_only("i", &Presence::<i64>::Null);
    });
    assert_eq!(
        found,
        [
            "a length: \"abc\" has 3 characters; at most 2 are allowed",
            "b length: \"abc\" has 3 characters; at most 2 are allowed",
            "c length: the value has 8 characters; at most 2 are allowed",
            "d length: the value has 8 characters; at most 2 are allowed",
            "e range: 3 is out of range; it must be at most 2",
            "f range: the value is out of range; it must be at most 2",
            "g format: the value is not an email address",
            "h pattern: the value does not match the pattern ^a$",
            "i read_only: only the API sets this; leave it out",
        ]
    );
}

#[test]
fn a_secret_hides_what_it_is_made_of() {
    struct Login(DateTime);
    impl Validate for Login {
        fn validate(&self, check: &mut Check<'_>) {
            check.nested("born", &self.0);
            check.chars("pin", "12345", 4..=4);
            check.at("kind").check().unknown_value("boss");
            check.at("level").check().unknown_number(7777);
        }
    }
    let found = validate(&Secret::new(Login("yesterday".into()))).unwrap_err().to_string();
    assert_eq!(found.lines().count(), 4);
    for shown in ["yesterday", "12345", "boss", "7777"] {
        assert!(!found.contains(shown), "{found}");
    }
}

#[test]
fn a_huge_value_is_not_copied_into_the_message() {
    let text = "x".repeat(10_000_000);
    let found = report(|check| check.chars("notes", &text, ..=255));
    assert!(found[0].len() < 200, "{} bytes", found[0].len());
    assert!(found[0].contains("has 10000000 characters"));
}

#[test]
fn numbers_on_both_sides_of_both_ends() {
    for number in [0_i64, 1, 2, 249, 250, 251, i64::MIN, i64::MAX] {
        assert_eq!(passes(|check| check.range("x", &number, 1..=250)), (1..=250).contains(&number));
    }
    let above = (Bound::Excluded(0.0), Bound::Included(100.0));
    for (number, verdict) in
        [(0.0, false), (-0.0, false), (f64::MIN_POSITIVE, true), (100.0, true), (100.000_001, false)]
    {
        assert_eq!(passes(|check| check.range("x", &number, above)), verdict, "{number}");
    }
    assert_eq!(
        report(|check| check.range("x", &0.0, above)),
        ["x range: 0 is out of range; it must be more than 0 and at most 100"]
    );
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let expected = format!("x finite: {number} is not a number that JSON has");
        assert_eq!(report(|check| check.range("x", &number, ..)), [expected.as_str()]);
        assert_eq!(report(|check| check.nested("x", &number)), [expected.as_str()]);
    }
    assert_eq!(
        report(|check| check.range("x", &-1_i32, 0..=0)),
        ["x range: -1 is out of range; it must be exactly 0"]
    );
}

#[test]
fn decimals_are_compared_exactly() {
    let hundred = (Bound::Excluded("0"), Bound::Included("100"));
    for (text, verdict) in [
        ("0", false),
        ("0.000", false),
        ("1e-30", true),
        ("100.0", true),
        ("100.00000000000000000000000000001", false),
        ("-1", false),
    ] {
        let decimal = Decimal::new(text).unwrap();
        assert_eq!(passes(|check| check.decimal_range("x", &decimal, hundred)), verdict, "{text}");
    }
    assert_eq!(
        report(|check| check.decimal_range("x", &Some(Decimal::from(-1)), "0"..)),
        ["x range: -1 is out of range; it must be at least 0"]
    );
    let less = Decimal::new("9.99").unwrap();
    assert!(passes(|check| check.decimal_range("x", &less, "0".."10")));
    assert!(!passes(|check| check.decimal_range("x", &Decimal::from(10), "0".."10")));
}

#[test]
fn lists_report_their_count_and_their_items() {
    for (count, verdict) in [(0, false), (1, true), (10, true), (11, false)] {
        let list = vec![1_i64; count];
        assert_eq!(passes(|check| check.items("x", &list, 1..=10)), verdict, "{count}");
        assert_eq!(passes(|check| check.items("x", list.as_slice(), 1..=10)), verdict, "{count}");
    }
    assert_eq!(
        report(|check| check.items("x", &[1.0, f64::NAN, 2.0, f64::NAN][..], ..=3)),
        [
            "x items: the list has 4 items; at most 3 are allowed",
            "x[1] finite: NaN is not a number that JSON has",
        ]
    );
}

#[test]
fn items_may_have_bounds_of_their_own() {
    let map = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 10)]);
    let found = report(|check| {
        check.each("prices", &Some(vec![3, 10]), |mut place, price| place.range(price, 0..=9));
        check.each("stock", &map, |mut place, count| place.range(count, 0..=9));
        check.each("grid", &vec![vec![1], vec![10]], |mut place, row| {
            place.each(row, |mut place, cell| place.range(cell, 0..=9));
        });
    });
    assert_eq!(
        found,
        [
            "prices[1] range: 10 is out of range; it must be 0 to 9",
            "stock.b range: 10 is out of range; it must be 0 to 9",
            "grid[1][0] range: 10 is out of range; it must be 0 to 9",
        ]
    );
}

#[test]
fn items_that_repeat_are_named_with_what_they_repeat() {
    assert!(passes(|check| check.unique("x", &vec!["a", "b", ""])));
    assert!(passes(|check| check.unique("x", &None::<Vec<i64>>)));
    assert_eq!(
        report(|check| check.unique("ids", &vec![1, 2, 1, 1])),
        ["ids[2] unique: this repeats the item at [0]", "ids[3] unique: this repeats the item at [0]",]
    );
    let many: Vec<i64> = (0..100_000).chain([5]).collect();
    assert_eq!(report(|check| check.unique("ids", &many)).len(), 1);
}

#[test]
fn dates_are_checked_when_they_are_sent() {
    let found = report(|check| {
        check.nested("a", &Date::new("2026-02-30"));
        check.nested("b", &Some(DateTime::new("2026-02-28T09:30:00")));
        check.rfc2822("c", &DateTime::new("2026-02-28T09:30:00Z"));
    });
    assert_eq!(
        found,
        [
            "a format: \"2026-02-30\" is not a date such as 2026-02-28",
            "b format: \"2026-02-28T09:30:00\" is not a date and time with an offset such as 2026-02-28T09:30:00Z",
            "c format: \"2026-02-28T09:30:00Z\" is not a date and time such as Sat, 28 Feb 2026 09:30:00 +0000",
        ]
    );
}

#[test]
fn headers_take_visible_text() {
    for good in ["a", "Bearer abc def", "~!@#$%^&*()"] {
        assert!(passes(|check| check.header("token", good)), "{good}");
    }
    for bad in ["", " a", "a ", "a\r\nb", "a\0", "é", "a\tb", "\u{7f}"] {
        let found = report(|check| check.header("token", &Secret::<String>::from(bad)));
        assert_eq!(found.len(), 1, "{bad:?}");
        assert!(found[0].starts_with("token header: this "), "{found:?}");
    }
}

#[test]
fn paths_lead_from_the_root_through_everything() {
    struct Address(&'static str);
    impl Validate for Address {
        fn validate(&self, check: &mut Check<'_>) {
            check.chars("country_code", self.0, 2..=2);
        }
    }
    struct Customer(Vec<Address>, BTreeMap<String, Box<Address>>);
    impl Validate for Customer {
        fn validate(&self, check: &mut Check<'_>) {
            check.items("addresses", &self.0, ..=10);
            check.nested("by_name", &self.1);
        }
    }
    let named = BTreeMap::from([("home".to_owned(), Box::new(Address("X")))]);
    let customer = Customer(vec![Address("US"), Address("USA")], named);
    assert_eq!(
        report(|check| check.items("body", &[customer][..], 1..=10)),
        [
            "body[0].addresses[1].country_code length: \"USA\" has 3 characters; exactly 2 are allowed",
            "body[0].by_name.home.country_code length: \"X\" has 1 character; exactly 2 are allowed",
        ]
    );
}

#[test]
fn unknown_values_of_open_enums_are_not_sent() {
    assert_eq!(
        report(|check| check.at("type").check().unknown_value("hom\ne")),
        ["type enum: \"hom\\ne\" is not a documented value"]
    );
    assert!(passes(|check| check.nested("any", &json!({"a": [null]}))));
}
