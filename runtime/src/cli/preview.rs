//! What an action would send: it is run over a transport that keeps the request and sends nothing.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use serde_json::Value;

use super::document::{self, Document};
use super::environment::Variables;
use super::run::{Pages, checked, client, failed, runtime};
use super::{Fault, Input, Status};
use crate::audience::Audience;
use crate::batch::BatchTask;
use crate::catalog::{Action, Catalog};
use crate::secret::REDACTED;
use crate::transport::{Limits, Transport, TransportError, TransportErrorKind, TransportFuture, WaitFuture};

/// Prints the first request of an action, without its secrets.
pub(super) fn preview(
    action: Action<'_>,
    input: &Input,
    pages: Pages,
    catalog: &Catalog,
    out: &mut dyn Write,
) -> Result<Status, Fault> {
    let reads_all = pages.max_items(action)?.is_some();
    let (document, is_batch) = checked_either(action, input)?;
    let variables = Variables::read(catalog)?;
    let kept = Arc::new(Kept::default());
    let client = client(catalog, &variables, kept.clone())?;
    let runtime = runtime()?;
    // The thread runs nothing else meanwhile, and the transport never waits.
    let first = || BatchTask::new().stop_at_first_failure();
    let ended = Audience::People.served(|| {
        let ended = is_batch.then(|| runtime.block_on(action.run_batch(&client, document.get(), first())));
        match ended.flatten() {
            Some(ended) => ended.map(drop),
            None => runtime.block_on(action.run(&client, document.get())).map(drop),
        }
    });
    let Some(request) = kept.take() else {
        return match ended {
            Ok(_) => {
                writeln!(out, "Nothing would be sent.")?;
                Ok(Status::Done)
            }
            Err(error) => Err(failed(&error)),
        };
    };
    write(&request, variables.secrets(), out)?;
    out.flush()?;
    let note = if action.steps.is_some() {
        "This is the first request. Which others follow, and what they send, depends on the answers."
    } else if action.paging.is_some() && reads_all {
        "A request like this one follows for every further page."
    } else if action.paging.is_some() {
        "This asks for one page. With `--all` a request like this one follows for every further page."
    } else if is_batch {
        "A request like this one follows for every further part of the list."
    } else {
        return Ok(Status::Done);
    };
    let _ = writeln!(io::stderr(), "note: {note}");
    Ok(Status::Done)
}

/// The input document, and whether its list is longer than one call takes.
fn checked_either(action: Action<'_>, input: &Input) -> Result<(Document, bool), Fault> {
    let document = document::document(input)?;
    match action.validate_batch(document.get()) {
        Ok(0 | 1) => checked(action, document).map(|document| (document, false)),
        Ok(_) => Ok((document, true)),
        Err(violations) => Err(failed(&violations.into())),
    }
}

fn write(request: &Request<Bytes>, secrets: &[String], out: &mut dyn Write) -> io::Result<()> {
    // A secret may stand in the address too.
    let mut url = request.uri().to_string();
    for secret in secrets {
        url = url.replace(secret.as_str(), REDACTED);
    }
    writeln!(out, "{} {url}", request.method())?;
    for (name, value) in request.headers() {
        let value =
            if value.is_sensitive() { REDACTED.into() } else { String::from_utf8_lossy(value.as_bytes()) };
        writeln!(out, "{name}: {value}")?;
    }
    if request.body().is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    match serde_json::from_slice::<Value>(request.body()) {
        Ok(body) => serde_json::to_writer_pretty(&mut *out, &body)?,
        Err(_) => out.write_all(request.body())?,
    }
    writeln!(out)
}

/// A transport that keeps the first request.
#[derive(Default)]
struct Kept {
    request: Mutex<Option<Request<Bytes>>>,
}

impl Kept {
    fn take(&self) -> Option<Request<Bytes>> {
        self.request.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Transport for Kept {
    fn send(&self, request: Request<Bytes>, _: Limits) -> TransportFuture<'_> {
        self.request.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(request);
        let error = TransportError::new(TransportErrorKind::Other, false).with_source("nothing is sent");
        Box::pin(async move { Err(error) })
    }

    fn wait(&self, _: Duration) -> WaitFuture<'_> {
        Box::pin(std::future::ready(()))
    }
}
