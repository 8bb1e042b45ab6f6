//! What a call tells of its way, by the feature `tracing`. Never a header, a body, a query or an address: none of it is for
//! every log.

#[cfg(feature = "tracing")]
mod told {
    use std::time::Duration;

    use tracing::{Instrument as _, debug, debug_span, info, warn};

    use crate::endpoint::Endpoint;
    use crate::error::Error;
    use crate::kind::ErrorKind;

    /// The span of a call, around its future.
    pub(crate) async fn call<F: Future>(endpoint: &Endpoint, call: F) -> F::Output {
        let span =
            debug_span!("call", action = &*endpoint.action, method = %endpoint.method, path = endpoint.path);
        call.instrument(span).await
    }

    pub(crate) fn sending(attempt: u32) {
        debug!(attempt, "sending");
    }

    pub(crate) fn answered(attempt: u32, status: Option<u16>, quota_left: Option<u64>) {
        debug!(attempt, status, quota_left, "answered");
    }

    pub(crate) fn waiting(attempts: u32, wait: Duration) {
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        info!(attempts, wait_ms, "waiting");
    }

    pub(crate) fn failed(error: &Error) {
        let (kind, status) = (error.kind().name(), error.status().map(|status| status.as_u16()));
        let (attempts, request_id) = (error.attempts(), error.request_id());
        if error.kind() == ErrorKind::UnknownOutcome {
            warn!(kind, status, attempts, request_id, "nobody knows whether this was carried out");
        } else {
            info!(kind, status, attempts, request_id, "failed");
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod told {
    use std::time::Duration;

    use crate::endpoint::Endpoint;
    use crate::error::Error;

    pub(crate) async fn call<F: Future>(_: &Endpoint, call: F) -> F::Output {
        call.await
    }

    pub(crate) const fn sending(_: u32) {}

    pub(crate) const fn answered(_: u32, _: Option<u16>, _: Option<u64>) {}

    pub(crate) const fn waiting(_: u32, _: Duration) {}

    pub(crate) const fn failed(_: &Error) {}
}

pub(crate) use told::{answered, call, failed, sending, waiting};

#[cfg(all(test, feature = "tracing", feature = "testing"))]
mod tests;
