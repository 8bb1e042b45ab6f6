//! Whatever is written, the generator keeps its word: nothing makes it panic, every message points into the text, and
//! what is accepted becomes JSON that is JSON and Rust that compiles. Good specs are changed at random; a seed tells
//! each mutant again.
//!
//! What is accepted is compiled by the exhaustive run alone. `ACTIONGEN_MUTANTS=100000` tries that many there,
//! `ACTIONGEN_COMPILED=200` compiles so many of those that are accepted, and `ACTIONGEN_SEED=4711` begins at another seed.
//! Each mutant that fails is kept in the folder `nested/mutants` of the target folder.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use acceptance::bases::{Base, Spec, bases};
use acceptance::cargo::{Nested, nested};
use acceptance::mutate::mutate;
use acceptance::random::Random;
use acceptance::tree;
use actiongen::diagnostics::{Problems, render, to_json_lines};
use actiongen::engine::{Layout, Options, compile};
use actiongen::source::{Sources, Span, from_texts};

/// The seed of the first mutant; the next ones count on.
const SEED: u64 = 20_260_514;

/// A changed spec.
struct Mutant {
    seed: u64,
    service: String,
    spec: Spec,
    changes: Vec<String>,
}

impl Mutant {
    fn new(bases: &[Base], seed: u64) -> Self {
        let mut random = Random::new(seed);
        let base = random.pick(bases).expect("there are bases");
        let mut spec = base.spec.clone();
        let changes = mutate(&mut spec, &mut random);
        Self { seed, service: base.service.clone(), spec, changes }
    }

    /// What its author is told.
    fn messages(&self) -> String {
        let mut problems = Problems::new();
        let sources = from_texts(self.spec.iter().map(|(path, text)| (path.as_str(), text)), &mut problems);
        drop(compile(&sources, &mut problems, &Options::new(Layout::BuildScript)));
        render(&problems, &sources, false)
    }

    /// Runs the line over it. Returns the files, if it was accepted.
    fn files(&self, layout: Layout) -> Option<BTreeMap<String, String>> {
        let mut problems = Problems::new();
        let sources = from_texts(self.spec.iter().map(|(path, text)| (path.as_str(), text)), &mut problems);
        let services = compile(&sources, &mut problems, &Options::new(layout));
        messages_hold(&problems, &sources);
        assert_eq!(problems.has_errors(), services.is_empty(), "output and errors exclude each other");
        let files = services.into_iter().flat_map(|service| {
            let files = service.files();
            files.files().map(|(path, text)| (path.to_string(), text.to_owned())).collect::<Vec<_>>()
        });
        (!problems.has_errors()).then(|| files.collect())
    }

    /// Everything that must hold of it; says whether it was accepted.
    fn holds(&self) -> bool {
        let Some(files) = self.files(Layout::Crate) else { return false };
        for (path, text) in &files {
            if path.ends_with(".json") {
                let value = serde_json::from_str::<serde_json::Value>(text);
                assert!(value.is_ok(), "{path} is no JSON: {value:?}\n{text}");
            }
            if path.ends_with(".rs") {
                let file = syn::parse_file(text);
                assert!(file.is_ok(), "{path} is no Rust: {:?}\n{text}", file.err());
            }
        }
        true
    }
}

/// Every message can be shown, and every place that it names is one.
fn messages_hold(problems: &Problems, sources: &Sources) {
    let inside = |span: &Span| {
        let text = &sources.file(span.file).text;
        assert!(text.get(span.range()).is_some(), "{span:?} is no place in {} bytes", text.len());
    };
    for problem in problems.sorted() {
        problem.span().iter().for_each(inside);
        problem.also.iter().for_each(|(span, _)| inside(span));
        problem.help.iter().filter_map(|help| help.replacement.as_ref()).for_each(|it| inside(&it.span));
        assert!(!problem.message.is_empty(), "a message without a word: {problem:?}");
    }
    assert_eq!(render(problems, sources, true).is_empty(), problems.is_empty());
    for line in to_json_lines(problems, sources).lines() {
        let object = serde_json::from_str::<serde_json::Value>(line);
        assert!(object.is_ok_and(|object| object["code"].is_string()), "{line}");
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")),
        Err(_) => otherwise,
    }
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

/// Writes a mutant where it can be looked at.
fn keep(mutant: &Mutant) -> String {
    let folder = nested().join("mutants").join(mutant.seed.to_string());
    for (path, text) in &mutant.spec {
        // A mutant may have given a file a name that leads elsewhere.
        tree::write(&folder.join(path.replace("..", "dots")), text);
    }
    format!("seed {} of {}, kept in {}: {:#?}", mutant.seed, mutant.service, folder.display(), mutant.changes)
}

#[test]
fn every_base_is_accepted() {
    for base in bases() {
        let mutant = Mutant { seed: 0, service: base.service, spec: base.spec, changes: Vec::new() };
        assert!(mutant.holds(), "{} has errors\n{}", mutant.service, mutant.messages());
    }
}

#[test]
fn no_mutant_makes_it_panic() {
    tried(SEED, 300, 0);
}

#[test]
#[ignore = "exhaustive"]
fn no_mutant_of_many_makes_it_panic_and_what_is_accepted_compiles() {
    let first = number("ACTIONGEN_SEED", SEED);
    let wanted = number("ACTIONGEN_COMPILED", 24) as usize;
    let sample = tried(first, number("ACTIONGEN_MUTANTS", 1_000), wanted);
    sample.iter().for_each(|mutant| drop(keep(mutant)));
    compiles(&sample);
}

/// Tries so many mutants, and returns some of those that are accepted.
fn tried(first: u64, count: u64, wanted: usize) -> Vec<Mutant> {
    let bases = bases();
    let (mut accepted, mut sample, mut failed) = (0, Vec::new(), Vec::new());
    for seed in first..first + count {
        let mutant = Mutant::new(&bases, seed);
        match catch_unwind(AssertUnwindSafe(|| mutant.holds())) {
            Ok(true) => {
                accepted += 1;
                // A slice of the real specs takes as long to compile as all the others.
                let is_small = mutant.spec.values().map(String::len).sum::<usize>() < 16 * 1024;
                if sample.len() < wanted && is_small {
                    sample.push(mutant);
                }
            }
            Ok(false) => {}
            Err(panic) => failed.push(format!("{}\n{}", keep(&mutant), words(&*panic))),
        }
    }
    println!(
        "{count} mutants: {accepted} accepted, {} refused, {} failed",
        count - accepted - failed.len() as u64,
        failed.len()
    );
    assert!(failed.is_empty(), "{} of {count} mutants failed\n\n{}", failed.len(), failed.join("\n\n"));
    assert!(accepted > count / 10, "{accepted} of {count} mutants were accepted: too few");
    assert!(sample.len() == wanted, "{} of {count} mutants were accepted and are small", sample.len());
    sample
}

/// One crate with a module for each mutant, and the tests that come of its samples.
fn compiles(sample: &[Mutant]) {
    let nested = Nested::new("mutants_compiled", "mutants");
    let folder = nested.folder().join("mutants");
    let mut root = "//! A module for each mutant.\n".to_owned();
    let mut tests = "//! The samples of each mutant.\n\n".to_owned();
    for mutant in sample {
        let name = format!("m{}", mutant.seed);
        for (path, text) in mutant.files(Layout::BuildScript).unwrap_or_default() {
            tree::write(&folder.join("src").join(&name).join(path), text);
        }
        for (path, text) in mutant.files(Layout::Crate).unwrap_or_default() {
            let Some(path) = path.strip_prefix("tests/samples/") else { continue };
            let text = text.replace(&format!("{}_actions", mutant.service), &format!("mutants::{name}"));
            tree::write(&folder.join("tests").join(&name).join(path), text);
        }
        if folder.join("tests").join(&name).join("main.rs").exists() {
            tests.push_str(&format!("#[path = \"{name}/main.rs\"]\nmod {name};\n"));
        }
        root.push_str(&format!("\n/// {:?}\n#[path = \"{name}/mod.rs\"]\npub mod {name};\n", mutant.changes));
    }
    tree::write(&folder.join("src/lib.rs"), root);
    tree::write(&folder.join("tests/samples.rs"), tests);
    let manifest = "[package]\nname = \"mutants\"\nversion = \"0.0.0\"\nedition.workspace = true\npublish = false\n\n\
         [dependencies]\nactiongen-runtime.workspace = true\nserde.workspace = true\nserde_json.workspace = true\n\n\
         [dev-dependencies]\nactiongen-runtime = { workspace = true, features = [\"testing\"] }\n\n\
         [lints.rust]\nwarnings = \"deny\"\n";
    tree::write(&folder.join("Cargo.toml"), manifest);
    nested.cargo(&["check", "--offline", "--quiet", "--all-targets"]).success();
}
