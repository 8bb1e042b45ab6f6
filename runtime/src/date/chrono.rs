//! Conversions to and from chrono.

use chrono::{FixedOffset, NaiveDate, SecondsFormat, TimeZone};

use super::{Date, DateError, DateTime};

impl TryFrom<&Date> for NaiveDate {
    type Error = DateError;

    fn try_from(date: &Date) -> Result<Self, DateError> {
        Self::parse_from_str(date.as_str(), "%Y-%m-%d").map_err(|why| DateError::new(date.as_str(), why))
    }
}

impl From<NaiveDate> for Date {
    /// A year beyond 9999 makes a text that is refused when it is sent.
    fn from(date: NaiveDate) -> Self {
        Self::new(date.to_string())
    }
}

impl TryFrom<&DateTime> for chrono::DateTime<FixedOffset> {
    type Error = DateError;

    /// Reads RFC 3339, and RFC 2822 where the text is written so.
    fn try_from(moment: &DateTime) -> Result<Self, DateError> {
        let text = moment.as_str();
        if moment.is_rfc2822() {
            return Self::parse_from_rfc2822(text).map_err(|why| DateError::new(text, why));
        }
        Self::parse_from_rfc3339(text).map_err(|why| DateError::new(text, why))
    }
}

impl<Z: TimeZone> From<chrono::DateTime<Z>> for DateTime {
    /// RFC 3339, with as many digits of a second as it takes.
    fn from(moment: chrono::DateTime<Z>) -> Self {
        Self::new(moment.fixed_offset().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl DateTime {
    /// The moment as RFC 2822 writes it, for fields that travel so.
    pub fn rfc2822_from_chrono<Z: TimeZone>(moment: &chrono::DateTime<Z>) -> Self {
        Self::new(moment.fixed_offset().to_rfc2822())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let date = NaiveDate::try_from(&Date::new("2024-02-29")).unwrap();
        assert_eq!(Date::from(date).as_str(), "2024-02-29");
        let moment = chrono::DateTime::try_from(&DateTime::new("2024-02-29T23:30:00.250+01:00")).unwrap();
        assert_eq!(DateTime::from(moment).as_str(), "2024-02-29T23:30:00.250+01:00");
        assert_eq!(DateTime::from(moment.to_utc()).as_str(), "2024-02-29T22:30:00.250Z");
        let mail = DateTime::rfc2822_from_chrono(&moment);
        assert!(mail.is_rfc2822(), "{mail}");
        let read = chrono::DateTime::try_from(&mail).unwrap();
        assert_eq!(read.timestamp(), moment.timestamp());
    }

    #[test]
    fn what_is_no_date_stays_text() {
        assert!(NaiveDate::try_from(&Date::new("2026-02-30")).is_err());
        let error = chrono::DateTime::try_from(&DateTime::new("soon")).unwrap_err();
        assert!(error.to_string().starts_with("\"soon\" does not convert"), "{error}");
    }
}
