//! What a person may write in a spec, and how it is decoded. Nothing here judges what is written.

pub mod decode;
