//! A transport over a real one, with a made-up clock: waits pass at once and are recorded, so that a test can say exactly
//! how long a client waited.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use acceptance::unruly::Unruly;
use actiongen_runtime::bytes::Bytes;
use actiongen_runtime::http::Request;
use actiongen_runtime::{Limits, ReqwestTransport, Transport, TransportFuture, WaitFuture};
use bigcommerce_actions::Client;

use crate::caller::{Caller, Settings, connection};

/// A made-up clock. Clones are the same clock.
#[derive(Clone)]
pub struct Clock {
    start: Instant,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl Clock {
    /// How long was waited, wait by wait.
    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How long was waited, all in all.
    pub fn waited(&self) -> Duration {
        self.waits().iter().sum()
    }
}

struct Clocked<T> {
    transport: T,
    clock: Clock,
}

impl<T: Transport> Transport for Clocked<T> {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> TransportFuture<'_> {
        self.transport.send(request, limits)
    }

    fn wait(&self, time: Duration) -> WaitFuture<'_> {
        self.clock.waits.lock().unwrap_or_else(PoisonError::into_inner).push(time);
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Instant {
        self.clock.start + self.clock.waited()
    }
}

/// A client of each kind of a server, with settings, and its clock.
pub fn clocked(server: &Unruly, settings: &Settings) -> Vec<(Caller, Clock)> {
    let clock = Clock { start: Instant::now(), waits: Arc::default() };
    let transport = ReqwestTransport::new().expect("TLS can be set up");
    let transport = Clocked { transport, clock: clock.clone() };
    let client = settings.clone().set(Client::with_transport(connection(&server.url()), transport));
    vec![(Caller::new(client), clock)]
}
