//! A small HTTP server on this machine that answers, and misbehaves, as it is told.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the server does with a request, once it has read all of it.
pub enum Act {
    /// Writes these bytes and keeps the connection.
    Write(Vec<u8>),
    /// Writes these bytes and closes the connection.
    WriteAndClose(Vec<u8>),
    /// Writes these bytes, then says nothing more until the client leaves.
    Stall(Vec<u8>),
    /// Writes these bytes, then the second ones again and again until the client leaves.
    Endless(Vec<u8>, Vec<u8>),
}

/// A request as it came: the head as text, the body as bytes.
#[derive(Clone, Debug)]
pub struct Seen {
    pub head: String,
    pub body: Vec<u8>,
}

impl Seen {
    /// `POST /v3/customers?x=1`
    pub fn line(&self) -> &str {
        let line = self.head.lines().next().unwrap_or_default();
        line.strip_suffix(" HTTP/1.1").unwrap_or(line)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

pub struct Server {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    /// Dropped with the server: what stalls ends then.
    left: Receiver<()>,
}

impl Server {
    /// Listens, and does one act a request, in order; what comes after the last is closed unread.
    pub fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (sender, left) = channel();
        let record = Arc::clone(&seen);
        thread::spawn(move || serve(&listener, acts, &record, &sender));
        Self { url, seen, left }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no test panicked while it held this").clone()
    }

    /// Waits until the client has left a connection that stalled or had no end.
    pub fn wait_until_left(&self) -> bool {
        self.left.recv_timeout(Duration::from_secs(20)).is_ok()
    }
}

/// Each connection has a thread: a client may open another one before it is done with the first.
fn serve(listener: &TcpListener, acts: Vec<Act>, seen: &Arc<Mutex<Vec<Seen>>>, left: &Sender<()>) {
    let acts = Arc::new(Mutex::new(VecDeque::from(acts)));
    let is_over = |acts: &Mutex<VecDeque<Act>>| acts.lock().expect("no act panics").is_empty();
    while !is_over(&acts) {
        let Ok((mut stream, _)) = listener.accept() else { return };
        let (acts, seen, left) = (Arc::clone(&acts), Arc::clone(seen), left.clone());
        let address = listener.local_addr().expect("it is bound");
        thread::spawn(move || {
            while let Some(request) = read_request(&mut stream) {
                seen.lock().expect("no test panicked while it held this").push(request);
                let Some(act) = acts.lock().expect("no act panics").pop_front() else { return };
                let is_last = is_over(&acts);
                if is_last {
                    // Whoever waits for the next connection has nothing left to do with it.
                    let _ = TcpStream::connect(address);
                }
                if !perform(act, &mut stream, &left) || is_last {
                    return;
                }
            }
        });
    }
}

/// Whether the connection goes on.
fn perform(act: Act, stream: &mut TcpStream, left: &Sender<()>) -> bool {
    match act {
        Act::Write(bytes) => stream.write_all(&bytes).is_ok(),
        Act::WriteAndClose(bytes) => {
            let _ = stream.write_all(&bytes);
            let _ = stream.shutdown(Shutdown::Both);
            false
        }
        Act::Stall(bytes) => {
            let _ = stream.write_all(&bytes);
            let _ = stream.read(&mut [0; 16]);
            let _ = left.send(());
            false
        }
        Act::Endless(head, piece) => {
            let _ = stream.write_all(&head);
            // Bounded all the same: a client that never leaves fails its test, not the machine.
            let written = (0..200_000).take_while(|_| stream.write_all(&piece).is_ok()).count();
            if written < 200_000 {
                let _ = left.send(());
            }
            false
        }
    }
}

fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        read_more(stream, &mut bytes)?;
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut seen = Seen { head, body: Vec::new() };
    let length = seen.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    while bytes.len() < end + 4 + length {
        read_more(stream, &mut bytes)?;
    }
    seen.body = bytes.split_off(end + 4);
    Some(seen)
}

fn read_more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    let mut piece = [0; 4096];
    let count = stream.read(&mut piece).ok().filter(|count| *count > 0)?;
    bytes.extend_from_slice(&piece[..count]);
    Some(())
}

/// A whole answer, with its length.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
