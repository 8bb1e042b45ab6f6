//! What there is: the table of the actions.

use std::io::Write;

use super::{Fault, Status};
use crate::catalog::{Action, Catalog};

/// A line an action: its id, its title, and what to use instead.
pub(super) fn actions(catalog: &Catalog, out: &mut dyn Write) -> Result<Status, Fault> {
    let widest = |text: fn(&Action<'_>) -> usize| {
        catalog.actions().map(|action| text(&action)).max().unwrap_or_default()
    };
    let (ids, titles) =
        (widest(|action| action.id.chars().count()), widest(|action| action.title.chars().count()));
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
