//! A real HTTP/1.1 server on a port of the loopback address: it answers from a script, in order, and records what
//! it was sent. One thread, one request a connection.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

/// The server. Dropping it stops the thread.
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The target, byte for byte as it stood in the request line.
    pub target: String,
    /// The headers in order, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header, by its name in lower case.
    ///
    /// # Panics
    /// If the header was sent more than once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let value = found.next();
        assert!(found.next().is_none(), "the header `{name}` was sent more than once: {:?}", self.headers);
        value
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// If it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("the body is no JSON ({error}): {:?}", String::from_utf8_lossy(&self.body))
        })
    }
}

/// What the server does after it has read a request.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// Closes without a byte.
    Close,
    /// Keeps the connection open and says nothing until the server is dropped.
    Stall,
}

impl Answer {
    /// A status with a body of a content type.
    pub fn text(status: u16, content_type: &str, body: &str) -> Self {
        Self::with_headers(status, &[("content-type", content_type)], body)
    }

    /// A status with a JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", &body.to_string())
    }

    /// A status without a body.
    pub fn empty(status: u16) -> Self {
        Self::with_headers(status, &[], "")
    }

    /// A status with headers and a body.
    pub fn with_headers(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let mut head = format!("HTTP/1.1 {status} Scripted\r\nconnection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if status != 204 {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        Self::Bytes(format!("{head}\r\n{body}").into_bytes())
    }
}

impl Server {
    /// A server that gives these answers, one a request. A request beyond them gets a 500 that says so.
    ///
    /// # Panics
    /// If no port of the loopback address can be had.
    pub fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of the loopback address");
        let address = listener.local_addr().expect("the address of a bound socket");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stopping = Arc::new(AtomicBool::new(false));
        let mut script: VecDeque<Answer> = answers.into_iter().collect();
        let thread = std::thread::spawn({
            let (requests, stopping) = (Arc::clone(&requests), Arc::clone(&stopping));
            move || {
                for stream in listener.incoming() {
                    if stopping.load(Ordering::SeqCst) {
                        return;
                    }
                    let Ok(stream) = stream else { continue };
                    let answer = |request| {
                        requests.lock().expect("no test panics while it holds the requests").push(request);
                        script.pop_front()
                    };
                    // A client may go away at any moment; that is its business.
                    let _ = serve(stream, answer, &stopping);
                }
            }
        });
        Self { address, requests, stopping, thread: Some(thread) }
    }

    /// Where it listens: `http://127.0.0.1:4711`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was sent so far.
    ///
    /// # Panics
    /// If the thread of the server has panicked.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("the server's thread is well").clone()
    }

    /// The only request that it was sent.
    ///
    /// # Panics
    /// If there was none, or more than one.
    pub fn request(&self) -> Request {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "one request was expected: {requests:#?}");
        requests.remove(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread if it waits for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(
    mut stream: TcpStream,
    answer: impl FnOnce(Request) -> Option<Answer>,
    stopping: &AtomicBool,
) -> io::Result<()> {
    let Some(request) = read_request(&mut BufReader::new(&stream))? else { return Ok(()) };
    let left_over = || Answer::text(500, "text/plain", "the script has no answer left");
    match answer(request).unwrap_or_else(left_over) {
        Answer::Bytes(bytes) => {
            stream.write_all(&bytes)?;
            stream.shutdown(std::net::Shutdown::Write)?;
            // Until the client closes too: closing with bytes unread would reset what it has not read yet.
            io::copy(&mut stream, &mut io::sink()).map(drop)
        }
        Answer::Close => Ok(()),
        Answer::Stall => {
            while !stopping.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok(())
        }
    }
}

/// Reads one request; none where the client closed without one.
pub(crate) fn read_request(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").map(|(_, value)| value.parse());
    let mut body = vec![0; length.and_then(Result::ok).unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Some(Request { method, target, headers, body }))
}

/// What a text in an address stands for, its escapes read.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    /// Says `text` to the server and returns everything that comes back.
    fn say(server: &Server, text: &str) -> String {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut back = String::new();
        stream.read_to_string(&mut back).unwrap();
        back
    }

    #[test]
    fn answers_in_order_and_records_what_it_was_sent() {
        let server =
            Server::start([Answer::text(200, "text/plain", "one"), Answer::empty(204), Answer::Close]);
        let first = say(&server, "POST /a?b=%2C HTTP/1.1\r\nX-One: 1\r\nContent-Length: 4\r\n\r\nbody");
        assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
        assert!(first.ends_with("content-length: 3\r\n\r\none"), "{first}");
        assert!(say(&server, "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 204 "));
        assert_eq!(say(&server, "GET / HTTP/1.1\r\n\r\n"), "");
        assert!(say(&server, "GET / HTTP/1.1\r\n\r\n").contains("the script has no answer left"));
        let requests = server.requests();
        assert_eq!(requests.len(), 4);
        assert_eq!(requests[0].method, "POST");
        assert_eq!(requests[0].target, "/a?b=%2C");
        assert_eq!(requests[0].header("x-one"), Some("1"));
        assert_eq!(requests[0].body, b"body");
    }
}
