//! One change, and what all changes of a service ask for.

use super::{Kind, Touch, Weight};

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of change.
    pub kind: Kind,
    /// How much it weighs here: that of its kind, unless it is one of something that was beta.
    pub weight: Weight,
    /// Whether it would break, and does not count as that since what it changes was beta.
    pub beta: bool,
    /// What it is a change of.
    pub subject: Subject,
    /// The type in which it was made, `customers.Address`, where it was made in one.
    pub ty: Option<String>,
    /// Where: below the action (`body[].email`), or below the type where the subject is one. May be empty.
    pub place: String,
    /// What is there now, and what was there, without a full stop.
    pub message: String,
    /// Where a type or a scheme of the service that changed is used by actions.
    pub touches: Vec<Touch>,
}

/// What a change is a change of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The service as a whole.
    Service,
    /// A resource, by its name.
    Resource(String),
    /// A type that several actions use, or none: `customers.Address`.
    Type(String),
    /// An action, by its id.
    Action(String),
}

impl Subject {
    /// The resource that it belongs to, if to one.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        match self {
            Self::Service => None,
            Self::Resource(name) => Some(name),
            Self::Type(path) | Self::Action(path) => path.split('.').next(),
        }
    }

    /// Its action, if it is one.
    #[must_use]
    pub fn action(&self) -> Option<&str> {
        match self {
            Self::Action(id) => Some(id),
            _ => None,
        }
    }
}

/// What changed in a service, which is a crate of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceChanges {
    /// The name of the service.
    pub service: String,
    /// Its changes: by subject, and of one subject those that weigh most first.
    pub changes: Vec<Change>,
}

impl ServiceChanges {
    /// How many changes weigh so much.
    #[must_use]
    pub fn count(&self, weight: Weight) -> usize {
        self.changes.iter().filter(|change| change.weight == weight).count()
    }

    /// Which part of the version has to be raised.
    #[must_use]
    pub fn bump(&self) -> Bump {
        self.changes.iter().map(|change| Bump::of(change.weight)).max().unwrap_or(Bump::None)
    }
}

/// The part of a version that a change asks to raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// No new version is needed.
    None,
    /// The third number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Bump {
    /// What a change of this weight asks for.
    #[must_use]
    pub fn of(weight: Weight) -> Self {
        match weight {
            Weight::Breaking => Self::Major,
            Weight::Feature => Self::Minor,
            Weight::Patch => Self::Patch,
        }
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// What becomes of a version, from 1.0 on and below it. Cargo takes 0.2 and 0.3 for as different as 1 and 2, and
    /// 0.2.3 and 0.2.4 for as alike as 1.2 and 1.3.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Patch => "1.2.3 becomes 1.2.4; below 1.0, 0.2.3 becomes 0.2.4",
            Self::Minor => "1.2.3 becomes 1.3.0; below 1.0, 0.2.3 becomes 0.2.4",
            Self::Major => "1.2.3 becomes 2.0.0; below 1.0, 0.2.3 becomes 0.3.0",
        }
    }
}
