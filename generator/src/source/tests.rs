//! What the front accepts, what it refuses, and in which words. Rows of the fault matrix are named where
//! they belong.

mod disk;
mod refusals;
mod spans;
