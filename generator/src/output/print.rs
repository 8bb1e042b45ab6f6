//! Showing generated files instead of writing them.

use std::io::{self, Write};

use super::path::OutPath;

/// Prints each file under a line with its path.
///
/// # Errors
/// What writing to `to` fails with; a closed pipe is for the caller to take as the end.
pub fn print<'a>(
    files: impl IntoIterator<Item = (&'a OutPath, &'a str)>,
    to: &mut dyn Write,
) -> io::Result<()> {
    for (at, (path, text)) in files.into_iter().enumerate() {
        if at > 0 {
            writeln!(to)?;
        }
        writeln!(to, "==> {path} <==")?;
        to.write_all(text.as_bytes())?;
    }
    Ok(())
}
