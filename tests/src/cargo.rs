//! Cargo inside cargo: offline, with the workspace's lock file, and one target folder for all of it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

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
        assert_eq!(self.code, Some(0), "it failed\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        self
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
    let _guard = guard();
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What the outer cargo told its test is not for the inner one.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        let set_by_cargo =
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_BIN_") || name.starts_with("RUSTC");
        if set_by_cargo
            || matches!(&*name, "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH" | "OUT_DIR" | "RUSTFLAGS")
        {
            command.env_remove(name);
        }
    }
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never")
        .args(arguments);
    command.output().unwrap_or_else(|error| panic!("cargo could not be started: {error}")).into()
}

/// Runs the program `actiongen` in a folder.
///
/// # Panics
/// If it cannot be built or started.
pub fn actiongen(folder: &Path, arguments: &[&str]) -> Run {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let program = BUILT.get_or_init(|| {
        cargo(&tree::workspace(), &["build", "--offline", "--quiet", "-p", "actiongen"]).success();
        target().join("debug").join(format!("actiongen{}", std::env::consts::EXE_SUFFIX))
    });
    let output = Command::new(program).current_dir(folder).args(arguments).output();
    output.unwrap_or_else(|error| panic!("{} could not be started: {error}", program.display())).into()
}

/// Runs the program of the BigCommerce crate, with an environment and nothing else of it, and a standard input.
///
/// # Panics
/// If it cannot be built or started.
pub fn bigcommerce(arguments: &[&str], environment: &[(&str, &str)], input: &[u8]) -> Run {
    let mut child = Command::new(bigcommerce_program())
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("the program could not be started: {error}"));
    let mut stdin = child.stdin.take().expect("a pipe was asked for");
    let input = input.to_vec();
    // A program that reads no input closes it; and one that writes while it reads must not wait for us.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap_or_else(|error| panic!("the program was lost: {error}"));
    drop(writer.join());
    output.into()
}

/// The program of the BigCommerce crate, built once.
///
/// # Panics
/// If it cannot be built.
pub fn bigcommerce_program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let build = ["build", "--offline", "--quiet", "-p", "bigcommerce-actions", "--features", "cli"];
        cargo(&tree::workspace(), &build).success();
        target().join("debug").join(format!("bigcommerce{}", std::env::consts::EXE_SUFFIX))
    })
}

/// The target folder of all runs: built once, used by every test.
pub fn target() -> PathBuf {
    let outer =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| tree::workspace().join("target"), PathBuf::from);
    outer.join("downstream")
}

/// Puts the workspace's lock file into a folder, so that the versions there are the ones that are at hand.
pub fn copy_lock(folder: &Path) {
    tree::write(&folder.join("Cargo.lock"), tree::read(&tree::workspace().join("Cargo.lock")));
}

fn guard() -> MutexGuard<'static, ()> {
    // A test that failed while it held the lock has nothing to do with the next one.
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}
