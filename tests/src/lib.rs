//! What the acceptance tests share: local HTTP servers, one of which misbehaves, cargo runs, the generator, and the folders they work on.
//!
//! Nothing in here asserts anything about the product; a helper that fails says what it could not do and stops the test.

pub mod bases;
pub mod cargo;
pub mod cases;
pub mod documents;
pub mod examples;
pub mod generator;
pub mod mutate;
pub mod random;
pub mod server;
pub mod tree;
pub mod unruly;

/// The Rust that the readmes show compiles, and runs where it can.
#[cfg(doctest)]
mod readmes {
    #[doc = include_str!("../../README.md")]
    pub struct Root;

    #[doc = include_str!("../../generated/bigcommerce/README.md")]
    pub struct Bigcommerce;

    #[doc = include_str!("../../generated/bigcommerce/docs/failures.md")]
    pub struct Failures;
}

/// Runs a future on a runtime of its own, as the program of a user would.
///
/// # Panics
/// If the runtime cannot be built.
pub fn block_on<F: std::future::Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime on the current thread").block_on(future)
}
