//! A transport over a real one, with a made-up clock: waits pass at once and are recorded, so that a test can say exactly
//! how long a client waited.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use acceptance::unruly::Unruly;
use actiongen_runtime::bytes::Bytes;
use actiongen_runtime::http::Request;
use actiongen_runtime::{Limits, ReqwestTransport, Transport, TransportFuture, UreqTransport, WaitFuture};

use crate::caller::{Caller, Kind, Settings, connection};

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

/// A client of a kind of a server, with settings, and its clock.
pub fn clocked(kind: Kind, server: &Unruly, settings: Settings) -> (Caller, Clock) {
    let clock = Clock { start: Instant::now(), waits: Arc::default() };
    let connection = connection(&server.url());
    let caller = match kind {
        Kind::Async => {
            let transport = ReqwestTransport::new().expect("TLS can be set up");
            Caller::on(Clocked { transport, clock: clock.clone() }, connection, settings)
        }
        Kind::Blocking => {
            let transport = UreqTransport::new().expect("TLS can be set up");
            Caller::over(Clocked { transport, clock: clock.clone() }, connection, settings)
        }
    };
    (caller, clock)
}
