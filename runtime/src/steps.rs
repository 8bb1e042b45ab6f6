//! Actions that are made of others: what was done so far, and where it stopped.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::audience::Audience;
use crate::check::Check;
use crate::endpoint::{Effect, Endpoint};
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::path::Path;
use crate::validate::Validate;
use crate::violation::Violations;

/// Checks a value at a place of an input document: `input`.
#[must_use]
pub fn validate_at<T: Validate + ?Sized>(place: &str, value: &T) -> Violations {
    let mut violations = Violations::new();
    Check::new(Path::ROOT, &mut violations).nested(place, value);
    violations
}

/// The steps of an action, one call after the other. Generated code makes one for each run, and hands it the result of
/// every call.
///
/// ```
/// use actiongen_runtime::{Effect, Endpoint, Error, ErrorKind, Method, Service, Steps};
/// use std::sync::LazyLock;
/// # static SHOP: LazyLock<Service> = LazyLock::new(|| Service::new("shop", "https://api.example.com"));
/// static LIST: LazyLock<Endpoint> = LazyLock::new(|| {
///     Endpoint::new(&SHOP, "customers.list", Method::GET, "/customers", Effect::Safe).success(200, &[])
/// });
///
/// let mut steps = Steps::new("workflow.update_customer");
/// let error = steps.one::<i64>("found", &LIST, Ok(vec![])).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NotFound);
/// ```
#[derive(Debug)]
pub struct Steps {
    action: Arc<str>,
    done: Vec<DoneStep>,
}

impl Steps {
    /// No step is done.
    #[must_use]
    pub fn new(action: &str) -> Self {
        Self { action: action.into(), done: Vec::new() }
    }

    /// No step is done, and the input breaks no rule.
    ///
    /// # Errors
    /// [`Error::Refused`], with places that begin with `input`.
    pub fn start<I: Validate + ?Sized>(action: &str, input: &I) -> Result<Self, Error> {
        validate_at("input", input).into_result()?;
        Ok(Self::new(action))
    }

    /// The one item that a step found.
    ///
    /// # Errors
    /// [`Error::Step`]: the call failed, or it found none ([`ErrorKind::NotFound`]) or several
    /// ([`ErrorKind::Ambiguous`]).
    pub fn one<T: Serialize>(
        &mut self,
        step: &str,
        endpoint: &Endpoint,
        items: Result<Vec<T>, Error>,
    ) -> Result<T, Error> {
        match self.at_most_one(step, endpoint, items)? {
            Some(item) => Ok(item),
            None => Err(self.stop(step, endpoint, StepFailure::NotFound)),
        }
    }

    /// The item that a step found, if it found one.
    ///
    /// # Errors
    /// [`Error::Step`]: the call failed, or it found several ([`ErrorKind::Ambiguous`]).
    pub fn at_most_one<T: Serialize>(
        &mut self,
        step: &str,
        endpoint: &Endpoint,
        items: Result<Vec<T>, Error>,
    ) -> Result<Option<T>, Error> {
        let mut items = self.list(step, endpoint, items)?;
        if items.len() > 1 {
            return Err(self.stop(step, endpoint, StepFailure::Ambiguous));
        }
        Ok(items.pop())
    }

    /// A step that may find nothing.
    ///
    /// # Errors
    /// [`Error::Step`]: the call failed, or it found something ([`ErrorKind::Conflict`]).
    pub fn none<T: Serialize>(
        &mut self,
        step: &str,
        endpoint: &Endpoint,
        items: Result<Vec<T>, Error>,
    ) -> Result<(), Error> {
        match self.list(step, endpoint, items)?.is_empty() {
            true => Ok(()),
            false => Err(self.stop(step, endpoint, StepFailure::Conflict)),
        }
    }

    /// All that a step found.
    ///
    /// # Errors
    /// [`Error::Step`]: the call failed.
    pub fn list<T: Serialize>(
        &mut self,
        step: &str,
        endpoint: &Endpoint,
        items: Result<Vec<T>, Error>,
    ) -> Result<Vec<T>, Error> {
        self.value(step, endpoint, items)
    }

    /// What a step gave.
    ///
    /// # Errors
    /// [`Error::Step`]: the call failed.
    pub fn value<T: Serialize>(
        &mut self,
        step: &str,
        endpoint: &Endpoint,
        result: Result<T, Error>,
    ) -> Result<T, Error> {
        match result {
            Ok(value) => {
                // What only looked is of no use to whoever has to put things right.
                if endpoint.effect != Effect::Safe {
                    // The step was done, also where its answer cannot be written.
                    let answer = Audience::Program.served(|| serde_json::to_value(&value));
                    let answer = answer.unwrap_or(Value::Null);
                    self.done.push(DoneStep { step: step.into(), action: endpoint.action.clone(), answer });
                }
                Ok(value)
            }
            Err(error) => Err(self.stop(step, endpoint, StepFailure::Failed(error))),
        }
    }

    /// The error of a step that lacks a value which its request cannot do without. The spec was proven to have one in
    /// every case, so this stands for what cannot happen.
    #[must_use]
    pub fn lacks(&self, step: &str, endpoint: &Endpoint, location: &str) -> Error {
        self.stop(step, endpoint, StepFailure::Lacks { location: location.to_owned() })
    }

    fn stop(&self, step: &str, endpoint: &Endpoint, failure: StepFailure) -> Error {
        Error::Step(Box::new(StepError {
            action: self.action.clone(),
            step: step.into(),
            called: endpoint.action.clone(),
            failure,
            done: self.done.clone(),
        }))
    }
}

/// A step that was carried out and changed something.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DoneStep {
    /// The name of the step: `created`.
    pub step: Arc<str>,
    /// The id of the action that it called: `customers.create`.
    pub action: Arc<str>,
    /// What it gave, as JSON; a secret in it reads `[redacted]`. Null where it gave nothing, or nothing that can be
    /// written.
    pub answer: Value,
}

impl fmt::Debug for DoneStep {
    /// Without what it gave: that is data of the caller's customers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DoneStep")
            .field("step", &self.step)
            .field("action", &self.action)
            .finish_non_exhaustive()
    }
}

/// Why a step stopped.
#[derive(Debug)]
#[non_exhaustive]
pub enum StepFailure {
    /// Its call failed.
    Failed(Error),
    /// It had to find one item, and found none.
    NotFound,
    /// It had to find one item, and found several.
    Ambiguous,
    /// It had to find nothing, and found something.
    Conflict,
    /// Its request lacks a value.
    Lacks {
        /// The place in the input document of the called action.
        location: String,
    },
}

/// An action made of others that did not come to its end: which step stopped, why, and what was done before it.
#[derive(Debug)]
pub struct StepError {
    action: Arc<str>,
    step: Arc<str>,
    called: Arc<str>,
    failure: StepFailure,
    done: Vec<DoneStep>,
}

impl StepError {
    /// What it means.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &self.failure {
            StepFailure::Failed(error) => error.kind(),
            StepFailure::NotFound => ErrorKind::NotFound,
            StepFailure::Ambiguous => ErrorKind::Ambiguous,
            StepFailure::Conflict => ErrorKind::Conflict,
            StepFailure::Lacks { .. } => ErrorKind::Invalid,
        }
    }

    /// The id of the action that is made of steps.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The name of the step that stopped.
    #[must_use]
    pub fn step(&self) -> &str {
        &self.step
    }

    /// The id of the action that this step calls.
    #[must_use]
    pub fn called(&self) -> &str {
        &self.called
    }

    /// Why it stopped.
    #[must_use]
    pub const fn failure(&self) -> &StepFailure {
        &self.failure
    }

    /// The error of its call, if that is why.
    #[must_use]
    pub const fn cause(&self) -> Option<&Error> {
        match &self.failure {
            StepFailure::Failed(error) => Some(error),
            _ => None,
        }
    }

    /// The steps before it that changed something, in order. Nothing of it was undone.
    #[must_use]
    pub fn done(&self) -> &[DoneStep] {
        &self.done
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} stopped at its step `{}`, {}: ", self.action, self.step, self.called)?;
        match &self.failure {
            StepFailure::Failed(error) => error.fmt(f)?,
            StepFailure::NotFound => f.write_str("there is none")?,
            StepFailure::Ambiguous => f.write_str("there is more than one")?,
            StepFailure::Conflict => f.write_str("there is one already")?,
            StepFailure::Lacks { location } => write!(f, "nothing was given for `{location}`")?,
        }
        match self.done.as_slice() {
            [] => Ok(()),
            done => {
                f.write_str("\ndone before it, and not undone: ")?;
                for (place, step) in done.iter().enumerate() {
                    let comma = if place == 0 { "" } else { ", " };
                    write!(f, "{comma}`{}` ({})", step.step, step.action)?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::LazyLock;

    use http::Method;
    use serde::Serialize;

    use super::{StepFailure, Steps};
    use crate::endpoint::{Effect, Endpoint, Service};
    use crate::error::Error;
    use crate::kind::ErrorKind;
    use crate::secret::Secret;
    use crate::violation::{Rule, Violation};

    static SHOP: LazyLock<Service> = LazyLock::new(|| Service::new("shop", "https://api.example.com"));
    static LIST: LazyLock<Endpoint> = LazyLock::new(|| endpoint("customers.list", Method::GET, Effect::Safe));
    static CREATE: LazyLock<Endpoint> =
        LazyLock::new(|| endpoint("customers.create", Method::POST, Effect::Once));

    fn endpoint(action: &str, method: Method, effect: Effect) -> Endpoint {
        Endpoint::new(&SHOP, action, method, "/customers", effect).success(200, &[])
    }

    fn stopped(error: &Error) -> &super::StepError {
        match error {
            Error::Step(stopped) => stopped,
            other => panic!("no step stopped: {other}"),
        }
    }

    fn refused() -> Error {
        Error::Refused(Violation::new("body[0].email", Rule::Required, "this is required").into())
    }

    /// An answer with a secret.
    #[derive(Serialize)]
    struct Issued {
        id: i64,
        key: Secret<String>,
    }

    #[test]
    fn how_many_items_a_step_takes() {
        let mut steps = Steps::new("workflow.find");
        assert_eq!(steps.one("found", &LIST, Ok(vec![7])).ok(), Some(7));
        assert_eq!(steps.at_most_one("found", &LIST, Ok(vec![7])).ok(), Some(Some(7)));
        assert_eq!(steps.at_most_one::<i64>("found", &LIST, Ok(vec![])).ok(), Some(None));
        assert!(steps.none::<i64>("found", &LIST, Ok(vec![])).is_ok());
        assert_eq!(steps.list("found", &LIST, Ok(vec![7, 8])).ok(), Some(vec![7, 8]));
        for (error, kind) in [
            (steps.one::<i64>("found", &LIST, Ok(vec![])).err(), ErrorKind::NotFound),
            (steps.one("found", &LIST, Ok(vec![7, 8])).err(), ErrorKind::Ambiguous),
            (steps.at_most_one("found", &LIST, Ok(vec![7, 8])).err(), ErrorKind::Ambiguous),
            (steps.none("found", &LIST, Ok(vec![7])).err(), ErrorKind::Conflict),
        ] {
            assert_eq!(error.map(|error| error.kind()), Some(kind));
        }
    }

    #[test]
    fn an_error_says_which_step_it_was_and_what_was_done_before() {
        let mut steps = Steps::new("workflow.create");
        let found = steps.list::<i64>("found", &LIST, Ok(vec![]));
        let created = steps.one("created", &CREATE, Ok(vec![12]));
        assert!(found.is_ok() && created.is_ok());
        let error = steps.value::<()>("noted", &CREATE, Err(refused())).unwrap_err();
        let stopped = stopped(&error);
        assert_eq!(
            (stopped.action(), stopped.step(), stopped.called()),
            ("workflow.create", "noted", "customers.create")
        );
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(matches!(stopped.failure(), StepFailure::Failed(Error::Refused(_))));
        // What only looked is not listed.
        assert_eq!(stopped.done().len(), 1);
        assert_eq!(stopped.done()[0].answer, serde_json::json!([12]));
        assert_eq!(
            error.to_string(),
            "workflow.create stopped at its step `noted`, customers.create: the request was not sent: body[0].email: \
             this is required\ndone before it, and not undone: `created` (customers.create)"
        );
        assert!(!format!("{error:?}").contains("12"));
    }

    #[test]
    fn what_was_done_is_told_without_its_secrets() {
        let mut steps = Steps::new("workflow.create");
        let issued =
            steps.value("issued", &CREATE, Ok(Issued { id: 12, key: "open sesame".to_owned().into() }));
        assert_eq!(issued.expect("it was done").key.expose(), "open sesame");
        let error = steps.value::<()>("noted", &CREATE, Err(refused())).unwrap_err();
        assert_eq!(stopped(&error).done()[0].answer, serde_json::json!({"id": 12, "key": "[redacted]"}));
    }

    #[test]
    fn what_was_done_is_told_where_it_cannot_be_written() {
        let mut steps = Steps::new("workflow.create");
        // The keys of a JSON object are texts.
        let made = steps.value("made", &CREATE, Ok(BTreeMap::from([(vec![1], 2)])));
        assert!(made.is_ok());
        let error = steps.value::<()>("noted", &CREATE, Err(refused())).unwrap_err();
        assert_eq!(stopped(&error).done().len(), 1);
        assert!(stopped(&error).done()[0].answer.is_null());
    }

    #[test]
    fn a_step_that_found_too_much_was_done_all_the_same() {
        let mut steps = Steps::new("workflow.create");
        let error = steps.one("created", &CREATE, Ok(vec![12, 13])).unwrap_err();
        assert_eq!(stopped(&error).done().len(), 1);
    }
}
