//! Conversions to and from time.

use time::OffsetDateTime;
use time::format_description::well_known::{Iso8601, Rfc2822, Rfc3339};

use super::{Date, DateError, DateTime};

impl TryFrom<&Date> for time::Date {
    type Error = DateError;

    fn try_from(date: &Date) -> Result<Self, DateError> {
        let text = date.as_str();
        Self::parse(text, &Iso8601::DATE).map_err(|why| DateError::new(text, why))
    }
}

impl From<time::Date> for Date {
    /// A year beyond 9999 makes a text that is refused when it is sent.
    fn from(date: time::Date) -> Self {
        Self::new(date.to_string())
    }
}

impl TryFrom<&DateTime> for OffsetDateTime {
    type Error = DateError;

    /// Reads RFC 3339, and RFC 2822 where the text is written so.
    fn try_from(moment: &DateTime) -> Result<Self, DateError> {
        let text = moment.as_str();
        if moment.is_rfc2822() {
            return Self::parse(text, &Rfc2822).map_err(|why| DateError::new(text, why));
        }
        Self::parse(text, &Rfc3339).map_err(|why| DateError::new(text, why))
    }
}

impl TryFrom<OffsetDateTime> for DateTime {
    type Error = DateError;

    /// RFC 3339, which has years 0 to 9999 and whole minutes of offset.
    fn try_from(moment: OffsetDateTime) -> Result<Self, DateError> {
        let text = moment.format(&Rfc3339);
        text.map(Self::new).map_err(|why| DateError::new(&moment.to_string(), why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let date = time::Date::try_from(&Date::new("2024-02-29")).unwrap();
        assert_eq!(Date::from(date).as_str(), "2024-02-29");
        let moment = OffsetDateTime::try_from(&DateTime::new("2024-02-29T23:30:00.25+01:00")).unwrap();
        assert_eq!(DateTime::try_from(moment).unwrap().as_str(), "2024-02-29T23:30:00.25+01:00");
        let mail = OffsetDateTime::try_from(&DateTime::new("Thu, 29 Feb 2024 22:30:00 +0000")).unwrap();
        assert_eq!(mail.unix_timestamp(), moment.unix_timestamp());
    }

    #[test]
    fn what_is_no_date_stays_text() {
        assert!(time::Date::try_from(&Date::new("2026-02-30")).is_err());
        let error = OffsetDateTime::try_from(&DateTime::new("soon")).unwrap_err();
        assert!(error.to_string().starts_with("\"soon\" does not convert"), "{error}");
    }
}
