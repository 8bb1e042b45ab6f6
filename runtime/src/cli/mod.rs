//! The program that comes with a generated crate: its actions, from the command line.
//!
//! A generated `main` makes a [`Program`] and calls [`main`]. Everything that is said to people is said here, in
//! sentences; what an action is and how it is run is the catalogue's.

mod batch;
mod document;
mod environment;
mod list;
mod preview;
mod run;
mod validate;

use std::fmt;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

pub use self::environment::Fields;
use crate::catalog::{Action, Catalog};
use crate::snippet::Clipped;
use crate::transport::Transport;
use crate::violation::Violations;

/// What the program of a generated crate is made of: `C` is its client, `N` its connection.
pub struct Program<C: 'static, N> {
    /// The actions.
    pub catalog: &'static Catalog<C>,
    /// The version of the crate.
    pub version: &'static str,
    /// Makes a connection of the fields that the environment has.
    pub connection: fn(&Fields) -> Result<N, Violations>,
    /// Makes a client of a connection and a transport.
    pub client: fn(N, Arc<dyn Transport>) -> C,
}

impl<C, N> fmt::Debug for Program<C, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").field("catalog", &self.catalog).finish_non_exhaustive()
    }
}

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
    },
    /// Perform an action, and print what it gives as JSON
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

/// Runs the program with the arguments, streams and environment of this process.
#[must_use]
pub fn main<C, N>(program: &Program<C, N>) -> ExitCode {
    let command = Cli::command()
        .name(program.catalog.service())
        .bin_name(program.catalog.service())
        .version(program.version)
        .about(format!("The actions of {}, from the command line.", program.catalog.title()))
        .after_help(environment::help(program.catalog));
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
    let status = ended(perform(&cli.command, program, &mut out), &mut out);
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

fn perform<C, N>(command: &Command, program: &Program<C, N>, out: &mut dyn Write) -> Result<Status, Fault> {
    match command {
        Command::Actions => list::actions(program.catalog, out),
        Command::Show { id } => list::page(action(program.catalog, id)?, out),
        Command::Validate { of, format } => {
            validate::validate(action(program.catalog, &of.id)?, of, *format, out)
        }
        Command::Run { of, dry_run: false, batching } => {
            run::run(action(program.catalog, &of.id)?, of, batching, program, out)
        }
        Command::Run { of, dry_run: true, .. } => {
            preview::preview(action(program.catalog, &of.id)?, of, program, out)
        }
    }
}

fn action<C>(catalog: &'static Catalog<C>, id: &str) -> Result<&'static Action<C>, Fault> {
    catalog.get(id).ok_or_else(|| {
        let mut sentence = format!("there is no action `{}`", Clipped(id));
        match catalog.nearest(id) {
            Some(nearest) => sentence.push_str(&format!("; did you mean `{nearest}`?")),
            None => sentence.push_str(&format!("; `{} actions` lists them", catalog.service())),
        }
        Fault::call(sentence)
    })
}
