//! Samples and rejects: what a spec claims of its own values, checked by running it as its clients do.
//!
//! Nothing here knows what a bound, a query or a response means. The runtime executes the description of the service
//! over a transport that replies with the sample, so `check` reports what a client would report.

mod calls;
mod document;
mod outcome;
mod rejects;
mod trial;
mod unaffected;

use actiongen_runtime::Bound;
use actiongen_runtime::catalog::{self, Catalog};

use self::document::Parts;
use self::unaffected::unaffected;
use super::defaults::defaults;
use super::finding::Finding;
use super::gather::{Written, WrittenAction};
use super::prose;
use super::types::Types;
use crate::describe;
use crate::diagnostics::{Code, Problems};
use crate::model::{Action, Api, Document, Reject, Sample};
use crate::source::At;
use crate::spec;

/// Checks the defaults, examples, samples and rejects of a service, and puts samples and rejects into their actions.
///
/// Where there are errors, those of the actions that no error affects.
pub fn samples(api: &mut Api, written: &Written<'_>, types: &Types<'_>, problems: &mut Problems) {
    let Some(ids) = unaffected(api, written, problems) else { return };
    defaults(api, written, types, problems);
    let catalog = match Catalog::new(describe::partial(api, |action| ids.contains(action.id.as_str()))) {
        Ok(catalog) => catalog,
        Err(error) => return not_executable(&error, written, problems),
    };
    let mut checked: Vec<(Vec<Sample>, Vec<Reject>)> = Vec::new();
    for (resource, from) in api.resources.iter().zip(&written.resources) {
        let mut files = from.actions.iter();
        for action in &resource.actions {
            // Both are in the order of their names; a file without an action was reported.
            let file = files.find(|file| file.name == action.name);
            let check = catalog.get(&action.id).map(|runs| SampleCheck { api, action, runs, types });
            checked.push(match (check, file) {
                (Some(check), Some(file)) => (check.samples(file, problems), check.rejects(file, problems)),
                _ => (Vec::new(), Vec::new()),
            });
        }
    }
    let actions = api.resources.iter_mut().flat_map(|resource| &mut resource.actions);
    for (action, (samples, rejects)) in actions.zip(checked) {
        action.samples = samples;
        action.rejects = rejects;
    }
}

/// What was found free of errors has a description that can be executed, unless `lower` and the runtime disagree.
fn not_executable(error: &catalog::description::CatalogError, written: &Written<'_>, problems: &mut Problems) {
    if problems.has_errors() {
        return;
    }
    let Some((at, _)) = &written.service else { return };
    let message = format!("no sample of `{}` can be run", written.name);
    problems
        .error(Code::SampleRefused, at.span().begin(), message)
        .label(error.to_string())
        .help("this is a bug of actiongen; please report it with the spec");
}

/// What the samples and rejects of an action are checked with.
struct SampleCheck<'b, 'a> {
    api: &'b Api,
    action: &'b Action,
    /// The same action, to be run.
    runs: catalog::Action<'b>,
    types: &'b Types<'a>,
}

impl SampleCheck<'_, '_> {
    fn samples(&self, from: &WrittenAction<'_>, problems: &mut Problems) -> Vec<Sample> {
        let at = from.at.key("samples");
        let samples = from.file.samples.as_ref();
        // Samples that were refused were there.
        if !from.at.has("samples") || at.node().entries().is_empty() {
            problems
                .error(Code::NoSample, from.at.span().begin(), format!("`{}` has no sample", self.action.id))
                .why("samples are the examples of the docs, and they are run as tests")
                .help("show one call: `samples: {one thing: {body: …}}`");
        }
        samples
            .into_iter()
            .flat_map(spec::Ordered::iter)
            .filter_map(|(name, written)| self.sample(name, written, at.key(name), problems))
            .collect()
    }

    fn sample(
        &self,
        name: &str,
        written: &spec::Sample,
        at: At<'_>,
        problems: &mut Problems,
    ) -> Option<Sample> {
        let input = self.document(&Parts::of_sample(written), at, problems)?;
        let findings = self.findings(&input, at);
        for finding in &findings {
            self.refused(name, finding, problems);
        }
        if !findings.is_empty() {
            return None;
        }
        let replies = self.replies(written, at, problems)?;
        let statuses = self.action.steps().map_or_else(Vec::new, |steps| self.first_statuses(steps));
        let trial = trial::run(self.runs, &literal(&input), &replies, &statuses);
        let calls = self.calls(name, &trial, &replies, at, problems)?;
        let seen = outcome::Seen { name, written, at, trial: &trial, replies: &replies, calls: &calls };
        let outcome = self.outcome(&seen, problems);
        Some(Sample {
            name: name.to_owned(),
            doc: prose::text(written.doc.as_deref()),
            deviation: prose::text(written.deviation.as_deref()),
            input,
            output: outcome.output,
            shows_output: written.output.is_some() || self.action.steps().is_some(),
            shows_errors: written.errors.is_some(),
            fails: outcome.fails,
            calls,
        })
    }

    /// What the client reports about an input document.
    fn findings(&self, input: &Document, at: At<'_>) -> Vec<Finding> {
        let violations = self.runs.validate(&literal(input)).err().unwrap_or_default();
        let in_document = |it| Finding::in_document(it, self.action, &self.api.types, at);
        violations.into_iter().map(in_document).collect()
    }

    fn refused(&self, name: &str, finding: &Finding, problems: &mut Problems) {
        let message = format!("the sample `{name}` is refused: {}", finding.violation.path());
        let problem = problems.error(Code::SampleRefused, finding.span, message);
        problem.label(finding.violation.message());
        finding.show_bound(problem, self.types);
        match finding.show_rule(problem, self.types) {
            true => problem.help("correct the sample, or the rule"),
            false => problem.help("correct the sample, or the bound"),
        };
    }
}

/// The document of a sample. It has no upstream data to refer to, so braces in it are text.
fn literal(input: &Document) -> Bound {
    Bound::literal(input.clone().into())
}
