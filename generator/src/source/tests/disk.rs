//! Which files are read, in which order, and what is said of the others.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Problems, render};
use crate::source::{Sources, from_texts, read};

/// A folder of its own for a test, gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("actiongen-source-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the folder for temporary files can be written");
        Self(path)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("has a parent")).expect("is made");
        fs::write(path, text).expect("is written");
        self
    }

    fn spec(&self) -> PathBuf {
        self.0.join("spec")
    }

    /// What is said, with the folder's own path left out.
    fn said(&self, sources: &Sources, problems: &Problems) -> String {
        let own = format!("{}/", self.0.display());
        render(problems, sources, false).replace(&own, "")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn paths(sources: &Sources) -> Vec<&str> {
    sources.files().iter().map(|file| file.path.as_str()).collect()
}

#[test]
fn files_come_in_the_order_of_their_paths() {
    let folder = Folder::new("order");
    for path in [
        "b/service.yaml",
        "a/types/z.yaml",
        "a/service.yaml",
        "a/actions/x/b.yaml",
        "a/actions/x/B.yaml",
        "a/actions/x_y/a.yaml",
        "a/types/é.yaml",
        "README.md",
        "schema/a.json",
        "a/types/notes.txt",
        ".git/x.yaml",
    ] {
        folder.write(&format!("spec/{path}"), "a: b\n");
    }
    let mut problems = Problems::new();
    let sources = read(&folder.spec(), &mut problems);
    assert_eq!(folder.said(&sources, &problems), "");
    let expected = [
        "a/actions/x/B.yaml",
        "a/actions/x/b.yaml",
        "a/actions/x_y/a.yaml",
        "a/service.yaml",
        "a/types/z.yaml",
        "a/types/é.yaml",
        "b/service.yaml",
    ];
    assert_eq!(paths(&sources), expected);
    for path in expected {
        let file = sources.by_path(path).expect("is found");
        assert!(file.name.ends_with(&format!("/spec/{path}")) && file.tree.is_some(), "{}", file.name);
    }
    let texts = expected.iter().rev().map(|path| (*path, "a: b\n"));
    let from_memory = from_texts(texts, &mut problems);
    assert_eq!(paths(&from_memory), expected);
}

#[test]
fn yaml_in_other_places_is_named() {
    let folder = Folder::new("places");
    folder
        .write("spec/shop/service.yaml", "a: b\n")
        .write("spec/shop/types/orders.yml", "a: b\n")
        .write("spec/shop/actions/list.yaml", "a: b\n");
    let mut problems = Problems::new();
    let sources = read(&folder.spec(), &mut problems);
    assert_eq!(paths(&sources), ["shop/service.yaml"]);
    assert_eq!(
        folder.said(&sources, &problems),
        "warning[W0001]: this file is not read
  --> spec/shop/actions/list.yaml
   = why: spec files are `<service>/service.yaml`, `<service>/types/<resource>.yaml` and `<service>/actions/<resource>/<action>.yaml`

warning[W0001]: this file is not read
  --> spec/shop/types/orders.yml
   = why: spec files end in `.yaml`
   = help: rename it to `orders.yaml`

2 warnings
"
    );
}

#[test]
fn a_folder_without_a_service_is_told() {
    let folder = Folder::new("none");
    let mut problems = Problems::new();
    let sources = read(&folder.spec(), &mut problems);
    assert_eq!(
        folder.said(&sources, &problems),
        "error[E0001]: the spec folder cannot be read: it does not exist
  --> spec
   = help: name the folder that holds a folder for each service

1 error
"
    );
    folder.write("spec/README.md", "x");
    let mut problems = Problems::new();
    let sources = read(&folder.spec(), &mut problems);
    assert!(
        folder
            .said(&sources, &problems)
            .starts_with("error[E0015]: no service is described here\n  --> spec\n")
    );

    folder.write("spec/shop/types/a.yaml", "a: b").write("spec/shop/types/b.yaml", "a: b");
    let mut problems = Problems::new();
    let sources = read(&folder.spec(), &mut problems);
    assert_eq!(
        folder.said(&sources, &problems),
        "error[E0015]: the service `shop` has no `service.yaml`
  --> spec/shop/service.yaml
   = why: it says where the API is and what holds for all of its actions

1 error
"
    );

    let mut problems = Problems::new();
    let file = folder.spec().join("README.md");
    let sources = read(&file, &mut problems);
    assert!(folder.said(&sources, &problems).starts_with("error[E0001]: the spec folder is not a folder\n"));
}

/// A1, A2 and A10, from disk: the others are read all the same.
#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let folder = Folder::new("unreadable");
    folder
        .write("spec/s/service.yaml", "a: b\n")
        .write("spec/s/types/empty.yaml", "# nothing\n")
        .write("spec/s/types/latin.yaml", b"a: \xE9\n")
        .write("spec/s/types/nul.yaml", "a: \0\n")
        .write("spec/s/types/zlarge.yaml", " ".repeat((4 << 20) + 1))
        .write("spec/s/types/zzz.yaml", "a: b\n");
    let mut problems = Problems::new();
    let sources = read(&folder.spec(), &mut problems);
    let said = folder.said(&sources, &problems);
    let heads: Vec<&str> =
        said.lines().filter(|line| line.starts_with("error") || line.contains("-->")).collect();
    assert_eq!(
        heads,
        [
            "error[E0003]: the file says nothing",
            "  --> spec/s/types/empty.yaml",
            "error[E0002]: the file is not UTF-8: byte 3 is 0xE9, in line 1",
            "  --> spec/s/types/latin.yaml",
            "error[E0016]: the character U+0000 (NUL) is not allowed in YAML",
            "  --> spec/s/types/nul.yaml:1:4",
            "error[E0004]: the file is larger than 4 MiB",
            "  --> spec/s/types/zlarge.yaml",
        ]
    );
    assert_eq!(sources.files().iter().filter(|file| file.tree.is_some()).count(), 2);
}

/// A23: nothing is read from outside of the root.
#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_root() {
    use std::os::unix::fs::symlink;

    let folder = Folder::new("links");
    folder
        .write("outside/secret.yaml", "a: b\n")
        .write("spec/s/service.yaml", "a: b\n")
        .write("spec/s/types/a.yaml", "a: b\n");
    let spec = folder.spec();
    let link = |target: &Path, name: &str| symlink(target, spec.join(name)).expect("a link is made");
    link(&folder.0.join("outside/secret.yaml"), "s/types/secret.yaml");
    link(&folder.0.join("outside"), "s/actions");
    link(Path::new("a.yaml"), "s/types/b.yaml");
    link(&spec, "s/types/loop");
    link(Path::new("nowhere"), "s/types/gone.yaml");
    let mut problems = Problems::new();
    let sources = read(&spec, &mut problems);
    assert_eq!(paths(&sources), ["s/service.yaml", "s/types/a.yaml", "s/types/b.yaml"]);
    let said = folder.said(&sources, &problems);
    let heads: Vec<&str> =
        said.lines().filter(|line| line.starts_with("error") || line.contains("-->")).collect();
    assert_eq!(
        heads,
        [
            "error[E0014]: a link that leads out of the spec folder",
            "  --> spec/s/actions",
            "error[E0001]: the file cannot be read: it does not exist",
            "  --> spec/s/types/gone.yaml",
            "error[E0014]: a link that leads out of the spec folder",
            "  --> spec/s/types/secret.yaml",
        ]
    );
}
