//! Bounds and how they are said: the one source of "3 to 250 characters".
//!
//! Docs, schemas, rustdoc and violations all take their words from here. What is counted or
//! compared is none of this file's business.

use std::fmt;
use std::ops::{Bound, RangeBounds, RangeFrom, RangeFull, RangeInclusive, RangeToInclusive};

/// Makes a bound on a count, with its unit.
macro_rules! count {
    ($(#[$doc:meta])* $name:ident, $unit:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name {
            min: usize,
            max: Option<usize>,
        }

        impl $name {
            /// The bound with both ends included; no `max` leaves it open.
            ///
            /// `None` if `min` is above `max`, since nothing could ever meet it.
            #[must_use]
            pub const fn new(min: usize, max: Option<usize>) -> Option<Self> {
                match max {
                    Some(max) if min > max => None,
                    max => Some(Self { min, max }),
                }
            }

            /// The least that is allowed.
            #[must_use]
            pub const fn min(self) -> usize {
                self.min
            }

            /// The most that is allowed, if there is an upper end.
            #[must_use]
            pub const fn max(self) -> Option<usize> {
                self.max
            }

            /// Whether so many are allowed.
            #[must_use]
            #[inline]
            pub const fn contains(self, count: usize) -> bool {
                count >= self.min
                    && match self.max {
                        Some(max) => count <= max,
                        None => true,
                    }
            }

            /// The bound in words, with its unit; the same as its `Display`.
            #[must_use]
            pub fn phrase(self) -> String {
                self.to_string()
            }

            /// The bound as the end of a message: "exactly 2 are allowed", "at least 1 is needed".
            #[must_use]
            pub fn demand(self) -> String {
                let be = |count: usize| if count == 1 { "is" } else { "are" };
                match (self.min, self.max) {
                    (min, Some(max)) if min == max => format!("exactly {max} {} allowed", be(max)),
                    (0, Some(max)) => format!("at most {max} {} allowed", be(max)),
                    (min, Some(max)) => format!("{min} to {max} are allowed"),
                    (0, None) => "any number is allowed".to_owned(),
                    (min, None) => format!("at least {min} {} needed", be(min)),
                }
            }

            /// The bound of two ends that make one, or let nothing pass.
            pub(crate) const fn from_ends(min: usize, max: Option<usize>) -> Self {
                Self { min, max }
            }

            /// A count with its unit: "1 character", "3 characters".
            pub(crate) fn counted(count: usize) -> String {
                let plural = if count == 1 { "" } else { "s" };
                format!("{count} {}{plural}", $unit)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match (self.min, self.max) {
                    (min, Some(max)) if min == max => {
                        write!(f, "exactly {}", Self::counted(max))
                    }
                    (0, Some(max)) => write!(f, "at most {}", Self::counted(max)),
                    (min, Some(max)) => write!(f, "{min} to {}", Self::counted(max)),
                    (0, None) => write!(f, "any number of {}s", $unit),
                    (min, None) => write!(f, "at least {}", Self::counted(min)),
                }
            }
        }

        impl From<RangeInclusive<usize>> for $name {
            /// The ends as they are written; a range that is empty lets nothing pass.
            #[inline]
            fn from(range: RangeInclusive<usize>) -> Self {
                Self { min: *range.start(), max: Some(*range.end()) }
            }
        }

        impl From<RangeToInclusive<usize>> for $name {
            #[inline]
            fn from(range: RangeToInclusive<usize>) -> Self {
                Self { min: 0, max: Some(range.end) }
            }
        }

        impl From<RangeFrom<usize>> for $name {
            #[inline]
            fn from(range: RangeFrom<usize>) -> Self {
                Self { min: range.start, max: None }
            }
        }

        impl From<RangeFull> for $name {
            #[inline]
            fn from(_: RangeFull) -> Self {
                Self { min: 0, max: None }
            }
        }
    };
}

count! {
    /// How many characters a text may have, both ends included.
    ///
    /// A character is a Unicode scalar value: "Zoë" has three, whatever its bytes are.
    ///
    /// ```
    /// use actiongen_runtime::Length;
    /// assert_eq!(Length::from(3..=250).phrase(), "3 to 250 characters");
    /// assert_eq!(Length::from(2..=2).phrase(), "exactly 2 characters");
    /// assert_eq!(Length::from(..=255).phrase(), "at most 255 characters");
    /// assert_eq!(Length::from(1..).phrase(), "at least 1 character");
    /// assert!(Length::new(255, Some(3)).is_none());
    /// ```
    Length, "character"
}

count! {
    /// How many items a list may have, both ends included.
    ///
    /// ```
    /// use actiongen_runtime::Items;
    /// assert_eq!(Items::from(1..=10).phrase(), "1 to 10 items");
    /// assert_eq!(Items::from(1..).demand(), "at least 1 is needed");
    /// ```
    Items, "item"
}

/// Which numbers are allowed; either end may be included, excluded or open.
///
/// ```
/// use actiongen_runtime::Range;
/// use std::ops::Bound;
/// assert_eq!(Range::from_bounds(0..=100).to_string(), "0 to 100");
/// assert_eq!(Range::from_bounds(0..100).to_string(), "at least 0 and less than 100");
/// assert_eq!(Range::from_bounds((Bound::Excluded(0), Bound::Unbounded)).to_string(), "more than 0");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range<T> {
    start: Bound<T>,
    end: Bound<T>,
}

impl<T: PartialOrd> Range<T> {
    /// The range between two ends. `None` if no number could lie in it.
    #[must_use]
    pub fn new(start: Bound<T>, end: Bound<T>) -> Option<Self> {
        let possible = match (&start, &end) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => true,
            (Bound::Included(start), Bound::Included(end)) => start <= end,
            (Bound::Included(start) | Bound::Excluded(start), Bound::Excluded(end))
            | (Bound::Excluded(start), Bound::Included(end)) => start < end,
        };
        possible.then_some(Self { start, end })
    }
}

impl<T> Range<T> {
    /// The range as Rust writes it: `1..=250`, `..=5`, or a pair of bounds.
    pub fn from_bounds(bounds: impl RangeBounds<T>) -> Self
    where
        T: Clone,
    {
        Self { start: bounds.start_bound().cloned(), end: bounds.end_bound().cloned() }
    }

    /// The lower end.
    pub const fn start(&self) -> &Bound<T> {
        &self.start
    }

    /// The upper end.
    pub const fn end(&self) -> &Bound<T> {
        &self.end
    }

    /// The same range over what `to` makes of its ends.
    pub fn map<U>(self, mut to: impl FnMut(T) -> U) -> Range<U> {
        Range { start: self.start.map(&mut to), end: self.end.map(&mut to) }
    }

    /// The range in words; the same as its `Display`.
    #[must_use]
    pub fn phrase(&self) -> String
    where
        T: fmt::Display + PartialEq,
    {
        self.to_string()
    }
}

impl<T: fmt::Display + PartialEq> fmt::Display for Range<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.start, &self.end) {
            (Bound::Included(start), Bound::Included(end)) if start == end => {
                write!(f, "exactly {end}")
            }
            (Bound::Included(start), Bound::Included(end)) => write!(f, "{start} to {end}"),
            (Bound::Unbounded, Bound::Unbounded) => f.write_str("any number"),
            (start, end) => {
                match start {
                    Bound::Included(start) => write!(f, "at least {start}")?,
                    Bound::Excluded(start) => write!(f, "more than {start}")?,
                    Bound::Unbounded => {}
                }
                if !matches!(start, Bound::Unbounded) && !matches!(end, Bound::Unbounded) {
                    f.write_str(" and ")?;
                }
                match end {
                    Bound::Included(end) => write!(f, "at most {end}"),
                    Bound::Excluded(end) => write!(f, "less than {end}"),
                    Bound::Unbounded => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_words() {
        let table: [(Length, &str, &str); 8] = [
            ((3..=250).into(), "3 to 250 characters", "3 to 250 are allowed"),
            ((2..=2).into(), "exactly 2 characters", "exactly 2 are allowed"),
            ((1..=1).into(), "exactly 1 character", "exactly 1 is allowed"),
            ((..=255).into(), "at most 255 characters", "at most 255 are allowed"),
            ((..=1).into(), "at most 1 character", "at most 1 is allowed"),
            ((1..).into(), "at least 1 character", "at least 1 is needed"),
            ((7..).into(), "at least 7 characters", "at least 7 are needed"),
            ((..).into(), "any number of characters", "any number is allowed"),
        ];
        for (length, phrase, demand) in table {
            assert_eq!(length.phrase(), phrase);
            assert_eq!(length.demand(), demand);
        }
        assert_eq!(Items::from(1..=10).phrase(), "1 to 10 items");
        assert_eq!(Items::from(..=0).phrase(), "exactly 0 items");
    }

    #[test]
    fn ends_in_the_wrong_order_are_refused() {
        assert_eq!(Length::new(3, Some(3)), Some((3..=3).into()));
        assert_eq!(Length::new(4, Some(3)), None);
        assert_eq!(Items::new(0, None), Some((..).into()));
        assert!(Range::new(Bound::Included(1), Bound::Included(1)).is_some());
        assert!(Range::new(Bound::Excluded(1), Bound::Included(1)).is_none());
        assert!(Range::new(Bound::Included(2), Bound::Included(1)).is_none());
        assert!(Range::new(Bound::Included(f64::NAN), Bound::Included(1.0)).is_none());
    }

    #[test]
    fn ranges_in_words() {
        use Bound::{Excluded, Included, Unbounded};
        let table = [
            (Included(0), Included(100), "0 to 100"),
            (Included(3), Included(3), "exactly 3"),
            (Excluded(0), Unbounded, "more than 0"),
            (Unbounded, Excluded(100), "less than 100"),
            (Excluded(0), Included(100), "more than 0 and at most 100"),
            (Excluded(0), Excluded(100), "more than 0 and less than 100"),
            (Included(0), Excluded(100), "at least 0 and less than 100"),
            (Included(1), Unbounded, "at least 1"),
            (Unbounded, Included(5), "at most 5"),
            (Unbounded, Unbounded, "any number"),
        ];
        for (start, end, phrase) in table {
            assert_eq!(Range { start, end }.phrase(), phrase);
        }
    }
}
