//! A real HTTP/1.1 server on a port of the loopback address that can misbehave: it keeps connections as servers do, and
//! answers each request with what a function makes of it, be that a well-formed answer or anything else that bytes and
//! sockets can do. It counts what reached it.
//!
//! [`Server`](crate::server::Server) is the one for tests that need a script of well-formed answers.

pub mod fault;
pub mod quota;
pub mod reply;
pub mod shop;

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub use fault::Fault;
pub use quota::Quota;
pub use reply::Reply;
pub use shop::Shop;

use crate::server::{Request, read_request};

/// How long the server waits for something that a test waits for too.
const PATIENCE: Duration = Duration::from_secs(20);

/// The server. Dropping it ends all its connections.
pub struct Unruly {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

struct Shared {
    handler: Box<Handler>,
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    /// How many connections the client has left while an answer was still being given.
    left: Mutex<usize>,
    left_changed: Condvar,
    stopping: AtomicBool,
}

impl Unruly {
    /// A server that answers each request with what this function makes of it. Connections are served side by side.
    ///
    /// # Panics
    /// If no port of the loopback address can be had.
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of the loopback address");
        let address = listener.local_addr().expect("the address of a bound socket");
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            requests: Mutex::default(),
            connections: AtomicUsize::new(0),
            in_flight: AtomicUsize::new(0),
            most_in_flight: AtomicUsize::new(0),
            left: Mutex::new(0),
            left_changed: Condvar::new(),
            stopping: AtomicBool::new(false),
        });
        let thread = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Self { address, shared, thread: Some(thread) }
    }

    /// A server that gives these answers, one a request, and says so with a 599 when it has none left.
    ///
    /// # Panics
    /// If no port of the loopback address can be had.
    pub fn script(replies: impl IntoIterator<Item = Reply>) -> Self {
        let script: Mutex<VecDeque<Reply>> = Mutex::new(replies.into_iter().collect());
        Self::start(move |_| {
            let next = script.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            next.unwrap_or_else(|| Reply::text(599, "text/plain", "the script has no answer left"))
        })
    }

    /// A server that gives this answer to every request.
    ///
    /// # Panics
    /// If no port of the loopback address can be had.
    pub fn always(reply: Reply) -> Self {
        Self::start(move |_| reply.clone())
    }

    /// Where it listens: `http://127.0.0.1:4711`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests reached it whole.
    pub fn hits(&self) -> usize {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// What it was sent so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many connections were made to it.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many requests it had at work at once, at most.
    pub fn most_in_flight(&self) -> usize {
        self.shared.most_in_flight.load(Ordering::SeqCst)
    }

    /// How many requests it has at work now.
    pub fn in_flight(&self) -> usize {
        self.shared.in_flight.load(Ordering::SeqCst)
    }

    /// Waits until the client has left a connection on which an answer was still being given; `false` if it does not.
    pub fn wait_until_left(&self) -> bool {
        let left = self.shared.left.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.shared.left_changed.wait_timeout_while(left, PATIENCE, |left| *left == 0);
        waited.is_ok_and(|(left, _)| *left > 0)
    }

    /// Waits until so many requests reached it; `false` if they do not.
    pub fn wait_for_hits(&self, hits: usize) -> bool {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if self.hits() >= hits {
                return true;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        false
    }
}

impl Drop for Unruly {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread if it waits for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    fn client_left(&self) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.left_changed.notify_all();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopping() {
            return;
        }
        let Ok(stream) = stream else { continue };
        shared.connections.fetch_add(1, Ordering::SeqCst);
        let shared = Arc::clone(shared);
        // A client may go away at any moment; that is its business.
        std::thread::spawn(move || serve(stream, &shared));
    }
}

/// One connection, request by request.
fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while wait_for_request(&mut reader, shared)? {
        let Some(request) = read_request(&mut reader)? else { return Ok(()) };
        let now = shared.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        shared.most_in_flight.fetch_max(now, Ordering::SeqCst);
        shared.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        let reply = (shared.handler)(&request);
        let goes_on = reply.give(&stream, &|| shared.stopping());
        shared.in_flight.fetch_sub(1, Ordering::SeqCst);
        match goes_on {
            reply::End::Keep => {}
            reply::End::Closed => return Ok(()),
            reply::End::ClientLeft => {
                shared.client_left();
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Whether a request begins; not, once the client has closed or the server is dropped.
fn wait_for_request(reader: &mut BufReader<TcpStream>, shared: &Shared) -> io::Result<bool> {
    reader.get_ref().set_read_timeout(Some(Duration::from_millis(50)))?;
    loop {
        if shared.stopping() {
            return Ok(false);
        }
        match reader.fill_buf() {
            Ok([]) => return Ok(false),
            Ok(_) => break,
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
            Err(error) => return Err(error),
        }
    }
    reader.get_ref().set_read_timeout(Some(PATIENCE))?;
    Ok(true)
}

#[cfg(test)]
mod tests;
