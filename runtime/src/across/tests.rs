use super::{
    all_or_none, at_least_one, at_most_one, equal, exactly_one, if_present, if_then, if_then_having,
};
use crate::validate::{Validate, validate};
use crate::violation::{Rule, Violations};
use crate::{Check, Secret};

#[test]
fn what_is_there_decides() {
    let fields = |bits: &[bool]| -> Vec<(&'static str, bool)> {
        ["a", "b", "c"].into_iter().zip(bits.iter().copied()).collect()
    };
    let (yes, no) = (true, false);
    // Which fields are there, and whether each of the four rules holds.
    let table: [(&[bool], [bool; 4]); 7] = [
        (&[no, no], [no, no, yes, yes]),
        (&[yes, no], [yes, yes, yes, no]),
        (&[yes, yes], [no, yes, no, yes]),
        (&[no, no, no], [no, no, yes, yes]),
        (&[no, yes, no], [yes, yes, yes, no]),
        (&[yes, no, yes], [no, yes, no, no]),
        (&[yes, yes, yes], [no, yes, no, yes]),
    ];
    for (bits, holds) in table {
        let fields = fields(bits);
        let found = [exactly_one(&fields), at_least_one(&fields), at_most_one(&fields), all_or_none(&fields)];
        assert_eq!(found.map(|broken| broken.is_none()), holds, "{bits:?}");
    }
}

#[test]
fn what_goes_with_something_is_asked_for_only_with_it() {
    assert_eq!(if_present(("a", false), &[("b", false)]), None);
    assert_eq!(if_present(("a", true), &[("b", true), ("c", true)]), None);
    assert!(if_present(("a", true), &[("b", true), ("c", false)]).is_some());
    assert_eq!(if_then(("a", "is `x`", false), &[("b", false)], false), None);
    assert!(if_then(("a", "is `x`", true), &[("b", false)], false).is_some());
    assert_eq!(if_then_having(("a", "is `x`", false), &[("b", "be `y`", false)], false), None);
    assert_eq!(if_then_having(("a", "is `x`", true), &[("b", "be `y`", true)], false), None);
    assert!(if_then_having(("a", "is `x`", true), &[("b", "be `y`", false)], false).is_some());
}

#[test]
fn what_is_absent_is_equal_to_anything() {
    for (a, b, c, holds) in [
        (Some(1), Some(1), Some(1), true),
        (None, None, None, true),
        (None, Some(2), None, true),
        (Some(1), None, Some(1), true),
        (Some(1), None, Some(2), false),
        (None, Some(1), Some(2), false),
    ] {
        assert_eq!(equal(&[("a", a), ("b", b), ("c", c)]).is_none(), holds, "{a:?} {b:?} {c:?}");
    }
}

#[test]
fn messages_say_what_is_asked_for_and_what_is_there() {
    let table = [
        (exactly_one(&[("a", false), ("b", false)]), "give exactly one of `a` and `b`; none is there"),
        (exactly_one(&[("a", true), ("b", true)]), "give exactly one of `a` and `b`; both are there"),
        (
            exactly_one(&[("a", true), ("b", false), ("c", true)]),
            "give exactly one of `a`, `b` and `c`; `a` and `c` are there",
        ),
        (at_least_one(&[("a", false), ("b", false)]), "give at least one of `a` and `b`; none is there"),
        (
            at_most_one(&[("a", true), ("b", true), ("c", true)]),
            "give at most one of `a`, `b` and `c`; all are there",
        ),
        (all_or_none(&[("a", true), ("b", false)]), "give both `a` and `b`, or neither; `b` is missing"),
        (
            all_or_none(&[("a", false), ("b", true), ("c", false)]),
            "give all of `a`, `b` and `c`, or none of them; `a` and `c` are missing",
        ),
        (
            if_present(("a", true), &[("b", true), ("c", false)]),
            "with `a`, give `b` and `c` too; `c` is missing",
        ),
        (if_then(("a", "is `x`", true), &[("b", false)], false), "if `a` is `x`, give `b`; `b` is missing"),
        (
            if_then(("a", "is `x`", true), &[("b", false)], true),
            "if `a` is what it is, give `b`; `b` is missing",
        ),
        (
            if_then_having(("a", "is `x`", true), &[("b", "be `y`", true), ("c", "be `z`", false)], false),
            "if `a` is `x`, `c` must be `z`",
        ),
        (equal(&[("a", Some(1)), ("b", Some(2))]), "`a` and `b` must be equal; they differ"),
        (
            equal(&[("a", Some(1)), ("b", Some(1)), ("c", Some(2))]),
            "`a`, `b` and `c` must be equal; `a` and `c` differ",
        ),
    ];
    for (broken, message) in table {
        assert_eq!(broken.map(|broken| broken.message).as_deref(), Some(message));
    }
}

#[test]
fn a_violation_stands_at_the_record_and_says_why() {
    struct Login {
        password: Secret<String>,
        again: Option<Secret<String>>,
    }

    impl Validate for Login {
        fn validate(&self, check: &mut Check<'_>) {
            check
                .equal(&[("password", Some(&self.password)), ("again", self.again.as_ref())])
                .because("A slip would lock you out.");
            check.at_most_one(&[("again", self.again.is_some()), ("password", true)]);
        }
    }

    let login = |again: &str| Login { password: "hunter22".into(), again: Some(again.into()) };
    let violations: Violations = validate(&[login("hunter22"), login("hunter23")][..]).unwrap_err();
    let said: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "[0]: give at most one of `again` and `password`; both are there",
            "[1]: `password` and `again` must be equal; they differ. A slip would lock you out.",
            "[1]: give at most one of `again` and `password`; both are there",
        ]
    );
    let fields = vec!["password".to_owned(), "again".to_owned()];
    assert_eq!(violations[1].rule(), &Rule::Equal { fields });
}
