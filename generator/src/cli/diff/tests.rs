//! Calls of `diff` as users make them: with a folder, and with a revision of a repository made for it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::pipe::Pipe;
use crate::cli::{Cli, Screen, Status, run};
use crate::engine::compile;

const SERVICE: &str = "spec: 1\ntitle: Library\nbase_url: https://api.library.example\n";
const GET: &str = "title: Get a Book\nsummary: Return one book.\nendpoint: GET /books/{id}\npath:\n  \
                   id: {type: int, required: true, label: ID, doc: The number of the book.}\n\
                   returns: {status: 200, type: Book}\nsamples:\n  one:\n    path: {id: 7}\n    \
                   status: 200\n    response: {id: 7}\n\
                   types:\n  Book:\n    doc: A book.\n    fields:\n      \
                   id: {type: int, required: true, label: ID, doc: Its number.}\n";
const ACTION: &str = "spec/library/actions/books/get.yaml";

/// A folder with a small spec in `spec/`.
struct Desk {
    dir: TempDir,
}

struct Answer {
    status: Status,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { dir: tempfile::tempdir().unwrap() };
        desk.put("spec/library/service.yaml", SERVICE);
        desk.put(ACTION, GET);
        desk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.current_dir(self.dir.path()).args(["-c", "user.name=A", "-c", "user.email=a@example.com"]);
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        let output = command.args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Makes a repository of what is there, with a tag.
    fn commit(&self, tag: &str) {
        self.git(&["init", "--quiet"]);
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "--no-gpg-sign", "--message", "The specs"]);
        self.git(&["tag", "--no-sign", tag]);
    }

    fn diff(&self, arguments: &[&str]) -> Answer {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let spec = self.path("spec").display().to_string();
        let all = ["actiongen", "diff", "--spec", &spec].into_iter().chain(arguments.iter().copied());
        let cli = Cli::try_parse_from(all).unwrap();
        let mut screen = Screen {
            out: Pipe::new(&mut out),
            err: Pipe::new(&mut err),
            colour: false,
            program: "actiongen",
        };
        let status = run(&cli, compile, &mut screen).unwrap();
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes).unwrap().replace(self.dir.path().to_str().unwrap(), "DESK")
        };
        Answer { status, out: text(out), err: text(err) }
    }
}

const WIDER: (&str, &str) =
    ("{type: int, required: true, label: ID, doc: Its number.}", "{type: string, doc: Its number.}");

const TOLD: &str = "\
breaking  books.get  output.id: optional, was required – it is an `Option` now
breaking  books.get  output.id: text, was whole number – programs that read it do not compile
patch     books.get  other samples or rejects – they show, and do nothing

library: 2 breaking, 0 features, 1 patch – a major version: 1.2.3 becomes 2.0.0; below 1.0, 0.2.3 becomes 0.3.0
";

fn change(desk: &Desk) {
    desk.put(ACTION, &GET.replace(WIDER.0, WIDER.1).replace("response: {id: 7}", "response: {id: a}"));
}

#[test]
fn a_revision_is_read_without_touching_the_work_tree() {
    let desk = Desk::new();
    desk.commit("v1");
    change(&desk);
    desk.put("spec/library/actions/books/broken.yaml.orig", "not a spec");
    let before = fs::read_to_string(desk.path(ACTION)).unwrap();
    let answer = desk.diff(&["v1"]);
    assert_eq!((answer.err.as_str(), answer.out.as_str()), ("", TOLD));
    assert_eq!(answer.status, Status::Done);
    assert_eq!(fs::read_to_string(desk.path(ACTION)).unwrap(), before);
    assert_eq!(desk.diff(&["v1", "--deny-breaking"]).status, Status::AtFault);
    assert_eq!(desk.diff(&["HEAD", "--deny-breaking"]).out, TOLD);
}

#[test]
fn a_folder_is_compared_too() {
    let desk = Desk::new();
    desk.put("older/library/service.yaml", SERVICE);
    desk.put("older/library/actions/books/get.yaml", GET);
    let older = desk.path("older").display().to_string();
    let same = desk.diff(&[&older, "--deny-breaking"]);
    assert_eq!((same.status, same.out.as_str()), (Status::Done, "library: nothing changed for its users\n"));
    change(&desk);
    assert_eq!(desk.diff(&[&older]).out, TOLD);
}

#[test]
fn json_is_a_line_for_each_change_and_one_for_the_result() {
    let desk = Desk::new();
    desk.commit("v1");
    change(&desk);
    let answer = desk.diff(&["v1", "--format", "json", "--deny-breaking"]);
    assert_eq!((answer.status, answer.err.as_str()), (Status::AtFault, ""));
    let lines: Vec<Value> = answer.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(
        (&lines[0]["kind"], &lines[0]["weight"]),
        (&"answer_field_optional".into(), &"breaking".into())
    );
    let result = &lines[3];
    assert_eq!((&result["done"], &result["bump"]), (&false.into(), &"major".into()));
    assert_eq!(result["services"][0]["breaking"], 2);
}

#[test]
fn a_link_in_a_revision_is_read_as_what_it_leads_to() {
    let desk = Desk::new();
    fs::remove_file(desk.path(ACTION)).unwrap();
    desk.put("spec/library/shared/get.txt", GET);
    #[cfg(unix)]
    std::os::unix::fs::symlink("../../shared/get.txt", desk.path(ACTION)).unwrap();
    #[cfg(not(unix))]
    desk.put(ACTION, GET);
    desk.commit("v1");
    assert_eq!(desk.diff(&["v1"]).out, "library: nothing changed for its users\n");
}

#[test]
fn older_specs_that_do_not_pass_are_shown() {
    let desk = Desk::new();
    desk.put(ACTION, &GET.replace("type: Book}", "type: Bok}"));
    desk.commit("v1");
    desk.put(ACTION, GET);
    let answer = desk.diff(&["v1"]);
    assert_eq!((answer.status, answer.out.as_str()), (Status::AtFault, ""));
    assert!(answer.err.contains("--> v1:DESK/spec/library/actions/books/get.yaml:6:"), "{}", answer.err);
    let last = "error: the older specs, `v1`, do not pass the checks of this version, so nothing can be compared with them\n";
    assert!(answer.err.ends_with(last), "{}", answer.err);

    desk.put(ACTION, &GET.replace("type: Book}", "type: Bok}"));
    let answer = desk.diff(&["v1", "--format", "json"]);
    assert_eq!(answer.status, Status::AtFault);
    assert!(
        answer.out.ends_with("{\"done\":false,\"error\":\"the specs have mistakes\"}\n"),
        "{}",
        answer.out
    );
}

#[test]
fn what_is_not_there_is_a_wrong_call() {
    let desk = Desk::new();
    let err = |older: &str| {
        let answer = desk.diff(&["--format", "human", "--", older]);
        assert_eq!((answer.status, answer.out.as_str()), (Status::WrongCall, ""), "{older}");
        answer.err
    };
    assert_eq!(err("v1"), "error: `DESK/spec` is in no repository of git, so it has no revisions\n");
    desk.put("note.txt", "No specs yet.");
    desk.git(&["init", "--quiet"]);
    desk.git(&["add", "note.txt"]);
    desk.git(&["commit", "--quiet", "--no-gpg-sign", "--message", "Begin"]);
    desk.git(&["tag", "--no-sign", "v0"]);
    assert_eq!(err("v0"), "error: the revision `v0` has no specs in `DESK/spec`\n");
    for unknown in ["nope", "--all", "", "v0:note.txt", "HEAD~9"] {
        assert_eq!(err(unknown), format!("error: `{unknown}` is neither a folder nor a revision of git\n"));
    }
}
