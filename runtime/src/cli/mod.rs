//! The program that comes with a generated crate: its actions, from the command line.
//!
//! A generated `main` calls [`main`] with its catalog. Everything that is said to people is said here, in sentences; what
//! an action is and how it is run is the catalog's.

mod batch;
mod document;
mod environment;
mod list;
mod page;
mod preview;
mod run;
mod strict;
mod validate;

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::catalog::{Action, Catalog};
use crate::snippet::Clipped;

#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the actions: id, title, and what to use instead of one that is deprecated
    Actions,
    /// Print the page of an action: its inputs, samples, errors
    Show {
        /// The action, as `actions` lists it
        id: String,
    },
    /// Say what is wrong with input documents; nothing is sent
    ///
    /// FILE holds one JSON document, or one a line. Every line gets a verdict, also one that is no JSON.
    ///
    /// Exit status: 0 all are valid, 1 some are not, 2 the call of this program is wrong.
    Validate {
        #[command(flatten)]
        of: Input,
        /// How to answer: for people, or one JSON object a line
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
        /// Take the documents for drafts: references in them are values that nobody knows yet
        #[arg(long, conflicts_with_all = ["context", "literal_braces"])]
        draft: bool,
    },
    /// Perform an action, and print what it gives as JSON
    ///
    /// A list that has pages is one page, `{"items": […], "next": …}`: the input asks for the next one by the parameter of
    /// the query that takes it.
    ///
    /// The connection comes from the environment: see `--help` without an action.
    ///
    /// A list longer than one call takes is cut, where the action says how, and what comes of every item is printed. So it
    /// is with a shorter one where a report or a look-up is asked for.
    ///
    /// Exit status: 0 done, every item of it; 1 the document is at fault and nothing was sent; 2 a call failed.
    Run {
        #[command(flatten)]
        of: Input,
        /// Print the request instead, without its credentials; send nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        pages: run::Pages,
        #[command(flatten)]
        batching: batch::Batching,
    },
}

#[derive(Debug, clap::Args)]
struct Input {
    /// The action, as `actions` lists it
    id: String,
    /// The file with the input, `-` for the standard input
    file: PathBuf,
    /// A file with upstream data in JSON, which references as `{{trigger.email}}` in the input are replaced from
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// Take double braces in the input for text; without this and `--context`, a reference is a mistake
    #[arg(long, conflicts_with = "context")]
    literal_braces: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// How a run ended, as its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Done = 0,
    /// The input is at fault.
    BadData = 1,
    /// The call of the program is wrong, or the action failed.
    Failed = 2,
}

/// Why a run ended early: a status, and the sentence to go with it.
#[derive(Debug)]
enum Fault {
    Told(Status, String),
    /// The answer could not be written.
    Write(io::Error),
}

impl Fault {
    fn data(sentence: impl Into<String>) -> Self {
        Self::Told(Status::BadData, sentence.into())
    }

    fn call(sentence: impl Into<String>) -> Self {
        Self::Told(Status::Failed, sentence.into())
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// Runs the program of a catalog, with the arguments, streams and environment of this process. `version` is what
/// `--version` prints.
#[must_use]
pub fn main(catalog: &Catalog, version: &str) -> ExitCode {
    let command = Cli::command()
        .name(catalog.service().to_owned())
        .bin_name(catalog.service())
        .version(version.to_owned())
        .about(format!("The actions of {}, from the command line.", catalog.title()))
        .after_help(environment::help(catalog));
    let parsed = command.try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Help is an "error" too. Where nobody reads it, nothing is lost.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Status::Failed as u8));
        }
    };
    // Standard output writes line by line; a verdict a line is too many writes.
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let status = ended(perform(&cli.command, catalog, &mut out), &mut out);
    ExitCode::from(status as u8)
}

/// How a run ended, once what it wrote is out. That nobody reads on (`| head`) is no failure of what the program does, and
/// hides none.
fn ended(ended: Result<Status, Fault>, out: &mut dyn Write) -> Status {
    let (status, written) = match ended {
        Ok(status) => (status, out.flush()),
        Err(Fault::Write(error)) => (Status::Done, Err(error)),
        Err(Fault::Told(status, sentence)) => {
            let _ = out.flush();
            return tell(status, &sentence);
        }
    };
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            tell(Status::Failed, &format!("the answer could not be written: {error}"))
        }
        _ => status,
    }
}

fn tell(status: Status, sentence: &str) -> Status {
    let _ = writeln!(io::stderr(), "error: {sentence}");
    status
}

fn perform(command: &Command, catalog: &Catalog, out: &mut dyn Write) -> Result<Status, Fault> {
    match command {
        Command::Actions => list::actions(catalog, out),
        Command::Show { id } => {
            out.write_all(page::page(action(catalog, id)?).as_bytes())?;
            Ok(Status::Done)
        }
        Command::Validate { of, format, draft } => {
            validate::validate(action(catalog, &of.id)?, of, *format, *draft, out)
        }
        Command::Run { of, dry_run: false, pages, batching } => {
            run::run(action(catalog, &of.id)?, of, *pages, batching, catalog, out)
        }
        Command::Run { of, dry_run: true, pages, .. } => {
            preview::preview(action(catalog, &of.id)?, of, *pages, catalog, out)
        }
    }
}

fn action<'c>(catalog: &'c Catalog, id: &str) -> Result<Action<'c>, Fault> {
    catalog.get(id).ok_or_else(|| {
        let mut sentence = format!("there is no action `{}`", Clipped(id));
        match catalog.nearest(id) {
            Some(nearest) => sentence.push_str(&format!("; did you mean `{nearest}`?")),
            None => sentence.push_str(&format!("; `{} actions` lists them", catalog.service())),
        }
        Fault::call(sentence)
    })
}
