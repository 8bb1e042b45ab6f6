//! `retry` and `limits` of a service: what is sent again and when, and what is told of the quota.

use actiongen_runtime::TimeUnit;

use super::connection::check_header;
use super::count::count;
use super::{is_missing, prose, wait};
use crate::diagnostics::{Code, Problems};
use crate::model::{RateLimit, Retry, WaitHeader};
use crate::source::At;
use crate::spec::{self, ServiceFile, WaitUnit};

/// What the service says of sending again, over what is usual.
pub fn retry(file: &ServiceFile, at: At<'_>, problems: &mut Problems) -> Retry {
    let usual = Retry::usual();
    let Some(written) = &file.retry else { return usual };
    let at = at.key("retry");
    let attempts = written.attempts.as_ref().and_then(|attempts| {
        count(attempts, "attempts", 5, "nothing would be sent, not even once", at.key("attempts"), problems)
    });
    let statuses = written.statuses.as_ref().map(|written| statuses(written, at.key("statuses"), problems));
    let wait = written.wait.as_ref().and_then(|wait| wait::wait(&wait.0, at.key("wait"), problems));
    let (shortest, longest) = wait.unwrap_or((usual.shortest, usual.longest));
    let wait_headers = written.wait_headers.as_ref();
    let wait_headers =
        wait_headers.map(|headers| self::wait_headers(headers, at.key("wait_headers"), problems));
    Retry {
        attempts: attempts.unwrap_or(usual.attempts),
        statuses: statuses.unwrap_or(usual.statuses),
        shortest,
        longest,
        wait_headers: wait_headers.unwrap_or(usual.wait_headers),
        doc: prose::text(written.doc.as_deref()),
        deviation: prose::text(written.deviation.as_deref()),
    }
}

fn statuses(written: &[u16], at: At<'_>, problems: &mut Problems) -> Vec<u16> {
    let mut statuses: Vec<u16> = Vec::new();
    for (index, status) in written.iter().copied().enumerate() {
        let here = at.item(index);
        if !(100..=599).contains(&status) {
            problems
                .error(Code::BadStatus, here.span(), format!("`{status}` is no status"))
                .help("write 429, or a status from 500 to 599");
        } else if let Some(why) = why_not_again(status) {
            problems
                .error(Code::NeverSentAgain, here.span(), format!("after {status} nothing is sent again"))
                .why(why)
                .help("drop it: what may be listed is 429, and 500 to 599 but for 501, 505 and 507");
        } else if let Some(first) = statuses.iter().position(|other| *other == status) {
            problems
                .error(Code::ValueTwice, here.span(), format!("{status} stands twice among the statuses"))
                .also(at.item(first).span(), "the first of the two")
                .help("drop one of them");
        } else {
            statuses.push(status);
        }
    }
    statuses
}

/// Why the same request is answered the same way again.
fn why_not_again(status: u16) -> Option<&'static str> {
    Some(match status {
        100..=199 => "it is no answer yet: another follows",
        200..=299 => "it is a success",
        300..=399 => "it names another address, and the client follows none",
        429 => return None,
        400..=499 => "the request itself is at fault, and would be refused the same way again",
        501 | 505 | 507 => "what it says is not over after a wait",
        _ => return None,
    })
}

fn wait_headers(written: &spec::Ordered<WaitUnit>, at: At<'_>, problems: &mut Problems) -> Vec<WaitHeader> {
    let mut headers: Vec<WaitHeader> = Vec::new();
    for (name, unit) in written.iter() {
        if !check_header(name, at.key_name(name), problems) {
            continue;
        }
        if let Some(first) = headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)) {
            problems
                .error(
                    Code::ValueTwice,
                    at.key_name(name),
                    format!("`{}` and `{name}` are one header", first.name),
                )
                .also(at.key_name(&first.name), "the first of the two")
                .why("names of headers are the same in either case")
                .help("drop one of them");
            continue;
        }
        headers.push(WaitHeader { name: name.to_owned(), unit: time_unit(*unit) });
    }
    headers
}

/// What the service tells of the quota, if it does.
pub fn rate_limit(
    file: &ServiceFile,
    retry: &Retry,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<RateLimit> {
    let written = file.limits.as_ref()?;
    let waits = at.path(&["retry", "wait_headers"]);
    let at = at.key("limits");
    let left = header(written.left.as_ref(), "left", at, problems);
    let quota = header(written.quota.as_ref(), "quota", at, problems);
    if written.left.is_none() && is_missing(at, "left") {
        problems
            .error(Code::MissingKey, at.name(), "`left` is missing")
            .why("without the number of calls that are left there is nothing to go by")
            .help("name the header with it: `left: X-RateLimit-Remaining`");
    }
    if written.reset.is_none() && is_missing(at, "reset") {
        problems
            .error(Code::MissingKey, at.name(), "`reset` is missing")
            .why("without it nobody knows when to go on once no calls are left")
            .help(
                "name the header with the time, and its unit: `reset: {header: X-RateLimit-Reset, unit: s}`",
            );
    }
    let reset = written.reset.as_ref().and_then(|reset| self::reset(reset, at.key("reset"), problems));
    let names = [
        ("left", left.as_ref(), at.key("left")),
        ("quota", quota.as_ref(), at.key("quota")),
        ("reset", reset.as_ref().map(|reset| &reset.name), at.path(&["reset", "header"])),
    ];
    for (place, (key, name, here)) in names.iter().enumerate() {
        let mut before = names[..place].iter();
        let same = before.find_map(|(other, earlier, at)| match (name, earlier) {
            (Some(name), Some(earlier)) if name.eq_ignore_ascii_case(earlier) => Some((other, *at)),
            _ => None,
        });
        if let Some((other, first)) = same {
            problems
                .error(Code::ValueTwice, here.span(), format!("`{key}` and `{other}` are one header"))
                .also(first.span(), "the other one")
                .why("a header holds one number")
                .help("name the header that each of them stands in");
        }
    }
    for (key, name, here) in &names[..2] {
        let mut named = retry.wait_headers.iter();
        let same = name.and_then(|name| named.find(|wait| wait.name.eq_ignore_ascii_case(name)));
        if let Some(wait) = same {
            let problem =
                problems.error(Code::ValueTwice, here.span(), format!("`{key}` and a wait are one header"));
            match waits.has(&wait.name) {
                true => problem.also(waits.key_name(&wait.name), "the wait"),
                false => problem.label("unless the service says otherwise, it names a wait"),
            };
            problem
                .why("a header holds one number, and calls would be taken for a time to wait")
                .help("name the header that each of them stands in");
        }
    }
    if let Some(reset) = &reset {
        let mut waits_too = retry.wait_headers.iter();
        let other =
            waits_too.find(|wait| wait.name.eq_ignore_ascii_case(&reset.name) && wait.unit != reset.unit);
        if let (Some(other), true) = (other, file.retry.is_some()) {
            problems
                .error(
                    Code::BadWait,
                    at.path(&["reset", "unit"]).span(),
                    format!("`{}` counts in two units", reset.name),
                )
                .also(waits.key(&other.name).span(), "another one here")
                .why("a header holds one number, and a wait would be a thousand times too long or too short")
                .help("write the unit that the source names in both places");
        }
    }
    Some(RateLimit {
        left: left?,
        quota,
        reset,
        doc: prose::text(written.doc.as_deref()),
        deviation: prose::text(written.deviation.as_deref()),
    })
}

fn header(name: Option<&String>, key: &str, at: At<'_>, problems: &mut Problems) -> Option<String> {
    let name = name?;
    check_header(name, at.key(key).span(), problems).then(|| name.clone())
}

fn reset(written: &spec::LimitReset, at: At<'_>, problems: &mut Problems) -> Option<WaitHeader> {
    let name = header(written.header.as_ref(), "header", at, problems);
    let keys = [("header", written.header.is_none()), ("unit", written.unit.is_none())];
    for (key, _) in keys.iter().filter(|(key, missing)| *missing && is_missing(at, key)) {
        problems
            .error(Code::MissingKey, at.name(), format!("`{key}` is missing"))
            .help("write both: `reset: {header: X-RateLimit-Reset, unit: s}`");
    }
    Some(WaitHeader { name: name?, unit: time_unit(written.unit?) })
}

fn time_unit(unit: WaitUnit) -> TimeUnit {
    match unit {
        WaitUnit::Ms => TimeUnit::Milliseconds,
        WaitUnit::S => TimeUnit::Seconds,
    }
}
