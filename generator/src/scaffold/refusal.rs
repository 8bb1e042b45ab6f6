//! Why something cannot be made, in a sentence.

use std::fmt;

use crate::diagnostics::nearest;

/// Why something cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is no id of an action.
    NotAnId {
        /// What was given.
        id: String,
    },
    /// A name breaks the rules for names.
    Name {
        /// What it would be the name of.
        what: &'static str,
        /// The name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
        /// One that would do.
        better: Option<String>,
    },
    /// The specs have no service yet.
    NoService,
    /// The specs have several services, and none was named.
    WhichService {
        /// Their names.
        known: Vec<String>,
    },
    /// There is no service of this name.
    UnknownService {
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// There is such a service already.
    ServiceExists {
        /// Its name.
        name: String,
    },
}

impl Refusal {
    pub(super) fn taken(what: &'static str, name: &str) -> Self {
        let reason = "generated code or cargo needs the name for itself";
        Self::Name { what, name: name.to_owned(), reason, better: None }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnId { id } => write!(
                f,
                "`{id}` is no id of an action: write the resource, a dot and the action, as `customers.create`"
            ),
            Self::Name { what, name, reason, better } => {
                write!(f, "`{name}` is no name for the {what}: {reason}")?;
                better.iter().try_for_each(|better| write!(f, "; call it `{better}`"))
            }
            Self::NoService => f.write_str("there is no service yet; make one with `new service <name>`"),
            Self::WhichService { known } => {
                write!(f, "there are several services; say which with `--service`: {}", known.join(", "))
            }
            Self::UnknownService { name, known } => {
                write!(f, "there is no service `{name}`")?;
                match nearest(name, known) {
                    Some(near) => write!(f, "; did you mean `{near}`?"),
                    None => f.write_str("; make it with `new service <name>`"),
                }
            }
            Self::ServiceExists { name } => write!(f, "there is a service `{name}` already"),
        }
    }
}

impl std::error::Error for Refusal {}
