//! A condition across the fields of a record. Fields are meant by their place in the record.
//!
//! A field is present where the document has it, be it null.

use serde_json::Value as Json;

/// A condition across fields.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it asks for.
    pub kind: RuleKind,
    /// Why, in one line.
    pub doc: Option<String>,
    /// Where the spec departs from its source, and why.
    pub deviation: Option<String>,
}

/// What a rule asks for. A list of fields holds two at least, and none twice.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleKind {
    /// One is present, no more.
    ExactlyOne(Vec<usize>),
    /// One or more are present.
    AtLeastOne(Vec<usize>),
    /// None or one is present.
    AtMostOne(Vec<usize>),
    /// All are present, or none.
    AllOrNone(Vec<usize>),
    /// Others are present where a field is.
    IfPresent {
        /// The field.
        field: usize,
        /// The others, one at least.
        then: Vec<usize>,
    },
    /// Something else holds where a field has a value.
    If {
        /// The field and the value.
        condition: Condition,
        /// What holds.
        then: Then,
    },
    /// Those that are present are equal. They are of one type, and secret all or none.
    Equal(Vec<usize>),
}

/// A field has one of some values; one that is a list has one of them in it.
///
/// The field is a text, a whole number, true or false, an enum, or a list of one of these, and no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The field.
    pub field: usize,
    /// The values, one at least: values that the field can have, and not both of true and false.
    pub values: Vec<Json>,
}

/// What holds where a condition is met.
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    /// These fields are present, one at least.
    Present(Vec<usize>),
    /// These conditions are met too, one at least.
    Met(Vec<Condition>),
}

impl RuleKind {
    /// Its word in a spec.
    pub fn word(&self) -> &'static str {
        match self {
            Self::ExactlyOne(_) => "exactly_one",
            Self::AtLeastOne(_) => "at_least_one",
            Self::AtMostOne(_) => "at_most_one",
            Self::AllOrNone(_) => "all_or_none",
            Self::IfPresent { .. } => "if_present",
            Self::If { .. } => "if",
            Self::Equal(_) => "equal",
        }
    }

    /// The fields that it is about.
    pub fn fields(&self) -> Vec<usize> {
        match self {
            Self::ExactlyOne(fields)
            | Self::AtLeastOne(fields)
            | Self::AtMostOne(fields)
            | Self::AllOrNone(fields)
            | Self::Equal(fields) => fields.clone(),
            Self::IfPresent { field, then } => std::iter::once(*field).chain(then.iter().copied()).collect(),
            Self::If { condition, then } => {
                let mut fields = vec![condition.field];
                match then {
                    Then::Present(then) => fields.extend(then),
                    Then::Met(then) => fields.extend(then.iter().map(|condition| condition.field)),
                }
                fields
            }
        }
    }
}
