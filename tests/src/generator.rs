//! The generator's library, from the files of a spec to the files that it makes of them. Nothing is written.

use std::collections::BTreeMap;
use std::path::Path;

use actiongen::diagnostics::{Problems, render};
use actiongen::engine::{Layout, Options, ServiceOutput, compile};
use actiongen::source::{Sources, from_texts, read};

use crate::tree;

/// What came of one run.
pub struct Generated {
    /// Everything that the author of the spec is told, as people read it.
    pub messages: String,
    /// The files of each service; none where the spec has errors.
    pub services: Vec<ServiceOutput>,
}

impl Generated {
    /// The files of the only service, by path.
    ///
    /// # Panics
    /// If there is not one service, with everything that the author is told.
    pub fn files(&self) -> BTreeMap<String, String> {
        assert_eq!(self.services.len(), 1, "the spec must be good\n{}", self.messages);
        let files = self.services[0].files();
        files.files().map(|(path, text)| (path.to_string(), text.to_owned())).collect()
    }
}

/// Generates from a folder with a folder for each service.
pub fn generate(spec: &Path, layout: Layout) -> Generated {
    let mut problems = Problems::new();
    let sources = read(spec, &mut problems);
    run(&sources, problems, layout)
}

/// Generates from the folder of one service, which goes by a name of the caller's.
///
/// # Panics
/// If the folder cannot be read.
pub fn generate_service(name: &str, folder: &Path, layout: Layout) -> Generated {
    let files = tree::files(folder).into_iter().filter(|(path, _)| path.ends_with(".yaml"));
    let mut problems = Problems::new();
    let sources = from_texts(files.map(|(path, bytes)| (format!("{name}/{path}"), bytes)), &mut problems);
    run(&sources, problems, layout)
}

/// Generates from texts: pairs of a path below the spec folder and what the file holds.
pub fn generate_texts<'t>(texts: impl IntoIterator<Item = (&'t String, &'t String)>) -> Generated {
    let mut problems = Problems::new();
    let sources = from_texts(texts.into_iter().map(|(path, text)| (path.as_str(), text)), &mut problems);
    run(&sources, problems, Layout::Crate)
}

fn run(sources: &Sources, mut problems: Problems, layout: Layout) -> Generated {
    let services = compile(sources, &mut problems, &Options::new(layout));
    Generated { messages: render(&problems, sources, false), services }
}
