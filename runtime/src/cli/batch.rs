//! Performing an action for a list of any length, with a report that is kept.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::document::Document;
use super::environment::Variables;
use super::run::{client, failed, runtime};
use super::{Fault, Status};
use crate::batch::{BatchReport, BatchTask, JournalFile, Progress};
use crate::catalog::{Action, Catalog};
use crate::transport::ReqwestTransport;

/// How a list is sent.
#[derive(Debug, clap::Args)]
pub(super) struct Batching {
    /// Keep what comes of each item in this file, and go on from there when it is there already
    ///
    /// It is written before and after each call, so that a run that was stopped knows what may have been carried out.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Afterwards look for the items that may or may not have been carried out; sends nothing again
    #[arg(long)]
    reconcile: bool,
    /// First send the items that an earlier `--reconcile` did not find
    ///
    /// How soon an API shows what it wrote is seldom documented: look again after a while before you use this.
    #[arg(long, requires = "report")]
    send_not_found: bool,
    /// Send a call that was turned down again in halves, to find the item at fault
    #[arg(long)]
    one_by_one: bool,
}

impl Batching {
    /// Whether anything is asked for that only a batch has.
    pub(super) const fn is_asked_for(&self) -> bool {
        self.report.is_some() || self.reconcile || self.send_not_found || self.one_by_one
    }

    /// What is to be done, with the report that is kept.
    fn task<'r>(&self) -> Result<BatchTask<'r>, Fault> {
        let mut task = BatchTask::new();
        if let Some(path) = &self.report {
            let fault = |why: &dyn fmt::Display| {
                Fault::call(format!("{} cannot be gone on from: {why}", path.display()))
            };
            if self.send_not_found && !path.exists() {
                return Err(fault(&"it is not there, and so nobody knows what was not found"));
            }
            let (journal, before) = JournalFile::open::<Value>(path).map_err(|error| fault(&error))?;
            task = task.journal(journal);
            if let Some(before) = before {
                task = task.resume(before);
            }
        }
        if self.send_not_found {
            task = task.send_not_found();
        }
        if self.reconcile {
            task = task.reconcile();
        }
        if self.one_by_one {
            task = task.one_by_one_after_refusal();
        }
        Ok(task)
    }
}

/// Whether a document is to be run as a batch: it has to be, or it is asked for.
pub(super) fn is_wanted(action: Action<'_>, batching: &Batching, document: &Document) -> Result<bool, Fault> {
    if !action.takes_batches() {
        return match batching.is_asked_for() {
            true => {
                Err(Fault::call(format!("{} does not take a list of any length: it is one call", action.id)))
            }
            false => Ok(false),
        };
    }
    // A document that is wrong is told what is wrong with it in a list of any length.
    Ok(batching.is_asked_for() || action.validate_batch(document.get()).map_or(true, |calls| calls > 1))
}

/// Performs an action for a list of any length, and prints the report.
pub(super) fn run(
    action: Action<'_>,
    document: &Document,
    batching: &Batching,
    catalog: &Catalog,
    out: &mut dyn Write,
) -> Result<Status, Fault> {
    action.validate_batch(document.get()).map_err(|violations| failed(&violations.into()))?;
    let transport = ReqwestTransport::new().map_err(|error| Fault::call(error.to_string()))?;
    let client = client(catalog, &Variables::read(catalog)?, Arc::new(transport))?;
    let runtime = runtime()?;
    let mut task = batching.task()?;
    let is_terminal = io::stderr().is_terminal();
    if is_terminal {
        task = task.on_progress(|progress| show(&progress));
    }
    let ended = runtime.block_on(action.run_batch(&client, document.get(), task));
    if is_terminal {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
    let Some(ended) = ended else {
        return Err(Fault::call(format!("{} does not take a list of any length", action.id)));
    };
    let report = ended.map_err(|error| failed(&error))?;
    told(&report, batching, out)
}

/// Says how a report is, and then prints it: where nobody reads it, what is wrong was said.
fn told(report: &BatchReport<Value>, batching: &Batching, out: &mut dyn Write) -> Result<Status, Fault> {
    let status = tell(report, batching);
    let printed = serde_json::to_writer_pretty(&mut *out, report).map_err(io::Error::from);
    match printed.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(status),
    }
}

/// What is said of a report besides it.
fn tell(report: &BatchReport<Value>, batching: &Batching) -> Status {
    let _ = writeln!(io::stderr(), "{report}");
    if report.is_complete() {
        return Status::Done;
    }
    let counts = report.counts();
    if counts.unknown > 0 && !batching.reconcile {
        // Without a report a second run would send all of it again.
        let note = match batching.report {
            Some(_) => "the same command with `--reconcile` looks for those that are unknown",
            None => {
                "look for those that are unknown before they are sent again; with `--report` the program can do it"
            }
        };
        let _ = writeln!(io::stderr(), "note: {note}");
    }
    if counts.not_sent > 0 && batching.report.is_some() {
        let _ = writeln!(io::stderr(), "note: run it again to send those that were not sent");
    }
    Status::Failed
}

/// A bar on the terminal.
fn show(progress: &Progress) {
    let _ = write!(io::stderr(), "\r\x1b[K{}", bar(progress));
}

fn bar(progress: &Progress) -> String {
    const WIDTH: usize = 30;
    let settled = progress.total - progress.left.min(progress.total);
    let full = (WIDTH * settled).checked_div(progress.total).unwrap_or(WIDTH);
    let mut text =
        format!("[{}{}] {settled} of {}", "#".repeat(full), ".".repeat(WIDTH - full), progress.total);
    for (count, word) in [(progress.refused, "refused"), (progress.unknown, "unknown")] {
        if count > 0 {
            text.push_str(&format!(", {count} {word}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};

    use super::{Batching, Fault, Status, bar, told};
    use crate::batch::{BatchReport, ItemError, ItemOutcome, Progress};

    /// A pipe that nobody reads.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn a_closed_pipe_hides_no_failure() {
        let batching = Batching { report: None, reconcile: false, send_not_found: false, one_by_one: false };
        let failed = vec![ItemOutcome::NotSent(ItemError::new(None, "it was not sent yet"))];
        for (outcomes, expected) in [(failed, Status::Failed), (Vec::new(), Status::Done)] {
            let report = BatchReport::new("customers.create", String::new(), outcomes);
            let status = told(&report, &batching, &mut Closed);
            assert_eq!(status.unwrap(), expected);
            // Nor does what is left in a buffer.
            assert_eq!(crate::cli::ended(Ok(expected), &mut Closed), expected);
        }
    }

    #[test]
    fn what_was_not_found_is_not_sent_without_a_report() {
        let path = std::env::temp_dir().join(format!("actiongen-no-report-{}", std::process::id()));
        let batching = Batching {
            report: Some(path.clone()),
            reconcile: false,
            send_not_found: true,
            one_by_one: false,
        };
        let fault = batching.task().unwrap_err();
        assert!(matches!(fault, Fault::Told(Status::Failed, text) if text.contains("it is not there")));
        assert!(!path.exists());
    }

    #[test]
    fn a_bar_fills_up() {
        let progress =
            |total, left, refused| Progress { total, done: 0, refused, unknown: 0, left, calls: 1 };
        assert_eq!(bar(&progress(100, 100, 0)), "[..............................] 0 of 100");
        assert_eq!(bar(&progress(100, 50, 2)), "[###############...............] 50 of 100, 2 refused");
        assert_eq!(bar(&progress(3, 0, 0)), "[##############################] 3 of 3");
        assert_eq!(bar(&progress(0, 0, 0)), "[##############################] 0 of 0");
    }
}
