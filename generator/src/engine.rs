//! The whole line from specs to files in memory, as the command line, build scripts and benchmarks run it.
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
    /// Nothing is wanted but what is wrong with the specs.
    Nothing,
}

/// The files of one service.
#[derive(Debug, Clone)]
pub struct ServiceOutput {
    /// The name of the service, which is the name of its folder among the specs.
    pub name: String,
    /// Its files.
    pub files: OutputSet,
}

/// A target: what is made of a service. A new one is a function and a line in a list.
type Target = fn(&Api, Options, &mut OutputSet);

/// The targets of a layout, in the order in which they run.
fn targets(layout: Layout) -> &'static [Target] {
    match layout {
        Layout::Crate => &[rust, features, docs, schema, catalog],
        Layout::BuildScript => &[rust],
        Layout::Nothing => &[],
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

fn schema(api: &Api, _: Options, out: &mut OutputSet) {
    emit::schema::emit(api, out);
}

fn catalog(api: &Api, _: Options, out: &mut OutputSet) {
    emit::catalog::emit(api, out);
}

/// Runs the line: what is wrong goes to `problems`, and where there is an error nothing comes out.
pub fn compile(sources: &Sources, problems: &mut Problems, options: &Options) -> Vec<ServiceOutput> {
    let apis = lower(sources, problems);
    let outputs = apis.iter().map(|api| {
        let mut files = OutputSet::new();
        for target in targets(options.layout) {
            target(api, *options, &mut files);
        }
        ServiceOutput { name: api.name.clone(), files }
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
        let mut services: Vec<ServiceOutput> = Vec::new();
        for file in sources.files() {
            if !services.iter().any(|service| service.name == file.role.service()) {
                let name = file.role.service().to_owned();
                services.push(ServiceOutput { name, files: OutputSet::new() });
            }
            let files = &mut services.last_mut().unwrap().files;
            let text: String = file.text.lines().map(|line| format!("// {line}\n")).collect();
            let rust = |body: &str| format!("{}\n{body}", Kind::Rust.header());
            match (&file.role, options.layout) {
                (Role::Service { .. }, Layout::Crate) => files.add("src/lib.rs", rust(&text)),
                (Role::Service { .. }, Layout::BuildScript) => files.add("mod.rs", rust(&text)),
                (Role::Action { resource, action, .. }, Layout::Crate) => {
                    files.add(&format!("src/{resource}/{action}.rs"), rust(&text));
                    let markdown = format!("{}\n# {action}\n", Kind::Markdown.header());
                    files.add(&format!("docs/{resource}/{action}.md"), markdown);
                }
                (Role::Action { resource, action, .. }, Layout::BuildScript) => {
                    files.add(&format!("{resource}_{action}.rs"), rust(&text));
                }
                (Role::Types { .. }, _) | (_, Layout::Nothing) => {}
            }
        }
        services
    }
}
