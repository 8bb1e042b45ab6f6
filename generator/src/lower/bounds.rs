//! Bounds as they are written: `3..250`, `..255`, `1..`, `2`, `0<..100`, `0..<100`.

use actiongen_runtime::{Decimal, Items, Length};

use crate::diagnostics::{Code, Problems};
use crate::model::{Limit, Range};
use crate::source::At;

/// The two ends of a bound, as they are written.
#[derive(Debug, PartialEq, Eq)]
struct Ends<'a> {
    min: Option<&'a str>,
    min_excluded: bool,
    max: Option<&'a str>,
    max_excluded: bool,
}

fn ends(text: &str) -> Option<Ends<'_>> {
    let text = text.trim();
    let Some((min, max)) = text.split_once("..") else {
        let single = Some(text).filter(|text| !text.is_empty());
        return single.map(|text| Ends {
            min: Some(text),
            min_excluded: false,
            max: Some(text),
            max_excluded: false,
        });
    };
    let (min, min_excluded) = match min.trim().strip_suffix('<') {
        Some(min) => (min.trim(), true),
        None => (min.trim(), false),
    };
    let (max, max_excluded) = match max.trim().strip_prefix('<') {
        Some(max) => (max.trim(), true),
        None => (max.trim(), false),
    };
    if (min.is_empty() && (max.is_empty() || min_excluded)) || (max.is_empty() && max_excluded) {
        return None;
    }
    let given = |end: &'_ str| !end.is_empty();
    Some(Ends {
        min: Some(min).filter(|m| given(m)),
        min_excluded,
        max: Some(max).filter(|m| given(m)),
        max_excluded,
    })
}

/// `length: 3..250`.
pub fn length(text: &str, at: At<'_>, problems: &mut Problems) -> Option<Length> {
    let (min, max) = counts("length", text, at, problems)?;
    Length::new(min, max)
}

/// `items: 1..10`.
pub fn items(text: &str, at: At<'_>, problems: &mut Problems) -> Option<Items> {
    let (min, max) = counts("items", text, at, problems)?;
    Items::new(min, max)
}

/// Items that must differ, of a type that has only so many values.
pub fn distinct(items: Items, values: usize, at: At<'_>, problems: &mut Problems) {
    if items.min() > values {
        problems
            .error(Code::EmptyRange, at.span(), "no list has so many different items")
            .label(format!("{}, and the type has {values} values", items.demand()))
            .why("every list would be refused")
            .help("lower the bound, or drop `unique`");
    }
}

/// Two whole numbers, the first not larger than the second.
fn counts(key: &str, text: &str, at: At<'_>, problems: &mut Problems) -> Option<(usize, Option<usize>)> {
    let example = if key == "length" { "3..250" } else { "1..10" };
    let Some(ends) = ends(text) else {
        no_range(key, text, example, at, problems);
        return None;
    };
    if ends.min_excluded || ends.max_excluded {
        problems
            .error(Code::NoRange, at.span(), format!("`{key}` counts, and a count includes both its ends"))
            .help(format!("leave out the `<` and name the last number that is allowed: `{key}: {example}`"));
        return None;
    }
    let mut count = |end: Option<&str>| match end.map(str::parse::<u32>) {
        None => Some(None),
        Some(Ok(count)) => Some(Some(count as usize)),
        Some(Err(_)) => {
            no_range(key, text, example, at, problems);
            None
        }
    };
    let min = count(ends.min)?;
    let max = count(ends.max)?;
    if let (Some(min), Some(max)) = (min, max) {
        if min > max {
            crossed(&min.to_string(), &max.to_string(), at, problems);
            return None;
        }
    }
    Some((min.unwrap_or(0), max))
}

/// `range: 0..100`, of whole numbers or of any.
pub fn range(text: &str, whole: Option<(i64, i64)>, at: At<'_>, problems: &mut Problems) -> Option<Range> {
    let Some(ends) = ends(text) else {
        no_range("range", text, "0..100", at, problems);
        return None;
    };
    let min = limit(ends.min, ends.min_excluded, text, whole, at, problems)?;
    let max = limit(ends.max, ends.max_excluded, text, whole, at, problems)?;
    if let (Some(min), Some(max)) = (&min, &max) {
        let (low, high) = (Decimal::new(&min.value).ok()?, Decimal::new(&max.value).ok()?);
        if low > high {
            crossed(&min.value, &max.value, at, problems);
            return None;
        }
        let none_between = whole.is_some() && {
            let ends: Option<(i64, i64)> = min.value.parse().ok().zip(max.value.parse().ok());
            ends.is_some_and(|(low, high)| {
                low.saturating_add(i64::from(min.excluded)) > high.saturating_sub(i64::from(max.excluded))
            })
        };
        if none_between || (low == high && (min.excluded || max.excluded)) {
            problems
                .error(Code::EmptyRange, at.span(), format!("no number lies in `{text}`"))
                .why("every value would be refused")
                .help("leave out a `<`, or move an end");
            return None;
        }
    }
    Some(Range { min, max })
}

/// An end: `Some(None)` where it is open, `None` where it is wrong.
fn limit(
    end: Option<&str>,
    excluded: bool,
    text: &str,
    whole: Option<(i64, i64)>,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<Option<Limit>> {
    let Some(end) = end else { return Some(None) };
    let plain = end.strip_prefix('-').unwrap_or(end);
    let is_plain = !plain.is_empty()
        && plain.chars().all(|c| c.is_ascii_digit() || c == '.')
        && plain.starts_with(|c: char| c.is_ascii_digit())
        && plain.ends_with(|c: char| c.is_ascii_digit())
        && plain.matches('.').count() <= 1;
    if !is_plain {
        no_range("range", text, "0..100", at, problems);
        return None;
    }
    if let Some((low, high)) = whole {
        match end.parse::<i64>() {
            Ok(number) if (low..=high).contains(&number) => {}
            Ok(_) => {
                problems
                    .error(Code::BoundTooLarge, at.span(), format!("`{end}` does not fit the type"))
                    .label(format!("the type holds {low} to {high}"))
                    .help("leave the end open, or use `int` for 64 bits");
                return None;
            }
            Err(_) if plain.contains('.') => {
                problems
                    .error(Code::NoRange, at.span(), format!("`{end}` is not a whole number"))
                    .help("use whole numbers here, or the type `number` or `decimal`");
                return None;
            }
            Err(_) => {
                problems
                    .error(Code::BoundTooLarge, at.span(), format!("`{end}` does not fit 64 bits"))
                    .help("leave the end open");
                return None;
            }
        }
    }
    Some(Some(Limit { value: end.to_owned(), excluded }))
}

fn no_range(key: &str, text: &str, example: &str, at: At<'_>, problems: &mut Problems) {
    let problem = problems.error(Code::NoRange, at.span(), format!("`{text}` is no range for `{key}`"));
    if let Some(better) = one_end(text) {
        problem.repair(false, at.span(), better, "write");
        return;
    }
    if let Some((number, range)) = grouped(text) {
        match range {
            Some(range) => {
                problem.help(format!("write `{key}: {number}`, or with two ends `{key}: {range}`"))
            }
            None => problem.repair(false, at.span(), number, "write"),
        };
        return;
    }
    // The hyphens, dashes and dots of web pages.
    let separators =
        ["-", "\u{2010}", "\u{2011}", "\u{2012}", "–", "—", "−", "…", "...", ", ", ",", " to ", ".."];
    let repaired = separators.iter().find_map(|separator| {
        let (min, max) = text.split_once(separator)?;
        let (min, max) = (min.trim(), max.trim().trim_start_matches('='));
        // A comma may as well stand between thousands.
        let certain = !separator.starts_with(',');
        let digits = |end: &str| !end.is_empty() && end.chars().all(|c| c.is_ascii_digit());
        (digits(min) && digits(max)).then(|| (certain, format!("{min}..{max}")))
    });
    match repaired {
        Some((certain, better)) => problem.repair(certain, at.span(), better, "write"),
        None => problem
            .help(format!("a range is written `{key}: {example}`; an end may be left open: `..10`, `1..`")),
    };
}

/// What was meant where one end is given with a word or a sign: `max 250`, `≤ 250`, `>=3`; or a number as people write it.
fn one_end(text: &str) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let after = |signs: &[&str]| {
        let number = signs.iter().find_map(|sign| text.strip_prefix(sign))?.trim();
        digits(number).then(|| number.to_owned())
    };
    if let Some(number) = after(&["≤", "<=", "max ", "up to ", "at most "]) {
        return Some(format!("..{number}"));
    }
    if let Some(number) = after(&["≥", ">=", "min ", "at least "]) {
        return Some(format!("{number}.."));
    }
    let plain = text.replace('−', "-").replace(['_', '\u{a0}', '\u{202f}', '\u{2009}'], "");
    (plain != text
        && ends(&plain).is_some()
        && plain.chars().all(|c| c.is_ascii_digit() || "<.-".contains(c)))
    .then_some(plain)
}

/// What was meant where digits are grouped by commas; and the range, where the comma may as well stand between two ends.
fn grouped(text: &str) -> Option<(String, Option<String>)> {
    let is_grouped = |number: &str| {
        let mut groups = number.split(',');
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
    };
    let is_number = |c: char| c.is_ascii_digit() || c == ',';
    let mut numbers = text.split(|c| !is_number(c)).filter(|number| number.contains(','));
    let plain = text.replace(',', "");
    if !text.contains(',') || !numbers.all(is_grouped) || ends(&plain).is_none() {
        return None;
    }
    let two_ends = text.split_once(',').and_then(|(min, max)| {
        let (min, max): (u32, u32) = (min.parse().ok()?, max.parse().ok()?);
        (min <= max).then(|| format!("{min}..{max}"))
    });
    let is_plain = plain.chars().all(|c| c.is_ascii_digit() || "<.-".contains(c));
    is_plain.then_some((plain, two_ends))
}

fn crossed(min: &str, max: &str, at: At<'_>, problems: &mut Problems) {
    problems
        .error(Code::MinAboveMax, at.span(), "the minimum is larger than the maximum")
        .label(format!("{min} is larger than {max}"))
        .why("no value could ever be valid, so every call would be refused")
        .replace(at.span(), format!("{max}..{min}"), "swap the two ends");
}

#[cfg(test)]
mod tests {
    use super::{Ends, ends};

    #[test]
    fn the_ends_of_a_bound() {
        let ends_of = |text| {
            ends(text)
                .map(|Ends { min, min_excluded, max, max_excluded }| (min, min_excluded, max, max_excluded))
        };
        assert_eq!(ends_of("3..250"), Some((Some("3"), false, Some("250"), false)));
        assert_eq!(ends_of("..255"), Some((None, false, Some("255"), false)));
        assert_eq!(ends_of("1.."), Some((Some("1"), false, None, false)));
        assert_eq!(ends_of("2"), Some((Some("2"), false, Some("2"), false)));
        assert_eq!(ends_of("0<..100"), Some((Some("0"), true, Some("100"), false)));
        assert_eq!(ends_of("0..<1.5"), Some((Some("0"), false, Some("1.5"), true)));
        for text in ["", "..", "<..5", "5..<"] {
            assert_eq!(ends_of(text), None, "{text}");
        }
    }
}
