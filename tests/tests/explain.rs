//! Every code has a page whose examples are true, a bad spec that gives it, and a place in the generator that reports
//! it. `UPDATE_EXPECTED=1 cargo test -p acceptance --test explain` writes the index of the pages anew.

use std::fs;
use std::path::PathBuf;

use acceptance::cases::{Case, cases};
use acceptance::examples;
use acceptance::generator::generate_texts;
use acceptance::tree;
use actiongen::diagnostics::{Code, GROUPS, Problems, to_json};
use actiongen::engine::{Layout, Options, compile};
use actiongen::explain;
use actiongen::source::from_texts;
use serde_json::Value;

/// Codes whose mistake cannot be shown in a text, or not in a short one: their pages have no examples.
const WITHOUT_EXAMPLE: [Code; 8] = [
    Code::Unreadable,
    Code::NotUtf8,
    Code::TooLarge,
    Code::LinkOutside,
    Code::ControlCharacter,
    Code::TooDeep,
    Code::TooManyProblems,
    Code::TooManyWarnings,
];

/// Codes that no text in a spec folder gives, each with the unit test of the generator that shows it.
const SHOWN_ELSEWHERE: [(Code, &str); 5] = [
    (Code::Unreadable, "what_cannot_be_read_is_told_and_the_rest_is_read"),
    (Code::TooLarge, "a_file_that_is_too_large_is_not_parsed"),
    (Code::LinkOutside, "links_do_not_lead_out_of_the_root"),
    (Code::TooManyProblems, "a_flood_from_one_file_is_cut"),
    (Code::TooManyWarnings, "a_flood_from_one_file_is_cut"),
];

fn pages() -> PathBuf {
    tree::workspace().join("generator/src/explain/pages")
}

#[test]
fn a_page_says_what_is_wrong_and_what_is_right() {
    let mut faults = Vec::new();
    for code in Code::ALL {
        let page = examples::page(&tree::read(&pages().join(format!("{code}.md"))));
        let mut fault = |text: String| faults.push(format!("=== {code}: {text}"));
        if page.title != format!("{code}: {}", code.title()) {
            fault(format!("the page is called {:?}", page.title));
        }
        if !WITHOUT_EXAMPLE.contains(code) && (page.wrong.is_empty() || page.right.is_empty()) {
            fault("an example is missing".to_owned());
        }
        for spec in &page.wrong {
            let generated = generate_texts(spec);
            if !generated.messages.contains(&format!("[{code}]")) {
                fault(format!("this is not the mistake\n{}", generated.messages));
            }
            let others = generated.messages.lines().filter(|line| line.starts_with("error[")).count();
            if others > usize::from(code.as_str().starts_with('E')) {
                fault(format!("the example has other mistakes too\n{}", generated.messages));
            }
        }
        for spec in &page.right {
            let generated = generate_texts(spec);
            if generated.services.is_empty() || !generated.messages.is_empty() {
                fault(format!("this is not right\n{}", generated.messages));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_code_has_a_bad_spec() {
    // That the file is there and true is tested with the messages.
    let expected = |case: &Case| fs::read_to_string(case.folder.join("expected.txt")).unwrap_or_default();
    let messages: Vec<String> = cases("specs/bad").iter().map(expected).collect();
    let missing: Vec<String> = Code::ALL
        .iter()
        .filter(|code| SHOWN_ELSEWHERE.iter().all(|(known, _)| known != *code))
        .filter(|code| !messages.iter().any(|text| text.contains(&format!("[{code}]"))))
        .map(|code| format!("{code} {}", code.title()))
        .collect();
    assert!(missing.is_empty(), "no folder in tests/specs/bad gives\n{}", missing.join("\n"));
    let sources = generator();
    for (code, test) in SHOWN_ELSEWHERE {
        assert!(sources.contains(&format!("fn {test}()")), "{code}: there is no test {test}");
    }
}

#[test]
fn every_code_is_reported_somewhere() {
    let sources = generator();
    let unused: Vec<String> = Code::ALL
        .iter()
        .filter(|code| {
            // The name of a variant may begin like that of another.
            let name = format!("Code::{code:?}");
            !sources.match_indices(&name).any(|(at, _)| {
                !sources[at + name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
            })
        })
        .map(ToString::to_string)
        .collect();
    assert!(unused.is_empty(), "nothing reports {unused:?}");
}

/// The code of the generator, without the table of codes. Unit tests are in it where they share a file.
fn generator() -> String {
    let files = tree::files(&tree::workspace().join("generator/src"));
    let wanted = files.into_iter().filter(|(path, _)| path.ends_with(".rs") && path != "diagnostics/code.rs");
    wanted.map(|(_, bytes)| String::from_utf8(bytes).expect("Rust is UTF-8")).collect()
}

#[test]
fn the_manual_names_every_key_of_a_message() {
    let file = examples::smallest_service();
    let text =
        file["library/types/books.yaml"].replace("int32, range: 1..", "int32, range: 9..1, requried: true");
    let mut problems = Problems::new();
    let sources = from_texts([("library/types/books.yaml", text)], &mut problems);
    compile(&sources, &mut problems, &Options::new(Layout::Crate));
    problems.error(Code::BadValue, sources.files()[0].at().expect("it can be read").span(), "x").replace(
        sources.files()[0].at().expect("it can be read").span(),
        "y",
        "write",
    );
    let manual = tree::read(&tree::workspace().join("spec/README.md"));
    let chapter = manual.split("\n## ").find(|chapter| chapter.starts_with("Messages")).expect("a chapter");
    for problem in &problems {
        let message = to_json(problem, &sources);
        let inner = [&message["spans"][0], &message["help"][0], &message["help"][0]["replacement"]];
        for (key, _) in inner.into_iter().chain([&message]).filter_map(Value::as_object).flatten() {
            assert!(chapter.contains(&format!("`{key}`")), "the manual lacks `{key}`");
        }
    }
}

#[test]
fn the_index_of_the_pages_is_fresh() {
    let mut index = String::from(
        "# What the messages mean\n\n\
         A page for each code of a message; `actiongen explain E0301` shows the same. `E` is an error, and nothing is \
         generated;\n`W` is a warning.\n\n\
         An example is laid over the [smallest service](../../../../spec/README.md#the-smallest-service) of the manual, \
         `library`, with\nthe type `Book` and the action `books.get`: what it does not mention stays as it is there. A \
         test runs each of them.\n",
    );
    for (group, about) in GROUPS {
        let (first, rest) = about.split_at(1);
        index.push_str(&format!("\n## {}{rest}\n\n", first.to_uppercase()));
        for code in explain::of_group(group) {
            index.push_str(&format!("- [{code}]({code}.md): {}\n", code.title()));
        }
    }
    let file = pages().join("README.md");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        tree::write(&file, &index);
    }
    assert_eq!(tree::read(&file), index, "run with UPDATE_EXPECTED=1");
    let known = |name: &str| Code::ALL.iter().any(|code| name == format!("{code}.md")) || name == "README.md";
    let strangers: Vec<String> = tree::files(&pages()).into_keys().filter(|name| !known(name)).collect();
    assert!(strangers.is_empty(), "pages of no code: {strangers:?}");
}
