//! How many calls of an action are under way at once: no more than its service allows, over all clones of a client.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::endpoint::Endpoint;
use crate::transport::WaitFuture;

/// The gates of a client, one an action that has a cap.
#[derive(Debug, Default)]
pub(crate) struct Gates {
    by_action: Mutex<HashMap<Arc<str>, Arc<Semaphore>>>,
}

/// Leave to be under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct Leave {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Gates {
    /// Waits until a call of this action may be under way. First come, first served; nobody waits on when the alarm goes
    /// off.
    pub(crate) async fn enter(&self, endpoint: &Endpoint, alarm: Option<WaitFuture<'_>>) -> Leave {
        let Some(cap) = endpoint.concurrency else {
            return Leave { _permit: None };
        };
        let gate = {
            let mut gates = self.by_action.lock().unwrap_or_else(PoisonError::into_inner);
            let cap = usize::try_from(cap).unwrap_or(usize::MAX).clamp(1, Semaphore::MAX_PERMITS);
            gates.entry(endpoint.action.clone()).or_insert_with(|| Arc::new(Semaphore::new(cap))).clone()
        };
        let mut permit = pin!(gate.acquire_owned());
        let mut alarm = alarm;
        poll_fn(|context| {
            // A gate is never closed; if it were, nothing would keep anyone back.
            if let Poll::Ready(permit) = permit.as_mut().poll(context) {
                return Poll::Ready(Leave { _permit: permit.ok() });
            }
            match alarm.as_mut().map(|alarm| alarm.as_mut().poll(context)) {
                Some(Poll::Ready(())) => Poll::Ready(Leave { _permit: None }),
                Some(Poll::Pending) | None => Poll::Pending,
            }
        })
        .await
    }
}
