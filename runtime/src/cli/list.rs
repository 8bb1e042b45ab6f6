//! What there is: the table of the actions, and the page of one.

use std::io::Write;

use super::{Fault, Status};
use crate::catalog::{Action, Catalog};

/// A line an action: its id, its title, and what to use instead.
pub(super) fn actions<C>(catalog: &Catalog<C>, out: &mut dyn Write) -> Result<Status, Fault> {
    let widest = |text: fn(&Action<C>) -> &str| {
        catalog.actions().iter().map(|action| text(action).chars().count()).max().unwrap_or_default()
    };
    let (ids, titles) = (widest(|action| &action.id), widest(|action| &action.title));
    for action in catalog.actions() {
        let note = match &action.deprecated {
            None => String::new(),
            Some(deprecation) => match &deprecation.use_instead {
                Some(instead) => format!("  deprecated, use {instead}"),
                None => "  deprecated".to_owned(),
            },
        };
        let title = if note.is_empty() { action.title.clone() } else { format!("{:titles$}", action.title) };
        writeln!(out, "{:ids$}  {title}{note}", action.id)?;
    }
    Ok(Status::Done)
}

/// The page of the docs, without the line that says who made it.
pub(super) fn page<C>(action: &Action<C>, out: &mut dyn Write) -> Result<Status, Fault> {
    let page = action.docs();
    let page = match page.split_once("-->") {
        Some((comment, rest)) if comment.starts_with("<!--") => rest.trim_start(),
        _ => page,
    };
    writeln!(out, "{}", page.trim_end())?;
    Ok(Status::Done)
}
