//! B5, B6, B7: runs that are killed, and runs at the same time. Each run is a process of its own: this test
//! program, told by the environment to play the generator.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::*;

const ROLE: &str = "ACTIONGEN_TEST_ROLE";
const PLACE: &str = "ACTIONGEN_TEST_PLACE";

/// What a process of this test program does.
#[test]
#[ignore = "a process that other tests start"]
fn child() {
    let Some((role, place)) = std::env::var(ROLE).ok().zip(std::env::var_os(PLACE)) else { return };
    let to = Destination::of_service(Path::new(&place), "crate").unwrap();
    match role.as_str() {
        "one" => drop(write(&large("one"), &to).unwrap()),
        "two" => drop(write(&large("two"), &to).unwrap()),
        "both forever" => loop {
            write(&large("one"), &to).unwrap();
            write(&large("two"), &to).unwrap();
        },
        "lock" => {
            let _lock = lock::Lock::acquire(to.root(), Duration::ZERO).unwrap();
            println!("locked");
            std::thread::sleep(Duration::from_secs(600));
        }
        "fail and keep" => super::failures::fail_and_keep(&to),
        _ => panic!("unknown role {role}"),
    }
}

/// The arguments and the environment that make this program play `role`.
pub(super) fn play(command: &mut Command, role: &str, place: &Place) {
    command
        .args(["--exact", "output::tests::processes::child", "--ignored", "--nocapture"])
        .env(ROLE, role)
        .env(PLACE, place.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
}

fn start(role: &str, place: &Place) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    play(&mut command, role, place);
    command.spawn().unwrap()
}

/// Enough files that a kill falls between two of them, and large enough that it falls into one. A third of
/// them exists in one version only.
fn large(version: &str) -> OutputSet {
    let mut set = sample(version);
    for at in 0..60 {
        let name = if at % 3 == 0 { format!("only_{version}_{at}") } else { format!("both_{at}") };
        set.add(&format!("src/{name}.rs"), rust(&version.repeat(4000 + at)));
        set.add(&format!("docs/{name}/page.md"), markdown(&version.repeat(300)));
    }
    set
}

/// What the disk looks like after a run that nobody disturbed.
fn undisturbed(version: &str) -> BTreeMap<String, String> {
    let place = Place::with_manifest();
    write(&large(version), &place.to()).unwrap();
    place.tree()
}

#[test]
fn b5_a_killed_run_tears_no_file_and_the_next_repairs() {
    let (one, two) = (undisturbed("one"), undisturbed("two"));
    // Pauses that differ from round to round and are the same in every run of the test.
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut interrupted = 0;
    for round in 0..20 {
        let place = Place::with_manifest();
        let mut child = start("both forever", &place);
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::sleep(Duration::from_micros(5_000 + random % 60_000));
        child.kill().unwrap();
        child.wait().unwrap();

        let found = place.tree();
        interrupted += usize::from(found != one && found != two);
        for (path, text) in &found {
            let whole = one.get(path) == Some(text) || two.get(path) == Some(text);
            let fresh = path == "crate/Cargo.toml" && *text == manifest("");
            assert!(whole || fresh || path.ends_with(".actiongen-tmp"), "round {round}: {path} is torn");
        }
        write(&large("one"), &place.to()).unwrap();
        assert!(place.tree() == one, "round {round}: not repaired");
    }
    assert!(interrupted > 0, "no kill fell into a run");
}

#[test]
fn b6_two_runs_at_once_give_one_of_their_outputs_whole() {
    let (one, two) = (undisturbed("one"), undisturbed("two"));
    for round in 0..10 {
        let place = Place::with_manifest();
        for child in [start("one", &place), start("two", &place)] {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let found = place.tree();
        assert!(found == one || found == two, "round {round}: mixed");
    }
}

#[test]
fn b6_a_run_that_waits_too_long_says_so() {
    let place = Place::with_manifest();
    let held = lock::Lock::acquire(&place.root(), Duration::ZERO).unwrap();
    let busy = lock::Lock::acquire(&place.root(), Duration::from_millis(50)).unwrap_err();
    assert!(matches!(busy, OutputError::Busy { .. }), "{busy}");
    assert!(busy.to_string().contains("another run of actiongen"), "{busy}");
    drop(held);
    lock::Lock::acquire(&place.root(), Duration::ZERO).unwrap();
}

#[test]
fn b7_a_killed_run_leaves_no_lock() {
    use std::io::{BufRead, BufReader};

    let place = Place::with_manifest();
    let mut child = start("lock", &place);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("locked")));
    let busy = lock::Lock::acquire(&place.root(), Duration::ZERO);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(matches!(busy, Err(OutputError::Busy { .. })));
    lock::Lock::acquire(&place.root(), Duration::ZERO).unwrap();
}
