//! The command line: arguments in, sentences and exit statuses out.
//!
//! Everything it does is a call into the library. What is said to people stands in `report`.

mod diff;
mod fix;
mod new;
mod pipe;
mod report;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use self::pipe::Pipe;
use self::report::{Report, ServiceResult, State};
use crate::diagnostics::{Problems, nearest};
use crate::editor;
use crate::engine::{Compile, Layout, Options, ServiceOutput};
use crate::explain;
use crate::output::{self, Destination, OutputError, OutputSet};
use crate::source::{Role, Sources, read};

/// Turns action specs written in YAML into Rust client crates, Markdown docs and JSON Schemas.
///
/// Exit status: 0 done, 1 the specs are at fault or the output is stale, 2 the call is.
#[derive(Debug, Parser)]
#[command(name = "actiongen", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the output in line with the specs
    Generate(Folders),
    /// Say what is wrong with the specs and what is stale, and change nothing unless told to
    Check {
        /// Repair first what is certain, in the spec files themselves: comments and layout stay
        #[arg(long)]
        fix: bool,
        #[command(flatten)]
        folders: Folders,
    },
    /// Show what is generated for one action, and change nothing
    Print {
        /// The action, as `customers.create`
        id: String,
        #[command(flatten)]
        folders: Folders,
    },
    /// Write an action with only the holes left open, or a service with a first action
    New(new::Call),
    /// Say what changed since older specs, how much each change weighs and which version they ask for
    Diff(diff::Call),
    /// Say what a code of a message means, with a wrong and a right example
    Explain {
        /// The code, as `E0301`; all of them, where none is named
        code: Option<String>,
        /// How to answer: for people, or as one JSON object
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
}

#[derive(Debug, Args)]
struct Folders {
    /// The folder with the specs, one folder a service in it
    #[arg(long, value_name = "DIR", default_value = SPEC)]
    spec: PathBuf,
    /// The folder for the output, one crate a service in it
    #[arg(long, value_name = "DIR", default_value = OUT)]
    out: PathBuf,
    /// How to answer: for people, or as JSON lines (problems first, the result last)
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

impl Folders {
    /// The schemas for editors, as a report calls them.
    fn schemas(&self) -> String {
        self.spec.join(editor::FOLDER).display().to_string()
    }
}

const SPEC: &str = "spec";
const OUT: &str = "generated";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// How a run ended, as its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Done = 0,
    /// The specs or the output are not as they should be.
    AtFault = 1,
    /// The call is wrong.
    WrongCall = 2,
}

/// Runs the program with the arguments and streams of this process.
#[must_use]
pub fn main(compile: Compile) -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help is an "error" too. Where nobody reads it, nothing is lost.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Status::WrongCall as u8));
        }
    };
    let (out, err) = (anstream::stdout(), anstream::stderr());
    let colour = err.current_choice() != anstream::ColorChoice::Never;
    // Under `cargo run` the program is not on the path.
    let by_cargo = std::env::var("CARGO_PKG_NAME").is_ok_and(|name| name == env!("CARGO_PKG_NAME"));
    let mut screen = Screen {
        out: Pipe::new(out.lock()),
        err: Pipe::new(err.lock()),
        colour,
        program: if by_cargo { "cargo run -p actiongen --" } else { "actiongen" },
    };
    match run(&cli, compile, &mut screen) {
        Ok(status) => ExitCode::from(status as u8),
        Err(error) => {
            let _ = writeln!(screen.err, "error: could not write the answer: {error}");
            ExitCode::from(Status::AtFault as u8)
        }
    }
}

/// Where answers go.
struct Screen<O: Write, E: Write> {
    out: Pipe<O>,
    err: Pipe<E>,
    /// Whether `err` shows colours.
    colour: bool,
    /// How the program is called here, without its arguments.
    program: &'static str,
}

fn run<O: Write, E: Write>(cli: &Cli, compile: Compile, screen: &mut Screen<O, E>) -> io::Result<Status> {
    let folders = match &cli.command {
        Command::Generate(folders) | Command::Check { folders, .. } | Command::Print { folders, .. } => {
            folders
        }
        Command::Diff(call) => return diff::run(call, screen),
        Command::New(call) => return new::run(call, screen),
        Command::Explain { code, format } => return explain_code(code.as_deref(), *format, screen),
    };
    let options = Options::new(Layout::Crate);
    let fixes = match &cli.command {
        Command::Check { fix: true, .. } => Some(fix::fix(&folders.spec, compile, &options)),
        _ => None,
    };
    let mut problems = Problems::new();
    let sources = read(&folders.spec, &mut problems);
    let services = compile(&sources, &mut problems, &options);
    let mut report =
        Report { problems: &problems, sources: &sources, fixes, results: Vec::new(), repair: String::new() };
    if !problems.has_errors() {
        report.repair = repair(screen.program, folders);
        match &cli.command {
            Command::Generate(_) => {
                report.results =
                    each(&services, folders, OutputSet::to_write, |files| files.write().map(State::Written));
            }
            Command::Check { .. } => {
                report.results = each(&services, folders, OutputSet::to_check, |files| {
                    let count = files.count();
                    Ok(State::Checked { stale: files.check()?, files: count })
                });
            }
            Command::Print { id, .. } => return print(id, &services, folders.format, &report, screen),
            // These have gone another way.
            Command::Diff(_) | Command::New(_) | Command::Explain { .. } => {}
        }
    }
    let status = report.status();
    match folders.format {
        Format::Human => report.tell(screen)?,
        Format::Json => report.json(&mut screen.out)?,
    }
    Ok(status)
}

/// Does the same for each service; one that fails does not keep the others from it.
fn each(
    services: &[ServiceOutput],
    folders: &Folders,
    open: impl Fn(&Destination) -> Result<OutputSet, OutputError>,
    act: impl Fn(OutputSet) -> Result<State, OutputError>,
) -> Vec<ServiceResult> {
    let made = |to: &Destination, emit: &dyn Fn(&mut OutputSet)| {
        let mut files = open(to)?;
        emit(&mut files);
        act(files)
    };
    let results = services.iter().map(|service| {
        let to = Destination::of_service(&folders.out, &service.name);
        let result = to.and_then(|to| made(&to, &|files| service.emit(files)));
        ServiceResult { name: service.name.clone(), result }
    });
    // The schemas for editors stand beside the specs, and are as fresh as everything else.
    let result = made(&Destination::of_editor(&folders.spec), &editor::emit);
    results.chain([ServiceResult { name: folders.schemas(), result }]).collect()
}

/// Shows the files that concern one action.
fn print<O: Write, E: Write>(
    id: &str,
    services: &[ServiceOutput],
    format: Format,
    report: &Report,
    screen: &mut Screen<O, E>,
) -> io::Result<Status> {
    let actions = actions(report.sources);
    let of_action = |name: &str| actions.iter().any(|(service, known)| *service == name && known == id);
    let sets: Vec<_> = services
        .iter()
        .filter(|service| of_action(&service.name))
        .map(|service| (&service.name, service.files()))
        .collect();
    let files: Vec<(String, &str)> = sets
        .iter()
        .flat_map(|(name, files)| {
            files.concerning(id).map(move |(path, text)| (format!("{name}/{path}"), text))
        })
        .collect();
    let known: Vec<&str> = actions.iter().map(|(_, id)| id.as_str()).collect();
    match format {
        Format::Human => report.tell(screen)?,
        Format::Json => report.json_problems(&mut screen.out)?,
    }
    if !known.contains(&id) {
        let mut sentence = format!("the specs have no action `{id}`");
        if let Some(near) = nearest(id, known) {
            sentence.push_str(&format!("; did you mean `{near}`?"));
        }
        report::wrong_call(&sentence, format, screen)?;
        return Ok(Status::WrongCall);
    }
    match format {
        Format::Human => output::print(files, &mut screen.out)?,
        Format::Json => report::json_files(&files, &mut screen.out)?,
    }
    Ok(Status::Done)
}

/// Shows the page of a code, or the list of all codes.
fn explain_code<O: Write, E: Write>(
    word: Option<&str>,
    format: Format,
    screen: &mut Screen<O, E>,
) -> io::Result<Status> {
    let code = match word.map(explain::find).transpose() {
        Ok(code) => code,
        Err(unknown) => {
            report::wrong_call(&unknown.to_string(), format, screen)?;
            return Ok(Status::WrongCall);
        }
    };
    match (format, code) {
        (Format::Human, Some(code)) => screen.out.write_all(code.page().as_bytes())?,
        (Format::Human, None) => screen.out.write_all(explain::index().as_bytes())?,
        (Format::Json, code) => report::json_codes(code, &mut screen.out)?,
    }
    Ok(Status::Done)
}

/// Service and id of every action that the specs have a file for.
fn actions(sources: &Sources) -> Vec<(&str, String)> {
    let mut actions = Vec::new();
    for file in sources.files() {
        if let Role::Action { service, resource, action } = &file.role {
            actions.push((service.as_str(), format!("{resource}.{action}")));
        }
    }
    actions
}

/// The command that brings the output of these folders in line.
fn repair(program: &str, folders: &Folders) -> String {
    with_folders(&format!("{program} generate"), folders)
}

/// A command with the folders that it is about, as far as they have to be named.
fn with_folders(command: &str, folders: &Folders) -> String {
    let mut command = command.to_owned();
    for (option, value, default) in [("--spec", &folders.spec, SPEC), ("--out", &folders.out, OUT)] {
        if value.as_os_str() != default {
            let value = value.display().to_string();
            let plain = value.chars().all(|c| c.is_alphanumeric() || "/\\:._-".contains(c));
            command.push_str(&if plain {
                format!(" {option} {value}")
            } else {
                format!(" {option} '{value}'")
            });
        }
    }
    command
}
