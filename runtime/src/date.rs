//! Dates and times that keep the text they were given.
//!
//! An answer is read whatever it writes; a request is checked before it is sent. Conversions to
//! the common time crates stand behind the features `chrono`, `jiff` and `time`.

#[cfg(feature = "chrono")]
mod chrono;
mod civil;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! date {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Keeps the text as it is. It is checked when it is sent.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether the text is what RFC 3339 asks for, and in the calendar.
            #[must_use]
            pub fn is_valid(&self) -> bool {
                $check(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::new(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

date! {
    /// A calendar day, `2026-02-28` (RFC 3339 `full-date`).
    ///
    /// Two dates are equal if their texts are.
    ///
    /// ```
    /// use actiongen_runtime::Date;
    /// assert!(Date::new("2024-02-29").is_valid());
    /// assert!(!Date::new("2026-02-30").is_valid());
    /// ```
    Date, civil::is_full_date
}

date! {
    /// A moment with its offset, `2026-02-28T09:30:00Z` (RFC 3339 `date-time`).
    ///
    /// Two moments are equal if their texts are; convert them to compare the time they mean. Some
    /// fields travel as RFC 2822 (`Sat, 28 Feb 2026 09:30:00 +0000`): they hold that text.
    ///
    /// ```
    /// use actiongen_runtime::DateTime;
    /// assert!(DateTime::new("2026-02-28T09:30:00+01:00").is_valid());
    /// assert!(!DateTime::new("2026-02-28T09:30:00").is_valid());
    /// assert!(DateTime::new("Sat, 28 Feb 2026 09:30:00 +0000").is_rfc2822());
    /// ```
    DateTime, civil::is_date_time
}

impl DateTime {
    /// Whether the text is what RFC 2822 asks for, and in the calendar.
    #[must_use]
    pub fn is_rfc2822(&self) -> bool {
        civil::is_rfc2822(&self.0)
    }
}

/// The text of a date does not convert: it is not what it should be, or out of range there.
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError(pub(crate) String);

#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
impl DateError {
    pub(crate) fn new(text: &str, why: impl fmt::Display) -> Self {
        Self(format!("{} does not convert: {why}", crate::snippet::Quoted(text)))
    }
}

#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
impl std::error::Error for DateError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_keeps_whatever_came() {
        for text in ["2026-02-28T09:30:00Z", "0000-00-00 00:00:00", ""] {
            let json = serde_json::to_string(text).unwrap();
            let moment: DateTime = serde_json::from_str(&json).unwrap();
            assert_eq!(moment.as_str(), text);
            assert_eq!(serde_json::to_string(&moment).unwrap(), json);
        }
    }
}
