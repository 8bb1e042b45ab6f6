//! Programs that tests run, cargo among them: offline, with the workspace's lock file, and in the workspace's own target
//! folder, so that what the outer cargo built of other people's crates is not built again.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::tree;

/// Between processes cargo's own lock on the target folder keeps the runs apart; this does so between the tests of
/// one process, whose waiting would otherwise stand in the output that they read.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What came of a run.
pub struct Run {
    /// The exit code, if it ended by itself.
    pub code: Option<i32>,
    /// What it wrote to its output.
    pub stdout: String,
    /// What it wrote to its errors.
    pub stderr: String,
}

impl Run {
    /// The run, where it must have succeeded.
    ///
    /// # Panics
    /// If it did not, with everything that it wrote.
    pub fn success(self) -> Self {
        self.exit(0)
    }

    /// The run, where it must have ended with this exit code.
    ///
    /// # Panics
    /// If it ended otherwise, with everything that it wrote.
    pub fn exit(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "it ended otherwise\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout,
            self.stderr
        );
        self
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs cargo in a folder.
///
/// # Panics
/// If cargo cannot be started.
pub fn cargo(folder: &Path, arguments: &[&str]) -> Run {
    // A test that failed while it held the lock has nothing to do with the next one.
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What the outer cargo told its test is not for the inner one.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        let set_by_cargo =
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_BIN_") || name.starts_with("RUSTC");
        if set_by_cargo || matches!(&*name, "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH" | "OUT_DIR") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        // What is built here is built once.
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never")
        .args(arguments);
    command.output().unwrap_or_else(|error| panic!("cargo could not be started: {error}")).into()
}

/// Runs a program in a folder, in the environment of the test.
///
/// # Panics
/// If it cannot be started.
pub fn run(program: &str, folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(program).current_dir(folder).args(arguments).output();
    output.unwrap_or_else(|error| panic!("{program} could not be started: {error}")).into()
}

/// Runs a program with an environment and nothing else of it, and a standard input.
///
/// # Panics
/// If it cannot be started.
pub fn run_alone(program: &str, arguments: &[&str], environment: &[(&str, &str)], input: &[u8]) -> Run {
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} could not be started: {error}"));
    let mut stdin = child.stdin.take().expect("a pipe was asked for");
    let input = input.to_vec();
    // A program that reads no input closes it; and one that writes while it reads must not wait for us.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap_or_else(|error| panic!("the program was lost: {error}"));
    drop(writer.join());
    output.into()
}

/// The target folder of the workspace, which this test was built in.
///
/// # Panics
/// If the test does not know where it lies.
pub fn target() -> PathBuf {
    let test = std::env::current_exe().unwrap_or_else(|error| panic!("this test has no file: {error}"));
    // `<target>/<profile>/deps/<test>`
    let folder = test.ancestors().nth(3);
    folder.unwrap_or_else(|| panic!("{} lies in no target folder", test.display())).to_path_buf()
}

/// Where tests write what they have compiled.
pub fn nested() -> PathBuf {
    target().join("nested")
}

/// A workspace of one package in a folder of its own, as far from the workspace of this repository as somebody else's: it has
/// the same lock file, dependencies and profiles, and nothing else.
///
/// What it has of other people's crates is what the outer workspace has, down to the features, and so is not compiled again.
pub struct Nested {
    folder: PathBuf,
}

impl Nested {
    /// An empty one by this name, whose package will lie in a folder of it.
    ///
    /// # Panics
    /// If the folder cannot be made.
    pub fn new(name: &str, package: &str) -> Self {
        let folder = nested().join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        }
        let root = tree::workspace();
        let manifest = tree::read(&root.join("Cargo.toml"));
        let (workspace, _) = manifest.split_once("[package]").expect("the package comes after the workspace");
        let members =
            workspace.lines().find(|line| line.starts_with("members = [")).expect("the members on one line");
        let root = root.to_string_lossy().replace('\\', "/");
        let workspace = workspace
            .replace(members, &format!("members = [{package:?}]"))
            .replace("path = \"", &format!("path = \"{root}/"));
        tree::write(&folder.join("Cargo.toml"), workspace);
        copy_lock(&folder);
        Self { folder }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs cargo in it.
    pub fn cargo(&self, arguments: &[&str]) -> Run {
        cargo(&self.folder, arguments)
    }
}

/// Puts the workspace's lock file into a folder, so that the versions there are the ones that are at hand.
pub fn copy_lock(folder: &Path) {
    tree::write(&folder.join("Cargo.lock"), tree::read(&tree::workspace().join("Cargo.lock")));
}
