//! What a set may do to a disk. The rows are those of the fault matrix (B: file system and process).

mod create;
mod escape;
mod failures;
mod fresh;
mod ownership;
mod processes;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

/// A folder for one test, with `crate/` as the output folder and something beside it that must stay.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("beside.txt"), "not ours").unwrap();
        Self { dir }
    }

    /// With the hand-written manifest that the sets here expect.
    fn with_manifest() -> Self {
        let place = Self::new();
        fs::create_dir(place.root()).unwrap();
        fs::write(place.root().join("Cargo.toml"), manifest("")).unwrap();
        place
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn root(&self) -> std::path::PathBuf {
        self.path().join("crate")
    }

    fn to(&self) -> Destination {
        Destination::of_service(self.path(), "crate").unwrap()
    }

    fn put(&self, path: &str, text: &str) {
        let place = self.root().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    fn has(&self, path: &str) -> bool {
        fs::symlink_metadata(self.root().join(path)).is_ok()
    }

    /// Everything in the test's folder.
    fn tree(&self) -> BTreeMap<String, String> {
        tree(self.path())
    }
}

/// Every path below `root`, with the text of a file, or what else stands there.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            let what = if kind.is_symlink() {
                format!("-> {}", fs::read_link(&path).unwrap().display())
            } else if kind.is_dir() {
                folders.push(path.clone());
                "folder".to_owned()
            } else {
                fs::read_to_string(&path).unwrap()
            };
            found.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), what);
        }
    }
    found
}

fn manifest(features: &str) -> String {
    format!("[package]\nname = \"x\"\n\n[features]\n{REGION_BEGIN}\n{features}{REGION_END}\n\n[lints]\n")
}

fn rust(body: &str) -> String {
    format!("{}\n{body}\n", Kind::Rust.header())
}

fn markdown(body: &str) -> String {
    format!("{}\n{body}\n", Kind::Markdown.header())
}

fn schema(body: &str) -> String {
    format!("{{\n  \"{SCHEMA_KEY}\": \"{HEADER}\",\n  \"title\": \"{body}\"\n}}\n")
}

/// A set of a few files of every kind, whose bytes follow from `version`.
fn sample(version: &str) -> OutputSet {
    let mut set = OutputSet::new();
    set.add("src/lib.rs", rust(version));
    set.add("src/customers.rs", rust(version));
    set.add("docs/SUMMARY.md", markdown(version));
    set.add("docs/customers/create.md", markdown(version));
    set.add("schema/customers/create.input.json", schema(version));
    set.add("tests/samples/customers.rs", rust(version));
    set.region("Cargo.toml", format!("{version} = []\n"));
    assert_eq!(set.faults(), []);
    set
}
