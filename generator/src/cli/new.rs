//! `new`: an action, or a service, to go on with.

#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::report::wrong_call;
use super::{Folders, Format, Screen, Status, with_folders};
use crate::diagnostics::Problems;
use crate::output::{NewFile, create};
use crate::scaffold::{self, Scaffold};
use crate::source::{Sources, read};

/// What `new` is told.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Call {
    #[command(subcommand)]
    thing: Option<Thing>,
    /// The action, as `customers.create`
    #[arg(required = true)]
    id: Option<String>,
    /// What it is made of; by its name unless said: `create_…` and `add_…`, `list_…` and `search_…`, others
    #[arg(long, value_enum)]
    shape: Option<Shape>,
    /// The service that it belongs to, where there are several
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    #[command(flatten)]
    folders: Folders,
}

#[derive(Debug, Subcommand)]
enum Thing {
    /// Write a service with a first action, and the crate for what is generated
    Service {
        /// Its name in snake_case
        name: String,
        #[command(flatten)]
        folders: Folders,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// POST with a list as its body
    Create,
    /// GET, page by page where the service has pages
    List,
    /// Calls of other actions
    Steps,
}

impl From<Shape> for scaffold::Shape {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Create => Self::Create,
            Shape::List => Self::List,
            Shape::Steps => Self::Steps,
        }
    }
}

/// Writes the files, and says what is left to do.
pub(super) fn run<O: Write, E: Write>(call: &Call, screen: &mut Screen<O, E>) -> io::Result<Status> {
    let (folders, what) = match &call.thing {
        Some(Thing::Service { folders, name }) => (folders, What::Service { name }),
        None => {
            let id = call.id.as_deref().unwrap_or_default();
            let action = id.split_once('.').map_or(id, |(_, action)| action);
            let shape = call.shape.map_or_else(|| scaffold::Shape::by_name(action), Into::into);
            let shape = What::Action { id, shape, service: call.service.as_deref() };
            (&call.folders, shape)
        }
    };
    // The first service may be what the folder of the specs is made for.
    let first = matches!(what, What::Service { .. }) && !folders.spec.exists();
    let sources = if first { Sources::default() } else { read(&folders.spec, &mut Problems::new()) };
    let made = match &what {
        What::Service { name } => scaffold::service(&sources, name),
        What::Action { id, shape, service } => scaffold::action(&sources, *service, id, *shape),
    };
    let made = match made {
        Ok(made) => made,
        Err(refusal) => {
            wrong_call(&refusal.to_string(), folders.format, screen)?;
            return Ok(Status::WrongCall);
        }
    };
    match create(&files(&made, folders)) {
        Ok(places) => {
            let places: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
            let next = what.next(folders, screen.program);
            match folders.format {
                Format::Human => {
                    for place in &places {
                        writeln!(screen.out, "  written {place}")?;
                    }
                    for next in &next {
                        writeln!(screen.out, "{next}")?;
                    }
                }
                Format::Json => {
                    writeln!(screen.out, "{}", json!({"done": true, "written": places, "next": next}))?;
                }
            }
            Ok(Status::Done)
        }
        Err(error) => {
            wrong_call(&error.to_string(), folders.format, screen)?;
            Ok(Status::AtFault)
        }
    }
}

/// What is asked for.
enum What<'a> {
    Action { id: &'a str, shape: scaffold::Shape, service: Option<&'a str> },
    Service { name: &'a str },
}

impl What<'_> {
    /// What a person does next.
    fn next(&self, folders: &Folders, program: &str) -> Vec<String> {
        match self {
            Self::Action { shape, .. } => {
                let (shape, others) = match shape {
                    scaffold::Shape::Create => ("POST with a list as its body", "list` or `--shape steps"),
                    scaffold::Shape::List => ("a list", "create` or `--shape steps"),
                    scaffold::Shape::Steps => ("steps", "create` or `--shape list"),
                };
                vec![
                    format!("It is laid out as {shape}; `--shape {others}` lays it out otherwise."),
                    format!(
                        "Give each key without a value one, or delete the key. What is left to fill in says: {}",
                        with_folders(&format!("{program} check"), folders)
                    ),
                ]
            }
            Self::Service { name } => {
                let member = folders.out.join(name);
                let member = member.display();
                vec![
                    format!(
                        "Add \"{member}\" to the `members` of the workspace, in its Cargo.toml. The crate takes its \
                         version and its dependencies from there: actiongen-runtime, serde and serde_json."
                    ),
                    format!("Then: {}", with_folders(&format!("{program} generate"), folders)),
                    format!("      cargo test -p {name}-actions"),
                ]
            }
        }
    }
}

fn files(made: &Scaffold, folders: &Folders) -> Vec<NewFile> {
    let below = |base: &Path, files: &[(String, String)]| -> Vec<NewFile> {
        let file = |(path, text): &(String, String)| NewFile {
            base: base.to_path_buf(),
            path: path.clone(),
            text: text.clone(),
        };
        files.iter().map(file).collect()
    };
    [below(&folders.spec, &made.spec), below(&folders.out, &made.out)].concat()
}
