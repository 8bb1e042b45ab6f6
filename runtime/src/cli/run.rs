//! Performing an action.

use std::io::Write;
use std::sync::Arc;

use serde_json::Value;

use super::batch::{self, Batching};
use super::environment::{self, Fields};
use super::{Fault, Input, Program, Status, document};
use crate::catalog::Action;
use crate::error::Error;
use crate::transport::{ReqwestTransport, Transport};

/// Performs an action, and prints what it gives.
pub(super) fn run<C, N>(
    action: &Action<C>,
    input: &Input,
    batching: &Batching,
    program: &Program<C, N>,
    out: &mut dyn Write,
) -> Result<Status, Fault> {
    let document = document::document(input)?;
    if batch::is_wanted(action, batching, &document)? {
        return batch::run(action, &document, batching, program, out);
    }
    let document = checked(action, document)?;
    let transport = ReqwestTransport::new().map_err(|error| Fault::call(error.to_string()))?;
    let client = client(program, &Fields::read(program.catalog)?, Arc::new(transport))?;
    let runtime = runtime()?;
    let answer = runtime.block_on(action.run(&client, &document)).map_err(|error| failed(&error))?;
    serde_json::to_writer_pretty(&mut *out, &answer).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(Status::Done)
}

/// The input document, once it is one that the action takes. It is asked for before a connection is wanted: what is wrong
/// with the document is wrong without one.
pub(super) fn checked<C>(action: &Action<C>, document: Value) -> Result<Value, Fault> {
    action.validate(&document).map_err(|violations| failed(&Error::Refused(violations)))?;
    Ok(document)
}

/// A client over a transport, with the connection of the environment.
pub(super) fn client<C, N>(
    program: &Program<C, N>,
    fields: &Fields,
    transport: Arc<dyn Transport>,
) -> Result<C, Fault> {
    let connection = (program.connection)(fields);
    let connection = connection.map_err(|violations| environment::refused(program.catalog, &violations))?;
    Ok((program.client)(connection, transport))
}

/// An async runtime on this thread.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Fault> {
    let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
    built.map_err(|error| Fault::call(format!("the async runtime could not be started: {error}")))
}

/// An error as its sentence, with what was behind it.
pub(super) fn failed(error: &Error) -> Fault {
    let mut sentence = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        sentence.push_str(&format!("\n  because: {cause}"));
        source = cause.source();
    }
    match error {
        Error::Refused(_) => Fault::data(sentence),
        _ => Fault::call(sentence),
    }
}
