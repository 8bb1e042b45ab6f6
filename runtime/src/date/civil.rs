//! The grammars of RFC 3339 and RFC 2822, and the calendar behind them.

/// `2026-02-28`
pub(super) fn is_full_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    match (number(&bytes[..4]), number(&bytes[5..7]), number(&bytes[8..])) {
        (Some(year), Some(month), Some(day)) => is_day(year, month, day),
        _ => false,
    }
}

/// `2026-02-28T09:30:00.5+01:00`; a leap second (`:60`) is a second.
pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    let bytes = time.as_bytes();
    if !is_full_date(date) || bytes.len() < 9 || !is_clock(&bytes[..8]) {
        return false;
    }
    let mut rest = &bytes[8..];
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return false;
        }
        rest = &fraction[digits..];
    }
    match rest {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', offset @ ..] if offset.len() == 5 && offset[2] == b':' => {
            is_below(&offset[..2], 24) && is_below(&offset[3..], 60)
        }
        _ => false,
    }
}

/// `Sat, 28 Feb 2026 09:30:00 +0000`; the day of the week and the seconds may be left out.
pub(super) fn is_rfc2822(text: &str) -> bool {
    let (weekday, rest) = match text.split_once(", ") {
        Some((name, rest)) => match position(&WEEKDAYS, name) {
            Some(weekday) => (Some(weekday), rest),
            None => return false,
        },
        None => (None, text),
    };
    let parts: Vec<&str> = rest.split(' ').collect();
    let &[day, month, year, time, zone] = parts.as_slice() else {
        return false;
    };
    let (Some(day), Some(month), Some(year)) = (
        (day.len() <= 2).then(|| number(day.as_bytes())).flatten(),
        position(&MONTHS, month).map(|month| month + 1),
        (year.len() == 4).then(|| number(year.as_bytes())).flatten(),
    ) else {
        return false;
    };
    let clock = match time.len() {
        5 => is_clock(format!("{time}:00").as_bytes()),
        8 => is_clock(time.as_bytes()),
        _ => false,
    };
    clock
        && is_zone(zone)
        && is_day(year, month, day)
        && weekday.is_none_or(|weekday| weekday == weekday_of(year, month, day))
}

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn position(names: &[&str], name: &str) -> Option<u32> {
    let index = names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
    u32::try_from(index).ok()
}

fn is_zone(zone: &str) -> bool {
    match zone.as_bytes() {
        [b'+' | b'-', offset @ ..] if offset.len() == 4 => {
            is_below(&offset[..2], 24) && is_below(&offset[2..], 60)
        }
        _ => ["GMT", "UT", "Z"].contains(&zone),
    }
}

/// `09:30:00`
fn is_clock(bytes: &[u8]) -> bool {
    bytes.len() == 8
        && bytes[2] == b':'
        && bytes[5] == b':'
        && is_below(&bytes[..2], 24)
        && is_below(&bytes[3..5], 60)
        && is_below(&bytes[6..], 61)
}

fn is_below(digits: &[u8], limit: u32) -> bool {
    number(digits).is_some_and(|number| number < limit)
}

/// At most four digits, and nothing but digits.
fn number(digits: &[u8]) -> Option<u32> {
    let fits = matches!(digits.len(), 1..=4) && digits.iter().all(u8::is_ascii_digit);
    fits.then(|| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

const fn is_leap(year: u32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Sunday is 0. By Sakamoto's method, on a cycle of 400 years, which has whole weeks.
fn weekday_of(year: u32, month: u32, day: u32) -> u32 {
    const SHIFT: [u32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = year + 400 - u32::from(month < 3);
    let shift = SHIFT[(month as usize + 11) % 12];
    (year + year / 4 - year / 100 + year / 400 + shift + day) % 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        for text in ["2026-02-28", "2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"] {
            assert!(is_full_date(text), "{text}");
        }
        for text in [
            "",
            "2026-02-29",
            "1900-02-29",
            "2026-02-30",
            "2026-04-31",
            "2026-00-01",
            "2026-13-01",
            "2026-01-00",
            "2026-01-32",
            "26-01-01",
            "2026-1-1",
            "2026/01/01",
            "2026-01-01 ",
            "2026-01-01T",
            "+026-01-01",
            "20२6-01-0",
            "éé26-01-01",
        ] {
            assert!(!is_full_date(text), "{text}");
        }
    }

    #[test]
    fn moments() {
        for text in [
            "2026-02-28T09:30:00Z",
            "2026-02-28t09:30:00z",
            "2026-02-28T00:00:00.123456789+14:00",
            "2016-12-31T23:59:60Z",
            "2026-02-28T23:59:59-00:00",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "",
            "2026-02-28",
            "2026-02-28T09:30:00",
            "2026-02-28T09:30Z",
            "2026-02-28 09:30:00Z",
            "2026-02-30T09:30:00Z",
            "2026-02-28T24:00:00Z",
            "2026-02-28T09:60:00Z",
            "2026-02-28T09:30:61Z",
            "2026-02-28T09:30:00.Z",
            "2026-02-28T09:30:00+0100",
            "2026-02-28T09:30:00+24:00",
            "2026-02-28T09:30:00+01:60",
            "2026-02-28T09:30:00Zx",
            "2026-02-28T09:30:00ZZ",
            "2026-02-28Té9:30:0Z",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }

    #[test]
    fn mail_dates() {
        for text in [
            "Sat, 28 Feb 2026 09:30:00 +0000",
            "28 Feb 2026 09:30 GMT",
            "Tue, 20 Nov 2012 00:00:00 +0000",
            "Thu, 1 Jan 1970 00:00:00 UT",
            "Thu, 29 Feb 2024 23:59:60 -0830",
            "sat, 1 jan 2000 00:00:00 +0000",
        ] {
            assert!(is_rfc2822(text), "{text}");
        }
        for text in [
            "",
            "2026-02-28T09:30:00Z",
            "Fri, 28 Feb 2026 09:30:00 +0000",
            "Sat, 30 Feb 2026 09:30:00 +0000",
            "Sat, 28 Feb 26 09:30:00 +0000",
            "Sat, 28 Feb 2026 09:30:00",
            "Sat, 28 Feb 2026 24:30:00 +0000",
            "Sat, 28 Feb 2026 09:30:00 EST",
            "Sat 28 Feb 2026 09:30:00 +0000",
            "Sat,  28 Feb 2026 09:30:00 +0000",
            "Sat, 128 Feb 2026 09:30:00 +0000",
            "Sat, 28 Foo 2026 09:30:00 +0000",
            "Sat, 28 Feb 2026 09:30:00 +000",
        ] {
            assert!(!is_rfc2822(text), "{text}");
        }
    }
}
