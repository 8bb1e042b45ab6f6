//! What the server does with a request: bytes, waits, and how the connection ends.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

/// What the server does with a request, step by step.
#[derive(Clone, Debug)]
pub struct Reply {
    head: Option<Head>,
    steps: Vec<Step>,
    then: Then,
}

#[derive(Clone, Debug)]
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
enum Step {
    Write(Vec<u8>),
    Wait(Duration),
    /// The bytes again and again, with a wait after each time, until the client leaves.
    Repeat(Vec<u8>, Duration),
}

/// What becomes of the connection.
#[derive(Clone, Copy, Debug)]
enum Then {
    Keep,
    Close,
    Reset,
    Stall,
}

/// How the connection stands after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Keep,
    Closed,
    ClientLeft,
}

impl Reply {
    /// A status with JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", &body.to_string())
    }

    /// A status with a body of a content type.
    pub fn text(status: u16, content_type: &str, body: &str) -> Self {
        Self::bytes(status, content_type, body.as_bytes())
    }

    /// A status with a body of a content type, whatever it is.
    pub fn bytes(status: u16, content_type: &str, body: &[u8]) -> Self {
        Self::promising(status, body.len(), body).header("content-type", content_type)
    }

    /// A status without a body.
    pub fn empty(status: u16) -> Self {
        let reply = Self::headed(status);
        // These have none, and must not say how long it is.
        if status == 204 || status == 304 { reply } else { reply.header("content-length", "0") }
    }

    /// A status and a body that the head says is of another length.
    pub fn promising(status: u16, length: usize, body: &[u8]) -> Self {
        Self::headed(status).header("content-length", &length.to_string()).write(body)
    }

    /// A status and pieces of a body, chunk by chunk; `whole` says whether the last chunk follows them.
    pub fn chunked(status: u16, pieces: &[&[u8]], whole: bool) -> Self {
        let mut reply = Self::headed(status).header("transfer-encoding", "chunked");
        for piece in pieces {
            reply = reply.write(&chunk(piece));
        }
        if whole { reply.write(b"0\r\n\r\n") } else { reply }
    }

    /// A status, and chunks of spaces until the client leaves.
    pub fn endless(status: u16) -> Self {
        let piece = chunk(&[b' '; 0x4000]);
        Self::headed(status).header("transfer-encoding", "chunked").repeat(&piece, Duration::ZERO)
    }

    /// A status, and a body of which a byte comes each time this much time has passed.
    pub fn dripping(status: u16, every: Duration) -> Self {
        Self::headed(status).header("content-length", "1000000").repeat(b" ", every)
    }

    /// A status with JSON, packed with gzip.
    pub fn gzip(status: u16, body: &[u8]) -> Self {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let packed = packer.write_all(body).and_then(|()| packer.finish());
        let packed = packed.expect("memory takes every byte");
        Self::bytes(status, "application/json", &packed).header("content-encoding", "gzip")
    }

    /// These bytes as they are, whatever they are.
    pub fn raw(bytes: &[u8]) -> Self {
        Self { head: None, steps: Vec::new(), then: Then::Keep }.write(bytes)
    }

    /// Not a byte. What becomes of the connection is said by what follows.
    pub fn nothing() -> Self {
        Self { head: None, steps: Vec::new(), then: Then::Close }
    }

    fn headed(status: u16) -> Self {
        Self { head: Some(Head { status, headers: Vec::new() }), steps: Vec::new(), then: Then::Keep }
    }

    /// With a header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Some(head) = &mut self.head {
            head.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// After this much time.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        // Before the head: it is written with the first bytes.
        self.steps.insert(0, Step::Wait(wait));
        self
    }

    /// And then the connection is closed, without having said so.
    #[must_use]
    pub fn then_close(mut self) -> Self {
        self.then = Then::Close;
        self
    }

    /// And then the connection is reset.
    #[must_use]
    pub fn then_reset(mut self) -> Self {
        self.then = Then::Reset;
        self
    }

    /// And then nothing more, until the client leaves.
    #[must_use]
    pub fn then_stall(mut self) -> Self {
        self.then = Then::Stall;
        self
    }

    /// The same answer, of which only the first bytes of the body come before the connection is closed.
    #[must_use]
    pub fn cut(mut self, body: usize) -> Self {
        for step in &mut self.steps {
            if let Step::Write(bytes) = step {
                bytes.truncate(body);
            }
        }
        self.then_close()
    }

    fn write(mut self, bytes: &[u8]) -> Self {
        self.steps.push(Step::Write(bytes.to_vec()));
        self
    }

    fn repeat(mut self, bytes: &[u8], every: Duration) -> Self {
        self.steps.push(Step::Repeat(bytes.to_vec(), every));
        self
    }

    /// Does all of it on a connection.
    pub(super) fn give(self, stream: &TcpStream, stopping: &dyn Fn() -> bool) -> End {
        let mut waiting_head = self.head.map(Head::written);
        for step in self.steps {
            let given = match step {
                Step::Write(bytes) => {
                    let mut out = waiting_head.take().unwrap_or_default();
                    out.extend(bytes);
                    (&mut &*stream).write_all(&out)
                }
                Step::Wait(time) => {
                    let end = Instant::now() + time;
                    while Instant::now() < end && !stopping() {
                        std::thread::sleep((end - Instant::now()).min(Duration::from_millis(20)));
                    }
                    Ok(())
                }
                Step::Repeat(bytes, every) => {
                    let head = waiting_head.take().unwrap_or_default();
                    (&mut &*stream).write_all(&head).and_then(|()| repeat(stream, &bytes, every, stopping))
                }
            };
            if given.is_err() {
                return End::ClientLeft;
            }
        }
        if waiting_head.is_some_and(|head| (&mut &*stream).write_all(&head).is_err()) {
            return End::ClientLeft;
        }
        match self.then {
            Then::Keep => End::Keep,
            Then::Close => {
                let _ = stream.shutdown(std::net::Shutdown::Both);
                End::Closed
            }
            Then::Reset => {
                // With no time to linger, closing sends a reset in place of a farewell.
                let _ = socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO));
                End::Closed
            }
            Then::Stall => until_left(stream, stopping),
        }
    }
}

impl Head {
    fn written(self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Scripted\r\n", self.status);
        for (name, value) in self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}

fn chunk(piece: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
    chunk.extend_from_slice(piece);
    chunk.extend_from_slice(b"\r\n");
    chunk
}

/// Bounded all the same: a client that never leaves fails its test, not the machine.
fn repeat(
    mut stream: &TcpStream,
    bytes: &[u8],
    every: Duration,
    stopping: &dyn Fn() -> bool,
) -> io::Result<()> {
    for _ in 0..200_000 {
        if stopping() {
            break;
        }
        stream.write_all(bytes)?;
        if !every.is_zero() {
            std::thread::sleep(every);
        }
    }
    Ok(())
}

fn until_left(mut stream: &TcpStream, stopping: &dyn Fn() -> bool) -> End {
    let _ = stream.set_read_timeout(Some(Duration::from_millis(20)));
    while !stopping() {
        match stream.read(&mut [0; 64]) {
            Ok(0) => return End::ClientLeft,
            Ok(_) => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
            Err(_) => return End::ClientLeft,
        }
    }
    End::Closed
}
