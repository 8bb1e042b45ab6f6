//! A record of a batch that outlives the program: told before each call which items go out, and after it what came of
//! them.

use std::collections::HashMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;
use super::lines::Lines;
use super::outcome::{ItemError, ItemOutcome, UnknownItem};
use super::report::{BatchReport, Remark};
use crate::kind::ErrorKind;

/// Who is told what goes out and what comes of it, as it happens; see [`Batch::journal`](super::Batch::journal).
///
/// A failure stops the batch: what cannot be recorded is not sent.
pub trait Journal<O>: Send {
    /// A batch begins, or goes on, with this report.
    ///
    /// # Errors
    /// Nothing is sent.
    fn begin(&mut self, report: &BatchReport<O>) -> io::Result<()> {
        let _ = report;
        Ok(())
    }

    /// These items are about to go out, in one call. Where nothing is heard of them afterwards, they may have been carried
    /// out.
    ///
    /// # Errors
    /// They are not sent, and nothing after them.
    fn sending(&mut self, items: &[usize]) -> io::Result<()>;

    /// What came of items. It may be told more than once of an item; the last time counts.
    ///
    /// # Errors
    /// Nothing more is sent.
    fn settled(&mut self, outcomes: &[(usize, &ItemOutcome<O>)]) -> io::Result<()>;

    /// What an answer had besides.
    ///
    /// # Errors
    /// Nothing more is sent.
    fn remarked(&mut self, remark: &Remark) -> io::Result<()> {
        let _ = remark;
        Ok(())
    }
}

/// A journal in a file, one JSON object a line.
///
/// ```no_run
/// # use actiongen_runtime::{Batch, BatchReport, Error, JournalFile};
/// # async fn send(batch: Batch<'_, serde_json::Value, serde_json::Value>) -> Result<(), Box<dyn std::error::Error>> {
/// let (journal, before) = JournalFile::open("customers.journal".as_ref())?;
/// let mut batch = batch.journal(journal);
/// let report = match before {
///     None => batch.send().await?,
///     Some(report) => batch.resume(report).await?,
/// };
/// println!("{report}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct JournalFile {
    lines: Lines<File>,
    held: Option<Held>,
    /// Before a batch begins it is not written to: it may be another one's.
    has_begun: bool,
}

/// What a journal holds, as far as it is needed to tell that a report goes on from it.
#[derive(Debug)]
struct Held {
    action: String,
    input: String,
    /// The items that are anything but not sent.
    out: HashMap<usize, Mark>,
    remarks: usize,
}

/// What is held of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// It went out, and nothing was heard of it.
    Out,
    /// It may have been carried out, or was refused: the fingerprint of what is said of it.
    Settled(Fingerprint),
    /// It is done.
    Done(Fingerprint),
}

/// A line of a journal. The first is written at once with what is gone on from: a part of it is none of it.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Line<'l, O> {
    Begin {
        action: &'l str,
        input: &'l str,
        items: usize,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        outcomes: &'l [(usize, &'l ItemOutcome<O>)],
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        remarks: &'l [Remark],
    },
    Sending(&'l [usize]),
    Settled(&'l [(usize, &'l ItemOutcome<O>)]),
    Remark(&'l Remark),
}

/// How the first line of every journal begins.
const BEGINNING: &[u8] = br#"{"begin":{"action":""#;

/// A line that was read.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", bound = "O: DeserializeOwned")]
enum Read<O> {
    Begin {
        action: String,
        input: String,
        items: usize,
        #[serde(default = "Vec::new")]
        outcomes: Vec<(usize, ItemOutcome<O>)>,
        #[serde(default)]
        remarks: Vec<Remark>,
    },
    Sending(Vec<usize>),
    Settled(Vec<(usize, ItemOutcome<O>)>),
    Remark(Remark),
}

impl JournalFile {
    /// Opens a journal, or begins one, and says what it holds: nothing where it is new.
    ///
    /// Items that went out and of which nothing was heard are unknown. A last line that was cut off is passed over. A batch
    /// that does not go on from what it holds is not sent. One program at a time may have it open: this does not see to it.
    /// Nothing is written, or cut off, before a batch begins.
    ///
    /// # Errors
    /// The file cannot be opened, or is no journal.
    pub fn open<O: Serialize + DeserializeOwned>(path: &Path) -> io::Result<(Self, Option<BatchReport<O>>)> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let (report, whole) = read(BufReader::new(&file))?;
        let held = report.as_ref().map(|report: &BatchReport<O>| Held::of(report));
        Ok((Self { lines: Lines::after(whole, file), held, has_begun: false }, report))
    }

    fn write<O: Serialize>(&mut self, line: &Line<'_, O>) -> io::Result<()> {
        match self.has_begun {
            true => self.add(line),
            false => Err(io::Error::other("no batch was begun in it")),
        }
    }

    fn add<O: Serialize>(&mut self, line: &Line<'_, O>) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        self.lines.add(&bytes)
    }
}

impl Held {
    fn of<O: Serialize>(report: &BatchReport<O>) -> Self {
        Self {
            action: report.action().to_owned(),
            input: report.input().to_owned(),
            out: out(report).map(|(item, outcome)| (item, Mark::of(outcome))).collect(),
            remarks: report.remarks().len(),
        }
    }

    /// Whether a report goes on from this: nothing that went out is free to be sent in it, and what was done is done.
    fn is_in<O>(&self, report: &BatchReport<O>) -> bool {
        let is_in = |(item, mark): (&usize, &Mark)| match (report.outcomes().get(*item), mark) {
            (None | Some(ItemOutcome::NotSent(_)), _) => false,
            (Some(outcome), Mark::Done(_)) => matches!(outcome, ItemOutcome::Done(_)),
            (Some(_), _) => true,
        };
        self.action == report.action() && self.input == report.input() && self.out.iter().all(is_in)
    }

    fn settle<O: Serialize>(&mut self, item: usize, outcome: &ItemOutcome<O>) {
        if outcome.is_not_sent() {
            self.out.remove(&item);
        } else {
            self.out.insert(item, Mark::of(outcome));
        }
    }
}

impl Mark {
    fn of<O: Serialize>(outcome: &ItemOutcome<O>) -> Self {
        let mut fingerprint = Fingerprint::new();
        // Writing to it cannot fail; what cannot be written as JSON cannot be written to the journal either.
        let _ = serde_json::to_writer(&mut fingerprint, outcome);
        match outcome {
            ItemOutcome::Done(_) => Self::Done(fingerprint),
            _ => Self::Settled(fingerprint),
        }
    }
}

/// What is anything but not sent.
fn out<O>(report: &BatchReport<O>) -> impl Iterator<Item = (usize, &ItemOutcome<O>)> {
    report.outcomes().iter().enumerate().filter(|(_, outcome)| !outcome.is_not_sent())
}

impl<O: Serialize> Journal<O> for JournalFile {
    fn begin(&mut self, report: &BatchReport<O>) -> io::Result<()> {
        self.has_begun = false;
        if self.held.as_ref().is_some_and(|held| !held.is_in(report)) {
            return Err(io::Error::other("it holds another report, which was not gone on from"));
        }
        self.lines.cut()?;
        match &self.held {
            None => {
                let outcomes: Vec<_> = out(report).collect();
                self.add(&Line::Begin {
                    action: report.action(),
                    input: report.input(),
                    items: report.len(),
                    outcomes: &outcomes,
                    remarks: report.remarks(),
                })?;
            }
            // The report may know more, by a look-up that was not recorded.
            Some(held) => {
                let is_new = |item: &usize, outcome| held.out.get(item) != Some(&Mark::of(outcome));
                let news: Vec<_> = out(report).filter(|(item, outcome)| is_new(item, outcome)).collect();
                let remarks = report.remarks().get(held.remarks..).unwrap_or_default();
                if !news.is_empty() {
                    self.add(&Line::Settled(&news))?;
                }
                for remark in remarks {
                    self.add::<O>(&Line::Remark(remark))?;
                }
            }
        }
        self.held = Some(Held::of(report));
        self.has_begun = true;
        Ok(())
    }

    fn sending(&mut self, items: &[usize]) -> io::Result<()> {
        self.write::<O>(&Line::Sending(items))?;
        if let Some(held) = &mut self.held {
            held.out.extend(items.iter().map(|item| (*item, Mark::Out)));
        }
        Ok(())
    }

    fn settled(&mut self, outcomes: &[(usize, &ItemOutcome<O>)]) -> io::Result<()> {
        self.write(&Line::Settled(outcomes))?;
        if let Some(held) = &mut self.held {
            outcomes.iter().for_each(|(item, outcome)| held.settle(*item, outcome));
        }
        Ok(())
    }

    fn remarked(&mut self, remark: &Remark) -> io::Result<()> {
        self.write::<O>(&Line::Remark(remark))?;
        if let Some(held) = &mut self.held {
            held.remarks += 1;
        }
        Ok(())
    }
}

/// What a journal holds, and how many bytes of it are whole lines.
fn read<O: DeserializeOwned>(mut source: impl BufRead) -> io::Result<(Option<BatchReport<O>>, u64)> {
    let mut report = None;
    let mut whole = 0;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let length = source.read_until(b'\n', &mut line)?;
        let wrong = |why: &dyn fmt::Display| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("line {number} is not one of a journal: {why}"),
            )
        };
        if line.last() != Some(&b'\n') {
            // Without a whole line before it, this may be a file of somebody else.
            if report.is_none() && !(line.starts_with(BEGINNING) || BEGINNING.starts_with(&line)) {
                return Err(wrong(&"nothing was begun"));
            }
            break;
        }
        let read = serde_json::from_slice(&line).map_err(|error| wrong(&error))?;
        apply(&mut report, read).map_err(|why| wrong(&why))?;
        whole += u64::try_from(length).unwrap_or(u64::MAX);
    }
    Ok((report, whole))
}

fn apply<O>(report: &mut Option<BatchReport<O>>, line: Read<O>) -> Result<(), &'static str> {
    match (report, line) {
        (report @ None, Read::Begin { action, input, items, outcomes, remarks }) => {
            let not_sent = (0..items).map(|_| ItemOutcome::NotSent(not_its_turn())).collect();
            let report = report.insert(BatchReport::new(action, input, not_sent));
            remarks.into_iter().for_each(|remark| report.remark(remark));
            settle(report, outcomes)
        }
        (Some(_), Read::Begin { .. }) => Err("it begins a second time"),
        (None, _) => Err("nothing was begun"),
        (Some(report), Read::Remark(remark)) => {
            report.remark(remark);
            Ok(())
        }
        (Some(report), Read::Settled(outcomes)) => settle(report, outcomes),
        (Some(report), Read::Sending(items)) => {
            let text = "the program ended before the answer to its call came";
            let error = ItemError::new(Some(ErrorKind::UnknownOutcome), text);
            let unknown = |item| (item, ItemOutcome::Unknown(UnknownItem::new(error.clone())));
            settle(report, items.into_iter().map(unknown))
        }
    }
}

fn settle<O>(
    report: &mut BatchReport<O>,
    outcomes: impl IntoIterator<Item = (usize, ItemOutcome<O>)>,
) -> Result<(), &'static str> {
    for (item, outcome) in outcomes {
        *report.outcome_mut(item).ok_or("there is no such item")? = outcome;
    }
    Ok(())
}

/// What is said of an item until it is sent.
pub(super) fn not_its_turn() -> ItemError {
    ItemError::new(None, "it was not sent yet")
}
