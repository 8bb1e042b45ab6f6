//! Waiting for a future on this thread: the one difference between a blocking client and an async one.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// Runs a future on this thread until it is done; the thread sleeps where the future waits.
///
/// It is no runtime: it has no timers and no I/O of its own. So the transport decides. One that does its work while it is
/// polled, as `UreqTransport` and the transports in memory do, needs nothing else. [`ReqwestTransport`](crate::ReqwestTransport)
/// needs a Tokio runtime, which this is not: such a future panics here, unless a runtime was entered before and runs on
/// other threads.
///
/// Do not call it in an async function. It would hold up the thread of the runtime, and with it all that waits there; on a
/// runtime with one thread, what it waits for may never come. There, `await` the future, or use `spawn_blocking`.
///
/// ```
/// use actiongen_runtime::block_on;
/// assert_eq!(block_on(async { 6 * 7 }), 42);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            // A thread may wake without cause; then the future is polled once more than it needs.
            Poll::Pending => thread::park(),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Mutex};
    use std::task::{Poll, Waker};
    use std::thread;

    use super::block_on;

    #[test]
    fn it_sleeps_until_another_thread_wakes_it() {
        let done = Arc::new(AtomicBool::new(false));
        let waker: Arc<Mutex<Option<Waker>>> = Arc::default();
        let other = {
            let (done, waker) = (Arc::clone(&done), Arc::clone(&waker));
            thread::spawn(move || {
                loop {
                    if let Some(waker) = waker.lock().unwrap().take() {
                        done.store(true, Ordering::Release);
                        break waker.wake();
                    }
                    thread::yield_now();
                }
            })
        };
        let mut polls = 0;
        let polled = block_on(poll_fn(|context| {
            polls += 1;
            if done.load(Ordering::Acquire) {
                return Poll::Ready(polls);
            }
            *waker.lock().unwrap() = Some(context.waker().clone());
            Poll::Pending
        }));
        other.join().unwrap();
        assert!((2..100).contains(&polled), "it slept in between: {polled}");
    }
}
