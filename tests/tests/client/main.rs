//! The client of BigCommerce as its users have it: over sockets, in memory, blocking, as data and as a program.

mod blocking;
mod program;
mod samples;
mod secrets;
mod steps;
mod wire;
