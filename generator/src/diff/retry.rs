//! When a request is sent again, and what is told of the quota.

use std::time::Duration;

use super::Kind;
use super::log::{Flow, Log};
use super::words::Words;
use crate::model::{RateLimit, Retry, WaitHeader};
use crate::phrase;

/// Compares what both versions of a service say of it.
pub fn compare(log: &mut Log<'_>) {
    let (old, new) = (log.old, log.new);
    retries(log, &old.retry, &new.retry);
    limits(log, old.rate_limit.as_ref(), new.rate_limit.as_ref());
}

fn retries(log: &mut Log<'_>, old: &Retry, new: &Retry) {
    let statuses = |retry: &Retry| {
        let mut statuses = retry.statuses.clone();
        statuses.sort_unstable();
        statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
    };
    let waits = |retry: &Retry| -> (Duration, Duration) { (retry.shortest, retry.longest) };
    let mut changed = Vec::new();
    if old.attempts != new.attempts {
        changed.push(format!("{} attempts, was {}", new.attempts, old.attempts));
    }
    if statuses(old) != statuses(new) {
        changed.push(format!("after {}, was {}", statuses(new), statuses(old)));
    }
    if waits(old) != waits(new) {
        let word = |retry: &Retry| {
            format!("{} to {}", phrase::duration(retry.shortest), phrase::duration(retry.longest))
        };
        changed.push(format!("waits of {}, was {}", word(new), word(old)));
    }
    if headers(&old.wait_headers) != headers(&new.wait_headers) {
        let (before, after) = (headers(&old.wait_headers), headers(&new.wait_headers));
        changed.push(format!("waits that {} name, was {}", list(&after), list(&before)));
    }
    if !changed.is_empty() {
        log.say(Kind::RetryChanged, Flow::Any, "retry", changed.join("; "));
    }
    Words::new()
        .part("doc", &old.doc, &new.doc)
        .part("deviation", &old.deviation, &new.deviation)
        .say(log, "retry");
}

fn limits(log: &mut Log<'_>, old: Option<&RateLimit>, new: Option<&RateLimit>) {
    let names = |limit: Option<&RateLimit>| -> Vec<String> {
        let Some(limit) = limit else { return Vec::new() };
        let left = Some(limit.left.to_ascii_lowercase());
        let quota = limit.quota.as_ref().map(|quota| quota.to_ascii_lowercase());
        left.into_iter().chain(quota).chain(headers(limit.reset.as_slice())).collect()
    };
    let (before, after) = (names(old), names(new));
    if before != after {
        let message = format!("told in {}, was {}", list(&after), list(&before));
        log.say(Kind::LimitsChanged, Flow::Any, "limits", message);
    }
    let words = |limit: Option<&RateLimit>| limit.map(|limit| (limit.doc.clone(), limit.deviation.clone()));
    let (before, after) = (words(old).unwrap_or_default(), words(new).unwrap_or_default());
    Words::new().part("doc", &before.0, &after.0).part("deviation", &before.1, &after.1).say(log, "limits");
}

/// Headers as they are compared: in lower case, with their unit, in any order.
fn headers(headers: &[WaitHeader]) -> Vec<String> {
    let mut headers: Vec<String> = headers
        .iter()
        .map(|header| format!("{} in {}", header.name.to_ascii_lowercase(), phrase::time_unit(header.unit)))
        .collect();
    headers.sort();
    headers
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "no header".to_owned() } else { names.join(", ") }
}
