//! Rules across the fields of a record: whether each holds, and the words for it.
//!
//! The words are the same in docs, in schemas and in messages. Which record has which rules is for generated code.

use crate::check::Check;
use crate::violation::{Rule, Violation};

/// A field by its name on the wire, and whether it is there, be it null.
pub type Given<'n> = (&'n str, bool);

/// A field by its name on the wire, a value of it in words (``is `atlas` ``), and whether it has that value.
pub type Having<'n> = (&'n str, &'n str, bool);

/// A rule that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The rule, as data.
    pub rule: Rule,
    /// What it asks for, and what is there instead.
    pub message: String,
}

/// One of the fields has to be there, no more.
pub fn exactly_one(fields: &[Given<'_>]) -> Option<Broken> {
    (count(fields) != 1).then(|| {
        let present = present(fields);
        let message = format!("{}; {}", words::exactly_one(&coded(fields)), there(&present, fields.len()));
        Broken { rule: Rule::ExactlyOne { fields: names(fields), present }, message }
    })
}

/// One of the fields has to be there, or more.
pub fn at_least_one(fields: &[Given<'_>]) -> Option<Broken> {
    (count(fields) == 0).then(|| {
        let message = format!("{}; {}", words::at_least_one(&coded(fields)), there(&[], fields.len()));
        Broken { rule: Rule::AtLeastOne { fields: names(fields) }, message }
    })
}

/// None of the fields may be there, or one.
pub fn at_most_one(fields: &[Given<'_>]) -> Option<Broken> {
    (count(fields) > 1).then(|| {
        let present = present(fields);
        let message = format!("{}; {}", words::at_most_one(&coded(fields)), there(&present, fields.len()));
        Broken { rule: Rule::AtMostOne { fields: names(fields), present }, message }
    })
}

/// All of the fields have to be there, or none.
pub fn all_or_none(fields: &[Given<'_>]) -> Option<Broken> {
    let count = count(fields);
    (count != 0 && count != fields.len()).then(|| {
        let missing = missing(fields);
        let message = format!("{}; {}", words::all_or_none(&coded(fields)), lacking(&missing));
        Broken { rule: Rule::AllOrNone { fields: names(fields), missing }, message }
    })
}

/// The others have to be there where the field is.
pub fn if_present(field: Given<'_>, then: &[Given<'_>]) -> Option<Broken> {
    let (name, is_there) = field;
    (is_there && count(then) != then.len()).then(|| {
        let missing = missing(then);
        let phrase = words::if_present(&code(name), &coded(then));
        let message = format!("{phrase}; {}", lacking(&missing));
        Broken { rule: Rule::IfPresent { field: name.to_owned(), missing }, message }
    })
}

/// The others have to be there where the field has the value. The value is not named where it is hidden.
pub fn if_then(field: Having<'_>, then: &[Given<'_>], hidden: bool) -> Option<Broken> {
    let (name, value, has_value) = field;
    (has_value && count(then) != then.len()).then(|| {
        let missing = missing(then);
        let phrase = words::if_then(&condition(name, value, hidden), &coded(then));
        let message = format!("{phrase}; {}", lacking(&missing));
        Broken { rule: Rule::If { field: name.to_owned(), then: missing }, message }
    })
}

/// The others have to have their values where the field has its own. No value is named where they are hidden.
pub fn if_then_having(field: Having<'_>, then: &[Having<'_>], hidden: bool) -> Option<Broken> {
    let (name, value, has_value) = field;
    (has_value && then.iter().any(|(_, _, is_met)| !is_met)).then(|| {
        let broken = then.iter().filter(|(_, _, is_met)| !is_met);
        let demands: Vec<String> =
            broken.clone().map(|(name, value, _)| demand(name, value, hidden)).collect();
        let message = words::if_then_having(&condition(name, value, hidden), &demands);
        let then = broken.map(|(name, _, _)| (*name).to_owned()).collect();
        Broken { rule: Rule::If { field: name.to_owned(), then }, message }
    })
}

/// Those of the fields that are there have to be equal. No value is shown.
pub fn equal<T: PartialEq>(fields: &[(&str, Option<T>)]) -> Option<Broken> {
    let mut there = fields.iter().filter_map(|(name, value)| Some((*name, value.as_ref()?)));
    let (first, value) = there.next()?;
    let (other, _) = there.find(|(_, other)| *other != value)?;
    let all: Vec<String> = fields.iter().map(|(name, _)| code(name)).collect();
    let phrase = words::equal(&all);
    let message = match fields.len() {
        2 => format!("{phrase}; they differ"),
        _ => format!("{phrase}; {} and {} differ", code(first), code(other)),
    };
    let fields = fields.iter().map(|(name, _)| (*name).to_owned()).collect();
    Some(Broken { rule: Rule::Equal { fields }, message })
}

fn count(fields: &[Given<'_>]) -> usize {
    fields.iter().filter(|(_, is_there)| *is_there).count()
}

fn names(fields: &[Given<'_>]) -> Vec<String> {
    fields.iter().map(|(name, _)| (*name).to_owned()).collect()
}

fn present(fields: &[Given<'_>]) -> Vec<String> {
    fields.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| (*name).to_owned()).collect()
}

fn missing(fields: &[Given<'_>]) -> Vec<String> {
    fields.iter().filter(|(_, is_there)| !is_there).map(|(name, _)| (*name).to_owned()).collect()
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

fn coded(fields: &[Given<'_>]) -> Vec<String> {
    fields.iter().map(|(name, _)| code(name)).collect()
}

/// What is there of several fields, in words.
fn there(present: &[String], of: usize) -> String {
    match present.len() {
        0 => "none is there".to_owned(),
        2 if of == 2 => "both are there".to_owned(),
        count if count == of => "all are there".to_owned(),
        1 => format!("{} is there", code(&present[0])),
        _ => {
            let present: Vec<String> = present.iter().map(|name| code(name)).collect();
            format!("{} are there", words::listed(&present))
        }
    }
}

fn lacking(missing: &[String]) -> String {
    let are = if missing.len() == 1 { "is" } else { "are" };
    let missing: Vec<String> = missing.iter().map(|name| code(name)).collect();
    format!("{} {are} missing", words::listed(&missing))
}

fn condition(name: &str, value: &str, hidden: bool) -> String {
    if hidden { format!("{} is what it is", code(name)) } else { format!("{} {value}", code(name)) }
}

fn demand(name: &str, value: &str, hidden: bool) -> String {
    if hidden { format!("{} must be another", code(name)) } else { format!("{} must {value}", code(name)) }
}

/// What a rule asks for, as a sentence without a full stop. The names stand between backticks already.
pub mod words {
    use serde_json::Value;

    /// A condition as a fact: "is `atlas` or `globe`", for a list "has `rare` in it".
    #[must_use]
    pub fn is(values: &[Value], is_list: bool) -> String {
        if is_list { format!("has {} in it", one_of(values)) } else { format!("is {}", one_of(values)) }
    }

    /// A condition as a demand: "be `atlas` or `globe`", for a list "have `rare` in it".
    #[must_use]
    pub fn must_be(values: &[Value], is_list: bool) -> String {
        if is_list { format!("have {} in it", one_of(values)) } else { format!("be {}", one_of(values)) }
    }

    fn one_of(values: &[Value]) -> String {
        let shown = values.iter().map(|value| match value {
            // Quotes only where the string would be hard to see without.
            Value::String(text) if !text.trim().is_empty() => code_span(text),
            value => code_span(&value.to_string()),
        });
        let words: Vec<String> = shown.collect();
        match words.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
        }
    }

    /// A text as a code span of Markdown, whatever backticks it holds.
    #[must_use]
    pub fn code_span(text: &str) -> String {
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest + 1);
        let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
        format!("{fence}{pad}{text}{pad}{fence}")
    }

    /// The phrase of [`exactly_one`](super::exactly_one).
    #[must_use]
    pub fn exactly_one(fields: &[String]) -> String {
        format!("give exactly one of {}", listed(fields))
    }

    /// The phrase of [`at_least_one`](super::at_least_one).
    #[must_use]
    pub fn at_least_one(fields: &[String]) -> String {
        format!("give at least one of {}", listed(fields))
    }

    /// The phrase of [`at_most_one`](super::at_most_one).
    #[must_use]
    pub fn at_most_one(fields: &[String]) -> String {
        format!("give at most one of {}", listed(fields))
    }

    /// The phrase of [`all_or_none`](super::all_or_none).
    #[must_use]
    pub fn all_or_none(fields: &[String]) -> String {
        match fields {
            [_, _] => format!("give both {}, or neither", listed(fields)),
            _ => format!("give all of {}, or none of them", listed(fields)),
        }
    }

    /// The phrase of [`if_present`](super::if_present).
    #[must_use]
    pub fn if_present(field: &str, then: &[String]) -> String {
        format!("with {field}, give {} too", listed(then))
    }

    /// The phrase of [`if_then`](super::if_then), from a condition such as `kind is atlas`.
    #[must_use]
    pub fn if_then(condition: &str, then: &[String]) -> String {
        format!("if {condition}, give {}", listed(then))
    }

    /// The phrase of [`if_then_having`](super::if_then_having), from a condition and demands such as
    /// `shelf must be low`.
    #[must_use]
    pub fn if_then_having(condition: &str, demands: &[String]) -> String {
        format!("if {condition}, {}", listed(demands))
    }

    /// The phrase of [`equal`](super::equal).
    #[must_use]
    pub fn equal(fields: &[String]) -> String {
        format!("{} must be equal", listed(fields))
    }

    /// `a`, `a and b`, `a, b and c`.
    pub(super) fn listed(words: &[String]) -> String {
        match words.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
        }
    }
}

/// What a check said, to which a reason can be added.
#[derive(Debug)]
pub struct Told<'v>(Option<&'v mut Violation>);

impl Told<'_> {
    /// Adds to the message, if there is one, why there is such a rule: a sentence.
    pub fn because(self, reason: &str) {
        if let Some(violation) = self.0 {
            violation.add(reason);
        }
    }
}

impl Check<'_> {
    /// One of the fields is there, no more.
    pub fn exactly_one(&mut self, fields: &[Given<'_>]) -> Told<'_> {
        self.tell(exactly_one(fields))
    }

    /// One of the fields is there, or more.
    pub fn at_least_one(&mut self, fields: &[Given<'_>]) -> Told<'_> {
        self.tell(at_least_one(fields))
    }

    /// None of the fields is there, or one.
    pub fn at_most_one(&mut self, fields: &[Given<'_>]) -> Told<'_> {
        self.tell(at_most_one(fields))
    }

    /// All of the fields are there, or none.
    pub fn all_or_none(&mut self, fields: &[Given<'_>]) -> Told<'_> {
        self.tell(all_or_none(fields))
    }

    /// The others are there where the field is.
    pub fn if_present(&mut self, field: Given<'_>, then: &[Given<'_>]) -> Told<'_> {
        self.tell(if_present(field, then))
    }

    /// The others are there where the field has the value.
    pub fn if_then(&mut self, field: Having<'_>, then: &[Given<'_>]) -> Told<'_> {
        let hidden = self.is_secret();
        self.tell(if_then(field, then, hidden))
    }

    /// The others have their values where the field has its own.
    pub fn if_then_having(&mut self, field: Having<'_>, then: &[Having<'_>]) -> Told<'_> {
        let hidden = self.is_secret();
        self.tell(if_then_having(field, then, hidden))
    }

    /// Those of the fields that are there are equal.
    pub fn equal<T: PartialEq>(&mut self, fields: &[(&str, Option<T>)]) -> Told<'_> {
        self.tell(equal(fields))
    }

    #[inline]
    fn tell(&mut self, broken: Option<Broken>) -> Told<'_> {
        Told(broken.map(|Broken { rule, message }| self.report_last(rule, message)))
    }
}

#[cfg(test)]
mod tests;
