//! How many calls of an action are under way at once: no more than its service allows, over all clones of a client.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::endpoint::Endpoint;

/// The gates of a client, one an action that has a cap.
#[derive(Debug, Default)]
pub(crate) struct Gates {
    by_action: Mutex<HashMap<&'static str, Arc<Semaphore>>>,
}

/// Leave to be under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct Leave {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Gates {
    /// Waits until a call of this action may be under way. First come, first served.
    pub(crate) async fn enter(&self, endpoint: &'static Endpoint) -> Leave {
        let Some(cap) = endpoint.concurrency else {
            return Leave { _permit: None };
        };
        let gate = {
            let mut gates = self.by_action.lock().unwrap_or_else(PoisonError::into_inner);
            let cap = usize::try_from(cap).unwrap_or(usize::MAX).clamp(1, Semaphore::MAX_PERMITS);
            gates.entry(endpoint.action).or_insert_with(|| Arc::new(Semaphore::new(cap))).clone()
        };
        // A gate is never closed; if it were, nothing would keep anyone back.
        Leave { _permit: gate.acquire_owned().await.ok() }
    }
}
