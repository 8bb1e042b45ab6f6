//! Calls of `new` as users make them.

use std::fs;
use std::path::PathBuf;

use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::pipe::Pipe;
use crate::cli::{Cli, Screen, Status, run};
use crate::engine::compile;

struct Desk {
    dir: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Status, output and errors, with the folder of this desk as `DESK`.
    fn call(&self, arguments: &[&str]) -> (Status, String, String) {
        let folders = ["--spec".into(), self.path("spec"), "--out".into(), self.path("generated")];
        let arguments = ["actiongen"].iter().chain(arguments).map(PathBuf::from).chain(folders);
        let cli = Cli::try_parse_from(arguments).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut screen = Screen {
            out: Pipe::new(&mut out as &mut dyn std::io::Write),
            err: Pipe::new(&mut err as &mut dyn std::io::Write),
            colour: false,
            program: "actiongen",
        };
        let status = run(&cli, compile, &mut screen).unwrap();
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes).unwrap().replace(self.dir.path().to_str().unwrap(), "DESK")
        };
        (status, text(out), text(err))
    }
}

#[test]
fn a_service_is_made_where_nothing_is_and_passes() {
    let desk = Desk::new();
    let (status, out, err) = desk.call(&["new", "service", "library"]);
    assert_eq!((status, err.as_str()), (Status::Done, ""));
    assert!(out.contains("  written DESK/spec/library/service.yaml\n"), "{out}");
    assert!(out.contains("Add \"DESK/generated/library\" to the `members`"), "{out}");
    assert!(out.contains("actiongen generate --spec DESK/spec --out DESK/generated"), "{out}");
    let (status, _, err) = desk.call(&["generate"]);
    assert_eq!((status, err.as_str()), (Status::Done, ""), "no mistake and no warning");
}

#[test]
fn nothing_is_overwritten() {
    let desk = Desk::new();
    desk.call(&["new", "service", "library"]);
    let path = desk.path("spec/library/types/books.yaml");
    fs::write(&path, "types: {Book: {fields: {id: int}}}\n").unwrap();
    assert_eq!(desk.call(&["new", "books.list"]).0, Status::Done);
    assert_eq!(fs::read_to_string(&path).unwrap(), "types: {Book: {fields: {id: int}}}\n");

    let action = desk.path("spec/library/actions/books/list.yaml");
    fs::write(&action, "mine").unwrap();
    let (status, out, err) = desk.call(&["new", "books.list"]);
    assert_eq!((status, out.as_str()), (Status::AtFault, ""));
    assert!(err.contains("DESK/spec/library/actions/books/list.yaml"), "{err}");
    assert_eq!(fs::read_to_string(&action).unwrap(), "mine");

    // A crate that is there keeps the service from being made in part.
    fs::create_dir_all(desk.path("generated/desk")).unwrap();
    fs::write(desk.path("generated/desk/Cargo.toml"), "mine").unwrap();
    assert_eq!(desk.call(&["new", "service", "desk"]).0, Status::AtFault);
    assert!(!desk.path("spec/desk").exists());
}

#[test]
fn the_shape_is_guessed_or_asked_for() {
    let desk = Desk::new();
    desk.call(&["new", "service", "library"]);
    for (call, key) in [
        (&["new", "books.create"][..], "body:"),
        (&["new", "books.find", "--shape", "list"], "query:"),
        (&["new", "desk.lend_book"], "steps:"),
    ] {
        let (status, out, _) = desk.call(call);
        assert_eq!(status, Status::Done);
        let path = out.lines().next().and_then(|line| line.strip_prefix("  written DESK/")).unwrap();
        let text = fs::read_to_string(desk.path(path)).unwrap();
        assert!(text.lines().any(|line| line.starts_with(key)), "{call:?}\n{text}");
    }
}

#[test]
fn a_wrong_call_is_told_in_both_formats() {
    let desk = Desk::new();
    desk.call(&["new", "service", "library"]);
    let (status, _, err) = desk.call(&["new", "books"]);
    assert_eq!(status, Status::WrongCall);
    assert!(err.starts_with("error: `books` is no id of an action"), "{err}");
    let (_, out, _) = desk.call(&["new", "Books.list", "--format", "json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["done"], false);
    let (_, out, _) = desk.call(&["new", "books.list", "--format", "json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["done"], true);
    assert_eq!(answer["written"][0], "DESK/spec/library/actions/books/list.yaml");
    assert!(Cli::try_parse_from(["actiongen", "new"]).is_err());
}
