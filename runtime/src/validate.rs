//! Checking a value before it is sent.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::check::Check;
use crate::date::{Date, DateTime};
use crate::decimal::Decimal;
use crate::path::{Part, Path};
use crate::presence::Presence;
use crate::secret::Secret;
use crate::violation::{Rule, Violations};

/// A value that can tell what is wrong with it.
///
/// Generated types implement it, one line a bound. An application seldom calls it itself: every
/// call is validated before it is sent.
///
/// ```
/// use actiongen_runtime::{Check, Validate, validate};
///
/// struct NewCustomer {
///     email: String,
///     company: Option<String>,
/// }
///
/// impl Validate for NewCustomer {
///     fn validate(&self, check: &mut Check<'_>) {
///         check.chars("email", &self.email, 3..=250);
///         check.chars("company", &self.company, ..=255);
///     }
/// }
///
/// let violations = validate(&NewCustomer { email: "a".into(), company: None }).unwrap_err();
/// assert_eq!(violations.to_string(), r#"email: "a" has 1 character; 3 to 250 are allowed"#);
/// ```
pub trait Validate {
    /// Reports what is wrong to `check`, in the order of the fields.
    fn validate(&self, check: &mut Check<'_>);
}

/// Checks a value on its own.
///
/// # Errors
/// Everything that is wrong with it, at paths that start at the value.
pub fn validate<T: Validate + ?Sized>(value: &T) -> Result<(), Violations> {
    let mut violations = Violations::new();
    value.validate(&mut Check::new(Path::ROOT, &mut violations));
    violations.into_result()
}

macro_rules! always_valid {
    ($($scalar:ty),*) => {$(
        impl Validate for $scalar {
            #[inline]
            fn validate(&self, _: &mut Check<'_>) {}
        }
    )*};
}

always_valid!(bool, i32, i64, str, String, Decimal, Value, ());

impl Validate for f64 {
    fn validate(&self, check: &mut Check<'_>) {
        if !self.is_finite() {
            check.report(Rule::Finite, format!("{self} is not a number that JSON has"));
        }
    }
}

impl Validate for Date {
    fn validate(&self, check: &mut Check<'_>) {
        if !self.is_valid() {
            check.report_format("date", self.as_str(), "a date such as 2026-02-28");
        }
    }
}

impl Validate for DateTime {
    fn validate(&self, check: &mut Check<'_>) {
        if !self.is_valid() {
            let such = "a date and time with an offset such as 2026-02-28T09:30:00Z";
            check.report_format("date-time", self.as_str(), such);
        }
    }
}

impl<T: Validate> Validate for [T] {
    fn validate(&self, check: &mut Check<'_>) {
        // One check that moves on: making one an item is what a valid list would spend its time on.
        let mut check = check.step(Part::Index(0));
        for (index, item) in self.iter().enumerate() {
            check.move_to(Part::Index(index));
            item.validate(&mut check);
        }
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn validate(&self, check: &mut Check<'_>) {
        self.as_slice().validate(check);
    }
}

impl<T: Validate> Validate for BTreeMap<String, T> {
    fn validate(&self, check: &mut Check<'_>) {
        for (key, item) in self {
            item.validate(&mut check.step(Part::Key(key)));
        }
    }
}

impl<T: Validate> Validate for Option<T> {
    #[inline]
    fn validate(&self, check: &mut Check<'_>) {
        if let Some(value) = self {
            value.validate(check);
        }
    }
}

impl<T: Validate> Validate for Presence<T> {
    #[inline]
    fn validate(&self, check: &mut Check<'_>) {
        if let Self::Value(value) = self {
            value.validate(check);
        }
    }
}

impl<T: Validate> Validate for Secret<T> {
    fn validate(&self, check: &mut Check<'_>) {
        self.expose().validate(&mut check.hidden());
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn validate(&self, check: &mut Check<'_>) {
        (**self).validate(check);
    }
}

impl<T: Validate + ?Sized> Validate for &T {
    fn validate(&self, check: &mut Check<'_>) {
        (**self).validate(check);
    }
}
