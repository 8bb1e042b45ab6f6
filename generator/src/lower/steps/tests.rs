//! Steps and rules that take long only where presence is worked out case by case.

use crate::diagnostics::{Problems, render};
use crate::lower::lower;
use crate::source::from_texts;

/// What the author of a small library is told whose one call takes `fields` of a reader, and whose steps are `desk`.
fn messages(fields: &str, desk: &str) -> String {
    let texts = [
        (
            "library/service.yaml",
            "spec: 1\ntitle: Library\nbase_url: https://api.library.example\n".to_owned(),
        ),
        (
            "library/actions/readers/create.yaml",
            format!(
                "title: Create\nsummary: Create a reader.\nendpoint: POST /readers\nbody: NewReader\n\
                 returns: {{status: 201, type: Reader}}\nsamples:\n  \
                 one: {{body: {{field_0: a}}, status: 201, response: {{id: 7}}}}\ntypes:\n  Reader:\n    \
                 doc: A reader.\n    fields:\n      id: {{type: int, required: true, doc: The number.}}\n  \
                 NewReader:\n    doc: A new reader.\n    fields:\n{fields}"
            ),
        ),
        (
            "library/actions/desk/register.yaml",
            format!("title: Register\nsummary: Register a reader.\n{desk}output: {{id: created.id}}\n"),
        ),
    ];
    let mut problems = Problems::new();
    let sources = from_texts(texts, &mut problems);
    lower(&sources, &mut problems);
    render(&problems, &sources, false)
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn hundreds_of_texts_of_two_inputs_each_are_no_work() {
    const COUNT: usize = 200;
    let fields = lines(COUNT, |n| format!("      field_{n}: {{type: string, doc: A field.}}\n"));
    let inputs = lines(COUNT + 1, |n| format!("  input_{n}: {{type: string, doc: An input.}}\n"));
    let texts =
        lines(COUNT, |n| format!("        field_{n}: {{text: \"{{input_{n}}} {{input_{}}}\"}}\n", n + 1));
    let sample = "samples:\n  one:\n    input: {input_0: a, input_1: b}\n";
    let desk = |rule: &str| {
        format!(
            "input:\n{inputs}{rule}steps:\n  created:\n    call: readers.create\n    with:\n      body:\n{texts}{sample}"
        )
    };
    let told = messages(&fields, &desk(""));
    assert_eq!(told.matches("error[").count(), 1, "{told}");
    assert!(told.contains("so is `body`, which is required"), "{told}");
    let all: Vec<String> = (0..=COUNT).map(|n| format!("input_{n}")).collect();
    let told = messages(&fields, &desk(&format!("rules:\n  - at_least_one: [{}]\n", all.join(", "))));
    assert!(told.contains("so is `body`, which is required"), "one alone makes no text: {told}");
    let told = messages(
        &fields,
        &desk("rules:\n  - at_least_one: [input_0, input_1]\n  - all_or_none: [input_0, input_1]\n"),
    );
    assert_eq!(told, "");
}

/// Each of some pigeons needs a hole, and each hole takes one: with more pigeons than holes, no document meets the rules, which
/// nobody sees without trying nearly everything.
#[test]
fn rules_whose_contradiction_is_hard_to_find_are_no_work() {
    const HOLES: usize = 19;
    let name = |pigeon: usize, hole: usize| format!("in_{pigeon}_{hole}");
    let list = |names: Vec<String>| names.join(", ");
    let pigeons = || 0..=HOLES;
    let inputs: String = pigeons()
        .flat_map(|pigeon| (0..HOLES).map(move |hole| (pigeon, hole)))
        .map(|(pigeon, hole)| format!("  {}: {{type: string, doc: An input.}}\n", name(pigeon, hole)))
        .collect();
    let somewhere = lines(HOLES + 1, |pigeon| {
        format!("  - at_least_one: [{}]\n", list((0..HOLES).map(|hole| name(pigeon, hole)).collect()))
    });
    let alone = lines(HOLES, |hole| {
        format!("  - at_most_one: [{}]\n", list(pigeons().map(|pigeon| name(pigeon, hole)).collect()))
    });
    let any = list(pigeons().flat_map(|pigeon| (0..HOLES).map(move |hole| name(pigeon, hole))).collect());
    let desk = format!(
        "input:\n{inputs}rules:\n{somewhere}{alone}steps:\n  created:\n    call: readers.create\n    with:\n      body:\n        \
         field_0: {{first_of: [{any}]}}\nsamples:\n  one:\n    input: {{{}: a}}\n",
        name(0, 0)
    );
    let told = messages("      field_0: {type: string, required: true, doc: A field.}\n", &desk);
    assert_eq!(told.matches("error[").count(), 1, "{told}");
    assert!(told.contains("the sample `one` is refused"), "{told}");
}
