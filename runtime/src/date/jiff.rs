//! Conversions to and from jiff.

use jiff::Timestamp;
use jiff::civil;

use super::{Date, DateError, DateTime};

impl TryFrom<&Date> for civil::Date {
    type Error = DateError;

    fn try_from(date: &Date) -> Result<Self, DateError> {
        date.as_str().parse().map_err(|why| DateError::new(date.as_str(), why))
    }
}

impl From<civil::Date> for Date {
    /// A year before 0 makes a text that is refused when it is sent.
    fn from(date: civil::Date) -> Self {
        Self::new(date.to_string())
    }
}

impl TryFrom<&DateTime> for Timestamp {
    type Error = DateError;

    /// Reads RFC 3339, and RFC 2822 where the text is written so. The offset is not kept.
    fn try_from(moment: &DateTime) -> Result<Self, DateError> {
        let text = moment.as_str();
        if moment.is_rfc2822() {
            return jiff::fmt::rfc2822::DateTimeParser::new()
                .parse_timestamp(text)
                .map_err(|why| DateError::new(text, why));
        }
        text.parse().map_err(|why| DateError::new(text, why))
    }
}

impl From<Timestamp> for DateTime {
    /// RFC 3339 in UTC, with as many digits of a second as it takes.
    fn from(moment: Timestamp) -> Self {
        Self::new(moment.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let date = civil::Date::try_from(&Date::new("2024-02-29")).unwrap();
        assert_eq!(Date::from(date).as_str(), "2024-02-29");
        let moment = Timestamp::try_from(&DateTime::new("2024-02-29T23:30:00.250+01:00")).unwrap();
        assert_eq!(DateTime::from(moment).as_str(), "2024-02-29T22:30:00.25Z");
        let mail = Timestamp::try_from(&DateTime::new("Thu, 29 Feb 2024 22:30:00 +0000")).unwrap();
        assert_eq!(mail.as_second(), moment.as_second());
    }

    #[test]
    fn what_is_no_date_stays_text() {
        assert!(civil::Date::try_from(&Date::new("2026-02-30")).is_err());
        let error = Timestamp::try_from(&DateTime::new("soon")).unwrap_err();
        assert!(error.to_string().starts_with("\"soon\" does not convert"), "{error}");
    }
}
