//! Exact decimal numbers: money and quantities that no binary fraction can hold.
//!
//! A decimal is checked text. There is no arithmetic here: convert to the number type of your
//! choice where you calculate.

pub mod as_number;
mod read;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// An exact decimal number, kept as the text it was given: `10.00` stays `10.00`.
///
/// Compares as a number, so `1.0` equals `1.00`. What JSON would not take as a number is put right
/// at once: `+5`, `.5`, `5.` and `007` become `5`, `0.5`, `5` and `7`.
///
/// ```
/// use actiongen_runtime::Decimal;
/// let price: Decimal = "19.90".parse()?;
/// assert_eq!(price.to_string(), "19.90");
/// assert_eq!(price, Decimal::new("19.9")?);
/// assert!(price < Decimal::from(20));
/// # Ok::<(), actiongen_runtime::DecimalError>(())
/// ```
#[derive(Clone)]
pub struct Decimal(String);

/// The text, or the number, is not a decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecimalError(());

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a decimal number such as 19.90")
    }
}

impl std::error::Error for DecimalError {}

impl Decimal {
    /// Reads a decimal: an optional sign, digits with at most one point, an optional exponent.
    ///
    /// # Errors
    /// Any other text, spaces included, and an exponent beyond ±999,999.
    pub fn new(text: &str) -> Result<Self, DecimalError> {
        let parts = Parts::split(text).ok_or(DecimalError(()))?;
        if is_json_number(text) {
            return Ok(Self(text.to_owned()));
        }
        let sign = if parts.negative { "-" } else { "" };
        let whole = parts.whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let point = if parts.fraction.is_empty() { "" } else { "." };
        let mut json = format!("{sign}{whole}{point}{}", parts.fraction);
        if parts.exponent != 0 {
            json.push_str(&format!("e{}", parts.exponent));
        }
        Ok(Self(json))
    }

    /// The text: a number as JSON writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A decimal taken apart; what is left of the point, and right of it.
struct Parts<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
    exponent: i64,
}

impl<'t> Parts<'t> {
    fn split(text: &'t str) -> Option<Self> {
        let (negative, text) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, read_exponent(exponent)?),
            None => (text, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = is_digits(whole) && is_digits(fraction) && (whole.len() + fraction.len() > 0);
        well_formed.then_some(Self { negative, whole, fraction, exponent })
    }
}

fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let exponent: i64 = text.parse().ok()?;
    (exponent.abs() <= 999_999).then_some(exponent)
}

/// Whether JSON takes the text, known to be a decimal, as it is.
fn is_json_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let end = digits.find(['.', 'e', 'E']).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at(end);
    let plain_whole = whole == "0" || (!whole.starts_with(['0', '+']) && !whole.is_empty());
    let fraction = rest.strip_prefix('.');
    plain_whole && fraction.is_none_or(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A decimal so written that equal numbers have equal parts, without spelling out its zeros.
#[derive(PartialEq, Eq, Hash)]
struct Canonical {
    negative: bool,
    /// Where the first digit stands: 10 to that power.
    magnitude: i64,
    /// From the first digit that is not zero to the last; empty for zero.
    digits: String,
}

impl Canonical {
    fn of(text: &str) -> Self {
        let parts =
            Parts::split(text).unwrap_or(Parts { negative: false, whole: "", fraction: "", exponent: 0 });
        let all = [parts.whole, parts.fraction].concat();
        let significant = all.trim_start_matches('0');
        let digits = significant.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Self { negative: false, magnitude: 0, digits };
        }
        let leading_zeros = all.len() - significant.len();
        let place = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / 4);
        Self {
            negative: parts.negative,
            magnitude: parts.exponent + place(parts.whole.len()) - place(leading_zeros),
            digits,
        }
    }
}

impl Ord for Canonical {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = || {
            let key = |number: &Self| number.magnitude;
            key(self).cmp(&key(other)).then_with(|| self.digits.cmp(&other.digits))
        };
        sign(self).cmp(&sign(other)).then_with(|| if self.negative { size().reverse() } else { size() })
    }
}

impl PartialOrd for Canonical {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares a decimal with a bound that a spec wrote.
pub(crate) fn compare(decimal: &Decimal, bound: &str) -> Ordering {
    Canonical::of(&decimal.0).cmp(&Canonical::of(bound))
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || Canonical::of(&self.0) == Canonical::of(&other.0)
    }
}

impl Eq for Decimal {}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(self, &other.0)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Canonical::of(&self.0).hash(state);
    }
}

impl Default for Decimal {
    /// Zero.
    fn default() -> Self {
        Self("0".to_owned())
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({})", self.0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        Self::new(text)
    }
}

impl TryFrom<&str> for Decimal {
    type Error = DecimalError;

    fn try_from(text: &str) -> Result<Self, DecimalError> {
        Self::new(text)
    }
}

impl TryFrom<f64> for Decimal {
    type Error = DecimalError;

    /// The shortest text that reads back as the same number.
    fn try_from(number: f64) -> Result<Self, DecimalError> {
        if number.is_finite() { Ok(Self(number.to_string())) } else { Err(DecimalError(())) }
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Decimal {
            fn from(number: $integer) -> Self {
                Self(number.to_string())
            }
        }
    )*};
}

from_integer!(i32, i64, u32, u64);

impl Serialize for Decimal {
    /// As text; a field that travels as a number says so by [`as_number`].
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_json_would_take_and_mends_the_rest() {
        let table = [
            ("0", "0"),
            ("-0", "-0"),
            ("10.00", "10.00"),
            ("-1.5e3", "-1.5e3"),
            ("1E+2", "1E+2"),
            ("0.1", "0.1"),
            ("+5", "5"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("5.e2", "5e2"),
            ("007.50", "7.50"),
            ("00", "0"),
            ("123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"),
        ];
        for (text, kept) in table {
            let decimal = Decimal::new(text).unwrap();
            assert_eq!(decimal.as_str(), kept);
            assert!(serde_json::from_str::<serde_json::Number>(kept).is_ok(), "{kept}");
        }
    }

    #[test]
    fn refuses_what_is_no_decimal() {
        for text in [
            "",
            "-",
            "+",
            ".",
            "e5",
            "1e",
            "1e+",
            "1.2.3",
            "1,000",
            " 1",
            "1 ",
            "NaN",
            "inf",
            "0x10",
            "--1",
            "1e1000000",
            "1e99999999999999999999",
            "١",
            "1_0",
            "1e--5",
        ] {
            assert!(Decimal::new(text).is_err(), "{text:?}");
        }
        assert!(Decimal::try_from(f64::NAN).is_err());
        assert!(Decimal::try_from(f64::NEG_INFINITY).is_err());
    }

    #[test]
    fn compares_as_a_number() {
        let ascending = [
            "-1e3",
            "-10.5",
            "-10",
            "-0.001",
            "0",
            "1e-999999",
            "0.09",
            "0.1",
            "1",
            "9.99",
            "1e1",
            "100",
            "1e999999",
        ];
        for (left, a) in ascending.iter().enumerate() {
            for (right, b) in ascending.iter().enumerate() {
                let (a, b) = (Decimal::new(a).unwrap(), Decimal::new(b).unwrap());
                assert_eq!(a.cmp(&b), left.cmp(&right), "{a} against {b}");
            }
        }
        for (a, b) in [("1.0", "1.00"), ("0", "-0.0"), ("100", "1e2"), ("0.010", "10e-3"), ("0e5", "0")] {
            let (a, b) = (Decimal::new(a).unwrap(), Decimal::new(b).unwrap());
            assert_eq!(a, b);
            assert_eq!(std::collections::HashSet::from([a, b]).len(), 1);
        }
    }

    #[test]
    fn comes_from_numbers() {
        assert_eq!(Decimal::from(-7_i64).as_str(), "-7");
        assert_eq!(Decimal::from(u64::MAX).as_str(), "18446744073709551615");
        assert_eq!(Decimal::try_from(0.1).unwrap().as_str(), "0.1");
        assert_eq!(Decimal::try_from(1e21).unwrap(), Decimal::new("1e21").unwrap());
    }
}
