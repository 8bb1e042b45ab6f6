//! Rejects: input documents that must be refused, and for the reason that they give.

use super::SampleCheck;
use super::document::Parts;
use crate::diagnostics::{Code, Problems, nearest};
use crate::lower::gather::WrittenAction;
use crate::lower::prose;
use crate::model::Reject;
use crate::source::At;
use crate::spec;

impl SampleCheck<'_, '_> {
    pub fn rejects(&self, from: &WrittenAction<'_>, problems: &mut Problems) -> Vec<Reject> {
        let at = from.at.key("rejects");
        let rejects = from.file.rejects.iter().flatten().enumerate();
        rejects.filter_map(|(index, written)| self.reject(written, at.item(index), problems)).collect()
    }

    fn reject(&self, written: &spec::Reject, at: At<'_>, problems: &mut Problems) -> Option<Reject> {
        let Some(because) = &written.because else {
            if !at.has("because") {
                problems
                    .error(Code::MissingKey, at.span(), "a reject without a reason")
                    .help("say which rule refuses it: `because: \"body[0].email: length\"`");
            }
            return None;
        };
        let input = self.document(&Parts::of_reject(written), at, problems)?;
        let place = at.key("because");
        // A place may itself hold a colon, as `query.id:in` does.
        let Some((where_, rule)) = because.rsplit_once(": ") else {
            problems
                .error(Code::BadBecause, place.span(), "a reason is a place and a rule")
                .help("write it like `body[0].email: length`");
            return None;
        };
        let findings = self.findings(&input, at);
        let violations = findings.iter().map(|finding| &finding.violation);
        let violations = violations.map(|violation| (violation.path(), violation.rule().name()));
        if !violations.clone().any(|violation| violation == (where_, rule)) {
            let said: Vec<String> = violations.map(|(path, rule)| format!("{path}: {rule}")).collect();
            match said.as_slice() {
                [] => {
                    problems
                        .error(Code::RejectAccepted, at.span(), "this is accepted")
                        .label("nothing here breaks a rule")
                        .also(place.span(), "expected to be refused because of this")
                        .help("drop it, or tighten the bound");
                }
                said => {
                    let problem = problems.error(
                        Code::RejectAccepted,
                        place.span(),
                        "this is refused for another reason",
                    );
                    problem.label(format!("it is refused because of `{}`", said.join("`, `")));
                    match nearest(because, said.iter().map(String::as_str))
                        .or(said.first().map(String::as_str))
                    {
                        Some(near) => problem.replace(place.span(), crate::source::quote(near), "write"),
                        None => problem.help("correct the reason"),
                    };
                }
            }
            return None;
        }
        Some(Reject {
            input,
            place: where_.to_owned(),
            rule: rule.to_owned(),
            doc: prose::text(written.doc.as_deref()),
        })
    }
}
