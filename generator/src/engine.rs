//! The whole line from specs to files, as the command line, build scripts and benchmarks run it.
//!
//! Nothing here reads or writes the disk, and nothing here is told to anybody: problems are collected.

use crate::diagnostics::Problems;
use crate::emit;
use crate::lower::lower;
use crate::model::Api;
use crate::output::OutputSet;
use crate::source::Sources;

/// What to make of the specs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// What the output is for.
    pub layout: Layout,
}

/// What the output is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A crate of its own, with docs, schemas, cargo features and a program.
    Crate,
    /// Modules that somebody else's crate includes: Rust alone, with `mod.rs` as the root.
    BuildScript,
}

/// What makes the files of one service.
pub struct ServiceOutput {
    /// The name of the service, which is the name of its folder among the specs.
    pub name: String,
    emit: Box<dyn Fn(&mut OutputSet)>,
}

impl ServiceOutput {
    /// The output that `emit` makes.
    pub fn new(name: String, emit: impl Fn(&mut OutputSet) + 'static) -> Self {
        Self { name, emit: Box::new(emit) }
    }

    /// Adds its files, one after the other.
    pub fn emit(&self, out: &mut OutputSet) {
        (self.emit)(out);
    }

    /// Its files, all in memory.
    #[must_use]
    pub fn files(&self) -> OutputSet {
        let mut files = OutputSet::new();
        self.emit(&mut files);
        files
    }
}

impl std::fmt::Debug for ServiceOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceOutput").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A target: what is made of a service. A new one is a function and a line in a list.
type Target = fn(&Api, Options, &mut OutputSet);

/// The targets of a layout, in the order in which they run.
fn targets(layout: Layout) -> &'static [Target] {
    match layout {
        Layout::Crate => &[rust, features, docs, catalog],
        Layout::BuildScript => &[rust],
    }
}

fn rust(api: &Api, options: Options, out: &mut OutputSet) {
    emit::rust::emit(api, options.layout == Layout::Crate, out);
}

fn features(api: &Api, _: Options, out: &mut OutputSet) {
    emit::features::emit(api, out);
}

fn docs(api: &Api, _: Options, out: &mut OutputSet) {
    emit::docs::emit(api, &|action, sample| emit::rust::sample_call(api, action, sample), out);
}

fn catalog(api: &Api, _: Options, out: &mut OutputSet) {
    emit::catalog::emit(api, out);
}

/// Runs the line: what is wrong goes to `problems`, and where there is an error nothing comes out.
pub fn compile(sources: &Sources, problems: &mut Problems, options: &Options) -> Vec<ServiceOutput> {
    let options = *options;
    let outputs = lower(sources, problems).into_iter().map(|api| {
        ServiceOutput::new(api.name.clone(), move |files| {
            for target in targets(options.layout) {
                target(&api, options, files);
            }
        })
    });
    outputs.collect()
}

/// The line as a value. Returns nothing where `problems` has errors.
pub type Compile = fn(&Sources, &mut Problems, &Options) -> Vec<ServiceOutput>;

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::output::Kind;
    use crate::source::Role;

    /// A line that says in every file what stands in the spec, so that its users can be tested without emitters.
    pub(crate) fn echo(sources: &Sources, problems: &mut Problems, options: &Options) -> Vec<ServiceOutput> {
        if problems.has_errors() {
            return Vec::new();
        }
        let mut services: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for file in sources.files() {
            if !services.iter().any(|(name, _)| *name == file.role.service()) {
                services.push((file.role.service().to_owned(), Vec::new()));
            }
            let files = &mut services.last_mut().unwrap().1;
            let mut add = |path: &str, text| files.push((path.to_owned(), text));
            let text: String = file.text.lines().map(|line| format!("// {line}\n")).collect();
            let rust = |body: &str| format!("{}\n{body}", Kind::Rust.header());
            match (&file.role, options.layout) {
                (Role::Service { .. }, Layout::Crate) => add("src/lib.rs", rust(&text)),
                (Role::Service { .. }, Layout::BuildScript) => add("mod.rs", rust(&text)),
                (Role::Action { resource, action, .. }, Layout::Crate) => {
                    add(&format!("src/{resource}/{action}.rs"), rust(&text));
                    let markdown = format!("{}\n# {action}\n", Kind::Markdown.header());
                    add(&format!("docs/{resource}/{action}.md"), markdown);
                }
                (Role::Action { resource, action, .. }, Layout::BuildScript) => {
                    add(&format!("{resource}_{action}.rs"), rust(&text));
                }
                (Role::Types { .. }, _) => {}
            }
        }
        let output = |(name, files): (String, Vec<(String, String)>)| {
            ServiceOutput::new(name, move |out| {
                files.iter().for_each(|(path, text)| out.add(path, text.clone()))
            })
        };
        services.into_iter().map(output).collect()
    }
}
