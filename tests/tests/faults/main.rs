//! What a client promises when something goes wrong: requests that break a bound, servers that misbehave, outcomes that
//! nobody knows. Each test is named after the promise that it holds; [`rows`] has them all, in words.

mod answers;
mod batches;
mod caller;
mod cancelled;
mod clock;
mod differential;
mod oracle;
mod pages;
mod policy;
mod retries;
mod rows;
mod security;
mod soak;
mod tls;
mod validators;
