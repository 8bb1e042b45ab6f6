//! Spec files as they were in a revision of git. The program `git` is asked for them, and the work tree is not touched.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use super::read::{display, in_memory};
use super::{Role, Sources};
use crate::diagnostics::{Code, Place, Problems};

/// Why a revision could not be read.
#[derive(Debug)]
pub enum RevisionError {
    /// There is no program `git`.
    NoGit(io::Error),
    /// The folder with the specs is in no repository.
    NoRepository(PathBuf),
    /// The repository has no such revision.
    Unknown(String),
    /// The revision has nothing in the folder with the specs.
    NoSpecs {
        /// The revision.
        revision: String,
        /// The folder.
        folder: PathBuf,
    },
    /// Git failed, and said this.
    Failed(String),
}

impl fmt::Display for RevisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGit(error) => {
                write!(f, "the program `git`, which reads revisions, cannot be run: {error}")
            }
            Self::NoRepository(folder) => {
                write!(f, "`{}` is in no repository of git, so it has no revisions", folder.display())
            }
            Self::Unknown(name) => write!(f, "`{name}` is neither a folder nor a revision of git"),
            Self::NoSpecs { revision, folder } => {
                write!(f, "the revision `{revision}` has no specs in `{}`", folder.display())
            }
            Self::Failed(said) => write!(f, "git failed: {said}"),
        }
    }
}

impl std::error::Error for RevisionError {}

/// Reads every spec file that lay under `root` in a revision: `main`, `v1.2.0`, `HEAD~3`. What cannot be read is
/// reported; the rest is read.
///
/// # Errors
///
/// Where git or the revision is not there.
pub fn read_revision(root: &Path, revision: &str, problems: &mut Problems) -> Result<Sources, RevisionError> {
    in_repository(root)?;
    let unknown = || RevisionError::Unknown(revision.to_owned());
    // To git it would be an option.
    if revision.starts_with('-') {
        return Err(unknown());
    }
    let commit = git(root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?;
    let commit = String::from_utf8_lossy(&commit.ok_or_else(unknown)?).trim().to_owned();
    let tree = git(root, &["ls-tree", "-r", "-z", &commit])?;
    let entries = entries(&tree.unwrap_or_default());
    if entries.is_empty() {
        let folder = root.to_owned();
        return Err(RevisionError::NoSpecs { revision: revision.to_owned(), folder });
    }
    // Files of the older specs go by names that cannot be taken for those on disk.
    let shown = PathBuf::from(format!("{revision}:{}", display(root, "")));
    let mut wanted: Vec<(String, Role, String)> = Vec::new();
    for (path, entry) in &entries {
        let is_hidden = path.split('/').any(|part| part.starts_with('.'));
        let Some(role) = Role::classify(path).filter(|_| !is_hidden) else { continue };
        match entry.kind {
            EntryKind::File => wanted.push((path.clone(), role, entry.object.clone())),
            EntryKind::Link => match linked(root, path, entry, &entries)? {
                Some(object) => wanted.push((path.clone(), role, object)),
                None => {
                    let place = Place::Path(display(&shown, path));
                    problems.error(
                        Code::Unreadable,
                        place,
                        "a link to something that the revision does not have",
                    );
                }
            },
        }
    }
    let texts = contents(root, wanted.iter().map(|(_, _, object)| object.clone()).collect())?;
    let found = wanted.into_iter().zip(texts).map(|((path, role, _), text)| (path, role, text));
    Ok(in_memory(found.collect(), &shown, problems))
}

/// A file in a tree of git.
struct Entry {
    kind: EntryKind,
    object: String,
}

enum EntryKind {
    File,
    Link,
}

/// The lines of `ls-tree -z`: mode, type, object, a tab and the path.
fn entries(tree: &[u8]) -> BTreeMap<String, Entry> {
    let lines = tree.split(|byte| *byte == 0).filter_map(|line| std::str::from_utf8(line).ok());
    let entry = |line: &str| {
        let (head, path) = line.split_once('\t')?;
        let mut words = head.split(' ');
        let (mode, _, object) = (words.next()?, words.next()?, words.next()?);
        let kind = match mode {
            "120000" => EntryKind::Link,
            mode if mode.starts_with("100") => EntryKind::File,
            _ => return None,
        };
        Some((path.to_owned(), Entry { kind, object: object.to_owned() }))
    };
    lines.filter_map(entry).collect()
}

/// The object that a link leads to, if it is a file under the same root.
fn linked(
    root: &Path,
    path: &str,
    link: &Entry,
    entries: &BTreeMap<String, Entry>,
) -> Result<Option<String>, RevisionError> {
    let target = contents(root, vec![link.object.clone()])?.pop().unwrap_or_default();
    let Ok(target) = String::from_utf8(target) else { return Ok(None) };
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." if parts.pop().is_none() => return Ok(None),
            ".." => {}
            part => parts.push(part),
        }
    }
    let found = entries.get(&parts.join("/"));
    Ok(found.filter(|entry| matches!(entry.kind, EntryKind::File)).map(|entry| entry.object.clone()))
}

/// Git also says no where it does not trust the owner of the folder.
fn in_repository(root: &Path) -> Result<(), RevisionError> {
    let output = command(root).args(["rev-parse", "--git-dir"]).output().map_err(RevisionError::NoGit)?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("not a git repository") {
        return Err(RevisionError::NoRepository(root.to_owned()));
    }
    let first = said.lines().next().unwrap_or("it gave no reason");
    Err(RevisionError::Failed(first.trim_start_matches("fatal: ").to_owned()))
}

/// What git prints; nothing, where it says no.
fn git(root: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, RevisionError> {
    let output = command(root).args(arguments).stdin(Stdio::null()).output().map_err(RevisionError::NoGit)?;
    Ok(output.status.success().then_some(output.stdout))
}

/// Git in the folder of the specs. What a hook of git leaves in the environment is about another place.
fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(root).env("LC_ALL", "C");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command
}

/// The bytes of objects, in their order.
fn contents(root: &Path, objects: Vec<String>) -> Result<Vec<Vec<u8>>, RevisionError> {
    let mut child = command(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(RevisionError::NoGit)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let count = objects.len();
    // Git answers while it is being asked: who does both in turn may wait for it while it waits for them.
    let asking = thread::spawn(move || {
        let mut input = input?;
        objects.iter().try_for_each(|object| writeln!(input, "{object}")).ok()
    });
    let mut texts = Vec::new();
    if let Some(output) = output {
        let mut output = BufReader::new(output);
        for _ in 0..count {
            match one(&mut output) {
                Ok(text) => texts.push(text),
                Err(_) => break,
            }
        }
    }
    let asked = asking.join();
    let _ = child.wait();
    if texts.len() == count && asked.is_ok() {
        Ok(texts)
    } else {
        Err(RevisionError::Failed("an object of the revision cannot be read".to_owned()))
    }
}

/// One answer of `cat-file --batch`: a line that ends in the size, so many bytes, and a line feed.
fn one(output: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = String::new();
    output.read_line(&mut head)?;
    let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
    let size = size.ok_or(io::ErrorKind::InvalidData)?;
    let mut text = Vec::new();
    output.take(size).read_to_end(&mut text)?;
    let mut end = [0];
    output.read_exact(&mut end)?;
    Ok(text)
}
