//! Checks after a run: nothing is made again where nothing changed, and what is told is the same either way.

use std::fs;

use crate::cli::Status;
use crate::cli::tests::Desk;
use crate::diagnostics::{Code, Problems};
use crate::engine::tests::echo;
use crate::engine::{Layout, Options, ServiceOutput};
use crate::source::{Sources, Span};

/// A line that may make nothing.
fn makes_nothing(sources: &Sources, problems: &mut Problems, options: &Options) -> Vec<ServiceOutput> {
    assert_eq!(options.layout, Layout::Nothing, "it is fresh, and made again all the same");
    echo(sources, problems, options)
}

/// A line that has to make everything.
fn makes_all(sources: &Sources, problems: &mut Problems, options: &Options) -> Vec<ServiceOutput> {
    assert_eq!(options.layout, Layout::Crate, "it is taken for fresh");
    echo(sources, problems, options)
}

const NOTE: &str = "generated/.actiongen/made.json";

/// A desk after a run of two services.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("spec/mail/service.yaml", "spec: 1\n");
    assert_eq!(desk.call_with(makes_all, &["generate"]).status, Status::Done);
    desk
}

/// What a check says is what it would say without a note.
fn is_told_the_same(desk: &Desk, what: &str) {
    let answer = desk.call(&["check"]);
    let note = fs::read(desk.path(NOTE)).ok();
    drop(fs::remove_file(desk.path(NOTE)));
    let honest = desk.call_with(makes_all, &["check"]);
    assert_eq!((answer.status, answer.out, answer.err), (honest.status, honest.out, honest.err), "{what}");
    if let Some(note) = note {
        fs::write(desk.path(NOTE), note).unwrap();
    }
}

#[test]
fn what_has_not_changed_is_not_made_again() {
    let desk = desk();
    for arguments in [&["check"][..], &["check", "--format", "json"]] {
        assert_eq!(desk.call_with(makes_nothing, arguments).status, Status::Done);
    }
    is_told_the_same(&desk, "nothing");
    // A run that writes nothing leaves the note as well.
    fs::remove_dir_all(desk.path("generated/.actiongen")).unwrap();
    desk.call(&["generate"]);
    desk.call_with(makes_nothing, &["check"]);
}

#[test]
fn what_has_changed_is() {
    type Change = fn(&Desk);
    let changes: &[(&str, Change)] = &[
        ("a spec is edited", |desk| desk.put("spec/shop/actions/orders/list.yaml", "title: All\n")),
        ("a spec comes", |desk| desk.put("spec/shop/actions/orders/get.yaml", "title: Get\n")),
        ("a service comes", |desk| desk.put("spec/news/service.yaml", "spec: 1\n")),
        ("a spec goes", |desk| fs::remove_file(desk.path("spec/shop/actions/orders/list.yaml")).unwrap()),
        ("a service goes", |desk| fs::remove_dir_all(desk.path("spec/mail")).unwrap()),
        ("a spec goes by another name", |desk| {
            let folder = desk.path("spec/shop/actions/orders");
            fs::rename(folder.join("list.yaml"), folder.join("all.yaml")).unwrap();
        }),
        ("a generated file is edited", |desk| {
            let path = desk.path("generated/shop/src/lib.rs");
            fs::write(&path, fs::read_to_string(&path).unwrap() + "\n").unwrap();
        }),
        ("one of the second service is deleted", |desk| {
            fs::remove_file(desk.path("generated/mail/src/lib.rs")).unwrap();
        }),
        ("somebody's file takes the place of one", |desk| desk.put("generated/shop/src/lib.rs", "// mine\n")),
        ("a schema for editors is deleted", |desk| {
            fs::remove_file(desk.path("spec/schema/types.schema.json")).unwrap();
        }),
        ("the output is deleted", |desk| fs::remove_dir_all(desk.path("generated/shop")).unwrap()),
    ];
    for (what, change) in changes {
        let desk = desk();
        change(&desk);
        let check = desk.call_with(makes_all, &["check"]);
        // Nobody looks for the output of a service that is gone.
        let is_seen = *what != "a service goes";
        assert_eq!(check.status, if is_seen { Status::AtFault } else { Status::Done }, "{what}");
        is_told_the_same(&desk, what);
    }
}

#[test]
fn a_note_that_is_damaged_or_of_another_run_only_takes_time() {
    let desk = desk();
    let note = fs::read_to_string(desk.path(NOTE)).unwrap();
    let value: serde_json::Value = serde_json::from_str(&note).unwrap();
    let with = |pointer: &str, new: serde_json::Value| {
        let mut value = value.clone();
        *value.pointer_mut(pointer).unwrap() = new;
        value.to_string()
    };
    let other = serde_json::json!(7);
    let notes = [
        String::new(),
        "{}".to_owned(),
        note[..note.len() / 2].to_owned(),
        with("/generator", other.clone()),
        with("/specs", other.clone()),
        with("/services", serde_json::json!([])),
        with("/services/0/service", "../shop".into()),
        with("/services/0/digest/hash", other.clone()),
        with("/services/1/digest/files", other.clone()),
        with("/services/1/digest/regions", serde_json::json!(["Cargo.toml"])),
        with("/schemas/hash", other),
    ];
    for note in notes {
        fs::write(desk.path(NOTE), &note).unwrap();
        assert_eq!(desk.call_with(makes_all, &["check"]).status, Status::Done, "{note}");
        assert_eq!(fs::read_to_string(desk.path(NOTE)).unwrap(), note, "a check changes nothing");
    }
    desk.call(&["generate"]);
    assert_eq!(fs::read_to_string(desk.path(NOTE)).unwrap(), note, "the next run leaves a whole one");
}

#[test]
fn problems_are_told_though_nothing_is_made() {
    fn warns(sources: &Sources, problems: &mut Problems, options: &Options) -> Vec<ServiceOutput> {
        problems.warning(Code::UnusedType, Span::new(sources.files()[0].id, 0, 4), "strange");
        echo(sources, problems, options)
    }
    let desk = desk();
    let check = desk.call_with(warns, &["check"]);
    assert!(check.err.contains("strange"), "{}", check.err);
    assert!(check.out.contains("up to date"), "{}", check.out);
}

#[test]
fn the_note_is_left_by_a_run_that_was_done_and_by_nothing_else() {
    let desk = Desk::new();
    desk.call(&["check"]);
    assert!(!desk.path("generated").exists());
    desk.put("generated/shop/src/lib.rs", "// mine\n");
    assert_eq!(desk.call(&["generate"]).status, Status::AtFault);
    assert!(!desk.path(NOTE).exists());
    fs::remove_file(desk.path("generated/shop/src/lib.rs")).unwrap();
    desk.call(&["generate"]);
    assert!(desk.path(NOTE).exists());
    assert_eq!(fs::read_to_string(desk.path("generated/.actiongen/.gitignore")).unwrap(), "*\n");
    let left: Vec<_> = fs::read_dir(desk.path("generated/.actiongen")).unwrap().collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn where_no_note_can_be_left_a_run_is_done_all_the_same() {
    let desk = Desk::new();
    desk.put("generated/.actiongen", "a file of somebody\n");
    assert_eq!(desk.call(&["generate"]).status, Status::Done);
    assert_eq!(desk.call_with(makes_all, &["check"]).status, Status::Done);
    assert_eq!(fs::read_to_string(desk.path("generated/.actiongen")).unwrap(), "a file of somebody\n");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_the_note_elsewhere() {
    let desk = desk();
    fs::remove_dir_all(desk.path("generated/.actiongen")).unwrap();
    fs::create_dir(desk.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(desk.path("elsewhere"), desk.path("generated/.actiongen")).unwrap();
    assert_eq!(desk.call(&["generate"]).status, Status::Done);
    assert_eq!(fs::read_dir(desk.path("elsewhere")).unwrap().count(), 0);
}
