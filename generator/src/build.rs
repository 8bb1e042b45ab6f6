//! The entry for build scripts: specs of one's own, generated again on every build that needs it.
//!
//! ```no_run
//! // in `main` of build.rs
//! actiongen::build::generate("spec").unwrap_or_exit();
//! ```
//!
//! ```ignore
//! // lib.rs
//! pub mod shop {
//!     include!(concat!(env!("OUT_DIR"), "/actions/mod.rs"));
//! }
//! ```
//!
//! With one service among the specs, `mod.rs` holds its modules directly; with several, a module for each.
//!
//! Cargo shows what a build script writes to its standard error when it fails, as it stands, so problems go there
//! with their excerpts. `cargo::error` would put the name of the package before every line of them, so it carries
//! one line that points to the rest. Of a script that succeeds, cargo shows nothing but `cargo::warning`, so
//! warnings go there, line by line.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Problems, render, render_problem, summary};
use crate::engine::{Compile, Layout, Options, ServiceOutput, compile};
use crate::output::{Destination, Kind, OutputError, OutputSet, Written};
use crate::source::{Sources, read};

/// Generates Rust modules from the specs in the folder `spec` into `$OUT_DIR/actions`, and tells cargo when to
/// run again. A relative path is one from the package's folder, where cargo runs build scripts.
pub fn generate(spec: impl AsRef<Path>) -> Outcome {
    generate_with(spec, &BuildOptions::default())
}

/// What a build script can ask for besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BuildOptions {
    deserialize: bool,
}

impl BuildOptions {
    /// Request types implement serde's `Deserialize`: strictly, so that an unknown field is an error.
    #[must_use]
    pub const fn deserialize(mut self) -> Self {
        self.deserialize = true;
        self
    }
}

/// As [`generate`], with options.
pub fn generate_with(spec: impl AsRef<Path>, options: &BuildOptions) -> Outcome {
    let Some(out_dir) = std::env::var_os("OUT_DIR") else {
        return Outcome { result: Err(BuildError::NoOutDir) };
    };
    let run = run(compile, spec.as_ref(), Path::new(&out_dir), *options);
    // Not by `println!`, which panics when nobody reads.
    let _ = std::io::stdout().write_all(run.directives().as_bytes());
    Outcome { result: run.result }
}

/// What came of it: files, or errors that nobody has been shown yet.
#[derive(Debug)]
#[must_use = "a failed generation is silent until `unwrap_or_exit` or `into_result` is called"]
pub struct Outcome {
    result: Result<Written, BuildError>,
}

impl Outcome {
    /// The list of files; or shows the errors and ends the build script with status 1, which fails the build.
    pub fn unwrap_or_exit(self) -> Written {
        match self.result {
            Ok(written) => written,
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "{error}");
                std::process::exit(1)
            }
        }
    }

    /// The list of files, or the errors to do something else with.
    ///
    /// # Errors
    /// When the specs have errors, or the files could not be written.
    pub fn into_result(self) -> Result<Written, BuildError> {
        self.result
    }
}

/// Why a build script made nothing.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// Cargo did not say where to write, so this is not run as a build script.
    NoOutDir,
    /// The specs have errors.
    Specs {
        /// How many: `2 errors, 1 warning`.
        summary: String,
        /// All of them with their excerpts, as people read them.
        rendered: String,
    },
    /// The files could not be written.
    Output(OutputError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOutDir => {
                f.write_str("OUT_DIR is not set: call `actiongen::build::generate` from a build script")
            }
            Self::Specs { rendered, .. } => f.write_str(rendered.trim_end()),
            Self::Output(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Output(error) => Some(error),
            Self::NoOutDir | Self::Specs { .. } => None,
        }
    }
}

/// One run, before cargo is told of it.
struct Run {
    result: Result<Written, BuildError>,
    /// What to run again for, when it changes.
    inputs: BTreeSet<PathBuf>,
    warnings: String,
}

fn run(compile: Compile, spec: &Path, out_dir: &Path, options: BuildOptions) -> Run {
    let mut problems = Problems::new();
    let sources = read(spec, &mut problems);
    let options = Options { deserialize: options.deserialize, ..Options::new(Layout::BuildScript) };
    let services = compile(&sources, &mut problems, &options);
    if problems.has_errors() {
        let error =
            BuildError::Specs { summary: summary(&problems), rendered: render(&problems, &sources, false) };
        // The folder is enough, as cargo runs a failed script again anyway, and shows every line of this.
        return Run {
            result: Err(error),
            inputs: BTreeSet::from([spec.to_owned()]),
            warnings: String::new(),
        };
    }
    let warnings =
        problems.sorted().into_iter().map(|problem| render_problem(problem, &sources, false)).collect();
    let result = write(&services, &Destination::of_build_script(out_dir)).map_err(BuildError::Output);
    Run { result, inputs: inputs(spec, &sources), warnings }
}

/// Writes the modules of the only service, or a module for each of several.
fn write(services: &[ServiceOutput], to: &Destination) -> Result<Written, OutputError> {
    let mut files = OutputSet::to_write(to)?;
    if let [service] = services {
        service.emit(&mut files);
        return files.write();
    }
    let mut root = Kind::Rust.header().to_owned();
    for service in services {
        let name = &service.name;
        root.push_str(&format!("\n/// The actions of `{name}`.\npub mod {name};\n"));
        files.enter(name);
        service.emit(&mut files);
        files.leave();
    }
    files.add("mod.rs", root);
    files.write()
}

/// The spec folder, every folder in it and every file, so that a file that changes, comes or goes is noticed.
fn inputs(spec: &Path, sources: &Sources) -> BTreeSet<PathBuf> {
    let mut inputs = BTreeSet::from([spec.to_owned()]);
    for file in sources.files() {
        let path = Path::new(&file.path);
        inputs
            .extend(path.ancestors().filter(|part| !part.as_os_str().is_empty()).map(|part| spec.join(part)));
    }
    inputs
}

impl Run {
    /// The lines that cargo reads on the script's standard output.
    fn directives(&self) -> String {
        let mut lines = String::new();
        for input in &self.inputs {
            lines.push_str(&format!("cargo::rerun-if-changed={}\n", input.display()));
        }
        for line in self.warnings.lines().filter(|line| !line.is_empty()) {
            lines.push_str(&format!("cargo::warning={line}\n"));
        }
        if let Err(BuildError::Specs { summary, .. }) = &self.result {
            lines.push_str(&format!("cargo::error=the specs have {summary}; see under stderr below\n"));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;
    use crate::engine::tests::echo;

    /// A package folder with specs of the given services, and where cargo would have it write.
    fn package(services: &[&str]) -> (TempDir, PathBuf, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let (spec, out) = (dir.path().join("spec"), dir.path().join("out"));
        fs::create_dir(&out).unwrap();
        for service in services {
            fs::create_dir_all(spec.join(service).join("actions/orders")).unwrap();
            fs::write(spec.join(service).join("service.yaml"), format!("title: {service}\n")).unwrap();
            fs::write(spec.join(service).join("actions/orders/list.yaml"), "title: List\n").unwrap();
        }
        (dir, spec, out)
    }

    fn told(run: &Run, spec: &Path) -> String {
        run.directives().replace(spec.to_str().unwrap(), "SPEC").replace('\\', "/")
    }

    #[test]
    fn cargo_hears_of_every_folder_and_file() {
        let (_dir, spec, out) = package(&["shop"]);
        let run = run(echo, &spec, &out, BuildOptions::default());
        assert_eq!(run.result.as_ref().unwrap().written, ["mod.rs", "orders_list.rs"]);
        let expected: String = [
            "",
            "/shop",
            "/shop/actions",
            "/shop/actions/orders",
            "/shop/actions/orders/list.yaml",
            "/shop/service.yaml",
        ]
        .map(|path| format!("cargo::rerun-if-changed=SPEC{path}\n"))
        .concat();
        assert_eq!(told(&run, &spec), expected);
        let left: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["actions"], "cargo knows when to run it again, so it leaves no note of its own");
    }

    #[test]
    fn several_services_are_a_module_each() {
        let (_dir, spec, out) = package(&["mail", "shop"]);
        run(echo, &spec, &out, BuildOptions::default()).result.unwrap();
        let root = fs::read_to_string(out.join("actions/mod.rs")).unwrap();
        let expected =
            "\n/// The actions of `mail`.\npub mod mail;\n\n/// The actions of `shop`.\npub mod shop;\n";
        assert_eq!(root, format!("{}{expected}", Kind::Rust.header()));
        assert!(fs::read_to_string(out.join("actions/mail/mod.rs")).unwrap().contains("title: mail"));

        fs::remove_dir_all(spec.join("mail")).unwrap();
        run(echo, &spec, &out, BuildOptions::default()).result.unwrap();
        assert!(fs::read_to_string(out.join("actions/mod.rs")).unwrap().contains("title: shop"));
        assert!(!out.join("actions/mail").exists() && !out.join("actions/shop").exists());
    }

    #[test]
    fn errors_come_whole_and_write_nothing() {
        let (_dir, spec, out) = package(&["shop"]);
        fs::write(spec.join("shop/actions/orders/list.yaml"), "title: List\ntitle: All\n").unwrap();
        let run = run(echo, &spec, &out, BuildOptions::default());
        let error = run.result.as_ref().unwrap_err();
        assert!(error.to_string().contains("shop/actions/orders/list.yaml:2:"), "{error}");
        assert_eq!(
            told(&run, &spec),
            "cargo::rerun-if-changed=SPEC\ncargo::error=the specs have 1 error; see under stderr below\n"
        );
        assert!(!out.join("actions").exists());
    }

    #[test]
    fn warnings_do_not_fail_the_build_and_are_shown() {
        let (_dir, spec, out) = package(&["shop"]);
        fs::write(spec.join("shop/notes.yaml"), "a: 1\n").unwrap();
        let run = run(echo, &spec, &out, BuildOptions::default());
        assert!(run.result.is_ok());
        assert!(told(&run, &spec).contains("\ncargo::warning=warning[W"), "{}", told(&run, &spec));
    }
}
