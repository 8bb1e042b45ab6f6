//! The shape of a rule: one word, and what goes with it.

use crate::diagnostics::{Code, Problems};
use crate::source::At;
use crate::spec;

/// A rule whose shape is right.
pub struct Shaped<'w> {
    /// Its word.
    pub word: &'static str,
    /// What goes with it.
    pub shape: Shape<'w>,
}

/// What goes with the word of a rule.
pub enum Shape<'w> {
    /// Two fields or more.
    Across(&'w [String]),
    /// A field, and the fields that go with it.
    IfPresent { field: &'w str, then: &'w [String] },
    /// A field and a value of it, and what holds then.
    If { field: &'w str, values: &'w spec::Values, then: &'w spec::Then },
}

/// Finds the one word of a rule and what goes with it.
pub fn shaped<'w>(written: &'w spec::Rule, at: At<'_>, problems: &mut Problems) -> Option<Shaped<'w>> {
    // What was refused in it has been reported, and may be the word.
    if at.node().entries().iter().any(|entry| entry.value.is_refused()) {
        return None;
    }
    let lists = [
        ("exactly_one", &written.exactly_one),
        ("at_least_one", &written.at_least_one),
        ("at_most_one", &written.at_most_one),
        ("all_or_none", &written.all_or_none),
        ("equal", &written.equal),
    ];
    let mut words: Vec<&'static str> =
        lists.iter().filter(|(_, list)| list.is_some()).map(|(word, _)| *word).collect();
    words.extend(written.if_present.is_some().then_some("if_present"));
    words.extend(written.if_.is_some().then_some("if"));
    let word = match words.as_slice() {
        [word] => *word,
        [] => {
            problems
                .error(Code::RuleShape, at.span(), "a rule that does not say what it asks for")
                .help("the rules are `exactly_one`, `at_least_one`, `at_most_one`, `all_or_none`, `if_present`, `if` and `equal`");
            return None;
        }
        [first, second, ..] => {
            problems
                .error(Code::RuleShape, at.key_name(second), format!("`{first}` and `{second}` in one rule"))
                .also(at.key_name(first), "the first of the two")
                .help("give each an entry of its own in the list");
            return None;
        }
    };
    if let Some((_, Some(names))) = lists.iter().find(|(other, _)| *other == word) {
        if written.then.is_some() {
            problems
                .error(Code::NoEffect, at.key_name("then"), format!("`then` beside `{word}`"))
                .help("drop it: `then` goes with `if_present` and `if`");
            return None;
        }
        return across(word, names, at, problems);
    }
    let Some(then) = &written.then else {
        problems
            .error(Code::MissingKey, at.key_name(word), format!("`{word}` without `then`"))
            .help("say what it asks for: `then: [a_field]`");
        return None;
    };
    let is_empty = match then {
        spec::Then::Fields(names) => names.is_empty(),
        spec::Then::Values(values) => values.is_empty(),
    };
    if is_empty {
        problems
            .error(Code::RuleShape, at.key("then").span(), "`then` asks for nothing")
            .help("name the fields that go with it");
        return None;
    }
    let shape = match (&written.if_present, &written.if_, then) {
        (Some(field), _, spec::Then::Fields(then)) => Shape::IfPresent { field, then },
        (Some(_), _, spec::Then::Values(_)) => {
            problems
                .error(Code::RuleShape, at.key("then").span(), "`if_present` asks for a value")
                .why("it asks for the presence of other fields")
                .help("name them in a list: `then: [a_field]`");
            return None;
        }
        (None, Some(values), then) => {
            let mut entries = values.iter();
            match (entries.next(), entries.next()) {
                (Some((field, values)), None) => Shape::If { field, values, then },
                (None, _) => {
                    problems
                        .error(Code::RuleShape, at.key("if").span(), "`if` without a field")
                        .help("name a field and its value: `if: {kind: atlas}`");
                    return None;
                }
                (_, Some((second, _))) => {
                    problems
                        .error(
                            Code::RuleShape,
                            at.key("if").key_name(second),
                            "`if` looks at one field, and here is a second",
                        )
                        .help("give each an entry of its own in the list");
                    return None;
                }
            }
        }
        (None, None, _) => return None,
    };
    Some(Shaped { word, shape })
}

fn across<'w>(
    word: &'static str,
    names: &'w [String],
    at: At<'_>,
    problems: &mut Problems,
) -> Option<Shaped<'w>> {
    let place = at.key(word);
    if names.len() < place.node().items().len() {
        // A name was refused, and that is told.
        return None;
    }
    if names.len() < 2 {
        problems.error(Code::RuleShape, place.span(), format!("`{word}` across fewer than two fields")).help(
            match word {
                "exactly_one" | "at_least_one" => "name two fields or more; one alone is `required: true`",
                _ => "name two fields or more, or drop the rule",
            },
        );
        return None;
    }
    Some(Shaped { word, shape: Shape::Across(names) })
}
