//! Specs that are good and small, for tests that change them: the good specs, and the specs of the workspace in slices.

use std::collections::{BTreeMap, BTreeSet};

use crate::cases::cases;
use crate::tree;

/// The files of a spec by their path, the folder of the service included.
pub type Spec = BTreeMap<String, String>;

/// A good spec.
pub struct Base {
    /// The name of its service.
    pub service: String,
    /// Its files.
    pub spec: Spec,
}

/// The cases below `tests/specs/good`, then a slice of BigCommerce for each resource.
///
/// # Panics
/// If a folder or a file cannot be read.
pub fn bases() -> Vec<Base> {
    let mut bases: Vec<Base> = cases("specs/good")
        .into_iter()
        .map(|case| {
            let spec =
                yaml(&case.folder).into_iter().map(|(path, text)| (format!("{}/{path}", case.name), text));
            Base { spec: spec.collect(), service: case.name }
        })
        .collect();
    let whole = yaml(&tree::workspace().join("spec/bigcommerce"));
    let resources: BTreeSet<&str> =
        whole.keys().filter_map(|path| path.strip_prefix("actions/")?.split('/').next()).collect();
    bases.extend(resources.into_iter().map(|resource| slice(&whole, resource)));
    bases
}

fn yaml(folder: &std::path::Path) -> Spec {
    let files = tree::files(folder).into_iter().filter(|(path, _)| path.ends_with(".yaml"));
    files.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("a spec is UTF-8"))).collect()
}

/// The actions of a resource, and the files that they cannot do without.
fn slice(whole: &Spec, resource: &str) -> Base {
    let service = format!("slice_{resource}");
    let actions = format!("actions/{resource}/");
    let mut wanted: Vec<String> = whole.keys().filter(|path| path.starts_with(&actions)).cloned().collect();
    wanted.extend(["service.yaml".to_owned(), format!("types/{resource}.yaml")]);
    let mut spec = Spec::new();
    while let Some(path) = wanted.pop() {
        let key = format!("{service}/{path}");
        if spec.contains_key(&key) {
            continue;
        }
        let Some(text) = whole.get(&path) else { continue };
        let text = without_related(text);
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            // Prose names actions too; only these keys need them.
            let needs_actions = ["call:", "using:", "use:"].iter().any(|key| line.contains(key));
            for word in line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')) {
                match word.split_once('.') {
                    Some((resource, name)) if name.starts_with(|c: char| c.is_ascii_uppercase()) => {
                        wanted.push(format!("types/{resource}.yaml"));
                    }
                    Some((resource, name)) if needs_actions => {
                        wanted.push(format!("types/{resource}.yaml"));
                        wanted.push(format!("actions/{resource}/{name}.yaml"));
                    }
                    _ => {}
                }
            }
        }
        spec.insert(key, text);
    }
    Base { service, spec }
}

/// The text without the actions that go with this one, which would bring most of the others.
fn without_related(text: &str) -> String {
    let mut inside = false;
    let kept = text.lines().filter(|line| {
        inside = line.starts_with("related:") || (inside && line.starts_with(' '));
        !inside
    });
    kept.map(|line| format!("{line}\n")).collect()
}
