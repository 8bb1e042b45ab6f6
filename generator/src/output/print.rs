//! Showing generated files instead of writing them.

use std::fmt::Display;
use std::io::{self, Write};

/// Prints each file under a line with its path.
///
/// # Errors
/// What writing to `to` fails with.
pub fn print<P: Display, T: AsRef<str>>(
    files: impl IntoIterator<Item = (P, T)>,
    to: &mut dyn Write,
) -> io::Result<()> {
    for (at, (path, text)) in files.into_iter().enumerate() {
        if at > 0 {
            writeln!(to)?;
        }
        writeln!(to, "==> {path} <==")?;
        to.write_all(text.as_ref().as_bytes())?;
    }
    Ok(())
}
