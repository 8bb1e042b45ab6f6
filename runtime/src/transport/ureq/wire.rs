//! What is written, and whether anything was: below ureq and above TLS.

use std::cell::RefCell;
use std::fmt;
use std::io;
use std::mem;

use http::HeaderMap;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

thread_local! {
    // ureq says nothing of when an error came about, and all of a request happens on one thread.
    static NOW: RefCell<Now> = const { RefCell::new(Now { is_written: false, credentials: Vec::new() }) };
}

/// The request that this thread is sending.
struct Now {
    is_written: bool,
    /// Lines of its head that are still to be written.
    credentials: Vec<u8>,
}

/// A request on its way. One a thread.
pub struct Sending(());

impl Sending {
    /// Begins with a request, and takes the sensitive headers out of its head: [`Wire`] writes them, so that they are in no
    /// log of ureq's.
    pub fn begin(headers: &mut HeaderMap) -> Self {
        let mut credentials = Vec::new();
        let mut others = HeaderMap::with_capacity(headers.len());
        for (name, value) in headers.iter() {
            if value.is_sensitive() {
                credentials.extend_from_slice(name.as_str().as_bytes());
                credentials.extend_from_slice(b": ");
                credentials.extend_from_slice(value.as_bytes());
                credentials.extend_from_slice(b"\r\n");
            } else {
                others.append(name.clone(), value.clone());
            }
        }
        *headers = others;
        NOW.with_borrow_mut(|now| *now = Now { is_written: false, credentials });
        Self(())
    }

    /// Whether any byte of it may have been written.
    pub fn is_written(&self) -> bool {
        NOW.with_borrow(|now| now.is_written)
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        NOW.with_borrow_mut(|now| now.credentials = Vec::new());
    }
}

/// A connection on which requests are written.
pub struct Wire(pub Box<dyn Transport>);

impl Wire {
    /// Writes the first piece of a request, with the credentials behind its first line.
    fn transmit_head(
        &mut self,
        amount: usize,
        credentials: &[u8],
        timeout: NextTimeout,
    ) -> Result<(), Error> {
        let output = self.0.buffers().output();
        let room = output.len();
        let piece = &output[..amount];
        let Some(line) = piece.windows(2).position(|end| end == b"\r\n") else {
            return Err(Error::Other(
                "the first line of the request is longer than what is written at once".into(),
            ));
        };
        let (line, rest) = piece.split_at(line + 2);
        let head = [line, credentials, rest].concat();
        for piece in head.chunks(room) {
            self.0.buffers().output()[..piece.len()].copy_from_slice(piece);
            self.0.transmit_output(piece.len(), timeout)?;
        }
        Ok(())
    }
}

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let credentials = NOW.with_borrow_mut(|now| {
            now.is_written = true;
            mem::take(&mut now.credentials)
        });
        match credentials.as_slice() {
            [] => self.0.transmit_output(amount, timeout),
            credentials => self.transmit_head(amount, credentials, timeout),
        }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.0.await_input(timeout).map_err(|error| match error {
            // ureq takes these for the end of a body that has no length; but the end is an end, and no error.
            Error::Io(error) if is_broken(&error) => Error::Io(io::Error::other(error)),
            error => error,
        })
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}

fn is_broken(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | ConnectionAborted | ConnectionReset)
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was written last is still in its buffers.
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}
