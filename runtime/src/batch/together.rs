//! Futures that are under way together, on the task that awaits them: nothing is spawned, and what is dropped with it is
//! sent no further.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// A future of a batch.
pub(crate) type Boxed<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// Futures under way. Each wake polls all of them, of which there are few.
pub(crate) struct Together<'f, T>(Vec<Boxed<'f, T>>);

impl<'f, T> Together<'f, T> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn push(&mut self, future: Boxed<'f, T>) {
        self.0.push(future);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What one of them came to, the first that is done; nothing where there are none.
    pub(crate) async fn next(&mut self) -> Option<T> {
        if self.0.is_empty() {
            return None;
        }
        let done = poll_fn(|context| {
            for (index, future) in self.0.iter_mut().enumerate() {
                if let Poll::Ready(output) = future.as_mut().poll(context) {
                    return Poll::Ready((index, output));
                }
            }
            Poll::Pending
        });
        let (index, output) = done.await;
        // The order of the others is kept, so that the first to come is the first to be polled.
        drop(self.0.remove(index));
        Some(output)
    }
}

impl<T> fmt::Debug for Together<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Together").field(&self.0.len()).finish()
    }
}
