//! What `check --fix` does to the bad specs: it comes to an end, and each repair takes its mistake away.

use std::collections::BTreeMap;

use acceptance::cases::{Case, cases};
use acceptance::tree;
use actiongen::diagnostics::Problems;
use actiongen::engine::{Layout, Options, compile};
use actiongen::mend::{edits, mend};
use actiongen::source::{Sources, from_texts};

type Spec = BTreeMap<String, String>;

fn spec(case: &Case) -> Option<Spec> {
    let files = tree::files(&case.folder).into_iter().filter(|(path, _)| path.ends_with(".yaml"));
    files.map(|(path, bytes)| Some((format!("library/{path}"), String::from_utf8(bytes).ok()?))).collect()
}

fn checked(spec: &Spec) -> (Sources, Problems) {
    let mut problems = Problems::new();
    let sources = from_texts(spec.iter().map(|(path, text)| (path.as_str(), text)), &mut problems);
    compile(&sources, &mut problems, &Options::new(Layout::Crate));
    (sources, problems)
}

/// The spec after a round, and each repair in a line.
fn round(spec: &Spec) -> (Spec, Vec<String>) {
    let (sources, problems) = checked(spec);
    let (mut next, mut lines) = (spec.clone(), Vec::new());
    for (file, edits) in edits(&problems) {
        let file = sources.file(file);
        let mended = mend(file, &spec[&file.path], &edits);
        lines.extend(mended.done.iter().map(|edit| {
            let line = file.position(edit.span.start).line;
            format!("{} {}:{line}: `{}` -> `{}`", edit.code, file.path, sources.text(edit.span), edit.text)
        }));
        next.insert(file.path.clone(), mended.text);
    }
    (next, lines)
}

#[test]
fn repairs_come_to_an_end_and_leave_what_is_right() {
    let mut all = 0;
    for case in cases("specs/bad") {
        let Some(mut spec) = spec(&case) else { continue };
        let mut rounds = Vec::new();
        loop {
            let (next, lines) = round(&spec);
            if lines.is_empty() {
                assert_eq!(next, spec, "{}", case.name);
                break;
            }
            // What was repaired is not repaired again in the same way.
            for line in &lines {
                assert!(!rounds.contains(line), "{}: {line} comes back", case.name);
            }
            rounds.extend(lines);
            assert!(rounds.len() < 100, "{}: {rounds:#?}", case.name);
            spec = next;
        }
        all += rounds.len();
        if std::env::var_os("SHOW_REPAIRS").is_some() {
            eprintln!("{}\n  {}", case.name, rounds.join("\n  "));
        }
    }
    assert!(all > 10, "only {all} repairs");
}

#[test]
fn good_specs_are_left_alone() {
    for case in cases("specs/good") {
        let spec = spec(&case).expect("a good spec is UTF-8");
        assert_eq!(round(&spec), (spec, Vec::new()), "{}", case.name);
    }
}
