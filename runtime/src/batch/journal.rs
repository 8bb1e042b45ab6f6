//! A record of a batch that outlives the program: told before each call which items go out, and after it what came of
//! them.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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
    file: File,
    held: Option<Held>,
}

/// What a journal held when it was opened.
#[derive(Debug)]
struct Held {
    input: String,
    /// How many items had gone out.
    out: usize,
}

/// A line of a journal.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Line<'l, O> {
    Begin { action: &'l str, input: &'l str, items: usize },
    Sending(&'l [usize]),
    Settled(&'l [(usize, &'l ItemOutcome<O>)]),
    Remark(&'l Remark),
}

/// A line that was read.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", bound = "O: DeserializeOwned")]
enum Read<O> {
    Begin { action: String, input: String, items: usize },
    Sending(Vec<usize>),
    Settled(Vec<(usize, ItemOutcome<O>)>),
    Remark(Remark),
}

impl JournalFile {
    /// Opens a journal, or begins one, and says what it holds: nothing where it is new.
    ///
    /// Items that went out and of which nothing was heard are unknown. A last line that was cut off is dropped. A batch that
    /// does not go on from what it holds is not sent. One program at a time may have it open: this does not see to it.
    ///
    /// # Errors
    /// The file cannot be opened, or is no journal.
    pub fn open<O: DeserializeOwned>(path: &Path) -> io::Result<(Self, Option<BatchReport<O>>)> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let (report, whole) = read(BufReader::new(&file))?;
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        let held = report.as_ref().map(|report: &BatchReport<O>| Held::of(report));
        Ok((Self { file, held }, report))
    }

    fn write<O: Serialize>(&mut self, line: &Line<'_, O>) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        self.file.write_all(&bytes)?;
        self.file.sync_data()
    }
}

impl Held {
    fn of<O>(report: &BatchReport<O>) -> Self {
        Self { input: report.input().to_owned(), out: report.len() - report.counts().not_sent }
    }
}

impl<O: Serialize> Journal<O> for JournalFile {
    fn begin(&mut self, report: &BatchReport<O>) -> io::Result<()> {
        let now = Held::of(report);
        match &self.held {
            Some(held) if held.input == now.input && held.out <= now.out => Ok(()),
            Some(_) => Err(io::Error::other("it holds another report, which was not gone on from")),
            None => {
                self.held = Some(now);
                let line =
                    Line::Begin { action: report.action(), input: report.input(), items: report.len() };
                self.write::<O>(&line)
            }
        }
    }

    fn sending(&mut self, items: &[usize]) -> io::Result<()> {
        self.write::<O>(&Line::Sending(items))
    }

    fn settled(&mut self, outcomes: &[(usize, &ItemOutcome<O>)]) -> io::Result<()> {
        self.write(&Line::Settled(outcomes))
    }

    fn remarked(&mut self, remark: &Remark) -> io::Result<()> {
        self.write::<O>(&Line::Remark(remark))
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
        if line.pop() != Some(b'\n') {
            break;
        }
        let wrong = |why: &dyn fmt::Display| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("line {number} is not one of a journal: {why}"),
            )
        };
        let read = serde_json::from_slice(&line).map_err(|error| wrong(&error))?;
        apply(&mut report, read).map_err(|why| wrong(&why))?;
        whole += u64::try_from(length).unwrap_or(u64::MAX);
    }
    Ok((report, whole))
}

fn apply<O>(report: &mut Option<BatchReport<O>>, line: Read<O>) -> Result<(), &'static str> {
    let begun = match (report.as_mut(), line) {
        (None, Read::Begin { action, input, items }) => {
            let outcomes = (0..items).map(|_| ItemOutcome::NotSent(not_its_turn())).collect();
            *report = Some(BatchReport::new(action, input, outcomes));
            return Ok(());
        }
        (Some(_), Read::Begin { .. }) => return Err("it begins a second time"),
        (None, _) => return Err("nothing was begun"),
        (Some(report), line) => (report, line),
    };
    let (report, line) = begun;
    let mut put = |item: usize, outcome: ItemOutcome<O>| match report.outcome_mut(item) {
        Some(place) => {
            *place = outcome;
            Ok(())
        }
        None => Err("there is no such item"),
    };
    match line {
        Read::Begin { .. } => {}
        Read::Sending(items) => {
            let text = "the program ended before the answer to its call came";
            let error = ItemError::new(Some(ErrorKind::UnknownOutcome), text);
            for item in items {
                put(item, ItemOutcome::Unknown(UnknownItem::new(error.clone())))?;
            }
        }
        Read::Settled(outcomes) => {
            for (item, outcome) in outcomes {
                put(item, outcome)?;
            }
        }
        Read::Remark(remark) => report.remark(remark),
    }
    Ok(())
}

/// What is said of an item until it is sent.
pub(super) fn not_its_turn() -> ItemError {
    ItemError::new(None, "it was not sent yet")
}
