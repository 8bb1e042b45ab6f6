//! The walk over a spec folder. With `revision`, this is the only place of the generator that reads the disk.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Role, SourceFile, Sources, tree};
use crate::diagnostics::{Code, Place, Problems};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// How many folders may lie inside each other. The layout needs four.
const MAX_FOLDERS: usize = 16;

/// Reads every spec file under `root`. What cannot be read is reported; the rest is read.
pub fn read(root: &Path, problems: &mut Problems) -> Sources {
    let mut walk = Walk { root, real_root: PathBuf::new(), found: Vec::new(), problems };
    match root.canonicalize() {
        Ok(real) if real.is_dir() => {
            walk.real_root = real;
            walk.folder(root, "", 0);
        }
        Ok(_) => {
            walk.path_error(Code::Unreadable, "", "the spec folder is not a folder".to_owned())
                .help("name the folder that holds a folder for each service");
        }
        Err(error) => {
            let message = format!("the spec folder cannot be read: {}", reason(&error));
            walk.path_error(Code::Unreadable, "", message)
                .help("name the folder that holds a folder for each service");
        }
    }
    let mut found = walk.found;
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let mut sources = Sources::default();
    for (path, role) in found {
        let name = display(root, &path);
        let mut file = SourceFile::unread(sources.next_id(), name, path, role);
        if let Some(bytes) = bytes(root, &file, problems) {
            decode(&mut file, &bytes, problems);
        }
        sources.push(file);
    }
    check_services(&sources, root, problems);
    sources
}

/// The same from memory: pairs of a path under the root, `/` between its parts, and what the file holds.
pub fn from_texts<P, T>(texts: impl IntoIterator<Item = (P, T)>, problems: &mut Problems) -> Sources
where
    P: Into<String>,
    T: AsRef<[u8]>,
{
    let mut found = Vec::new();
    for (path, text) in texts {
        let path: String = path.into();
        match Role::classify(&path) {
            Some(role) => found.push((path, role, text)),
            None => not_read(&path, &path, problems),
        }
    }
    in_memory(found, Path::new("."), problems)
}

/// Spec files that were found, with what they hold, as if they lay under a root.
pub(super) fn in_memory<T: AsRef<[u8]>>(
    mut found: Vec<(String, Role, T)>,
    root: &Path,
    problems: &mut Problems,
) -> Sources {
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let mut sources = Sources::default();
    for (path, role, text) in found {
        let mut file = SourceFile::unread(sources.next_id(), display(root, &path), path, role);
        decode(&mut file, text.as_ref(), problems);
        sources.push(file);
    }
    check_services(&sources, root, problems);
    sources
}

/// The text of a file as it stands on disk, with its byte order mark and its line endings.
///
/// # Errors
/// If it cannot be read, or is not what it was when `file` was read.
pub fn read_again(root: &Path, file: &SourceFile) -> io::Result<String> {
    let text = fs::read_to_string(root.join(&file.path))?;
    let mut now = SourceFile::unread(file.id, String::new(), String::new(), file.role.clone());
    now.set_text(&text);
    if now.text == file.text { Ok(text) } else { Err(io::Error::other("it was changed meanwhile")) }
}

struct Walk<'r, 'p> {
    root: &'r Path,
    real_root: PathBuf,
    found: Vec<(String, Role)>,
    problems: &'p mut Problems,
}

impl Walk<'_, '_> {
    fn folder(&mut self, folder: &Path, path: &str, depth: usize) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("the folder cannot be read: {}", reason(&error));
                self.path_error(Code::Unreadable, path, message);
                return;
            }
        };
        for entry in entries {
            match entry {
                Ok(entry) => self.entry(&entry, path, depth),
                Err(error) => {
                    let message = format!("the folder cannot be read to its end: {}", reason(&error));
                    self.path_error(Code::Unreadable, path, message);
                    return;
                }
            }
        }
    }

    fn entry(&mut self, entry: &fs::DirEntry, folder: &str, depth: usize) {
        let name = entry.file_name();
        let name = match name.to_str() {
            Some(name) => name,
            None => {
                let path = join(folder, &name.to_string_lossy());
                if is_yaml(&path) {
                    self.path_error(Code::NotUtf8, &path, "the name of the file is not UTF-8".to_owned());
                }
                return;
            }
        };
        // What begins with a dot belongs to editors and version control.
        if name.starts_with('.') {
            return;
        }
        let path = join(folder, name);
        let on_disk = entry.path();
        let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let kind = match fs::metadata(&on_disk) {
            Ok(kind) => kind,
            Err(error) => {
                if is_yaml(&path) || !link {
                    let message = format!("the file cannot be read: {}", reason(&error));
                    self.path_error(Code::Unreadable, &path, message);
                }
                return;
            }
        };
        if link && !self.stays_inside(&on_disk, &path, kind.is_dir()) {
            return;
        }
        if kind.is_dir() {
            if depth < MAX_FOLDERS {
                self.folder(&on_disk, &path, depth + 1);
            }
        } else if let Some(role) = Role::classify(&path) {
            if kind.is_file() {
                self.found.push((path, role));
            } else {
                self.path_error(Code::Unreadable, &path, "this is not a file that can be read".to_owned());
            }
        } else if is_yaml(&path) {
            not_read(&path, &display(self.root, &path), self.problems);
        }
    }

    /// Whether a link may be followed: not out of the root, and not back to a folder on the way here.
    fn stays_inside(&mut self, on_disk: &Path, path: &str, folder: bool) -> bool {
        let Ok(target) = on_disk.canonicalize() else {
            return false;
        };
        if !target.starts_with(&self.real_root) {
            if folder || is_yaml(path) {
                self.path_error(
                    Code::LinkOutside,
                    path,
                    "a link that leads out of the spec folder".to_owned(),
                )
                .why("a spec reads nothing from outside of its folder")
                .help("copy what it leads to, or delete the link");
            }
            return false;
        }
        let parent = on_disk.parent().and_then(|parent| parent.canonicalize().ok());
        !(folder && parent.is_some_and(|parent| parent.starts_with(&target)))
    }

    fn path_error(&mut self, code: Code, path: &str, message: String) -> &mut crate::diagnostics::Problem {
        let place = Place::Path(display(self.root, path));
        self.problems.error(code, place, message)
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// A path as people know it: under the root as they named it.
pub(super) fn display(root: &Path, path: &str) -> String {
    let root = root.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let root = root.trim_end_matches('/');
    match (root, path) {
        ("" | ".", "") => ".".to_owned(),
        ("" | ".", path) => path.to_owned(),
        (root, "") => root.to_owned(),
        (root, path) => format!("{root}/{path}"),
    }
}

fn is_yaml(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    lower.ends_with(".yaml") || lower.ends_with(".yml")
}

/// What the system says, without its number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let text = error.to_string();
            match text.find(" (os error") {
                Some(at) => text[..at].to_owned(),
                None => text,
            }
        }
    }
}

/// Says of a YAML file that nobody reads it, and where it would be read.
fn not_read(path: &str, name: &str, problems: &mut Problems) {
    let place = Place::Path(name.to_owned());
    let problem = problems.warning(Code::FileNotRead, place, "this file is not read");
    let stem = path.strip_suffix(".yml").or_else(|| path.strip_suffix(".YML"));
    let renamed = stem.map(|stem| format!("{stem}.yaml"));
    match renamed.filter(|renamed| Role::classify(renamed).is_some()) {
        Some(renamed) => {
            let file = renamed.rsplit('/').next().unwrap_or(&renamed).to_owned();
            problem.why("spec files end in `.yaml`").help(format!("rename it to `{file}`"));
        }
        None => {
            problem.why(
                "spec files are `<service>/service.yaml`, `<service>/types/<resource>.yaml` and \
                 `<service>/actions/<resource>/<action>.yaml`",
            );
        }
    }
}

fn bytes(root: &Path, file: &SourceFile, problems: &mut Problems) -> Option<Vec<u8>> {
    let path = root.join(&file.path);
    let mut bytes = Vec::new();
    // One byte more than is allowed tells a file that is too large from one that is just not.
    let read = fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Some(bytes),
        Err(error) => {
            let message = format!("the file cannot be read: {}", reason(&error));
            problems.error(Code::Unreadable, file.id, message);
            None
        }
    }
}

/// From the bytes of a file to its tree.
fn decode(file: &mut SourceFile, bytes: &[u8], problems: &mut Problems) {
    if bytes.len() as u64 > MAX_BYTES {
        problems
            .error(Code::TooLarge, file.id, format!("the file is larger than {} MiB", MAX_BYTES >> 20))
            .help("split it: types into one file a resource, actions into one file each");
        return;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => file.set_text(text),
        Err(error) => {
            not_utf8(file, bytes, error.valid_up_to(), problems);
            return;
        }
    }
    file.tree = tree::read(file.id, &file.text, problems);
}

fn not_utf8(file: &SourceFile, bytes: &[u8], at: usize, problems: &mut Problems) {
    let line = bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
    let value = bytes.get(at).copied().unwrap_or_default();
    let problem = problems.error(
        Code::NotUtf8,
        file.id,
        format!("the file is not UTF-8: byte {at} is 0x{value:02X}, in line {line}"),
    );
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        problem.why("it begins like UTF-16");
    }
    problem.help("save it as UTF-8");
}

/// Says if there is no service at all, and which folder lacks the file that makes it one.
fn check_services(sources: &Sources, root: &Path, problems: &mut Problems) {
    if sources.files().is_empty() && !problems.has_errors() {
        let place = Place::Path(display(root, ""));
        problems
            .error(Code::MissingFile, place, "no service is described here")
            .why("a service is a folder with a `service.yaml`")
            .help("add `<service>/service.yaml`, or name another folder");
    }
    let mut last = "";
    for file in sources.files() {
        let service = file.role.service();
        if service == last {
            continue;
        }
        last = service;
        let path = format!("{service}/service.yaml");
        if sources.by_path(&path).is_none() {
            let place = Place::Path(display(root, &path));
            problems
                .error(Code::MissingFile, place, format!("the service `{service}` has no `service.yaml`"))
                .why("it says where the API is and what holds for all of its actions");
        }
    }
}
