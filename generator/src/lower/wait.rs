//! A shortest and a longest wait as they are written: `500ms..30s`.

use std::time::Duration;

use crate::diagnostics::{Code, Problems};
use crate::source::At;

/// How a time is written, longest ending first.
const UNITS: [(&str, u64); 2] = [("ms", 1), ("s", 1000)];

/// An end that cannot be read.
enum Bad {
    /// There is no unit after the number.
    NoUnit(String),
    /// A unit that is none, with what it would be in one.
    OtherUnit(String),
    /// No whole number stands before the unit.
    NoNumber,
    /// The number is too large.
    TooLarge,
}

/// `500ms..30s`, or one time for both ends.
pub fn wait(text: &str, at: At<'_>, problems: &mut Problems) -> Option<(Duration, Duration)> {
    let text = text.trim();
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    let (low, high) = (low.trim(), high.trim());
    if low.is_empty() || high.is_empty() {
        problems
            .error(Code::NoRange, at.span(), format!("`{text}` is no range for `wait`"))
            .why("waits double from the shortest to the longest, so both ends are needed")
            .help("write both, each with its unit: `wait: 500ms..30s`");
        return None;
    }
    let mut is_whole = true;
    let mut end = |end: &str| match time(end) {
        Ok(time) => Some(time),
        Err(bad) if is_whole => {
            is_whole = false;
            tell(end, bad, at, problems);
            None
        }
        Err(_) => None,
    };
    let (shortest, longest) = (end(low), end(high));
    let (shortest, longest) = (shortest?, longest?);
    if shortest.is_zero() {
        problems
            .error(Code::EmptyRange, at.span(), "the shortest wait is none")
            .why("a service in trouble would be asked again at once, by every client that it has")
            .help("begin with a time: `wait: 500ms..30s`");
        return None;
    }
    if shortest > longest {
        problems
            .error(Code::MinAboveMax, at.span(), "the shortest wait is longer than the longest")
            .label(format!("{low} is longer than {high}"))
            .replace(at.span(), format!("{high}..{low}"), "swap the two ends");
        return None;
    }
    Some((shortest, longest))
}

fn time(text: &str) -> Result<Duration, Bad> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = (&text[..digits], text[digits..].trim());
    if number.is_empty() {
        return Err(Bad::NoNumber);
    }
    let number: u64 = number.parse::<u32>().map_err(|_| Bad::TooLarge)?.into();
    match UNITS.iter().find(|(name, _)| *name == unit) {
        Some((_, millis)) => Ok(Duration::from_millis(number * millis)),
        None if unit.is_empty() => Err(Bad::NoUnit(format!("{number}s"))),
        None => Err(match unit.to_ascii_lowercase().as_str() {
            "sec" | "secs" | "second" | "seconds" => Bad::OtherUnit(format!("{number}s")),
            "msec" | "millis" | "milliseconds" => Bad::OtherUnit(format!("{number}ms")),
            "m" | "min" | "mins" | "minute" | "minutes" => Bad::OtherUnit(format!("{}s", number * 60)),
            "h" | "hour" | "hours" => Bad::OtherUnit(format!("{}s", number * 3600)),
            _ => Bad::NoNumber,
        }),
    }
}

fn tell(end: &str, bad: Bad, at: At<'_>, problems: &mut Problems) {
    let problem = match &bad {
        Bad::NoUnit(_) => problems.error(Code::BadWait, at.span(), format!("`{end}` has no unit")),
        Bad::OtherUnit(_) => problems.error(Code::BadWait, at.span(), format!("`{end}` is in another unit")),
        Bad::TooLarge => {
            problems.error(Code::NumberTooLarge, at.span(), format!("`{end}` does not fit 32 bits"))
        }
        Bad::NoNumber => problems.error(Code::BadWait, at.span(), format!("`{end}` is no time")),
    };
    match bad {
        Bad::NoUnit(seconds) => problem
            .why("seconds and milliseconds are taken for each other sooner or later")
            .help(format!("write `{seconds}` or `{end}ms`")),
        Bad::OtherUnit(better) => problem.help(format!("write `{better}`; the units are `ms` and `s`")),
        Bad::TooLarge | Bad::NoNumber => {
            problem.help("write whole numbers with a unit, `ms` or `s`: `wait: 500ms..30s`")
        }
    };
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::time;

    #[test]
    fn a_time_has_a_unit() {
        let rows = [("500ms", 500), ("30s", 30_000), ("2 s", 2000), ("0ms", 0)];
        for (text, millis) in rows {
            assert_eq!(time(text).ok(), Some(Duration::from_millis(millis)), "{text}");
        }
        for text in ["500", "", "ms", "1m", "1.5s", "-1s", "5000000000s", "1e3s"] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
