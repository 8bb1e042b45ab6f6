//! Changes as people read them: a line each, those of one resource and in it of one action together, and at last the
//! version to ask for.

use std::fmt::Write;

use super::{Bump, Change, Kind, ServiceChanges, Subject, Weight};

/// The most places that are listed: of a type that many actions use, of words that changed.
const MAX_TOUCHES: usize = 4;

/// All changes of all services, as text.
#[must_use]
pub fn render(services: &[ServiceChanges]) -> String {
    let mut text = String::new();
    for service in services {
        if !text.is_empty() {
            text.push('\n');
        }
        self::service(service, &mut text);
    }
    text
}

fn service(service: &ServiceChanges, text: &mut String) {
    let name = &service.service;
    let mut last: Option<Option<&str>> = None;
    for changes in service.changes.chunk_by(|a, b| a.subject == b.subject) {
        let resource = changes[0].subject.resource();
        if last.is_some_and(|last| last != resource) {
            text.push('\n');
        }
        last = Some(resource);
        let (words, others): (Vec<&Change>, Vec<&Change>) =
            changes.iter().partition(|change| change.kind == Kind::Words);
        others.into_iter().for_each(|change| line(name, change, text));
        match words[..] {
            [] => {}
            [only] => line(name, only, text),
            [first, ..] => line(name, &Change { message: places(&words), ..unplaced(first) }, text),
        }
    }
    if !service.changes.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "{}", verdict(service));
}

/// A change of words is of no weight; many of one subject are told together.
fn places(changes: &[&Change]) -> String {
    let places = changes.iter().filter(|change| !change.place.is_empty());
    let mut places: Vec<String> = places.map(|change| change.place.clone()).collect();
    places.dedup();
    if places.len() > MAX_TOUCHES {
        let more = places.split_off(MAX_TOUCHES - 1).len();
        places.push(format!("{more} more"));
    }
    format!("other words in {} places: {}", changes.len(), places.join(", "))
}

fn unplaced(change: &Change) -> Change {
    Change { place: String::new(), touches: Vec::new(), ..change.clone() }
}

fn line(service: &str, change: &Change, text: &mut String) {
    let subject = match &change.subject {
        Subject::Service => service.to_owned(),
        Subject::Resource(name) => format!("resource {name}"),
        Subject::Type(path) => format!("type {path}"),
        Subject::Action(id) => id.clone(),
    };
    let place = if change.place.is_empty() { String::new() } else { format!("{}: ", change.place) };
    let beta = if change.beta { "; but it was beta" } else { "" };
    let _ = writeln!(
        text,
        "{:<8}  {subject}  {place}{} – {}{beta}",
        change.weight.as_str(),
        change.message,
        change.kind.why()
    );
    // The one action that uses it stands in the line.
    if change.subject.action().is_none() && !change.touches.is_empty() {
        let _ = writeln!(text, "          in {}", touches(change));
    }
}

fn touches(change: &Change) -> String {
    let shown = change.touches.iter().take(MAX_TOUCHES).map(|touch| match &touch.action {
        Some(action) => format!("{action} {}", touch.place),
        None => "the body of errors".to_owned(),
    });
    let mut shown: Vec<String> = shown.collect();
    if change.touches.len() > MAX_TOUCHES {
        shown.push(format!("{} more", change.touches.len() - MAX_TOUCHES));
    }
    shown.join(", ")
}

/// What the changes of a service ask for, in a line.
fn verdict(service: &ServiceChanges) -> String {
    let name = &service.service;
    let counted = [
        (Weight::Breaking, "breaking", "breaking"),
        (Weight::Feature, "feature", "features"),
        (Weight::Patch, "patch", "patches"),
    ];
    let counts = counted.map(|(weight, one, many)| match service.count(weight) {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    });
    match service.bump() {
        Bump::None => format!("{name}: nothing changed for its users"),
        bump => format!("{name}: {} – a {} version: {}", counts.join(", "), bump.as_str(), bump.example()),
    }
}
