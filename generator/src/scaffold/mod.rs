//! What `new` writes: files of a spec for a person to go on with.
//!
//! A hole is a key without a value and a comment that says what belongs there. `check` names each of them, since a key
//! without a value is a mistake anyway. What can be known is filled in, from what the service has already.
//!
//! The texts are put together line by line: a serializer would have no comments. Nothing here reads or writes the disk.

mod action;
mod known;
mod page;
mod refusal;
mod service;
#[cfg(test)]
mod tests;

pub use self::refusal::Refusal;

use self::known::Known;
use crate::diagnostics::Problems;
use crate::lower::gather::{gather, misnamed};
use crate::names;
use crate::source::Sources;

/// What an action is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `POST` with a list as its body.
    Create,
    /// `GET`, page by page where the service has pages.
    List,
    /// Calls of other actions.
    Steps,
}

impl Shape {
    /// What an action of this name most likely is.
    #[must_use]
    pub fn by_name(action: &str) -> Self {
        match action.split('_').next() {
            Some("create" | "add") => Self::Create,
            Some("list" | "search") => Self::List,
            _ => Self::Steps,
        }
    }
}

/// New files, by their path in the folder of the specs and in that of the output, with `/` between the names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scaffold {
    /// The files of the spec.
    pub spec: Vec<(String, String)>,
    /// The files of the crate that are written by hand.
    pub out: Vec<(String, String)>,
}

/// An action with only the holes left open, and the types that it needs. The types stand in a file of their own where
/// the resource has none yet, and at the foot of the action otherwise.
///
/// # Errors
/// A [`Refusal`], if there cannot be an action of this id.
pub fn action(sources: &Sources, service: Option<&str>, id: &str, shape: Shape) -> Result<Scaffold, Refusal> {
    let (resource, action) = id.split_once('.').ok_or_else(|| Refusal::NotAnId { id: id.to_owned() })?;
    check_name("resource", resource)?;
    check_name("action", action)?;
    if names::is_taken_module(resource) {
        return Err(Refusal::taken("resource", resource));
    }
    if action == "new" {
        return Err(Refusal::taken("action", action));
    }
    // Mistakes elsewhere are for `check`; what can be read is enough to go by.
    let services = gather(sources, &mut Problems::new());
    let names = || services.iter().map(|service| service.name.clone()).collect::<Vec<_>>();
    let written = match service {
        Some(name) => services
            .iter()
            .find(|service| service.name == name)
            .ok_or_else(|| Refusal::UnknownService { name: name.to_owned(), known: names() })?,
        None => match services.as_slice() {
            [] => return Err(Refusal::NoService),
            [one] => one,
            _ => return Err(Refusal::WhichService { known: names() }),
        },
    };
    Ok(Scaffold {
        spec: action::files(&Known::new(sources, written, resource), action, shape),
        out: Vec::new(),
    })
}

/// A service with a first action that works, and what of its crate is written by hand.
///
/// # Errors
/// A [`Refusal`], if there cannot be a service of this name.
pub fn service(sources: &Sources, name: &str) -> Result<Scaffold, Refusal> {
    check_name("service", name)?;
    if service::RESERVED.contains(&name) {
        return Err(Refusal::taken("service", name));
    }
    if sources.files().iter().any(|file| file.role.service() == name) {
        return Err(Refusal::ServiceExists { name: name.to_owned() });
    }
    Ok(service::files(name))
}

/// The rules are those of `check`.
fn check_name(what: &'static str, name: &str) -> Result<(), Refusal> {
    let Some(reason) = misnamed(name) else { return Ok(()) };
    let better = Some(names::field(name)).filter(|better| misnamed(better).is_none());
    Err(Refusal::Name { what, name: name.to_owned(), reason, better })
}
